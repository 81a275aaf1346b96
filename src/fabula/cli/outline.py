"""``fabula outline``: what a short outline may use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, colours, patience, say, say_json, width


def outline(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Texts of one story, or a story file.")],
    max_chars: Annotated[int, typer.Option(min=1, help="How many characters the quotes may have together.")] = 239,
    spoilers: Annotated[
        bool, typer.Option("--spoilers/--no-spoilers", help="Whether the end may be given away.")
    ] = False,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
) -> None:
    """Choose the words of the tellings that a short outline may use, without giving the end away.

    It is a selection with its evidence, to write from; no prose is made up.
    """
    from fabula.corpus import tellings as room
    from fabula.corpus.telling_sheets import outline_sheet
    from fabula.views.sheets import sheet_page, sheet_text

    with patience("Reading"):
        story = room.gather(files, together=True)[0]
    found = room.outline(story, max_chars=max_chars, spoilers=spoilers)
    if format is Format.JSON:
        say_json(found)
    elif format is Format.HTML:
        say(sheet_page([outline_sheet(story, found)]))
    else:
        say(sheet_text([outline_sheet(story, found)], width=width(), colours=colours()))
