"""The corpora as one kind of document: words, sentences, and whatever each corpus annotates.

Indices are words of the document; spans are ``[first, end)`` ranges of words.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.gold import parse_markup
from fabula.reading.mentions import CATEGORIES
from fabula.reading.segment import segment

Span = tuple[int, int]
CHARACTER = len(CATEGORIES)  # the channel of StoryBench's mentions


@dataclass
class Document:
    id: str
    corpus: str
    words: list[str]
    sentences: list[Span]
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # word of the head; itself for a root
    deprels: list[str] = field(default_factory=list)
    frames: list[tuple[int, str, list[tuple[int, int, str]]]] = field(default_factory=list)
    mentions: list[tuple[int, int, int]] = field(default_factory=list)  # first, end, channel
    characters: list[tuple[str, ...]] = field(default_factory=list)  # of each mention
    cast: dict[str, dict[str, Any]] = field(default_factory=dict)
    realis: list[int] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)  # word, type, agents, patients, modality, when
    relations: list[tuple[str, str, str, int]] = field(default_factory=list)  # type, a, b, sentence
    causes: list[tuple[int, int]] = field(default_factory=list)  # indices of events
    deaths: list[dict[str, Any]] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)  # words of which it is not known whether they are events


def lines(path: Path) -> Iterator[Any]:
    """The records of a packed file of JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def held_out(id: str) -> bool:
    """Whether a document is kept for testing: one in five, by the hash of its name."""
    return zlib.crc32(id.encode()) % 5 == 0


def letters(text: str) -> str:
    """The first letters of a text, by which it is known again however it is spaced."""
    return "".join(filter(str.isalpha, text))[:60].lower()


def benched(shared: Path) -> set[str]:
    """The first letters of StoryBench's texts."""
    docs = (shared / "storybench" / "doc").glob("*.json")
    return {letters(json.loads(path.read_text("utf-8"))["text"]) for path in docs}


def ewt(shared: Path, split: str, words: int = 700) -> list[Document]:
    """UD English EWT with PropBank frames, one split as released; short documents are joined up to ``words`` words."""
    documents: list[Document] = []
    for record in lines(shared / "data" / "ewt_propbank.jsonl.gz"):
        if record["split"] != split:
            continue
        if not documents or len(documents[-1].words) >= words:
            documents.append(Document(record["id"], "ewt", [], []))
        d = documents[-1]
        for s in record["sentences"]:
            base = len(d.words)
            d.words += s["tokens"]
            d.sentences.append((base, len(d.words)))
            d.upos += s["upos"]
            d.xpos += s["xpos"]
            d.lemmas += s["lemma"]
            d.heads += [base + (h - 1 if h else i) for i, h in enumerate(s["head"])]
            d.deprels += [r.split(":")[0] for r in s["deprel"]]
            for f in s.get("frames") or ():
                arguments = [(base + a, base + b, label) for a, b, label in f["args"] if label != "V"]
                d.frames.append((base + f["predicate"], f["roleset"], arguments))
    return documents


def litbank(shared: Path) -> list[Document]:
    """LitBank: entities, coreference, realis events."""
    documents = []
    for record in lines(shared / "data" / "litbank.jsonl.gz"):
        d = Document(record["id"], "litbank", [], [])
        starts = []
        for s in record["sentences"]:
            starts.append(len(d.words))
            d.words += s
            d.sentences.append((starts[-1], len(d.words)))
        for m in record["mentions"]:
            if m["sent"] == m["sent_end"]:
                base = starts[m["sent"]]
                d.mentions.append((base + m["start"], base + m["end"], CATEGORIES.index(m["cat"])))
                d.characters.append((m.get("cluster") or f"singleton-{len(d.mentions)}",))
        d.realis = [starts[s] + t for s, t in record["events"]]
        documents.append(d)
    return documents


def storybench(docs: Path, gold: Path) -> list[Document]:
    """StoryBench: everything a story is made of."""
    return [
        _story(path.stem, json.loads((docs / path.name).read_text("utf-8")), json.loads(path.read_text("utf-8")))
        for path in sorted(gold.glob("*.json"))
    ]


def films(path: Path) -> list[Document]:
    """Film plots as another run of the reader understood them: what ``training.films`` wrote."""
    documents = [Document(**record) for record in lines(path)]
    for d in documents:
        d.sentences = [(a, b) for a, b in d.sentences]
        d.characters = [tuple(ids) for ids in d.characters]
    return documents


def _story(id: str, doc: dict[str, Any], gold: dict[str, Any]) -> Document:
    text = doc["text"]
    words = segment(text)
    start_of = {s: i for i, s in enumerate(words.starts)}
    end_of = {e: i + 1 for i, e in enumerate(words.ends)}
    d = Document(id, "storybench", [words[i] for i in range(len(words))], list(words.sentences))
    for start, end, ids in parse_markup(gold["markup"])[1]:
        if start in start_of and end in end_of:
            d.mentions.append((start_of[start], end_of[end], CHARACTER))
            d.characters.append(tuple(ids))
    d.cast = gold["characters"]
    for role in ("protagonists", "antagonists"):
        for c in gold.get(role, ()):
            if c in d.cast:
                d.cast[c]["part"] = role[:-1]
    used: set[tuple[int, str]] = set()
    index = {}
    for k, e in enumerate(gold["events"]):
        low, high = doc["sentences"][e["sentence"] - 1]
        for match in re.finditer(rf"(?<!\w){re.escape(e['trigger'])}(?!\w)", text[low:high]):
            at = low + match.start()
            word = start_of.get(at)
            if word is not None and (word, e["type"]) not in used:
                used.add((word, e["type"]))
                index[k] = len(d.events)
                d.events.append({**e, "word": word})
                break
    d.causes = [
        (index[c["cause"]], index[c["effect"]]) for c in gold["causes"] if c["cause"] in index and c["effect"] in index
    ]
    d.relations = [(r["type"], r["a"], r["b"], r["sentence"]) for r in gold["relations"]]
    d.deaths = gold["deaths"]
    return d
