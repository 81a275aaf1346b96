"""Differences of number, order and detail between two readings of one story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from fabula.comparing.names import phrase
from fabula.comparing.spellings import Point
from fabula.story.claims import Event
from fabula.story.names import fold
from fabula.story.ontology import DisagreementType, EventType, Form, Modality, RoleType, When
from fabula.story.story import Story
from fabula.story.tellings import Side
from fabula.story.text import Span

__all__ = ["numbers", "orders", "things"]

_COUNTS = {
    word: n
    for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve thirteen".split(), 1)
}
_NUMBER = re.compile(rf"\b(\d{{1,4}}|{'|'.join(_COUNTS)})\b(?![,.]\d)", re.IGNORECASE)
_AGE = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_COUNTS)})[- ]years?[- ]old\b", re.IGNORECASE)
# Happenings that leave no doubt which is which, and when.
_MILESTONES = frozenset({EventType.KILL, EventType.DIE, EventType.MARRY, EventType.GIVE_BIRTH})


def numbers(story: Story, a: Story, cast_a: Mapping[str, str], b: Story, cast_b: Mapping[str, str]) -> Iterator[Point]:
    """Characters who are so many, or so old, in one reading and not in the other."""
    here, there = _counted(a, cast_a), _counted(b, cast_b)
    for key, (number, span) in here.items():
        if key in there and there[key][0] != number:
            other, shown = there[key]
            id, what = key
            point = f"age of {story.character(id).name}" if what == "old" else f"number of {what}"
            sides = Side((span.telling,), str(number), (span,)), Side((shown.telling,), str(other), (shown,))
            yield DisagreementType.CONTRADICTION, point, (id,), sides


def _counted(reading: Story, cast: Mapping[str, str]) -> dict[tuple[str, str], tuple[int, Span]]:
    """How many, or how old, each character is said to be, by the noun that is counted; nothing that is said twice."""
    found: dict[tuple[str, str], set[int]] = {}
    shown: dict[tuple[str, str], Span] = {}
    for mention in reading.mentions:
        if len(mention.characters) != 1 or mention.form is Form.PRONOUN:
            continue
        words = reading.words(mention.span)
        id = cast[mention.characters[0]]
        if age := _AGE.search(words):
            key = id, "old"
            found.setdefault(key, set()).add(_value(age.group(1)))
            shown.setdefault(key, mention.span)
        elif (number := _NUMBER.match(_unowned(words))) and (counted := phrase(words)) is not None:
            head = fold(words.split()[-1])
            if head.endswith("s") and counted.head != "year":
                key = id, head
                found.setdefault(key, set()).add(_value(number.group(1)))
                shown.setdefault(key, mention.span)
    return {key: (next(iter(values)), shown[key]) for key, values in found.items() if len(values) == 1}


def _unowned(words: str) -> str:
    return re.sub(r"^(?:his|her|their|its|the|all|these|those|[\w-]+['’]s?)\s+", "", words, flags=re.IGNORECASE)


def _value(word: str) -> int:
    return int(word) if word.isdecimal() else _COUNTS[word.lower()]


def orders(
    story: Story, a: Story, events_a: Mapping[str, str], b: Story, events_b: Mapping[str, str]
) -> Iterator[Point]:
    """Pairs of milestones that the two readings put in opposite orders, both as it happens."""
    here, there = _milestones(a, events_a), _milestones(b, events_b)
    both = [id for id in here if id in there]
    for n, first in enumerate(both):
        for second in both[n + 1 :]:
            forward = here[second][0] - here[first][0]
            backward = there[second][0] - there[first][0]
            # Two steps apart on both sides: neighbours in one breath have no order to speak of.
            if forward * backward >= 0 or min(abs(forward), abs(backward)) < 2:
                continue
            e, f = story.event(first), story.event(second)
            if {*e.patients} & {*f.patients} or {e.id, f.id} & {
                id for p in story.precedences for id in (p.earlier, p.later)
            }:
                continue
            one, other = _title(story, e), _title(story, f)
            sides = tuple(
                Side(
                    tuple(sorted({s.telling for s in (*x.evidence, *y.evidence)})),
                    f"{one} before {other}" if gap > 0 else f"{other} before {one}",
                    (*x.evidence, *y.evidence),
                )
                for x, y, gap in (
                    (here[first][1], here[second][1], forward),
                    (there[first][1], there[second][1], backward),
                )
            )
            yield DisagreementType.CONTRADICTION, f"order of {one} and {other}", (first, second), sides


def _milestones(reading: Story, events: Mapping[str, str]) -> dict[str, tuple[int, Event]]:
    times = Counter(events[e.id] for e in reading.events)
    place = {id: n for n, id in enumerate(reading.order or tuple(e.id for e in reading.events))}
    return {
        events[e.id]: (place[e.id], e)
        for e in reading.events
        if e.type in _MILESTONES
        and e.modality is Modality.ACTUAL
        and e.when is When.NOW
        and times[events[e.id]] == 1
        and (e.patients or e.type is EventType.MARRY)
    }


def _title(story: Story, event: Event) -> str:
    whose = event.patients if event.type is not EventType.MARRY else event.characters
    names = " and ".join(story.character(id).name for id in whose)
    noun = {EventType.MARRY: "the wedding of", EventType.GIVE_BIRTH: "the birth of"}.get(event.type, "the death of")
    return f"{noun} {names}"


_SETTLED = frozenset({EventType.KILL, EventType.DIE, EventType.MARRY})


def things(
    story: Story, a: Story, events_a: Mapping[str, str], b: Story, events_b: Mapping[str, str]
) -> Iterator[Point]:
    """Deaths and weddings that the two readings put in different places, or work by different means."""
    names = {RoleType.PLACE: "place", RoleType.INSTRUMENT: "means"}
    for type, name in names.items():
        here, there = _named_things(a, events_a, type), _named_things(b, events_b, type)
        for id, (head, words, spans) in here.items():
            if id in there and there[id][0] != head and head not in there[id][1] and there[id][0] not in words:
                _, other, shown = there[id]
                sides = (
                    Side(tuple(sorted({s.telling for s in spans})), words, spans),
                    Side(tuple(sorted({s.telling for s in shown})), other, shown),
                )
                yield DisagreementType.DETAIL, f"{name} of {_title(story, story.event(id))}", (id,), sides


def _named_things(
    reading: Story, events: Mapping[str, str], type: RoleType
) -> dict[str, tuple[str, str, tuple[Span, ...]]]:
    found: dict[str, list[tuple[str, str, tuple[Span, ...]]]] = {}
    for event in reading.events:
        if event.type not in _SETTLED or event.modality is not Modality.ACTUAL:
            continue
        for role in event.roles:
            if role.type is type and role.evidence and role.character is None:
                words = reading.words(role.evidence[0])
                head = phrase(words)
                if head is not None:
                    found.setdefault(events[event.id], []).append((head.head, words.lower(), role.evidence))
    return {id: told[0] for id, told in found.items() if len(told) == 1}
