"""What words stand for: the character, the mention, the event, the claim at a place of a story as it is now."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from fabula.errors import CorrectionError
from fabula.library.corrections.anchors import anchor, place
from fabula.story.cast import Character, Mention
from fabula.story.claims import Event
from fabula.story.corrections import Anchor
from fabula.story.ontology import Form
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = [
    "character_anchor",
    "character_at",
    "event_at",
    "event_value",
    "mention_at",
    "named",
    "resolve_character",
    "resolve_event",
    "resolve_span",
    "shown",
]

_EVENT_VALUE = re.compile(r"(?P<words>.*) \[(?P<type>[a-z_]+)\](?: #(?P<nth>\d+))?", re.DOTALL)


def shown(words: str) -> str:
    """``words`` in quotation marks, short enough for a message."""
    words = " ".join(words.split())
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”"


def mention_at(story: Story, span: Span) -> Mention | None:
    """The mention that ``span`` points at: the same span, else the one that ends with it, else the closest around it.

    What follows the head of a noun phrase and where it starts is what readers differ in, so its end decides.
    """
    touching = [m for m in story.mentions if m.span.overlaps(span)]
    exact = [m for m in touching if m.span == span]
    ending = [m for m in touching if m.span.end == span.end]
    around = [m for m in touching if m.span.contains(span) or span.contains(m.span)]
    for group in (exact, ending, around):
        if group:
            return min(group, key=lambda m: (len(m.characters) != 1, abs(len(m.span) - len(span)), m.span.start))
    return None


def character_at(story: Story, span: Span) -> str | None:
    """The id of the one character that the words at ``span`` mean."""
    mention = mention_at(story, span)
    if mention is not None and len(mention.characters) == 1:
        return mention.characters[0]
    by_evidence = {c.id for c in story.characters if any(e == span for e in c.evidence)}
    return by_evidence.pop() if len(by_evidence) == 1 else None


def named(story: Story, text: str) -> list[Character]:
    """The characters that ``text`` names: by id, else by name, else by alias, else by the words of a mention."""
    fold = " ".join(text.split()).casefold()
    by_id = [c for c in story.characters if c.id == text]
    by_name = [c for c in story.characters if c.name.casefold() == fold]
    by_alias = [c for c in story.characters if any(a.casefold() == fold for a in c.aliases)]
    for group in (by_id, by_name, by_alias):
        if group:
            return group
    ids = {
        m.characters[0]
        for m in story.mentions
        if m.form is not Form.PRONOUN and len(m.characters) == 1 and story.words(m.span).casefold() == fold
    }
    return [c for c in story.characters if c.id in ids]


def who(story: Story, text: str) -> Character:
    """The one character that ``text`` names.

    Raises :class:`~fabula.errors.CorrectionError`, with the closest names, where there is none or more than one.
    """
    found = named(story, text)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"{c.id} ({c.name})" for c in found)
        raise CorrectionError(f"{shown(text)} may be any of several characters; give one of these ids: {ids}.")
    every = list(dict.fromkeys(n for c in story.characters for n in (c.name, *c.aliases)))
    close = difflib.get_close_matches(text, every, n=3, cutoff=0.4) or [c.name for c in story.characters[:5]]
    hint = f" The closest: {', '.join(shown(n) for n in close)}." if close else ""
    raise CorrectionError(f"No character of this story is called {shown(text)}.{hint}")


def character_anchor(story: Story, id: str) -> Anchor | None:
    """Words that mean this character and nobody else, a name rather than a noun, a noun rather than a pronoun."""
    rank = {Form.NAME: 0, Form.NOUN: 1, Form.PRONOUN: 2}
    character = story.character(id)
    called = {n.casefold() for n in (character.name, *character.aliases)}
    own = sorted(
        (m for m in story.mentions if m.characters == (id,)),
        key=lambda m: (rank[m.form], story.words(m.span).casefold() not in called, m.span),
    )
    for span in (*(m.span for m in own), *character.evidence):
        if character_at(story, span) == id:
            return anchor(story, span)
    return None


def resolve_character(story: Story, value: str, held: Anchor | None) -> str:
    """The id of the character that an argument means, by its words first and by its name where it has none.

    Raises :class:`~fabula.errors.CorrectionError` where the words are gone, mean nobody or now mean somebody else.
    """
    if held is None:
        return who(story, value).id
    span = place(story, held)
    id = character_at(story, span) if span is not None else None
    by_name = [c.id for c in named(story, value)]
    if id is None:
        if len(by_name) == 1:
            return by_name[0]
        gone = "are not in its tellings any more" if span is None else "are not read as one character any more"
        raise CorrectionError(f"The words {shown(held.words)}, which stood for {shown(value)}, {gone}.")
    # A name or noun is meant even where the character is called otherwise now; a pronoun by itself says too little.
    elsewhere = by_name or form_of(held.words) is Form.PRONOUN
    if id not in by_name and elsewhere and not _is_called(story.character(id), value):
        now = story.character(id).name
        raise CorrectionError(f"The words {shown(held.words)} now mean {shown(now)} and no longer {shown(value)}.")
    return id


def _is_called(character: Character, value: str) -> bool:
    return value.casefold() in {n.casefold() for n in (character.name, *character.aliases)}


def resolve_span(story: Story, value: str, held: Anchor | None) -> Span:
    """Where the words of an argument stand. Raises :class:`~fabula.errors.CorrectionError` where they are gone."""
    span = place(story, held) if held is not None else None
    if span is None:
        raise CorrectionError(f"The words {shown(held.words if held else value)} are not in its tellings any more.")
    return span


def event_value(story: Story, event: Event, trigger: Span) -> str:
    """What stands for an event in an argument: words and type, ``kills [kill]``, and ``#2`` for the second such."""
    twins = [e.id for e in _told_at(story, trigger) if e.type is event.type]
    nth = twins.index(event.id) + 1 if event.id in twins else 1
    return f"{story.words(trigger)} [{event.type}]" + (f" #{nth}" if nth > 1 else "")


def event_at(story: Story, span: Span, type: str = "", nth: int = 1) -> str | None:
    """The id of the event that the words at ``span`` tell; ``type`` and ``nth`` choose among several."""
    told = _told_at(story, span)
    alike = [e for e in told if e.type == type]
    if alike:
        return alike[min(nth, len(alike)) - 1].id
    return told[0].id if len(told) == 1 else None


def _told_at(story: Story, span: Span) -> list[Event]:
    exact = [e for e in story.events if span in e.triggers]
    return exact or [e for e in story.events if any(t.overlaps(span) for t in e.triggers)]


def resolve_event(story: Story, value: str, held: Anchor | None) -> str:
    """The id of the event that an argument means. Raises :class:`~fabula.errors.CorrectionError` where it is gone."""
    span = resolve_span(story, value, held)
    parts = _EVENT_VALUE.fullmatch(value)
    id = event_at(story, span, parts["type"], int(parts["nth"] or 1)) if parts else event_at(story, span)
    if id is None:
        raise CorrectionError(f"No one event is read at the words {shown(story.words(span))} any more.")
    return id


def events_called(story: Story, words: str) -> Iterable[tuple[Event, Span]]:
    """The events told by the word or words ``words``, each with the trigger that does, in telling order."""
    fold = words.casefold()
    for event in story.events:
        for trigger in event.triggers:
            if story.words(trigger).casefold() == fold:
                yield event, trigger
                break
