"""Tellings side by side: what each tells, what two share, what an outline may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.comparing import group, without
from fabula.comparing.coverage import Coverage, coverage
from fabula.comparing.diff import Diff
from fabula.comparing.diff import diff as claims_apart
from fabula.comparing.outline import outline
from fabula.corpus.correcting import merged as merge
from fabula.corpus.files import load_story
from fabula.corpus.read import Reader, read_all
from fabula.errors import InputError, StoryFormatError
from fabula.story.story import Story
from fabula.story.tellings import Disagreement

__all__ = ["CastRow", "Sides", "Tellings", "diff", "gather", "merge", "outline", "same_story", "tellings", "without"]


@dataclass(frozen=True, slots=True)
class CastRow:
    """A character of the merged story, and what each telling that knows them calls them."""

    character: str
    name: str
    called: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tellings:
    """The tellings of one story beside each other."""

    story: Story
    coverage: tuple[Coverage, ...]
    cast: tuple[CastRow, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides of a difference laid out: the merged story and what each side says of it."""

    story: Story
    diff: Diff


def tellings(story: Story) -> Tellings:
    """The tellings of ``story`` beside each other: how much each tells, what it calls whom, where they disagree."""
    rows = []
    local: dict[tuple[str, str], str] = {}
    for reading in story.readings:
        for telling in reading.tellings:
            local |= {(telling.id, c.id): c.name for c in reading.characters}
    called: dict[str, dict[str, str]] = {c.id: {} for c in story.characters}
    for alignment in story.alignments:
        if alignment.shared in called and (name := local.get((alignment.telling, alignment.local))):
            called[alignment.shared].setdefault(alignment.telling, name)
    for c in story.characters:
        names = called[c.id] or {t.id: c.name for t in story.tellings}
        rows.append(CastRow(c.id, c.name, names))
    return Tellings(story, coverage(story), tuple(rows), story.disagreements)


def diff(a: Story, b: Story) -> Sides:
    """What only the tellings of ``a`` say, what only those of ``b`` say, what both say and what they contradict.

    Both are taken to tell the same story (see :func:`same_story`) and are merged.
    Raises :class:`~fabula.errors.InputError` if they share a telling.
    """
    texts_a, texts_b = ({t.text for t in s.tellings} for s in (a, b))
    if texts_a & texts_b:
        raise InputError("Both sides hold the same text: a difference needs two tellings that differ.")
    story = merge([a, b])
    sides = ([t.id for t in story.tellings if t.text in texts] for texts in (texts_a, texts_b))
    return Sides(story, claims_apart(story, *sides))


def same_story(a: Story, b: Story) -> bool:
    """Whether two stories are more likely tellings of one story than not, judged by their texts."""
    return len(group([a, b])) == 1


def gather(
    files: Iterable[str | Path],
    *,
    tellings: str = "auto",
    text_fields: Sequence[str] = (),
    together: bool = False,
    reader: Reader | None = None,
) -> list[Story]:
    """The stories in ``files``, which are story files or texts to be read; what tells one story is merged.

    The parameters, and what is raised, are those of :func:`fabula.corpus.read.read_all`.
    """
    kept: list[Story] = []
    texts: list[Path] = []
    for path in map(Path, files):
        story = _kept(path)
        if story is None:
            texts.append(path)
        else:
            kept.append(story)
    read = (
        read_all(texts, tellings=tellings, text_fields=text_fields, together=together, reader=reader) if texts else []
    )
    if not kept:
        return read
    stories = [*kept, *read]
    groups = [list(range(len(stories)))] if together else group(stories)
    return [merge([stories[n] for n in members]) for members in groups]


def _kept(path: Path) -> Story | None:
    """The story that a file holds, or nothing where it holds something else."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    with path.open("rb") as file:
        if b'"schema"' not in file.read(200):
            return None
    try:
        return load_story(path)
    except StoryFormatError as error:
        if "newer" in str(error):
            raise
        return None
