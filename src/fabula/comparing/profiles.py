"""What one telling shows of a character: what it is called, whom it stands to, what it does."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from fabula.comparing.names import Phrase, is_name, phrase
from fabula.comparing.words import content, names_in, weigh
from fabula.story.claims import Event
from fabula.story.ontology import EventType, Form, Gender, Kind, Modality, RelationType, RoleType
from fabula.story.story import Story

__all__ = ["SYMMETRIC", "Deed", "Profile", "Tie", "profiles"]

SYMMETRIC = frozenset(r for r in RelationType if r.symmetric)
MUTUAL = frozenset(e for e in EventType if e.mutual)


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as one side sees it; ``forward`` if it is the first side of a directed one."""

    type: RelationType
    forward: bool
    other: str


@dataclass(frozen=True, slots=True)
class Deed:
    """A part in an event: as its doer or as the one it is done to; ``others`` are on the other side."""

    type: EventType
    doer: bool
    others: tuple[str, ...]
    actual: bool


@dataclass(slots=True)
class Profile:
    """A character of one story, as the aligner sees it."""

    id: str
    names: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    gender: Gender
    kind: Kind
    ties: tuple[Tie, ...]
    deeds: tuple[Deed, ...]
    context: dict[str, float]
    mentions: int
    dies: bool


def sides(event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who does it and to whom; both sides of a mutual event are its doers, in no order."""
    agents, patients = [], []
    for role in event.roles:
        if role.character is not None:
            if role.type is RoleType.AGENT:
                agents.append(role.character)
            elif role.type is RoleType.PATIENT or role.type is RoleType.RECIPIENT:
                patients.append(role.character)
    if event.type in MUTUAL:
        return tuple(sorted({*agents, *patients})), ()
    return tuple(agents), tuple(patients)


def profiles(story: Story) -> dict[str, Profile]:
    """The profile of every character of ``story``, by id, in the order of its cast."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    phrases: defaultdict[str, dict[Phrase, None]] = defaultdict(dict)
    context: defaultdict[str, list[str]] = defaultdict(list)
    count: Counter[str] = Counter()
    texts = {t.id: t for t in story.tellings}
    proper = {t.id: frozenset(names_in(t.text)) for t in story.tellings}
    sentences: dict[tuple[str, int], list[str]] = {}

    def told_around(telling: str, offset: int) -> list[str]:
        here = texts[telling]
        number = here.sentence_at(offset)
        if (telling, number) not in sentences:
            start, end = here.sentences[number - 1] if number else (0, len(here.text))
            sentences[telling, number] = content(here.text[start:end], without=proper[telling])
        return sentences[telling, number]

    def call(id: str, words: str, form: Form | None) -> None:
        if form is Form.PRONOUN:
            return
        if form is Form.NAME or (form is None and is_name(words)):
            names[id][words] += 1
        elif (described := phrase(words)) is not None:
            phrases[id][described] = None

    for mention in story.mentions:
        words = story.words(mention.span)
        for one in mention.characters:
            count[one] += 1
            if len(mention.characters) == 1:
                call(one, words, mention.form)
                context[one] += told_around(mention.span.telling, mention.span.start)
    ties: defaultdict[str, list[Tie]] = defaultdict(list)
    for relation in story.relations:
        symmetric = relation.type in SYMMETRIC
        ties[relation.a].append(Tie(relation.type, True, relation.b))
        ties[relation.b].append(Tie(relation.type, symmetric, relation.a))
    deeds: defaultdict[str, list[Deed]] = defaultdict(list)
    for event in story.events:
        actual = event.modality is Modality.ACTUAL
        agents, patients = sides(event)
        for agent in agents:
            others = patients or tuple(a for a in agents if a != agent and event.type in MUTUAL)
            deeds[agent].append(Deed(event.type, True, others, actual))
        for patient in patients:
            deeds[patient].append(Deed(event.type, False, agents, actual))
    dead = {death.victim for death in story.deaths}
    found = {}
    for character in story.characters:
        for words in (character.name, *character.aliases):
            if words == character.name:
                call(character.id, words, Form.NAME if character.named else Form.NOUN)
            else:
                call(character.id, words, None)
        for work in character.occupations:
            call(character.id, work, Form.NOUN)
        found[character.id] = Profile(
            id=character.id,
            names=tuple(sorted(names[character.id])),
            phrases=tuple(phrases[character.id]),
            gender=character.gender,
            kind=character.kind,
            ties=tuple(ties[character.id]),
            deeds=tuple(deeds[character.id]),
            context=weigh(context[character.id]),
            mentions=count[character.id],
            dies=character.id in dead,
        )
    return found
