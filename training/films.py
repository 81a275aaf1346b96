"""Let finished weights read film plots for the next run to learn from: ``python -m training.films --teacher WEIGHTS``.

A student that learns, under noise, from more texts than anybody annotated carries over better to new ones (Xie et al.
2020, "Self-training with Noisy Student"). Kept are mentions, characters and events; words of whose event type the
teacher is not sure are marked. StoryBench's own plots are left out. The teacher must be a run that has not seen the
documents on which the student will be scored.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from fabula.models.heads import softmax
from fabula.models.model import Model
from fabula.reading.layers import Cast, Events, Mentions
from fabula.reading.recipes import read_layers
from fabula.reading.segment import Words
from fabula.story.text import Telling
from training.data import CHARACTER, benched, letters, lines

SURE = 0.8
"""The probability of its likeliest event type from which a word is learnt."""


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--teacher", type=Path, required=True, help="folder of exported weights")
    ap.add_argument("--out", type=Path, required=True, help="the file to write, ending in .jsonl.gz")
    ap.add_argument("--words", type=int, default=300_000)
    args = ap.parse_args()
    model = Model(args.teacher)
    known = benched(args.shared)
    plots = [record["plot"] for record in lines(args.shared / "data" / "wiki_film_plots.jsonl.gz")]
    count = 0
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for plot in sorted(plots, key=lambda p: zlib.crc32(p.encode())):
            if 100 <= len(plot.split()) <= 450 and letters(plot) not in known:
                document = read(model, plot)
                out.write(json.dumps(document) + "\n")
                count += len(document["words"])
                if count >= args.words:
                    break


def read(model: Model, text: str) -> dict[str, Any]:
    """A text as a ``training.data.Document``, told by the weights."""
    layers = next(iter(read_layers([Telling("t", text)], model=model)))
    words: Words = layers[Words]
    mentions: Mentions = layers[Mentions]
    cast: Cast = layers[Cast]
    events: Events = layers[Events]
    chances = softmax(model.encode([words])[0].tokens["event"]).max(1)
    return {
        "id": f"film-{zlib.crc32(text.encode())}",
        "corpus": "films",
        "words": words.strings(),
        "sentences": words.sentences,
        "mentions": [
            (int(a), int(b), CHARACTER) for a, b in zip(mentions.spans.first, mentions.spans.end, strict=True)
        ],
        "characters": [m.characters for m in cast.mentions],
        "cast": {c.id: {"name": c.name, "kind": c.kind.value, "gender": c.gender.value} for c in cast.characters},
        "events": [
            {
                "word": int(word),
                "type": e.type.value,
                "agents": e.agents,
                "patients": e.patients,
                "modality": e.modality.value,
                "when": e.when.value,
            }
            for word, e in zip(events.words, events.events, strict=True)
        ],
        "unsure": [i for i, chance in enumerate(chances.tolist()) if chance < SURE],
    }


if __name__ == "__main__":
    main()
