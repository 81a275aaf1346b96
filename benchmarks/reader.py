"""How well the reader reads, head by head: ``python -m benchmarks.reader [--shared ../shared] [--weights FOLDER]``.

Prints the table of the model card. LitBank: the works that training held out. UD EWT: its test split, gold words and
sentences. StoryBench, or the folder ``--annotated``: the tellings held out for testing, as they stand and with their
people renamed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks.coreference import Conll
from benchmarks.storybench import part
from fabula.models.features import Spans
from fabula.models.model import WEIGHTS, Encoding, Model, load_model
from fabula.reading.coreference import Link
from fabula.reading.frames import FindFrames
from fabula.reading.layers import Mentions
from fabula.reading.mentions import CATEGORIES, FindEntities, FindMentions
from fabula.reading.segment import Words
from fabula.reading.syntax import Parse
from fabula.story.ontology import Form
from training.augment import Names
from training.data import Document, ewt, held_out, litbank, storybench


class F1:
    """Counts of what is right, said and true."""

    def __init__(self) -> None:
        self.right = self.said = self.true = 0

    def add(self, said: Iterable[object], true: Iterable[object]) -> None:
        a, b = Counter(said), Counter(true)
        self.right += sum((a & b).values())
        self.said += sum(a.values())
        self.true += sum(b.values())

    @property
    def value(self) -> float:
        return 200 * self.right / (self.said + self.true) if self.said + self.true else 0.0


def words_of(d: Document) -> Words:
    """A corpus's own words and sentences, as the reader takes them."""
    ends = np.cumsum([len(w) + 1 for w in d.words]) - 1
    starts = [int(e) - len(w) for e, w in zip(ends, d.words, strict=True)]
    return Words(" ".join(d.words), tuple(starts), tuple(int(e) for e in ends), tuple(d.sentences))


def encoded(model: Model, documents: list[Document]) -> list[tuple[Document, Words, Encoding]]:
    words = [words_of(d) for d in documents]
    return list(zip(documents, words, model.encode(words), strict=True))


def measure_litbank(model: Model, shared: Path) -> dict[str, float]:
    held = [d for d in litbank(shared) if held_out(d.id)]
    realis, entities, conll = F1(), F1(), Conll()
    for d, words, encoding in encoded(model, held):
        realis.add(np.flatnonzero(encoding.tokens["realis"][:, 0] > 0).tolist(), d.realis)
        found = FindEntities(model)(words, encoding).entities
        entities.add({(a, b, c) for a, b, c, _ in found}, {(a, b, CATEGORIES[c]) for a, b, c in d.mentions})
        spans = sorted({(a, b) for a, b, *_ in found}, key=lambda s: (s[0], -s[1]))
        place = Spans(words.strings(), words.sentences, spans)
        vectors = model.heads.mention(
            encoding.parts["mention_start"], encoding.parts["mention_end"], place.first, place.end
        )
        mentions = Mentions(
            place,
            (Form.NOUN,) * len(spans),
            (None,) * len(spans),
            np.ones(len(spans), np.float32),
            vectors,
            encoding.parts["between"],
        )
        links = Link(model, corpus=0)(words, mentions)
        conll.add(gold_clusters(d), [frozenset(spans[m] for m in c) for c in links.mentions_of()])
    return {
        "LitBank: realis events F1": realis.value,
        "LitBank: entity mentions F1": entities.value,
        "LitBank: coreference CoNLL F1": 100 * conll.f1()["conll"],
    }


def gold_clusters(d: Document) -> list[frozenset[tuple[int, int]]]:
    clusters: dict[str, set[tuple[int, int]]] = {}
    for (a, b, _), ids in zip(d.mentions, d.characters, strict=True):
        clusters.setdefault(ids[0], set()).add((a, b))
    return [frozenset(c) for c in clusters.values()]


def measure_ewt(model: Model, shared: Path) -> dict[str, float]:
    right = Counter[str]()
    roles, lemmas, predicates = F1(), 0, F1()
    total = 0
    for d, words, encoding in encoded(model, ewt(shared, "test")):
        syntax = Parse(model)(words, encoding)
        total += len(words)
        for i in range(len(words)):
            arc = syntax.heads[i] == d.heads[i]
            right["UPOS"] += syntax.upos[i] == d.upos[i]
            right["UAS"] += arc
            right["LAS"] += arc and syntax.deprels[i] == d.deprels[i]
            lemmas += syntax.lemmas[i] == d.lemmas[i]
        finder = FindFrames(model)
        given = [p for p, _, _ in d.frames]
        frames = finder.frames(words, encoding, syntax, given)
        roles.add(
            [(f.predicate, *a) for f in frames.frames for a in f.arguments],
            [(p, *a) for p, _, arguments in d.frames for a in arguments],
        )
        predicates.add(
            [(f.predicate, f.roleset) for f in finder(words, encoding, syntax).frames],
            [(p, roleset) for p, roleset, _ in d.frames],
        )
    result = {f"EWT test: {k}": 100 * v / total for k, v in right.items()}
    return result | {
        "EWT test: lemmas": 100 * lemmas / total,
        "EWT test: arguments F1, predicates given": roles.value,
        "EWT test: predicates with rolesets F1": predicates.value,
    }


def ceafm(model: Model, documents: list[Document], shared: Path) -> float:
    """F1 of links between mentions and characters, as StoryBench's scorer counts them, over words."""
    sys.path.insert(0, str(shared / "storybench"))
    from score import match_characters

    links_f1 = F1()
    for d, words, encoding in encoded(model, documents):
        syntax = Parse(model)(words, encoding)
        mentions = FindMentions(model)(words, encoding, syntax)
        coreference = Link(model)(words, mentions)
        gold = _links(words, [(a, b) for a, b, _ in d.mentions], d.characters)
        said = _links(words, list(zip(mentions.spans.first, mentions.spans.end, strict=True)), coreference.characters)
        to_gold, _ = match_characters(gold, said)
        links_f1.add({(end, to_gold.get(c, f"?{c}")) for end, c in said}, gold)
    return links_f1.value


def _links(
    words: Words, spans: list[tuple[int, int]], characters: Iterable[tuple[object, ...]]
) -> set[tuple[int, object]]:
    best: dict[int, tuple[int, tuple[object, ...]]] = {}
    for (a, b), ids in zip(spans, characters, strict=True):
        end = int(b) - 1 if b - a > 1 and words[int(b) - 1] in ("'s", "’s", "'", "’") else int(b)
        if end not in best or b - a < best[end][0]:
            best[end] = (int(b - a), tuple(str(c) for c in ids))
    return {(end, c) for end, (_, ids) in best.items() for c in ids}


def measure_mentions(model: Model, shared: Path, annotated: Path) -> dict[str, float]:
    test = [d for d in storybench(annotated / "doc", annotated / "gold") if part(d.id) == "test"]
    names, rng = Names(2026), random.Random(2026)
    plain = ceafm(model, test, shared)
    swapped = ceafm(model, [names.swap(d, rng) for d in test], shared)
    return {"test tellings: mentions F1": plain, "test tellings: mentions F1, people renamed": swapped}


def measure_seeds(model: Model, shared: Path) -> dict[str, float]:
    seeds = shared / "storybench" / "seeds"
    found = F1()
    for d, words, encoding in encoded(model, storybench(seeds / "doc", seeds / "gold")):
        mentions = FindMentions(model)(words, encoding, Parse(model)(words, encoding))
        ends = {(int(b) - (words[int(b) - 1] in ("'s", "’s"))) for b in mentions.spans.end}
        for (_, b, _), ids in zip(d.mentions, d.characters, strict=True):
            end = b - (d.words[b - 1] in ("'s", "’s"))
            named = set(d.cast[ids[0]]["name"].split())
            if d.cast[ids[0]]["kind"] == "person" and d.words[end - 1] in named and d.words[end - 1][0].isupper():
                found.add([end] if end in ends else [], [end])
    return {"founding tellings: names of people found, %": 100 * found.right / found.true}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    ap.add_argument("--weights", type=Path, default=WEIGHTS)
    ap.add_argument(
        "--annotated", type=Path, default=None, help="annotated tellings (doc, gold); StoryBench by default"
    )
    ap.add_argument("--json", action="store_true")
    args = ap.parse_args()
    model = load_model(args.weights)
    table: dict[str, float] = {}
    for measure in (measure_litbank, measure_ewt, measure_seeds):
        table |= measure(model, args.shared)
    table |= measure_mentions(model, args.shared, args.annotated or args.shared / "storybench")
    if args.json:
        print(json.dumps(table, indent=1))
        return
    for name, value in table.items():
        print(f"{name:52}{value:7.1f}")


if __name__ == "__main__":
    main()
