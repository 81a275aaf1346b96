"""The formats by name, and how a story is written in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import OutputError
from fabula.exports.booknlp import to_booknlp
from fabula.exports.brat import to_brat
from fabula.exports.conllu import to_conllu
from fabula.exports.files import write_files
from fabula.exports.jsonld import to_jsonld
from fabula.exports.networks import to_gexf, to_graphml
from fabula.exports.storyline import to_storyline
from fabula.exports.syntax import Syntax
from fabula.exports.tabular import to_csv, to_parquet
from fabula.exports.tei import to_tei
from fabula.story.story import Story

__all__ = ["FORMATS", "Format", "export_files", "write_export"]

_Writer = Callable[[Story, str, Mapping[str, Syntax] | None], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, the ending of its file (empty where there are several files), what it is for."""

    name: str
    suffix: str
    purpose: str
    write: _Writer


def _plain(writer: Callable[[Story, str], dict[str, bytes]]) -> _Writer:
    """A writer that has no use for syntax."""

    def write(story: Story, id: str, syntax: Mapping[str, Syntax] | None) -> dict[str, bytes]:
        del syntax
        return writer(story, id)

    return write


def _to_json(story: Story, id: str) -> dict[str, bytes]:
    return {f"{id}.json": (story.to_json() + "\n").encode()}


FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("json", ".json", "the story itself, nothing left out", _plain(_to_json)),
        Format("booknlp", "", "the six files of BookNLP 1.0.7", to_booknlp),
        Format("brat", "", "standoff annotation for brat", _plain(to_brat)),
        Format("conllu", ".conllu", "coreference in CoNLL-U as in CorefUD, for udapi", to_conllu),
        Format("csv", "", "one CSV table a kind of claim", _plain(to_csv)),
        Format("gexf", ".gexf", "dynamic network in GEXF 1.3, for Gephi", _plain(to_gexf)),
        Format("graphml", ".graphml", "network in GraphML, for networkx, igraph, Cytoscape", _plain(to_graphml)),
        Format("jsonld", ".jsonld", "linked data with schema.org and Wikidata terms", _plain(to_jsonld)),
        Format("parquet", "", "one Parquet table a kind of claim", _plain(to_parquet)),
        Format("storyline", ".storyline.json", "input of iStoryline", _plain(to_storyline)),
        Format("tei", ".tei.xml", "TEI P5 with the analysis in standOff", to_tei),
    )
}
"""Every format, by name."""


def export_files(story: Story, format: str, id: str, syntax: Mapping[str, Syntax] | None = None) -> dict[str, bytes]:
    """The files of a story in one format, by name.

    Args:
        story: the story.
        format: one of ``FORMATS``.
        id: the stem of the file names.
        syntax: the grammar of each telling, by telling id; formats that show words use it.

    Raises:
        OutputError: there is no such format.
        MissingExtraError: the format needs a package that is not installed.
    """
    found = FORMATS.get(format)
    if found is None:
        raise OutputError(f"There is no format {format!r}: choose one of {', '.join(FORMATS)}.")
    return found.write(story, id, syntax)


def write_export(
    story: Story, path: Path, format: str, id: str, syntax: Mapping[str, Syntax] | None = None
) -> list[Path]:
    """Write a story in one format, each file whole or not at all.

    Args:
        story: the story.
        path: the file to write, for formats of one file; a folder, or for formats of several files, the folder that
            they go to.
        format: one of ``FORMATS``.
        id: the stem of names of files in a folder.
        syntax: as in ``export_files``.

    Returns:
        The paths written.

    Raises:
        OutputError: there is no such format, or the place cannot be written.
        MissingExtraError: the format needs a package that is not installed.
    """
    files = export_files(story, format, id, syntax)
    if FORMATS[format].suffix and not path.is_dir():
        return write_files(dict.fromkeys([path], next(iter(files.values()))))
    if path.exists() and not path.is_dir():
        raise OutputError(f"{format} makes several files, but {path} is a file: give a folder.")
    return write_files({path / name: content for name, content in files.items()})
