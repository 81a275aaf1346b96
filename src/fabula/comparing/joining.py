"""One story out of aligned readings: every character and claim once, with all that says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fabula.comparing.course import reconcile
from fabula.comparing.happenings import Aligned, Happening
from fabula.comparing.names import best_name
from fabula.comparing.profiles import MUTUAL, SYMMETRIC
from fabula.comparing.readings import natural
from fabula.story.cast import Attribute, Character, Mention
from fabula.story.claims import Cause, Claim, Death, Event, Knowledge, Precedence, Relation, Role
from fabula.story.names import fold
from fabula.story.ontology import AlignmentKind, Certainty, ClaimType, Fate, Gender, Kind, Manner, Part, RoleType, When
from fabula.story.story import Story
from fabula.story.tellings import Alignment
from fabula.story.text import Span

__all__ = ["join"]

C = TypeVar("C", bound=Claim)
V = TypeVar("V", bound=Hashable)


def join(
    readings: Sequence[Story],
    ranked: Sequence[Story],
    casts: Sequence[Mapping[str, int]],
    aligned: Aligned,
) -> Story:
    """The story that the aligned ``readings`` tell together, still without title, disagreements and corrections.

    ``ranked`` are the same readings, the fullest first, as ``casts`` and ``aligned`` count them.
    """
    joiner = _Joiner(tuple(readings), tuple(ranked), tuple(casts), aligned)
    return joiner.story()


@dataclass
class _Joiner:
    readings: tuple[Story, ...]
    ranked: tuple[Story, ...]
    casts: tuple[Mapping[str, int], ...]
    events_aligned: Aligned

    def __post_init__(self) -> None:
        self.rank = {id(reading): n for n, reading in enumerate(self.ranked)}
        self.place = {t.id: n for n, t in enumerate(t for r in self.readings for t in r.tellings)}
        self.aligned: list[Alignment] = []
        self.event_ids: dict[tuple[int, str], str] = {}

    def story(self) -> Story:
        characters = self.characters()
        events = self.events()
        relations = self.gather(ClaimType.RELATION, "r", self.relations(), lambda r: (r.type, r.a, r.b))
        deaths = self.gather_deaths()
        causes = self.gather(ClaimType.CAUSE, "k", self.causes(), lambda c: (c.type, c.cause, c.effect))
        knowledge = self.gather(
            ClaimType.KNOWLEDGE, "w", self.knowledge(), lambda w: (w.type, w.event, w.holders, w.others, w.about)
        )
        precedences = self.gather(ClaimType.PRECEDENCE, "p", self.precedences(), lambda p: (p.earlier, p.later))
        courses = [
            [self.event_ids[n, id] for id in (reading.order or tuple(e.id for e in reading.events))]
            for n, reading in enumerate(self.ranked)
        ]
        return Story(
            tellings=tuple(t for r in self.readings for t in r.tellings),
            characters=characters,
            mentions=self.mentions(),
            relations=relations,
            events=events,
            deaths=deaths,
            causes=causes,
            knowledge=knowledge,
            precedences=precedences,
            order=reconcile([e.id for e in events], courses, [(p.earlier, p.later) for p in precedences]),
            alignments=tuple(
                sorted(
                    {*self.aligned},
                    key=lambda a: (a.type, self.place[a.telling], natural(a.local), natural(a.shared), a.kind),
                )
            ),
            reader=", ".join(sorted({r.reader for r in self.readings if r.reader})),
            readings=self.readings,
        )

    def who(self, n: int, local: str) -> str:
        return f"c{self.casts[n][local] + 1}"

    def everybody(self, n: int, locals: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({self.who(n, local) for local in locals}, key=natural))

    def spans(self, claims: Iterable[Iterable[Span]]) -> tuple[Span, ...]:
        return tuple(
            sorted({s for spans in claims for s in spans}, key=lambda s: (self.place[s.telling], s.start, s.end))
        )

    def align(
        self,
        type: ClaimType,
        tellings: Iterable[str],
        local: str,
        shared: str,
        kind: AlignmentKind = AlignmentKind.SAME,
    ) -> None:
        self.aligned += [Alignment(type, telling, local, shared, kind) for telling in tellings]

    # The cast

    def characters(self) -> tuple[Character, ...]:
        gathered: dict[int, list[tuple[Story, Character]]] = {}
        weight: Counter[tuple[int, str]] = Counter()
        for n, reading in enumerate(self.ranked):
            weight.update((n, c) for m in reading.mentions for c in m.characters)
            for character in reading.characters:
                gathered.setdefault(self.casts[n][character.id], []).append((reading, character))
                for telling in reading.tellings:
                    self.align(ClaimType.CHARACTER, [telling.id], character.id, self.who(n, character.id))
        return tuple(self.character(number, gathered[number], weight) for number in sorted(gathered))

    def character(
        self, number: int, parts: list[tuple[Story, Character]], weight: Mapping[tuple[int, str], int]
    ) -> Character:
        parts = sorted(parts, key=lambda p: [self.place[t.id] for t in p[0].tellings])
        called: dict[str, Span] = {}
        for _, c in parts:
            for words, span in zip((c.name, *c.aliases), c.evidence, strict=False):
                called.setdefault(words, span)
        named = [c.name for _, c in parts if c.named]
        name = best_name(named) if named else min((c.name for _, c in parts), key=lambda w: (-len(w), w))
        aliases = tuple(words for words in called if words != name)

        def most(values: Iterable[tuple[V, int]], unknown: V) -> V:
            votes: Counter[V] = Counter()
            for value, count in values:
                if value != unknown:
                    votes[value] += count
            return min(votes, key=lambda v: (-votes[v], str(v))) if votes else unknown

        def counted(c: Character, reading: Story) -> int:
            return 1 + weight[self.rank[id(reading)], c.id]

        # Who is alive when a blurb ends may die in the plot: the telling that says most of them knows.
        fullest = max(counted(c, r) for r, c in parts)
        fates = {c.fate for r, c in parts if c.fate is Fate.DEAD or counted(c, r) == fullest}
        attributes: dict[tuple[str, str], list[Attribute]] = {}
        for _, c in parts:
            for a in c.attributes:
                attributes.setdefault((a.type, fold(a.value)), []).append(a)
        return Character(
            id=f"c{number + 1}",
            name=name,
            evidence=(called[name], *(called[a] for a in aliases)) if name in called else parts[0][1].evidence[:1],
            named=bool(named),
            aliases=aliases,
            kind=most(((c.kind, counted(c, r)) for r, c in parts), Kind.OTHER),
            gender=most(((c.gender, counted(c, r)) for r, c in parts), Gender.UNKNOWN),
            fate=next(f for f in (Fate.DEAD, Fate.ALIVE, Fate.UNKNOWN) if f in fates),
            part=most(((c.part, counted(c, r)) for r, c in parts), Part.NONE),
            attributes=tuple(replace(a[0], evidence=self.spans(x.evidence for x in a)) for a in attributes.values()),
            members=tuple(
                sorted({m for r, c in parts for m in self.everybody(self.rank[id(r)], c.members)}, key=natural)
            ),
            confidence=max(c.confidence for _, c in parts),
        )

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(
            replace(m, characters=tuple(sorted({self.who(self.rank[id(r)], c) for c in m.characters})))
            for r in self.readings
            for m in r.mentions
        )

    # The events

    def events(self) -> tuple[Event, ...]:
        order = {
            (self.rank[id(r)], e.id): k for k, (r, e) in enumerate((r, e) for r in self.readings for e in r.events)
        }
        told = sorted(self.events_aligned.happenings, key=lambda h: min(order[n, e.id] for n, e in h.members))
        for number, happening in enumerate(told, 1):
            for n, event in happening.members:
                self.event_ids[n, event.id] = f"e{number}"
                self.align(ClaimType.EVENT, event.tellings, event.id, f"e{number}")
        for link in self.events_aligned.links:
            n, first = link.part.members[0]
            shared = self.event_ids[n, first.id]
            if self.event_ids[link.number, link.whole.id] != shared:
                self.align(ClaimType.EVENT, link.whole.tellings, link.whole.id, shared, link.kind)
        return tuple(self.event(h, order) for h in told)

    def event(self, happening: Happening, order: Mapping[tuple[int, str], int]) -> Event:
        members = sorted(happening.members, key=lambda m: order[m[0], m[1].id])
        n, first = min(
            happening.members, key=lambda m: (m[1].type is not happening.type, m[1].when is not When.NOW, m[0])
        )
        roles: dict[Hashable, list[Role]] = {}
        for k, event in members:
            for local in event.roles:
                role = local
                if local.character is not None:
                    role = replace(local, character=self.who(k, local.character))
                    key: Hashable = (role.type, role.character)
                else:
                    words = " ".join(fold(self.ranked[k].words(s)) for s in role.evidence)
                    key = (role.type, None, words)
                roles.setdefault(key, []).append(role)
        both = RoleType.AGENT, RoleType.PATIENT, RoleType.RECIPIENT
        for key in list(roles):
            # One telling makes a guest of him whom the other makes a host: in a mutual event both are doers.
            character = roles[key][0].character
            if character is None or roles[key][0].type not in both[1:]:
                continue
            main = (both[0], character) if happening.type in MUTUAL else (both[1], character)
            if main in roles and main != key:
                roles[main] += roles.pop(key)
        return Event(
            id=self.event_ids[n, first.id],
            type=happening.type,
            predicate=first.predicate,
            triggers=self.spans(e.triggers for _, e in members),
            evidence=self.spans(e.evidence for _, e in members),
            roles=tuple(replace(r[0], evidence=self.spans(x.evidence for x in r)) for r in roles.values()),
            modality=happening.modality,
            when=first.when,
            confidence=max(e.confidence for _, e in members),
        )

    # The other claims, each with the id it had and the reading it comes from

    def relations(self) -> Iterable[tuple[str, Relation]]:
        for reading in self.readings:
            n = self.rank[id(reading)]
            for r in reading.relations:
                a, b = self.who(n, r.a), self.who(n, r.b)
                if r.type in SYMMETRIC:
                    a, b = sorted((a, b), key=natural)
                yield r.id, replace(r, a=a, b=b)

    def causes(self) -> Iterable[tuple[str, Cause]]:
        for reading in self.readings:
            n = self.rank[id(reading)]
            for c in reading.causes:
                yield c.id, replace(c, cause=self.event_ids[n, c.cause], effect=self.event_ids[n, c.effect])

    def knowledge(self) -> Iterable[tuple[str, Knowledge]]:
        for reading in self.readings:
            n = self.rank[id(reading)]
            for w in reading.knowledge:
                yield (
                    w.id,
                    replace(
                        w,
                        holders=self.everybody(n, w.holders),
                        others=self.everybody(n, w.others),
                        event=self.event_ids[n, w.event],
                        about=self.event_ids[n, w.about] if w.about is not None else None,
                    ),
                )

    def precedences(self) -> Iterable[tuple[str, Precedence]]:
        for reading in self.readings:
            n = self.rank[id(reading)]
            for p in reading.precedences:
                yield p.id, replace(p, earlier=self.event_ids[n, p.earlier], later=self.event_ids[n, p.later])

    def gather(
        self, type: ClaimType, letter: str, claims: Iterable[tuple[str, C]], same: Callable[[C], Hashable]
    ) -> tuple[C, ...]:
        """Claims that say the same made one, numbered in the order they are first told."""
        groups: dict[Hashable, list[tuple[str, C]]] = {}
        for local, claim in claims:
            groups.setdefault(same(claim), []).append((local, claim))
        return tuple(self.one(type, f"{letter}{k}", group) for k, group in enumerate(groups.values(), 1))

    def one(self, type: ClaimType, shared: str, group: Sequence[tuple[str, C]]) -> C:
        for local, claim in group:
            self.align(type, claim.tellings, local, shared)
        first = group[0][1]
        return replace(
            first,
            id=shared,
            evidence=self.spans(c.evidence for _, c in group),
            confidence=max(c.confidence for _, c in group),
        )

    def gather_deaths(self) -> tuple[Death, ...]:
        groups: list[list[tuple[str, Death]]] = []
        for reading in self.readings:
            n = self.rank[id(reading)]
            for d in reading.deaths:
                event = self.event_ids[n, d.event] if d.event is not None else None
                death = replace(d, victim=self.who(n, d.victim), killers=self.everybody(n, d.killers), event=event)
                home = next((g for g in groups if all(_one_death(death, other) for _, other in g)), None)
                if home is None:
                    groups.append([(d.id, death)])
                else:
                    home.append((d.id, death))
        found = []
        for k, group in enumerate(groups, 1):
            deaths = [d for _, d in group]
            known = Counter(d.manner for d in deaths if d.manner is not Manner.UNKNOWN)
            found.append(
                replace(
                    self.one(ClaimType.DEATH, f"d{k}", group),
                    killers=max((d.killers for d in deaths), key=len),
                    manner=min(known, key=lambda m: (-known[m], m)) if known else Manner.UNKNOWN,
                    certainty=Certainty.CERTAIN
                    if any(d.certainty is Certainty.CERTAIN for d in deaths)
                    else deaths[0].certainty,
                    event=next((d.event for d in deaths if d.event), None),
                )
            )
        return tuple(found)


def _one_death(a: Death, b: Death) -> bool:
    """Whether two deaths of one character can be told by two tellings without contradiction."""
    killers = not a.killers or not b.killers or {*a.killers} <= {*b.killers} or {*b.killers} <= {*a.killers}
    unsaid = Manner.UNKNOWN in (a.manner, b.manner)
    manner = a.manner is b.manner or unsaid or (a.manner.violent and b.manner.violent)
    certain = (a.certainty is Certainty.FAKED) == (b.certainty is Certainty.FAKED)
    return a.victim == b.victim and killers and manner and certain
