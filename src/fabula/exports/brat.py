"""brat standoff: a ``.txt`` and an ``.ann`` for each telling, and the ``annotation.conf`` that brat needs."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.story.claims import Event
from fabula.story.ontology import EventType, Kind, Modality, RelationType, RoleType
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["to_brat"]

_ROLES = {
    RoleType.AGENT: "Agent",
    RoleType.PATIENT: "Patient",
    RoleType.RECIPIENT: "Recipient",
    RoleType.INSTRUMENT: "Instrument",
    RoleType.PLACE: "Place",
    RoleType.ABOUT: "About",
}


def to_brat(story: Story, id: str) -> dict[str, bytes]:
    """The files that brat reads; offsets are those of the telling. An annotation that runs over a line's end is made of
    pieces, as brat asks.

    Mentions are text-bound annotations (``Person`` and so on), those of one character joined by ``Equiv``; events are
    brat events whose arguments point at the nearest mention of each player; a relation joins the first mentions of its
    two characters; modality is an attribute.
    """
    files = {"annotation.conf": _configuration().encode()}
    for telling in story.tellings:
        stem = id if len(story.tellings) == 1 else f"{id}.{telling.id}"
        files[f"{stem}.txt"] = telling.text.encode()
        files[f"{stem}.ann"] = "".join(line + "\n" for line in _annotations(story, telling)).encode()
    return files


def _name(type: str) -> str:
    return type.title()


def _annotations(story: Story, telling: Telling) -> list[str]:
    kinds = {c.id: c.kind for c in story.characters}
    bound: dict[tuple[str, Span], str] = {}
    lines: list[str] = []

    def bind(type: str, span: Span) -> str:
        known = bound.get((type, span))
        if known is None:
            known = bound[(type, span)] = f"T{len(bound) + 1}"
            pieces = _pieces(telling.text, span)
            places = ";".join(f"{a} {b}" for a, b in pieces)
            words = " ".join(telling.text[a:b] for a, b in pieces)
            lines.append(f"{known}\t{type} {places}\t{words}")
        return known

    chains: dict[str, list[str]] = {}
    nearest: dict[str, list[tuple[Span, str]]] = {}
    for mention in story.mentions:
        span = mention.span
        if span.telling != telling.id or not mention.characters or not _pieces(telling.text, span):
            continue
        single = len(mention.characters) == 1
        type = _name(kinds[mention.characters[0]]) if single else "Several"
        label = bind(type, span)
        for character in mention.characters:
            nearest.setdefault(character, []).append((span, label))
        if single and label not in chains.setdefault(mention.characters[0], []):
            chains[mention.characters[0]].append(label)

    numbers = _Numbers()
    for event in story.events:
        trigger = next((s for s in event.triggers if s.telling == telling.id and _pieces(telling.text, s)), None)
        if trigger is None:
            continue
        label = bind(_name(event.type), trigger)
        arguments = [f"{role}:{target}" for role, target in _arguments(event, telling, trigger, nearest, bind)]
        number = numbers("E")
        lines.append(f"{number}\t" + " ".join([f"{_name(event.type)}:{label}", *arguments]))
        if event.modality is not Modality.ACTUAL:
            lines.append(f"{numbers('A')}\tModality {number} {_name(event.modality)}")
    for relation in story.relations:
        ends = [_first(nearest.get(c, [])) for c in (relation.a, relation.b)]
        if all(ends) and any(s.telling == telling.id for s in relation.evidence):
            lines.append(f"{numbers('R')}\t{_name(relation.type)} Arg1:{ends[0]} Arg2:{ends[1]}")
    lines += [f"*\tEquiv {' '.join(chain)}" for chain in chains.values() if len(chain) > 1]
    return lines


def _arguments(
    event: Event, telling: Telling, trigger: Span, nearest: dict[str, list[tuple[Span, str]]], bind: object
) -> Iterable[tuple[str, str]]:
    """Pairs of a role and a text-bound annotation; a second player of a role is numbered, as brat has it."""
    counts: dict[str, int] = {}
    assert callable(bind)
    for role in event.roles:
        if role.character is not None:
            near = nearest.get(role.character)
            if not near:
                continue
            target = min(near, key=lambda item: (abs(item[0].start - trigger.start), item[0]))[1]
        else:
            span = next((s for s in role.evidence if s.telling == telling.id and _pieces(telling.text, s)), None)
            if span is None:
                continue
            target = str(bind("Thing", span))
        name = _ROLES[role.type]
        counts[name] = counts.get(name, 0) + 1
        yield (name if counts[name] == 1 else f"{name}{counts[name]}"), target


def _first(found: list[tuple[Span, str]]) -> str | None:
    return min(found)[1] if found else None


def _pieces(text: str, span: Span) -> list[tuple[int, int]]:
    """The span in pieces without line ends, which brat does not allow inside an annotation."""
    pieces, start = [], span.start
    for at in range(span.start, span.end + 1):
        if at == span.end or text[at] in "\r\n":
            if text[start:at].strip():
                pieces.append((start, at))
            start = at + 1
    return pieces


class _Numbers:
    """The next free id of each kind of annotation."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __call__(self, kind: str) -> str:
        self._last[kind] = self._last.get(kind, 0) + 1
        return f"{kind}{self._last[kind]}"


def _configuration() -> str:
    kinds = [_name(kind) for kind in Kind]
    people = "|".join([*kinds, "Several"])
    roles = ", ".join(f"{name}*:{people}|Thing" for name in _ROLES.values())
    lines = ["[entities]", *kinds, "Several", "Thing", "", "[relations]"]
    lines += [f"{_name(type)}\tArg1:{people}, Arg2:{people}" for type in RelationType]
    lines += ["<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>", "", "[events]"]
    lines += [f"{_name(type)}\t{roles}" for type in EventType]
    values = "|".join(_name(m) for m in Modality if m is not Modality.ACTUAL)
    lines += ["", "[attributes]", f"Modality\tArg:<EVENT>, Value:{values}"]
    return "\n".join(lines) + "\n"
