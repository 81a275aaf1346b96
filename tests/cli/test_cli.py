"""The command line: what is printed, what is written, and what happens to errors."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import fabula
from fabula.cli.app import VERBS
from fabula.story.story import Story
from tests.cli.conftest import Run

TELLING = "Ines warns Luc. Bruna is told to shoot Luc. Bruna shoots Ines."


@pytest.fixture
def telling(tmp_path: Path) -> Path:
    path = tmp_path / "boat.txt"
    path.write_text(TELLING, encoding="utf-8")
    return path


def test_reading_prints_an_account_and_writes_nothing(fabula_run: Run, telling: Path) -> None:
    """Without options there is a readable account, and no file is made."""
    code, out, err = fabula_run("read", telling)
    assert (code, err) == (0, "")
    assert "Bruna kills Ines" in out
    assert "Bruna is to kill Luc" in out
    assert "Bruna kills Luc" not in out
    assert [p.name for p in telling.parent.iterdir()] == ["boat.txt"]


def test_the_python_twin_gives_the_same_story(fabula_run: Run, telling: Path) -> None:
    """What the command prints as JSON is what the function returns."""
    code, out, _ = fabula_run("read", telling, "--format", "json")
    assert code == 0
    assert Story.from_json(out) == fabula.read(telling)


def test_a_story_is_written_and_shown_again(fabula_run: Run, telling: Path) -> None:
    """What is read and written can be shown, whole and in part."""
    story = telling.parent / "new" / "story.json"
    assert fabula_run("read", telling, "-o", story)[0] == 0
    whole = fabula_run("show", story)[1]
    assert whole == fabula_run("read", telling)[1]
    assert "What happens" not in fabula_run("show", story, "--cast")[1]
    events = fabula_run("show", story, "--events", "luc")[1]
    assert "Ines tells Luc" in events
    assert "Bruna kills Ines" not in events
    assert "“Bruna shoots Ines”" in fabula_run("show", story, "--deaths", "--evidence")[1]
    assert "No telling gives a reason" in fabula_run("show", story, "--why", 2)[1]
    planned = json.loads(fabula_run("show", story, "--events", "planned", "--format", "json")[1])
    assert [e["predicate"] for e in planned["events"]] == ["shoot"]


def test_a_page_is_written(fabula_run: Run, telling: Path) -> None:
    """--html makes one file that holds the story."""
    pytest.importorskip("jinja2")
    page = telling.parent / "story.html"
    assert fabula_run("read", telling, "--html", page)[0] == 0
    assert "Bruna" in page.read_text(encoding="utf-8")


def test_several_files_of_one_story_are_merged(fabula_run: Run, tmp_path: Path) -> None:
    """Two tellings become one story of two tellings."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{TELLING} Luc reads {name}.", encoding="utf-8")
    code, out, _ = fabula_run("read", tmp_path / "a.txt", tmp_path / "b.txt", "--together", "--format", "json")
    assert code == 0
    assert len(Story.from_json(out).tellings) == 2


def test_another_story_stands_by_itself(fabula_run: Run, tmp_path: Path) -> None:
    """Texts of two stories give two stories, and it is said; each is written to its own file."""
    (tmp_path / "a.txt").write_text(TELLING, encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        "A glacier melts over an empty observatory. Tomas paints the harbour blue.", "utf-8"
    )
    code, out, err = fabula_run(
        "read", tmp_path / "a.txt", tmp_path / "b.txt", "-o", tmp_path / "s.json", "--format", "json"
    )
    assert code == 0
    assert "2 stories" in err
    assert len(out.splitlines()) == 2
    assert sorted(p.name for p in tmp_path.glob("*.json")) == ["s-1.json", "s-2.json"]


def test_a_field_can_be_chosen(fabula_run: Run, tmp_path: Path) -> None:
    """--text-field names the field that tells."""
    (tmp_path / "a.json").write_text(json.dumps({"recap": TELLING, "plot": "Tomas waits."}), encoding="utf-8")
    out = fabula_run("read", tmp_path / "a.json", "--text-field", "recap", "--format", "json")[1]
    assert [t.text for t in Story.from_json(out).tellings] == [TELLING]


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", "nowhere.txt"],
        ["read"],
        ["read", "--tellings", "often", "x"],
        ["show", "nowhere.json"],
        ["show", "{boat}"],
        ["juggle"],
        ["read", "{boat}", "-o", "{boat}/story.json"],
        ["read", "{boat}", "--colour"],
    ],
)
def test_errors_are_one_line_and_exit_with_two(fabula_run: Run, telling: Path, arguments: list[str]) -> None:
    """Whatever is wrong, there is one line on standard error, the exit code 2 and no traceback."""
    code, out, err = fabula_run(*[a.replace("{boat}", str(telling)) for a in arguments])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("fabula: ")
    assert "Traceback" not in err


def test_errors_have_one_json_shape(fabula_run: Run) -> None:
    """With --format json an error is an object with a type and a message."""
    code, out, err = fabula_run("read", "nowhere.txt", "--format", "json")
    assert (code, out) == (2, "")
    assert json.loads(err) == {
        "error": {"type": "InputError", "message": "There is no file nowhere.txt: check the name."}
    }


def test_a_fault_of_our_own_is_one_line_too(fabula_run: Run, telling: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected fault is named without a traceback, and the exit code is 1."""
    monkeypatch.setattr("fabula.reading.read_tellings", lambda tellings: 1 / 0)
    code, _, err = fabula_run("read", telling)
    assert (code, err.count("\n")) == (1, 1)
    assert "ZeroDivisionError" in err


def test_what_was_put_right_stays_right(fabula_run: Run, telling: Path) -> None:
    """Reading the same text again into a corrected story keeps the correction, in the file and in what is printed."""
    story = telling.parent / "story.json"
    fabula_run("read", telling, "-o", story)
    assert fabula_run("correct", story, "rename", "Luc", "Lucas")[0] == 0
    code, out, _ = fabula_run("read", telling, "-o", story)
    assert code == 0
    assert "Lucas" in out
    assert len(Story.from_json(story.read_bytes()).corrections) == 1
    other = telling.parent / "other.txt"
    other.write_text("Bruna warns Tomas.", encoding="utf-8")
    code, _, err = fabula_run("read", other, "-o", story)
    assert code == 2
    assert "another story" in err
    assert len(Story.from_json(story.read_bytes()).corrections) == 1


def test_nothing_is_half_written(fabula_run: Run, telling: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails, what was there before is still there and nothing else is."""
    story = telling.parent / "story.json"
    story.write_text("before", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = fabula_run("read", telling, "-o", story)
    assert code == 2
    assert "No space left" in err
    assert story.read_text(encoding="utf-8") == "before"
    assert sorted(p.name for p in telling.parent.iterdir()) == ["boat.txt", "story.json"]


def test_written_files_are_readable_by_others(fabula_run: Run, telling: Path) -> None:
    """A written file has the permissions that the umask asks for, not those of a temporary file."""
    old = os.umask(0o022)
    try:
        fabula_run("read", telling, "-o", telling.parent / "s.json")
    finally:
        os.umask(old)
    assert stat.S_IMODE((telling.parent / "s.json").stat().st_mode) == 0o644


def test_a_story_edited_wrongly_is_refused(fabula_run: Run, telling: Path) -> None:
    """A story file that breaks the rules of a story is refused, and the first broken rule is named."""
    story = telling.parent / "s.json"
    fabula_run("read", telling, "-o", story)
    story.write_text(story.read_text("utf-8").replace('"character":"luc"', '"character":"zorro"'), encoding="utf-8")
    code, _, err = fabula_run("show", story)
    assert (code, err.count("\n")) == (2, 1)
    assert "refers to the character 'zorro', which is not there" in err


def test_unknown_people_and_numbers_are_said(fabula_run: Run, telling: Path) -> None:
    """Asking for somebody or an event that is not there says what is."""
    story = telling.parent / "s.json"
    fabula_run("read", telling, "-o", story)
    assert "Nobody in this story is called 'zorro'" in fabula_run("show", story, "--events", "zorro")[2]
    assert "events have the numbers 1 to 3" in fabula_run("show", story, "--why", "9")[2]


HEAVY = "numpy scipy onnxruntime tokenizers networkx pandas torch starlette".split()
LOADED = f"print([m for m in {HEAVY} if m in sys.modules])"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_starting_is_quick_and_loads_nothing_heavy() -> None:
    """Neither `import fabula` nor `fabula --version` loads a numeric library; both start in well under 1.5 s."""
    check = f"import sys, fabula, fabula.cli.app as a; a.run(['--version']); {LOADED}"
    before = os.times()
    done = python("-c", check)
    after = os.times()
    # Processor time, for a busy machine is no fault of ours.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 1.5
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_loads_nothing_heavy(verb: str) -> None:
    """The help of each verb says what it does, without loading what does it."""
    check = f"import sys, fabula.cli.app as a; a.run([{verb!r}, '--help']); {LOADED}"
    done = python("-c", check)
    assert f"fabula {verb}" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_who_leaves_early_is_no_fault(tmp_path: Path) -> None:
    """`fabula show ... | head` ends without a complaint."""
    story = tmp_path / "s.json"
    story.write_text(Story(tellings=(), title="x" * 70000).to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "fabula", "show", str(story), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_public_names_are_sorted_and_there() -> None:
    """Each public name can be imported; the list is sorted and exact."""
    assert fabula.__all__ == sorted(fabula.__all__)
    assert dir(fabula) == fabula.__all__
    for name in fabula.__all__:
        assert getattr(fabula, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'juggle'"):
        _ = fabula.juggle
