"""Another identity provider in front of our own sessions (OpenID Connect): it says who somebody is, and nothing else.

Authorisation code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700). The provider is asked
by Authlib, an optional extra.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from db import provider, store
from db.access import Entered
from db.provider import Provider
from kpi.unit import Sentence
from pages.web import gate, login, turned_away, vouching
from pages.web.vouching import Doubt

PATH = "/login/oidc"
COOKIE, _MINUTES = "kpi_oidc", 10
_LONGEST = 1000
"""Characters of the page asked for that fit into a cookie with the rest."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login under way, known to this browser alone: what must come back, and the page that was asked for."""

    state: str
    nonce: str
    verifier: str
    back: str


async def leave(request: Request) -> Response:
    """Off to the provider; the browser keeps what must come back with it."""
    asked = provider.given()
    if asked is None:
        return _nobody(request)
    back = login.own_page(request.query_params.get("next", "")[:_LONGEST])
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        address = await _apart(vouching.address, asked, _callback(request), state, nonce, verifier)
    except Doubt as doubt:
        return login.login_page(request, back, problem=doubt.sentence)
    answer = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
    kept = json.dumps(asdict(Attempt(state, nonce, verifier, back))).encode().hex()
    options: dict[str, Any] = {"path": PATH, "httponly": True, "samesite": "lax", "max_age": _MINUTES * 60}
    answer.set_cookie(COOKIE, kept, secure=request.url.scheme == "https", **options)
    return answer


async def come_back(request: Request) -> Response:
    """In with a session of our own, or the login page with the reason; either way the attempt is used up."""
    asked, attempt = provider.given(), _attempt(request)
    if asked is None:
        return _nobody(request)
    back = login.own_page(attempt.back) if attempt else "/"
    if attempt is None or not _same(request.query_params.get("state", ""), attempt.state):
        answer = login.login_page(request, back, problem=Sentence("oidc.stale"))
    else:
        found: Entered | Sentence = await _apart(_found, request, asked, attempt)
        if isinstance(found, Entered):
            answer = login.entered(request, found, back)
        else:
            answer = login.login_page(request, back, problem=found)
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")
    return answer


ROUTES: tuple[BaseRoute, ...] = (Route(PATH, leave), Route(f"{PATH}/callback", come_back))


def _found(request: Request, asked: Provider, attempt: Attempt) -> Entered | Sentence:
    engine, address = store.engine(), login.address_of(request)
    if wait := provider.reserve(engine, address):
        return wait
    code = request.query_params.get("code", "")
    try:
        who = vouching.login(asked, _callback(request), code, attempt.nonce, attempt.verifier)
    except Doubt as doubt:
        if doubt.suspicious:
            provider.refuse(engine, address=address)
        return doubt.sentence
    return provider.enter(engine, who, address=address)


async def _apart(work: Callable[..., Any], *args: Any) -> Any:
    """A few at a time: a provider that does not answer must not keep the pages' threads waiting."""
    return await to_thread.run_sync(work, *args, limiter=_few())


@cache
def _few() -> CapacityLimiter:
    return CapacityLimiter(4)


def _nobody(request: Request) -> Response:
    return turned_away.answer(request.scope, Sentence("oidc.none"), 404)


def _callback(request: Request) -> str:
    """Where the provider sends people back to, under the name they asked for us by; the gate has checked it."""
    return f"{request.url.scheme}://{request.headers['host']}{PATH}/callback"


def _attempt(request: Request) -> Attempt | None:
    try:
        kept = json.loads(bytes.fromhex(gate.session_cookie(request.headers, COOKIE)))
        found = Attempt(**kept)
    except (ValueError, TypeError):  # none, or one that we did not make
        return None
    return found if all(isinstance(part, str) and part for part in asdict(found).values()) else None


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass"))
