"""The report: one page, every fact tied to its words, nothing in a story able to act on it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from benchmarks.pictures import invented
from fabula.story.story import Story
from fabula.story.text import Telling
from fabula.views import report
from fabula.views.index import Index
from fabula.views.marking import paragraphs
from fabula.views.pages import fragment
from tests.views.samples import LONG, alone, hostile, sample


class Page(HTMLParser):
    """What a browser would make of a page: elements with attributes, and text."""

    VOID = frozenset({"meta", "input", "br", "img", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[str, str] = {}
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.text = ""
        self.telling = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        self.elements.append((tag, values))
        if tag not in self.VOID:
            self.open.append(tag)
        self.telling = values.get("data-telling", self.telling)
        self.leaf = tag == "span" and values.get("class") == "w"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.leaf = False
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.leaf:
            self.words[self.telling] = self.words.get(self.telling, "") + data


STORIES: dict[str, Callable[[], Story]] = {
    "sample": sample,
    "hostile": hostile,
    "invented": lambda: invented(12, 40),
    "empty": lambda: Story(()),
}


@pytest.fixture(scope="module", params=STORIES)
def story(request: pytest.FixtureRequest) -> Story:
    return STORIES[request.param]()


@pytest.fixture(scope="module")
def page(story: Story) -> Page:
    return Page(report(story))


def test_elements_nest(page: Page) -> None:
    """Every element is closed where it was opened."""
    assert (page.crossed, page.open) == ([], [])


def test_ids_are_unique(page: Page) -> None:
    """No two elements have the same id."""
    ids = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert [id for id, count in ids.items() if count > 1] == []


def test_links_lead_somewhere(page: Page) -> None:
    """Every link stays on the page and has its target."""
    ids = {a["id"] for _, a in page.elements if "id" in a}
    links = {a["href"] for tag, a in page.elements if tag == "a"}
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()


def test_nothing_comes_from_outside(page: Page) -> None:
    """No element loads anything, runs anything or carries a style or handler of its own."""
    assert {tag for tag, _ in page.elements} & {
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
        "image",
        "use",
    } == set()
    bad = {k for _, a in page.elements for k in a if k.startswith("on") or k in {"style", "src", "srcset", "action"}}
    assert bad == set()
    assert sum(tag == "script" for tag, _ in page.elements) == 2


def test_policy_allows_its_own_style_and_script_alone(story: Story) -> None:
    """The policy names the hashes of the one style and the one script, and forbids the rest."""
    html = report(story)
    policy = next(a["content"] for t, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy")

    def hash_of(pattern: str) -> str:
        found = re.findall(pattern, html, re.DOTALL)
        assert len(found) == 1
        return "'sha256-" + base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode() + "'"

    assert f"style-src {hash_of('<style>(.*?)</style>')};" in policy
    assert f"script-src {hash_of('<script>(.*?)</script>')};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_text_stands_whole(story: Story, page: Page) -> None:
    """Every telling's words are there, in order, but for blanks between sentences and unsafe characters."""
    for telling in story.tellings:
        found = "".join("".join(s.html.striptags() for s in p) for p in paragraphs(Index(story), telling))
        safe = [c for c in telling.text if c.isprintable() and not c.isspace()]
        assert [c for c in found if c.isprintable() and c != "\ufffd" and not c.isspace()] == safe


def test_offsets_tell_the_words() -> None:
    """A piece of text that says it starts at n starts at n."""
    pieces = re.findall(r'<span class="w" data-o="(\d+)">([^<]*)</span>', report(alone()))
    assert [words for at, words in pieces if not LONG.startswith(words, int(at))] == []
    assert "".join(words for _, words in pieces) == LONG.replace("\n", "").replace(". ", ".")


def test_every_claim_has_its_words(story: Story) -> None:
    """Every claim on the page points at words; every event, relation, death and character is there."""
    html, data = fragment(story)
    spans = json.loads(data)["claims"]
    named = {key for keys in re.findall(r'data-claim="([^"]*)"', html) for key in keys.split()}
    assert {key for key in named if not spans.get(key)} == set()
    for kind, items in (("event", story.events), ("character", story.characters), ("relation", story.relations)):
        assert html.count(f'id="{kind}-') == len(items)


def test_report_is_small_and_the_same_each_time() -> None:
    """A story of 60 scenes takes less than half a megabyte; the same story gives the same page."""
    story = invented(20, 60)
    assert len(report(story).encode()) < 500_000
    assert report(story) == report(story)


def test_disagreements_come_first() -> None:
    """What tellings disagree on stands before everything else, with each side's words."""
    html = report(sample())
    assert 0 < html.index('id="disagreements"') < html.index('id="storyline"')
    assert html.index("killer of Corven") < html.index("Ivo shoots him") < html.index('id="storyline"')


def test_curtain_ranks_hide_the_end() -> None:
    """The last death is known no earlier than the event that tells it; what comes first is known from the start."""
    html = report(alone())
    death = re.search(r'id="death-d2"', html)
    assert death
    row = html[html.rindex("<tr", 0, death.start()) : death.end()]
    assert 'data-rank="8"' in row


def test_a_telling_without_sentences_is_shown() -> None:
    """Text that nobody has cut into sentences is there as well."""
    assert "Nobody comes." in report(Story((Telling("t", "Nobody comes."),)))
