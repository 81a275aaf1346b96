"""Stories to and from other tools' formats."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fabula.errors import OutputError
from fabula.exports.files import file_name
from fabula.exports.formats import FORMATS, write_export
from fabula.exports.incoming import import_stories as read_stories
from fabula.exports.syntax import Syntax, Token
from fabula.story.story import Story

__all__ = ["export", "format_of", "import_stories", "parse"]


def export(
    story: Story, path: str | Path, *, format: str | None = None, syntax: Mapping[str, Syntax] | None = None
) -> list[Path]:
    """Write a story in another format; each file appears whole or not at all.

    Args:
        story: the story.
        path: the file, or for formats of several files the folder.
        format: one of ``fabula.exports.formats.FORMATS``; without it, what the ending of ``path`` says.
        syntax: for each telling id its parsed sentences, where somebody has them (see ``parse``).

    Returns:
        The paths written.

    Raises:
        OutputError: there is no such format, the ending says none, or the place cannot be written.
        MissingExtraError: the format needs a package that is not installed.
    """
    path = Path(path)
    format = format or format_of(path)
    suffix = FORMATS[format].suffix if format in FORMATS else ""
    stem = path.name.removesuffix(suffix) if suffix and not path.is_dir() else ""
    return write_export(story, path, format, file_name(stem or story.title), syntax)


def format_of(path: Path) -> str:
    """The format that the ending of a file's name stands for.

    Raises:
        OutputError: it stands for none.
    """
    endings = {format.suffix: name for name, format in FORMATS.items() if format.suffix}
    known = max((ending for ending in endings if path.name.endswith(ending)), key=len, default=None)
    if known is None:
        raise OutputError(f"The ending of {path} stands for no format: name one with --format ({', '.join(FORMATS)}).")
    return endings[known]


def parse(story: Story) -> dict[str, Syntax]:
    """The parsed sentences of each telling, by its id, for the formats that show words.

    Raises:
        ModelError: the reader's weights cannot be loaded.
    """
    from fabula.models.model import load_model
    from fabula.reading import read_layers
    from fabula.reading.layers import Syntax as Grammar
    from fabula.reading.segment import Words
    from fabula.reading.syntax import Parse

    model = load_model()
    parsed = {}
    for telling, layers in zip(story.tellings, read_layers(story.tellings, [Parse(model)], model=model), strict=True):
        words, grammar = layers[Words], layers[Grammar]
        sentences = tuple(
            tuple(
                Token(
                    start=words.starts[i],
                    end=words.ends[i],
                    lemma=grammar.lemmas[i],
                    upos=grammar.upos[i],
                    xpos=grammar.xpos[i],
                    # Layers count words of the telling and give a root itself; a token counts from 1 in its sentence.
                    head=0 if grammar.heads[i] == i else int(grammar.heads[i]) - first + 1,
                    deprel=grammar.deprels[i],
                )
                for i in range(first, end)
            )
            for first, end in words.sentences
        )
        parsed[telling.id] = Syntax(telling, sentences)
    return parsed


def import_stories(path: str | Path, *, text: str | Path | None = None) -> list[Story]:
    """The stories in a file of story JSON, CoNLL-U with coreference, or BookNLP's ``.tokens``.

    Args:
        path: the file; BookNLP's other files are looked for beside it.
        text: the text that BookNLP read; without it the words are set apart by spaces where its offsets leave room.

    Raises:
        InputError: the file cannot be read, or is of none of these kinds.
        StoryFormatError: the JSON is no story.
    """
    return read_stories(Path(path), text=Path(text) if text else None)
