"""The verbs that look after a library: list, remove, export, check, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import Plain, note, say, say_json
from fabula.errors import LibraryError

Shelf = Annotated[Path, typer.Option("-l", "--library", help="The library file.")]
_DEFAULT = Path("fabula.db")


def list_(
    library: Shelf = _DEFAULT,
    limit: Annotated[int, typer.Option(help="At most this many; -1 for all.")] = -1,
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """List the stories of a library, in the order they were added."""
    from fabula.corpus.library import open_library

    with open_library(library, write=False) as store:
        entries = list(store.entries(limit=limit))
    if format is Plain.JSON:
        say_json(entries)
        return
    if not entries:
        note(f"The library {library} is empty: add stories with `fabula add FILES --library {library}`.")
        return
    say("    id  tellings  cast  events  deaths  title")
    for e in entries:
        say(f"{e.id:>6}  {e.tellings:>8}  {e.characters:>4}  {e.events:>6}  {e.deaths:>6}  {e.title}")


def remove(
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="The numbers of stories, as list shows them.")],
    library: Shelf = _DEFAULT,
) -> None:
    """Remove stories from a library."""
    from fabula.corpus.library import open_library

    with open_library(library) as store:
        for id in ids:
            store.remove(id)
            say(f"{id:>6}  removed")


def export_(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="A file for JSON Lines, one story a line.")],
    library: Shelf = _DEFAULT,
) -> None:
    """Export all stories of a library as JSON Lines, which fabula add takes again."""
    from fabula.corpus.library import export, open_library

    with open_library(library, write=False) as store:
        number = export(store, output)
    note(f"{number} stories written to {output}.")


def check(
    library: Shelf = _DEFAULT,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the search indexes anew first.")] = False,
) -> None:
    """Check that a library is sound: the file, its tables and indexes, and every story."""
    from fabula.corpus.library import open_library
    from fabula.library.checking import verdict

    with open_library(library) as store:
        if rebuild:
            store.rebuild()
        faults = store.check()
        number = len(store)
    for fault in faults:
        say(fault)
    if faults:
        raise LibraryError(verdict(library, faults))
    say(f"{number} stories, no faults.")


def backup(
    to: Annotated[Path, typer.Argument(metavar="COPY", help="The file to make.")],
    library: Shelf = _DEFAULT,
) -> None:
    """Copy a library as it is now, while others may be using it."""
    from fabula.corpus.library import open_library

    with open_library(library, write=False) as store:
        store.backup(to)
    note(f"{library} copied to {to}.")
