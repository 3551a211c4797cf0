"""Plans over HTTP and on the command line: an adjustment says its date and reason, templates are offered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import cli, read, settings, store, submissions, uploads
from db.__main__ import main
from db.actor import CONSOLE
from kpi.intake import read as intake
from kpi.model import Version
from tests.web.test_review_api import ask as ask
from tests.web.test_review_api import codes, files, table

HEADS = "月份,指标,类别,数值,单位\n"
FIRST, ADJUSTED = f"{HEADS}2022,处理矿量,计划,745,万吨\n", f"{HEADS}2022,处理矿量,计划,739,万吨\n"
SAID = {"plan_approved_on": "2022-07-05", "plan_reason": "年度检修提前"}


def in_force(engine: Engine) -> Version | None:
    with store.reading(engine) as connection:
        return read.book(connection, settings.catalog()).version(2022)


@pytest.fixture
def planned(engine: Engine) -> Engine:
    uploads.publish(engine, settings.catalog(), [("年初.csv", FIRST.encode())], by=CONSOLE)
    return engine


def test_an_adjustment_without_its_fields_is_refused_and_with_them_goes_through(
    ask: Any, planned: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    checked = ask("anna", "POST", "/uploads?check=true", **files(ADJUSTED))
    assert (checked.status_code, codes(checked)) == (200, ["store_plan_adjusted"])
    bare = ask("anna", "POST", "/uploads", **files(ADJUSTED))
    assert (bare.status_code, codes(bare)) == (409, ["store_plan_adjusted"])
    assert bare.json()["issues"][0]["severity"] == "error"
    assert "plan_approved_on" in bare.json()["issues"][0]["message"]["zh"]
    odd = ask("anna", "POST", "/uploads", **files(ADJUSTED, **SAID | {"plan_approved_on": "七月"}))
    assert (odd.status_code, codes(odd)) == (409, ["store_plan_date"])
    late = ask("anna", "POST", "/uploads", **files(ADJUSTED, **SAID | {"plan_approved_on": "2099-01-01"}))
    assert (late.status_code, codes(late)) == (409, ["store_plan_future"])
    made = ask("anna", "POST", "/uploads", **files(ADJUSTED, **SAID))
    assert made.status_code == 202, made.text
    found = made.json()["submission"]
    assert (found["plan_approved_on"], found["plan_reason"]) == ("2022-07-05", "年度检修提前")
    # what was given is no longer asked for, neither beforehand nor of what waits, and is shown
    assert codes(ask("anna", "POST", "/uploads?check=true", **files(ADJUSTED, **SAID))) == []
    seen = ask("rita", "GET", f"/uploads/{found['id']}").json()
    assert (seen["issues"], seen["submission"]["plan_reason"]) == ([], "年度检修提前")
    assert main(["uploads", str(found["id"])]) == 0
    told = capsys.readouterr()
    assert "计划调整：2022-07-05 批准，原因：年度检修提前" in told.out and "请填写批准日期" not in told.err
    answer = ask("rita", "POST", f"/uploads/{found['id']}/publish?seen=1&saw={found['mark']}")
    assert answer.status_code == 200, answer.text
    version = in_force(planned)
    assert version and (version.number, version.approved_on, version.reason) == (2, "2022-07-05", "年度检修提前")
    listed = table(ask("rita", "GET", "/batches.csv"))
    named = ask("rita", "GET", "/figures.csv?month=2022-01").headers["content-disposition"]
    assert named.endswith("%E6%8C%87%E6%A0%87-2022-01-r2.csv")  # 指标, of which month, at which revision
    said = [(each["来源文件"], each["计划批准日期"], each["计划调整原因"]) for each in listed]
    assert said == [("九月.csv", "2022-07-05", "年度检修提前"), ("年初.csv", "", "")]


def test_a_draft_gets_its_fields_when_it_is_handed_in(ask: Any, planned: Engine) -> None:
    number = ask("anna", "POST", "/uploads?draft=true", **files(ADJUSTED)).json()["submission"]["id"]
    assert codes(ask("anna", "GET", f"/uploads/{number}")) == ["store_plan_adjusted"]  # nothing is said of it yet
    assert codes(ask("anna", "POST", f"/uploads/{number}/submit", json={})) == ["store_plan_adjusted"]
    assert ask("anna", "POST", f"/uploads/{number}/submit", json=SAID).status_code == 202
    with store.reading(planned) as connection:
        assert submissions.one(connection, number).plan_reason == "年度检修提前"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_plan_template_is_offered_and_passes(ask: Any, form: str) -> None:
    answer = ask("vera", "GET", f"/template?form=plans&year=2022&format={form}")
    assert answer.status_code == 200
    assert f"template-plans-2022.{form}" in answer.headers["content-disposition"]
    found = intake(answer.content, f"计划.{form}", settings.catalog())
    assert (found.rows, found.issues) == ((), ())


@pytest.fixture
def run(planned: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setenv("KPI_DATABASE", planned.url.render_as_string(hide_password=False))
    return lambda *argv: cli.run(list(argv))


def test_the_command_line_takes_date_and_reason(
    run: Callable[..., int], planned: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "调整.csv"
    file.write_text(ADJUSTED, encoding="utf-8")
    assert run("load", "--publish", str(file)) == 1
    assert "--plan-approved-on" in capsys.readouterr().err
    given = ("--plan-approved-on", "2022年7月5日", "--plan-reason", "年度检修提前")
    assert run("load", "--publish", "--strict", str(file), *given) == 0
    version = in_force(planned)
    assert version and (version.number, version.approved_on) == (2, "2022-07-05")


def test_the_command_line_writes_the_plan_template(run: Callable[..., int], tmp_path: Path) -> None:
    out = tmp_path / "计划.xlsx"
    assert run("template", "--year", "2022", "--plans", "--format", "xlsx", "--out", str(out)) == 0
    assert intake(out.read_bytes(), out.name, settings.catalog()).issues == ()
