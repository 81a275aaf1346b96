"""The reader: one encoder, one projection, many heads.

Token heads are linear; pair heads are small (a bilinear form, or one hidden layer over summed projections), so that
they can be computed without this library when reading. ``fabula.models.heads`` is their twin in numpy.

Dependency trees: Dozat & Manning 2017. Nested mentions: Yu et al. 2020. Coreference by starts and ends of mentions:
Kirstain et al. 2021; by all that was said of a character so far: after Clark & Manning 2016. Relations between
characters by their best pair of mentions: after Zhou et al. 2021 (ATLOP).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fabula.models.features import (
    ARGUMENT_FEATURES,
    CAUSE_FEATURES,
    COREF_FEATURES,
    PERSON_FEATURES,
    RELATION_FEATURES,
    role_sizes,
)
from fabula.models.heads import PERSON, WIDEST
from fabula.models.so_far import WHOM_FEATURES
from training.encoder import Encoder
from training.labels import Labels

CHANNELS = 7  # LitBank's six categories, and StoryBench's characters
DROP = 0.1  # of the encoder, in training
PARTS = {
    "syntax": 256, "frame": 128, "event": 256,
    "arc_dep": 256, "arc_head": 256, "rel_dep": 96, "rel_head": 96,
    "role_pred": 288, "role_word": 288,
    "span_start": 160, "span_end": 160, "mention_start": 320, "mention_end": 320, "trigger": 256, "between": 64,
}  # fmt: skip
INNER = ("syntax", "frame", "event")  # parts that only the token heads look at
LINEAR = {
    "role_pred",
    "role_word",
    "mention_start",
    "mention_end",
}  # projections used inside a hidden layer of their own


class Features(nn.Module):
    """The sum of a learned vector for each feature."""

    def __init__(self, sizes: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.register_buffer("offsets", torch.tensor(np.cumsum([0, *sizes[:-1]])), persistent=False)
        self.table = nn.EmbeddingBag(sum(sizes), width, mode="sum")
        nn.init.normal_(self.table.weight, std=0.1)

    def forward(self, numbers: Tensor) -> Tensor:
        return self.table(numbers + self.offsets)


class Pair(nn.Module):
    """Scores of pairs: one hidden layer over the sum of two projections and the pair's features."""

    def __init__(self, left: int, right: int, sizes: tuple[int, ...], outputs: int, hidden: int = 192) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(left, hidden), nn.Linear(right, hidden, bias=False)
        self.features = Features(sizes, hidden)
        self.out = nn.Linear(hidden, outputs)

    def forward(
        self, left: Tensor, right: Tensor, i: Tensor, j: Tensor, numbers: Tensor, more: Tensor | float = 0.0
    ) -> Tensor:
        return self.out(F.relu(self.left(left)[i] + self.right(right)[j] + self.features(numbers) + more))


class Arguments(Pair):
    """Says what a unit is to a predicate: by its head and its first word, and the predicate."""

    def __init__(self, labels: Labels, hidden: int = 384) -> None:
        sizes = role_sizes(len(labels.deprel), len(labels.verb) + 1)
        super().__init__(PARTS["role_pred"], PARTS["role_word"], sizes, len(labels.role), hidden)
        self.first = nn.Linear(PARTS["role_word"], hidden, bias=False)

    def roles(self, predicates: Tensor, words: Tensor, i: Tensor, j: Tensor, first: Tensor, numbers: Tensor) -> Tensor:
        """Scores of the unit of head ``j[k]`` and first word ``first[k]`` for the predicate ``i[k]``."""
        return self(predicates, words, i, j, numbers, self.first(words)[first])


class Reader(nn.Module):
    def __init__(self, encoder: Encoder, labels: Labels) -> None:
        super().__init__()
        self.labels = labels
        self.encoder = encoder
        self.drop = nn.Dropout(0.2)
        self.project = nn.Linear(encoder.width, sum(PARTS.values()))
        tokens = {
            "syntax": ("upos", "xpos", "lemma"),
            "frame": ("sense",),
            "event": ("event", "modality", "when", "manner"),
        }
        self.token = nn.ModuleDict(
            {
                name: nn.Linear(PARTS[part], len(getattr(labels, name)))
                for part, names in tokens.items()
                for name in names
            }
        )
        self.token["predicate"] = nn.Linear(PARTS["frame"], 1)
        self.token["realis"] = nn.Linear(PARTS["event"], 1)
        self.token["occupation"] = nn.Linear(PARTS["event"], 1)
        self.part_of = {name: part for part, names in tokens.items() for name in names} | {
            "predicate": "frame", "realis": "event", "occupation": "event",
        }  # fmt: skip
        self.arc = nn.Linear(PARTS["arc_dep"], PARTS["arc_head"])
        self.arc_root = nn.Linear(PARTS["arc_dep"], 1)
        self.rel = nn.Parameter(torch.randn(len(labels.deprel), PARTS["rel_dep"], PARTS["rel_head"]) * 0.02)
        self.rel_linear = nn.Linear(PARTS["rel_dep"] + PARTS["rel_head"], len(labels.deprel))
        self.role = Arguments(labels)
        self.span = nn.Parameter(torch.randn(CHANNELS, PARTS["span_start"], PARTS["span_end"]) * 0.02)
        self.span_start, self.span_end = (
            nn.Linear(PARTS["span_start"], CHANNELS),
            nn.Linear(PARTS["span_end"], CHANNELS),
        )
        self.span_width = nn.Embedding(WIDEST, CHANNELS)
        nn.init.zeros_(self.span_width.weight)
        nn.init.constant_(self.span_start.bias, -3.0)
        m, t = PARTS["mention_start"], PARTS["trigger"]
        self.coref = Pair(m, m, COREF_FEATURES, 1)
        self.coref_bilinear = nn.Linear(m, m, bias=False)
        nn.init.normal_(self.coref_bilinear.weight, std=0.005)
        self.corpus = nn.Parameter(torch.zeros(2))  # LitBank's own bias of coreference, StoryBench's
        self.whom = Pair(m, m, WHOM_FEATURES, 2)  # the character, one of several
        self.plural = nn.Linear(m, 1)
        self.argument = Pair(t, m, ARGUMENT_FEATURES, 2)  # agent, patient
        self.relation = Pair(m, m, RELATION_FEATURES, len(labels.relation))
        self.relation_between = nn.Linear(PARTS["between"], 192, bias=False)
        self.relation_one, self.relation_other = nn.Linear(m, 192, bias=False), nn.Linear(m, 192, bias=False)
        self.cause = Pair(t, t, CAUSE_FEATURES, 1, hidden=96)
        self.person = nn.Linear(2 * m, 128)
        sizes = [len(getattr(labels, k)) for k in PERSON]
        self.person_out = nn.Linear(128, sum(sizes))
        self.person_mention, self.person_features = nn.Linear(m, 128), Features(PERSON_FEATURES, 128)
        self.person_weight, self.person_told = nn.Linear(128, len(PERSON)), nn.Linear(128, sum(sizes))
        self.register_buffer("person_field", torch.arange(len(PERSON)).repeat_interleave(torch.tensor(sizes)), False)

        rare = {
            "token.predicate": -1.5, "token.realis": -3.0, "token.occupation": -4.0, "plural": -2.5,
            "argument.out": -2.0, "relation.out": -6.0, "cause.out": -4.0,
        }  # fmt: skip
        for name, bias in rare.items():
            nn.init.constant_(self.get_submodule(name).bias, bias)  # what is rare starts out unlikely
        nn.init.zeros_(self.whom.features.table.weight)
        nn.init.zeros_(self.whom.out.weight)
        nn.init.zeros_(self.whom.out.bias[:1])
        nn.init.constant_(self.whom.out.bias[1:], -2.0)

    def read(
        self, pieces: Tensor, shapes: Tensor, sizes: list[int], firsts: Tensor, lasts: Tensor
    ) -> dict[str, Tensor]:
        """Word vectors by part. ``firsts`` and ``lasts`` are places in the windows laid end to end, one a word."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            hidden = self.encoder(self.encoder.words(pieces), shapes, sizes, DROP if self.training else 0.0)
            words = self.drop((hidden[firsts] + hidden[lasts]) * 0.5)
            projected = self.project(words)
        parts = dict(zip(PARTS, projected.float().split(list(PARTS.values()), dim=-1), strict=True))
        return {k: self.drop(v if k in LINEAR else F.gelu(v)) for k, v in parts.items()}

    def tokens(self, parts: dict[str, Tensor], name: str) -> Tensor:
        return self.token[name](parts[self.part_of[name]])

    def mention(self, parts: dict[str, Tensor], first: Tensor, end: Tensor) -> Tensor:
        return F.gelu(parts["mention_start"][first] + parts["mention_end"][end - 1])

    def arcs(self, parts: dict[str, Tensor], index: Tensor) -> Tensor:
        """(sentences, n, n) scores: the row's word depends on the column's; the diagonal is the root."""
        dep, head = parts["arc_dep"][index], parts["arc_head"][index]
        scores = self.arc(dep) @ head.transpose(1, 2)
        return scores + torch.diag_embed(self.arc_root(dep).squeeze(-1))

    def deprels(self, parts: dict[str, Tensor], dep: Tensor, head: Tensor) -> Tensor:
        d, h = parts["rel_dep"][dep], parts["rel_head"][head]
        return torch.einsum("nd,rde,ne->nr", d, self.rel, h) + self.rel_linear(torch.cat([d, h], -1))

    def relations(
        self,
        g: Tensor,
        i: Tensor,
        j: Tensor,
        numbers: Tensor,
        between: Tensor,
        whole: Tensor,
        one: Tensor,
        other: Tensor,
    ) -> Tensor:
        """Scores of what the mention ``i``, of the character ``one``, is to ``j``, of ``other``.

        ``between`` is the mean vector of the words between the two, ``whole`` that of each character's mentions.
        """
        people = self.relation_one(whole)[one] + self.relation_other(whole)[other]
        return self.relation(g, g, i, j, numbers, self.relation_between(between) + people)

    def spans(self, parts: dict[str, Tensor], index: Tensor) -> Tensor:
        """(sentences, n, n, channels) scores of the span from the row's word to the column's, both in it."""
        s, e = parts["span_start"][index], parts["span_end"][index]
        scores = torch.einsum("bid,cde,bje->bijc", s, self.span, e)
        n = index.shape[1]
        width = (torch.arange(n)[None, :] - torch.arange(n)[:, None]).clamp(0, WIDEST - 1)
        return scores + self.span_start(s)[:, :, None] + self.span_end(e)[:, None] + self.span_width(width)

    def corefers(self, g: Tensor, i: Tensor, j: Tensor, numbers: Tensor, corpus: int) -> Tensor:
        """Scores that the mention ``i`` means the same as the later ``j``."""
        same = self.coref(g, g, i, j, numbers).squeeze(-1)
        return same + (self.coref_bilinear(g)[i] * g[j]).sum(-1) + self.corpus[corpus]

    def means(self, g: Tensor, share: Tensor, j: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor]:
        """What a character adds to the score that the mention ``j`` means it, and whether it is one of several meant.

        ``share`` has a row for each pair: how much of the character each mention so far is.
        """
        alone, among = self.whom(share @ g, g, torch.arange(len(j)), j, numbers).unbind(-1)
        return alone, among

    def persons(self, g: Tensor, members: list[Tensor], numbers: Tensor) -> dict[str, Tensor]:
        """Scores of what each character is, from all mentions together and from those that tell most of it.

        ``members`` are the mentions of each character, ``numbers`` the features of all of these.
        """
        pooled = torch.stack([torch.cat([g[m].mean(0), g[m].max(0).values]) for m in members])
        out = self.person_out(F.relu(self.person(pooled)))
        hidden = F.relu(self.person_mention(g[torch.cat(members)]) + self.person_features(numbers))
        sizes = [len(m) for m in members]
        share = torch.cat([w.softmax(0) for w in self.person_weight(hidden).split(sizes)])
        told = self.person_told(hidden) * share[:, self.person_field]
        out = out + torch.stack([t.sum(0) for t in told.split(sizes)])
        return dict(zip(PERSON, out.split([len(getattr(self.labels, k)) for k in PERSON], -1), strict=True))

    def begin_with(self, state: dict[str, Tensor]) -> None:
        """Take the parameters of a finished run. New labels and features come last, and start from nothing.

        Raises ``ValueError`` if the run is of another build.
        """
        own = self.state_dict()
        for name in own.keys() | state.keys():
            if name not in own or name not in state or own[name].shape[1:] != state[name].shape[1:]:
                raise ValueError(f"this run cannot be gone on from: {name} is of another build")
            own[name][: len(state[name])] = state[name]
