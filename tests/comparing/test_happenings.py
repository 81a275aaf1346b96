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
        if a.type == "event" and a.kind == "same":
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


def test_what_neither_tells_as_done_may_be_one() -> None:
    """A plan here and an attempt there are one event, told as the nearer to done of both, whatever their order."""
    one = told("t1", "[[i|Ines]] wants to kill [[l|Luc]].", CAST, [("kill", "kill", "1", "i", "l", "planned")])
    other = told("t2", "[[i|Ines]] tries to kill [[l|Luc]].", CAST, [("kill", "kill", "1", "i", "l", "attempted")])
    for readings in ([one, other], [other, one]):
        (event,) = merge(readings).events
        assert (event.modality, set(event.tellings)) == (Modality.ATTEMPTED, {"t1", "t2"})


def test_a_deed_remembered_is_one_and_two_sayings_are_two() -> None:
    """What the same two do in the same word, told again as earlier, is one event; what one says twice is not."""
    text = "[[i|Ines]] {0} [[l|Luc]] in spring. Years later [[l|Luc]] recalls that [[i|Ines]] {0} [[l|him]]."

    def again(type: str, word: str) -> set[frozenset[str]]:
        events = [(type, word, "1", "i", "l"), (type, word, "2", "i", "l", "actual", "earlier")]
        other = told("t2", "[[b|Bruna]] sings.", CAST, [("perform", "sings", "1", "b", "")])
        return joined(told("t1", text.format(word), CAST, events), other)

    assert again("rescue", "saved") == {frozenset({"t1.e1", "t1.e2"})}
    assert again("tell", "told") == set()


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


def linked(*readings: Story) -> set[tuple[str, str, str]]:
    """Which event stands to which merged one without being it: (kind, telling.event, the words of the other)."""
    merged = merge(readings)
    return {
        (a.kind, f"{a.telling}.{a.local}", " ".join(merged.words(s) for s in merged.event(a.shared).triggers))
        for a in merged.alignments
        if a.type == "event" and a.kind != "same"
    }


GANG = {
    "i": {"name": "Ines"},
    "g": {"name": "the smugglers", "kind": "group"},
    "l": {"name": "Luc"},
    "b": {"name": "Bo"},
}


def test_a_summary_takes_in_what_it_sums_up() -> None:
    """He kills them all, says the one; the other tells whom, one by one. Both keep their words."""
    gone = "[[l|Luc]] and [[b|Bo]] talk. [[i|Ines]] kills [[l+b|them all]]."
    one = told("t1", gone, GANG, [("kill", "kills", "2", "i", "l b")])
    other = told(
        "t2",
        "[[i|Ines]] stabs [[l|Luc]] at dawn. [[b|Bo]] dies in the fire.",
        GANG,
        [("kill", "stabs", "1", "i", "l"), ("die", "dies", "2", "", "b")],
    )
    full = told(
        "t3",
        "[[i|Ines]] drowns [[l|Luc]], then [[b|Bo]].",
        GANG,
        [("kill", "drowns", "1", "i", "l"), ("kill", "then", "1", "i", "b")],
    )
    named = told(
        "t0",
        "[[l|Luc]] and [[b|Bo]] are in [[g|the gang]] that [[i|Ines]] kills, being [[g|smugglers]].",
        GANG,
        [("kill", "kills", "1", "i", "g")],
        relations=[("member_of", "l", "g"), ("member_of", "b", "g")],
    )
    assert linked(one, other) == {("part", "t1.e1", "stabs"), ("part", "t1.e1", "dies")}
    assert linked(one, full) == {("part", "t1.e1", "drowns"), ("part", "t1.e1", "then")}
    assert linked(named, full) == {("part", "t0.e1", "drowns"), ("part", "t0.e1", "then")}
    assert joined(one, other) == joined(one, full) == joined(named, full) == set()


def test_a_summary_takes_in_nobody_else_s_deeds() -> None:
    """What another does, or is done to others, is no part of it."""
    gone = "[[l|Luc]] and [[b|Bo]] talk. [[i|Ines]] kills [[l+b|them all]]."
    one = told("t1", gone, GANG, [("kill", "kills", "2", "i", "l b")])
    other = told(
        "t2",
        "[[l|Luc]] is shot by [[b|Bo]]. [[i|Ines]] mourns.",
        GANG,
        [("kill", "shot", "1", "b", "l"), ("mourn", "mourns", "2", "i", "")],
    )
    assert linked(one, other) == set()


def test_a_plan_leads_to_the_deed_that_another_telling_tells() -> None:
    """Two claims, one for each telling, and the one is known to be what the other meant."""
    one = told("t1", "[[i|Ines]] sets out to kill [[l|Luc]].", CAST, [("kill", "kill", "1", "i", "l", "planned")])
    other = told("t2", "[[i|Ines]] kills [[l|Luc]].", CAST, [("kill", "kills", "1", "i", "l")])
    tried = told("t3", "[[i|Ines]] tries to kill [[l|Luc]].", CAST, [("kill", "kill", "1", "i", "l", "attempted")])
    assert linked(one, other) == {("deed", "t1.e1", "kills")}
    assert linked(tried, other) == {("deed", "t3.e1", "kills")}
    assert joined(one, other) == set()


def test_whoever_tells_plan_and_deed_needs_no_other_for_it() -> None:
    """Within one telling, order and deed stand beside each other as they are told."""
    both = told(
        "t1",
        "[[i|Ines]] wants to kill [[l|Luc]]. [[i|Ines]] kills [[l|Luc]].",
        CAST,
        [("kill", "kill", "1", "i", "l", "planned"), ("kill", "kills", "2", "i", "l")],
    )
    deed = told("t2", "[[i|Ines]] kills [[l|Luc]].", CAST, [("kill", "kills", "1", "i", "l")])
    assert linked(both, deed) == set()


def test_nobody_is_joined_to_a_killing_of_somebody_else() -> None:
    """However alike the words are, two victims are two deaths."""
    one = told("t1", "At the harbour [[i|Ines]] shoots [[l|Luc]].", CAST, [("kill", "shoots", "1", "i", "l")])
    other = told(
        "t2",
        "At the harbour [[i|Ines]] shoots [[b|Bruna]]. [[l|Luc]] weeps.",
        CAST,
        [("kill", "shoots", "1", "i", "b"), ("mourn", "weeps", "2", "l", "")],
    )
    assert joined(one, other) == set()
