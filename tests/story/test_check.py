"""The rules of a story."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from fabula.story import ontology as o
from fabula.story.cast import Attribute, Character, Mention
from fabula.story.check import violations
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation, Role
from fabula.story.story import Story
from fabula.story.tellings import Alignment, Disagreement, Side
from fabula.story.text import Span, Telling
from tests.story.strategies import stories

WORDS = Span("t", 0, 4)
OUT = Span("t", 4, 400)
SOUND = Story(
    tellings=(Telling("t", "Ines warns Luc. Luc laughs.", sentences=((0, 15), (16, 27))),),
    characters=(
        Character("a", "Ines", (WORDS,), attributes=(Attribute(o.AttributeType.TRAIT, "wary", (WORDS,)),)),
        Character("b", "Luc", (WORDS,)),
    ),
    mentions=(Mention(WORDS, ("a",)),),
    relations=(Relation(id="r", evidence=(WORDS,), type=o.RelationType.FRIEND_OF, a="a", b="b"),),
    events=(
        Event(id="e", evidence=(WORDS,), type=o.EventType.TELL, predicate="warn", triggers=(WORDS,)),
        Event(id="f", evidence=(WORDS,), type=o.EventType.REFUSE, predicate="laugh", triggers=(WORDS,)),
    ),
    deaths=(Death(id="d", evidence=(WORDS,), victim="b", killers=("a",), event="e"),),
    causes=(Cause(id="c", evidence=(WORDS,), cause="e", effect="f"),),
    knowledge=(Knowledge(id="k", evidence=(WORDS,), type=o.KnowledgeType.TELLS, holders=("a",), event="e"),),
    precedences=(Precedence(id="p", evidence=(WORDS,), earlier="f", later="e"),),
    order=("f", "e"),
    alignments=(Alignment(o.ClaimType.CHARACTER, "t", "x", "a"),),
    disagreements=(
        Disagreement(
            "q", o.DisagreementType.DETAIL, "mood", ("a",), (Side(("t",), "x", (WORDS,)), Side(("t",), "y", (WORDS,)))
        ),
    ),
)
R, E, D, C, K, P, Q = (
    SOUND.relations[0],
    SOUND.events[0],
    SOUND.deaths[0],
    SOUND.causes[0],
    SOUND.knowledge[0],
    SOUND.precedences[0],
    SOUND.disagreements[0],
)
INES, LUC = SOUND.characters
BROKEN: dict[str, Story] = {
    "relation 'r' has no evidence": replace(SOUND, relations=(replace(R, evidence=()),)),
    "relation 'r' has the span 4 to 400": replace(SOUND, relations=(replace(R, evidence=(OUT,)),)),
    "relation 'r' points into the telling 'z'": replace(SOUND, relations=(replace(R, evidence=(Span("z", 0, 1),)),)),
    "relation 'r' relates 'a' to themself": replace(SOUND, relations=(replace(R, b="a"),)),
    "relation 'r' refers to the character 'z'": replace(SOUND, relations=(replace(R, b="z"),)),
    "relation 'r' has the confidence 1.5": replace(SOUND, relations=(replace(R, confidence=1.5),)),
    "the claim id 'e' is used 2 times": replace(SOUND, relations=(replace(R, id="e"),)),
    "the character id 'a' is used 2 times": replace(SOUND, characters=(INES, LUC, INES)),
    "character 'a' has no name": replace(SOUND, characters=(replace(INES, name=""), LUC)),
    "character 'a' has no evidence": replace(SOUND, characters=(replace(INES, evidence=()), LUC)),
    "character 'a' is a member of itself": replace(SOUND, characters=(replace(INES, members=("a",)), LUC)),
    "character 'a' refers to the member 'z'": replace(SOUND, characters=(replace(INES, members=("z",)), LUC)),
    "the trait of character 'a' has no evidence": replace(
        SOUND, characters=(replace(INES, attributes=(Attribute(o.AttributeType.TRAIT, "wary", ()),)), LUC)
    ),
    "mentions nobody": replace(SOUND, mentions=(Mention(WORDS, ()),)),
    "does not list its characters once each, sorted": replace(SOUND, mentions=(Mention(WORDS, ("b", "a")),)),
    "event 'e' has no trigger": replace(SOUND, events=(replace(E, triggers=()), SOUND.events[1])),
    "event 'e' has no predicate": replace(SOUND, events=(replace(E, predicate=""), SOUND.events[1])),
    "a role of event 'e' has no evidence": replace(
        SOUND, events=(replace(E, roles=(Role(type=o.RoleType.PLACE),)), SOUND.events[1])
    ),
    "death 'd' refers to the event 'z'": replace(SOUND, deaths=(replace(D, event="z"),)),
    "death 'd' is certain, yet 'b' is alive": replace(SOUND, characters=(INES, replace(LUC, fate=o.Fate.ALIVE))),
    "cause 'c' makes an event its own cause": replace(SOUND, causes=(replace(C, effect="e"),)),
    "knowledge 'k' refers to the character 'z'": replace(SOUND, knowledge=(replace(K, holders=("z",)),)),
    "precedence 'p' puts an event before itself": replace(SOUND, precedences=(replace(P, later="f"),)),
    "the story order does not hold every event exactly once": replace(SOUND, order=("e", "e")),
    "sentence 2 of the telling 't' does not follow": replace(
        SOUND, tellings=(replace(SOUND.tellings[0], sentences=((0, 15), (14, 27))),)
    ),
    "leads to the character 'z'": replace(SOUND, alignments=(Alignment(o.ClaimType.CHARACTER, "t", "x", "z"),)),
    "names the telling 'z'": replace(SOUND, alignments=(Alignment(o.ClaimType.CHARACTER, "z", "x", "a"),)),
    "disagreement 'q' has fewer than two sides": replace(SOUND, disagreements=(replace(Q, sides=Q.sides[:1]),)),
    "disagreement 'q' is about 'z'": replace(SOUND, disagreements=(replace(Q, about=("z",)),)),
    "disagreement 'q' has a side without evidence": replace(
        SOUND, disagreements=(replace(Q, sides=(Q.sides[0], Side(("t",), "y", ()))),)
    ),
    "in the reading of t: character 'a' has no name": replace(
        SOUND, readings=(replace(SOUND, characters=(replace(INES, name=""), LUC)),)
    ),
}


def test_a_sound_story_breaks_no_rule() -> None:
    """A sound story has no violations."""
    assert violations(SOUND) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_every_broken_rule_is_named(rule: str) -> None:
    """Each broken rule gives one sentence that names it, and nothing else is complained of."""
    assert [rule in v for v in violations(BROKEN[rule])] == [True]


@given(stories())
@settings(max_examples=30, deadline=None)
def test_a_span_cut_off_is_found(story: Story) -> None:
    """Whoever shortens a text under its evidence breaks a rule, wherever the evidence is."""
    assert violations(story) == []
    emptied = replace(story, tellings=tuple(replace(t, text="", sentences=()) for t in story.tellings))
    assert bool(violations(emptied)) == bool(story.characters)
