"""Who takes part, as the tree shows."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.models.features import Spans
from fabula.reading.events import deadly
from fabula.reading.layers import Cast, Mentions, Syntax
from fabula.reading.partners import Partners
from fabula.reading.segment import Words, segment
from fabula.story.cast import Mention
from fabula.story.claims import Role
from fabula.story.ontology import EventType, Form, RoleType

Tree = list[tuple[str, int, str, str]]
"""Of each word its text, the number of its head, its relation and its tag."""

ROW: Tree = [
    ("Bela", 2, "nsubj", "PROPN"), ("has", 2, "aux", "AUX"), ("shot", 2, "root", "VERB"), ("Ivo", 2, "obj", "PROPN"),
    (",", 5, "punct", "PUNCT"), ("Mara", 3, "conj", "PROPN"), ("and", 7, "cc", "CCONJ"), ("Timo", 3, "conj", "PROPN"),
]  # fmt: skip
DEATH: Tree = [
    ("After", 2, "case", "ADP"), ("the", 2, "det", "DET"), ("death", 8, "obl", "NOUN"), ("of", 5, "case", "ADP"),
    ("the", 5, "det", "DET"), ("king", 2, "nmod", "NOUN"), (",", 8, "punct", "PUNCT"), ("Mara", 8, "nsubj", "PROPN"),
    ("leaves", 8, "root", "VERB"),
]  # fmt: skip
MURDER: Tree = [
    ("Ivo", 2, "nmod", "PROPN"), ("'s", 0, "case", "PART"), ("murder", 3, "nsubj", "NOUN"),
    ("shakes", 3, "root", "VERB"), ("Mara", 3, "obj", "PROPN"),
]  # fmt: skip
KILLED: Tree = [
    ("Ivo", 2, "nsubj", "PROPN"), ("is", 2, "aux", "AUX"), ("killed", 2, "root", "VERB"), ("by", 4, "case", "ADP"),
    ("Mara", 2, "obl", "PROPN"),
]  # fmt: skip
PEOPLE = {"Bela", "Ivo", "Mara", "Timo", "king"}


def parsed(tree: Tree) -> tuple[Words, Syntax]:
    """The words and the tree."""
    words = segment(" ".join(word for word, *_ in tree))
    lemmas = {"is": "be", "has": "have"}
    return words, Syntax(
        tuple(tag for *_, tag in tree),
        tuple("X" for _ in tree),
        tuple(lemmas.get(word, word) for word, *_ in tree),
        tuple(head for _, head, *_ in tree),
        tuple(relation for *_, relation, _ in tree),
    )


def takes_part(tree: Tree, type: EventType, trigger: str, known: dict[str, RoleType]) -> set[tuple[RoleType, str]]:
    """Who takes part, where the head for agents and patients has ``known``; each is called by his word."""
    words, syntax = parsed(tree)
    strings = words.strings()
    spans = [(i, i + 1) for i, word in enumerate(strings) if word in PEOPLE]
    mentions = Mentions(
        Spans(strings, words.sentences, spans), (Form.NAME,) * len(spans), (None,) * len(spans),
        np.ones(len(spans), np.float32), np.zeros((len(spans), 1), np.float32), np.zeros((len(words), 1), np.float32),
    )  # fmt: skip
    said = {strings[a]: Mention(words.span("t", a, b), (strings[a],)) for a, b in spans}
    roles = tuple(Role(type=part, character=who, evidence=(said[who].span,)) for who, part in known.items())
    partners = Partners(words, syntax, mentions, Cast((), tuple(said.values())))
    found = partners.with_partners(type, strings.index(trigger), roles)
    assert all(words.text[r.evidence[0].start : r.evidence[0].end] == r.character for r in found)
    return {(r.type, str(r.character)) for r in found}


AGENT, PATIENT = RoleType.AGENT, RoleType.PATIENT


def test_whom_and_joins_share_a_part() -> None:
    """All three are shot where one is, and Bela shoots them."""
    known = {"Bela": AGENT, "Mara": PATIENT}
    shot = {(AGENT, "Bela"), *((PATIENT, who) for who in ("Ivo", "Mara", "Timo"))}
    assert takes_part(ROW, EventType.ATTACK, "shot", known) == shot


def test_nobody_plays_two_parts_for_standing_in_a_row() -> None:
    """Mara is known to shoot: no row makes a victim of her."""
    known = {"Mara": AGENT, "Ivo": PATIENT}
    assert (PATIENT, "Mara") not in takes_part(ROW, EventType.ATTACK, "shot", known)


@pytest.mark.parametrize(
    ("tree", "type", "trigger", "known", "victims"),
    [
        (DEATH, EventType.DIE, "death", {}, {"king"}),
        (KILLED, EventType.KILL, "killed", {"Mara": AGENT}, {"Ivo"}),
        (KILLED, EventType.KILL, "killed", {"Ivo": AGENT}, set()),
        (MURDER, EventType.KILL, "murder", {}, set()),
        (DEATH, EventType.MOURN, "death", {}, set()),
    ],
)
def test_who_dies_hangs_on_the_word_that_tells_it(
    tree: Tree, type: EventType, trigger: str, known: dict[str, RoleType], victims: set[str]
) -> None:
    """Of a death that names no victim the tree does, if it can mean no doer."""
    found = takes_part(tree, type, trigger, known)
    assert {who for part, who in found if part is PATIENT} == victims


SHOT: Tree = [
    ("Bela", 1, "nsubj", "PROPN"), ("shoots", 1, "root", "VERB"), ("him", 1, "obj", "PRON"),
    ("dead", 1, "xcomp", "ADJ"),
]  # fmt: skip
STABBED: Tree = [
    ("Bela", 2, "nsubj", "PROPN"), ("fatally", 2, "advmod", "ADV"), ("stabs", 2, "root", "VERB"),
    ("him", 2, "obj", "PRON"),
]  # fmt: skip
BEATEN: Tree = [
    ("He", 1, "nsubj", "PRON"), ("beats", 1, "root", "VERB"), ("him", 1, "obj", "PRON"), ("to", 4, "case", "ADP"),
    ("death", 1, "obl", "NOUN"),
]  # fmt: skip
DEAD_BEFORE: Tree = [
    ("Bela", 1, "nsubj", "PROPN"), ("shoots", 1, "root", "VERB"), ("the", 4, "det", "DET"), ("dead", 4, "amod", "ADJ"),
    ("man", 1, "obj", "NOUN"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "kills"), [(SHOT, True), (STABBED, True), (BEATEN, True), (DEAD_BEFORE, False)])
def test_an_attack_may_be_said_to_be_deadly(tree: Tree, kills: bool) -> None:
    """By its adverb or its outcome, not by what its object is."""
    words, syntax = parsed(tree)
    (trigger,) = (i for i, (_, head, *_) in enumerate(tree) if head == i)
    assert deadly(words, syntax, trigger) is kills
