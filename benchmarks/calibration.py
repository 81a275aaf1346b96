"""How far the reader's confidence can be believed: ``python -m benchmarks.calibration --held FOLDER``.

``--held`` are weights of a training run that kept the dev and test parts of ``--annotated`` out, a folder of
annotated tellings (``doc`` and ``gold``): StoryBench, if it is not given. The maps of ``fabula.reading.confidence``
are fitted on dev (Platt 1999, drawn towards no change, for the data are few) and measured on test: the mean squared
error (Brier 1950) and the mean gap between what is said and what is so in ten bins (ECE), of the reader's scores, of
the maps that the package has, and of those fitted now.

A claim is right if the annotation has it: an event with type, sentence, agents, patients and whether it is actual; a
relation with type and parties; a death with victim and killers; a cause between events of such types and sentences.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.storybench import part
from fabula.models.model import Model, load_model
from fabula.reading import read_layers
from fabula.reading.confidence import MAPS, with_links
from fabula.reading.layers import Cast, Causes, Coreference, Events, Fates, Relations
from fabula.story.claims import Claim, Event
from fabula.story.text import Telling

ROOT = Path(__file__).parents[1]
Floats = NDArray[np.float64]


def judged(
    layers: dict[type, Any], doc: dict[str, Any], gold: dict[str, Any]
) -> Iterator[tuple[type[Claim], float, bool]]:
    """Each claim of one reading: its kind, the reader's score, whether the annotation has it."""
    import score
    from check_annotation import parse_markup

    cast: Cast = layers[Cast]
    said = [(m.span.start, m.span.end, m.characters) for m in cast.mentions]
    to_gold, _ = score.match_characters(
        score.links(doc["text"], parse_markup(gold["markup"])[1]), score.links(doc["text"], said)
    )
    name: Callable[[str], str] = lambda c: to_gold.get(c, f"?{c}")  # noqa: E731

    def place(event: Event) -> tuple[str, int]:
        at = event.triggers[0].start
        return str(event.type), next((n for n, (a, b) in enumerate(doc["sentences"], 1) if a <= at < b), 0)

    def whole(event: Event) -> tuple[Any, ...]:
        parts = (frozenset(map(name, event.agents)), frozenset(map(name, event.patients)))
        return (*place(event), *parts, event.modality == "actual")

    events: Counter[tuple[Any, ...]] = Counter(
        (e["type"], e["sentence"], frozenset(e["agents"]), frozenset(e["patients"]), e["modality"] == "actual")
        for e in gold["events"]
    )
    for event in layers[Events].events:
        right = events[whole(event)] > 0
        events[whole(event)] -= right
        yield Event, event.confidence, right
    relations = {score.relation(r, str) for r in gold["relations"]}
    for r in with_links(layers[Relations].relations, cast, layers[Coreference]):
        yield type(r), r.confidence, score.relation({"type": r.type, "a": r.a, "b": r.b}, name) in relations
    deaths = {(d["victim"], frozenset(d["killers"])) for d in gold["deaths"]}
    for d in layers[Fates].deaths:
        yield type(d), d.confidence, (name(d.victim), frozenset(map(name, d.killers))) in deaths
    at = [(e["type"], e["sentence"]) for e in gold["events"]]
    causes = {(at[c["cause"]], at[c["effect"]]) for c in gold["causes"]}
    places = {e.id: place(e) for e in layers[Events].events}
    for c in layers[Causes].causes:
        yield type(c), c.confidence, (places[c.cause], places[c.effect]) in causes


def scores(model: Model, annotated: Path, which: str) -> dict[type[Claim], tuple[Floats, Floats]]:
    """The reader's score of each claim in the tellings of one part, and 1 where it is right, by kind."""
    paths = [p for p in sorted((annotated / "gold").glob("*.json")) if part(p.stem) == which]
    docs = [json.loads((annotated / "doc" / p.name).read_text("utf-8")) for p in paths]
    tellings = [Telling(p.stem, doc["text"]) for p, doc in zip(paths, docs, strict=True)]
    found: dict[type[Claim], list[tuple[float, bool]]] = defaultdict(list)
    for layers, doc, path in zip(read_layers(tellings, model=model), docs, paths, strict=True):
        for kind, sure, right in judged(layers, doc, json.loads(path.read_text("utf-8"))):
            found[kind].append((sure, right))
    return {
        kind: (np.array([s for s, _ in rows]), np.array([float(r) for _, r in rows])) for kind, rows in found.items()
    }


def odds(score: Floats) -> Floats:
    """The log-odds of scores, away from 0 and 1."""
    kept = np.clip(score, 0.001, 0.999)
    return np.asarray(np.log(kept / (1 - kept)))


def fitted(score: Floats, right: Floats) -> tuple[float, float]:
    """The likeliest slope and shift, with normal priors: 1 +- 0.5 and 0 +- 1."""
    x = odds(score)

    def loss(t: Floats) -> float:
        z = t[0] * x + t[1]
        return float(np.sum(np.logaddexp(0, z) - right * z) + 2 * (t[0] - 1) ** 2 + 0.5 * t[1] ** 2)

    slope, shift = minimize(loss, [1.0, 0.0]).x
    return round(float(slope), 2), round(float(shift), 2)


def mapped(score: Floats, slope: float, shift: float) -> Floats:
    """Scores as probabilities."""
    return np.asarray(1 / (1 + np.exp(-slope * odds(score) - shift)))


def errors(sure: Floats, right: Floats) -> str:
    """Brier score and ECE."""
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(sure[bins == k].mean() - right[bins == k].mean()) * np.mean(bins == k) for k in set(bins.tolist())]
    return f"{np.mean((sure - right) ** 2):.3f} / {sum(gaps):.3f}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--held", type=Path, required=True)
    ap.add_argument(
        "--annotated", type=Path, default=None, help="annotated tellings (doc, gold); StoryBench by default"
    )
    args = ap.parse_args()
    bench = args.shared / "storybench"
    sys.path.insert(0, str(bench))
    model = load_model(args.held)
    dev, test = (scores(model, args.annotated or bench, which) for which in ("dev", "test"))
    print("| claims | fitted | on | n | right | Brier / ECE of scores | with the package's map | with the fitted one |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in dev:
        found = fitted(*dev[kind])
        for name, rows in (("dev", dev), ("test", test)):
            if kind in rows:
                sure, right = rows[kind]
                cells = [errors(p, right) for p in (sure, mapped(sure, *MAPS[kind]), mapped(sure, *found))]
                print(
                    f"| {kind.__name__} | {found} | {name} | {len(sure)} | {right.mean():.2f} | {' | '.join(cells)} |"
                )


if __name__ == "__main__":
    main()
