"""Finding stories by words, by names, and by what happens in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabula.library.faults import library_faults
from fabula.library.folding import fold_words, spelling_distance
from fabula.library.query import Query
from fabula.library.sql import compile_query, match_words
from fabula.library.store import Library

__all__ = ["Hit", "Proof", "find_events", "find_words", "respelled"]

_SHOWN = 3
# Of what more than this many have, the first are ranked: a word that common does not tell the best from the others.
_ENOUGH = 3000


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a story was found: ``what`` in a few words, and the ``words`` that say it.

    ``start`` and ``end`` are code points of the telling with the id ``telling`` in the story.
    """

    what: str
    words: str
    telling: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that was found. ``score`` grows with how well it fits; only its order means anything."""

    id: int
    title: str
    score: float
    proofs: tuple[Proof, ...] = ()


def find_events(library: Library, query: Query, *, limit: int = 20) -> list[Hit]:
    """At most ``limit`` stories in which all clauses of ``query`` hold, in the order they were first added.

    Of more than that, those that are come upon first: which they are is not said, only that it takes less time.
    Raises :class:`~fabula.errors.QueryError` for a query that says nothing.
    """
    compiled = compile_query(query)
    found: dict[int, list[tuple[str, int]]] = {}
    titles: dict[int, str | None] = {}
    with library_faults(library.path):
        for row in library.connection.execute(
            compiled.sql, {f"p{n}": v for n, v in enumerate(compiled.parameters, start=1)}
        ):
            if row[0] not in titles:
                titles[row[0]] = _title(library, row[0])
            if titles[row[0]] is None:  # other programs may take a story out and leave what was said of it
                continue
            if row[0] not in found and len(found) == limit:
                break
            claims = found.setdefault(row[0], [])
            claims += [c for c in zip(compiled.claims, row[1:], strict=True) if c not in claims]
        hits = []
        for id, claims in found.items():
            shown = claims[: _SHOWN * len(compiled.claims)]
            proofs = [p for kind, claim in shown for p in _proofs(library, id, kind, claim)]
            hits.append(Hit(id, titles[id] or "", 1.0, tuple(proofs)))
    return sorted(hits, key=lambda h: h.id)


def find_words(library: Library, text: str, *, limit: int = 20) -> list[Hit]:
    """The stories whose characters are called so, or whose tellings use these words; the best first.

    Names and words that nothing in the library has are taken for misspelt ones, and the nearest that it has are looked
    for; where no story has all the words, those that have the rarest of them come.
    """
    words = fold_words(text)
    if not words:
        return []
    hits: dict[int, Hit] = {}
    with library_faults(library.path):
        readings = [words]
        joined = "".join(words)
        if 1 < len(words) <= 3:
            readings.append([joined])  # "Sun woo" for Sun-woo
        for reading in readings:
            _by_name(library, reading, limit, 3.0, hits)
        _by_text(library, match_words(words), words, limit, 2.0, hits)
        if not hits:
            respelt = respelled(library, words) if len(words) > 1 else []
            near = [respelt] if respelt and respelt != words else []
            near += [[w] for w in _nearest(library, joined)] if len(words) <= 3 else []
            for reading in near:
                _by_name(library, reading, limit, 1.5, hits)
                _by_text(library, match_words(reading), reading, limit, 1.0, hits)
        if not hits and len(words) > 1:
            _by_text(library, " OR ".join(f'"{w}"' for w in words), words, limit, 0.5, hits)
    return sorted(hits.values(), key=lambda h: (-h.score, h.id))[:limit]


def respelled(library: Library, words: Sequence[str]) -> list[str]:
    """``words`` with those that the library does not know replaced by the nearest names that it does."""
    changed = []
    for word in words:
        known = library.connection.execute(
            "SELECT 1 FROM telling_index WHERE telling_index MATCH ? LIMIT 1", (match_words([word]),)
        ).fetchone()
        near = [] if known else _nearest(library, word)
        changed.append(near[0] if near else word)
    return changed


def _nearest(library: Library, word: str) -> list[str]:
    """The words of names that are spelt most nearly like ``word``, at most five, the nearest first."""
    if len(word) < 4:
        return []
    limit = 1 if len(word) < 6 else 2 if len(word) < 9 else 3
    grams = sorted({word[i : i + 3] for i in range(len(word) - 2)})
    rows = library.connection.execute(
        "SELECT word FROM spelling_index WHERE spelling_index MATCH ? ORDER BY rank LIMIT 200",
        (" OR ".join(f'"{g}"' for g in grams),),
    )
    near = [(spelling_distance(word, other, limit=limit), other) for (other,) in rows]
    return [other for distance, other in sorted(near) if distance <= limit][:5]


def _by_name(library: Library, words: list[str], limit: int, weight: float, hits: dict[int, Hit]) -> None:
    # Someone's name before their alias, a short name before a long one that happens to have the word.
    rows = library.connection.execute(
        "SELECT c.story_id, s.title, c.id, n.value, n.type, min(length(n.folded)) FROM"
        f" (SELECT rowid FROM name_index WHERE name_index MATCH ? LIMIT {_ENOUGH}) i"
        " JOIN names n ON n.id = i.rowid JOIN characters c ON c.id = n.character_id"
        " JOIN stories s ON s.id = c.story_id WHERE n.type <> 'trait'"
        " GROUP BY c.story_id ORDER BY min(length(n.folded)), c.story_id LIMIT ?",
        (match_words(words), limit),
    ).fetchall()
    for story, title, character, value, type, length in rows:
        score = weight + len("".join(words)) / max(length, 1)
        if story not in hits or hits[story].score < score:
            proofs = _proofs(library, story, "who", character)
            what = f"{value} ({type})" if type != "name" else value
            shown = tuple(Proof(what, p.words, p.telling, p.start, p.end) for p in proofs[:1])
            hits[story] = Hit(story, title, score, shown)


def _by_text(library: Library, match: str, words: list[str], limit: int, weight: float, hits: dict[int, Hit]) -> None:
    if not match:
        return
    rows = library.connection.execute(
        "SELECT rowid, score FROM (SELECT rowid, bm25(telling_index) AS score FROM telling_index"
        f" WHERE telling_index MATCH ? LIMIT {_ENOUGH}) ORDER BY score, rowid LIMIT ?",
        (match, limit),
    ).fetchall()
    for telling, rank in rows:
        for story, title, name, text in library.connection.execute(
            "SELECT s.id, s.title, l.name, t.text FROM story_tellings l JOIN stories s ON s.id = l.story_id"
            " JOIN tellings t ON t.id = l.telling_id WHERE l.telling_id = ?",
            (telling,),
        ):
            if story in hits:
                continue
            proof = _passage(text, words, name)
            hits[story] = Hit(story, title, weight + min(-rank, 99.0) / 100.0, (proof,) if proof else ())


def _passage(text: str, words: Iterable[str], telling: str) -> Proof | None:
    """The stretch of about a line that holds most of ``words``."""
    wanted = {_root(w) for w in words}
    places = [m.start() for m in re.finditer(r"[^\W_]+(?:['’\-‐][^\W_]+)*", text) if _any_root(m.group(), wanted)]
    if not places:
        return None
    best = max(places, key=lambda p: (sum(p <= q < p + 120 for q in places), -p))
    start = text.rfind(" ", 0, max(best - 20, 0)) + 1 if best > 20 else 0
    stop = text.find(" ", min(best + 120, len(text)))
    end = stop if stop >= 0 else len(text)
    return Proof("words", text[start:end], telling, start, end)


def _root(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _any_root(word: str, roots: set[str]) -> bool:
    return any(_root(folded) in roots for folded in fold_words(word))


_CLAIM_NAMES = {"event": "event", "relation": "relation", "death": "death", "who": "character"}
_DESCRIBED = {
    "event": """
        SELECT e.type || CASE e.modality WHEN 'actual' THEN '' ELSE ' (' || e.modality || ')' END || ': ' || coalesce((
            SELECT group_concat(r.type || ' ' || coalesce(c.name, r.words), ', ')
            FROM roles r LEFT JOIN characters c ON c.id = r.character_id WHERE r.event_id = e.id), e.predicate)
        FROM events e WHERE e.id = ?""",
    "relation": """
        SELECT a.name || ' ' || replace(r.type, '_', ' ') || ' ' || b.name
        FROM relations r JOIN characters a ON a.id = r.a_id JOIN characters b ON b.id = r.b_id WHERE r.id = ?""",
    "death": """
        SELECT 'death of ' || v.name || coalesce((SELECT ' by ' || group_concat(c.name, ' and ')
            FROM killers k JOIN characters c ON c.id = k.character_id WHERE k.death_id = d.id), '')
        FROM deaths d JOIN characters v ON v.id = d.victim_id WHERE d.id = ?""",
    "who": "SELECT name || CASE fate WHEN 'unknown' THEN '' ELSE ' (' || fate || ')' END FROM characters WHERE id = ?",
}


def _proofs(library: Library, story: int, kind: str, claim: int) -> list[Proof]:
    """What a claim says, and its words: for an event the clause around it where it is known."""
    run = library.connection.execute
    row = run(_DESCRIBED[kind], (claim,)).fetchone()
    if row is None:
        return []
    spans = run(
        'SELECT l.name, v.start, v."end", substr(t.text, v.start + 1, v."end" - v.start)'
        " FROM evidence v JOIN tellings t ON t.id = v.telling_id"
        " JOIN story_tellings l ON l.story_id = v.story_id AND l.telling_id = v.telling_id"
        " WHERE v.story_id = ? AND v.claim = ? AND v.claim_id = ? ORDER BY v.number LIMIT 1",
        (story, _CLAIM_NAMES[kind], claim),
    )
    return [Proof(row[0], words, telling, start, end) for telling, start, end, words in spans]


def _title(library: Library, id: int) -> str | None:
    row = library.connection.execute("SELECT title FROM stories WHERE id = ?", (id,)).fetchone()
    return None if row is None else str(row[0])
