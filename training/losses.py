"""What each corpus teaches each head."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from fabula.models.features import REACH, Spans, cause_features
from fabula.models.heads import KILLS, PERSON, WIDEST
from fabula.models.so_far import SoFar
from fabula.models.windows import WINDOW, Pieces, windows
from fabula.reading.pooling import own_mentions
from fabula.story.ontology import RelationType
from training.arguments import examples
from training.data import CHARACTER, Document
from training.reader import Reader

UNLABELLED = 0.5
"""The weight of what another run says of texts that nobody annotated."""
LEAST_TRUST = 0.2
"""How little the scores of pairs of mentions may count, in training, beside what is known of each character."""
CORPUS = {"litbank": 0, "storybench": 1, "films": 1}


def inputs(
    documents: list[Document], pieces: Pieces, hide: Callable[[], bool] | None = None, most: int = WINDOW
) -> tuple[Tensor, Tensor, list[int], Tensor, Tensor]:
    """The windows of some documents laid end to end, their lengths, and where each word's pieces stand.

    ``hide`` says of each word in turn whether its pieces are masked; ``most`` is how many pieces a window has at most.
    """
    total = sum(len(d.words) for d in documents)
    firsts, lasts = torch.zeros(total, dtype=torch.long), torch.zeros(total, dtype=torch.long)
    ids: list[int] = []
    shapes: list[int] = []
    sizes: list[int] = []
    base = 0
    for d in documents:
        for w in windows(d.words, d.sentences, pieces, most):
            places = torch.tensor(w.words, dtype=torch.long) + base
            firsts[places] = torch.tensor(w.firsts, dtype=torch.long) + len(ids)
            lasts[places] = torch.tensor(w.lasts, dtype=torch.long) + len(ids)
            row = list(w.pieces)
            for first, last in zip(w.firsts, w.lasts, strict=True):
                if hide and hide():
                    row[first : last + 1] = [pieces.mask] * (last + 1 - first)
            ids += row
            shapes += w.shapes
            sizes.append(len(row))
        base += len(d.words)
    return torch.tensor(ids), torch.tensor(shapes), sizes, firsts, lasts


def padded(sentences: list[tuple[int, int]], longest: int = 160) -> list[tuple[list[tuple[int, int]], Tensor, Tensor]]:
    """Sentences in groups of like length, each with the numbers of its words (padded with its first) and a mask."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for a, b in sentences:
        for start in range(a, b, longest):
            end = min(b, start + longest)
            groups.setdefault(next(k for k in (12, 24, 40, 64, longest) if end - start <= k), []).append((start, end))
    result = []
    for group in groups.values():
        n = max(b - a for a, b in group)
        place = torch.arange(n)[None]
        starts = torch.tensor([a for a, _ in group])[:, None]
        sizes = torch.tensor([b - a for a, b in group])[:, None]
        mask = place < sizes
        result.append((group, torch.where(mask, starts + place, starts), mask))
    return result


def losses(
    model: Reader,
    documents: list[Document],
    pieces: Pieces,
    hide: Callable[[], bool] | None = None,
    most: int = WINDOW,
) -> dict[str, Tensor]:
    """The losses of one batch, whose documents are all of one corpus. ``hide`` and ``most`` as for :func:`inputs`."""
    parts = model.read(*inputs(documents, pieces, hide, most))
    bases = np.cumsum([0, *(len(d.words) for d in documents)])
    corpus = documents[0].corpus
    if corpus == "ewt":
        return _syntax(model, parts, documents, bases) | _frames(model, parts, documents, bases)
    channels = list(range(CHARACTER)) if corpus == "litbank" else [CHARACTER]
    result = {"mention": _mentions(model, parts, documents, bases, channels)}
    total = sum(len(d.words) for d in documents)
    if corpus == "litbank":
        target = torch.zeros(total)
        for d, base in zip(documents, bases, strict=False):
            target[[base + i for i in d.realis]] = 1.0
        result["realis"] = F.binary_cross_entropy_with_logits(model.tokens(parts, "realis").squeeze(-1), target) * 2
    else:
        result |= _events(model, parts, documents, bases)
    for d, base in zip(documents, bases, strict=False):
        for name, value in _document(model, parts, d, int(base)).items():
            result[name] = result.get(name, torch.zeros(())) + value / len(documents)
    if corpus == "films":
        result = {name: value * UNLABELLED for name, value in result.items()}
    return result


def _class(scores: Tensor, labels: list[str], names: list[str], weight: float = 1.0) -> Tensor:
    number = {n: i for i, n in enumerate(names)}
    target = torch.tensor([number.get(label, -100) for label in labels])
    if not (target >= 0).any():
        return scores.sum() * 0
    return F.cross_entropy(scores, target, ignore_index=-100) * weight


def _syntax(model: Reader, parts: dict[str, Tensor], documents: list[Document], bases: np.ndarray) -> dict[str, Tensor]:
    from fabula.models.lemmas import script_of

    words = [w for d in documents for w in d.words]
    lemmas = [w for d in documents for w in d.lemmas]
    labels = model.labels
    result = {
        "upos": _class(model.tokens(parts, "upos"), [t for d in documents for t in d.upos], labels.upos),
        "xpos": _class(model.tokens(parts, "xpos"), [t for d in documents for t in d.xpos], labels.xpos, 0.5),
        "lemma": _class(model.tokens(parts, "lemma"), list(map(script_of, words, lemmas)), labels.lemma, 0.5),
    }
    heads = torch.tensor([int(base) + h for d, base in zip(documents, bases, strict=False) for h in d.heads])
    sentences = [
        (int(base) + a, int(base) + b) for d, base in zip(documents, bases, strict=False) for a, b in d.sentences
    ]
    loss, count = torch.zeros(()), 0
    for group, index, mask in padded(sentences):
        scores = model.arcs(parts, index).masked_fill(~mask[:, None], -1e4)
        starts = torch.tensor([a for a, _ in group])[:, None]
        target = heads[index] - starts
        target = torch.where(mask & (target >= 0) & (target < index.shape[1]), target, -100)
        loss = loss + F.cross_entropy(scores.flatten(0, 1), target.flatten(), ignore_index=-100, reduction="sum")
        count += int(mask.sum())
    result["arc"] = loss / count
    dep = torch.arange(len(heads))
    result["deprel"] = _class(
        model.deprels(parts, dep, heads), [r for d in documents for r in d.deprels], labels.deprel
    )
    return result


def _frames(model: Reader, parts: dict[str, Tensor], documents: list[Document], bases: np.ndarray) -> dict[str, Tensor]:
    labels = model.labels
    target = torch.zeros(int(bases[-1]))
    senses, at, found = [], [], []
    for d, base in zip(documents, bases.tolist(), strict=False):
        for predicate, roleset, _ in d.frames:
            target[base + predicate] = 1.0
            at.append(base + predicate)
            senses.append(roleset.rpartition(".")[2])
        if d.frames:
            i, j, first, numbers, roles = examples(d, d.heads, d.deprels, d.lemmas, labels)
            found.append((i + base, j + base, first + base, numbers, roles))
    result = {"predicate": F.binary_cross_entropy_with_logits(model.tokens(parts, "predicate").squeeze(-1), target)}
    if at:
        result["sense"] = _class(model.token["sense"](parts["frame"][torch.tensor(at)]), senses, labels.sense, 0.3)
        *places, roles = (torch.from_numpy(np.concatenate(x)) for x in zip(*found, strict=True))
        result["role"] = F.cross_entropy(model.role.roles(parts["role_pred"], parts["role_word"], *places), roles) * 3
    return result


def _mentions(
    model: Reader, parts: dict[str, Tensor], documents: list[Document], bases: np.ndarray, channels: list[int]
) -> Tensor:
    gold: dict[int, list[tuple[int, int]]] = {}
    sentences = []
    for d, base in zip(documents, bases, strict=False):
        sentences += [(int(base) + a, int(base) + b) for a, b in d.sentences]
        for first, end, channel in d.mentions:
            gold.setdefault(int(base) + first, []).append((int(base) + end, channel))
    loss = torch.zeros(())
    for group, index, mask in padded(sentences):
        scores = model.spans(parts, index)[..., channels]
        n = index.shape[1]
        target = torch.zeros_like(scores)
        for row, (a, b) in enumerate(group):
            for first in range(a, b):
                for end, channel in gold.get(first, ()):
                    if end <= b:
                        target[row, first - a, end - 1 - a, channels.index(channel)] = 1.0
        width = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        valid = mask[:, :, None] & mask[:, None] & (width >= 0) & (width < WIDEST)
        loss = loss + F.binary_cross_entropy_with_logits(scores[valid], target[valid], reduction="sum")
    return loss / float(bases[-1]) * 2


def _events(model: Reader, parts: dict[str, Tensor], documents: list[Document], bases: np.ndarray) -> dict[str, Tensor]:
    labels = model.labels
    types = ["none"] * int(bases[-1])
    words, modality, when, manners = [], [], [], []
    occupation = torch.zeros(int(bases[-1]))
    for d, base in zip(documents, bases, strict=False):
        deaths = {x["victim"]: x["manner"] for x in d.deaths}
        for e in d.events:
            at = int(base) + e["word"]
            types[at] = e["type"]
            words.append(at)
            modality.append(e["modality"])
            when.append(e["when"])
            victims = e["patients"] or (e["agents"] if e["type"] == "die" else [])
            manner = next((deaths[v] for v in victims if v in deaths), "") if e["type"] in ("kill", "die") else ""
            manners.append(manner if d.corpus == "storybench" else "?")
        for word in d.unsure:
            types[int(base) + word] = "?"
        for (first, end, _), ids in zip(d.mentions, d.characters, strict=True):
            said = {w for c in ids for o in d.cast.get(c, {}).get("occupations", ()) for w in o.lower().split()}
            for i in range(first, end):
                if d.words[i].lower() in said:
                    occupation[int(base) + i] = 1.0
    at = torch.tensor(words)
    scores = {k: model.token[k](parts["event"][at]) for k in ("modality", "when", "manner")}
    result = {
        "event": _class(model.tokens(parts, "event"), types, labels.event, 4.0),
        "modality": _class(scores["modality"], modality, labels.modality, 0.6),
        "when": _class(scores["when"], when, labels.when, 0.4),
        "manner": _class(scores["manner"], manners, labels.manner, 0.3),
    }
    if documents[0].corpus == "storybench":
        logits = model.tokens(parts, "occupation").squeeze(-1)
        result["occupation"] = F.binary_cross_entropy_with_logits(logits, occupation)
    return result


def _document(model: Reader, parts: dict[str, Tensor], d: Document, base: int) -> dict[str, Tensor]:
    """What hangs on the mentions of one document: coreference, and for StoryBench what the characters do and are."""
    order = sorted(range(len(d.mentions)), key=lambda k: (d.mentions[k][0], -d.mentions[k][1]))
    spans = Spans(d.words, d.sentences, [d.mentions[k][:2] for k in order])
    ids = [d.characters[k] for k in order]
    n = len(spans)
    if n < 2:
        return {}
    g = model.mention(parts, torch.from_numpy(spans.first) + base, torch.from_numpy(spans.end) + base)
    right, left = np.tril_indices(n, -1)
    near = right - left <= REACH
    left, right = left[near], right[near]
    i, j = torch.from_numpy(left), torch.from_numpy(right)
    same = model.corefers(g, i, j, torch.from_numpy(spans.coref(left, right)), CORPUS[d.corpus])
    number = {c: k for k, c in enumerate(sorted({*ids}))}
    cluster = np.array([number[c] for c in ids])
    gold = torch.from_numpy(cluster[left] == cluster[right])
    grid = torch.full((n, n + 1), -1e4)
    grid[:, n] = 0.0
    grid = grid.index_put((j, i), same)
    right_ones = torch.zeros(n, n + 1, dtype=torch.bool).index_put((j, i), gold)
    right_ones[:, n] = ~right_ones.any(1)
    marginal = grid.masked_fill(~right_ones, -1e4).logsumexp(1) - grid.logsumexp(1)
    result = {"coref": -marginal.mean() * 1.5}
    if d.corpus == "litbank":
        return result
    plural = torch.tensor([float(len(c) > 1) for c in ids])
    result["plural"] = F.binary_cross_entropy_with_logits(model.plural(g).squeeze(-1), plural)
    sets = [set(c) for c in ids]
    columns = len(number)
    spoken = pool(same[:, None], (right * columns + cluster[left]).tolist(), n * columns).view(n, columns)
    result |= _whom(model, spans, g, ids, cluster, spoken)
    result |= _arguments(model, parts, d, base, spans, g, sets)
    if d.corpus == "films":
        return result
    result |= _relations(model, parts, d, base, spans, g, sets)
    result |= _persons(model, d, spans, g, ids)
    return result


def _whom(
    model: Reader, spans: Spans, g: Tensor, ids: list[tuple[str, ...]], cluster: NDArray[np.int64], spoken: Tensor
) -> dict[str, Tensor]:
    """Whom each mention means, by its pairs with the mentions before and by who was mentioned so far, seen whole.

    ``cluster`` says which mentions mean the same, ``spoken`` how well each mention goes with those of each cluster
    before it.
    """
    so_far = SoFar(spans)
    number = {c: k for k, c in enumerate(sorted({c for them in ids for c in them}))}
    meant = [[number[c] for c in them] for them in ids]
    column = {them[0]: int(cluster[j]) for j, them in enumerate(meant) if len(them) == 1}
    n = len(spans)
    rows, owners, shares, numbers = [], [], [], []
    for j in spans.nested_first(0, n):
        who, features = so_far.numbers(j)
        for c in who:
            said = so_far.alone(c)
            share = np.zeros(n, np.float32)
            share[said] = 1 / len(said)
            shares.append(share)
        rows += [j] * len(who)
        owners += who
        numbers.append(features)
        so_far.note(j, meant[j])
    if not rows:
        return {}
    j = torch.tensor(rows)
    alone, among = model.means(g, torch.from_numpy(np.stack(shares)), j, torch.from_numpy(np.concatenate(numbers)))
    more = torch.zeros_like(spoken).index_put((j, torch.tensor([column[c] for c in owners])), alone)
    # On texts that it has learnt the pairs are surer than on others: at times they count for less.
    trust = torch.empty(n, 1).uniform_(LEAST_TRUST, 1.0) if model.training else 1.0
    told = torch.cat([spoken * trust + more, torch.zeros(n, 1)], 1)  # the last column is for nobody so far
    target = torch.from_numpy(cluster)
    target = torch.where(spoken.gather(1, target[:, None]).squeeze(1) > -1e3, target, spoken.shape[1])
    result = {"whom": F.cross_entropy(told, target)}
    several = np.array([spans.many[k] or len(meant[k]) > 1 for k in range(n)])
    asked = torch.from_numpy(several[rows])
    if asked.any():
        one_of = [float(len(meant[k]) > 1 and c in meant[k]) for k, c in zip(rows, owners, strict=True)]
        loss = F.binary_cross_entropy_with_logits(among[asked], torch.tensor(one_of)[asked], reduction="sum")
        result["among"] = loss / int(several.sum()) * 0.4
    return result


def pool(scores: Tensor, groups: list[int], count: int) -> Tensor:
    """The smooth maximum of the rows of each group."""
    index = torch.tensor(groups)[:, None].expand_as(scores)
    top = torch.full((count, scores.shape[1]), -1e4).scatter_reduce(0, index, scores.detach(), "amax")
    total = torch.zeros((count, scores.shape[1])).scatter_add(0, index, (scores - top.gather(0, index)).exp())
    return top + total.clamp(min=1e-6).log()


def _arguments(
    model: Reader, parts: dict[str, Tensor], d: Document, base: int, spans: Spans, g: Tensor, sets: list[set[str]]
) -> dict[str, Tensor]:
    starts = [a for a, _ in d.sentences]
    rows_t, rows_m, groups, target = [], [], [], []
    keys: dict[tuple[int, str], int] = {}
    for k, e in enumerate(d.events):
        sentence = int(np.searchsorted(starts, e["word"], side="right")) - 1
        for m in np.flatnonzero(spans.sentence == sentence):
            for c in sorted(sets[m]):
                if (k, c) not in keys:
                    keys[k, c] = len(keys)
                    target.append([float(c in e["agents"]), float(c in e["patients"])])
                rows_t.append(e["word"])
                rows_m.append(int(m))
                groups.append(keys[k, c])
    result = {}
    if groups:
        t, m = np.array(rows_t), np.array(rows_m)
        numbers = torch.from_numpy(spans.arguments(t, m))
        scores = model.argument(parts["trigger"], g, torch.from_numpy(t) + base, torch.from_numpy(m), numbers)
        loss = F.binary_cross_entropy_with_logits(
            pool(scores, groups, len(keys)), torch.tensor(target), reduction="sum"
        )
        result["argument"] = loss / len(d.events)
    words = np.array([e["word"] for e in d.events])
    at = np.array([int(np.searchsorted(starts, w, side="right")) - 1 for w in words])
    pairs = [(a, b) for a in range(len(words)) for b in range(len(words)) if a != b and abs(at[a] - at[b]) <= 1]
    if pairs and d.causes:  # where none is noted, it may be that nobody looked
        a, b = np.array(pairs).T
        numbers = torch.from_numpy(cause_features(words[b] - words[a]))
        trigger = parts["trigger"][torch.from_numpy(words) + base]
        scores = model.cause(trigger, trigger, torch.from_numpy(a), torch.from_numpy(b), numbers).squeeze(-1)
        stated = set(map(tuple, d.causes))
        gold = torch.tensor([float(p in stated) for p in pairs])
        result["cause"] = F.binary_cross_entropy_with_logits(scores, gold, reduction="sum") / len(words)
    return result


def _relations(
    model: Reader, parts: dict[str, Tensor], d: Document, base: int, spans: Spans, g: Tensor, sets: list[set[str]]
) -> dict[str, Tensor]:
    names = {t: i for i, t in enumerate(model.labels.relation)}
    rows_a, rows_b, groups = [], [], []
    keys: dict[tuple[str, str], int] = {}
    for s in np.unique(spans.sentence):
        inside = np.flatnonzero(spans.sentence == s)
        for x in inside:
            for y in inside:
                for a in sorted(sets[x]):
                    for b in sorted(sets[y]):
                        if a != b and x != y:
                            rows_a.append(int(x))
                            rows_b.append(int(y))
                            groups.append(keys.setdefault((a, b), len(keys)))
    if not groups:
        return {}
    target = torch.zeros(len(keys), len(names))
    killings = [(KILLS, killer, x["victim"], x["sentence"]) for x in d.deaths for killer in x["killers"]]
    for type, a, b, _ in [*d.relations, *killings]:
        for pair in ((a, b), (b, a)) if type in SYMMETRIC else ((a, b),):
            if pair in keys:
                target[keys[pair], names[type]] = 1.0
    a, b = np.array(rows_a), np.array(rows_b)
    first, end = (torch.from_numpy(x) + base for x in spans.between(a, b))
    sums = F.pad(parts["between"].cumsum(0), (0, 0, 1, 0))
    between = (sums[end] - sums[first]) / (end - first).clamp(min=1)[:, None]
    people = sorted({c for pair in keys for c in pair})
    own = own_mentions(sets)
    whole = torch.stack([g[own[c]].mean(0) for c in people])
    place = {c: k for k, c in enumerate(people)}
    one, other = (torch.tensor([place[pair[side]] for pair in keys])[groups] for side in (0, 1))
    numbers = torch.from_numpy(spans.relations(a, b))
    scores = model.relations(g, torch.from_numpy(a), torch.from_numpy(b), numbers, between, whole, one, other)
    loss = F.binary_cross_entropy_with_logits(pool(scores, groups, len(keys)), target, reduction="sum")
    return {"relation": loss / max(4, len(d.relations)) * 0.7}


SYMMETRIC = frozenset(r.value for r in RelationType if r.symmetric)


def _persons(model: Reader, d: Document, spans: Spans, g: Tensor, ids: list[tuple[str, ...]]) -> dict[str, Tensor]:
    members: dict[str, list[int]] = {}
    for k, c in enumerate(ids):
        if len(c) == 1 and c[0] in d.cast:
            members.setdefault(c[0], []).append(k)
    if not members:
        return {}
    sizes = np.array([len(m) for m in members.values()])
    numbers = spans.persons(np.concatenate(list(members.values())), sizes)
    out = model.persons(g, [torch.tensor(m) for m in members.values()], torch.from_numpy(numbers))
    manners = {x["victim"]: x["manner"] for x in d.deaths}
    cast = [d.cast[c] | {"manner": manners.get(c, "")} for c in members]
    return {
        name: _class(
            out[name],
            [c.get(name, "none" if name == "part" else "") for c in cast],
            getattr(model.labels, name),
            weight,
        )
        for name, weight in zip(PERSON, (0.5, 0.5, 0.5, 0.3, 0.5), strict=True)
    }
