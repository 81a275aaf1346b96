"""Which clause of a query is looked for first, and which among the deeds.

SQLite does not know how common a name or a type of event is, and would begin with any. What is begun with here is what
there is least of; everything after it is looked up by the characters that were found.
"""

from __future__ import annotations

from collections.abc import Sequence

from fabula.library.derived import MUTUAL, STANDINGS
from fabula.library.folding import fold_words
from fabula.library.query import CHARACTER_FIELDS, Clause, Value
from fabula.story.ontology import Modality

__all__ = ["PARTIES", "is_only_thought", "names_somebody", "plan", "rarer_party"]

PARTIES = frozenset({"agent", "patient"})
"""The parts in an event that ``deeds`` holds."""

# Whoever is asked for as one of these may be one of those above, too.
_ANY_PARTY = frozenset({"recipient", "who"})
_DESCRIBED = frozenset({"name", "occupation", "trait"})

# How often each comes in a hundred film plots; for events, the rows of `deeds`.
_AMOUNTS = (
    "betray=12 spare=13 give_birth=14 mourn=15 hide=19 dismiss=33 threaten=34 destroy=50 win=50 die=53 argue=55 "
    "steal=64 perform=66 refuse=67 accuse=71 reconcile=72 join=72 capture=73 plan=78 promise=79 deceive=81 "
    "arrest=84 obtain=87 give=91 escape=92 chase=99 help=105 rescue=110 order=119 attack=139 marry=141 fight=156 "
    "kill=164 separate=202 ask=236 romance=259 discover=321 tell=417 meet=450 go=642 guardian_of=3 relative_of=8 "
    "sibling_of=32 enemy_of=48 serves=50 spouse_of=51 friend_of=84 colleague_of=93 parent_of=114 partner_of=122 "
    "superior_of=145 member_of=168"
)
_IN_A_HUNDRED = {word: int(number) for word, number in (pair.split("=") for pair in _AMOUNTS.split())}
_DEATHS, _CHARACTERS = 130, 1200


def plan(held: Sequence[Clause]) -> list[tuple[int, bool]]:
    """The places of the clauses in the order to look for them, each with whether it is to be looked for in ``deeds``.

    Deeds are found by what is done and by whom, not by the story they are in: the first clause may be one, and those
    that have a character with one before them. Where there is none, the clauses come as they stand, and so where words
    are asked for: few stories have them, and what happens in these is soon gone through.
    """
    order: list[tuple[int, bool]] = []
    known: set[str] = set()
    left = list(range(len(held)))
    while left:
        linked = [n for n in left if not known.isdisjoint(_variables(held[n]))]
        best = min(linked or left, key=lambda n: _amount(held[n]))
        met = not known.isdisjoint(_variables(held[best], PARTIES))
        order.append((best, _is_deed(held[best]) and (not order or met)))
        left.remove(best)
        known |= _variables(held[best])
    if not any(deed for _, deed in order) or any(clause.kind == "words" for clause in held):
        return [(n, False) for n in range(len(held))]
    return order


def names_somebody(clause: Clause) -> bool:
    """Whether the clause has a character by a name or description, not only by what they are to others."""
    return any(
        name in _DESCRIBED | CHARACTER_FIELDS
        and not any(v.variable or "".join(fold_words(v.text)) in STANDINGS for v in values)
        for name, values in clause.fields
    )


def is_only_thought(clause: Clause) -> bool:
    """Whether the clause asks for events that do not happen: about a fifth of all."""
    return any(name == "modality" and all(v.text != Modality.ACTUAL for v in values) for name, values in clause.fields)


def rarer_party(clause: Clause) -> str:
    """The party, if any, of whom there are fewer than of such deeds: somebody who is so to others."""
    among = {
        name: _standing(values[0])
        for name, values in clause.fields
        if name in PARTIES and len(values) == 1 and _standing(values[0])
    }
    rarest = min(among, key=among.__getitem__, default="")
    return rarest if rarest and among[rarest] < _of_type(clause) else ""


def _is_deed(clause: Clause) -> bool:
    if clause.kind != "event" or not clause.words:
        return False
    parties = [name for name, _ in clause.fields if name in PARTIES | _ANY_PARTY]
    # What was stored of a mutual event are both ways to look at it, which other types are not looked at.
    alike = len({word in MUTUAL for word in clause.words}) == 1
    return alike and parties in (["agent"], ["patient"], ["agent", "patient"], ["patient", "agent"])


def _amount(clause: Clause) -> int:
    """About how much there is to go through for the clause alone, where nobody is known yet."""
    if names_somebody(clause):
        return 0
    if clause.kind in ("event", "relation"):
        return _of_type(clause)
    return _DEATHS if clause.kind == "death" else _CHARACTERS


def _of_type(clause: Clause) -> int:
    amount = sum(_IN_A_HUNDRED.get(word, _CHARACTERS) for word in clause.words) or 4 * _CHARACTERS
    return amount // 5 if is_only_thought(clause) else amount


def _standing(value: Value) -> int:
    """About how many are so to others; 0 if that is not what is asked."""
    senses = () if value.variable else STANDINGS.get("".join(fold_words(value.text)), ())
    return sum(_IN_A_HUNDRED[relation] // (2 if gender else 1) for relation, _, gender in senses)


def _variables(clause: Clause, fields: frozenset[str] = CHARACTER_FIELDS) -> set[str]:
    return {v.text for name, values in clause.fields if name in fields for v in values if v.variable}
