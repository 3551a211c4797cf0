"""A measure has words, an indicator, a day and a state, or its row is refused; nothing of it is lost unsaid."""

from __future__ import annotations

import json

import pytest

from kpi import words
from kpi.intake.measures import ENGLISH, STATES
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
def test_a_due_day_that_is_no_day_is_refused(load: Load, text: str) -> None:
    reading = load(row(due=text))
    assert [(i.code, i.severity, i.column, i.found) for i in reading.issues] == [("due_unknown", "error", "期限", text)]
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [("进行中", "进行中"), ("進行中", "进行中"), ("已取消", "已取消"), ("Done", "done"), ("", ""), ("—", "")],
)
def test_a_state_is_one_of_the_known_words(load: Load, text: str, kept: str) -> None:
    assert [json.loads(r.text)["state"] for r in load(row(state=text)).rows] == [kept]


@pytest.mark.parametrize("text", ["差不多", "完成了一半", "快报", "closed"])
def test_another_state_is_refused_with_the_words_that_are_known(load: Load, text: str) -> None:
    (issue,) = load(row(state=text)).issues
    assert (issue.code, issue.severity, issue.column) == ("progress_unknown", "error", "状态")
    assert "未开始、进行中" in words.issue("zh", issue)


def test_the_states_that_end_a_measure_are_among_the_known_ones() -> None:

    ended = {s for s in (*STATES, *ENGLISH) if not Action("a", "plant", Month(2022, 9), "x", "", "", s).open}
    assert ended == {"完成", "已完成", "取消", "已取消", "done", "cancelled"}
