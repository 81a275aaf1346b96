"""Which claims a short outline may use, without giving the end away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.comparing.coverage import coverage, ending
from fabula.errors import InputError
from fabula.story.claims import Claim, Event
from fabula.story.ontology import EventType, Form, Modality, Part, When
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["Outline", "OutlineItem", "outline"]

# The part of the course that an outline may tell; blurbs seldom go further.
_PREMISE = 0.35
_SMALL = frozenset({EventType.GO, EventType.TELL, EventType.MEET, EventType.ASK, EventType.GIVE, EventType.OBTAIN})


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """Words of a telling that an outline may use, and the ids of the claims and characters that they show."""

    span: Span
    words: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A selection of evidence, in story order: ``chars`` code points of quotes, with a space between two."""

    items: tuple[OutlineItem, ...]
    chars: int
    spoilers: bool


def outline(story: Story, *, max_chars: int = 239, spoilers: bool = False) -> Outline:
    """The claims that say most about ``story`` in ``max_chars`` code points of quotes.

    Without ``spoilers``, nothing is taken from the last two thirds of the course, from what a telling that gives the
    end away says late, or from sentences that tell such a thing as well; what a telling that keeps the end to itself
    tells is free to use. It is a selection with evidence, not prose.

    Raises:
        InputError: if ``max_chars`` is less than 1.
    """
    if max_chars < 1:
        raise InputError(f"An outline of {max_chars} characters can hold nothing: give at least 1.")
    place = {id: n for n, id in enumerate(story.order)}
    secret = set() if spoilers else _secrets(story, place)
    open_tellings = {c.telling for c in coverage(story) if c.gives_end_away is False}
    closed = [s for e in story.events if e.id in secret for s in (*e.triggers,)]
    weight = _weights(story)
    shown: dict[Span, list[str]] = {}
    worth: defaultdict[Span, float] = defaultdict(float)
    for claim, value in _candidates(story, secret, weight):
        for span in claim.evidence:
            if not spoilers and (_late(story, span, open_tellings) or any(span.contains(s) for s in closed)):
                continue
            shown.setdefault(span, []).append(claim.id)
            kept_back = not spoilers and span.telling in open_tellings
            worth[span] += value * (2.0 if kept_back else 1.0) * (1 + 0.3 * (len(claim.tellings) - 1))
    clear = {span: _clear(story, span) for span in shown}
    left = max_chars
    chosen: list[Span] = []
    told: set[str] = set()
    while True:
        fitting = [
            (worth[s] * clear[s] * len({*shown[s]} - told) / len(shown[s]) / (len(story.words(s)) + 40), s)
            for s in shown
            if len(story.words(s).strip()) <= left
            and not {*shown[s]} <= told
            and not any(s.overlaps(c) for c in chosen)
        ]
        value, best = max(fitting, key=lambda f: (f[0], f[1]), default=(0, None))
        if best is None or value <= 0:
            break
        chosen.append(best)
        told |= {*shown[best]}
        left -= len(story.words(best).strip()) + 1

    def when(span: Span) -> tuple[int, Span]:
        return min((place[id] for id in shown[span] if id in place), default=-1), span

    chosen.sort(key=when)
    items = tuple(OutlineItem(s, story.words(s).strip(), tuple(dict.fromkeys(shown[s]))) for s in chosen)
    return Outline(items, sum(len(i.words) for i in items) + max(len(items) - 1, 0), spoilers)


def _fits(story: Story, span: Span, left: int) -> bool:
    return len(story.words(span).strip()) <= left


def _clear(story: Story, span: Span) -> float:
    """Words that begin with a pronoun say less by themselves."""
    inside = [m for m in story.mentions if span.contains(m.span)]
    first = min(inside, key=lambda m: m.span.start, default=None)
    return 0.5 if first is not None and first.form is Form.PRONOUN and first.span.start - span.start < 12 else 1.0


def _secrets(story: Story, place: dict[str, int]) -> set[str]:
    """The ids of the events that an outline without spoilers must not tell."""
    course = [e for e in story.events if e.id in place]
    open_tellings = {c.telling for c in coverage(story) if c.gives_end_away is False}
    cut = _PREMISE * max(len(place), 1)
    late = {e.id for e in course if place[e.id] >= cut and not open_tellings & {*e.tellings}}
    return late | {e.id for e in ending(story) if len(place) > 3}


def _late(story: Story, span: Span, open_tellings: set[str]) -> bool:
    """Whether a telling that gives the end away says this late: even old news may then be a revelation."""
    return span.telling not in open_tellings and span.start > _PREMISE * len(story.telling(span.telling).text)


def _weights(story: Story) -> dict[str, float]:
    """How much each character matters: their share of the mentions, and more for the leading parts."""
    count = Counter(c for m in story.mentions for c in m.characters)
    most = max(count.values(), default=1)
    parts = {c.id: 0.5 if c.part is not Part.NONE else 0.0 for c in story.characters}
    return {id: count[id] / most + part for id, part in parts.items()}


def _candidates(story: Story, secret: set[str], weight: dict[str, float]) -> Iterator[tuple[Claim, float]]:
    for event in story.events:
        if event.id not in secret and event.modality in (Modality.ACTUAL, Modality.PLANNED):
            yield event, _event_worth(event, weight)
    for relation in story.relations:
        yield relation, 0.6 * weight[relation.a] * (0.5 + weight[relation.b])


def _event_worth(event: Event, weight: dict[str, float]) -> float:
    first, second = [*sorted((weight[c] for c in event.characters), reverse=True), 0.0, 0.0][:2]
    who = first * (0.5 + second)
    return who * (0.5 if event.type in _SMALL else 1.0) * (0.8 if event.when is not When.NOW else 1.0)
