"""Making corrections: each function looks at a story as it is now and gives the record of one change.

What a person points at is a name (or id, or the words of a mention), the words that tell an event (or its id), or
words of a telling (or their place, see :func:`~fabula.library.corrections.pointing.span_called`). All raise
:class:`~fabula.errors.CorrectionError` for what is not in the story or could be several things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fabula.errors import CorrectionError
from fabula.library.corrections.arguments import choice, numbered
from fabula.library.corrections.finding import resolve_event, shown, who
from fabula.library.corrections.players import THINGS
from fabula.library.corrections.pointing import Pointed, at_character, at_event, at_words
from fabula.library.corrections.signing import Signature, record
from fabula.story.claims import Cause, Claim, Death, Event, Knowledge, Precedence, Relation
from fabula.story.corrections import Anchor, Correction
from fabula.story.ontology import ClaimType, CorrectionAction, RoleType
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["add_claim", "change_event", "merge", "move_mention", "rename", "settle", "split", "strike_claim"]

_CHARACTERS = ("a", "b", "victim", "killer", "holder", "other", *(r for r in RoleType if r not in THINGS))
_EVENTS = ("cause", "effect", "event", "about", "earlier", "later")
_PLAIN = ("type", "modality", "when", "manner", "certainty", "kind", "name", "predicate", "gender", "fate")

# Which arguments each kind of claim takes when it is added.
_TAKES: Mapping[ClaimType, tuple[str, ...]] = {
    ClaimType.CHARACTER: ("name", "kind", "words"),
    ClaimType.RELATION: ("type", "a", "b", "words"),
    ClaimType.EVENT: ("type", "trigger", "modality", "when", "predicate", "words", *RoleType),
    ClaimType.DEATH: ("victim", "killer", "manner", "certainty", "event", "words"),
    ClaimType.CAUSE: ("type", "cause", "effect", "words"),
    ClaimType.KNOWLEDGE: ("type", "event", "holder", "other", "about", "words"),
    ClaimType.PRECEDENCE: ("earlier", "later", "words"),
}

Values = Mapping[str, str | Sequence[str]]


def rename(
    story: Story, character: str, name: str = "", *, sign: Signature | None = None, **details: str
) -> Correction:
    """Call ``character`` by ``name``; ``kind``, ``gender`` and ``fate`` may be set as well."""
    name = " ".join(name.split())
    _known("rename", details, ("kind", "gender", "fate"))
    if not name and not details:
        raise CorrectionError("Say what the character is to be called.")
    given = [("name", name, None)] if name else []
    held = at_character(story, character)
    now = story.character(who(story, character).id)
    wanted = {field: value for field, value in details.items() if value != getattr(now, field)}
    return record(sign, CorrectionAction.RENAME, [("character", *held), *given, *_plain(wanted)])


def merge(story: Story, character: str, into: str, *, sign: Signature | None = None) -> Correction:
    """``character`` and ``into`` are one; it keeps the name of ``into``."""
    old, new = at_character(story, character), at_character(story, into)
    if old == new:
        raise CorrectionError(f"{shown(character)} and {shown(into)} are the same character already.")
    return record(sign, CorrectionAction.MERGE, [("character", *old), ("into", *new)])


def split(
    story: Story,
    character: str,
    mentions: Sequence[str | Span],
    name: str = "",
    *,
    sign: Signature | None = None,
) -> Correction:
    """The ``mentions`` of ``character`` are those of another, new character, called ``name`` if given."""
    if not mentions:
        raise CorrectionError("Say which mentions are the other character's.")
    words = numbered("mention", (at_words(story, m) for m in mentions))
    given = [("name", name, None)] if name else []
    return record(sign, CorrectionAction.SPLIT, [("character", *at_character(story, character)), *words, *given])


def move_mention(
    story: Story, mention: str | Span, characters: Sequence[str] = (), *, sign: Signature | None = None
) -> Correction:
    """The words ``mention`` mean ``characters``; without any, they mean nobody."""
    to = numbered("character", (at_character(story, c) for c in characters))
    return record(sign, CorrectionAction.MOVE_MENTION, [("mention", *at_words(story, mention)), *to])


def change_event(
    story: Story, event: str, *, sign: Signature | None = None, **fields: str | Sequence[str]
) -> Correction:
    """Set ``type``, ``modality`` or ``when`` of an event, or the players of a role.

    A role (``agent``, ``patient``, ``recipient``, ``about``: characters; ``instrument``, ``place``: words) takes one
    value or several, and replaces what was read; an empty one means that nobody plays it.
    """
    _known("change-event", fields, ("type", "modality", "when", *RoleType))
    if not fields:
        raise CorrectionError("Say what is to be changed: type, modality, when, or a role such as agent=NAME.")
    held = at_event(story, event)
    now = story.event(resolve_event(story, *held))
    wanted = {name: value for name, value in fields.items() if not _is_so(story, now, name, value)}
    if not wanted:
        raise CorrectionError("The story says so already: there is nothing to correct.")
    return record(sign, CorrectionAction.CHANGE_EVENT, [("event", *held), *_values(story, wanted)])


def add_claim(story: Story, claim: str, *, sign: Signature | None = None, **fields: str | Sequence[str]) -> Correction:
    """Add a claim of the kind ``claim`` (character, relation, event, death, cause, knowledge, precedence).

    ``words`` are the words that say it. The others are the fields of the claim's class: ``type``, ``a``, ``b``,
    ``victim``, ``killer``, ``agent``, ``cause``, ``effect`` and so on.
    """
    kind = choice(ClaimType, claim, "kind of claim")
    _known(f"{kind} claim", fields, _TAKES[kind])
    if not fields.get("words"):
        raise CorrectionError("A claim needs the words that say it: give words=….")
    return record(sign, CorrectionAction.ADD_CLAIM, [("claim", kind, None), *_values(story, fields)])


def strike_claim(story: Story, id: str, *, sign: Signature | None = None) -> Correction:
    """Take out the claim, or the character, with this ``id``."""
    claim = next((c for c in story.claims() if c.id == id), None)
    if claim is None and not any(c.id == id for c in story.characters):
        raise CorrectionError(f"This story has no claim {id!r}: give the id of a claim or character.")
    kind = ClaimType(type(claim).__name__.lower()) if claim is not None else ClaimType.CHARACTER
    described = _described(story, claim) if claim is not None else [("character", *at_character(story, id))]
    return record(sign, CorrectionAction.STRIKE_CLAIM, [("claim", kind, None), *described])


def settle(story: Story, disagreement: str, side: str = "", *, sign: Signature | None = None) -> Correction:
    """The disagreement with this id, or about this point, is settled, in favour of ``side`` if given."""
    for d in story.disagreements:
        if disagreement in (d.id, d.point):
            held = at_words(story, d.sides[0].evidence[0])
            given = [("side", side, None)] if side else []
            kinds: list[tuple[str, str, Anchor | None]] = [("point", d.point, None), ("type", d.type, None)]
            return record(sign, CorrectionAction.SETTLE, [("disagreement", *held), *kinds, *given])
    raise CorrectionError(f"This story has no disagreement {disagreement!r}.")


def _described(story: Story, claim: Claim) -> list[tuple[str, str, Anchor | None]]:
    """What makes a claim the claim it is, held by words."""

    def who(name: str, *ids: str) -> Iterable[tuple[str, str, Anchor | None]]:
        return numbered(name, (at_character(story, id) for id in ids))

    def what(name: str, id: str) -> tuple[str, str, Anchor | None]:
        return (name, *at_event(story, id))

    match claim:
        case Event():
            return [what("event", claim.id)]
        case Relation():
            return [("type", claim.type, None), *who("a", claim.a), *who("b", claim.b)]
        case Death():
            return [*who("victim", claim.victim)]
        case Cause():
            return [("type", claim.type, None), what("cause", claim.cause), what("effect", claim.effect)]
        case Knowledge():
            return [("type", claim.type, None), what("event", claim.event), *who("holder", *claim.holders)]
        case Precedence():
            return [what("earlier", claim.earlier), what("later", claim.later)]
    raise CorrectionError(f"A claim of the class {type(claim).__name__} cannot be struck.")


def _is_so(story: Story, event: Event, name: str, value: str | Sequence[str]) -> bool:
    """Whether a field of an event has this value already: forms send what they show."""
    if name in ("type", "modality", "when"):
        return value == str(getattr(event, name))
    if name in THINGS:
        return False
    players = {who(story, v).id for v in ([value] if isinstance(value, str) else value) if v}
    return players == set(event.players(RoleType(name)))


def _values(story: Story, fields: Values) -> list[tuple[str, str, Anchor | None]]:
    found: list[tuple[str, str, Anchor | None]] = []
    for name, given in fields.items():
        several = [given] if isinstance(given, str) else list(given)
        values = [v for v in several if v]
        if name in _PLAIN:
            found.extend((name, v, None) for v in values[:1])
        elif values:
            found.extend(numbered(name, (_point(story, name, v) for v in values)))
        else:
            found.append((name, "", None))
    return found


def _point(story: Story, name: str, value: str) -> Pointed:
    if name in _CHARACTERS:
        return at_character(story, value)
    return at_event(story, value) if name in _EVENTS else at_words(story, value)


def _plain(fields: Mapping[str, str]) -> list[tuple[str, str, Anchor | None]]:
    return [(name, value, None) for name, value in fields.items()]


def _known(what: str, fields: Iterable[str], names: Sequence[str]) -> None:
    for field in fields:
        if field not in names:
            raise CorrectionError(f"{field!r} is nothing that a {what} takes; it takes {', '.join(names)}.")
