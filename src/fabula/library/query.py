"""Questions about what happens in stories: a small language, and the same as a Python builder.

::

    query  = clause (";" clause)*                 all clauses hold in one story
    clause = ["not"] kind word* field*            kind: event, relation, death, who, words
    field  = name "=" value ("|" value)*          any one of the values
    value  = bare word | "quoted words" | ?variable

``event kill agent=boss patient=?x modality=planned; not death victim=?x`` finds stories in which a boss plans to kill
somebody who does not die. The same variable is the same character everywhere. What may follow each kind stands in
``KINDS`` and is described in ``docs/library.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from fabula.errors import QueryError
from fabula.story.ontology import (
    Certainty,
    EventType,
    Gender,
    Kind,
    Manner,
    Modality,
    Part,
    RelationType,
    RoleType,
    When,
)

__all__ = ["KINDS", "Clause", "ClauseKind", "Query", "Value", "parse_query"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: words to be found, or, if ``variable``, the name of a variable."""

    text: str
    variable: bool = False

    def __str__(self) -> str:
        if self.variable:
            return f"?{self.text}"
        if _BARE.fullmatch(self.text) and not self.text.startswith("?"):
            return self.text
        return '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class ClauseKind:
    """What may follow a kind of clause: ``words`` right after it, and ``fields``; ``None`` stands for anything."""

    words: tuple[str, ...] | None
    needs_word: bool
    fields: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


def _values(type: type[StrEnum]) -> tuple[str, ...]:
    return tuple(v.value for v in type)


KINDS: Mapping[str, ClauseKind] = {
    "event": ClauseKind(
        _values(EventType),
        needs_word=False,
        fields={
            **dict.fromkeys(_values(RoleType)),
            "who": None,
            "predicate": None,
            "modality": _values(Modality),
            "when": _values(When),
        },
    ),
    "relation": ClauseKind(_values(RelationType), needs_word=False, fields={"a": None, "b": None}),
    "death": ClauseKind(
        (),
        needs_word=False,
        fields={"victim": None, "killer": None, "manner": _values(Manner), "certainty": _values(Certainty)},
    ),
    "who": ClauseKind(
        ("dies", "lives", "kills"),
        needs_word=False,
        fields={
            "name": None,
            "occupation": None,
            "trait": None,
            "gender": _values(Gender),
            "kind": _values(Kind),
            "part": _values(Part),
            "is": None,
        },
    ),
    "words": ClauseKind(None, needs_word=True),
}
"""The kinds of clauses."""

# Fields whose values are characters, where a variable may stand.
CHARACTER_FIELDS = frozenset({*_values(RoleType), "who", "a", "b", "victim", "killer", "is"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. ``words`` are the types it asks for, any one of which will do (for ``words``: the words, all)."""

    kind: str
    words: tuple[str, ...] = ()
    fields: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    negated: bool = False

    def __str__(self) -> str:
        words = (str(Value(w)) for w in self.words)
        fields = (f"{name}={'|'.join(map(str, values))}" for name, values in self.fields)
        return " ".join((*(["not"] if self.negated else []), self.kind, *words, *fields))


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that must all hold in one story; ``str(query)`` is the same in the query language.

    >>> str(Query().event("kill", agent="boss", modality="planned").without().death(victim="?x"))
    'event kill agent=boss modality=planned; not death victim=?x'
    """

    clauses: tuple[Clause, ...] = ()
    _negate: bool = False

    def __str__(self) -> str:
        return "; ".join(map(str, self.clauses))

    def event(self, *types: str, **fields: str | Iterable[str]) -> Query:
        """Something of one of ``types`` happens, with these players, this modality, this predicate."""
        return self._and("event", types, fields)

    def relation(self, *types: str, **fields: str | Iterable[str]) -> Query:
        """``a`` is in one of the relations ``types`` to ``b``."""
        return self._and("relation", types, fields)

    def death(self, **fields: str | Iterable[str]) -> Query:
        """``victim`` dies; ``killer``, ``manner``, ``certainty``."""
        return self._and("death", (), fields)

    def who(self, *states: str, **fields: str | Iterable[str]) -> Query:
        """There is a character who dies, lives or kills, with this name, occupation, trait, gender, kind, part."""
        return self._and("who", states, fields)

    def words(self, text: str) -> Query:
        """A telling has all these words."""
        return self._and("words", (text,), {})

    def without(self) -> Query:
        """What is said next must not hold."""
        return Query(self.clauses, True)

    def _and(self, kind: str, words: Iterable[str], fields: Mapping[str, str | Iterable[str]]) -> Query:
        given = []
        for name, values in fields.items():
            several = (values,) if isinstance(values, str) else tuple(values)
            # `is` and the like are words of Python's own: write is_
            given.append(
                (name.rstrip("_"), tuple(Value(v[1:], True) if _VARIABLE.fullmatch(v) else Value(v) for v in several))
            )
        clause = Clause(kind, tuple(str(w) for w in words), tuple(given), self._negate)
        _validate(clause, lambda _: 0)
        return Query((*self.clauses, clause))


_BARE = re.compile(r"[^\s;=|\"?\\][^\s;=|\"\\]*")
_VARIABLE = re.compile(r"\?\w+")
_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<variable>\?\w+)'
    r'|(?P<bare>[^\s;=|"?\\][^\s;=|"\\]*)|(?P<sign>[;=|]))',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    type: str
    text: str
    at: int


def parse_query(text: str, *, kind: str | None = None) -> Query:
    """The query that ``text`` is in the query language; with ``kind``, each clause is of that kind and does not say so.

    Raises :class:`~fabula.errors.QueryError`, whose ``position`` is the place in ``text``.
    """
    tokens = _tokens(text)
    clauses: list[Clause] = []
    start = 0
    for n, token in enumerate([*tokens, _Token("sign", ";", len(text))]):
        if token.type == "sign" and token.text == ";":
            if start < n:
                clauses.append(_clause(tokens[start:n], kind, token.at))
            elif n < len(tokens) or not clauses:
                raise QueryError(f"Something to look for is missing here: {_forms(kind)}", token.at)
            start = n + 1
    return Query(tuple(clauses))


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            wrong = at + len(text[at:]) - len(text[at:].lstrip())
            if text[wrong] == '"':
                raise QueryError('The quotation mark is never closed: end the words with another ".', wrong)
            if text[wrong] == "?":
                raise QueryError("A variable needs a name right after the question mark: ?x.", wrong)
            raise QueryError(f"{text[wrong]!r} cannot stand here: put words that hold it in quotation marks.", wrong)
        type = str(match.lastgroup)
        words = match[type]
        if type == "quoted":
            words = re.sub(r"\\(.)", r"\1", words[1:-1], flags=re.DOTALL)
        tokens.append(_Token(type, words[1:] if type == "variable" else words, match.start(type)))
        at = match.end()
    return tokens


def _clause(tokens: list[_Token], kind: str | None, end: int) -> Clause:
    rest = list(tokens)
    negated = rest[0].type == "bare" and rest[0].text == "not"
    if negated:
        rest.pop(0)
    places: dict[str, int] = {}
    if kind is None:
        if not rest or rest[0].type != "bare" or rest[0].text not in KINDS:
            wrong = rest[0] if rest else _Token("bare", "", end)
            raise QueryError(_unknown("kind of clause", wrong.text, KINDS), wrong.at)
        kind = rest.pop(0).text
    words: list[str] = []
    while rest and not (len(rest) > 1 and rest[1].text == "=" and rest[1].type == "sign"):
        token = rest.pop(0)
        if token.type == "sign" and token.text == "|" and words and rest:
            continue  # kill|attack reads as well as kill attack
        if token.type not in ("bare", "quoted"):
            raise QueryError(f"{_shown(token)} cannot stand here: {_forms(kind)}", token.at)
        words.append(token.text)
        places.setdefault(token.text, token.at)
    fields: list[tuple[str, tuple[Value, ...]]] = []
    while rest:
        name = rest.pop(0)
        if name.type != "bare" or not rest or rest[0].text != "=" or rest[0].type != "sign":
            raise QueryError(f"{_shown(name)} cannot stand here: give a field as name=value.", name.at)
        equals = rest.pop(0)
        values: list[Value] = []
        while True:
            if not rest or rest[0].type == "sign":
                raise QueryError(f"A value is missing after {name.text}=.", rest[0].at if rest else end)
            token = rest.pop(0)
            values.append(Value(token.text, token.type == "variable"))
            places.setdefault(f"{name.text}={token.text}", token.at)
            if not (rest and rest[0].type == "sign" and rest[0].text == "|"):
                break
            equals = rest.pop(0)
        del equals
        places.setdefault(f"{name.text}=", name.at)
        fields.append((name.text, tuple(values)))
    clause = Clause(kind, tuple(words), tuple(fields), negated)
    _validate(clause, lambda what: places.get(what, tokens[0].at))
    return clause


def _validate(clause: Clause, place: Callable[[str], int]) -> None:
    """Raise :class:`~fabula.errors.QueryError` for what no story can have."""
    kind = KINDS[clause.kind]
    if kind.words is not None:
        for word in clause.words:
            if word not in kind.words:
                raise QueryError(_unknown(f"word after {clause.kind!r}", word, kind.words), place(word))
    if kind.needs_word and not any(w.strip() for w in clause.words):
        raise QueryError(f"Say which words to look for after {clause.kind!r}.", place(""))
    for name, values in clause.fields:
        if name not in kind.fields:
            raise QueryError(_unknown(f"field of {clause.kind!r}", name, kind.fields), place(f"{name}="))
        if not values:
            raise QueryError(f"A value is missing after {name}=.", place(f"{name}="))
        allowed = kind.fields[name]
        for value in values:
            at = place(f"{name}={value.text}")
            if value.variable and (name not in CHARACTER_FIELDS or len(values) > 1):
                raise QueryError(f"?{value.text} cannot stand here: a variable is a character, and stands alone.", at)
            if allowed is not None and value.text not in allowed:
                raise QueryError(_unknown(f"value of {name!r}", value.text, allowed), at)
            if allowed is None and not value.variable and not any(c.isalnum() for c in value.text):
                raise QueryError(f"The value of {name!r} has no letters: give words to look for.", at)


def _unknown(what: str, given: str, known: Iterable[str]) -> str:
    names = list(known)
    if not names:
        return f"{given!r} cannot stand here: this clause has fields only (name=value)."
    near = get_close_matches(given, names, n=1)
    shown = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(names)}."
    return f"{given!r} is no {what}: {shown}" if given else f"A {what} is missing: {shown}"


def _shown(token: _Token) -> str:
    return f"?{token.text}" if token.type == "variable" else repr(token.text)


def _forms(kind: str | None) -> str:
    return {
        "event": "write event kill agent=NAME patient=NAME modality=planned.",
        "relation": "write relation parent_of a=NAME b=NAME.",
        "death": "write death victim=NAME killer=NAME.",
        "who": "write who dies, or who name=NAME.",
        "words": "write words and the words to look for.",
    }.get(kind or "", "write a clause such as event kill agent=NAME, or death victim=NAME.")
