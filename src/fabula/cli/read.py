"""``fabula read``: the main job."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, colours, note, numbered, patience, say, width


class Tellings(StrEnum):
    """How many tellings a text holds (:class:`fabula.comparing.splitting.Splitting`, without what that imports)."""

    AUTO = "auto"
    FILE = "file"
    PARAGRAPH = "paragraph"


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Texts, folders of texts, or - for standard input.")
    ],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the story as JSON to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the story as a page to this file.")] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
    tellings: Annotated[
        Tellings, typer.Option(help="What one file holds: one telling, one each paragraph, or found out by itself.")
    ] = Tellings.AUTO,
    text_field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A field that tells the story, in records. May be repeated."),
    ] = None,
    together: Annotated[bool, typer.Option("--together", help="Take all texts for tellings of one story.")] = False,
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the words under each claim.")] = False,
) -> None:
    """Read the tellings of a story and show who is in it and what happens.

    Several files are several tellings; those that tell one story are merged. Records (JSON, JSON Lines, CSV, Parquet)
    give one telling for each field that tells. Without -o and --html nothing is written; what was put right in the
    story that -o names is put right again.
    """
    from fabula.corpus.files import save_story, write_atomically
    from fabula.corpus.read import read_all

    with patience("Reading"):
        stories = read_all(files, tellings=tellings, text_fields=text_field or (), together=together)
    if len(stories) > 1:
        note(f"These texts tell {len(stories)} stories. If they tell one, say --together.")
    if output:
        from fabula.corpus.correcting import succeed
        from fabula.library.corrections import describe

        names = [numbered(output, n, len(stories)) for n in range(1, len(stories) + 1)]
        corrected = [succeed(name, story) for name, story in zip(names, stories, strict=True)]
        for outcome in (o for result in corrected for o in result.conflicts):
            note(f"Not applied: {describe(outcome.correction)}. {outcome.message}")
        stories = [result.story for result in corrected]
        for name, story in zip(names, stories, strict=True):
            save_story(story, name)
    for n, story in enumerate(stories, 1):
        if html:
            from fabula.views import report

            write_atomically(numbered(html, n, len(stories)), report(story))
    if format is Format.HTML:
        from fabula.views import report

        for story in stories:
            say(report(story))
    elif format is Format.JSON:
        for story in stories:
            say(story.to_json())
    else:
        from fabula.views.terminal import account

        say("\n\n".join(account(s, width=width(), colours=colours(), evidence=evidence) for s in stories))
