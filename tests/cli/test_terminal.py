"""A story as readable text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from rich.cells import cell_len

from fabula.errors import InputError
from fabula.story import ontology as o
from fabula.story.cast import Character, Mention
from fabula.story.claims import Cause, Death, Event, Relation, Role
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from fabula.views.selecting import Show, select
from fabula.views.terminal import account
from tests.story.strategies import stories

TEXT = "Pema, a courier, is Luc's stepmother. The smugglers try to shoot her. Luc is ordered to drown the judge."
SENTENCES = ((0, 37), (38, 69), (70, 104))


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span("t1", start, start + len(words))


def event(id: str, type: o.EventType, word: str, agent: str, patient: str, modality: o.Modality) -> Event:
    roles = (Role(type=o.RoleType.AGENT, character=agent), Role(type=o.RoleType.PATIENT, character=patient))
    return Event(
        id=id,
        type=type,
        predicate=word,
        triggers=(span(word),),
        evidence=(span(word),),
        roles=tuple(r for r in roles if r.character),
        modality=modality,
    )


PEMA = Character("pema", "Pema", (span("Pema"),), gender=o.Gender.FEMALE)
LUC = Character("luc", "Luc", (span("Luc"),), gender=o.Gender.MALE)
GANG = Character("gang", "the smugglers", (span("The smugglers"),), named=False, kind=o.Kind.GROUP)
JUDGE = Character("judge", "the judge", (span("the judge"),), named=False)
STORY = Story(
    tellings=(Telling("t1", TEXT, sentences=SENTENCES),),
    characters=(PEMA, LUC, GANG, JUDGE),
    mentions=(
        Mention(span("Pema"), ("pema",), o.Form.NAME),
        Mention(span("Luc"), ("luc",), o.Form.NAME),
        Mention(span("The smugglers"), ("gang",)),
        Mention(span("the judge"), ("judge",)),
    ),
    relations=(Relation(id="r", evidence=(Span("t1", 0, 37),), type=o.RelationType.PARENT_OF, a="pema", b="luc"),),
    events=(
        event("e1", o.EventType.ATTACK, "shoot", "gang", "pema", o.Modality.ATTEMPTED),
        event("e2", o.EventType.KILL, "drown", "luc", "judge", o.Modality.PLANNED),
    ),
    causes=(Cause(id="c", evidence=(span("shoot"),), cause="e1", effect="e2"),),
    order=("e1", "e2"),
)


def dead(**changes: object) -> Story:
    death = replace(Death(id="d", evidence=(span("drown"),), victim="judge", killers=("luc",)), **changes)  # type: ignore[arg-type]
    return replace(STORY, deaths=(death,))


def test_what_is_not_actual_reads_so() -> None:
    """A planned killing reads as planned, an attempt as tried, and nobody dies of either."""
    text = account(STORY)
    assert "The smugglers try to attack Pema" in text
    assert "Luc is to kill the judge" in text
    assert "nobody, as far as it is told" in text


def test_a_stepmother_is_no_mother() -> None:
    """A bond is named no closer than the words name it."""
    assert "Pema is a parent of Luc" in account(STORY)
    mother = replace(STORY, relations=(replace(STORY.relations[0], evidence=(span("Pema"),)),))
    assert "Pema is the mother of Luc" in account(mother)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Luc kills the judge"),
        ({"certainty": o.Certainty.PRESUMED}, "Luc seems to kill the judge"),
        ({"certainty": o.Certainty.PRESUMED, "killers": ()}, "The judge seems to die"),
        ({"certainty": o.Certainty.FAKED}, "The death of the judge is faked"),
        ({"manner": o.Manner.ACCIDENT}, "Luc kills the judge by accident"),
        ({"manner": o.Manner.SUICIDE, "killers": ()}, "The judge dies by own hand"),
        ({"manner": o.Manner.MURDER, "killers": ()}, "The judge is killed"),
        ({"manner": o.Manner.NATURAL, "killers": ()}, "The judge dies of natural causes"),
        ({"victim": "gang", "killers": ("pema", "luc")}, "Pema and Luc kill the smugglers"),
        ({"victim": "gang", "killers": ()}, "The smugglers die"),
    ],
)
def test_a_death_says_no_more_than_its_claim(changes: dict[str, object], expected: str) -> None:
    """By whom, how, and how sure: each only as far as it is claimed."""
    assert f"·  {expected}  " in account(dead(**changes), [Show.DEATHS])


def test_every_claim_shows_where_it_is_said() -> None:
    """Sentence numbers stand at the end of the line; with evidence the words stand below."""
    (line,) = [line for line in account(STORY).split("\n") if "is to kill" in line]
    assert line.split()[-1] == "3"
    assert "“drown the judge”" in line
    assert "because of 1" in line
    assert "“Pema, a courier, is Luc's stepmother.”" in account(STORY, [Show.RELATIONS], evidence=True)


def test_why_follows_the_causes_both_ways() -> None:
    """What an event is caused by and what it leads to are shown, with its words."""
    assert "The smugglers try to attack Pema (1)" in account(STORY, why=2)
    assert "leads to  Luc is to kill the judge (2)" in account(STORY, why=1)
    with pytest.raises(InputError, match="numbers 1 to 2"):
        account(STORY, why=3)


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("all", ["e1", "e2"]),
        ("kill", ["e2"]),
        ("attempted", ["e1"]),
        ("Pema", ["e1"]),
        ("smugglers", ["e1"]),
        ("jud", ["e2"]),
    ],
)
def test_events_are_picked_by_type_modality_or_who(what: str, found: list[str]) -> None:
    """A type, a modality, or a name or part of one."""
    picked = select(STORY, events=what)["events"]
    assert isinstance(picked, list)
    assert [e.id for e in picked] == found


def test_a_story_without_anything_is_said_to_be_empty() -> None:
    """An empty story reads as one."""
    text = account(Story(tellings=(Telling("t1", "It rains."),)))
    assert "nobody" in text
    assert "nothing" in text


def test_a_telling_cannot_steer_the_terminal() -> None:
    """Escape sequences and markup in a story come out as harmless characters."""
    evil = replace(
        STORY, title="\x1b]0;x\x07[bold red]", characters=(replace(PEMA, name="\x1b[31mPema"), LUC, GANG, JUDGE)
    )
    text = account(evil)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold red]" in text


@given(stories())
@settings(max_examples=25, deadline=None)
def test_any_sound_story_can_be_told(story: Story) -> None:
    """Every sound story gives an account that keeps to its width, in colour or not."""
    text = account(story, width=80, evidence=True)
    assert max(map(cell_len, text.split("\n"))) <= 80
    assert account(story, colours=True)


def test_nobody_dies_twice() -> None:
    """What is told differently of one death stands in one place; what reads the same stands once."""
    deaths = (
        Death(id="d1", evidence=(span("drown"),), victim="judge", killers=("luc",), manner=o.Manner.MURDER),
        Death(id="d2", evidence=(span("shoot"),), victim="pema", killers=("gang",)),
        Death(id="d3", evidence=(span("shoot"),), victim="judge", killers=("luc",), manner=o.Manner.KILLING),
        Death(id="d4", evidence=(span("shoot"),), victim="judge", killers=("gang",)),
    )
    lines = account(replace(STORY, deaths=deaths), [Show.DEATHS]).split("\n")
    assert [" ".join(line.split()[:-1]) for line in lines[1:]] == [
        "· Luc kills the judge 2,",
        "or The smugglers kill the judge",
        "· The smugglers kill Pema",
    ]


def test_what_is_not_sure_is_left_out_or_said_to_be() -> None:
    """An unsure bond is counted and shown only when asked for; an unsure death is a perhaps, and kills nobody yet."""
    unsure = replace(STORY.relations[0], confidence=0.3)
    death = Death(id="d", evidence=(span("drown"),), victim="judge", killers=("luc",), confidence=0.3)
    people = tuple(replace(c, fate=o.Fate.DEAD) if c.id == "judge" else c for c in STORY.characters)
    story = replace(STORY, relations=(unsure,), deaths=(death,), characters=people)
    whole, bonds = account(story), account(story, [Show.RELATIONS])
    assert "Perhaps Pema is a parent of Luc" in bonds
    assert "a parent of" not in whole
    assert "1 more, not sure" in whole
    assert "Perhaps Luc kills the judge" in whole
    assert "dead in the end" not in whole


def test_an_unsure_event_is_told_in_the_tellings_words() -> None:
    """Who does what to whom is said only where it is likelier right than wrong."""
    first, second = STORY.events
    clause = Span("t1", *SENTENCES[1])
    text = account(replace(STORY, events=(replace(first, confidence=0.2, evidence=(clause,)), second)))
    assert "The smugglers try to attack Pema" not in text
    assert "“The smugglers try to shoot her.”  attack, attempted" in text


def test_who_belongs_to_somebody_is_called_by_their_name() -> None:
    """ "Whose wife" is no name, nor is "they": a name can be understood where it stands alone."""
    text = "Luc, whose wife drowns, waits. They row."
    luc, wife, whose, they = (Span("t", *place) for place in ((0, 3), (5, 15), (5, 10), (31, 35)))
    story = Story(
        tellings=(Telling("t", text),),
        characters=(
            Character("luc", "Luc", (luc,)),
            Character("wife", "whose wife", (wife,), named=False),
            Character("they", "They", (they,), named=False, kind=o.Kind.GROUP),
        ),
        mentions=(Mention(luc, ("luc",)), Mention(wife, ("wife",)), Mention(whose, ("luc",)), Mention(they, ("they",))),
        deaths=(Death(id="d", evidence=(wife,), victim="wife"), Death(id="d2", evidence=(they,), victim="they")),
    )
    shown = account(story)
    assert "Luc's wife dies" in shown
    assert "Some people die" in shown


def test_those_called_alike_are_counted() -> None:
    """Two guards of whom little is said are one entry of the list."""
    text = "Pema runs. Pema hides. Pema waits. A guard shouts. A guard laughs."
    first, other = text.index("A guard"), text.rindex("A guard")
    pema = Character("p", "Pema", (Span("t", 0, 4),), part=o.Part.PROTAGONIST)
    guards = [Character(f"g{at}", "A guard", (Span("t", at, at + 7),), named=False) for at in (first, other)]
    story = Story(
        tellings=(Telling("t", text),),
        characters=(pema, *guards),
        mentions=(
            *(Mention(Span("t", at, at + 4), ("p",), o.Form.NAME) for at in (0, 11, 23)),
            *(Mention(g.evidence[0], (g.id,)) for g in guards),
        ),
    )
    assert "A guard (2 of them)" in account(story)
