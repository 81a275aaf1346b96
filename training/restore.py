"""Turn shipped weights back into a run to go on from: ``python -m training.restore --out RUN [--weights FOLDER]``.

``training.train --start RUN`` then trains from where the shipped weights stand, though the run that made them is gone.
What 8 and 16 bits have rounded off stays lost: a small noise, which training takes away. The inverse of
``training.export``.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from fabula.models.model import WEIGHTS
from training.export import INPUTS


def restore(weights: Path) -> dict[str, Tensor]:
    """The parameters of the model whose exported weights lie in ``weights``, by name."""
    state = {name: array.astype(np.float32) for name, array in np.load(weights / "heads.npz").items()}
    words = np.load(weights / "vocabulary.npz")
    state["encoder.words.weight"] = words["rows"] * words["scales"][:, None]
    state |= _session(weights / "encoder.onnx")
    return {name: torch.tensor(array) for name, array in state.items()}


def _session(path: Path) -> dict[str, NDArray[np.float32]]:
    """The parameters in the graph: 8-bit matrices times their scales, and the smoothing of their inputs undone."""
    prefix = "reader."
    graph = onnx.load(path).graph
    found = {
        t.name.removeprefix(prefix): numpy_helper.to_array(t) for t in graph.initializer if t.name.startswith(prefix)
    }
    shared = {name: names[0] for names in INPUTS for name in names}  # maps of one input are smoothed as one
    state: dict[str, NDArray[np.float32]] = {}
    for name, array in found.items():
        if name.endswith("weight_quantized"):
            matrix = name.removesuffix("_quantized")
            owner = matrix.removesuffix(".weight").removesuffix(".linear")
            above, _, own = owner.rpartition(".")
            smoothed = f"{above}.{shared[own]}" if own in shared else owner
            weight = (array.astype(np.float32) * found[f"{matrix}_scale"]).T
            state[f"{owner}.weight"] = weight * found[f"{smoothed}.shrink"] if ".linear" in matrix else weight
        elif not name.endswith(("_scale", "_zero_point", ".shrink")):
            state[name.replace(".linear.", ".")] = array
    return state


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    ap.add_argument("--weights", type=Path, default=WEIGHTS)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(restore(args.weights), args.out / "model.pt")
    shutil.copy(args.weights / "labels.json", args.out / "labels.json")


if __name__ == "__main__":
    main()
