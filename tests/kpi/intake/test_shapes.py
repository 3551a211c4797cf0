"""Months or scopes across, the month in the title, headings of two rows: read as what they say, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.intake import inspect, read
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG, codes
from tests.kpi.intake.workbooks import book, saved

ORE, NI = "ore_milled_dry", "rec_ni_actual"


def load(rows: list[list[Any]], merged: list[str] | None = None, name: str = "x.xlsx", sheet: str = "表") -> Reading:
    return read(saved(book(rows, merged or [], name=sheet)), name, CATALOG)


def figures(reading: Reading) -> list[tuple[str, str, str, str, float | None]]:
    return [(row.period, row.scope, row.indicator, row.kind, row.value) for row in reading.rows]


def test_plan_and_actual_under_merged_labels() -> None:
    rows = [["月份", "处理矿量(万吨)", None, "镍回收率(%)", None], [None, "计划", "实际", "计划", "实际"],
            ["2022-08", 85, 87.3, 83, 83.5]]  # fmt: skip
    reading = load(rows, ["A1:A2", "B1:C1", "D1:E1"])
    assert figures(reading) == [
        ("2022-08", "plant", ORE, "plan", 850_000),
        ("2022-08", "plant", ORE, "actual", 873_000),
        ("2022-08", "plant", NI, "plan", 83),
        ("2022-08", "plant", NI, "actual", 83.5),
    ]
    assert codes(reading) == []


def test_lines_across_over_their_indicators() -> None:
    below = ["处理矿量(万吨)", "镍回收率(%)"]
    rows = [["月份", "一系列", None, "二系列", None], [None, *below, *below], ["2022-08", 45, 83, 40, 84]]
    reading = load(rows, ["A1:A2", "B1:C1", "D1:E1"])
    assert figures(reading) == [
        ("2022-08", "line1", ORE, "actual", 450_000),
        ("2022-08", "line1", NI, "actual", 83),
        ("2022-08", "line2", ORE, "actual", 400_000),
        ("2022-08", "line2", NI, "actual", 84),
    ]
    assert [(row.line, row.column) for row in reading.rows] == [(3, 2), (3, 3), (3, 4), (3, 5)]


def test_group_labels_without_merged_cells_hold_until_the_next_one_and_are_asked() -> None:
    """As Excel saves merged headings in CSV: the label stands over the first column of its group."""
    text = "月份,一系列,,二系列,\n,处理矿量(万吨),镍回收率,处理矿量(万吨),镍回收率\n2022-08,45,83,40,84\n"
    reading = read(text.encode(), "x.csv", CATALOG)
    assert figures(reading) == [
        ("2022-08", "line1", ORE, "actual", 450_000),
        ("2022-08", "line1", NI, "actual", 83),
        ("2022-08", "line2", ORE, "actual", 400_000),
        ("2022-08", "line2", NI, "actual", 84),
    ]
    assert [(i.code, i.severity, i.line) for i in reading.issues] == [("headings_spread", "warning", 1)]
    assert "一系列/处理矿量(万吨)、一系列/镍回收率" in str(reading.issues[0].args["headings"])


def test_three_rows_of_headings_and_a_row_of_units_without_a_merged_cell() -> None:
    text = (
        "月份,一系列,,,,二系列,\n,处理矿量,,镍回收率,,处理矿量,\n,计划,实际,计划,实际,计划,实际\n"
        ",万吨,万吨,%,%,万吨,万吨\n2022-08,45,46,83,83.5,40,41\n"
    )
    reading = read(text.encode(), "x.csv", CATALOG)
    assert [(row.scope, row.indicator, row.kind, row.value) for row in reading.rows] == [
        ("line1", ORE, "plan", 450_000), ("line1", ORE, "actual", 460_000), ("line1", NI, "plan", 83),
        ("line1", NI, "actual", 83.5), ("line2", ORE, "plan", 400_000), ("line2", ORE, "actual", 410_000),
    ]  # fmt: skip


def test_heading_rows_called_area_frequency_and_unit_by_their_first_cell() -> None:
    text = "指标名称,处理矿量,处理矿量\n范围,一系列,二系列\n频度,月,月\n单位,万吨,万吨\n2022-08,45,40\n2022-09,46,41\n"
    reading = read(text.encode(), "x.csv", CATALOG)
    assert figures(reading) == [
        ("2022-08", "line1", ORE, "actual", 450_000),
        ("2022-08", "line2", ORE, "actual", 400_000),
        ("2022-09", "line1", ORE, "actual", 460_000),
        ("2022-09", "line2", ORE, "actual", 410_000),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "月份,,一系列,,二系列\n,处理矿量(万吨),镍回收率,处理矿量(万吨),镍回收率\n2022-08,45,83,45,83\n",
        "月份,一系列,,,二系列\n,处理矿量(万吨),镍回收率,处理矿量(万吨),镍回收率\n2022-08,45,83,45,83\n",
        "指标,,2022年8月,,2022年9月\n,计划,实际,计划,实际\n处理矿量(万吨),85,87,85,88\n",
    ],
    ids=["at the right", "uneven", "months at the right"],
)
def test_labels_that_nothing_ties_to_their_columns_are_refused(text: str) -> None:
    reading = read(text.encode(), "x.csv", CATALOG)
    assert (codes(reading), reading.rows) == (["two_heading_rows"], ())


def test_months_across_with_the_year_in_the_title_and_a_total_left_out() -> None:
    rows = [
        ["2022年选矿生产指标"],
        ["指标", "单位", "7月", "8月", "1-8月累计", "合计"],
        ["处理矿量", "万吨", 87, 88, 700, 175],
    ]
    reading = load(rows, ["A1:F1"])
    assert figures(reading) == [
        ("2022-07", "plant", ORE, "actual", 870_000),
        ("2022-08", "plant", ORE, "actual", 880_000),
    ]
    assert [out.text for out in reading.left_out if out.kind == "column"] == ["1-8月累计", "合计"]
    assert {i.severity for i in reading.issues} == {"warning"}


def test_an_october_that_lost_its_zero_across() -> None:
    reading = load([["指标", "单位", 2022.8, 2022.9, 2022.1, 2022.11], ["处理矿量", "万吨", 1, 2, 3, 4]])
    assert [row.period for row in reading.rows] == ["2022-08", "2022-09", "2022-10", "2022-11"]
    assert [(i.code, i.severity) for i in reading.issues] == [("dotted_month", "warning")]


def test_a_year_over_its_months() -> None:
    rows = [["指标", "2021年", None, "2022年"], [None, "11月", "12月", "1月"], ["处理矿量(万吨)", 1, 2, 3]]
    reading = load(rows, ["A1:A2", "B1:C1"])
    assert [(row.period, row.value) for row in reading.rows] == [
        ("2021-11", 10_000), ("2021-12", 20_000), ("2022-01", 30_000)]  # fmt: skip


def test_one_indicator_and_its_unit_in_the_title_lines_down_months_across() -> None:
    rows = [
        ["2022年处理矿量（万吨）"],
        ["车间", "7月", "8月"],
        ["一系列", 45, 46],
        ["二系列", 41, 42],
        ["合计", 86, 88],
    ]
    reading = load(rows, ["A1:C1"])
    assert [(row.scope, row.period, row.value) for row in reading.rows] == [
        ("line1", "2022-07", 450_000), ("line1", "2022-08", 460_000),
        ("line2", "2022-07", 410_000), ("line2", "2022-08", 420_000)]  # fmt: skip
    assert (5, "total") in [(out.line, out.kind) for out in reading.left_out]


@pytest.mark.parametrize(
    ("title", "sheet", "name", "code"),
    [
        ("选矿厂2022年9月生产月报", "表", "x.xlsx", "month_from_title"),
        ("生产月报", "2022年9月", "x.xlsx", "month_from_sheet"),
        ("生产月报", "表", "月报202209.xlsx", "month_from_name"),
    ],
)
def test_the_month_of_a_table_without_one_is_taken_from_around_it_and_asked(
    title: str, sheet: str, name: str, code: str
) -> None:
    rows = [[title], ["序号", "指标", "单位", "本月计划", "本月实际", "完成率", "本年累计"],
            [1, "处理矿量", "万吨", 85, 88, "103.5%", 780]]  # fmt: skip
    reading = load(rows, ["A1:G1"], name, sheet)
    assert figures(reading) == [
        ("2022-09", "plant", ORE, "plan", 850_000),
        ("2022-09", "plant", ORE, "actual", 880_000),
    ]
    assert reading.issues[0].code == code
    assert {out.text for out in reading.left_out if out.kind == "column"} == {"序号", "完成率", "本年累计"}


@pytest.mark.parametrize(
    ("title", "code"),
    [("2022年1-9月生产月报", "title_span"), ("制表日期：2022年10月8日", "no_month_heading"),
     ("2022年8月、9月生产月报", "title_months"), ("月报", "no_month_heading")],
)  # fmt: skip
def test_a_title_that_names_no_one_month_gives_none(title: str, code: str) -> None:
    reading = load([[title], ["指标", "单位", "计划", "实际"], ["处理矿量", "万吨", 85, 88]], ["A1:D1"])
    assert ([i.code for i in reading.errors], reading.rows) == ([code], ())


def test_a_nameless_column_of_months_is_the_months() -> None:
    reading = load([[None, "处理矿量(万吨)"], ["2022年8月", 87], ["2022年9月", 88]])
    assert [(row.period, row.value) for row in reading.rows] == [("2022-08", 870_000), ("2022-09", 880_000)]


def test_a_plan_by_its_title_is_a_plan_and_asked() -> None:
    rows = [["2022年生产计划"], ["指标", "单位", "年计划", "1月", "2月"], ["处理矿量", "万吨", 1000, 85, 80]]
    reading = load(rows, ["A1:E1"])
    assert [(row.period, row.kind, row.value) for row in reading.rows] == [
        ("2022", "plan", 10_000_000), ("2022-01", "plan", 850_000), ("2022-02", "plan", 800_000)]  # fmt: skip
    assert "kind_from_title" in codes(reading)
    done = load([["2022年生产计划完成情况"], *rows[1:]], ["A1:E1"])
    assert [row.kind for row in done.rows] == ["plan", "actual", "actual"]


def test_the_part_of_the_plant_a_title_names_is_taken_and_asked() -> None:
    reading = load([["一系列2022年月报"], ["月份", "处理矿量(万吨)"], ["2022-09", 45]], ["A1:B1"])
    assert ([row.scope for row in reading.rows], codes(reading)) == (["line1"], ["scope_from_title"])


def test_the_same_heading_again_under_another_title_is_another_table() -> None:
    head = ["指标", "单位", "计划", "实际"]
    rows = [["2022年8月"], head, ["处理矿量", "万吨", 85, 88], ["2022年9月"], head, ["处理矿量", "万吨", 85, 88]]
    reading = load(rows, ["A1:D1", "A4:D4"])
    assert (codes(reading), {row.period for row in reading.rows}) == (["month_from_title", "tables_left"], {"2022-08"})
    assert [corner for corner, _ in reading.tables] == ["A2", "A5"]


def test_groups_called_kinds_are_left_out_by_name() -> None:
    rows = [["2022年9月生产月报"], ["类别", "指标", "单位", "计划", "实际"], ["产量", "处理矿量", "万吨", 85, 88],
            [None, "精矿产量", "吨", 9000, 9100]]  # fmt: skip
    reading = load(rows, ["A1:E1", "A3:A4"])
    assert [row.value for row in reading.rows] == [850_000, 880_000, 9000, 9100]


LOOKS = [
    ("月份;产量(吨);比例\n2022-01;1.234,5;3,2\n2022-02;1;2\n", (1,), 2, ("2022-01", "2022-02"), []),
    ("年份,产量\n2019,3\n2020,4\n", (1,), 2, ("2019", "2020"), []),
    ("地区,2019,2020\n北京,1,2\n上海,4,5\n", (1,), 2, ("2019", "2020"), []),
    ("标题\n\n月份,产量\n\n2022-01,5\n\n注：x\n", (3,), 1, ("2022-01",), [(1, "title"), (7, "note")]),
    (
        "月份,产量\n2022-01,5\n小计,5\n2022-02,6\n合  计,11\n",
        (1,),
        2,
        ("2022-01", "2022-02"),
        [(3, "total"), (5, "total")],
    ),
    ("指标,单位,8月计划,8月实际\n处理矿量,万吨,85,87\n", (1,), 1, (), []),
    ("姓名,部门\n张三,选矿\n李四,冶炼\n", (1,), 2, (), []),
    (
        "指标,2022年8月\n一、产量,\n处理矿量,87\n二、质量,\n回收率,83\n",
        (1,),
        2,
        ("2022-08",),
        [(2, "title"), (4, "title")],
    ),
    ("选矿厂,,2022年9月,\n指标,单位,计划,实际\n处理矿量,万吨,85,88\n", (2,), 1, ("2022-09",), [(1, "title")]),
    ("日期,产量\n2022-01-03,5\n2022-01-04,6\n", (1,), 2, ("2022-01-03", "2022-01-04"), []),
]


@pytest.mark.parametrize(("text", "header", "rows", "periods", "left"), LOOKS)
def test_any_table_is_found_without_a_catalogue(
    text: str, header: tuple[int, ...], rows: int, periods: tuple[str, ...], left: list[tuple[int, str]]
) -> None:
    found = inspect(text.encode(), "x.csv")
    assert (found.header_rows, found.rows, found.periods) == (header, rows, periods)
    assert [(out.line, out.kind) for out in found.left_out] == left


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("月份,产量\n2022-01,1,234\n2022-02,5\n", "row_too_wide"),
        ("月份,产量,备注\n2022-01,1,\n2022-02,5\n", "row_too_short"),
        ("月份,产量\n2022.1,5\n", "period_dotted"),
        ("月份,产量\n22-01,5\n", "period_two_digits"),
        ("月份,产量\n1-2月,5\n", "period_span"),
        ("月份,产量\n2022-01,#DIV/0!\n", "excel_error"),
        ("月份,产量,产量\n2022-01,1,2\n", "duplicate_heading"),
        ("1,2\n3,4\n", "no_table"),
    ],
)
def test_what_is_wrong_with_any_table_is_said(text: str, code: str) -> None:
    assert [issue.code for issue in inspect(text.encode(), "x.csv").issues] == [code]
