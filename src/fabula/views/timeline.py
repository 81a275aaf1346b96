"""The timeline: what happens, in story order, and where each telling tells it.

One lane for the story and one for each telling; each event is a thread through the lanes. Threads that run straight
down are told as they happen; a thread that crosses the others is a flashback; a lane that few threads reach leaves
much untold.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from fabula.story.claims import Event
from fabula.story.ontology import EventType, Modality
from fabula.story.text import Telling
from fabula.views.elements import element, group, path, text_width
from fabula.views.happenings import sentence
from fabula.views.index import Index
from fabula.views.phrases import sign
from fabula.views.plain import shorten, token

__all__ = ["timeline"]

_WIDTH, _LEFT, _RIGHT = 1120.0, 24.0, 24.0
_LANE = 104.0
_ROW = 15.0
_MOST_ROWS = 4
_NAME = 11.5


@dataclass(frozen=True, slots=True)
class _Lane:
    name: str
    y: float
    places: dict[str, float]


def timeline(index: Index, *, linked: bool = True) -> Markup:
    """The timeline as an ``svg`` element; empty where nothing happens."""
    if not index.order:
        return Markup("")
    width = max(_WIDTH, _LEFT + _RIGHT + 7.0 * len(index.order))
    names, rows = _names(index, width)
    top = 20.0 + _ROW * rows
    lanes = [_Lane("Story order", top, _evenly(index, width))]
    for n, telling in enumerate(index.story.tellings, 1):
        places = _told(index, telling, width)
        lanes.append(_Lane(index.telling_name(telling.id), top + n * _LANE, places))
    height = lanes[-1].y + 44
    return element(
        "svg",
        element("title", "Timeline"),
        element(
            "desc",
            f"{len(index.order)} events in story order, and where {len(index.story.tellings)} tellings tell them. "
            "The list of events says the same.",
        ),
        group((_rail(lane, width) for lane in lanes), class_="rails"),
        group((_thread(index, index.events[id], lanes, linked) for id in index.order), class_="threads"),
        group(names, class_="labels"),
        group((_lane_name(lane) for lane in lanes), class_="labels"),
        xmlns="http://www.w3.org/2000/svg",
        class_="timeline",
        role="group",
        aria_label="Timeline: when it happens, and where it is told",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        data_roving="" if linked else None,
    )


def _evenly(index: Index, width: float) -> dict[str, float]:
    step = (width - _LEFT - _RIGHT) / max(1, len(index.order) - 1)
    return {id: _LEFT + n * step for n, id in enumerate(index.order)}


def _told(index: Index, telling: Telling, width: float) -> dict[str, float]:
    scale = (width - _LEFT - _RIGHT) / max(1, len(telling.text))
    return {
        e.id: _LEFT + min(s.start for s in e.triggers if s.telling == telling.id) * scale
        for e in index.story.events
        if any(s.telling == telling.id for s in e.triggers)
    }


def _rail(lane: _Lane, width: float) -> Markup:
    return element("path", class_="rail", d=path([("M", (_LEFT - 10, lane.y)), ("H", (width - _RIGHT + 10,))]))


def _lane_name(lane: _Lane) -> Markup:
    return element("text", shorten(lane.name, 60), class_="lane", x=_LEFT - 10, y=lane.y + 22)


def _kind(event: Event) -> str:
    if event.type in (EventType.KILL, EventType.DIE) and event.modality is Modality.ACTUAL:
        return "death"
    return {1: "friendly", -1: "hostile", 0: "neutral"}[sign(event.type)]


def _thread(index: Index, event: Event, lanes: list[_Lane], linked: bool) -> Markup:
    points = [(lane.places[event.id], lane.y) for lane in lanes if event.id in lane.places]
    steps: list[tuple[str, tuple[float, ...]]] = [("M", points[0])]
    for (x, y), (u, v) in pairwise(points):
        middle = (y + v) / 2
        steps.append(("C", (x, middle, u, middle, u, v)))
    kind = _kind(event)
    unreal = "" if event.modality is Modality.ACTUAL else " unreal"
    early = " early" if event.id in index.early else ""
    said = f"{index.numbers[event.id]}. {sentence(index, event.id)}"
    ticks = path([s for x, y in points for s in (("M", (x, y - 6)), ("L", (x, y + 6)))])
    return element(
        "a" if linked else "g",
        element("title", said),
        element("path", class_=f"thread {kind}{unreal}{early}", d=path(steps)),
        element("path", class_=f"moment {kind}{unreal}", d=ticks),
        href=f"#event-{token(event.id)}" if linked else None,
        class_="happening",
        aria_label=said if linked else None,
        data_event=token(event.id),
        data_claim=token(event.id),
        data_character=" ".join(token(c) for c in event.characters),
        data_rank=index.numbers[event.id] if linked else None,
    )


def _names(index: Index, width: float) -> tuple[list[Markup], int]:
    """Who dies, above the story's lane, in as few rows as keep the names apart; and the number of rows."""
    ends: list[float] = []
    placed: list[tuple[float, int, str, str, str]] = []
    places = _evenly(index, width)
    numbers = index.numbers
    told = sorted(
        (d for d in index.story.deaths if d.event in numbers and d.victim in index.characters),
        key=lambda d: numbers[d.event or ""],
    )
    for death in told:
        text = f"✕ {index.short_names[death.victim]}"
        wide = text_width(text, _NAME)
        x = max(_LEFT - 10, min(places[death.event or ""] - 5, width - wide - 4))
        row = next((n for n, end in enumerate(ends) if end + 8 < x), len(ends))
        if row >= _MOST_ROWS:
            continue
        ends[row : row + 1] = [x + wide]
        placed.append((x, row, text, death.victim, death.event or ""))
    rows = len(ends) + 1
    marks = []
    for x, row, text, victim, event in placed:
        y = 20.0 + _ROW * (rows - 1 - row) - 4
        marks.append(
            element("path", class_="stem", d=path([("M", (places[event], y + 4)), ("V", (20.0 + _ROW * rows - 7,))]))
        )
        marks.append(
            element("text", text, class_="dies", x=x, y=y, data_character=token(victim), data_rank=numbers[event])
        )
    return marks, rows
