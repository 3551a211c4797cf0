"""Whether the server lives, and whether it is ready: each thing a reader needs, tried out at this moment."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from db import condition, deploy, settings
from db.condition import Condition
from kpi import words
from kpi.unit import Sentence
from pages.web import gate

State = Literal["ok", "failed", "skipped", "unknown"]
Check = tuple[State, Sentence | None]
FREE_MB = 200
OLDEST_BACKUP = timedelta(hours=26)
_PATIENCE_S = 5.0
_FINE: Check = ("ok", None)


async def alive(_: Request) -> Response:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """200 when every check is well, else 503; a line for each check."""
    found = await _checks(request)
    failed = any(state == "failed" for state, _ in found.values())
    body = {"status": "failed" if failed else "ok", "checks": {name: _json(check) for name, check in found.items()}}
    return JSONResponse(body, 503 if failed else 200, headers={"cache-control": "no-store"})


async def socket(asked: WebSocket) -> None:
    """The other end of the readiness check's own socket: opened, and closed when the check is done."""
    await asked.accept()
    await asked.receive()


ROUTES: tuple[BaseRoute, ...] = (
    Route("/livez", alive),
    Route(f"{gate.MONITOR}/readyz", ready),
    WebSocketRoute(f"{gate.MONITOR}/readyz", socket),
)


async def _checks(request: Request) -> Mapping[str, Check]:
    """The store is asked while our socket is open: a screen, too, needs both at once, and file handles run out."""
    here = _address(request)
    if here is None:
        return {**await _store(), "websocket": ("unknown", None)}
    uri, options = here
    try:
        async with asyncio.timeout(_PATIENCE_S), connect(uri, **options):
            return {**await _store(), "websocket": _FINE}
    except (OSError, TimeoutError, WebSocketException):
        return {**await _store(), "websocket": ("failed", Sentence("health.websocket"))}


async def _store() -> Mapping[str, Check]:
    return judged(await run_in_threadpool(condition.now))


def judged(now: Condition) -> Mapping[str, Check]:
    """What the store's condition means: each check by its name."""
    form = now.problem if now.readable else None
    return {
        "store": _FINE if now.readable else ("failed", now.problem),
        "schema": ("failed", form) if form else (_FINE if now.readable else ("unknown", None)),
        "disk": _disk(now),
        "backup": _backup(now),
    }


def _disk(now: Condition) -> Check:
    if now.free is None:
        return "skipped", None
    return _FINE if now.free >= FREE_MB * 10**6 else ("failed", Sentence("health.disk", {"free": FREE_MB}))


def _backup(now: Condition) -> Check:
    if now.problem is not None:
        return "unknown", None
    if not now.revision or settings.demo():
        return "skipped", None
    old = now.backup is None or now.backup >= OLDEST_BACKUP
    return ("failed", Sentence("health.backup")) if old else _FINE


def _address(request: Request) -> tuple[str, dict[str, Any]] | None:
    """Where this very request came in, as an address to connect to, by a name that the gate accepts.

    None under a server that does not say. A proxy's own TLS ends before us.
    """
    host, port = request.scope.get("server") or ("", None)
    if port is None:
        return None
    name = "localhost" if deploy.loopback(host) else next(iter(settings.hosts()), host)
    tls = request.url.scheme == "https" and "x-forwarded-proto" not in request.headers
    quoted = f"[{name}]" if ":" in name else name
    headers = {"authorization": request.headers["authorization"]}
    options: dict[str, Any] = {"host": host, "port": port, "additional_headers": headers, "proxy": None}
    if tls:
        options["ssl"] = _unchecked()
    return f"{'wss' if tls else 'ws'}://{quoted}:{port}/readyz", options


def _unchecked() -> ssl.SSLContext:
    """Our own certificate is for the name readers use, not for this address."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _json(check: Check) -> dict[str, Any]:
    state, sentence = check
    return {"state": state} | ({"message": words.both(sentence)} if sentence else {})
