"""Records out of files that are big, odd or broken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.corpus.separated import Rows
from fabula.corpus.sources import Found, Problem, records_of
from fabula.corpus.storage import place
from fabula.errors import InputError

ROWS = [
    ["id", "title", "plot"],
    ["1", "Das Boot – ‘under’", 'They said: "dive!"\nAnd they dived, deep; deeper.'],
    ["2", "Café", "Élodie ouvre le café; il ferme | tôt."],
    ["3", "Plain", "Nothing, really."],
]


def found(path: Path) -> list[Found]:
    return [item for item in records_of(place(path)) if isinstance(item, Found)]


def problems(path: Path) -> list[Problem]:
    return [item for item in records_of(place(path)) if isinstance(item, Problem)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_dialect_and_encoding(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    """The same records come out of every dialect, encoding and line end."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(ROWS)
    path = tmp_path / "films.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert [list(item.fields.values()) for item in found(path)] == ROWS[1:]
    assert [item.source for item in found(path)] == ["films.csv, line 2", "films.csv, line 4", "films.csv, line 5"]


def test_quotes_escaped_by_backslash(tmp_path: Path) -> None:
    """The other way to put a quotation mark into a cell."""
    path = tmp_path / "x.csv"
    path.write_text('id,plot\n1,"She says \\"no\\", and goes."\n2,"He stays, \\"alone\\"."\n', encoding="utf-8")
    assert [item.fields["plot"] for item in found(path)] == ['She says "no", and goes.', 'He stays, "alone".']


def test_one_broken_quote_costs_one_record(tmp_path: Path) -> None:
    """A plain reader would lose everything between two broken quotes."""
    lines = [f'{n},"The {n}th tale, told."' for n in range(200)]
    lines[50] = '50,"The 50th tale, broken.'
    lines[120] = '120,"The "120"th tale", broken.'
    path = tmp_path / "x.csv"
    path.write_text("id,plot\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert [int(item.fields["id"]) for item in found(path)] == [n for n in range(200) if n not in {50, 120}]
    assert [p.source.rpartition(", ")[2] for p in problems(path)] == ["line 52", "line 122"]


def test_a_mark_for_inches_is_no_broken_quote(tmp_path: Path) -> None:
    """A quotation mark inside a cell without quotes is a letter like others."""
    path = tmp_path / "x.csv"
    path.write_text('id,plot\n1,He buys a 6" pipe\n2,She sells it\n', encoding="utf-8")
    assert [item.fields["plot"] for item in found(path)] == ['He buys a 6" pipe', "She sells it"]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_what_csv_writes_is_read(rows: list[list[str]]) -> None:
    """Whatever cells hold, the standard module's own output comes back."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    read = list(Rows(iter(line + "\n" for line in out.getvalue().split("\n")[:-1])))
    assert [list(row.values()) for _, row in read if isinstance(row, dict)] == rows


def test_bad_lines_of_json_are_told(tmp_path: Path) -> None:
    """Broken JSON, no object, bytes in another encoding, NUL bytes: each line stands for itself."""
    path = tmp_path / "x.jsonl"
    good = json.dumps({"id": 1, "plot": "fine"}).encode()
    path.write_bytes(
        good
        + b"\n{broken\n[1, 2]\n\n"
        + '{"id": 2, "plot": "café"}'.encode("cp1252")
        + b'\n{"plot": "a\x00b"}\n'
        + good
    )
    assert [item.fields.get("plot") for item in found(path)] == ["fine", "café", "a\x00b", "fine"]
    assert [p.source.rpartition(", ")[2] for p in problems(path)] == ["line 2", "line 3"]


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    """Alone it is an error that says what to do; in a folder the others are read."""
    whole, cut = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.table({"id": [1, 2], "plot": ["x", "y"]}), whole)
    cut.write_bytes(whole.read_bytes()[:-40])
    assert [item.fields["plot"] for item in found(whole)] == ["x", "y"]
    with pytest.raises(InputError, match=r"b\.parquet is damaged or no Parquet file"):
        list(records_of(place(cut)))
    assert ([p.source for p in problems(tmp_path)], len(found(tmp_path))) == (["b.parquet"], 2)


def test_a_damaged_part_of_a_parquet_file_costs_its_rows(tmp_path: Path) -> None:
    """What stands before and behind it is read."""
    path = tmp_path / "a.parquet"
    plots = [f"Tale {n} is told by the fire, at length and in its own words." for n in range(30)]
    pq.write_table(pa.table({"plot": plots}), path, row_group_size=10, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    middle = column.data_page_offset + column.total_compressed_size // 2
    data[middle : middle + 40] = b"\x00" * 40
    path.write_bytes(data)
    assert [item.fields["plot"] for item in found(path)] == plots[:10] + plots[20:]
    assert [(p.source, p.reason) for p in problems(path)] == [
        ("a.parquet, rows 11 to 20", "The Parquet file is damaged here: these rows are lost.")
    ]


def test_a_folder_of_texts(tmp_path: Path) -> None:
    """Each file is a record; hidden files are left out, empty ones are told."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Mara leaves the harbour at dawn with her brother and the dog.")
    (tmp_path / "a.md").write_text("# Dawn\n\nMara comes back to the harbour, and nobody knows her any more.")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / ".hidden.txt").write_text("no")
    read = found(tmp_path)
    assert [(item.source, item.fields["title"]) for item in read] == [("a.md", "Dawn"), ("b/two.txt", "two")]
    assert [p.source for p in problems(tmp_path)] == ["empty.txt"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """In one sentence."""
    (tmp_path / "x.xlsx").write_text("")
    for path, says in ((tmp_path / "no.csv", "There is no file or folder"), (tmp_path / "x.xlsx", "of no known kind")):
        with pytest.raises(InputError, match=says):
            list(records_of(place(path)))


def test_a_long_file_with_broken_quotes_takes_little_memory(tmp_path: Path) -> None:
    """Fifty thousand lines, every hundredth with a quote too many: flat memory, and no more lost than is broken."""
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,plot\n")
        for n in range(50_000):
            file.write(f'{n},"tale {n}, told by the fire\n' if n % 100 == 7 else f'{n},"tale {n}, told by the fire"\n')
    tracemalloc.start()
    good, bad = 0, 0
    for item in records_of(place(path)):
        good, bad = good + isinstance(item, Found), bad + isinstance(item, Problem)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (good, bad) == (49_500, 500)
    assert peak < 20_000_000


@pytest.mark.parametrize("name", ["films.csv", "films.jsonl", "film.txt"])
def test_packed_files_are_read_as_they_are(tmp_path: Path, name: str) -> None:
    if name == "films.csv":
        content = b"id,title,plot\n1,Salt,She leaves.\n2,Sand,He stays.\n"
    elif name == "films.jsonl":
        content = b'{"id": 1, "plot": "She leaves."}\n{"id": 2, "plot": "He stays."}\n'
    else:
        content = b"She leaves the town, and he stays behind."
    (tmp_path / "plain").mkdir()
    (tmp_path / "packed").mkdir()
    (tmp_path / "plain" / name).write_bytes(content)
    (tmp_path / "packed" / f"{name}.gz").write_bytes(gzip.compress(content))
    plain, packed = found(tmp_path / "plain"), found(tmp_path / "packed")
    assert plain
    assert [item.fields for item in packed] == [item.fields for item in plain]
    assert [item.fields for item in found(tmp_path / "packed" / f"{name}.gz")] == [item.fields for item in plain]


def test_a_damaged_packed_file_keeps_what_came_before(tmp_path: Path) -> None:
    rng = random.Random(7)
    lines = [json.dumps({"id": n, "plot": "".join(rng.choices("abcdefgh ", k=500))}) for n in range(12_000)]
    packed = gzip.compress("\n".join(lines).encode())
    file = tmp_path / "films.jsonl.gz"
    file.write_bytes(packed[: len(packed) // 2])
    read = found(file)
    assert 4_000 < len(read) < 8_000
    assert [item.fields["id"] for item in read] == list(range(len(read)))
    assert "pack it again" in problems(file)[-1].reason
    file.write_bytes(b"no gzip at all")
    with pytest.raises(InputError, match=r"films\.jsonl\.gz is damaged or no gzip file"):
        found(file)
