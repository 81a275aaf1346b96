"""One chart by itself, as SVG or PNG: for a paper, a slide, a notebook."""

from __future__ import annotations

import re
from enum import StrEnum

from fabula.errors import InputError, MissingExtraError
from fabula.story.story import Story
from fabula.views.index import Index
from fabula.views.network import network
from fabula.views.pages import resource
from fabula.views.palette import DARK, HUES, LIGHT
from fabula.views.plain import joined, shorten
from fabula.views.scenes import STORY
from fabula.views.storyline import storyline
from fabula.views.timeline import timeline

__all__ = ["ChartType", "Drawing", "draw", "draw_png"]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\(--([a-z0-9]+)\)")
_WIDTH = re.compile(r' width="([0-9.]+)"')
_FONT = "Noto Sans, DejaVu Sans, Arial, Helvetica, sans-serif"


class ChartType(StrEnum):
    """What can be drawn."""

    STORYLINE = "storyline"
    NETWORK = "network"
    TIMELINE = "timeline"


class Drawing(str):
    """An SVG document as text; a notebook shows it as the picture it is."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def draw(story: Story, chart: str = ChartType.STORYLINE, order: str = STORY, *, dark: bool = False) -> Drawing:
    """One chart of ``story`` as an SVG document that stands alone.

    Args:
        story: what to draw.
        chart: ``storyline``, ``network`` or ``timeline``.
        order: for the storyline, ``story``, or ``telling`` for the order of the only telling, or a telling's id.
        dark: for a dark page.

    Raises:
        InputError: if there is no such chart or order, or if the story gives nothing to draw.
    """
    if chart not in list(ChartType):
        raise InputError(f"There is no chart {chart!r}: draw {', '.join(ChartType)}.")
    index = Index(story)
    if chart == ChartType.STORYLINE:
        picture = storyline(index, _order(story, order), linked=False)
    else:
        picture = network(index, linked=False) if chart == ChartType.NETWORK else timeline(index, linked=False)
    if not picture:
        raise InputError(f"This story gives nothing to draw as a {chart}: nobody in it does anything together.")
    theme = DARK if dark else LIGHT
    ground = f'<rect width="100%" height="100%" fill="{theme["paper"]}"/>'
    return Drawing(str(picture).replace(">", f"><style>{_style(theme)}</style>{ground}", 1))


def draw_png(
    story: Story, chart: str = ChartType.STORYLINE, order: str = STORY, *, dark: bool = False, scale: float = 2.0
) -> bytes:
    """As :func:`draw`, as a PNG image, ``scale`` pixels for each unit of the drawing.

    Raises:
        MissingExtraError: if ``resvg-py`` is not installed.
    """
    svg = draw(story, chart, order, dark=dark)
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise MissingExtraError("A PNG image", "png") from error
    width = int(float(_WIDTH.search(svg)[1]) * scale)  # type: ignore[index]  # every chart says its width
    return bytes(svg_to_bytes(svg_string=str(svg), width=width))


def _order(story: Story, order: str) -> str:
    """The order by its name: the story's, or that of one telling."""
    ids = [t.id for t in story.tellings]
    if order == STORY or order in ids:
        return order
    if order == "telling" and len(ids) == 1:
        return ids[0]
    raise InputError(f"There is no order {shorten(order, 40)!r}: say {joined([STORY, *ids[:8]], last='or')}.")


def _style(theme: dict[str, str]) -> str:
    """The charts' style with every variable replaced by its value: what draws SVG alone knows no variables."""
    rules = []
    for selectors, body in _RULE.findall(_COMMENT.sub("", resource("charts.css"))):
        if "var(--c)" in body:
            for n in range(HUES + 1):
                here = ",".join(f"{selector}.c{n}" for selector in selectors.split(","))
                rules.append(f"{here}{{{body.replace('var(--c)', theme[f'c{n}'])}}}")
        else:
            rules.append(f"{selectors}{{{body}}}")
    text = "".join(f"{r.strip()}" for r in rules if not r.lstrip().startswith(".chart"))
    return f"text{{font-family:{_FONT}}}" + _VARIABLE.sub(lambda m: theme[m[1]], text)
