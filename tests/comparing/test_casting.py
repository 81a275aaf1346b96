"""Who is who across tellings: by names, by what they do and to whom, and never against the sense."""

from __future__ import annotations

import pytest

from fabula.comparing import merge
from fabula.comparing.names import best_name, phrase, phrase_likeness
from fabula.story.names import name_likeness, same_letters
from fabula.story.story import Story
from tests.comparing.made import told


def together(*readings: Story) -> set[frozenset[str]]:
    """Which local characters became one; each is written telling.character."""
    found: dict[str, set[str]] = {}
    for a in merge(readings).alignments:
        if a.type == "character":
            found.setdefault(a.shared, set()).add(f"{a.telling}.{a.local}")
    return {frozenset(one) for one in found.values()}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Zsofia Halmos", "Zsófia Halmos"),
        ("Tshering", "Tsering"),
        ("Mehmed", "Mehmet"),
        ("Fyodor Karpov", "Fëdor Karpov"),
        ("Jin-ho", "Jinho"),
        ("Sergeant Adeyemi", "Adeyemi"),
        ("Adeyemi", "Bola Adeyemi"),
        ("Nikolaj", "Nikolai"),
    ],
)
def test_spellings_of_one_name_are_alike(a: str, b: str) -> None:
    """Accents, hyphens, transliterations, titles and family names left out do not make another name."""
    assert name_likeness(a, b) > 0.75


@pytest.mark.parametrize(
    ("a", "b"), [("Maren Olsen", "Teo Olsen"), ("Bruna", "Bahram"), ("Ines", "Agnes"), ("Luc Marty", "Luc Sorel")]
)
def test_other_names_are_not_alike(a: str, b: str) -> None:
    """A shared family name, a shared first name, or a likeness of sound in short names is not enough."""
    assert name_likeness(a, b) < 0.6


def test_names_differ_in_nothing_but_signs() -> None:
    """Spaces, hyphens and accents are no letters."""
    assert same_letters("Jin-ho", "Jinho")
    assert same_letters("Dai Ro", "Dai-Ro")
    assert not same_letters("Jin-ho", "Jin-hu")


def test_descriptions_are_alike_by_their_head_and_more_by_their_modifiers() -> None:
    """ "A hit man" is "a cold hitman"; "the old surveyor" is more like "an old surveyor" than like "a surveyor"."""
    hitman, cold = phrase("a hit man"), phrase("the hitman")
    old, same, plain = phrase("the old surveyor"), phrase("an old surveyor"), phrase("a surveyor")
    assert hitman
    assert cold
    assert phrase_likeness(hitman, cold) > 0.8
    assert old
    assert same
    assert plain
    assert phrase_likeness(old, same) > phrase_likeness(old, plain) > 0
    assert phrase("his") is None


def test_the_fullest_name_is_the_best() -> None:
    """More words beat more letters; then the alphabet decides."""
    assert best_name(["Adeyemi", "Bola Adeyemi", "Sergeant Adeyemi"]) == "Bola Adeyemi"


def test_spelling_variants_become_one_and_the_cast_takes_the_fullest_name() -> None:
    """One Zsófia however she is written, called by the name that says most."""
    one = told("t1", "[[a|Zsofia]] meets [[b|Bahram]].", {"a": {"name": "Zsofia"}, "b": {"name": "Bahram"}})
    other = told(
        "t2",
        "[[x|Zsófia Halmos]] runs. [[y|Bahram]] follows.",
        {"x": {"name": "Zsófia Halmos"}, "y": {"name": "Bahram"}},
    )
    assert together(one, other) == {frozenset({"t1.a", "t2.x"}), frozenset({"t1.b", "t2.y"})}
    merged = merge([one, other])
    assert [c.name for c in merged.characters] == ["Zsófia Halmos", "Bahram"]


def test_a_name_meets_a_description_by_what_they_do_and_to_whom() -> None:
    """Nobody calls the guard Oyelaran in the first telling; both shoot the same smuggler on the same order."""
    one = told(
        "t1",
        "[[k|Bruna Keel]] orders [[g|a border guard]] to stop [[s|Luc]]. [[g|The guard]] shoots [[s|Luc]] dead.",
        {
            "k": {"name": "Bruna Keel", "gender": "f"},
            "g": {"name": "a border guard", "gender": "m"},
            "s": {"name": "Luc", "gender": "m"},
        },
        [("order", "orders", "1", "k", "g"), ("kill", "shoots", "2", "g", "s")],
        relations=[("superior_of", "k", "g")],
    )
    other = told(
        "t2",
        "[[o|Oyelaran]] serves under [[k|Bruna Keel]]. On her word [[o|he]] kills [[s|Luc]]. "
        "[[m|Pia]] mourns [[s|Luc]].",
        {
            "o": {"name": "Oyelaran", "gender": "m"},
            "k": {"name": "Bruna Keel", "gender": "f"},
            "s": {"name": "Luc", "gender": "m"},
            "m": {"name": "Pia", "gender": "f"},
        },
        [("kill", "kills", "2", "o", "s"), ("mourn", "mourns", "3", "m", "s")],
        relations=[("superior_of", "k", "o")],
    )
    assert frozenset({"t1.g", "t2.o"}) in together(one, other)
    assert [c.name for c in merge([one, other]).characters if c.id == "c1"] != ["a border guard"]


def test_men_do_not_become_women() -> None:
    """What both do is not enough where the tellings show different genders."""
    one = told(
        "t1", "[[a|a courier]] flees.", {"a": {"name": "a courier", "gender": "m"}}, [("go", "flees", "1", "a", "")]
    )
    other = told(
        "t2",
        "At night [[b|a courier]] flees.",
        {"b": {"name": "a courier", "gender": "f"}},
        [("go", "flees", "1", "b", "")],
    )
    assert together(one, other) == {frozenset({"t1.a"}), frozenset({"t2.b"})}


def test_two_of_one_family_are_kept_apart() -> None:
    """Maren and Teo Olsen share a family name, and stay two in each telling and across."""
    cast = {"m": {"name": "Maren Olsen"}, "t": {"name": "Teo Olsen"}}
    one = told("t1", "[[m|Maren Olsen]] finds [[t|Teo Olsen]].", cast)
    other = told("t2", "[[t|Teo Olsen]] hides from [[m|Maren Olsen]].", cast)
    assert together(one, other) == {frozenset({"t1.m", "t2.m"}), frozenset({"t1.t", "t2.t"})}


def test_mother_and_daughter_do_not_change_places() -> None:
    """Each is named in one telling only; who is whose parent decides."""
    one = told(
        "t1",
        "[[m|A potter]] teaches [[d|[[m|her]] daughter]].",
        {"m": {"name": "a potter", "gender": "f"}, "d": {"name": "her daughter", "gender": "f"}},
        relations=[("parent_of", "m", "d")],
    )
    other = told(
        "t2",
        "[[d|Consuelo]] learns from [[m|Ilse]].",
        {"d": {"name": "Consuelo", "gender": "f"}, "m": {"name": "Ilse", "gender": "f"}},
        relations=[("parent_of", "m", "d")],
    )
    assert frozenset({"t1.m", "t2.d"}) not in together(one, other)


def test_the_founding_tellings_are_aligned_as_people_do(founding_readings: list[Story]) -> None:
    """Of the pairs of characters that the annotation calls one, nearly all are found, and hardly any other."""
    found = {frozenset(p) for one in together(*founding_readings) for p in _pairs(one)}
    meant: dict[str, set[str]] = {}
    for reading in founding_readings:
        for c in reading.characters:
            meant.setdefault(c.id, set()).add(f"{reading.tellings[0].id}.{c.id}")
    wanted = {frozenset(p) for one in meant.values() for p in _pairs(frozenset(one))}
    both = len(found & wanted)
    assert 2 * both / (len(found) + len(wanted)) >= 0.85


def _pairs(one: frozenset[str]) -> list[tuple[str, str]]:
    return [(x, y) for x in one for y in one if x < y]
