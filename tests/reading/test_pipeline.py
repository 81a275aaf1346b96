"""Stages are checked when a pipeline is built."""

from __future__ import annotations

import pytest

from fabula.errors import PipelineError
from fabula.reading.pipeline import Pipeline


class Length(int):
    pass


class Doubled(int):
    pass


def measure(text: str) -> Length:
    return Length(len(text))


def double(length: Length) -> Doubled:
    return Doubled(length * 2)


def careless(text, length: Length) -> Doubled:  # type: ignore[no-untyped-def]
    return Doubled(length)


def test_stages_pass_on_what_they_make() -> None:
    """A stage takes the layers that its parameters name, and its own becomes one of them."""
    layers = Pipeline([measure, double], given=(str,)).run("abc")
    assert layers == {str: "abc", Length: 3, Doubled: 6}


def test_a_stage_without_its_needs_is_refused() -> None:
    """The error names the stage, what it needs, and what there is."""
    with pytest.raises(PipelineError, match=r"double needs Length; before it there is only str\."):
        Pipeline([double, measure], given=(str,))


def test_a_stage_without_types_is_refused() -> None:
    """A stage must say what it takes and makes."""
    with pytest.raises(PipelineError, match="careless does not say which layers"):
        Pipeline([careless], given=(str, Length))


def test_a_run_without_its_start_is_refused() -> None:
    """A pipeline starts from the layers it was built for."""
    with pytest.raises(PipelineError, match="starts from str"):
        Pipeline([measure], given=(str,)).run(3)
