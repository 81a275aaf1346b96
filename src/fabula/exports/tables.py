"""A story as tables: one row a claim, every column named and explained.

The same tables are what a batch writes as Parquet for many stories; ``story`` tells the stories apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["TABLES", "Column", "ColumnType", "Row", "Table"]

Row = dict[str, Any]


class ColumnType(StrEnum):
    """What a column holds; ``LIST`` is a list of strings."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, what it means."""

    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what one row is, its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]


_TYPES = {
    "": ColumnType.TEXT,
    "#": ColumnType.INTEGER,
    "%": ColumnType.NUMBER,
    "?": ColumnType.TRUTH,
    "*": ColumnType.LIST,
}


def _table(name: str, row: str, columns: str) -> Table:
    parts = [line.split(": ", 1) for line in columns.splitlines() if line]
    made = []
    for label, meaning in parts:
        mark = label[-1] if label[-1] in "#%?*" else ""
        made.append(Column(label.rstrip("#%?*"), _TYPES[mark], meaning))
    return Table(name, row, (Column("story", ColumnType.TEXT, "id of the story"), *made))


_EVIDENCE = """
telling: id of the telling that says it first
sentence#: number of that sentence, counted from 1
start#: where the words that say it begin, in code points of the telling
end#: where they end (not included)
words: those words
evidence*: all the places that say it, as telling:start:end
confidence%: between 0 and 1
"""

TABLES: tuple[Table, ...] = (
    _table(
        "tellings",
        "a telling",
        """
title: title of the story
telling: id of the telling
source: where the text came from
language: ISO 639-1 code
year#: year of the work, where the input gives one
metadata: the other fields of the input record, as a JSON object
sentences#: how many sentences
words#: how many words, split at white space
text: the whole text; all offsets count its code points
reader: model and version that read it
""",
    ),
    _table(
        "characters",
        "a character",
        """
character: id of the character, unique within the story
name: fullest name, or best description
named?: whether a telling gives a name
kind: person, group, animal or other
gender: f, m, n or unknown, as the text shows it
fate: dead, alive or unknown at the end
part: protagonist, antagonist or none
occupations*: what they do for a living
traits*: what they are like
performer: who plays them
aliases*: other names and descriptions
members*: ids of the characters a group is made of
mentions#: how many mentions refer to them
"""
        + _EVIDENCE,
    ),
    _table(
        "mentions",
        "a mention",
        """
telling: id of the telling
sentence#: number of the sentence, counted from 1
start#: where it begins, in code points of the telling
end#: where it ends (not included)
words: the words of the mention
form: name, noun or pronoun
characters*: ids of the characters it refers to
""",
    ),
    _table(
        "relations",
        "a relation",
        """
relation: id of the relation
type: its type; a is type b
a: id of the first character
a_name: their name
b: id of the second character
b_name: their name
"""
        + _EVIDENCE,
    ),
    _table(
        "events",
        "an event",
        """
event: id of the event
type: one of the event types
predicate: lemma of the word that tells it
trigger: that word as it stands in the text
trigger_start#: where it begins, in code points of the telling
trigger_end#: where it ends (not included)
told#: place in telling order, counted from 0
happens#: place in story order, counted from 0
agents*: ids of those who do it
agent_names*: their names
agent_genders*: their genders
patients*: ids of those to whom it is done
patient_names*: their names
patient_genders*: their genders
others*: ids of those who take part in any other role
places*: the words that say where
modality: actual, attempted, planned, negated or hypothetical
when: now, earlier or later than the moment the telling has reached
"""
        + _EVIDENCE,
    ),
    _table(
        "deaths",
        "a death",
        """
death: id of the death
victim: id of the character who dies
victim_name: their name
victim_gender: their gender
killers*: ids of those who are said to have done it
killer_names*: their names
killer_genders*: their genders
manner: murder, killing, accident, suicide, execution, natural or unknown
certainty: certain, presumed or faked
event: id of the event that tells it
"""
        + _EVIDENCE,
    ),
    _table(
        "causes",
        "a causal link",
        """
cause_id: id of the link
type: cause or motive
cause: id of the event that is the reason
cause_type: its type
effect: id of the event that follows from it
effect_type: its type
"""
        + _EVIDENCE,
    ),
    _table(
        "knowledge",
        "a piece of knowledge",
        """
knowledge: id of the claim
type: learns, tells, hides or deceived
holders*: ids of those who learn, tell, hide or are deceived
others*: ids of the other side
event: id of the event in which it happens
about: id of the event it is about
content*: the words that say what it is about
"""
        + _EVIDENCE,
    ),
    _table(
        "disagreements",
        "one side of a disagreement",
        """
disagreement: id of the disagreement
type: contradiction, detail or spelling
point: what differs
about*: ids of the characters or claims it concerns
side#: number of the side, counted from 1
value: what this side says
tellings*: ids of the tellings that say so
words*: the words that say so
evidence*: where they stand, as telling:start:end
""",
    ),
)
