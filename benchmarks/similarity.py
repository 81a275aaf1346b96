"""How well stories are told apart when names are masked: python -m benchmarks.similarity FILE | --suite DATA

FILE is JSON Lines. ``{"anchor", "a", "b"}`` asks which of two stories is closer to the anchor; the answer is the line
``{"closer": "a", "a": 0.31, "b": 0.22}``. ``{"query", "candidates": [...]}`` asks for a ranking; the answer is
``{"ranking": [4, 0, ...]}``, positions of candidates, the closest first. An ``"id"`` comes back. Texts are strings.
Names are masked in any case: nothing hangs on them.

``--suite DATA`` takes a folder with ``wiki_film_plots``, ``lamb_nesbit`` and ``film_remakes`` (``.jsonl.gz``) and
prints the table of recall at 1 and 10 and mean reciprocal rank, beside BM25 and, with ``--minilm`` and ``--mpnet``
(folders of their published weights), whole-text and mean-of-sentences embeddings. Three constants of fabula's (how
many words a sketch keeps, the share of meaning, the number of neighbours) were chosen with these sets in sight.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.similarity import ALIKE, RETOLD, Sketches, closer, rank, sketch_text
from fabula.comparing.words import WORD, content, fold, names_in

if TYPE_CHECKING:
    from benchmarks.encoders import KeptEncoder

__all__ = ["main", "mask_names"]

Scores = NDArray[np.float32]


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


def answer(record: dict[str, Any]) -> dict[str, Any]:
    """The answer to one line of a file."""
    given = {"id": record["id"]} if "id" in record else {}
    if "anchor" in record:
        which, a, b = closer(*(mask_names(record[key]) for key in ("anchor", "a", "b")))
        return {**given, "closer": which, "a": round(a, 4), "b": round(b, 4)}
    ranked = rank(mask_names(record["query"]), [mask_names(c) for c in record["candidates"]])
    return {**given, "ranking": [place for place, _ in ranked]}


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
    """What ``fabula like`` ranks by: words and a share of meaning, each in relation to its neighbours."""

    def __init__(self, texts: Sequence[str], meaning: float = RETOLD) -> None:
        self.data = [sketch_text(text) for text in texts]
        self.sketches = Sketches(self.data)
        self.meaning = meaning

    def scores(self, query: int) -> Scores:
        # The query itself is in the library: it is left out, as `fabula like` leaves it out.
        others = np.array([n for n in range(len(self.data)) if self.data[n] != self.data[query]])
        found = np.full(len(self.data), -9.0, np.float32)
        part = self.sketches.some(others)
        for place, score in part.nearest(self.data[query], limit=len(others), meaning=self.meaning):
            found[others[place]] = score
        return found


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


def suite(data: Path, minilm: Path | None, mpnet: Path | None, kept: Path | str) -> None:
    """Print the table."""
    systems: dict[str, Callable[[Sequence[str]], Bm25 | Fabula | Embedded]] = {
        "fabula": Fabula,
        "fabula, words alone": lambda t: Fabula(t, 0.0),
        "fabula, half meaning": lambda t: Fabula(t, ALIKE),
        "BM25": Bm25,
    }
    # The lengths are those that the encoders were published with.
    for label, folder, length in (("MiniLM-L6", minilm, 256), ("MPNet", mpnet, 384)):
        if folder:
            from benchmarks.encoders import KeptEncoder

            encoder = KeptEncoder(folder, length=length, kept=kept)
            systems[f"{label}, whole"] = partial(Embedded, encoder=encoder, sentences=False)
            systems[f"{label}, sentences"] = partial(Embedded, encoder=encoder, sentences=True)
    print(f"{'task':<18} {'system':<22} {'n':>3} {'R@1':>5} {'R@10':>5} {'MRR':>5}")
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
            found = f"{np.mean(r <= 1):>5.2f} {np.mean(r <= 10):>5.2f} {np.mean(1 / r):>5.2f}"
            print(f"{name:<18} {label:<22} {len(r):>3} {found}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", help="JSON Lines, or - for standard input")
    parser.add_argument("-o", "--output", type=Path, help="where the answers go; standard output if not given")
    parser.add_argument("--suite", type=Path, metavar="DATA", help="print the table for the sets in this folder")
    parser.add_argument("--minilm", type=Path, help="a folder with MiniLM's weights, as a baseline")
    parser.add_argument("--mpnet", type=Path, help="a folder with MPNet's weights, as a baseline")
    parser.add_argument("--kept", type=Path, help="a file that keeps the baselines' vectors from run to run")
    args = parser.parse_args()
    if args.suite:
        suite(args.suite, args.minilm, args.mpnet, args.kept or ":memory:")
        return
    if not args.file:
        parser.error("give a file of questions, or --suite")
    lines = sys.stdin if str(args.file) == "-" else args.file.read_text(encoding="utf-8").splitlines()
    answers = [json.dumps(answer(json.loads(line))) for line in lines if line.strip()]
    if args.output:
        args.output.write_text("\n".join(answers) + "\n", encoding="utf-8")
    else:
        print("\n".join(answers))


if __name__ == "__main__":
    main()
