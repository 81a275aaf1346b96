"""CSV, Parquet, JSON-LD, storylines: read by csv, pyarrow, rdflib, json."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import rdflib
from hypothesis import given, settings

from fabula.errors import OutputError
from fabula.exports.formats import FORMATS, export_files, write_export
from fabula.exports.incoming import import_stories
from fabula.exports.jsonld import to_jsonld
from fabula.exports.rows import story_tables
from fabula.exports.storyline import to_storyline
from fabula.exports.tables import TABLES
from fabula.exports.tabular import to_csv, to_parquet
from fabula.story.story import Story
from tests.story.strategies import stories

# rdflib's own reader uses what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = rdflib.Namespace("https://schema.org/")
WDT = rdflib.Namespace("http://www.wikidata.org/prop/direct/")
WD = rdflib.Namespace("http://www.wikidata.org/entity/")
BASE = "http://example.org/story"


def graph(story: Story) -> rdflib.Graph:
    return rdflib.Graph().parse(data=to_jsonld(story, "x")["x.jsonld"], format="json-ld", base=BASE)


def person(id: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"{BASE}#character-{id}")


def test_every_row_has_the_documented_columns(story: Story) -> None:
    """No column is missing and none is unexplained."""
    made = story_tables(story, "s")
    assert {name: {tuple(row) for row in rows} for name, rows in made.items() if rows} == {
        t.name: {tuple(c.name for c in t.columns)} for t in TABLES if made[t.name]
    }
    assert all(column.meaning for table in TABLES for column in table.columns)


def test_rows_say_who_did_what_where(story: Story) -> None:
    """The words of a row are those of the text at its offsets."""
    rows = story_tables(story, "s")
    text = rows["tellings"][0]["text"]
    assert all(text[r["start"] : r["end"]] == r["words"] for name in ("mentions", "events") for r in rows[name])
    arrest = rows["events"][0]
    assert (arrest["agent_names"], arrest["patient_genders"], arrest["places"]) == (["Judge Orr"], ["f"], ["Kell"])
    assert [r["happens"] for r in rows["events"]] == [0, 2, 3, 1, 4, 5, 6]
    assert [r["sentence"] for r in rows["events"]] == [1, 2, 2, 3, 4, 4, 4]


def test_pyarrow_reads_the_rows(story: Story) -> None:
    """Parquet gives back exactly the rows, and tells what each column means."""
    rows = story_tables(story, "s")
    for table in TABLES:
        read = pq.read_table(io.BytesIO(to_parquet(story, "s")[f"{table.name}.parquet"]))
        assert read.to_pylist() == rows[table.name]
        assert [f.metadata[b"meaning"].decode() for f in read.schema] == [c.meaning for c in table.columns]


def test_csv_reads_back(story: Story) -> None:
    """As many rows, the same texts, lists joined by a bar."""
    files = to_csv(story, "s")
    read = list(csv.DictReader(io.StringIO(files["events.csv"].decode(), newline="")))
    assert [r["agents"] for r in read if r["type"] == "escape"] == ["ivo|mara"]
    [telling] = csv.DictReader(io.StringIO(files["tellings.csv"].decode(), newline=""))
    assert telling["text"] == story.tellings[0].text


def test_rdflib_reads_schema_and_wikidata_terms(story: Story) -> None:
    """Siblings both ways, gender, manner of death, causes, actions."""
    read = graph(story)
    assert (person("ivo"), SCHEMA.sibling, person("mara")) in read
    assert (person("mara"), WDT.P3373, person("ivo")) in read
    assert read.value(person("mara"), WDT.P21) == WD.Q6581072
    assert read.value(person("judge"), WDT.P1196) == WD.Q171558
    promise, arrest = (rdflib.URIRef(f"{BASE}#event-e{n}") for n in (2, 1))
    assert (promise, WDT.P828, arrest) in read
    assert read.value(arrest, SCHEMA.agent) == person("judge")
    assert read.value(arrest, SCHEMA.location) == rdflib.Literal("Kell")


def test_every_claim_in_linked_data_has_its_words(story: Story) -> None:
    """The quotation of each piece of evidence is the text between its offsets."""
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    read, text = graph(story), story.tellings[0].text
    places = list(read.subjects(rdflib.RDF.type, oa.SpecificResource))
    assert len(places) == len(
        [span for claim in story.claims() for span in claim.evidence]
        + [s for c in story.characters for s in c.evidence]
    )
    for place in places:
        start, end, exact = (
            next(v for s in read.objects(place, oa.hasSelector) for v in read.objects(s, term))
            for term in (oa.start, oa.end, oa.exact)
        )
        assert text[int(str(start)) : int(str(end))] == str(exact)


def test_a_storyline_brings_together_who_meets(story: Story) -> None:
    """Those who share a session share its time; nobody is in two places; places name their sessions."""
    made = json.loads(to_storyline(story, "x")["x.storyline.json"])["Story"]
    people = made["Characters"]
    assert people["Judge Orr"][0] == people["Mara Voss"][0] == {"Start": 1, "End": 2, "Session": 1}
    assert made["Locations"]["Kell"] == [1]
    for segments in people.values():
        assert all(a["End"] <= b["Start"] for a, b in pairwise(segments))


@given(stories())
@settings(max_examples=15, deadline=None)
def test_any_story_goes_into_every_table(story: Story) -> None:
    """pyarrow and csv read back as many rows as there are."""
    rows, arrow, commas = story_tables(story, "s"), to_parquet(story, "s"), to_csv(story, "s")
    for table in TABLES:
        read = pq.read_table(io.BytesIO(arrow[f"{table.name}.parquet"]))
        lines = list(csv.reader(io.StringIO(commas[f"{table.name}.csv"].decode(), newline="")))
        assert (read.to_pylist(), len(lines) - 1) == (rows[table.name], len(rows[table.name]))
    graph(story)


@given(stories())
@settings(max_examples=10, deadline=None)
def test_the_same_story_makes_the_same_bytes(story: Story) -> None:
    """In every format."""
    for format in FORMATS:
        assert export_files(story, format, "x") == export_files(story, format, "x")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written(story: Story, format: str, tmp_path: Path) -> None:
    """To a folder in every case; to a named file where there is one file; nothing else is left behind."""
    written = write_export(story, tmp_path, format, "x")
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    if FORMATS[format].suffix:
        [path] = write_export(story, tmp_path / "there" / "named", format, "x")
        assert path.read_bytes() == written[0].read_bytes()


def test_our_json_comes_back_as_it_was(story: Story, tmp_path: Path) -> None:
    """Nothing is lost."""
    [path] = write_export(story, tmp_path, "json", "x")
    assert import_stories(path) == [story]


def test_a_place_that_cannot_be_written_is_said(story: Story, tmp_path: Path) -> None:
    """In one sentence that names it; a file where a folder must be, and a format that is not there, as well."""
    (tmp_path / "file").write_text("")
    for path, format in ((tmp_path / "file" / "x.json", "json"), (tmp_path / "file", "csv"), (tmp_path, "docx")):
        with pytest.raises(OutputError, match=str(path) if format != "docx" else "There is no format 'docx'"):
            write_export(story, path, format, "x")
