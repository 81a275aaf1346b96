"""Which events are one, and in which order they happened."""

from __future__ import annotations

from fabula.comparing import merge
from fabula.comparing.course import reconcile
from fabula.story.ontology import EventType, Modality
from fabula.story.story import Story
from tests.comparing.made import told

CAST = {"i": {"name": "Ines"}, "l": {"name": "Luc"}, "b": {"name": "Bruna"}}


def joined(*readings: Story) -> set[frozenset[str]]:
    """Which local events became one, where that is more than one event; each is written telling.event."""
    found: dict[str, set[str]] = {}
    for a in merge(readings).alignments:
        if a.type == "event":
            found.setdefault(a.shared, set()).add(f"{a.telling}.{a.local}")
    return {frozenset(one) for one in found.values() if len(one) > 1}


def test_nobody_is_killed_twice() -> None:
    """What a telling says again, it says of one event: a shot, a death remembered."""
    one = told(
        "t1",
        "[[i|Ines]] kills [[l|Luc]]. Years later [[b|Bruna]] learns how [[l|Luc]] died.",
        CAST,
        [
            ("kill", "kills", "1", "i", "l"),
            ("discover", "learns", "2", "b", ""),
            ("die", "died", "2", "", "l", "actual", "earlier"),
        ],
    )
    other = told("t2", "[[l|Luc]] is shot by [[i|Ines]].", CAST, [("kill", "shot", "1", "i", "l")])
    assert joined(one, other) == {frozenset({"t1.e1", "t1.e3", "t2.e1"})}
    event = merge([one, other]).events[0]
    assert (event.type, event.tellings, len(event.triggers)) == (EventType.KILL, ("t1", "t2"), 3)


def test_a_plan_is_not_the_deed() -> None:
    """One telling says that he means to, the other that he does: two claims, and neither telling says both."""
    one = told("t1", "[[i|Ines]] wants to kill [[l|Luc]].", CAST, [("kill", "kill", "1", "i", "l", "planned")])
    other = told("t2", "[[i|Ines]] kills [[l|Luc]].", CAST, [("kill", "kills", "1", "i", "l")])
    merged = merge([one, other])
    assert [(e.modality, e.tellings) for e in merged.events] == [
        (Modality.PLANNED, ("t1",)),
        (Modality.ACTUAL, ("t2",)),
    ]


def test_equal_events_are_told_apart_by_their_course() -> None:
    """Two meetings of the same two stay two, first with first and second with second."""
    text = "[[i|Ines]] meets [[l|Luc]]. [[i|Ines]] robs [[b|Bruna]]. [[i|Ines]] meets [[l|Luc]]{}."
    events = [("meet", "meets", "1", "i l", ""), ("steal", "robs", "2", "i", "b"), ("meet", "meets", "3", "i l", "")]
    one = told("t1", text.format(" again"), CAST, list(events))
    other = told("t2", text.format(" once more"), CAST, list(events))
    assert joined(one, other) == {frozenset({f"t1.e{n}", f"t2.e{n}"}) for n in (1, 2, 3)}


def test_what_one_causes_the_other_is_never_one_event() -> None:
    """A cause and its effect stay two, however alike they are."""
    merged = merge([told("t1", "[[i|Ines]] runs.", CAST, [("go", "runs", "1", "i", "")])])
    assert [c for c in merged.causes if c.cause == c.effect] == []


def test_each_role_keeps_the_telling_that_gives_it() -> None:
    """The killer whom only one telling names is that telling's alone."""
    one = told("t1", "[[l|Luc]] is killed. [[b|Bruna]] weeps.", CAST, [("kill", "killed", "1", "", "l")])
    other = told("t2", "[[i|Ines]] kills [[l|Luc]]. [[b|Bruna]] laughs.", CAST, [("kill", "kills", "1", "i", "l")])
    (event,) = merge([one, other]).events
    tellings = {role.type: {s.telling for s in role.evidence} for role in event.roles}
    assert tellings == {"agent": {"t2"}, "patient": {"t1", "t2"}}


def test_one_course_is_made_of_several() -> None:
    """The common events carry the order; what only a shorter telling says stands right after what it follows there."""
    assert reconcile(list("abcdexy"), [list("abcde"), list("axcy")], []) == tuple("axbcyde")


def test_what_is_said_outright_goes_before_the_order_of_telling() -> None:
    """A precedence moves an event; one that would close a circle is left out."""
    assert reconcile(list("abc"), [list("abc")], [("c", "a")]) == tuple("cab")
    assert sorted(reconcile(list("ab"), [list("ab")], [("a", "b"), ("b", "a")])) == ["a", "b"]


def test_the_order_holds_every_event_once(founding_readings: list[Story]) -> None:
    """The story order of a merged story is an order of all its events."""
    merged = merge(founding_readings)
    assert sorted(merged.order) == sorted(e.id for e in merged.events)
