"""What people have put right.

A correction never overwrites a reading: it is kept in its own log and applied to whatever reading there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.ontology import CorrectionAction

__all__ = ["Anchor", "Correction"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that a correction holds on to, so that it survives another reading or another telling.

    ``words`` stood at ``start`` (code points) of the telling ``telling`` between ``before`` and ``after``.
    """

    telling: str
    start: int
    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One change: who made it, when (ISO 8601, UTC), what it does to what, and why.

    ``arguments`` are pairs of a name and a value, as the ``action`` needs them (see ``fabula.story.ontology``);
    ``anchors`` maps the name of an argument that points into the story to the words it stands for.
    """

    id: str
    author: str
    time: str
    action: CorrectionAction
    arguments: tuple[tuple[str, str], ...]
    anchors: tuple[tuple[str, Anchor], ...] = ()
    reason: str = ""
    undone: bool = False
