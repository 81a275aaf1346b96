"""``fabula draw``: one chart of a story."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import note, say


class Chart(StrEnum):
    """What can be drawn (:class:`fabula.views.drawing.ChartType`, without what that imports)."""

    STORYLINE = "storyline"
    NETWORK = "network"
    TIMELINE = "timeline"


def draw(
    story: Annotated[Path, typer.Argument(metavar="STORY", help="A story file, or - for standard input.")],
    chart: Annotated[Chart, typer.Option(help="What to draw.")] = Chart.STORYLINE,
    order: Annotated[
        str, typer.Option(help="For the storyline: story, telling, or the id of one of several tellings.")
    ] = "story",
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The picture's file, .svg or .png; - prints SVG.")
    ] = Path("-"),
    dark: Annotated[bool, typer.Option("--dark", help="For a dark page.")] = False,
    scale: Annotated[float, typer.Option(min=0.1, max=10.0, help="For PNG: pixels for each unit.")] = 2.0,
) -> None:
    """Draw one chart of a story: SVG, or PNG with the extra ``png``."""
    from fabula.corpus.files import load_story, write_atomically
    from fabula.errors import InputError
    from fabula.views import draw as picture
    from fabula.views import draw_png

    kind = output.suffix.lower()
    if str(output) == "-":
        say(picture(load_story(story), chart, order, dark=dark))
    elif kind == ".png":
        note(f"Written: {write_atomically(output, draw_png(load_story(story), chart, order, dark=dark, scale=scale))}")
    elif kind == ".svg":
        note(f"Written: {write_atomically(output, picture(load_story(story), chart, order, dark=dark))}")
    else:
        raise InputError(f"{output} is neither a .svg nor a .png file: give it one of these endings.")
