"""Events aligned by hand in pairs of tellings: film plots from two sources, remakes, a retold play.

``same_events.json`` holds, for each pair of texts, where in the one and where in the other a word stands that tells the
same event; what one telling tells twice has two pairs. They were chosen among all events that readers found in both, so
what no reader finds is not counted.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["Pairing", "bare_title", "pairings"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two readings of one story, and the ids of their events that are the same."""

    title: str
    stories: tuple[Story, Story]
    pairs: frozenset[tuple[str, str]]


def pairings(shared: Path, *, held: bool) -> Iterator[Pairing]:
    """The pairs that are ``held`` back for reporting, or those that weights were fitted on, read anew."""
    from fabula.reading import read_tellings

    for entry in json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8")):
        if entry["held"] is held:
            tellings = [Telling(id, text) for id, text in zip("ab", _texts(shared, entry), strict=True)]
            a, b = read_tellings(tellings)
            at = [(_at(a, x), _at(b, y)) for x, y in entry["pairs"]]
            yield Pairing(entry["title"], (a, b), frozenset((x, y) for x, y in at if x and y))


def _texts(shared: Path, entry: dict[str, Any]) -> tuple[str, str]:
    with gzip.open(shared / "data" / f"{entry['file']}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    if entry["file"] == "film_remakes":
        one = next(r for r in records if [r[side]["page"].rsplit("/", 1)[1] for side in "ab"] == entry["pages"])
        return one["a"]["plot"], one["b"]["plot"]
    if entry["file"] == "lamb_nesbit":
        one = next(r for r in records if r["title"] == entry["title"])
        return one["nesbit"], one["lamb"]
    plots = {r["src"]: r["plot"] for r in reversed(records) if bare_title(r["title"]) == entry["title"]}
    return plots["character-type-id"], plots.get("tripod") or plots["top100-wiki-imdb"]


def bare_title(title: str) -> str:
    """``title`` in lower case, without what stands in brackets: "Hamlet (1948 film)" gives "hamlet"."""
    return re.sub(r"\(.*?\)", "", title).strip().lower()


def _at(story: Story, offset: int) -> str:
    """The event that the word at ``offset`` tells; nothing where this reader found none."""
    return next((e.id for e in story.events if e.triggers[0].start <= offset < e.triggers[0].end), "")
