"""All that the result of a batch depends on, so that two batches are never mixed in one folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fabula.corpus.parts import BatchSummary
from fabula.corpus.read import Reader
from fabula.corpus.shards import load_reader, read_with_one_thread
from fabula.corpus.storage import Place, reason_of
from fabula.errors import InputError, OutputError
from fabula.exports.tables import TABLES

__all__ = ["earlier", "settings_of", "take_away"]

_OTHERS = {
    "fabula": "another version of fabula",
    "input": "another input, or with this one before it was changed",
    "by": "another --by",
    "text_fields": "other --text-field",
    "stories": "another choice of --stories",
    "reader": "another reader",
    "weights": "another version of the reader's weights",
    "shard": "pieces of another size",
}


def settings_of(
    source: Place,
    target: Place,
    *,
    by: str | None,
    text_fields: Sequence[str],
    stories: bool,
    reader: str | Reader,
    shard: list[int],
) -> dict[str, Any]:
    """All that the result depends on: the input's bytes, the options, the reader and what it has learned.

    Raises:
        InputError: there is no such input.
    """
    kind = source.kind()
    if kind == "nothing":
        raise InputError(f"There is no file or folder {source.name}: check the name.")
    files = source.files(without=target) if kind == "folder" else [source]
    digest = hashlib.sha256()
    for file in files:
        name = file.path.removeprefix(source.path.rstrip("/") + "/") if kind == "folder" else Path(file.path).name
        digest.update(f"{name}\0{file.digest()}\n".encode())
    try:
        release = version("fabula")
    except PackageNotFoundError:
        release = ""
    return {
        "fabula": release,
        "input": digest.hexdigest(),
        "by": by,
        "text_fields": sorted({name.casefold() for name in text_fields}),
        "stories": stories,
        "reader": reader if isinstance(reader, str) else f"{reader.__module__}:{reader.__qualname__}",
        "weights": _version(reader),
        "shard": shard,
    }


def _version(reader: str | Reader) -> str:
    """What tells one state of a reader from another: for fabula's own, its weights."""
    function = load_reader(reader)
    if function is not read_with_one_thread:
        return str(getattr(function, "version", ""))
    from fabula.models.model import WEIGHTS

    digest = hashlib.sha256()
    for path in sorted(WEIGHTS.iterdir()):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def earlier(target: Place, settings: dict[str, Any], *, restart: bool) -> BatchSummary | None:
    """The summary of the same batch, where it was finished before and is not to be made anew.

    Raises:
        OutputError: the folder is of another batch, or of something else.
    """
    kind = target.kind()
    if kind == "nothing":
        return None
    if kind == "file":
        raise OutputError(f"{target.name} is a file: give a folder.")
    note = target / "batch.json"
    if note.kind() != "file":
        if target.files():
            raise OutputError(f"{target.name} holds something else: give a new folder.")
        return None
    if restart:
        return None
    try:
        known = json.loads(note.read())
        finished = known["state"] == "finished"
        summary = BatchSummary(out=target.name, **known["summary"]) if finished else None
    except (ValueError, KeyError, TypeError):
        raise OutputError(f"{note.name} is damaged: give a new folder, or begin anew with --restart.") from None
    other = [name for name in settings if known.get(name) != settings[name]]
    if other:
        raise OutputError(
            f"{target.name} holds a batch that was begun with {_OTHERS[other[0]]}: "
            "give a new folder, or begin anew with --restart."
        )
    return summary


def take_away(target: Place) -> None:
    """Delete what a batch has left in its folder, and nothing else; the note that says what it is goes last.

    Raises:
        OutputError: something cannot be deleted.
    """
    system, folders = target.system, [*(table.name for table in TABLES), "stories", ".payload"]
    try:
        for place in (target / name for name in folders):
            if place.kind() == "folder":
                system.delete_dir(place.path)
        for place in (target / name for name in ("errors.jsonl", "batch.json")):
            if place.kind() == "file":
                system.delete_file(place.path)
    except OSError as error:
        raise OutputError(
            f"What is in {target.name} cannot be taken away ({reason_of(error)}): give a new folder."
        ) from None
