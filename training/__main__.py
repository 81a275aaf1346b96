"""Make the reader's weights, all of it: ``python -m training --base MPNET --out RUNS [--shared ../shared]``.

From nothing: trains a teacher without the held-out documents, lets it read film plots, trains on these as well, still
without the held-out documents, carries that run on with them, exports all, scores the run before the last on what it
has not seen, and writes docs/quality.md and docs/model-card.md. About three hours on two cores.

With ``--on``: goes on from the weights that are shipped, with the tellings in ``--more``, which are annotated as
StoryBench's are and which those weights have not seen; ships that run, and scores it on the fifth that it kept out.
About an hour and a half.

A stopped run goes on where it was. Needs the packages of ``training/requirements.txt``.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from fabula.models.model import WEIGHTS

ROOT = Path(__file__).parents[1]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    ap.add_argument("--out", type=Path, required=True, help="folder for the runs and their checkpoints")
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--more", type=Path, default=None, help="folder of further annotated tellings (doc, gold)")
    ap.add_argument("--on", action="store_true", help="go on from the weights that are shipped, with --more")
    ap.add_argument("--version", required=True, help="name of the new weights, as fabula-reader-1.0.0")
    args = ap.parse_args()
    if args.on and not args.more:
        ap.error("--on learns from the tellings in --more: say where they are")
    common = [f"--base={args.base}", f"--shared={args.shared}"]
    further = [f"--more={args.more}"] if args.more else []
    if args.on:
        held = finish(go_on(args.out, common, further), args.version, common)
        shutil.copytree(held, WEIGHTS, dirs_exist_ok=True)
    else:
        held = finish(from_nothing(args.out, common, further), f"{args.version}-held", common)
        shutil.copytree(finish(args.out / "all", args.version, common), WEIGHTS, dirs_exist_ok=True)
    annotated = [f"--annotated={args.more}"] if args.on else []
    run("benchmarks.quality", f"--held={held}", f"--shared={args.shared}", *annotated)


def finish(trained: Path, version: str, common: list[str]) -> Path:
    """The weights of a run, to be shipped or scored."""
    weights = trained / "weights"
    run("training.export", str(trained), *common, f"--out={weights}", f"--version={version}")
    run("training.arguments", *common[1:], f"--weights={weights}")
    return weights


def from_nothing(out: Path, common: list[str], further: list[str]) -> Path:
    """The run that kept the held-out documents to itself; beside it, in ``all``, the one that did not."""
    teacher, held, plots = out / "teacher", out / "held", out / "films.jsonl.gz"
    run("training.train", *common, f"--out={teacher}")
    run("training.export", str(teacher), *common, f"--out={teacher / 'weights'}", "--version=teacher")
    run("training.films", *common[1:], f"--teacher={teacher / 'weights'}", f"--out={plots}")
    run("training.train", *common, f"--out={held}", f"--films={plots}", *further)
    short = "--epochs=ewt=1,litbank=0,storybench=3,more=1"
    run("training.train", *common, f"--out={out / 'all'}", f"--all={held}", short, *further)
    return held


def go_on(out: Path, common: list[str], further: list[str]) -> Path:
    """The run that goes on from the shipped weights and keeps a fifth of the further tellings to itself.

    A fifth of it are the weights that it began with.
    """
    if not (out / "shipped" / "model.pt").exists():  # by the end others are shipped
        run("training.restore", f"--out={out / 'shipped'}")
    plan = ("--epochs=ewt=0.4,litbank=0.3,storybench=1.8,more=7", "--rate=6e-5")
    run("training.train", *common, f"--out={out / 'held'}", f"--start={out / 'shipped'}", *plan, *further)
    run("training.mean", str(out / "held"), str(out / "shipped"), "--share=0.8", f"--out={out / 'mean'}")
    return out / "mean"


def run(module: str, *arguments: str) -> None:
    """Run one step in a process of its own, so that each begins with a clean memory."""
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
