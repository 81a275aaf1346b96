"""Which spans are mentions."""

from __future__ import annotations

import pytest

from fabula.reading.mentions import familiar, quoted_once, settled
from fabula.reading.segment import segment


@pytest.mark.parametrize(
    ("chances", "taken"),
    [
        ([0.9, 0.7], [0, 1]),
        ([0.4, 0.3, 0.1], [0]),
        ([0.3, 0.4, 0.1], [1]),
        ([0.3, 0.3], []),
        ([0.9, 0.2], [0]),
    ],
)
def test_where_a_mention_ends_may_be_unsure(chances: list[float], taken: list[int]) -> None:
    """Spans that begin at one word: the likely ones are mentions, and of unlikely ones the first if together sure."""
    spans = [(3, 4 + k, 0, chance) for k, chance in enumerate(chances)]
    assert sorted(settled(spans, 0.6)) == [spans[k] for k in taken]


def test_spans_that_begin_elsewhere_are_no_rivals() -> None:
    """Two half-likely spans at different words do not make each other likelier."""
    assert settled([(1, 2, 0, 0.5), (2, 3, 0, 0.5)], 0.6) == []


def test_a_quotation_mark_makes_no_second_mention() -> None:
    """His "family", with and without the mark that ends it, is one; the likelier span stays."""
    words = segment('He leaves his "family" and his "crew".')
    spans = [(2, 5, 0.7), (2, 6, 0.8), (7, 11, 0.6), (7, 10, 0.9)]
    assert sorted(quoted_once(words, spans)) == [(2, 6, 0.8), (7, 10, 0.9)]


@pytest.mark.parametrize(
    ("sure", "chance", "taken"), [(0.95, 0.4, True), (0.7, 0.4, False), (0.95, 0.1, False), (0.95, 0.7, False)]
)
def test_a_span_that_ends_with_a_known_name_needs_less(sure: float, chance: float, taken: bool) -> None:
    """ "The boy's aunt Mara" is taken where Mara surely is somebody elsewhere; not twice if it is likely by itself."""
    words = segment("Mara waits. He meets the boy's aunt Mara.")
    spans = [(0, 1, 6, sure), (5, 10, 6, chance), (5, 8, 6, 0.9)]
    assert familiar(words, spans, 0.6) == ([spans[1]] if taken else [])
