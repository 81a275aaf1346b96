"""Who dies, by whose hand, how, and how sure."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.models.features import Spans
from fabula.reading.fates import find_fates
from fabula.reading.layers import Cast, Ends, Events, Mentions, Relations, Syntax
from fabula.reading.segment import Words, segment
from fabula.story.cast import Character, Mention
from fabula.story.claims import Death, Event, Role
from fabula.story.ontology import Certainty, EventType, Fate, Form, Manner, Modality, RoleType
from fabula.story.text import Span, Telling

LIKELIEST_KILLING = np.array([0.2, 0.5, 0.1, 0.05, 0.05, 0.05, 0.05], np.float32)


def dies(
    text: str,
    cast: dict[str, list[str]],
    events: list[tuple[EventType, str, str, str, Modality]] | None = None,
    heads: dict[str, tuple[str, str, str]] | None = None,
    likely: float = 0.5,
    killer: tuple[str, str] | None = None,
) -> dict[str, Death]:
    """The deaths of a telling, by the victim's name.

    ``cast`` are the words of each character's mentions; an event is its type, trigger, agent, patient and modality;
    ``heads`` give the head, relation and tag of a word, where they matter. ``likely`` is how probably everybody is dead
    at the end; ``killer`` kills whom by all that is said of the two.
    """
    words = segment(text)
    strings = words.strings()
    found = sorted((*_place(strings, mention), name) for name, mentions in cast.items() for mention in mentions)
    spans = [(first, end) for first, end, _ in found]
    numbers = {name: f"c{k}" for k, name in enumerate(dict.fromkeys(name for *_, name in found), start=1)}
    mentions = Mentions(
        Spans(strings, words.sentences, spans),
        tuple(Form.NOUN for _ in spans),
        tuple(None for _ in spans),
        np.ones(len(spans), np.float32),
        np.zeros((len(spans), 1), np.float32),
        np.zeros((len(words), 1), np.float32),
    )
    said = tuple(
        Mention(words.span("t", a, b), (numbers[name],)) for (a, b), (*_, name) in zip(spans, found, strict=True)
    )
    people = tuple(Character(id=id, name=name, evidence=(Span("t", 0, 1),)) for name, id in numbers.items())
    told, at = [], []
    for type, trigger, agent, patient, modality in events or []:
        at.append(strings.index(trigger))
        roles = [Role(type=RoleType.AGENT, character=numbers[agent])] if agent else []
        roles += [Role(type=RoleType.PATIENT, character=numbers[patient])] if patient else []
        sentence = words.sentence_of(at[-1])
        told.append(
            Event(
                id=f"e{len(at)}", type=type, predicate=trigger, triggers=(words.span("t", at[-1], at[-1] + 1),),
                roles=tuple(roles), modality=modality, evidence=(words.span("t", *sentence),), confidence=0.9,
            )
        )  # fmt: skip
    layer = Events(tuple(told), np.array(at, dtype=np.int64), np.tile(LIKELIEST_KILLING, (len(at), 1)))
    evenly = dict.fromkeys(numbers.values(), (1 / len(Manner),) * len(Manner))
    shown = {id: next(k for k, m in enumerate(said) if id in m.characters) for id in numbers.values()}
    ends = Ends(dict.fromkeys(numbers.values(), likely), evenly, shown)
    pairs = {(numbers[killer[0]], numbers[killer[1]]): Span("t", 0, len(text))} if killer else {}
    fates = find_fates(
        Telling("t", text), words, _syntax(words, heads or {}), mentions, Cast(people, said), ends,
        Relations((), pairs), layer,
    )  # fmt: skip
    names = {id: name for name, id in numbers.items()}
    dead = {c.name for c in fates.characters if c.fate is Fate.DEAD}
    assert dead == {names[d.victim] for d in fates.deaths if d.certainty is Certainty.CERTAIN}
    return {names[d.victim]: d for d in fates.deaths}


def _place(strings: list[str], mention: str) -> tuple[int, int]:
    wanted = segment(mention).strings()
    first = next(i for i in range(len(strings)) if strings[i : i + len(wanted)] == wanted)
    return first, first + len(wanted)


LEMMAS = {"killed": "kill", "kills": "kill", "dies": "die", "stabs": "stab", "murdered": "murder", "drowns": "drown",
          "fakes": "fake", "believed": "believe", "executed": "execute"}  # fmt: skip


def _syntax(words: Words, heads: dict[str, tuple[str, str, str]]) -> Syntax:
    strings = words.strings()
    made = [heads.get(w, (w, "dep", "X")) for w in strings]
    return Syntax(
        upos=tuple("NOUN" if tag.startswith("NN") else "X" for *_, tag in made),
        xpos=tuple(tag for *_, tag in made),
        lemmas=tuple(LEMMAS.get(w, w) for w in strings),
        heads=tuple(strings.index(head) for head, *_ in made),
        deprels=tuple(rel for _, rel, _ in made),
    )


NOUNS = {"funeral": ("funeral", "nsubj", "NN"), "grave": ("grave", "obj", "NN"), "of": ("judge", "case", "IN")}
ACTUAL, HYPOTHETICAL = Modality.ACTUAL, Modality.HYPOTHETICAL
TWO = {"Luc": ["Luc"], "Ines": ["Ines"]}


def test_a_killing_names_its_killer() -> None:
    """Who kills is the killer; the reader's manner holds where it is possible."""
    death = dies("Luc kills Ines.", TWO, [(EventType.KILL, "kills", "Luc", "Ines", ACTUAL)])["Ines"]
    assert (death.killers, death.manner, death.certainty) == (("c1",), Manner.KILLING, Certainty.CERTAIN)


@pytest.mark.parametrize(
    ("text", "type", "trigger", "manner"),
    [
        ("Ines is murdered.", EventType.KILL, "murdered", Manner.MURDER),
        ("Ines is executed.", EventType.KILL, "executed", Manner.EXECUTION),
        ("Ines drowns.", EventType.DIE, "drowns", Manner.ACCIDENT),
        ("Ines dies of cancer.", EventType.DIE, "dies", Manner.NATURAL),
    ],
)
def test_words_say_how(text: str, type: EventType, trigger: str, manner: Manner) -> None:
    """What the words mean goes before what the reader guesses."""
    assert dies(text, {"Ines": ["Ines"]}, [(type, trigger, "", "Ines", ACTUAL)])["Ines"].manner == manner


def test_who_did_not_mean_it_kills_by_accident() -> None:
    """Somebody may kill and yet not murder."""
    death = dies("Luc accidentally kills Ines.", TWO, [(EventType.KILL, "kills", "Luc", "Ines", ACTUAL)])["Ines"]
    assert (death.killers, death.manner) == (("c1",), Manner.ACCIDENT)


def test_a_dying_man_dies_alone() -> None:
    """Who is called dying dies, and not who else the reader takes for a party to it."""
    heads = {"dying": ("Luc", "amod", "VBG")}
    cast = {"Luc": ["the dying Luc"], "Ines": ["Ines"]}
    assert set(dies("Ines hears the dying Luc.", cast, [(EventType.DIE, "dying", "", "Ines", ACTUAL)], heads)) == {
        "Luc"
    }


def test_who_kills_herself_has_no_killer() -> None:
    """Agent and patient in one: by own hand."""
    death = dies("Ines kills herself.", {"Ines": ["Ines"]}, [(EventType.KILL, "kills", "Ines", "Ines", ACTUAL)])["Ines"]
    assert (death.killers, death.manner) == ((), Manner.SUICIDE)


@pytest.mark.parametrize(("between", "killers"), [("Rain falls.", ("c1",)), ("Rain falls. " * 5, ())])
def test_who_wounds_has_killed_if_death_follows(between: str, killers: tuple[str, ...]) -> None:
    """A wound shortly before a death is its cause; one long before is not."""
    events = [(EventType.ATTACK, "stabs", "Luc", "Ines", ACTUAL), (EventType.DIE, "dies", "", "Ines", ACTUAL)]
    assert dies(f"Luc stabs Ines. {between} She dies.", TWO, events)["Ines"].killers == killers


@pytest.mark.parametrize(
    ("text", "certainty"),
    [("Ines is believed killed.", Certainty.PRESUMED), ("Luc fakes that Ines is killed.", Certainty.FAKED)],
)
def test_what_only_seems_is_not_certain(text: str, certainty: Certainty) -> None:
    """A believed or staged death is told as such, and its victim is not dead."""
    death = dies(text, {"Ines": ["Ines"]}, [(EventType.KILL, "killed", "", "Ines", HYPOTHETICAL)])["Ines"]
    assert death.certainty is certainty


def test_a_possible_death_is_none() -> None:
    """What might happen has killed nobody."""
    assert (
        dies("Ines might be killed.", {"Ines": ["Ines"]}, [(EventType.KILL, "killed", "", "Ines", HYPOTHETICAL)]) == {}
    )


@pytest.mark.parametrize(
    ("text", "mention", "heads"),
    [
        ("He misses his late wife.", "his late wife", {"late": ("wife", "amod", "JJ")}),
        (
            "The judge's funeral is short.",
            "The judge's",
            {"judge": ("funeral", "nmod", "NN"), "'s": ("judge", "case", "POS")} | NOUNS,
        ),
        ("They see the grave of the judge.", "the judge", {"judge": ("grave", "nmod", "NN")} | NOUNS),
    ],
)
def test_the_dead_are_known_by_what_is_said_of_them(
    text: str, mention: str, heads: dict[str, tuple[str, str, str]]
) -> None:
    """Nothing tells the death, and yet it is told; how it came is unknown."""
    death = dies(text, {"victim": [mention]}, heads=heads)["victim"]
    assert (death.manner, death.event) == (Manner.UNKNOWN, None)


def test_who_digs_his_own_grave_lives() -> None:
    """A grave of one's own is no death; nor is the child of a dead sister dead."""
    own = {"his": ("grave", "nmod", "PRP$"), "own": ("grave", "amod", "JJ"), "grave": ("grave", "obj", "NN")}
    assert dies("He digs his own grave.", {"victim": ["his"]}, heads=own) == {}
    child = {"dead": ("child", "amod", "JJ"), "sister": ("child", "nmod", "NN"), "child": ("child", "obj", "NN")}
    assert dies("He feeds his dead sister's child.", {"victim": ["his dead sister's child"]}, heads=child) == {}


def test_who_lives_to_the_end_has_not_died() -> None:
    """All that is said of somebody outweighs one word that seems to tell a death."""
    told = [(EventType.KILL, "kills", "Luc", "Ines", ACTUAL)]
    assert dies("Luc kills Ines.", TWO, told, likely=0.05) == {}


def test_a_death_may_be_told_by_no_event() -> None:
    """Who is surely dead has died; the sentence that shows it best says so, and who did it, if that is said."""
    death = dies("Luc is over Ines, who moves no more.", TWO, likely=0.95, killer=("Luc", "Ines"))["Ines"]
    assert (death.killers, death.event, death.evidence[0].start) == (("c1",), None, 0)


def test_who_kills_may_be_said_apart_from_the_killing() -> None:
    """ "Is killed" names nobody; the two together do."""
    told = [(EventType.KILL, "killed", "", "Ines", ACTUAL)]
    death = dies("Ines is killed by the hand of Luc.", TWO, told, killer=("Luc", "Ines"))["Ines"]
    assert death.killers == ("c2",)


@pytest.mark.parametrize(("text", "trigger"), [("Ines dies of cancer.", "dies"), ("Ines commits suicide.", "suicide")])
def test_who_dies_alone_has_no_killer(text: str, trigger: str) -> None:
    """What the words say goes before what all that is said of two characters makes likely."""
    told = [(EventType.DIE, trigger, "", "Ines", ACTUAL)]
    assert dies(f"{text} Luc weeps.", TWO, told, killer=("Luc", "Ines"))["Ines"].killers == ()


def test_who_is_killed_does_not_die_by_own_hand_too() -> None:
    """A killing that names its killer outweighs a dying whose victim is taken for its doer."""
    told = [(EventType.KILL, "kills", "Luc", "Ines", ACTUAL), (EventType.DIE, "dies", "Ines", "Ines", ACTUAL)]
    death = dies("Luc kills Ines. She dies.", TWO, told)["Ines"]
    assert (death.killers, death.manner) == (("c1",), Manner.KILLING)


def test_a_rejected_death_may_still_seem_one() -> None:
    """Who lives has not died where an event says so; where it is said to be faked, that stays."""
    told = [(EventType.KILL, "killed", "", "Ines", HYPOTHETICAL), (EventType.KILL, "kills", "Luc", "Ines", ACTUAL)]
    deaths = dies("Luc fakes that Ines is killed. Luc kills Ines.", TWO, told, likely=0.1)
    assert deaths["Ines"].certainty is Certainty.FAKED


@pytest.mark.parametrize("modality", [Modality.PLANNED, Modality.ATTEMPTED, Modality.HYPOTHETICAL])
def test_a_death_that_is_but_planned_is_none(modality: Modality) -> None:
    """However much is said of death: Oda is ordered to kill the widow, and nobody tells that he does."""
    cast = {"Oda": ["Oda"], "the widow": ["the widow"]}
    told = [(EventType.KILL, "killing", "Oda", "the widow", modality)]
    assert "the widow" not in dies("Oda has the job of killing the widow.", cast, told, likely=0.99)


def test_who_decides_to_die_and_is_surely_dead_has_died() -> None:
    """A death of one's own is not taken back by being planned first; nor is a killing that somebody denies."""
    cast = {"Oda": ["Oda", "her body"]}
    told = [(EventType.DIE, "end", "Oda", "Oda", Modality.PLANNED)]
    assert "Oda" in dies("Oda decides to end it all. Luc holds her body.", cast, told, likely=0.99)
    denied = [(EventType.KILL, "kill", "", "Oda", Modality.NEGATED)]
    assert "Oda" in dies("Nobody did kill Oda. Luc holds her body.", cast, denied, likely=0.99)
