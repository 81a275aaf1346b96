"""Coreference in CoNLL-U (CorefUD 1.x) as stories, one a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fabula.errors import InputError
from fabula.exports.casting import cast_of, gender_of
from fabula.exports.conllu import GENERATOR
from fabula.story.cast import Mention
from fabula.story.ontology import Form, Gender, Kind
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["from_conllu"]

_CHUNK = re.compile(r"\([^()]+\)?|[^()]+\)")
_PART = re.compile(r"^(.+?)\[(\d+)/(\d+)\]$")
_KINDS = {
    "person": Kind.PERSON,
    "per": Kind.PERSON,
    "animal": Kind.ANIMAL,
    "organization": Kind.GROUP,
    "other": Kind.OTHER,
    "org": Kind.GROUP,
}
_FORMS = {"PRON": Form.PRONOUN, "DET": Form.PRONOUN, "PROPN": Form.NAME, "NOUN": Form.NOUN}


@dataclass(slots=True)
class _Found:
    """One mention: its entity, its words in order, the number of its head among them."""

    entity: str
    type: str
    head: int
    start: int
    words: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Document:
    id: str
    text: str = ""
    sentences: list[tuple[int, int]] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    open: list[_Found] = field(default_factory=list)
    splits: dict[str, list[str]] = field(default_factory=dict)
    ours: bool = False


def from_conllu(content: str, *, id: str, source: str = "") -> list[Story]:
    """The stories of the documents of one file.

    An entity becomes a character if its type is a person, an animal or an organisation, or, in files without types, if
    some mention of it is a personal name or a personal pronoun. ``SplitAnte`` makes a mention refer to several
    characters. Of a discontinuous mention the words between its parts count as well; empty nodes are passed over.

    Args:
        content: the file's content.
        id: the id of a document that does not give one.
        source: what to call the text's source.

    Raises:
        InputError: a line is no CoNLL-U, or a bracket of an entity has no partner.
    """
    documents: list[_Document] = []
    fields, cover = ["eid", "etype", "head", "other"], (0, 0, 0)
    glue, sentence_start, before = "", 0, ""
    words: dict[str, tuple[int, int, str]] = {}
    for number, line in enumerate(content.splitlines(), 1):
        if line.startswith("#"):
            name, _, value = line[1:].partition("=")
            match name.strip():
                case "newdoc id" | "newdoc":
                    documents.append(_Document(value.strip() or f"{id}-{len(documents) + 1}"))
                    before = ""
                case "generator":
                    if documents:
                        documents[-1].ours = line == GENERATOR
                case "global.Entity":
                    fields = value.strip().split("-")
                case "newpar id" | "newpar":
                    before = "\n\n" if documents and documents[-1].text else ""
            continue
        if not documents:
            documents.append(_Document(id))
        document = documents[-1]
        if not line.strip():
            if words:
                document.sentences.append((sentence_start, len(document.text)))
                before = before or " "
            words, cover, glue = {}, (0, 0, 0), ""
            continue
        columns = line.split("\t")
        if len(columns) != 10:
            raise InputError(f"Line {number} of the CoNLL-U file has {len(columns)} columns instead of ten.")
        misc = dict(item.partition("=")[::2] for item in columns[9].split("|"))
        if "." in columns[0]:
            continue
        if not words and not cover[1]:
            document.text += before
            before, sentence_start = "", len(document.text)
        within = cover[0] <= _int(columns[0].split("-")[0], number) <= cover[1]
        if not within:
            document.text += glue
            start = len(document.text)
            document.text += columns[1]
            glue = "" if misc.get("SpaceAfter") == "No" else " "
            if "-" in columns[0]:
                first, last = columns[0].split("-")
                cover = (_int(first, number), _int(last, number), start)
        else:
            start = cover[2]
        if "-" in columns[0]:
            words.setdefault("", (0, 0, ""))
            continue
        word = (start, len(document.text), columns[3])
        words[columns[0]] = word
        for mention in document.open:
            mention.words.append(word)
        _entities(document, misc.get("Entity", ""), fields, word, number)
        for pair in misc.get("SplitAnte", "").split(","):
            part, _, whole = pair.partition("<")
            if whole and part not in document.splits.setdefault(whole, []):
                document.splits[whole].append(part)
    for document in documents:
        if words and document is documents[-1]:
            document.sentences.append((sentence_start, len(document.text)))
        if document.open:
            raise InputError(f"The entity {document.open[-1].entity} of {document.id} is opened and never closed.")
    return [_story(document, source) for document in documents]


def _int(text: str, line: int) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(f"Line {line} of the CoNLL-U file begins with {text!r}, where a number belongs.") from None


def _entities(document: _Document, value: str, fields: list[str], word: tuple[int, int, str], line: int) -> None:
    for chunk in _CHUNK.findall(value):
        bare = chunk.strip("()")
        if chunk.startswith("("):
            values = dict(zip(fields, bare.split("-"), strict=False))
            eid = values.get("eid") or values.get("GRP") or ""
            part = _PART.match(eid)
            if part and part[2] != "1":  # the mention is open since its first part
                if chunk.endswith(")") and part[2] == part[3]:
                    _close(document, part[1], line)
                continue
            head = values.get("head", "1")
            mention = _Found(
                part[1] if part else eid,
                values.get("etype", values.get("entity", "")),
                int(head) if head.isdigit() else 1,
                word[0],
                [word],
            )
            document.found.append(mention)
            if not chunk.endswith(")") or part:
                document.open.append(mention)
        else:
            part = _PART.match(bare)
            if not part or part[2] == part[3]:
                _close(document, part[1] if part else bare, line)


def _close(document: _Document, eid: str, line: int) -> None:
    for mention in reversed(document.open):
        if mention.entity == eid:
            document.open.remove(mention)
            return
    raise InputError(f"Line {line} of the CoNLL-U file closes the entity {eid}, which is not open.")


def _story(document: _Document, source: str) -> Story:
    telling = Telling(
        id=document.id, text=document.text, title=document.id, source=source, sentences=tuple(document.sentences)
    )
    kept = _characters(document, telling)
    mentions: dict[tuple[int, int, tuple[str, ...]], Mention] = {}
    genders: dict[str, Gender] = {}
    for found in document.found:
        if found.entity not in kept:
            continue
        span = Span(document.id, found.words[0][0], found.words[-1][1])
        parts = [part for part in document.splits.get(found.entity, ()) if part in kept]
        characters = tuple(sorted(parts)) if len(parts) > 1 else (found.entity,)
        mentions[(span.start, span.end, characters)] = Mention(span, characters, _form(found, telling.words(span)))
        if len(characters) == 1 and found.entity not in genders:
            gender = gender_of([telling.words(span)])
            if gender is not Gender.UNKNOWN:
                genders[found.entity] = gender
    ordered = sorted(mentions.values(), key=lambda m: (m.span.start, -m.span.end, m.characters))
    kinds = {found.entity: _KINDS.get(found.type.lower(), Kind.PERSON) for found in document.found}
    return Story(
        tellings=(telling,),
        title=document.id,
        characters=cast_of(telling, ordered, kinds, genders),
        mentions=tuple(ordered),
        reader="CoNLL-U",
    )


def _characters(document: _Document, telling: Telling) -> set[str]:
    """The entities that are characters."""
    if document.ours:
        return {found.entity for found in document.found}
    if any(found.type for found in document.found):
        beings = _KINDS.keys() - {"other"}
        return {found.entity for found in document.found if found.type.lower() in beings}
    personal = {"PROPN", "PRON"}
    return {
        found.entity
        for found in document.found
        if _head(found)[2] in personal and telling.text[slice(*_head(found)[:2])].lower() not in {"it", "its", "itself"}
    }


def _head(found: _Found) -> tuple[int, int, str]:
    return found.words[min(found.head, len(found.words)) - 1]


def _form(found: _Found, words: str) -> Form:
    return _FORMS.get(_head(found)[2]) or form_of(words)
