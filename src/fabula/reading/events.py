"""What happens: triggers, types, modality, time, and who takes part."""

from __future__ import annotations

import numpy as np

from fabula.models.heads import Floats, sigmoid
from fabula.models.model import Model
from fabula.reading.layers import Cast, Coreference, Events, Frame, Frames, Mentions, Syntax, Triggers
from fabula.reading.partners import Partners
from fabula.reading.pooling import best_rows, pool
from fabula.reading.segment import Words
from fabula.story.claims import Event, Role
from fabula.story.ontology import EventType, Modality, RoleType
from fabula.story.text import Span, Telling

__all__ = ["FindEvents", "deadly", "within_frame"]

_ROLES = {"ARGM-LOC": RoleType.PLACE, "ARGM-DIR": RoleType.PLACE, "ARGM-GOL": RoleType.PLACE}
_PLACES = frozenset(
    "at in on to into from inside outside near behind aboard through across toward towards onto".split()
)
_SURE = 9.0
"""The logit of what is as good as certain."""
_FATALLY = frozenset("fatally mortally lethally".split())
_SELF = frozenset("himself herself itself themselves themself oneself myself yourself ourselves".split())


class FindEvents:
    """Events with their agents and patients.

    ``evidence`` is the clause: from the first to the last word of the frame and of those who take part.
    """

    def __init__(self, model: Model, *, role_threshold: float = 0.6) -> None:
        self._model = model
        self._role_cut = float(np.log(role_threshold / (1 - role_threshold)))

    def __call__(
        self,
        telling: Telling,
        words: Words,
        syntax: Syntax,
        frames: Frames,
        mentions: Mentions,
        cast: Cast,
        coreference: Coreference,
        triggers: Triggers,
    ) -> Events:
        played, sure = self._played(mentions, cast, coreference, words, triggers)
        by_word = {f.predicate: f for f in frames.frames}
        partners = Partners(words, syntax, mentions, cast)
        events = []
        for k, t in enumerate(triggers.words.tolist()):
            frame = by_word.get(t, Frame(t, "", ()))
            end = _particle(syntax, t, len(words))
            type, modality = triggers.types[k], triggers.modalities[k]
            if type is EventType.ATTACK and modality is Modality.ACTUAL and deadly(words, syntax, t):
                type = EventType.KILL
            roles = partners.with_partners(type, t, within_frame(telling, words, frame, played[k]))
            events.append(
                Event(
                    id=f"e{k + 1}",
                    type=type,
                    predicate=_predicate(words, syntax, t, end),
                    triggers=(words.span(telling.id, t, end),),
                    roles=(*roles, *_places(telling, words, frame)),
                    modality=modality,
                    when=triggers.whens[k],
                    evidence=(_clause(telling, words, frame, end, roles),),
                    confidence=round(float(triggers.chances[k] * sure[k]), 3),
                )
            )
        return Events(tuple(events), triggers.words, triggers.manners)

    def _played(
        self,
        mentions: Mentions,
        cast: Cast,
        coreference: Coreference,
        words: Words,
        triggers: Triggers,
    ) -> tuple[list[tuple[Role, ...]], Floats]:
        """The agents and patients of each trigger, by the mentions of its sentence, and how likely it is just they.

        That is so if each of them plays the part, and is who the mention is taken for, and nobody else plays it. Nobody
        does a thing to himself, unless that is said: of the two parts the likelier is his.
        """
        at = words.sentence_numbers(triggers.words)
        spans = mentions.spans
        low = np.searchsorted(spans.sentence, at, side="left")
        high = np.searchsorted(spans.sentence, at, side="right")
        i = np.repeat(np.arange(len(at)), high - low)
        j = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)] or [np.zeros(0, np.int64)])
        if not len(i):
            return [() for _ in at], np.ones(len(at), np.float32)
        numbers = spans.arguments(triggers.words[i], j)
        pairs = self._model.heads.arguments(triggers.vectors, mentions.vectors, i, j, numbers)
        keys: dict[tuple[int, str], int] = {}
        rows, groups = [], []
        for row, (k, m) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
            for c in cast.mentions[m].characters:
                rows.append(row)
                groups.append(keys.setdefault((k, c), len(keys)))
        scores, grouped = pairs[rows], np.array(groups)
        pooled, best = pool(scores, grouped, len(keys)), best_rows(scores, grouped, len(keys))
        event_of = [k for k, _ in keys]
        for row in np.flatnonzero((pooled > self._role_cut).all(1)).tolist():
            patient = cast.mentions[int(j[rows[best[row, 1]]])].span
            by_himself = words.text[patient.start : patient.end].lower() in _SELF
            if not by_himself and triggers.types[event_of[row]] is not EventType.DIE:
                pooled[row, pooled[row].argmin()] = -_SURE
        chances = sigmoid(pooled)
        sure = np.ones(len(at), np.float32)
        result: list[list[tuple[Span, Role]]] = [[] for _ in at]
        for (k, c), row in keys.items():
            for column, type in enumerate((RoleType.AGENT, RoleType.PATIENT)):
                if pooled[row, column] <= self._role_cut:
                    sure[k] *= 1 - chances[row, column]
                    continue
                mention = int(j[rows[best[row, column]]])
                sure[k] *= chances[row, column] * coreference.chances[mention]
                span = cast.mentions[mention].span
                result[k].append((span, Role(type=type, character=c, evidence=(span,))))
        ordered = (sorted(found, key=lambda f: (f[1].type != RoleType.AGENT, f[0])) for found in result)
        return [tuple(role for _, role in found) for found in ordered], sure


def deadly(words: Words, syntax: Syntax, trigger: int) -> bool:
    """Whether an attack is said to be deadly: "shoots him dead", "fatally stabbed", "beaten to death"."""
    first, end = words.sentence_of(trigger)
    for i in range(first, end):
        lemma = syntax.lemmas[i].lower()
        if syntax.heads[i] == trigger and (
            lemma in _FATALLY
            or (i > trigger and lemma == "dead")
            or (i > trigger and lemma == "death" and syntax.lemmas[i - 1].lower() == "to")
        ):
            return True
    return False


def _particle(syntax: Syntax, trigger: int, count: int) -> int:
    """The end of a trigger with its particle: "took **out**"."""
    following = trigger + 1
    if following < count and syntax.deprels[following] == "compound" and syntax.upos[following] == "ADP":
        return following + 1 if syntax.heads[following] == trigger else trigger + 1
    return trigger + 1


def _predicate(words: Words, syntax: Syntax, trigger: int, end: int) -> str:
    return " ".join([syntax.lemmas[trigger].lower(), *(words[i].lower() for i in range(trigger + 1, end))])


def within_frame(telling: Telling, words: Words, frame: Frame, roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """``roles`` without patients from outside the frame, where it has a patient inside.

    In "after killing a guard he is told to find her" the frame of "killing" ends before her.
    """
    arguments = [words.span(telling.id, a, b) for a, b, _ in frame.arguments]

    def inside(role: Role) -> bool:
        return any(a.start <= s.start and s.end <= a.end for a in arguments for s in role.evidence)

    patients = [r for r in roles if r.type is RoleType.PATIENT]
    if not any(map(inside, patients)):
        return roles
    return tuple(r for r in roles if r.type is not RoleType.PATIENT or inside(r))


def _places(telling: Telling, words: Words, frame: Frame) -> list[Role]:
    return [
        Role(type=_ROLES[label], evidence=(words.span(telling.id, first, end),))
        for first, end, label in frame.arguments
        if label in _ROLES and end - first <= 8 and words[first].lower() in _PLACES
    ]


def _clause(telling: Telling, words: Words, frame: Frame, end: int, roles: tuple[Role, ...]) -> Span:
    """From the first to the last word of a trigger, its arguments and the mentions that play its parts."""
    spans = [words.span(telling.id, frame.predicate, end)]
    spans += [words.span(telling.id, a, b) for a, b, _ in frame.arguments]
    spans += [s for r in roles for s in r.evidence]
    return Span(telling.id, min(s.start for s in spans), max(s.end for s in spans))
