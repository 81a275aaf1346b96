"""The short form in which further tellings are annotated."""

from __future__ import annotations

import pytest

from training.annotate import Fault, read, warnings

TEXT = "Oda hides his letter.\n\nTran has him drowned."
DOC = {"id": "x", "text": TEXT, "sentences": [[0, 21], [23, 44]]}
RAW = """
1 [[oda|Oda]] hides [[oda|his]] letter.
2 [[tran|Tran]] has [[oda|him]] drowned.
== characters
oda | Oda | person m | ferryman, dead
tran | Tran | person unknown | unknown
== protagonists
oda
== relations
enemy_of oda tran 2
== events
1 hide hides | oda > | #hides
2 order has | tran >
2 kill drowned | > oda | earlier #drowned
== deaths
oda | tran | murder | certain | 2
== causes
#hides > #drowned
"""


def test_the_short_form_says_what_storybench_says() -> None:
    """The text comes back to the letter, its line breaks too; what is left out is actual and now."""
    annotation = read(DOC, RAW)
    assert annotation["markup"].startswith("[[oda|Oda]] hides [[oda|his]] letter.\n\n[[tran|Tran]]")
    assert annotation["characters"]["oda"]["occupations"] == ["ferryman"]
    hides, _, drowned = annotation["events"]
    assert (hides["agents"], hides["modality"], hides["when"]) == (["oda"], "actual", "now")
    assert (drowned["patients"], drowned["when"]) == (["oda"], "earlier")
    assert annotation["causes"] == [{"cause": 0, "effect": 2, "sentence": 2}]
    assert annotation["deaths"][0]["killers"] == ["tran"]
    assert list(warnings(DOC, annotation)) == []


def test_what_is_forgotten_is_warned_of() -> None:
    """A pronoun without a mark, and a fate that the deaths do not bear out."""
    found = list(warnings(DOC, read(DOC, RAW.replace("[[oda|his]]", "his").replace(", dead", ", alive"))))
    assert [w.split(":")[0] for w in found] == ["sentence 1", "oda"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("letter.", "Letter.", "sentence 1 reads"),
        ("[[oda|him]]", "[[oda|him", "sentence 2"),
        ("1 [[oda|Oda]]", "7 [[oda|Oda]]", "no sentence of that number"),
        ("== deaths", "== dead", "unknown section"),
        ("| certain |", "| sure |", "faked"),
        ("1 hide hides", "hides", "an event reads"),
        ("earlier #drowned", "before #drowned", "neither a modality"),
        ("#hides > #drowned", "#hidden > #drowned", "a link reads"),
        ("enemy_of oda tran 2", "enemy_of oda tran", "cannot read"),
    ],
)
def test_a_fault_is_named(old: str, new: str, says: str) -> None:
    """What cannot be read is said, with its line, and nothing is written."""
    with pytest.raises(Fault, match=says):
        read(DOC, RAW.replace(old, new))
