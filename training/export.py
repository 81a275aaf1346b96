"""Turn a trained run into the weights that are shipped: ``python -m training.export RUN --base MPNET --out FOLDER``.

The encoder goes to ONNX with its matrices in 8 bits, a scale a channel; the vocabulary's vectors in 8 bits, a scale a
row; the pair heads in 16-bit floats. Prints the largest difference between the trained and the shipped logits.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F

from fabula.models.windows import Pieces
from training.data import Document, held_out, storybench
from training.encoder import Encoder
from training.labels import Labels
from training.losses import inputs
from training.reader import INNER, LINEAR, PARTS, Reader

INPUTS = (("q", "k", "v"), ("o",), ("up",), ("down",))
"""The linear maps of an encoder's layer, those together that share their input."""
SHIPPED = ("arc", "rel", "role", "span", "coref", "corpus", "plural", "whom", "argument", "relation", "cause", "person")


class Smoothed(nn.Module):
    """A linear map whose input channels are brought to like size first, and its weights made up for it.

    One scale serves all channels of an 8-bit activation: without this a few large ones leave little of the others.
    Xiao et al. 2023, "SmoothQuant".
    """

    def __init__(self, linear: nn.Linear, sizes: Tensor) -> None:
        super().__init__()
        self.register_buffer("shrink", 1 / sizes)
        self.linear = linear
        linear.weight.data *= sizes

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x * self.shrink)


def smooth(reader: Reader, documents: list[Document], pieces: Pieces) -> None:
    """Smooth the encoder's linear maps, and the projection, by the activations that ``documents`` call forth."""
    groups = [[(layer, name) for name in names] for layer in reader.encoder.layers for names in INPUTS]
    groups.append([(reader, "project")])
    peaks = [torch.zeros(getattr(*group[0]).in_features) for group in groups]
    hooks = []
    for peak, group in zip(peaks, groups, strict=True):

        def note(_: nn.Module, inputs: tuple[Tensor], peak: Tensor = peak) -> None:
            torch.maximum(peak, inputs[0].abs().amax(0), out=peak)

        hooks.append(getattr(*group[0]).register_forward_pre_hook(note))
    with torch.no_grad():
        for d in documents:
            reader.read(*inputs([d], pieces))
    for hook in hooks:
        hook.remove()
    for peak, group in zip(peaks, groups, strict=True):
        sizes = peak.clamp(min=1e-3).sqrt()
        for owner, name in group:
            setattr(owner, name, Smoothed(getattr(owner, name), sizes))


class Session(nn.Module):
    """What runs in the session: one window's embedded pieces in, the vectors and logits of its words out, in one table.

    One window at a time: the scales of 8-bit activations are those of the window alone, so that a telling reads the
    same in whatever company.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, embedded: Tensor, shapes: Tensor, firsts: Tensor, lasts: Tensor) -> Tensor:
        hidden = self.reader.encoder(embedded, shapes)
        projected = self.reader.project((hidden[firsts] + hidden[lasts]) * 0.5)
        split = dict(zip(PARTS, projected.split(list(PARTS.values()), dim=-1), strict=True))
        parts = {k: v if k in LINEAR else F.gelu(v) for k, v in split.items()}
        tokens = [self.reader.tokens(parts, name) for name in self.reader.part_of]
        return torch.cat([*(v for k, v in parts.items() if k not in INNER), *tokens], dim=-1)


def load(run: Path, layers: int) -> Reader:
    """A trained run as a model."""
    labels = Labels(**json.loads((run / "labels.json").read_text()))
    reader = Reader(Encoder(layers), labels)
    reader.load_state_dict(torch.load(run / "model.pt"))
    return reader.eval()


def export(run: Path, base: Path, shared: Path, out: Path, layers: int, version: str, *, quantise: bool = True) -> None:
    reader = load(run, layers)
    out.mkdir(parents=True, exist_ok=True)
    _vocabulary(reader, out)
    state = {
        k: v.numpy().astype(np.float16)
        for k, v in reader.state_dict().items()
        if k.startswith(SHIPPED) and not k.startswith("encoder")
    }
    np.savez_compressed(out / "heads.npz", **state)
    (out / "labels.json").write_text(json.dumps(reader.labels.as_dict()))
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    card = {
        "version": version,
        "parts": {k: v for k, v in PARTS.items() if k not in INNER},
        "tokens": {n: reader.token[n].out_features for n in reader.part_of},
    }
    (out / "card.json").write_text(json.dumps(card, indent=1))
    if quantise:
        bench = storybench(shared / "storybench" / "doc", shared / "storybench" / "gold")
        smooth(reader, [d for d in bench if not held_out(d.id)][:20], Pieces(base / "tokenizer.json"))
    session = Session(reader).eval()
    example = (
        torch.randn(40, reader.encoder.width),
        torch.ones(40, dtype=torch.long),
        torch.arange(1, 30),
        torch.arange(1, 30),
    )
    length, words = (torch.export.Dim(name, min=1, max=512) for name in ("length", "words"))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        program = torch.onnx.export(
            session, example, dynamo=True, opset_version=20,
            input_names=["embedded", "shapes", "firsts", "lasts"], output_names=["table"],
            dynamic_shapes=({0: length}, {0: length}, {0: words}, {0: words}),
        )  # fmt: skip
        program.save(str(plain))
        graph = onnx.load(plain)
        del graph.graph.value_info[:]  # the exporter's shapes contradict the quantiser's own inference
        onnx.save(graph, plain)
        if quantise:
            quantize_dynamic(
                plain,
                out / "encoder.onnx",
                per_channel=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gemm"],
            )
        else:
            shutil.copy(plain, out / "encoder.onnx")
    _compare(session, reader, base, out)


def _vocabulary(reader: Reader, out: Path) -> None:
    table = reader.encoder.words.weight.detach().numpy()
    scales = np.abs(table).max(1) / 127
    rows = np.round(table / np.maximum(scales, 1e-9)[:, None]).astype(np.int8)
    np.savez(out / "vocabulary.npz", rows=rows, scales=scales.astype(np.float32))


def _compare(session: Session, reader: Reader, base: Path, out: Path) -> None:
    from fabula.models.model import Model
    from fabula.reading.segment import segment

    words = segment(
        "A tired ferryman named Oluwaseun hides Mr. Tran's letter. She asks him to burn it, but he refuses."
    )
    document = Document("x", "x", [words[i] for i in range(len(words))], list(words.sentences))
    ids, shapes, _, firsts, lasts = inputs([document], Pieces(base / "tokenizer.json"))
    with torch.no_grad():
        table = session(reader.encoder.words(ids), shapes, firsts, lasts).numpy()
    got = Model(out).encode([words])[0]
    told = np.concatenate([*got.parts.values(), *got.tokens.values()], axis=1)
    size = sum(f.stat().st_size for f in out.iterdir()) / 1e6
    print(f"largest difference {np.abs(table - told).max():.3f}, mean {np.abs(table - told).mean():.4f}; {size:.1f} MB")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("run", type=Path)
    ap.add_argument("--base", type=Path, required=True)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--layers", type=int, default=8)
    ap.add_argument("--version", default="dev")
    ap.add_argument("--float", action="store_true", help="leave the encoder in 32-bit floats")
    args = ap.parse_args()
    export(args.run, args.base, args.shared, args.out, args.layers, args.version, quantise=not args.float)


if __name__ == "__main__":
    main()
