"""How somebody is turned away: the login page, or a sentence as a page for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kpi import words
from kpi.unit import LANGS, Lang, Sentence
from pages.web import forms, html, pieces

WALL = "kpi_wall"
"""The cookie of a browser that is or was a meeting-room screen: it is shown a code, not a login."""

_AGAIN = {"refresh": "5"}
"""Whom the store's absence kept out comes in by himself once it is back."""


async def refuse(scope: Scope, receive: Receive, send: Send, code: str, status: int) -> None:
    """A stranger's page request goes to the login, one whose password is due to its change; the rest is told why."""
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and wants_page(scope):
        lang = html.asked(scope["query_string"])
        query = scope["query_string"].decode("latin-1")
        back = quote(scope["path"] + (f"?{query}" if query else ""), safe="/")
        if code == "access.login_first":
            wall = f"{WALL}=paired" in Headers(scope=scope).get("cookie", "")
            kept = f"&{query}" if scope["path"] == "/screen" and query else ""  # so that it comes back as it was
            door = f"/login/screen?lang={lang}{kept}" if wall else f"/login?next={back}&lang={lang}"
            await RedirectResponse(door, 303)(scope, receive, send)
            return
        if code == "access.change_first":
            await RedirectResponse(f"/account/password?lang={lang}", 303)(scope, receive, send)
            return
    await say(scope, receive, send, Sentence(code), status)


async def say(scope: Scope, receive: Receive, send: Send, sentence: Sentence, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await answer(scope, sentence, status)(scope, receive, send)


def answer(scope: Scope, sentence: Sentence, status: int) -> Response:
    """A sentence as a page for people, as JSON in both languages for programs."""
    if wants_page(scope):
        return page(scope, {lang: words.render(lang, sentence) for lang in LANGS}, status)
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(told(sentence), status, headers)


def told(sentence: Sentence) -> dict[str, Any]:
    """A refusal with nothing to say of a file, in the shape of an Issue as at every door, and as a sentence alone."""
    said = words.both(sentence)
    nowhere = dict.fromkeys(("file", "sheet", "line", "column", "cell"))
    issue = {**nowhere, "code": sentence.code, "severity": "error", "found": None, "message": said}
    return {"message": said, "issues": [issue]}


def page(scope: Scope, said: Mapping[Lang, str], status: int) -> Response:
    """A sentence, given in every language, on a page of its own with the way back."""
    lang = html.asked(scope["query_string"])
    back = (words.say(lang, "door.back"), pieces.to("/", lang))
    text = forms.message(lang, title=words.say(lang, "door.refused"), text=said[lang], link=back)
    return HTMLResponse(text, status, _AGAIN if status == 503 and scope["method"] == "GET" else None)


def wants_page(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept", "")
    return "text/html" in accepted and not scope["path"].startswith(("/api/", "/_stcore/"))
