"""Which events of several tellings are the same, and which stand to each other as a whole and its part.

Within a telling, what is told again is found first (nobody is killed twice). Between tellings, every pair of events is
given the odds of being one (:mod:`fabula.comparing.sameness`) and assigned one to one. What is left over may be a part
of what another telling sums up, or the deed that another telling only means, tries or thinks of: such pairs are
linked, not joined, since both tellings keep what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from fabula.comparing.profiles import sides
from fabula.comparing.sameness import KIN, KIN_TYPES, ONCE, odds
from fabula.comparing.told import Told, told
from fabula.comparing.words import content, stem
from fabula.story.claims import Event
from fabula.story.ontology import AlignmentKind, EventType, Kind, Modality, RelationType, When
from fabula.story.story import Story

__all__ = ["Aligned", "Happening", "Link", "align_events"]

Matrix = NDArray[np.float64]

# The log-odds from which two events are joined, or what is left over is linked to them.
ENOUGH = -0.25
NEVER = -99.0

# What is done to many when it is done to each of them.
_TO_EACH = ONCE | {EventType.CAPTURE, EventType.ARREST, EventType.RESCUE, EventType.SPARE, EventType.DISMISS}
# What is not told as done, the nearest to it last: tellings of one plan may word it as any of these.
_MEANT = (Modality.HYPOTHETICAL, Modality.PLANNED, Modality.ATTEMPTED)
# What is said differs from one time to the next, though the same speak to the same.
_SAID = frozenset(
    {
        EventType.TELL,
        EventType.ASK,
        EventType.ORDER,
        EventType.PROMISE,
        EventType.REFUSE,
        EventType.ACCUSE,
        EventType.ARGUE,
        EventType.THREATEN,
    }
)


@dataclass(slots=True)
class Happening:
    """One or more told events that are taken to be one; ``members`` are (number of the story, event) pairs."""

    members: list[tuple[int, Event]]
    type: EventType
    doers: frozenset[int]
    done_to: frozenset[int]
    modality: Modality
    predicates: frozenset[str]
    now: bool
    apart: set[tuple[int, str]] = field(default_factory=set)

    @property
    def all(self) -> frozenset[int]:
        """Everybody who takes part."""
        return self.doers | self.done_to


@dataclass(frozen=True, slots=True)
class Link:
    """``whole``, an event of the story ``number``, takes in or means the happening ``part``, as ``kind`` says."""

    kind: AlignmentKind
    number: int
    whole: Event
    part: Happening


@dataclass(frozen=True, slots=True)
class Aligned:
    """Every event of every story is a member of exactly one of the ``happenings``."""

    happenings: list[Happening]
    links: list[Link]


def align_events(stories: Sequence[Story], casts: Sequence[Mapping[str, int]]) -> Aligned:
    """The happenings of several tellings of one story, the fullest telling first, and how some of them belong together.

    ``casts`` give each local character the number it shares with the same character elsewhere.
    """
    rows = [told(story, cast) for story, cast in zip(stories, casts, strict=True)]
    within = _members(stories, casts)
    found: list[Happening] = []
    links: list[Link] = []
    for number, (story, cast) in enumerate(zip(stories, casts, strict=True)):
        here = _retold(_happenings(number, story, cast))
        if found and here:
            links += _placed(found, here, _scores(stories, rows, number, found, here), within)
        else:
            found += here
    # A telling that tells the part or the deed itself needs no other telling for it.
    return Aligned(found, [k for k in links if k.number not in {n for n, _ in k.part.members}])


def _happenings(number: int, story: Story, cast: Mapping[str, int]) -> list[Happening]:
    apart: dict[str, set[tuple[int, str]]] = {e.id: set() for e in story.events}
    linked = [(c.cause, c.effect) for c in story.causes] + [(p.earlier, p.later) for p in story.precedences]
    for a, b in linked:
        apart[a].add((number, b))
        apart[b].add((number, a))
    found = []
    for event in story.events:
        agents, patients = sides(event)
        found.append(
            Happening(
                members=[(number, event)],
                type=event.type,
                doers=frozenset(cast[a] for a in agents if a in cast),
                done_to=frozenset(cast[p] for p in patients if p in cast),
                modality=event.modality,
                predicates=frozenset(content(event.predicate) or [stem(event.predicate.lower())]),
                now=event.when is When.NOW,
                apart=apart[event.id],
            )
        )
    return found


def _members(stories: Sequence[Story], casts: Sequence[Mapping[str, int]]) -> dict[int, frozenset[int]]:
    """Who belongs to each group, as any telling says."""
    found: dict[int, set[int]] = {}
    for story, cast in zip(stories, casts, strict=True):
        for c in story.characters:
            if c.members:
                found.setdefault(cast[c.id], set()).update(cast[m] for m in c.members if m in cast)
        groups = {c.id for c in story.characters if c.kind is Kind.GROUP}
        for r in story.relations:
            if r.type is RelationType.MEMBER_OF and r.b in groups:
                found.setdefault(cast[r.b], set()).add(cast[r.a])
    return {group: frozenset(members - {group}) for group, members in found.items()}


def _retold(happenings: list[Happening]) -> list[Happening]:
    """Join what one telling tells more than once."""
    kept: list[Happening] = []
    for happening in happenings:
        for earlier in kept:
            if _again(earlier, happening):
                _join(earlier, happening)
                break
        else:
            kept.append(happening)
    return kept


def _again(a: Happening, b: Happening) -> bool:
    if {a.modality, b.modality} != {Modality.ACTUAL} or not _may_join(a, b):
        return False
    if {a.type, b.type} <= ONCE:
        return bool(a.done_to) and a.done_to == b.done_to and (not a.doers or not b.doers or bool(a.doers & b.doers))
    if a.type is not b.type or a.type in _SAID or (a.now and b.now):
        return False
    # A flashback to what was told: in the same word, of the same two at least.
    within = a.all <= b.all or b.all <= a.all
    return within and len(a.all & b.all) > 1 and bool(a.predicates & b.predicates)


def _may_join(a: Happening, b: Happening) -> bool:
    ids = {(n, e.id) for n, e in b.members}
    return not (a.apart & ids)


def _join(a: Happening, b: Happening) -> None:
    a.members += b.members
    a.type = _more_specific(a.type, b.type)
    a.modality = _nearer_done(a.modality, b.modality)
    a.doers |= b.doers
    a.done_to |= b.done_to
    a.predicates |= b.predicates
    a.now = a.now or b.now
    a.apart |= b.apart


def _alike(a: Modality, b: Modality) -> bool:
    """Whether what one telling says in the modality ``a`` another may say in ``b``."""
    return a is b or (a in _MEANT and b in _MEANT)


def _nearer_done(a: Modality, b: Modality) -> Modality:
    return max(a, b, key=_MEANT.index) if a is not b else a


def _more_specific(a: EventType, b: EventType) -> EventType:
    return b if (b, a) in KIN_TYPES else a


def _scores(
    stories: Sequence[Story], rows: Sequence[Told], number: int, found: Sequence[Happening], here: Sequence[Happening]
) -> Matrix:
    """The log-odds that each happening of ``found`` is each one ``here``: those of their likeliest members."""
    places = [{e.id: n for n, e in enumerate(s.events)} for s in stories[: number + 1]]
    pairs = [odds(rows[m], rows[number]) for m in range(number)]
    mine = [[places[number][e.id] for _, e in h.members] for h in here]
    score = np.full((len(found), len(here)), NEVER)
    for i, happening in enumerate(found):
        best = np.max([pairs[m][places[m][e.id]] for m, e in happening.members], axis=0)
        score[i] = [best[rows_].max() for rows_ in mine]
    return score


def _placed(
    found: list[Happening], here: list[Happening], score: Matrix, within: Mapping[int, frozenset[int]]
) -> list[Link]:
    """Join every happening ``here`` to its like in ``found``, or add it; say what the others are to each other."""
    links = _summaries(found, here, within)
    whole = {id(w) for w, _ in links}
    joined = score.copy()
    for i, a in enumerate(found):
        for j, b in enumerate(here):
            if not _alike(a.modality, b.modality) or not _may_join(a, b) or ({id(a), id(b)} & whole):
                joined[i, j] = NEVER
            elif a.modality is Modality.ACTUAL and {a.type, b.type} <= ONCE and a.done_to and b.done_to:
                same = a.done_to == b.done_to and (not a.doers or not b.doers or bool(a.doers & b.doers))
                joined[i, j] = max(score[i, j], 3.0) if same else score[i, j] if a.done_to & b.done_to else NEVER
    rows, columns = linear_sum_assignment(np.maximum(joined - ENOUGH, 0.0), maximize=True)
    pairs = {int(j): int(i) for i, j in zip(rows, columns, strict=True) if joined[i, j] > ENOUGH}
    made = [(AlignmentKind.PART, w, p) for w, p in links]
    made += _grains(found, here, joined, pairs)
    made += _deeds(found, here, score)
    # Whatever is joined below lends its members: links are kept by event and by what its partner became.
    became = {id(h): h for h in (*found, *here)}
    kept = [(kind, list(w.members), p) for kind, w, p in made]
    for j, happening in enumerate(here):
        if j in pairs:
            _join(found[pairs[j]], happening)
            became[id(happening)] = found[pairs[j]]
        else:
            found.append(happening)
    return [Link(kind, n, event, became[id(p)]) for kind, members, p in kept for n, event in members]


def _summaries(
    found: Sequence[Happening], here: Sequence[Happening], within: Mapping[int, frozenset[int]]
) -> list[tuple[Happening, Happening]]:
    """What is done to many in one telling and to each of them in another: "he kills them all", and whom he kills."""
    pairs = []
    for wholes, parts in ((found, here), (here, found)):
        for whole in wholes:
            everybody = whole.done_to.union(*(within.get(g, frozenset()) for g in whole.done_to))
            if whole.type not in _TO_EACH or whole.modality is not Modality.ACTUAL or len(everybody) < 2:
                continue
            each = [p for p in parts if _done_to_one_of(whole, p, everybody)]
            if len({p.done_to for p in each}) > 1:
                pairs += [(whole, p) for p in each]
    return pairs


def _done_to_one_of(whole: Happening, part: Happening, everybody: frozenset[int]) -> bool:
    alike = part.type is whole.type or {part.type, whole.type} <= ONCE
    doers = not part.doers or not whole.doers or bool(part.doers & whole.doers)
    smaller = bool(part.done_to) and part.done_to < everybody and part.done_to != whole.done_to
    return alike and doers and smaller and part.modality is Modality.ACTUAL


def _grains(
    found: Sequence[Happening], here: Sequence[Happening], score: Matrix, pairs: Mapping[int, int]
) -> list[tuple[AlignmentKind, Happening, Happening]]:
    """One clause against several: what is left over is part of what its like elsewhere is taken for."""
    made = []
    taken = set(pairs.values())
    for j, b in enumerate(here):
        if j not in pairs and (best := int(score[:, j].argmax())) in taken and score[best, j] > ENOUGH:
            made.append((AlignmentKind.PART, found[best], b))
    for i, a in enumerate(found):
        if i not in taken and (best := int(score[i].argmax())) in pairs and score[i, best] > ENOUGH:
            made.append((AlignmentKind.PART, here[best], a))
    return made


def _deeds(
    found: Sequence[Happening], here: Sequence[Happening], score: Matrix
) -> list[tuple[AlignmentKind, Happening, Happening]]:
    """What one telling means, tries or thinks of, and another tells as done."""
    made = []
    for plans, deeds, odds_of in ((found, here, score), (here, found, score.T)):
        for k, plan in enumerate(plans):
            if plan.modality not in _MEANT or not deeds:
                continue
            best = int(odds_of[k].argmax())
            deed = deeds[best]
            alike = deed.type is plan.type or frozenset((deed.type, plan.type)) in KIN
            if deed.modality is Modality.ACTUAL and alike and odds_of[k, best] > ENOUGH:
                made.append((AlignmentKind.DEED, plan, deed))
    return made
