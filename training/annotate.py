"""Annotate further tellings as StoryBench is: ``python -m training.annotate show|check FOLDER ID``.

An annotator, human or not, reads ``show`` and writes ``FOLDER/raw/ID.txt`` in the short form that
``training/ANNOTATING.md`` describes; ``check`` turns it into ``FOLDER/gold/ID.json``, names what cannot be read, and
warns of what is easily forgotten. ``python -m training.annotate choose FOLDER`` puts film plots that nobody has
annotated yet into ``FOLDER/doc``. Uses the guidelines' own checker, and ``training/annotated.txt`` for what is done.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.gold import parse_markup
from fabula.reading.segment import segment
from training.data import benched, letters, lines

DONE = Path(__file__).with_name("annotated.txt")
SHORTEST, LONGEST = 25, 1700
PRONOUNS = frozenset("he him his himself she her hers herself they them their theirs themselves who whom whose".split())
SECTIONS = ("characters", "protagonists", "antagonists", "relations", "events", "deaths", "causes", "order")
MODALITIES = frozenset("actual attempted planned negated hypothetical".split())
TIMES = frozenset("now earlier later".split())


class Fault(Exception):
    """A line that cannot be read."""


def choose(shared: Path, folder: Path, count: int) -> None:
    """Write the next ``count`` plots, by the hash of their titles, as documents of numbered sentences."""
    (folder / "doc").mkdir(parents=True, exist_ok=True)
    remakes, plots = (shared / "data" / f"{name}.jsonl.gz" for name in ("film_remakes", "wiki_film_plots"))
    taken = benched(shared) | {letters(pair[side]["plot"]) for pair in lines(remakes) for side in "ab"}
    done = {_id(title) for title in DONE.read_text("utf-8").splitlines()}
    for record in sorted(lines(plots), key=lambda r: zlib.crc32(_title(r).encode())):
        text = "\n\n".join(" ".join(part.split()) for part in record["plot"].splitlines() if part.strip())
        fits = SHORTEST <= len(text.split()) <= LONGEST and not re.search(r"\[\[|\]\]|[<{|]", text)
        id = _id(_title(record))
        if not fits or id in done or letters(text) in taken:
            continue
        taken.add(letters(text))
        done.add(id)
        document = {"id": id, "title": _title(record), "text": text, "sentences": list(_sentences(text))}
        (folder / "doc" / f"{id}.json").write_text(json.dumps(document), "utf-8")
        count -= 1
        if not count:
            return


def _title(record: dict[str, Any]) -> str:
    return f"{record['title']} ({record['year']})" if record.get("year") else str(record["title"])


def _id(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    words = segment(text)
    for first, end in words.sentences:
        low = int(words.starts[first])
        for line in re.finditer(r"\S[^\n]*", text[low : int(words.ends[end - 1])]):
            yield low + line.start(), low + line.end()


def read(doc: dict[str, Any], raw: str) -> dict[str, Any]:
    """An annotation in the short form as StoryBench has it.

    Raises:
        Fault: naming the line that cannot be read.
    """
    text, sentences = doc["text"], doc["sentences"]
    marked: dict[int, str] = {}
    said: dict[str, list[str]] = {s: [] for s in SECTIONS}
    section = ""
    for line in filter(None, map(str.strip, raw.splitlines())):
        if line.startswith("=="):
            section = line.strip("= ").lower()
            if section not in SECTIONS:
                raise Fault(f"unknown section: {line}")
        elif section:
            said[section].append(line)
        else:
            number, _, words = line.partition(" ")
            if not number.isdecimal() or not 1 <= int(number) <= len(sentences):
                raise Fault(f"no sentence of that number: {line[:60]}")
            marked[int(number)] = words
    markup, last = [], 0
    for k, (low, high) in enumerate(sentences, 1):
        if k not in marked:
            raise Fault(f"sentence {k} is missing")
        if marked[k].count("[[") != marked[k].count("]]"):
            raise Fault(f"sentence {k}: a mark is not closed, or not opened")
        plain = parse_markup(marked[k])[0]
        if plain != text[low:high]:
            at = next((i for i, (a, b) in enumerate(zip(plain, text[low:high], strict=False)) if a != b), -1)
            raise Fault(f"sentence {k} reads {plain[at - 15 : at + 25]!r} for {text[low:high][at - 15 : at + 25]!r}")
        ordered = re.sub(r"\[\[([^|\[\]]+)\|", lambda m: f"[[{'+'.join(sorted(m[1].split('+')))}|", marked[k])
        markup += [text[last:low], ordered]
        last = high
    events, labels = _events(said["events"])
    return {
        "id": doc["id"],
        "markup": "".join([*markup, text[last:]]),
        "characters": dict(_fields(line, 4, _character) for line in said["characters"]),
        "protagonists": " ".join(said["protagonists"]).split(),
        "antagonists": " ".join(said["antagonists"]).split(),
        "relations": [_fields(line, 4, _relation) for line in said["relations"]],
        "events": events,
        "deaths": [_fields(line, 5, _death) for line in said["deaths"]],
        "causes": [_link(line, labels, ("cause", "effect")) for line in said["causes"]],
        "order": [_link(line, labels, ("event", "before")) for line in said["order"]],
    }


def _fields(line: str, count: int, build: Any) -> Any:
    parts = [p.strip() for p in line.split("|")] if "|" in line else line.split()
    try:
        return build(*parts[:count])
    except (TypeError, ValueError, KeyError) as error:
        raise Fault(f"cannot read {line!r}: {error}") from None


def _character(id: str, name: str, kind: str, rest: str) -> tuple[str, dict[str, Any]]:
    words = kind.split()
    *occupations, fate = [w.strip() for w in rest.split(",")]
    return id, {
        "name": name, "kind": words[0], "gender": words[1], "occupations": [o for o in occupations if o], "fate": fate,
    }  # fmt: skip


def _relation(type: str, a: str, b: str, sentence: str) -> dict[str, Any]:
    return {"type": type, "a": a, "b": b, "sentence": int(sentence)}


def _death(victim: str, killers: str, manner: str, certainty: str, sentence: str) -> dict[str, Any]:
    if certainty not in ("certain", "presumed", "faked"):
        raise ValueError("certain, presumed or faked is asked for")
    found: dict[str, Any] = {"victim": victim, "killers": killers.split(), "manner": manner}
    found |= {"certain": certainty == "certain", "sentence": int(sentence)}
    return found | ({"faked": True} if certainty == "faked" else {})


def _events(written: list[str]) -> tuple[list[dict[str, Any]], dict[str, tuple[int, int]]]:
    events: list[dict[str, Any]] = []
    labels: dict[str, tuple[int, int]] = {}
    for line in written:
        head, *rest = (part.strip() for part in line.split("|"))
        words = head.split()
        if len(words) < 3 or not words[0].isdecimal() or len(rest) > 3:
            raise Fault(f"an event reads SENTENCE TYPE TRIGGER | agents > patients | how: {line}")
        agents, _, patients = (rest[0] if rest else "").partition(">")
        event = {"type": words[1], "trigger": " ".join(words[2:]), "sentence": int(words[0])}
        event |= {"agents": agents.split(), "patients": patients.split(), "modality": "actual", "when": "now"}
        for word in " ".join(rest[1:]).split():
            if word in MODALITIES:
                event["modality"] = word
            elif word in TIMES:
                event["when"] = word
            elif word.startswith("#"):
                labels[word] = len(events), int(words[0])
            else:
                raise Fault(f"neither a modality nor a time nor a #label: {word!r} in {line}")
        events.append(event)
    return events, labels


def _link(line: str, labels: dict[str, tuple[int, int]], names: tuple[str, str]) -> dict[str, Any]:
    ends = [end.strip() for end in line.split(">")]
    if len(ends) != 2 or any(end not in labels for end in ends):
        raise Fault(f"a link reads #label > #label, both given to events: {line}")
    (a, _), (b, sentence) = (labels[end] for end in ends)
    return {names[0]: a, names[1]: b} | ({"sentence": sentence} if names[0] == "cause" else {})


def warnings(doc: dict[str, Any], annotation: dict[str, Any]) -> Iterator[str]:
    """What may have been forgotten: not a fault, for the annotator to look at once."""
    text = doc["text"]
    mentions = parse_markup(annotation["markup"])[1]
    inside = {m[:2] for m in mentions}
    for k, (low, high) in enumerate(doc["sentences"], 1):
        for word in re.finditer(r"[A-Za-z]+", text[low:high]):
            span = (low + word.start(), low + word.end())
            if word[0].lower() in PRONOUNS and span not in inside:
                yield f"sentence {k}: pronoun {word[0]!r} is unmarked"
    told = {d["victim"] for d in annotation["deaths"]}
    for e in annotation["events"]:
        if e["type"] in ("kill", "die") and e["modality"] == "actual":
            for c in set(e["patients"] or (e["agents"] if e["type"] == "die" else ())) - told:
                yield f"sentence {e['sentence']}: {c} dies by {e['trigger']!r}, but stands in no death"
    for c, d in annotation["characters"].items():
        if (d["fate"] == "dead") != (c in {x["victim"] for x in annotation["deaths"] if x["certain"]}):
            yield f"{c}: fate {d['fate']} against the deaths"


def check(shared: Path, folder: Path, id: str) -> int:
    doc = json.loads((folder / "doc" / f"{id}.json").read_text("utf-8"))
    spec = importlib.util.spec_from_file_location("checker", shared / "storybench" / "check_annotation.py")
    assert spec
    assert spec.loader
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    gold = folder / "gold" / f"{id}.json"
    gold.unlink(missing_ok=True)
    try:
        annotation = read(doc, (folder / "raw" / f"{id}.txt").read_text("utf-8"))
        found = list(checker.problems(doc, annotation))
    except Fault as fault:
        found = [str(fault)]
    if found:
        print("\n".join(found))
        return 1
    gold.parent.mkdir(exist_ok=True)
    gold.write_text(json.dumps(annotation), "utf-8")
    print("\n".join(f"look again: {w}" for w in warnings(doc, annotation)))
    counts = [len(annotation[k]) for k in ("characters", "relations", "events", "deaths", "causes")]
    print("{}: {} characters, {} relations, {} events, {} deaths, {} causes".format(id, *counts))
    return 0


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    ap.add_argument("verb", choices=["choose", "show", "check"])
    ap.add_argument("folder", type=Path)
    ap.add_argument("id", nargs="*")
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--count", type=int, default=100)
    args = ap.parse_args()
    if args.verb == "choose":
        choose(args.shared, args.folder, args.count)
    for id in args.id:
        if args.verb == "show":
            doc = json.loads((args.folder / "doc" / f"{id}.json").read_text("utf-8"))
            print(f"# {id}")
            for k, (low, high) in enumerate(doc["sentences"], 1):
                print(k, doc["text"][low:high])
        elif check(args.shared, args.folder, id):
            sys.exit(1)


if __name__ == "__main__":
    main()
