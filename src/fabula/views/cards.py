"""The cast as cards: who they are, what becomes of them, where they come in and go out."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.cast import Character
from fabula.story.claims import Death, Relation
from fabula.story.ontology import Certainty, Fate, Form, Kind, Part
from fabula.story.text import Span
from fabula.views.index import Index
from fabula.views.phrases import MANNERS
from fabula.views.plain import initials, joined, shorten
from fabula.views.spoilers import Curtain

__all__ = ["Card", "Tie", "cards", "fate_words"]

_KINDS = {Kind.GROUP: "group", Kind.ANIMAL: "animal", Kind.OTHER: "being"}
_STRIP = 120


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation seen from one side: "is a parent of", whom, and the relation itself."""

    words: str
    other: str
    relation: Relation
    rank: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one character, ready to be shown. ``strips`` are places of mentions, 0 to 120, per telling."""

    character: Character
    major: bool
    initials: str
    kind: str
    aliases: tuple[str, ...]
    fate: str
    dead: bool
    death: Death | None
    fate_rank: int
    rank: int
    first: Span | None
    last: Span | None
    mentions: int
    events: int
    strips: tuple[tuple[str, tuple[int, ...]], ...]
    ties: tuple[Tie, ...]
    traits: tuple[str, ...]
    performer: str


def cards(index: Index, curtain: Curtain) -> list[Card]:
    """A card for every character, the most prominent first."""
    majors = set(index.majors)
    return [_card(index, curtain, id, id in majors) for id in index.ranked]


def fate_words(index: Index, id: str) -> tuple[str, Death | None]:
    """What becomes of a character, in words, and the death that says so."""
    character = index.characters[id]
    deaths = [d for d in index.deaths.get(id, ()) if d.certainty is Certainty.CERTAIN]
    doubtful = [d for d in index.deaths.get(id, ()) if d.certainty is not Certainty.CERTAIN]
    if deaths:
        death = max(deaths, key=lambda d: len(d.killers))
        killers = joined([index.name(k, 40) for k in death.killers if k != id])
        manner = MANNERS[death.manner]
        if killers:
            done = manner if manner and not manner.startswith("by ") else "killed"
            aside = f", {manner}" if manner.startswith("by ") else ""
            return f"{done} by {killers}{aside}", death
        return f"dies {manner}".replace("dies murdered", "murdered").replace("dies killed", "killed").replace(
            "dies executed", "executed"
        ).strip(), death
    if doubtful:
        what = "death is faked" if doubtful[0].certainty is Certainty.FAKED else "believed dead"
        return f"{what}; lives" if character.fate is Fate.ALIVE else what, doubtful[0]
    return {Fate.DEAD: "dead", Fate.ALIVE: "alive at the end", Fate.UNKNOWN: "fate not told"}[character.fate], None


def _card(index: Index, curtain: Curtain, id: str, major: bool) -> Card:
    character = index.characters[id]
    mentions = index.mentions.get(id, [])
    fate, death = fate_words(index, id)
    alone = [m.span for m in mentions if m.form is not Form.PRONOUN] or [m.span for m in mentions]
    return Card(
        character=character,
        major=major,
        initials=initials(index.short_names[id]),
        kind=_KINDS.get(character.kind, "")
        or {Part.PROTAGONIST: "protagonist", Part.ANTAGONIST: "antagonist", Part.NONE: ""}[character.part],
        aliases=tuple(shorten(a, 60) for a in character.aliases if a.casefold() != character.name.casefold()),
        fate=fate,
        dead=character.fate is Fate.DEAD,
        death=death,
        fate_rank=curtain.rank(death.evidence) if death else len(index.numbers) if character.fate is Fate.DEAD else 0,
        rank=curtain.rank(m.span for m in mentions),
        first=mentions[0].span if mentions else next(iter(character.evidence), None),
        last=alone[-1] if alone else None,
        mentions=len(mentions),
        events=len(index.doings.get(id, ())),
        strips=tuple(_strips(index, id)) if major else (),
        ties=tuple(_ties(index, curtain, id)),
        traits=tuple(shorten(t, 60) for t in dict.fromkeys((*character.occupations, *character.traits))),
        performer=shorten(character.performer or "", 60),
    )


def _strips(index: Index, id: str) -> list[tuple[str, tuple[int, ...]]]:
    rows = []
    for telling in index.story.tellings:
        length = max(1, len(telling.text))
        places = sorted({m.span.start * _STRIP // length for m in index.mentions[id] if m.span.telling == telling.id})
        rows.append((telling.id, tuple(places)))
    return rows


def _ties(index: Index, curtain: Curtain, id: str) -> list[Tie]:
    found = []
    for relation in index.relations_of.get(id, ()):
        ahead = relation.a == id
        other = relation.b if ahead else relation.a
        if other in index.characters and index.sure(relation):
            words = relation.type.phrase if ahead else relation.type.inverse
            found.append(Tie(words, other, relation, curtain.rank(relation.evidence)))
    return sorted(found, key=lambda t: (t.words, index.name(t.other)))
