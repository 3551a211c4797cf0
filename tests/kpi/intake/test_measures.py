"""A measure has words, an indicator, a day and a state, or its row is refused; nothing of it is lost unsaid."""

from __future__ import annotations

import json

import pytest

from kpi import words
from kpi.model import Action
from kpi.period import Month
from tests.kpi.intake.conftest import Load

HEADER = "月份,范围,指标,措施,责任单位,期限,状态\n"


def row(action: str = "加开磨机", indicator: str = "处理矿量", due: str = "", state: str = "") -> str:
    return f"{HEADER}2022-09,全厂,{indicator},{action},磨浮车间,{due},{state}\n"


def test_a_row_without_its_measure_is_an_error(load: Load) -> None:
    reading = load(row(action=""))
    assert [(i.code, i.severity, i.line, i.column) for i in reading.issues] == [("measure_missing", "error", 2, "措施")]
    assert load(HEADER + ",,,,,,\n").issues == ()


def test_a_measure_for_no_indicator_says_so(load: Load) -> None:
    reading = load(row(indicator=""))
    assert [(i.code, i.column) for i in reading.issues] == [("measure_of_nothing", "指标")]
    assert "措施" in words.issue("zh", reading.issues[0])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-10-31", "2022-10-31"),
        ("2022/10/31", "2022-10-31"),
        ("2022/1/5", "2022-01-05"),
        ("2022年10月31日", "2022-10-31"),
        ("2022.10.31", "2022-10-31"),
        ("20221031", "2022-10-31"),
        ("2022-10-31 00:00:00", "2022-10-31"),
        ("44865", "2022-10-31"),  # Excel: 44805 is 2022-09-01, and 60 days later
        ("", ""),
        ("—", ""),
        ("待定", ""),
    ],
)
def test_a_due_day_is_kept_as_iso(load: Load, text: str, day: str) -> None:
    reading = load(row(due=text))
    assert ([json.loads(r.text)["due"] for r in reading.rows], reading.issues) == ([day], ())


@pytest.mark.parametrize("text", ["10-31", "10月31日", "2022-10", "2022-02-30", "2022-13-01", "月底", "尽快", "2022"])
def test_a_due_day_that_is_no_day_is_kept_as_written_and_questioned(load: Load, text: str) -> None:
    reading = load(row(due=text))
    asked = [(i.code, i.severity, i.column, i.found) for i in reading.issues]
    assert asked == [("due_unknown", "warning", "期限", text)]
    assert [json.loads(r.text)["due"] for r in reading.rows] == [text]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("进行中", "进行中"), ("已取消", "已取消"), ("Done", "done"), ("", ""), ("—", "")],
)
def test_a_state_is_one_of_the_known_words(load: Load, text: str, kept: str) -> None:
    assert [json.loads(r.text)["state"] for r in load(row(state=text)).rows] == [kept]


@pytest.mark.parametrize("text", ["推进中", "正在实施", "完成了一半", "快报"])
def test_another_state_is_kept_as_written_questioned_and_open(load: Load, text: str) -> None:
    reading = load(row(state=text))
    (issue,) = reading.issues
    assert (issue.code, issue.severity, issue.column) == ("progress_unknown", "warning", "状态")
    assert "未开始、进行中" in words.issue("zh", issue)
    assert [json.loads(r.text)["state"] for r in reading.rows] == [text]
    assert Action("a", "plant", Month(2022, 9), "x", "", "", text).open


@pytest.mark.parametrize("text", ["完成", "已落实", "销号", "办结", "Closed", "已取消"])
def test_a_state_that_ends_a_measure_is_no_question_and_closes_it(load: Load, text: str) -> None:
    reading = load(row(state=text))
    assert reading.issues == ()
    (kept,) = [json.loads(r.text)["state"] for r in reading.rows]
    assert not Action("a", "plant", Month(2022, 9), "x", "", "", kept).open
