"""What SQLite says when something goes wrong, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula.errors import LibraryError

__all__ = ["library_faults"]

# Parts of SQLite's messages, which have no codes of their own in Python before 3.11, and what each means here.
_MEANINGS = (
    ("readonly", "the library {path} cannot be written: the file or its folder is read-only."),
    ("disk is full", "the disk is full, so the library {path} could not be written; what was stored before is safe."),
    ("disk i/o error", "the disk reports an error at the library {path}: check the disk, then run `fabula check`."),
    ("not a database", "{path} is not a fabula library, or it is damaged: give another file, or restore a backup."),
    ("malformed", "the library {path} is damaged: restore a backup, or move it away and add its stories again."),
    ("corrupt", "the library {path} is damaged: restore a backup, or move it away and add its stories again."),
    ("locked", "another program is writing to the library {path}: try again when it has finished."),
    ("busy", "another program is writing to the library {path}: try again when it has finished."),
    ("unable to open", "the library {path} cannot be opened: check that the folder is there and may be written."),
    ("no such table", "the library {path} is of an older version, or damaged: run `fabula check --library {path}`."),
    ("interrupted", "the search in the library {path} was stopped before it ended."),
)


@contextmanager
def library_faults(path: Path | str) -> Iterator[None]:
    """Raise what SQLite raises inside as :class:`~fabula.errors.LibraryError`, naming the library at ``path``."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error).lower()
        meaning = next((text for sign, text in _MEANINGS if sign in said), None)
        message = meaning.format(path=path) if meaning else f"the library {path} cannot be used: {error}."
        raise LibraryError(message[0].upper() + message[1:]) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise LibraryError(f"The library {path} cannot be used: {reason[0].lower() + reason[1:]}.") from error
