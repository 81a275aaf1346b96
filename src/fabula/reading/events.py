"""What happens: triggers, types, modality, time, and who takes part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.models.heads import softmax
from fabula.models.model import Encoding, Model
from fabula.reading.layers import Cast, Events, Frame, Frames, Mentions, Syntax
from fabula.reading.pooling import best_rows, pool
from fabula.reading.segment import Words
from fabula.story.claims import Event, Role
from fabula.story.ontology import EventType, Modality, RoleType, When
from fabula.story.text import Span, Telling

__all__ = ["FindEvents"]

_ROLES = {"ARGM-LOC": RoleType.PLACE, "ARGM-DIR": RoleType.PLACE, "ARGM-GOL": RoleType.PLACE}
_PLACES = frozenset(
    "at in on to into from inside outside near behind aboard through across toward towards onto".split()
)


class FindEvents:
    """Events with their agents and patients. ``evidence`` is the clause: from the first to the last word of the frame.

    A word triggers an event if the probability of its being none is at most ``1 - threshold``.
    """

    def __init__(self, model: Model, *, threshold: float = 0.5, role_threshold: float = 0.5) -> None:
        self._model = model
        self._threshold = threshold
        self._role_cut = float(np.log(role_threshold / (1 - role_threshold)))

    def __call__(
        self,
        telling: Telling,
        words: Words,
        encoding: Encoding,
        syntax: Syntax,
        frames: Frames,
        mentions: Mentions,
        cast: Cast,
    ) -> Events:
        logits = encoding.tokens["event"]
        happens = 1 - softmax(logits)[:, 0] if len(words) else np.zeros(0, np.float32)
        telling_words = np.array([w[:1].isalnum() for w in words.strings()], dtype=bool)
        triggers = np.flatnonzero((happens >= self._threshold) & telling_words)
        names = self._model.labels
        types = logits[triggers, 1:].argmax(1) + 1
        modality = encoding.tokens["modality"][triggers].argmax(1)
        when = encoding.tokens["when"][triggers].argmax(1)
        manner = encoding.tokens["manner"][triggers].argmax(1)
        played = self._played(words, encoding, mentions, cast, triggers)
        by_word = {f.predicate: f for f in frames.frames}
        events = []
        for k, t in enumerate(triggers.tolist()):
            frame = by_word.get(t, Frame(t, "", ()))
            end = _particle(syntax, t, len(words))
            events.append(
                Event(
                    id=f"e{k + 1}",
                    type=EventType(names["event"][types[k]]),
                    predicate=_predicate(words, syntax, t, end),
                    triggers=(words.span(telling.id, t, end),),
                    roles=(*played[k], *_places(telling, words, frame)),
                    modality=Modality(names["modality"][modality[k]]),
                    when=When(names["when"][when[k]]),
                    evidence=(_clause(telling, words, frame, end, played[k]),),
                    confidence=round(float(happens[t]), 3),
                )
            )
        return Events(tuple(events), triggers, tuple(names["manner"][m] for m in manner.tolist()))

    def _played(
        self,
        words: Words,
        encoding: Encoding,
        mentions: Mentions,
        cast: Cast,
        triggers: NDArray[np.int64],
    ) -> list[tuple[Role, ...]]:
        """The agents and patients of each trigger, told by the mentions of its sentence."""
        starts = np.array([a for a, _ in words.sentences] or [0])
        at = np.searchsorted(starts, triggers, side="right") - 1
        spans = mentions.spans
        low = np.searchsorted(spans.sentence, at, side="left")
        high = np.searchsorted(spans.sentence, at, side="right")
        i = np.repeat(triggers, high - low)
        j = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)] or [np.zeros(0, np.int64)])
        if not len(i):
            return [() for _ in triggers]
        pairs = self._model.heads.arguments(encoding.parts["trigger"], mentions.vectors, i, j, spans.arguments(i, j))
        number = {int(t): k for k, t in enumerate(triggers)}
        keys: dict[tuple[int, str], int] = {}
        rows, groups = [], []
        for row, (t, m) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
            for c in cast.mentions[m].characters:
                rows.append(row)
                groups.append(keys.setdefault((number[t], c), len(keys)))
        scores, grouped = pairs[rows], np.array(groups)
        pooled, best = pool(scores, grouped, len(keys)), best_rows(scores, grouped, len(keys))
        result: list[list[tuple[Span, Role]]] = [[] for _ in triggers]
        for (k, c), row in keys.items():
            for column, type in enumerate((RoleType.AGENT, RoleType.PATIENT)):
                if pooled[row, column] > self._role_cut:
                    span = cast.mentions[int(j[rows[best[row, column]]])].span
                    result[k].append((span, Role(type=type, character=c, evidence=(span,))))
        return [
            tuple(r for _, r in sorted(found, key=lambda f: (f[1].type != RoleType.AGENT, f[0]))) for found in result
        ]


def _particle(syntax: Syntax, trigger: int, count: int) -> int:
    """The end of a trigger with its particle: "took **out**"."""
    following = trigger + 1
    if following < count and syntax.deprels[following] == "compound" and syntax.upos[following] == "ADP":
        return following + 1 if syntax.heads[following] == trigger else trigger + 1
    return trigger + 1


def _predicate(words: Words, syntax: Syntax, trigger: int, end: int) -> str:
    return " ".join([syntax.lemmas[trigger].lower(), *(words[i].lower() for i in range(trigger + 1, end))])


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
