"""Three small stories of our own: two with the same bones, one without."""

from __future__ import annotations

from typing import Any

from benchmarks.gold import gold_story, parse_markup
from fabula.story.story import Story


def _event(type: str, trigger: str, sentence: int, agents: str, patients: str = "", modality: str = "actual") -> Any:
    return {
        "type": type,
        "trigger": trigger,
        "sentence": sentence,
        "agents": agents.split(),
        "patients": patients.split(),
        "modality": modality,
        "when": "now",
    }


def _story(id: str, title: str, lines: list[str], cast: str, relations: str, events: list[Any], deaths: str) -> Story:
    markup = " ".join(lines)
    text, _ = parse_markup(markup)
    sentences, at = [], 0
    for line in lines:
        plain = parse_markup(line)[0]
        sentences.append((at, at + len(plain)))
        at += len(plain) + 1
    characters = {}
    for entry in cast.split(";"):
        key, name, gender, fate = (part.strip() for part in entry.split(","))
        characters[key] = {"name": name, "kind": "person", "gender": gender, "fate": fate, "occupations": []}
    related = [r.split() for r in relations.split(";")]
    dying = [d.split() for d in deaths.split(";") if d.strip()]
    gold = {
        "markup": markup,
        "characters": characters,
        "protagonists": [next(iter(characters))],
        "antagonists": [],
        "relations": [{"a": a, "type": t, "b": b, "sentence": int(n)} for a, t, b, n in related],
        "events": events,
        "deaths": [
            {"victim": v, "killers": [k], "manner": "murder", "certain": True, "sentence": int(n)} for v, k, n in dying
        ],
        "causes": [],
        "order": [],
    }
    return gold_story({"id": id, "title": title, "text": text, "sentences": sentences}, gold)


def ferryman() -> Story:
    """A smuggler's man spares the singer he is sent to kill."""
    return _story(
        "ferryman",
        "The Ferryman",
        [
            "[[teo|Téo]] shot [[marek|the customs officer Marek]] long ago.",
            "[[orlan|Orlan]], [[orlan|head of the smugglers]], orders [[teo|Téo]] to kill [[lise|the singer Lise]].",
            "[[teo|Téo]] follows [[lise|Lise]] to the theatre.",
            "[[teo|He]] spares [[lise|her]].",
            "[[orlan|Orlan]] tortures [[teo|Téo]] in the boathouse.",
            "[[ruben|Marek's brother Ruben]] shoots [[teo|Téo]] dead.",
        ],
        "teo, Téo, m, dead; marek, the customs officer Marek, m, dead; orlan, Orlan, m, unknown; "
        "lise, the singer Lise, f, alive; ruben, Marek's brother Ruben, m, alive",
        "orlan superior_of teo 2; ruben sibling_of marek 6",
        [
            _event("kill", "shot", 1, "teo", "marek"),
            _event("order", "orders", 2, "orlan", "teo"),
            _event("kill", "kill", 2, "teo", "lise", "planned"),
            _event("chase", "follows", 3, "teo", "lise"),
            _event("spare", "spares", 4, "teo", "lise"),
            _event("attack", "tortures", 5, "orlan", "teo"),
            _event("kill", "shoots", 6, "ruben", "teo"),
        ],
        "marek teo 1; teo ruben 6",
    )


def huntsman() -> Story:
    """A queen's huntsman spares the girl he is sent to kill."""
    return _story(
        "huntsman",
        "The Huntsman",
        [
            "[[hunter|The huntsman Alaric]] stabbed [[miller|a miller]] in a quarrel over bread.",
            "[[queen|Queen Isolde]] commands [[hunter|Alaric]] to murder [[girl|her stepdaughter Una]].",
            "[[hunter|He]] hunts [[girl|Una]] through the forest.",
            "[[hunter|Alaric]] lets [[girl|Una]] live.",
            "[[queen|The queen]] has [[hunter|Alaric]] whipped.",
            "[[daughter|The miller's daughter]] poisons [[hunter|Alaric]].",
        ],
        "hunter, The huntsman Alaric, m, dead; miller, a miller, m, dead; queen, Queen Isolde, f, unknown; "
        "girl, her stepdaughter Una, f, alive; daughter, The miller's daughter, f, alive",
        "queen superior_of hunter 2; miller parent_of daughter 6; queen parent_of girl 2",
        [
            _event("kill", "stabbed", 1, "hunter", "miller"),
            _event("order", "commands", 2, "queen", "hunter"),
            _event("kill", "murder", 2, "hunter", "girl", "planned"),
            _event("chase", "hunts", 3, "hunter", "girl"),
            _event("spare", "lets", 4, "hunter", "girl"),
            _event("attack", "whipped", 5, "queen", "hunter"),
            _event("kill", "poisons", 6, "daughter", "hunter"),
        ],
        "miller hunter 1; hunter daughter 6",
    )


def bakers() -> Story:
    """Two bakers fall out over a prize and make up."""
    return _story(
        "bakers",
        "The Bakers",
        [
            "[[nell|Nell]] and [[sam|Sam]] bake bread in one street.",
            "[[nell|Nell]] wins the prize of the fair.",
            "[[nell+sam|They]] quarrel over the oven.",
            "[[sam|Sam]] marries [[nell|Nell]].",
        ],
        "nell, Nell, f, alive; sam, Sam, m, alive",
        "nell spouse_of sam 4",
        [
            _event("win", "wins", 2, "nell"),
            _event("argue", "quarrel", 3, "nell sam"),
            _event("marry", "marries", 4, "nell sam"),
        ],
        "",
    )
