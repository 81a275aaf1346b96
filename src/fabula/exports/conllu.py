"""Coreference in CoNLL-U, as CorefUD 1.x holds it: the ``Entity`` attribute of the last column.

Every mention of a single character belongs to the entity of that character; a mention of several is an entity of its
own, whose parts are named by ``SplitAnte`` at its first mention. A mention that runs over a sentence's end is cut
there, and of two mentions of one telling that cover the same words and mean the same, one is kept, as the format asks.
The parts of a shared entity are named where each of them has a mention of its own in the same telling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fabula.exports.syntax import Places, Syntax, Token, syntax_of
from fabula.story.ontology import Kind
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["GENERATOR", "to_conllu"]

_TYPES = {Kind.PERSON: "person", Kind.GROUP: "organization", Kind.ANIMAL: "animal", Kind.OTHER: "other"}
_Set = tuple[str, ...]

GENERATOR = "# generator = fabula"
"""The comment by which our own files are known: in them every entity is a character."""


def to_conllu(story: Story, id: str, syntax: Mapping[str, Syntax] | None = None) -> dict[str, bytes]:
    """One CoNLL-U file; each telling is a document of it.

    Args:
        story: the story.
        id: the stem of the file's name.
        syntax: the grammar of each telling; where it is missing, tags are left out and each sentence is a flat tree,
            every word but the first hanging from the first by ``dep``.
    """
    kinds = {c.id: c.kind for c in story.characters}
    sets: dict[_Set, None] = dict.fromkeys((c.id,) for c in story.characters)
    sets.update(dict.fromkeys(m.characters for m in story.mentions if len(m.characters) > 1))
    numbers: dict[_Set, str] = {characters: f"e{n}" for n, characters in enumerate(sets, 1)}
    types = {
        characters: _TYPES[kinds[characters[0]]] if len({kinds[c] for c in characters}) == 1 else "other"
        for characters in sets
    }
    lines: list[str] = []
    for telling in story.tellings:
        lines += _document(story, telling, syntax_of(story, telling, syntax), numbers, types, f"{id}-{telling.id}")
    return {f"{id}.conllu": "".join(line + "\n" for line in lines).encode()}


def _document(
    story: Story,
    telling: Telling,
    syntax: Syntax,
    numbers: dict[_Set, str],
    types: dict[_Set, str],
    name: str,
) -> list[str]:
    places = Places(syntax.tokens)
    found: dict[tuple[int, int, _Set], None] = {}
    sentence_of, first = [], 0
    for number, sentence in enumerate(syntax.sentences):
        sentence_of += [number] * len(sentence)
    for mention in story.mentions:
        where = places(mention.span.start, mention.span.end) if mention.span.telling == telling.id else None
        if where is not None:
            begin, end = where
            while sentence_of[end] != sentence_of[begin]:
                end -= 1
            found[(begin, end, mention.characters)] = None
    told = {characters for _, _, characters in found}
    opening: dict[int, list[tuple[int, _Set]]] = {}
    closings: dict[int, list[tuple[int, _Set]]] = {}
    for begin, end, characters in found:
        opening.setdefault(begin, []).append((end, characters))
        closings.setdefault(end, []).append((begin, characters))
    seen: set[_Set] = set()
    lines: list[str] = []
    prefix = _safe(telling.id) if len(story.tellings) > 1 else ""
    labels = {characters: prefix + number for characters, number in numbers.items()}
    heads = _heads(syntax)
    for number, sentence in enumerate(syntax.sentences):
        if number == 0:
            lines += [f"# newdoc id = {_safe(name)}", GENERATOR, "# global.Entity = eid-etype-head-other"]
        lines.append(f"# sent_id = {_safe(name)}-s{number + 1}")
        lines.append(f"# text = {_sentence_text(telling, sentence)}")
        for index, token in enumerate(sentence):
            i = first + index
            misc = []
            entity, splits = _entity(i, opening, closings, labels, types, seen, told, heads)
            if entity:
                misc.append(f"Entity={entity}")
            following = sentence[index + 1].start if index + 1 < len(sentence) else None
            if following == token.end:
                misc.append("SpaceAfter=No")
            if splits:
                misc.append(f"SplitAnte={','.join(splits)}")
            lines.append("\t".join(_columns(token, syntax, sentence, index, misc)))
        lines.append("")
        first += len(sentence)
    return lines


def _entity(
    i: int,
    opening: dict[int, list[tuple[int, _Set]]],
    closings: dict[int, list[tuple[int, _Set]]],
    labels: dict[_Set, str],
    types: dict[_Set, str],
    seen: set[_Set],
    told: set[_Set],
    heads: Callable[[int, int], int],
) -> tuple[str, list[str]]:
    """The brackets at word ``i``, and which entities are split antecedents of one that begins here."""
    text, splits = "", []
    closing = sorted((begin, labels[characters]) for begin, characters in closings.get(i, ()) if begin < i)
    for _, label in reversed(closing):  # inner mentions close first
        text += f"{label})"
    opened = sorted(opening.get(i, ()), key=lambda m: (-m[0], labels[m[1]]))
    for end, characters in opened:
        head = heads(i, end)
        text += f"({labels[characters]}-{types[characters]}-{head}" + (")" if end == i else "")
        if len(characters) > 1 and characters not in seen:
            seen.add(characters)
            parts = [(c,) for c in characters if (c,) in told]
            if len(parts) > 1:
                splits += [f"{labels[part]}<{labels[characters]}" for part in parts]
    return text, splits


def _heads(syntax: Syntax) -> Callable[[int, int], int]:
    """A function that gives the number, from 1, of the head among the words ``[begin, end]``.

    It is the word whose own head lies outside them; without grammar the last, or the one before a possessive ending.
    """
    above: list[int | None] = []
    for sentence in syntax.sentences:
        first = len(above)
        above += [None if t.head is None else -1 if t.head == 0 else first + t.head - 1 for t in sentence]
    tokens = syntax.tokens

    def head(begin: int, end: int) -> int:
        for i in range(begin, end + 1):
            up = above[i]
            if up is not None and not begin <= up <= end:
                return i - begin + 1
        last = syntax.word(tokens[end]).lower()
        return end - begin + (0 if end > begin and last in {"'s", "’s", "'", "’"} else 1)

    return head


def _columns(token: Token, syntax: Syntax, sentence: tuple[Token, ...], index: int, misc: list[str]) -> list[str]:
    flat = any(other.head is None for other in sentence)
    head = (1 if index else 0) if flat else token.head
    relation = ("dep" if index else "root") if flat else token.deprel or "dep"
    word = syntax.word(token)
    return [
        str(index + 1),
        word,
        token.lemma or "_",
        token.upos or "X",
        token.xpos or "_",
        "_",
        str(head),
        relation,
        "_",
        "|".join(misc) or "_",
    ]


def _sentence_text(telling: Telling, sentence: tuple[Token, ...]) -> str:
    """The words with single spaces where the text has any space, as the format has it."""
    text = ""
    for i, token in enumerate(sentence):
        gap = " " if i and sentence[i - 1].end < token.start else ""
        text += gap + telling.text[token.start : token.end]
    return text


def _safe(text: str) -> str:
    return "".join(c if c.isalnum() or c in "._" else "_" for c in text)
