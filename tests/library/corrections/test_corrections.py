"""Corrections, one by one: what they do, what they hold on to, and what they say when they cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fabula.errors import CorrectionError
from fabula.library import corrections as c
from fabula.library.corrections.anchors import anchor, place
from fabula.story.check import violations
from fabula.story.corrections import Correction
from fabula.story.ontology import DisagreementType, EventType, Fate, Modality
from fabula.story.story import Story
from fabula.story.tellings import Disagreement, Side
from fabula.story.text import Span
from tests.library.corrections.stories import MARKUP, harbour


def after(story: Story, *log: Correction) -> Story:
    """The corrected story, which is sound and has no conflicts."""
    result = c.apply(story, log)
    assert (result.conflicts, violations(result.story)) == ((), [])
    return result.story


def said(story: Story, id: str) -> list[str]:
    """The words that mean a character."""
    return [story.words(m.span) for m in story.mentions if id in m.characters]


def test_rename_keeps_the_old_name() -> None:
    """The old name stays as an alias, and a name that a telling gives is shown by its words there."""
    story = after(harbour(), c.rename(harbour(), "A stranger", "The man"))
    stranger = story.character("stranger")
    assert (stranger.name, stranger.aliases) == ("The man", ("A stranger",))
    assert story.words(stranger.evidence[0]) == "The man"


def test_merge_joins_everything() -> None:
    """Mentions, names and deeds of both are of one; a relation of the two to each other is gone."""
    story = after(harbour(), c.merge(harbour(), "A stranger", "Ivo"))
    assert said(story, "ivo") == ["Ivo's", "A stranger", "him", "The man", "He"]
    assert story.event("e5").agents == ("ivo",)
    assert [(r.type, r.a, r.b) for r in story.relations] == [("superior_of", "boss", "ivo")]
    assert story.deaths[0].killers == ("ivo",)


def test_split_takes_what_rests_on_its_words() -> None:
    """The mentions go to a new character, and the roles that these mentions show go with them."""
    story = after(harbour(), c.split(harbour(), "Mara", ["her#1"], "Nell"))
    nell = next(x for x in story.characters if x.name == "Nell")
    assert said(story, nell.id) == ["her"]
    assert story.event("e2").patients == (nell.id,)
    assert story.event("e4").patients == ("mara",)


def test_move_mention() -> None:
    """Words mean another, several or nobody; words where nothing was read become a mention."""
    story = harbour()
    assert said(after(story, c.move_mention(story, "He", ["A stranger"])), "stranger")[-1] == "He"
    assert "him" in said(after(story, c.move_mention(story, "him", ["Ivo", "Mara"])), "mara")
    assert "him" not in said(after(story, c.move_mention(story, "him")), "stranger")
    assert "harbour" in said(after(story, c.move_mention(story, "harbour", ["Ivo"])), "ivo")


def test_changed_event_and_its_death() -> None:
    """A killing that is only planned kills nobody; one with another doer has another killer."""
    story = harbour()
    planned = after(story, c.change_event(story, "shoots", modality="planned"))
    assert planned.event("e5").modality is Modality.PLANNED
    assert (planned.deaths, planned.character("boss").fate) == ((), Fate.UNKNOWN)
    other = after(story, c.change_event(story, "shoots", agent=["Ivo"]))
    assert other.deaths[0].killers == ("ivo",)


def test_added_claims_have_their_words() -> None:
    """A claim that a person adds stands at its place, is sure, and has the words that were given."""
    story = harbour()
    added = c.add_claim(story, "event", type="go", agent="A stranger", words="to the harbour", trigger="harbour")
    changed = after(story, added, c.add_claim(story, "relation", type="sibling_of", a="Mara", b="Ivo", words="Ivo's"))
    event = changed.events[2]
    assert (event.type, event.confidence, changed.words(event.evidence[0])) == (EventType.GO, 1.0, "to the harbour")
    assert changed.order == ("e1", "e2", event.id, "e3", "e4", "e5", "e6")
    assert changed.words(changed.relations[-1].evidence[0]) == "Ivo's"


def test_struck_event_takes_its_death() -> None:
    """With an event goes the death that it tells, and the causes that speak of it."""
    story = after(harbour(), c.strike_claim(harbour(), "e5"), c.strike_claim(harbour(), "e1"))
    assert (story.deaths, story.causes, story.character("boss").fate) == ((), (), Fate.UNKNOWN)


def test_words_found_in_an_edited_text() -> None:
    """An anchor finds its words where the text before them has changed, and nothing where they are gone."""
    story = harbour()
    held = anchor(story, Span("t1", 136, 143))
    text = "By night and in the rain. " + story.tellings[0].text
    edited = replace(story, tellings=(replace(story.tellings[0], text=text),))
    assert place(edited, held) == Span("t1", 162, 169)
    gone = replace(story, tellings=(replace(story.tellings[0], text=text.replace("The man", "Somebody")),))
    assert place(gone, held) is None


def test_words_found_under_another_id() -> None:
    """A text that comes back under another id is known by the words around the anchor."""
    held = anchor(harbour(), Span("t1", 107, 110))
    assert place(harbour("plot"), held) == Span("plot", 107, 110)


def test_survives_another_reading() -> None:
    """A reading by another model, with other ids and one character fewer, is corrected by the same log."""
    story = harbour()
    log = (c.merge(story, "A stranger", "Ivo"), c.change_event(story, "shoots", type="attack"))
    renamed = MARKUP.replace("[[stranger|The man]]", "[[boss|The man]]")
    newer = harbour("plot", renamed)
    result = c.apply(newer, log)
    assert result.conflicts == ()
    assert said(result.story, "ivo") == ["Ivo's", "A stranger", "him", "He"]
    assert result.story.event("e5").type is EventType.ATTACK


def test_conflicts_are_reported() -> None:
    """What another reading leaves no room for is reported with the reason, stays in the log, and stops nothing else."""
    story = harbour()
    log = (c.change_event(story, "follows", type="meet"), c.rename(story, "Old Vessel", "Vesselin"))
    without = replace(
        story, events=tuple(e for e in story.events if e.id != "e2"), order=tuple(i for i in story.order if i != "e2")
    )
    result = c.apply(without, log)
    assert [o.status for o in result.outcomes] == [c.Status.CONFLICT, c.Status.APPLIED]
    assert "No one event is read at the words “follows”" in result.conflicts[0].message
    assert result.story.corrections == log


def test_never_merges_the_wrong_one() -> None:
    """Where the words of a correction now mean somebody else than it names, it is in conflict."""
    story = harbour()
    log = (c.rename(story, "A stranger", "Luc"),)
    swapped = harbour(markup=MARKUP.replace("[[stranger|A stranger]]", "[[ivo|A stranger]]"))
    moved = replace(
        swapped,
        characters=tuple(replace(x, aliases=(), evidence=x.evidence[:1]) for x in swapped.characters),
    )
    result = c.apply(moved, log)
    assert [o.status for o in result.outcomes] == [c.Status.CONFLICT]


def test_undone_needs_the_reading() -> None:
    """A corrected story cannot be un-corrected by itself; the reading that it keeps can."""
    story = harbour()
    log = (c.merge(story, "A stranger", "Ivo"),)
    merged = c.apply(story, log).story
    with pytest.raises(CorrectionError, match="as it was read"):
        c.apply(merged, c.undo(log))
    assert c.apply(merged.readings[0], c.undo(log)).story.characters == story.characters


def test_undo_one_in_the_middle() -> None:
    """A correction is undone by its id while later ones stand; redo without an id never jumps over what stands."""
    story = harbour()
    made = c.rename(story, "Mara", "Marta"), c.rename(story, "Ivo", "Ivan")
    log = c.undo(made, made[0].id)
    assert [x.name for x in after(story, *log).characters][:2] == ["Mara", "Ivan"]
    with pytest.raises(CorrectionError, match="nothing to redo"):
        c.redo(log)
    assert c.redo(log, log[0].id)[0].undone is False


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda s: c.merge(s, "Ivor", "Mara"), "The closest: “Ivo”"),
        (lambda s: c.split(s, "Mara", ["her"]), "stand at 2 places"),
        (lambda s: c.rename(s, "Mara"), "what the character is to be called"),
        (lambda s: c.change_event(s, "shoots", type="sing"), "is no type of event|says so|sing"),
        (lambda s: c.change_event(s, "shoots", colour="red"), "is nothing that"),
        (lambda s: c.add_claim(s, "relation", type="friend_of", a="Mara", b="Ivo"), "needs the words"),
        (lambda s: c.strike_claim(s, "x9"), "no claim"),
        (lambda s: c.settle(s, "x9"), "no disagreement"),
    ],
)
def test_wrong_corrections_say_what_would_work(wrong: Callable[[Story], Correction], message: str) -> None:
    """What cannot be is refused with one sentence."""
    with pytest.raises(CorrectionError, match=message):
        _tried(wrong)


def _tried(wrong: Callable[[Story], Correction]) -> None:
    story = harbour()
    for outcome in c.apply(story, (wrong(story),)).conflicts:
        raise CorrectionError(outcome.message)


def test_settled() -> None:
    """A settled disagreement stands open no longer, and the log keeps which side holds; gone already is well."""
    span, other = Span("t1", 136, 143), Span("t1", 38, 48)
    sides = (Side(("t1",), "the man", (span,)), Side(("t1",), "a stranger", (other,)))
    point = Disagreement("x1", DisagreementType.CONTRADICTION, "killer of Old Vessel", ("boss",), sides)
    story = replace(harbour(), disagreements=(point,))
    settled = c.settle(story, "x1", "the man")
    assert after(story, settled).disagreements == ()
    assert dict(settled.arguments)["side"] == "the man"
    assert c.apply(harbour(), (settled,)).outcomes[0].status is c.Status.NEEDLESS
