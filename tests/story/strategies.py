"""Hypothesis strategies for sound stories."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from fabula.story import ontology as o
from fabula.story.cast import Attribute, Character, Mention
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation, Role
from fabula.story.order import story_order
from fabula.story.story import Story
from fabula.story.text import Span, Telling

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@st.composite
def tellings(draw: st.DrawFn, id: str) -> Telling:
    """A telling with any text and any sound sentences."""
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return Telling(id=id, text=text, title=draw(texts), sentences=tuple(pairwise(cuts)))


@st.composite
def spans(draw: st.DrawFn, telling: Telling) -> Span:
    """A span of at least one code point of ``telling``."""
    start = draw(st.integers(0, len(telling.text) - 1))
    return Span(telling.id, start, draw(st.integers(start + 1, len(telling.text))))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A sound story of one or two tellings with up to four characters and five events."""
    told = tuple(draw(tellings(f"t{n}")) for n in range(1, draw(st.integers(1, 2)) + 1))
    span = st.sampled_from(told).flatmap(spans)
    evidence = st.lists(span, min_size=1, max_size=2).map(tuple)
    ids = [f"c{n}" for n in range(draw(st.integers(0, 4)))]
    characters = tuple(
        Character(
            id=id,
            name=draw(texts),
            evidence=draw(evidence),
            named=draw(st.booleans()),
            kind=draw(st.sampled_from(o.Kind)),
            gender=draw(st.sampled_from(o.Gender)),
            part=draw(st.sampled_from(o.Part)),
            attributes=tuple(
                Attribute(draw(st.sampled_from(o.AttributeType)), draw(texts), draw(evidence))
                for _ in range(draw(st.integers(0, 1)))
            ),
        )
        for id in ids
    )
    if not ids:
        return Story(tellings=told, title=draw(texts))
    some = st.sets(st.sampled_from(ids), min_size=1, max_size=2).map(lambda s: tuple(sorted(s)))
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    events = tuple(
        Event(
            id=f"e{n}",
            type=draw(st.sampled_from(o.EventType)),
            predicate=draw(texts),
            triggers=draw(evidence),
            evidence=draw(evidence),
            roles=tuple(Role(type=draw(st.sampled_from(o.RoleType)), character=c) for c in draw(some)),
            modality=draw(st.sampled_from(o.Modality)),
            when=draw(st.sampled_from(o.When)),
            confidence=draw(st.floats(0, 1)),
        )
        for n in range(1, draw(st.integers(0, 5)) + 1)
    )
    two = [(a.id, b.id) for a in events for b in events if a.id != b.id]
    precedences = tuple(
        Precedence(id=f"p{n}", earlier=a, later=b, evidence=draw(evidence))
        for n, (a, b) in enumerate(draw(st.lists(st.sampled_from(two), max_size=3)) if two else [])
    )
    return Story(
        tellings=told,
        title=draw(texts),
        characters=characters,
        mentions=tuple(Mention(draw(span), draw(some), draw(st.sampled_from(o.Form))) for _ in range(3)),
        relations=tuple(
            Relation(id=f"r{n}", type=draw(st.sampled_from(o.RelationType)), a=a, b=b, evidence=draw(evidence))
            for n, (a, b) in enumerate(draw(st.lists(pair, max_size=2)) if len(ids) > 1 else [])
        ),
        events=events,
        deaths=tuple(
            Death(id=f"d{n}", victim=v, manner=draw(st.sampled_from(o.Manner)), evidence=draw(evidence))
            for n, v in enumerate(draw(st.sets(st.sampled_from(ids), max_size=2)))
        ),
        causes=tuple(Cause(id=f"k{n}", cause=a, effect=b, evidence=draw(evidence)) for n, (a, b) in enumerate(two[:1])),
        knowledge=tuple(
            Knowledge(id=f"w{n}", type=o.KnowledgeType.LEARNS, holders=draw(some), event=e.id, evidence=draw(evidence))
            for n, e in enumerate(events[:1])
        ),
        precedences=precedences,
        order=story_order([e.id for e in events], precedences),
    )
