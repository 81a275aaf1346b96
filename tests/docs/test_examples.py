"""Every documented example runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fabula.cli.app import run

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "docs/tutorial.md"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the project to the examples, and takes what they write."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(page: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run(page: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each `$ fabula ...` of a page, run in order, does what it should without a word of complaint."""
    for block in blocks(page, "console"):
        for line in re.findall(r"^\$ fabula (.*)$", block, re.MULTILINE):
            code = run(shlex.split(line))
            out = capsys.readouterr()
            assert (line, code, out.err) == (line, 0, "")
            assert out.out.strip()


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page: str, project: Path) -> None:
    """The Python blocks of a page run in one session, top to bottom."""
    names: dict[str, object] = {}
    code = blocks(page, "python")
    assert code
    for block in code:
        exec(compile(block, page, "exec"), names)


def test_pages_link_to_what_is_there() -> None:
    """Every relative link of the README and of docs/ leads to a file."""
    pages = [
        ROOT / "README.md",
        ROOT / "ARCHITECTURE.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
