"""How well tellings are split, grouped and aligned: python -m benchmarks.tellings SHARED [--read] [--write PAGE]

SHARED is the folder of data that lies beside the project. Without ``--read``, alignment is measured on the annotated
readings, so that no reader's mistakes are counted; with it, on what the reader finds. The halves of the data that the
weights of splitting and grouping were fitted on are left out. Everything is drawn with fixed seeds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.gold import load
from benchmarks.plays import PLAYS
from benchmarks.same_events import bare_title, pairings
from fabula.comparing import merge, split
from fabula.comparing.grouping import affinity, group_texts
from fabula.comparing.words import names_in
from fabula.story.ontology import AlignmentKind, ClaimType
from fabula.story.story import Story
from fabula.story.text import Telling

Pair = frozenset[tuple[str, str]]
Row = tuple[str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--read", action="store_true", help="measure on what the reader finds, not on annotations")
    parser.add_argument("--only", default="", help="one of: founding plays remakes splitting grouping")
    parser.add_argument("--many", type=int, default=100, help="how many files and pairs of films are drawn")
    parser.add_argument("--write", type=Path, help="put the rows into this page, in the place of the old")
    args = parser.parse_args()
    parts: dict[str, Callable[[], Iterable[Row]]] = {
        "founding": lambda: founding(args.shared, args.read),
        "plays": lambda: plays(args.shared) if args.read else [],
        "remakes": lambda: remakes(args.shared) if args.read else [],
        "splitting": lambda: splitting(args.shared, args.many),
        "grouping": lambda: grouping(args.shared, args.many),
    }
    rows = [row for name, part in parts.items() if args.only in ("", name) for row in part()]
    print(_table(rows))
    if args.write:
        page = args.write.read_text(encoding="utf-8")
        head, rest = page.split(_START)[0], page.split(_END)[1]
        known = [tuple(line.strip("| ").split(" | ")) for line in page.split(_START)[1].split(_END)[0].splitlines()[2:]]
        lasting = [row for row in rows if row[1] != _TIME]  # a time hangs on the machine and its load
        table = _table(_renewed([(a, b, c) for a, b, c in known], lasting))
        args.write.write_text(f"{head}{_START}{table}\n{_END}{rest}", encoding="utf-8")


_TIME = "merging four readings"
_START, _END = "<!-- table -->\n", "<!-- end of table -->"


def _table(rows: Iterable[Row]) -> str:
    return "| what | measure | value |\n|---|---|---|\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _renewed(known: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """The rows of a page with those that were measured again in the place of the old ones; new ones at the end."""
    fresh = {what: [row for row in rows if row[0] == what] for what, *_ in rows}
    table: list[Row] = []
    for row in known:
        if row[0] not in fresh:
            table.append(row)
        elif fresh[row[0]] and fresh[row[0]][0] not in table:
            table += fresh[row[0]]
    return table + [row for row in rows if row not in table]


# The founding story


def founding(shared: Path, read: bool) -> Iterator[Row]:
    """Characters and events of four tellings, against the annotated alignment."""
    seeds = shared / "storybench" / "seeds"
    truth = json.loads((seeds / "STORY-no-tears.json").read_text(encoding="utf-8"))
    gold = [s for s in load(seeds / "doc", seeds / "gold") if s.tellings[0].id in truth["tellings"]]
    raw = {id: json.loads((seeds / "gold" / f"{id}.json").read_text(encoding="utf-8")) for id in truth["tellings"]}
    given = _read([s.tellings[0] for s in gold]) if read else gold
    started = time.perf_counter()
    merged = merge(given)
    took = time.perf_counter() - started
    # The annotators number events as they wrote them; stories number them by place.
    where: dict[tuple[str, int], str] = {}
    for story in gold:
        id = story.tellings[0].id
        left = list(story.events)
        for n, event in enumerate(raw[id]["events"]):
            start, end = story.tellings[0].sentences[event["sentence"] - 1]
            fits = (
                e
                for e in left
                if e.type == event["type"]
                and e.predicate == event["trigger"].lower()
                and start <= e.triggers[0].start < end
                and set(event["agents"]) == set(e.agents)
            )
            found = next(fits)
            left.remove(found)
            where[id, n] = found.id
    people = [
        [(s.tellings[0].id, c) for s in gold for c in [key] if key in {x.id for x in s.characters}]
        for key in sorted({c.id for s in gold for c in s.characters})
    ]
    happenings = [[(t, where[t, n]) for t, n in group] for group in truth["event_alignment"]]
    same = _translation(gold, given)
    kind = "read" if read else "annotated"
    for type, groups in ((ClaimType.CHARACTER, people), (ClaimType.EVENT, happenings)):
        wanted = _pairs([[same[type, t, i] for t, i in g if (type, t, i) in same] for g in groups])
        lost = len(_pairs(groups)) - len(wanted)
        known = {x for k, x in same.items() if k[0] is type}
        for links in (False, True) if type is ClaimType.EVENT else (False,):
            found_pairs = {p for p in aligned_pairs(merged, type, links=links) if p <= known}
            what = f"{type} alignment{', with parts and deeds' if links else ''}: P / R / F1"
            yield f"founding story, {kind}", what, _figures(*_scores(found_pairs, wanted, lost))
    yield f"founding story, {kind}", "disagreements (to inspect)", "; ".join(d.point for d in merged.disagreements)
    yield f"founding story, {kind}", _TIME, f"{took:.2f} s"


def _translation(gold: Sequence[Story], given: Sequence[Story]) -> dict[tuple[ClaimType, str, str], tuple[str, str]]:
    """Which read character or event stands for which annotated one: by mentions, or by triggers, in common."""
    same: dict[tuple[ClaimType, str, str], tuple[str, str]] = {}
    for one, other in zip(gold, given, strict=True):
        id = one.tellings[0].id
        votes: Counter[tuple[str, str]] = Counter()
        spans: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for m in other.mentions:
            if len(m.characters) == 1:
                spans[m.span.start, m.span.end].append(m.characters[0])
        for m in one.mentions:
            if len(m.characters) == 1:
                votes.update((m.characters[0], c) for c in spans[m.span.start, m.span.end])
        taken: set[str] = set()
        for (a, b), _ in votes.most_common():
            if (ClaimType.CHARACTER, id, a) not in same and b not in taken:
                same[ClaimType.CHARACTER, id, a] = id, b
                taken.add(b)
        for e in one.events:
            fits = [f for f in other.events if any(s.overlaps(t) for s in e.triggers for t in f.triggers)]
            fits.sort(key=lambda f: (f.type is not e.type, f.id != e.id))
            if fits:
                same[ClaimType.EVENT, id, e.id] = id, fits[0].id
    return same


def _pairs(groups: Iterable[Iterable[tuple[str, str]]]) -> set[Pair]:
    """All pairs of members of different tellings."""
    return {frozenset((a, b)) for g in groups for a, b in combinations(sorted(set(g)), 2) if a[0] != b[0]}


def aligned_pairs(merged: Story, type: ClaimType, *, links: bool) -> set[Pair]:
    """All pairs of (telling, local id) that ``merged`` takes for one; with ``links``, wholes and parts as well."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for a in merged.alignments:
        if a.type is type and a.kind is AlignmentKind.SAME:
            groups[a.shared].append((a.telling, a.local))
    found = _pairs(groups.values())
    for a in merged.alignments:
        if links and a.type is type and a.kind is not AlignmentKind.SAME:
            found |= {frozenset((x, (a.telling, a.local))) for x in groups[a.shared] if x[0] != a.telling}
    return found


def _figures(precision: float, recall: float, f1: float) -> str:
    return f"{precision:.2f} / {recall:.2f} / {f1:.2f}"


def _scores(found: set[Any], wanted: set[Any], lost: int = 0) -> tuple[float, float, float]:
    both = len(found & wanted)
    precision = both / len(found) if found else 1.0
    recall = both / (len(wanted) + lost) if wanted or lost else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _read(tellings: list[Telling]) -> list[Story]:
    from fabula.reading import read_tellings

    return read_tellings(tellings)


# Plays told twice


def plays(shared: Path) -> Iterator[Row]:
    """Named characters of ten plays, by a hand-made list of who is who (``benchmarks/plays.py``)."""
    found: set[Pair] = set()
    wanted: set[Pair] = set()
    points = []
    for record in records(shared, "lamb_nesbit"):
        cast = PLAYS.get(record["title"])
        if cast is None:
            continue
        readings = _read([Telling("lamb", record["lamb"]), Telling("nesbit", record["nesbit"])])
        who: dict[tuple[str, str], str] = {}
        for reading in readings:
            weight = Counter(c for m in reading.mentions for c in m.characters)
            for name in cast:
                # Whom the reader took for several is counted once, where most of them is.
                named = [
                    c.id
                    for c in reading.characters
                    if any(re.fullmatch(name, a, re.IGNORECASE) for a in (c.name, *c.aliases))
                ]
                if named:
                    who.setdefault((reading.tellings[0].id, max(named, key=weight.__getitem__)), name)
        merged = merge(readings)
        groups = defaultdict(list)
        for a in merged.alignments:
            if a.type is ClaimType.CHARACTER and (a.telling, a.local) in who:
                groups[a.shared].append((a.telling, f"{record['title']}.{a.local}"))
        found |= _pairs(groups.values())
        by_name = defaultdict(list)
        for (telling, local), name in who.items():
            by_name[name].append((telling, f"{record['title']}.{local}"))
        wanted |= _pairs(by_name.values())
        points += [f"{record['title']}: {d.type} {d.point}" for d in merged.disagreements if d.type != "spelling"]
    yield "ten plays told twice, read", "character alignment: P / R / F1", _figures(*_scores(found, wanted))
    yield "ten plays told twice, read", "disagreements (to inspect)", "; ".join(points) or "none"


# Remakes told apart


def remakes(shared: Path) -> Iterator[Row]:
    """Events of films made twice, aligned by hand among those read; nothing was fitted on them."""
    for links in (False, True):
        found: set[Any] = set()
        wanted: set[Any] = set()
        for pairing in pairings(shared, held=True):
            merged = merge(pairing.stories)
            pairs = aligned_pairs(merged, ClaimType.EVENT, links=links)
            found |= {(pairing.title, p) for p in pairs}
            wanted |= {(pairing.title, frozenset((("a", x), ("b", y)))) for x, y in pairing.pairs}
        what = f"event alignment{', with parts and deeds' if links else ''}: P / R / F1"
        yield "six films made twice, read", what, _figures(*_scores(found, wanted))


# Splitting


def splitting(shared: Path, many: int) -> Iterator[Row]:
    """One telling, and files of 1 to 5: exactly the right parts, or not."""
    for path in sorted((shared / "seeds").glob("*.txt")):
        parts = split(path.read_text(encoding="utf-8"))
        yield "splitting", path.name, f"{len(parts)} telling{'s' if len(parts) > 1 else ''}"
    films = films_held_back(shared, 100)
    pairs = [(r["lamb"], r["nesbit"]) for n, r in enumerate(records(shared, "lamb_nesbit")) if n % 2]
    pairs += films_told_twice(shared, held_back=True)
    chance = random.Random("alone")
    long = [film for film in films if len(split(film, "paragraph")) >= 4]
    whole = sum(len(split(_file([chance.choice(long)], "parted like paragraphs")[0])) == 1 for _ in range(many))
    yield "splitting", f"{many} films of four paragraphs and more, alone: kept whole", f"{whole / many:.2f}"
    shares = []
    for how in ("one paragraph each", "parted by a wider gap", "parted like paragraphs"):
        for again in (False, True):
            chance = random.Random(f"{how} {again}")
            right = 0
            for n in range(many):
                told = [chance.choice(films) for _ in range(n % 5 + 1)]
                if again and len(told) > 1:
                    told[:2] = chance.sample(chance.choice(pairs), 2)
                text, starts = _file(told, how)
                right += [part.start for part in split(text)] == starts
            what = "with one story told twice" if again else "of different films"
            yield "splitting", f"{many} files {what}, {how}: right", f"{right / many:.2f}"
            shares.append(right / many)
    yield "splitting", "all these files of one to five tellings: right", f"{sum(shares) / len(shares):.3f}"


def _file(told: Sequence[str], how: str) -> tuple[str, list[int]]:
    text = ""
    starts = []
    for telling in told:
        words = telling.replace("\r\n", "\n").strip()
        words = " ".join(words.split()) if how == "one paragraph each" else re.sub(r"\n{2,}", "\n\n", words)
        text += {"parted by a wider gap": "\n\n\n\n", "one paragraph each": "\n"}.get(how, "\n\n") if text else ""
        starts.append(len(text))
        text += words
    return text, starts


# Grouping


def grouping(shared: Path, many: int) -> Iterator[Row]:
    """Pairs of texts: one story or not, with their names and without."""
    tales = [(r["lamb"], r["nesbit"]) for n, r in enumerate(records(shared, "lamb_nesbit")) if n % 2]
    films = films_held_back(shared, 400)
    chance = random.Random(7)
    for bare in (False, True):
        mask = masked if bare else str
        pairs = [(mask(a), mask(b), i == j) for i, (a, _) in enumerate(tales) for j, (_, b) in enumerate(tales)]
        right = sum((affinity(a, b) > 0) == same for a, b, same in pairs)
        kind = "names masked" if bare else "as they stand"
        yield "grouping, pairs", f"{len(pairs)} of Lamb and Nesbit, {kind}: accuracy", f"{right / len(pairs):.3f}"
        twice = [(mask(a), mask(b)) for a, b in films_told_twice(shared, held_back=True, checked=True)]
        others = [(mask(a), mask(b)) for a, b in (chance.sample(films, 2) for _ in range(many))]
        hits = sum(affinity(a, b) > 0 for a, b in twice)
        kept = sum(affinity(a, b) <= 0 for a, b in others)
        total = (hits + kept) / (len(twice) + len(others))
        yield "grouping, pairs", f"{len(twice) + len(others)} of film plots, {kind}: accuracy", f"{total:.3f}"
        yield (
            "grouping, pairs",
            f"of these, {len(twice)} remakes and retellings, {kind}: found",
            f"{hits / len(twice):.2f}",
        )
    seeds = [p.text for f in sorted((shared / "seeds").glob("*.txt")) for p in split(f.read_text(encoding="utf-8"))]
    yield "grouping", "the founding tellings", str([len(g) for g in group_texts(seeds)])


def masked(text: str) -> str:
    """``text`` without its names; where a name stood, nothing stands."""
    names = {n for n, count in names_in(text).items() if count}
    return re.sub(r"\b[A-Z][\w’'\-]*", lambda m: "" if m.group().lower().split("'")[0] in names else m.group(), text)


def films_told_twice(shared: Path, *, held_back: bool, checked: bool = False) -> list[tuple[str, str]]:
    """Film plots in pairs of one story, of the half that is ``held_back`` or of the other; only what is ``checked``."""
    pairs = [
        (r["a"]["plot"], r["b"]["plot"])
        for r in records(shared, "film_remakes")
        if held(bare_title(r["a"]["title"])) is held_back and (r["kind"] == "listed remake" or not checked)
    ]
    by_title: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for r in records(shared, "wiki_film_plots"):
        by_title[bare_title(r["title"])].setdefault(r["src"], r["plot"])
    for title, told in by_title.items():
        late = [told[s] for s in ("tripod", "top100-wiki-imdb") if s in told]
        if held(title) is held_back and late and "character-type-id" in told:
            pairs.append((told["character-type-id"], late[0]))
    return pairs


def films_held_back(shared: Path, least: int) -> list[str]:
    """Film plots of more than ``least`` code points that nothing was fitted on, be it under the title's bare form."""
    return [
        r["plot"]
        for r in records(shared, "wiki_film_plots")
        if held(r["title"]) and held(bare_title(r["title"])) and len(r["plot"]) > least
    ]


def held(title: str) -> bool:
    """Whether a title belongs to the half that nothing was fitted on."""
    return zlib.crc32(title.lower().encode()) % 2 == 1


def records(shared: Path, name: str) -> list[dict[str, Any]]:
    """The records of one file of the shared data."""
    with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
