"""Stories for the tests of views: a small one that has something of everything, and one that means harm."""

from __future__ import annotations

import re
from dataclasses import replace

from fabula.story.cast import Attribute, Character, Mention
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation, Role
from fabula.story.ontology import (
    AttributeType,
    CauseType,
    DisagreementType,
    EventType,
    Fate,
    Form,
    Kind,
    KnowledgeType,
    Manner,
    Modality,
    Part,
    RelationType,
    RoleType,
    When,
)
from fabula.story.story import Story
from fabula.story.tellings import Disagreement, Side
from fabula.story.text import Span, Telling

LONG = (
    "Mara steals the ledger from Corven. Her brother Ivo learns of the theft and warns the harbour master. "
    "Corven had drowned their father. Mara plans to kill Corven.\n"
    "At the quay Corven stabs Ivo. Mara shoots Corven to avenge her brother."
)
SHORT = "Mara takes a ledger from Korven, and Ivo shoots him."


def _telling(id: str, text: str, title: str) -> Telling:
    bounds = tuple((m.start(), m.end()) for m in re.finditer(r"[^.\n]\S[^.]*\.", text))
    starts = tuple((s + len(text[s:e]) - len(text[s:e].lstrip()), e) for s, e in bounds)
    return Telling(id=id, text=text, title=title, sentences=starts)


def sample() -> Story:
    """Two tellings that disagree on who shoots whom, with every type of claim."""
    tellings = _telling("long", LONG, "The long one"), _telling("short", SHORT, "The short one")
    texts = {"long": LONG, "short": SHORT}

    def at(telling: str, words: str, nth: int = 0) -> Span:
        start = [m.start() for m in re.finditer(re.escape(words), texts[telling])][nth]
        return Span(telling, start, start + len(words))

    def sentence(telling: str, number: int) -> Span:
        return Span(telling, *next(t for t in tellings if t.id == telling).sentences[number - 1])

    def mention(span: Span, *characters: str, form: Form = Form.NAME) -> Mention:
        return Mention(span, characters, form)

    def event(
        id: str, type: EventType, trigger: tuple[Span, ...], agent: str, patient: str = "", **more: object
    ) -> Event:
        roles = [Role(type=RoleType.AGENT, character=agent)]
        roles += [Role(type=RoleType.PATIENT, character=patient)] if patient else []
        spans = [
            next(Span(t.id, s, e) for t in tellings for s, e in t.sentences if Span(t.id, s, e).contains(w))
            for w in trigger
        ]
        made = Event(id=id, type=type, predicate=id, triggers=trigger, evidence=tuple(spans), roles=tuple(roles))
        return replace(made, **more)  # type: ignore[arg-type]

    events = (
        event("steal", EventType.STEAL, (at("long", "steals"), at("short", "takes")), "mara", "corven"),
        event("learn", EventType.DISCOVER, (at("long", "learns"),), "ivo"),
        event("warn", EventType.TELL, (at("long", "warns"),), "ivo", "master"),
        event("drown", EventType.KILL, (at("long", "drowned"),), "corven", "father", when=When.EARLIER),
        event("plan", EventType.PLAN, (at("long", "plans"),), "mara", "corven"),
        event("kill", EventType.KILL, (at("long", "kill "),), "mara", "corven", modality=Modality.PLANNED),
        event("stab", EventType.ATTACK, (at("long", "stabs"),), "corven", "ivo"),
        event("shoot", EventType.KILL, (at("long", "shoots"),), "mara", "corven"),
        event("shoot2", EventType.KILL, (at("short", "shoots"),), "ivo", "corven"),
    )
    shot = (at("long", "Mara shoots Corven"), at("short", "Ivo shoots him"))
    return Story(
        tellings=tellings,
        title="The Ledger",
        characters=(
            Character(
                "mara",
                "Mara",
                (at("long", "Mara"),),
                part=Part.PROTAGONIST,
                fate=Fate.ALIVE,
                attributes=(Attribute(AttributeType.TRAIT, "daring", (at("long", "steals"),)),),
            ),
            Character("ivo", "Ivo", (at("long", "Ivo"),), aliases=("Her brother",), fate=Fate.UNKNOWN),
            Character(
                "corven", "Corven", (at("long", "Corven"),), aliases=("Korven",), part=Part.ANTAGONIST, fate=Fate.DEAD
            ),
            Character("master", "the harbour master", (at("long", "the harbour master"),), named=False),
            Character("father", "their father", (at("long", "their father"),), named=False, fate=Fate.DEAD),
            Character("house", "a house nobody visits", (at("long", "quay"),), named=False, kind=Kind.GROUP),
        ),
        mentions=(
            *(mention(at("long", "Mara", n), "mara") for n in range(3)),
            *(mention(at("long", "Corven", n), "corven") for n in range(5)),
            *(mention(at("long", "Ivo", n), "ivo") for n in range(2)),
            mention(at("long", "Her"), "mara", form=Form.PRONOUN),
            mention(at("long", "Her brother"), "ivo", form=Form.NOUN),
            mention(at("long", "the harbour master"), "master", form=Form.NOUN),
            mention(at("long", "their"), "ivo", "mara", form=Form.PRONOUN),
            mention(at("long", "their father"), "father", form=Form.NOUN),
            mention(at("short", "Mara"), "mara"),
            mention(at("short", "Korven"), "corven"),
            mention(at("short", "Ivo"), "ivo"),
            mention(at("short", "him"), "corven", form=Form.PRONOUN),
        ),
        relations=(
            Relation(id="kin", evidence=(at("long", "Her brother"),), type=RelationType.SIBLING_OF, a="mara", b="ivo"),
            Relation(
                id="father", evidence=(at("long", "their father"),), type=RelationType.PARENT_OF, a="father", b="mara"
            ),
        ),
        events=events,
        deaths=(
            Death(
                id="d1",
                evidence=(sentence("long", 3),),
                victim="father",
                killers=("corven",),
                manner=Manner.MURDER,
                event="drown",
            ),
            Death(id="d2", evidence=shot[:1], victim="corven", killers=("mara",), manner=Manner.KILLING, event="shoot"),
        ),
        causes=(Cause(id="why", evidence=(sentence("long", 6),), cause="stab", effect="shoot", type=CauseType.MOTIVE),),
        knowledge=(
            Knowledge(
                id="know",
                evidence=(sentence("long", 2),),
                type=KnowledgeType.LEARNS,
                holders=("ivo",),
                event="learn",
                content=(at("long", "the theft"),),
                about="steal",
            ),
        ),
        precedences=(Precedence(id="p1", evidence=(at("long", "had drowned"),), earlier="drown", later="steal"),),
        order=("drown", "steal", "learn", "warn", "plan", "kill", "stab", "shoot", "shoot2"),
        disagreements=(
            Disagreement(
                id="who",
                type=DisagreementType.CONTRADICTION,
                point="killer of Corven",
                about=("corven",),
                sides=(Side(("long",), "Mara", shot[:1]), Side(("short",), "Ivo", shot[1:])),
            ),
        ),
        reader="by hand",
    )


def alone() -> Story:
    """The sample as its long telling alone tells it."""
    whole = sample()

    def of(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(s for s in spans if s.telling == "long")

    return replace(
        whole,
        tellings=whole.tellings[:1],
        mentions=tuple(m for m in whole.mentions if m.span.telling == "long"),
        events=tuple(
            replace(e, triggers=of(e.triggers), evidence=of(e.evidence)) for e in whole.events if of(e.triggers)
        ),
        order=whole.order[:-1],
        disagreements=(),
    )


ATTACKS = (
    "<script>document.title='caught'</script>",
    '"><img src=x onerror="document.title=\'caught\'">',
    "javascript:document.title='caught'",
    "</style><script>document.title='caught'</script>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eesrever\u202c \u2066in\u2069",
    "a\x00b\x1b[31mred",
    "x" * 10_000,
)


def hostile() -> Story:
    """A story whose every name, title, id and word attacks the page."""
    text = " ".join(f"{attack} meets {attack}." for attack in ATTACKS)
    spans, at = [], 0
    for attack in ATTACKS:
        first = Span("t'>&\"<b>", at, at + len(attack))
        second_start = first.end + len(" meets ")
        spans.append((first, Span(first.telling, second_start, second_start + len(attack))))
        at = second_start + len(attack) + 2
    id = spans[0][0].telling
    bounds = tuple((a.start, b.end + 1) for a, b in spans)
    ids = [f"{attack[:60]} {n}" for n, attack in enumerate(ATTACKS)]
    return Story(
        tellings=(Telling(id=id, text=text, title=ATTACKS[0], source=ATTACKS[2], language='"><b>', sentences=bounds),),
        title=ATTACKS[1],
        characters=tuple(
            Character(ids[n], attack, (spans[n][0],), aliases=ATTACKS, fate=Fate.DEAD)
            for n, attack in enumerate(ATTACKS)
        ),
        mentions=tuple(Mention(s, (ids[n],), Form.NAME) for n, pair in enumerate(spans) for s in pair),
        relations=tuple(
            Relation(id=f"{a}{n}", evidence=(spans[n][0],), type=RelationType.ENEMY_OF, a=ids[n], b=ids[n - 1])
            for n, a in enumerate(ATTACKS)
        ),
        events=tuple(
            Event(
                id=f"{attack[:80]}#{n}",
                type=EventType.KILL,
                predicate=attack,
                triggers=(Span(id, spans[n][0].end + 1, spans[n][0].end + 6),),
                evidence=(Span(id, *bounds[n]),),
                roles=(
                    Role(type=RoleType.AGENT, character=ids[n]),
                    Role(type=RoleType.PATIENT, character=ids[n - 1]),
                    Role(type=RoleType.PLACE, evidence=(spans[n][1],)),
                ),
            )
            for n, attack in enumerate(ATTACKS)
        ),
        deaths=tuple(
            Death(id=f"d{a[:50]}{n}", evidence=(spans[n][0],), victim=ids[n], killers=(ids[n - 1],), event="no such")
            for n, a in enumerate(ATTACKS)
        ),
        disagreements=(
            Disagreement(
                id=ATTACKS[0],
                type=DisagreementType.CONTRADICTION,
                point=ATTACKS[1],
                about=(ids[0], "nobody"),
                sides=tuple(Side((id,), attack, (spans[n][0],)) for n, attack in enumerate(ATTACKS)),
            ),
        ),
        reader=ATTACKS[0],
    )
