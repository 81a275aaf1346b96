"""``fabula add``: stories into a library."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Format, say, say_json
from fabula.cli.read import Tellings


def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Story files, texts, or folders of either.")
    ],
    library: Annotated[Path, typer.Option("-l", "--library", help="The library file.")] = Path("fabula.db"),
    tellings: Annotated[Tellings, typer.Option(help="What one text holds (see read).")] = Tellings.AUTO,
    text_field: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A field that tells the story, in records.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to print: text or json.")] = Format.TEXT,
) -> None:
    """Add stories to a library; texts are read first.

    What is stored already is not stored again. Each line that is printed names a story that is safely on the disk.
    """
    from fabula.corpus import library as corpus

    counts: Counter[str] = Counter()
    stored = []
    for one in corpus.add(files, library, tellings=tellings, text_fields=text_field or ()):
        counts[one.added.outcome] += 1
        stored.append(one)
        if format is not Format.JSON:
            say(f"{one.added.id:>6}  {one.added.outcome:<9}  {one.title}")
    if format is Format.JSON:
        say_json(stored)
    else:
        say(", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())) or "Nothing new: all is stored already.")
