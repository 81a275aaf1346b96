"""BookNLP's output as a story: who is in it, and where they are mentioned."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import Any

from fabula.errors import InputError
from fabula.exports.casting import cast_of
from fabula.story.cast import Mention
from fabula.story.ontology import Form, Gender, Kind
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["from_booknlp"]

_FORMS = {"PROP": Form.NAME, "NOM": Form.NOUN, "PRON": Form.PRONOUN}
_GENDERS = {"he/him/his": Gender.MALE, "she/her": Gender.FEMALE}


def from_booknlp(
    tokens: str, entities: str, book: str | None = None, *, id: str, text: str | None = None, source: str = ""
) -> Story:
    """The story that BookNLP's files hold.

    Args:
        tokens: the content of ``.tokens``.
        entities: the content of ``.entities``; persons (``PER``) become characters.
        book: the content of ``.book``, for the gender of each.
        id: the id of the telling.
        text: the text that BookNLP read; the offsets in ``.tokens`` count its code points.
        source: what to call the text's source.

    Raises:
        InputError: a file does not have BookNLP's columns, or ``text`` is not the one that it read.
    """
    words = _rows(tokens, ("word", "byte_onset", "byte_offset", "sentence_ID", "paragraph_ID"), "tokens")
    places = [(_number(w, "byte_onset"), _number(w, "byte_offset")) for w in words]
    if any(a >= b for a, b in places) or any(x[1] > y[0] for x, y in itertools.pairwise(places)):
        raise InputError("The .tokens file is damaged: its words do not follow one another.")
    if text is None:
        text = _rebuild(words, places)
    elif places and places[-1][1] > len(text):
        raise InputError("The text is shorter than BookNLP's offsets: give the very text that BookNLP read.")
    sentences: dict[str, tuple[int, int]] = {}
    for word, (start, end) in zip(words, places, strict=True):
        first = sentences.get(word["sentence_ID"], (start, end))[0]
        sentences[word["sentence_ID"]] = (first, end)
    telling = Telling(id=id, text=text, title=id, source=source, sentences=tuple(sentences.values()))
    mentions = []
    for row in _rows(entities, ("COREF", "start_token", "end_token", "prop", "cat"), "entities"):
        if row["cat"] == "PER":
            first, last = _number(row, "start_token"), _number(row, "end_token")
            if not 0 <= first <= last < len(places):
                raise InputError("The .entities file does not belong to the .tokens file: give both of one run.")
            span = Span(id, places[first][0], places[last][1])
            mentions.append(Mention(span, (f"c{row['COREF']}",), _FORMS.get(row["prop"], Form.NOUN)))
    mentions.sort(key=lambda m: (m.span.start, -m.span.end))
    kinds: dict[str, Kind] = {}
    return Story(
        tellings=(telling,),
        title=id,
        characters=cast_of(telling, mentions, kinds, _genders(book)),
        mentions=tuple(mentions),
        reader="BookNLP",
    )


def _rows(content: str, needed: tuple[str, ...], what: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"The .{what} file lacks the column {missing[0]}: give the files of BookNLP 1.0.")
    return list(reader)


def _number(row: dict[str, str], column: str) -> int:
    try:
        return int(row[column])
    except (TypeError, ValueError):
        raise InputError(f"The column {column} holds {row[column]!r}, where a number belongs.") from None


def _rebuild(words: list[dict[str, str]], places: list[tuple[int, int]]) -> str:
    text, paragraph = "", ""
    for word, (start, end) in zip(words, places, strict=True):
        gap = start - len(text)
        new = bool(text) and word["paragraph_ID"] != paragraph
        text += ("\n\n" + " " * (gap - 2) if new and gap >= 2 else " " * gap) + word["word"][: end - start].ljust(
            end - start
        )
        paragraph = word["paragraph_ID"]
    return text


def _genders(book: str | None) -> dict[str, Gender]:
    if book is None:
        return {}
    try:
        characters: list[dict[str, Any]] = json.loads(book)["characters"]
        found = {f"c{c['id']}": (c.get("g") or {}).get("argmax") for c in characters}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("The .book file is damaged: it does not hold a list of characters.") from None
    return {id: _GENDERS[g] for id, g in found.items() if g in _GENDERS}
