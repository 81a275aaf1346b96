"""The networks, read by networkx."""

from __future__ import annotations

import io

import networkx as nx
from hypothesis import given, settings

from fabula.exports.networks import network, to_gexf, to_graphml
from fabula.story.story import Story
from tests.story.strategies import stories


def gexf(story: Story) -> nx.Graph:
    return nx.read_gexf(io.BytesIO(to_gexf(story, "x")["x.gexf"]), version="1.3")


def graphml(story: Story) -> nx.Graph:
    return nx.read_graphml(io.BytesIO(to_graphml(story, "x")["x.graphml"]), force_multigraph=True)


def test_who_does_what_to_whom_is_an_edge(story: Story) -> None:
    """One edge for each agent and patient, one for those who act together, one for each relation."""
    edges = sorted((a, b, d["type"]) for a, b, d in graphml(story).edges(data=True))
    assert edges == [
        ("ivo", "mara", "escape"),
        ("ivo", "mara", "rescue"),
        ("ivo", "mara", "sibling_of"),
        ("ivo", "mara", "tell"),
        ("judge", "mara", "arrest"),
        ("town", "judge", "mourn"),
    ]


def test_time_is_story_time(story: Story) -> None:
    """What is told fourth but happens second stands at the second place, and nobody lasts beyond their death."""
    graph = graphml(story)
    starts = {d["type"]: d["start"] for _, _, d in graph.edges(data=True) if d["kind"] == "event"}
    assert (starts["arrest"], starts["tell"]) == (0, 1)
    assert graph.nodes["judge"]["dies"] == 5


def test_networkx_reads_gexf(story: Story, gold: list[Story]) -> None:
    """The same nodes, labels and number of edges as were written, with spells inside the graph's time."""
    for each in (story, *gold):
        made, read = network(each), gexf(each)
        assert {(n, d["label"]) for n, d in read.nodes(data=True)} == {(n.id, n.label) for n in made.nodes}
        assert read.number_of_edges() == len(made.links)
        assert all(0 <= int(s) < int(e) <= made.length for _, d in read.nodes(data=True) for s, e in d["spells"])


def test_networkx_reads_graphml(gold: list[Story]) -> None:
    """Attributes keep their types."""
    for each in gold:
        made, read = network(each), graphml(each)
        assert {n.id: n.values["mentions"] for n in made.nodes} == {n: d["mentions"] for n, d in read.nodes(data=True)}
        assert sum(d["directed"] for _, _, d in read.edges(data=True)) == sum(k.directed for k in made.links)


@given(stories())
@settings(max_examples=25, deadline=None)
def test_any_story_makes_readable_networks(story: Story) -> None:
    """Whatever the names hold."""
    assert len(gexf(story)) == len(graphml(story)) == len(story.characters)
