"""Colours that stay apart for everybody, and stay with a character through all views.

Eight hues, each in a light and a dark dress, found by search: the closest two are as far apart as may be in normal
sight and in the three kinds of colour blindness (simulated after Machado, Oliveira and Fernandes 2009), and all stand
out from the page. After
eight characters the hues come again with a dashed, then with a dotted line; the cast beyond shares a grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["DARK", "DASHES", "LIGHT", "Style", "styles", "variables"]

HUES = 8
DASHES = ("solid", "dashed", "dotted")

# name: (on a light page, on a dark page)
_COLOURS: dict[str, tuple[str, str]] = {
    "c0": ("#15068b", "#b1c2fe"),
    "c1": ("#a05202", "#da8c62"),
    "c2": ("#0f9e9a", "#09febe"),
    "c3": ("#55003e", "#896279"),
    "c4": ("#bd8200", "#fbcb00"),
    "c5": ("#9557f0", "#6953ed"),
    "c6": ("#005d9b", "#199dd1"),
    "c7": ("#6b3e46", "#d91d03"),
    "c8": ("#68686f", "#a3a3ab"),
    "paper": ("#fbfaf6", "#15161a"),
    "card": ("#ffffff", "#1e2026"),
    "ink": ("#1d1f24", "#ecebe6"),
    "soft": ("#5c5f68", "#a9acb6"),
    "line": ("#dddad1", "#363943"),
    "faint": ("#f1efe8", "#24262d"),
    "lit": ("#ffe27a", "#6b5600"),
    "accent": ("#1b5e8c", "#8cc8f5"),
    "hostile": ("#b3410a", "#ff9a5c"),
    "friendly": ("#0c6e8f", "#6cc9e8"),
    "veil": ("#6d2331", "#4a1620"),
}
LIGHT = {name: light for name, (light, _) in _COLOURS.items()}
DARK = {name: dark for name, (_, dark) in _COLOURS.items()}


@dataclass(frozen=True, slots=True)
class Style:
    """How a character is drawn: ``colour`` names an entry of :data:`LIGHT` and :data:`DARK`, ``dash`` one of DASHES."""

    colour: str
    dash: str

    @property
    def classes(self) -> str:
        """The class names that draw it."""
        return self.colour if self.dash == "solid" else f"{self.colour} {self.dash}"


def styles(ranked: Sequence[str]) -> dict[str, Style]:
    """A style for each character id, the most prominent first."""
    given = {}
    for n, id in enumerate(ranked):
        row, hue = divmod(n, HUES)
        given[id] = Style(f"c{hue}", DASHES[row]) if row < len(DASHES) else Style(f"c{HUES}", "solid")
    return given


def variables(theme: dict[str, str]) -> str:
    """A theme as CSS custom properties."""
    return "".join(f"--{name}:{value};" for name, value in theme.items())
