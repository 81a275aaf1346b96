"""Two runs weighed into one."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="what trains the reader needs torch (training/requirements.txt)")


def test_the_mean_of_two_runs() -> None:
    """What only the later run has counts as nothing in the other; the runs themselves stay as they are."""
    from training.mean import mean

    later, earlier = {"a": torch.tensor([4.0, 8.0])}, {"a": torch.tensor([8.0])}
    assert mean(later, earlier, 0.75)["a"].tolist() == [5.0, 6.0]
    assert later["a"].tolist() == [4.0, 8.0]


def test_runs_of_different_builds() -> None:
    """A run that has fewer labels, or other widths, is none that went on from the other."""
    from training.mean import mean

    for other in (torch.zeros(3, 2), torch.zeros(2, 3)):
        with pytest.raises(ValueError, match="different builds: a"):
            mean({"a": torch.zeros(2, 2)}, {"a": other}, 0.5)
    with pytest.raises(ValueError, match="different builds: a"):
        mean({"a": torch.zeros(2, 2)}, {"b": torch.zeros(2, 2)}, 0.5)
