"""Stages, wired by the types of what they take and make.

A stage is a callable whose parameters are annotated with the layers it needs and whose return is annotated with the
layer it makes. ``Pipeline`` checks when it is built that each stage finds what it needs, and says so if one does not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from fabula.errors import PipelineError

__all__ = ["Pipeline"]


@dataclass(frozen=True, slots=True)
class _Wired:
    stage: Callable[..., Any]
    needs: tuple[type, ...]
    makes: type


class Pipeline:
    """Stages to run one after the other over the layers of one telling.

    ``given`` are the types of the layers that :meth:`run` is started with. Raises ``PipelineError`` if a stage is not
    annotated, or needs a layer that nothing before it makes.
    """

    def __init__(self, stages: Sequence[Callable[..., Any]], *, given: Iterable[type] = ()) -> None:
        self.given = tuple(given)
        self._wired = [_wire(stage) for stage in stages]
        there = list(self.given)
        for wired in self._wired:
            for need in wired.needs:
                if need not in there:
                    before = ", ".join(t.__name__ for t in there) or "nothing"
                    raise PipelineError(
                        f"{_name(wired.stage)} needs {need.__name__}; before it there is only {before}."
                    )
            there.append(wired.makes)

    @property
    def makes(self) -> tuple[type, ...]:
        """The type of the layer that each stage makes, in order."""
        return tuple(wired.makes for wired in self._wired)

    def run(self, *layers: object) -> dict[type, Any]:
        """All layers by type: those given and those made. Raises ``PipelineError`` if one of ``given`` is missing."""
        made: dict[type, Any] = {type(layer): layer for layer in layers}
        for need in self.given:
            if need not in made:
                raise PipelineError(f"This pipeline starts from {need.__name__}, which was not given.")
        for wired in self._wired:
            made[wired.makes] = wired.stage(*(made[need] for need in wired.needs))
        return made


def _wire(stage: Callable[..., Any]) -> _Wired:
    function = stage if inspect.isfunction(stage) else type(stage).__call__
    hints = get_type_hints(function)
    makes = hints.pop("return", None)
    needs = tuple(hints[p] for p in inspect.signature(stage).parameters if p in hints)
    if makes is None or len(needs) != len(inspect.signature(stage).parameters):
        raise PipelineError(f"{_name(stage)} does not say which layers it takes and makes: annotate its parameters.")
    return _Wired(stage, needs, makes)


def _name(stage: Callable[..., Any]) -> str:
    return stage.__name__ if inspect.isfunction(stage) else type(stage).__name__
