"""Who else takes part, as the tree shows: those whom the head for agents and patients passes over."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.reading.layers import Cast, Mentions, Syntax
from fabula.reading.owners import owners
from fabula.reading.segment import Words
from fabula.story.claims import Role
from fabula.story.ontology import EventType, RoleType

__all__ = ["Partners"]

_PARTS = (RoleType.AGENT, RoleType.PATIENT)
_DEADLY = (EventType.KILL, EventType.DIE)
_NAMES = frozenset({"NOUN", "PROPN", "PRON"})


class Partners:
    """The mentions of a telling by the word that heads them, and what the tree says of them."""

    def __init__(self, words: Words, syntax: Syntax, mentions: Mentions, cast: Cast) -> None:
        self._words, self._syntax, self._cast = words, syntax, cast
        self._place = {(m.span.start, m.span.end): k for k, m in enumerate(cast.mentions)}
        self._head: list[int] = []
        self._mention: dict[int, int] = {}
        for first, end in zip(mentions.spans.first.tolist(), mentions.spans.end.tolist(), strict=True):
            inside = ((i, syntax.heads[i]) for i in range(first, end))
            head = next((i for i, above in inside if above == i or not first <= above < end), first)
            self._mention.setdefault(head, len(self._head))  # of several with one head the longest comes first
            self._head.append(head)

    def with_partners(self, type: EventType, trigger: int, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """``roles`` with who dies, where they name nobody, and with those whom "and" joins to one of them."""
        found = list(roles)
        if type in _DEADLY and not any(
            r.type is RoleType.PATIENT or (type is EventType.DIE and r.type is RoleType.AGENT) for r in roles
        ):
            doers = {r.character for r in roles}
            found += [r for r in self._victims(type, trigger) if r.character not in doers]
        taken = {r.character for r in found if r.type in _PARTS}
        for role in tuple(found):
            for mention in self._joined(role, trigger) if role.type in _PARTS else ():
                for c in self._cast.mentions[mention].characters:
                    if c not in taken:
                        taken.add(c)
                        found.append(self._role(role.type, mention, c))
        return tuple(found)

    def _role(self, type: RoleType, mention: int, character: str) -> Role:
        return Role(type=type, character=character, evidence=(self._cast.mentions[mention].span,))

    def _joined(self, role: Role, trigger: int) -> Iterator[int]:
        """The mentions that stand in one row with the one that plays a part, on its side of the trigger."""
        place = self._place.get((role.evidence[0].start, role.evidence[0].end))
        if place is None:
            return
        heads, relations = self._syntax.heads, self._syntax.deprels
        own = self._head[place]
        root = heads[own] if relations[own] == "conj" else own
        if self._syntax.upos[root] not in _NAMES:
            return
        row = [root, *(i for i in self._syntax.below(root) if i > root and relations[i] == "conj")]
        for i in row if own in row else ():
            if i != own and i in self._mention and not min(i, own) < trigger < max(i, own):
                yield self._mention[i]

    def _victims(self, type: EventType, trigger: int) -> tuple[Role, ...]:
        """Who dies: the subject of a verb, the object of one that kills, whom a noun is of."""
        for i in self._lost(type, trigger):
            if i in self._mention:
                mention = self._mention[i]
                if characters := self._cast.mentions[mention].characters:
                    return tuple(self._role(RoleType.PATIENT, mention, c) for c in characters)
        return ()

    def _lost(self, type: EventType, trigger: int) -> list[int]:
        """The words that stand where a trigger names who dies."""
        if self._syntax.upos[trigger] == "NOUN":  # "the king's murder" may be one that he does
            return [i for i, of in owners(self._words, self._syntax, trigger) if of or type is EventType.DIE]
        relations, below = self._syntax.deprels, list(self._syntax.below(trigger))
        passive = any(relations[i] == "aux" and self._syntax.lemmas[i].lower() in ("be", "get") for i in below)
        wanted = "nsubj" if type is EventType.DIE or passive else "obj"
        return [i for i in below if relations[i] == wanted]
