"""How much of the story each telling tells, how far it goes, and whether it gives the end away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.story.claims import Event
from fabula.story.ontology import Modality, Part, When
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["Coverage", "coverage", "ending"]

# A story this short in events may be a mere premise: nothing shows that its last event is an end.
_ENOUGH_EVENTS = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one telling tells of the story that all tellings tell together.

    ``events`` of ``all_events`` actual events are told here, ``only_here`` of them nowhere else; ``characters`` of
    ``all_characters`` appear. ``reaches`` is the place, between 0 and 1 of the story's course, of the last event told
    as happening that the fullest telling tells as well; 0 for a telling that shares none with it. ``gives_end_away`` is
    ``None`` where the tellings are too slight to know the end; ``end`` are the words that give it away.
    """

    telling: str
    words: int
    characters: int
    all_characters: int
    events: int
    all_events: int
    only_here: int
    reaches: float
    gives_end_away: bool | None
    end: tuple[Span, ...] = ()

    @property
    def share(self) -> float:
        """The part of the story's actual events that this telling tells, between 0 and 1."""
        return self.events / self.all_events if self.all_events else 0.0


def coverage(story: Story) -> tuple[Coverage, ...]:
    """The coverage of every telling of ``story``, in their order."""
    actual = [e for e in story.events if e.modality is Modality.ACTUAL]
    course = _course(story)
    place = {event.id: (n + 1) / len(course) for n, event in enumerate(course)}
    last = ending(story)
    told = Counter(t for e in actual for t in e.tellings)
    fullest = max((t.id for t in story.tellings), key=told.__getitem__, default="")
    found = []
    for telling in story.tellings:
        here = [e for e in actual if telling.id in e.tellings]
        present = {c for m in story.mentions if m.span.telling == telling.id for c in m.characters}
        # Where what a telling alone tells stands in the course is a guess: only what the fullest tells too is placed.
        placed = [e for e in here if e.id in place and fullest in e.tellings]
        ids = {e.id for e in placed}
        end = tuple(s for e in last if e.id in ids for s in e.evidence if s.telling == telling.id)
        found.append(
            Coverage(
                telling=telling.id,
                words=len(telling.text.split()),
                characters=len(present),
                all_characters=len(story.characters),
                events=len(here),
                all_events=len(actual),
                only_here=sum(e.tellings == (telling.id,) for e in here),
                reaches=max((place[e.id] for e in placed), default=0.0),
                gives_end_away=bool(end) if len(course) >= _ENOUGH_EVENTS else None,
                end=end,
            )
        )
    return tuple(found)


def ending(story: Story) -> tuple[Event, ...]:
    """The events that give the end away: the last tenth of the course, and how the last third ends a main character."""
    course = _course(story)
    tail = course[-max(2, len(course) // 10) :]
    main = {c.id for c in story.characters if c.part is not Part.NONE}
    late = {e.id for e in course[len(course) * 2 // 3 :]}
    deaths = {d.event for d in story.deaths if d.victim in main and d.event in late}
    ids = {e.id for e in tail} | deaths
    return tuple(e for e in course if e.id in ids)


def _course(story: Story) -> list[Event]:
    """The events that happen as the story is told, in story order: no backstory, no plans."""
    events = {e.id: e for e in story.events}
    order = [events[id] for id in story.order] or list(story.events)
    return [e for e in order if e.modality is Modality.ACTUAL and e.when is When.NOW]
