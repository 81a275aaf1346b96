"""CoNLL-U by udapi, TEI by lxml, brat by pybrat: each reads what we write."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree
from pybrat.parser import BratParser
from udapi.block.corefud.fixtovalidate import FixToValidate
from udapi.core.document import Document

from fabula.errors import InputError
from fabula.exports.conllu import to_conllu
from fabula.exports.formats import write_export
from fabula.exports.from_conllu import from_conllu
from fabula.exports.tei import to_tei
from fabula.story.check import violations
from fabula.story.story import Story
from tests.exports.tei_schema import tei_schema
from tests.story.strategies import stories

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read_conllu(content: bytes, caplog: pytest.LogCaptureFixture | None = None) -> Document:
    document = Document()
    document.from_conllu_string(content.decode())
    if caplog is not None:
        assert [r.message for r in caplog.records if r.levelno >= logging.WARNING] == []
    return document


def test_udapi_reads_every_mention(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    """udapi, which owns CorefUD, finds our entities and mentions, and says nothing against them."""
    document = read_conllu(to_conllu(story, "x")["x.conllu"], caplog)
    found = sorted(" ".join(w.form for w in m.words) for e in document.coref_entities for m in e.mentions)
    expected = sorted(re.sub(r"(['’]s)", r" \1", story.words(m.span)).replace("  ", " ") for m in story.mentions)
    assert found == expected


def test_udapi_reads_split_antecedents(story: Story) -> None:
    """ "They" is an entity whose parts are the two who flee."""
    document = read_conllu(to_conllu(story, "x")["x.conllu"])
    they = next(e for e in document.coref_entities if any(m.words[0].form == "They" for m in e.mentions))
    names = sorted(" ".join(w.form for w in min(part.mentions).words) for part in they.split_ante)
    assert names == ["Her brother Ivo", "Mara Voss"]


def test_gold_stories_pass_udapi(gold: list[Story], caplog: pytest.LogCaptureFixture) -> None:
    """As many mentions as were annotated, without a warning."""
    for story in gold:
        document = read_conllu(to_conllu(story, "x")["x.conllu"], caplog)
        assert sum(len(e.mentions) for e in document.coref_entities) == len(
            {(m.span, m.characters) for m in story.mentions}
        )


def test_gold_stories_come_back_from_conllu(gold: list[Story]) -> None:
    """The same chains over the same words: sentences, spans and plurals survive."""
    for story in gold:
        [back] = from_conllu(to_conllu(story, "x")["x.conllu"].decode(), id="x")
        assert violations(back) == []
        assert len(back.mentions) == len({(m.span, m.characters) for m in story.mentions})
        assert chains(story) <= chains(back)


def chains(story: Story) -> set[frozenset[tuple[str, int]]]:
    """For each character that is mentioned alone, the words and places of their mentions, shared ones included."""
    alone = {m.characters[0] for m in story.mentions if len(m.characters) == 1}
    found: dict[str, set[tuple[str, int]]] = {}
    ordered = sorted(story.mentions, key=lambda m: (m.span.start, -m.span.end))
    for place, mention in enumerate(ordered):
        for character in mention.characters if alone.issuperset(mention.characters) else ():
            words = " ".join(story.words(mention.span).split())
            found.setdefault(character, set()).add((words, place))
    return {frozenset(chain) for chain in found.values()}


SMALL = """# newdoc id = d
# global.Entity = eid-etype-head-other
# sent_id = 1
1-2\tdámelo\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
1\tda\t_\tVERB\t_\t_\t0\troot\t_\t_
2\tmelo\t_\tPRON\t_\t_\t1\tobj\t_\tEntity=(e1-person-1)
2.1\t_\t_\tPRON\t_\t_\t_\t_\t_\tEntity=(e1-person-1)
3\t,\t_\tPUNCT\t_\t_\t1\tpunct\t_\t_
4\tTom\t_\tPROPN\t_\t_\t1\tvocative\t_\tEntity=(e1[1/2]-person-1
5\tand\t_\tCCONJ\t_\t_\t1\tcc\t_\tEntity=e1[1/2])
6\tthe\t_\tDET\t_\t_\t1\tdep\t_\tEntity=(e2-place-1)
7\tboy\t_\tNOUN\t_\t_\t1\tconj\t_\tEntity=(e1[2/2]-person-1)

"""


def test_other_corpora_are_read() -> None:
    """Words in one token, empty nodes, mentions in pieces; what is no character is left out."""
    [story] = from_conllu(SMALL, id="x")
    assert story.tellings[0].text == "dámelo, Tom and the boy"
    assert [story.words(m.span) for m in story.mentions] == ["dámelo", "Tom and the boy"]
    assert [c.name for c in story.characters] == ["Tom and the boy"]
    assert violations(story) == []


def test_udapi_finds_nothing_to_mend(story: Story, gold: list[Story]) -> None:
    """What udapi mends before CorefUD is validated is in order already; it writes what it has read, to the letter."""
    for each in (story, *gold):
        content = to_conllu(each, "x")["x.conllu"].decode()
        document = read_conllu(content.encode())
        FixToValidate().apply_on_document(document)
        assert document.to_conllu_string() == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("1\ta\t_\n", "3 columns instead of ten"),
        (SMALL.replace("Entity=e1[1/2])", "Entity=e9)"), "closes the entity e9"),
        (SMALL.replace("Entity=(e2-place-1)", "Entity=(e2-place-1"), "opened and never closed"),
        (SMALL.replace("3\t,", "x\t,"), "begins with 'x'"),
    ],
)
def test_damaged_conllu_is_refused_in_one_sentence(content: str, says: str) -> None:
    """The message names the line or the entity."""
    with pytest.raises(InputError, match=re.escape(says)):
        from_conllu(content, id="x")


def test_tei_fits_the_schema_and_keeps_the_text(story: Story, gold: list[Story]) -> None:
    """The document is valid TEI P5, every pointer has a target, and the text is all there."""
    for each in (story, *gold):
        root = etree.fromstring(to_tei(each, "x")["x.tei.xml"])
        assert tei_schema().validate(root), tei_schema().error_log
        ids = {element.get(XML_ID) for element in root.iter() if element.get(XML_ID)}
        pointers = {
            target[1:]
            for element in root.iter()
            for name in ("from", "to", "ana", "corresp", "active", "passive", "mutual", "target")
            for target in (element.get(name) or "").split()
        }
        assert pointers <= ids
        [block] = root.iterfind(".//t:ab", TEI)
        assert "".join(block.itertext()) == each.tellings[0].text


def test_tei_spans_cover_the_mentions(story: Story) -> None:
    """From the first word to the last word of each span stand the words of the mention."""
    root = etree.fromstring(to_tei(story, "x")["x.tei.xml"])
    words = {w.get(XML_ID): w for w in root.iterfind(".//t:s/*", TEI)}
    order = list(words)
    found = []
    for span in root.iterfind(".//t:spanGrp[@type='mention']/t:span", TEI):
        first, last = order.index(span.get("from")[1:]), order.index(span.get("to")[1:])
        found.append([words[i].text for i in order[first : last + 1]])
    assert ["".join(w) for w in found] == [story.words(m.span).replace(" ", "") for m in story.mentions]


@given(stories())
@settings(max_examples=25, deadline=None)
def test_any_story_makes_sound_tei_and_conllu(story: Story) -> None:
    """Control characters and odd spans included."""
    root = etree.fromstring(to_tei(story, "x")["x.tei.xml"], etree.XMLParser(huge_tree=True))
    assert tei_schema().validate(root), tei_schema().error_log
    assert [len("".join(block.itertext())) for block in root.iterfind(".//t:ab", TEI)] == [
        len(t.text) for t in story.tellings
    ]
    read_conllu(to_conllu(story, "x")["x.conllu"])


def test_pybrat_reads_mentions_events_and_relations(story: Story, gold: list[Story], tmp_path: Path) -> None:
    """Each text-bound annotation says the words that stand there; events and relations have all their arguments."""
    for each in (story, *gold):
        write_export(each, tmp_path, "brat", "x")
        text = (tmp_path / "x.txt").read_text("utf-8")
        [read] = BratParser().parse(tmp_path)
        assert len(read.entities) >= len({(m.span, len(m.characters) > 1) for m in each.mentions})
        for entity in read.entities:
            assert " ".join(text[s.start : s.end] for s in entity.spans) == entity.mention
        assert len(read.events) == len(each.events)
        assert sum(r.type != "Equiv" for r in read.relations) == len(each.relations)
