"""From telling order to story order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fabula.story.claims import Precedence

__all__ = ["story_order"]


def story_order(events: Sequence[str], precedences: Iterable[Precedence]) -> tuple[str, ...]:
    """The ids of ``events``, given in telling order, in story order.

    What a precedence calls earlier is drawn forward to just before what it calls later; all else keeps its place. Where
    precedences contradict each other (a circle), the one that would close the circle is left out.
    """
    place = {event: i for i, event in enumerate(events)}
    drawn: dict[str, list[str]] = {}
    for precedence in precedences:
        if precedence.earlier in place and precedence.later in place:
            drawn.setdefault(precedence.later, []).append(precedence.earlier)
    order: list[str] = []
    begun: set[str] = set()
    for event in events:
        # Depth first with a stack of our own: a chain of flashbacks may be as long as the story.
        stack = [(event, False)]
        while stack:
            id, ready = stack.pop()
            if ready:
                order.append(id)
            elif id not in begun:
                begun.add(id)
                stack.append((id, True))
                stack.extend((e, False) for e in sorted(drawn.get(id, ()), key=place.__getitem__, reverse=True))
    return tuple(order)
