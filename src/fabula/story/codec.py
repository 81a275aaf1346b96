"""Stories as JSON, and back.

A story file is one JSON object: the fields of :class:`~fabula.story.story.Story` and, first, ``"schema"``, the version
of the format. Types are written as their names, spans as objects, tuples as lists. What an older fabula wrote can
always be read; a file of a newer schema is refused. Unknown fields are ignored.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, TypeVar

import msgspec

from fabula.errors import StoryFormatError

__all__ = ["SCHEMA_VERSION", "decode", "decode_value", "encode", "encode_value", "json_schema"]

SCHEMA_VERSION = 1
"""The version that is written. Raised when a file of an older version could be misread, not when a field is added."""

T = TypeVar("T")

_BEGINS = f'{{"schema":{SCHEMA_VERSION},'


class _Header(msgspec.Struct):
    schema: int


def encode(story: object) -> bytes:
    """``story`` as JSON in UTF-8, on one line; the same story always gives the same bytes."""
    return _BEGINS.encode() + msgspec.json.encode(story)[1:]


def decode(data: bytes | str, type: type[T], *, source: str = "the story file") -> T:
    """The story of class ``type`` that ``data`` holds; ``source`` names it in messages.

    Raises :class:`~fabula.errors.StoryFormatError` for what is no JSON, no story, or of a newer schema.
    """
    if data.startswith(_BEGINS) if isinstance(data, str) else data.startswith(_BEGINS.encode()):
        return decode_value(data, type, source=source)  # of this version, as nearly all are: seen at the first look
    try:
        version = msgspec.json.decode(data, type=_Header).schema
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoryFormatError(f"{source} is not a fabula story: {_short(error)}.") from error
    if version > SCHEMA_VERSION:
        raise StoryFormatError(
            f"{source} has story schema {version}, and this fabula reads up to {SCHEMA_VERSION}: "
            "install a newer fabula."
        )
    return decode_value(data, type, source=source)


def encode_value(value: object) -> bytes:
    """Any noun, or list or dict of nouns, as JSON in UTF-8, without a schema version."""
    return msgspec.json.encode(value)


def decode_value(data: bytes | str, type: type[T], *, source: str = "the data") -> T:
    """The noun of class ``type`` that ``data`` holds. Raises :class:`~fabula.errors.StoryFormatError`."""
    try:
        return msgspec.json.decode(data, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoryFormatError(f"{source} is not a fabula story: {_short(error)}.") from error


def json_schema(type: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the files that :func:`encode` writes for the story class ``type``."""
    schema = msgspec.json.schema(type)
    for described in schema["$defs"].values():
        if "description" in described:
            described["description"] = cleandoc(described["description"])  # Python 3.13 cleans them itself
    definition = schema["$defs"][type.__name__]
    definition["properties"] = {
        "schema": {"const": SCHEMA_VERSION, "description": "The version of this format; absent inside `readings`."},
        **definition["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A fabula story",
        "allOf": [{"$ref": schema["$ref"]}, {"required": ["schema"]}],
        "$defs": schema["$defs"],
    }


def _short(error: Exception) -> str:
    text = str(error).rstrip(".")
    return text[0].lower() + text[1:] if text else "unreadable"
