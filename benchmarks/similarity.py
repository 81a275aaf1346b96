"""How well stories are told apart when names are masked: python -m benchmarks.similarity FILE | --suite DATA

FILE is JSON Lines. ``{"anchor", "a", "b"}`` asks which of two stories is closer to the anchor; the answer is the line
``{"closer": "a", "a": 0.31, "b": 0.22}``. ``{"query", "candidates": [...]}`` asks for a ranking; the answer is
``{"ranking": [4, 0, ...]}``, positions of candidates, the closest first. An ``"id"`` comes back. Texts are strings.
Names are masked in any case: nothing hangs on them. The texts are read, and structure decides; ``--words`` leaves that
out.

``--suite DATA`` takes a folder with ``wiki_film_plots``, ``lamb_nesbit`` and ``film_remakes`` (``.jsonl.gz``) and
prints the table of recall at 1 and 10 and mean reciprocal rank, beside BM25 and, with ``--minilm`` and ``--mpnet``
(folders of their published weights), whole-text and mean-of-sentences embeddings. Three constants of fabula's (how
many words a sketch keeps, the share of meaning, the number of neighbours) were chosen with these sets in sight; how
much structure adds was chosen on films of the same title alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import re
import sqlite3
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.likeness import closer, nearest, rank
from fabula.comparing.similarity import LENGTH, RETOLD, Sketches, sketch, sketch_text
from fabula.comparing.words import WORD, content, fold, names_in
from fabula.story.story import Story
from fabula.story.text import Telling

if TYPE_CHECKING:
    from benchmarks.encoders import KeptEncoder

__all__ = ["main", "mask_names"]

Scores = NDArray[np.float32]
Read = Callable[[Sequence[Telling]], Sequence[Story]]


def mask_names(text: str) -> str:
    """``text`` with each name replaced by one of its own: Name1, Name2 ..."""
    names = names_in(text)
    numbers: dict[str, int] = {}

    def masked(match: re.Match[str]) -> str:
        word, key = match.group(), fold(match.group())
        if not word[0].isupper() or key not in names:
            return word
        return f"Name{numbers.setdefault(key, len(numbers) + 1)}"

    return WORD.sub(masked, text)


def answer(record: dict[str, Any], read: Read | None) -> dict[str, Any]:
    """The answer to one line of a file; ``read`` reads its texts, without it words alone decide."""
    given = {"id": record["id"]} if "id" in record else {}
    if "anchor" in record:
        which, a, b = closer(*stories([record[key] for key in ("anchor", "a", "b")], read))
        return {**given, "closer": which, "a": round(a, 4), "b": round(b, 4)}
    query, *candidates = stories([record["query"], *record["candidates"]], read)
    return {**given, "ranking": [place for place, _ in rank(query, candidates)]}


def stories(texts: Sequence[str], read: Read | None) -> list[Story]:
    """The stories of texts whose names are masked."""
    tellings = [Telling("t", mask_names(text)) for text in texts]
    return list(read(tellings)) if read else [Story((telling,)) for telling in tellings]


class Bm25:
    """Okapi BM25 (Robertson et al. 1994) with its usual constants, over the same stems."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [self._bag(text) for text in texts]
        self.inverted: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        mean = sum(sum(b.values()) for b in bags) / len(bags)
        for n, bag in enumerate(bags):
            length = sum(bag.values())
            for word, count in bag.items():
                weight = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean))
                self.inverted[word].append((n, weight))
        self.size = len(bags)
        self.bags = bags

    @staticmethod
    def _bag(text: str) -> Counter[str]:
        masks = frozenset(w for w in map(fold, WORD.findall(text)) if w.startswith("name"))
        return Counter(content(text, without=masks))

    def scores(self, query: int) -> Scores:
        found = np.zeros(self.size, np.float32)
        for word in self.bags[query]:
            postings = self.inverted[word]
            rarity = math.log(1 + (self.size - len(postings) + 0.5) / (len(postings) + 0.5))
            for n, weight in postings:
                found[n] += rarity * weight
        return found


class Fabula:
    """What ``fabula like`` ranks by: words and a share of meaning make a short list, structure decides among them."""

    def __init__(self, texts: Sequence[str], read: Read | None = None, meaning: float = RETOLD) -> None:
        self.texts = texts
        self.data = [sketch_text(text) for text in texts]
        self.sketches = Sketches(self.data)
        self.meaning = meaning
        self.read = read

    def scores(self, query: int) -> Scores:
        # The query itself is in the library: it is left out, as `fabula like` leaves it out.
        others = np.array([n for n in range(len(self.data)) if self.data[n] != self.data[query]])
        found = np.full(len(self.data), -9.0, np.float32)

        def fetch(places: Sequence[int]) -> list[bytes]:
            return [self._whole(int(others[place])) for place in places]

        part = self.sketches.some(others)
        for place, score in nearest(part, self._whole(query), fetch, limit=len(others), meaning=self.meaning):
            found[others[place]] = score
        return found

    def _whole(self, place: int) -> bytes:
        """A sketch with its bones, if texts are read."""
        if len(self.data[place]) == LENGTH and self.read:
            self.data[place] = sketch(self.read([Telling("t", self.texts[place])])[0])
        return self.data[place]


class KeptReader:
    """Reads tellings, and keeps their stories in a file, so that a run that was stopped goes on where it was."""

    def __init__(self, kept: Path | str) -> None:
        from fabula.models.model import load_model
        from fabula.reading import read_tellings

        self._model = load_model()
        self._read = read_tellings
        self._store = sqlite3.connect(kept)
        self._store.execute("CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")

    def __call__(self, tellings: Sequence[Telling]) -> list[Story]:
        return [self._one(telling) for telling in tellings]

    def _one(self, telling: Telling) -> Story:
        key = hashlib.sha256(f"{self._model.version} {telling.text}".encode()).hexdigest()
        row = self._store.execute("SELECT data FROM readings WHERE key = ?", (key,)).fetchone()
        if row:
            return Story.from_json(zlib.decompress(row[0]))
        story = self._read([telling], model=self._model)[0]
        self._store.execute("INSERT INTO readings VALUES (?, ?)", (key, zlib.compress(story.to_json().encode())))
        self._store.commit()
        return story


class Embedded:
    """Cosines of sentence embeddings, of whole texts or of the mean of their sentences."""

    def __init__(self, texts: Sequence[str], encoder: KeptEncoder, *, sentences: bool) -> None:
        pieces = [re.split(r"(?<=[.!?])[\"”’']?\s+", text) if sentences else [text] for text in texts]
        vectors = encoder.encode([piece for several in pieces for piece in several])
        ends = np.cumsum([len(several) for several in pieces])
        means = np.stack([part.mean(0) for part in np.split(vectors, ends[:-1])])
        self.vectors = means / np.linalg.norm(means, axis=1, keepdims=True)

    def scores(self, query: int) -> Scores:
        return np.asarray(self.vectors @ self.vectors[query], np.float32)


def tasks(data: Path) -> Iterator[tuple[str, list[str], list[tuple[int, int]]]]:
    """Name, texts, and pairs (query, other telling) of each retrieval task; every text is a candidate."""

    def lines(name: str) -> list[dict[str, Any]]:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    plots = [mask_names(p["plot"]) for p in lines("wiki_film_plots")]
    books = [(mask_names(b["lamb"]), mask_names(b["nesbit"])) for b in lines("lamb_nesbit")]
    films = [(r["kind"], mask_names(r["a"]["plot"]), mask_names(r["b"]["plot"])) for r in lines("film_remakes")]
    listed = [(a, b) for kind, a, b in films if kind.startswith("listed")]
    other = [(a, b) for kind, a, b in films if not kind.startswith("listed")]
    for name, pairs in (("Lamb, Nesbit", books), ("listed remakes", listed), ("same title", other)):
        texts = list(dict.fromkeys([*plots, *(t for pair in pairs for t in pair)]))
        place = {text: n for n, text in enumerate(texts)}
        yield f"{name} >", texts, [(place[a], place[b]) for a, b in pairs]
        yield f"{name} <", texts, [(place[b], place[a]) for a, b in pairs]


def suite(
    data: Path, minilm: Path | None, mpnet: Path | None, kept: Path | str, read: Read | None, write: Path | None = None
) -> None:
    """Print the table, and put it into the page ``write``, between its marks."""
    lines = ["| task | system | queries | R@1 | R@10 | MRR |", "|---|---|---|---|---|---|"]
    systems: dict[str, Callable[[Sequence[str]], Bm25 | Fabula | Embedded]] = {
        "fabula, without structure": Fabula,
        "fabula, words alone": lambda t: Fabula(t, meaning=0.0),
        "BM25": Bm25,
    }
    if read:
        systems = {"fabula": partial(Fabula, read=read), **systems}
    # The lengths are those that the encoders were published with.
    for label, folder, length in (("MiniLM-L6", minilm, 256), ("MPNet", mpnet, 384)):
        if folder:
            from benchmarks.encoders import KeptEncoder

            encoder = KeptEncoder(folder, length=length, kept=kept)
            systems[f"{label}, whole"] = partial(Embedded, encoder=encoder, sentences=False)
            systems[f"{label}, sentences"] = partial(Embedded, encoder=encoder, sentences=True)
    print(f"{'task':<18} {'system':<26} {'n':>3} {'R@1':>5} {'R@10':>5} {'MRR':>5}")
    built: dict[tuple[str, int], Any] = {}
    for name, texts, pairs in tasks(data):
        for label, make in systems.items():
            key = (label, hash(tuple(texts)))
            if key not in built:
                built[key] = make(texts)
            ranks = []
            for query, other in pairs:
                scores = built[key].scores(query)
                scores[query] = -np.inf
                ranks.append(1 + int((scores > scores[other]).sum()))
            r = np.array(ranks)
            found = [f"{value:.2f}" for value in (np.mean(r <= 1), np.mean(r <= 10), np.mean(1 / r))]
            print(f"{name:<18} {label:<26} {len(r):>3} {'  '.join(found)}", flush=True)
            shown = name.replace(" <", ", the other way").replace(" >", "")
            lines.append(f"| {shown} | {label} | {len(r)} | {' | '.join(found)} |")
    if write:
        from benchmarks.quality import put

        put(write, "likeness", lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", help="JSON Lines, or - for standard input")
    parser.add_argument("-o", "--output", type=Path, help="where the answers go; standard output if not given")
    parser.add_argument("--words", action="store_true", help="answer from the words alone, without reading the texts")
    parser.add_argument("--suite", type=Path, metavar="DATA", help="print the table for the sets in this folder")
    parser.add_argument("--minilm", type=Path, help="a folder with MiniLM's weights, as a baseline")
    parser.add_argument("--mpnet", type=Path, help="a folder with MPNet's weights, as a baseline")
    parser.add_argument("--write", type=Path, help="put the table into this page (docs/library.md), between its marks")
    parser.add_argument("--kept", type=Path, help="a file that keeps readings and the baselines' vectors")
    args = parser.parse_args()
    kept = args.kept or ":memory:"
    read = None if args.words else KeptReader(kept)
    if args.suite:
        suite(args.suite, args.minilm, args.mpnet, kept, read, args.write)
        return
    if not args.file:
        parser.error("give a file of questions, or --suite")
    lines = sys.stdin if str(args.file) == "-" else args.file.read_text(encoding="utf-8").splitlines()
    answers = [json.dumps(answer(json.loads(line), read)) for line in lines if line.strip()]
    if args.output:
        args.output.write_text("\n".join(answers) + "\n", encoding="utf-8")
    else:
        print("\n".join(answers))


if __name__ == "__main__":
    main()
