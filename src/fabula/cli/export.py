"""``fabula export`` and ``fabula import``: stories to and from other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import note, numbered, say


def export(
    story: Annotated[Path, typer.Argument(metavar="STORY", help="A story file, or - for standard input.")],
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="One of json, booknlp, brat, conllu, csv, gexf, graphml, jsonld, parquet, storyline, tei; "
            "without it, what the ending of the output says.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="The file or, for several files, the folder.")
    ] = None,
    grammar: Annotated[
        bool, typer.Option("--grammar", help="Parse the sentences first, for booknlp, conllu and tei.")
    ] = False,
) -> None:
    """Write a story in a format that other tools read.

    booknlp, brat, csv and parquet make several files; -o names their folder, by default the story's name. The other
    formats make one; without -o it goes to standard output.
    """
    from fabula.corpus.exporting import export as write
    from fabula.corpus.exporting import parse
    from fabula.corpus.files import load_story
    from fabula.exports.files import file_name
    from fabula.exports.formats import FORMATS, export_files

    loaded = load_story(story)
    syntax = parse(loaded) if grammar else None
    name = file_name(story.stem if str(story) != "-" else loaded.title)
    if output is None and (format not in FORMATS or FORMATS[format].suffix):
        for content in export_files(loaded, format or "json", name, syntax).values():
            say(content.decode())
        return
    for path in write(loaded, output or Path(name), format=format, syntax=syntax):
        note(f"Wrote {path}")


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A .conllu file, BookNLP's .tokens file, or a story file.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write the story as JSON to this file.")
    ] = None,
    text: Annotated[Path | None, typer.Option(help="The text that BookNLP read.")] = None,
) -> None:
    """Take another tool's analysis for a story: who is in it, and where they are mentioned."""
    from fabula.corpus.exporting import import_stories
    from fabula.corpus.files import save_story

    stories = import_stories(file, text=text)
    for number, story in enumerate(stories, 1):
        if output is None:
            say(story.to_json())
        else:
            note(f"Wrote {save_story(story, numbered(output, number, len(stories)))}")
