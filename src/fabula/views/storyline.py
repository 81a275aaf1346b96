"""The storyline chart: a line for each character through the scenes, meeting where they meet.

After Munroe's movie narrative charts (xkcd 657). Orders come from :mod:`fabula.views.ordering`, heights from
:mod:`fabula.views.straightening`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from fabula.story.ontology import Modality
from fabula.views.elements import element, group, path, text_width
from fabula.views.happenings import sentence
from fabula.views.index import Index
from fabula.views.ordering import Plan, arrange, crossings
from fabula.views.plain import joined, shorten, token
from fabula.views.scenes import STORY, Scene, Track, endings, scenes
from fabula.views.straightening import heights

__all__ = ["Chart", "Label", "layout", "plan", "storyline"]

MOST_LINES = 60
_NAME, _END, _STEP = 12.5, 11.0, 30.0
_BOLD = 1.06
_FLAT = 8.0
_TOP, _BOTTOM, _SIDE = 44.0, 26.0, 16.0
_AGAIN = 620.0
_PAGE, _SPREAD = 1080.0, 26.0


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the chart: ``x`` is its left side, ``y`` its base line."""

    x: float
    y: float
    width: float
    size: float
    text: str
    character: str
    kind: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.x, self.y - self.size * 0.78, self.x + self.width, self.y + self.size * 0.24


@dataclass(frozen=True, slots=True)
class Chart:
    """A storyline chart before it is drawn. Slots are the scenes, with empty ones before and after for labels."""

    scenes: list[Scene]
    ends: dict[str, Track]
    plan: Plan
    first: int
    orders: list[list[str]]
    levels: list[dict[str, float]]
    xs: list[float]
    labels: list[Label]
    left_out: int

    @property
    def crossings(self) -> int:
        """How often two lines cross."""
        return crossings(self.orders)

    @property
    def width(self) -> float:
        """In pixels."""
        right = max((label.box[2] for label in self.labels), default=0.0)
        return max(right, self.xs[-1] if self.xs else 0.0) + _SIDE

    @property
    def height(self) -> float:
        """In pixels."""
        return max((y for level in self.levels for y in level.values()), default=0.0) + _TOP + _BOTTOM


def storyline(index: Index, order: str = STORY, *, linked: bool = True, chart: Chart | None = None) -> Markup:
    """The chart as an ``svg`` element, in story order or as the telling ``order`` tells it; empty where nobody meets.

    ``linked`` makes scenes links to the events of the same page; ``chart`` is what :func:`layout` gave, if it is known.
    """
    chart = chart or layout(index, order)
    if not chart.scenes:
        return Markup("")
    name = "in story order" if order == STORY else f"as {index.telling_name(order)} tells it"
    lines = chart.plan.stages
    summary = (
        f"Storyline of {len(lines)} characters through {len(chart.scenes)} scenes {name}. "
        f"The table after the chart says the same."
    )
    width, height = chart.width, chart.height
    return element(
        "svg",
        element("title", f"Storyline {name}"),
        element("desc", summary),
        group(_columns(index, chart, height), class_="axis"),
        group((_line(index, chart, c) for c in reversed([*lines])), class_="lines"),
        group((_scene(index, chart, n, linked) for n in range(len(chart.scenes))), class_="scenes"),
        group((_ending(index, chart, c) for c in chart.ends if c in lines), class_="ends"),
        group((_label(index, label) for label in chart.labels), class_="labels"),
        *([_cloth(index, chart, width, height)] if linked else []),
        xmlns="http://www.w3.org/2000/svg",
        class_="storyline",
        role="group",
        aria_label=f"Storyline {name}",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        data_roving="" if linked else None,
    )


def plan(index: Index, order: str = STORY) -> tuple[Plan, list[Scene], dict[str, Track], int, int]:
    """What is to be arranged, the scenes, the ends, the number of empty slots before the first scene, and how many
    characters are left out because the chart has room for sixty."""
    found = scenes(index, order)
    keep = {id for id in index.ranked if any(id in s.characters for s in found)}
    drawn = set([id for id in index.ranked if id in keep][:MOST_LINES])
    found = [Scene(s.events, tuple(c for c in s.characters if c in drawn), s.early) for s in found]
    found = [s for s in found if s.characters]
    ends = {c: t for c, t in endings(index, found).items() if c in drawn}
    last = {c: n for n, s in enumerate(found) for c in s.characters}
    start = {c: n for n, s in reversed([*enumerate(found)]) for c in s.characters}
    lead = {c: _slots(text_width(index.short_names[c], _NAME) * _BOLD + 14) for c in start}
    tail = {c: _slots(text_width(_end_words(index, ends[c]), _END) + 18) if c in ends else 0 for c in start}
    for c, track in ends.items():  # a line that goes on after a death (told out of order) keeps its end free of words
        if last[c] > track.scene:
            tail[c] = 0
    before = max((lead[c] - start[c] for c in start), default=0)
    after = max((tail[c] - (len(found) - 1 - last[c]) for c in start), default=0)
    nobody: frozenset[str] = frozenset()
    return (
        Plan(
            meetings=(*[nobody] * before, *(frozenset(s.characters) for s in found), *[nobody] * after),
            stages={c: (start[c] + before - lead[c], last[c] + before + tail[c]) for c in index.ranked if c in start},
            still={c: (lead[c], tail[c]) for c in start},
        ),
        found,
        ends,
        before,
        len(keep) - len(drawn),
    )


def layout(index: Index, order: str = STORY) -> Chart:
    """Where everything goes."""
    todo, found, ends, first, left_out = plan(index, order)
    orders = arrange(todo)
    levels = heights(todo, orders)
    xs = _across(levels)
    labels = _labels(index, todo, ends, levels, xs)
    return Chart(found, ends, todo, first, orders, levels, xs, labels, left_out)


def _slots(width: float) -> int:
    return max(1, int(width / _STEP) + 1)


def _end_words(index: Index, track: Track) -> str:
    killers = [index.short_names[k] for k in track.death.killers if k in index.characters and k != track.death.victim]
    return shorten(f"by {joined(killers)}", 30) if killers else ""


def _across(levels: list[dict[str, float]]) -> list[float]:
    """Where each slot stands: steep moves get more room."""
    xs = [_SIDE]
    for now, then in pairwise(levels):
        rise = max((abs(then[c] - y) for c, y in now.items() if c in then), default=0.0)
        xs.append(xs[-1] + _STEP + min(34.0, rise * 0.16))
    if len(xs) > 1:  # a short story fills the page
        spare = min(_SPREAD, max(0.0, _PAGE - xs[-1]) / (len(xs) - 1))
        xs = [x + n * spare for n, x in enumerate(xs)]
    return xs if levels else []


def _labels(
    index: Index, todo: Plan, ends: dict[str, Track], levels: list[dict[str, float]], xs: list[float]
) -> list[Label]:
    labels = []
    for c, (begin, end) in todo.stages.items():
        lead, tail = todo.still[c]
        name = index.short_names[c]
        width = text_width(name, _NAME) * _BOLD
        at = begin + lead
        y = levels[at][c] + _TOP
        labels.append(Label(xs[at] - 12 - width, y + _NAME * 0.34, width, _NAME, name, c, "name"))
        if tail and c in ends:
            words = _end_words(index, ends[c])
            stop = end - tail
            y = levels[stop][c] + _TOP
            if words:
                labels.append(Label(xs[stop] + 24, y + _END * 0.34, text_width(words, _END), _END, words, c, "killer"))
        labels += _again(name, c, range(at, end - tail + 1), todo, levels, xs)
    return labels


def _again(name: str, c: str, slots: range, todo: Plan, levels: list[dict[str, float]], xs: list[float]) -> list[Label]:
    """The name once more above a line that runs on and on: only where it is straight and has room above it."""
    found: list[Label] = []
    last, width = xs[slots.start], text_width(name, _END)
    for slot in slots:
        if xs[slot] - last < _AGAIN:
            continue
        stop = next((s for s in range(slot, slots.stop) if xs[s] - xs[slot] > width + 4), None)
        if stop is None:
            break
        run = range(slot, stop + 1)
        straight = all(levels[s][c] == levels[slot][c] and c not in todo.meetings[s] for s in run)
        mine = levels[slot][c]
        room = all(not mine - 22 < y < mine for s in run for y in levels[s].values())
        steady = all(
            (levels[s].get(o, mine) - mine) * (levels[s + 1].get(o, mine) - mine) >= 0
            for s in run[:-1]
            for o in levels[s]
        )
        if straight and room and steady:
            found.append(Label(xs[slot] + 4, mine + _TOP - 5, width, _END, name, c, "again"))
            last = xs[slot]
    return found


def _columns(index: Index, chart: Chart, height: float) -> list[Markup]:
    """Bands behind scenes that are told later than they happen, and the numbers of the first event of each scene."""
    marks = []
    for n, scene in enumerate(chart.scenes):
        x = chart.xs[chart.first + n]
        if scene.early:
            marks.append(element("rect", class_="early", x=x - 14, y=22.0, width=28.0, height=height - 22 - 8, rx=6.0))
        marks.append(
            element("text", str(index.numbers[scene.events[0]]), class_="tick", x=x, y=16.0, text_anchor="middle")
        )
        if scene.early:
            marks.append(element("text", "↶", class_="tick back", x=x, y=34.0, text_anchor="middle"))
    return marks


def _line(index: Index, chart: Chart, c: str) -> Markup:
    begin, end = chart.plan.stages[c]
    lead, tail = chart.plan.still[c]
    slots = range(begin + lead, end - tail + 1)
    points = [(chart.xs[s], chart.levels[s][c] + _TOP) for s in slots]
    x, y = points[0]
    steps: list[tuple[str, tuple[float, ...]]] = [("M", (x - 8, y))]
    for (x, y), (u, v) in pairwise(points):
        if abs(y - v) > 0.05:
            a, b = x + _FLAT, u - _FLAT
            middle = (a + b) / 2
            steps += [("H", (a,)), ("C", (middle, y, middle, v, b, v))]
    x, y = points[-1]
    steps.append(("H", (x + (12 if c in chart.ends and tail else 8),)))
    return element(
        "path",
        element("title", index.name(c, 80)),
        class_=f"life {index.style(c).classes}",
        d=path(steps),
        data_character=token(c),
    )


def _scene(index: Index, chart: Chart, n: int, linked: bool) -> Markup:
    scene, slot = chart.scenes[n], chart.first + n
    x = chart.xs[slot]
    ys = sorted(chart.levels[slot][c] + _TOP for c in scene.characters)
    said = [sentence(index, e) for e in scene.events]
    kills = any(t.scene == n for t in chart.ends.values())
    tried = all(index.events[e].modality is not Modality.ACTUAL for e in scene.events)
    marks = [element("title", f"{index.numbers[scene.events[0]]}. {'; '.join(said)}")]
    if len(ys) > 1:
        kind = "meeting" + (" death" if kills else "") + (" tried" if tried else "")
        marks.append(
            element("rect", class_=kind, x=x - 6.5, y=ys[0] - 7, width=13.0, height=ys[-1] - ys[0] + 14, rx=6.5)
        )
    marks += [
        element("circle", class_=f"stop {index.style(c).colour}", cx=x, cy=chart.levels[slot][c] + _TOP, r=3.6)
        for c in scene.characters
    ]
    # Something to hit, wherever one points between the people of the scene.
    marks.append(element("rect", class_="hit", x=x - 11, y=ys[0] - 9, width=22.0, height=ys[-1] - ys[0] + 18))
    tokens = " ".join(token(e) for e in scene.events)
    return element(
        "a" if linked else "g",
        *marks,
        href=f"#event-{token(scene.events[0])}" if linked else None,
        class_="scene",
        aria_label=f"Scene {n + 1}: {'; '.join(said)}" if linked else None,
        data_claim=tokens,
        data_event=tokens,
        data_character=" ".join(token(c) for c in scene.characters),
    )


def _ending(index: Index, chart: Chart, c: str) -> Markup:
    track = chart.ends[c]
    slot = chart.first + track.scene
    x, y = chart.xs[slot] + 15, chart.levels[slot][c] + _TOP
    return element(
        "path",
        element("title", f"{index.name(c, 60)} dies {_end_words(index, track)}".strip()),
        class_="cross",
        d=path(
            [("M", (x - 4.5, y - 4.5)), ("L", (x + 4.5, y + 4.5)), ("M", (x + 4.5, y - 4.5)), ("L", (x - 4.5, y + 4.5))]
        ),
        data_death=token(track.death.id),
        data_claim=token(track.death.id),
        data_character=token(c),
    )


def _label(index: Index, label: Label) -> Markup:
    return element(
        "text",
        label.text,
        class_=label.kind if label.kind != "name" else f"name {index.style(label.character).colour}",
        x=label.x,
        y=label.y,
        data_character=token(label.character),
    )


def _cloth(index: Index, chart: Chart, width: float, height: float) -> Markup:
    """The spoiler curtain: where it hangs for each number of events that may be known."""
    edges = []
    firsts = [min(index.numbers[e] for e in scene.events) for scene in chart.scenes]
    for known in range(len(index.order) + 1):
        at = next((n for n, first in enumerate(firsts) if first > known), None)
        edges.append(width if at is None else chart.xs[chart.first + at] - 15)
    return element(
        "rect",
        class_="cloth",
        x=width,
        y=0.0,
        width=0.0,
        height=height,
        data_width=round(width),
        data_edges=" ".join(f"{e:.0f}" for e in edges),
    )
