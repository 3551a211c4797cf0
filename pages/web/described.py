"""The doors for programs described as OpenAPI 3.1: each beside its function, so that none goes undescribed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kpi import export, words
from kpi.intake.carriers import decode
from kpi.unit import LANGS, Lang
from pages.web import schemas

BINARY = "application/octet-stream"
TABLES = tuple(export.FORMS.values())
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_TEXT: Mapping[str, Any] = {"type": "string"}
PARAMETERS: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "month": ("query", {"type": "string", "pattern": r"^\d{4}-\d{2}$"}, "http.ask_month"),
    "indicator": ("query", _TEXT, "http.ask_indicator"),
    "scope": ("query", _TEXT, "http.ask_scope"),
    "as_of": ("query", _TEXT, "http.ask_as_of"),
    "since": ("query", _TEXT, "http.ask_since"),
    "lang": ("query", {"enum": list(LANGS)}, "http.ask_lang"),
    "year": ("query", {"type": "string", "pattern": r"^(19|20|21)\d\d$"}, "http.ask_year"),
    "format": ("query", {"enum": list(export.FORMS)}, "http.ask_format"),
    "form": ("query", {"enum": ["figures", "plans", "measures"]}, "http.ask_table"),
    "name": ("query", _TEXT, "http.ask_name"),
    "check": ("query", {"enum": ["true"]}, "http.ask_check"),
    "draft": ("query", {"enum": ["true"]}, "http.ask_draft"),
    "sheet": ("query", _TEXT, "http.ask_sheet"),
    "table": ("query", _TEXT, "http.ask_sheet_table"),
    "encoding": ("query", {"enum": list(decode.CHOICES)}, "http.ask_encoding"),
    "part": ("query", {"type": "integer", "minimum": 1, "maximum": 100}, "http.ask_part"),
    "seen": ("query", _NUMBER, "http.ask_seen"),
    "saw": ("query", _TEXT, "http.ask_saw"),
    "state": ("query", {"type": "array", "items": {"$ref": "#/components/schemas/State"}}, "http.ask_state"),
    "plan_approved_on": ("query", _TEXT, "http.ask_plan_approved_on"),
    "plan_reason": ("query", _TEXT, "http.ask_plan_reason"),
    "Idempotency-Key": ("header", _TEXT, "http.ask_key"),
}
"""What a request may say beside its body: where, of what kind, and the sentence about it."""
_PATH = {
    "form": ({"enum": list(export.FORMS)}, "http.ask_form"),
    "number": (_NUMBER, "http.ask_number"),
}
"""What stands in an address itself."""


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one address: what runs, the sentence about it, and by status what is answered.

    An answer is the name of a schema, or the media types of a file. ``needs`` are the parameters nobody may leave out.
    """

    method: str
    path: str
    run: Callable[[Request], Awaitable[Response]]
    does: str
    answers: Mapping[int, str | tuple[str, ...]]
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    body: str = ""
    open: bool = field(default=False)
    """For strangers too."""

    @property
    def route(self) -> BaseRoute:
        return Route(self.path, self.run, methods=[self.method])

    @property
    def address(self) -> str:
        """The path without how its parts are to be read."""
        return re.sub(r"\{(\w+):\w+\}", r"{\1}", self.path)


def openapi(doors: Iterable[Door], lang: Lang) -> dict[str, Any]:
    """The whole description, its sentences in one language."""
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        paths.setdefault(door.address, {})[door.method.lower()] = _operation(door, lang)
    return {
        "openapi": "3.1.0",
        "info": {"title": words.say(lang, "http.api"), "version": "1", "description": words.say(lang, "http.api_note")},
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.SCHEMAS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "kpi_session"},
            },
        },
    }


def _operation(door: Door, lang: Lang) -> dict[str, Any]:
    named = re.findall(r"\{(\w+)", door.path)
    common: dict[int, str | tuple[str, ...]] = {} if door.open else {401: "Message", 403: "Message", 503: "Message"}
    if door.asks:  # what is asked may not be had
        common[400] = "Issues"
    within = [_within(name, lang) for name in named]
    asked = [_parameter(name, lang, required=name in door.needs) for name in door.asks]
    operation: dict[str, Any] = {
        "summary": words.say(lang, door.does),
        "operationId": f"{door.run.__module__.rpartition('.')[2]}_{door.run.__name__}",
        "parameters": within + asked,
        "responses": {str(status): _answer(said, lang) for status, said in sorted((common | {**door.answers}).items())},
    }
    if door.body:
        operation["requestBody"] = schemas.BODIES[door.body]
    return operation | ({"security": []} if door.open else {})


def _within(name: str, lang: Lang) -> dict[str, Any]:
    schema, said = _PATH[name]
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": words.say(lang, said)}


def _parameter(name: str, lang: Lang, *, required: bool) -> dict[str, Any]:
    where, schema, said = PARAMETERS[name]
    return {"name": name, "in": where, "required": required, "schema": schema, "description": words.say(lang, said)}


def _answer(said: str | tuple[str, ...], lang: Lang) -> dict[str, Any]:
    if isinstance(said, str):
        content: Any = {"application/json": {"schema": {"$ref": f"#/components/schemas/{said}"}}}
        return {"description": said, "content": content}
    return {"description": words.say(lang, "http.answer_file"), "content": {kind: {} for kind in said}}
