"""A story as something to look at: terminal, page, picture. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabula.views.beside import side_by_side as side_by_side
    from fabula.views.drawing import draw as draw
    from fabula.views.drawing import draw_png as draw_png
    from fabula.views.pages import fragment as fragment
    from fabula.views.pages import report as report
    from fabula.views.pages import script as script
    from fabula.views.pages import style as style

__all__ = ["draw", "draw_png", "fragment", "report", "script", "side_by_side", "style"]

_HOMES = {
    "side_by_side": "fabula.views.beside",
    "draw": "fabula.views.drawing",
    "draw_png": "fabula.views.drawing",
    "fragment": "fabula.views.pages",
    "report": "fabula.views.pages",
    "script": "fabula.views.pages",
    "style": "fabula.views.pages",
}


def __getattr__(name: str) -> object:
    """The public functions, imported when first used: the terminal's views need no templates."""
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'fabula.views' has no attribute {name!r}")
    return getattr(import_module(home), name)
