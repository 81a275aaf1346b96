"""How a library grows: python -m benchmarks.library STORIES [--sizes 1000 10000 100000] [--kills 50]

STORIES is a folder of story files (or a file of JSON Lines, as ``fabula batch`` makes them of film plots). They are
multiplied by perturbing them: names are changed, a number is put in; each copy is another story. For each size the
table shows how fast stories are added from ready-made JSON, by one process a core, how long queries take (the median of
their runs, in milliseconds) with the library open, and the memory of the process; ``--clock cpu`` counts the
processor's time alone, for a machine that does other work, and adds with one process. A ``--library`` that is there
already is grown further: stopped, the same command goes on where it was, and the speed of adding is that of what it
still adds; rows of smaller sizes stay as they are.

``--kills N`` kills a program that adds N times at random moments and counts what was lost of what it had reported, and
what was found half-written.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from fabula.comparing.similarity import SKETCH_MODEL
from fabula.corpus.adding import add_each
from fabula.corpus.library import find, like, open_library
from fabula.corpus.preparing import Written
from fabula.library.query import parse_query
from fabula.library.search import find_events, find_words
from fabula.library.store import Library
from fabula.story.codec import encode_value
from fabula.story.story import Story

QUERIES: tuple[tuple[str, str], ...] = (
    ("event", "event kill agent=boss patient=?x modality=planned"),
    ("event, two", "event order agent=?b patient=?g; event kill agent=?g patient=?b"),
    ("event, kin", "event kill agent=brother patient=brother"),
    ("death", "death killer=brother manner=murder"),
    ("who", "who dies occupation=doctor"),
    ("relation", "relation parent_of a=Miller b=?x; event kill patient=?x"),
)
_CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
_chosen = "wall"
_CHUNK = 5000
"""Copies that are made, untimed, before they are added together."""
SENTENCE = "a hit man is ordered to kill a woman and protects her instead"


def load(path: Path) -> list[Story]:
    """The stories of a folder or of a file of JSON Lines."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else [p.read_text() for p in sorted(path.iterdir())]
    return [Story.from_json(line) for line in lines if line.strip()]


class Copies:
    """Stories multiplied: other names of the same length, so that every span stays true, and a text of its own."""

    def __init__(self, stories: list[Story]) -> None:
        self._stories = stories
        self._ready: dict[int, tuple[str, str, tuple[str, ...]]] = {}

    def __call__(self, number: int) -> bytes:
        """Copy ``number``, as JSON."""
        chance = random.Random(number)
        place = number % len(self._stories)
        if place not in self._ready:
            self._ready[place] = self._parts(self._stories[place])
        data, text, names = self._ready[place]
        # A number at the end of the text makes it a telling of its own; the spans before it stay true.
        copy = data.replace(text, f'{text[:-1]} ({number})"', 1)
        others = {
            name: name[0] + "".join(chance.choice("aeiou" if c in "aeiou" else "bdklmnrst") for c in name[1:])
            for name in names
        }
        if others:
            copy = re.sub(rf"\b(?:{'|'.join(others)})\b", lambda m: others[m[0]], copy)
        return copy.encode()

    @staticmethod
    def _parts(story: Story) -> tuple[str, str, tuple[str, ...]]:
        """A story as JSON, its text as it stands in it, and the names that are to be changed."""
        names = {w for c in story.characters if c.named for w in re.findall(r"[A-Z][a-z]{2,}\d*", c.name)}
        return story.to_json(), encode_value(story.tellings[0].text).decode(), tuple(sorted(names))


def grow(path: Path, stories: list[Story], sizes: list[int], jobs: int, write: Path | None = None) -> None:
    """Print a row for each size, and put the rows into the page ``write``, between its marks."""
    heads = ["stories", "add/s", "MB", "RSS MB", "word", "name", "spelt", *(name for name, _ in QUERIES)]
    lines = ["| " + " | ".join([*heads, "meaning", "like", "open"]) + " |", "|---" * (len(heads) + 3) + "|"]
    print(f"{'stories':>8} {'add/s':>7} {'MB':>7} {'RSS MB':>7} {'word':>7} {'name':>7} {'spelt':>7} ", end="")
    print(" ".join(f"{name:>10}" for name, _ in QUERIES), f"{'meaning':>8} {'like':>7} {'open':>7}")
    with open_library(path) as library:
        have = before = len(library)
    copies = Copies(stories)
    kept = _rows(write, lines[0]) if write else {}
    for size in sizes:
        if have > size:  # grown past it before: what was measured then stays, for it cannot be measured now
            lines += [kept[f"{size:,}"]] if f"{size:,}" in kept else []
            continue
        spent = 0.0
        with open_library(path) as library:
            while have < size:
                chunk = [Written(copies(n), f"copy {n}") for n in range(have, min(have + _CHUNK, size))]
                start = _clock()
                for _ in add_each(chunk, library, jobs=jobs):
                    pass
                spent += _clock() - start
                have += len(chunk)
        rate = (have - before) / spent if spent else 0.0
        before = have
        with open_library(path, write=False) as library:
            start = _clock()
            find(library, SENTENCE, limit=10)
            opened = 1000 * (_clock() - start)
            asked = library.get(have // 2)
            row = [
                _median(lambda: find_words(library, "hit man", limit=10)),
                _median(partial(find_words, library, asked.characters[0].name, limit=10)),
                _median(lambda: find_words(library, "Mogyung", limit=10)),
            ]
            for _, query in QUERIES:
                parsed = parse_query(query)
                row.append(_median(partial(find_events, library, parsed, limit=10)))
            row.append(_median(lambda: find(library, SENTENCE, limit=10)))
            row.append(_median(partial(like, asked, library, limit=10)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{have:>8} {rate:>7.0f} {path.stat().st_size / 1e6:>7.0f} {memory:>7.0f} ", end="")
        print(" ".join(f"{v:>7.1f}" for v in row[:3]), "", " ".join(f"{v:>10.1f}" for v in row[3:-2]), end=" ")
        print(f"{row[-2]:>8.1f} {row[-1]:>7.1f} {opened:>7.0f}", flush=True)
        before_row = kept.get(f"{have:,}", "|||")  # nothing was added now, and how fast it was stands there
        speed = f"{rate:.0f}" if rate else before_row.split("|")[2].strip()
        first = [f"{have:,}", speed, f"{path.stat().st_size / 1e6:.0f}", f"{memory:.0f}"]
        lines.append("| " + " | ".join([*first, *(f"{v:.1f}" for v in row), f"{opened:.0f}"]) + " |")
    if write:
        from benchmarks.quality import put

        put(write, "growth", lines)


def _rows(page: Path, head: str) -> dict[str, str]:
    """The rows of the table that ``page`` has, by their number of stories, if it has these columns."""
    _, _, rest = page.read_text("utf-8").partition("<!-- growth -->\n")
    table = rest.partition("<!-- /growth -->")[0].splitlines()
    return {line.split("|")[1].strip(): line for line in table[2:]} if table[:1] == [head] else {}


def _clock() -> float:
    return _CLOCKS[_chosen]()


def _median(run: Callable[[], object], times: int = 5) -> float:
    spent = []
    for _ in range(times):
        start = _clock()
        run()
        spent.append(1000 * (_clock() - start))
    return statistics.median(spent)


def _adding(path: Path, folder: Path) -> Iterator[None]:
    copies = Copies(load(folder))
    with Library(path) as library:
        ready = (Story.from_json(copies(n)) for n in range(10**6))
        for added in library.add_all(((s, (SKETCH_MODEL, b"")) for s in ready), batch=4):
            print(added.id, flush=True)
            yield


def kills(folder: Path, times: int) -> None:
    """Kill a program that adds, at random moments, and say what was lost or half-written."""
    lost = faults = reported = 0
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "killed.db"
        for _ in range(times):
            with subprocess.Popen(
                [sys.executable, "-m", "benchmarks.library", str(folder), "--adding", str(path)],
                stdout=subprocess.PIPE,
                text=True,
            ) as adding:
                assert adding.stdout is not None
                ids = [int(adding.stdout.readline())]
                time.sleep(chance.random() * 0.5)
                os.kill(adding.pid, signal.SIGKILL)
                ids += [int(line) for line in adding.stdout if line.endswith("\n")]
            with Library(path) as library:
                lost += len(set(ids) - {e.id for e in library.entries()})
                faults += len(library.check())
            reported += len(ids)
            path.unlink()
    print(f"killed {times} times: {reported} stories reported as stored, {lost} lost, {faults} faults")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("stories", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--library", type=Path, help="where to make it; a temporary file if not given")
    parser.add_argument("--write", type=Path, help="put the table into this page (docs/library.md), between its marks")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--adding", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--clock", choices=sorted(_CLOCKS), default="wall")
    args = parser.parse_args()
    globals()["_chosen"] = args.clock
    if args.adding:
        for _ in _adding(args.adding, args.stories):
            pass
    elif args.kills:
        kills(args.stories, args.kills)
    else:
        with tempfile.TemporaryDirectory() as name:
            jobs = 1 if args.clock == "cpu" else os.cpu_count() or 1  # the clock counts this process alone
            grow(args.library or Path(name) / "scale.db", load(args.stories), args.sizes, jobs, args.write)


if __name__ == "__main__":
    main()
