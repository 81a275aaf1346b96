"""``fabula compare``: one story beside another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli.output import Format, note, patience, say, say_json

if TYPE_CHECKING:
    from fabula.comparing.parallels import Comparison
    from fabula.story.story import Story
    from fabula.story.text import Span


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A story file, a text, or a story's number in the library.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other story.")],
    library: Annotated[Path, typer.Option("-l", "--library", help="The library file.")] = Path("fabula.db"),
    evidence: Annotated[bool, typer.Option("--evidence", help="Print the words under each parallel.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the two stories beside each other as a page.")] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TEXT,
) -> None:
    """Compare two different stories: who plays whose part, the course of action they share, what only one has."""
    from fabula.comparing.parallels import compare as compare_stories
    from fabula.corpus.library import story_of

    with patience("Reading"):
        one, other = story_of(a, library), story_of(b, library)
    comparison = compare_stories(one, other)
    if html:
        from fabula.corpus.files import write_atomically
        from fabula.views import side_by_side

        note(f"Written: {write_atomically(html, side_by_side(comparison, one, other))}")
    if format is Format.JSON:
        say_json(comparison)
    elif format is Format.HTML:
        from fabula.views import side_by_side

        say(side_by_side(comparison, one, other))
    else:
        say("\n".join(_lines(comparison, one, other, evidence)))


def _lines(found: Comparison, a: Story, b: Story, evidence: bool) -> list[str]:
    names_a = {c.id: c.name for c in a.characters}
    names_b = {c.id: c.name for c in b.characters}
    told = "; ".join(f"{p.name} {p.value:.2f} x {p.weight:.2f}" for p in found.parts)
    lines = [f"Likeness {found.score:.2f} ({told})", "", "Parts"]
    for m in found.roles:
        sure = f"{m.strength}{', a second part' if m.second else ''}"
        lines.append(f"  {names_a[m.a]}  =  {names_b[m.b]}  ({sure})")
        for s in m.shared[:4]:
            pair = f"{names_a[s.a]} = {names_b[s.b]}"
            bond = s.bond.replace("_", " ")
            lines.append(f"      -> {pair}: {bond}" if s.forward else f"      <- {pair}: {bond}")
    if not found.roles:
        lines.append("  none that can be shown")
    lines += ["", "Shared course of action"]
    for p in found.course:
        x, y = a.event(p.a), b.event(p.b)
        who = ", ".join(f"{names_a[c]} = {names_b[d]}" for c, d in p.characters)
        moved = "" if p.in_order else "  (at another place)"
        lines.append(f"  {x.type if x.type is y.type else f'{x.type} / {y.type}'}: {who}{moved}")
        if evidence:
            lines.append(f'      "{_said(a, x.evidence[0])}"')
            lines.append(f'      "{_said(b, y.evidence[0])}"')
        for story, motives in ((a, p.motives_a), (b, p.motives_b)):
            lines += [f'      because: "{_said(story, story.event(m).evidence[0])}"' for m in motives[:1]]
    if not found.course:
        lines.append("  none that can be shown")
    for title, story, ids in (("Only in A", a, found.only_a), ("Only in B", b, found.only_b)):
        names = names_a if story is a else names_b
        lines += ["", title]
        for id in ids[:15]:
            e = story.event(id)
            lines.append(f"  {e.type} ({e.predicate}): {', '.join(names[c] for c in e.characters) or 'nobody named'}")
        if len(ids) > 15:
            lines.append(f"  and {len(ids) - 15} more")
    return lines


def _said(story: Story, span: Span) -> str:
    words = " ".join(story.words(span).split())
    return words if len(words) <= 150 else words[:147].rsplit(" ", 1)[0] + " ..."
