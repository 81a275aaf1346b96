"""How well and how fast the pictures are drawn: python -m benchmarks.pictures [STORY ...] [--write]

Prints a table of crossings and times for invented stories of 5, 20 and 60 characters, and for story files that are
given. ``--write`` puts the table for the invented stories into docs/pictures.md. Times are of processor seconds, so
that what else runs on the machine weighs little.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from fabula.story.cast import Character, Mention
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation, Role
from fabula.story.ontology import (
    CauseType,
    EventType,
    Fate,
    Form,
    Kind,
    KnowledgeType,
    Manner,
    Modality,
    RelationType,
    RoleType,
    When,
)
from fabula.story.order import story_order
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from fabula.views.index import Index
from fabula.views.ordering import arrange, crossings, naive
from fabula.views.pages import report
from fabula.views.storyline import plan
from fabula.views.straightening import heights, wiggles

SIZES = ((5, 20), (20, 60), (60, 330))
DOC = Path(__file__).parents[1] / "docs" / "pictures.md"
T = TypeVar("T")
_MARK = "<!-- made by: python -m benchmarks.pictures --write -->"

_VERBS = {
    EventType.MEET: "meets",
    EventType.TELL: "warns",
    EventType.HELP: "helps",
    EventType.ATTACK: "strikes",
    EventType.CHASE: "follows",
    EventType.DECEIVE: "tricks",
    EventType.ASK: "begs",
    EventType.ROMANCE: "kisses",
}
_FIRST = "Ba Ce Di Fo Gu Ha Ji Ko La Me Ni Po Ru Sa To Va We Xi Yo Zu".split()
_LAST = "ran lo mir tek shan vel bor nis dra kow".split()


def invented(people: int, scenes: int, seed: int = 7) -> Story:
    """A made-up story in which ``people`` characters, in circles of friends and foes, go through ``scenes`` scenes.

    The telling tells one sentence a scene, some of them as flashbacks; one scene in ten is somebody's death.
    """
    dice = random.Random(seed)
    names = [f"{_FIRST[n % len(_FIRST)]}{_LAST[(n // len(_FIRST) * 3 + n) % len(_LAST)]}" for n in range(people)]
    ids = [f"p{n}" for n in range(people)]
    circles = [dice.sample(ids, min(people, dice.randint(3, 8))) for _ in range(max(2, people // 4))]
    alive, circle = set(ids), circles[0]
    text, sentences = "", []
    events: list[Event] = []
    mentions: list[Mention] = []
    deaths: list[Death] = []
    found: dict[str, Span] = {}

    def word(written: str, character: str = "") -> Span:
        nonlocal text
        span = Span("t", len(text), len(text) + len(written))
        text += written
        if character:
            mentions.append(Mention(span, (character,), Form.NAME))
            found.setdefault(character, span)
        return span

    for scene in range(scenes):
        if dice.random() < 0.3:
            circle = dice.choice(circles)
        here = [c for c in circle if c in alive] or sorted(alive)
        fresh = [c for c in ids if c not in found and c in alive]
        pair = dice.sample(here, min(len(here), dice.choice((1, 2, 2, 2, 3, 4))))
        if fresh and dice.random() < people / scenes:
            pair = [*pair[:2], fresh[0]]
        start = len(text)
        kills = len(pair) > 1 and len(alive) > people * 0.55 and dice.random() < 0.1
        word(names[int(pair[0][1:])], pair[0])
        word(" ")
        type = EventType.KILL if kills else EventType.GO if len(pair) == 1 else dice.choice(list(_VERBS))
        trigger = word({EventType.KILL: "kills", EventType.GO: "leaves"}.get(type) or _VERBS[type])
        for n, other in enumerate(pair[1:]):
            word(" and " if n else " ")
            word(names[int(other[1:])], other)
        word(". ")
        sentences.append((start, len(text) - 1))
        early = not kills and scene > 4 and dice.random() < 0.08
        victims = pair[1:2] if kills else pair[1:]
        events.append(
            Event(
                id=f"e{scene}",
                evidence=(Span("t", *sentences[-1]),),
                type=type,
                predicate=text[trigger.start : trigger.end],
                triggers=(trigger,),
                roles=(
                    Role(type=RoleType.AGENT, character=pair[0]),
                    *(Role(type=RoleType.PATIENT, character=c) for c in victims),
                ),
                modality=Modality.PLANNED if not kills and dice.random() < 0.08 else Modality.ACTUAL,
                when=When.EARLIER if early else When.NOW,
            )
        )
        if kills:
            alive -= set(victims)
            deaths.append(
                Death(
                    id=f"d{scene}",
                    evidence=events[-1].evidence,
                    victim=victims[0],
                    killers=(pair[0],),
                    manner=Manner.MURDER,
                    event=f"e{scene}",
                )
            )
    precedences = tuple(
        Precedence(id=f"b{e.id}", evidence=e.evidence, earlier=e.id, later=f"e{int(e.id[1:]) - dice.randint(1, 4)}")
        for e in events
        if e.when is When.EARLIER
    )
    dead = {d.victim for d in deaths}
    relations = [
        Relation(id=f"r{n}", evidence=(Span("t", *sentences[0]),), type=dice.choice(list(RelationType)), a=a, b=b)
        for n, (a, b) in enumerate(dice.sample(c, 2) for c in circles)
        if a in found and b in found
    ]
    return Story(
        tellings=(Telling(id="t", text=text, title="An invented story", sentences=tuple(sentences)),),
        title="An invented story",
        characters=tuple(
            Character(
                id=c,
                name=names[int(c[1:])],
                evidence=(found[c],),
                kind=Kind.PERSON,
                fate=Fate.DEAD if c in dead else Fate.UNKNOWN,
            )
            for c in ids
            if c in found
        ),
        mentions=tuple(mentions),
        relations=tuple(relations),
        events=tuple(events),
        deaths=tuple(deaths),
        causes=tuple(
            Cause(
                id=f"c{d.id}",
                evidence=d.evidence,
                cause=f"e{max(0, int(d.id[1:]) - 2)}",
                effect=d.event or "",
                type=CauseType.MOTIVE,
            )
            for d in deaths
            if int(d.id[1:]) > 1
        ),
        knowledge=tuple(
            Knowledge(
                id=f"k{e.id}",
                evidence=e.evidence,
                type=KnowledgeType.TELLS,
                holders=e.agents,
                others=e.patients,
                event=e.id,
                content=e.evidence,
            )
            for e in events
            if e.type is EventType.TELL
        ),
        precedences=precedences,
        order=story_order([e.id for e in events], precedences),
    )


def rows(stories: Iterable[tuple[str, Story]]) -> list[list[str]]:
    """A row of the table for each story."""
    table = []
    for name, story in stories:
        todo, scenes, *_ = plan(Index(story))
        plain = naive(todo)
        orders, ordering = _timed(partial(arrange, todo))
        levels, straightening = _timed(partial(heights, todo, orders))
        bends, _ = wiggles(levels)
        page, whole = _timed(partial(report, story))
        few, many = crossings(orders), crossings(plain)
        table.append(
            [
                name,
                str(len(todo.stages)),
                str(len(scenes)),
                str(many),
                str(few),
                f"{few / many:.0%}" if many else "",
                str(bends),
                f"{ordering + straightening:.2f} s",
                f"{whole:.2f} s",
                f"{len(page.encode()) / 1000:.0f} kB",
            ]
        )
    return table


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    work()  # once to warm up: what is imported and compiled late
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


HEAD = ["story", "lines", "scenes", "crossings, naive", "crossings", "left", "bends", "layout", "report", "its size"]


def markdown(table: list[list[str]]) -> str:
    """The table as Markdown."""
    lines = [HEAD, ["---"] * len(HEAD), *table]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("stories", type=Path, nargs="*")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    stories = [(f"{people} characters, {scenes} events", invented(people, scenes)) for people, scenes in SIZES]
    stories += [(path.stem, Story.from_json(path.read_bytes())) for path in args.stories]
    table = markdown(rows(stories))
    print(table)
    if args.write:
        before, _, after = DOC.read_text(encoding="utf-8").partition(_MARK)
        rest = after.lstrip("\n").split("\n\n", 1)
        tail = f"\n\n{rest[1]}" if len(rest) > 1 else "\n"
        DOC.write_text(f"{before}{_MARK}\n{table}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
