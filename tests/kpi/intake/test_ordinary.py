"""What a clerk's everyday files came to before: serial numbers for figures, plans for nothing, copper for nickel."""

from __future__ import annotations

import pytest

from kpi import catalog, intake
from kpi.intake.grid import headless
from kpi.intake.words import others, vocabulary
from kpi.reading import Reading

CATALOG = catalog.load()
SERIALS = "2022年9月指标,,,\n1,提出金点子,项,11\n2,申报专利,件,2\n"
SPAN = "2022年1-9月计划指标\n指标,单位,计划\n处理矿量,万吨,770\n镍回收率,%,83.32\n"
DONE = "2022年9月指标\n指标,单位,{plan},{done}\n处理矿量,万吨,85,86.2\n"
BOTH = {("plan", 850_000.0), ("actual", 862_000.0)}


def read(text: str) -> Reading:
    return intake.read(text.encode(), "x.csv", CATALOG)


@pytest.mark.parametrize("text", [SERIALS, SPAN, SPAN + "铜回收率,%,77.02\n"])
def test_what_has_no_heading_of_ours_is_refused(text: str) -> None:
    found = read(text)
    assert (found.rows, {issue.code for issue in found.errors} <= {"no_header", "title_span"}) == ((), True)
    assert found.errors


def test_without_the_rule_serial_numbers_are_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: 11 ideas were 1, the number of the row."""
    monkeypatch.setattr(headless, "is_title_alone", lambda *_: False)
    monkeypatch.setattr(headless, "is_over_first", lambda *_: False)
    assert [row.value for row in read(SERIALS).rows] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("plan", "done"),
    [("计划", "实际完成"), ("本月目标", "本月完成"), ("本期计划", "本期实际"), ("月度计划", "月度完成")],
)
def test_plan_and_actual_are_known_by_their_usual_names(plan: str, done: str) -> None:
    assert {(row.kind, row.value) for row in read(DONE.format(plan=plan, done=done)).rows} == BOTH


def test_a_column_of_shifts_or_products_is_asked_about_by_name() -> None:
    found = read("月份,班组,处理矿量(吨)\n2022-08,甲班,215000\n2022-09,甲班,216000\n")
    assert [(issue.code, issue.found) for issue in found.warnings] == [("part_column", "班组")]


def test_no_suggestion_changes_the_metal() -> None:
    known = vocabulary.of(CATALOG).indicators
    assert known[others.nearest("镍回收", known)].key == "rec_ni_actual"
    assert "镍" not in others.nearest("原矿品位（Cu）", known)
    assert "镍" not in others.nearest("回收率(Cu)", known)
