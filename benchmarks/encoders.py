"""Sentence encoders to be measured against: all-MiniLM-L6-v2 and all-mpnet-base-v2, from their published weights.

Reimers & Gurevych 2019, "Sentence-BERT"; Wang et al. 2020, "MiniLM"; Song et al. 2020, "MPNet". Both give the mean of
the last layer's vectors. MPNet runs in bfloat16, which some processors multiply six times as fast as float32; its
vectors hardly change by that (cosine > 0.999). Only benchmarks and training use them: fabula itself never does.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

__all__ = ["KeptEncoder", "SentenceEncoder"]


class SentenceEncoder:
    """The encoder whose ``model.safetensors`` and ``tokenizer.json`` lie in ``folder``; which one it is shows."""

    def __init__(self, folder: Path, *, length: int) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(length)
        self.tokenizer.no_padding()
        self._run = _kind(folder)(folder / "model.safetensors")

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], *, batch: int = 8192) -> NDArray[np.float32]:
        """One vector of length 1 for each text, cut off at the encoder's length; ``batch`` pieces at a time."""
        pieces = [e.ids for e in self.tokenizer.encode_batch(list(texts))]
        found = np.zeros((len(pieces), self._run.width), np.float32)
        # The longest first, and texts of one length together: less is padded.
        waiting = sorted(range(len(pieces)), key=lambda i: -len(pieces[i]))
        while waiting:
            longest = max(len(pieces[waiting[0]]), 1)
            several = max(batch // longest, 1)
            chosen, waiting = waiting[:several], waiting[several:]
            ids = torch.ones(len(chosen), longest, dtype=torch.long)
            mask = torch.zeros(len(chosen), longest)
            for row, i in enumerate(chosen):
                ids[row, : len(pieces[i])] = torch.tensor(pieces[i])
                mask[row, : len(pieces[i])] = 1
            states = self._run(ids, mask)
            mean = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            found[chosen] = functional.normalize(mean, dim=-1).numpy()
        return found


class KeptEncoder:
    """An encoder whose vectors are kept in the file ``kept``, so that a run that was stopped goes on where it was.

    A vector's key is a hash of the encoder's name, its length and the text, and then the numbers that it was made with.
    """

    def __init__(self, folder: Path, *, length: int, kept: Path | str = ":memory:") -> None:
        self._folder, self._length = folder, length
        self._numbers = str(_kind(folder).numbers).removeprefix("torch.")
        self._encoder: SentenceEncoder | None = None
        self._store = sqlite3.connect(kept)
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")

    def encode(self, texts: Sequence[str], *, chunk: int = 512) -> NDArray[np.float32]:
        """One vector of length 1 for each text; those that are kept are not made again."""
        keys = [self._key(text) for text in texts]
        have = {key for (key,) in self._store.execute("SELECT key FROM vectors")}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in have}
        # Texts of one length together: less is padded.
        waiting = sorted(missing.items(), key=lambda item: len(item[1]))
        for start in range(0, len(waiting), chunk):
            if self._encoder is None:
                self._encoder = SentenceEncoder(self._folder, length=self._length)
            part = waiting[start : start + chunk]
            vectors = self._encoder.encode([text for _, text in part])
            rows = [(key, vector.tobytes()) for (key, _), vector in zip(part, vectors, strict=True)]
            self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            self._store.commit()
        wanted = set(keys)
        data = {key: kept for key, kept in self._store.execute("SELECT key, data FROM vectors") if key in wanted}
        return np.stack([np.frombuffer(data[key], np.float32) for key in keys])

    def _key(self, text: str) -> str:
        hashed = hashlib.sha256(f"{self._folder.name} {self._length} {text}".encode()).hexdigest()
        return f"{hashed} {self._numbers}"


def _kind(folder: Path) -> type[_Mpnet | _Bert]:
    with safe_open(folder / "model.safetensors", "pt") as weights:
        return _Mpnet if "encoder.relative_attention_bias.weight" in weights.keys() else _Bert  # noqa: SIM118


class _Mpnet:
    width = 768
    numbers = torch.bfloat16

    def __init__(self, weights: Path) -> None:
        encoder: Any = import_module("training.encoder").load_mpnet(weights, 12)
        encoder.shapes.weight.data.zero_()
        self.encoder = encoder.to(self.numbers).eval()

    def __call__(self, ids: Tensor, mask: Tensor) -> Tensor:
        # The encoder takes texts one after another, without padding.
        real = mask.bool()
        embedded = self.encoder.words(ids[real])
        sizes = [int(n) for n in mask.sum(1)]
        found = torch.zeros(*ids.shape, self.width)
        found[real] = self.encoder(embedded, torch.zeros(len(embedded), dtype=torch.long), sizes).float()
        return found


class _Bert:
    width = 384
    numbers = torch.float32

    def __init__(self, weights: Path, heads: int = 12) -> None:
        self.weights = {
            name.removeprefix("bert."): value.to(self.numbers) for name, value in load_file(weights).items()
        }
        self.heads = heads
        self.layers = 1 + max(int(name.split(".")[2]) for name in self.weights if name.startswith("encoder.layer."))

    def __call__(self, ids: Tensor, mask: Tensor) -> Tensor:
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        bias = (1.0 - mask)[:, None, None, :] * -10000.0
        for n in range(self.layers):
            layer = f"encoder.layer.{n}"
            q, k, v = (self._split(self._linear(x, f"{layer}.attention.self.{p}")) for p in ("query", "key", "value"))
            shares = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + bias).softmax(-1)
            mixed = (shares @ v).transpose(1, 2).flatten(2)
            attended = self._linear(mixed, f"{layer}.attention.output.dense")
            x = self._norm(x + attended, f"{layer}.attention.output.LayerNorm")
            up = functional.gelu(self._linear(x, f"{layer}.intermediate.dense"))
            x = self._norm(x + self._linear(up, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return x

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(
            x, (self.width,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12
        )
