"""The report in a real browser: what is chosen lights up, the curtain hides, harm does nothing, nobody is shut out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.pictures import invented
from fabula.story.story import Story
from fabula.views import report
from tests.views.samples import hostile, sample

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]


def lit(page: Any) -> dict[str, str]:
    """The words that are lit, by telling."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-telling]")].map(t =>
            [t.dataset.telling, [...t.querySelectorAll(".w.lit")].map(w => w.textContent).join("")]))"""
    )
    return found


def test_page_asks_for_nothing_and_complains_of_nothing(visit: Visit) -> None:
    """From disk, without a network, without an error."""
    page = visit(report(sample()))
    assert (page.troubles, len(page.requests)) == ([], 1)


def test_focusing_a_death_lights_its_words(visit: Visit) -> None:
    """By keyboard: the words of a death light up, and are read out from the dock."""
    page = visit(report(sample()))
    page.locator("#death-d2 .words").focus()
    assert lit(page) == {"long": "Mara shoots Corven", "short": ""}
    assert "Mara shoots Corven" in page.locator("#dock").inner_text()
    assert page.locator("#dock").get_attribute("aria-live") == "polite"
    page.keyboard.press("Escape")
    assert (lit(page), page.locator("#dock").is_visible()) == ({"long": "", "short": ""}, False)


def test_a_fact_lights_up_in_every_telling(visit: Visit) -> None:
    """What two tellings say lights up in both; a side of a disagreement only its own words."""
    page = visit(report(sample()))
    page.locator("#event-steal .words").hover()
    assert lit(page) == {"long": "steals", "short": "takes"}
    page.locator("#disagreement-who .side").nth(1).click()
    assert lit(page) == {"long": "", "short": "Ivo shoots him"}


def test_words_lead_back_to_the_event(visit: Visit) -> None:
    """Choosing a word that tells an event goes to the event, and says what it is."""
    page = visit(report(sample()))
    page.locator('[data-telling="long"] .trigger', has_text="stabs").click()
    assert page.evaluate("location.hash") == "#event-stab"
    assert "Corven attacks" in page.locator("#dock-title").inner_text()


def test_curtain(visit: Visit) -> None:
    """Drawn, it hides the deaths, fates and sentences that come later; opened, it hides nothing."""
    page = visit(report(sample()))
    assert page.locator("#death-d2").is_visible()
    page.locator("#curtain").fill("5")
    assert not page.locator("#death-d2").is_visible()
    assert not page.locator("#disagreement-who").is_visible()
    assert "veiled" in page.locator("#telling-long-6").get_attribute("class")
    assert "veiled" not in page.locator("#telling-long-1").get_attribute("class")
    cloth = page.locator(".storyline .cloth").first
    assert float(cloth.get_attribute("width")) > 100
    page.locator("#curtain").fill(page.locator("#curtain").get_attribute("max"))
    assert page.locator(".veiled").count() == 0


def test_filters(visit: Visit) -> None:
    """Events are filtered by character, type and modality, and the number is said."""
    page = visit(report(sample()))
    page.locator('select[name="character"]').select_option("ivo")
    shown = page.locator(".event:visible").evaluate_all("rows => rows.map(r => r.dataset.event)")
    assert shown == ["learn", "warn", "stab", "shoot2"]
    page.locator('select[name="type"]').select_option("tell")
    assert page.locator("#filter-says").inner_text() == "1 of 9 events"
    page.locator('button[type="reset"]').click()
    page.locator(".event.filtered").first.wait_for(state="detached")
    assert page.locator(".event.filtered").count() == 0


def test_orders_switch(visit: Visit) -> None:
    """One storyline shows at a time; the switch shows another, with the keyboard too."""
    page = visit(report(sample()))
    assert page.locator(".order:visible").get_attribute("data-order") == "story"
    page.locator("#order-1").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".order:visible").get_attribute("data-order") == "long"


def test_a_chart_is_one_stop_and_arrows_move_inside(visit: Visit) -> None:
    """The Tab key stops once at a chart; the arrow keys go from scene to scene and light their words."""
    page = visit(report(sample()))
    scenes = page.locator('.order-1 svg a[tabindex="0"]')
    assert scenes.count() == 1
    scenes.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    assert any(lit(page).values())


def test_without_script_it_can_be_read(visit: Visit) -> None:
    """Texts, events, tables and links are there; what needs the script is not."""
    page = visit(report(sample()), script=False)
    body = page.locator("body").inner_text()
    assert "Mara steals the ledger from Corven." in page.locator("#telling-long").inner_text().replace("1", "", 1)
    assert "killer of Corven" in body
    assert page.locator("#curtain").is_visible() is False
    assert page.locator("#filters").is_visible() is False
    assert page.locator(".storyline").first.is_visible()
    page.locator('[data-telling="long"] .trigger').first.click()
    assert page.url.endswith("#event-steal")


@pytest.mark.parametrize("width", [1280, 360])
def test_harm_does_nothing(visit: Visit, width: int) -> None:
    """Names and texts that carry scripts, handlers, overrides and ten thousand letters are shown as text."""
    page = visit(report(hostile()), width=width)
    page.locator(".trigger").first.click()
    page.locator("#curtain").fill("3")
    assert page.evaluate("document.title") != "caught"
    assert page.evaluate("document.querySelectorAll('img,iframe,script').length") == 2
    assert (page.troubles, len(page.requests)) == ([], 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_sticks_out(visit: Visit, width: int) -> None:
    """The page itself never scrolls sideways: what is wide scrolls in its own box."""
    page = visit(report(invented(20, 60)), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("story", [sample, lambda: invented(20, 60)], ids=["sample", "invented"])
def test_nobody_is_shut_out(visit: Visit, axe: str, story: Callable[[], Story], dark: bool) -> None:
    """axe-core finds no fault that is serious or critical."""
    page = visit(report(story()), dark=dark)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [
        (v["id"], v["impact"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"][:300], len(v["nodes"]))
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert faults == []


def test_labels_are_apart_as_drawn(visit: Visit) -> None:
    """As the browser sets them, no two names of a storyline overlap."""
    page = visit(report(invented(20, 60)), width=2400)
    overlaps = page.evaluate(
        """() => {
            const texts = [...document.querySelectorAll(".order-1 .labels text")];
            const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]);
            const found = [];
            boxes.forEach(([s, a], n) => boxes.slice(n + 1).forEach(([t, b]) => {
                const beside = a.left < b.right - 1 && b.left < a.right - 1;
                if (beside && a.top < b.bottom - 3 && b.top < a.bottom - 3) found.push([s, t]);
            }));
            return found;
        }"""
    )
    assert overlaps == []
