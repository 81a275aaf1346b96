"""The application, without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fabula.story.check import violations
from tests.library.corrections.stories import harbour

if TYPE_CHECKING:
    from tests.web.conftest import Browser

TEXT = harbour().tellings[0].text


def names(browser: Browser) -> list[str]:
    """What the characters of the first story are called."""
    return [c.name for c in browser.story().characters]


def test_paste_and_look(browser: Browser) -> None:
    """A pasted telling is read, and its report stands on the page that follows, and in the list."""
    page = browser.read(TEXT, title="The harbour")
    assert page.url.path == "/stories/1"
    assert 'data-chart="storyline"' in page.text or 'class="storyline"' in page.text
    assert "The harbour" in browser.client.get("/").text


def test_dropped_file(browser: Browser) -> None:
    """A dropped text file is read as a pasted text is; another kind of file is refused with a reason."""
    files = {"files": ("harbour.txt", TEXT.encode(), "text/plain")}
    page = browser.wait(browser.client.post("/read", data={"token": browser.token()}, files=files))
    assert page.url.path == "/stories/1"
    wrong = browser.client.post(
        "/read", data={"token": browser.token()}, files={"files": ("harbour.exe", b"MZ", "text/plain")}
    )
    assert (wrong.status_code, "drop text files" in wrong.text) == (422, True)


def test_nothing_to_read(browser: Browser) -> None:
    """An empty form is answered with what to do."""
    page = browser.post("/read", telling="  ")
    assert (page.status_code, "paste or drop at least one text" in page.text) == (422, True)


def test_each_correction_by_its_form(browser: Browser) -> None:
    """Every form of the correction pages does what it says, and the story stays sound."""
    browser.read(TEXT)
    forms: list[dict[str, str | list[str]]] = [
        {"action": "rename", "value": ["boss", "Vesselin"], "kind": "person", "gender": "m", "fate": "dead"},
        {"action": "change_event", "value": "e2", "type": "meet", "modality": "actual", "when": "now"},
        {"action": "split", "split": "mara", "value": ["t1:57-60", "t1:107-110"], "name": "Nell"},
        {"action": "move_mentions", "value": ["t1:116-119"], "character": "ivo"},
        {"action": "add_claim", "value": "relation", "type": "friend_of", "a": "mara", "b": "ivo", "words": "forgives"},
        {"action": "strike_claim", "value": "r1"},
        {"action": "merge", "value": ["stranger", "ivo"], "reason": "it is him"},
    ]
    for form in forms:
        page = browser.post("/stories/1/correct", **form)
        assert (form["action"], page.status_code) == (form["action"], 200)
    story = browser.story()
    assert violations(story) == []
    asked = [str(form["action"]).replace("mentions", "mention") for form in forms]
    assert [str(c.action) for c in story.corrections] == asked
    assert story.corrections[-1].reason == "it is him"
    assert sorted(names(browser)) == ["Ivo", "Mara", "Nell", "Vesselin"]


def test_undo_and_redo(browser: Browser) -> None:
    """What is undone is gone from the story and stays in the log; redone it is back."""
    browser.read(TEXT)
    browser.post("/stories/1/correct", action="merge", value=["stranger", "ivo"])
    browser.post("/stories/1/correct", action="undo")
    assert names(browser) == ["Mara", "Ivo", "A stranger", "Old Vessel"]
    assert "redo" in browser.client.get("/stories/1").text
    browser.post("/stories/1/correct", action="redo")
    assert names(browser) == ["Mara", "Ivo", "Old Vessel"]


def test_kept_when_read_again(browser: Browser) -> None:
    """A correction survives a second reading, a new telling, and the same text pasted anew."""
    browser.read(TEXT)
    browser.post("/stories/1/correct", action="merge", value=["stranger", "ivo"])
    assert browser.read(path="/stories/1/read").url.path == "/stories/1"
    assert names(browser) == ["Mara", "Ivo", "Old Vessel"]
    assert browser.read(TEXT).url.path == "/stories/1"
    assert names(browser) == ["Mara", "Ivo", "Old Vessel"]
    page = browser.read("Mara steals a book from Ivo. Vessel dies.", path="/stories/1/read")
    id = int(page.url.path.rpartition("/")[2])
    story = browser.story(id)
    assert len(story.tellings) == 2
    assert [str(c.action) for c in story.corrections] == ["merge"]
    assert "A stranger" not in [c.name for c in story.characters]


def test_conflict_is_shown(browser: Browser) -> None:
    """A correction that the others leave no room for is shown as being in conflict, and stays in the log."""
    browser.read(TEXT)
    browser.post("/stories/1/correct", action="split", split="mara", value=["t1:57-60"], name="Nell")
    log = browser.story().corrections
    browser.post("/stories/1/correct", action="rename", value=["Nell", "Nellie"])
    browser.post("/stories/1/correct", action="undo", value=log[0].id)
    page = browser.client.get("/stories/1/correct").text
    assert "does not fit this reading" in page
    assert "do not fit this reading" in browser.client.get("/stories/1").text
    assert len(browser.story().corrections) == 2


def test_corrections_are_signed(browser: Browser) -> None:
    """The log says who made a correction."""
    browser.read(TEXT)
    browser.post("/stories/1/correct", action="rename", value=["mara", "Mara Finch"], reason="the credits")
    (made,) = browser.story().corrections
    assert (made.author, made.reason) == ("the editor", "the credits")


def test_wrong_correction(browser: Browser) -> None:
    """A correction that cannot be is answered with the reason, as a page or as JSON, and nothing is recorded."""
    browser.read(TEXT)
    page = browser.post("/stories/1/correct", action="merge", value=["nobody", "ivo"])
    assert (page.status_code, "No character of this story is called" in page.text) == (422, True)
    answer = browser.client.post(
        "/stories/1/correct",
        data={"token": browser.token(), "action": "sing"},
        headers={"accept": "application/json"},
    )
    assert answer.json()["error"]["type"] == "CorrectionError"
    assert browser.story().corrections == ()


def test_reader_fails(browser: Browser) -> None:
    """A text that cannot be merged or read says so on the page of its reading, and the library is as it was."""
    from fabula.errors import ModelError

    def broken(tellings: object) -> list[object]:
        raise ModelError("The reader's weights are missing: install fabula again.")

    browser.client.app.state.desk._reader = broken
    page = browser.read("Mara sings.")
    assert (page.status_code, "weights are missing" in page.text) == (422, True)
    assert "No stories yet" in browser.client.get("/").text


def test_remove(browser: Browser) -> None:
    """A removed story is gone, and its page says so."""
    browser.read(TEXT)
    browser.post("/stories/1/remove")
    assert browser.client.get("/stories/1").status_code == 404


def test_export(browser: Browser) -> None:
    """A story is exported with its corrections and with what was read; the report as one file."""
    browser.read(TEXT)
    browser.post("/stories/1/correct", action="merge", value=["stranger", "ivo"])
    story = browser.story()
    assert (len(story.corrections), len(story.readings[0].characters)) == (1, 4)
    report = browser.client.get("/stories/1/report.html")
    assert "attachment" in report.headers["content-disposition"]
    assert "<link" not in report.text


def test_progress_events(browser: Browser) -> None:
    """The progress of a reading comes as server-sent events that end when it does."""
    page = browser.post("/read", telling=TEXT)
    path = page.url.path if "/jobs/" in page.url.path else f"/jobs/{next(iter(browser.client.app.state.desk._jobs))}"
    events = browser.client.get(f"{path}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert '"state": "done", "read": 1, "of": 1' in events.text


@pytest.mark.parametrize("path", ["/stories/7", "/jobs/none", "/nowhere", "/stories/1/character?id=x", "/static/x.js"])
def test_not_there(browser: Browser, path: str) -> None:
    """What is not there is answered as such."""
    assert browser.client.get(path).status_code == 404
