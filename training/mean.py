"""Weigh two runs into one: ``python -m training.mean RUN OTHER --share 0.8 --out RUN``.

The mean of the weights of a run and of the run that it went on from reads unseen tellings better than either, as a
rule: it keeps what the later has learnt, and less of what it learnt by heart (Wortsman et al. 2022, WiSE-FT).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from torch import Tensor


def mean(run: dict[str, Tensor], other: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """``share`` of ``run`` and the rest of ``other``; what ``other`` has not, or has fewer of, counts as nothing there.

    Raises ``ValueError`` if the two are of different builds.
    """
    result = {}
    for name, own in run.items():
        before = other.get(name)
        if before is None or own.shape[1:] != before.shape[1:] or len(own) < len(before):
            raise ValueError(f"these runs are of different builds: {name}")
        result[name] = own * share
        result[name][: len(before)] += before * (1 - share)
    return result


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    ap.add_argument("run", type=Path)
    ap.add_argument("other", type=Path, help="the run that it went on from")
    ap.add_argument("--share", type=float, default=0.8, help="how much the first counts, from 0 to 1")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    runs = [torch.load(folder / "model.pt") for folder in (args.run, args.other)]
    torch.save(mean(*runs, args.share), args.out / "model.pt")
    shutil.copy(args.run / "labels.json", args.out / "labels.json")


if __name__ == "__main__":
    main()
