"""Other tools' analyses as stories: BookNLP's files and coreference in CoNLL-U. Our own JSON comes back as it was.

These formats know characters and their mentions, not what happens between them: the stories have a cast and mentions,
and no claims. A BookNLP event is a word without a type, and is left out for that reason.
"""

from __future__ import annotations

from pathlib import Path

from fabula.errors import InputError
from fabula.exports.from_booknlp import from_booknlp
from fabula.exports.from_conllu import from_conllu
from fabula.story.story import Story

__all__ = ["import_stories"]


def import_stories(path: Path, *, text: Path | None = None) -> list[Story]:
    """The stories in a file: story JSON (``.json``), CoNLL-U with coreference (``.conllu``, one story a document), or
    BookNLP's (``.tokens``, with ``.entities`` and, where it is there, ``.book`` beside it).

    Args:
        path: the file.
        text: the text that BookNLP read; without it the words are set apart by spaces where its offsets leave room.

    Raises:
        InputError: the file cannot be read, or is none of these.
        StoryFormatError: the JSON is no story.
    """
    if path.suffix == ".tokens":
        book = path.with_suffix(".book")
        return [
            from_booknlp(
                _read(path),
                _read(path.with_suffix(".entities")),
                _read(book) if book.exists() else None,
                id=path.stem,
                text=_read(text) if text else None,
                source=str(path),
            )
        ]
    if path.suffix == ".conllu":
        return from_conllu(_read(path), id=path.stem, source=str(path))
    if path.suffix == ".json":
        return [Story.from_json(_read(path), source=str(path))]
    raise InputError(f"{path} is of no known kind: give a .json, .conllu or .tokens file.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not in UTF-8: save it in UTF-8 and try again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from None
