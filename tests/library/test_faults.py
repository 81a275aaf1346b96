"""What goes wrong leaves the library whole, and says what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import LibraryError
from fabula.library.store import Library
from fabula.story.story import Story
from tests.library.stories import ferryman, huntsman

_ADD = """
import sys
from dataclasses import replace
from fabula.library.store import Library
from fabula.story.story import Story
story = Story.from_json(open(sys.argv[2]).read())
def copies():
    for n in range(100000):
        telling = replace(story.tellings[0], text=story.tellings[0].text + f" {n}")
        yield replace(story, tellings=(telling,)), ("m", b"x")
with Library(sys.argv[1]) as library:
    for added in library.add_all(copies(), batch=8):
        print(added.id, flush=True)
"""


def _copy(story: Story, n: int) -> Story:
    return replace(story, tellings=(replace(story.tellings[0], text=f"{story.tellings[0].text} {n}"),))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("reported", [1, 20, 45])
def test_what_was_reported_survives_kill_9(tmp_path: Path, reported: int) -> None:
    """Killed in the middle of adding, the file opens again, sound, with every story that was reported."""
    (tmp_path / "s.json").write_text(ferryman().to_json(), encoding="utf-8")
    command = [sys.executable, "-c", _ADD, str(tmp_path / "l.db"), str(tmp_path / "s.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as adding:
        assert adding.stdout is not None
        ids = [int(adding.stdout.readline()) for _ in range(reported)]
        os.kill(adding.pid, signal.SIGKILL)
        ids += [int(line) for line in adding.stdout if line.strip()]
    with Library(tmp_path / "l.db") as library:
        stored = {entry.id for entry in library.entries()}
        assert set(ids) <= stored
        assert (len(stored) % 8, []) == (0, library.check())


def test_two_writers_take_turns(tmp_path: Path) -> None:
    """Both add at once; all that both reported is there, each once."""
    Library(tmp_path / "l.db").close()
    done: list[int] = []

    def write(first: int) -> None:
        with Library(tmp_path / "l.db") as library:
            items = ((_copy(ferryman(), first + n), None) for n in range(20))
            done.extend(added.id for added in library.add_all(items, batch=3))

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 1000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Library(tmp_path / "l.db", write=False) as library:
        assert (list(range(1, 41)), sorted(done)) == ([e.id for e in library.entries()], list(range(1, 41)))


def test_a_reader_sees_whole_stories_while_another_writes(tmp_path: Path) -> None:
    """What is not yet committed is not seen, and what is comes at the next look."""
    with Library(tmp_path / "l.db") as writer, Library(tmp_path / "l.db", write=False) as reader:
        adding = writer.add_all(((_copy(ferryman(), n), None) for n in range(4)), batch=2)
        seen = [len(reader)]
        for _ in range(4):
            next(adding)
            seen.append(len(reader))
        assert seen == [0, 2, 2, 4, 4]


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    """The story that does not fit is refused whole, with a message; the others stay."""
    with Library(tmp_path / "l.db") as library:
        library.add(huntsman())
        pages = library.connection.execute("PRAGMA page_count").fetchone()[0]
        library.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LibraryError, match="disk is full"):
            list(library.add_all((_copy(ferryman(), n), None) for n in range(200)))
        assert ([(1, huntsman())], []) == (list(library.stories()), library.check())


def test_a_file_in_a_folder_that_may_not_be_written_can_be_read(tmp_path: Path) -> None:
    """Finding works there; adding says why it cannot."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    with Library(folder / "l.db") as library:
        library.add(ferryman())
    (folder / "l.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("needs a user whom permissions bind")
        with Library(folder / "l.db", write=False) as library:
            assert ferryman() == library.get(1)
        with pytest.raises(LibraryError, match="cannot be written"), Library(folder / "l.db") as library:
            library.add(huntsman())
    finally:
        folder.chmod(0o755)


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    """A text, another program's database, a folder and nothing at all: each is told apart from a library."""
    import sqlite3

    (tmp_path / "text.db").write_text("Once upon a time there was a file that was no library. " * 20)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE plants (name)")
    other.commit()
    other.close()
    for name, message in (
        ("text.db", "not a fabula library"),
        ("other.db", "another program"),
        (".", "is a folder"),
        ("missing/l.db", "folder of the library"),
    ):
        with pytest.raises(LibraryError, match=message):
            Library(tmp_path / name)
    with pytest.raises(LibraryError, match="There is no library"):
        Library(tmp_path / "none.db", write=False)


def test_damage_is_found(tmp_path: Path) -> None:
    """Overwritten pages are reported by the check or refused on opening, never taken for stories."""
    with Library(tmp_path / "l.db") as library:
        list(library.add_all((_copy(ferryman(), n), None) for n in range(30)))
        library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray((tmp_path / "l.db").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40_000] = b"\x5a" * 40_000
    (tmp_path / "l.db").write_bytes(bytes(data))
    try:
        with Library(tmp_path / "l.db") as library:
            faults = library.check()
    except LibraryError as error:
        faults = [str(error)]
    assert faults
