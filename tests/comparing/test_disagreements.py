"""Where tellings contradict each other, and where they only seem to."""

from __future__ import annotations

from typing import Any

from fabula.comparing import merge
from fabula.story.ontology import DisagreementType
from fabula.story.story import Story
from tests.comparing.made import told

CAST: dict[str, dict[str, Any]] = {"i": {"name": "Ines"}, "l": {"name": "Luc"}, "b": {"name": "Bruna"}}


def points(*readings: Story) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every disagreement as its type, its point and what the sides say."""
    return [(d.type, d.point, tuple(sorted(s.value for s in d.sides))) for d in merge(readings).disagreements]


def killing(id: str, killer: str, name: str, more: str = "", **death: Any) -> Story:
    """Somebody kills Luc; the others are there as well."""
    return told(
        id,
        f"[[{killer}|{name}]] kills [[l|Luc]] {more}. [[i|Ines]] and [[b|Bruna]] leave.",
        CAST,
        [("kill", "kills", "1", killer, "l")],
        deaths=[{"victim": "l", "killers": [killer], **death}],
    )


def test_two_killers_contradict_each_other() -> None:
    """Both tellings know both women, and each names another one."""
    found = merge([killing("t1", "i", "Ines"), killing("t2", "b", "Bruna")]).disagreements
    assert [(d.type, d.point) for d in found] == [(DisagreementType.CONTRADICTION, "killer of Luc")]
    assert [(s.tellings, s.value) for s in found[0].sides] == [(("t1",), "Ines"), (("t2",), "Bruna")]


def test_a_killer_whom_only_one_telling_knows_contradicts_nobody() -> None:
    """The stranger may be anyone, so nothing is certain."""
    one = told(
        "t1",
        "[[s|A stranger]] kills [[l|Luc]].",
        {"s": {"name": "a stranger"}, "l": {"name": "Luc"}},
        [("kill", "kills", "1", "s", "l")],
        deaths=[{"victim": "l", "killers": ["s"]}],
    )
    assert points(one, killing("t2", "b", "Bruna")) == []


def test_silence_is_no_contradiction() -> None:
    """A telling that names no killer, or no death at all, says nothing against one that does."""
    silent = told(
        "t1",
        "[[l|Luc]] dies. [[i|Ines]] and [[b|Bruna]] go home.",
        CAST,
        [("die", "dies", "1", "", "l")],
        deaths=[{"victim": "l"}],
    )
    nothing = told("t3", "[[l|Luc]], [[i|Ines]] and [[b|Bruna]] are friends.", CAST)
    assert points(silent, killing("t2", "b", "Bruna"), nothing) == []


def test_a_death_by_own_hand_contradicts_a_natural_one() -> None:
    """Only ways to die that exclude each other count; an accident and a killing differ in detail."""
    one = killing("t1", "i", "Ines", manner="murder")
    natural = told("t2", "[[l|Luc]] dies of old age.", CAST, deaths=[{"victim": "l", "manner": "natural"}])
    accident = told("t3", "[[l|Luc]] falls from a roof.", CAST, deaths=[{"victim": "l", "manner": "accident"}])
    mistake = killing("t4", "i", "Ines", "by mistake", manner="accident")
    assert points(one, natural) == [
        ("contradiction", "how Luc dies", ("a natural death", "by another's hand")),
    ]
    assert points(one, mistake) == []
    assert points(one, accident) == [("detail", "how Luc dies", ("by accident", "by another's hand"))]


def test_kin_contradicts_other_kin() -> None:
    """A sister is no wife; a friend may be either."""
    pair = "[[i|Ines]] and [[l|Luc]] live {}."
    sister = told("t1", pair.format("here"), CAST, relations=[("sibling_of", "i", "l")])
    wife = told("t2", pair.format("there"), CAST, relations=[("spouse_of", "i", "l")])
    friend = told("t3", pair.format("nowhere"), CAST, relations=[("friend_of", "i", "l")])
    assert [(type, point) for type, point, _ in points(sister, wife)] == [
        ("contradiction", "what Ines and Luc are to each other")
    ]
    assert points(sister, friend) == []


def test_what_only_a_pronoun_says_contradicts_nobody() -> None:
    """Who "he" is was worked out, not said: neither a killing nor kinship is certain of one whom only that names."""
    one = killing("t1", "i", "Ines")
    other = told(
        "t2",
        "[[l|Luc]] falls as [[b|she]] fires. [[i|Ines]] and [[b|Bruna]] leave.",
        CAST,
        [("kill", "fires", "1", "b", "l")],
        deaths=[{"victim": "l", "killers": ["b"]}],
    )
    assert points(one, other) == []
    sister = told("t3", "[[i|Ines]] is the sister of [[l|Luc]].", CAST, relations=[("sibling_of", "i", "l")])
    wife = told("t4", "There [[i|she]] is [[l|his]] wife. [[i|Ines]] greets [[l|Luc]].", CAST,
                relations=[("spouse_of", "i", "l")])  # fmt: skip
    assert points(sister, wife) == []


def test_a_mere_death_is_no_accident() -> None:
    """Whoever just dies in one telling may have been killed, as the other says, whatever manner was read into it."""
    died = told(
        "t1",
        "[[l|Luc]] dies. [[i|Ines]] and [[b|Bruna]] leave.",
        CAST,
        [("die", "dies", "1", "", "l")],
        deaths=[{"victim": "l", "manner": "accident"}],
    )
    fell = told(
        "t2",
        "[[l|Luc]] drowns. [[i|Ines]] and [[b|Bruna]] leave.",
        CAST,
        [("die", "drowns", "1", "", "l")],
        deaths=[{"victim": "l", "manner": "accident"}],
    )
    killed = killing("t3", "i", "Ines", manner="murder")
    assert points(died, killed) == []
    assert points(fell, killed) == [("detail", "how Luc dies", ("by accident", "by another's hand"))]


def test_numbers_contradict_each_other() -> None:
    """Two riders are not three."""
    cast = {"r": {"name": "riders", "kind": "group"}, "i": {"name": "Ines"}}
    two = told("t1", "[[r|Two riders]] hunt [[i|Ines]].", cast, [("chase", "hunt", "1", "r", "i")])
    three = told("t2", "[[r|Three riders]] hunt [[i|Ines]].", cast, [("chase", "hunt", "1", "r", "i")])
    some = told("t3", "[[r|The riders]] hunt [[i|Ines]].", cast, [("chase", "hunt", "1", "r", "i")])
    assert points(two, three) == [("contradiction", "number of riders", ("2", "3"))]
    assert points(two, some) == []


def test_milestones_in_opposite_orders_contradict_each_other() -> None:
    """Who died first is a fact of the story, as long as both tellings tell it straight."""
    text = "[[i|Ines]] kills [[{0}|{1}]]. [[i|Ines]] runs. [[i|Ines]] hides. [[i|Ines]] kills [[{2}|{3}]]."
    cast = {**CAST, "i": {"name": "Ines"}}

    def twice(id: str, first: str, second: str) -> Story:
        names = {"l": "Luc", "b": "Bruna"}
        return told(
            id,
            text.format(first, names[first], second, names[second]),
            cast,
            [
                ("kill", "kills", "1", "i", first),
                ("go", "runs", "2", "i", ""),
                ("hide", "hides", "3", "i", ""),
                ("kill", "kills", "4", "i", second),
            ],
        )

    assert [(type, point) for type, point, _ in points(twice("t1", "l", "b"), twice("t2", "b", "l"))] == [
        ("contradiction", "order of the death of Luc and the death of Bruna")
    ]
    assert points(twice("t1", "l", "b"), killing("t2", "i", "Ines")) == []


def test_names_spelled_in_two_ways() -> None:
    """Each spelling with the tellings that use it; a name without its family name is no other spelling."""
    one = told("t1", "[[z|Zsofia]] rides.", {"z": {"name": "Zsofia"}}, [("go", "rides", "1", "z", "")])
    two = told(
        "t2",
        "[[z|Zsófia Halmos]] rides. [[z|Zsófia]] falls.",
        {"z": {"name": "Zsófia Halmos"}},
        [("go", "rides", "1", "z", "")],
    )
    assert points(one, two) == [("spelling", "spelling of Zsófia Halmos", ("Zsofia", "Zsófia"))]


def test_a_line_s_end_spells_no_name_anew() -> None:
    """A name broken over two lines is the same name."""
    one = told("t1", "[[z|Zsofia Halmos]] rides.", {"z": {"name": "Zsofia Halmos"}}, [("go", "rides", "1", "z", "")])
    two = told("t2", "[[z|Zsofia\nHalmos]] rides.", {"z": {"name": "Zsofia Halmos"}}, [("go", "rides", "1", "z", "")])
    assert points(one, two) == []


def test_of_the_founding_tellings_only_spellings_differ_for_certain(founding_readings: list[Story]) -> None:
    """Nothing far-fetched is found in four tellings that agree on what happens."""
    assert {d.type for d in merge(founding_readings).disagreements} == {DisagreementType.SPELLING}
