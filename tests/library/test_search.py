"""Stories are found by words, names, what happens and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.comparing.similarity import SKETCH_MODEL
from fabula.corpus.adding import add
from fabula.corpus.library import find, like, open_library, story_of
from fabula.errors import InputError, LibraryError, QueryError
from fabula.library.query import Query, parse_query
from fabula.library.search import find_events, find_words
from fabula.library.store import Library
from fabula.story.cast import Attribute
from fabula.story.ontology import AttributeType
from fabula.story.story import Story
from tests.library.stories import bakers, ferryman, huntsman

BOTH = ["The Ferryman", "The Huntsman"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the three stories."""
    path = tmp_path_factory.mktemp("found") / "l.db"
    add([ferryman(), huntsman(), bakers()], path)
    with open_library(path) as opened:
        yield opened


def titles(hits: object) -> list[str]:
    """The titles of hits."""
    assert isinstance(hits, list)
    return [hit.title for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lise", "The Ferryman"),
        ("teo", "The Ferryman"),
        ("Aleric", "The Huntsman"),
        ("Queen Isold", "The Huntsman"),
        ("smuggler", "The Ferryman"),
        ("oven", "The Bakers"),
    ],
)
def test_names_and_words_are_found_however_they_are_spelt(library: Library, text: str, first: str) -> None:
    """Accents, case, endings and slips of spelling do not matter."""
    assert [first] == titles(find_words(library, text))[:1]


def test_what_nobody_tells_is_not_found(library: Library) -> None:
    """Words that no story has, and signs alone, find nothing."""
    assert [find_words(library, text) for text in ("zeppelin", "?!")] == [[], []]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("event kill modality=planned", BOTH),
        ("event order agent=?a patient=?b; event attack agent=?a patient=?b", BOTH),
        ("event order agent=boss patient=?x; death victim=?x killer=brother", ["The Ferryman"]),
        ("event kill patient=?x modality=planned; not death victim=?x", BOTH),
        ("event argue agent=Sam patient=Nell", ["The Bakers"]),
        ("event argue agent=Nell patient=Sam", ["The Bakers"]),
        ("relation sibling_of a=Marek b=Ruben", ["The Ferryman"]),
        ("relation sibling_of a=Ruben b=Marek", ["The Ferryman"]),
        ("relation parent_of a=Isolde", ["The Huntsman"]),
        ("relation parent_of b=Isolde", []),
        ("who kills gender=f", ["The Huntsman"]),
        ("not death", ["The Bakers"]),
        ("words bread; death", ["The Huntsman"]),
        ("event spare|rescue who=Una", ["The Huntsman"]),
        ("event kill predicate=shot", ["The Ferryman"]),
        ("event kill predicate=strangles", []),
        ("event kill agent=?x modality=planned; event spare agent=?x", BOTH),
        ("event spare agent=?x; event kill agent=?x patient=?y predicate=shot", ["The Ferryman"]),
        ("event kill agent=brother", ["The Ferryman"]),
        ("event kill agent=daughter|brother patient=?x; event order agent=boss patient=?x", BOTH),
        ("event win agent=wife; event marry agent=husband patient=wife", ["The Bakers"]),
        ("event win patient=?x", []),
        ("relation sibling_of a=?a b=?b; event kill agent=?a; event kill patient=?b", ["The Ferryman"]),
        ("relation spouse_of a=?a b=?b; event win agent=?a; not event win agent=?b", ["The Bakers"]),
    ],
)
def test_what_happens_is_found(library: Library, query: str, found: list[str]) -> None:
    """All clauses hold in the stories found, and in no other."""
    assert found == titles(find_events(library, parse_query(query)))


def test_who_does_what_for_a_living_is_found(tmp_path: Path) -> None:
    """By any word of it, each story once, alone or with other clauses, and by nothing that is only a trait."""

    def working(story: Story) -> Story:
        first = story.characters[0]
        said = (
            (AttributeType.OCCUPATION, "ship's cook"),
            (AttributeType.OCCUPATION, "cook"),
            (AttributeType.TRAIT, "old"),
        )
        given = tuple(Attribute(type, value, first.evidence) for type, value in said)
        return replace(story, characters=(replace(first, attributes=given), *story.characters[1:]))

    add([working(ferryman()), huntsman(), working(bakers())], tmp_path / "l.db")
    cooks = {
        "who occupation=cook": ["The Ferryman", "The Bakers"],
        "who occupation=cook|king": ["The Ferryman", "The Bakers"],
        'who occupation="ships cook" trait=old': ["The Ferryman", "The Bakers"],
        "who occupation=old": [],
        "not who occupation=cook": ["The Huntsman"],
        "who occupation=cook; death": ["The Ferryman"],
        "who occupation=cook; not death": ["The Bakers"],
    }
    with open_library(tmp_path / "l.db", write=False) as store:
        assert cooks == {query: titles(find_events(store, parse_query(query))) for query in cooks}
        (hit,) = find_events(store, parse_query("who occupation=cook"), limit=1)
        assert len(hit.proofs) == 1


def test_every_hit_shows_its_words(library: Library) -> None:
    """The proof is the place in the telling that says it."""
    (hit,) = find_events(library, Query().event("spare", patient="Una"))
    (proof,) = hit.proofs
    telling = library.get(hit.id).telling(proof.telling)
    assert "Alaric lets Una live." == proof.words == telling.text[proof.start : proof.end]


def test_meaning_finds_what_other_words_tell(library: Library) -> None:
    """A sentence finds the story that it sums up, though it shares no name with it."""
    hits = find(library, "A hunter is told to slay a girl in the woods and lets her go")
    assert hits[0].title == "The Huntsman"
    assert hits[0].proofs


def test_text_and_clauses_hold_together(library: Library) -> None:
    """Only stories that fit both come."""
    assert titles(find(library, "bread", relations=["spouse_of"])) == ["The Bakers"]


def test_like_finds_the_same_bones_without_itself(library: Library) -> None:
    """The story itself is left out; the story of the same kind stands before the other."""
    found = titles(like(ferryman(), library))
    assert found == ["The Huntsman", "The Bakers"]


def test_a_question_that_asks_nothing_is_refused(library: Library) -> None:
    """The message says what to give."""
    with pytest.raises(InputError, match="what to look for"):
        find(library)
    with pytest.raises(QueryError):
        find_events(library, Query())


def test_story_files_are_added_and_exported(tmp_path: Path, library: Library) -> None:
    """What is exported can be added again and is the same."""
    from fabula.corpus.library import export

    assert export(library, tmp_path / "all.jsonl") == 3
    stored = add([tmp_path / "all.jsonl"], tmp_path / "again.db")
    assert [(s.title, s.added.outcome) for s in stored] == [
        ("The Ferryman", "added"),
        ("The Huntsman", "added"),
        ("The Bakers", "added"),
    ]
    assert huntsman() == story_of("2", tmp_path / "again.db")


def test_damaged_sketches_are_said_to_be_damaged(tmp_path: Path) -> None:
    """Searching by likeness says what to do, and doing it helps."""
    path = tmp_path / "l.db"
    add([ferryman(), huntsman()], path)
    with open_library(path) as store:
        store.connection.execute("UPDATE vectors SET data = substr(data, 1, 100)")
    with open_library(path, write=False) as store, pytest.raises(LibraryError, match="add them again"):
        like(ferryman(), store)
    add([ferryman(), huntsman()], path)
    with open_library(path, write=False) as store:
        assert titles(like(ferryman(), store)) == ["The Huntsman"]


def test_sketches_of_an_older_kind_are_made_anew_once(tmp_path: Path) -> None:
    """By whoever searches first, though it only reads."""
    path = tmp_path / "l.db"
    add([ferryman(), huntsman()], path)
    with open_library(path) as store:
        store.connection.execute("UPDATE vectors SET model = 'sketch-0'")
    with open_library(path, write=False) as store:
        assert titles(like(ferryman(), store)) == ["The Huntsman"]
        assert store.without_vector(SKETCH_MODEL) == []
        with Library(path) as other:
            other.add(bakers())  # without a sketch
        assert titles(like(ferryman(), store)) == ["The Huntsman", "The Bakers"]


def test_stories_without_sketches_are_looked_for_once(tmp_path: Path) -> None:
    """Not each time somebody asks, until somebody writes."""
    path = tmp_path / "l.db"
    add([ferryman(), huntsman()], path)
    asked: list[str] = []
    with open_library(path, write=False) as store:
        store.connection.set_trace_callback(asked.append)
        looked = []
        for story in (ferryman(), huntsman(), bakers(), bakers()):
            like(story, store)
            looked.append(sum("NOT IN" in statement for statement in asked))
            if len(looked) == 2:
                add([bakers()], path)
    assert looked == [1, 1, 2, 2]


def test_no_more_stories_come_than_are_asked_for(tmp_path: Path) -> None:
    """In the order they were first added, however often they were replaced since."""
    path = tmp_path / "l.db"
    add([ferryman(), huntsman(), bakers()], path)
    add([replace(ferryman(), reader="a newer reader")], path)
    with open_library(path, write=False) as store:
        for clause in ("event", "who", "relation"):
            every, two = (titles(find_events(store, parse_query(clause), limit=n)) for n in (3, 2))
            assert every == ["The Ferryman", "The Huntsman", "The Bakers"]
            assert len(two) == 2
            assert two == [title for title in every if title in two]
