"""What a reading says for certain: only what is certain on both sides can contradict.

A reader takes most words rightly, but a pronoun for the wrong person now and then; two tellings that agree seem to
contradict each other then. So whoever is killed, kills or is kin must be called by name there, or by description who
has no name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fabula.comparing.profiles import MUTUAL, SYMMETRIC
from fabula.story.claims import Death, Relation
from fabula.story.ontology import Certainty, EventType, Form, Modality, RelationType, When
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["KIN", "View", "deaths", "kin", "lingers"]

KIN = frozenset({RelationType.PARENT_OF, RelationType.SIBLING_OF, RelationType.SPOUSE_OF})


@dataclass(frozen=True, slots=True)
class View:
    """One reading, seen from the merged story: its local ids and what they became."""

    reading: Story
    cast: dict[str, str]
    events: dict[str, str]

    @property
    def tellings(self) -> tuple[str, ...]:
        """The ids of its tellings, sorted."""
        return tuple(sorted(t.id for t in self.reading.tellings))


def deaths(view: View) -> dict[str, Death]:
    """The deaths that a reading is certain of, by the shared id of the victim, where it tells but one.

    Whoever is still at work afterwards in the same telling was misread, or came back: that is no certain death. Nor is
    one whose victim or killer is not called by name there.
    """
    found: dict[str, list[Death]] = {}
    order = view.reading.order or tuple(e.id for e in view.reading.events)
    place = {id: n for n, id in enumerate(order)}
    last: dict[str, int] = {}
    for e in view.reading.events:
        if e.modality is Modality.ACTUAL and e.when is When.NOW and e.type is not EventType.DIE:
            for one in e.characters if e.type in MUTUAL else e.agents:
                last[one] = max(last.get(one, 0), place[e.id])
    for death in view.reading.deaths:
        moment = place[death.event] if death.event is not None else len(place)
        if last.get(death.victim, -1) <= moment + 1 and _told_by_name(view.reading, death):
            found.setdefault(view.cast[death.victim], []).append(death)
    return {v: d[0] for v, d in found.items() if len(d) == 1 and d[0].certainty is Certainty.CERTAIN}


def _told_by_name(reading: Story, death: Death) -> bool:
    """Whether the death calls the victim and the killers by name, or by description where they have no name."""
    event = reading.event(death.event) if death.event is not None else None
    named = {c.id for c in reading.characters if c.named}
    for one in (death.victim, *death.killers):
        parts = [r.evidence for r in event.roles if r.character == one and r.evidence] if event is not None else []
        forms = (Form.NAME,) if one in named else (Form.NAME, Form.NOUN)
        if not any(_called(reading, spans, one, forms) for spans in parts or [death.evidence]):
            return False
    return True


def _called(reading: Story, spans: Sequence[Span], character: str, forms: Collection[Form]) -> bool:
    """Whether ``spans`` hold a mention of ``character`` alone in one of ``forms``."""
    return any(
        m.characters == (character,) and m.form in forms and any(s.overlaps(m.span) for s in spans)
        for m in reading.mentions
    )


def lingers(view: View, victim: str, death: Death) -> bool:
    """Whether a telling speaks of somebody so much after their death that it hardly meant it."""
    local = {id for id, shared in view.cast.items() if shared == victim}
    places = [m.span for m in view.reading.mentions if local & {*m.characters}]
    end = max(death.evidence, default=None)
    later = [s for s in places if end is not None and s.telling == end.telling and s.start > end.end]
    return len(later) > 0.25 * len(places)


def kin(view: View) -> dict[tuple[str, str], list[tuple[tuple[RelationType, str], Relation]]]:
    """Close kin by pair, with what tells two ties apart: the type, and for a directed one who comes first.

    A tie that a pronoun holds at one end ("his wife") is left out: whose she is, was worked out and not said.
    """
    found: dict[tuple[str, str], list[tuple[tuple[RelationType, str], Relation]]] = {}
    for r in view.reading.relations:
        if r.type in KIN and all(_called(view.reading, r.evidence, one, (Form.NAME, Form.NOUN)) for one in (r.a, r.b)):
            x, y = view.cast[r.a], view.cast[r.b]
            pair = (x, y) if x < y else (y, x)
            found.setdefault(pair, []).append(((r.type, "" if r.type in SYMMETRIC else x), r))
    return found
