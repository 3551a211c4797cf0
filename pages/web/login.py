"""The doors for people, without JavaScript: login, logout, one's own account, the pairing of a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from db import access, accounts, passwords, provider, rights, screens, settings, store
from db.access import Entered
from db.actor import Actor
from db.rights import Forbidden
from db.settings import Unusable
from kpi import words
from kpi.reading import Issue
from kpi.unit import Lang, Sentence
from pages.web import forms, gate, html, pieces, turned_away
from pages.web.incoming import Refusal, bounded

DEVICE = "kpi_device"
SCREEN = ("playlist", "dwell", "distance", "inch", "month", "scope")
"""What a wall's address may ask for; it is kept through the pairing."""
_FORM_LIMIT = 16 << 10
_STYLE_AGE = "public, max-age=3600"


async def show(request: Request) -> Response:
    """The login page; somebody who is logged in goes straight on."""
    if settings.demo() or await run_in_threadpool(_known, request):
        return _to(request, own_page(request.query_params.get("next", "")))
    return login_page(request, own_page(request.query_params.get("next", "")))


async def enter(request: Request) -> Response:
    """Log in and go to the page that was asked for; or the login page again with the reason."""
    form = await _form(request)
    login, back = form.get("login", ""), own_page(form.get("next", ""))
    found = await _slowly(
        access.log_in,
        store.engine(),
        login,
        form.get("password", ""),
        address=address_of(request),
        device=gate.session_cookie(request.headers, DEVICE),
    )
    if isinstance(found, Sentence):
        return login_page(request, back, name=login, problem=found)
    return entered(request, found, back)


def entered(request: Request, found: Entered, back: str) -> Response:
    """Go on with a new session's cookie."""
    answer = RedirectResponse(back, 303)
    _set(request, answer, gate.COOKIE, found.token)
    if found.device:
        _set(request, answer, DEVICE, found.device, access.DEVICE_DAYS * 86400)
    return answer


async def leave(request: Request) -> Response:
    return await _left(request, everywhere=False)


async def leave_everywhere(request: Request) -> Response:
    return await _left(request, everywhere=True)


async def account(request: Request) -> Response:
    """One's own sessions and tokens."""
    return await run_in_threadpool(_account_page, request)


async def password_form(request: Request) -> Response:
    return _password_page(request, _actor(request))


async def change_password(request: Request) -> Response:
    actor, form = _actor(request), await _form(request)
    if form.get("new", "") != form.get("again", ""):
        return _password_page(request, actor, Sentence("password.not_the_same"))
    found = await _slowly(accounts.change_password, store.engine(), actor, form.get("old", ""), form.get("new", ""))
    return _password_page(request, actor, found) if found else _to(request, "/" if actor.must_change else "/account")


async def add_token(request: Request) -> Response:
    """A new API token, shown on this answer and never again."""
    actor, form = _actor(request), await _form(request)
    try:
        token = await run_in_threadpool(access.add_token, store.engine(), actor, form.get("name", ""))
    except Unusable as reason:
        return await run_in_threadpool(_account_page, request, notice=reason.sentence)
    return await run_in_threadpool(_account_page, request, fresh=token)


async def revoke_token(request: Request) -> Response:
    actor, form = _actor(request), await _form(request)
    number = form.get("id", "")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        return _to(request, "/account")
    try:
        await run_in_threadpool(access.revoke, store.engine(), actor, int(number))
    except Unusable as reason:
        return await run_in_threadpool(_account_page, request, notice=reason.sentence)
    return _to(request, "/account")


async def screen(request: Request) -> Response:
    """What a wall shows until an administrator has typed its code; then the round of slides, as its address asks."""
    engine, waiting = store.engine(), gate.session_cookie(request.headers, turned_away.WALL)
    token = await run_in_threadpool(screens.collect, engine, waiting, address=address_of(request))
    if token is not None:
        asked = {name: value for name, value in request.query_params.items() if name in SCREEN}
        answer = _to(request, pieces.to("/screen", _lang(request), **asked))
        _set(request, answer, gate.COOKIE, token, access.SCREEN_DAYS * 86400)
        _set(request, answer, turned_away.WALL, "paired", access.SCREEN_DAYS * 86400)
        return answer
    wall = await run_in_threadpool(screens.wait, engine, waiting, address=address_of(request))
    page = _page(forms.pairing(_lang(request), code=wall.code, minutes=wall.minutes))
    _set(request, page, turned_away.WALL, wall.token, screens.MINUTES * 60)
    return page


async def style(_: Request) -> Response:
    return Response(_style(), media_type="text/css", headers={"cache-control": _STYLE_AGE})


ROUTES: tuple[BaseRoute, ...] = (
    Route("/login", show),
    Route("/login", enter, methods=["POST"]),
    Route("/login/screen", screen),
    Route("/login/style.css", style),
    Route("/logout", leave, methods=["POST"]),
    Route("/account", account),
    Route("/account/password", password_form),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/logout-all", leave_everywhere, methods=["POST"]),
    Route("/account/token", add_token, methods=["POST"]),
    Route("/account/token/revoke", revoke_token, methods=["POST"]),
)


async def _left(request: Request, *, everywhere: bool) -> Response:
    await run_in_threadpool(access.log_out, store.engine(), _actor(request), everywhere=everywhere)
    answer = _to(request, "/login")
    answer.delete_cookie(gate.COOKIE)
    return answer


def login_page(request: Request, back: str, *, name: str = "", problem: Sentence | None = None) -> Response:
    """The login page, with the reason why nobody has entered yet."""
    lang = _lang(request)
    said, found = words.render(lang, problem) if problem else "", provider.given()
    provided, wall = found.name if found else "", _of_wall(back)
    page = forms.login(lang, next=back, name=name, problem=said, oidc=provided, wall=wall)
    return _page(page, 403 if problem else 200)


def _of_wall(back: str) -> dict[str, str]:
    """What a page asked for, where it is the meeting-room screen."""
    path, _, query = back.partition("?")
    return {name: text for name, text in parse_qsl(query) if name in SCREEN} if path == "/screen" else {}


def _password_page(request: Request, actor: Actor, problem: Sentence | None = None) -> Response:
    lang = _lang(request)
    rules, said = words.render(lang, passwords.rules()), words.render(lang, problem) if problem else ""
    page = forms.password(lang, rules=rules, problem=said, must=actor.must_change, login=actor.login)
    return _page(page, 400 if problem else 200)


def _account_page(request: Request, fresh: str = "", notice: Sentence | None = None) -> Response:
    lang, actor = _lang(request), _actor(request)
    if not rights.may(actor, "hold", "token") or actor.account is None:
        raise Forbidden(Sentence("access.forbidden", {"login": actor.login}))
    with store.reading(store.engine()) as connection:
        held = access.listed(connection, actor, ("session", "token"))
    sessions = [
        forms.Session(k.address, k.created_at, k.seen_at, k.id == actor.access) for k in held if k.kind == "session"
    ]
    tokens = [forms.Token(str(k.id), k.name, k.created_at, k.seen_at) for k in held if k.kind == "token"]
    known = settings.catalog().scopes.get(actor.scope)
    scope = known.name.of(lang) if known else actor.scope
    said = words.render(lang, notice) if notice else ""
    who = {"name": actor.name, "login": actor.login, "role": actor.role, "scope": scope}
    page = forms.account(lang, **who, sessions=sessions, tokens=tokens, fresh_token=fresh, notice=said)
    return _page(page)


def _known(request: Request) -> bool:
    return gate.identify(request.scope, request.headers) is not None


def _page(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers={"cache-control": "no-store"})


def _actor(request: Request) -> Actor:
    found: Actor = request.scope[gate.ACTOR]
    return found


def _lang(request: Request) -> Lang:
    return html.asked(request.scope["query_string"])


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def _to(request: Request, path: str) -> Response:
    """Go on to another page of ours in the language of this one."""
    return RedirectResponse(pieces.to(path, _lang(request)) if "?" not in path else path, 303)


def own_page(text: str) -> str:
    """Where to go after the login: a path of ours, never another site's address."""
    own = text.startswith("/") and not re.match(r"[/\\]{2}|/login|/logout", text) and text.isprintable()
    return text if own and "\\" not in text else "/"


def _set(request: Request, answer: Response, name: str, value: str, age: int | None = None) -> None:
    """No script may read it, no other site's page sends it along; over TLS it never goes without."""
    answer.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=request.url.scheme == "https")


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form. Raises Refusal for one that is too large or no form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refusal(415, Issue("http_fields"))
    body = await Request(request.scope, bounded(request.receive, _FORM_LIMIT, _too_large)).body()
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:  # more fields than any form of ours has
        raise Refusal(400, Issue("http_fields")) from error


def _too_large() -> Refusal:
    return Refusal(413, Issue("http_fields"))


async def _slowly(work: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Two passwords at a time: each takes 19 MiB and a core for a moment (security.md)."""
    return await to_thread.run_sync(lambda: work(*args, **named), limiter=_two())


@cache
def _two() -> CapacityLimiter:
    return CapacityLimiter(2)


@cache
def _style() -> str:
    return Path(__file__).with_name("door.css").read_text(encoding="utf-8")
