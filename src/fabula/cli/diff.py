"""``fabula diff``: what one telling says and another does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, colours, note, patience, say, say_json, width


def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="A text or a story file.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another one, of the same story.")],
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
) -> None:
    """Show what only A tells, what only B tells, what both tell, and where they contradict each other."""
    from fabula.corpus import tellings as room
    from fabula.corpus.telling_sheets import diff_sheet
    from fabula.views.sheets import sheet_page, sheet_text

    with patience("Reading"):
        here, there = (room.gather([path], together=True)[0] for path in (a, b))
    if not room.same_story(here, there):
        note(f"{a} and {b} do not seem to tell one story; here is what they would differ in if they did.")
    found = room.diff(here, there)
    if format is Format.JSON:
        say_json({"diff": found.diff, "story": found.story})
    elif format is Format.HTML:
        say(sheet_page([diff_sheet(found)]))
    else:
        say(sheet_text([diff_sheet(found)], width=width(), colours=colours()))
