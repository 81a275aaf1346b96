"""Stories as bytes of a library: compressed JSON, without the texts that the table of tellings holds."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from fabula.errors import LibraryError, StoryFormatError
from fabula.story.codec import decode, encode
from fabula.story.story import Story

__all__ = ["exact_hash", "pack", "shown_title", "story_digest", "story_key", "text_hash", "unpack"]


def shown_title(story: Story) -> str:
    """What to call a story: its title, or that of a telling, or where one came from, or how it begins."""
    given = [story.title, *(t.title for t in story.tellings), *(t.source for t in story.tellings)]
    begins = " ".join(story.tellings[0].text[:80].split())[:60] if story.tellings else ""
    return next((words for words in given if words), begins)


@lru_cache(maxsize=4)
def text_hash(text: str) -> str:
    """What tells one telling from another: a hash of its words, whatever the white space between them.

    Kept for a moment, for it is asked twice of every telling that is stored.
    """
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def exact_hash(text: str) -> str:
    """What tells one telling from another of the same words: their hash, and one of the white space, too."""
    exact = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{text_hash(text)}-{exact}"


def story_key(story: Story) -> str:
    """What tells one story from another: the tellings it was read from, in any order."""
    hashes = sorted({text_hash(t.text) for t in story.tellings})
    return hashes[0] if len(hashes) == 1 else hashlib.blake2b("".join(hashes).encode(), digest_size=16).hexdigest()


def story_digest(data: bytes) -> str:
    """What tells one reading of a story from another: a hash of its packed bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def pack(story: Story) -> bytes:
    """``story`` without the texts of its tellings, compressed."""
    return zlib.compress(encode(_emptied(story, {t.id: t.text for t in story.tellings})), 1)


def _emptied(story: Story, texts: Mapping[str, str]) -> Story:
    tellings = tuple(replace(t, text="") if texts.get(t.id) == t.text else t for t in story.tellings)
    return replace(story, tellings=tellings, readings=tuple(_emptied(r, texts) for r in story.readings))


def unpack(data: bytes, texts: Mapping[str, str]) -> Story:
    """The story that :func:`pack` made ``data`` of; ``texts`` are the texts of its tellings, by id.

    Raises :class:`~fabula.errors.LibraryError` for damaged data.
    """
    try:
        return _filled(decode(zlib.decompress(data), Story, source="the stored story"), texts)
    except (zlib.error, StoryFormatError) as error:
        raise LibraryError("A story of the library is damaged: run `fabula check`, and restore a backup.") from error


def _filled(story: Story, texts: Mapping[str, str]) -> Story:
    tellings = tuple(replace(t, text=texts.get(t.id, "")) if not t.text else t for t in story.tellings)
    return replace(story, tellings=tellings, readings=tuple(_filled(r, texts) for r in story.readings))
