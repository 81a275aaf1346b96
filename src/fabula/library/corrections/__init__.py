"""Corrections: what people put right, kept apart from what was read, and applied to whatever reading there is.

A correction holds on to words, not to ids or offsets alone (:class:`~fabula.story.corrections.Anchor`), so that it
survives a reading by a newer model, an edited text and a new telling beside the old ones. What cannot be applied is
reported as a conflict and stays in the log.

    >>> log = (*story.corrections, merge(story, "the hit man", "Gon"))   # doctest: +SKIP
    >>> corrected = apply(story, log).story                              # doctest: +SKIP
"""

from __future__ import annotations

from fabula.library.corrections.arguments import describe
from fabula.library.corrections.log import Corrected, Outcome, Status, apply, redo, undo
from fabula.library.corrections.make import (
    add_claim,
    change_event,
    merge,
    move_mention,
    rename,
    settle,
    split,
    strike_claim,
)
from fabula.library.corrections.pointing import span_called
from fabula.library.corrections.signing import Signature

__all__ = [
    "Corrected",
    "Outcome",
    "Signature",
    "Status",
    "add_claim",
    "apply",
    "change_event",
    "describe",
    "merge",
    "move_mention",
    "redo",
    "rename",
    "settle",
    "span_called",
    "split",
    "strike_claim",
    "undo",
]
