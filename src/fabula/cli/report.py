"""``fabula report``: a story as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import note, say


def report(
    story: Annotated[Path, typer.Argument(metavar="STORY", help="A story file, or - for standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The page's file. [default: the story's, with .html]")
    ] = None,
) -> None:
    """Write a story as one page to look at: charts, cast, events and the tellings with their words marked.

    The page is one file that needs no network and opens from disk. ``-o -`` prints it.
    """
    from fabula.corpus.files import load_story, write_atomically
    from fabula.views import report as page

    html = page(load_story(story))
    if str(output) == "-" or (output is None and str(story) == "-"):
        say(html)
    else:
        note(f"Written: {write_atomically(output or story.with_suffix('.html'), html)}")
