"""The trained encoder at reading time: weights in, word vectors out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fabula.errors import ModelError
from fabula.models.heads import Floats, Heads
from fabula.models.windows import Pieces, Window, windows

__all__ = ["Encoding", "Model", "load_model"]

BATCH = 2048
"""Pieces, padding included, that go through the encoder at once: enough to fill two cores, flat in memory."""
WEIGHTS = Path(__file__).parent / "weights"


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

    def encode(self, tellings: Sequence[_Words]) -> list[Encoding]:
        """The encodings of some tellings. Memory is flat in each batch; windows of like length go together."""
        sizes = [len(t) for t in tellings]
        bases = np.cumsum([0, *sizes])
        jobs = [
            (window, int(base))
            for telling, base in zip(tellings, bases, strict=False)
            if len(telling)
            for window in windows(telling.strings(), telling.sentences, self.pieces)
        ]
        widths = dict(self.card["parts"]) | {f"token:{k}": v for k, v in self.card["tokens"].items()}
        table = np.zeros((int(bases[-1]), sum(widths.values())), dtype=np.float32)
        for batch in _batches(jobs):
            table[np.concatenate([np.array(w.words) + base for w, base in batch])] = self._run([w for w, _ in batch])
        columns = np.cumsum([0, *widths.values()])
        names = list(widths)
        result = []
        for base, size in zip(bases, sizes, strict=False):
            rows = table[base : base + size]
            named = {n: rows[:, a:b] for n, a, b in zip(names, columns, columns[1:], strict=False)}
            result.append(
                Encoding(
                    {k: np.ascontiguousarray(v) for k, v in named.items() if not k.startswith("token:")},
                    {k[6:]: v for k, v in named.items() if k.startswith("token:")},
                )
            )
        return result

    def _run(self, batch: list[Window]) -> Floats:
        length = max(len(w.pieces) for w in batch)
        ids = np.full((len(batch), length), self.pieces.pad, dtype=np.int64)
        shapes = np.zeros_like(ids)
        mask = np.zeros((len(batch), length), dtype=np.float32)
        firsts, lasts = [], []
        for row, w in enumerate(batch):
            n = len(w.pieces)
            ids[row, :n], shapes[row, :n], mask[row, :n] = w.pieces, w.shapes, 1.0
            firsts.append(np.array(w.firsts, dtype=np.int64) + row * length)
            lasts.append(np.array(w.lasts, dtype=np.int64) + row * length)
        inputs = {
            "embedded": self._rows[ids] * self._scales[ids][..., None],
            "shapes": shapes,
            "mask": mask,
            "firsts": np.concatenate(firsts),
            "lasts": np.concatenate(lasts),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)


def _batches(jobs: list[tuple[Window, int]]) -> Iterator[list[tuple[Window, int]]]:
    batch: list[tuple[Window, int]] = []
    for job in sorted(jobs, key=lambda j: len(j[0].pieces)):
        if batch and (len(batch) + 1) * len(job[0].pieces) > BATCH:
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


@lru_cache(maxsize=2)
def load_model(folder: Path = WEIGHTS, threads: int | None = None) -> Model:
    """The reader's model, loaded once a process."""
    return Model(folder, threads=threads)
