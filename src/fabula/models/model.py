"""The trained encoder at reading time: weights in, word vectors out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fabula.errors import ModelError
from fabula.models.heads import KILLS, PERSON, Floats, Heads
from fabula.models.so_far import WHOM_FEATURES
from fabula.models.windows import Pieces, Window, windows

__all__ = ["Encoding", "Model", "load_model"]

WEIGHTS = Path(__file__).parent / "weights"
_SIZES = ("relation.out.bias", "person_told.bias", "whom.features.table.weight")
"""Weights by whose number those of another version are known."""


class _Words(Protocol):
    @property
    def sentences(self) -> tuple[tuple[int, int], ...]: ...
    def __len__(self) -> int: ...
    def strings(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder says of the words of one telling: one row a word.

    ``parts`` are the vectors that the pair heads work on; ``tokens`` the logits of the heads that label single words.
    """

    parts: Mapping[str, Floats]
    tokens: Mapping[str, Floats]


class Model:
    """One set of weights, loaded once; safe to use from several threads.

    Raises ``ModelError`` if the folder does not hold a whole set of weights.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        import onnxruntime as ort

        try:
            self.card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
            self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf-8"))
            self.pieces = Pieces(folder / "tokenizer.json")
            with np.load(folder / "vocabulary.npz") as table:
                self._rows: NDArray[np.int8] = table["rows"]
                self._scales: Floats = table["scales"].astype(np.float32)
            with np.load(folder / "heads.npz") as weights:
                self.heads = Heads({k: weights[k] for k in weights.files})
                sizes = [len(weights[name]) for name in _SIZES]
            wanted = [len(self.labels["relation"]), sum(map(self._count, PERSON)), sum(WHOM_FEATURES)]
            if sizes != wanted or KILLS not in self.labels["relation"]:
                raise ValueError("they belong to another version of fabula")
            options = ort.SessionOptions()
            options.intra_op_num_threads = threads or 0  # 0: as many as there are cores
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = ort.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except (OSError, KeyError, ValueError, RuntimeError) as problem:
            raise ModelError(
                f"The reader's weights in {folder} cannot be loaded ({problem}); install fabula again."
            ) from problem
        self.version: str = self.card["version"]
        self._widths: dict[str, int] = {
            **self.card["parts"],
            **{f"token:{n}": k for n, k in self.card["tokens"].items()},
        }

    def _count(self, name: str) -> int:
        return len(self.labels[name])

    def encode(self, tellings: Sequence[_Words]) -> list[Encoding]:
        """The encoding of each telling. Windows run one by one: a telling reads the same in whatever company."""
        return [self._encode(telling) for telling in tellings]

    def _encode(self, telling: _Words) -> Encoding:
        table = {name: np.zeros((len(telling), width), np.float32) for name, width in self._widths.items()}
        edges = np.cumsum([0, *self._widths.values()])
        if len(telling):
            for window in windows(telling.strings(), telling.sentences, self.pieces):
                rows = self._run(window)
                for name, a, b in zip(table, edges, edges[1:], strict=False):
                    table[name][window.words] = rows[:, a:b]
        return Encoding(
            {name: table[name] for name in self.card["parts"]},
            {name: table[f"token:{name}"] for name in self.card["tokens"]},
        )

    def _run(self, window: Window) -> Floats:
        ids = np.array(window.pieces)
        inputs = {
            "embedded": self._rows[ids] * self._scales[ids][:, None],
            "shapes": np.array(window.shapes),
            "firsts": np.array(window.firsts),
            "lasts": np.array(window.lasts),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)


@lru_cache(maxsize=2)
def load_model(folder: Path = WEIGHTS, threads: int | None = None) -> Model:
    """The reader's model, loaded once a process."""
    return Model(folder, threads=threads)
