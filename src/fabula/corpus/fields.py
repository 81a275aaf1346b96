"""Records (JSON, JSON Lines, CSV, Parquet) as texts: which fields tell a story, and what it is called."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fabula.errors import InputError, MissingExtraError

__all__ = [
    "RECORD_SUFFIXES",
    "TEXT_FIELDS",
    "TITLE_FIELDS",
    "Record",
    "parquet_records",
    "records",
    "title_of",
    "told_fields",
]

RECORD_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"})

# What catalogues, film data sets and corpora call the fields that tell a story, shortest kind of telling first.
TEXT_FIELDS = (
    "tagline logline hook pitch teaser blurb overview outline storyline synopsis summary abstract description plot "
    "plot_summary plotsummary plot_synopsis long_synopsis short_synopsis story text content body telling"
).split()
TITLE_FIELDS = "title name original_title primarytitle film movie book work".split()
_WRAPPERS = ("results", "records", "items", "data", "rows", "docs", "documents", "tellings")

Record = Mapping[str, Any]


def told_fields(record: Record, wanted: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The fields of ``record`` that hold a telling, as pairs of name and text, in the order of the record.

    ``wanted`` names them; without it, fields with a name that is known for telling are taken. Empty ones are left out,
    and so is one that only repeats another.
    """
    names = {w.casefold() for w in wanted} or set(TEXT_FIELDS)
    found: dict[str, str] = {}
    for name, value in record.items():
        texts = value if isinstance(value, list) else [value]
        for n, text in enumerate(texts, 1):
            if _plain(name) in names and isinstance(text, str) and text.strip() and text not in found.values():
                found[name if len(texts) == 1 else f"{name}[{n}]"] = text
    return list(found.items())


def title_of(record: Record) -> str:
    """What ``record`` calls itself, or ``""``."""
    by_name = {_plain(name): value for name, value in record.items()}
    return next((str(by_name[t]).strip() for t in TITLE_FIELDS if isinstance(by_name.get(t), str)), "")


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def records(text: str, suffix: str, name: str) -> Iterator[tuple[str, Record]]:
    """The records of a file's ``text`` with the place of each (``"line 3"``); ``suffix`` says the format.

    Raises :class:`~fabula.errors.InputError` for what does not follow the format.
    """
    if suffix in (".jsonl", ".ndjson"):
        yield from _json_lines(text, name)
    elif suffix == ".json":
        yield from _json(text, name)
    else:
        yield from _table(text, suffix, name)


def _json(text: str, name: str) -> Iterator[tuple[str, Record]]:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        # JSON Lines under the wrong name is common enough to be met halfway.
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:2]):
            yield from _json_lines(text, name)
            return
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "some depth"
        raise InputError(f"{name} is broken JSON at {place}: mend it, or give the text as a .txt file.") from error
    if isinstance(value, dict):
        if "schema" in value and "tellings" in value:
            raise InputError(f"{name} is a story that has been read already: look at it with fabula show {name}.")
        inner = next((value[w] for w in _WRAPPERS if isinstance(value.get(w), list)), None)
        value = [value] if inner is None else inner
    if not isinstance(value, list):
        raise InputError(f"{name} holds neither a record nor a list of them: give objects with a text field.")
    for n, item in enumerate(value, 1):
        place = f"record {n}" if len(value) > 1 else ""
        yield place, {"text": item} if isinstance(item, str) else _record(item, f"{name}, record {n},")


def _json_lines(text: str, name: str) -> Iterator[tuple[str, Record]]:
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                item = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise InputError(f"{name}, line {n}, is broken JSON: mend or remove the line.") from error
            yield f"line {n}", {"text": item} if isinstance(item, str) else _record(item, f"{name}, line {n},")


def _record(item: object, place: str) -> Record:
    if not isinstance(item, dict):
        raise InputError(f"{place} is no record: give objects with a text field.")
    return item


def _table(text: str, suffix: str, name: str) -> Iterator[tuple[str, Record]]:
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000], ",;\t|")
    except csv.Error:
        dialect = csv.excel_tab if suffix == ".tsv" else csv.excel
    csv.field_size_limit(1 << 27)
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect, restkey="", restval="")
    rows.reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)  # quotes doubled, as RFC 4180
    try:
        for row in rows:
            yield f"line {rows.line_num}", {k: v for k, v in row.items() if isinstance(k, str)}
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}, is broken CSV ({error}): mend the quotes.") from error


def parquet_records(path: str, name: str) -> Iterator[tuple[str, Record]]:
    """The rows of a Parquet file as records. Needs the extra ``parquet``."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("reading Parquet", "parquet") from error
    try:
        batches: Iterable[Any] = pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=256)
        rows = (row for batch in batches for row in batch.to_pylist())
        for n, row in enumerate(rows, 1):
            yield f"row {n}", row
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(f"{name} is broken Parquet: write it again.") from error
