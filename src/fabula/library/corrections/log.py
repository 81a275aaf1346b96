"""A log of corrections applied to a story, undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from fabula.errors import CorrectionError
from fabula.library.corrections.adding import add_claim
from fabula.library.corrections.arguments import Arguments
from fabula.library.corrections.cast_actions import merge, move_mention, rename, split
from fabula.library.corrections.claim_actions import change_event, settle, strike_claim
from fabula.story.corrections import Correction
from fabula.story.ontology import CorrectionAction
from fabula.story.story import Story

__all__ = ["Corrected", "Outcome", "Status", "apply", "redo", "undo"]

Log = tuple[Correction, ...]

_ACTIONS: Mapping[CorrectionAction, Callable[[Story, Arguments], Story]] = MappingProxyType(
    {
        CorrectionAction.RENAME: rename,
        CorrectionAction.MERGE: merge,
        CorrectionAction.SPLIT: split,
        CorrectionAction.MOVE_MENTION: move_mention,
        CorrectionAction.CHANGE_EVENT: change_event,
        CorrectionAction.ADD_CLAIM: add_claim,
        CorrectionAction.STRIKE_CLAIM: strike_claim,
        CorrectionAction.SETTLE: settle,
    }
)


class Status(StrEnum):
    """What became of a correction."""

    APPLIED = "applied"
    """The story was changed."""
    NEEDLESS = "needless"
    """The story says already what the correction wants."""
    UNDONE = "undone"
    """Somebody has taken the correction back."""
    CONFLICT = "conflict"
    """The correction cannot be applied to this reading; it stays in the log."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one correction, and why where it could not be applied."""

    correction: Correction
    status: Status
    message: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected story, and what became of each correction of its log, in the log's order."""

    story: Story
    outcomes: tuple[Outcome, ...]

    @property
    def conflicts(self) -> tuple[Outcome, ...]:
        """The corrections that could not be applied."""
        return tuple(o for o in self.outcomes if o.status is Status.CONFLICT)


def apply(story: Story, log: Iterable[Correction]) -> Corrected:
    """``story`` with the corrections of ``log`` applied in order; the result's ``corrections`` are the whole log.

    ``story`` is a reading, or a story that was corrected by a beginning of the same log, whose corrections are not
    applied a second time. Nothing is overwritten: ``readings`` of the result hold the stories as they were read, for a
    story that was not merged the reading itself. What cannot be applied is reported as a conflict and stays in the log.

    Raises :class:`~fabula.errors.CorrectionError` where ``story`` bears a correction that the log has not, or has
    undone: the reading itself is needed then.
    """
    entries = _once(log)
    borne = [c for c in story.corrections if not c.undone]
    active = [c for c in entries if not c.undone]
    if [c.id for c in active[: len(borne)]] != [c.id for c in borne]:
        raise CorrectionError(
            "This story has corrections that are undone now, and they cannot be taken out of it: "
            "apply the log to the story as it was read."
        )
    done = {c.id for c in borne}
    readings = story.readings or (replace(story, corrections=()),)
    outcomes = []
    for correction in entries:
        outcome = Outcome(correction, Status.UNDONE if correction.undone else Status.APPLIED)
        if not correction.undone and correction.id not in done:
            try:
                changed = _ACTIONS[correction.action](story, Arguments(correction))
            except CorrectionError as error:
                outcome = Outcome(correction, Status.CONFLICT, str(error))
            else:
                outcome = Outcome(correction, Status.APPLIED if changed != story else Status.NEEDLESS)
                story = changed
        outcomes.append(outcome)
    if entries:
        story = replace(story, corrections=entries, readings=readings)
    return Corrected(story, tuple(outcomes))


def undo(log: Iterable[Correction], id: str = "") -> Log:
    """``log`` with one correction taken back: the last that stands, or the one with this ``id``.

    Nothing leaves the log. Raises :class:`~fabula.errors.CorrectionError` where there is nothing to take back.
    """
    entries = _once(log)
    standing = [c for c in entries if not c.undone and id in ("", c.id)]
    if not standing:
        raise CorrectionError(f"There is no correction {id!r} to undo." if id else "There is nothing to undo.")
    return tuple(replace(c, undone=True) if c is standing[-1] else c for c in entries)


def redo(log: Iterable[Correction], id: str = "") -> Log:
    """``log`` with a correction standing again: the one undone last, or the one with this ``id``.

    Without an ``id`` it is the first of the undone ones at the log's end: once something new was corrected, what was
    undone before it comes back only by its id. Raises :class:`~fabula.errors.CorrectionError` where there is none.
    """
    entries = _once(log)
    if id:
        fallen = [c for c in entries if c.undone and c.id == id]
    else:
        last = max((n for n, c in enumerate(entries) if not c.undone), default=-1)
        fallen = list(entries[last + 1 :])
    if not fallen:
        raise CorrectionError(f"There is no undone correction {id!r}." if id else "There is nothing to redo.")
    return tuple(replace(c, undone=False) if c is fallen[0] else c for c in entries)


def _once(log: Iterable[Correction]) -> Log:
    """The corrections of ``log``, each id once, the first time that it stands there."""
    entries: dict[str, Correction] = {}
    for correction in log:
        entries.setdefault(correction.id, correction)
    return tuple(entries.values())
