"""Read every StoryBench document: ``python benchmarks/storybench.py DOCS OUT [--only test|dev] [--weights FOLDER]``.

Writes OUT/ID.json in the format of StoryBench's scorer. ``--only`` keeps to the documents that the reader's training
held out: ``dev`` served to choose thresholds, ``test`` for nothing at all.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path
from typing import Any

from fabula.models.model import WEIGHTS, load_model
from fabula.reading import read_tellings
from fabula.story.ontology import Certainty
from fabula.story.story import Story
from fabula.story.text import Telling


def part(id: str) -> str:
    """``train``, ``dev`` or ``test``: by the hash of a document's name, four in five, one in ten, one in ten."""
    return {0: "dev", 5: "test"}.get(zlib.crc32(id.encode()) % 10, "train")


def answer(story: Story) -> dict[str, Any]:
    """A story in the scorer's format."""
    return {
        "mentions": [
            {"start": m.span.start, "end": m.span.end, "characters": list(m.characters)} for m in story.mentions
        ],
        "characters": {
            c.id: {"name": c.name, "kind": c.kind, "gender": c.gender, "fate": c.fate} for c in story.characters
        },
        "relations": [{"type": r.type, "a": r.a, "b": r.b} for r in story.relations],
        "events": [
            {
                "type": e.type,
                "start": e.triggers[0].start,
                "end": e.triggers[0].end,
                "agents": list(e.agents),
                "patients": list(e.patients),
                "modality": e.modality,
                "when": e.when,
            }
            for e in story.events
        ],
        "deaths": [
            {
                "victim": d.victim,
                "killers": list(d.killers),
                "manner": d.manner,
                "certain": d.certainty is Certainty.CERTAIN,
            }
            for d in story.deaths
        ],
    }


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("docs", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--only", choices=["dev", "test"], default=None)
    ap.add_argument("--weights", type=Path, default=WEIGHTS)
    args = ap.parse_args()
    paths = [p for p in sorted(args.docs.glob("*.json")) if args.only in (None, part(p.stem))]
    tellings = [Telling(p.stem, json.loads(p.read_text("utf-8"))["text"]) for p in paths]
    args.out.mkdir(parents=True, exist_ok=True)
    for path, story in zip(paths, read_tellings(tellings, model=load_model(args.weights)), strict=True):
        (args.out / path.name).write_text(json.dumps(answer(story)), "utf-8")
    print(f"{len(paths)} documents read into {args.out}")


if __name__ == "__main__":
    main()
