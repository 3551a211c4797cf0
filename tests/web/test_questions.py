"""What the pages 催报, 上次例会以来 and 数从哪里来 tell, over HTTP and on the command line alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from db import cli, meetings, settings, uploads
from db.actor import CONSOLE
from tests.web.test_review_api import ask as ask

HEADS = "月份,范围,指标,类别,数值,单位\n"
FIRST = f"{HEADS}2022,,处理矿量,计划,900,万吨\n2022-01,,处理矿量,计划,75,万吨\n2022-01,,处理矿量,实际,80,万吨\n"
AGAIN = f"{HEADS}2022-01,,处理矿量,实际,70,万吨\n"


@pytest.fixture
def told(engine: Engine) -> Engine:
    """January: 80 of 75 planned when the meeting saw it, corrected to 70 since: met, then behind."""
    for name, text in (("首报.csv", FIRST), ("更正.csv", AGAIN)):
        uploads.publish(engine, settings.catalog(), [(name, text.encode())], by=CONSOLE)
    meetings.name(engine, CONSOLE, "一月例会", date(2022, 2, 3), revision=1)
    return engine


@pytest.fixture
def run(
    told: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("KPI_DATABASE", told.url.render_as_string(hide_password=False))

    def ran(*argv: str) -> tuple[int, str]:
        capsys.readouterr()
        return cli.run(list(argv)), capsys.readouterr().out

    return ran


def test_both_doors_tell_what_a_figure_was_made_of(ask: Any, run: Callable[..., tuple[int, str]]) -> None:
    found = ask("vera", "GET", "/origin?indicator=ore_milled_dry&month=2022-01").json()
    (row,) = found["figures"]["month"]["rows"]
    assert (row["value"], row["written"], row["first"]["value"]) == (700_000, "70", 800_000)
    assert (row["row"], row["column"], row["made"]["file"], row["made"]["seq"]) == (2, 5, "更正.csv", 2)
    assert found["figures"]["month"]["formula"] == "直接上报：700,000 吨"
    assert [(r["period"], r["value"]) for r in found["plan"]["rows"]] == [("2022", 9_000_000), ("2022-01", 750_000)]
    old = ask("vera", "GET", "/origin?indicator=ore_milled_dry&month=2022-01&as_of=一月例会").json()
    (row,) = old["figures"]["month"]["rows"]
    assert (row["value"], row["later"]["value"], row["made"]["file"]) == (800_000, 700_000, "首报.csv")
    code, said = run("origin", "处理矿量（干）", "--month", "2022-01", "--json")
    assert (code, json.loads(said)) == (0, found)
    _, said = run("origin", "ore_milled_dry", "--month", "2022-01", "--as-of", "一月 例会")
    assert "这是 一月例会 · 第 1 版 时的数" in said and "首报.csv" in said
    assert "800,000 吨（后来更正为 700,000 吨）" in said


def test_both_doors_tell_what_changed_since_a_meeting(ask: Any, run: Callable[..., tuple[int, str]]) -> None:
    found = ask("vera", "GET", "/changes").json()
    assert found["since"] == {"revision": 1, "meetings": ["一月例会"], "month": "2022-01"}
    (cell,) = found["restated"]
    assert (cell["before"]["value"], cell["now"]["value"]) == (800_000, 700_000)
    assert (cell["shown"], cell["made"]["seq"]) == ({"before": "80.00 万吨", "now": "70.00 万吨"}, 2)
    turned = {turn["key"]: (turn["before"]["status"], turn["now"]["status"]) for turn in found["turned"]}
    assert turned["ore_milled_dry"] == ("met", "behind")
    assert ask("vera", "GET", "/changes?since=一月例会").json() == found
    assert json.loads(run("changes", "--since", "1", "--json")[1]) == found
    _, said = run("changes")
    assert "与 一月例会 · 第 1 版 比较" in said and "80.00 万吨" in said and "更正.csv" in said
    late = ask("vera", "GET", "/changes?since=2")
    assert (late.status_code, "不早于" in late.json()["message"]["zh"]) == (400, True)
    before = ask(
        "vera", "GET", "/changes?as_of=1"
    ).json()  # no meeting is older: the month before, and nothing restated
    assert (before["since"]["revision"], before["restated"]) == (None, None)


def test_both_doors_tell_who_has_not_reported_a_month(ask: Any, run: Callable[..., tuple[int, str]]) -> None:
    found = ask("rita", "GET", "/owed?month=2022-02").json()
    (debt,) = found["debts"]
    assert (debt["scope"], debt["brand"], found["due"]) == ("plant", "ore", True)
    assert debt["owed"] == [{"key": "ore_milled_dry", "planned": True, "last": "2022-01"}]
    assert ask("rita", "GET", "/owed?month=2022-01").json()["debts"] == []
    assert json.loads(run("owed", "--month", "2022-02", "--json")[1]) == found
    assert "2022-02：共 1 项未报" in run("owed", "--month", "2022-02")[1]


def test_they_are_for_those_who_see_the_pages_and_their_scope(ask: Any, told: Engine) -> None:
    for path in ("/owed?month=2022-02", "/origin?indicator=ore_milled_dry", "/changes"):
        allowed = {who: ask(who, "GET", path).status_code for who in ("vera", "anna", "rita")}
        own = 200 if "owed" not in path else 403
        assert allowed == {"vera": own, "anna": own, "rita": 200}, path
    assert ask("vito@line1", "GET", "/origin?indicator=ore_milled_dry&scope=plant").status_code == 400
    assert ask("vito@line1", "GET", "/changes?month=2022-01").json()["restated"] == []
    assert ask("rolf@line1", "GET", "/owed?month=2022-02").json()["debts"] == []
