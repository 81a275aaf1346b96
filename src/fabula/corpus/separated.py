"""CSV of any dialect, with broken quotes.

One quotation mark too many makes a plain CSV reader swallow everything up to the next one, or the rest of the file.
This reader takes a record to be as many lines as it needs to close its quotes, up to a limit; if the record then does
not have the header's columns, only its first line is given up, and reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

__all__ = ["Rows", "dialect_of"]

_LINES = 400  # lines that one record may span
_LENGTH = 5_000_000  # and code points
_DELIMITERS = (",", ";", "\t", "|")


class _Dialect(csv.Dialect):
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    strict = True
    skipinitialspace = False


def dialect_of(sample: list[str], *, tabs: bool = False) -> type[csv.Dialect]:
    """The dialect in which most records of the sample have as many columns as its first line.

    Of equally good dialects the one with more columns is taken, then the commoner one: comma, double quotes.
    """
    best: tuple[float, int, int] = (-1.0, 0, 0)
    found: type[csv.Dialect] = csv.excel
    rank = 0
    for delimiter in ("\t", *_DELIMITERS) if tabs else _DELIMITERS:
        for quote in ('"', "'"):
            for escape in (None, "\\"):
                rank -= 1
                # `type` is the way to make a class whose body depends on variables
                values: dict[str, Any] = {"delimiter": delimiter, "quotechar": quote, "escapechar": escape}
                candidate = type("Found", (_Dialect,), {**values, "doublequote": escape is None})
                rows = [row for _, row in _Records(deque(sample), iter(()), candidate) if isinstance(row, list)]
                widths = Counter(len(row) for row in rows)
                if not rows or len(rows[0]) < 2:
                    continue
                share = widths[len(rows[0])] / len(rows) - (1 - len(rows) / len(sample)) * 0.01
                score = (round(share, 2), len(rows[0]), rank)
                if score > best:
                    best, found = score, candidate
    return (
        found if best[0] >= 0 else type("Found", (_Dialect,), {"delimiter": ",", "quotechar": '"', "doublequote": True})
    )


class Rows:
    """The records of a CSV file by column name, each with the number of its first line; a string says what is wrong."""

    def __init__(self, lines: Iterator[str | None], *, tabs: bool = False) -> None:
        self._lines = lines
        self._tabs = tabs

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | str]]:
        csv.field_size_limit(_LENGTH * 2)
        ahead: deque[str | None] = deque(islice(self._lines, 200))
        dialect = dialect_of([line for line in ahead if line and line.strip()][:60], tabs=self._tabs)
        names: list[str] = []
        records = _Records(ahead, self._lines, dialect)
        for number, row in records:
            if isinstance(row, str):
                yield number, row
            elif not names:
                names = [name.strip() or f"column {n}" for n, name in enumerate(row, 1)]
                records.width = len(names)
            else:
                yield number, dict(zip(names, row, strict=True))


class _Records:
    """Rows of cells, each with the number of its first line; where ``width`` is set, only rows of so many cells."""

    def __init__(self, ahead: deque[Any], lines: Iterator[str | None], dialect: type[csv.Dialect]) -> None:
        self._ahead, self._lines, self._dialect = ahead, lines, dialect
        self.width: int | None = None

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        number, ahead, dialect = 1, self._ahead, self._dialect
        while True:
            if not ahead:
                ahead.extend(islice(self._lines, 1))
            if not ahead:
                return
            first = ahead[0]
            if first is None or not first.strip():
                ahead.popleft()
                if first is None:
                    yield number, "The line is too long."
                number += 1
                continue
            row, took = _cells([first], dialect), 1
            if row is None:
                took = _closing(ahead, self._lines, dialect.quotechar or '"', dialect.escapechar)
                row = _cells([ahead[i] for i in range(took)], dialect) if took else None
            if row is not None and self.width in {None, len(row)}:
                yield number, row
            else:
                if row is None:
                    yield number, "A quotation mark in this line is not closed, or stands where none may stand."
                else:
                    yield number, f"The record has {len(row)} columns, but the header has {self.width}."
                took = 1
            for _ in range(took):
                ahead.popleft()
            number += took


def _closing(ahead: deque[Any], lines: Iterator[str | None], quote: str, escape: str | None) -> int:
    """How many of the lines ahead it takes until every quotation mark has its partner; 0 where none of them does."""
    odd, length = 0, 0
    for took in range(_LINES):
        if took == len(ahead):
            ahead.extend(islice(lines, 1))
        if took == len(ahead) or ahead[took] is None or length > _LENGTH:
            return 0
        line = ahead[took]
        odd ^= (line.count(quote) - (line.count(escape + quote) if escape else 0)) & 1
        length += len(line)
        if not odd and took:
            return took + 1
    return 0


def _cells(lines: list[str], dialect: type[csv.Dialect]) -> list[str] | None:
    # NUL bytes end a line for some versions of the csv module; they mean nothing in a text.
    try:
        rows = list(csv.reader((line.replace("\x00", "") for line in lines), dialect))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
