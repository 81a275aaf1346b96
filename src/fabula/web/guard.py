"""Who may talk to the application: this machine's own pages, and nobody else.

The application has no login, because it answers on loopback only. Three things keep other web pages, which a person may
have open at the same time, from reaching it: the ``Host`` header must name this machine (so that no foreign name can be
pointed at it, DNS rebinding), the ``Origin`` of what changes anything must be the application itself, and every form
carries a token that only its own pages know (see the OWASP cheat sheet on cross-site request forgery).
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HOSTS", "MAX_BODY", "POLICY", "Guard", "TooLargeError", "same_token"]

HOSTS = ("127.0.0.1", "localhost", "::1")
"""The names of this machine that requests may use."""

MAX_BODY = 8 * 1024 * 1024
"""The most bytes that a request may hold: several novels."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers would then send the origin "null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD")


class TooLargeError(Exception):
    """A request holds more than it may."""


class Guard:
    """ASGI middleware: foreign hosts and origins refused, bodies limited, the policy on every answer."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = HOSTS, max_body: int = MAX_BODY) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it with one sentence."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        answer = _with_headers(send)
        if refusal is not None:
            await refusal(scope, receive, answer)
            return
        try:
            await self.app(scope, _limited(receive, self.max_body), answer)
        except TooLargeError:
            await _too_large(self.max_body)(scope, receive, answer)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return PlainTextResponse("This application answers to this machine's own name only.", 421)
        if scope["method"] not in _SAFE:
            origin = headers.get("origin")
            if origin is not None and origin != f"{scope.get('scheme', 'http')}://{host}":
                return PlainTextResponse("Another site's page may not change anything here.", 403)
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return PlainTextResponse("Another site's page may not change anything here.", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.max_body:
            return _too_large(self.max_body)
        return None


def same_token(given: object, token: str) -> bool:
    """Whether ``given`` is the token of this application's own forms, compared in constant time."""
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _name(host: str) -> str:
    """The name in a ``Host`` header, without port and brackets; empty where it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    return "" if parts.username is not None or parts.path else (parts.hostname or "")


def _too_large(limit: int) -> PlainTextResponse:
    return PlainTextResponse(f"This is more than {limit // 1024 // 1024} MB: give less at once.", 413)


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise TooLargeError
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return answer
