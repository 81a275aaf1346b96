"""Tellings side by side, as sheets of tables to be printed or shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fabula.comparing.outline import Outline
from fabula.corpus.tellings import Sides, Tellings
from fabula.story.ontology import AlignmentKind
from fabula.story.story import Story
from fabula.story.tellings import Disagreement
from fabula.views.happenings import sentence
from fabula.views.index import Index
from fabula.views.plain import shorten
from fabula.views.sheets import Section, Sheet
from fabula.views.wording import death_sentence, shared_bond

__all__ = ["diff_sheet", "outline_sheet", "telling_names", "tellings_sheet"]


def tellings_sheet(found: Tellings) -> Sheet:
    """The tellings as tables."""
    story = found.story
    names = telling_names(story)
    rows = []
    for c in found.coverage:
        end = {True: "yes", False: "no", None: "not known"}[c.gives_end_away]
        rows.append(
            (
                names[c.telling],
                str(c.words),
                f"{c.characters} of {c.all_characters}",
                f"{c.events} of {c.all_events}",
                str(c.only_here),
                f"{c.share:.0%}",
                f"{c.reaches:.0%}",
                end,
            )
        )
    sections = [
        Section(
            "What each telling tells",
            ("telling", "words", "cast", "events", "only here", "share", "goes to", "gives the end away"),
            tuple(rows),
            "Shares are of all that these tellings tell together; a short telling is not a wrong one.",
        )
    ]
    if len(story.tellings) > 1:
        ids = [t.id for t in story.tellings]
        several = [row for row in found.cast if len(row.called) > 1]
        cast_rows = tuple((row.name, *(row.called.get(id, "–") for id in ids)) for row in several)
        note = "Who stands in one telling alone is left out." if len(several) < len(found.cast) else ""
        sections.append(Section("Who is who", ("character", *(names[id] for id in ids)), cast_rows, note))
        sections.append(_shared_events(story, names))
        sections += _linked_events(story, names)
        sections.append(_disagreements(found.disagreements, story, names))
    return Sheet(story.title or "The tellings", tuple(sections))


def telling_names(story: Story) -> dict[str, str]:
    """What to call each telling in a table: its source where that tells them apart, with its id."""
    sources = [t.source for t in story.tellings]
    names = {}
    for t in story.tellings:
        alone = t.source and sources.count(t.source) == 1
        names[t.id] = f"{t.id} ({Path(t.source).name})" if alone else t.id
    return names


def _shared_events(story: Story, names: dict[str, str]) -> Section:
    index = Index(story)
    events = {e.id: e for e in story.events}
    rows = []
    for id in story.order:
        event = events[id]
        if len(event.tellings) > 1:
            rows.append((_event(index, id), *(_clause(story, id, t.id) for t in story.tellings)))
    columns = ("event", *(names[t.id] for t in story.tellings))
    return Section("What more than one tells, in story order", columns, tuple(rows), "" if rows else "Nothing.")


def _linked_events(story: Story, names: dict[str, str]) -> list[Section]:
    """What one telling sums up, means, tries or thinks of, beside what another tells; nothing if there is none."""
    index = Index(story)
    local = {(t.id, e.id): r for r in story.readings for t in r.tellings for e in r.events}
    how = {AlignmentKind.PART: "takes in", AlignmentKind.DEED: "is done"}
    rows = []
    for a in story.alignments:
        if a.kind in how and (a.telling, a.local) in local:
            reading = local[a.telling, a.local]
            others = ", ".join(names[t] for t in story.event(a.shared).tellings)
            words = _clause(reading, a.local, a.telling)
            rows.append((names[a.telling], words, how[a.kind], others, _event(index, a.shared)))
    columns = ("telling", "its words", "", "told by", "event")
    return [Section("Summed up, or only meant", columns, tuple(rows))] if rows else []


def _event(index: Index, event: str) -> str:
    found = sentence(index, event, 60)
    return found[:1].upper() + found[1:]


def _clause(story: Story, event: str, telling: str) -> str:
    for span in story.event(event).triggers:
        if span.telling == telling:
            text = story.telling(telling).text
            start, end = max(0, span.start - 25), min(len(text), span.end + 35)
            start = text.find(" ", start, span.start) + 1 if start else 0
            return shorten(text[start:end].rsplit(" ", 1)[0] if end < len(text) else text[start:end], 60)
    return "–"


def _disagreements(found: Sequence[Disagreement], story: Story, names: dict[str, str]) -> Section:
    rows = []
    for d in found:
        for n, side in enumerate(d.sides):
            quote = " … ".join(f"“{shorten(story.words(s), 120)}”" for s in side.evidence[:2])
            who = ", ".join(names[t] for t in side.tellings)
            rows.append((str(d.type) if not n else "", d.point if not n else "", side.value, who, quote))
    columns = ("", "about", "says", "telling", "its words")
    return Section("Where they disagree", columns, tuple(rows), "" if rows else "Nowhere that is certain.")


def diff_sheet(found: Sides) -> Sheet:
    """A difference as tables."""
    story, names = found.story, telling_names(found.story)
    index = Index(story)
    parts = (
        ("Only in A", found.diff.only_a),
        ("Only in B", found.diff.only_b),
        ("In both", found.diff.both),
    )
    sections = [
        Section(
            "The two sides",
            ("side", "tellings"),
            (("A", ", ".join(names[t] for t in found.diff.a)), ("B", ", ".join(names[t] for t in found.diff.b))),
        ),
        _disagreements(found.diff.contradicts, story, names),
    ]
    for heading, ids in parts:
        rows = tuple((kind, words) for id in ids if (kind := _kind(story, id)) for words in [_says(index, id)] if words)
        sections.append(Section(heading, ("", "what"), rows, "" if rows else "Nothing."))
    return Sheet(story.title or "Two sides of one story", tuple(sections))


def _kind(story: Story, id: str) -> str:
    for kind, items in (
        ("character", story.characters),
        ("relation", story.relations),
        ("death", story.deaths),
        ("event", story.events),
    ):
        if any(item.id == id for item in items):
            return kind
    return ""


def _says(index: Index, id: str) -> str:
    story = index.story
    for character in story.characters:
        if character.id == id:
            return character.name
    for relation in story.relations:
        if relation.id == id:
            return shared_bond(index, [relation])
    for death in story.deaths:
        if death.id == id:
            return death_sentence(index, death)
    return _event(index, id)


def outline_sheet(story: Story, found: Outline) -> Sheet:
    """An outline's quotes as a table."""
    names = telling_names(story)
    rows = tuple((item.words, names[item.span.telling], str(len(item.words))) for item in found.items)
    note = f"{found.chars} characters; these are quotes to write from, not an outline to print."
    if not rows:
        note = "No words fit: allow more characters, or give a telling that says more of the beginning."
    kind = "with the end" if found.spoilers else "nothing given away"
    section = Section(f"What a short outline may use ({kind})", ("words", "telling", "length"), rows, note)
    return Sheet(story.title or "Outline", (section,))
