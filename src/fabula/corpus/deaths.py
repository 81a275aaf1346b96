"""Which stories a reader died on, so that one of them does not stop a batch for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["Deaths"]

_OFTEN = 2


class Deaths:
    """How often a worker has died while it read these stories.

    The batches stay the same until a worker has died twice in one of them: only then are its stories read one by one,
    and one that kills its reader twice, alone, is left out. So a worker that somebody else has killed changes nothing.
    """

    def __init__(self, known: Iterable[Sequence[str]] = ()) -> None:
        self._counts = Counter(tuple(ids) for ids in known)

    def add(self, ids: Sequence[str]) -> None:
        """Count a death while the stories with these ids were read."""
        self._counts[tuple(ids)] += 1

    def at_rest(self) -> bool:
        """Whether a worker has died often before it read anything: then there is nothing to leave out."""
        return self._counts[()] >= _OFTEN

    def singly(self) -> frozenset[str]:
        """The stories to read one by one."""
        return frozenset(id for ids, n in self._counts.items() if n >= _OFTEN and len(ids) > 1 for id in ids)

    def avoid(self) -> frozenset[str]:
        """The stories to leave out."""
        return frozenset(ids[0] for ids, n in self._counts.items() if n >= _OFTEN and len(ids) == 1)

    def told(self) -> list[list[str]]:
        """All deaths, to be kept and counted on."""
        return [list(ids) for ids in self._counts.elements()]
