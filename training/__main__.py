"""Make the reader's weights, all of it: ``python -m training --base MPNET --out RUNS [--shared ../shared]``.

Trains a teacher without the held-out documents, lets it read film plots, trains on these as well, still without the
held-out documents, carries that run on with them, exports all, scores the run before the last on what it has not seen,
and writes docs/quality.md and docs/model-card.md. About three hours on two cores; a stopped run goes on where it was.
``--more`` adds tellings that are annotated as StoryBench's are. Needs the packages of ``training/requirements.txt``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    ap.add_argument("--out", type=Path, required=True, help="folder for the runs and their checkpoints")
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--more", type=Path, default=None, help="folder of further annotated tellings (doc, gold)")
    ap.add_argument("--version", required=True, help="name of the new weights, as fabula-reader-1.0.0")
    args = ap.parse_args()
    held, full, base = args.out / "held", args.out / "all", f"--base={args.base}"
    shipped = ROOT / "src" / "fabula" / "models" / "weights"
    shared = f"--shared={args.shared}"
    plots, teacher = args.out / "films.jsonl.gz", args.out / "teacher"
    run("training.train", base, shared, f"--out={teacher}")
    run("training.export", str(teacher), base, shared, f"--out={teacher / 'weights'}", "--version=teacher")
    run("training.films", shared, f"--teacher={teacher / 'weights'}", f"--out={plots}")
    further = [f"--more={args.more}"] if args.more else []
    run("training.train", base, shared, f"--out={held}", f"--films={plots}", *further)
    short = "--epochs=ewt=1,litbank=0,storybench=3,more=1"
    run("training.train", base, shared, f"--out={full}", f"--all={held}", short, *further)
    run("training.export", str(held), base, shared, f"--out={held / 'weights'}", f"--version={args.version}-held")
    run("training.export", str(full), base, shared, f"--out={shipped}", f"--version={args.version}")
    for weights in (held / "weights", shipped):
        run("training.arguments", shared, f"--weights={weights}")
    run("benchmarks.quality", f"--held={held / 'weights'}", shared, *further)


def run(module: str, *arguments: str) -> None:
    """Run one step in a process of its own, so that each begins with a clean memory."""
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
