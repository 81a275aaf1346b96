"""A story as something to look at: terminal, page, picture. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabula.views.pages import report as report

__all__ = ["report"]

_HOMES = {"report": "fabula.views.pages"}


def __getattr__(name: str) -> object:
    """The public functions, imported when first used: the terminal's views need no templates."""
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'fabula.views' has no attribute {name!r}")
    return getattr(import_module(home), name)
