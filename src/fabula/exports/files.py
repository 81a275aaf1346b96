"""Files written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fabula.errors import OutputError

__all__ = ["file_name", "write_files"]


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write each file beside its place and then move it there, so that nobody ever reads half of one.

    Returns:
        The paths, in order.

    Raises:
        OutputError: a folder or file cannot be written.
    """
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(name).chmod(0o644)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written ({error.strerror}): give another place, or make room there."
            ) from None
    return list(files)


def file_name(text: str, default: str = "story") -> str:
    """A name that every file system takes, made of ``text``."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-.")[:80] or default
