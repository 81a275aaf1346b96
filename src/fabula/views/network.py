"""The network of the characters: who is tied to whom, kindly or not, and who stands together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from fabula.story.ontology import Fate
from fabula.views.elements import element, group, path, text_width
from fabula.views.index import Index
from fabula.views.placing import apart, place
from fabula.views.plain import initials, token
from fabula.views.ties import Tie, circles, ties

__all__ = ["network"]

MOST = 60
_NAME = 12.5
_UNIT = 128.0
_MARGIN = 26.0
_LENGTHS = {"friendly": 1.0, "mixed": 1.25, "neutral": 1.25, "hostile": 1.5}

Point = tuple[float, float]


def network(index: Index, *, linked: bool = True) -> Markup:
    """The network as an ``svg`` element; empty where nobody is tied to anybody."""
    lines = ties(index)
    tied = {p for t in lines for p in (t.a, t.b)}
    people = [id for id in index.ranked if id in tied][:MOST]
    lines = [t for t in lines if t.a in people and t.b in people]
    if not people:
        return Markup("")
    radius = _radii(index, people)
    spots, width, height = _spots(index, people, lines, radius)
    together = circles(lines)
    return element(
        "svg",
        element("title", "Network of the characters"),
        element(
            "desc",
            f"{len(people)} characters and {len(lines)} ties between them. The tables after the network say the same.",
        ),
        group((_blob(c, spots) for c in together), class_="blobs"),
        group(
            (m for t in sorted(lines, key=lambda t: t.sign) for m in _tie(index, t, spots, radius, linked)),
            class_="ties",
        ),
        group((_node(index, p, spots[p], radius[p], linked) for p in reversed(people)), class_="nodes"),
        # Apart from the links: initials say nothing to those who hear the names.
        group((_face(index, p, spots[p]) for p in people if radius[p] > 13), class_="faces", aria_hidden="true"),
        xmlns="http://www.w3.org/2000/svg",
        class_="network",
        role="group",
        aria_label="Network of the characters",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        data_roving="" if linked else None,
    )


def _radii(index: Index, people: Sequence[str]) -> dict[str, float]:
    most = max(index.weight(p) for p in people) or 1
    return {p: 11.0 + 15.0 * math.sqrt(index.weight(p) / most) for p in people}


def _spots(
    index: Index, people: Sequence[str], lines: Sequence[Tie], radius: dict[str, float]
) -> tuple[dict[str, Point], float, float]:
    at = {p: n for n, p in enumerate(people)}
    edges = [(at[t.a], at[t.b], _LENGTHS[t.sign] * (1.15 - 0.25 * min(1.0, t.weight / 8))) for t in lines]
    sizes = []
    for p in people:
        wide = max(2 * radius[p], text_width(index.short_names[p], _NAME)) + 14
        sizes.append((wide, 2 * radius[p] + 34))
    points = apart(place(len(people), edges) * _UNIT, sizes)
    left = min(x - w / 2 for (x, _), (w, _) in zip(points, sizes, strict=True)) - _MARGIN
    right = max(x + w / 2 for (x, _), (w, _) in zip(points, sizes, strict=True)) + _MARGIN
    top = min(y - h / 2 for (_, y), (_, h) in zip(points, sizes, strict=True)) - _MARGIN / 2
    bottom = max(y + h / 2 for (_, y), (_, h) in zip(points, sizes, strict=True)) + _MARGIN / 2
    spots = {p: (float(x - left), float(y - top) - 7) for p, (x, y) in zip(people, points, strict=True)}
    return spots, float(right - left), float(bottom - top)


def _blob(members: list[str], spots: dict[str, Point]) -> Markup:
    """A soft shape around those who stand together: thick lines along their shortest tree."""
    inside, outside = [members[0]], list(members[1:])
    steps: list[tuple[str, tuple[float, ...]]] = []
    while outside:
        a, b = min(((a, b) for a in inside for b in outside), key=lambda ab: math.dist(spots[ab[0]], spots[ab[1]]))
        steps += [("M", spots[a]), ("L", spots[b])]
        inside.append(b)
        outside.remove(b)
    return element("path", class_="blob", d=path(steps))


def _tie(index: Index, tie: Tie, spots: dict[str, Point], radius: dict[str, float], linked: bool) -> Iterator[Markup]:
    a, b = spots[tie.a], spots[tie.b]
    claims = [*tie.relations, *tie.events]
    words = [_relation(index, r) for r in tie.relations]
    if tie.events:
        words.append(f"{len(tie.events)} event{'s' * (len(tie.events) > 1)} between them")
    said = f"{index.short_names[tie.a]} and {index.short_names[tie.b]}, {tie.sign}: {'; '.join(words)}"
    strands = {"mixed": ("friendly", "hostile")}.get(tie.sign, (tie.sign,))
    marks = [element("title", said)]
    for n, strand in enumerate(strands):
        bend = 0.0 if len(strands) == 1 else 7.0 * (1 if n else -1)
        weight = {"friendly": tie.friendly, "hostile": tie.hostile}.get(strand, tie.neutral)
        width = round(1.3 + min(3.4, 0.75 * math.sqrt(weight)), 1)
        marks.append(element("path", class_=f"tie-line {strand}", d=_curve(a, b, bend), stroke_width=width))
    if tie.direction:
        strand = strands[-1]
        start, end = (a, b) if tie.direction > 0 else (b, a)
        reach = radius[tie.b if tie.direction > 0 else tie.a]
        marks.append(element("path", class_=f"arrow {strand}", d=_arrow(start, end, reach + 4)))
    marks.append(element("path", class_="hit-line", d=_curve(a, b, 0.0)))
    anchor = f"#relation-{token(tie.relations[0])}" if tie.relations else f"#event-{token(tie.events[0])}"
    yield element(
        "a" if linked else "g",
        *marks,
        href=anchor if linked else None,
        class_="tie-mark",
        aria_label=said if linked else None,
        data_claim=" ".join(token(c) for c in claims),
        data_character=f"{token(tie.a)} {token(tie.b)}",
    )


def _relation(index: Index, id: str) -> str:
    r = next(r for r in index.story.relations if r.id == id)
    return f"{index.short_names[r.a]} {r.type.phrase} {index.short_names[r.b]}"


def _curve(a: Point, b: Point, bend: float) -> str:
    length = math.dist(a, b) or 1.0
    across = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)
    middle = ((a[0] + b[0]) / 2 + across[0] * bend * 2, (a[1] + b[1]) / 2 + across[1] * bend * 2)
    return path([("M", a), ("Q", (*middle, *b))])


def _arrow(a: Point, b: Point, reach: float) -> str:
    """A small head before ``b``, its tip ``reach`` pixels off."""
    length = math.dist(a, b) or 1.0
    x, y = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    tip = (b[0] - x * reach, b[1] - y * reach)
    foot = (tip[0] - x * 9, tip[1] - y * 9)
    return path(
        [
            ("M", tip),
            ("L", (foot[0] - y * 4.2, foot[1] + x * 4.2)),
            ("L", (foot[0] + y * 4.2, foot[1] - x * 4.2)),
            ("Z", ()),
        ]
    )


def _face(index: Index, id: str, spot: Point) -> Markup:
    return element(
        "text", initials(index.short_names[id]), class_="face", x=spot[0], y=spot[1] + 4, text_anchor="middle"
    )


def _node(index: Index, id: str, spot: Point, radius: float, linked: bool) -> Markup:
    x, y = spot
    look = f"node {index.style(id).classes}"
    name, full = index.short_names[id], index.name(id)
    if index.is_group(id):
        shape = element("rect", class_=look, x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, rx=7.0)
    else:
        shape = element("circle", class_=look, cx=x, cy=y, r=radius)
    marks = [element("title", index.name(id, 80)), shape]
    if id in index.deaths or index.characters[id].fate is Fate.DEAD:
        a, b = x + radius * 0.72, y - radius * 0.72
        cross = path([("M", (a - 4, b - 4)), ("L", (a + 4, b + 4)), ("M", (a + 4, b - 4)), ("L", (a - 4, b + 4))])
        marks += [element("circle", class_="dead", cx=a, cy=b, r=7.5), element("path", class_="cross", d=cross)]
    marks.append(element("text", name, class_="name", x=x, y=y + radius + 14, text_anchor="middle"))
    return element(
        "a" if linked else "g",
        *marks,
        href=f"#character-{token(id)}" if linked else None,
        class_="person",
        aria_label=(name if name == full else f"{name}, {full}") if linked else None,
        data_character=token(id),
    )
