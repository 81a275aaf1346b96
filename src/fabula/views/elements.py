"""Elements of a page or a drawing. What is text or a value is escaped; nothing else is ever written."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from fabula.views.plain import shown

__all__ = ["element", "group", "number", "opening", "path", "text_width"]

_WIDE = frozenset("mwMWGOQDHNUCAVXYZKRB@%&—…")
_SLIM = frozenset("iljtfrI.,:;'’|!() -")


def element(name: str, /, *children: Markup | str, **attributes: object) -> Markup:
    """An element. ``_`` in an attribute's name stands for ``-``; ``class_`` for ``class``; what is None is left out."""
    inside = "".join(str(c) if isinstance(c, Markup) else str(escape(shown(c))) for c in children)
    tag = _tag(name, attributes)
    return Markup(f"<{tag}>{inside}</{name}>" if inside else f"<{tag}/>")


def opening(name: str, /, **attributes: object) -> Markup:
    """The opening tag of an element; attributes as for :func:`element`."""
    return Markup(f"<{_tag(name, attributes)}>")


def _tag(name: str, attributes: dict[str, object]) -> str:
    # Plain strings are put together and vouched for once: Markup's own formatting is several times slower.
    pairs = [
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    return name + "".join(pairs)


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(escape(shown(str(value))))


def group(children: Iterable[Markup], **attributes: object) -> Markup:
    """A group of elements."""
    return element("g", *children, **attributes)


def number(value: float) -> str:
    """A number as short as a drawing needs it."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if abs(value) < 1e7 else "0"


def path(steps: Iterable[tuple[str, tuple[float, ...]]]) -> str:
    """The data of a path: (letter, numbers) for each step."""
    return "".join(letter + " ".join(number(n) for n in numbers) for letter, numbers in steps)


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif face of ``size`` pixels; on the wide side."""
    units = sum(0.86 if c in _WIDE else 0.36 if c in _SLIM else 1.05 if ord(c) > 0x2E80 else 0.6 for c in text)
    return units * size
