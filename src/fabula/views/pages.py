"""The report as one page that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from fabula.story.claims import Event, Knowledge
from fabula.story.ontology import Certainty, DisagreementType, Fate, Part
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from fabula.views.cards import cards
from fabula.views.happenings import happenings, knowings, sentence
from fabula.views.index import Index
from fabula.views.marking import paragraphs
from fabula.views.network import network
from fabula.views.palette import DARK, HUES, LIGHT, variables
from fabula.views.phrases import GLYPHS
from fabula.views.plain import joined, shorten, token
from fabula.views.scenes import STORY, Scene, scenes
from fabula.views.spoilers import Curtain
from fabula.views.storyline import storyline
from fabula.views.ties import deeds
from fabula.views.timeline import timeline

__all__ = ["data", "fragment", "page", "report", "resource", "script", "style"]

_MOST_ORDERS = 4


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which events a telling tells: runs of (start, length, "shared" or "alone") in story order."""

    telling: Telling
    told: int
    only: int
    all: int
    words: int
    runs: tuple[tuple[int, int, str], ...]


def report(story: Story) -> str:
    """The whole report on ``story``: one HTML page, to be written to a file in UTF-8 or shown as it is.

    The page asks for nothing from outside, its policy forbids all but its own style and script, and it can be read
    without running the script.
    """
    return page("report.html.j2", _context(Index(story)))


def page(body: str, context: Mapping[str, Any], *, more: str = "") -> str:
    """The page whose body is the template ``body``: it has its style and script in it, ``more`` is style of its own."""
    css, code = style() + more, script()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(css)}",
            f"script-src {_hash(code)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    whole = _environment().get_template("page.html.j2")
    return whole.render(context, body=body, policy=policy, style=Markup(css), script=Markup(code))


def fragment(story: Story) -> tuple[str, str]:
    """The report without the page around it, and the data that :func:`script` reads, as JSON that is safe in HTML.

    For applications with pages of their own: put the first into the body and the second into
    ``<script type="application/json" id="fabula-data">``, and serve :func:`style` and :func:`script` beside them.
    """
    context = _context(Index(story))
    return _environment().get_template("report.html.j2").render(context), str(context["data"])


@cache
def style() -> str:
    """The style sheet of the report."""
    colours = "".join(f".c{n}{{--c:var(--c{n})}}" for n in range(HUES + 1))
    themes = (
        f":root{{color-scheme:light dark;{variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{variables(DARK)}}}}}"
        f":root[data-theme=light]{{color-scheme:light}}"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{variables(DARK)}}}}}"
    )
    return f"{themes}\n{resource('style.css').replace('COLOURS', colours)}{resource('charts.css')}"


@cache
def script() -> str:
    """The script of the report; it needs the data of :func:`fragment`."""
    return resource("script.js")


def resource(name: str) -> str:
    """A style sheet or script of this package, by its name."""
    return (files("fabula.views") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fabula.views"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"token": token, "shorten": shorten}
    return environment


def _context(index: Index) -> dict[str, Any]:
    story, curtain = index.story, Curtain(index)
    charts = _storylines(index)
    rows = happenings(index, curtain)
    disagreements = _disagreements(index, curtain)
    parts = [("disagreements", "Disagreements")] if disagreements else []
    parts += [("storyline", "Storyline")] if charts else []
    parts += [("cast", "Cast"), ("network", "Network"), ("events", "What happens")]
    parts.append(("tellings", "Tellings" if index.several else "Telling"))
    known = set(index.characters)
    return {
        "x": index,
        "curtain": curtain,
        "title": shorten(story.title or (story.tellings[0].title if story.tellings else "") or "A story", 120),
        "lede": _lede(index),
        "facts": _facts(index),
        "parts": parts,
        "storylines": charts,
        "network": network(index),
        "timeline": timeline(index),
        "deeds": deeds(index),
        "disagreements": disagreements,
        "cards": cards(index, curtain),
        "deaths": [(d, curtain.rank(d.evidence)) for d in story.deaths if d.victim in known],
        "relations": [(r, curtain.rank(r.evidence)) for r in story.relations if r.a in known and r.b in known],
        "happenings": rows,
        "event_types": sorted({r.event.type for r in rows}),
        "modalities": list(dict.fromkeys(str(r.event.modality) for r in rows)),
        "knowings": knowings(index, curtain),
        "glyphs": GLYPHS,
        "rank_of": lambda ids: min(index.numbers[id] for id in ids),
        "sentence": partial(sentence, index),
        "coverage": [_coverage(index, t) for t in story.tellings] if index.several and index.order else [],
        "texts": [(t, paragraphs(index, t)) for t in story.tellings],
        "data": data(index),
    }


def _storylines(index: Index) -> list[tuple[str, str, Markup, list[Scene]]]:
    """(order, what to call it, chart, scenes): in story order, then as the longest tellings tell it."""
    longest = sorted(index.story.tellings, key=lambda t: -len(t.text))[:_MOST_ORDERS]
    told = [t for t in index.story.tellings if t in longest]
    named = [(STORY, "Story order")]
    named += [(t.id, f"As told in {index.telling_name(t.id)}" if index.several else "Telling order") for t in told]
    drawn = [(order, name, storyline(index, order), scenes(index, order)) for order, name in named]
    return [row for row in drawn if row[2]]


def _lede(index: Index) -> str:
    """One sentence on whom the story is about; it gives nothing away."""
    heroes = [id for id in index.majors if index.characters[id].part is Part.PROTAGONIST]
    leads = [index.name(id, 50) for id in dict.fromkeys((*heroes, *index.majors))][:3]
    count = len(index.characters)
    if not leads:
        return "Nobody takes part in this story, as far as it was read."
    rest = f", and {count - len(leads)} more" if count > len(leads) else ""
    return f"The story of {joined(leads) if not rest else ', '.join(leads)}{rest}."


def _facts(index: Index) -> list[tuple[int, str]]:
    story = index.story
    words = sum(len(t.text.split()) for t in story.tellings)
    dead = {d.victim for d in story.deaths if d.certainty is Certainty.CERTAIN}
    dead |= {c.id for c in story.characters if c.fate is Fate.DEAD}
    counts = [
        (len(story.tellings), "telling"),
        (words, "word"),
        (len(story.characters), "character"),
        (len(story.events), "event"),
        (len(dead), "death"),
    ]
    return [(n, label if n == 1 else f"{label}s") for n, label in counts]


def _disagreements(index: Index, curtain: Curtain) -> list[tuple[list[tuple[Any, int]], bool]]:
    """Groups of disagreements, the gravest first; whether each stands open."""
    groups = []
    for types in ((DisagreementType.CONTRADICTION, DisagreementType.DETAIL), (DisagreementType.SPELLING,)):
        found = [
            (d, max((curtain.rank(s.evidence) for s in d.sides), default=0))
            for type in types
            for d in index.story.disagreements
            if d.type is type
        ]
        if found:
            groups.append((found, DisagreementType.SPELLING not in types))
    return groups


def _coverage(index: Index, telling: Telling) -> Coverage:
    kinds = []
    for id in index.order:
        tellings = index.events[id].tellings or tuple(s.telling for s in index.events[id].triggers)
        kinds.append("" if telling.id not in tellings else "alone" if len(tellings) == 1 else "shared")
    runs: list[tuple[int, int, str]] = []
    for n, kind in enumerate(kinds):
        if kind and runs and runs[-1][2] == kind and sum(runs[-1][:2]) == n:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1, kind)
        elif kind:
            runs.append((n, 1, kind))
    return Coverage(
        telling=telling,
        told=sum(map(bool, kinds)),
        only=kinds.count("alone"),
        all=len(kinds),
        words=len(telling.text.split()),
        runs=tuple(runs),
    )


def data(index: Index) -> Markup:
    """Where the words of each claim stand, as JSON without any character that could end a script element."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for claim in index.story.claims():
        spans[token(claim.id)] += claim.triggers if isinstance(claim, Event) and claim.triggers else claim.evidence
        if isinstance(claim, Knowledge):
            spans[token(claim.id)] += claim.content
    for d in index.story.disagreements:
        for n, side in enumerate(d.sides):
            spans[token(d.id)] += side.evidence
            spans[f"{token(d.id)}.{n}"] += side.evidence
    claims = {id: [[token(s.telling), s.start, s.end] for s in dict.fromkeys(found)] for id, found in spans.items()}
    text = json.dumps({"claims": claims}, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
