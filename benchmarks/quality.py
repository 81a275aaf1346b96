"""Write the tables of docs/quality.md and docs/model-card.md: ``python -m benchmarks.quality --held FOLDER``.

``--held`` are the weights of the training run that kept the dev and test parts of ``--annotated`` out; every number on
these, LitBank and EWT is theirs. ``--annotated`` is a folder of annotated tellings (``doc`` and ``gold``), StoryBench
if it is not given. The founding tellings, which no run ever saw, are read with the weights that are shipped.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import reader
from benchmarks.storybench import answer, part
from fabula.models.model import WEIGHTS, Model, load_model
from fabula.reading import read_tellings
from fabula.story.text import Telling

ROOT = Path(__file__).parents[1]
FLOORS = {
    "mentions": (0.70, 0.85),
    "cast major": (0.75, 0.92),
    "relations": (0.40, 0.70),
    "events detect": (0.50, 0.75),
    "events roles": (0.45, 0.70),
    "events full": (0.30, 0.55),
    "deaths victim": (0.65, 0.90),
    "deaths killer": (0.50, 0.80),
    "deaths full": (0.40, 0.70),
}


GOALS = {
    "LitBank: realis events F1": "74.1 / 77",
    "LitBank: entity mentions F1": "84 / 90",
    "LitBank: coreference CoNLL F1": "68 / 78",
    "EWT test: UPOS": "95 / 97",
    "EWT test: UAS": "90 / 93",
    "EWT test: LAS": "87 / 91",
    "EWT test: arguments F1, predicates given": "80 / 86",
    "test tellings: mentions F1": "70 / 85",
    "founding tellings: names of people found, %": "98 / 100",
}


def score(model: Model, docs: Path, gold: Path, scorer: Path, ids: set[str] | None) -> dict[str, Any]:
    """The scorer's numbers for the documents named, or for all that have an annotation."""
    paths = [p for p in sorted(gold.glob("*.json")) if ids is None or p.stem in ids]
    tellings = [Telling(p.stem, json.loads((docs / p.name).read_text("utf-8"))["text"]) for p in paths]
    with tempfile.TemporaryDirectory() as folder:
        said, true = Path(folder, "said"), Path(folder, "true")
        said.mkdir()
        true.mkdir()
        for path, story in zip(paths, read_tellings(tellings, model=model), strict=True):
            (said / path.name).write_text(json.dumps(answer(story)), "utf-8")
            (true / path.name).write_bytes(path.read_bytes())
        command = [sys.executable, str(scorer), str(docs), str(true), str(said), "--json"]
        scores: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return scores


def table(columns: dict[str, dict[str, Any]]) -> list[str]:
    """Precision, recall and F1 of each measure, a group of columns for each set."""
    names = [k for k in next(iter(columns.values())) if k not in ("StoryScore", "missing")]
    lines = ["| | floor / aim | " + " | ".join(f"{c}: P / R / **F1**" for c in columns) + " |"]
    lines.append("|---|---|" + "---|" * len(columns))
    for name in names:
        floor = "{:.2f} / {:.2f}".format(*FLOORS[name]) if name in FLOORS else ""
        cells = [f"{s[name]['p']:.3f} / {s[name]['r']:.3f} / **{s[name]['f1']:.3f}**" for s in columns.values()]
        lines.append(f"| {name} | {floor} | " + " | ".join(cells) + " |")
    cells = [f"**{s['StoryScore']:.3f}**" for s in columns.values()]
    return [*lines, "| StoryScore | 0.52 / 0.75 | " + " | ".join(cells) + " |"]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--held", type=Path, required=True)
    ap.add_argument(
        "--annotated", type=Path, default=None, help="annotated tellings (doc, gold); StoryBench by default"
    )
    args = ap.parse_args()
    bench = args.shared / "storybench"
    annotated = args.annotated or bench
    held, shipped = load_model(args.held), load_model(WEIGHTS)
    ids = {p.stem for p in (annotated / "gold").glob("*.json")}
    parts = {name: {i for i in ids if part(i) == name} for name in ("test", "dev")}
    columns = {
        f"{name} ({len(members)})": score(held, annotated / "doc", annotated / "gold", bench / "score.py", members)
        for name, members in parts.items()
    }
    seeds = bench / "seeds"
    columns["founding tellings (5)"] = score(shipped, seeds / "doc", seeds / "gold", bench / "score.py", None)
    heads: dict[str, float] = {}
    for measure in (reader.measure_litbank, reader.measure_ewt):
        heads |= measure(held, args.shared)
    heads |= reader.measure_mentions(held, args.shared, annotated)
    heads |= reader.measure_seeds(shipped, args.shared)
    rows = [f"| {name} | {GOALS.get(name, '')} | {value:.1f} |" for name, value in heads.items()]
    put(ROOT / "docs" / "quality.md", "story", table(columns))
    put(ROOT / "docs" / "model-card.md", "heads", ["| measured on | floor / aim | score |", "|---|---|---|", *rows])


def put(path: Path, name: str, lines: list[str]) -> None:
    """Replace what stands between the two marks of ``name`` in a page."""
    text = path.read_text("utf-8")
    before, _, rest = text.partition(f"<!-- {name} -->\n")
    _, _, after = rest.partition(f"<!-- /{name} -->")
    path.write_text(f"{before}<!-- {name} -->\n" + "\n".join(lines) + f"\n<!-- /{name} -->{after}", "utf-8")


if __name__ == "__main__":
    main()
