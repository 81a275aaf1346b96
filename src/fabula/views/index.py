"""A story turned so that views can look things up: numbers, ranks, colours, who meets whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from fabula.story.cast import Character, Mention
from fabula.story.claims import Cause, Claim, Death, Event, Knowledge, Relation
from fabula.story.kinship import consistent
from fabula.story.ontology import Form, Kind, Part
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from fabula.views.calling import plain_names
from fabula.views.palette import Style, styles
from fabula.views.plain import shorten, token

__all__ = ["Index"]

_MAJORS = 12
_SURE = 0.5


@dataclass(frozen=True)
class Index:
    """Look-ups over one story, made once for a page or picture."""

    story: Story
    characters: dict[str, Character] = field(init=False)
    events: dict[str, Event] = field(init=False)
    tellings: dict[str, Telling] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", {c.id: c for c in self.story.characters})
        object.__setattr__(self, "events", {e.id: e for e in self.story.events})
        object.__setattr__(self, "tellings", {t.id: t for t in self.story.tellings})

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of all events in story order; those that the story does not order come last, in telling order."""
        known = dict.fromkeys(id for id in self.story.order if id in self.events)
        return (*known, *(id for id in self.events if id not in known))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each event in story order, from 1."""
        return {id: n for n, id in enumerate(self.order, 1)}

    @cached_property
    def mentions(self) -> dict[str, list[Mention]]:
        """The mentions of each character, in telling order."""
        found: dict[str, list[Mention]] = defaultdict(list)
        place = {t.id: n for n, t in enumerate(self.story.tellings)}
        for mention in sorted(self.story.mentions, key=lambda m: (place.get(m.span.telling, 0), m.span)):
            for id in mention.characters:
                found[id].append(mention)
        return found

    @cached_property
    def doings(self) -> dict[str, list[Event]]:
        """The events that each character takes part in, in story order."""
        found: dict[str, list[Event]] = defaultdict(list)
        for id in self.order:
            for character in self.events[id].characters:
                found[character].append(self.events[id])
        return found

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The ids of all characters, the most prominent first: by mentions and by events taken part in."""
        first = {id: n for n, id in enumerate(self.characters)}
        return tuple(sorted(self.characters, key=lambda c: (-self.weight(c), first[c])))

    def weight(self, id: str) -> int:
        """How prominent a character is: mentions (at most a few for each sentence count in practice) and events."""
        return len(self.mentions.get(id, ())) + 2 * len(self.doings.get(id, ()))

    @cached_property
    def majors(self) -> tuple[str, ...]:
        """The characters that carry the story: at most twelve, each with a fair part of the first one's weight."""
        if not self.ranked:
            return ()
        floor = max(4.0, 0.12 * self.weight(self.ranked[0]))
        sided = {id for id, c in self.characters.items() if c.part is not Part.NONE}
        return tuple(id for id in self.ranked if self.weight(id) >= floor or id in sided)[:_MAJORS] or self.ranked[:3]

    @cached_property
    def styles(self) -> dict[str, Style]:
        """The colour and the line of each character, the same in every view."""
        return styles(self.ranked)

    def style(self, id: str) -> Style:
        """The style of a character."""
        return self.styles[id]

    def name(self, id: str, length: int = 60) -> str:
        """What to call a character, in at most ``length`` code points."""
        name = self._plain_names.get(id, "")
        return shorten(name, length) if name.strip() else "somebody"

    @cached_property
    def _plain_names(self) -> dict[str, str]:
        return plain_names(self.story)

    def sure(self, claim: Claim) -> bool:
        """Whether a claim is likelier true than not, and no better founded one speaks against it."""
        return claim.confidence >= _SURE and claim.id not in self._outweighed

    @cached_property
    def _outweighed(self) -> set[str]:
        """Relations that cannot hold beside others that more tellings tell, or surer ones; what is settled stays."""

        def rank(r: Relation) -> tuple[bool, int, float]:
            return r.confidence < 1, -len({s.telling for s in r.evidence}), -r.confidence

        genders = {c.id: c.gender for c in self.story.characters}
        kept = {r.id for r in consistent(sorted(self.story.relations, key=rank), genders)}
        return {r.id for r in self.story.relations} - kept

    @cached_property
    def short_names(self) -> dict[str, str]:
        """A short name for each character, for charts: one of their own names, different from everybody else's."""
        taken: Counter[str] = Counter()
        chosen: dict[str, str] = {}
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for id, mentions in self.mentions.items():
            for m in mentions:
                if m.form is Form.NAME and m.characters == (id,):
                    words = self.story.words(m.span).removesuffix("'s").removesuffix("’s").removesuffix("'")
                    forms[id][words] += 1
        for id in self.ranked:
            names = [n for n, count in forms[id].most_common(2) if count > 1 and len(n) > 1]
            options = [*names, self._plain_names[id], f"{self._plain_names[id]} ({id})"]
            best = next((o for o in options if not taken[o.casefold()]), options[-1])
            taken[best.casefold()] += 1
            chosen[id] = shorten(best, 24)
        return chosen

    @cached_property
    def deaths(self) -> dict[str, list[Death]]:
        """The deaths told of each character."""
        found: dict[str, list[Death]] = defaultdict(list)
        for death in self.story.deaths:
            found[death.victim].append(death)
        return found

    @cached_property
    def causes_of(self) -> dict[str, list[Cause]]:
        """The causes given for each event."""
        found: dict[str, list[Cause]] = defaultdict(list)
        for cause in self.story.causes:
            found[cause.effect].append(cause)
        return found

    @cached_property
    def effects_of(self) -> dict[str, list[Cause]]:
        """The effects given of each event."""
        found: dict[str, list[Cause]] = defaultdict(list)
        for cause in self.story.causes:
            found[cause.cause].append(cause)
        return found

    @cached_property
    def relations_of(self) -> dict[str, list[Relation]]:
        """The relations of each character, on either side."""
        found: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.story.relations:
            found[relation.a].append(relation)
            if relation.b != relation.a:
                found[relation.b].append(relation)
        return found

    @cached_property
    def knowledge(self) -> list[Knowledge]:
        """Who learns, tells, hides what, in story order."""
        last = len(self.numbers) + 1
        return sorted(self.story.knowledge, key=lambda k: self.numbers.get(k.event, last))

    @cached_property
    def early(self) -> frozenset[str]:
        """The events that are told out of their order, as lying before what is told around them."""
        told = {p.earlier for p in self.story.precedences}
        return frozenset(id for id, e in self.events.items() if e.when == "earlier" or id in told)

    @cached_property
    def several(self) -> bool:
        """Whether there is more than one telling."""
        return len(self.story.tellings) > 1

    def is_group(self, id: str) -> bool:
        """Whether a character is a group."""
        character = self.characters.get(id)
        return character is not None and character.kind is Kind.GROUP

    def place(self, span: Span) -> str:
        """Where words stand, for people: ``sentence 4``, with the telling's name where there are several."""
        telling = self.tellings[span.telling]
        number = telling.sentence_at(span.start)
        where = f"sentence {number}" if number else "heading"
        return f"{self.telling_name(telling.id)}, {where}" if self.several else where

    def sentence_anchor(self, span: Span) -> str:
        """The element id of the sentence that ``span`` begins in."""
        return f"telling-{token(span.telling)}-{self.tellings[span.telling].sentence_at(span.start)}"

    @cached_property
    def _telling_names(self) -> dict[str, str]:
        names = {t.id: shorten(t.title or t.id, 40) for t in self.story.tellings}
        if len(set(names.values())) < len(names):
            names = {t.id: shorten(t.id, 40) for t in self.story.tellings}
        return names

    def telling_name(self, id: str) -> str:
        """What to call a telling: its title where that tells it apart from the others, else its id."""
        return self._telling_names[id]

    def best_span(self, claim: Claim) -> Span | None:
        """The span that says a claim most closely: an event's trigger, else the first evidence."""
        spans = claim.triggers if isinstance(claim, Event) and claim.triggers else claim.evidence
        return next((s for s in spans if s.telling in self.tellings), None)
