"""What a whole collection of stories says: who acts on whom, who dies how, what happens when, how casts are knit.

All counts are over what the tellings assert: events and relations with their confidence at or above a threshold, events
that are *actual*, deaths that are *certain*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path
from statistics import fmean
from typing import Any

from fabula.corpus.storage import Place, place
from fabula.errors import InputError

__all__ = ["Stats", "StatsTable", "stats"]

GENDERS = ("f", "m", "n", "unknown")
_BATCH = 4096

_Numbers = tuple[int | float, ...]
_Cells = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class StatsTable:
    """One table: its name, what it shows, its columns and rows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[_Cells, ...]

    def to_frame(self) -> Any:
        """The table as a pandas ``DataFrame`` (needs pandas)."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(self.columns))


@dataclass(frozen=True, slots=True)
class Stats:
    """The tables, in the order they are shown."""

    tables: tuple[StatsTable, ...]

    def __getitem__(self, name: str) -> StatsTable:
        """The table with this name. Raises ``KeyError`` if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def stats(folder: str | Path, *, least: float = 0.0) -> Stats:
    """Count over the tables of a batch.

    The tables are: ``genders`` (who acts on whom, by the gender of both), ``acts`` (the same for each type of event),
    ``deaths`` (manner by the victim's gender), ``killers`` (the killer's gender by the victim's), ``decades`` (types of
    events by decade, as a share of the decade's events), and ``networks`` (measures of the networks of characters by
    decade: of those who act together or on one another, or are related).

    Args:
        folder: the folder of a batch; a path or an address.
        least: the confidence below which a claim is not counted.

    Raises:
        InputError: the folder holds no tables of a batch.
        MissingExtraError: pyarrow is not installed.
    """
    source = place(folder)
    decades = _decades(source)
    events = _Events(decades)
    for row in _rows(
        source,
        "events",
        ("story", "type", "modality", "confidence", "agents", "patients", "agent_genders", "patient_genders"),
    ):
        if row["modality"] == "actual" and row["confidence"] >= least:
            events.count(row)
    deaths: Counter[tuple[str, str]] = Counter()
    killers: Counter[tuple[str, str]] = Counter()
    for row in _rows(source, "deaths", ("manner", "certainty", "confidence", "victim_gender", "killer_genders")):
        if row["certainty"] == "certain" and row["confidence"] >= least:
            deaths[row["manner"], row["victim_gender"]] += 1
            killers.update((gender, row["victim_gender"]) for gender in row["killer_genders"])
    networks = _networks(source, decades, least)
    return Stats(
        (
            _crossed("genders", "Who acts on whom", "agent", "patient", events.genders),
            _acts(events.acts),
            _crossed("deaths", "Deaths by manner and gender of the victim", "manner", "victim", deaths),
            _crossed("killers", "Who kills whom", "killer", "victim", killers),
            _profiles(events.decades),
            networks,
        )
    )


class _Events:
    """Counts over events, one after the other."""

    def __init__(self, decades: Mapping[str, str]) -> None:
        self._decade = decades
        self.genders: Counter[tuple[str, str]] = Counter()
        self.acts: Counter[tuple[str, str, str]] = Counter()
        self.decades: Counter[tuple[str, str]] = Counter()

    def count(self, row: Mapping[str, Any]) -> None:
        """Take one event into account."""
        type, story = row["type"], row["story"]
        self.decades[self._decade.get(story, ""), type] += 1
        for a, agent in zip(row["agents"], row["agent_genders"], strict=True):
            for b, patient in zip(row["patients"], row["patient_genders"], strict=True):
                if a != b:
                    self.genders[agent, patient] += 1
                    self.acts[type, agent, patient] += 1


def _rows(source: Place, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a table, a few thousand in memory at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = source / table
    parts = [part for part in (folder.files() if folder.kind() == "folder" else []) if part.suffix == ".parquet"]
    if not parts:
        raise InputError(f"{source.name} holds no tables of a batch: make them with fabula batch INPUT --out DIR.")
    for part in parts:
        try:
            with part.open() as file:
                for batch in pq.ParquetFile(file).iter_batches(_BATCH, columns=list(columns)):
                    yield from batch.to_pylist()
        except (pa.ArrowException, OSError):
            raise InputError(f"{part.name} is damaged: run the batch again, to another folder.") from None


def _decades(source: Place) -> dict[str, str]:
    """The decade of each story whose year is known, as ``1950s``."""
    found: dict[str, str] = {}
    for row in _rows(source, "tellings", ("story", "year")):
        if row["year"] is not None:
            found.setdefault(row["story"], f"{row['year'] // 10 * 10}s")
    return found


def _crossed(name: str, title: str, first: str, second: str, counts: Counter[tuple[str, str]]) -> StatsTable:
    """A table of counts with the second key in columns, and each row's share of all."""
    everything = counts.total()
    keys = sorted({a for a, _ in counts}, key=lambda a: (GENDERS.index(a) if a in GENDERS else -1, a))
    rows: list[_Cells] = []
    for key in keys:
        cells = [counts[key, gender] for gender in GENDERS]
        rows.append((key, *cells, sum(cells), round(sum(cells) / everything, 4)))
    columns = (first, *(f"{second} {gender}" for gender in GENDERS), "all", "share")
    return StatsTable(name, title, columns, tuple(rows))


def _acts(acts: Counter[tuple[str, str, str]]) -> StatsTable:
    """For each type of event how often women and men do it to each other, and the share that women do."""
    types = Counter[str]()
    for (type, _, _), count in acts.items():
        types[type] += count
    rows: list[_Cells] = []
    for type, count in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        cells = [acts[type, a, b] for a in ("f", "m") for b in ("f", "m")]
        done = sum(acts[type, a, b] for a in ("f", "m") for b in GENDERS)
        women = sum(acts[type, "f", b] for b in GENDERS)
        rows.append((type, *cells, count, round(women / done, 4) if done else float("nan")))
    columns = ("event", "f to f", "f to m", "m to f", "m to m", "all", "share of women among agents")
    return StatsTable("acts", "Who does what to whom", columns, tuple(rows))


def _profiles(counts: Counter[tuple[str, str]]) -> StatsTable:
    """For each type its share of the events of each decade."""
    decades = sorted({decade for decade, _ in counts})
    totals = {decade: sum(n for (d, _), n in counts.items() if d == decade) for decade in decades}
    types = Counter[str]()
    for (_, type), count in counts.items():
        types[type] += count
    rows: list[_Cells] = []
    for type, count in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        rows.append((type, *(round(counts[decade, type] / totals[decade], 4) for decade in decades), count))
    columns = ("event", *(decade or "no year" for decade in decades), "all")
    return StatsTable("decades", "What happens, by decade (share of its events)", columns, tuple(rows))


_MEASURES = ("stories", "characters", "ties", "density", "clustering", "centralization", "largest component")


class _ByStory:
    """The rows of a table story by story; all tables of a batch have their stories in the same order."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._groups = groupby(rows, key=lambda row: row["story"])
        self._next = next(self._groups, None)

    def take(self, story: str) -> list[dict[str, Any]]:
        """The rows of one story; stories are asked for in order."""
        if self._next is None or self._next[0] != story:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _networks(source: Place, decades: Mapping[str, str], least: float) -> StatsTable:
    """Means over stories, for each decade and for all."""
    columns = ("story", "modality", "confidence", "agents", "patients")
    events = _ByStory(_rows(source, "events", columns))
    relations = _ByStory(_rows(source, "relations", ("story", "a", "b", "confidence")))
    measured: dict[str, list[_Numbers]] = {}
    for story, cast in groupby(_rows(source, "characters", ("story",)), key=lambda row: str(row["story"])):
        ties = {frozenset((r["a"], r["b"])) for r in relations.take(story) if r["confidence"] >= least}
        for e in events.take(story):
            if e["modality"] == "actual" and e["confidence"] >= least:
                ties.update(frozenset(pair) for pair in combinations({*e["agents"], *e["patients"]}, 2))
        measured.setdefault(decades.get(story, ""), []).append(_measure(sum(1 for _ in cast), ties))
    everything = [m for group in measured.values() for m in group]
    rows = [(decade or "no year", *_means(group)) for decade, group in sorted(measured.items())]
    if len(rows) > 1:
        rows.append(("all", *_means(everything)))
    return StatsTable("networks", "Networks of characters (means over stories)", ("decade", *_MEASURES), tuple(rows))


def _measure(size: int, ties: Iterable[frozenset[str]]) -> _Numbers:
    """Characters, ties, density, clustering, degree centralization (Freeman 1978), share of the largest component."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(tuple(sorted(tie)) for tie in ties)
    graph.add_nodes_from(f"\0{n}" for n in range(size - len(graph)))  # those without ties
    nodes = len(graph)
    degrees = [degree for _, degree in graph.degree()]
    spread = sum(max(degrees) - degree for degree in degrees) / ((nodes - 1) * (nodes - 2)) if nodes > 2 else 0.0
    largest = max((len(component) for component in nx.connected_components(graph)), default=0)
    clustering = nx.average_clustering(graph)
    return nodes, graph.number_of_edges(), nx.density(graph), clustering, spread, largest / nodes


def _means(group: list[_Numbers]) -> _Numbers:
    return (len(group), *(round(fmean(values), 3) for values in zip(*group, strict=True)))
