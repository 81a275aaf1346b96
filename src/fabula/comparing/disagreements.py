"""Where tellings of one story contradict each other, each point with the words of both sides.

Precision comes first. Silence is no contradiction, less is no contradiction, and a character whom only one telling
knows may be anybody: two killers contradict only if a telling knows both and still names another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from fabula.comparing.certain import View, deaths, kin, lingers
from fabula.comparing.differences import numbers, orders, things
from fabula.comparing.spellings import Point, spellings
from fabula.comparing.words import stem
from fabula.story.cast import Character
from fabula.story.claims import Death, Relation
from fabula.story.ontology import (
    AlignmentKind,
    ClaimType,
    DisagreementType,
    EventType,
    Fate,
    Kind,
    Manner,
    Modality,
    RelationType,
    When,
)
from fabula.story.story import Story
from fabula.story.tellings import Disagreement, Side
from fabula.story.text import Span

__all__ = ["disagreements"]

_RANK = (DisagreementType.CONTRADICTION, DisagreementType.DETAIL, DisagreementType.SPELLING)
_KIN_WORDS = {
    RelationType.PARENT_OF: "parent of",
    RelationType.SIBLING_OF: "sibling of",
    RelationType.SPOUSE_OF: "spouse of",
}
_BARE = frozenset({"die", "died", "death", "dead"})


def disagreements(story: Story) -> tuple[Disagreement, ...]:
    """The points that the tellings of a merged story tell differently; empty for the story of one telling.

    Contradictions stand first, then differences of detail, then spellings. Every disagreement has two sides or more,
    and every side quotes the words that say it.
    """
    views = _views(story)
    points: list[Point] = []
    for a, b in combinations(views, 2):
        points += _killers(story, a, b)
        points += _manners(story, a, b)
        points += _fates(story, a, b)
        points += _relations(story, a, b)
        points += numbers(story, a.reading, a.cast, b.reading, b.cast)
        points += orders(story, a.reading, a.events, b.reading, b.events)
        points += things(story, a.reading, a.events, b.reading, b.events)
    joined = _joined([*points, *spellings(story)])
    joined.sort(key=lambda p: _RANK.index(p[0]))
    return tuple(
        Disagreement(f"x{n}", type, point, about, sides) for n, (type, point, about, sides) in enumerate(joined, 1)
    )


def _views(story: Story) -> list[View]:
    at = {t.id: n for n, reading in enumerate(story.readings) for t in reading.tellings}
    views = [View(reading, {}, {}) for reading in story.readings]
    for alignment in story.alignments:
        view = views[at[alignment.telling]]
        if alignment.type is ClaimType.CHARACTER:
            view.cast[alignment.local] = alignment.shared
        elif alignment.type is ClaimType.EVENT and alignment.kind is AlignmentKind.SAME:
            view.events[alignment.local] = alignment.shared
    return views


def _joined(points: Sequence[Point]) -> list[Point]:
    """One point for each thing that differs: pairs of tellings that differ in the same are put together by value."""
    found: dict[tuple[str, tuple[str, ...]], Point] = {}
    for type, point, about, sides in points:
        key = point, about
        if key not in found:
            found[key] = type, point, about, sides
            continue
        old = found[key]
        values = {side.value: side for side in old[3]}
        for side in sides:
            had = values.get(side.value)
            if had is None:
                values[side.value] = side
            else:
                values[side.value] = Side(
                    tuple(sorted({*had.tellings, *side.tellings})),
                    side.value,
                    tuple(sorted({*had.evidence, *side.evidence})),
                )
        found[key] = min(old[0], type, key=_RANK.index), point, about, tuple(values.values())
    return list(found.values())


def _sides(
    a: View, says_a: str, shown_a: Sequence[Span], b: View, says_b: str, shown_b: Sequence[Span]
) -> tuple[Side, Side]:
    return Side(_of(shown_a, a), says_a, tuple(shown_a)), Side(_of(shown_b, b), says_b, tuple(shown_b))


def _of(spans: Sequence[Span], view: View) -> tuple[str, ...]:
    return tuple(sorted({s.telling for s in spans})) or view.tellings


def _killers(story: Story, a: View, b: View) -> Iterator[Point]:
    here, there = deaths(a), deaths(b)
    cast = {c.id: c for c in story.characters}
    known_a, known_b = set(a.cast.values()), set(b.cast.values())
    for victim in here:
        if victim not in there or cast[victim].kind is Kind.GROUP:
            continue
        x = {a.cast[k] for k in here[victim].killers}
        y = {b.cast[k] for k in there[victim].killers}
        if not x or not y or x & y or victim in x | y:
            continue
        if any(cast[k].kind is Kind.GROUP or not cast[k].named for k in x | y) or _belong(cast, x, y):
            continue
        if x <= known_b or y <= known_a:
            yield (
                DisagreementType.CONTRADICTION,
                f"killer of {cast[victim].name}",
                (victim, *sorted(x | y)),
                _sides(a, _names(cast, x), here[victim].evidence, b, _names(cast, y), there[victim].evidence),
            )


def _belong(cast: dict[str, Character], x: set[str], y: set[str]) -> bool:
    return any(q in cast[p].members or p in cast[q].members for p in x for q in y)


def _names(cast: dict[str, Character], ids: set[str]) -> str:
    return " and ".join(sorted(cast[i].name for i in ids))


def _manners(story: Story, a: View, b: View) -> Iterator[Point]:
    here, there = deaths(a), deaths(b)
    for victim in here:
        if victim not in there:
            continue
        kinds = [_manner(d) for d in (here[victim], there[victim])]
        if "" in kinds or kinds[0] == kinds[1]:
            continue
        mild = {*kinds} == {"by another's hand", "by accident"}
        if mild and here[victim].killers and there[victim].killers:
            continue  # killed by mistake, or killed: two words for one thing
        if mild and any(_barely(v.reading, d[victim]) for v, d in ((a, here), (b, there))):
            continue
        yield (
            DisagreementType.DETAIL if mild else DisagreementType.CONTRADICTION,
            f"how {story.character(victim).name} dies",
            (victim,),
            _sides(a, kinds[0], here[victim].evidence, b, kinds[1], there[victim].evidence),
        )


def _barely(reading: Story, death: Death) -> bool:
    """Whether an accident is told by nothing but that somebody dies: then it was hardly said to be one."""
    if death.manner is not Manner.ACCIDENT or death.event is None:
        return False
    return stem(reading.event(death.event).predicate.lower()) in _BARE


def _manner(death: Death) -> str:
    if death.manner.violent:
        return "by another's hand"
    return {Manner.SUICIDE: "by suicide", Manner.NATURAL: "a natural death", Manner.ACCIDENT: "by accident"}.get(
        death.manner, ""
    )


def _fates(story: Story, a: View, b: View) -> Iterator[Point]:
    """Whoever dies in one telling, and in the other does something after that point of the story."""
    place = {id: n for n, id in enumerate(story.order)}
    for dies, lives in ((a, b), (b, a)):
        shared = _happens(lives) & _happens(dies)
        fates = {lives.cast[c.id]: c.fate for c in lives.reading.characters}
        told_dead = {lives.cast[d.victim] for d in lives.reading.deaths}
        for victim, death in deaths(dies).items():
            if fates.get(victim) is not Fate.ALIVE or victim in told_dead or death.event is None:
                continue
            if not story.character(victim).named or lingers(dies, victim, death):
                continue
            if not death.killers and death.manner is Manner.UNKNOWN:
                continue  # a bare "dies" is too often feared, believed or nearly so
            moment = place[dies.events[death.event]]
            met = [place[e] for e in shared if place[e] > moment]
            after = [
                e
                for e in lives.reading.events
                if len(met) > 1
                and place[lives.events[e.id]] > sorted(met)[1]
                and e.when is When.NOW
                and e.modality is Modality.ACTUAL
                and e.type not in (EventType.MOURN, EventType.TELL)
                and victim in {lives.cast[c] for c in e.agents}
            ]
            if after:
                yield (
                    DisagreementType.CONTRADICTION,
                    f"whether {story.character(victim).name} lives",
                    (victim,),
                    _sides(dies, "dies", death.evidence, lives, "lives on", after[-1].evidence),
                )


def _happens(view: View) -> set[str]:
    return {view.events[e.id] for e in view.reading.events if e.when is When.NOW and e.modality is Modality.ACTUAL}


def _relations(story: Story, a: View, b: View) -> Iterator[Point]:
    here, there = kin(a), kin(b)
    for pair in here:
        if pair not in there or {k for k, _ in here[pair]} & {k for k, _ in there[pair]}:
            continue
        first, second = here[pair][0], there[pair][0]
        names = [story.character(id).name for id in pair]
        yield (
            DisagreementType.CONTRADICTION,
            f"what {names[0]} and {names[1]} are to each other",
            pair,
            _sides(a, _says(story, a, first[1]), first[1].evidence, b, _says(story, b, second[1]), second[1].evidence),
        )


def _says(story: Story, view: View, relation: Relation) -> str:
    names = [story.character(view.cast[id]).name for id in (relation.a, relation.b)]
    return f"{names[0]} is {_KIN_WORDS[relation.type]} {names[1]}"
