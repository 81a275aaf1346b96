"""How the weights of splitting were fitted: python -m training.tellings SHARED OUT

Writes ``openings.txt`` and ``beginnings.txt`` as ``fabula.comparing`` reads them. Texts are the half of the film plots
and plays that ``benchmarks.tellings`` leaves alone, in four parts. Files of one to five tellings are put together from
them; some begin with a made-up logline (a sentence or two, names taken out) or blurb (some sentences of the first half,
thinned), some are blurbs of several stories, some hold another story whose people bear the names of the first. What a
paragraph's first and last words say is fitted on three parts of the texts and used on the fourth, so that the networks
do not trust it too much.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from fabula.comparing.beginnings import Network, second_signs, sought
from fabula.comparing.openings import Weights, close_marks, opening_marks
from fabula.comparing.paragraphs import Unit, units
from fabula.comparing.signs import Ahead, Before, signs_of_a_beginning
from fabula.comparing.splitting import split
from fabula.comparing.words import names_in
from training.made_up import blurb, logline, renamed
from training.regression import logistic

Array = NDArray[np.float64]
Example = tuple[dict[str, float], float, bool]  # signs, what the gap is worth in log-odds, the truth
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Pool:
    """Plays told by two, films told or made twice, single film plots, and those of these that have paragraphs."""

    plays: list[tuple[str, str]]
    remakes: list[tuple[str, str]]
    films: list[str]
    long: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--files", type=int, default=700, help="how many files, for each of four parts")
    args = parser.parse_args()
    networks, words = fit([pool(args.shared, part) for part in range(_PARTS)], args.files)
    text = "\n\n".join(_lines(network) for network in networks)
    (args.out / "beginnings.txt").write_text(text + "\n", encoding="utf-8")
    table = "".join(f"{word}\t{a:g}\t{b:g}\n" for word, (a, b) in sorted(words.items()))
    (args.out / "openings.txt").write_text(table, encoding="utf-8")


def fit(pools: Sequence[Pool], files: int) -> tuple[tuple[Network, Network], Weights]:
    """The networks of both looks, and the weights of the marks that open and close."""
    torch.manual_seed(0)
    others = [fit_openings([p for p in pools if p is not mine]) for mine in pools]
    both = list(enumerate(zip(pools, others, strict=True)))
    first = _network(e for k, each in both for e in _first_examples(*each, files, k))
    second = _network(e for k, each in both for e in _second_examples(*each, files, 100 + k, first))
    return (first, second), fit_openings(pools)


def _lines(network: Network) -> str:
    rows = (" ".join(f"{w:g}" for w in (o, *row)) for o, row in zip(network.out, network.rows, strict=True))
    return "\n".join([" ".join(network.names), f"{network.bias:.3f}", *rows])


def pool(shared: Path, part: int) -> Pool:
    """The texts of one part of the fitting half."""

    def records(name: str) -> list[dict[str, Any]]:
        with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def mine(title: str) -> bool:
        number = zlib.crc32(re.sub(r"\(.*?\)", "", title).strip().lower().encode())
        return number % 2 == 0 and (number >> 3) % _PARTS == part

    plays = records("lamb_nesbit")
    told = [(r["lamb"], r["nesbit"]) for n, r in enumerate(plays) if n % 2 == 0 and n // 2 % _PARTS == part]
    remakes = [(r["a"]["plot"], r["b"]["plot"]) for r in records("film_remakes") if mine(r["a"]["title"])]
    films = [r["plot"] for r in records("wiki_film_plots") if mine(r["title"]) and len(r["plot"].split()) >= 15]
    return Pool(told, remakes, films, [film for film in films if len(_paragraphs(film)) >= 4])


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [(part.start, part.end) for part in split(text, "paragraph")]


def fit_openings(pools: Sequence[Pool]) -> Weights:
    """The weight of each word in a first and in a last paragraph."""
    rows = []
    for pool in pools:
        for text in pool.films + [t for pair in pool.plays for t in pair] * 6:
            names = frozenset(names_in(text))
            places = _paragraphs(text)
            for k, (start, end) in enumerate(places):
                if end - start >= 40:
                    here = text[start:end]
                    marks = opening_marks(here, names), close_marks(here, names)
                    rows.append((marks, (k == 0, k == len(places) - 1)))
    weights: dict[str, list[float]] = {}
    for side in (0, 1):
        counts = Counter(word for marks, _ in rows for word in marks[side])
        places = {w: n for n, w in enumerate(sorted(w for w, c in counts.items() if c >= 4 * len(pools)), 1)}
        columns = [[0, *sorted(places[w] for w in marks[side] if w in places)] for marks, _ in rows]
        ends = np.cumsum([0, *map(len, columns)])
        flat = [c for row in columns for c in row]
        matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(places) + 1))
        fitted = logistic(matrix, np.array([float(truth[side]) for _, truth in rows]), 8.0 / len(rows))
        for word, n in (("", 0), *places.items()):
            if not word or abs(fitted[n]) >= 0.05:
                weights.setdefault(word, [0.0, 0.0])[side] = round(float(fitted[n]), 2)
    return {word: (a, b) for word, (a, b) in weights.items()}


def _file(pool: Pool, chance: random.Random) -> tuple[str, set[int]]:
    """A text of some tellings, and where they start."""
    count, kind = chance.randint(1, 5), chance.random()
    told: list[str] = []
    if count > 1 and kind < 0.3:
        told = chance.sample(chance.choice(pool.plays if chance.random() < 0.25 else pool.remakes), 2)
    elif count > 1 and kind < 0.45:
        told = chance.sample(pool.films, 2)
        told[1] = renamed(told[1], told[0])
    elif kind < 0.65:
        plot = chance.choice(pool.films)
        short = [logline(plot, chance), blurb(plot, chance)]
        told = [t for t in [*(short if kind < 0.55 else chance.sample(short, 1)), plot] if t]
        count = max(count, len(told)) if chance.random() < 0.4 else len(told)
    elif kind < 0.77:
        told = [short for plot in chance.sample(pool.films, count) if (short := blurb(plot, chance))]
        count = len(told)
    while len(told) < count:
        told.append(chance.choice(pool.long if chance.random() < 0.6 else pool.films))
    gap = chance.choice(["\n", "\n\n"]) if (close := chance.random() < 0.2) else chance.choice(["\n\n", "\n\n\n"])
    text, starts = "", set()
    for telling in told[:count]:
        text += gap if text else ""
        starts.add(len(text))
        text += re.sub(r"\s+", " ", telling) if close else telling.strip()
    return text, starts


def _runs(pool: Pool, weights: Weights, files: int, seed: int) -> Iterator[tuple[list[Unit], list[bool]]]:
    """The paragraphs of files, and whether each begins a telling."""
    chance = random.Random(seed)
    for _ in range(files):
        text, starts = _file(pool, chance)
        places = _paragraphs(text)
        yield units(text, places, weights), [start in starts for start, _ in places]


def _first_examples(pool: Pool, weights: Weights, files: int, seed: int) -> Iterator[Example]:
    for run, truth in _runs(pool, weights, files, seed):
        before = Before(run[:1])
        for i in range(1, len(run)):
            yield signs_of_a_beginning(before, Ahead(run, i)), run[i].mark, truth[i]
            if truth[i]:
                before = Before(run[i : i + 1])
            else:
                before.add(run[i])


def _second_examples(pool: Pool, weights: Weights, files: int, seed: int, first: Network) -> Iterator[Example]:
    for run, truth in _runs(pool, weights, files, seed):
        found = sought(run, first, lenience=3.0)
        for a, b, end in zip(found, found[1:], [*found[2:], len(run)], strict=False):
            yield second_signs(run, a, b, end, first), run[b].mark, truth[b]


def _network(examples: Iterable[Example], several: int = 4) -> Network:
    """The mean of several networks that start from other weights, which is a network again."""
    names: tuple[str, ...] = ()
    signs, marks, truth = [], [], []
    for found, mark, true in examples:
        names = tuple(found)
        signs.append(np.array(list(found.values())))
        marks.append(mark)
        truth.append(true)
    networks = [_single(names, np.array(signs), np.array(marks), np.array(truth, float)) for _ in range(several)]
    out = np.round(np.concatenate([network.out for network in networks]) / several, 3)
    bias = sum(network.bias for network in networks) / several
    return Network(names, bias, out, np.round(np.concatenate([network.rows for network in networks]), 3))


_LEAST_SPREAD = 0.05  # a sign that is almost constant would get noise for a weight, divided by its spread alone


def _single(
    names: tuple[str, ...], signs: Array, marks: Array, truth: Array, hidden: int = 16, epochs: int = 14
) -> Network:
    """One hidden layer of tanh, whose odds come on top of ``marks``.

    Standardisation is folded into the weights, the first sign being the constant 1.
    """
    mean, spread = signs.mean(0), np.maximum(signs.std(0), _LEAST_SPREAD)
    mean[0], spread[0] = 0, 1
    x, y, given = (torch.tensor(a, dtype=torch.float32) for a in ((signs - mean) / spread, truth, marks))
    inner, outer = torch.nn.Linear(x.shape[1], hidden), torch.nn.Linear(hidden, 1)
    optimizer = torch.optim.AdamW([*inner.parameters(), *outer.parameters()], lr=6e-3, weight_decay=5e-2)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = 6e-3 * (1 - epoch / epochs)
        for some in torch.randperm(len(x)).split(512):
            odds = given[some] + outer(torch.tanh(inner(x[some])))[:, 0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, y[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    rows = inner.weight.detach().numpy() / spread
    rows[:, 0] += inner.bias.detach().numpy() - rows @ mean
    return Network(names, outer.bias.item(), outer.weight.detach().numpy()[0], rows)


if __name__ == "__main__":
    main()
