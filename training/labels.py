"""The label sets of the reader's heads, collected from the training data and shipped beside the weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from fabula.models.heads import KILLS
from fabula.models.lemmas import script_of
from fabula.story.ontology import EventType, Gender, Kind, Manner, Modality, RelationType, When
from training.data import Document

FATES = ("unknown", "alive", "dead")
NAMES = frozenset({"PROPN", "NUM", "SYM", "PUNCT", "X"})
"""Parts of speech whose words are mostly their own lemmas."""
PARTS = ("none", "protagonist", "antagonist")


@dataclass
class Labels:
    upos: list[str]
    xpos: list[str]
    deprel: list[str]
    lemma: list[str]  # edit scripts
    forms: dict[str, dict[str, str]]  # part of speech -> word -> lemma, as the treebank has them
    sense: list[str]  # the number of a roleset
    role: list[str]  # PropBank arguments, "O" first
    rolesets: dict[str, list[str]]  # lemma -> senses seen, most frequent first
    verb: list[str]  # lemmas of predicates that are known one by one
    event: list[str]
    modality: list[str]
    when: list[str]
    manner: list[str]
    relation: list[str]
    kind: list[str]
    gender: list[str]
    fate: list[str]
    part: list[str]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def collect(treebank: Iterable[Document]) -> Labels:
    upos, xpos, deprel, scripts, senses, roles = (Counter[str]() for _ in range(6))
    rolesets: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for d in treebank:
        for tag, word, lemma in zip(d.upos, d.words, d.lemmas, strict=True):
            seen[tag, word.lower()][lemma] += 1
        upos.update(d.upos)
        xpos.update(d.xpos)
        deprel.update(d.deprels)
        scripts.update(script_of(w, lemma) for w, lemma in zip(d.words, d.lemmas, strict=True))
        for _, roleset, arguments in d.frames:
            lemma, _, sense = roleset.rpartition(".")
            senses[sense] += 1
            rolesets[lemma][sense] += 1
            roles.update(label for *_, label in arguments)
    forms: dict[str, dict[str, str]] = {}
    for (tag, word), lemmas in sorted(seen.items()):
        if tag not in NAMES:
            forms.setdefault(tag, {})[word] = lemmas.most_common(1)[0][0]
    kept = [r for r, n in roles.most_common() if n >= 30]
    return Labels(
        upos=sorted(upos),
        xpos=sorted(x for x, n in xpos.items() if n >= 5),
        deprel=sorted(r for r, n in deprel.items() if n >= 5),
        lemma=[s for s, n in scripts.most_common() if n >= 3],
        forms=forms,
        sense=[s for s, n in senses.most_common() if n >= 5],
        role=["O", *kept],
        rolesets={k: [s for s, _ in v.most_common()] for k, v in sorted(rolesets.items())},
        verb=sorted(k for k, v in rolesets.items() if v.total() >= 8),
        event=["none", *(t.value for t in EventType)],
        modality=[m.value for m in Modality],
        when=[w.value for w in When],
        manner=[m.value for m in Manner],
        relation=[*(r.value for r in RelationType), KILLS],
        kind=[k.value for k in Kind],
        gender=[g.value for g in Gender],
        fate=list(FATES),
        part=list(PARTS),
    )
