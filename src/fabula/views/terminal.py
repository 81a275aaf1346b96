"""A story as text for the terminal: who, how they stand to each other, who dies, what happens, and where it is said."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.story.claims import Claim, Death, Event, Relation
from fabula.story.ontology import Certainty, Modality, RelationType
from fabula.story.story import Story
from fabula.story.text import Span
from fabula.views.happenings import Happening, happenings
from fabula.views.index import Index
from fabula.views.plain import shorten, shown
from fabula.views.selecting import Show, matching, numbered
from fabula.views.spoilers import Curtain
from fabula.views.wording import (
    calls,
    dead_in_the_end,
    death_sentence,
    description,
    event_sentence,
    in_its_words,
    kind,
    perhaps,
    shared_bond,
    whole_words,
)

__all__ = ["account"]


_HEADINGS = {
    Show.CAST: "Who is in it",
    Show.RELATIONS: "How they stand to each other",
    Show.DEATHS: "Who dies",
    Show.EVENTS: "What happens",
    Show.DISAGREEMENTS: "Where the tellings differ",
}


def account(
    story: Story,
    parts: Sequence[Show] = (),
    *,
    events: str | None = None,
    why: int | None = None,
    width: int = 100,
    colours: bool = False,
    evidence: bool = False,
) -> str:
    """``story`` as readable text of at most ``width`` columns.

    Without ``parts``, ``events`` and ``why`` all of it; else only the ``parts``, the events that ``events`` picks (see
    :func:`fabula.views.selecting.matching`), and why the event with the number ``why`` happens. With ``evidence`` the
    words stand under each claim. ``colours`` adds ANSI colours.

    Raises:
        InputError: if ``events`` names nobody and nothing in the story, or there is no event ``why``.
    """
    index = Index(story)
    partly = bool(parts) or events is not None or why is not None
    shown_parts = parts if partly else tuple(Show)
    makers = _Account(index, evidence)
    blocks: list[Group | Table | Text | Padding] = []
    if not partly:
        blocks.append(makers.title())
    for part in shown_parts:
        blocks.extend(makers.part(part, doubtful=partly))
    if events is not None:
        blocks.extend(makers.events(matching(index, events)))
    if why is not None:
        blocks.extend(makers.why(why))
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colours,
        color_system="standard" if colours else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for block in blocks:
        console.print(block)
    out = console.file
    assert isinstance(out, io.StringIO)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n")


class _Account:
    """Makes the blocks of an account."""

    def __init__(self, index: Index, evidence: bool) -> None:
        self.index = index
        self.story = index.story
        self.evidence = evidence

    def title(self) -> Text:
        story = self.story
        words = sum(len(t.text.split()) for t in story.tellings)
        many = len(story.tellings)
        counts = f"{many} telling{'s' * (many != 1)}, {words} words"
        text = Text(shorten(story.title, 80) or "A story", "bold")
        text.append(f"  {counts}", "dim")
        if many > 1:
            for n, telling in enumerate(story.tellings, 1):
                source = shorten(telling.source or telling.id, 60)
                text.append(f"\n  [{n}] {source}, {len(telling.text.split())} words", "dim")
        return text

    def part(self, part: Show, *, doubtful: bool) -> Iterator[Group | Table | Text | Padding]:
        match part:
            case Show.CAST:
                yield from self._section(part, self._cast())
            case Show.RELATIONS:
                yield from self._section(part, self._relations(doubtful))
            case Show.DEATHS:
                yield from self._section(part, self._deaths())
            case Show.EVENTS:
                yield from self.events(matching(self.index, "all"))
            case Show.DISAGREEMENTS:
                yield from self._section(part, self._disagreements())

    def _section(self, part: Show, table: Table) -> Iterator[Text | Padding]:
        if not table.row_count:
            if part in (Show.RELATIONS, Show.DISAGREEMENTS):
                return
            yield Text(f"\n{_HEADINGS[part]}", "bold")
            none = {Show.CAST: "nobody", Show.DEATHS: "nobody, as far as it is told"}.get(part, "nothing")
            yield Padding(Text(none, "dim"), (0, 0, 0, 2))
            return
        yield Text(f"\n{_HEADINGS[part]}", "bold")
        yield Padding(table, (0, 0, 0, 2))

    def _cast(self) -> Table:
        table = _grid()
        majors = self.index.majors
        for id in majors:
            c = self.index.characters[id]
            what = Text(description(self.index, c))
            others = calls(c)
            if others:
                what.append(f"{'; ' if what else ''}also: {', '.join(others)}", "dim")
            self._row(table, Text(self.index.name(id), "bold"), what, c.evidence[:1])
        minors = Counter(self._minor(id) for id in self.index.ranked if id not in majors)
        if minors:
            each = [who if count == 1 else f"{who} ({count} of them)" for who, count in minors.items()]
            table.add_row(Text("and", "dim"), Text(", ".join(each)), Text())
        return table

    def _minor(self, id: str) -> str:
        dead = dead_in_the_end(self.index, self.index.characters[id])
        return f"{self.index.name(id, 50)}{' (dead in the end)' if dead else ''}"

    def _relations(self, doubtful: bool) -> Table:
        """The relations: the sure ones, and those that are not only if ``doubtful``, else their number."""
        table = _grid()
        place = {id: n for n, id in enumerate(self.index.ranked)}
        bonds: dict[tuple[object, ...], list[Relation]] = {}
        for r in sorted(self.story.relations, key=lambda r: min(place[r.a], place[r.b])):
            # "Luc, Ines and Tomas answer to Bruna" says it better than three lines do.
            shared = {RelationType.SUPERIOR_OF: r.a, RelationType.MEMBER_OF: r.b, RelationType.SERVES: r.b}.get(r.type)
            sure = self.index.sure(r)
            bonds.setdefault((sure, r.type, shared) if shared else (sure, r.id), []).append(r)
        for key, relations in sorted(bonds.items(), key=lambda bond: not bond[0][0]):
            spans = tuple(span for r in relations for span in r.evidence)
            words = shared_bond(self.index, relations)
            if key[0]:
                self._claim(table, spans, words)
            elif doubtful:
                self._claim(table, spans, perhaps(words), "dim")
        unsure = sum(not self.index.sure(r) for r in self.story.relations)
        if unsure and not doubtful:
            table.add_row(Text("·", "dim"), Text(f"and {unsure} more, not sure: ask for the relations alone", "dim"))
        return table

    def _deaths(self) -> Table:
        table = _grid()
        order = self.index.numbers
        last = len(order) + 1
        told: dict[str, dict[str, list[Death]]] = {}
        for d in sorted(self.story.deaths, key=lambda d: order.get(d.event or "", last)):
            told.setdefault(d.victim, {}).setdefault(death_sentence(self.index, d), []).append(d)
        for ways in told.values():
            # Nobody dies twice: what tellings tell differently of one death stands together.
            for n, (sentence, deaths) in enumerate(ways.items()):
                spans = tuple(span for d in deaths for span in d.evidence)
                sure = any(self.index.sure(d) for d in deaths)
                style = "" if sure and any(d.certainty is Certainty.CERTAIN for d in deaths) else "dim"
                self._claim(table, spans, sentence if sure else perhaps(sentence), style, lead="or" if n else "·")
        return table

    def events(self, events: Iterable[Event]) -> Iterator[Group | Table | Text | Padding]:
        rows = {row.event.id: row for row in happenings(self.index, Curtain(self.index))}
        table = _grid()
        for event in events:
            self._event(table, rows[event.id])
        yield from self._section(Show.EVENTS, table)

    def _event(self, table: Table, row: Happening) -> None:
        sure = self.index.sure(row.event)
        sentence = event_sentence(self.index, row) if sure else ""
        text = Text(sentence, "" if row.event.modality is Modality.ACTUAL else "italic")
        words = in_its_words(self.index, row.event) if sure else whole_words(self.index, row.event)
        if text and words:
            text.append(f"  “{words}”", "dim")
        elif words:
            # Nobody is known to take part, or not surely: the telling's words must do, with what they are taken for.
            text.append(f"“{words}”")
            text.append(f"  {kind(row.event)}", "dim")
        if row.early:
            text.append("  (earlier)", "dim")
        for words, _, other in row.why:
            text.append(f"  {words} {self.index.numbers[other]}", "dim")
        self._row(table, Text(str(row.number), "dim", justify="right"), text, row.event.triggers or row.event.evidence)
        if self.evidence:
            _quote(table, self._quotes(row.event.evidence))

    def _disagreements(self) -> Table:
        table = _grid()
        for d in self.story.disagreements:
            sides = []
            for side in d.sides:
                where = ", ".join(f"[{self._telling_number(t)}]" for t in side.tellings)
                sides.append(f"{where} {shorten(side.value, 80)}")
            words = Text(f"{shorten(d.point, 60)}: {' / '.join(sides)}", "" if d.type == "contradiction" else "dim")
            table.add_row(Text(str(d.type), "dim"), words, Text())
            if self.evidence:
                _quote(table, [self._said(s) for side in d.sides for s in side.evidence[:1]])
        return table

    def why(self, number: int) -> Iterator[Group | Table | Text | Padding]:
        event = numbered(self.index, number)
        rows = {row.event.id: row for row in happenings(self.index, Curtain(self.index))}
        yield Text(f"\n{number}  {self._event_words(rows[event.id])}", "bold")
        table = _grid()
        for cause in self.index.causes_of.get(event.id, ()):
            self._linked(table, "why", rows[cause.cause], cause)
        for cause in self.index.effects_of.get(event.id, ()):
            self._linked(table, "leads to", rows[cause.effect], cause)
        if not table.row_count:
            table.add_row(
                Text("why", "dim"), Text("No telling gives a reason for it, nor says what it leads to.", "dim"), Text()
            )
        for words in self._quotes(event.evidence):
            table.add_row(Text("said", "dim"), Text(words, "dim"), Text())
        yield Padding(table, (0, 0, 0, 2))

    def _event_words(self, row: Happening) -> str:
        return event_sentence(self.index, row) or f"“{in_its_words(self.index, row.event)}”"

    def _linked(self, table: Table, how: str, row: Happening, cause: Claim) -> None:
        words = f"{self._event_words(row)} ({row.number})"
        self._row(table, Text(how, "dim"), Text(words), cause.evidence)
        if self.evidence:
            _quote(table, self._quotes(cause.evidence))

    def _claim(self, table: Table, spans: Sequence[Span], sentence: str, style: str = "", *, lead: str = "·") -> None:
        self._row(table, Text(lead, "dim"), Text(shown(sentence[:1].upper() + sentence[1:]), style), spans)
        if self.evidence:
            _quote(table, self._quotes(spans))

    def _row(self, table: Table, lead: Text, words: Text, spans: Sequence[Span]) -> None:
        table.add_row(lead, words, Text(self._places(spans), "dim"))

    def _places(self, spans: Iterable[Span]) -> str:
        """Sentence numbers: ``4``, or ``[2] 4`` with the telling's number where there are several."""
        told: dict[str, list[int]] = {}
        for span in spans:
            if span.telling in self.index.tellings:
                number = self.index.tellings[span.telling].sentence_at(span.start)
                told.setdefault(span.telling, [])
                if number and number not in told[span.telling]:
                    told[span.telling].append(number)
        if not self.index.several:
            return ", ".join(str(n) for numbers in told.values() for n in sorted(numbers))
        return " ".join(
            f"[{self._telling_number(t)}] {', '.join(map(str, sorted(numbers)))}" for t, numbers in told.items()
        )

    def _telling_number(self, id: str) -> int:
        return next(n for n, t in enumerate(self.story.tellings, 1) if t.id == id)

    def _quotes(self, spans: Iterable[Span]) -> list[str]:
        return [self._said(span) for span in dict.fromkeys(spans) if span.telling in self.index.tellings]

    def _said(self, span: Span) -> str:
        where = f"[{self._telling_number(span.telling)}] " if self.index.several else ""
        return f"{where}“{shorten(self.story.words(span), 300)}”"


def _grid() -> Table:
    """Three columns: what leads, what is said, where."""
    table = Table.grid(padding=(0, 2), expand=False)
    table.add_column(max_width=34)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    return table


def _quote(table: Table, quotes: Iterable[str]) -> None:
    for words in quotes:
        table.add_row(Text(), Text(words, "dim italic"), Text())
