"""Tellings that differ in white space alone are told apart, as their spans are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from fabula.library.store import Library
from fabula.story.story import Story
from fabula.story.text import Telling
from tests.library.stories import ferryman

_WORDS = """
    SELECT DISTINCT substr(t.text, e.start + 1, e."end" - e.start) FROM evidence e
    JOIN tellings t ON t.id = e.telling_id WHERE e.story_id = ? AND e.claim = 'death' ORDER BY 1"""
_SAID = [("Marek's brother Ruben shoots Téo dead.",), ("Téo shot the customs officer Marek long ago.",)]


def _spaced(more: int = 2) -> Story:
    """The story of the ferryman, whose text has ``more`` empty lines before it."""

    def moved(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "start": one["start"] + more, "end": one["end"] + more} if "start" in one else one

    story = Story.from_json(json.dumps(json.loads(ferryman().to_json(), object_hook=moved)))
    (told,) = story.tellings
    sentences = tuple((start + more, end + more) for start, end in told.sentences)
    return replace(story, tellings=(replace(told, text="\n" * more + told.text, sentences=sentences),))


def _second() -> Telling:
    return Telling("second", "A boatman dies.")


def test_a_story_takes_the_place_of_one_with_other_white_space(tmp_path: Path) -> None:
    """It comes back with its own text, its evidence is the same words, and the old text is gone; and back again."""
    with Library(tmp_path / "l.db") as library:
        outcomes = []
        for story in (ferryman(), _spaced(), _spaced(3), ferryman()):
            outcomes.append(library.add(story).outcome)
            assert (story, _SAID) == (library.get(1), library.connection.execute(_WORDS, (1,)).fetchall())
            assert [(story.tellings[0].text,)] == library.connection.execute("SELECT text FROM tellings").fetchall()
        assert (outcomes, library.check()) == (["added", "replaced", "replaced", "replaced"], [])
        assert library.has_text(ferryman().tellings[0].text)


def test_white_space_after_the_last_span_is_kept_too(tmp_path: Path) -> None:
    """Nothing but the text differs then, and that is enough."""
    (told,) = ferryman().tellings
    longer = replace(ferryman(), tellings=(replace(told, text=told.text + "\n"),))
    with Library(tmp_path / "l.db") as library:
        assert [library.add(s).outcome for s in (ferryman(), longer, longer)] == ["added", "replaced", "unchanged"]
        assert longer == library.get(1)


def test_stories_that_share_a_telling_but_not_its_white_space_keep_their_own(tmp_path: Path) -> None:
    """So do two in one batch, and what stays when one is removed is known by its words."""
    both = replace(_spaced(), tellings=(*_spaced().tellings, _second()))
    with Library(tmp_path / "l.db") as library:
        ids = [one.id for one in library.add_all([(ferryman(), None), (both, None)])]
        assert [ferryman(), both] == [library.get(id) for id in ids]
        assert [library.connection.execute(_WORDS, (id,)).fetchall() for id in ids] == [_SAID, _SAID]
        library.remove(ids[0])
        assert (both, []) == (library.get(ids[1]), library.check())
        assert library.has_text(ferryman().tellings[0].text)
        assert library.add(ferryman()).outcome == "added"
        assert (ferryman(), both, []) == (library.get(library.add(ferryman()).id), library.get(ids[1]), library.check())


def test_one_story_may_tell_the_same_words_in_two_ways(tmp_path: Path) -> None:
    """Each telling of it has its own text."""
    (told,) = ferryman().tellings
    both = replace(ferryman(), tellings=(told, Telling("spaced", told.text.replace(". ", ".\n\n"))))
    with Library(tmp_path / "l.db") as library:
        assert (both, []) == (library.get(library.add(both).id), library.check())
