"""The closed lists of types: what each means, with an example sentence.

Every type is a ``StrEnum``: its value is what stands in JSON. ``definition`` and ``example`` are what the docs page
``docs/ontology.md`` is made of. In an example the words that the type is about stand between asterisks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "AlignmentKind",
    "AttributeType",
    "CauseType",
    "Certainty",
    "ClaimType",
    "CorrectionAction",
    "DisagreementType",
    "EventType",
    "Fate",
    "Form",
    "Gender",
    "Kind",
    "KnowledgeType",
    "Manner",
    "Modality",
    "Part",
    "RelationType",
    "RoleType",
    "When",
]


class _Type(StrEnum):
    """A type that knows its ``definition`` and one ``example``."""

    definition: str
    example: str

    def __new__(cls, value: str, definition: str = "", example: str = "") -> Self:
        self = str.__new__(cls, value)
        self._value_ = value
        self.definition = definition
        self.example = example
        return self


class Form(_Type):
    """How a mention refers."""

    NAME = "name", "A name, with or without a title.", "*Captain Oyelaran* salutes."
    NOUN = "noun", "A description.", "*The night watchman* is asleep."
    PRONOUN = "pronoun", "A personal, possessive, reflexive or relative pronoun.", "*She* wakes the man *who* snores."


class Kind(_Type):
    """What sort of being a character is."""

    PERSON = "person", "One human being, or one that acts like one.", "*The ferryman* names his price."
    GROUP = "group", "Several that act or suffer as one, or a body of people.", "*The river pirates* close in."
    ANIMAL = "animal", "An animal that takes part.", "*The mare* finds her way home."
    OTHER = "other", "Any other being: a ghost, a god, a machine.", "*The lighthouse's spirit* answers."


class Gender(_Type):
    """What a telling shows of a character's gender."""

    FEMALE = "f", "Female.", "*Ines* ties up *her* boat."
    MALE = "m", "Male.", "*Tomas* mends *his* nets."
    NEUTER = "n", "Neither; said of groups, animals and things that act.", "*The company* keeps *its* secret."
    UNKNOWN = "unknown", "Not shown.", "*A stranger* pays in silver."


class Fate(_Type):
    """How a character stands at the end of what is told."""

    DEAD = "dead", "Dies, or has died before the story begins.", "*Old Hamid* is buried at dawn."
    ALIVE = "alive", "Shown living at or near the end.", "In the last scene *Ines* sets sail."
    UNKNOWN = "unknown", "Not said; never guessed.", "*The pilot* is not heard of again."


class Part(_Type):
    """The side of the story that a character stands on."""

    PROTAGONIST = "protagonist", "Whose story it is: whose aims the telling follows.", "*Ines* wants her ship back."
    ANTAGONIST = "antagonist", "Who stands against the protagonist's aims.", "*The harbour master* has sold it."
    NONE = "none", "Neither, or not clear.", "*A baker* sells them bread."


class AttributeType(_Type):
    """What may be said of a character besides relations and events."""

    OCCUPATION = "occupation", "What somebody does for a living, or an office held.", "Ines, *a smuggler*, waits."
    TRAIT = "trait", "A lasting quality of body, mind or circumstance.", "the *blind* clockmaker"
    PERFORMER = "performer", "Who plays the character, where a telling names them.", "Ines (*Paula Brandt*) waits."


class RelationType(_Type):
    """How two characters stand to each other.

    ``phrase`` reads from a to b, ``inverse`` from b to a; both are the same for a ``symmetric`` relation.
    """

    phrase: str
    inverse: str

    def __new__(cls, value: str, definition: str = "", example: str = "", phrase: str = "", inverse: str = "") -> Self:
        self = str.__new__(cls, value)
        self._value_ = value
        self.definition = definition
        self.example = example
        self.phrase = phrase
        self.inverse = inverse or phrase
        return self

    @property
    def symmetric(self) -> bool:
        """Whether the relation holds in both directions, so that (a, b) and (b, a) say the same."""
        return self.phrase == self.inverse

    PARENT_OF = (
        "parent_of",
        "a is the mother or father of b, by birth, adoption, marriage or fostering.",
        "*Hamid* takes *his stepdaughter* Ines to sea.",
        "is a parent of",
        "is a child of",
    )
    SIBLING_OF = (
        "sibling_of",
        "Brothers and sisters, half and step ones too.",
        "*Tomas* shields *his younger sister*.",
        "is a sibling of",
    )
    SPOUSE_OF = (
        "spouse_of",
        "Married to each other, now or formerly, or widowed of each other.",
        "*The widow of the pilot* sells his charts.",
        "is married to",
    )
    PARTNER_OF = (
        "partner_of",
        "Lovers, betrothed, or a former pair, not married to each other.",
        "*Bruna* leaves *her lover*, a gunsmith.",
        "is a partner of",
    )
    RELATIVE_OF = ("relative_of", "Any other kin.", "*Her uncle* keeps *Ines* in the attic.", "is a relative of")
    GUARDIAN_OF = (
        "guardian_of",
        "a brings b up or has charge of b without being kin.",
        "*The nuns* raise *the foundling*.",
        "is a guardian of",
        "is a ward of",
    )
    FRIEND_OF = ("friend_of", "Friends.", "*Tomas* and *his best friend Luc* steal a skiff.", "is a friend of")
    COLLEAGUE_OF = (
        "colleague_of",
        "Work, fight, study or plot beside each other as equals.",
        "*The surgeon* trusts *her fellow surgeon*.",
        "is a colleague of",
    )
    SUPERIOR_OF = (
        "superior_of",
        "a commands, employs, leads or owns b.",
        "*The harbour master* sends for *his clerk*.",
        "is a superior of",
        "is a subordinate of",
    )
    MEMBER_OF = (
        "member_of",
        "The person a belongs to the group b.",
        "*Luc*, a deserter from *the Grey Watch*, hides.",
        "is a member of",
        "has as a member",
    )
    SERVES = (
        "serves",
        "a works on behalf of b: as servant, agent, doctor, lawyer, teacher, bodyguard.",
        "*Bruna's lawyer* bribes the judge.",
        "serves",
        "is served by",
    )
    ENEMY_OF = (
        "enemy_of",
        "The telling states enmity, rivalry or a feud.",
        "*The Brandts* and *the Oyelarans* have been at war for years.",
        "is an enemy of",
    )


class EventType(_Type):
    """What happens. One of forty types, told by one word or phrase: the trigger.

    Of two that fit, the more specific holds, and ``kill`` goes before ``attack``.
    """

    KILL = "kill", "The agent causes the patient's death.", "Luc *drowns* the informer."
    DIE = "die", "The patient dies, no killer said, or by own hand.", "Hamid *dies* in his sleep."
    ATTACK = "attack", "Hits, shoots, wounds, tortures or otherwise assaults.", "A sentry *clubs* Tomas."
    FIGHT = "fight", "Combat in which both sides take part.", "The two crews *clash* on the quay."
    THREATEN = "threaten", "Threatens, blackmails, holds at gunpoint.", "Bruna *points a pistol at* the judge."
    CAPTURE = "capture", "Kidnaps, traps, binds or locks up.", "The pirates *take* the pilot *hostage*."
    ARREST = "arrest", "The law seizes, convicts, jails or sentences.", "Luc is *sentenced* to the galleys."
    ESCAPE = "escape", "Gets away (from the patient).", "Tomas *slips out of* the cellar."
    RESCUE = "rescue", "Saves, frees or protects.", "Ines *pulls* him from the water."
    SPARE = "spare", "Deliberately does not harm, or lets go.", "The gunman *lets* the boy *live*."
    CHASE = "chase", "Pursues, hunts, follows, watches, searches for.", "A cutter *follows* them all night."
    STEAL = "steal", "Takes what is another's (the patient loses it).", "Luc *robs* the paymaster."
    DECEIVE = "deceive", "Lies to, tricks, frames, cheats, poses as.", "Bruna *passes herself off* as a nun."
    BETRAY = "betray", "Turns on one who trusted.", "The mate *sells* Ines *out*."
    DESTROY = "destroy", "Burns, blows up or wrecks a thing or place.", "They *set* the warehouse *on fire*."
    TELL = "tell", "Informs, reveals, confesses, explains, warns (patient: the hearer).", "Ines *tells* Luc the name."
    ORDER = "order", "Commands, hires, assigns, sends or forces somebody to act.", "Bruna *orders* him to sink it."
    ASK = "ask", "Requests, begs, proposes, invites, persuades.", "He *begs* her to stay."
    PROMISE = "promise", "Promises, agrees, accepts, consents, swears.", "Tomas *agrees* to the terms."
    REFUSE = "refuse", "Declines, disobeys, resists a request.", "The pilot *will not* steer by night."
    ACCUSE = "accuse", "Accuses, blames, suspects, confronts, interrogates.", "Ines *blames* the clerk."
    ARGUE = "argue", "Quarrels.", "The brothers *fall out* over the map."
    DISCOVER = "discover", "Learns, realises, witnesses, recognises.", "Luc *finds out* who paid."
    PLAN = "plan", "Decides, plots or intends an act of one's own.", "They *plot* to free the pilot."
    MOURN = "mourn", "Grieves, or feels guilt or remorse over somebody.", "Ines *weeps for* Hamid."
    MEET = "meet", "Meets, visits, is introduced, meets again.", "Tomas *runs into* Bruna at the fair."
    ROMANCE = "romance", "Falls in love, courts, kisses, sleeps with.", "Bruna *kisses* the gunsmith."
    MARRY = "marry", "Marries or becomes engaged.", "They *wed* in secret."
    SEPARATE = "separate", "Breaks up, divorces, abandons, parts from, quits.", "Luc *deserts* the Watch."
    RECONCILE = "reconcile", "Makes peace, forgives, befriends.", "Brother and sister *make up*."
    HELP = "help", "Assists, heals, nurses, sides with.", "A nun *binds* his wound."
    GO = "go", "Travels, arrives, returns, flees to; or brings somebody there.", "Ines *sails* for Oporto."
    GIVE = "give", "Gives, pays, sells, hands over (patient: the receiver).", "Hamid *leaves* her the ship."
    OBTAIN = "obtain", "Finds, gets, buys or recovers a thing.", "Tomas *digs up* the chest."
    HIDE = "hide", "Conceals a thing, a person or oneself.", "They *bury* the ledger."
    GIVE_BIRTH = "give_birth", "Birth, or becoming pregnant.", "Bruna *bears* a son."
    WIN = "win", "Wins, or defeats (the patient) in a contest or war.", "The Watch *is routed*."
    JOIN = "join", "Takes a post, enters a group, becomes something.", "Luc *enlists* in the Watch."
    DISMISS = "dismiss", "Fires, expels, banishes, disinherits.", "The judge *throws* the clerk *out*."
    PERFORM = "perform", "Performs, competes or plays before others.", "Paula *sings* at the captain's table."

    @property
    def mutual(self) -> bool:
        """Whether all parties are agents, unless one clearly acts on the other."""
        return self in _MUTUAL


class RoleType(_Type):
    """The part somebody or something has in an event."""

    AGENT = "agent", "Who does it, or each party to a mutual event.", "*Luc* drowns the informer."
    PATIENT = "patient", "To whom it is done.", "Luc drowns *the informer*."
    RECIPIENT = "recipient", "Who gets what changes hands, besides the patient.", "He sells her out to *the Watch*."
    INSTRUMENT = "instrument", "With what it is done.", "A sentry clubs him with *an oar*."
    PLACE = "place", "Where, or where to.", "Ines sails for *Oporto*."
    ABOUT = "about", "What is told, learnt, planned or asked.", "Ines tells Luc *the name*."


class Modality(_Type):
    """Whether an event happens in the story."""

    ACTUAL = "actual", "It happens.", "Luc *shoots* the judge."
    ATTEMPTED = "attempted", "Tried, and not achieved or not known to be.", "Luc *tries to shoot* the judge."
    PLANNED = "planned", "Ordered, asked, promised, threatened, intended.", "Luc is told to *shoot* the judge."
    NEGATED = "negated", "Said not to happen.", "Luc does not *shoot* the judge."
    HYPOTHETICAL = "hypothetical", "If, could, feared, believed, dreamt, pretended.", "He dreams of *shooting* him."


class When(_Type):
    """Where an event lies in story time, seen from the place where it is told."""

    NOW = "now", "Where the telling has arrived.", "Ines *opens* the letter."
    EARLIER = "earlier", "Before it: a flashback, a back story.", "Hamid *had hidden* it years before."
    LATER = "later", "After it: a look ahead.", "She *will regret* it in Oporto."


class Manner(_Type):
    """How somebody dies."""

    @property
    def violent(self) -> bool:
        """Whether somebody else meant it."""
        return self in (Manner.MURDER, Manner.KILLING, Manner.EXECUTION)

    MURDER = "murder", "Killed on purpose, outside of a fight.", "Luc smothers the sleeping judge."
    KILLING = "killing", "Killed in a fight, a war or in self-defence.", "The mate falls in the battle on the quay."
    ACCIDENT = "accident", "By mischance, also at somebody's hand.", "A falling mast crushes the cook."
    SUICIDE = "suicide", "By own hand.", "Bruna takes poison."
    EXECUTION = "execution", "As a punishment, or on a superior's order.", "The Watch hangs the deserter."
    NATURAL = "natural", "Illness or age.", "Fever carries Hamid off."
    UNKNOWN = "unknown", "Not said.", "The pilot is found dead."


class Certainty(_Type):
    """How sure a death is."""

    CERTAIN = "certain", "The telling says so.", "They bury the pilot."
    PRESUMED = "presumed", "Apparent or believed, never confirmed, or undone.", "The pilot is lost at sea."
    FAKED = "faked", "Staged; the telling says that it is not true.", "Bruna's drowning was a trick."


class CauseType(_Type):
    """How one event is given as the reason for another."""

    CAUSE = "cause", "The first brings the second about.", "The fire spreads, *so* they abandon ship."
    MOTIVE = "motive", "The first is why somebody does the second.", "Ines hunts him *to avenge* Hamid."


class KnowledgeType(_Type):
    """How knowledge moves."""

    LEARNS = "learns", "The holder comes to know it.", "*Luc* finds out who paid."
    TELLS = "tells", "The holder makes others know it.", "*Ines* tells Luc who paid."
    HIDES = "hides", "The holder keeps it from others.", "*Bruna* conceals the debt from her brother."
    DECEIVED = "deceived", "The holder is made to believe what is not so.", "*The judge* takes Bruna for a nun."


class ClaimType(_Type):
    """What can be aligned between tellings, corrected and counted."""

    CHARACTER = "character", "A character of the cast.", "*Ines* waits."
    RELATION = "relation", "How two characters stand to each other.", "Tomas, *her brother*, waits."
    EVENT = "event", "Something that happens, or is planned, attempted, denied or imagined.", "Luc *shoots*."
    DEATH = "death", "That somebody dies, by whom and how.", "The judge *is shot dead*."
    CAUSE = "cause", "That one event is the reason for another.", "Luc shoots *because* he was betrayed."
    KNOWLEDGE = "knowledge", "That somebody learns, tells, hides or is deceived.", "Luc *finds out*."
    PRECEDENCE = "precedence", "That an event happens before one told earlier.", "He *had* loaded it *before*."


class AlignmentKind(_Type):
    """How what one telling tells stands to what it is aligned with."""

    SAME = "same", "They are one.", "“Luc *is shot*” and “Ines *kills* Luc”."
    PART = "part", "It takes in the other, which is a part of it.", "“He *kills* them all” and “he *stabs* the judge”."
    DEED = "deed", "It is meant, tried or thought of here, and done there.", "“wants to *kill* him” and “*kills* him”."


class DisagreementType(_Type):
    """How tellings of one story differ."""

    CONTRADICTION = "contradiction", "Both cannot be true.", "One says Luc shoots him, another that Ines does."
    DETAIL = "detail", "Told differently, yet both may be true.", "One says an officer, another a captain."
    SPELLING = "spelling", "One name, written in several ways.", "Oyelaran, Oyélaran."


class CorrectionAction(_Type):
    """What a correction does; ``arguments`` are the names of the values it takes.

    Values are readable by themselves: a character's is the name, a place's the words, an event's the words and the type
    (``kills [kill]``); the anchor of the same name says which words are meant. A name that may come several times is
    numbered from the second on (``mention``, ``mention.2``). How a claim is described depends on its kind: arguments
    are the fields of its class (``type``, ``a``, ``b``; ``victim``, ``killer`` ...), ``words`` are its evidence.
    """

    arguments: tuple[str, ...]

    def __new__(cls, value: str, definition: str = "", example: str = "", arguments: str = "") -> Self:
        self = str.__new__(cls, value)
        self._value_ = value
        self.definition = definition
        self.example = example
        self.arguments = tuple(arguments.split())
        return self

    RENAME = (
        "rename",
        "Another name, kind, gender or fate.",
        "The stranger is called Luc.",
        "character name kind gender fate",
    )
    MERGE = "merge", "Two characters are one.", "The stranger and Luc are the same.", "character into"
    SPLIT = "split", "Some mentions of a character are another's.", "Not Luc but his twin.", "character mention name"
    MOVE_MENTION = (
        "move_mention",
        "A mention means other characters, or nobody.",
        "Here, he is Luc.",
        "mention character",
    )
    CHANGE_EVENT = (
        "change_event",
        "Another type, modality, time or other players.",
        "It is only planned.",
        "event type modality when agent patient recipient instrument place about",
    )
    ADD_CLAIM = "add_claim", "Add a claim, with the words that say it.", "Luc is her brother.", "claim type words"
    STRIKE_CLAIM = "strike_claim", "Take a claim or a character out.", "Nobody is killed here.", "claim type"
    SETTLE = "settle", "Say which side of a disagreement holds.", "It was Luc.", "disagreement point type side"


_MUTUAL = frozenset(
    {
        EventType.ARGUE,
        EventType.FIGHT,
        EventType.MARRY,
        EventType.MEET,
        EventType.RECONCILE,
        EventType.ROMANCE,
        EventType.SEPARATE,
    }
)
