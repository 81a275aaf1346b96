"""A real browser, where there is one: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium. Skips where Playwright's Python package or a Chromium is absent."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    names = "chromium", "chromium-browser", "google-chrome"
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core. Skips where it is absent; never part of the project."""
    places = [os.environ.get("FABULA_AXE", ""), str(ROOT / "node_modules" / "axe-core" / "axe.min.js")]
    found = next((Path(p) for p in places if p and Path(p).is_file()), None)
    if found is None:
        pytest.skip("needs axe-core: npm install axe-core, or its axe.min.js named by FABULA_AXE")
    return found.read_text(encoding="utf-8")


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens HTML from disk in a fresh window; collects what the page complains about and what it asks the network for.

    ``visit(html, width=, dark=, script=)`` gives the Playwright page, with ``page.troubles`` and ``page.requests``.
    """
    contexts = []

    def open_page(html: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.troubles, page.requests = [], []
        page.on("console", lambda m: page.troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.troubles.append(str(e)))
        page.on("dialog", lambda d: (page.troubles.append(f"dialog: {d.message}"), d.dismiss()))
        page.on("request", lambda r: page.requests.append(r.url))
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
