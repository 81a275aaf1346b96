"""Many tellings of one story made into one story, whose claims say who tells them.

Merging works on readings, one for each telling, and always from the readings themselves: a merged story remembers
them. So merging a story with itself changes nothing, the order of the tellings does not matter, what was merged step
by step equals what is merged at once, and every telling can be taken out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.comparing.casting import align_casts
from fabula.comparing.disagreements import disagreements
from fabula.comparing.happenings import align_events
from fabula.comparing.joining import join
from fabula.comparing.readings import fullest_first, leaves
from fabula.errors import InputError
from fabula.story.story import Story

__all__ = ["merge", "without"]


def merge(stories: Sequence[Story]) -> Story:
    """One story of all the tellings of ``stories``, which are taken to tell the same story.

    Every claim keeps its evidence in every telling; ``alignments`` say what each telling's characters and claims
    became, ``disagreements`` where tellings contradict each other. A single reading is given back as it
    is. Corrections are carried along, not applied.

    Raises:
        InputError: if there is no telling in any of the stories.
    """
    readings = leaves(stories)
    if not readings:
        raise InputError("There is no telling to merge: give at least one story that has a telling.")
    corrections = {c.id: c for s in (*readings, *stories) for c in s.corrections}
    log = tuple(sorted(corrections.values(), key=lambda c: (c.time, c.id)))
    if len(readings) == 1:
        return replace(readings[0], corrections=log)
    ranked = fullest_first(readings)
    casts = align_casts(ranked)
    joined = join(readings, ranked, casts, align_events(ranked, casts))
    titles = sorted({s.title for s in (*readings, *stories) if s.title}, key=lambda t: (len(t), t))
    return replace(
        joined,
        title=titles[0] if titles else "",
        corrections=log,
        disagreements=disagreements(joined),
    )


def without(story: Story, telling: str) -> Story:
    """``story`` as it is without one of its tellings: what merging all the others gives.

    Raises:
        InputError: if the story has no telling with the id ``telling``, or no other one.
    """
    readings = leaves([story])
    if not any(telling == t.id for r in readings for t in r.tellings):
        known = ", ".join(t.id for t in story.tellings)
        raise InputError(f"This story has no telling {telling!r}; it has {known}.")
    left = [r for r in readings if telling not in {t.id for t in r.tellings}]
    if not left:
        raise InputError(f"{telling!r} is the only telling of this story and cannot be taken out.")
    return merge(left)
