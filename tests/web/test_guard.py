"""Who may not talk to the application, and what hostile text may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.library.corrections.stories import harbour

if TYPE_CHECKING:
    from tests.web.conftest import Browser

TEXT = harbour().tellings[0].text
HOSTILE = (
    "Mara<script>alert(1)</script> robs Ivo. Javascript:alert meets <img src=x onerror=alert(2)> Old. "
    "\"' onmouseover='alert(3) &lt;b&gt; Ulla \u202etxt.exe\u202c and " + "N" + "o" * 9999 + " follow. {{ 7*7 }} Zed."
)


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org", "10.0.0.1", "", "user@127.0.0.1", "localhost@evil", "[::1"]
)
def test_foreign_host(browser: Browser, host: str) -> None:
    """A request by another name than this machine's is refused, so that no foreign name can be pointed here."""
    assert browser.client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8020", "localhost", "localhost:1", "[::1]:8020"])
def test_own_host(browser: Browser, host: str) -> None:
    """This machine's own names are answered, at any port."""
    assert browser.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://example.org", "null", "https://127.0.0.1", "http://127.0.0.1:1234"])
def test_foreign_origin(browser: Browser, origin: str) -> None:
    """Another site's page may not change anything, even if it knew the token."""
    form = {"token": browser.token(), "telling": TEXT}
    assert browser.client.post("/read", data=form, headers={"origin": origin}).status_code == 403
    assert "No stories yet" in browser.client.get("/").text


def test_foreign_fetch(browser: Browser) -> None:
    """Neither may a request that the browser itself calls cross-site."""
    form = {"token": browser.token(), "telling": TEXT}
    answer = browser.client.post("/read", data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
@pytest.mark.parametrize("path", ["/read", "/stories/1/correct", "/stories/1/read", "/stories/1/remove"])
def test_token(browser: Browser, path: str, token: str | None) -> None:
    """Every form needs the token of this application's own pages."""
    browser.read(TEXT)
    form = {"telling": TEXT, "action": "undo"} | ({} if token is None else {"token": token})
    assert browser.client.post(path, data=form).status_code == 403
    assert browser.client.get("/stories/1").status_code == 200


def test_huge_paste(browser: Browser) -> None:
    """More than the limit is refused, whether or not the request says how long it is."""
    assert browser.client.post("/read", data={"telling": "a " * 5_000_000}).status_code == 413

    def endless() -> object:
        for _ in range(200):
            yield b"telling=" + b"a" * 100_000

    answer = browser.client.post(
        "/read", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_long_paste(browser: Browser) -> None:
    """What is long, yet within the limit, is read."""
    assert browser.read("Mara sings to Ivo. " * 20_000).url.path == "/stories/1"


def test_policy_everywhere(browser: Browser) -> None:
    """Every answer, refusals too, carries the strict policy; nothing inline may run."""
    browser.read(TEXT)
    for path in ("/", "/stories/1", "/stories/1/correct", "/nowhere", "/static/desk.js", "/stories/1/story.json"):
        policy = browser.client.get(path).headers["content-security-policy"]
        assert ("default-src 'none'" in policy, "unsafe" in policy) == (True, False)
    assert "content-security-policy" in browser.client.get("/", headers={"host": "evil.org"}).headers


def test_hostile_telling(browser: Browser) -> None:
    """Text is data: no page turns it into markup, an attribute or a template."""
    page = browser.read(HOSTILE, title="<script>alert(4)</script>")
    ids = [c.id for c in browser.story().characters]
    paths = ["/", "/stories/1", "/stories/1/correct", *(f"/stories/1/character?id={i}" for i in ids[:3])]
    assert page.status_code == 200
    for path in paths:
        text = browser.client.get(path).text
        for bad in ("<script>alert", "<img src=x", "' onmouseover='alert", "49 Zed"):
            assert (path, bad, bad in text) == (path, bad, False)


def test_hostile_correction(browser: Browser) -> None:
    """A correction's own words are data as well."""
    browser.read(TEXT)
    name = "<script>alert(5)</script>"
    browser.post("/stories/1/correct", action="rename", value=["mara", name], reason="<b>why</b>")
    for path in ("/stories/1", "/stories/1/correct", "/stories/1/character?id=mara", "/stories/1/event?id=e1"):
        text = browser.client.get(path).text
        assert "<script>alert" not in text
        assert "<b>why" not in text
