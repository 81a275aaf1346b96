"""Files written whole or not at all, and story files."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from fabula.errors import InputError, InvalidStoryError, OutputError
from fabula.story.check import violations
from fabula.story.story import Story

__all__ = ["load_story", "save_story", "write_atomically"]


def write_atomically(path: str | Path, content: str | bytes) -> Path:
    """Write ``content`` (text as UTF-8) to ``path``, by way of a temporary file beside it, and give the path.

    Nobody ever sees half of it; on a failure what was there before stays. Folders are made as needed.
    Raises :class:`~fabula.errors.OutputError` where it cannot be written.
    """
    path = Path(path)
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a device, a pipe: nothing to be replaced
            path.write_bytes(data)
            return path
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid file name"
        raise OutputError(f"{path} cannot be written ({reason}): give another place, or make room there.") from error
    return path


def save_story(story: Story, path: str | Path) -> Path:
    """Write ``story`` as JSON to ``path``. Raises :class:`~fabula.errors.OutputError`."""
    return write_atomically(path, story.to_json() + "\n")


def load_story(path: str | Path) -> Story:
    """The story in the file ``path``; ``-`` is standard input.

    Raises:
        InputError: if there is no such file, or it cannot be opened.
        StoryFormatError: if it is no story, or of a newer schema.
        InvalidStoryError: if it breaks the rules of a story, as a file that was edited by hand may.
    """
    if str(path) == "-":
        return _sound(Story.from_json(sys.stdin.buffer.read(), source="standard input"), "standard input")
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}: check the name.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid file name"
        raise InputError(f"{path} cannot be opened ({reason}): check the file.") from error
    return _sound(Story.from_json(data, source=str(path)), str(path))


def _sound(story: Story, source: str) -> Story:
    """``story``, if it keeps its rules: what shows and compares stories relies on them."""
    broken = violations(story)
    if broken:
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        raise InvalidStoryError(f"{source} is no sound story ({broken[0]}{more}): mend it, or read its texts again.")
    return story
