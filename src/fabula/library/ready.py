"""Stories made ready for a library: all that is worked out before the file is touched."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.library.packing import pack, shown_title, story_digest, story_key
from fabula.library.rows import StoryRows, rows_of
from fabula.story.story import Story

__all__ = ["Ready", "make_ready"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A story as it will be stored, in everything but its number. ``title`` is what to call it."""

    key: str
    title: str
    reader: str
    digest: str
    data: bytes
    rows: StoryRows
    vector: tuple[str, bytes] | None
    succeeds: str = ""
    """The digest of the corrected story that it was made to take the place of."""

    @property
    def texts(self) -> dict[str, str]:
        """The texts of its tellings, by their ids."""
        return {name: text for name, *_, text in self.rows.tellings}


def make_ready(story: Story, vector: tuple[str, bytes] | None = None) -> Ready:
    """``story`` as it will be stored, with its ``vector``: the name of the vector's model, and its bytes."""
    data = pack(story)
    return Ready(story_key(story), shown_title(story), story.reader, story_digest(data), data, rows_of(story), vector)
