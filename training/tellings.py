"""How the weights of splitting were fitted: python -m training.tellings SHARED OUT

Writes ``openings.txt`` and ``beginnings.txt`` as ``fabula.comparing`` reads them, and prints the weights of the second
look. Texts are the half of the film plots and plays that ``benchmarks.tellings`` leaves alone. Files of one to five
tellings are put together from them; some begin with a made-up logline (a sentence or two, names taken out) or blurb
(some sentences of the first half, thinned). What a paragraph's first and last words say is fitted on one part of the
texts and used on the other, so that the network does not trust it too much.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from fabula.comparing import beginnings, openings
from fabula.comparing.splitting import split
from fabula.comparing.words import names_in
from training.made_up import blurb, logline
from training.regression import logistic

Array = NDArray[np.float64]
Pool = tuple[list[tuple[str, str]], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--files", type=int, default=800, help="how many files are put together, for each of two parts")
    args = parser.parse_args()
    torch.manual_seed(0)
    pools = [_pool(args.shared, part) for part in (0, 1)]
    words = [_fit_openings([pool]) for pool in reversed(pools)]
    examples = [_examples(pools[k], words[k], args.files, k) for k in (0, 1)]
    bias, out, rows = _network(np.concatenate([x for x, _ in examples]), np.concatenate([y for _, y in examples]))
    lines = [f"{bias:.3f}", *(" ".join(f"{w:g}" for w in (o, *row)) for o, row in zip(out, rows, strict=True))]
    (args.out / "beginnings.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    both = _fit_openings(pools)
    table = "".join(f"{word}\t{a}\t{b}\n" for word, (a, b) in sorted(both.items()))
    (args.out / "openings.txt").write_text(table, encoding="utf-8")
    beginnings._network = lambda: (
        bias,
        tuple((float(o), tuple(map(float, r))) for o, r in zip(out, rows, strict=True)),
    )
    seconds = [_second_examples(pools[k], words[k], args.files // 2, k) for k in (0, 1)]
    weights = logistic(np.concatenate([x for x, _ in seconds]), np.concatenate([y for _, y in seconds]), 3e-4)
    print("the second look:", ", ".join(f"{w:.3f}" for w in weights))


def _pool(shared: Path, part: int) -> Pool:
    """Pairs of tellings of one story, plays first, and single film plots, of one part of the fitting half."""

    def records(name: str) -> list[dict[str, Any]]:
        with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def mine(title: str) -> bool:
        number = zlib.crc32(re.sub(r"\(.*?\)", "", title).strip().lower().encode())
        return number % 2 == 0 and (number >> 3) % 2 == part

    plays = records("lamb_nesbit")
    pairs = [(r["lamb"], r["nesbit"]) for n, r in enumerate(plays) if n % 2 == 0 and n // 2 % 2 == part]
    pairs += [(r["a"]["plot"], r["b"]["plot"]) for r in records("film_remakes") if mine(r["a"]["title"])]
    films = [r["plot"] for r in records("wiki_film_plots") if mine(r["title"]) and len(r["plot"].split()) >= 15]
    return pairs, films


def _paragraphs(text: str) -> list[tuple[int, int]]:
    return [(part.start, part.end) for part in split(text, "paragraph")]


def _fit_openings(pools: Sequence[Pool]) -> dict[str, tuple[float, float]]:
    """The weight of each word in a first and in a last paragraph."""
    rows = []
    for pairs, films in pools:
        for text in films + [t for pair in pairs[:5] for t in pair] * 6:
            names = frozenset(names_in(text))
            places = _paragraphs(text)
            for k, (start, end) in enumerate(places):
                if end - start >= 40:
                    here = text[start:end]
                    marks = openings.opening_marks(here, names), openings.close_marks(here, names)
                    rows.append((marks, (k == 0, k == len(places) - 1)))
    weights: dict[str, list[float]] = {}
    for side in (0, 1):
        counts = Counter(word for marks, _ in rows for word in marks[side])
        places = {w: n for n, w in enumerate(sorted(w for w, c in counts.items() if c >= 12 * len(pools)), 1)}
        columns = [[0, *(places[w] for w in marks[side] if w in places)] for marks, _ in rows]
        ends = np.cumsum([0, *map(len, columns)])
        flat = [c for row in columns for c in row]
        matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(places) + 1))
        fitted = logistic(matrix, np.array([float(truth[side]) for _, truth in rows]), 2.0 / len(rows))
        for word, n in (("", 0), *places.items()):
            if not word or abs(fitted[n]) >= 0.1:
                weights.setdefault(word, [0.0, 0.0])[side] = round(float(fitted[n]), 2)
    return {word: (a, b) for word, (a, b) in weights.items()}


def _file(pool: Pool, chance: random.Random) -> tuple[str, set[int]]:
    """A text of some tellings, and where they start."""
    pairs, films = pool
    count, kind = chance.randint(1, 5), chance.random()
    told: list[str] = []
    if count > 1 and kind < 0.35:
        told = chance.sample(chance.choice(pairs[:5] if chance.random() < 0.4 else pairs), 2)
    elif kind < 0.7:
        plot = chance.choice(films)
        short = [logline(plot, chance), blurb(plot, chance)]
        told = [t for t in [*(short if kind < 0.5 else chance.sample(short, 1)), plot] if t]
        count = max(count, len(told)) if chance.random() < 0.4 else len(told)
    while len(told) < count:
        told.append(chance.choice(films))
    gap = chance.choice(["\n", "\n\n"]) if (close := chance.random() < 0.35) else chance.choice(["\n\n", "\n\n\n"])
    text, starts = "", set()
    for telling in told[:count]:
        text += gap if text else ""
        starts.add(len(text))
        text += re.sub(r"\s+", " ", telling) if close else telling.strip()
    return text, starts


def _examples(pool: Pool, words: dict[str, tuple[float, float]], files: int, seed: int) -> tuple[Array, Array]:
    openings._weights = lambda: words
    chance = random.Random(seed)
    signs, truth = [], []
    for _ in range(files):
        text, starts = _file(pool, chance)
        places = _paragraphs(text)
        units = beginnings._units(text, places)
        begin = 0
        for i in range(1, len(units)):
            signs.append(beginnings._features(units, begin, i))
            truth.append(places[i][0] in starts)
            begin = i if truth[-1] else begin
    return np.array(signs, float), np.array(truth, float)


def _second_examples(pool: Pool, words: dict[str, tuple[float, float]], files: int, seed: int) -> tuple[Array, Array]:
    openings._weights = lambda: words
    chance = random.Random(100 + seed)
    signs, truth = [], []
    confirmed, beginnings._confirmed = beginnings._confirmed, lambda _, begins: begins
    for _ in range(files):
        text, starts = _file(pool, chance)
        places = _paragraphs(text)
        units = beginnings._units(text, places)
        found = beginnings._begins(units)
        for a, b, end in zip(found, found[1:], [*found[2:], len(units)], strict=False):
            signs.append(beginnings._whole(units, a, b, end))
            truth.append(places[b][0] in starts)
    beginnings._confirmed = confirmed
    return np.array(signs, float), np.array(truth, float)


def _network(signs: Array, truth: Array, hidden: int = 16, epochs: int = 14) -> tuple[float, Array, Array]:
    """One hidden layer of tanh; standardisation is folded into the weights, the first sign being the constant 1."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-6
    mean[0], spread[0] = 0, 1
    x = torch.tensor((signs - mean) / spread, dtype=torch.float32)
    y = torch.tensor(truth, dtype=torch.float32)
    inner, outer = torch.nn.Linear(x.shape[1], hidden), torch.nn.Linear(hidden, 1)
    optimizer = torch.optim.AdamW([*inner.parameters(), *outer.parameters()], lr=6e-3, weight_decay=5e-2)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = 6e-3 * (1 - epoch / epochs)
        for some in torch.randperm(len(x)).split(512):
            odds = outer(torch.tanh(inner(x[some])))[:, 0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, y[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    rows = inner.weight.detach().numpy() / spread
    rows[:, 0] += inner.bias.detach().numpy() - rows @ mean
    return float(outer.bias.item()), np.round(outer.weight.detach().numpy()[0], 3), np.round(rows, 3)


if __name__ == "__main__":
    main()
