"""The heads in numpy say what the heads in training say."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from fabula.models.features import Spans
from fabula.models.heads import PERSON, Heads
from fabula.models.model import WEIGHTS
from fabula.models.so_far import SoFar

torch = pytest.importorskip("torch", reason="what trains the reader needs torch (training/requirements.txt)")

WORDS = ["w"] * 40
SPANS = Spans(WORDS, [(0, 20), (20, 40)], [(k, k + 1) for k in range(0, 40, 4)])


@pytest.fixture(scope="module")
def reader() -> Any:
    """A reader that has learnt nothing: all its parameters are noise."""
    from training.encoder import Encoder
    from training.labels import Labels
    from training.reader import Reader

    torch.manual_seed(3)
    reader = Reader(Encoder(1, width=24, heads=2, inner=8, vocabulary=4), Labels(**_labels())).eval()
    for parameter in reader.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return reader


def _labels() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEIGHTS / "labels.json").read_text("utf-8"))
    return found


def _heads(reader: Any) -> Heads:
    return Heads({k: v.numpy() for k, v in reader.state_dict().items()})


def test_characters(reader: Any) -> None:
    """Of three characters, one of them with a single mention."""
    g = np.random.default_rng(1).normal(size=(10, 320)).astype(np.float32)
    members = [[0, 3, 4, 9], [5], [1, 2, 6, 7, 8]]
    sizes = np.array([len(m) for m in members])
    numbers = SPANS.persons(np.concatenate(members), sizes)
    labels = [len(_labels()[name]) for name in PERSON]
    scores, _, _ = _heads(reader).persons(g[np.concatenate(members)], sizes, numbers, labels)
    with torch.no_grad():
        taught = reader.persons(torch.from_numpy(g), [torch.tensor(m) for m in members], torch.from_numpy(numbers))
    assert np.allclose(scores, torch.cat(list(taught.values()), 1).numpy(), atol=1e-3)


def test_relations(reader: Any) -> None:
    """Of pairs of mentions, with the words between them and the two characters whole."""
    dice = np.random.default_rng(2)
    g, whole = (dice.normal(size=(n, 320)).astype(np.float32) for n in (10, 3))
    between = dice.normal(size=(4, 64)).astype(np.float32)
    i, j, one, other = (np.array(x) for x in ([0, 1, 2, 3], [4, 3, 1, 0], [0, 1, 2, 0], [1, 2, 0, 2]))
    numbers = SPANS.relations(i, j)
    scores = _heads(reader).relations(g, i, j, numbers, between, whole, one, other)
    with torch.no_grad():
        taught = reader.relations(*(torch.from_numpy(x) for x in (g, i, j, numbers, between, whole, one, other)))
    assert np.allclose(scores, taught.numpy(), atol=1e-3)


def test_whom(reader: Any) -> None:
    """Of the fourth mention of a telling, two characters having been mentioned."""
    g = np.random.default_rng(3).normal(size=(10, 320)).astype(np.float32)
    so_far = SoFar(SPANS)
    for mention, character in enumerate((0, 1, 0)):
        so_far.note(mention, [character])
    who, numbers = so_far.numbers(3)
    share = np.zeros((2, 10), np.float32)
    for row, one in enumerate(who):
        share[row, so_far.alone(one)] = 1 / len(so_far.alone(one))
    heads = _heads(reader)
    said, asked = heads.told(g)
    scores = heads.whom(share @ said, asked[3], numbers)
    with torch.no_grad():
        taught = reader.means(*(torch.from_numpy(x) for x in (g, share, np.array([3, 3]), numbers)))
    assert who == [0, 1]
    assert np.allclose(scores, torch.stack(taught, 1).numpy(), atol=1e-3)
