"""What verbs print, and how: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from threading import Timer

__all__ = ["Format", "colours", "error_shape", "fail", "note", "numbered", "patience", "say", "say_json", "width"]


class Format(StrEnum):
    """What a verb prints."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class Plain(StrEnum):
    """What a verb prints that makes no page."""

    TEXT = "text"
    JSON = "json"


def say(text: str) -> None:
    """Print a result; what standard output cannot show is replaced, not failed on."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding).rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has left, as `head` does: no fault. What is buffered still would complain at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def say_json(value: object) -> None:
    """Print a result as JSON: nouns, and lists and dicts of them."""
    from fabula.story.codec import encode_value

    say(encode_value(value).decode())


def note(text: str) -> None:
    """Say something about a result, besides the result."""
    print(text, file=sys.stderr)  # noqa: T201


def error_shape(error: BaseException, message: str | None = None) -> dict[str, dict[str, object]]:
    """The one JSON shape of an error: ``{"error": {"type", "message"}}``, with the ``position`` of a wrong query."""
    shape: dict[str, object] = {"type": type(error).__name__, "message": message or str(error)}
    position = getattr(error, "position", None)
    return {"error": shape if position is None else {**shape, "position": position}}


def fail(error: BaseException, as_json: bool, *, message: str | None = None, code: int = 2) -> int:
    """Print an error on standard error, in one line or as JSON, and give the exit code."""
    message = " ".join((message or str(error)).split())
    note(json.dumps(error_shape(error, message), ensure_ascii=False) if as_json else f"fabula: {message}")
    return code


def width() -> int:
    """How many columns a text may take: the terminal's, within reason; 100 where there is none."""
    if "COLUMNS" in os.environ and os.environ["COLUMNS"].isdigit():
        return max(40, int(os.environ["COLUMNS"]))
    try:
        return min(140, max(40, os.get_terminal_size(sys.stdout.fileno()).columns))
    except (OSError, ValueError):
        return 100


def colours() -> bool:
    """Whether a text may carry colours: on a terminal that has not asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Show on the terminal that ``what`` is being done, once it takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(what)
    timer = Timer(1.0, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()


def numbered(path: Path, number: int, of: int) -> Path:
    """``path`` for the one of several results: ``story.json``, or ``story-2.json`` where there are more."""
    return path if of == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
