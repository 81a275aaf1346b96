"""What is worked out from the rows of stories, so that questions about them are answered soon.

``deeds`` says who does what to whom in one row, so that a type of events, an agent and a patient are found by one look
into one index; ``standings`` says by which words for what people are to others (boss, sister) a character is found.
Each is filled by statements that read only rows of one table with numbers above ``:after``.
"""

from __future__ import annotations

from collections.abc import Iterable

from fabula.story.ontology import EventType

__all__ = ["FILLS", "MUTUAL", "STANDINGS", "TABLES", "WHOLE"]

# Words for people that a relation makes true of them, whatever a telling calls them: the relation, and the side.
# Those that no relation of the closed list settles ("girl", "detective") are found by what the tellings call them.
_STANDINGS = (
    ("boss superior chief employer commander leader", "", [("superior_of", "a")]),
    ("employee subordinate underling henchman", "", [("superior_of", "b")]),
    ("parent", "", [("parent_of", "a")]),
    ("father", "m", [("parent_of", "a")]),
    ("mother", "f", [("parent_of", "a")]),
    ("child", "", [("parent_of", "b")]),
    ("son", "m", [("parent_of", "b")]),
    ("daughter", "f", [("parent_of", "b")]),
    ("sibling", "", [("sibling_of", "a"), ("sibling_of", "b")]),
    ("brother", "m", [("sibling_of", "a"), ("sibling_of", "b")]),
    ("sister", "f", [("sibling_of", "a"), ("sibling_of", "b")]),
    ("spouse", "", [("spouse_of", "a"), ("spouse_of", "b")]),
    ("husband", "m", [("spouse_of", "a"), ("spouse_of", "b")]),
    ("wife", "f", [("spouse_of", "a"), ("spouse_of", "b")]),
    ("lover", "", [("partner_of", "a"), ("partner_of", "b")]),
    ("guardian", "", [("guardian_of", "a")]),
    ("ward", "", [("guardian_of", "b")]),
    ("friend", "", [("friend_of", "a"), ("friend_of", "b")]),
    ("colleague", "", [("colleague_of", "a"), ("colleague_of", "b")]),
    ("enemy rival", "", [("enemy_of", "a"), ("enemy_of", "b")]),
    ("servant", "", [("serves", "a")]),
    ("master", "", [("serves", "b"), ("superior_of", "a")]),
)
STANDINGS = {
    word: tuple((relation, side, gender) for relation, side in pairs)
    for words, gender, pairs in _STANDINGS
    for word in words.split()
}
"""The words, folded, by which characters are found for what they are to others as well as for what they are called: the
relations, the sides of them, and the gender it takes, if any."""

MUTUAL = frozenset(e.value for e in EventType if e.mutual)
"""The types of events whose parties stand side by side."""

TABLES = """
CREATE TABLE deeds (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    type TEXT NOT NULL,
    agent_id INTEGER,
    patient_id INTEGER
);
CREATE INDEX deeds_event ON deeds (event_id);
CREATE INDEX deeds_agent ON deeds (type, agent_id, patient_id);
CREATE INDEX deeds_patient ON deeds (type, patient_id, agent_id);
CREATE TABLE standings (
    word TEXT NOT NULL,
    character_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    PRIMARY KEY (word, character_id)
) WITHOUT ROWID;
CREATE INDEX standings_character ON standings (character_id);
"""


def _values(rows: Iterable[Iterable[str]]) -> str:
    return ", ".join("(" + ", ".join(f"'{value}'" for value in row) + ")" for row in rows)


_MUTUAL = ", ".join(f"'{type}'" for type in sorted(MUTUAL))
_SENSES = _values(
    (word, gender, relation, side) for word, senses in STANDINGS.items() for relation, side, gender in senses
)


def _plays(role: str, *, acts: bool) -> str:
    """Whether a row of ``roles`` is somebody who does it, or to whom it is done: in a mutual event all do both."""
    types = "= 'agent'" if acts else "IN ('patient', 'recipient')"
    either = f"e.type IN ({_MUTUAL}) AND {role}.type IN ('agent', 'patient', 'recipient')"
    return f"{role}.event_id = e.id AND {role}.character_id IS NOT NULL AND ({role}.type {types} OR {either})"


# One row for each two of whom one does it to the other, and one for who does it to nobody or to whom nobody does it.
_DEEDS = f"""
SELECT e.story_id, e.id AS event_id, e.type, a.character_id AS agent_id, b.character_id AS patient_id
FROM events e CROSS JOIN roles a ON {_plays("a", acts=True)}
LEFT JOIN roles b ON {_plays("b", acts=False)} AND b.number <> a.number WHERE e.id > :after
UNION ALL
SELECT e.story_id, e.id, e.type, NULL, b.character_id
FROM events e CROSS JOIN roles b ON {_plays("b", acts=False)}
WHERE e.id > :after AND NOT EXISTS (SELECT 1 FROM roles a WHERE {_plays("a", acts=True)} AND a.number <> b.number)"""
_RELATED = f"""
WITH senses(word, gender, relation, side) AS (VALUES {_SENSES})
SELECT w.word, c.id AS character_id FROM relations r CROSS JOIN senses w ON w.relation = r.type
CROSS JOIN characters c ON c.id = CASE w.side WHEN 'a' THEN r.a_id ELSE r.b_id END
WHERE r.id > :after AND (w.gender = '' OR c.gender IN (w.gender, 'unknown'))"""
_CALLED = f"""
WITH senses(word) AS (VALUES {_values([word] for word in STANDINGS)})
SELECT w.word, n.character_id FROM senses w CROSS JOIN name_index i ON i.folded MATCH w.word
CROSS JOIN names n ON n.id = i.rowid WHERE i.rowid > :after"""

FILLS: tuple[tuple[str, str], ...] = (
    ("events", f"INSERT INTO deeds (story_id, event_id, type, agent_id, patient_id) {_DEEDS};"),
    ("relations", f"INSERT OR IGNORE INTO standings {_RELATED};"),
    ("names", f"INSERT OR IGNORE INTO standings {_CALLED};"),
)
"""What is to be done, in order, when rows were added to a table and its full-text index: the table, and the statement,
whose parameter ``after`` is the highest number of the rows that were there before."""

WHOLE: tuple[tuple[str, str, str], ...] = (
    ("deeds", "story_id, event_id, type, agent_id, patient_id", _DEEDS),
    ("standings", "word, character_id", f"SELECT * FROM ({_RELATED}) UNION SELECT * FROM ({_CALLED})"),
)
"""What each of the tables is to hold: the table, its columns, and the rows, where 0 is given for ``after``."""
