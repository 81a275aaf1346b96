"""Make the generated pages of docs/ again: python -m benchmarks.reference

Tests compare the pages with what this makes, so that they cannot grow stale.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest import mock

from fabula.cli.app import VERBS, build
from fabula.exports.tables import TABLES
from fabula.story import ontology
from fabula.story.codec import json_schema
from fabula.story.story import Story

DOCS = Path(__file__).parents[1] / "docs"


def story_schema() -> str:
    """The JSON Schema of story files."""
    return json.dumps(json_schema(Story), indent=2, ensure_ascii=False) + "\n"


def ontology_page() -> str:
    """The closed lists of types as a page."""
    lines = [
        "# The types of a story",
        "",
        "The closed lists behind every claim. In the examples, the words that the type is about are set in italics.",
        "This page is made from `fabula.story.ontology`.",
    ]
    for name in ontology.__all__:
        types: type[Any] = getattr(ontology, name)
        lines += [
            "",
            f"## {name}",
            "",
            inspect.getdoc(types) or "",
            "",
            "| type | meaning | example |",
            "|---|---|---|",
        ]
        for member in types:
            lines.append(f"| `{member.value}` | {member.definition}{_note(member)} | {member.example} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """The help of every verb as a page."""
    lines = [
        "# The command line",
        "",
        "What `fabula --help` and `fabula VERB --help` say. Results go to standard output, everything else to standard",
        "error. The exit code is 0 where all went well, 2 for a wrong input or a wrong use (one line says which; with",
        '`--format json` it is `{"error": {"type": ..., "message": ...}}`), 1 for a fault of fabula itself.',
        "This page is made from the help.",
        "",
        *_help(),
    ]
    for verb in VERBS:
        lines += [f"## fabula {verb}", "", *_help(verb)]
    return "\n".join(lines).rstrip("\n") + "\n"


def tables_page() -> str:
    """The tables of exports and batches as a page."""
    lines = [
        "# The tables",
        "",
        "What `fabula batch` and `fabula export --format csv` and `parquet` write. Offsets are code points, half-open.",
        "Lists are lists of strings in Parquet; in CSV their items are joined by `|`. This page is made from",
        "`fabula.exports.tables`.",
    ]
    for table in TABLES:
        lines += [
            "",
            f"## {table.name}",
            "",
            f"A row is {table.row}.",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        lines += [f"| `{column.name}` | {column.type} | {column.meaning} |" for column in table.columns]
    return "\n".join(lines) + "\n"


def _help(*arguments: str) -> list[str]:
    out = io.StringIO()
    with mock.patch.dict(os.environ, {"COLUMNS": "100", "TERMINAL_WIDTH": "100"}), contextlib.redirect_stdout(out):
        build(arguments)([*arguments, "--help"], prog_name="fabula", standalone_mode=False)
    text = "\n".join(line.rstrip() for line in out.getvalue().strip("\n").split("\n"))
    return ["```", text, "```", ""]


def _note(member: StrEnum) -> str:
    match member:
        case ontology.RelationType(symmetric=True):
            return " *Symmetric.*"
        case ontology.EventType(mutual=True):
            return " *Mutual: all parties are agents, unless one clearly acts on the other.*"
        case ontology.CorrectionAction():
            return f" Arguments: {', '.join(f'`{a}`' for a in member.arguments)}."
    return ""


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "ontology.md": ontology_page,
    "story.schema.json": story_schema,
    "tables.md": tables_page,
}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
