"""The arguments of a correction, told apart.

What each action takes stands with it in :class:`~fabula.story.ontology.CorrectionAction`. Where a name may be given
several times, the second value of ``agent`` is called ``agent.2`` in the record, the third ``agent.3``, so that every
value has its own anchor.

A value is always readable by itself: a character's is the name, a place's the words, an event's the words that tell it
and its type (``kills [kill]``). The anchor of the same name says which words are meant; it decides, the value helps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from fabula.errors import CorrectionError
from fabula.story.corrections import Anchor, Correction

__all__ = ["Arguments", "choice", "describe", "numbered"]

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one correction."""

    correction: Correction

    def get(self, name: str, default: str = "") -> str:
        """The value called ``name``."""
        return next((v for n, v in self.correction.arguments if n == name), default)

    def has(self, name: str) -> bool:
        """Whether a value called ``name`` is given, be it empty."""
        return any(n == name for n, _ in self.correction.arguments)

    def one(self, name: str) -> tuple[str, Anchor | None]:
        """The value and the anchor called ``name``. Raises :class:`~fabula.errors.CorrectionError` without a value."""
        for value, anchor in self.all(name):
            return value, anchor
        raise CorrectionError(f"The correction {self.correction.action} needs {name!r}, which is not given.")

    def all(self, name: str) -> Iterator[tuple[str, Anchor | None]]:
        """The values called ``name``, ``name.2`` ..., each with its anchor; empty ones left out."""
        anchors = dict(self.correction.anchors)
        for given, value in self.correction.arguments:
            if given.partition(".")[0] == name and value:
                yield value, anchors.get(given)


def numbered(name: str, values: Iterable[tuple[str, Anchor | None]]) -> Iterator[tuple[str, str, Anchor | None]]:
    """Several values of one argument as they stand in the record: ``name``, ``name.2``, ``name.3`` ..."""
    for n, (value, anchor) in enumerate(values, 1):
        yield (name if n == 1 else f"{name}.{n}"), value, anchor


def choice(kind: type[E], value: str, what: str) -> E:
    """The member of ``kind`` that ``value`` names.

    Raises :class:`~fabula.errors.CorrectionError`, with the choices, where there is none.
    """
    try:
        return kind(value.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise CorrectionError(f"{value!r} is no {what}; choose one of: {', '.join(kind)}.") from None


def describe(correction: Correction) -> str:
    """A correction in one line: ``merge character="the hit man" into="Gon"``."""
    values = " ".join(f'{name.partition(".")[0]}="{value}"' for name, value in correction.arguments)
    return f"{correction.action.replace('_', '-')} {values}"
