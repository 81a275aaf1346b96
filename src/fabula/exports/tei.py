"""TEI P5: the tellings as texts of words, the cast and all claims in ``<standOff>``.

Words and sentences carry ``xml:id``; mentions and events are ``<span>`` elements that point at words, so that nothing
is nested into the text and spans may cross. The text content of each ``<ab>`` is the telling, code point by code point.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from fabula.exports.syntax import Places, Syntax, syntax_of
from fabula.exports.xml import clean, xml_bytes
from fabula.story.cast import Character
from fabula.story.ontology import Fate, Gender, Kind
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["to_tei"]

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_SEX = {Gender.FEMALE: "F", Gender.MALE: "M", Gender.NEUTER: "N"}


def to_tei(story: Story, id: str, syntax: Mapping[str, Syntax] | None = None) -> dict[str, bytes]:
    """One TEI file.

    Args:
        story: the story.
        id: the stem of the file's name.
        syntax: the grammar of each telling, written as ``@lemma``, ``@pos`` and ``@msd`` of ``<w>`` where it is known.
    """
    return {f"{id}.tei.xml": xml_bytes(_Writer(story, id, syntax).document())}


class _Writer:
    """Builds one document; ids of words are ``wT.N``, the N-th word of the T-th telling."""

    def __init__(self, story: Story, id: str, syntax: Mapping[str, Syntax] | None) -> None:
        self.story, self.id = story, id
        self.syntax = {t.id: syntax_of(story, t, syntax) for t in story.tellings}
        self.places = {t: Places(s.tokens) for t, s in self.syntax.items()}
        self.number = {t.id: n for n, t in enumerate(story.tellings, 1)}
        self.ids: dict[str, dict[str, str]] = {}

    def name(self, kind: str, id: str) -> str:
        """A name that XML takes as an id, the same for the same thing."""
        known = self.ids.setdefault(kind, {})
        return known.setdefault(id, f"{kind}{len(known) + 1}")

    def document(self) -> ET.Element:
        root = ET.Element("TEI", {"xmlns": NAMESPACE})
        self.header(root)
        off = ET.Element("standOff")
        self.cast(off)
        self.events(off)
        self.spans(off)
        self.links(off)
        if len(off):
            root.append(off)
        text = ET.SubElement(root, "text")
        holder = text if len(self.story.tellings) == 1 else ET.SubElement(text, "group")
        for telling in self.story.tellings:
            inner = holder if holder is text else ET.SubElement(holder, "text")
            self.telling(inner, self.syntax[telling.id])
        if not self.story.tellings:
            ET.SubElement(ET.SubElement(text, "body"), "ab")
        return root

    def header(self, root: ET.Element) -> None:
        description = ET.SubElement(ET.SubElement(root, "teiHeader"), "fileDesc")
        title = ET.SubElement(ET.SubElement(description, "titleStmt"), "title")
        title.text = clean(self.story.title or self.id)
        publication = ET.SubElement(description, "publicationStmt")
        ET.SubElement(publication, "p").text = "Written by fabula; the rights in the text are those of its source."
        source = ET.SubElement(description, "sourceDesc")
        listed = ET.SubElement(source, "listBibl")
        for telling in self.story.tellings:
            entry = ET.SubElement(listed, "bibl", {f"{_XML}id": f"t{self.number[telling.id]}", "n": clean(telling.id)})
            ET.SubElement(entry, "title").text = clean(telling.title or telling.id)
            if telling.source:
                ET.SubElement(entry, "note").text = clean(telling.source)
        if not self.story.tellings:
            ET.SubElement(listed, "bibl").text = "no telling"

    def target(self, span: Span) -> dict[str, str]:
        """``@from`` and ``@to`` of the words that a span covers."""
        where = self.places[span.telling](span.start, span.end)
        if where is None:
            return {}
        t = self.number[span.telling]
        return {"from": f"#w{t}.{where[0] + 1}", "to": f"#w{t}.{where[1] + 1}"}

    def pointers(self, evidence: tuple[Span, ...]) -> str:
        """The first word of each place that says something."""
        return " ".join(self.target(span)["from"] for span in evidence if self.target(span))

    def refer(self, kind: str, *ids: str) -> str:
        return " ".join(f"#{self.name(kind, id)}" for id in ids)

    def cast(self, off: ET.Element) -> None:
        if not self.story.characters:
            return
        listed = ET.SubElement(off, "listPerson")
        for character in self.story.characters:
            self.person(listed, character)
        if self.story.relations:
            relations = ET.SubElement(listed, "listRelation")
            for r in self.story.relations:
                attributes = {f"{_XML}id": self.name("r", r.id), "name": str(r.type)}
                attributes["cert"] = _certainty(r.confidence)
                a, b = self.refer("c", r.a), self.refer("c", r.b)
                ends = {"mutual": f"{a} {b}"} if r.type.symmetric else {"active": a, "passive": b}
                if pointers := self.pointers(r.evidence):
                    attributes["corresp"] = pointers
                ET.SubElement(relations, "relation", {**attributes, **ends})

    def person(self, listed: ET.Element, character: Character) -> None:
        group = character.kind is Kind.GROUP
        attributes = {f"{_XML}id": self.name("c", character.id), "n": clean(character.id)}
        if not group and character.gender in _SEX:
            attributes["sex"] = _SEX[character.gender]
        attributes["role"] = str(character.kind)
        element = ET.SubElement(listed, "personGrp" if group else "person", attributes)
        for name in (character.name, *character.aliases):
            ET.SubElement(element, "persName").text = clean(name)
        for trait in character.traits:
            ET.SubElement(element, "trait", {"type": "trait"}).append(_desc(trait))
        for occupation in character.occupations:
            ET.SubElement(element, "occupation").text = clean(occupation)
        if character.fate is not Fate.UNKNOWN:
            ET.SubElement(element, "state", {"type": "fate"}).append(_desc(str(character.fate)))
        if character.performer:
            ET.SubElement(element, "note", {"type": "performer"}).text = clean(character.performer)
        if character.members:
            ET.SubElement(element, "note", {"type": "members", "corresp": self.refer("c", *character.members)})

    def events(self, off: ET.Element) -> None:
        if not self.story.events:
            return
        listed = ET.SubElement(off, "listEvent")
        deaths = {d.event: d for d in self.story.deaths if d.event}
        for event in self.story.events:
            attributes = {
                f"{_XML}id": self.name("ev", event.id),
                "type": str(event.type),
                "subtype": str(event.modality),
            }
            if pointers := self.pointers(event.triggers):
                attributes["corresp"] = pointers
            element = ET.SubElement(listed, "event", attributes)
            ET.SubElement(element, "label").text = clean(event.predicate)
            for role in event.roles:
                if role.character is not None:
                    ET.SubElement(element, "note", {"type": str(role.type), "corresp": self.refer("c", role.character)})
                elif role.evidence:
                    ET.SubElement(element, "note", {"type": str(role.type)}).text = clean(
                        self.story.words(role.evidence[0])
                    )
            if event.id in deaths:
                death = deaths[event.id]
                note = {"type": "death", "subtype": str(death.manner), "corresp": self.refer("c", death.victim)}
                ET.SubElement(element, "note", note)

    def spans(self, off: ET.Element) -> None:
        groups = [("mention", [(m.span, self.refer("c", *m.characters)) for m in self.story.mentions])]
        groups.append(("event", [(s, self.refer("ev", e.id)) for e in self.story.events for s in e.triggers]))
        for type, items in groups:
            found = [(self.target(span), ana) for span, ana in items]
            found = [(target, ana) for target, ana in found if target]
            if found:
                group = ET.SubElement(off, "spanGrp", {"type": type})
                for target, ana in found:
                    ET.SubElement(group, "span", {**target, "ana": ana})

    def links(self, off: ET.Element) -> None:
        pairs = [(str(c.type), c.cause, c.effect) for c in self.story.causes]
        pairs += [("before", p.earlier, p.later) for p in self.story.precedences]
        for type in dict.fromkeys(kind for kind, _, _ in pairs):
            group = ET.SubElement(off, "linkGrp", {"type": type})
            for _, a, b in (pair for pair in pairs if pair[0] == type):
                ET.SubElement(group, "link", {"target": self.refer("ev", a, b)})

    def telling(self, holder: ET.Element, syntax: Syntax) -> None:
        t, text = self.number[syntax.telling.id], clean(syntax.telling.text)
        body = ET.SubElement(holder, "body")
        block = ET.SubElement(body, "ab", {f"{_XML}space": "preserve", "corresp": f"#t{t}"})
        at, word = 0, 0
        for number, sentence in enumerate(syntax.sentences, 1):
            _say(block, text[at : sentence[0].start])
            element = ET.SubElement(block, "s", {f"{_XML}id": f"s{t}.{number}"})
            at = sentence[0].start
            for token in sentence:
                _say(element, text[at : token.start])
                word += 1
                surface = text[token.start : token.end]
                attributes = {f"{_XML}id": f"w{t}.{word}"}
                for name, value in (("lemma", token.lemma), ("pos", token.upos), ("msd", token.xpos)):
                    if value:
                        attributes[name] = clean(value)
                tag = "w" if any(c.isalnum() for c in surface) else "pc"
                ET.SubElement(element, tag, attributes).text = surface
                at = token.end
        _say(block, text[at:])


def _desc(text: str) -> ET.Element:
    element = ET.Element("desc")
    element.text = clean(text)
    return element


def _say(parent: ET.Element, text: str) -> None:
    """Put text at the end of an element, after its last child."""
    if text and len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    elif text:
        parent.text = (parent.text or "") + text


def _certainty(confidence: float) -> str:
    """TEI's words for confidence."""
    return "high" if confidence >= 0.8 else "medium" if confidence >= 0.5 else "low"
