"""Two storylines above each other, and a bridge from scene to scene where the one does what the other does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from fabula.views.elements import element, group, path
from fabula.views.happenings import sentence
from fabula.views.index import Index
from fabula.views.plain import shorten, token
from fabula.views.storyline import Chart, layout, storyline

__all__ = ["Span", "bridged"]

_HEAD, _GAP = 26.0, 96.0


@dataclass(frozen=True, slots=True)
class Span:
    """The event ``a`` of the upper story answers to ``b`` of the lower; ``in_order`` if it keeps the course."""

    a: str
    b: str
    in_order: bool


def bridged(upper: Index, lower: Index, spans: Sequence[Span]) -> Markup:
    """The drawing as an ``svg`` element; empty where one of the stories has nothing to draw."""
    above, below = layout(upper), layout(lower)
    if not above.scenes or not below.scenes:
        return Markup("")
    top, bottom = _HEAD + above.height, _HEAD + above.height + _GAP
    width, height = max(above.width, below.width), bottom + below.height
    links = _links(above, below, spans)
    titles = [i.story.title for i in (upper, lower)]
    return element(
        "svg",
        element("title", f"The storylines of {titles[0]} and {titles[1]}"),
        element("desc", f"{len(links)} bridges join scenes of one course. The list after it says the same."),
        group(
            element("text", shorten(title, 70), class_="of", x=16.0, y=y)
            for title, y in ((titles[0], 18.0), (titles[1], height + 14))
        ),
        element(
            "svg",
            *(_span(upper, lower, *link, top, bottom) for link in links),
            class_="bridges",
            overflow="visible",
            data_roving="",
        ),
        _placed(storyline(upper, chart=above), _HEAD),
        _placed(storyline(lower, chart=below), bottom),
        xmlns="http://www.w3.org/2000/svg",
        class_="bridged",
        role="group",
        aria_label=f"Storylines of {titles[0]} and {titles[1]}, joined where they share their course",
        viewBox=f"0 0 {width:.0f} {height + _HEAD:.0f}",
        width=f"{width:.0f}",
        height=f"{height + _HEAD:.0f}",
    )


def _placed(chart: Markup, y: float) -> Markup:
    """A drawing inside a drawing, ``y`` below its top."""
    return Markup(str(chart).replace("<svg ", f'<svg y="{y:.0f}" ', 1))


_Link = tuple[float, float, list[Span]]


def _links(above: Chart, below: Chart, spans: Sequence[Span]) -> list[_Link]:
    """Where bridges stand, and what they join: one for each pair of scenes."""
    places = [
        {e: chart.xs[chart.first + n] for n, scene in enumerate(chart.scenes) for e in scene.events}
        for chart in (above, below)
    ]
    found: defaultdict[tuple[float, float], list[Span]] = defaultdict(list)
    for span in spans:
        if span.a in places[0] and span.b in places[1]:
            found[places[0][span.a], places[1][span.b]].append(span)
    return [(x, u, held) for (x, u), held in sorted(found.items(), key=lambda item: item[0])]


def _span(upper: Index, lower: Index, x: float, u: float, held: list[Span], top: float, bottom: float) -> Markup:
    said = "; ".join(f"{sentence(upper, s.a, 60)}: {sentence(lower, s.b, 60)}" for s in held)
    middle = (top + bottom) / 2
    line = path([("M", (x, top - 14)), ("C", (x, middle, u, middle, u, bottom + 2))])
    tokens = " ".join(token(id) for s in held for id in (s.a, s.b))
    return element(
        "a",
        element("title", said),
        element("path", class_="span" if any(s.in_order for s in held) else "span moved", d=line),
        element("path", class_="hit-line", d=line),
        href=f"#event-{token(held[0].a)}",
        class_="bridge",
        aria_label=f"Both: {said}",
        data_claim=tokens,
    )
