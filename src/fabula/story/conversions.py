"""A story as the tables and the graph that other Python libraries work with.

The libraries are optional or slow to start, so they are imported when a story is converted.
"""

from __future__ import annotations

from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fabula.errors import MissingExtraError
from fabula.story.ontology import Modality

if TYPE_CHECKING:
    import networkx

    from fabula.story.story import Story

__all__ = ["to_frames", "to_html", "to_networkx", "to_rows"]

Row = dict[str, Any]


def to_rows(story: Story) -> dict[str, list[Row]]:
    """Flat rows by table: ``tellings, characters, mentions, relations, events, deaths, causes, disagreements``.

    Characters are given by name next to their ids; several values in one cell are joined by ``"; "``. Offsets are code
    points, sentences count from 1; ``evidence`` are the words.
    """
    names = {c.id: c.name for c in story.characters}

    def called(ids: tuple[str, ...]) -> str:
        return "; ".join(names[i] for i in ids)

    def place(claim: Any) -> Row:
        span = claim.evidence[0]
        return {
            "telling": "; ".join(claim.tellings),
            "sentence": story.telling(span.telling).sentence_at(span.start),
            "evidence": story.words(span),
            "confidence": claim.confidence,
        }

    return {
        "tellings": [
            {"telling": t.id, "title": t.title, "source": t.source, "language": t.language, "text": t.text}
            for t in story.tellings
        ],
        "characters": [
            {
                "character": c.id,
                "name": c.name,
                "named": c.named,
                "aliases": "; ".join(c.aliases),
                "kind": c.kind.value,
                "gender": c.gender.value,
                "fate": c.fate.value,
                "part": c.part.value,
                "occupations": "; ".join(c.occupations),
                "performer": c.performer,
                "mentions": sum(c.id in m.characters for m in story.mentions),
            }
            for c in story.characters
        ],
        "mentions": [
            {
                "telling": m.span.telling,
                "start": m.span.start,
                "end": m.span.end,
                "words": story.words(m.span),
                "form": m.form.value,
                "characters": "; ".join(m.characters),
            }
            for m in story.mentions
        ],
        "relations": [
            {"relation": r.id, "type": r.type.value, "a": r.a, "b": r.b, "a_name": names[r.a], "b_name": names[r.b]}
            | place(r)
            for r in story.relations
        ],
        "events": [
            {
                "event": e.id,
                "type": e.type.value,
                "predicate": e.predicate,
                "agents": called(e.agents),
                "patients": called(e.patients),
                "modality": e.modality.value,
                "when": e.when.value,
            }
            | place(e)
            for e in story.events
        ],
        "deaths": [
            {
                "death": d.id,
                "victim": names[d.victim],
                "killers": called(d.killers),
                "manner": d.manner.value,
                "certainty": d.certainty.value,
            }
            | place(d)
            for d in story.deaths
        ],
        "causes": [
            {"cause_id": c.id, "cause": c.cause, "effect": c.effect, "type": c.type.value} | place(c)
            for c in story.causes
        ],
        "disagreements": [
            {
                "disagreement": d.id,
                "type": d.type.value,
                "point": d.point,
                "sides": " / ".join(s.value for s in d.sides),
            }
            for d in story.disagreements
        ],
    }


def to_frames(story: Story) -> dict[str, Any]:
    """The tables of :func:`to_rows` as pandas data frames, or as polars ones where only polars is installed.

    Raises :class:`~fabula.errors.MissingExtraError` where neither is.
    """
    rows = to_rows(story)
    if find_spec("pandas"):
        import pandas

        return {name: pandas.DataFrame(table) for name, table in rows.items()}
    if find_spec("polars"):
        import polars

        return {name: polars.DataFrame(table) for name, table in rows.items()}
    raise MissingExtraError("a story as data frames", "pandas")


def to_networkx(story: Story) -> networkx.MultiDiGraph[str]:
    """The cast as a directed graph with parallel edges.

    Nodes are character ids with ``name``, ``kind``, ``gender``, ``fate`` and ``mentions`` (a count). There is one edge
    a relation (``claim="relation"``, ``type``, ``symmetric``) and one for each pair of an agent and a patient of an
    actual event (``claim="event"``, ``type``, ``sentence``); keys are claim ids.
    """
    import networkx

    graph = networkx.MultiDiGraph(title=story.title)
    for c in story.characters:
        graph.add_node(
            c.id,
            name=c.name,
            kind=c.kind.value,
            gender=c.gender.value,
            fate=c.fate.value,
            mentions=sum(c.id in m.characters for m in story.mentions),
        )
    for r in story.relations:
        graph.add_edge(r.a, r.b, key=r.id, claim="relation", type=r.type.value, symmetric=r.type.symmetric)
    for e in story.events:
        if e.modality is Modality.ACTUAL:
            sentence = story.telling(e.evidence[0].telling).sentence_at(e.evidence[0].start)
            for a, b in ((a, b) for a in e.agents for b in e.patients if a != b):
                graph.add_edge(a, b, key=e.id, claim="event", type=e.type.value, sentence=sentence)
    return graph


def to_html(story: Story) -> str:
    """A small HTML table: the cast by how often each is mentioned, with aliases, fate and part. Text is escaped."""
    rows = to_rows(story)["characters"]
    shown = ("name", "aliases", "kind", "fate", "mentions")
    head = "".join(f"<th>{column}</th>" for column in shown)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(row[column]))}</td>" for column in shown) + "</tr>"
        for row in sorted(rows, key=lambda row: -row["mentions"])
    )
    title = escape(story.title or "Untitled story")
    counts = (
        f"{len(story.tellings)} tellings, {len(story.characters)} characters, {len(story.relations)} relations, "
        f"{len(story.events)} events, {len(story.deaths)} deaths"
    )
    return f"<table><caption>{title}: {counts}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
