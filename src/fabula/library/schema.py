"""The tables of a library, and how older files become newer ones.

Every table and column is described in ``docs/library.md``. A file's version is its ``PRAGMA user_version``; each entry
of ``MIGRATIONS`` takes a file from one version to the next, in one transaction of its own.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from fabula.errors import LibraryError
from fabula.library.derived import FILLS, TABLES

__all__ = ["APPLICATION_ID", "INDEXES", "LIBRARY_VERSION", "MIGRATIONS", "migrate", "require_version"]

APPLICATION_ID = 0x46616275  # "Fabu": tells a library from any other SQLite file

INDEXES = {
    "tellings": ("telling_index", "title, text"),
    "names": ("name_index", "folded"),
    "spellings": ("spelling_index", "word"),
}
"""The tables that have a full-text index, the index, and the columns it is over."""

_FIRST = """
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    reader TEXT NOT NULL,
    added TEXT NOT NULL,
    digest TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE tellings (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE story_tellings (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    name TEXT NOT NULL,
    telling_id INTEGER NOT NULL REFERENCES tellings,
    PRIMARY KEY (story_id, name)
) WITHOUT ROWID;
CREATE INDEX story_tellings_telling ON story_tellings (telling_id);
CREATE TABLE characters (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    name TEXT NOT NULL,
    named INTEGER NOT NULL,
    kind TEXT NOT NULL,
    gender TEXT NOT NULL,
    fate TEXT NOT NULL,
    part TEXT NOT NULL,
    confidence REAL NOT NULL
);
CREATE INDEX characters_story ON characters (story_id);
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    character_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL
);
CREATE INDEX names_character ON names (character_id);
CREATE TABLE relations (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    type TEXT NOT NULL,
    a_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    b_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    confidence REAL NOT NULL
);
CREATE INDEX relations_story ON relations (story_id);
CREATE INDEX relations_type ON relations (type);
CREATE INDEX relations_a ON relations (a_id);
CREATE INDEX relations_b ON relations (b_id);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    told INTEGER NOT NULL,
    happened INTEGER NOT NULL,
    type TEXT NOT NULL,
    predicate TEXT NOT NULL,
    modality TEXT NOT NULL,
    "when" TEXT NOT NULL,
    confidence REAL NOT NULL
);
CREATE INDEX events_story ON events (story_id);
CREATE INDEX events_type ON events (type, modality);
CREATE TABLE roles (
    event_id INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    number INTEGER NOT NULL,
    type TEXT NOT NULL,
    character_id INTEGER REFERENCES characters ON DELETE CASCADE,
    words TEXT NOT NULL,
    PRIMARY KEY (event_id, number)
) WITHOUT ROWID;
CREATE INDEX roles_character ON roles (character_id, type);
CREATE TABLE deaths (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    victim_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    manner TEXT NOT NULL,
    certainty TEXT NOT NULL,
    event_id INTEGER REFERENCES events ON DELETE CASCADE,
    confidence REAL NOT NULL
);
CREATE INDEX deaths_story ON deaths (story_id);
CREATE INDEX deaths_victim ON deaths (victim_id);
CREATE INDEX deaths_event ON deaths (event_id);
CREATE TABLE killers (
    death_id INTEGER NOT NULL REFERENCES deaths ON DELETE CASCADE,
    character_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    PRIMARY KEY (death_id, character_id)
) WITHOUT ROWID;
CREATE INDEX killers_character ON killers (character_id);
CREATE TABLE causes (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    type TEXT NOT NULL,
    cause_id INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    effect_id INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    confidence REAL NOT NULL
);
CREATE INDEX causes_story ON causes (story_id);
CREATE INDEX causes_cause ON causes (cause_id);
CREATE INDEX causes_effect ON causes (effect_id);
CREATE TABLE knowledge (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    local TEXT NOT NULL,
    type TEXT NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    about_id INTEGER REFERENCES events ON DELETE CASCADE,
    words TEXT NOT NULL,
    confidence REAL NOT NULL
);
CREATE INDEX knowledge_story ON knowledge (story_id);
CREATE INDEX knowledge_event ON knowledge (event_id);
CREATE INDEX knowledge_about ON knowledge (about_id);
CREATE TABLE knowers (
    knowledge_id INTEGER NOT NULL REFERENCES knowledge ON DELETE CASCADE,
    character_id INTEGER NOT NULL REFERENCES characters ON DELETE CASCADE,
    side TEXT NOT NULL,
    PRIMARY KEY (knowledge_id, character_id, side)
) WITHOUT ROWID;
CREATE INDEX knowers_character ON knowers (character_id);
CREATE TABLE evidence (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    claim TEXT NOT NULL,
    claim_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    telling_id INTEGER NOT NULL REFERENCES tellings,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (story_id, claim, claim_id, number)
) WITHOUT ROWID;
CREATE TABLE corrections (
    story_id INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
    number INTEGER NOT NULL,
    local TEXT NOT NULL,
    author TEXT NOT NULL,
    time TEXT NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    reason TEXT NOT NULL,
    undone INTEGER NOT NULL,
    PRIMARY KEY (story_id, number)
) WITHOUT ROWID;
CREATE TABLE vectors (
    story_id INTEGER PRIMARY KEY REFERENCES stories ON DELETE CASCADE,
    model TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE spellings (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE telling_index USING fts5(
    title, text, content='tellings', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER tellings_added AFTER INSERT ON tellings BEGIN
    INSERT INTO telling_index(rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER tellings_removed AFTER DELETE ON tellings BEGIN
    INSERT INTO telling_index(telling_index, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
CREATE VIRTUAL TABLE name_index USING fts5(
    folded, content='names', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER names_added AFTER INSERT ON names BEGIN
    INSERT INTO name_index(rowid, folded) VALUES (new.id, new.folded);
END;
CREATE TRIGGER names_removed AFTER DELETE ON names BEGIN
    INSERT INTO name_index(name_index, rowid, folded) VALUES ('delete', old.id, old.folded);
END;
CREATE VIRTUAL TABLE spelling_index USING fts5(word, content='spellings', content_rowid='id', tokenize="trigram");
CREATE TRIGGER spellings_added AFTER INSERT ON spellings BEGIN
    INSERT INTO spelling_index(rowid, word) VALUES (new.id, new.word);
END;
"""

# Row by row, as they come in, the indexes take seven times as long to fill as once for all that is added together:
# the writer of rows fills them.
_FILLED_AT_ONCE = """
DROP TRIGGER IF EXISTS tellings_added;
DROP TRIGGER IF EXISTS names_added;
DROP TRIGGER IF EXISTS spellings_added;
CREATE INDEX deaths_manner ON deaths (manner);
"""
_DERIVED = TABLES + "".join(f"{statement.replace(':after', '0')}\n" for _, statement in FILLS)

MIGRATIONS: tuple[str, ...] = (_FIRST, _FILLED_AT_ONCE + _DERIVED)
"""The scripts, oldest first: number N takes a file of version N to version N + 1."""

LIBRARY_VERSION = len(MIGRATIONS)

# The oldest version that can be read as it is. What later versions add are ways to find faster or write faster: a
# version that changes what `get`, `entries` or a backup need raises this.
_READABLE = 1


def migrate(connection: sqlite3.Connection, path: Path | str, *, write: bool) -> None:
    """Bring the file behind ``connection`` to the newest version; ``path`` names it in messages.

    Where ``write`` is false, a file of an older version is left as it is. Raises
    :class:`~fabula.errors.LibraryError` for a file that is no library, one of a newer version, and, where ``write`` is
    false, one that is too old to be read.
    """
    version = _version(connection, path)
    if version == LIBRARY_VERSION:
        return
    if not write:
        if version >= _READABLE:
            return
        raise LibraryError(
            f"The library {path} has the older version {version} and was opened for reading only: "
            f"`fabula check --library {path}` brings it up to date."
        )
    # Of several programs that open an old file at once, one migrates it and the others find it done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_version(connection, path), LIBRARY_VERSION):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # of some errors SQLite rolls back itself
            connection.execute("ROLLBACK")
        raise


def require_version(connection: sqlite3.Connection, path: Path | str) -> None:
    """Raise :class:`~fabula.errors.LibraryError` if another program has given the file another version meanwhile."""
    if _version(connection, path) != LIBRARY_VERSION:
        raise LibraryError(f"The library {path} has changed its version while it was open: open it again.")


def _version(connection: sqlite3.Connection, path: Path | str) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if mark != APPLICATION_ID and tables:
        raise LibraryError(f"{path} is an SQLite file of another program, not a fabula library: give another file.")
    if version > LIBRARY_VERSION:
        raise LibraryError(
            f"The library {path} has version {version}, and this fabula knows up to {LIBRARY_VERSION}: "
            "install a newer fabula."
        )
    return version


def _statements(script: str) -> list[str]:
    """The statements of a script: Python's executescript would commit the transaction around them."""
    found, lines = [], []
    for line in script.strip().splitlines():
        lines.append(line)
        statement = "\n".join(lines)
        if line.endswith(";") and sqlite3.complete_statement(statement):
            found.append(statement)
            lines = []
    return found
