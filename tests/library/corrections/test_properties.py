"""What holds of every correction of every story."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.errors import CorrectionError
from fabula.library import corrections as c
from fabula.story import ontology as o
from fabula.story.check import violations
from fabula.story.corrections import Correction
from fabula.story.story import Story
from tests.story.strategies import stories

_LIMITS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def corrected(draw: st.DrawFn) -> tuple[Story, tuple[Correction, ...]]:
    """A story with a log of up to five corrections, each made of the story as the ones before it left it."""
    reading = draw(stories())
    now = reading
    log: tuple[Correction, ...] = ()
    for n in range(draw(st.integers(1, 5))):
        try:
            made = _make(draw, now, c.Signature(author="a reader", time="2026-01-01T00:00:00Z", id=f"c{n}"))
        except CorrectionError:
            continue
        log = (*log, made)
        now = c.apply(now, log).story
    return reading, log


def _make(draw: st.DrawFn, story: Story, sign: c.Signature) -> Correction:
    who = st.sampled_from([x.id for x in story.characters] or ["nobody"])
    what = st.sampled_from([e.id for e in story.events] or ["nothing"])
    spans = [m.span for m in story.mentions] + [e for x in story.characters for e in x.evidence]
    place = st.sampled_from(spans) if spans else st.nothing()
    match draw(st.sampled_from(["rename", "merge", "split", "move", "event", "add", "strike"])):
        case "rename":
            return c.rename(story, draw(who), draw(st.text(min_size=1, max_size=8)), sign=sign)
        case "merge":
            return c.merge(story, draw(who), draw(who), sign=sign)
        case "split" if story.characters:
            return c.split(story, draw(who), [draw(place)], sign=sign)
        case "move" if story.characters:
            return c.move_mention(story, draw(place), draw(st.lists(who, max_size=2)), sign=sign)
        case "event":
            type, modality = draw(st.sampled_from(o.EventType)), draw(st.sampled_from(o.Modality))
            fields = {"type": type, "modality": modality, "agent": draw(st.lists(who, max_size=2))}
            return c.change_event(story, draw(what), sign=sign, **fields)
        case "add" if story.characters:
            return _claim(draw, story, draw(who), draw(who), draw(what), draw(what), sign)
        case _:
            ids = [x.id for x in story.claims()] + [x.id for x in story.characters]
            return c.strike_claim(story, draw(st.sampled_from(ids or ["nothing"])), sign=sign)


def _claim(draw: st.DrawFn, story: Story, a: str, b: str, e: str, f: str, sign: c.Signature) -> Correction:
    span = story.characters[0].evidence[0]
    words = f"{span.telling}:{span.start}-{span.end}"
    fields: dict[str, str] = draw(
        st.sampled_from(
            [
                {"claim": "relation", "type": "enemy_of", "a": a, "b": b},
                {"claim": "death", "victim": a, "killer": b},
                {"claim": "event", "type": "go", "agent": a},
                {"claim": "cause", "cause": e, "effect": f},
                {"claim": "precedence", "earlier": e, "later": f},
                {"claim": "knowledge", "type": "learns", "holder": a, "other": b, "event": e},
                {"claim": "character", "name": "Nobody"},
            ]
        )
    )
    return c.add_claim(story, sign=sign, words=words, **fields)


@_LIMITS
@given(corrected())
def test_sound(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """A corrected story breaks no rule."""
    reading, log = case
    assert violations(c.apply(reading, log).story) == []


@_LIMITS
@given(corrected())
def test_twice_is_once(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """Applying a log a second time changes nothing, and neither does a log that lists its corrections twice."""
    reading, log = case
    once = c.apply(reading, log).story
    assert c.apply(once, log).story == once
    assert c.apply(reading, log + log).story == once


@_LIMITS
@given(corrected())
def test_one_by_one(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """Corrections applied one by one, as they are made, give what applying the whole log gives."""
    reading, log = case
    now = reading
    for n in range(len(log)):
        now = c.apply(now, log[: n + 1]).story
    assert now == c.apply(reading, log).story


@_LIMITS
@given(corrected())
def test_undo_then_redo(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """Undoing all and doing all again gives the same story; with all undone the claims are those that were read."""
    reading, log = case
    undone = log
    for _ in log:
        undone = c.undo(undone)
    redone = undone
    for _ in log:
        redone = c.redo(redone)
    assert redone == log
    bare = c.apply(reading, undone).story
    assert (bare.characters, bare.mentions, list(bare.claims())) == (
        reading.characters,
        reading.mentions,
        list(reading.claims()),
    )


@_LIMITS
@given(corrected())
def test_through_json(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """Corrections survive JSON: the story file holds the log, and the log applied to what was read gives the story."""
    reading, log = case
    story = c.apply(reading, log).story
    again = Story.from_json(story.to_json())
    assert again == story
    if log:
        assert c.apply(again.readings[0], again.corrections).story == story


@_LIMITS
@given(corrected())
def test_none_is_lost(case: tuple[Story, tuple[Correction, ...]]) -> None:
    """Every correction has one outcome, and a conflict says why."""
    reading, log = case
    result = c.apply(reading, log)
    assert [o.correction for o in result.outcomes] == list(log)
    assert all(o.message for o in result.conflicts)
    assert result.story.corrections == log
