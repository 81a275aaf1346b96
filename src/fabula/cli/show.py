"""``fabula show``: a story that has been read, again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, colours, say, say_json, width


def show(
    story: Annotated[
        Path, typer.Argument(metavar="STORY", help="A story file, - for standard input, or with --library a number.")
    ],
    cast: Annotated[bool, typer.Option("--cast", help="Only who is in it.")] = False,
    relations: Annotated[bool, typer.Option("--relations", help="Only how they stand to each other.")] = False,
    deaths: Annotated[bool, typer.Option("--deaths", help="Only who dies.")] = False,
    events: Annotated[
        str | None,
        typer.Option(metavar="WHAT", help="Only what happens: all, or with this character, of this type or modality."),
    ] = None,
    why: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Why one event happens, and what it leads to.")
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the words under each claim.")] = False,
    library: Annotated[Path | None, typer.Option("-l", "--library", help="A library that holds the story.")] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
) -> None:
    """Show a story that has been read, whole or in part."""
    from fabula.corpus.files import load_story
    from fabula.views.selecting import Show, select
    from fabula.views.terminal import account

    if library:
        from fabula.corpus.library import story_of

        loaded = story_of(story, library)
    else:
        loaded = load_story(story)
    parts = [part for part, wanted in ((Show.CAST, cast), (Show.RELATIONS, relations), (Show.DEATHS, deaths)) if wanted]
    if format is Format.HTML:
        from fabula.views import report

        say(report(loaded))
    elif format is Format.JSON:
        if parts or events is not None or why is not None:
            say_json(select(loaded, parts, events=events, why=why))
        else:
            say(loaded.to_json())
    else:
        say(account(loaded, parts, events=events, why=why, width=width(), colours=colours(), evidence=evidence))
