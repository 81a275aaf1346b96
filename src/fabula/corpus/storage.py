"""Files on any file system that Arrow knows: a local path, or an address such as ``s3://bucket/folder``."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import InputError, MissingExtraError, OutputError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

__all__ = ["Place", "place", "reason_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder: ``path`` on ``system``; ``name`` is how its owner calls it."""

    system: FileSystem
    path: str
    name: str

    @property
    def local(self) -> Path | None:
        """The path, where the file system is this machine's."""
        return Path(self.path) if self.system.type_name == "local" else None

    @property
    def suffix(self) -> str:
        """The ending of the file's name, in small letters, with its dot; of ``films.csv.gz`` it is ``.csv``."""
        return Path(self.path.lower().removesuffix(".gz")).suffix

    @property
    def packed(self) -> bool:
        """Whether the file is compressed with gzip, by its name."""
        return self.path.lower().endswith(".gz")

    def __truediv__(self, part: str) -> Place:
        return Place(self.system, f"{self.path.rstrip('/')}/{part}", f"{self.name.rstrip('/')}/{part}")

    def kind(self) -> str:
        """``"file"``, ``"folder"`` or ``"nothing"``."""
        from pyarrow.fs import FileType

        type = self.system.get_file_info(self.path).type
        return {FileType.File: "file", FileType.Directory: "folder"}.get(type, "nothing")

    def files(self, *, without: Place | None = None) -> list[Place]:
        """All files below this folder, sorted by path; hidden ones are left out, and those below ``without``."""
        from pyarrow.fs import FileSelector

        infos = self.system.get_file_info(FileSelector(self.path, recursive=True))
        base = self.path.rstrip("/") + "/"
        apart = f"{without.path.rstrip('/')}/" if without and without.system == self.system else "\0"
        inner = sorted(i.path.removeprefix(base) for i in infos if i.is_file and not i.path.startswith(apart))
        return [self / path for path in inner if not any(part.startswith(".") for part in path.split("/"))]

    def open(self) -> Any:
        """A binary file, open for reading from any offset.

        Raises:
            InputError: it cannot be opened.
        """
        try:
            return self.system.open_input_file(self.path)
        except OSError as error:
            raise InputError(f"{self.name} cannot be opened ({reason_of(error)}): check the file.") from None

    def chunks(self, size: int = 1 << 20, *, unpack: bool = True) -> Iterator[bytes]:
        """The bytes of the file, in pieces; those of a packed file are unpacked.

        Raises:
            InputError: the file cannot be read, or not to its end.
        """
        with self.open() as raw, gzip.GzipFile(fileobj=raw) if unpack and self.packed else nullcontext(raw) as file:
            try:
                while chunk := file.read(size):
                    yield bytes(chunk)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                raise InputError(f"{self.name} is damaged or no gzip file: pack it again.") from None
            except OSError as error:
                raise InputError(f"{self.name} cannot be read ({reason_of(error)}): check the file.") from None

    def digest(self) -> str:
        """The SHA-256 of the file as it lies there, in hexadecimal."""
        made = hashlib.sha256()
        for chunk in self.chunks(unpack=False):
            made.update(chunk)
        return made.hexdigest()

    def read(self) -> bytes:
        """The whole content."""
        return b"".join(self.chunks())

    def write(self, content: bytes) -> None:
        """Write the file whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        with self.writing() as file:
            file.write(content)

    def writing(self) -> _Writing:
        """A context in which a binary file is written; it appears under its name when the context ends well."""
        return _Writing(self)


class _Writing:
    """Writes beside the place and moves the file there at the end; translates what goes wrong."""

    def __init__(self, target: Place) -> None:
        self._target = target
        folder, _, file = target.path.rpartition("/")
        self._folder, self._temporary = folder, f"{folder}/.{file}.new"

    def __enter__(self) -> Any:
        try:
            self._target.system.create_dir(self._folder, recursive=True)
            self._file = self._target.system.open_output_stream(self._temporary, compression=None)
        except OSError as error:
            raise self._failure(error) from None
        return self._file

    def __exit__(self, type: object, error: BaseException | None, trace: object) -> None:
        try:
            self._file.close()
            if error is None:
                self._target.system.move(self._temporary, self._target.path)
                return
        except OSError as failure:
            error = error or failure
        with suppress(OSError):  # nothing to delete, or no way to: the first error says it all
            self._target.system.delete_file(self._temporary)
        if isinstance(error, OSError):
            raise self._failure(error) from None

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._target.name} cannot be written ({reason_of(error)}): give another place, or make room there."
        )


def reason_of(error: OSError) -> str:
    """Why a file cannot be read or written, in the system's words, without what Arrow puts around them."""
    told = error.strerror or str(error).split("\n")[0]
    return told.partition("] ")[2] if "[errno" in told else told.split(". Detail")[0]


def place(address: str | Path) -> Place:
    """The place that a path or an address names.

    Raises:
        MissingExtraError: pyarrow is not installed.
        InputError: no file system of Arrow takes the address.
    """
    try:
        import pyarrow as pa
        from pyarrow.fs import FileSystem, LocalFileSystem
    except ImportError:
        raise MissingExtraError("Reading and writing many stories", "parquet") from None
    given = str(address)
    if "://" not in given:
        return Place(LocalFileSystem(), str(Path(given).absolute()), given)
    name = given.partition("?")[0]  # what follows are options of the file system, among them keys
    try:
        system, path = FileSystem.from_uri(given)
    except (pa.ArrowException, OSError, ValueError, ImportError) as error:
        reason = str(error).replace(given, name).splitlines()[0]
        raise InputError(f"{name} is no address that Arrow can open ({reason}).") from None
    return Place(system, path, name)
