"""An application with a small library and a reader that needs no weights."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette import testclient

from fabula.story.cast import Character, Mention
from fabula.story.ontology import Form
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from tests.library.corrections.stories import harbour

TEXT = harbour().tellings[0].text


def read(tellings: list[Telling]) -> list[Story]:
    """The harbour story where its text is given; of other texts, every capitalised word is a character."""
    return [_harbour(t) if t.text == TEXT else _anyone(t) for t in tellings]


def _harbour(telling: Telling) -> Story:
    story = harbour(telling.id)
    told = replace(story.tellings[0], title=telling.title)
    return replace(story, tellings=(told,), title=telling.title or story.title)


def _anyone(telling: Telling) -> Story:
    found = list(re.finditer(r"[A-Z]\w+", telling.text))[:20]
    spans = {m[0]: Span(telling.id, m.start(), m.end()) for m in found}
    return Story(
        tellings=(telling,),
        title=telling.title,
        characters=tuple(Character(id=n.lower(), name=n, evidence=(s,)) for n, s in spans.items()),
        mentions=tuple(Mention(s, (n.lower(),), Form.NAME) for n, s in spans.items()),
        reader="capitals",
    )


class Browser:
    """A client that fills in forms as a browser would: with the token of the page, and following redirects."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def token(self) -> str:
        """The token that the pages' forms carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.client.get("/").text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str | list[str]) -> Any:
        """Send a form."""
        headers = {"origin": "http://127.0.0.1"}
        return self.client.post(path, data={"token": self.token(), **fields}, headers=headers)

    def read(self, *texts: str, path: str = "/read", **fields: str) -> Any:
        """Have texts read and wait for it; the page that follows."""
        return self.wait(self.post(path, telling=list(texts), **fields))

    def wait(self, page: Any) -> Any:
        """Ask for the progress of a reading until it is over."""
        for _ in range(200):
            if "/jobs/" not in str(page.url) or page.status_code != 200:
                return page
            time.sleep(0.02)
            page = self.client.get(str(page.url))
        raise AssertionError("the reading does not end")

    def story(self, id: int = 1) -> Story:
        """A story as it is exported."""
        return Story.from_json(self.client.get(f"/stories/{id}/story.json").text)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A browser before an empty library."""
    from fabula.web.app import create_app

    with testclient.TestClient(
        create_app(tmp_path / "library.db", read=read, author="the editor"), base_url="http://127.0.0.1"
    ) as client:
        yield Browser(client)
