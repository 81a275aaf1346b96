"""Stories kept in a library: found, compared, written out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from fabula.comparing.likeness import nearest
from fabula.comparing.similarity import ALIKE, SKETCH_MODEL, Sketches, passages, sketch, sketch_text
from fabula.corpus.files import write_atomically
from fabula.corpus.preparing import Written, written_in
from fabula.corpus.read import Reader, read_all
from fabula.errors import InputError, LibraryError
from fabula.library.packing import shown_title
from fabula.library.query import Query, parse_query
from fabula.library.search import Hit, Proof, find_events, find_words
from fabula.library.store import Library
from fabula.story.ontology import EventType
from fabula.story.story import Story

__all__ = ["DEFAULT", "export", "find", "like", "open_library", "story_of"]

DEFAULT = "fabula.db"


def open_library(path: str | Path = DEFAULT, *, write: bool = True) -> Library:
    """Open the library at ``path``; see :class:`~fabula.library.store.Library`."""
    return Library(path, write=write)


def find(
    library: Library,
    text: str = "",
    *,
    query: Query | None = None,
    events: Sequence[str] = (),
    relations: Sequence[str] = (),
    deaths: Sequence[str] = (),
    who: Sequence[str] = (),
    by: str = "auto",
    limit: int = 20,
) -> list[Hit]:
    """The stories that fit, the best first, each with the words that show why.

    ``text`` is looked for as words and names or, if ``by`` says ``"meaning"`` or it is a sentence of more than four
    words, by what it means. ``events``, ``relations``, ``deaths`` and ``who`` are clauses of the query language without
    their first word; they and ``query`` must all hold.

    Raises :class:`~fabula.errors.QueryError` for a bad clause.
    """
    clauses = query.clauses if query else ()
    for kind, given in (("event", events), ("relation", relations), ("death", deaths), ("who", who)):
        for one in given:
            clauses += parse_query(one, kind=kind).clauses
    words = text.strip()
    if not clauses and not words:
        raise InputError("Say what to look for: words, or --event, --relation, --death, --who.")
    meaning = by == "meaning" or (by == "auto" and len(words.split()) > 4)
    if not clauses:
        return _by_meaning(library, words, limit) if meaning else find_words(library, words, limit=limit)
    if not words:
        return find_events(library, Query(clauses), limit=limit)
    fitting = {hit.id: hit for hit in find_events(library, Query(clauses), limit=10_000)}
    ranked = _by_meaning(library, words, 10_000) if meaning else find_words(library, words, limit=10_000)
    both = [h for h in ranked if h.id in fitting]
    return [Hit(h.id, h.title, h.score, fitting[h.id].proofs + h.proofs) for h in both[:limit]]


def _by_meaning(library: Library, text: str, limit: int) -> list[Hit]:
    ids, sketches, _ = _sketches(library)
    one = sketch_text(text)
    hits = []
    for place, score in _plainly(sketches, one, limit):
        story = library.get(ids[place])
        hits.append(Hit(ids[place], shown_title(story), score, tuple(_passages(story, text))))
    return hits


def _plainly(sketches: Sketches, one: bytes, limit: int) -> list[tuple[int, float]]:
    if not len(sketches):
        return []
    near = sketches.nearness(one, ALIKE)
    order = (-near).argsort(kind="stable")[:limit]
    return [(int(n), float(near[n])) for n in order]


def _passages(story: Story, text: str, most: int = 3) -> Iterator[Proof]:
    """The sentences and events of ``story`` that come nearest to ``text``."""
    places = [(t, start, end) for t in story.tellings for start, end in (t.sentences or ((0, min(len(t.text), 200)),))]
    if not places:
        return
    near = passages([t.text[start:end] for t, start, end in places], text)
    best = [int(n) for n in (-near).argsort(kind="stable")[:most] if near[n] > 0]
    for n in sorted(best):
        telling, start, end = places[n]
        said = [e for e in story.events for s in e.triggers[:1] if s.telling == telling.id and start <= s.start < end]
        names = {c.id: c.name for c in story.characters}
        what = "; ".join(_brief(e.type, [names[c] for c in e.characters]) for e in said[:3]) or "words"
        yield Proof(what, telling.text[start:end], telling.id, start, end)


def _brief(type: EventType, players: Sequence[str]) -> str:
    return f"{type}: {', '.join(players)}" if players else str(type)


def like(story: Story, library: Library, *, limit: int = 20) -> list[Hit]:
    """The stories of ``library`` that tell what ``story`` tells, the likeliest other telling first.

    Words make a short list, what happens between whom decides; names count for nothing. ``story`` itself is left out.
    """
    ids, sketches, made = _sketches(library)
    if not ids:
        return []
    own = library.find_text(t.text for t in story.tellings)

    def fetch(places: Sequence[int]) -> list[bytes]:
        wanted = [ids[place] for place in places]
        kept = library.vectors_of(SKETCH_MODEL, wanted)
        return [made.get(id, data) for id, data in zip(wanted, kept, strict=True)]

    try:
        found = nearest(sketches, sketch(story), fetch, limit=limit + 1)
    except (ValueError, IndexError, zlib.error) as error:
        raise _damaged(library) from error
    return [Hit(ids[p], library.title(ids[p]), score) for p, score in found if ids[p] != own][:limit]


def _sketches(library: Library) -> tuple[Sequence[int], Sketches, dict[int, bytes]]:
    """The numbers of all stories, and their sketches.

    Those that are missing or of an older kind are made, and kept where that is allowed; where not, they come as well.
    """
    missing = _missing(library, library.state())
    made = {id: sketch(library.get(id)) for id in missing}
    if made:
        try:
            with open_library(library.path) as writer:
                writer.put_vectors((id, (SKETCH_MODEL, data)) for id, data in made.items())
        except LibraryError:  # a library that may only be read
            ids, data = library.vectors(SKETCH_MODEL)
            return [*ids, *made], Sketches([*data, *made.values()]), made
    return *_loaded(library, library.state()), {}


@lru_cache(maxsize=2)
def _missing(library: Library, state: tuple[int, int]) -> tuple[int, ...]:
    del state  # what changes when anybody has written to the file
    return tuple(library.without_vector(SKETCH_MODEL))


@lru_cache(maxsize=2)
def _loaded(library: Library, state: tuple[int, int]) -> tuple[tuple[int, ...], Sketches]:
    del state  # what changes when anybody has written to the file
    ids, data = library.vectors(SKETCH_MODEL)
    try:
        return tuple(ids), Sketches(data)
    except ValueError as error:
        raise _damaged(library) from error


def _damaged(library: Library) -> LibraryError:
    return LibraryError(
        f"The sketches in the library {library.path} are damaged: write its stories out with `fabula export-library` "
        "and add them again, which makes the sketches anew."
    )


def story_of(what: str | Path, library: str | Path | None = None, *, reader: Reader | None = None) -> Story:
    """The story that ``what`` names: the number of a story in ``library``, a story file, or a text, which is read.

    Raises :class:`~fabula.errors.InputError` for a text that tells several stories.
    """
    if str(what).isdecimal() and not Path(what).exists():
        with open_library(library or DEFAULT, write=False) as store:
            return store.get(int(str(what)))
    stories: list[Story] = []
    for found in written_in(Path(what)):
        stories += [found.story()] if isinstance(found, Written) else read_all([found], reader=reader)
    if len(stories) != 1:
        raise InputError(f"{what} holds {len(stories)} stories: give a file that holds one.")
    return stories[0]


def export(library: Library, path: str | Path) -> int:
    """Write every story as a line of JSON to ``path``, and give their number.

    Raises :class:`~fabula.errors.OutputError` where it cannot be written.
    """
    lines = [story.to_json() for _, story in library.stories()]
    write_atomically(path, "\n".join(lines) + "\n" if lines else "")
    return len(lines)
