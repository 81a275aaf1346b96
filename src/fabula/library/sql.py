"""Queries as SQL."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.errors import QueryError
from fabula.library.derived import MUTUAL, STANDINGS
from fabula.library.folding import fold_words
from fabula.library.planning import PARTIES, is_only_thought, names_somebody, plan, rarer_party
from fabula.library.query import Clause, Query, Value
from fabula.story.ontology import RelationType

__all__ = ["Compiled", "compile_query", "match_words"]

_SYMMETRIC = frozenset(r.value for r in RelationType if r.symmetric)
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
    order = plan(held)
    by_deeds = any(deed for _, deed in order)
    # What a claim holds of is its own story: that needs no look at the stories, whose rows are large.
    first = next((n for n, _ in order if held[n].kind in _CLAIMS), None)
    story = "s.id" if first is None else f"c{first}.story_id"
    tables: list[str] = ["stories s"] if first is None else []
    conditions: list[str] = []
    claims: dict[int, str] = {}
    for number, deed in order:
        part = _Part(f"c{number}", bound, done.parameters, story, alone=len(held) == 1)
        part.add(held[number], deed=deed)
        for place, table in enumerate(part.tables):
            # SQLite looks for what stands before a cross join before what stands after it.
            crosses = by_deeds and (place == 0 or table.startswith("deeds "))
            tables += [" CROSS JOIN " if crosses else ", ", table] if tables else [table]
        conditions += part.conditions
        if part.claim:
            claims[number] = part.claim
    for number, clause in enumerate(c for c in query.clauses if c.negated):
        part = _Part(f"n{number}", dict(bound), done.parameters, story)
        part.add(clause)
        tables_of = ", ".join(part.tables) or "(SELECT 1)"
        conditions.append(f"NOT EXISTS (SELECT 1 FROM {tables_of} WHERE {' AND '.join(part.conditions)})")
    done.claims = [held[n].kind for n in sorted(claims)]
    columns = ", ".join([story, *(claims[n] for n in sorted(claims))])
    done.sql = f"SELECT {columns} FROM {''.join(tables)} WHERE {' AND '.join(conditions) or '1'}"
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
        self.claim = ""

    def add(self, clause: Clause, *, deed: bool = False) -> None:
        """Add ``clause``; ``deed`` says to look for it in ``deeds``. ``claim`` is then the column of its number."""
        if clause.kind == "words":
            self._words(clause)
            return
        begun = ""
        if deed:
            begun = self._deed(clause)
        else:
            self.tables.append(f"{_CLAIMS[clause.kind]} {self.alias}")
            self.claim = f"{self.alias}.id"
        bound = any(self._is_bound(values) for _, values in clause.fields)
        # A deed of a character that was found before is of the same story by itself.
        if self.story != f"{self.alias}.story_id" and not (deed and bound):
            self.conditions.append(f"{self.alias}.story_id = {self.story}")
        if clause.kind == "who":
            self._who(clause)
            return
        if clause.words:
            # Names, and who was found before, are rarer than types: SQLite is to begin with them (the plus says so).
            rare = "+" if not deed and (bound or names_somebody(clause)) else ""
            self._among(f"{rare}{self.alias}.type", clause.words)
        if clause.kind == "relation":
            self._relation(clause)
            return
        roles: list[str] = []
        told = f"{self.alias}e" if deed else self.alias
        for number, (name, values) in enumerate(clause.fields):
            if name in ("modality", "when", "manner", "certainty"):
                self._among(f'{told}."{name}"', [v.text for v in values])
            elif name == "predicate":
                self._among(f"{told}.predicate", [v.text.lower() for v in values])
            elif deed and name in PARTIES:
                if name != begun:
                    self._character(f"{self.alias}.{name}_id", values)
            elif name == "victim":
                self._character(f"{self.alias}.victim_id", values)
            elif name == "killer":
                self.tables.append(f"killers {self.alias}k{number}")
                self.conditions.append(f"{self.alias}k{number}.death_id = {self.alias}.id")
                self._character(f"{self.alias}k{number}.character_id", values)
            else:
                self._role(clause, f"{self.alias}r{number}", name, values, roles)

    def _deed(self, clause: Clause) -> str:
        """The row of ``deeds``, and its event if anything is asked of it that the deed does not say.

        Where nothing came before, it comes after what there is less of: events that are only planned or denied, or
        somebody who is so to others; which party that is comes back.
        """
        self.tables.append(f"deeds {self.alias}")
        self.claim = f"{self.alias}.event_id"
        first = self.story == f"{self.alias}.story_id"
        if any(name in ("modality", "when", "predicate") for name, _ in clause.fields):
            event = f"{self.alias}e"
            self.tables.insert(0 if first and is_only_thought(clause) else 1, f"events {event}")
            self.conditions.append(f"{event}.id = {self.claim}")
            self._among(f"{event}.type", clause.words)
        begun = rarer_party(clause) if first and self.tables[0].startswith("deeds ") else ""
        if begun:
            (word,) = (fold_words(values[0].text)[0] for name, values in clause.fields if name == begun)
            self.tables.insert(0, f"standings {self.alias}s")
            self.conditions.append(f"{self.alias}s.word = {self._put(word)}")
            self.conditions.append(f"{self.alias}.{begun}_id = {self.alias}s.character_id")
        return begun

    def _role(self, clause: Clause, role: str, name: str, values: tuple[Value, ...], others: list[str]) -> None:
        self.tables.append(f"roles {role}")
        self.conditions.append(f"{role}.event_id = {self.claim}")
        self.conditions += [f"{role}.number <> {other}.number" for other in others]
        others.append(role)
        if name != "who":
            types = [name]
            if name == "patient":
                types.append("recipient")
            # The parties of a mutual event stand side by side: who is asked for as the other one may stand first.
            if name in ("agent", "patient") and clause.words and set(clause.words) <= MUTUAL:
                types = ["agent", "patient", "recipient"]
            self._among(f"{role}.type", types)
        said = [f"{role}.words LIKE {self._put(_like(v.text))}" for v in values if not v.variable]
        self._character(f"{role}.character_id", values, said if name in ("instrument", "place", "about") else [])

    def _is_bound(self, values: tuple[Value, ...]) -> bool:
        return any(v.variable and v.text in self.bound for v in values)

    def _relation(self, clause: Clause) -> None:
        a, b = columns = f"{self.alias}.a_id", f"{self.alias}.b_id"
        if clause.words and set(clause.words) <= _SYMMETRIC and clause.fields:
            # What is said of one side of a symmetric relation holds of the other as well.
            known = next((field for field in clause.fields if self._is_bound(field[1])), None)
            if known:
                who = self.bound[known[1][0].text]
                self.conditions.append(f"({a} = {who} OR {b} = {who})")
                other = f"(CASE WHEN {a} = {who} THEN {b} ELSE {a} END)"
                columns = (who, other) if known[0] == "a" else (other, who)
            else:
                ends = f"{self.alias}e"
                self.tables.append(f"(SELECT 0 AS turned UNION ALL SELECT 1) {ends}")
                turned = f"(CASE {ends}.turned WHEN 0 THEN {{}} ELSE {{}} END)"
                columns = turned.format(a, b), turned.format(b, a)
        for name, values in clause.fields:
            self._character(columns[name == "b"], values)

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
        if not type and len(words) == 1 and words[0] in STANDINGS:
            # Asked of each character that comes up: those of a whole library would be too many to gather first.
            word = self._put(words[0])
            return [f"EXISTS (SELECT 1 FROM standings x WHERE x.word = {word} AND x.character_id = {column})"]
        called = (
            "SELECT n.character_id FROM name_index i JOIN names n ON n.id = i.rowid"
            f" WHERE name_index MATCH {self._put(match_words(words))}"
        )
        return [f"{column} IN ({called}" + (f" AND n.type = {self._put(type)})" if type else ")")]

    def _among(self, column: str, values: tuple[str, ...] | list[str]) -> None:
        self.conditions.append(f"{column} IN ({', '.join(self._put(v) for v in values)})")

    def _put(self, value: object) -> str:
        self.parameters.append(value)
        return f":p{len(self.parameters)}"


def _like(text: str) -> str:
    return "%" + text.replace("%", "").replace("_", "") + "%"
