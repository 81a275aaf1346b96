"""Claims as English sentences that say no more than the claim does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.story.cast import Character
from fabula.story.claims import Death, Event, Relation
from fabula.story.ontology import Certainty, Fate, Gender, Kind, Manner, Modality, Part, RelationType
from fabula.views.happenings import Happening
from fabula.views.index import Index
from fabula.views.phrases import phrase
from fabula.views.plain import joined, shorten, shown

__all__ = [
    "calls",
    "dead_in_the_end",
    "death_sentence",
    "description",
    "event_sentence",
    "in_its_words",
    "kind",
    "perhaps",
    "shared_bond",
    "whole_words",
]

# What a relation's a is to its b: where nothing is known of gender, for a woman, for a man.
_KIN: dict[RelationType, tuple[str, str, str]] = {
    RelationType.PARENT_OF: ("a parent of", "the mother of", "the father of"),
    RelationType.SIBLING_OF: ("a sibling of", "a sister of", "a brother of"),
    RelationType.SPOUSE_OF: ("the spouse of", "the wife of", "the husband of"),
    RelationType.PARTNER_OF: ("a lover of", "a lover of", "a lover of"),
    RelationType.RELATIVE_OF: ("a relative of", "a relative of", "a relative of"),
    RelationType.GUARDIAN_OF: ("a guardian of", "a guardian of", "a guardian of"),
    RelationType.FRIEND_OF: ("a friend of", "a friend of", "a friend of"),
    RelationType.COLLEAGUE_OF: ("a colleague of", "a colleague of", "a colleague of"),
    RelationType.ENEMY_OF: ("an enemy of", "an enemy of", "an enemy of"),
}
# Words that make a bond other than its plain name: no "mother" of a stepchild, no "wife" of the divorced.
_NOT_BY_BIRTH = re.compile(r"(?i)\b(?:step|adopt|foster|in-law)")
_NO_LONGER = re.compile(r"(?i)\b(?:ex-|ex\b|former|late\b|widow|divorc|once\b|dead\b|deceased)")


def relation_sentence(index: Index, relation: Relation) -> str:
    """``relation`` in words: "Pema is a sister of Tsering Wangdu"."""
    a, b = index.characters[relation.a], index.characters[relation.b]
    words = " ".join(index.story.words(span) for span in relation.evidence if span.telling in index.tellings)
    plain, female, male = _KIN.get(relation.type, ("", "", ""))
    bond = {Gender.FEMALE: female, Gender.MALE: male}.get(a.gender, plain)
    if relation.type is RelationType.PARENT_OF and _NOT_BY_BIRTH.search(words):
        bond = plain
    verb = "are" if _many(a) else "is"
    ended = Fate.DEAD in (a.fate, b.fate) or _NO_LONGER.search(words)
    if relation.type in (RelationType.SPOUSE_OF, RelationType.PARTNER_OF) and ended:
        verb = f"{verb} or {'were' if verb == 'are' else 'was'}"
    if relation.type is RelationType.SUPERIOR_OF:
        return f"{called(index, b.id)} {'answer' if _many(b) else 'answers'} to {called(index, a.id)}"
    if relation.type is RelationType.MEMBER_OF:
        return f"{called(index, a.id)} {'belong' if _many(a) else 'belongs'} to {called(index, b.id)}"
    if relation.type is RelationType.SERVES:
        return f"{called(index, a.id)} {'serve' if _many(a) else 'serves'} {called(index, b.id)}"
    if verb == "are" and bond.startswith(("a ", "an ")):
        # "The smugglers are friends of ...": the few plurals that these nouns have.
        bond = re.sub(r"^an? (\w+?)(y)? of$", lambda m: f"{m[1]}{'ies' if m[2] else 's'} of", bond)
    return f"{called(index, a.id)} {verb} {bond} {called(index, b.id)}"


def shared_bond(index: Index, relations: Sequence[Relation]) -> str:
    """Several relations of one type with one party in common, in one sentence: "Luc and Ines answer to Bruna"."""
    if len(relations) == 1:
        return relation_sentence(index, relations[0])
    first = relations[0]
    if first.type is RelationType.SUPERIOR_OF:
        return f"{joined([called(index, r.b) for r in relations])} answer to {called(index, first.a)}"
    verb = "serve" if first.type is RelationType.SERVES else "belong to"
    return f"{joined([called(index, r.a) for r in relations])} {verb} {called(index, first.b)}"


def death_sentence(index: Index, death: Death) -> str:
    """``death`` in words: "Emeka Okonjo kills Bahram"; what is only presumed or faked is said to be so."""
    victim = called(index, death.victim)
    who = [k for k in death.killers if k in index.characters]
    killers = joined([called(index, k) for k in who])
    subject_many = count(index, who) > 1 if who else count(index, [death.victim]) > 1
    how = {Manner.ACCIDENT: " by accident", Manner.NATURAL: " of natural causes"}.get(death.manner, "")
    if death.certainty is Certainty.FAKED:
        return f"The death of {victim} is faked"
    if death.certainty is Certainty.PRESUMED:
        seem = "seem" if subject_many else "seems"
        return f"{killers} {seem} to kill {victim}{how}" if killers else f"{victim} {seem} to die{how}"
    if death.manner is Manner.SUICIDE:
        return f"{victim} {'die by their own hands' if subject_many else 'dies by own hand'}"
    if killers:
        return f"{killers} {'kill' if subject_many else 'kills'} {victim}{how}"
    if death.manner in (Manner.MURDER, Manner.EXECUTION, Manner.KILLING):
        return f"{victim} {'are' if subject_many else 'is'} killed"
    return f"{victim} {'die' if subject_many else 'dies'}{how}"


def event_sentence(index: Index, row: Happening) -> str:
    """What happens in one event, in words: "Bahram tries to kill Zsófia"; ``""`` where it names nobody."""
    agents, patients = (joined([_briefly(index, c) for c in group]) for group in (row.agents, row.patients))
    if not agents and not patients:
        return ""
    verb, preposition = phrase(row.event, count(index, row.agents), count(index, row.patients))
    parts = [agents, verb, preposition, patients] if agents else [patients, verb]
    sentence = " ".join(part for part in parts if part)
    return shown(sentence[:1].upper() + sentence[1:])


def perhaps(sentence: str) -> str:
    """A sentence that is not sure."""
    return f"perhaps {sentence}"


def whole_words(index: Index, event: Event, length: int = 90) -> str:
    """The words of the clause that says an event, with those who take part."""
    span = next((s for s in event.evidence if s.telling in index.tellings), None)
    return shorten(index.story.words(span), length) if span else ""


def kind(event: Event) -> str:
    """The type and modality of an event: "kill, planned"."""
    type = event.type.replace("_", " ")
    return type if event.modality is Modality.ACTUAL else f"{type}, {event.modality}"


def in_its_words(index: Index, event: Event, length: int = 64) -> str:
    """How a telling says an event: its words from the trigger to the end of the clause."""
    span = next((s for s in event.triggers if s.telling in index.tellings), None)
    if span is None:
        return ""
    telling = index.tellings[span.telling]
    end = next((e for s, e in telling.sentences if s <= span.start < e), len(telling.text))
    words = telling.text[span.start : max(end, span.end)]
    clause = _CLAUSE_END.search(words, span.end - span.start)
    return shorten(words[: clause.start()] if clause else words, length)


def count(index: Index, ids: Sequence[str]) -> int:
    """How many beings ``ids`` are, as far as grammar cares: 2 for a group with a plural name."""
    return 2 if len(ids) == 1 and _many(index.characters[ids[0]]) else len(ids)


def called(index: Index, id: str) -> str:
    """A character's name in running text: "the courier" for who was brought in as "a courier"."""
    return _definite(index, id, index.name(id))


def _briefly(index: Index, id: str) -> str:
    short = index.short_names[id]
    return _definite(index, id, index.name(id, 48) if short.endswith("…") else short)


def _definite(index: Index, id: str, name: str) -> str:
    return re.sub(r"^The ", "the ", name if index.characters[id].named else re.sub(r"^[Aa]n? ", "the ", name))


# Where a clause ends: at punctuation, or where another one is joined to it.
_CLAUSE_END = re.compile(
    r"[.;:!?](?=\s|$)|,\s|\s[—–-]\s|\s\(|\s(?:and|but|while|when|who|which|before|after|because)\s"
)


def calls(character: Character, most: int = 3) -> list[str]:
    """What else a character is called: other names first, then descriptions; none that merely holds the name."""
    known = [character.name.casefold(), *(o.casefold() for o in character.occupations)]
    found: list[str] = []
    for alias in sorted(character.aliases, key=lambda a: not a[:1].isupper() or _DETERMINER.match(a) is not None):
        folded = _DETERMINER.sub("", alias).casefold()
        if not any(folded in other or other in folded for other in known):
            known.append(folded)
            found.append(shorten(alias, 50))
    return found[:most]


def description(index: Index, character: Character) -> str:
    """What a character is, in a few words: occupations, side, performer, end; nobody is dead of unsure deaths alone."""
    # "hit man" and "hit-man" are one occupation.
    occupations = {re.sub(r"\W", "", o).casefold(): shorten(o, 40) for o in reversed(character.occupations)}
    parts = list(reversed(occupations.values()))[:3]
    if not parts:
        parts += {Kind.GROUP: ["group"], Kind.ANIMAL: ["animal"]}.get(character.kind, [])
    if character.part is not Part.NONE:
        parts.append(str(character.part))
    if character.performer:
        parts.append(f"played by {shorten(character.performer, 40)}")
    if dead_in_the_end(index, character):
        parts.append("dead in the end")
    elif character.fate is Fate.ALIVE:
        parts.append("alive in the end")
    return ", ".join(parts)


def dead_in_the_end(index: Index, character: Character) -> bool:
    """Whether a character is surely dead at the end: no death is told of them, or one that is sure."""
    deaths = index.deaths.get(character.id)
    return character.fate is Fate.DEAD and (not deaths or any(index.sure(d) for d in deaths))


def _many(character: Character) -> bool:
    return character.kind is Kind.GROUP and _plural(character.name)


def _plural(name: str) -> bool:
    """Whether a group's name takes a plural verb: "the thugs", "several of the crew", not "the Bureau"."""
    words = _DETERMINER.sub("", name).casefold().split()
    if words[:1] and words[0] in _QUANTIFIERS:
        return True
    head = re.split(r" (?:of|in|from|with|who|at|on)\b", " ".join(words))[0].split()[-1:] or [""]
    bare = head[0].strip("\"'“”‘’")
    return (bare.endswith("s") and not bare.endswith("ss")) or bare.endswith(_PLURALS)


_DETERMINER = re.compile(r"(?i)^(?:the|an?|his|her|their|its|one)\s+")
_QUANTIFIERS = frozenset(
    "several some many most all both two three four five six seven eight nine ten few others".split()
)
_PLURALS = ("men", "women", "children", "people", "police")
