"""What each role gets at the doors for programs, and that nobody sees beyond his scope, in figures or in refusals."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db import access, accounts, audit, settings, store, uploads
from db.actor import CONSOLE
from tests import people

PLANT = "月份,范围,指标,类别,数值,单位\n2022-09,,处理矿量,实际,873211,吨\n2022-09,,处理矿量,计划,861234,吨\n"
LINE = "2022-09,示例一系列,处理矿量,实际,401234,吨\n"
SECRETS = ("873211", "861234", "87.32", "86.12")
"""What only those who may see the whole plant know, as stored and as shown."""


@pytest.fixture(autouse=True)
def _published(engine: Engine) -> None:
    """What the whole plant and its first line reported."""
    done = uploads.publish(engine, settings.catalog(), [("全厂.csv", (PLANT + LINE).encode())], by=CONSOLE)
    assert isinstance(done, uploads.Receipt)


@pytest.fixture
def ask(engine: Engine, application: TestClient) -> Any:
    """``ask("viewer", "GET", "/api/…", scope="line1")``: as the bearer of a token of such an account."""

    def asked(role: str, method: str, path: str, *, scope: str = "", **options: Any) -> Any:
        me = people.enter(engine, role, scope=scope, login=f"{role}{scope}").actor(engine)
        headers = {"authorization": f"Bearer {access.add_token(engine, me, 'test')}"}
        return application.request(method, path, headers=headers, **options)

    return asked


def upload(text: str) -> dict[str, Any]:
    return {"files": [("file", ("九月.csv", text.encode(), "text/csv"))]}


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("admin", 403), ("analyst", 202), ("reviewer", 202)])
def test_who_may_hand_in(ask: Any, role: str, status: int) -> None:
    assert ask(role, "POST", "/api/v1/uploads", **upload(PLANT.replace("873211", "873212"))).status_code == status


@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "admin"])
def test_everybody_reads_the_figures(ask: Any, role: str) -> None:
    assert ask(role, "GET", "/api/v1/figures?month=2022-09").json()["revision"] == 1


def test_a_batch_names_the_account_that_published_it(ask: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    ask("reviewer", "POST", "/api/v1/uploads", **upload(PLANT.replace("873211", "873212")))
    with store.reading(engine) as connection:
        entry = audit.entries(connection)[0]
    assert (entry.login, entry.verb, entry.what, entry.address) == ("reviewer", "publish", "upload", "testclient")


def test_a_demoted_tokens_next_request_is_refused(engine: Engine, application: TestClient) -> None:
    me = people.enter(engine).actor(engine)
    headers = {"authorization": f"Bearer {access.add_token(engine, me, 'test')}"}
    sent = upload(PLANT.replace("873211", "873212"))
    accounts.set_role(engine, CONSOLE, "analyst", "viewer")
    assert application.post("/api/v1/uploads", headers=headers, **sent).status_code == 403
    assert application.get("/api/v1/figures", headers=headers).status_code == 200


def ore(answer: Any) -> float | None:
    (brand,) = (b for b in answer.json()["brands"] if b["key"] == "ore")
    (found,) = (i for i in brand["indicators"] if i["key"] == "ore_milled_dry")
    value: float | None = found["month"]["actual"]
    return value


def test_a_lines_reader_gets_his_line_and_nothing_of_the_plant(ask: Any) -> None:
    own = ask("viewer", "GET", "/api/v1/figures?month=2022-09", scope="line1")
    assert (own.json()["scope"], ore(own)) == ("line1", 401_234.0)
    assert [secret for secret in SECRETS if secret in own.text] == []
    for beyond in ("plant", "全厂", "line2"):
        answer = ask("viewer", "GET", f"/api/v1/figures?month=2022-09&scope={beyond}", scope="line1")
        assert answer.status_code == 400
        assert [secret for secret in SECRETS if secret in answer.text] == []


def test_the_plants_reader_does_see_them(ask: Any) -> None:
    """Else the test above would prove nothing."""
    answer = ask("viewer", "GET", "/api/v1/figures?month=2022-09")
    assert ore(answer) == 873_211.0 and "861234" in answer.text


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_lines_template_offers_and_names_that_line_only(ask: Any) -> None:
    """The control: the plant's names every scope, and asks for what its first line reports too."""
    names = {"line1": "示例一系列", "line2": "示例二系列", "plant": "全厂"}
    for scope, named in (("line1", {"line1"}), ("", {"line1", "line2", "plant"})):
        for form in ("figures", "plans"):
            path = f"/api/v1/template?year=2022&form={form}"
            book = openpyxl.load_workbook(io.BytesIO(ask("analyst", "GET", f"{path}&format=xlsx", scope=scope).content))
            cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
            assert {key for key, name in names.items() if name in cells} == named
            text = ask("analyst", "GET", f"{path}&format=csv", scope=scope).content.decode("utf-8-sig")
            below = {names["line1"]} if not scope and form == "figures" else set()
            assert {row["范围"] for row in csv.DictReader(io.StringIO(text))} == {names[scope or "plant"], *below}


@pytest.mark.parametrize("check", ["", "?check=true"])
def test_a_lines_analyst_is_told_nothing_of_the_plant_by_a_refusal(ask: Any, check: str) -> None:
    text = PLANT.replace("873211", "1").replace("861234", "2") + LINE.replace("401234", "401235")
    answer = ask("analyst", "POST", f"/api/v1/uploads{check}", scope="line1", **upload(text))
    assert answer.status_code == 422
    codes = [(issue["code"], issue["line"]) for issue in answer.json()["issues"] if issue["severity"] == "error"]
    assert codes[:2] == [("store_beyond_scope", 2), ("store_beyond_scope", 3)]
    assert [secret for secret in SECRETS if secret in answer.text] == []


def test_the_token_of_the_settings_is_an_analyst_called_api(
    engine: Engine, application: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_UPLOAD_TOKEN", "sixteen-characters")
    headers = {"authorization": "Bearer sixteen-characters"}
    sent = upload(PLANT.replace("873211", "873212"))
    assert application.post("/api/v1/uploads", headers=headers, **sent).status_code == 201
    with store.reading(engine) as connection:
        assert audit.entries(connection)[0].login == "api"
    assert application.get("/account", headers=headers).status_code == 401
