"""``fabula find`` and ``fabula like``: stories found in a library."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli.output import Plain, note, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabula.library.search import Hit


class By(StrEnum):
    """How the text is looked for."""

    AUTO = "auto"
    WORDS = "words"
    MEANING = "meaning"


Several = list[str] | None


def find(
    text: Annotated[str, typer.Argument(help="Words, a name, or a sentence that says what happens.")] = "",
    event: Annotated[
        Several, typer.Option(metavar="CLAUSE", help='What happens: "kill agent=boss patient=?x modality=planned".')
    ] = None,
    relation: Annotated[
        Several, typer.Option(metavar="CLAUSE", help='How two stand to each other: "parent_of a=?x b=Mara".')
    ] = None,
    death: Annotated[
        Several, typer.Option(metavar="CLAUSE", help='Who dies by whom: "victim=?x manner=murder".')
    ] = None,
    who: Annotated[Several, typer.Option(metavar="CLAUSE", help='Who is in it: dies, or "kills gender=f".')] = None,
    query: Annotated[str, typer.Option(help="A whole query, clauses divided by semicolons.")] = "",
    by: Annotated[By, typer.Option(help="Look for words, for meaning, or choose by the length of TEXT.")] = By.AUTO,
    limit: Annotated[int, typer.Option(min=1, help="At most this many stories.")] = 20,
    library: Annotated[Path, typer.Option("-l", "--library", help="The library file.")] = Path("fabula.db"),
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """Find stories by words and names, by what happens in them, and by what a sentence means.

    All that is asked for must hold in one story. A variable such as ?x is the same character everywhere.
    """
    from fabula.corpus.library import find as find_in
    from fabula.corpus.library import open_library
    from fabula.library.query import parse_query

    asked = parse_query(query) if query else None
    with open_library(library, write=False) as store:
        hits = find_in(
            store,
            text,
            query=asked,
            events=event or (),
            relations=relation or (),
            deaths=death or (),
            who=who or (),
            by=by,
            limit=limit,
        )
    _print(hits, format)


def like(
    story: Annotated[str, typer.Argument(metavar="STORY", help="A story file, a text, or a story's number.")],
    limit: Annotated[int, typer.Option(min=1, help="At most this many stories.")] = 20,
    library: Annotated[Path, typer.Option("-l", "--library", help="The library file.")] = Path("fabula.db"),
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """Find other tellings of a story, and stories like it, whatever the names in them."""
    from fabula.corpus.library import like as like_in
    from fabula.corpus.library import open_library, story_of

    asked = story_of(story, library)
    with open_library(library, write=False) as store:
        _print(like_in(asked, store, limit=limit), format)


def _print(hits: Sequence[Hit], format: Plain) -> None:
    if format is Plain.JSON:
        say_json(list(hits))
        return
    if not hits:
        note("No story fits.")
    for hit in hits:
        say(f"{hit.id:>6}  {hit.title}")
        for proof in hit.proofs:
            words = " ".join(proof.words.split())
            said = words if len(words) <= 160 else words[:157].rsplit(" ", 1)[0] + " ..."
            # Who is called so is shown by the name alone.
            say(f"        {proof.what}" if said == proof.what else f'        {proof.what}: "{said}"')
