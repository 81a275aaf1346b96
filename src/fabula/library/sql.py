"""Queries as SQL."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.errors import QueryError
from fabula.library.folding import fold_words
from fabula.library.query import CHARACTER_FIELDS, Clause, Query, Value
from fabula.story.ontology import EventType, RelationType

__all__ = ["Compiled", "compile_query", "match_words"]

# Words for people that a relation makes true of them, whatever a telling calls them: the relation, and the side.
# Those that no relation of the closed list settles ("girl", "detective") are found by what the tellings call them.
_STANDINGS: dict[str, tuple[tuple[str, str, str], ...]] = {
    word: tuple((relation, side, gender) for relation, side in pairs)
    for words, gender, pairs in (
        ("boss superior chief employer commander leader", "", [("superior_of", "a")]),
        ("employee subordinate underling henchman", "", [("superior_of", "b")]),
        ("parent", "", [("parent_of", "a")]),
        ("father", "m", [("parent_of", "a")]),
        ("mother", "f", [("parent_of", "a")]),
        ("child", "", [("parent_of", "b")]),
        ("son", "m", [("parent_of", "b")]),
        ("daughter", "f", [("parent_of", "b")]),
        ("sibling", "", [("sibling_of", "a"), ("sibling_of", "b")]),
        ("brother", "m", [("sibling_of", "a"), ("sibling_of", "b")]),
        ("sister", "f", [("sibling_of", "a"), ("sibling_of", "b")]),
        ("spouse", "", [("spouse_of", "a"), ("spouse_of", "b")]),
        ("husband", "m", [("spouse_of", "a"), ("spouse_of", "b")]),
        ("wife", "f", [("spouse_of", "a"), ("spouse_of", "b")]),
        ("lover", "", [("partner_of", "a"), ("partner_of", "b")]),
        ("guardian", "", [("guardian_of", "a")]),
        ("ward", "", [("guardian_of", "b")]),
        ("friend", "", [("friend_of", "a"), ("friend_of", "b")]),
        ("colleague", "", [("colleague_of", "a"), ("colleague_of", "b")]),
        ("enemy rival", "", [("enemy_of", "a"), ("enemy_of", "b")]),
        ("servant", "", [("serves", "a")]),
        ("master", "", [("serves", "b"), ("superior_of", "a")]),
    )
    for word in words.split()
}
_SYMMETRIC = frozenset(r.value for r in RelationType if r.symmetric)
_MUTUAL = frozenset(e.value for e in EventType if e.mutual)
_CLAIMS = {"event": "events", "relation": "relations", "death": "deaths", "who": "characters"}


@dataclass(slots=True)
class Compiled:
    """``sql`` gives rows of a story's number and then one claim's number for each of ``claims``, its kind."""

    sql: str = ""
    parameters: list[object] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)


def match_words(words: list[str]) -> str:
    """An FTS5 query for rows that have all these folded words."""
    return " ".join(f'"{w}"' for w in words)


def compile_query(query: Query) -> Compiled:
    """``query`` as SQL. Raises :class:`~fabula.errors.QueryError` for a query that says nothing or binds nothing."""
    if not query.clauses:
        raise QueryError("There is nothing to look for: add a clause.")
    done = Compiled()
    bound: dict[str, str] = {}
    held = [clause for clause in query.clauses if not clause.negated]
    # What a claim holds of is its own story: that needs no look at the stories, whose rows are large.
    first = next((n for n, clause in enumerate(held) if clause.kind in _CLAIMS), None)
    story = "s.id" if first is None else f"c{first}.story_id"
    tables: list[str] = ["stories s"] if first is None else []
    conditions: list[str] = []
    for number, clause in enumerate(held):
        part = _Part(f"c{number}", bound, done.parameters, story, alone=len(held) == 1)
        part.add(clause)
        tables += part.tables
        conditions += part.conditions
        if part.claim:
            done.claims.append(clause.kind)
    for number, clause in enumerate(c for c in query.clauses if c.negated):
        part = _Part(f"n{number}", dict(bound), done.parameters, story)
        part.add(clause)
        tables_of = ", ".join(part.tables) or "(SELECT 1)"
        conditions.append(f"NOT EXISTS (SELECT 1 FROM {tables_of} WHERE {' AND '.join(part.conditions)})")
    columns = [f"c{n}.id" for n, c in enumerate(held) if c.kind in _CLAIMS]
    done.sql = f"SELECT {', '.join([story, *columns])} FROM {', '.join(tables)} WHERE {' AND '.join(conditions) or '1'}"
    return done


class _Part:
    """The tables and conditions of one clause. Conditions use named parameters, so that they may move about.

    ``story`` is the column with the number of the story that it is to hold of. ``alone`` says that no other clause but
    negated ones must hold: then SQLite can go through what is called so and stop when enough is found, instead of
    gathering all of it first.
    """

    def __init__(
        self, alias: str, bound: dict[str, str], parameters: list[object], story: str, *, alone: bool = False
    ) -> None:
        self.alias = alias
        self.bound = bound
        self.parameters = parameters
        self.story = story
        self.alone = alone
        self.tables: list[str] = []
        self.conditions: list[str] = []
        self.claim = False

    def add(self, clause: Clause) -> None:
        if clause.kind == "words":
            self._words(clause)
            return
        self.claim = True
        self.tables.append(f"{_CLAIMS[clause.kind]} {self.alias}")
        if self.story != f"{self.alias}.story_id":
            self.conditions.append(f"{self.alias}.story_id = {self.story}")
        if clause.kind == "who":
            self._who(clause)
            return
        if clause.words:
            # Names, and who was found before, are rarer than types: SQLite is to begin with them (the plus says so).
            rare = "+" if self._names_somebody(clause) else ""
            self._among(f"{rare}{self.alias}.type", clause.words)
        if clause.kind == "relation":
            self._relation(clause)
            return
        roles: list[str] = []
        for number, (name, values) in enumerate(clause.fields):
            if name in ("modality", "when", "manner", "certainty"):
                self._among(f'{self.alias}."{name}"', [v.text for v in values])
            elif name == "predicate":
                self._among(f"{self.alias}.predicate", [v.text.lower() for v in values])
            elif name == "victim":
                self._character(f"{self.alias}.victim_id", values)
            elif name == "killer":
                self.tables.append(f"killers {self.alias}k{number}")
                self.conditions.append(f"{self.alias}k{number}.death_id = {self.alias}.id")
                self._character(f"{self.alias}k{number}.character_id", values)
            else:
                self._role(clause, f"{self.alias}r{number}", name, values, roles)

    def _role(self, clause: Clause, role: str, name: str, values: tuple[Value, ...], others: list[str]) -> None:
        self.tables.append(f"roles {role}")
        self.conditions.append(f"{role}.event_id = {self.alias}.id")
        self.conditions += [f"{role}.number <> {other}.number" for other in others]
        others.append(role)
        if name != "who":
            types = [name]
            if name == "patient":
                types.append("recipient")
            # The parties of a mutual event stand side by side: who is asked for as the other one may stand first.
            if name in ("agent", "patient") and clause.words and set(clause.words) <= _MUTUAL:
                types = ["agent", "patient", "recipient"]
            self._among(f"{role}.type", types)
        said = [f"{role}.words LIKE {self._put(_like(v.text))}" for v in values if not v.variable]
        self._character(f"{role}.character_id", values, said if name in ("instrument", "place", "about") else [])

    def _names_somebody(self, clause: Clause) -> bool:
        values = [v for name, given in clause.fields if name in CHARACTER_FIELDS for v in given]
        return any(
            v.text in self.bound if v.variable else "".join(fold_words(v.text)) not in _STANDINGS for v in values
        )

    def _relation(self, clause: Clause) -> None:
        sides = [(name, values) for name, values in clause.fields]
        either = clause.words and set(clause.words) <= _SYMMETRIC
        if not either or not sides:
            for name, values in sides:
                self._character(f"{self.alias}.{name}_id", values)
            return
        # What is said of one side of a symmetric relation holds of the other as well.
        ends = f"{self.alias}e"
        self.tables.append(f"(SELECT 0 AS turned UNION ALL SELECT 1) {ends}")
        for name, values in sides:
            straight, turned = (f"{self.alias}.{x}_id" for x in (("a", "b") if name == "a" else ("b", "a")))
            self._character(f"(CASE {ends}.turned WHEN 0 THEN {straight} ELSE {turned} END)", values)

    def _who(self, clause: Clause) -> None:
        states = {
            "dies": f"({self.alias}.fate = 'dead' OR EXISTS (SELECT 1 FROM deaths d WHERE d.victim_id = {self.alias}.id"
            " AND d.certainty = 'certain'))",
            "lives": f"{self.alias}.fate = 'alive'",
            "kills": f"EXISTS (SELECT 1 FROM killers k WHERE k.character_id = {self.alias}.id)",
        }
        if clause.words:
            self.conditions.append("(" + " OR ".join(states[w] for w in clause.words) + ")")
        for number, (name, values) in enumerate(clause.fields):
            if name in ("gender", "kind", "part"):
                self._among(f"{self.alias}.{name}", [v.text for v in values])
            elif name in ("occupation", "trait") and self.alone and len(values) == 1:
                self._one_by_one(f"{self.alias}n{number}", values[0].text, name)
            elif name in ("occupation", "trait"):
                self._character(f"{self.alias}.id", values, type=name)
            else:
                self._character(f"{self.alias}.id", values)

    def _one_by_one(self, names: str, text: str, type: str) -> None:
        """The characters that are said to be so, as rows of a join; one who is said to be so twice comes twice."""
        index = f"{names}i"
        self.tables += [f"name_index {index}", f"names {names}"]
        self.conditions += [
            f"{index}.folded MATCH {self._put(match_words(fold_words(text)))}",
            f"{names}.id = {index}.rowid AND {names}.type = {self._put(type)}",
            f"{self.alias}.id = {names}.character_id",
        ]

    def _words(self, clause: Clause) -> None:
        words = match_words(fold_words(" ".join(clause.words)))
        if not words:
            raise QueryError("The words to look for have no letters.")
        self.conditions.append(
            f"{self.story} IN (SELECT story_id FROM story_tellings WHERE telling_id IN"
            f" (SELECT rowid FROM telling_index WHERE telling_index MATCH {self._put(words)}))"
        )

    def _character(
        self, column: str, values: tuple[Value, ...], said: list[str] | None = None, *, type: str = ""
    ) -> None:
        choices = list(said or [])
        for value in values:
            if value.variable:
                if value.text in self.bound:
                    self.conditions.append(f"{column} = {self.bound[value.text]}")
                else:
                    self.conditions.append(f"{column} IS NOT NULL")
                    self.bound[value.text] = column
                return
            choices += self._named(column, value.text, type)
        self.conditions.append("(" + " OR ".join(choices) + ")")

    def _named(self, column: str, text: str, type: str) -> list[str]:
        """Conditions, each of which makes the character of ``column`` one who is called so or stands to others so."""
        words = fold_words(text)
        called = (
            "SELECT n.character_id FROM name_index i JOIN names n ON n.id = i.rowid"
            f" WHERE name_index MATCH {self._put(match_words(words))}"
        )
        if type:
            return [f"{column} IN ({called} AND n.type = {self._put(type)})"]
        conditions = [f"{column} IN ({called})"]
        for relation, side, gender in _STANDINGS.get(words[0], ()) if len(words) == 1 else ():
            # Asked of each character that comes up: whole relations would be too many to gather first.
            stands = f"EXISTS (SELECT 1 FROM relations x WHERE x.{side}_id = {column} AND x.type = '{relation}')"
            if gender:
                stands += (
                    f" AND EXISTS (SELECT 1 FROM characters g WHERE g.id = {column}"
                    f" AND g.gender IN ('{gender}', 'unknown'))"
                )
            conditions.append(f"({stands})")
        return conditions

    def _among(self, column: str, values: tuple[str, ...] | list[str]) -> None:
        self.conditions.append(f"{column} IN ({', '.join(self._put(v) for v in values)})")

    def _put(self, value: object) -> str:
        self.parameters.append(value)
        return f":p{len(self.parameters)}"


def _like(text: str) -> str:
    return "%" + text.replace("%", "").replace("_", "") + "%"
