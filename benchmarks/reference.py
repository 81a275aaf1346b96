"""Make the generated pages of docs/ again: python -m benchmarks.reference

Tests compare the pages with what this makes, so that they cannot grow stale.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

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
    "ontology.md": ontology_page,
    "story.schema.json": story_schema,
}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
