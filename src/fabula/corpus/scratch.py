"""Where a batch keeps what is half done, so that it can be stopped at any moment and go on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from fabula.corpus.shards import Result
from fabula.corpus.storage import reason_of
from fabula.errors import OutputError
from fabula.exports.tables import TABLES

__all__ = ["Scratch", "ShardSummary"]


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """What a finished shard says of itself."""

    number: int
    tellings: int
    words: int
    problems: tuple[tuple[str, str], ...]


class Scratch:
    """A folder of this machine. A shard's result is one folder that appears whole; a part's summary is one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[bytes] | None = None

    @property
    def plan(self) -> Path:
        """Where the plan lies."""
        return self.path / "plan.db"

    def open(self) -> None:
        """Make the folder and keep other batches out of it.

        Raises:
            OutputError: it cannot be made, or another batch is at work in it.
        """
        try:
            (self.path / "shards").mkdir(parents=True, exist_ok=True)
            (self.path / "parts").mkdir(exist_ok=True)
            self._lock = (self.path / "lock").open("wb")
        except OSError as error:
            raise OutputError(
                f"{self.path.parent} cannot be written ({reason_of(error)}): give another place."
            ) from None
        try:
            import fcntl
        except ImportError:  # no such locks on Windows: there nobody is kept out
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"Another batch is writing to {self.path.parent}: wait for it, or stop it.") from None

    def settle(self, settings: dict[str, Any], *, anew: bool) -> None:
        """Take away what a batch of other settings has left half done, or any, where all is to begin anew."""
        note, told = self.path / "settings.json", json.dumps(settings)
        try:
            if anew or not note.exists() or note.read_text("utf-8") != told:
                for left in self.path.iterdir():
                    if left.is_dir():
                        shutil.rmtree(left)
                        left.mkdir()
                    elif left.name != "lock":
                        left.unlink()
                note.write_text(told, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"{self.path.parent} cannot be written ({reason_of(error)}): give another place."
            ) from None

    def close(self, *, remove: bool = False) -> None:
        """Let others in; take the folder away where all is done."""
        if self._lock:
            self._lock.close()
            self._lock = None
        if remove:
            shutil.rmtree(self.path, ignore_errors=True)

    def shard(self, number: int) -> Path:
        """The folder of a finished shard."""
        return self.path / "shards" / f"{number:06}"

    def part(self, number: int) -> Path:
        """The file that says that a part is written."""
        return self.path / "parts" / f"{number:06}.json"

    def keep(self, number: int, result: Result) -> ShardSummary:
        """Put a shard's result in its place.

        Raises:
            OutputError: it cannot be written.
        """
        import pyarrow as pa

        final = self.shard(number)
        folder = final.with_suffix(f".{os.getpid()}")
        summary = {"tellings": result.tellings, "words": result.words, "problems": result.problems}
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name, table in result.tables.items():
                with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as to:
                    to.write_table(table)
            (folder / "stories.gz").write_bytes(result.stories)
            (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
            if not final.exists():
                folder.replace(final)
        except OSError as error:
            if (final / "summary.json").exists():  # the last worker of a killed run was quicker
                return self.summary(number)
            reason = reason_of(error)
            raise OutputError(f"{self.path} cannot be written ({reason}): make room there and run it again.") from None
        return self.summary(number)

    def has(self, number: int) -> bool:
        """Whether a shard is finished."""
        return (self.shard(number) / "summary.json").exists()

    def summary(self, number: int) -> ShardSummary:
        """What a finished shard says of itself."""
        data = json.loads((self.shard(number) / "summary.json").read_text("utf-8"))
        problems = tuple((source, reason) for source, reason in data["problems"])
        return ShardSummary(number, data["tellings"], data["words"], problems)

    def tables(self, number: int) -> dict[str, Any]:
        """The tables of a finished shard."""
        import pyarrow as pa

        found = {}
        for table in TABLES:
            with pa.OSFile(str(self.shard(number) / f"{table.name}.arrow"), "rb") as source:
                found[table.name] = pa.ipc.open_file(source).read_all()
        return found

    def forget(self, numbers: Iterable[int]) -> None:
        """Take the folders of shards away."""
        for number in numbers:
            shutil.rmtree(self.shard(number), ignore_errors=True)
