"""Who dies, by whose hand, how, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabula.models.heads import WIDEST, Floats
from fabula.reading.departed import departed
from fabula.reading.layers import Cast, Ends, Events, Fates, Mentions, Relations, Syntax
from fabula.reading.manners import manner_of
from fabula.reading.segment import Words
from fabula.story.claims import Death, Event
from fabula.story.ontology import Certainty, EventType, Fate, Manner, Modality
from fabula.story.text import Span, Telling

__all__ = ["find_fates"]

LIVES = 0.4
"""Who is dead at the end with less than this probability does not die, whatever an event seems to tell."""
DIES = 0.9
"""Who is dead at the end with this probability has died, even if no event tells it."""
OWN = 2.0
"""What it adds to the log-odds of suicide that an event has its victim for its doer."""
WHOLE = 2.0
"""How much all that is said of somebody counts for how they die, beside the words that tell it."""
PLAIN = 0.5
"""How somebody died whose death no event tells is unknown, unless one manner has this probability."""
NEAR = 2
"""Sentences between a wound and the death that is its end, at most."""
_SEEMING = frozenset(
    "presume believe assume think suppose apparently supposedly presumably seemingly appear seem".split()
)
_FEIGNED = frozenset("fake feign stage pretend fabricate".split())
_ALONE = frozenset({Manner.SUICIDE, Manner.NATURAL})
"""Manners of dying by nobody else's hand."""
_CLOSE = 6
"""Words between a death and the word that says it only seems so, at most."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An event that tells a death, its trigger word, and how likely it is each manner of dying."""

    event: Event
    word: int
    manners: Floats


def find_fates(
    telling: Telling,
    words: Words,
    syntax: Syntax,
    mentions: Mentions,
    cast: Cast,
    ends: Ends,
    relations: Relations,
    events: Events,
) -> Fates:
    """The deaths that a telling tells, one a victim.

    They are told by killings and dyings, by what is said of a death without telling it ("her late husband", "the
    funeral of the judge"), by what only seems or is staged, and by all that is said of somebody together. A death
    without a killer has the one who wounded the victim shortly before, or who kills him by all that is said of both.
    Nobody dies who is likelier alive at the end, but in seeming; nor by all that is said of him, where that tells of a
    killing that is but planned, tried or feared.
    """
    told: dict[str, list[_Told]] = {}
    seeming: dict[str, tuple[_Told, Certainty]] = {}
    undone: set[str] = set()
    for event, word, manners in zip(events.events, events.words.tolist(), events.manners, strict=True):
        if event.type not in (EventType.KILL, EventType.DIE):
            continue
        for victim in _described(syntax, mentions, cast, word) or _victims(event):
            if event.modality is Modality.ACTUAL:
                told.setdefault(victim, []).append(_Told(event, word, manners))
                continue
            if event.type is EventType.KILL and event.modality is not Modality.NEGATED:
                undone.add(victim)
            if event.modality is Modality.HYPOTHETICAL and (certainty := _seems(words, syntax, word)):
                seeming.setdefault(victim, (_Told(event, word, manners), certainty))
    last = _Last(words, syntax, ends, relations, events)
    found = {victim: last.told(victim, ways) for victim, ways in told.items() if ends.dead[victim] >= LIVES}
    for victim, (way, certainty) in seeming.items():
        if victim not in found:
            death = last.told(victim, [way])
            found[victim] = replace(death, certainty=certainty, confidence=way.event.confidence)
    triggers = frozenset(events.words.tolist())
    for victim, span in departed(telling, words, syntax, mentions, cast, triggers):
        if victim not in found and ends.dead[victim] >= LIVES:
            found[victim] = last.untold(victim, span)
    for victim, sure in ends.dead.items():
        if sure >= DIES and victim not in undone and victim not in found:
            at = int(mentions.spans.first[ends.shown[victim]])
            found[victim] = last.untold(victim, words.span(telling.id, *words.sentence_of(at)))
    ordered = sorted(found.values(), key=lambda d: _number(d.victim))
    deaths = tuple(replace(d, id=f"d{k}") for k, d in enumerate(ordered, start=1))
    dead = {d.victim for d in deaths if d.certainty is Certainty.CERTAIN}
    characters = tuple(replace(c, fate=Fate.DEAD) if c.id in dead else c for c in cast.characters)
    return Fates(deaths, characters)


class _Last:
    """The last of somebody, from all that is told of it."""

    def __init__(self, words: Words, syntax: Syntax, ends: Ends, relations: Relations, events: Events) -> None:
        self._words, self._syntax, self._ends, self._events = words, syntax, ends, events
        self._killings: dict[str, list[tuple[str, Span]]] = {}
        for (killer, victim), span in sorted(relations.killings.items(), key=lambda k: _number(k[0][0])):
            self._killings.setdefault(victim, []).append((killer, span))

    def told(self, victim: str, told: Sequence[_Told]) -> Death:
        """A death that events tell."""
        best = max(
            told,
            key=lambda t: (bool(_killers(t.event, victim)), t.event.type is EventType.KILL, t.event.confidence),
        ).event
        clauses = [(t.word, t.event.evidence[0]) for t in told]
        evidence = {s for t in told for s in t.event.evidence}
        killers = _killers(best, victim)
        killed = any(t.event.type is EventType.KILL for t in told)
        own = {t.event.type for t in told if victim in t.event.agents and victim in t.event.patients}
        if not killers and not killed and not own:
            wound, wounding = _wound(self._words, self._events, victim, min(t.word for t in told))
            if wound:
                killers = tuple(sorted(wound.agents, key=_number))
                clauses.append((wounding, wound.evidence[0]))
                evidence.update(wound.evidence)
        chances = np.log(np.stack([t.manners for t in told]) + 1e-3).mean(0)
        chances += WHOLE * np.log(np.array(self._ends.manners[victim]) + 1e-3)
        chances[list(Manner).index(Manner.SUICIDE)] += OWN * bool(own)
        manner = Manner.SUICIDE
        if killers or EventType.KILL not in own:
            manner = manner_of(self._words, self._syntax, clauses, chances, killers=bool(killers), killed=killed)
        if not killers and manner not in _ALONE and (hands := self._killings.get(victim)):
            killers = tuple(killer for killer, _ in hands)
            evidence.update(span for _, span in hands)
            manner = manner_of(self._words, self._syntax, clauses, chances, killers=True, killed=killed)
        return Death(
            id="", victim=victim, killers=killers, manner=manner, event=best.id, evidence=tuple(sorted(evidence)),
            confidence=round(self._ends.dead[victim], 3),
        )  # fmt: skip

    def untold(self, victim: str, span: Span) -> Death:
        """A death that no event tells, but the words at ``span`` show; how, and by whose hand, all that is said.

        Where somebody's hand is told of, the words that tell it show the death better.
        """
        hands = self._killings.get(victim, [])
        chances = np.array(self._ends.manners[victim], np.float32)
        manner = Manner.UNKNOWN
        if chances.max() >= PLAIN:
            manner = manner_of(self._words, self._syntax, (), chances, killers=bool(hands), killed=False)
        return Death(
            id="", victim=victim, killers=tuple(killer for killer, _ in hands), manner=manner,
            evidence=tuple(sorted({s for _, s in hands} or {span})), confidence=round(self._ends.dead[victim], 3),
        )  # fmt: skip


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


def _wound(words: Words, events: Events, victim: str, death: int) -> tuple[Event | None, int]:
    """The last attack on the victim in the sentences just before a death, and its word."""
    near = words.sentence_numbers(np.array(death)) - words.sentence_numbers(events.words) <= NEAR
    found: tuple[Event | None, int] = (None, 0)
    for event, word, close in zip(events.events, events.words.tolist(), near.tolist(), strict=True):
        if word >= death:
            break
        if (
            close
            and event.type is EventType.ATTACK
            and event.modality is Modality.ACTUAL
            and victim in event.patients
            and event.agents
            and victim not in event.agents
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
