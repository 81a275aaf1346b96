"""The cast as a network that changes as the story goes on: GEXF 1.3 (dynamic) and GraphML.

Time is the place in story order, counted from 0: a node lasts from the first event that a character takes part in to
the last (or to their death), an edge of an event from that event to the next. A relation lasts as long as both of its
ends do.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from fabula.exports.xml import clean, xml_bytes
from fabula.story.ontology import Certainty
from fabula.story.story import Story

__all__ = ["Link", "Network", "Node", "network", "to_gexf", "to_graphml"]

_GEXF = "http://gexf.net/1.3"


_Values = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Node:
    """A character, with the time ``[start, end)`` of their part in the story."""

    id: str
    label: str
    start: int
    end: int
    values: _Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation, or one event between two characters; ``directed`` from ``a`` to ``b``."""

    id: str
    a: str
    b: str
    label: str
    kind: str
    directed: bool
    start: int
    end: int
    modality: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and links in a fixed order; ``length`` is the number of events."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    length: int


def network(story: Story) -> Network:
    """The network of a story: an edge from every agent to every patient of an event, one between the agents of an event
    without patients, and one for each relation. A character without events lasts the whole story.
    """
    happens = {event: place for place, event in enumerate(story.order)}
    times = {event.id: happens.get(event.id, told) for told, event in enumerate(story.events)}
    length = max(len(story.events), 1)
    lives: dict[str, tuple[int, int]] = {}
    for event in story.events:
        at = times[event.id]
        for character in event.characters:
            first, last = lives.get(character, (at, at + 1))
            lives[character] = (min(first, at), max(last, at + 1))
    counts: dict[str, int] = {}
    for mention in story.mentions:
        for character in mention.characters:
            counts[character] = counts.get(character, 0) + 1
    deaths = {
        death.victim: times[death.event] + 1
        for death in story.deaths
        if death.event in times and death.certainty is Certainty.CERTAIN
    }
    nodes = []
    for c in story.characters:
        start, end = lives.get(c.id, (0, length))
        values: _Values = {
            "kind": str(c.kind),
            "gender": str(c.gender),
            "fate": str(c.fate),
            "part": str(c.part),
            "named": c.named,
            "mentions": counts.get(c.id, 0),
        }
        if c.id in deaths:
            values["dies"] = deaths[c.id] - 1
        nodes.append(Node(c.id, c.name, start, end, values))
    spans = {node.id: (node.start, node.end) for node in nodes}
    links = []
    for r in story.relations:
        start = max(spans[r.a][0], spans[r.b][0])
        end = max(min(spans[r.a][1], spans[r.b][1]), start + 1)
        directed = not r.type.symmetric
        links.append(Link(r.id, r.a, r.b, str(r.type), "relation", directed, start, end, confidence=r.confidence))
    for event in story.events:
        pairs = [(a, b, True) for a in event.agents for b in event.patients if a != b]
        if not event.patients:
            agents = event.agents
            pairs = [(a, b, False) for i, a in enumerate(agents) for b in agents[i + 1 :]]
        at = times[event.id]
        for number, (a, b, directed) in enumerate(pairs):
            id = event.id if len(pairs) == 1 else f"{event.id}.{number}"
            modality = str(event.modality)
            links.append(Link(id, a, b, str(event.type), "event", directed, at, at + 1, modality, event.confidence))
    return Network(tuple(nodes), tuple(links), length)


def to_gexf(story: Story, id: str) -> dict[str, bytes]:
    """A dynamic network in GEXF 1.3, as Gephi reads it."""
    made = network(story)
    root = ET.Element("gexf", {"xmlns": _GEXF, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "fabula"
    ET.SubElement(meta, "description").text = clean(story.title or id)
    graph = ET.SubElement(
        root,
        "graph",
        {
            "mode": "dynamic",
            "defaultedgetype": "directed",
            "timeformat": "integer",
            "timerepresentation": "interval",
            "start": "0",
            "end": str(made.length),
        },
    )
    node_types = {
        "kind": "string",
        "gender": "string",
        "fate": "string",
        "part": "string",
        "named": "boolean",
        "mentions": "integer",
        "dies": "integer",
    }
    # A graph of both kinds of edges is more than most readers take: all are directed, and say whether that is meant.
    edge_types = {
        "type": "string",
        "kind": "string",
        "modality": "string",
        "directed": "boolean",
        "confidence": "double",
    }
    for target, types in (("node", node_types), ("edge", edge_types)):
        attributes = ET.SubElement(graph, "attributes", {"class": target, "mode": "static"})
        for name, kind in types.items():
            ET.SubElement(attributes, "attribute", {"id": name, "title": name, "type": kind})
    nodes = ET.SubElement(graph, "nodes")
    for node in made.nodes:
        element = ET.SubElement(nodes, "node", {"id": node.id, "label": clean(node.label), **_interval(node)})
        _values(element, node.values)
        ET.SubElement(ET.SubElement(element, "spells"), "spell", _interval(node))
    edges = ET.SubElement(graph, "edges")
    for link in made.links:
        element = ET.SubElement(
            edges,
            "edge",
            {
                "id": f"{link.kind}-{link.id}",
                "source": link.a,
                "target": link.b,
                "label": link.label,
                "weight": "1.0",
                **_interval(link),
            },
        )
        said: _Values = {
            "type": link.label,
            "kind": link.kind,
            "modality": link.modality,
            "directed": link.directed,
            "confidence": link.confidence,
        }
        _values(element, said)
        ET.SubElement(ET.SubElement(element, "spells"), "spell", _interval(link))
    ET.indent(root)
    return {f"{id}.gexf": xml_bytes(root)}


def _interval(item: Node | Link) -> dict[str, str]:
    return {"start": str(item.start), "end": str(item.end)}


def _values(element: ET.Element, values: _Values) -> None:
    holder = ET.SubElement(element, "attvalues")
    for name, value in values.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        ET.SubElement(holder, "attvalue", {"for": name, "value": text})


def to_graphml(story: Story, id: str) -> dict[str, bytes]:
    """The same network in GraphML: times are ``start`` and ``end``, and each edge says whether it is ``directed``."""
    import networkx as nx

    made, graph = network(story), nx.MultiDiGraph(title=clean(story.title or id))
    for node in made.nodes:
        graph.add_node(node.id, label=clean(node.label), start=node.start, end=node.end, **node.values)
    for link in made.links:
        graph.add_edge(
            link.a,
            link.b,
            key=f"{link.kind}-{link.id}",
            type=link.label,
            kind=link.kind,
            directed=link.directed,
            start=link.start,
            end=link.end,
            modality=link.modality,
            confidence=link.confidence,
        )
    text = "\n".join(nx.generate_graphml(graph))
    return {f"{id}.graphml": f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()}
