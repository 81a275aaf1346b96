"""Two different stories on one page: who plays whose part, and the course of action that both share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.story.claims import Claim
from fabula.story.ontology import EventType, Gender, RelationType
from fabula.story.story import Story
from fabula.views.bridge import Span, bridged
from fabula.views.happenings import Happening, happenings
from fabula.views.marking import paragraphs
from fabula.views.pages import data, page, resource
from fabula.views.paired import Dressed, dress, joint, marked, names_of
from fabula.views.phrases import GLYPHS, plainly
from fabula.views.plain import joined
from fabula.views.spoilers import Curtain

if TYPE_CHECKING:
    from fabula.comparing.parallels import Comparison, Parallel
    from fabula.comparing.roles import RoleMatch, SharedBond

__all__ = ["bond_words", "side_by_side"]

_A, _B = "a.", "b."
_WHOM = {Gender.FEMALE: "her", Gender.MALE: "him"}

_PARTS = {
    "bonds": ("Bonds", "what the characters are and do to each other, in both stories alike"),
    "course of action": ("Course of action", "events that answer to each other, done by those who play the same parts"),
    "words": ("Words", "how near the tellings' words are, all names left out"),
}

# How a bond between two is said: "X ... Y". What is not here is a relation or the plain verb of an event.
_BONDS = {
    "is set on": "is set on",
    "wants harmed": "wants harm done to",
    "spares against orders": "spares, against orders,",
    "kills one who is avenged": "kills, and pays for it,",
    "turns against own man": "turns against",
    "kills own superior": "kills the superior",
    "serves": "serves",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """A bond in both stories: what it is, the pair it is with, whether it goes to or comes from them, and the claims.

    ``whom`` is the pronoun for those whose bond it is.
    """

    words: str
    forward: bool
    others: tuple[str, str]
    whom: str
    claims: tuple[Claim, Claim]


@dataclass(frozen=True, slots=True)
class Role:
    """A pair of characters with the same part, and what they share."""

    a: str
    b: str
    strength: str
    second: bool
    score: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the two courses: what happens in the one, in the other, or in both alike."""

    a: Happening | None
    b: Happening | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps that follow on each other: ``shared`` by both stories, or told by one only."""

    shared: bool
    steps: tuple[Step, ...]

    @property
    def summary(self) -> str:
        """How many events of each story stand here."""
        counts = [sum(getattr(s, side) is not None for s in self.steps) for side in "ab"]
        return joined([f"{n} only in {side}" for n, side in zip(counts, "AB", strict=True) if n])


class _Once:
    """Whether an id is asked for the first time: a page holds each place once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, id: str) -> bool:
        new = id not in self._seen
        self._seen.add(id)
        return new


def side_by_side(found: Comparison, a: Story, b: Story) -> str:
    """The page on ``found``, which compares ``a`` and ``b``: HTML that needs no network and no other file."""
    names = names_of(a, b)
    left, right = marked(a, _A, names[0]), marked(b, _B, names[1])
    both = joint(left, right)
    worn = dress([(_A + m.a, _B + m.b) for m in found.roles])
    upper, lower = Dressed(left, dress=worn), Dressed(right, dress=worn)
    x = Dressed(both, dress=worn, counted=upper.numbers | lower.numbers)
    spans = [Span(_A + p.a, _B + p.b, p.in_order) for p in found.course]
    context = {
        "x": x,
        "title": f"{names[0]} · {names[1]}",
        "names": names,
        "score": found.score,
        "lede": _lede(found),
        "measures": [(*_PARTS.get(p.name, (p.name.capitalize(), "")), p.value, p.weight) for p in found.parts],
        "roles": [_role(x, m) for m in found.roles],
        "chart": bridged(upper, lower, spans),
        "lone": [(i.story.title, [id for id in i.ranked if id not in worn]) for i in (upper, lower)],
        "first": _Once(),
        "stretches": _stretches(_rows(upper), _rows(lower), found.course),
        "glyphs": GLYPHS,
        "texts": [(t, paragraphs(x, t)) for t in both.tellings],
        "curtain": Curtain(x),
        "data": data(x),
    }
    return page("beside.html.j2", context, more=resource("beside.css"))


def bond_words(bond: str) -> str:
    """A bond as a verb: "is a parent of", "kills", "spares, against orders,"."""
    if bond in _BONDS:
        return _BONDS[bond]
    if bond in set(EventType):
        return plainly(EventType(bond))
    if bond in set(RelationType):
        words = bond.replace("_", " ")
        return f"is {'an' if words[0] in 'aeiou' else 'a'} {words}"
    return bond


def _lede(found: Comparison) -> str:
    clear = sum(m.strength == "clear" for m in found.roles)
    partly, n = len(found.roles) - clear, len(found.course)
    said = [f"{clear or 'no'} {'part is' if clear == 1 else 'parts are'} clearly the same"]
    said += [f"{partly} {'is' if partly == 1 else 'are'} so in part"] if partly else []
    said.append(f"{n or 'no'} {'event answers' if n == 1 else 'events answer'} to each other")
    words = joined(said)
    return words[0].upper() + words[1:] + "."


def _rows(index: Dressed) -> list[Happening]:
    return happenings(index, Curtain(index))


def _role(x: Dressed, match: RoleMatch) -> Role:
    claims = {c.id: c for c in x.story.claims()}
    genders = {x.characters[id].gender for id in (_A + match.a, _B + match.b)}
    whom = _WHOM.get(genders.pop(), "them") if len(genders) == 1 else "them"
    return Role(
        a=_A + match.a,
        b=_B + match.b,
        strength=str(match.strength),
        second=match.second,
        score=match.score,
        shared=tuple(_shared(s, whom, claims) for s in match.shared),
    )


def _shared(bond: SharedBond, whom: str, claims: Mapping[str, Claim]) -> Shared:
    shown = claims[_A + bond.claims_a[0]], claims[_B + bond.claims_b[0]]
    return Shared(bond_words(bond.bond), bond.forward, (_A + bond.a, _B + bond.b), whom, shown)


def _stretches(left: Sequence[Happening], right: Sequence[Happening], course: Sequence[Parallel]) -> list[Stretch]:
    """The two courses beside each other: what keeps its order stands in one line, all else between."""
    found: list[Stretch] = []
    for step in _steps(left, right, course):
        shared = step.a is not None and step.b is not None
        if found and found[-1].shared == shared:
            found[-1] = Stretch(shared, (*found[-1].steps, step))
        else:
            found.append(Stretch(shared, (step,)))
    return found


def _steps(left: Sequence[Happening], right: Sequence[Happening], course: Sequence[Parallel]) -> Iterator[Step]:
    partner = {_A + p.a: p for p in course}
    there = {h.event.id: n for n, h in enumerate(right)}
    told = {_B + p.b for p in course}
    at = 0
    for row in left:
        parallel = partner.get(row.event.id)
        if parallel is None:
            yield Step(row, None)
            continue
        place = there[_B + parallel.b]
        if parallel.in_order:
            yield from (Step(None, h) for h in right[at:place] if h.event.id not in told)
            at = max(at, place)
        yield Step(row, right[place], not parallel.in_order)
    yield from (Step(None, h) for h in right[at:] if h.event.id not in told)
