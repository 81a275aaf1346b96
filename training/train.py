"""Train the reader: ``python -m training.train --shared ../shared --base MPNET --out RUN``.

Every fifth StoryBench document (by the hash of its name) and every fifth work of LitBank are held out, and EWT's test
split is never read. ``--films`` adds plots that another run has read, ``--more`` tellings that are annotated as
StoryBench's are (a folder with ``doc`` and ``gold``; every fifth is held out, too). A batch's windows are of one of
four lengths, by lot. A run can be stopped and goes on from its last checkpoint. ``--start`` begins with the weights of
a finished run. ``--all`` does so, too, and adds the stories that were held out, for the weights that are shipped: their
scores are those of the run without them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import torch

from fabula.models.windows import Pieces
from training.augment import Names, recase
from training.data import Document, ewt, films, held_out, litbank, storybench
from training.encoder import load_mpnet
from training.labels import collect
from training.losses import losses
from training.reader import Reader

WORDS = 1500  # of a batch
SWAPPED = 0.7  # of the stories: people renamed
HIDDEN = 0.06  # of a story's words: masked
LENGTHS = (320, 384, 448, 512)  # of a batch's windows, in pieces: one by lot


def batches(documents: list[Document], rng: random.Random, words: int = WORDS) -> list[list[Document]]:
    """The documents in random order, in batches of about ``words`` words."""
    order = rng.sample(documents, len(documents))
    result: list[list[Document]] = [[]]
    size = 0
    for d in order:
        if size and size + len(d.words) > words * 1.2:
            result.append([])
            size = 0
        result[-1].append(d)
        size += len(d.words)
    return result


def plan(corpora: dict[str, list[Document]], epochs: dict[str, float], rng: random.Random) -> list[list[Document]]:
    """All batches of a run, the corpora mixed, each as often as it has epochs (or a part); stories lean to the end."""
    timed = []
    for name, documents in corpora.items():
        whole, part = divmod(epochs[name], 1)
        steps = [b for _ in range(int(whole)) for b in batches(documents, rng)]
        last = batches(documents, rng)
        steps += last[: round(part * len(last))]
        power = 0.7 if name in ("storybench", "more") else 1.15
        timed += [(((k + rng.random()) / len(steps)) ** power, k, b) for k, b in enumerate(steps)]
    return [b for *_, b in sorted(timed, key=lambda x: x[:2])]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument(
        "--base", type=Path, required=True, help="folder of all-mpnet-base-v2 (model.safetensors, tokenizer.json)"
    )
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--films", type=Path, default=None, help="what training.films wrote")
    ap.add_argument("--more", type=Path, default=None, help="folder of further annotated tellings")
    ap.add_argument("--layers", type=int, default=8)
    ap.add_argument("--epochs", default="ewt=3,litbank=5,films=1,storybench=18,more=10")
    ap.add_argument("--rate", type=float, default=7e-5)
    ap.add_argument("--start", type=Path, default=None, metavar="RUN", help="begin with the weights of RUN")
    ap.add_argument("--all", type=Path, default=None, metavar="RUN", help="go on from RUN with all of StoryBench")
    ap.add_argument("--steps", type=int, default=None, help="end after so many steps of the plan")
    ap.add_argument("--seed", type=int, default=7)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)

    pieces = Pieces(args.base / "tokenizer.json")
    bench = storybench(args.shared / "storybench" / "doc", args.shared / "storybench" / "gold")
    corpora = {
        "ewt": ewt(args.shared, "train"),
        "litbank": [d for d in litbank(args.shared) if not held_out(d.id)],
        "storybench": bench if args.all else [d for d in bench if not held_out(d.id)],
    }
    if args.films:
        corpora["films"] = films(args.films)
    if args.more:
        further = storybench(args.more / "doc", args.more / "gold")
        corpora["more"] = further if args.all else [d for d in further if not held_out(d.id)]
    epochs = {k: float(v) for k, v in (pair.split("=") for pair in args.epochs.split(","))}
    names = Names(args.seed)
    labels = collect(corpora["ewt"])
    model = Reader(load_mpnet(args.base / "model.safetensors", args.layers), labels)
    if args.all or args.start:
        model.begin_with(torch.load((args.all or args.start) / "model.pt"))
    steps = plan(corpora, epochs, rng)[: args.steps]
    model.encoder.words.requires_grad_(False)  # rare names keep the vectors they have
    decay = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    rate = args.rate * (0.4 if args.all else 1.0)
    optimizer = torch.optim.AdamW(
        [{"params": decay, "lr": rate}, {"params": heads, "lr": rate * 8}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    warm = max(1, len(steps) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min(1.0, (k + 1) / warm) * max(0.02, 1 - max(0, k - warm) / (len(steps) - warm))
    )
    first = 0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    (args.out / "labels.json").write_text(json.dumps(labels.as_dict()))
    print(
        f"{len(steps)} steps from {first}; "
        + ", ".join(f"{k}: {len(v)} documents x {epochs[k]:g}" for k, v in corpora.items()),
        flush=True,
    )

    model.train()
    seen: dict[str, list[float]] = defaultdict(list)
    started, words = time.time(), 0
    for step in range(first, len(steps)):
        dice = random.Random(args.seed * 100_003 + step)
        batch = steps[step]
        hide = None
        if batch[0].corpus in ("storybench", "films"):
            batch = [names.swap(d, dice) if dice.random() < SWAPPED else d for d in batch]
            hide = lambda dice=dice: dice.random() < HIDDEN  # noqa: E731
        batch = [recase(d, dice) if dice.random() < 0.04 else d for d in batch]
        terms = losses(model, batch, pieces, hide, dice.choice(LENGTHS))
        optimizer.zero_grad(set_to_none=True)
        sum(terms.values()).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        words += sum(len(d.words) for d in batch)
        for k, v in terms.items():
            seen[k].append(float(v.detach()))
        if (step + 1) % 25 == 0:
            means = " ".join(f"{k}={sum(v) / len(v):.3f}" for k, v in sorted(seen.items()))
            print(f"{step + 1}/{len(steps)} {words / (time.time() - started):.0f} words/s {means}", flush=True)
            seen.clear()
        if (step + 1) % 100 == 0:
            torch.save(model.state_dict(), args.out / "model.tmp")
            (args.out / "model.tmp").rename(args.out / "model.pt")
        if (step + 1) % 200 == 0:
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
            }
            torch.save(state, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").rename(checkpoint)
    torch.save(model.state_dict(), args.out / "model.pt")


if __name__ == "__main__":
    main()
