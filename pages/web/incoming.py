"""Files that a program sends over HTTP: as a form or as the body itself, and never more than the limit."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from kpi.reading import Issue

LIMIT_MB = 20
MAX_FILES = 100
File = tuple[str, bytes]


class Refusal(Exception):
    """A request that is turned down: the HTTP status and why."""

    def __init__(self, status: int, *issues: Issue) -> None:
        self.status = status
        self.issues = issues
        super().__init__(status, issues)


async def files(request: Request) -> tuple[File, ...]:
    """(name, bytes) of every file sent. Raises Refusal for none, too much, or a form that cannot be read."""
    if _declared(request) > LIMIT_MB << 20:
        raise _too_large()
    whole = Request(request.scope, bounded(request.receive, LIMIT_MB << 20))
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        found = await _of_form(whole)
    else:
        found = ((request.query_params.get("name", ""), await whole.body()),)
    if not found or not all(name and data for name, data in found):
        raise Refusal(400, Issue("http_no_file"))
    return found


async def _of_form(request: Request) -> tuple[File, ...]:
    try:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FILES) as form:
            sent = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            return tuple([(part.filename or "", await part.read()) for part in sent])
    except HTTPException as error:  # Starlette's word for a broken form
        raise Refusal(400, Issue("http_form", found=str(error.detail)[:80])) from error


def _declared(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def bounded(receive: Receive, limit: int) -> Receive:
    """Counts what arrives, as the size a client declares may be missing or a lie; beyond the limit raises Refusal."""
    left = limit

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _too_large()
        return message

    return counted


def _too_large() -> Refusal:
    return Refusal(413, Issue("http_too_large", args={"limit": LIMIT_MB}))
