"""Claims in plain words: "Mara tries to warn the pilot"."""

from __future__ import annotations

from fabula.story.claims import Event
from fabula.story.ontology import CauseType, EventType, KnowledgeType, Manner, Modality

__all__ = ["CAUSES", "FRIENDLY", "GLYPHS", "HOSTILE", "KNOWS", "MANNERS", "phrase", "plainly", "sign"]

# One line for each type: he ..., they ..., (is) ..., the preposition before the patient, the verb where nobody is
# named as patient (where it differs: singular/plural).
_VERBS: dict[EventType, tuple[str, str, str, str, str]] = {
    EventType.KILL: ("kills", "kill", "killed", "", ""),
    EventType.DIE: ("dies", "die", "dead", "", ""),
    EventType.ATTACK: ("attacks", "attack", "attacked", "", ""),
    EventType.FIGHT: ("fights", "fight", "fought", "", ""),
    EventType.THREATEN: ("threatens", "threaten", "threatened", "", ""),
    EventType.CAPTURE: ("captures", "capture", "captured", "", ""),
    EventType.ARREST: ("arrests", "arrest", "arrested", "", ""),
    EventType.ESCAPE: ("escapes", "escape", "escaped", "from", ""),
    EventType.RESCUE: ("rescues", "rescue", "rescued", "", ""),
    EventType.SPARE: ("spares", "spare", "spared", "", ""),
    EventType.CHASE: ("follows", "follow", "followed", "", ""),
    EventType.STEAL: ("robs", "rob", "robbed", "", "steals/steal"),
    EventType.DECEIVE: ("deceives", "deceive", "deceived", "", "pretends/pretend"),
    EventType.BETRAY: ("betrays", "betray", "betrayed", "", ""),
    EventType.DESTROY: ("destroys", "destroy", "destroyed", "", "destroys something/destroy something"),
    EventType.TELL: ("tells", "tell", "told", "", "tells it/tell it"),
    EventType.ORDER: ("orders", "order", "ordered", "", "gives an order/give an order"),
    EventType.ASK: ("asks", "ask", "asked", "", ""),
    EventType.PROMISE: ("promises", "promise", "promised", "", "agrees/agree"),
    EventType.REFUSE: ("refuses", "refuse", "refused", "", ""),
    EventType.ACCUSE: ("accuses", "accuse", "accused", "", ""),
    EventType.ARGUE: ("argues", "argue", "argued", "with", ""),
    EventType.DISCOVER: ("discovers", "discover", "discovered", "", "finds out/find out"),
    EventType.PLAN: ("plans", "plan", "planned", "against", ""),
    EventType.MOURN: ("mourns", "mourn", "mourned", "", ""),
    EventType.MEET: ("meets", "meet", "met", "", ""),
    EventType.ROMANCE: ("courts", "court", "courted", "", "falls in love/are lovers"),
    EventType.MARRY: ("marries", "marry", "married", "", ""),
    EventType.SEPARATE: ("leaves", "leave", "left", "", "leaves/leave"),
    EventType.RECONCILE: ("makes peace", "make peace", "forgiven", "with", ""),
    EventType.HELP: ("helps", "help", "helped", "", ""),
    EventType.GO: ("takes along", "take along", "taken along", "", "goes/go"),
    EventType.GIVE: ("gives", "give", "given something", "to", ""),
    EventType.OBTAIN: ("obtains something", "obtain something", "found", "from", ""),
    EventType.HIDE: ("hides", "hide", "hidden", "", ""),
    EventType.GIVE_BIRTH: ("bears", "bear", "born", "", "is with child/are with child"),
    EventType.WIN: ("defeats", "defeat", "defeated", "", "wins/win"),
    EventType.JOIN: ("joins", "join", "joined", "", ""),
    EventType.DISMISS: ("dismisses", "dismiss", "dismissed", "", ""),
    EventType.PERFORM: ("performs", "perform", "performed", "before", ""),
}

FRIENDLY = frozenset(
    {
        EventType.RESCUE,
        EventType.SPARE,
        EventType.PROMISE,
        EventType.MOURN,
        EventType.ROMANCE,
        EventType.MARRY,
        EventType.RECONCILE,
        EventType.HELP,
        EventType.GIVE,
    }
)
HOSTILE = frozenset(
    {
        EventType.KILL,
        EventType.ATTACK,
        EventType.FIGHT,
        EventType.THREATEN,
        EventType.CAPTURE,
        EventType.ARREST,
        EventType.CHASE,
        EventType.STEAL,
        EventType.DECEIVE,
        EventType.BETRAY,
        EventType.ACCUSE,
        EventType.ARGUE,
        EventType.DISMISS,
    }
)

CAUSES = {CauseType.CAUSE: "because of", CauseType.MOTIVE: "moved by"}
KNOWS = {
    KnowledgeType.LEARNS: ("learns", "learn", "from"),
    KnowledgeType.TELLS: ("tells", "tell", "to"),
    KnowledgeType.HIDES: ("hides", "hide", "from"),
    KnowledgeType.DECEIVED: ("is deceived", "are deceived", "by"),
}
MANNERS = {
    Manner.MURDER: "murdered",
    Manner.KILLING: "killed",
    Manner.ACCIDENT: "by accident",
    Manner.SUICIDE: "by own hand",
    Manner.EXECUTION: "executed",
    Manner.NATURAL: "of natural causes",
    Manner.UNKNOWN: "",
}


def sign(type: EventType) -> int:
    """1 for what is done for somebody, -1 for what is done against them, 0 for the rest."""
    return (type in FRIENDLY) - (type in HOSTILE)


def plainly(type: EventType) -> str:
    """What one does to another in an event of this type: "kills", "argues with"."""
    verb, _, _, preposition, _ = _VERBS[type]
    return f"{verb} {preposition}".strip()


def phrase(event: Event, agents: int, patients: int) -> tuple[str, str]:
    """The verb of ``event``, with its modality, and the word that leads to the patients.

    ``agents`` and ``patients`` count who is named: without agents the verb is in the passive and the patients are its
    subject; without patients it stands alone.
    """
    one, many, done, preposition, alone = _VERBS[event.type]
    if not agents:
        plural = patients > 1
        if event.type is EventType.DIE:
            base, full = "die", "die" if plural else "dies"
        elif not patients:
            return (f"{event.type.replace('_', ' ')}{_ASIDE[event.modality]}", "")
        else:
            base, full = f"be {done}", f"{'are' if plural else 'is'} {done}"
    else:
        plural = agents > 1
        if not patients and alone:
            one, many = alone.split("/")
        base, full = many, many if plural else one
        if event.type is EventType.DIE:
            patients, preposition = 0, ""
    verb = (
        {
            Modality.ACTUAL: full,
            Modality.ATTEMPTED: f"{'try' if plural else 'tries'} to {base}",
            Modality.PLANNED: f"{'are' if plural else 'is'} to {base}",
            Modality.NEGATED: f"{'do' if plural else 'does'} not {base}",
            Modality.HYPOTHETICAL: f"might {base}",
        }[event.modality]
        .replace("to are", "to be")
        .replace("to is", "to be")
    )
    return verb, preposition if patients and agents else ""


_ASIDE = {
    Modality.ACTUAL: "",
    Modality.ATTEMPTED: " (attempted)",
    Modality.PLANNED: " (planned)",
    Modality.NEGATED: " (does not happen)",
    Modality.HYPOTHETICAL: " (imagined)",
}

# One sign for each family of events: violence, words, love and kin, minds, movement, things.
GLYPHS: dict[EventType, str] = {
    **dict.fromkeys((EventType.KILL, EventType.DIE), "✕"),
    **dict.fromkeys(
        (
            EventType.ATTACK,
            EventType.FIGHT,
            EventType.THREATEN,
            EventType.CAPTURE,
            EventType.ARREST,
            EventType.CHASE,
            EventType.DESTROY,
        ),
        "▲",
    ),
    **dict.fromkeys((EventType.STEAL, EventType.DECEIVE, EventType.BETRAY, EventType.HIDE), "◆"),
    **dict.fromkeys((EventType.RESCUE, EventType.SPARE, EventType.HELP, EventType.ESCAPE), "✚"),
    **dict.fromkeys(
        (
            EventType.TELL,
            EventType.ORDER,
            EventType.ASK,
            EventType.PROMISE,
            EventType.REFUSE,
            EventType.ACCUSE,
            EventType.ARGUE,
            EventType.DISMISS,
        ),
        "❝",
    ),
    **dict.fromkeys((EventType.DISCOVER, EventType.PLAN), "◉"),
    **dict.fromkeys(
        (
            EventType.MOURN,
            EventType.ROMANCE,
            EventType.MARRY,
            EventType.SEPARATE,
            EventType.RECONCILE,
            EventType.GIVE_BIRTH,
        ),
        "♥",
    ),
    **dict.fromkeys((EventType.MEET, EventType.GO, EventType.JOIN), "→"),
    **dict.fromkeys((EventType.GIVE, EventType.OBTAIN, EventType.WIN, EventType.PERFORM), "●"),
}
