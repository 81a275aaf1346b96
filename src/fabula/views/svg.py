"""Elements of a drawing. What is text or a value is escaped; nothing else is ever written."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from fabula.views.plain import shown

__all__ = ["element", "group", "number", "path", "text_width"]

_WIDE = frozenset("mwMWGOQDHNUCAVXYZKRB@%&—…")
_SLIM = frozenset("iljtfrI.,:;'’|!() -")


def element(name: str, /, *children: Markup | str, **attributes: object) -> Markup:
    """An element. ``_`` in an attribute's name stands for ``-``; ``class_`` for ``class``; what is None is left out."""
    pairs = (
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"), number(value) if isinstance(value, float) else value
        )
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(c if isinstance(c, Markup) else escape(shown(c)) for c in children)
    if not inside:
        return Markup("<{}{}/>").format(Markup(name), Markup("").join(pairs))
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup("").join(pairs), inside)


def group(children: Iterable[Markup], **attributes: object) -> Markup:
    """A group of elements."""
    return element("g", *children, **attributes)


def number(value: float) -> str:
    """A number as short as a drawing needs it."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value == value and abs(value) < 1e7 else "0"


def path(steps: Iterable[tuple[str, tuple[float, ...]]]) -> str:
    """The data of a path: (letter, numbers) for each step."""
    return "".join(letter + " ".join(number(n) for n in numbers) for letter, numbers in steps)


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif face of ``size`` pixels; on the wide side."""
    units = sum(0.86 if c in _WIDE else 0.36 if c in _SLIM else 1.05 if ord(c) > 0x2E80 else 0.6 for c in text)
    return units * size
