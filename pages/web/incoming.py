"""Files that a program sends over HTTP: as a form or as the body itself, and never more than the limit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from kpi.reading import Issue

LIMIT_MB = 20
MAX_FILES = 100
MAX_FIELDS = 5000
"""One for each warning that is ticked."""
_FORM = ("multipart/form-data", "application/x-www-form-urlencoded")
_WORDS_KB = 64
CHOICES = ("sheet", "table", "encoding")
"""What may be said of how a file is to be read."""
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
File = tuple[str, bytes]
Fields = Mapping[str, tuple[str, ...]]
Choices = tuple[Mapping[str, Any], ...]
"""How each file is to be read."""


class Refusal(Exception):
    """A request that is turned down: the HTTP status and why."""

    def __init__(self, status: int, *issues: Issue) -> None:
        self.status = status
        self.issues = issues
        super().__init__(status, issues)


async def files(request: Request) -> tuple[tuple[File, ...], Fields]:
    """(name, bytes) of every file sent, and what is said beside them in the form or the address.

    Raises Refusal for none, an empty one, too much, or a form that cannot be read.
    """
    if _declared(request) > LIMIT_MB << 20:
        raise _too_large()
    whole = Request(request.scope, bounded(request.receive, LIMIT_MB << 20))
    said = {name: tuple(map(kept, request.query_params.getlist(name))) for name in request.query_params}
    if request.headers.get("content-type", "").startswith(_FORM[0]):
        found, fields = await _of_form(whole)
        said |= fields
    else:
        found = ((request.query_params.get("name", ""), await whole.body()),)
    if not found or not all(name for name, _ in found):
        raise Refusal(400, Issue("http_no_file"))
    if empty := tuple(Issue("http_empty_file", found=name) for name, data in found if not data):
        raise Refusal(400, *empty)
    return found, said


async def words(request: Request) -> Fields:
    """What a small form or a JSON object says; nothing for an empty body. Raises Refusal."""
    whole = Request(request.scope, bounded(request.receive, _WORDS_KB << 10, _too_long))
    if request.headers.get("content-type", "").startswith(_FORM):
        return (await _of_form(whole))[1]
    try:
        found = json.loads(await whole.body() or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refusal(400, Issue("http_json"))
    lists = {name: said if isinstance(said, list) else [said] for name, said in found.items()}
    return {name: tuple(kept(str(each)) for each in said if _a_word(each)) for name, said in lists.items()}


def _a_word(said: object) -> bool:
    """A text or a whole number; not null, which says nothing. Refuses anything else, which would be passed over."""
    if said is None or (isinstance(said, str | int) and not isinstance(said, bool)):
        return said is not None
    raise Refusal(400, Issue("http_json"))


def choices(fields: Fields, count: int) -> Choices:
    """How each file is to be read: ``sheet``, ``table``, ``encoding``, said once for all files or once for each."""
    for name in CHOICES:
        if len(fields.get(name, ())) not in (0, 1, count):
            raise Refusal(400, Issue("http_choices", found=name, args={"count": count}))
    given = {name: fields[name] * (count if len(fields[name]) == 1 else 1) for name in CHOICES if fields.get(name)}
    return tuple({name: said[place] for name, said in given.items() if said[place]} for place in range(count))


def kept(text: str) -> str:
    """The text without what no database takes."""
    return _UNKEPT.sub("", text)


async def _of_form(request: Request) -> tuple[tuple[File, ...], Fields]:
    try:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS) as form:
            sent = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            fields = {name: tuple(kept(s) for s in form.getlist(name) if isinstance(s, str)) for name in form}
            return tuple([(part.filename or "", await part.read()) for part in sent]), fields
    except HTTPException as error:  # Starlette's word for a broken form
        if "Too many files" in str(error.detail):
            raise Refusal(413, Issue("http_too_many", args={"most": MAX_FILES})) from error
        raise Refusal(400, Issue("http_form", found=str(error.detail)[:80])) from error


def _declared(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def bounded(receive: Receive, limit: int, beyond: Callable[[], Refusal] | None = None) -> Receive:
    """Counts what arrives, as the size a client declares may be missing or a lie; beyond the limit raises Refusal."""
    left = limit

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise (beyond or _too_large)()
        return message

    return counted


def _too_large() -> Refusal:
    return Refusal(413, Issue("http_too_large", args={"limit": LIMIT_MB}))


def _too_long() -> Refusal:
    return Refusal(413, Issue("http_too_long", args={"limit": _WORDS_KB}))
