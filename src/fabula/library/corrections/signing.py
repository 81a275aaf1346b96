"""Who makes a correction, when and why; and the record put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from fabula.story.corrections import Anchor, Correction
from fabula.story.ontology import CorrectionAction

__all__ = ["Signature", "record"]


def _now() -> str:
    # To the microsecond: merged logs are put in order by it.
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _id() -> str:
    return uuid4().hex[:12]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who makes a correction and why; when (ISO 8601, UTC), and its id, are of the moment unless given."""

    author: str = ""
    reason: str = ""
    time: str = field(default_factory=_now)
    id: str = field(default_factory=_id)


def record(
    sign: Signature | None, action: CorrectionAction, arguments: Iterable[tuple[str, str, Anchor | None]]
) -> Correction:
    """A correction of ``action`` with the given names, values and anchors."""
    sign = sign or Signature()
    given = list(arguments)
    return Correction(
        id=sign.id,
        author=sign.author,
        time=sign.time,
        action=action,
        arguments=tuple((name, value) for name, value, _ in given),
        anchors=tuple((name, anchor) for name, _, anchor in given if anchor is not None),
        reason=sign.reason,
    )
