"""A story as rows of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fabula.errors import LibraryError
from fabula.library.folding import folded
from fabula.library.packing import shown_title, text_hash
from fabula.story.cast import Character
from fabula.story.check import violations
from fabula.story.claims import Claim
from fabula.story.ontology import AttributeType
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["StoryRows", "rows_of"]


@dataclass(frozen=True, slots=True)
class StoryRows:
    """What the tables hold of a story. Tellings, characters and claims are referred to by their places in it, from 0.

    Types are plain strings and truth values plain numbers: SQLite's driver takes several times as long over others.
    """

    tellings: list[tuple[str, str, str, str, str, str]]
    characters: list[tuple[str, str, int, str, str, str, str, float]]
    names: list[tuple[int, str, str, str]]
    relations: list[tuple[str, str, int, int, float]]
    events: list[tuple[str, int, int, str, str, str, str, float]]
    roles: list[tuple[int, int, str, int | None, str]]
    deaths: list[tuple[str, int, str, str, int | None, float]]
    killers: list[tuple[int, int]]
    causes: list[tuple[str, str, int, int, float]]
    knowledge: list[tuple[str, str, int, int | None, str, float]]
    knowers: list[tuple[int, int, str]]
    evidence: list[tuple[str, int, int, int, int, int]]
    corrections: list[tuple[int, str, str, str, str, str, str, int]]


def rows_of(story: Story) -> StoryRows:
    """The tellings, cast, claims and corrections of ``story``.

    Raises :class:`~fabula.errors.LibraryError` for one that uses an id twice, or refers to what is not there.
    """
    try:
        return _rows_of(story)
    except KeyError as error:
        faults = violations(story)
        if not faults:
            raise
        fault = next((one for one in faults if str(error) in one), faults[0])
        raise LibraryError(
            f"The story {shown_title(story)!r} cannot be stored: {fault}. Read its tellings again, or mend the story."
        ) from error


def _rows_of(story: Story) -> StoryRows:
    tellings, people, events = _places(story.tellings), _places(story.characters), _places(story.events)
    for claims in (story.relations, story.deaths, story.causes, story.knowledge):
        _places(claims)
    happened = {id: n for n, id in enumerate(story.order or events)}
    return StoryRows(
        tellings=[(t.id, text_hash(t.text), t.title, t.source, t.language, t.text) for t in story.tellings],
        characters=[
            (c.id, c.name, int(c.named), str(c.kind), str(c.gender), str(c.fate), str(c.part), c.confidence)
            for c in story.characters
        ],
        names=[(n, *name) for n, c in enumerate(story.characters) for name in _names(c)],
        relations=[(r.id, str(r.type), people[r.a], people[r.b], r.confidence) for r in story.relations],
        events=[
            (e.id, n, happened.get(e.id, n), str(e.type), e.predicate, str(e.modality), str(e.when), e.confidence)
            for n, e in enumerate(story.events)
        ],
        roles=[
            (
                n,
                number,
                str(role.type),
                people[role.character] if role.character is not None else None,
                story.words(role.evidence[0]) if role.evidence else "",
            )
            for n, e in enumerate(story.events)
            for number, role in enumerate(e.roles)
        ],
        deaths=[
            (
                d.id,
                people[d.victim],
                str(d.manner),
                str(d.certainty),
                events[d.event] if d.event is not None else None,
                d.confidence,
            )
            for d in story.deaths
        ],
        killers=sorted({(n, people[k]) for n, d in enumerate(story.deaths) for k in d.killers}),
        causes=[(c.id, str(c.type), events[c.cause], events[c.effect], c.confidence) for c in story.causes],
        knowledge=[
            (
                k.id,
                str(k.type),
                events[k.event],
                events[k.about] if k.about is not None else None,
                " ".join(story.words(s) for s in k.content),
                k.confidence,
            )
            for k in story.knowledge
        ],
        knowers=sorted(
            {
                (n, people[c], side)
                for n, k in enumerate(story.knowledge)
                for side, group in (("holder", k.holders), ("other", k.others))
                for c in group
            }
        ),
        evidence=[
            (claim, n, number, tellings[span.telling], span.start, span.end)
            for claim, proofs in _proofs(story)
            for n, spans in enumerate(proofs)
            for number, span in enumerate(spans)
        ],
        corrections=[
            (n, c.id, c.author, c.time, str(c.action), json.dumps(dict(c.arguments)), c.reason, int(c.undone))
            for n, c in enumerate(story.corrections)
        ],
    )


def _places(several: Sequence[Telling | Character | Claim]) -> dict[str, int]:
    """The place of each by its id. Raises ``KeyError`` for an id that several have."""
    places: dict[str, int] = {}
    for n, one in enumerate(several):
        if places.setdefault(one.id, n) != n:
            raise KeyError(one.id)
    return places


def _proofs(story: Story) -> Iterator[tuple[str, Iterable[Sequence[Span]]]]:
    """The kinds of claims, and the spans of each claim of that kind, in order."""
    yield "character", (c.evidence for c in story.characters)
    yield "relation", (r.evidence for r in story.relations)
    yield "event", (e.evidence for e in story.events)
    yield "trigger", (e.triggers for e in story.events)
    yield "death", (d.evidence for d in story.deaths)
    yield "cause", (c.evidence for c in story.causes)
    yield "knowledge", (k.evidence for k in story.knowledge)


def _names(character: Character) -> Iterator[tuple[str, str, str]]:
    """What a character is called: type, words, folded words."""
    yield "name", character.name, folded(character.name)
    for alias in character.aliases:
        yield "alias", alias, folded(alias)
    for attribute in character.attributes:
        # A performer is no part of the story: nobody who looks for "Lee" wants everyone played by a Lee.
        found = "" if attribute.type is AttributeType.PERFORMER else folded(attribute.value)
        yield str(attribute.type), attribute.value, found
