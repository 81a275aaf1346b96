"""Files, folders, standard input and strings as texts that may hold tellings.

What comes out has been decoded, freed of markup and control characters, and found to be text in English; whether one
text holds one telling or several is for others to say.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from fabula.corpus.cleaning import clean, decode, looks_like_html, strip_entities, strip_html, strip_markdown
from fabula.corpus.fields import RECORD_SUFFIXES, Record, parquet_records, records, title_of, told_fields
from fabula.corpus.language import LANGUAGES, detect
from fabula.errors import InputError

__all__ = ["MAX_BYTES", "SUFFIXES", "Text", "ingest", "ingest_text"]

MAX_BYTES = 20_000_000
"""The longest file that is read at once, in bytes; some forty novels."""

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}) | RECORD_SUFFIXES
"""The endings of the files that are taken from a folder."""

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it was found, cleaned.

    ``source`` says where (``"plots.csv, line 7, overview"``); ``record`` is the same for all texts of one record, which
    tell one story, and empty for a file; ``whole`` is set where the text is one telling for certain (a record's field).
    ``encoding`` is what a file was decoded from; ``language`` an ISO 639-1 code, ``""`` where the words do not tell.
    """

    text: str
    source: str = ""
    title: str = ""
    record: str = ""
    whole: bool = False
    encoding: str = ""
    language: str = ""


def ingest(
    inputs: Iterable[str | Path],
    *,
    text_fields: Sequence[str] = (),
    stdin: BinaryIO | None = None,
    max_bytes: int = MAX_BYTES,
) -> list[Text]:
    """The texts of files and folders, in the order given; folders in the order of their file names.

    ``-`` is standard input (``stdin``). Files of records (JSON, JSON Lines, CSV, TSV, Parquet) give one text for each
    field that tells a story: those named by ``text_fields``, or those whose name is known for it.

    Raises:
        InputError: for what is missing, empty, binary, longer than ``max_bytes`` or in another language, in one
            sentence that says which and what to do.
        MissingExtraError: for a Parquet file without the extra ``parquet``.
    """
    texts: list[Text] = []
    for given in inputs:
        for path in _files(given):
            texts.extend(_file(path, text_fields, stdin, max_bytes))
    if not texts:
        raise InputError("There is nothing to read: give a file, a folder of files, or - for standard input.")
    return texts


def ingest_text(text: str, *, source: str = "the text", title: str = "", html: bool | None = None) -> Text:
    """One text, cleaned and checked. ``html`` says whether to take markup out; ``None``: where there are HTML tags.

    Raises :class:`~fabula.errors.InputError` for an empty text and for one in another language than English.
    """
    found = ""
    if html or (html is None and looks_like_html(text)):
        found, text = strip_html(text, keep_breaks=not html)
    else:
        text = strip_entities(text)
    text = clean(text)
    if not any(c.isalnum() for c in text):
        raise InputError(f"{_start(source)} holds no words: give a text that tells a story.")
    language = detect(text)
    if language not in (None, "en"):
        name = LANGUAGES[language or "en"]
        raise InputError(f"{_start(source)} seems to be in {name}: fabula reads English, so give it in English.")
    return Text(text=text, source=source, title=clean(title or found), language=language or "")


def _start(source: str) -> str:
    return source[:1].upper() + source[1:] if source.startswith(("the ", "standard ")) else source


def _files(given: str | Path) -> Iterator[Path]:
    path = Path(given)
    if str(given) == STDIN or not path.is_dir():
        yield path
        return
    found = False
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                found = True
                yield Path(folder) / name
    if not found:
        raise InputError(
            f"The folder {path} holds no texts: put .txt, .md, .html, .json, .jsonl or .csv files into it."
        )


def _file(path: Path, text_fields: Sequence[str], stdin: BinaryIO | None, max_bytes: int) -> Iterator[Text]:
    name = "standard input" if str(path) == STDIN else str(path)
    suffix = path.suffix.lower()
    if suffix == ".parquet" and name != "standard input":
        _open(path).close()
        yield from _told(parquet_records(str(path), name), name, text_fields)
        return
    data = _bytes(path, name, stdin, max_bytes)
    raw, encoding = decode(data, name)
    raw = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not raw.strip():
        raise InputError(f"{_start(name)} is empty: give a text that tells a story.")
    if suffix in RECORD_SUFFIXES:
        yield from (replace(t, encoding=encoding) for t in _told(records(raw, suffix, name), name, text_fields))
        return
    title, html = "", suffix in (".html", ".htm", ".xhtml") or None
    if suffix in (".md", ".markdown"):
        title, raw = strip_markdown(raw)
    yield replace(ingest_text(raw, source=name, title=title, html=html), encoding=encoding)


def _told(found: Iterable[tuple[str, Record]], name: str, text_fields: Sequence[str]) -> Iterator[Text]:
    """A text for each telling field of each record."""
    seen: set[str] = set()
    told = False
    for place, record in found:
        seen.update(record)
        where = ", ".join(part for part in (name, place) if part)
        for field, value in told_fields(record, text_fields):
            told = True
            text = ingest_text(value, source=f"{where}, {field}", title=title_of(record))
            yield replace(text, record=where, whole=True)
    if not told:
        fields = ", ".join(sorted(seen)[:12]) or "none"
        raise InputError(f"{name} has no field that tells a story (its fields: {fields}): name one with --text-field.")


def _bytes(path: Path, name: str, stdin: BinaryIO | None, max_bytes: int) -> bytes:
    if str(path) == STDIN:
        data = (stdin or sys.stdin.buffer).read(max_bytes + 1)
    else:
        with _open(path) as file:
            try:
                data = file.read(max_bytes + 1)
            except OSError as error:
                raise InputError(f"{path} cannot be read ({error.strerror}): check the file.") from error
    if len(data) > max_bytes:
        raise InputError(
            f"{_start(name)} is longer than {max_bytes // 1_000_000} MB, more than is read at once: give it in parts, "
            "or use fabula batch for many records."
        )
    if not data:
        raise InputError(f"{_start(name)} is empty: give a text that tells a story.")
    return data


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}: check the name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid file name"
        raise InputError(f"{path} cannot be opened ({reason}): check the file.") from error
