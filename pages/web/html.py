"""The page around the pages: its language, its security headers, and Streamlit's own few words in Chinese."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import settings
from kpi import words
from kpi.charts import style
from kpi.unit import LANGS, Lang

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
SCRIPT, STYLE = "/app/ui.js", "/app/style.css"
_FOR_GOOD = {"cache-control": "public, max-age=31536000"}
_NOT_PAGES = ("/_stcore/", "/media/", "/component/", "/static/", "/api/", "/app/", "/login", "/logout", "/account")
_CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_PRELOADED_FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>')
_INLINE = re.compile(r"<script>.*?</script>", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


def language(asked: str | None) -> Lang:
    """The language that an address asks for, or else the one of KPI_LANG."""
    return next((lang for lang in LANGS if lang == asked), settings.lang())


def asked(query: bytes) -> Lang:
    """The language of a request, by its query."""
    return language(parse_qs(query.decode("latin-1")).get("lang", [""])[-1])


class Html:
    """Puts the security headers on every answer and our language into every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(_NOT_PAGES):
            await self.app(scope, receive, _guarded(scope, send))
        else:
            # A compressed or half-sent page could not be edited.
            kept = [(name, value) for name, value in scope["headers"] if name.lower() not in _CONDITIONS]
            await self.app(
                {**scope, "headers": kept}, receive, _Page(_guarded(scope, send), asked(scope["query_string"]))
            )


class _Page:
    """Holds an HTML answer back until it is whole, and sends it on edited; lets everything else through."""

    def __init__(self, send: Send, lang: Lang) -> None:
        self.send = send
        self.lang = lang
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self.finish(self.start)

    async def finish(self, start: Message) -> None:
        body = edited(self.body.decode(), self.lang).encode() if self.body else b""
        headers = MutableHeaders(raw=start["headers"])
        for name in ("etag", "last-modified"):
            del headers[name]
        headers["cache-control"] = "no-cache"
        if body:
            headers["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def edited(page: str, lang: Lang) -> str:
    """Streamlit's page in our language, with our script and without its inline one, which the policy forbids."""
    tag = f'<script defer src="{SCRIPT}?v={version()}" data-lang="{settings.lang()}"></script>'
    sheet = f'<link rel="stylesheet" href="{STYLE}?v={version()}">'
    title, no_script = (escape(words.say(lang, key)) for key in ("frame.title", "http.no_script"))
    page = page.replace('<html lang="en">', f'<html lang="{lang}">')
    page = page.replace("<title>Streamlit</title>", f"<title>{title}</title>")
    page = _NOSCRIPT.sub(lambda _: f"<noscript><p>{no_script}</p></noscript>", page)
    page = _PRELOADED_FONT.sub("", page)  # ours are the system's
    page = page.replace("</body>", f"{sheet}</body>")  # behind Streamlit's own rules, which ours change
    return _INLINE.sub(lambda _: tag, page, count=1)


async def script(_: Request) -> Response:
    """The script of every page, ours for Streamlit's words and the screen's; its address changes with its content."""
    return Response(_script(), media_type="text/javascript", headers=_FOR_GOOD)


async def sheet(_: Request) -> Response:
    """The rules of our markup on every page, likewise."""
    return Response(style.rules(), media_type="text/css", headers=_FOR_GOOD)


@cache
def _script() -> str:
    ours, wall, dark = (
        Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("ui.js", "round.js", "round.css")
    )
    pairs = {said: _of("zh")[key] for key, said in _of("en").items()}
    ours = ours.replace("/* WORDS */ {}", json.dumps(pairs, ensure_ascii=False))
    ours = ours.replace("/* LIGHT */ {}", json.dumps(style.lightened()))
    return ours + wall.replace('/* STYLE */ ""', json.dumps(dark))


@cache
def version() -> str:
    """What a browser must have fetched to show our markup: a page that has another script asks anew (ui.js)."""
    return hashlib.sha256((_script() + style.rules()).encode()).hexdigest()[:12]


def _of(lang: Lang) -> dict[str, str]:
    return {key: said for key, said in words.sentences(lang).items() if key.startswith("streamlit.")}


def _is_html(start: Message) -> bool:
    return MutableHeaders(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _guarded(scope: Scope, send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = POLICY
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            if scope["scheme"] == "https":
                headers["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return sent
