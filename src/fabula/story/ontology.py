"""The closed lists of types."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"


class Kind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ANIMAL = "animal"
    OTHER = "other"


class Gender(StrEnum):
    FEMALE = "f"
    MALE = "m"
    NEUTER = "n"
    UNKNOWN = "unknown"


class Fate(StrEnum):
    DEAD = "dead"
    ALIVE = "alive"
    UNKNOWN = "unknown"


class Part(StrEnum):
    PROTAGONIST = "protagonist"
    ANTAGONIST = "antagonist"
    NONE = "none"


class AttributeType(StrEnum):
    OCCUPATION = "occupation"
    TRAIT = "trait"
    PERFORMER = "performer"


class RelationType(StrEnum):
    PARENT_OF = "parent_of"
    SIBLING_OF = "sibling_of"
    SPOUSE_OF = "spouse_of"
    PARTNER_OF = "partner_of"
    RELATIVE_OF = "relative_of"
    GUARDIAN_OF = "guardian_of"
    FRIEND_OF = "friend_of"
    COLLEAGUE_OF = "colleague_of"
    SUPERIOR_OF = "superior_of"
    MEMBER_OF = "member_of"
    SERVES = "serves"
    ENEMY_OF = "enemy_of"


class EventType(StrEnum):
    KILL = "kill"
    DIE = "die"
    ATTACK = "attack"
    FIGHT = "fight"
    THREATEN = "threaten"
    CAPTURE = "capture"
    ARREST = "arrest"
    ESCAPE = "escape"
    RESCUE = "rescue"
    SPARE = "spare"
    CHASE = "chase"
    STEAL = "steal"
    DECEIVE = "deceive"
    BETRAY = "betray"
    DESTROY = "destroy"
    TELL = "tell"
    ORDER = "order"
    ASK = "ask"
    PROMISE = "promise"
    REFUSE = "refuse"
    ACCUSE = "accuse"
    ARGUE = "argue"
    DISCOVER = "discover"
    PLAN = "plan"
    MOURN = "mourn"
    MEET = "meet"
    ROMANCE = "romance"
    MARRY = "marry"
    SEPARATE = "separate"
    RECONCILE = "reconcile"
    HELP = "help"
    GO = "go"
    GIVE = "give"
    OBTAIN = "obtain"
    HIDE = "hide"
    GIVE_BIRTH = "give_birth"
    WIN = "win"
    JOIN = "join"
    DISMISS = "dismiss"
    PERFORM = "perform"


class RoleType(StrEnum):
    AGENT = "agent"
    PATIENT = "patient"
    RECIPIENT = "recipient"
    INSTRUMENT = "instrument"
    PLACE = "place"
    ABOUT = "about"


class Modality(StrEnum):
    ACTUAL = "actual"
    ATTEMPTED = "attempted"
    PLANNED = "planned"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


class When(StrEnum):
    NOW = "now"
    EARLIER = "earlier"
    LATER = "later"


class Manner(StrEnum):
    MURDER = "murder"
    KILLING = "killing"
    ACCIDENT = "accident"
    SUICIDE = "suicide"
    EXECUTION = "execution"
    NATURAL = "natural"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    CERTAIN = "certain"
    PRESUMED = "presumed"
    FAKED = "faked"


class CauseType(StrEnum):
    CAUSE = "cause"
    MOTIVE = "motive"


class KnowledgeType(StrEnum):
    LEARNS = "learns"
    TELLS = "tells"
    HIDES = "hides"
    DECEIVED = "deceived"


class ClaimType(StrEnum):
    CHARACTER = "character"
    RELATION = "relation"
    EVENT = "event"
    DEATH = "death"
    CAUSE = "cause"
    KNOWLEDGE = "knowledge"
    PRECEDENCE = "precedence"


class DisagreementType(StrEnum):
    CONTRADICTION = "contradiction"
    DETAIL = "detail"
    SPELLING = "spelling"


class CorrectionAction(StrEnum):
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    MOVE_MENTION = "move_mention"
    CHANGE_EVENT = "change_event"
    ADD_CLAIM = "add_claim"
    STRIKE_CLAIM = "strike_claim"
    SETTLE = "settle"
