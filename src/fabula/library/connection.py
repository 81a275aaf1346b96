"""The library's file, open, and its transactions."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from fabula.library.schema import require_version

__all__ = ["Transaction", "opened"]

_WAIT = 30.0


class Transaction:
    """``BEGIN IMMEDIATE`` ... ``COMMIT``, or ``ROLLBACK`` when anything goes wrong inside.

    One inside another is a part of it: it ends with the outer one, and takes that back with it when it goes wrong.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._inner = connection.in_transaction

    def __enter__(self) -> None:
        if self._inner:
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            require_version(self._connection, self._path)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def __exit__(
        self, type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if type is None and not self._inner:
            self._connection.execute("COMMIT")
        elif type is not None and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def opened(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection to the file at ``path``, made if it is not there and ``write``; else it may only read.

    Raises ``sqlite3.Error`` where the file cannot be opened.
    """
    address = path.absolute().as_uri() + ("?mode=rwc" if write else "?mode=ro")
    try:
        return _connected(address, write=write)
    except sqlite3.OperationalError as error:
        if write or "unable to open" not in str(error):
            raise
        # In a folder that may not be written SQLite cannot make the files that readers share; nobody can be writing
        # there either, so the file may be read as it stands.
        return _connected(f"{path.absolute().as_uri()}?immutable=1", write=False)


def _connected(address: str, *, write: bool) -> sqlite3.Connection:
    # isolation_level=None: transactions begin and end where this module says so, never by themselves.
    connection = sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        else:
            connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
