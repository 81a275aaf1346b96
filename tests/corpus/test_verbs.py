"""The verbs that write and read other formats and many stories, by their command lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fabula
from fabula.cli.app import run
from fabula.corpus.files import save_story
from fabula.library.store import Library
from tests.corpus.conftest import record, write_lines
from tests.exports.conftest import sample_story


@pytest.fixture(scope="module")
def story() -> fabula.Story:
    """The sample of the tests of formats."""
    return sample_story()


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny reader in place of the real one, which needs its weights."""
    monkeypatch.setattr("fabula.corpus.batch.READER", "tests.corpus.readers:read")


def test_export_writes_to_a_file_a_folder_or_the_screen(
    story: fabula.Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ending of the output tells the format; formats of several files make a folder."""
    path = str(save_story(story, tmp_path / "locksmith.json"))
    assert run(["export", path, "-o", str(tmp_path / "net.gexf")]) == 0
    assert (tmp_path / "net.gexf").read_bytes().startswith(b"<?xml")
    assert run(["export", path, "--format", "booknlp", "-o", str(tmp_path / "book")]) == 0
    assert sorted(p.suffix for p in (tmp_path / "book").iterdir()) == [
        ".book", ".entities", ".html", ".quotes", ".supersense", ".tokens",
    ]  # fmt: skip
    capsys.readouterr()
    assert run(["export", path, "--format", "conllu"]) == 0
    assert capsys.readouterr().out.startswith("# newdoc id = locksmith_locksmith")


def test_what_cannot_be_exported_is_said(
    story: fabula.Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line each: an unknown format, an ending that tells none."""
    path = str(save_story(story, tmp_path / "locksmith.json"))
    assert run(["export", path, "--format", "word", "-o", str(tmp_path / "x")]) == 2
    assert run(["export", path, "-o", str(tmp_path / "x.doc")]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["fabula", "fabula"]


def test_import_brings_back_what_others_made(
    story: fabula.Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cast of BookNLP's files and of CoNLL-U."""
    fabula.export(story, tmp_path / "book", format="booknlp")
    fabula.export(story, tmp_path / "x.conllu")
    for source in (tmp_path / "book" / "The-Locksmith.tokens", tmp_path / "x.conllu"):
        assert run(["import", str(source), "-o", str(tmp_path / "back.json")]) == 0
        back = fabula.Story.from_json((tmp_path / "back.json").read_text("utf-8"))
        assert len(back.mentions) == len(story.mentions)
    assert run(["import", str(tmp_path / "nothing.docx")]) == 2
    assert "of no known kind" in capsys.readouterr().err


def test_a_batch_is_counted_and_goes_into_a_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """batch, stats and the library, one after the other."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(20)])
    out = str(tmp_path / "out")
    assert run(["batch", str(source), "--out", out, "--jobs", "1", "--stories"]) == 0
    assert capsys.readouterr().out.startswith("20 stories from 20 tellings (")
    assert run(["stats", out, "--format", "json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert set(counted) == {"genders", "acts", "deaths", "killers", "decades", "networks"}
    assert run(["stats", out, "--out", str(tmp_path / "stats")]) == 0
    assert "Who acts on whom" in capsys.readouterr().out
    assert len(list((tmp_path / "stats").glob("*.svg"))) == len(list((tmp_path / "stats").glob("*.csv"))) - 1
    assert run(["add", "--from-batch", out, "--library", str(tmp_path / "library.db")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "20 added"
    with Library(tmp_path / "library.db") as library:
        assert len(library) == 20


def test_a_batch_without_stories_says_what_to_do(tmp_path: Path) -> None:
    """In one sentence, as for a folder that holds none."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(3)])
    fabula.batch(source, tmp_path / "out", jobs=1)
    for folder, says in ((tmp_path / "out", "run it with --stories"), (tmp_path, "holds no batch")):
        with pytest.raises(fabula.FabulaError, match=says):
            next(fabula.batch_stories(folder))
    with pytest.raises(fabula.FabulaError, match="holds no tables"):
        fabula.stats(tmp_path)
