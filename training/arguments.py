"""Fit the head for arguments on the vectors of finished weights: ``python -m training.arguments --weights FOLDER``.

What the reader learns with all else it learns in a few epochs; this head gains by more, and they are cheap where the
encoder rests. The trees are those that the weights make themselves, as when reading. Writes the head and its labels
into the folder.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from benchmarks.reader import words_of
from fabula.models.features import role_features
from fabula.models.model import Model
from fabula.reading.frames import units
from fabula.reading.syntax import Parse
from training.data import Document, ewt
from training.labels import Labels, collect
from training.reader import Arguments

EPOCHS, BATCH, RATE, DROP = 12, 1024, 2e-3, 0.3


def examples(
    d: Document, heads: Sequence[int], deprels: Sequence[str], lemmas: Sequence[str], labels: Labels
) -> tuple[NDArray[np.int64], ...]:
    """The units around each predicate of a document whose trees are given, to learn from.

    Predicates, units' heads and first words (words of the document), features, numbers of roles: one of each a unit.
    """
    number = {r: i for i, r in enumerate(labels.role)}
    kinds = {r: i for i, r in enumerate(labels.deprel)}
    relations = np.array([kinds.get(r, 0) for r in deprels])
    verb = {v: i for i, v in enumerate(labels.verb, 1)}
    bounds = {i: (a, b) for a, b in d.sentences for i in range(a, b)}
    predicates, words, firsts, places, verbs, roles = ([] for _ in range(6))
    for predicate, _, arguments in d.frames:
        said = {i: number.get(label, 0) for start, end, label in arguments for i in range(start, end)}
        for unit in units(d.words, heads, *bounds[predicate], predicate):
            predicates.append(predicate)
            words.append(unit.head)
            firsts.append(unit.first)
            places.append(unit.place)
            verbs.append(verb.get(lemmas[predicate].lower(), 0))
            roles.append(Counter(said.get(i, 0) for i in range(unit.first, unit.end)).most_common(1)[0][0])
    found = (predicates, words, firsts, places, verbs, roles)
    i, j, first, place, lemma, role = (np.array(x, dtype=np.int64) for x in found)
    return i, j, first, role_features(i, j, place, relations, len(kinds), lemma), role


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--weights", type=Path, required=True, help="folder of exported weights; its head is replaced")
    ap.add_argument("--seed", type=int, default=7)
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    documents = ewt(args.shared, "train")
    known = json.loads((args.weights / "labels.json").read_text("utf-8"))
    seen = collect(documents)
    labels = Labels(**{**known, "role": seen.role, "verb": seen.verb, "forms": seen.forms})
    head = Arguments(labels).train()
    _fit(head, *_vectors(Model(args.weights), documents, labels))
    with np.load(args.weights / "heads.npz") as stored:
        state = {k: stored[k] for k in stored.files if not k.startswith("role")}
    state |= {f"role.{k}": v.numpy().astype(np.float16) for k, v in head.state_dict().items()}
    np.savez_compressed(args.weights / "heads.npz", **state)
    (args.weights / "labels.json").write_text(json.dumps(labels.as_dict()))


def _vectors(
    model: Model, documents: list[Document], labels: Labels
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """All words' vectors as predicates and as arguments, and the examples of all documents."""
    parse, base = Parse(model), 0
    predicates, words, found = [], [], []
    for d in documents:
        said = words_of(d)
        (encoding,) = model.encode([said])
        syntax = parse(said, encoding)
        i, j, first, numbers, roles = examples(d, syntax.heads, syntax.deprels, syntax.lemmas, labels)
        predicates.append(encoding.parts["role_pred"])
        words.append(encoding.parts["role_word"])
        found.append((i + base, j + base, first + base, numbers, roles))
        base += len(d.words)
    i, j, first, numbers, roles = (torch.from_numpy(np.concatenate(x)) for x in zip(*found, strict=True))
    vectors = (torch.from_numpy(np.concatenate(x)) for x in (predicates, words))
    return *vectors, i, j, first, numbers, roles


def _fit(
    head: Arguments,
    predicates: Tensor,
    words: Tensor,
    i: Tensor,
    j: Tensor,
    first: Tensor,
    numbers: Tensor,
    roles: Tensor,
) -> None:
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    steps = EPOCHS * (len(roles) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in torch.randperm(len(roles)).split(BATCH):
            p, at = i[batch].unique(return_inverse=True)
            w, there = torch.stack([j[batch], first[batch]]).unique(return_inverse=True)
            left, right = F.dropout(predicates[p], DROP), F.dropout(words[w], DROP)
            loss = F.cross_entropy(head.roles(left, right, at, *there, numbers[batch]), roles[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        print(f"{epoch + 1}/{EPOCHS} loss {total / len(roles):.3f}", flush=True)


if __name__ == "__main__":
    main()
