"""Records out of big files, one after the other, in little memory; what cannot be read is said and passed over."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fabula.corpus.cleaning import decode
from fabula.corpus.ingest import ingest
from fabula.corpus.separated import Rows
from fabula.corpus.storage import Place
from fabula.errors import FabulaError, InputError

__all__ = ["MAX_LINE", "RECORDS", "Found", "Problem", "records_of"]

MAX_LINE = 20_000_000
"""The longest line or record that is read, in bytes."""

RECORDS = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"})
"""The endings of files of records."""

_TEXTS = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".json"})
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Found:
    """A record and where it stood; ``whole`` is set where it is the text of a file."""

    source: str
    fields: dict[str, Any] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something at ``source`` could not be read."""

    source: str
    reason: str


def records_of(input: Place, *, without: Place | None = None) -> Iterator[Found | Problem]:
    """The records of a file, or of all files of a folder, but for those below ``without``, in the order of their paths.

    Raises:
        InputError: the input is not there, or is a single file that cannot be read at all. In a folder, such a file is
            a ``Problem`` and the others are read.
    """
    kind = input.kind()
    if kind == "nothing":
        raise InputError(f"There is no file or folder {input.name}: check the name.")
    if kind == "file":
        begun, name = False, Path(input.path).name
        try:
            for record in _file(input, name):
                begun = True
                yield record
        except InputError as error:
            if not begun:
                raise
            yield Problem(name, str(error))
        return
    files = [file for file in input.files(without=without) if file.suffix in RECORDS | _TEXTS]
    if not files:
        raise InputError(f"The folder {input.name} holds no texts and no files of records.")
    base = input.path.rstrip("/") + "/"
    for file in files:
        name = file.path.removeprefix(base)
        try:
            yield from _file(file, name)
        except InputError as error:
            yield Problem(name, str(error))


def _file(file: Place, name: str) -> Iterator[Found | Problem]:
    match file.suffix:
        case ".jsonl" | ".ndjson":
            yield from _json_lines(file, name)
        case ".csv" | ".tsv":
            rows = Rows(decoded_lines(file), tabs=file.suffix == ".tsv")
            for number, row in rows:
                source = f"{name}, line {number}"
                yield Problem(source, row) if isinstance(row, str) else Found(source, row)
        case ".parquet":
            yield from _parquet(file, name)
        case suffix if suffix in _TEXTS:
            yield from _text(file, name)
        case _:
            raise InputError(
                f"{name} is of no known kind: give a folder, or a .jsonl, .csv, .tsv, .parquet or text file, "
                "packed with gzip or not."
            )


def _text(file: Place, name: str) -> Iterator[Found | Problem]:
    with TemporaryDirectory() as folder:
        local = file.local
        if local is None or file.packed:
            local = Path(folder) / Path(name).name.removesuffix(".gz")
            local.write_bytes(file.read())
        try:
            texts = ingest([local])
        except FabulaError as error:
            yield Problem(name, str(error).replace(str(local), name))
            return
    for text in texts:
        where = text.record.replace(str(local), name, 1) or name
        yield Found(where, {"title": text.title or local.stem, "text": text.text}, whole=True)


def _json_lines(file: Place, name: str) -> Iterator[Found | Problem]:
    for number, line in enumerate(decoded_lines(file), 1):
        source = f"{name}, line {number}"
        if line is None:
            yield Problem(source, f"The line is longer than {MAX_LINE:,} bytes.")
        elif line.strip():
            try:
                # Control characters in strings are bad JSON but harmless: they are cleaned away later.
                record = json.loads(line, strict=False)
            except (ValueError, RecursionError) as error:
                yield Problem(source, f"The line is broken JSON ({str(error).split(':', 1)[0]}).")
                continue
            if isinstance(record, dict):
                yield Found(source, record)
            else:
                yield Problem(source, "The line holds no record: a JSON object is needed.")


def _parquet(file: Place, name: str) -> Iterator[Found | Problem]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with file.open() as handle:
        try:
            table = pq.ParquetFile(handle)
            sizes = [table.metadata.row_group(n).num_rows for n in range(table.num_row_groups)]
        except (pa.ArrowException, OSError) as error:
            reason = str(error).split(".")[0].split("\n")[0]
            raise InputError(f"{name} is damaged or no Parquet file ({reason}): write it again.") from None
        first = 0
        for group, size in enumerate(sizes):
            read = 0
            try:
                for batch in table.iter_batches(batch_size=256, row_groups=[group]):
                    for row in batch.to_pylist():
                        read += 1
                        yield Found(f"{name}, row {first + read}", row)
            except (pa.ArrowException, OSError):
                rows = f"{name}, rows {first + read + 1} to {first + size}"
                yield Problem(rows, "The Parquet file is damaged here: these rows are lost.")
            first += size


def decoded_lines(file: Place) -> Iterator[str | None]:
    """The lines of a text file with their ends; ``None`` for one longer than ``MAX_LINE``.

    A line is UTF-8 if it can be; what cannot is in the encoding that the bytes around the first such place look like.
    UTF-16 and UTF-32 are told by their mark, or by their zeros.
    """
    wide = _wide(file)
    if wide:
        yield from _wide_lines(file, wide)
        return
    other: str | None = None
    for number, raw in enumerate(_raw_lines(file)):
        if raw is None:
            yield None
            continue
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw
        try:
            yield line.decode()
        except UnicodeDecodeError:
            other = other or _guess(file)
            yield line.decode(other, errors="replace")


def _wide(file: Place) -> str:
    """The UTF-16 or UTF-32 that a file is in, or nothing."""
    head = next(file.chunks(4096), b"")
    if head[:3] == codecs.BOM_UTF8:
        return ""
    for mark, name in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if head.startswith(mark):
            return name
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if max(zeros) > 0.3 * len(head) and min(zeros) < 0.05 * len(head):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return ""


def _wide_lines(file: Place, encoding: str) -> Iterator[str | None]:
    decoder, rest = codecs.getincrementaldecoder(encoding)(errors="replace"), ""
    for chunk in file.chunks():
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line + "\n" if len(line) <= MAX_LINE else None
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _raw_lines(file: Place) -> Iterator[bytes | None]:
    """Lines of bytes, ended by ``\\n``, ``\\r\\n`` or, where the first has no other end, ``\\r``."""
    end, pieces, size = b"", [b""], 0
    for chunk in file.chunks():
        if not end:
            end = b"\n" if b"\n" in chunk or b"\r" not in chunk else b"\r"
        *lines, rest = chunk.split(end)
        for line in lines:
            size += len(line)
            pieces.append(line)
            yield b"".join(pieces).removesuffix(b"\r") + b"\n" if size <= MAX_LINE else None
            pieces, size = [], 0
        size += len(rest)
        if size <= MAX_LINE:
            pieces.append(rest)
    if size:
        yield b"".join(pieces).removesuffix(b"\r") if size <= MAX_LINE else None


def _guess(file: Place) -> str:
    """What the bytes around the first place that is not UTF-8 look like."""
    decoder, window = codecs.getincrementaldecoder("utf-8")(), b""
    for chunk in file.chunks(_SAMPLE):
        window = (window + chunk)[-2 * _SAMPLE :]
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            break
    lines = window.replace(b"\x00", b"").splitlines()
    # Lines without letters beyond ASCII say nothing, and would outweigh the others.
    telling = b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]
    try:
        return decode(telling, file.name)[1]
    except InputError:
        return "cp1252"
