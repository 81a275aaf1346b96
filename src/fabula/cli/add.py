"""``fabula add``: stories into a library."""

from __future__ import annotations

import os
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Plain, say, say_json
from fabula.cli.read import Tellings
from fabula.errors import InputError


def add(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="Story files, texts, or folders of either.")
    ] = None,
    library: Annotated[Path, typer.Option("-l", "--library", help="The library file.")] = Path("fabula.db"),
    tellings: Annotated[Tellings, typer.Option(help="What one text holds (see read).")] = Tellings.AUTO,
    text_field: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A field that tells the story, in records.")
    ] = None,
    from_batch: Annotated[
        str | None, typer.Option(metavar="DIR", help="Add the stories that fabula batch --stories has kept in DIR.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", help="Processes for many stories; by default one for each core.")
    ] = None,
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """Add stories to a library; texts are read first.

    What is stored already is not stored again. Each line that is printed names a story that is safely on the disk.
    """
    from fabula.corpus.adding import add_each

    if not files and from_batch is None:
        raise InputError("There is nothing to add: name files, or the folder of a batch with --from-batch.")
    jobs = jobs or os.cpu_count() or 1
    fields = text_field or ()
    sources = [add_each(files, library, tellings=tellings, text_fields=fields, jobs=jobs)] if files else []
    if from_batch is not None:
        from fabula.corpus.batch_stories import add_batch

        sources.append(add_batch(from_batch, library, jobs=jobs))
    counts: Counter[str] = Counter()
    stored = []
    for one in chain.from_iterable(sources):
        counts[one.added.outcome] += 1
        stored.append(one)
        if format is not Plain.JSON:
            say(f"{one.added.id:>6}  {one.added.outcome:<9}  {one.title}")
    if format is Plain.JSON:
        say_json(stored)
    else:
        say(
            ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
            or "Nothing new: all is stored already."
        )
