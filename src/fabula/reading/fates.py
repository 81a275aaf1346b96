"""Who dies, by whose hand, how, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.models.heads import WIDEST, Floats
from fabula.reading.departed import departed
from fabula.reading.layers import Cast, Events, Fates, Mentions, Syntax
from fabula.reading.manners import manner_of
from fabula.reading.segment import Words
from fabula.story.claims import Death, Event
from fabula.story.ontology import Certainty, EventType, Fate, Manner, Modality
from fabula.story.text import Span, Telling

__all__ = ["find_fates"]

NEAR = 2
"""Sentences between a wound and the death that is its end, at most."""
_SEEMING = frozenset(
    "presume believe assume think suppose apparently supposedly presumably seemingly appear seem".split()
)
_FEIGNED = frozenset("fake feign stage pretend fabricate".split())
_CLOSE = 6
"""Words between a death and the word that says it only seems so, at most."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An event that tells a death, its trigger word, and how likely it is each manner of dying."""

    event: Event
    word: int
    manners: Floats


def find_fates(telling: Telling, words: Words, syntax: Syntax, mentions: Mentions, cast: Cast, events: Events) -> Fates:
    """The deaths that a telling tells, one a victim.

    They are told by killings and dyings, by what is said of a death without telling it ("her late husband", "the
    funeral of the judge"), and by what only seems or is staged. A death without a killer has the one who wounded the
    victim shortly before.
    """
    told: dict[str, list[_Told]] = {}
    seeming: dict[str, tuple[_Told, Certainty]] = {}
    for event, word, manners in zip(events.events, events.words.tolist(), events.manners, strict=True):
        if event.type not in (EventType.KILL, EventType.DIE):
            continue
        for victim in _described(syntax, mentions, cast, word) or _victims(event):
            if event.modality is Modality.ACTUAL:
                told.setdefault(victim, []).append(_Told(event, word, manners))
            elif event.modality is Modality.HYPOTHETICAL and (certainty := _seems(words, syntax, word)):
                seeming.setdefault(victim, (_Told(event, word, manners), certainty))
    found = [_death(words, syntax, events, victim, ways) for victim, ways in told.items()]
    for victim, (way, certainty) in seeming.items():
        if victim not in told:
            death = _death(words, syntax, events, victim, [way])
            found.append(replace(death, certainty=certainty))
    known, triggers = {d.victim for d in found}, frozenset(events.words.tolist())
    found += [
        Death(id="", victim=id, evidence=(span,), confidence=round(sure, 3))
        for id, span, sure in departed(telling, words, syntax, mentions, cast, triggers)
        if id not in known
    ]
    found.sort(key=lambda d: _number(d.victim))
    deaths = tuple(replace(d, id=f"d{k}") for k, d in enumerate(found, start=1))
    dead = {d.victim for d in deaths if d.certainty is Certainty.CERTAIN}
    characters = tuple(replace(c, fate=Fate.DEAD) if c.id in dead else c for c in cast.characters)
    return Fates(deaths, characters)


def _number(id: str) -> int:
    return int(id[1:])


def _victims(event: Event) -> tuple[str, ...]:
    return event.patients or (event.agents if event.type is EventType.DIE else ())


def _described(syntax: Syntax, mentions: Mentions, cast: Cast, word: int) -> tuple[str, ...]:
    """Whom a word that tells a death describes, where it does: nobody else dies in "a dying Luc calls her"."""
    head = syntax.heads[word]
    if syntax.deprels[word] != "amod" or head < word:
        return ()
    low = int(np.searchsorted(mentions.spans.first, word - WIDEST, side="left"))
    high = int(np.searchsorted(mentions.spans.first, word, side="right"))
    around = [m for m in range(low, high) if mentions.spans.end[m] > head]
    return cast.mentions[around[-1]].characters if around else ()


def _killers(event: Event, victim: str) -> tuple[str, ...]:
    if event.type is not EventType.KILL or victim in event.agents:
        return ()
    return tuple(sorted(event.agents, key=_number))


def _death(words: Words, syntax: Syntax, events: Events, victim: str, told: Sequence[_Told]) -> Death:
    best = max(
        told,
        key=lambda t: (bool(_killers(t.event, victim)), t.event.type is EventType.KILL, t.event.confidence),
    ).event
    by_own_hand = any(victim in t.event.agents and victim in t.event.patients for t in told)
    killers, wound, wounding = _killers(best, victim), None, 0
    if not killers and not by_own_hand and all(t.event.type is EventType.DIE for t in told):
        wound, wounding = _wound(words, events, victim, min(t.word for t in told))
        killers = tuple(sorted(wound.agents, key=_number)) if wound else ()
    manner = Manner.SUICIDE
    if not by_own_hand:
        killed = any(t.event.type is EventType.KILL for t in told)
        clauses = [(t.word, t.event.evidence[0]) for t in told]
        clauses += [(wounding, wound.evidence[0])] if wound else []
        chances = np.log(np.stack([t.manners for t in told]) + 1e-3).mean(0)
        manner = manner_of(words, syntax, clauses, chances, killers=bool(killers), killed=killed)
    if manner is Manner.SUICIDE:
        killers, wound = (), None
    spans: Iterable[Span] = {s for e in [*(t.event for t in told), *([wound] if wound else [])] for s in e.evidence}
    return Death(
        id="",
        victim=victim,
        killers=killers,
        manner=manner,
        event=best.id,
        evidence=tuple(sorted(spans)),
        confidence=round(best.confidence * (wound.confidence if wound else 1), 3),
    )


def _wound(words: Words, events: Events, victim: str, death: int) -> tuple[Event | None, int]:
    """The last attack on the victim in the sentences just before a death, and its word."""
    starts = [a for a, _ in words.sentences]
    at = int(np.searchsorted(starts, death, side="right"))
    found: tuple[Event | None, int] = (None, 0)
    for event, word in zip(events.events, events.words.tolist(), strict=True):
        if word >= death:
            break
        if (
            event.type is EventType.ATTACK
            and event.modality is Modality.ACTUAL
            and victim in event.patients
            and event.agents
            and victim not in event.agents
            and at - int(np.searchsorted(starts, word, side="right")) <= NEAR
        ):
            found = event, word
    return found


def _seems(words: Words, syntax: Syntax, word: int) -> Certainty | None:
    """Whether a death is said to be believed, or staged."""
    first, end = words.sentence_of(word)
    near = {syntax.lemmas[i].lower() for i in range(max(first, word - _CLOSE), min(end, word + _CLOSE + 1))}
    if near & _FEIGNED:
        return Certainty.FAKED
    return Certainty.PRESUMED if near & _SEEMING else None
