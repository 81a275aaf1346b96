"""Texts from files, folders, records and standard input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.corpus.cleaning import clean, strip_html, strip_markdown
from fabula.corpus.ingest import ingest, ingest_text
from fabula.corpus.language import detect
from fabula.errors import InputError

TELLING = "Inés warns her brother Łukasz. He does not listen, and the harbour master has him shot."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Every encoding of Unicode gives the same text."""
    path = write(tmp_path, "a.txt", TELLING.encode(encoding))
    assert [t.text for t in ingest([path])] == [TELLING]


def test_an_old_encoding_is_detected_and_said(tmp_path: Path) -> None:
    """A text in an old Western encoding is read rightly, and which it was is kept."""
    words = "Inés kehrt zurück. The café burns, and Zoë flees with Jürgen to the château. " * 4
    (text,) = ingest([write(tmp_path, "a.txt", words.encode("cp1252"))])
    assert text.text == words.strip()
    assert text.encoding not in ("", "utf-8")


def test_line_breaks_and_control_characters_are_put_right(tmp_path: Path) -> None:
    """CR LF becomes LF; control characters and marks that only steer display are gone; offsets count what is left."""
    path = write(tmp_path, "a.txt", "Ines\r\nwaits\x00 for\u202e the\u200b boat.\x1b[31m \rIt comes.  \r\n")
    assert ingest([path])[0].text == "Ines\nwaits for the boat.[31m\nIt comes."


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is clean stays as it is."""
    assert clean(clean(text)) == clean(text)


def test_scripts_and_tags_are_taken_out(tmp_path: Path) -> None:
    """A page gives its title and its visible words, paragraph by paragraph."""
    page = (
        "<!doctype html><title>The  Boat</title><style>p{}</style><script>alert('Ines dies')</script>"
        "<h1>The Boat</h1><p>Ines waits for <b>the</b> boat&hellip;<p onclick='x()'>It comes &amp; goes.<svg><text>No"
        "</text></svg>"
    )
    (text,) = ingest([write(tmp_path, "a.html", page)])
    assert (text.title, text.text) == ("The Boat", "The Boat\n\nInes waits for the boat…\n\nIt comes & goes.")


def test_markup_inside_plain_text_is_taken_out_but_angle_brackets_stay() -> None:
    """Tags of HTML go; what merely stands in angle brackets is text."""
    assert ingest_text("Ines waits.<br/><script>steal()</script> The boat <Marigold> comes.").text == (
        "Ines waits.\nThe boat <Marigold> comes."
    )
    assert ingest_text("If 3 < 4, Ines waits > the others.").text == "If 3 < 4, Ines waits > the others."
    assert ingest_text("Ines &amp; Luc &lt;wait&gt; AT&T").text == "Ines & Luc <wait> AT&T"


@given(st.text(alphabet="<>/ab pscriptl!-=&;\"'", max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_broken_markup_is_survived(text: str) -> None:
    """Whatever stands between angle brackets, the words come out or nothing does."""
    assert "<script" not in strip_html(text)[1]


def test_markdown_gives_its_words() -> None:
    """Marks of Markdown go, words stay, the first heading is the title."""
    title, text = strip_markdown(
        "# The *Boat*\n\nInes **waits** for [the boat](http://x) and snake_case_stays.\n\n"
        "> It comes.\n\n- Luc\n- 3 * 4 * 5\n"
    )
    assert (title, text) == (
        "The *Boat*",
        "Ines waits for the boat and snake_case_stays.\n\nIt comes.\n\nLuc\n3 * 4 * 5",
    )


def test_front_matter_names_the_telling() -> None:
    """A title in the front matter goes before the first heading."""
    assert strip_markdown('---\ntitle: "The Boat"\ntags: x\n---\n# Plot\nInes waits.') == ("The Boat", "Ines waits.")


def test_a_record_gives_one_telling_a_field(tmp_path: Path) -> None:
    """Fields that tell are found by name, in order; all of one record belong together; repeats are left out."""
    record = {"id": 7, "Title": "The Boat", "logline": "Ines waits.", "Overview": TELLING, "plot": "Ines waits."}
    texts = ingest([write(tmp_path, "a.json", json.dumps(record))])
    assert [(t.source.removeprefix(str(tmp_path)), t.title, t.whole) for t in texts] == [
        ("/a.json, logline", "The Boat", True),
        ("/a.json, Overview", "The Boat", True),
    ]
    assert len({t.record for t in texts}) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"plot": "Ines waits."}\n\n{"plot": "Luc comes."}\n'),
        ("a.json", '[{"plot": "Ines waits."}, {"plot": "Luc comes."}]'),
        ("a.json", '{"results": [{"plot": "Ines waits."}, {"plot": "Luc comes."}]}'),
        ("a.json", '["Ines waits.", "Luc comes."]'),
        ("a.json", '{"plot": "Ines waits."}\n{"plot": "Luc comes."}\n'),
        ("a.csv", 'title,plot\r\nA,"Ines waits."\r\nB,Luc comes.\r\n'),
        ("a.csv", 'title;plot\nA;"Ines waits."\nB;"Luc comes."\n'),
        ("a.tsv", "title\tplot\nA\tInes waits.\nB\tLuc comes.\n"),
    ],
)
def test_records_come_in_many_formats(tmp_path: Path, name: str, content: str) -> None:
    """JSON, JSON Lines and tables of any delimiter give the same tellings."""
    texts = ingest([write(tmp_path, name, content)])
    assert [t.text for t in texts] == ["Ines waits.", "Luc comes."]
    assert len({t.record for t in texts}) == 2


def test_parquet_gives_records(tmp_path: Path) -> None:
    """A Parquet file is read like any other table."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"plot": ["Ines waits.", "Luc comes."]}), tmp_path / "a.parquet")
    assert [t.text for t in ingest([tmp_path / "a.parquet"])] == ["Ines waits.", "Luc comes."]


def test_a_field_can_be_named(tmp_path: Path) -> None:
    """A field of any name is read when it is asked for."""
    path = write(tmp_path, "a.jsonl", '{"recap": "Ines waits.", "plot": "No."}')
    assert [t.text for t in ingest([path], text_fields=["recap"])] == ["Ines waits."]


def test_a_folder_gives_its_texts_in_order(tmp_path: Path) -> None:
    """Folders are walked by name; hidden files and other endings are passed over."""
    (tmp_path / "in").mkdir()
    for name in ("b.txt", "a.md", ".c.txt", "d.png", "in/e.txt"):
        write(tmp_path, name, f"Ines reads {name}.")
    assert [Path(t.source).name for t in ingest([tmp_path])] == ["a.md", "b.txt", "e.txt"]


def test_a_dash_is_standard_input() -> None:
    """Standard input is read to its end."""
    (text,) = ingest(["-"], stdin=io.BytesIO(b"Ines waits."))
    assert (text.text, text.source) == ("Ines waits.", "standard input")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t", "is empty"),
        ("a.txt", b"... !!", "holds no words"),
        ("a.html", b"<script>x()</script>", "holds no words"),
        ("a.txt", bytes(range(256)) * 20, "is binary"),
        ("a.txt", b"Ines\x00\x01\x02\x00\x00" * 20, "is binary"),
        ("a.txt", b"%PDF-1.7 ...", "is a PDF: save its text"),
        ("a.txt", b"PK\x03\x04....", "zip archive"),
        ("a.json", b'{"plot": ', "is broken JSON at line 1"),
        ("a.json", b'{"year": 3}', r"has no field that tells a story \(its fields: year\).*--text-field"),
        ("a.json", b"3", "neither a record nor a list"),
        ("a.json", b"[3]", "record 1, is no record"),
        ("a.json", b'{"schema":1,"tellings":[]}', "fabula show"),
        ("a.jsonl", b'{"plot": "Ines waits."}\n{', "line 2, is broken JSON"),
        ("a.csv", b"id,year\n1,1999\n", "has no field that tells a story"),
        ("a.txt", b"Le roi meurt, et la reine est dans une ville qui ne l'aime pas.", "seems to be in French"),
        ("a.txt", "Король умер, и королева берет власть.".encode(), "seems to be in Russian"),
        ("a.txt", b"x" * 2001, "longer than"),
    ],
)
def test_bad_input_is_said_in_one_sentence(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """What cannot be read is named, with the reason and what to do."""
    with pytest.raises(InputError, match=message) as caught:
        ingest([write(tmp_path, name, content)], max_bytes=5200 if len(content) > 2001 else 2000)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", ")"))
    assert name in str(caught.value)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """Missing files, folders without texts, and names that are none give one sentence."""
    for given_, message in (
        (tmp_path / "no.txt", "There is no file"),
        (tmp_path, "holds no texts"),
        ("a\0b", "cannot be"),
    ):
        with pytest.raises(InputError, match=message):
            ingest([given_])
    with pytest.raises(InputError, match="nothing to read"):
        ingest([])


def test_fifty_megabytes_are_refused_quickly(tmp_path: Path) -> None:
    """A file beyond the limit is refused without being read to its end."""
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match="is longer than 20 MB"):
        ingest([path])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A boy meets a girl by the harbour, and they sail away.", "en"),
        ("Der König ist tot, und die Königin übernimmt die Macht in der Stadt.", "de"),
        ("El rey ha muerto y la reina toma el poder en una ciudad que no la quiere.", "es"),
        ("Il re è morto e la regina prende il potere in una città che non la ama.", "it"),
        ("O rei está morto e a rainha toma o poder em uma cidade que não a ama.", "pt"),
        ("Kongen dør, og dronningen tager magten i en by, der ikke elsker hende.", "da"),
        ("왕이 죽고 왕비가 권력을 잡는다", "ko"),
        ("王が死に、女王が権力を握る。", "ja"),
        ("国王死了，女王掌权。", "zh"),
        ("Ines, Łukasz, Mo-gyeong, Björn", None),
        ("12 345", None),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, language: str | None) -> None:
    """Function words and scripts tell the language; names and numbers do not."""
    assert detect(text) == language


def test_the_founding_tellings_come_in_whole(founding: list[Path]) -> None:
    """Three files give three English texts, to the letter but for outer blank space."""
    texts = ingest(founding)
    assert [t.language for t in texts] == ["en", "en", "en"]
    for text, path in zip(texts, founding, strict=True):
        assert "".join(text.text.split()) == "".join(path.read_text(encoding="utf-8").split())
