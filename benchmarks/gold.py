"""StoryBench annotations as fabula stories: python benchmarks/gold.py DOCS GOLD OUT

DOCS and GOLD are folders of ID.json files in StoryBench's format; OUT receives ID.json story files. With these, every
room can be tried and measured without a reader's mistakes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fabula.story.cast import Attribute, Character, Mention
from fabula.story.claims import Cause, Death, Event, Precedence, Relation, Role
from fabula.story.ontology import (
    AttributeType,
    Certainty,
    EventType,
    Fate,
    Form,
    Gender,
    Kind,
    Manner,
    Modality,
    Part,
    RelationType,
    RoleType,
    When,
)
from fabula.story.order import story_order
from fabula.story.story import Story
from fabula.story.text import Span, Telling

_OPEN = re.compile(r"\[\[([A-Za-z0-9_+\-]+)\|")
_PRONOUNS = set(
    "i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself "
    "we us our ours ourselves they them their theirs themselves themself who whom whose that which one another "
    "other others each both either neither all everyone everybody someone somebody".split()
)
_PRONOUNS |= {"each other", "one another", "the other", "the others", "the latter", "the former"}
_PERFORMER = re.compile(r"\s\(((?:[^\W\d_][\w.'’-]*)(?: [^\W\d_][\w.'’-]*){1,3})\)")
_POSSESSIVE = re.compile(r"(?:'s|’s|(?<=s)['’])$")


def parse_markup(markup: str) -> tuple[str, list[tuple[int, int, tuple[str, ...]]]]:
    """The plain text of a marked-up text, and its mentions ``(start, end, character ids)`` sorted by place."""
    plain: list[str] = []
    open_marks: list[tuple[int, tuple[str, ...]]] = []
    mentions = []
    at = 0
    while at < len(markup):
        opening = _OPEN.match(markup, at) if markup.startswith("[[", at) else None
        if opening:
            open_marks.append((len(plain), tuple(sorted(opening[1].split("+")))))
            at = opening.end()
        elif open_marks and markup.startswith("]]", at):
            start, ids = open_marks.pop()
            mentions.append((start, len(plain), ids))
            at += 2
        else:
            plain.append(markup[at])
            at += 1
    return "".join(plain), sorted(mentions)


def gold_story(doc: dict[str, Any], gold: dict[str, Any]) -> Story:
    """The story that the annotation ``gold`` of the document ``doc`` describes.

    The telling's id is the document's; characters keep their ids; events are ``e1``, ``e2`` ... as annotated, which is
    telling order by sentence. Evidence is the sentence, the trigger's evidence its word.
    """
    text, id = doc["text"], doc["id"]
    sentences = tuple((s, e) for s, e in doc["sentences"])
    telling = Telling(id=id, text=text, title=doc.get("title", ""), source=doc.get("page", ""), sentences=sentences)

    def sentence(number: int) -> Span:
        return Span(id, *sentences[number - 1])

    marks = parse_markup(gold["markup"])[1]
    mentions = tuple(Mention(Span(id, s, e), ids, form(text[s:e])) for s, e, ids in marks)
    triggers = _triggers(telling, gold["events"])
    # Annotators wrote events in the order they read; where two stand in one sentence, the words decide.
    telling_order = sorted(range(len(triggers)), key=lambda i: (triggers[i].start, i))
    ids = {old: f"e{new}" for new, old in enumerate(telling_order, 1)}
    events = tuple(
        Event(
            id=ids[i],
            type=EventType(e["type"]),
            predicate=e["trigger"].lower(),
            triggers=(triggers[i],),
            evidence=(sentence(e["sentence"]),),
            roles=tuple(_roles(e, mentions, triggers[i])),
            modality=Modality(e["modality"]),
            when=When(e["when"]),
        )
        for i, e in ((i, gold["events"][i]) for i in telling_order)
    )
    precedences = tuple(
        Precedence(
            id=f"p{n}",
            earlier=ids[o["event"]],
            later=ids[o["before"]],
            evidence=tuple(sorted({triggers[o["event"]], triggers[o["before"]]})),
        )
        for n, o in enumerate(gold["order"], 1)
    )
    relations = tuple(
        Relation(id=f"r{n}", type=RelationType(r["type"]), a=r["a"], b=r["b"], evidence=(sentence(r["sentence"]),))
        for n, r in enumerate(gold["relations"], 1)
    )
    alive = {id for id, c in gold["characters"].items() if c["fate"] == "alive"}
    return Story(
        tellings=(telling,),
        title=doc.get("title", ""),
        characters=tuple(_characters(telling, gold, mentions)),
        mentions=mentions,
        relations=relations,
        events=events,
        deaths=tuple(_deaths(gold["deaths"], events, sentence, alive)),
        causes=tuple(
            Cause(id=f"c{n}", cause=ids[c["cause"]], effect=ids[c["effect"]], evidence=(sentence(c["sentence"]),))
            for n, c in enumerate(gold["causes"], 1)
        ),
        precedences=precedences,
        order=story_order([e.id for e in events], precedences),
        reader="StoryBench annotation",
    )


def form(words: str) -> Form:
    """Whether the mention ``words`` reads as a name, a noun or a pronoun; names end in a capitalised word."""
    bare = _POSSESSIVE.sub("", words)
    if bare.lower() in _PRONOUNS:
        return Form.PRONOUN
    last = bare.split()[-1] if bare.split() else bare
    return Form.NAME if last[:1].isupper() else Form.NOUN


def _triggers(telling: Telling, events: list[dict[str, Any]]) -> list[Span]:
    """Where each trigger stands: the next free place in its sentence for events that share a word."""
    spans = []
    taken: dict[tuple[int, str], int] = {}
    for event in events:
        start, end = telling.sentences[event["sentence"] - 1]
        word = event["trigger"]
        places = [start + m.start() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", telling.text[start:end])]
        places = places or [telling.text.index(word, start, end)]
        nth = taken.get((start, word), 0)
        taken[start, word] = nth + 1
        at = places[min(nth, len(places) - 1)]
        spans.append(Span(telling.id, at, at + len(word)))
    return spans


def _roles(event: dict[str, Any], mentions: tuple[Mention, ...], trigger: Span) -> Iterator[Role]:
    """The players of an event, each shown by their mention nearest to the trigger, where one is near."""
    for type, players in ((RoleType.AGENT, event["agents"]), (RoleType.PATIENT, event["patients"])):
        for player in players:
            near = [m.span for m in mentions if player in m.characters and abs(m.span.start - trigger.start) < 200]
            nearest = min(near, key=lambda s: abs(s.start - trigger.start), default=None)
            yield Role(type=type, character=player, evidence=(nearest,) if nearest else ())


def _characters(telling: Telling, gold: dict[str, Any], mentions: tuple[Mention, ...]) -> Iterator[Character]:
    parts = dict.fromkeys(gold["antagonists"], Part.ANTAGONIST) | dict.fromkeys(gold["protagonists"], Part.PROTAGONIST)
    for id, c in gold["characters"].items():
        own = [m for m in mentions if m.characters == (id,)] or [m for m in mentions if id in m.characters]
        called: dict[str, Span] = {}
        for m in own:
            if m.form is not Form.PRONOUN:
                words = _POSSESSIVE.sub("", telling.words(m.span))
                called.setdefault(words, Span(telling.id, m.span.start, m.span.start + len(words)))
        at = telling.text.find(c["name"])
        first = called.pop(c["name"], None) or (
            Span(telling.id, at, at + len(c["name"])) if at >= 0 else next(iter(called.values()), own[0].span)
        )
        by_fold = {words.casefold(): words for words in reversed(called) if words.casefold() != c["name"].casefold()}
        aliases = {words: span for words, span in called.items() if by_fold.get(words.casefold()) == words}
        yield Character(
            id=id,
            name=c["name"],
            evidence=(first, *aliases.values()),
            named=any(m.form is Form.NAME for m in own),
            aliases=tuple(aliases),
            kind=Kind(c["kind"]),
            gender=Gender(c["gender"]),
            fate=Fate(c["fate"]),
            part=parts.get(id, Part.NONE),
            attributes=tuple(_attributes(telling, c, own)),
            members=tuple(sorted({r["a"] for r in gold["relations"] if r["type"] == "member_of" and r["b"] == id})),
        )


def _attributes(telling: Telling, character: dict[str, Any], own: list[Mention]) -> Iterator[Attribute]:
    for occupation in character.get("occupations", []):
        spans = [m.span for m in own if occupation.casefold() in telling.words(m.span).casefold()]
        at = telling.text.casefold().find(occupation.casefold())
        span = spans[0] if spans else Span(telling.id, at, at + len(occupation)) if at >= 0 else own[0].span
        yield Attribute(AttributeType.OCCUPATION, occupation, (span,))
    for m in own:
        actor = _PERFORMER.match(telling.text, m.span.end)
        if actor and m.form is Form.NAME and all(w[:1].isupper() for w in actor[1].split()):
            yield Attribute(AttributeType.PERFORMER, actor[1], (Span(telling.id, actor.start(1), actor.end(1)),))
            return


def _deaths(
    deaths: list[dict[str, Any]], events: tuple[Event, ...], sentence: Callable[[int], Span], alive: set[str]
) -> Iterator[Death]:
    for n, d in enumerate(deaths, 1):
        tells = (
            e.id
            for e in events
            if (e.type is EventType.KILL and d["victim"] in e.patients)
            or (e.type is EventType.DIE and d["victim"] in (*e.patients, *e.agents))
            if e.modality is Modality.ACTUAL
        )
        yield Death(
            id=f"d{n}",
            victim=d["victim"],
            killers=tuple(d["killers"]),
            manner=Manner(d["manner"]),
            certainty=_certainty(d, alive),
            event=next(tells, None),
            evidence=(sentence(d["sentence"]),),
        )


def _certainty(death: dict[str, Any], alive: set[str]) -> Certainty:
    if death.get("faked"):
        return Certainty.FAKED
    # Who is alive at the end has not died for certain: the story undoes it.
    return Certainty.CERTAIN if death["certain"] and death["victim"] not in alive else Certainty.PRESUMED


def load(docs: Path, gold: Path) -> Iterator[Story]:
    """The stories of all annotations in the folder ``gold``, by file name."""
    for path in sorted(gold.glob("*.json")):
        doc = json.loads((docs / path.name).read_text(encoding="utf-8"))
        yield gold_story(doc, json.loads(path.read_text(encoding="utf-8")))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for story in load(args.docs, args.gold):
        (args.out / f"{story.tellings[0].id}.json").write_text(story.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
