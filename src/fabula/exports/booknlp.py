"""The files that BookNLP 1.0.7 writes, with its columns, so that scripts made for them run on ours.

The layout follows BookNLP's own writer (``booknlp/english/english_booknlp.py``). What we know less of than BookNLP, or
say otherwise, is listed in the documentation of the formats; in short: without a syntax, tags are ``X`` and ``XX``, the
relation is ``dep`` and every word is its own head (BookNLP's way to write a root); ``byte_onset`` and ``byte_offset``
count code points, as BookNLP's do in spite of their names.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping

from fabula.exports.booknlp_page import Entity, book_page
from fabula.exports.quotes import Quote, find_quotes
from fabula.exports.syntax import Places, Syntax, syntax_of
from fabula.story.cast import Character
from fabula.story.ontology import AttributeType, Form, Gender, Kind, RoleType
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["TOKEN_COLUMNS", "booknlp_files", "to_booknlp"]

TOKEN_COLUMNS = (
    "paragraph_ID",
    "sentence_ID",
    "token_ID_within_sentence",
    "token_ID_within_document",
    "word",
    "lemma",
    "byte_onset",
    "byte_offset",
    "POS_tag",
    "fine_POS_tag",
    "dependency_relation",
    "syntactic_head_ID",
    "event",
)
ENTITY_COLUMNS = ("COREF", "start_token", "end_token", "prop", "cat", "text")
QUOTE_COLUMNS = ("quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id", "quote")
SUPERSENSE_COLUMNS = ("start_token", "end_token", "supersense_category", "text")

_PROP = {Form.NAME: "PROP", Form.NOUN: "NOM", Form.PRONOUN: "PRON"}
_SUPERSENSE = {Kind.PERSON: "noun.person", Kind.GROUP: "noun.group", Kind.ANIMAL: "noun.animal"}
_PRONOUNS = {
    Gender.MALE: "he/him/his",
    Gender.FEMALE: "she/her",
    Gender.NEUTER: "they/them/their",
}


def to_booknlp(story: Story, id: str, syntax: Mapping[str, Syntax] | None = None) -> dict[str, bytes]:
    """Six files a telling: ``.tokens .entities .quotes .supersense .book .book.html``.

    A story of one telling makes ``ID.tokens`` and so on; of several, ``ID.TELLING.tokens``.

    Args:
        story: the story.
        id: the stem of the file names.
        syntax: the grammar of each telling, by telling id; plain words where it is missing.
    """
    files: dict[str, bytes] = {}
    for telling in story.tellings:
        stem = id if len(story.tellings) == 1 else f"{id}.{telling.id}"
        made = booknlp_files(story, telling, syntax_of(story, telling, syntax))
        files.update({f"{stem}.{suffix}": text.encode() for suffix, text in made.items()})
    return files


def booknlp_files(story: Story, telling: Telling, syntax: Syntax) -> dict[str, str]:
    """The text of each of the six files, by suffix, for one telling."""
    tokens = syntax.tokens
    words = [_flat(syntax.word(token)) for token in tokens]
    numbers = _numbers(story)
    entities = _entities(story, telling, syntax, words, numbers)
    quotes = find_quotes(story, telling, syntax)
    book = _book(story, telling, syntax, words, entities, numbers)
    paragraphs = _paragraphs(telling, [token.start for token in tokens])
    return {
        "tokens": _tokens(story, telling, syntax, words, paragraphs),
        "entities": _lines(ENTITY_COLUMNS, [(e.coref, e.first, e.last, e.prop, e.category, e.text) for e in entities]),
        "quotes": _lines(QUOTE_COLUMNS, [_quote_line(quote, words, entities, numbers) for quote in quotes]),
        "supersense": _lines(SUPERSENSE_COLUMNS, _supersenses(story, telling, syntax, words)),
        "book": json.dumps(book, ensure_ascii=False),
        "book.html": book_page(book, words, paragraphs, entities, quotes, numbers),
    }


def _flat(word: str) -> str:
    return re.sub(r"\s", " ", word)


def _lines(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    # A lemma may be anything that a story file says; no cell may hold a tab or a line's end.
    return "".join("\t".join(" ".join(str(cell).split()) for cell in row) + "\n" for row in [columns, *rows])


def _numbers(story: Story) -> dict[tuple[str, ...], int]:
    """A number for each character, then for each set of characters that some mention means together.

    Numbers begin with 1: in BookNLP 0 is the narrator, and a synopsis has none.
    """
    sets: dict[tuple[str, ...], None] = dict.fromkeys((c.id,) for c in story.characters)
    sets.update(dict.fromkeys(m.characters for m in story.mentions if len(m.characters) > 1))
    return {characters: number for number, characters in enumerate(sets, 1)}


def _paragraphs(telling: Telling, starts: list[int]) -> list[int]:
    """The number of the paragraph of each word; an empty line ends a paragraph."""
    found, last, number = [], 0, 0
    for start in starts:
        if re.search(r"\n[^\S\n]*\n", telling.text[last:start].replace("\r", "")) and last:
            number += 1
        found.append(number)
        last = start
    return found


def _tokens(story: Story, telling: Telling, syntax: Syntax, words: list[str], paragraphs: list[int]) -> str:
    places, triggers = Places(syntax.tokens), {}
    for event in story.events:
        for span in event.triggers:
            if span.telling == telling.id and (found := places(span.start, span.end)):
                triggers[found[0]] = event.predicate if " " not in event.predicate else ""
    rows: list[tuple[object, ...]] = []
    for number, sentence in enumerate(syntax.sentences):
        first = len(rows)
        for index, token in enumerate(sentence):
            i = first + index
            head = first + token.head - 1 if token.head else i
            rows.append(
                (
                    paragraphs[i],
                    number,
                    index,
                    i,
                    words[i],
                    token.lemma or triggers.get(i) or words[i],
                    token.start,
                    token.end,
                    token.upos or "X",
                    token.xpos or "XX",
                    token.deprel or "dep",
                    head,
                    "EVENT" if i in triggers else "O",
                )
            )
    return _lines(TOKEN_COLUMNS, rows)


def _entities(
    story: Story, telling: Telling, syntax: Syntax, words: list[str], numbers: dict[tuple[str, ...], int]
) -> list[Entity]:
    """The mentions of characters, as persons, and the places where events are said to happen, as locations."""
    places, found = Places(syntax.tokens), set()
    for mention in story.mentions:
        if mention.span.telling == telling.id and (where := places(mention.span.start, mention.span.end)):
            first, last = where
            text = " ".join(words[first : last + 1])
            found.add(Entity(first, last, _PROP[mention.form], "PER", text, numbers[mention.characters]))
    taken = {(e.first, e.last) for e in found}
    locations: dict[str, int] = {}
    for event in story.events:
        for role in event.roles:
            if role.type is not RoleType.PLACE or role.character is not None:
                continue
            for span in role.evidence:
                where = places(span.start, span.end) if span.telling == telling.id else None
                if where is None or where in taken:
                    continue
                taken.add(where)
                first, last = where
                text = " ".join(words[first : last + 1])
                number = locations.setdefault(text.lower(), len(numbers) + 1 + len(locations))
                prop = "PROP" if words[last][:1].isupper() else "NOM"
                found.add(Entity(first, last, prop, "LOC", text, number))
    return sorted(found)


def _supersenses(story: Story, telling: Telling, syntax: Syntax, words: list[str]) -> list[tuple[object, ...]]:
    """The nouns and names of persons, groups and animals; of all other words we do not know the sense."""
    kinds, places = {c.id: c.kind for c in story.characters}, Places(syntax.tokens)
    rows: set[tuple[int, int, str, str]] = set()
    for mention in story.mentions:
        if mention.span.telling != telling.id or mention.form is Form.PRONOUN:
            continue
        where = places(mention.span.start, mention.span.end)
        senses = {_SUPERSENSE.get(kinds[c]) for c in mention.characters}
        sense = senses.pop() if len(senses) == 1 else None
        if where and sense:
            rows.add((where[0], where[1], sense, " ".join(words[where[0] : where[1] + 1])))
    return [tuple(row) for row in sorted(rows)]


def _quote_line(
    quote: Quote, words: list[str], entities: list[Entity], numbers: dict[tuple[str, ...], int]
) -> tuple[object, ...]:
    text = " ".join(words[quote.first : quote.last + 1])
    speaker = numbers.get((quote.speaker,)) if quote.speaker else None
    outside = [e for e in entities if e.coref == speaker and (e.last < quote.first or e.first > quote.last)]
    if not outside:
        return (quote.first, quote.last, None, None, None, None, text)
    near = min(outside, key=lambda e: min(abs(e.first - quote.last), abs(quote.first - e.last)))
    return (quote.first, quote.last, near.first, near.last, near.text, near.coref, text)


def _book(
    story: Story,
    telling: Telling,
    syntax: Syntax,
    words: list[str],
    entities: list[Entity],
    numbers: dict[tuple[str, ...], int],
) -> dict[str, object]:
    """The cast: who does what, who suffers what, what they are, what is theirs, how they are called."""
    places = Places(syntax.tokens)
    members = {number: characters for characters, number in numbers.items()}
    acts: dict[str, dict[int, list[dict[str, object]]]] = {key: {} for key in ("agent", "patient", "mod", "poss")}

    def add(key: str, character: str, span_start: int, span_end: int) -> None:
        if where := places(span_start, span_end):
            i = where[1] if key == "mod" else where[0]  # what somebody is stands last in its phrase
            acts[key].setdefault(numbers[(character,)], []).append({"w": words[i], "i": i})

    for event in story.events:
        for trigger in event.triggers:
            if trigger.telling == telling.id:
                for key, players in (("agent", event.agents), ("patient", event.patients)):
                    for character in players:
                        add(key, character, trigger.start, trigger.end)
    for person in story.characters:
        for attribute in person.attributes:
            if attribute.type is not AttributeType.PERFORMER:
                for span in attribute.evidence:
                    if span.telling == telling.id:
                        add("mod", person.id, span.start, span.end)
    for number, first in _possessions(syntax, entities):
        acts["poss"].setdefault(number, []).append({"w": words[first], "i": first})

    cast = {c.id: c for c in story.characters}
    counts = Counter(e.coref for e in entities if e.category == "PER")
    characters = []
    for number, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        names = {
            label: Counter(e.text for e in entities if e.coref == number and e.prop == prop)
            for label, prop in (("proper", "PROP"), ("common", "NOM"), ("pronoun", "PRON"))
        }
        characters.append(
            {
                **{key: found.get(number, []) for key, found in acts.items()},
                "id": number,
                "g": _gender(cast[members[number][0]]) if len(members[number]) == 1 else None,
                "count": count,
                "mentions": {
                    label: [{"c": c, "n": n} for n, c in found.most_common()] for label, found in names.items()
                },
            }
        )
    return {"characters": characters}


def _possessions(syntax: Syntax, entities: list[Entity]) -> list[tuple[int, int]]:
    """Pairs of an owner's number and the word they own, where the sentences are parsed.

    An owner is a mention with a word that depends on one outside it as ``poss`` or ``nmod:poss``, or as ``nmod`` where
    a possessive pronoun or ending shows what is meant.
    """
    found, first = [], 0
    heads: dict[int, tuple[int, str]] = {}
    for sentence in syntax.sentences:
        for index, token in enumerate(sentence):
            if token.head:
                heads[first + index] = (first + token.head - 1, token.deprel)
        first += len(sentence)
    tokens = syntax.tokens
    for entity in entities:
        owns = tokens[entity.first].xpos == "PRP$" if entity.first == entity.last else tokens[entity.last].xpos == "POS"
        for i in range(entity.first, entity.last + 1):
            head, relation = heads.get(i, (i, ""))
            if entity.first <= head <= entity.last:
                continue
            if relation in {"poss", "nmod:poss"} or (owns and relation == "nmod"):
                found.append((entity.coref, head))
    return found


def _gender(character: Character) -> dict[str, object] | None:
    """BookNLP's estimate over pronouns; ours is what the text shows, so all its weight is on one."""
    chosen = _PRONOUNS.get(character.gender)
    if chosen is None:
        return None
    options = ("he/him/his", "she/her", "they/them/their", "xe/xem/xyr/xir", "ze/zem/zir/hir")
    return {
        "inference": {option: float(option == chosen) for option in options},
        "argmax": chosen,
        "max": 1.0,
        "total": 1.0,
    }
