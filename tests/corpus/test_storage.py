"""Batches on file systems that are not this machine's: what holds here holds there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pyarrow.fs import FileSelector, FileSystem

from fabula.corpus.batch import batch
from fabula.corpus.batch_stories import batch_stories
from fabula.corpus.parts import BatchProgress
from fabula.corpus.sources import records_of
from fabula.corpus.stats import stats
from fabula.corpus.storage import place
from fabula.errors import InputError, OutputError
from tests.corpus import readers
from tests.corpus.conftest import contents, record, write_lines


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A pattern of addresses on a server of our own that speaks as S3 does."""
    server = pytest.importorskip("moto.server", reason="needs a stand-in for S3: pip install 'moto[s3,server]'")
    service = server.ThreadedMotoServer(port=0, verbose=False)
    service.start()
    _, port = service.get_host_and_port()
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "test")
    options = f"endpoint_override=127.0.0.1:{port}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    system, _ = FileSystem.from_uri(f"s3://stories/?{options}")
    system.create_dir("stories")
    yield f"s3://stories/{{}}?{options}"
    patch.undo()
    service.stop()


@pytest.fixture(params=["memory", "s3"])
def address(request: pytest.FixtureRequest) -> str:
    """A pattern of addresses in a folder of the test's own."""
    if request.param == "s3":
        return str(request.getfixturevalue("bucket")).replace("{}", f"{uuid4().hex}/{{}}")
    pytest.importorskip("fsspec", reason="needs fsspec: pip install fsspec")
    return f"fsspec+memory:///{uuid4().hex}/{{}}"


def put(address: str, content: bytes) -> None:
    place(address).write(content)


def fetch(address: str, to: Path) -> dict[str, str]:
    """The digests of the files below an address, by way of copies."""
    system, path = FileSystem.from_uri(address)
    for info in system.get_file_info(FileSelector(path, recursive=True)):
        if info.is_file:
            target = to / info.path.removeprefix(path.rstrip("/") + "/")
            target.parent.mkdir(parents=True, exist_ok=True)
            with system.open_input_file(info.path) as file:
                target.write_bytes(file.readall())
    return contents(to)


@pytest.mark.usefixtures("small_shards")
def test_a_batch_on_another_file_system_makes_the_same_bytes(tmp_path: Path, address: str) -> None:
    """Read there, written there, stopped and begun again, counted and fetched: all as from a folder of this machine."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(30)])
    put(address.format("in/films.jsonl"), source.read_bytes())
    batch(source, tmp_path / "here", reader=readers.read, jobs=1, stories=True)

    def stop(state: BatchProgress) -> None:
        if state.words > state.all_words / 2:
            raise KeyboardInterrupt

    given, out = address.format("in/films.jsonl"), address.format("out")
    with pytest.raises(KeyboardInterrupt):
        batch(given, out, reader=readers.read, jobs=1, stories=True, progress=stop)
    states: list[BatchProgress] = []
    done = batch(given, out, reader=readers.read, jobs=1, stories=True, progress=states.append)
    assert (done.stories, done.problems) == (30, 0)
    assert "?" not in done.out
    assert states[0].before > 0
    assert fetch(out, tmp_path / "there") == contents(tmp_path / "here")
    assert stats(out) == stats(tmp_path / "here")
    assert [id for id, _ in batch_stories(out)] == [f"s{n}" for n in range(30)]


@pytest.mark.usefixtures("small_shards")
def test_what_is_taken_away_elsewhere_is_read_again(tmp_path: Path, address: str) -> None:
    """A part that somebody deletes while a batch is stopped is made anew; a folder is read there as here."""
    for n in range(3):
        lines = "".join(json.dumps(record(10 * n + k)) + "\n" for k in range(10))
        put(address.format(f"in/{n}.jsonl"), lines.encode())

    def stop(state: BatchProgress) -> None:
        if state.words > state.all_words / 2:
            raise KeyboardInterrupt

    given, out = address.format("in"), address.format("out")
    with pytest.raises(KeyboardInterrupt):
        batch(given, out, reader=readers.read, jobs=1, progress=stop)
    whole = place(out) / "events" / "part-00000.parquet"
    assert whole.kind() == "file"
    whole.system.delete_file(whole.path)
    batch(given, out, reader=readers.read, jobs=1)
    assert (whole.kind(), sum(1 for _ in (place(out) / "events").files())) == ("file", 3)


def test_texts_are_read_from_everywhere(tmp_path: Path, address: str) -> None:
    """A folder of text files gives the same records from any file system, by the same names."""
    texts = {
        "a.txt": "Mara leaves the harbour at dawn with her brother and the dog.",
        "b/two.json": json.dumps([{"plot": f"Ivo comes back to the harbour for the {n}th time."} for n in (4, 5)]),
        "empty.md": "",
    }
    (tmp_path / "b").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        put(address.format(f"in/{name}"), text.encode())
    here, there = (list(records_of(place(folder))) for folder in (tmp_path, address.format("in")))
    assert here == there
    assert [item.source for item in here] == ["a.txt", "b/two.json, record 1", "b/two.json, record 2", "empty.md"]


@pytest.mark.usefixtures("small_shards")
def test_to_begin_anew_elsewhere(tmp_path: Path, address: str) -> None:
    """Another batch is refused there, too, and begins anew where told."""
    put(address.format("films.jsonl"), (json.dumps(record(1)) + "\n").encode())
    given, out = address.format("films.jsonl"), address.format("out")
    batch(given, out, reader=readers.read, jobs=1, stories=True)
    with pytest.raises(OutputError, match="another choice of --stories"):
        batch(given, out, reader=readers.read, jobs=1)
    batch(given, out, reader=readers.read, jobs=1, restart=True)
    assert (place(out) / "stories").kind() == "nothing"


def test_an_address_that_nobody_knows_is_refused() -> None:
    """In one sentence, without a key that stands in it."""
    with pytest.raises(InputError, match=r"^nosuch://x/y is no address that Arrow can open") as caught:
        place("nosuch://x/y?secret_key=abc")
    assert "abc" not in str(caught.value)
