"""Who goes by a name: what has been called, however far back."""

from __future__ import annotations

from fabula.story.names import TITLES, WORD, fold, name_likeness

__all__ = ["ALIKE", "Named"]

ALIKE = 0.7
"""How alike (see ``fabula.story.names``) two names of one character are at least."""
_HERS = frozenset("mrs ms miss madam madame mlle lady dame queen princess duchess countess baroness empress".split())
_HIS = frozenset("mr mister sir lord king prince duke count earl baron emperor monsieur".split())


class Named:
    """The names of each character so far. It grows with the names that a telling holds, not with its length."""

    def __init__(self) -> None:
        self._names: list[set[str]] = []
        self._bearer: dict[str, int] = {}
        self._by_word: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._names)

    def begin(self) -> int:
        """The number of a new character, who has no name yet."""
        self._names.append(set())
        return len(self._names) - 1

    def call(self, character: int, name: str) -> None:
        """``character`` goes by ``name``."""
        if name in self._names[character]:
            return
        self._names[character].add(name)
        words = _words(name)
        if words:
            self._bearer.setdefault("".join(words), character)
        for word in words:
            self._by_word.setdefault(word, set()).add(character)

    def nameless(self, character: int) -> bool:
        """Whether ``character`` has no name."""
        return not self._names[character]

    def may_be(self, character: int, name: str) -> bool:
        """Whether ``character`` has no name, or one like ``name``."""
        names = self._names[character]
        return not names or any(name_likeness(name, other) >= ALIKE for other in names)

    def bearer(self, name: str) -> int | None:
        """Who goes by just this name, with or without hyphens and gaps; of several, who did so first."""
        return self._bearer.get("".join(_words(name)))

    def sharer(self, name: str) -> int | None:
        """Who must be meant by a part of a name, or by more than was said so far; ``None`` if that is open.

        It is the only one who shares a word with ``name``: "Byun" and "Byun Ho", "Mr. Lee" and "John Lee"; not "Mr.
        Lee" and "Mrs. Lee".
        """
        words = _words(name)
        sharers = {c for w in words if w not in TITLES for c in self._by_word.get(w, ())}
        if len(sharers) != 1:
            return None
        (one,) = sharers
        alike = any(_part(words, _words(other)) for other in self._names[one])
        return one if alike else None


def _words(name: str) -> tuple[str, ...]:
    return tuple(w for w in map(fold, WORD.findall(name)) if w != "the")


def _part(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether the words of one name are all in the other, but for titles, and no title is a man's and one a woman's."""
    x, y = set(a) - TITLES, set(b) - TITLES
    clash = (_HERS & set(a) and _HIS & set(b)) or (_HIS & set(a) and _HERS & set(b))
    return bool(x and y) and (x <= y or y <= x) and not clash
