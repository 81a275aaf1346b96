"""The application in a real browser: paste, look, correct, reload, read again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.library.corrections.stories import harbour

uvicorn = pytest.importorskip("uvicorn", reason="needs the extra 'web'")

pytestmark = pytest.mark.browser

TEXT = harbour().tellings[0].text


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a running application with an empty library and a reader that needs no weights."""
    from fabula.web.app import create_app
    from tests.web.conftest import read

    app = create_app(tmp_path / "library.db", read=read)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh window that collects what pages complain about."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    window = context.new_page()
    window.troubles = []
    window.on("console", lambda m: window.troubles.append(m.text) if m.type in ("error", "warning") else None)
    window.on("pageerror", lambda e: window.troubles.append(str(e)))
    window.on("dialog", lambda d: (window.troubles.append(f"dialog: {d.message}"), d.dismiss()))
    yield window
    context.close()


def paste(page: Any, address: str, text: str) -> None:
    """Paste a text and wait for its story."""
    page.goto(address)
    page.get_by_label("The text").fill(text)
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/stories/*")


def merge(page: Any, one: str, other: str) -> None:
    """Merge two characters by the form on the page of corrections."""
    form = page.locator("form", has_text="Two are one")
    form.locator("select").nth(0).select_option(label=one)
    form.locator("select").nth(1).select_option(label=other)
    form.get_by_role("button", name="Merge").click()
    page.wait_for_selector(".log li")


def cast(page: Any) -> list[str]:
    """The names on the cast's cards."""
    return [name.strip() for name in page.locator("#cast .card h3").all_inner_texts()]


def test_the_whole_way(page: Any, address: str) -> None:
    """Paste; the storyline is there; focus a death and its words light up; merge two; reload; re-read: still merged."""
    paste(page, address, TEXT)
    assert page.locator("svg.storyline").first.is_visible()
    page.locator("[id^=death-] .words").first.focus()
    lit = page.evaluate("[...document.querySelectorAll('.w.lit')].map(w => w.textContent).join('')")
    assert "The man shoots Old Vessel" in lit

    page.get_by_role("link", name="Correct", exact=True).click()
    merge(page, "A stranger", "Ivo")
    page.get_by_role("link", name="Story").click()
    assert "A stranger" not in cast(page)
    page.reload()
    assert "A stranger" not in cast(page)

    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Read again").click()
    page.wait_for_url("**/stories/*")
    page.wait_for_selector("svg.storyline")
    assert "A stranger" not in cast(page)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("svg.storyline")
    assert "A stranger" in cast(page)
    assert page.troubles == []


def test_words_selected_become_a_correction(page: Any, address: str) -> None:
    """Words selected in a telling lead to a form that knows their place."""
    paste(page, address, TEXT)
    page.evaluate(
        """() => {
            const word = [...document.querySelectorAll(".w")].find(w => w.textContent.includes("harbour")).firstChild;
            const at = word.textContent.indexOf("harbour");
            const range = document.createRange();
            range.setStart(word, at);
            range.setEnd(word, at + 7);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.get_by_role("link", name="Correct these words").click()
    assert "harbour" in page.locator("h1").inner_text()
    form = page.locator("form", has_text="They mean")
    form.locator("select").select_option(label="Ivo")
    form.get_by_role("button", name="Change").click()
    page.wait_for_selector(".log li")
    assert 'mention="harbour"' in page.locator("#log").inner_text()
    assert page.troubles == []


def test_by_keyboard_alone(page: Any, address: str) -> None:
    """A character is renamed without a mouse: from the story to the form and back."""
    paste(page, address, TEXT)
    page.goto(f"{address}/stories/1/character?id=boss")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Vesselin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/correct")
    page.goto(f"{address}/stories/1")
    assert "Vesselin" in cast(page)


def test_without_script(chromium: Any, address: str) -> None:
    """Everything can be read and corrected without a script."""
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    window = context.new_page()
    paste(window, address, TEXT)
    window.goto(f"{address}/stories/1/correct")
    merge(window, "A stranger", "Ivo")
    assert "merge" in window.locator("#log").inner_text()
    context.close()


def test_narrow(page: Any, address: str) -> None:
    """No page of the application is wider than a telephone."""
    paste(page, address, TEXT)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("", "/stories/1", "/stories/1/correct", "/stories/1/character?id=mara", "/stories/1/event?id=e5"):
        page.goto(address + path)
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
