"""``fabula tellings``: tellings of one story side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, colours, note, patience, say, say_json, width
from fabula.cli.read import Tellings


def tellings(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Texts, folders of texts, or story files.")],
    tellings: Annotated[
        Tellings, typer.Option(help="What one file holds: one telling, one each paragraph, or found out by itself.")
    ] = Tellings.AUTO,
    text_field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A field that tells the story, in records. May be repeated."),
    ] = None,
    together: Annotated[bool, typer.Option("--together", help="Take all texts for tellings of one story.")] = False,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
) -> None:
    """Lay the tellings of a story side by side: what each tells, who is who, what they share, where they disagree."""
    from fabula.corpus import tellings as room
    from fabula.corpus.telling_sheets import tellings_sheet
    from fabula.views.sheets import sheet_page, sheet_text

    with patience("Reading"):
        stories = room.gather(files, tellings=tellings, text_fields=text_field or (), together=together)
    if len(stories) > 1:
        note(f"These texts tell {len(stories)} stories. If they tell one, say --together.")
    found = [room.tellings(story) for story in stories]
    if format is Format.JSON:
        for one in found:
            parts = {"coverage": one.coverage, "cast": one.cast, "disagreements": one.disagreements}
            say_json({"title": one.story.title, **parts, "alignments": one.story.alignments})
    elif format is Format.HTML:
        say(sheet_page([tellings_sheet(one) for one in found]))
    else:
        say(sheet_text([tellings_sheet(one) for one in found], width=width(), colours=colours()))
