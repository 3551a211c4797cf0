"""The gate: who asks is found out here, for pages, programs and open sockets alike, before anything else runs."""

from __future__ import annotations

import hmac
from dataclasses import replace
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from db import access, rights, settings, store
from db.actor import DEMO, PROGRAM, Actor
from kpi.unit import Sentence
from pages.web import local, turned_away, watched

COOKIE = "kpi_session"
HEADER = "x-kpi-session"
"""What the gate tells the pages: the number of the session, nothing that could be of use to anybody else."""
WINDOW = "x-kpi-window"
"""And of what width the browser says its window is (ui.js)."""
ACTOR = "kpi.actor"
OPEN = frozenset(
    (method, path)
    for path, methods in {
        "/login": ("GET", "HEAD", "POST"),
        "/login/screen": ("GET", "HEAD"),
        "/login/style.css": ("GET", "HEAD"),
        "/login/oidc": ("GET",),
        "/login/oidc/callback": ("GET",),
        "/livez": ("GET", "HEAD"),
        "/api/v1/health": ("GET", "HEAD"),
    }.items()
    for method in methods
)
"""All that a stranger may ask for."""
WATCHED = ("/readyz", "/metrics")
MONITOR = "/monitor"
"""For monitoring, with KPI_MONITOR_TOKEN only; served below MONITOR, as /metrics is also the page of the brand 指标."""
CHANGING = frozenset(("/account/password", "/logout"))
"""All that one may do before a given or outdated password is changed."""
_UPLOADS = "/_stcore/upload_file/"
_SAFE = ("GET", "HEAD", "OPTIONS")
_NOT_FOR_SCREENS = ("/api/", "/account", "/audit")
_NO_VISIT = ("/static/", "/_stcore/", "/app/")


class Gate:
    """Lets through who is known, as what the store says he is; everybody else sees the login page or a refusal."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if refusal := local.refusal(scope, headers):
            await turned_away.refuse(scope, receive, send, refusal, 403)
            return
        scope = {**scope, "headers": stripped(scope["headers"])}
        method = scope.get("method", "GET")
        if settings.demo() and not shown(method, scope["path"]):
            await turned_away.refuse(scope, receive, send, "http.demo", 403)
        elif (method, scope["path"]) in OPEN and scope["type"] == "http":
            if method not in _SAFE and not same_origin(headers, known=False):
                await turned_away.refuse(scope, receive, send, "access.cross_site", 403)
            else:
                await self.app(scope, receive, send)
        elif monitoring(scope, headers):
            await self._monitoring(scope, receive, send, headers)
        else:
            await self._known(scope, receive, send, headers)

    async def _monitoring(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        if matches(bearer(headers), settings.get("KPI_MONITOR_TOKEN")):
            await self.app({**scope, "path": MONITOR + scope["path"]}, receive, send)
        else:
            await turned_away.refuse(scope, receive, send, "access.monitor", 401)

    async def _known(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        try:
            actor = await run_in_threadpool(identify, scope, headers)
        except store.FAILURES as failure:
            await turned_away.say(scope, receive, send, store.why(failure), 503)
            return
        if actor is None:
            await turned_away.refuse(scope, receive, send, "access.login_first", 401)
        elif not allowed(scope, headers, actor):
            await turned_away.refuse(scope, receive, send, "access.cross_site", 403)
        elif actor.role == "screen" and scope["path"].startswith(_NOT_FOR_SCREENS):
            await turned_away.refuse(scope, receive, send, "access.screen", 403)
        elif actor.must_change and scope["path"] not in CHANGING:
            await turned_away.refuse(scope, receive, send, "access.change_first", 403)
        elif scope["path"].startswith(_UPLOADS) and not owns(actor, scope["path"].split("/")[3]):
            await turned_away.refuse(scope, receive, send, "access.not_yours", 403)
        else:
            scope[ACTOR] = actor
            told = {HEADER: str(actor.access or actor.login), WINDOW: session_cookie(headers, "kpi_window")}
            scope["headers"] = [*scope["headers"], *((name.encode(), said.encode()) for name, said in told.items())]
            if scope["type"] == "websocket":
                await watched.Socket(receive, send, actor).run(self.app, scope)
            else:
                if not scope["path"].startswith(_NO_VISIT) and actor.access:
                    await run_in_threadpool(access.touch, store.engine(), actor)
                await self.app(scope, receive if scope["method"] in _SAFE else still(receive, actor), send)


def still(receive: Receive, actor: Actor) -> Receive:
    """Looks again when a request's body is whole: one who sends it slowly must not act with rights that have ended."""

    async def whole() -> Message:
        message = await receive()
        if not message.get("more_body") and not await run_in_threadpool(watched.unchanged, actor):
            raise rights.Forbidden(Sentence("access.ended"))
        return message

    return whole


def shown(method: str, path: str) -> bool:
    """Whether the demonstration has this: pages to look at; nobody logs in, nothing changes."""
    return method in _SAFE and not path.startswith(("/account", "/logout", "/login/screen", "/login/oidc"))


def monitoring(scope: Scope, headers: Headers) -> bool:
    """Whether a program that watches the server asks, and not a reader for the page of the same name."""
    program = bool(headers.getlist("authorization"))
    path = scope["path"]
    return path.startswith(MONITOR + "/") or (path in WATCHED and (program or path != "/metrics"))


def stripped(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers without any that pretend to come from the gate, however spelled."""
    return [(name, value) for name, value in headers if not name.lower().replace(b"_", b"-").startswith(b"x-kpi-")]


def identify(scope: Scope, headers: Headers) -> Actor | None:
    """Whoever holds the session's cookie or, for programs, a bearer token; as the store knows him now."""
    if settings.demo():
        return DEMO
    address = (scope.get("client") or ("",))[0]
    if scope["path"].startswith("/api/") and headers.getlist("authorization"):
        return _program(headers, address)
    token = session_cookie(headers)
    if not token:
        return None
    with store.reading(store.kept()) as connection:
        return access.find(connection, token, ("session", "screen"), address=address)


def _program(headers: Headers, address: str) -> Actor | None:
    token = bearer(headers)
    if matches(token, settings.get("KPI_UPLOAD_TOKEN")):
        return replace(PROGRAM, address=address)
    with store.reading(store.engine()) as connection:
        return access.find(connection, token, ("token",), address=address)


def bearer(headers: Headers) -> str:
    """The token of the one Authorization header; '' for none, several, or another kind."""
    given = headers.getlist("authorization")
    kind, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def matches(token: str, wanted: str) -> bool:
    """Whether this is the token of a setting; never where none is set."""
    return bool(wanted) and hmac.compare_digest(token.encode(), wanted.encode())


def session_cookie(headers: Headers, name: str = COOKIE) -> str:
    """A cookie's value; '' for none, and for two of one name: one of them was planted."""
    pairs = (part.partition("=") for text in headers.getlist("cookie") for part in text.split(";"))
    found = [value.strip() for key, _, value in pairs if key.strip() == name]
    return found[0] if len(found) == 1 else ""


def allowed(scope: Scope, headers: Headers, actor: Actor) -> bool:
    """Whether a known actor's request may change something: not when another site's page sent it."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return True
    if scope["path"].startswith("/api/") and headers.getlist("authorization"):
        return True  # no browser adds a bearer token by itself
    return same_origin(headers, known=actor is not DEMO)


def same_origin(headers: Headers, *, known: bool) -> bool:
    """Whether the page that sent a request is ours; without an Origin only a known session is believed."""
    given = headers.getlist("origin")
    if not given:
        return known
    return len(given) == 1 and urlsplit(given[0]).netloc.lower() == headers.get("host", "").lower() != ""


def owns(actor: Actor, session_id: str) -> bool:
    """Whether a file may go into this page session: it must be the actor's own, and he one who may upload."""
    if not rights.may(actor, "check", "upload"):
        return False
    client = runtime.get_instance().get_client(session_id)
    context = client and client.client_context
    sent = [value for name, value in context.headers if name.lower() == HEADER] if context else []
    return sent == [str(actor.access)]
