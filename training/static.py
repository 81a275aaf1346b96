"""Makes the small tables in ``src/fabula/models/static``: python -m training.static --weights MPNET --plots FILE

Each whole word of the encoder's vocabulary goes through all-mpnet-base-v2 (Apache-2.0) by itself; the vectors are
centred, cut down to their 256 principal components and kept in 8 bits (after Tulkens & van Dongen 2024, "Model2Vec").
Words with one stem share the mean of their vectors. The counts say in how many film plots each stem is used.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.words import content, fold, names_in, stem
from fabula.models.static import WIDTH

OUT = Path(__file__).parents[1] / "src" / "fabula" / "models" / "static"


def vectors(weights: Path) -> tuple[list[str], NDArray[np.float64]]:
    """The stems, and a vector for each."""
    from benchmarks.encoders import SentenceEncoder

    encoder = SentenceEncoder(weights, length=16)
    words = sorted(w for w in encoder.tokenizer.get_vocab() if w.isalpha() and w.isascii() and len(w) > 2)
    found = encoder.encode(words, batch=128).astype(np.float64)
    found -= found.mean(0)
    # A third of the words is enough to find the main directions.
    _, _, directions = np.linalg.svd(found[::3], full_matrices=False)
    found = found @ directions[:WIDTH].T
    by_stem: defaultdict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for word, vector in zip(words, found, strict=True):
        by_stem[stem(fold(word))].append(vector)
    stems = sorted(by_stem)
    return stems, np.stack([np.mean(by_stem[s], axis=0) for s in stems])


def pack(rows: NDArray[np.float64]) -> bytes:
    """Rows in 8 bits: the numbers, then the scale, in quarters of a power of two."""
    scale = np.ceil(4 * np.log2(np.abs(rows).max(axis=1) + 1e-9))
    numbers = np.round(rows / np.exp2(scale / 4)[:, None] * 127)
    return np.concatenate([numbers, scale[:, None]], axis=1).astype(np.int8).tobytes()


def count(plots: Path) -> str:
    """The table of counts: how many plots, then each stem that more than one uses, other than as a name."""
    used: Counter[str] = Counter()
    number = 0
    with gzip.open(plots, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["plot"]
            number += 1
            used.update(set(content(text, without=frozenset(names_in(text)))))
    rows = sorted(((n, w) for w, n in used.items() if n > 1), key=lambda row: (-row[0], row[1]))
    return f"{number}\n" + "".join(f"{word} {n}\n" for n, word in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--weights", type=Path, required=True, help="a folder with MPNet's model and tokenizer")
    parser.add_argument("--plots", type=Path, required=True, help="wiki_film_plots.jsonl.gz")
    parser.add_argument("--out", type=Path, default=OUT, help="where the tables go; the package's own if not given")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "counts.txt").write_text(count(args.plots), encoding="utf-8")
    stems, rows = vectors(args.weights)
    (args.out / "vectors.int8").write_bytes(pack(rows))
    (args.out / "stems.txt").write_text("\n".join(stems) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
