"""The single readings that stories are merged from: taken out, made distinct, put in one order."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["fullest_first", "leaves", "natural"]

T = TypeVar("T")


def leaves(stories: Sequence[Story]) -> tuple[Story, ...]:
    """The readings that ``stories`` consist of, each text once, in the order of their tellings' ids.

    A merged story stands for the readings it was merged from. Of two readings of the same texts the one by the later
    reader is kept. Tellings of different texts that share an id get ids of their own, made from their texts.
    """
    flat = [reading for story in stories for reading in (story.readings or (story,)) if reading.tellings]
    by_text: dict[tuple[tuple[str, str], ...], Story] = {}
    for reading in flat:
        key = tuple(sorted((t.id, t.text) for t in reading.tellings))
        if key not in by_text or _version(reading) > _version(by_text[key]):
            by_text[key] = reading
    # A text that was read under two ids is still one text: it keeps the id that comes first.
    by_words: dict[tuple[str, ...], Story] = {}
    for key in sorted(by_text):
        by_words.setdefault(tuple(sorted(text for _, text in key)), by_text[key])
    found = _distinct(list(by_words.values()))
    shared = {id for id, n in Counter(t.id for r in found for t in r.tellings).items() if n > 1}
    if shared:
        found = [_renamed(reading, shared) for reading in found]
    return tuple(sorted(found, key=lambda r: [natural(t.id) for t in r.tellings]))


def _distinct(readings: list[Story]) -> list[Story]:
    """The readings but those whose texts were all read in others: one of several texts stands for each of them."""
    kept: list[Story] = []
    taken: set[str] = set()
    for reading in sorted(readings, key=lambda r: -len(r.tellings)):
        texts = {t.text for t in reading.tellings}
        if not texts <= taken:
            taken |= texts
            kept.append(reading)
    return kept


def fullest_first(readings: Sequence[Story]) -> list[Story]:
    """The readings with the one that tells most before all others; ties by their tellings' ids."""
    return sorted(
        readings,
        key=lambda r: (-len(r.events), -len(r.characters), -sum(len(t.text) for t in r.tellings), r.tellings[0].id),
    )


def natural(id: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts ids as people do: ``t2`` before ``t10``."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", id))


def _version(reading: Story) -> tuple[str, str]:
    return reading.reader, hashlib.sha256(repr(reading).encode()).hexdigest()


def _renamed(reading: Story, shared: set[str]) -> Story:
    others = {t.id: sorted(o.text for o in reading.tellings if o is not t) for t in reading.tellings}
    names = {
        t.id: f"{t.id}-{hashlib.sha256(repr((t.text, *others[t.id])).encode()).hexdigest()[:8]}"
        for t in reading.tellings
        if t.id in shared
    }
    if not names:
        return reading
    renamed = _rewrite(reading, names)
    return replace(renamed, tellings=tuple(replace(t, id=names.get(t.id, t.id)) for t in reading.tellings))


def _rewrite(value: T, names: Mapping[str, str]) -> T:
    """``value`` with every span of a renamed telling pointing to its new id."""
    if isinstance(value, Span):
        return replace(value, telling=names.get(value.telling, value.telling))
    if isinstance(value, tuple):
        return tuple(_rewrite(item, names) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, Any] = {f.name: _rewrite(getattr(value, f.name), names) for f in fields(value)}
        if "telling" in changes and isinstance(changes["telling"], str):  # an alignment, an anchor
            changes["telling"] = names.get(changes["telling"], changes["telling"])
        return replace(value, **changes)
    return value
