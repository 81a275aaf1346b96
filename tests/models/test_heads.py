"""The heads that look at characters whole."""

from __future__ import annotations

import numpy as np

from fabula.models.features import RELATION_FEATURES
from fabula.models.heads import PERSON, Heads

LABELS = [2] * len(PERSON)
FATE = 2 * PERSON.index("fate")


def heads(**changed: np.ndarray) -> Heads:
    """Heads for vectors of two numbers: how much a mention is looked at, and what it says of the first fate."""
    zeros = {
        "person.weight": np.zeros((1, 4)), "person.bias": np.zeros(1),
        "person_out.weight": np.zeros((2 * len(PERSON), 1)), "person_out.bias": np.zeros(2 * len(PERSON)),
        "person_features.table.weight": np.zeros((17, 2)), "person_mention.bias": np.zeros(2),
        "person_weight.bias": np.zeros(len(PERSON)), "person_told.bias": np.zeros(2 * len(PERSON)),
    }  # fmt: skip
    weight, told = np.zeros((len(PERSON), 2)), np.zeros((2 * len(PERSON), 2))
    weight[:, 0], told[FATE, 1] = 1.0, 1.0
    own = {"person_mention.weight": np.eye(2), "person_weight.weight": weight, "person_told.weight": told}
    return Heads({name: array.astype(np.float16) for name, array in (zeros | own | changed).items()})


def test_the_mention_that_is_looked_at_speaks_for_the_whole() -> None:
    """One that tells much outweighs many that tell nothing; another's mentions have no say; shares sum to one."""
    g = np.array([[0, 0], [0, 0], [20, 3], [0, 0], [0, 5], [0, 1]], np.float32)
    sizes, numbers = np.array([4, 2]), np.zeros((6, 2), np.int64)
    scores, share, said = heads().persons(g, sizes, numbers, LABELS)
    assert np.allclose(scores[:, FATE], [3.0, 3.0], atol=1e-3)
    assert np.allclose(share[:, 0], [0, 0, 1, 0, 0.5, 0.5], atol=1e-3)
    assert said[:, FATE].tolist() == [0, 0, 3, 0, 5, 1]
    assert not scores[:, :FATE].any()


def test_all_mentions_are_pooled_by_their_mean_and_their_maximum() -> None:
    """A character with one mention and one with two, beside what single mentions say."""
    out = np.zeros((2 * len(PERSON), 1))
    out[FATE] = 1.0
    pooling = heads(**{"person.weight": np.array([[1.0, 0.0, 0.0, 10.0]]), "person_out.weight": out})
    g = np.array([[2, 0], [4, 0], [1, 3]], np.float32)
    scores, _, _ = pooling.persons(g, np.array([2, 1]), np.zeros((3, 2), np.int64), LABELS)
    assert np.allclose(scores[:, FATE], [3.0, 1 + 30 + 3], atol=1e-3)


def test_where_a_mention_stands_is_seen() -> None:
    """The two features of a mention have vectors of their own: the last tenth is row 9, "none follow" row 10."""
    table = np.zeros((17, 2))
    table[9, 1], table[10, 1] = 1.0, 2.0
    seeing = heads(**{"person_features.table.weight": table})
    numbers = np.array([[9, 1], [0, 0]], np.int64)
    _, _, said = seeing.persons(np.zeros((2, 2), np.float32), np.array([1, 1]), numbers, LABELS)
    assert said[:, FATE].tolist() == [1, 2]


def test_it_does_not_matter_in_whose_company_somebody_is_judged() -> None:
    """Each character's row is the same alone and beside others."""
    rng = np.random.default_rng(5)
    g = rng.normal(size=(9, 2)).astype(np.float32)
    numbers = np.zeros((9, 2), np.int64)
    whole, _, _ = heads().persons(g, np.array([4, 5]), numbers, LABELS)
    alone, _, _ = heads().persons(g[4:], np.array([5]), numbers[4:], LABELS)
    assert np.allclose(whole[1], alone[0], atol=1e-5)


def test_a_relation_has_two_sides() -> None:
    """Who one is, and who the other is, are seen each on its side."""
    width = 1
    zeros = {
        "relation.left.weight": np.zeros((width, 2)), "relation.left.bias": np.zeros(width),
        "relation.right.weight": np.zeros((width, 2)), "relation.features.table.weight": np.zeros((999, width)),
        "relation_between.weight": np.zeros((width, 3)), "relation.out.bias": np.zeros(1),
    }  # fmt: skip
    sides = {
        "relation.out.weight": np.ones((1, width)), "relation_one.weight": np.array([[1.0, 0.0]]),
        "relation_other.weight": np.array([[0.0, 1.0]]),
    }  # fmt: skip
    judge = Heads({name: array.astype(np.float16) for name, array in (zeros | sides).items()})
    g, whole = np.zeros((2, 2), np.float32), np.array([[1, 5], [3, 7]], np.float32)
    i, numbers = np.array([0, 1]), np.zeros((2, len(RELATION_FEATURES)), np.int64)
    scores = judge.relations(g, i, 1 - i, numbers, np.zeros((2, 3), np.float32), whole, i, 1 - i)
    assert scores[:, 0].tolist() == [1 + 7, 3 + 5]
