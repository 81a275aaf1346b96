"""Make the generated pages of docs/ again: python -m benchmarks.reference

Tests compare the pages with what this makes, so that they cannot grow stale.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from fabula.story.codec import json_schema
from fabula.story.story import Story

DOCS = Path(__file__).parents[1] / "docs"


def story_schema() -> str:
    """The JSON Schema of story files."""
    return json.dumps(json_schema(Story), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "story.schema.json": story_schema,
}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
