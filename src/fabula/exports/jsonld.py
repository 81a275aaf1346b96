"""Linked data: schema.org terms, with Wikidata's property and item ids where they exist.

The context is written into the file, so that nothing is fetched to read it. Properties that neither vocabulary has are
in fabula's own namespace. Evidence is said with the Web Annotation vocabulary: a quotation and its offsets.
"""

from __future__ import annotations

import json
from typing import Any

from fabula.story.cast import Character
from fabula.story.claims import Claim, Event
from fabula.story.ontology import EventType, Gender, Kind, Manner, Modality, RelationType, RoleType
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["FABULA", "to_jsonld"]

FABULA = "urn:x-fabula:"
"""The namespace of the terms that are our own; a name, not an address."""

_CONTEXT: dict[str, Any] = {
    "@vocab": FABULA,
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "oa": "http://www.w3.org/ns/oa#",
}
_KINDS = {Kind.PERSON: "schema:Person", Kind.GROUP: "schema:Organization"}
_GENDERS = {
    Gender.FEMALE: ("schema:Female", "wd:Q6581072"),
    Gender.MALE: ("schema:Male", "wd:Q6581097"),
}
_MANNERS = {
    Manner.MURDER: "wd:Q149086",  # homicide
    Manner.KILLING: "wd:Q149086",
    Manner.ACCIDENT: "wd:Q171558",
    Manner.SUICIDE: "wd:Q10737",
    Manner.EXECUTION: "wd:Q8454",
    Manner.NATURAL: "wd:Q3739104",
}
# For each relation the properties from a to b, then those from b to a.
_RELATIONS: dict[RelationType, tuple[tuple[str, ...], tuple[str, ...]]] = {
    RelationType.PARENT_OF: (("schema:children", "wdt:P40"), ("schema:parent",)),
    RelationType.SIBLING_OF: (("schema:sibling", "wdt:P3373"), ("schema:sibling", "wdt:P3373")),
    RelationType.SPOUSE_OF: (("schema:spouse", "wdt:P26"), ("schema:spouse", "wdt:P26")),
    RelationType.PARTNER_OF: (("wdt:P451",), ("wdt:P451",)),
    RelationType.RELATIVE_OF: (("schema:relatedTo", "wdt:P1038"), ("schema:relatedTo", "wdt:P1038")),
    RelationType.FRIEND_OF: (("schema:knows", "wdt:P3342"), ("schema:knows", "wdt:P3342")),
    RelationType.COLLEAGUE_OF: (("schema:colleague", "wdt:P3342"), ("schema:colleague", "wdt:P3342")),
    RelationType.MEMBER_OF: (("schema:memberOf", "wdt:P463"), ("schema:member",)),
    RelationType.ENEMY_OF: (("wdt:P7047",), ("wdt:P7047",)),
}
# The kinds of schema:Action that mean the same; every other event is a plain Action.
_ACTIONS = {
    EventType.ASK: "schema:AskAction",
    EventType.GIVE: "schema:GiveAction",
    EventType.GO: "schema:MoveAction",
    EventType.JOIN: "schema:JoinAction",
    EventType.MARRY: "schema:MarryAction",
    EventType.PERFORM: "schema:PerformAction",
    EventType.PLAN: "schema:PlanAction",
    EventType.TELL: "schema:InformAction",
    EventType.WIN: "schema:WinAction",
}
_STATUS = {
    Modality.ACTUAL: "schema:CompletedActionStatus",
    Modality.PLANNED: "schema:PotentialActionStatus",
}
_ROLES = {
    RoleType.AGENT: "schema:agent",
    RoleType.PATIENT: "schema:object",
    RoleType.RECIPIENT: "schema:recipient",
    RoleType.INSTRUMENT: "schema:instrument",
    RoleType.PLACE: "schema:location",
    RoleType.ABOUT: "schema:about",
}


def to_jsonld(story: Story, id: str) -> dict[str, bytes]:
    """One JSON-LD file whose graph is a ``schema:CreativeWork`` with its characters, relations, events and deaths."""
    writer = _Writer(story)
    made = {"@context": _CONTEXT, "@graph": writer.graph(id)}
    return {f"{id}.jsonld": (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()}


def _ref(kind: str, id: str) -> dict[str, str]:
    return {"@id": f"#{kind}-{_escape(id)}"}


def _escape(id: str) -> str:
    from urllib.parse import quote

    return quote(id, safe="")


class _Writer:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.names = {c.id: c.name for c in story.characters}

    def graph(self, id: str) -> list[dict[str, Any]]:
        story = self.story
        people = [_ref("character", c.id) for c in story.characters]
        work: dict[str, Any] = {
            "@id": "#story",
            "@type": "schema:CreativeWork",
            "schema:name": story.title or id,
            "schema:character": people,
            "wdt:P674": people,
            "schema:hasPart": [_ref("telling", t.id) for t in story.tellings],
            "event": [_ref("event", e.id) for e in story.events],
        }
        tellings = [
            {
                "@id": f"#telling-{_escape(t.id)}",
                "@type": "schema:CreativeWork",
                "schema:name": t.title or t.id,
                "schema:inLanguage": t.language,
                "schema:text": t.text,
            }
            for t in story.tellings
        ]
        cast = {c.id: self.character(c) for c in story.characters}
        claims = [self.relation(r, cast) for r in story.relations]
        claims += [self.event(e) for e in story.events]
        for death in story.deaths:
            node = {
                **self.claim(death, "death", "Death"),
                "victim": _ref("character", death.victim),
                "killer": [_ref("character", k) for k in death.killers],
                "manner": str(death.manner),
                "certainty": str(death.certainty),
            }
            if death.event:
                node["inEvent"] = _ref("event", death.event)
            claims.append(node)
            person = cast[death.victim]
            if str(death.certainty) == "certain":
                _add(person, "wdt:P157", [_ref("character", k) for k in death.killers])
                if death.manner in _MANNERS:
                    _add(person, "wdt:P1196", [{"@id": _MANNERS[death.manner]}])
        events = {node["@id"]: node for node in claims if "schema:actionStatus" in node}
        for cause in story.causes:
            effect = _ref("event", cause.effect)
            claims.append(
                {
                    **self.claim(cause, "cause", "Causation"),
                    "causationType": str(cause.type),
                    "reason": _ref("event", cause.cause),
                    "effect": effect,
                }
            )
            if effect["@id"] in events:
                _add(events[effect["@id"]], "wdt:P828", [_ref("event", cause.cause)])
        claims += [
            {
                **self.claim(k, "knowledge", "Knowledge"),
                "knowledgeType": str(k.type),
                "holder": [_ref("character", c) for c in k.holders],
                "otherSide": [_ref("character", c) for c in k.others],
                "inEvent": _ref("event", k.event),
                "content": [self.story.words(s) for s in k.content],
            }
            for k in story.knowledge
        ]
        claims += [
            {
                **self.claim(p, "precedence", "Precedence"),
                "earlier": _ref("event", p.earlier),
                "later": _ref("event", p.later),
            }
            for p in story.precedences
        ]
        return [work, *tellings, *cast.values(), *claims]

    def character(self, c: Character) -> dict[str, Any]:
        node: dict[str, Any] = {
            **_ref("character", c.id),
            "@type": [_KINDS.get(c.kind, "schema:Thing"), "Character"],
            "schema:name": c.name,
            "kind": str(c.kind),
            "named": c.named,
            "wdt:P1441": [{"@id": "#story"}],
        }
        if c.aliases:
            node["schema:alternateName"] = list(c.aliases)
        if c.gender in _GENDERS and c.kind is Kind.PERSON:
            schema, wikidata = _GENDERS[c.gender]
            node |= {"schema:gender": {"@id": schema}, "wdt:P21": {"@id": wikidata}}
        if c.occupations:
            node |= {"schema:jobTitle": list(c.occupations), "occupationAsTold": list(c.occupations)}
        if c.traits:
            node["trait"] = list(c.traits)
        if c.performer:
            node["performer"] = c.performer
        node |= {"fate": str(c.fate), "part": str(c.part), "evidence": [self.evidence(s) for s in c.evidence]}
        if c.members:
            node["schema:member"] = [_ref("character", m) for m in c.members]
        return node

    def relation(self, relation: Any, cast: dict[str, dict[str, Any]]) -> dict[str, Any]:
        forth, back = _RELATIONS.get(relation.type, ((), ()))
        for one, properties, other in ((relation.a, forth, relation.b), (relation.b, back, relation.a)):
            for property in properties:
                _add(cast[one], property, [_ref("character", other)])
        if relation.type is RelationType.PARENT_OF:
            parent = self.story.character(relation.a).gender
            kin = {Gender.MALE: "wdt:P22", Gender.FEMALE: "wdt:P25"}.get(parent)
            if kin:
                _add(cast[relation.b], kin, [_ref("character", relation.a)])
        return {
            **self.claim(relation, "relation", "Relation"),
            "relationType": str(relation.type),
            "from": _ref("character", relation.a),
            "to": _ref("character", relation.b),
        }

    def event(self, event: Event) -> dict[str, Any]:
        node: dict[str, Any] = {
            **self.claim(event, "event", _ACTIONS.get(event.type, "schema:Action")),
            "eventType": str(event.type),
            "schema:name": event.predicate,
            "modality": str(event.modality),
            "when": str(event.when),
            "schema:actionStatus": {"@id": _STATUS.get(event.modality, FABULA + str(event.modality))},
        }
        for role in event.roles:
            if role.character is not None:
                _add(node, _ROLES[role.type], [_ref("character", role.character)])
            elif role.evidence:
                _add(node, _ROLES[role.type], [self.story.words(role.evidence[0])])
        return node

    def claim(self, claim: Claim, kind: str, type: str) -> dict[str, Any]:
        return {
            **_ref(kind, claim.id),
            "@type": type,
            "confidence": claim.confidence,
            "evidence": [self.evidence(span) for span in claim.evidence],
        }

    def evidence(self, span: Span) -> dict[str, Any]:
        position = {"@type": "oa:TextPositionSelector", "oa:start": span.start, "oa:end": span.end}
        quote = {"@type": "oa:TextQuoteSelector", "oa:exact": self.story.words(span)}
        return {
            "@type": "oa:SpecificResource",
            "oa:hasSource": _ref("telling", span.telling),
            "oa:hasSelector": [position, quote],
        }


def _add(node: dict[str, Any], property: str, values: list[Any]) -> None:
    """Add values to a property that may have some, each once."""
    have = node.setdefault(property, []) if values else []
    have += [value for value in values if value not in have]
