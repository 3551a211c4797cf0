"""Layouts that people make are read for what they say, asked where something is assumed, or refused with the truth.

Every row is a compact file (⏎ ends a line) with what must come of it, worked out by hand; `inspect`, which knows no
catalogue, must tell the same periods, rows and what is left out as the upload does.
"""

from __future__ import annotations

from datetime import date

import pytest

from kpi import mending, words
from kpi.intake import inspect, read
from kpi.intake.headings import monthly, shapes, unheard
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import Rows, book, saved

ORE, NI, MASS = "ore_milled_dry", "rec_ni_actual", "conc_mass"
Told = list[tuple[str, str, str, str, float | None]]
MONTHS, SEPTEMBER = "月份,处理矿量(万吨)⏎", "2022年9月⏎指标,单位,本月⏎"
T, Y, N = "month_from_title", "year_from_title", "month_from_name"
SUMMED = "summed_column"


def data(said: str) -> bytes:
    return f"{said}⏎".replace("⏎", "\n").encode()


def outcome(reading: Reading) -> tuple[list[str], Told]:
    for issue in reading.issues:
        assert all(words.issue(lang, issue) for lang in LANGS)
    rows: Told = [(row.period, row.scope, row.indicator, row.kind, row.value) for row in reading.rows]
    return sorted({issue.code for issue in reading.errors or reading.warnings}), rows


def ore(
    period: str, value: float, scope: str = "plant", kind: str = "actual"
) -> tuple[str, str, str, str, float | None]:
    return period, scope, ORE, kind, value


JANUARY = [ore("2022-01", 850_000), ore("2022-02", 860_000)]
AUGUST, NINE = [ore("2022-08", 880_000)], [ore("2022-09", 880_000)]
BOTH = [ore("2022-08", 880_000), ("2022-08", "plant", NI, "actual", 83.0)]
LINES = [ore("2022-08", 450_000, "line1"), ore("2022-08", 440_000, "line2")]
PLAN = [ore("2022-09", 850_000, kind="plan"), ore("2022-09", 840_000)]
PARTS = [ore("2022-09", 890_000), ore("2022-09", 450_000, "line1"), ore("2022-09", 440_000, "line2")]
PART = [ore("2022-01", 890_000), ore("2022-02", 900_000),
        ore("2022-01", 450_000, "line1"), ore("2022-02", 460_000, "line1")]  # fmt: skip
EIGHT = [ore("2022-08", 850_000), ore("2022-09", 860_000)]
ACROSS = [ore("2022-08", 880_000), ore("2022-09", 870_000)]
PAIR = [ore("2022-08", 850_000, kind="plan"), ore("2022-08", 860_000)]
SCOPED = [ore("2022-08", 450_000, "line1"), ore("2022-08", 400_000, "line2")]
CROSSED = [ore("2021-01", 800_000), ore("2022-01", 850_000), ore("2021-02", 810_000), ore("2022-02", 860_000)]
KINDS = [ore("2021-09", 800_000), ore("2022-09", 850_000), ore("2022", 10_000_000, kind="plan")]
Q = "月份,处理矿量(万吨)⏎2022-08,85⏎2022-09,86⏎"

READ: list[tuple[str, str, list[str], Told]] = [
    # rates and means beside months are no months, though 98.8 looks like a year and a month
    ("2022年⏎指标,单位,9月计划,9月实际,完成率⏎处理矿量,万吨,85,84,98.8", "x.csv", [Y], PLAN),
    ("2022年⏎指标,单位,9月计划,9月实际,9月完成率⏎处理矿量,万吨,85,84,98.8", "x.csv", [Y], PLAN),
    ("2022年⏎指标,1月,2月,平均⏎处理矿量(万吨),85,86,85.5", "x.csv", [Y], JANUARY),
    ("2022年⏎指标,单位,1月,2月,合计⏎处理矿量,万吨,85,86,171", "x.csv", [Y], JANUARY),
    # 月份 in the corner, the month in a name only, a unit behind 本月
    ("月份,2022-08,2022-09⏎处理矿量(万吨),88,87", "x.csv", [], ACROSS),
    ("月份,单位,2022-08,2022-09⏎处理矿量,万吨,88,87", "x.csv", [], ACROSS),
    ("2022年⏎月份,1月,2月⏎处理矿量(万吨),85,86", "x.csv", [Y], JANUARY),
    ("指标,单位,数量⏎处理矿量,万吨,88", "2022年9月.csv", [N], NINE),
    ("指标,本月(万吨)⏎处理矿量,88", "2022年9月.csv", [N], NINE),
    ("指标,实际(万吨)⏎处理矿量,88", "2022年9月.csv", [N], NINE),
    # units in a row of their own, below or above, in brackets
    ("月份,处理矿量,镍回收率⏎,（万吨）,（%）⏎2022-08,88,83", "x.csv", [], BOTH),
    ("月份,处理矿量(万吨),镍回收率⏎,万吨,%⏎2022-08,88,83", "x.csv", [], BOTH),
    ("月份,处理矿量⏎,（万吨）⏎2022-08,88", "x.csv", [], AUGUST),
    (",万吨,%⏎月份,处理矿量,镍回收率⏎2022-08,88,83", "x.csv", [], BOTH),
    # brackets that say 累计 are no unit
    ("月份,处理矿量(万吨),处理矿量(累计)⏎2022-08,88,700", "x.csv", [], AUGUST),
    ("月份,处理矿量(万吨),处理矿量(1-9月)⏎2022-08,88,700", "x.csv", ["span_left"], AUGUST),
    ("月份,处理矿量(万吨),处理矿量(上年)⏎2022-08,88,70", "x.csv", [], AUGUST),
    ("月份,处理矿量(万吨),处理矿量(日均)⏎2022-08,88,2.8", "x.csv", [SUMMED], AUGUST),
    # the part of the plant in a heading or in a row's name
    ("月份,一系列处理矿量(万吨),二系列处理矿量(万吨)⏎2022-08,45,44", "x.csv", [], LINES),
    ("月份,一系列-处理矿量(万吨),二系列-处理矿量(万吨)⏎2022-08,45,44", "x.csv", [], LINES),
    ("月份,处理矿量(一系列)(万吨),处理矿量(二系列)(万吨)⏎2022-08,45,44", "x.csv", [], LINES),
    ("月份,处理矿量(一系列),处理矿量(二系列)⏎2022-08,450000,440000", "x.csv", [], LINES),
    (f"{SEPTEMBER}处理矿量,万吨,89⏎其中：一系列,万吨,45⏎二系列,万吨,44", "x.csv", [T, "parts_below"], PARTS),
    (f"{SEPTEMBER}处理矿量,万吨,89⏎一系列处理矿量,万吨,45⏎二系列处理矿量,万吨,44", "x.csv", [T], PARTS),
    ("2022年⏎项目,单位,1月,2月⏎处理矿量,万吨,89,90⏎其中：一系列,,45,46", "x.csv", ["parts_below", Y], PART),
    # the indicator in the title over kinds; groups over 本月 and 累计
    ("处理矿量(万吨)⏎月份,计划,实际⏎2022-08,85,86", "x.csv", ["indicator_from_title"], PAIR),
    ("处理矿量(万吨)⏎月份,当月,累计⏎2022-08,88,700", "x.csv", ["indicator_from_title"], AUGUST),
    ("月份,处理矿量(万吨),,镍回收率,⏎,本月,累计,本月,累计⏎2022-08,88,700,83,83.1", "x.csv",
     ["headings_spread"], BOTH),
    # rows among the months that are no month's
    (f"{Q}全年,171", "x.csv", ["span_left"], EIGHT),
    (f"{Q}8-9月,171", "x.csv", [], EIGHT),
    (f"{Q}2022年,171", "x.csv", ["year_left"], EIGHT),
    (f"{Q}上年同期,80", "x.csv", [], EIGHT),
    (f"{Q}同比,1.7", "x.csv", [], EIGHT),
    # what inspect has to tell alike
    ("月份,车间,处理矿量(万吨)⏎2022-08,一系列,45⏎2022-08,二系列,40⏎2022-08,合计,85", "x.csv", [], SCOPED),
    ("指标,单位,2021年9月,2022年9月完成,2022年计划⏎处理矿量,万吨,80,85,1000", "x.csv", [], KINDS),
    ("年份,月份,处理矿量(万吨)⏎2022,8,85⏎2022,9,86", "x.csv", [], EIGHT),
    ("处理矿量(万吨)⏎月份,2021年,2022年⏎1月,80,85⏎2月,81,86", "x.csv", [], CROSSED),
    (f"{MONTHS}一系列,⏎2022-08,45⏎二系列,⏎2022-08,44", "x.csv", ["labels_applied"], LINES),
    ("填报单位：选矿厂    2022年9月    单位：万吨⏎指标,本月⏎处理矿量,88", "x.csv", [T], NINE),
]  # fmt: skip
REFUSED: list[tuple[str, list[str]]] = [
    ("月份,处理矿量(贫矿)⏎2022-08,880000", ["bracket_unknown"]),
    ("月份,处理矿量(不含外购)⏎2022-08,880000", ["bracket_unknown"]),
    ("月份,处理矿量(lb)⏎2022-08,880000", ["unit_unknown"]),
    ("月份,处理矿量(累计)⏎2022-08,880000", ["group_not_month"]),
    ("月份,处理矿量(日均)⏎2022-08,28000", ["heading_unread"]),
    (f"{SEPTEMBER}处理矿量,万吨,88⏎处理矿量（1-9月）,万吨,700", ["indicator_not_month"]),
    (f"{SEPTEMBER}合计,,89⏎一系列,吨,45", ["indicator_is_scope"]),
    (f"一系列{SEPTEMBER}处理矿量,万吨,89⏎二系列,万吨,45", ["indicator_is_scope"]),
    (f"{SEPTEMBER}处理矿量(万吨),,89⏎一系列,吨,45", ["unit_conflict"]),
    ("月份,处理矿量(吨)⏎,万吨⏎2022-08,88", ["unit_conflict"]),
    ("处理矿量完成率(%)⏎月份,计划,实际⏎2022-08,100,98", ["figures_of_nothing"]),
    ("处理矿量(万吨)⏎月份,计划,实际,计划,实际⏎2022-08,85,86,83,84", ["two_heading_rows"]),
    ("月份,万吨,,%⏎2022-08,88,,83", ["no_known_heading"]),
    (f"{Q}计划,171", ["period_unknown"]),
    ("月份,类别,处理矿量(万吨)⏎2022-08,计划,85⏎全年,计划,1000", ["period_unknown"]),
    ("季度,处理矿量⏎一季度,85", ["period_quarter"]),
    ("日期,处理矿量(吨)⏎2022-09-10,28000⏎2022-09-20,28000", ["period_daily"]),
    ("时间,处理矿量(吨)⏎2022-08-31,28000⏎2022-09-01,28000", ["period_daily"]),
]
UNHEARD = (
    "其中：一系列,处理矿量(万吨)⏎2022-08,45",
    "二系列月报,处理矿量(万吨)⏎2022-08,45",
    "一系列,指标,单位,2022-08⏎,处理矿量,万吨,45",
    "上年同期,处理矿量(万吨)⏎2022-08,45",
)
HALF_SAID = "一系列生产情况⏎月份,处理矿量(万吨),二系列处理矿量(万吨)⏎2022-08,45,44"


@pytest.mark.parametrize(("said", "name", "asked", "rows"), READ)
def test_a_layout_is_read_for_what_it_says_and_inspect_tells_the_same(
    said: str, name: str, asked: list[str], rows: Told
) -> None:
    reading, seen = read(data(said), name, CATALOG), inspect(data(said), name)
    found, stored = outcome(reading)
    assert (found, sorted(stored)) == (sorted(asked), sorted(rows))
    months = {row[0] for row in rows} | ({"2022"} if "year_left" in asked else set())
    assert set(seen.periods) == months
    apart = {(left.line, left.kind) for left in reading.left_out if left.kind != "column"}
    apart -= {(4, "total")} if "year_left" in asked else set()  # a plan's year is data: only a catalogue tells
    titles = set(seen.header_rows) if name == "x.csv" and said.startswith(",万吨") else set()
    assert {(left.line, left.kind) for left in seen.left_out if left.line not in {1} & titles} >= apart
    assert [issue.code for issue in seen.issues if issue.severity == "error"] == []


@pytest.mark.parametrize(("said", "codes"), REFUSED)
def test_what_can_not_be_read_is_refused_with_a_true_reason(said: str, codes: list[str]) -> None:
    reading = read(data(said), "x.csv", CATALOG)
    assert sorted({issue.code for issue in reading.errors}) == codes


@pytest.mark.parametrize("said", UNHEARD)
def test_a_heading_that_may_hold_for_the_whole_table_is_never_passed_over(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the check the figures are stored as the plant's own, unasked."""
    assert [issue.code for issue in read(data(said), "x.csv", CATALOG).errors] == ["corner_unclear"]
    monkeypatch.setattr(unheard, "refused", lambda *_: None)
    monkeypatch.setattr(monthly, "asked", lambda *_: [])
    assert outcome(read(data(said), "x.csv", CATALOG)) == ([], [ore("2022-08", 450_000)])


def test_a_title_of_one_line_over_headings_of_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the check the ore of nobody knows whom becomes the title's line's."""
    assert [issue.code for issue in read(data(HALF_SAID), "x.csv", CATALOG).errors] == ["scope_partly_said"]
    monkeypatch.setattr(shapes, "partly_placed", lambda *_: None)
    assert ore("2022-08", 450_000, "line1") in outcome(read(data(HALF_SAID), "x.csv", CATALOG))[1]


def test_units_in_brackets_under_a_heading_merged_down_are_read() -> None:
    rows: Rows = [["月份", "处理矿量", "镍回收率"], [None, "（万吨）", "（%）"], ["2022-08", 88, 83]]
    reading = read(saved(book(rows, ("A1:A2",))), "x.xlsx", CATALOG)
    assert outcome(reading) == ([], BOTH)


def test_a_month_worked_out_from_two_sums_is_mended_in_the_file_only() -> None:
    """161 − 80 = 81 万吨 of ore and 200 − 8 = 192 万吨 of concentrate: more than the ore, and no cell to type over."""
    said = "月份,处理矿量累计(万吨),精矿产量累计(万吨)⏎2022-01,80,8⏎2022-02,161,200"
    reading = read(data(said), "x.csv", CATALOG, today=date(2022, 3, 1))
    told = [(issue.code, issue.found) for issue in reading.errors]
    assert ("concentrate_over_ore", "200 − 8") in told and ("derived_in_file", "200 − 8") in told
    assert mending.bad_cells(reading.errors) == ()
