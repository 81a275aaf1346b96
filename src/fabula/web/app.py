"""The application: a library to look at and to correct, in the browser, on this machine.

It holds no logic: what it does is done by :class:`fabula.corpus.desk.Desk`, what it shows is made by ``fabula.views``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from fabula.corpus.desk import Desk, Job
from fabula.corpus.read import Reader
from fabula.errors import FabulaError, LibraryError
from fabula.story.story import Story
from fabula.views import fragment, report, script, style
from fabula.web.forms import FIELDS, field, fields, given_texts, several
from fabula.web.guard import MAX_BODY, Guard, same_token
from fabula.web.tables import Tables

__all__ = ["create_app"]

_STATIC = {"desk.css": "text/css", "desk.js": "text/javascript"}
_BEAT = 15.0


def create_app(library: Path | str = "fabula.db", *, read: Reader | None = None, author: str = "") -> Starlette:
    """The application over the library file ``library``, made if it is not there.

    ``read`` reads tellings in place of fabula's own reader; ``author`` signs the corrections. Raises
    :class:`~fabula.errors.LibraryError` for a file that is no library.
    """
    app = Starlette(
        routes=[
            Route("/", home),
            Route("/read", read_texts, methods=["POST"]),
            Route("/jobs/{job}", job_page),
            Route("/jobs/{job}/events", job_events),
            Route("/stories/{id:int}", story_page),
            Route("/stories/{id:int}/correct", correct_page, methods=["GET"]),
            Route("/stories/{id:int}/correct", correct_story, methods=["POST"]),
            Route("/stories/{id:int}/character", character_page),
            Route("/stories/{id:int}/event", event_page),
            Route("/stories/{id:int}/words", words_page),
            Route("/stories/{id:int}/read", read_again, methods=["POST"]),
            Route("/stories/{id:int}/remove", remove_story, methods=["POST"]),
            Route("/stories/{id:int}/story.json", export_json),
            Route("/stories/{id:int}/report.html", export_html),
            Route("/static/{name}", static),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={FabulaError: _refused, HTTPException: _refused},
    )
    app.state.desk = Desk(library, reader=read, author=author)
    app.state.token = secrets.token_urlsafe(32)
    return app


async def home(request: Request) -> Response:
    """The library, and a place to paste tellings."""
    desk = _desk(request)
    return _page(request, "home.html.j2", entries=await run_in_threadpool(desk.entries), library=desk.path.name)


async def read_texts(request: Request) -> Response:
    """Start reading what was pasted or dropped."""
    async with _form(request) as form:
        texts, together = await given_texts(form), field(form, "together") == "yes"
    job = _desk(request).read(texts, together=together)
    return _to(f"/jobs/{job.id}")


async def job_page(request: Request) -> Response:
    """How far a reading is; a browser without script asks again every other second."""
    job = _job(request)
    if job.state == "done":
        return _to(f"/stories/{job.stories[0]}" if len(job.stories) == 1 else "/")
    return _page(request, "job.html.j2", job=job, status=200 if job.state != "failed" else 422)


async def job_events(request: Request) -> Response:
    """How far a reading is, as server-sent events."""
    job = _job(request)

    async def events() -> AsyncIterator[str]:
        last = ""
        waited = 0.0
        while not await request.is_disconnected():
            over = job.over  # asked first: what is over stays as it is, and is said
            now = f'{{"state": "{job.state}", "read": {job.read}, "of": {job.of}}}'
            if now != last or waited >= _BEAT:
                yield f"data: {now}\n\n"
                last, waited = now, 0.0
            if over:
                return
            await asyncio.sleep(0.2)
            waited += 0.2

    return StreamingResponse(events(), media_type="text/event-stream")


async def story_page(request: Request) -> Response:
    """The report on a story, with what leads to its correction."""
    desk, id = _desk(request), _id(request)

    def work() -> tuple[Any, str, str]:
        result = desk.corrected(id)
        return result, *fragment(result.story)

    result, body, data = await run_in_threadpool(work)
    return _page(request, "story.html.j2", result=result, body=body, data=data, story=result.story)


async def correct_page(request: Request) -> Response:
    """All that can be corrected of a story, and the log of what was."""
    result = await run_in_threadpool(_desk(request).corrected, _id(request))
    return _page(request, "correct.html.j2", result=result, story=result.story, t=Tables(result.story))


async def character_page(request: Request) -> Response:
    """One character: name, kind, fate, and every mention in its place."""
    story = await _story(request)
    character = next((c for c in story.characters if c.id == request.query_params.get("id")), None)
    if character is None:
        raise HTTPException(404, "This story has no such character any more.")
    return _page(request, "character.html.j2", story=story, c=character, t=Tables(story))


async def event_page(request: Request) -> Response:
    """One event: type, modality, players."""
    story = await _story(request)
    event = next((e for e in story.events if e.id == request.query_params.get("id")), None)
    if event is None:
        raise HTTPException(404, "This story has no such event any more.")
    return _page(request, "event.html.j2", story=story, e=event, t=Tables(story))


async def words_page(request: Request) -> Response:
    """What can be said of some words: whom they mean, or a claim that they make."""
    from fabula.corpus.correcting import words_at

    story = await _story(request)
    at, words = words_at(story, request.query_params.get("at", ""))
    return _page(request, "words.html.j2", story=story, at=at, words=words, t=Tables(story))


async def correct_story(request: Request) -> Response:
    """Make one correction, or undo or redo one."""
    desk, id = _desk(request), _id(request)
    async with _form(request) as form:
        action, values, reason = field(form, "action"), several(form, "value"), field(form, "reason")
        to, given, back = several(form, "character"), fields(form, FIELDS), field(form, "back")
        if action == "split":
            values.insert(0, field(form, "split"))
    if action == "move_mentions":
        await run_in_threadpool(desk.move_mentions, id, values, to, reason=reason)
    else:
        await run_in_threadpool(desk.correct, id, action, values, fields=given, reason=reason)
    return _to(f"/stories/{id}" if back == "story" else f"/stories/{id}/correct")


async def read_again(request: Request) -> Response:
    """Read the tellings of a story again, with what was pasted or dropped beside them."""
    async with _form(request) as form:
        texts = await given_texts(form)
    job = await run_in_threadpool(_desk(request).read_again, _id(request), texts)
    return _to(f"/jobs/{job.id}")


async def remove_story(request: Request) -> Response:
    """Take a story out of the library."""
    async with _form(request):
        pass
    await run_in_threadpool(_desk(request).remove, _id(request))
    return _to("/")


async def export_json(request: Request) -> Response:
    """The story with its readings and its corrections, as a story file."""
    story = await _story(request)
    return _download(story.to_json(), "application/json", f"story-{_id(request)}.json")


async def export_html(request: Request) -> Response:
    """The report as one file that needs nothing else."""
    story = await _story(request)
    return _download(await run_in_threadpool(report, story), "text/html", f"story-{_id(request)}.html")


async def static(request: Request) -> Response:
    """The style sheets and scripts."""
    name = request.path_params["name"]
    if name == "report.css":
        return Response(style(), media_type="text/css")
    if name == "report.js":
        return Response(script(), media_type="text/javascript")
    if name not in _STATIC:
        raise HTTPException(404, "There is no such page.")
    return Response(_static(name), media_type=_STATIC[name])


@cache
def _static(name: str) -> str:
    return (files("fabula.web") / "static" / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("fabula.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    page = _environment().get_template(template)
    context |= {"token": request.app.state.token, "id": request.path_params.get("id")}
    return HTMLResponse(page.render(context), status)


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def _download(content: str, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _id(request: Request) -> int:
    return int(request.path_params["id"])


async def _story(request: Request) -> Story:
    return await run_in_threadpool(_desk(request).story, _id(request))


def _job(request: Request) -> Job:
    job = _desk(request).job(request.path_params["job"])
    if job is None:
        raise HTTPException(404, "There is no such reading any more: look into the library.")
    return job


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form of a request that changes something; refused unless it comes from a page of this application."""
    async with request.form(max_files=60, max_fields=5000, max_part_size=MAX_BODY) as form:
        if not same_token(form.get("token"), request.app.state.token):
            raise HTTPException(403, "This form is from before the application was started again: reload its page.")
        yield form


async def _refused(request: Request, error: Exception) -> Response:
    """One sentence that says what to do, as a page, or as JSON for those who ask for it."""
    if isinstance(error, HTTPException):
        status, message, kind = error.status_code, error.detail, "HTTPException"
    else:
        status, message, kind = 404 if isinstance(error, LibraryError) else 422, str(error), type(error).__name__
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": {"type": kind, "message": message}}, status)
    return _page(request, "error.html.j2", status=status, message=message)
