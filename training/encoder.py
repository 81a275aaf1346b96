"""The encoder: MPNet's lower layers, in plain PyTorch, with an embedding for the letters' case.

Architecture and weights: Song et al. 2020, "MPNet: Masked and Permuted Pre-training"; the weights are those of
all-mpnet-base-v2 (Apache-2.0). Keeping the lower layers only: Sajjad et al. 2020, "Poor Man's BERT".
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from fabula.models.windows import SHAPES

BUCKETS, FARTHEST = 32, 128


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.norm1 = nn.LayerNorm(width, eps=1e-5)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-5)

    def forward(self, x: Tensor, bias: Tensor, sizes: list[int] | None = None, drop: float = 0.0) -> Tensor:
        """``x`` holds the pieces of one window after another, (pieces, width); ``sizes`` are the windows' lengths."""
        q, k, v = (f(x).unflatten(-1, (self.heads, -1)).transpose(0, 1) for f in (self.q, self.k, self.v))
        if sizes is None:
            seen = self.attend(q, k, v, bias)
        else:
            windows = zip(*(t.split(sizes, 1) for t in (q, k, v)), strict=True)
            seen = torch.cat([self.attend(*w, bias[:, : w[0].shape[1], : w[0].shape[1]]) for w in windows], 1)
        x = self.norm1(x + F.dropout(self.o(seen.transpose(0, 1).flatten(1)), drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), drop, self.training))

    @staticmethod
    def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
        """Attention within one window: all (heads, pieces, width of a head)."""
        weights = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + bias).softmax(-1).to(v.dtype)
        return weights @ v


def bucket(distance: Tensor) -> Tensor:
    """T5's buckets of relative positions, both directions."""
    half = BUCKETS // 2
    side = (distance < 0).long() * half
    n = distance.abs()
    exact = half // 2
    far = exact + (torch.log(n.clamp(min=1).float() / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return side + torch.where(n < exact, n, far.clamp(max=half - 1))


class Encoder(nn.Module):
    def __init__(
        self, layers: int, width: int = 768, heads: int = 12, inner: int = 3072, vocabulary: int = 30527
    ) -> None:
        super().__init__()
        self.width = width
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(514, width)
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.normal_(self.shapes.weight, std=0.01)
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.relative = nn.Embedding(BUCKETS, heads)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))

    def forward(self, embedded: Tensor, shapes: Tensor, sizes: list[int] | None = None, drop: float = 0.0) -> Tensor:
        """Vectors of pieces, (pieces, width), from their embeddings and shapes.

        ``sizes`` are the lengths of the windows that stand one after another; without it, all is one window.
        """
        longest = embedded.shape[0] if sizes is None else max(sizes)
        place = torch.arange(longest)
        positions = self.positions(place + 2)
        if sizes is not None:
            positions = torch.cat([positions[:n] for n in sizes])
        x = F.dropout(self.norm(embedded + positions + self.shapes(shapes)), drop, self.training)
        far = self.relative(bucket(torch.arange(2 * longest - 1) - (longest - 1))).t()  # (heads, distances)
        bias = far[:, place[:, None] - place[None, :] + (longest - 1)]
        for layer in self.layers:
            x = layer(x, bias, sizes, drop)
        return x


def load_mpnet(path: Path, layers: int) -> Encoder:
    """The lower ``layers`` layers of MPNet, from its ``model.safetensors``."""
    weights = load_file(path)
    encoder = Encoder(layers)
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
        "relative.weight": "encoder.relative_attention_bias.weight",
    }
    parts = {
        "q": "attention.attn.q", "k": "attention.attn.k", "v": "attention.attn.v", "o": "attention.attn.o",
        "norm1": "attention.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for i in range(layers):
        for ours, theirs in parts.items():
            for kind in ("weight", "bias"):
                names[f"layers.{i}.{ours}.{kind}"] = f"encoder.layer.{i}.{theirs}.{kind}"
    state = {ours: weights[theirs] for ours, theirs in names.items()}
    missing, unexpected = encoder.load_state_dict(state, strict=False)
    if unexpected or missing != ["shapes.weight"]:
        raise ValueError(f"not MPNet's weights: {missing} missing, {unexpected} unexpected")
    return encoder
