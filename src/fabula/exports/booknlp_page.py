"""The page ``.book.html`` of BookNLP's output."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from fabula.exports.quotes import Quote

__all__ = ["Entity", "book_page"]

_CATEGORIES = ("FAC", "GPE", "LOC", "PER", "ORG", "VEH")


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """One line of ``.entities``: words ``[first, last]``, both counted from 0 and both included."""

    first: int
    last: int
    prop: str
    category: str
    text: str
    coref: int


def book_page(
    book: dict[str, object],
    words: list[str],
    paragraphs: list[int],
    entities: list[Entity],
    quotes: list[Quote],
    numbers: dict[tuple[str, ...], int],
) -> str:
    """The page that BookNLP makes to look over its result: cast, entities, the text with its mentions marked."""
    out = ['<html><head><meta charset="UTF-8"></head>', "<h2>Named characters</h2>\n"]
    characters = book["characters"]
    assert isinstance(characters, list)
    for character in characters:
        lists = ["/".join(f"{n['n']} ({n['c']})" for n in character["mentions"][key]) for key in ("proper", "common")]
        if lists[0]:
            out.append(f"{character['count']} {escape(lists[0])} {escape(lists[1])} <br />\n")
    out.append("<p>\n<h2>Major entities (proper, common)</h2>")
    for category in _CATEGORIES:
        out.append(f"<h3>{category}</h3>")
        for prop in ("PROP", "NOM"):
            groups: dict[int, Counter[str]] = {}
            for e in entities:
                if (e.category, e.prop) == (category, prop):
                    groups.setdefault(e.coref, Counter())[e.text] += 1
            for found in sorted(groups.values(), key=lambda c: -c.total())[:10]:
                names = "/".join(name for name, _ in found.most_common())
                out += [f"{found.total()} {escape(names)} <br />"]
            out.append("<p>")
    out.append("<h2>Text</h2>\n")
    titles = _names(entities)
    before, after = [""] * len(words), [""] * len(words)
    for e in entities:
        before[e.first] += '<font color="#D0D0D0">[</font>'
        label = (
            f'<font color="#D0D0D0">]</font><font color="#FF00FF"><sub>{e.coref}-{escape(titles[e.coref])}</sub></font>'
        )
        after[e.last] = label + after[e.last]
    for quote in quotes:
        number = numbers.get((quote.speaker,)) if quote.speaker else None
        before[quote.first] += '<font color="#666699">'
        after[quote.last] += f"</font><sub>[{number}-{escape(titles.get(number or 0, 'None'))}]</sub>"
    last = None
    for i, word in enumerate(words):
        if paragraphs[i] != last:
            out.append("<p />")
        out.append(f"{before[i]}{escape(word)}{after[i]} ")
        last = paragraphs[i]
    out.append("</html>")
    return "".join(out)


def _names(entities: list[Entity]) -> dict[int, str]:
    """For each number its most telling phrase: a name weighs more than a noun, a noun more than a pronoun."""
    weights = {"PROP": 10.0, "NOM": 1.0, "PRON": 0.001}
    votes: dict[int, Counter[str]] = {}
    for e in entities:
        counts: Counter[str] = votes.setdefault(e.coref, Counter())
        counts[e.text.lower()] += weights[e.prop]  # type: ignore[assignment]
    return {number: counts.most_common(1)[0][0] for number, counts in votes.items()}
