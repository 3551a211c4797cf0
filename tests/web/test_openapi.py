"""The description of the doors: each door is in it, each that is in it exists, and answers are what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import Engine
from starlette.routing import Route
from starlette.testclient import TestClient

from db import access, settings, store, uploads
from db.actor import CONSOLE
from kpi import words
from kpi.unit import LANGS
from pages.web import api, described, schemas
from tests import people

HEADS = "月份,范围,指标,类别,数值\n"
PLANT = f"{HEADS}2022-09,,处理矿量,实际,873211\n2022-09,,处理矿量,计划,861234\n"
ODD = f"{HEADS}2022-09,,镍回收率,实际,99\n"
BAD = f"{HEADS}2022-13,,处理矿量,实际,八十\n"


def description() -> dict[str, Any]:
    return described.openapi(api.DOORS, "zh")


def served() -> set[tuple[str, str]]:
    """(method, address) of every route below /api/v1, the one for unknown addresses apart."""
    routes = [r for r in api.ROUTES if isinstance(r, Route) and r.path.startswith("/api/v1")]
    return {
        (method, re.sub(r":\w+\}", "}", route.path))
        for route in routes
        for method in (route.methods or ())
        if method != "HEAD"
    }


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas.SCHEMAS}})


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from references(child)


def test_every_door_is_described_and_every_described_door_exists() -> None:
    told = {(method.upper(), path) for path, methods in description()["paths"].items() for method in methods}
    assert told == served()
    assert len(told) == len(api.DOORS) >= 20


def test_every_door_that_is_asked_for_something_may_refuse_it() -> None:
    """Such as ``?lang=xx``."""
    told = [(path, of) for path, methods in description()["paths"].items() for of in methods.values()]
    asked = [(path, of) for path, of in told if any(each["in"] == "query" for each in of["parameters"])]
    assert len(asked) >= 15 and [path for path, of in asked if "400" not in of["responses"]] == []


def test_a_door_nobody_described_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def secret(_: Any) -> Any: ...

    monkeypatch.setattr(api, "ROUTES", (*api.ROUTES, Route("/api/v1/secret", secret)))
    assert ("GET", "/api/v1/secret") in served()


def test_every_schema_is_a_schema_and_every_reference_leads_somewhere() -> None:
    found = description()
    for one in found["components"]["schemas"].values():
        Draft202012Validator.check_schema(one)
    names = {reference.rpartition("/")[2] for reference in references(found)}
    assert names <= set(schemas.SCHEMAS)
    assert set(schemas.SCHEMAS) - names == set(), "a schema nobody answers with"


def test_every_part_of_an_address_is_a_parameter_and_operations_have_names_of_their_own() -> None:
    names = []
    for path, methods in description()["paths"].items():
        for operation in methods.values():
            within = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert within == re.findall(r"\{(\w+)\}", path)
            names.append(operation["operationId"])
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_served_to_those_who_are_known_in_their_language(client: TestClient, lang: str) -> None:
    answer = client.get(f"/api/v1/openapi.json?lang={lang}").json()
    assert answer["openapi"] == "3.1.0"
    assert answer["paths"]["/api/v1/batches"]["get"]["summary"] == words.say(lang, "http.do_batches")
    assert client.get("/api/v1/openapi.json", headers={"cookie": ""}).status_code == 401


# Answers of the running application beside their schemas.


@pytest.fixture
def ask(application: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    engine: Engine = store.engine(url)
    store.upgrade(engine)
    monkeypatch.setenv("KPI_DATABASE", url)
    application.cookies.clear()
    uploads.publish(engine, settings.catalog(), [("八月.csv", PLANT.replace("-09", "-08").encode())], by=CONSOLE)
    tokens = {
        role: access.add_token(engine, people.enter(engine, role, login=role).actor(engine), "test")
        for role in ("analyst", "reviewer", "viewer")
    }
    monkeypatch.setenv("KPI_UPLOAD_TOKEN", "sixteen-characters")
    tokens["program"] = "sixteen-characters"

    def asked(role: str, method: str, path: str, **options: Any) -> Any:
        headers = {"authorization": f"Bearer {tokens[role]}"}
        return application.request(method, f"/api/v1{path}", headers=headers, **options)

    return asked


def sent(text: str) -> dict[str, Any]:
    return {"files": [("file", ("九月.csv", text.encode(), "text/csv"))]}


STEPS: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
    ("viewer", "GET", "/health", 200, {}),
    ("viewer", "GET", "/openapi.json", 200, {}),
    ("viewer", "GET", "/figures?month=2022-08", 200, {}),
    ("viewer", "GET", "/figures?month=x", 400, {}),
    ("viewer", "GET", "/figures.csv?scope=x", 400, {}),
    ("viewer", "GET", "/figures.xlsx", 200, {}),
    ("viewer", "GET", "/gaps.csv", 200, {}),
    ("viewer", "GET", "/gaps.pdf", 404, {}),
    ("viewer", "GET", "/months.csv?indicator=ore_milled_dry", 200, {}),
    ("viewer", "GET", "/months.xlsx?indicator=nothing", 404, {}),
    ("viewer", "GET", "/months.csv", 404, {}),
    ("reviewer", "GET", "/owed?month=2022-09", 200, {}),
    ("reviewer", "GET", "/owed?month=x", 400, {}),
    ("viewer", "GET", "/owed", 403, {}),
    ("viewer", "GET", "/changes", 200, {}),
    ("viewer", "GET", "/changes?since=1", 400, {}),
    ("viewer", "GET", "/changes?since=x", 400, {}),
    ("viewer", "GET", "/origin?indicator=ore_milled_dry", 200, {}),
    ("viewer", "GET", "/origin?indicator=nothing", 404, {}),
    ("program", "GET", "/origin?indicator=ore_milled_dry", 403, {}),
    ("viewer", "GET", "/template?format=xlsx", 200, {}),
    ("viewer", "GET", "/template?year=x", 400, {}),
    ("viewer", "POST", "/uploads", 403, sent(PLANT)),
    ("analyst", "POST", "/uploads", 202, sent(PLANT)),
    ("analyst", "POST", "/uploads", 400, {}),
    ("analyst", "POST", "/uploads", 422, sent(BAD)),
    ("analyst", "POST", "/uploads", 409, sent(ODD)),
    ("analyst", "POST", "/uploads?check=true", 200, sent(ODD)),
    ("analyst", "POST", "/uploads?draft=true", 202, sent(ODD)),
    ("program", "POST", "/uploads", 201, sent(PLANT.replace("-09", "-07"))),
    ("program", "POST", "/uploads?seen=1", 409, sent(PLANT.replace("-09", "-07"))),
    ("program", "POST", "/uploads", 409, sent(ODD)),
    ("analyst", "POST", "/uploads/2/submit", 409, {}),
    ("analyst", "POST", "/uploads/1/submit", 409, {}),
    ("reviewer", "GET", "/uploads", 200, {}),
    ("reviewer", "GET", "/uploads?state=x", 400, {}),
    ("reviewer", "GET", "/uploads/1", 200, {}),
    ("reviewer", "GET", "/uploads/2", 200, {}),
    ("reviewer", "GET", "/uploads/9", 404, {}),
    ("reviewer", "GET", "/uploads/999999999999999999999", 404, {}),
    ("reviewer", "GET", "/uploads/1/issues.csv", 200, {}),
    ("reviewer", "GET", "/uploads/1/difference.xlsx", 200, {}),
    ("reviewer", "GET", "/uploads/9/difference.xlsx", 404, {}),
    ("reviewer", "GET", "/uploads/1/marked.xlsx", 200, {}),
    ("reviewer", "GET", "/uploads/1/marked.xlsx?part=x", 400, {}),
    ("reviewer", "GET", "/uploads/9/marked.xlsx", 404, {}),
    ("reviewer", "POST", "/uploads/1/return", 400, {}),
    ("reviewer", "POST", "/uploads/1/publish", 400, {}),
    ("reviewer", "POST", "/uploads/1/publish?seen=2&saw=MARK", 200, {}),
    ("reviewer", "POST", "/uploads/1/publish?seen=2&saw=MARK", 409, {}),
    ("reviewer", "GET", "/uploads/1", 200, {}),
    ("reviewer", "GET", "/uploads/1/difference.csv", 200, {}),
    ("reviewer", "GET", "/uploads/1/issues.csv", 409, {}),
    ("reviewer", "GET", "/uploads/1/marked.xlsx", 409, {}),
    ("reviewer", "POST", "/uploads/1/return", 409, {"json": {"reason": "x"}}),
    ("analyst", "POST", "/uploads/2/discard", 200, {}),
    ("analyst", "POST", "/uploads/2/discard", 409, {}),
    ("viewer", "GET", "/batches", 200, {}),
    ("viewer", "GET", "/batches.csv", 200, {}),
    ("viewer", "GET", "/batches/1", 200, {}),
    ("viewer", "GET", "/batches/9", 404, {}),
    ("reviewer", "GET", "/batches/3", 200, {}),
    ("viewer", "GET", "/batches/3/changes.csv", 200, {}),
    ("viewer", "GET", "/batches/9/changes.csv", 404, {}),
    ("analyst", "GET", "/batches/1/original", 200, {}),
    ("reviewer", "POST", "/batches/1/withdraw", 400, {}),
    ("reviewer", "POST", "/batches/1/withdraw", 200, {"json": {"reason": "x"}}),
    ("reviewer", "POST", "/batches/1/withdraw", 409, {"json": {"reason": "x"}}),
    ("reviewer", "GET", "/batches/4", 200, {}),
    ("reviewer", "GET", "/batches/4/original", 404, {}),
    ("reviewer", "POST", "/meetings", 201, {"json": {"name": "九月例会", "held_on": "2022-09-28", "revision": 3}}),
    ("reviewer", "POST", "/meetings", 409, {"json": {"name": "九月 例会"}}),
    ("reviewer", "POST", "/meetings", 400, {"json": {"name": "第三版"}}),
    ("reviewer", "POST", "/meetings", 400, {"json": {"name": "十月例会", "revision": 3.0}}),
    ("reviewer", "POST", "/meetings", 400, {"json": {"name": "十月例会", "revision": 99}}),
    ("reviewer", "POST", "/meetings", 400, {"data": {"name": "十月例会", "revision": "x"}}),
    ("reviewer", "POST", "/meetings", 400, {"json": {"name": "十月例会", "held_on": "2999-01-01"}}),
    ("analyst", "POST", "/meetings", 403, {"json": {"name": "十月例会"}}),
    ("viewer", "GET", "/meetings", 200, {}),
    ("viewer", "GET", "/changes?since=1&as_of=九月例会", 200, {}),
)  # fmt: skip
"""A walk through every door: who asks what, and the status he gets."""


def operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The described door that an address goes through."""
    asked = f"/api/v1{path.partition('?')[0]}"
    for known, methods in description()["paths"].items():
        shape = re.sub(r"\\\{number\\\}", r"\\d+", re.sub(r"\\\{form\\\}", r"\\w+", re.escape(known)))
        if re.fullmatch(shape, asked) and method.lower() in methods:
            return known, methods[method.lower()]
    raise AssertionError(f"{method} {path} is not described")


def test_what_is_answered_is_what_is_described(ask: Any) -> None:
    walked, mark = set(), ""
    for role, method, path, status, options in STEPS:
        answer = ask(role, method, path.replace("MARK", mark), **options)
        assert answer.status_code == status, (role, method, path, answer.status_code, answer.text)
        if (role, path) == ("reviewer", "/uploads/1"):
            mark = answer.json()["submission"]["mark"]
        known, said = operation(method, path)
        walked.add((method, known))
        content = said["responses"][str(status)]["content"]
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in content, (method, path, kind)
        if kind == "application/json":
            name = content[kind]["schema"]["$ref"].rpartition("/")[2]
            faults = [error.message for error in schema(name).iter_errors(answer.json())]
            assert faults == [], (method, path, name)
    assert walked == served()


def test_a_wrong_answer_would_be_found() -> None:
    assert list(schema("Withdrawn").iter_errors({"revision": "1"}))
    assert list(schema("Receipt").iter_errors({"revision": 1}))
    assert list(schema("Issues").iter_errors({"issues": [{"code": "x"}]}))
    assert list(schema("Submission").iter_errors({"state": "lost"}))
