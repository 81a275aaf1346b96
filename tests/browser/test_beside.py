"""Two stories on one page, in a real browser: by keyboard, in the dark, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fabula.comparing.parallels import compare
from fabula.views import side_by_side
from tests.browser.test_report import lit
from tests.library.stories import ferryman, huntsman

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def html() -> str:
    return side_by_side(compare(ferryman(), huntsman()), ferryman(), huntsman())


def test_page_asks_for_nothing_and_complains_of_nothing(visit: Visit, html: str) -> None:
    """From disk, without a network, without an error, without the script as well."""
    page = visit(html, dark=True)
    assert (page.troubles, len(page.requests)) == ([], 1)
    assert visit(html, script=False).locator("#course").is_visible()


def test_a_bridge_lights_the_words_of_both_tellings(visit: Visit, html: str) -> None:
    """By keyboard; the arrows go from bridge to bridge."""
    page = visit(html)
    page.locator(".bridge").first.focus()
    assert lit(page) == {"a.ferryman": "shot", "b.huntsman": "stabbed"}
    page.keyboard.press("ArrowRight")
    assert lit(page)["a.ferryman"].startswith("orders")
    page.keyboard.press("Escape")
    assert set(lit(page).values()) == {""}


def test_every_order_is_shown(visit: Visit, html: str) -> None:
    """Events of every type can be seen: no style hides them."""
    page = visit(html)
    rows = page.locator("#course .event")
    assert all(rows.nth(n).is_visible() for n in range(rows.count()))


def test_a_narrow_screen_needs_no_scrolling_sideways(visit: Visit, html: str) -> None:
    """But for the drawing, which scrolls by itself."""
    page = visit(html, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_shut_out(visit: Visit, axe: str, html: str, dark: bool) -> None:
    """axe-core finds no fault that is serious or critical."""
    page = visit(html, dark=dark)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [
        (v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert faults == []
