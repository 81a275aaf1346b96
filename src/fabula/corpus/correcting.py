"""Stories corrected: from a story as it is now, back to its readings, and to the story with one change more or less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from fabula.corpus.files import load_story
from fabula.errors import CorrectionError, InputError, InvalidStoryError, OutputError, StoryFormatError
from fabula.library import corrections as log
from fabula.library.corrections import Corrected, Signature, Status, span_called
from fabula.story.corrections import Correction
from fabula.story.ontology import CorrectionAction
from fabula.story.story import Story

__all__ = ["as_read", "carry", "compose", "correct", "load_log", "merged", "recorrect", "succeed", "words_at"]

Fields: TypeAlias = Mapping[str, str | Sequence[str]]

_TAKES = {
    CorrectionAction.RENAME: "CHARACTER NAME",
    CorrectionAction.MERGE: "CHARACTER INTO",
    CorrectionAction.SPLIT: "CHARACTER MENTION...",
    CorrectionAction.MOVE_MENTION: "MENTION [CHARACTER...]",
    CorrectionAction.CHANGE_EVENT: "EVENT field=value...",
    CorrectionAction.ADD_CLAIM: "KIND field=value... words=WORDS",
    CorrectionAction.STRIKE_CLAIM: "ID",
    CorrectionAction.SETTLE: "DISAGREEMENT [SIDE]",
}


def as_read(story: Story) -> Story:
    """``story`` as it was read: without what its corrections did, and without the log."""
    if not story.corrections:
        return story
    if not story.readings:
        # Its corrections came along from elsewhere and were never applied to it.
        return replace(story, corrections=())
    if len(story.readings) == 1:
        return replace(story.readings[0], corrections=())
    from fabula.comparing import merge

    return replace(merge(story.readings), title=story.title, corrections=())


def recorrect(story: Story) -> Corrected:
    """``story`` with its own log applied to what was read: after a merge, an undo, or to see what is in conflict."""
    return log.apply(as_read(story), story.corrections)


def merged(stories: Sequence[Story]) -> Story:
    """One story of all the tellings of ``stories`` (:func:`fabula.comparing.merge`), with their corrections applied.

    What does not fit the merged story stays in its log; :func:`recorrect` says what that is.
    """
    from fabula.comparing import merge

    story = merge(stories)
    return log.apply(replace(story, corrections=()), story.corrections).story


def carry(corrections: Sequence[Correction], reading: Story) -> Corrected:
    """A new ``reading`` with ``corrections`` that were made to an older one, or to a story of fewer tellings.

    Corrections of the reading itself come first; what the two logs share counts once.
    """
    return log.apply(as_read(reading), (*reading.corrections, *corrections))


def succeed(path: str | Path, reading: Story) -> Corrected:
    """A new ``reading`` that is to take the place of the story file ``path``, with the corrections that this holds.

    A file that is not there yet, or holds no story, holds none. Raises :class:`~fabula.errors.OutputError` if it holds
    corrections of other texts, which would be lost.
    """
    try:
        before = load_story(path)
    except (InputError, InvalidStoryError, StoryFormatError):
        return Corrected(reading, ())
    if not before.corrections:
        return Corrected(reading, ())
    if not {t.text for t in before.tellings} & {t.text for t in reading.tellings}:
        raise OutputError(f"{path} holds corrections of another story: write to another file, or move that one away.")
    return carry(before.corrections, reading)


def correct(
    story: Story,
    action: str,
    *values: str,
    author: str = "",
    reason: str = "",
    fields: Fields | None = None,
    **more: str | Sequence[str],
) -> Corrected:
    """``story`` with one correction more, or with one undone or redone; what was read is kept in its ``readings``.

    ``action`` is an action of :class:`~fabula.story.ontology.CorrectionAction`, or ``undo`` or ``redo`` (of the
    correction whose id is given, or the last). ``values`` and ``fields``, which may be given as keywords as well, are
    what the functions of :mod:`fabula.library.corrections` take::

        correct(story, "rename", "the hit man", "Gon")
        correct(story, "merge", "the hit man", "Gon", reason="the blurb says so")
        correct(story, "split", "Gon", "him#2", name="the boy")
        correct(story, "move-mention", "him#2", "Chaoz")
        correct(story, "change-event", "shoots", type="attack", agent=["Gon", "Chaoz"])
        correct(story, "add-claim", "relation", type="parent_of", a="Mogyeong", b="the girl", words="her mother")
        correct(story, "strike-claim", "d3")
        correct(story, "settle", "x1", "Gon")
        correct(story, "undo")

    Raises :class:`~fabula.errors.CorrectionError` for what cannot be done; nothing is recorded then. A correction made
    earlier that cannot be applied any more raises nothing: it is among the ``conflicts`` of the result.
    """
    given = {**(fields or {}), **more}
    if action in ("undo", "redo"):
        if given or len(values) > 1:
            raise CorrectionError(f"{action} takes the id of a correction, or nothing.")
        changed = (log.undo if action == "undo" else log.redo)(story.corrections, *values)
        return log.apply(as_read(story), changed)
    made = compose(story, action, *values, sign=Signature(author=author, reason=reason), fields=given)
    result = log.apply(as_read(story), (*story.corrections, made))
    last = result.outcomes[-1]
    if last.status is Status.CONFLICT:
        raise CorrectionError(last.message)
    if last.status is Status.NEEDLESS:
        raise CorrectionError("The story says so already: there is nothing to correct.")
    return result


def compose(
    story: Story, action: str, *values: str, sign: Signature | None = None, fields: Fields | None = None
) -> Correction:
    """The record of one correction of ``story``: what :func:`correct` applies, and with the same arguments.

    Raises :class:`~fabula.errors.CorrectionError`.
    """
    try:
        kind = CorrectionAction(action.strip().lower().replace("-", "_"))
    except ValueError:
        known = ", ".join(a.replace("_", "-") for a in CorrectionAction)
        raise CorrectionError(f"{action!r} is no correction; there are {known}, undo and redo.") from None
    usage = CorrectionError(f"{kind.replace('_', '-')} takes {_TAKES[kind]}.")
    fields = fields or {}
    single = {name: v if isinstance(v, str) else ", ".join(v) for name, v in fields.items()}
    match kind, values:
        case CorrectionAction.RENAME, [character, *name] if len(name) <= 1:
            return log.rename(story, character, *name, sign=sign, **single)
        case CorrectionAction.MERGE, [character, into] if not fields:
            return log.merge(story, character, into, sign=sign)
        case CorrectionAction.SPLIT, [character, *mentions] if mentions and not fields.keys() - {"name"}:
            return log.split(story, character, mentions, single.get("name", ""), sign=sign)
        case CorrectionAction.MOVE_MENTION, [mention, *characters] if not fields:
            return log.move_mention(story, mention, characters, sign=sign)
        case CorrectionAction.CHANGE_EVENT, [event]:
            return log.change_event(story, event, sign=sign, **fields)
        case CorrectionAction.ADD_CLAIM, [claim]:
            return log.add_claim(story, claim, sign=sign, **fields)
        case CorrectionAction.STRIKE_CLAIM, [id] if not fields:
            return log.strike_claim(story, id, sign=sign)
        case CorrectionAction.SETTLE, [disagreement, *side] if len(side) <= 1 and not fields:
            return log.settle(story, disagreement, *side, sign=sign)
    raise usage


def load_log(path: str | Path) -> tuple[Correction, ...]:
    """The corrections in a file: those of a story, or a list of corrections as ``fabula correct STORY log`` prints it.

    Raises :class:`~fabula.errors.InputError` and :class:`~fabula.errors.StoryFormatError`.
    """
    try:
        return load_story(path).corrections
    except StoryFormatError:
        from fabula.story.codec import decode_value

        return decode_value(Path(path).read_bytes(), tuple[Correction, ...], source=str(path))


def words_at(story: Story, place: str) -> tuple[str, str]:
    """The place of some words as a correction names it, ``telling:start-end``, and the words themselves.

    ``place`` is such a place already, or words. Raises :class:`~fabula.errors.CorrectionError`.
    """
    span = span_called(story, place)
    return f"{span.telling}:{span.start}-{span.end}", story.words(span)
