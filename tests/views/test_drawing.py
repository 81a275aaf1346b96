"""Charts by themselves: SVG that needs nothing else, PNG, networks and timelines."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pictures import invented
from fabula.errors import InputError
from fabula.story.story import Story
from fabula.views import draw, draw_png
from fabula.views.index import Index
from fabula.views.placing import apart, place
from fabula.views.ties import Tie, circles, ties
from tests.views.samples import hostile, sample

CHARTS = "storyline", "network", "timeline"


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("story", [sample, hostile, lambda: invented(20, 60)], ids=["sample", "hostile", "invented"])
def test_svg_stands_alone(story: object, chart: str) -> None:
    """A drawing is well-formed, knows its colours, and carries no script, link or handler."""
    drawing = draw(story(), chart)  # type: ignore[operator]
    root = ElementTree.fromstring(drawing)
    elements = list(root.iter())
    assert {e.tag.rpartition("}")[2] for e in elements} <= {
        "svg",
        "title",
        "desc",
        "style",
        "g",
        "path",
        "rect",
        "circle",
        "text",
    }
    assert [k for e in elements for k in e.attrib if "href" in k or k.startswith("on")] == []
    assert "var(" not in drawing
    assert drawing._repr_svg_() == drawing


def test_same_story_same_picture_in_every_process() -> None:
    """Pictures do not hang on the order in which Python happens to hash."""
    code = (
        "from benchmarks.pictures import invented; from fabula.views import draw; import hashlib;"
        f"print([hashlib.sha256(draw(invented(9, 30), c).encode()).hexdigest() for c in {CHARTS}])"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outs) == 1


def test_png() -> None:
    """A PNG comes out at the size asked for."""
    pytest.importorskip("resvg_py")
    small, large = (draw_png(sample(), "network", scale=s) for s in (1.0, 2.0))
    assert small[:8] == b"\x89PNG\r\n\x1a\n"
    width = [int.from_bytes(png[16:20]) for png in (small, large)]
    assert math.isclose(width[1], 2 * width[0], abs_tol=2)


def test_messages_say_what_would_work() -> None:
    """A chart or order that there is not, or an empty story, is refused in one sentence."""
    with pytest.raises(InputError, match="storyline, network, timeline"):
        draw(sample(), "pie")
    with pytest.raises(InputError, match="story, long or short"):
        draw(sample(), order="telling")
    with pytest.raises(InputError, match="nothing to draw"):
        draw(Story(()))


def test_telling_order_may_be_called_telling() -> None:
    """Where there is one telling, its order needs no id."""
    story = invented(5, 20)
    assert draw(story, order="telling") == draw(story, order="t")


@given(st.integers(2, 12), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_boxes_are_pushed_apart(count: int, seed: int) -> None:
    """However boxes lie, afterwards no two of them overlap."""
    dice = np.random.default_rng(seed)
    points, sizes = dice.normal(0, 40, (count, 2)), [(30.0, 20.0)] * count
    found = apart(points, sizes)
    for a, b in combinations(found, 2):
        assert abs(a[0] - b[0]) > 29.5 or abs(a[1] - b[1]) > 19.5


def test_network_stands_still() -> None:
    """A tie more or less between minor characters leaves the leads where they are, by and large."""
    edges = [(0, n, 1.0) for n in range(1, 8)] + [(n, n + 1, 1.0) for n in range(1, 7)]
    before, after = place(8, edges), place(8, [*edges, (1, 7, 1.4)])
    assert float(np.linalg.norm(before[0] - after[0])) < 0.5


def test_ties_are_signed() -> None:
    """Kin is friendly, killing hostile, and both make a mixed tie."""
    signs = {(t.a, t.b): t.sign for t in ties(Index(sample()))}
    assert signs[tuple(sorted(("mara", "ivo"), key=Index(sample()).ranked.index))] == "friendly"  # type: ignore[index]
    assert signs[tuple(sorted(("mara", "corven"), key=Index(sample()).ranked.index))] == "hostile"  # type: ignore[index]


def test_friends_stand_together_and_foes_apart() -> None:
    """Two families at war are two circles."""

    def tie(a: str, b: str, friendly: float, hostile: float) -> Tie:
        return Tie(a, b, friendly, hostile, 0.0, ("r",), (), 0)

    lines = [tie("a", "b", 2, 0), tie("b", "c", 2, 0), tie("x", "y", 2, 0), tie("c", "x", 0, 3), tie("a", "y", 1, 2)]
    assert sorted(map(sorted, circles(lines))) == [["a", "b", "c"], ["x", "y"]]
