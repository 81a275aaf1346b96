"""The main job: texts in, stories out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from fabula.corpus.ingest import Text, ingest, ingest_text
from fabula.errors import InputError
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["Input", "Reader", "read", "read_all"]

Input: TypeAlias = str | Path | Text | Telling
"""A text itself (``str``), a file or folder that holds texts (``Path``), or what is one already."""

Reader: TypeAlias = Callable[[list[Telling]], list[Story]]
"""What reads tellings: one story for each, in order."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A telling, and the record it comes from: tellings of one record tell one story."""

    telling: Telling
    record: str


def read(
    texts: Input | Iterable[Input],
    *,
    tellings: str = "auto",
    text_fields: Sequence[str] = (),
    reader: Reader | None = None,
) -> Story:
    """The story that ``texts`` tell, all taken for tellings of one story.

    A ``str`` is the text itself, a ``Path`` a file or folder. ``tellings`` says whether a text holds one telling
    (``"file"``), one each paragraph (``"paragraph"``), or whatever its beginnings show (``"auto"``). Of records,
    ``text_fields`` names the fields that tell. ``reader`` reads tellings in place of fabula's own reader.

    Raises:
        InputError: for what cannot be read as a telling (see :func:`fabula.corpus.ingest.ingest`).
        ModelError: if the reader's weights are missing or damaged.
    """
    return read_all(texts, tellings=tellings, text_fields=text_fields, together=True, reader=reader)[0]


def read_all(
    texts: Input | Iterable[Input],
    *,
    tellings: str = "auto",
    text_fields: Sequence[str] = (),
    together: bool = False,
    reader: Reader | None = None,
) -> list[Story]:
    """The stories that ``texts`` tell: tellings of one story are found and merged, other stories stand by themselves.

    Stories come in the order in which their first tellings are given. ``together`` takes all for tellings of one story.
    The other parameters, and what is raised, are those of :func:`read`.
    """
    given = [texts] if isinstance(texts, str | Path | Text | Telling) else list(texts)
    pieces = _pieces(given, tellings, text_fields)
    if reader is None:
        from fabula.reading import read_tellings

        reader = read_tellings
    readings = reader([piece.telling for piece in pieces])
    if len(readings) == 1:
        return readings
    from fabula.comparing import merge

    groups = [list(range(len(pieces)))] if together else _groups(pieces)
    return [merge([readings[n] for n in group]) for group in groups]


def _pieces(given: Sequence[Input], how: str, text_fields: Sequence[str]) -> list[_Piece]:
    """The tellings of all inputs, with ids that are unique among them."""
    pieces: list[_Piece] = []
    taken = {item.id for item in given if isinstance(item, Telling)}
    number = 0
    for n, item in enumerate(given, 1):
        if isinstance(item, Telling):
            pieces.append(_Piece(item, ""))
            continue
        for text in _texts(item, n if len(given) > 1 else 0, text_fields):
            for part, title in _parts(text, how):
                number += 1
                while f"t{number}" in taken:
                    number += 1
                telling = Telling(f"t{number}", part, title, text.source, text.language or "en")
                pieces.append(_Piece(telling, text.record))
    if not pieces:
        raise InputError("There is nothing to read: give at least one text that tells a story.")
    return pieces


def _texts(item: str | Path | Text, number: int, text_fields: Sequence[str]) -> list[Text]:
    if isinstance(item, Text):
        return [item]
    if isinstance(item, Path):
        return ingest([item], text_fields=text_fields)
    return [ingest_text(item, source=f"the text {number}" if number else "the text")]


def _parts(text: Text, how: str) -> list[tuple[str, str]]:
    """The tellings in one text, each with its title; they share the title that the text has."""
    if text.whole:
        return [(text.text, text.title)]
    from fabula.comparing import split

    return [(part.text, text.title) for part in split(text.text, how)]


def _groups(pieces: Sequence[_Piece]) -> list[list[int]]:
    """Which tellings tell one story; those of one record always do."""
    from fabula.comparing import group_texts

    units: dict[str, list[int]] = {}
    for n, piece in enumerate(pieces):
        units.setdefault(piece.record or f"\0{n}", []).append(n)
    members = list(units.values())
    groups = group_texts(["\n\n".join(pieces[n].telling.text for n in unit) for unit in members])
    return [sorted(n for unit in group for n in members[unit]) for group in groups]
