"""Everyday monthly reports: the unit in a title, stories above the table, rows of what the catalogue does not know.

The figures are worked out by hand: 45.1 万吨 are 451,000 t, 86.2 万吨 are 862,000 t.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import openpyxl
import pytest

from kpi import catalog, intake
from kpi.intake.headings import notes
from kpi.intake.rows import uncatalogued
from kpi.reading import Reading

CATALOG = catalog.load()
TITLE = "选矿厂2022年9月生产月报"
TABLE = "指标,单位,实际⏎处理矿量,万吨,86.2⏎镍回收率,%,83.4"
PLANT = [("ore_milled_dry", "plant", 862_000.0), ("rec_ni_actual", "plant", 83.4)]
ORE = PLANT[:1]
MONTH, UNREAD, UNKNOWN = "month_from_title", "around_unread", "rows_unknown"
Told = tuple[list[tuple[str, str, float]], str]


def read(text: str, name: str = "月报.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def told(found: Reading) -> Told:
    rows = [(row.indicator, row.scope, row.value or 0.0) for row in found.rows if row.kind == "actual"]
    return rows, " ".join(sorted(("!" if issue.severity == "error" else "") + issue.code for issue in found.issues))


def book(*sheets: tuple[str, Sequence[Sequence[str | float]]]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "title",
    ["2022年各系列完成（处理矿量，万吨）", "2022年各系列完成(处理矿量 万吨)", "2022年处理矿量统计，万吨",
     "2022年各系列处理矿量 万吨"],
)  # fmt: skip
def test_a_title_says_the_unit_beside_the_indicator(title: str) -> None:
    quoted = f'"{title}"'
    assert told(read(f"{quoted}⏎系列,9月⏎一系列,45.1")) == ([("ore_milled_dry", "line1", 451_000.0)], "year_from_title")


@pytest.mark.parametrize(
    ("line", "also"),
    [
        ("存在问题：二系列球磨机衬板磨损严重。", ""),
        ("情况说明：二系列9月12日停机检修", ""),
        ("主要工作：完成二系列年修", ""),
        ("情况说明：以上均为二系列数据", "notes_deny"),
        ("情况说明：含外购矿", "notes_deny"),
        ("编制：二系列", "scope_unclear_title"),
    ],
)
def test_a_story_above_the_table_gives_no_figures_to_a_part_of_the_plant(line: str, also: str) -> None:
    assert told(read(f"{TITLE}⏎{line}⏎{TABLE}")) == (PLANT, f"{MONTH} {also}".strip())


def test_what_names_the_part_itself_still_does(monkeypatch: pytest.MonkeyPatch) -> None:
    line2 = [("ore_milled_dry", "line2", 862_000.0), ("rec_ni_actual", "line2", 83.4)]
    asked = f"above_capacity {MONTH} scope_from_title"
    for said in ("填报单位：二系列", "二系列生产情况"):
        assert told(read(f"{TITLE}⏎{said}⏎{TABLE}")) == (line2, asked)
    monkeypatch.setattr(notes, "_LABEL", re.compile("$^"))
    assert told(read(f"{TITLE}⏎存在问题：二系列衬板磨损⏎{TABLE}"))[0] == line2


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ("精矿水分,%,8.1⏎浮选机作业率,%,95⏎全员劳动生产率,吨/人,1500", f"{MONTH} {UNKNOWN}"),
        ("吨矿电费,元/t,3", f"{MONTH} {UNKNOWN}"),  # 吨矿电耗 is measured in kWh/t, so that it is not meant
        ("镍回收律,%,83", f"!indicator_unknown_near {MONTH}"),
        ("镍精矿产量,吨,9600", f"!indicator_unknown_near {MONTH}"),
        ("三系列,吨,9600", f"!indicator_unknown {MONTH}"),
    ],
)
def test_rows_of_what_the_catalogue_does_not_know_are_left_out_by_name(rows: str, asked: str) -> None:
    found = read(f"{TITLE}⏎指标,单位,实际,累计⏎处理矿量,万吨,86.2,771⏎" + rows.replace("⏎", ",7⏎") + ",7")
    assert told(found) == (ORE, asked)
    names = [row.split(",")[0] for row in rows.split("⏎")]
    if UNKNOWN in asked:
        said = next(str(issue.args["rows"]) for issue in found.issues if issue.code == UNKNOWN)
        assert said == "、".join(f"{name}（{line}）" for line, name in enumerate(names, 4))
        assert [left.text.split()[0] for left in found.left_out if left.line > 3] == names


def test_a_table_of_unknown_rows_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(read(f"{TITLE}⏎指标,单位,实际⏎精矿水分,%,8.1")) == ([], f"!indicator_unknown {MONTH}")
    second = f"{TITLE}⏎{TABLE}⏎⏎设备,单位,数量⏎球磨机,台,4"
    assert told(read(second)) == (PLANT, f"{MONTH} tables_left")
    monkeypatch.setattr(uncatalogued, "_key", lambda line, layout: ("处理矿量", ""))
    assert UNKNOWN not in told(read(f"{TITLE}⏎{TABLE}⏎精矿水分,%,8.1"))[1]


def test_formulas_without_results_stop_only_what_is_read() -> None:
    head: list[list[str | float]] = [[TITLE], ["指标", "单位", "实际", "完成率", "累计"]]
    beside = book(("月报", [*head, ["处理矿量", "万吨", 86.2, "=C3/85", "=C3+685"]]))
    assert told(intake.read(beside, "月报.xlsx", CATALOG)) == (ORE, MONTH)
    own = book(("月报", [*head, ["处理矿量", "万吨", "=40+46.2", "=C3/85", 771]]))
    assert told(intake.read(own, "月报.xlsx", CATALOG)) == ([], f"!formula_uncached {MONTH}")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("2022年三季度月报.xlsx", "months_from_sheets not_month_name"),
        ("2022年上半年.xlsx", "months_from_sheets not_month_name"),
        ("2022年1-9月累计.xlsx", "!not_month_name !not_month_name months_from_sheets"),
    ],
)
def test_a_workbook_of_a_quarter_holds_its_months(name: str, asked: str) -> None:
    table: list[list[str | float]] = [["指标", "单位", "实际"], ["处理矿量", "万吨", 86.2]]
    titles: list[list[str | float]] = [[f"2022年{month}月生产月报"] for month in (8, 9)]
    sheets = [(f"{month}月", [title, *table]) for month, title in zip((8, 9), titles, strict=True)]
    assert told(intake.read(book(*sheets), name, CATALOG)) == (ORE * 2, asked)


@pytest.mark.parametrize(
    "name",
    ["工作簿1.csv", "新建 Microsoft Excel 工作表 (2).csv", "复件 月报.csv", "月报-张三.csv", "月报（李小明）.csv",
     "月报-已审核.csv"],
)  # fmt: skip
def test_names_that_programs_and_people_give_files_ask_nothing(name: str) -> None:
    assert told(read(f"{TITLE}⏎{TABLE}", name)) == (PLANT, MONTH)


@pytest.mark.parametrize(
    ("line", "also"),
    [
        ("抄送：公司生产部、调度室", ""),
        ("审批状态：已审批", ""),
        ("保密等级：内部", ""),
        ("厂长：____  统计员：____", ""),
        ("注：本月日历天数30天", ""),
        ("审批状态：未审批", UNREAD),
        ("注：数据为20天", "notes_deny"),
    ],
)
def test_lines_of_office_ask_nothing_unless_they_may_tell(line: str, also: str) -> None:
    assert told(read(f"{TITLE}⏎{line}⏎{TABLE}")) == (PLANT, " ".join(sorted(filter(None, (MONTH, also)))))


@pytest.mark.parametrize(("total", "asked"), [("1032", ""), ("1082", "total_differs ")])
def test_a_years_row_below_its_twelve_months_is_their_sum(total: str, asked: str) -> None:
    months = "⏎".join(f"{month}月,86" for month in range(1, 13))
    found = read(f"选矿厂2022年生产指标⏎月份,处理矿量(万吨)⏎{months}⏎全年,{total}")
    assert told(found) == ([("ore_milled_dry", "plant", 860_000.0)] * 12, f"{asked}year_from_title")
