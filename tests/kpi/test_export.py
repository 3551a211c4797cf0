"""Tables leave with their month, scope and revision, and nothing in them is ever run, however hostile the text."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from kpi import board, export, reported, series, words
from kpi.charts import table as charted
from kpi.export import Stamp, Table
from kpi.model import Action, Book, Observation, Plan, Said
from kpi.period import Month, year_to_date
from kpi.progress import Desk
from kpi.reading import Issue, Row
from tests.kpi.books import book, months, plan_01, shipped

HOSTILE = (
    "=1+1", '=HYPERLINK("http://evil.example","x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1",
    "＝1+1", "＋1", "－1", "＠x", "=cmd|'/C calc'!A0", "#N/A", "_x0041_", "a\x0b\x1fb", "名" * 20_000, "'=1",
    "x\ufffey", '"=1"', ",=1", "2022-09", "TRUE", "1e5", "  =1",
)  # fmt: skip
STAMP = Stamp("全厂", 7, "2022-09")
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def sheet(data: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def records(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table.heads, row, strict=True)) for row in table.rows]


def hostile() -> Table:
    heads = ("文本", "数")
    return Table("=名/称", "=标题", heads, tuple((text, -1.5) for text in HOSTILE))


def formulas(data: bytes) -> list[str]:
    cells = (cell for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row)
    return [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]


def test_no_text_of_a_workbook_is_a_formula_or_an_error_value() -> None:
    data = hostile().data("xlsx")
    assert formulas(data) == []
    texts = [row[0] for row in sheet(data)[2:]]
    for text, kept in zip(HOSTILE, texts, strict=True):
        if not set(text) & set("\x00\x0b\x1f\r\ufffe") and len(text) < 16_000 and text != "_x0041_":
            assert kept == text
    assert [row[1] for row in sheet(data)[2:]] == [-1.5] * len(HOSTILE), "numbers stay numbers"
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [part for part in parts if "external" in part.lower() or "vba" in part.lower()]


def test_a_workbook_written_without_care_would_be_found_out() -> None:
    """The negative control: the same texts as openpyxl takes them by itself."""
    made = openpyxl.Workbook()
    for text in ("=1+1", "#N/A"):
        made.active.append([text])
    out = io.BytesIO()
    made.save(out)
    assert formulas(out.getvalue()) == ["A1", "A2"]


def test_a_text_that_looks_like_an_escape_stays_what_it_is() -> None:
    """Excel reads _x0041_ as A; the stroke itself is escaped."""
    data = hostile().data("xlsx")
    parts = zipfile.ZipFile(io.BytesIO(data))
    stored = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_" in stored and ">_x0041_<" not in stored


def test_no_cell_of_a_csv_begins_like_a_formula() -> None:
    data = hostile().data("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in rows(data)[1:]]
    assert [cell for cell in cells if cell.startswith(RUN)] == []
    assert cells[0] == "'=1+1" and cells[HOSTILE.index("2022-09")] == "2022-09"
    assert [row[1] for row in rows(data)[1:]] == ["-1.5"] * len(HOSTILE), "a negative number is no formula"


def test_numbers_leave_unrounded_and_whole_ones_without_a_point() -> None:
    table = Table("x", "x", ("a",), ((873_211.0,), (0.1 + 0.2,), (None,), (3,)))
    assert [row[0] for row in rows(table.data("csv"))[1:]] == ["873211", "0.30000000000000004", "", "3"]
    assert [row[0] for row in sheet(table.data("xlsx"))[2:]] == [873_211, pytest.approx(0.3, rel=1e-15), None, 3]


def test_the_board_is_exported_as_it_stands() -> None:
    """PLAN-01: 7,476,000 of 7,390,000 planned to September, 10,000,000 for the year (oracles.json)."""
    of = plan_01()
    table = export.figures(board.figures(of, Month(2022, 9), "plant"), of, "zh")
    assert table.title == "指标 · 全厂 · 第 1 版 · 截至 2022-09"
    assert table.heads[:3] == ("截至月", "范围", "版次")
    assert {row[:3] for row in table.rows} == {("2022-09", "全厂", 1)}
    assert len(table.rows) == len(shipped().indicators)
    ore = next(record for record in records(table) if record["指标代码"] == "ore_milled_dry")
    assert (ore["当月实际"], ore["累计实际"], ore["累计计划"], ore["累计差距"]) == (
        873_000,
        7_476_000,
        7_390_000,
        86_000,
    )
    assert (round(ore["完成全年计划（%）"], 2), ore["状态"], ore["数据月数"]) == (74.76, "达标", "9/9")
    assert "101.16%" in ore["判定依据"]


def test_a_months_distance_to_plan_is_not_called_that_to_date() -> None:
    """September: 873,000 of 860,000 planned; to date 7,476,000 of 7,390,000."""
    of, when = plan_01(), Month(2022, 9)
    found = series.of_year(Desk(of, "plant", when), of.catalog.indicators["ore_milled_dry"])
    september = records(export.months(found, board.figures(of, when, "plant"), of.catalog, "zh"))[8]
    assert (september["月份"], september["计划"], september["较计划"]) == ("2022-09", 860_000, 13_000)
    assert (september["累计"], september["累计计划"]) == (7_476_000, 7_390_000) and "累计差距" not in september


def test_a_month_that_still_runs_is_marked_and_beside_no_whole_months_plan() -> None:
    """September on the 20th: 873,000 are 328,333 above 19/30 of 860,000 on its card and no 13,000 above all of it."""
    of, when, today = plan_01(), Month(2022, 9), date(2022, 9, 20)
    found = series.of_year(Desk(of, "plant", when, today), of.catalog.indicators["ore_milled_dry"])
    shown = board.figures(of, when, "plant", today)
    august, september = records(export.months(found, shown, of.catalog, "zh"))[7:9]
    assert (august["统计月状态"], september["统计月状态"]) == ("", "未结账")
    assert august["较计划"] is not None
    assert (september["实际"], september["计划"], september["较计划"]) == (873_000, 860_000, None)
    figure = next(f for f in shown.brand("ore").figures if f.indicator.key == "ore_milled_dry")
    assert figure.month.gap == pytest.approx(873_000 - 860_000 * 19 / 30)
    assert "2022-09（未结账）" in charted.months(found, "zh") and "2022-08（" not in charted.months(found, "zh")


def test_each_month_of_a_chart_tells_its_row_its_bound_and_what_it_was_first() -> None:
    """January ≥870 kt corrected from 860 kt; of February nothing is known."""
    place = ("ore_milled_dry", "plant", "2022-01")
    seen = Observation(*place, 870_000.0, "ge", batch=3, file="月报.xlsx", row=7, original=860_000.0, sheet="1月")
    of = Book(shipped(), {place: seen}, {})
    desk = Desk(of, "plant", Month(2022, 2))
    year = series.of_year(desk, of.catalog.indicators["ore_milled_dry"])
    beside = reported.of_months(desk, year.indicator, year.months)
    shown = board.figures(of, desk.month, "plant")
    january, february = records(export.months(year, shown, of.catalog, "zh", beside))[:2]
    names = ("限定", "当月原值", "来源批次", "来源文件", "来源工作表", "来源行")
    assert [january[name] for name in names] == ["≥", 860_000, 3, "月报.xlsx", "1月", 7]
    assert [february[name] for name in names] == ["", None, None, "", "", None]


@pytest.mark.parametrize("name", ["figures", "gaps", "months"])
def test_a_column_holds_numbers_or_words_and_never_both(name: str) -> None:
    """Of four indicators: a figure, a limit, a stage in words with its 100 %, and words alone; each restated since."""
    said: dict[str, tuple[Said, Said]] = {
        "ore_milled_dry": ((860_000.0, "eq", ""), (870_000.0, "eq", "")),
        "outsourced_repair_saving": ((8.0, "ge", "≥8"), (9.25, "gt", "9.25余")),
        "water_system_upgrade": ((60.0, "eq", ""), (100.0, "eq", "完成")),
        "conduct_text": ((None, "text", "良好"), (None, "text", "优秀")),
    }
    first, last = (
        {(key, "plant", "2022-09"): Observation(key, "plant", "2022-09", *each[at]) for key, each in said.items()}
        for at in (0, 1)
    )
    then = {key: replace(cell, later=last[key].said) for key, cell in first.items()}
    plans = {
        key: Observation(*key, 1_000_000.0) for key in then if key[0] in ("ore_milled_dry", "water_system_upgrade")
    }
    of, month = Book(shipped(), then, plans, revision=1, now=last), Month(2022, 9)
    shown, desk = board.figures(of, month, "plant"), Desk(of, "plant", month)
    if name == "months":
        each = ((of.catalog.indicators[key], year_to_date(Month(2022, 12))) for key in said)
        beside = ((series.of_year(desk, one), reported.of_months(desk, one, year)) for one, year in each)
        tables = [export.months(year, shown, of.catalog, "zh", told) for year, told in beside]
    else:
        tables = [getattr(export, name)(shown, of, "zh")]
    for table in tables:
        assert table.rows
        for head, column in zip(table.heads, zip(*table.rows, strict=True), strict=True):
            kinds = {isinstance(cell, str) for cell in column if cell not in (None, "")}
            assert len(kinds) < 2, (head, set(column))
    if name == "months":
        heads = ("当月现值（后来更正或补报）", "当月现值的限定或文字")
        found = [[row[table.heads.index(head)] for head in heads] for table in tables for row in table.rows[8:9]]
        assert found == [[870_000.0, ""], [9.25, ">"], [100.0, "完成"], [None, "优秀"]]


def test_what_is_no_number_is_told_in_words_on_either_side_of_a_change() -> None:
    """待报 → 870,000; 870,000 → — ; 80–90 → ≥85 万吨; 870,000 withdrawn."""
    place = ("ore_milled_dry", "plant", "2022-09")
    rows = [Row(*place[:2], "actual", place[2], value) for value in (870_000.0, None)]
    plan = Plan(*place, None, forms=(None, 800_000.0, 900_000.0), after=(None, 850_000.0, None))
    low = Row(*place[:2], "plan_low", place[2], 850_000.0)
    parts = [
        ("changed", [(rows[0], Observation(*place, None, stage="awaited")), (rows[1], Observation(*place, 870_000.0))]),
        ("changed", [(low, plan)]),
        ("taken", [(rows[0], Observation(*place, 870_000.0))]),
    ]
    table = export.changes(parts, shipped(), STAMP, "zh", done=True)
    names = ("原值", "原文字", "新值", "新文字")
    assert [[record[name] for name in names] for record in records(table)] == [
        [None, "待报", 870_000.0, ""],
        [870_000.0, "", None, "未报"],
        [None, "80.00–90.00 万吨", 850_000.0, "≥85 万吨"],
        [870_000.0, "", None, "已撤销"],
    ]


def test_every_open_measure_is_a_row_of_the_gaps_and_a_missing_one_is_asked_for() -> None:
    planned = {("ore_milled_dry", "plant", f"2022-{n:02}"): 100.0 for n in (1, 2)}
    behind = months("ore_milled_dry", 2022, [100.0, 50.0])
    actions = tuple(
        Action("ore_milled_dry", "plant", Month(2022, 2), text, "一车间", "", "") for text in ("=点检", "换衬板")
    )
    for taken, wanted in ((actions, ["=点检", "换衬板"]), ((), ["措施待填报"])):
        of = book(behind, planned, actions=taken)
        found = records(export.gaps(board.figures(of, Month(2022, 2), "plant"), of, "zh"))
        assert [record["措施"] for record in found] == wanted
        assert {record["状态"] for record in found} == {"滞后"} and {record["数据月数"] for record in found} == {"2/2"}


def test_sample_data_says_so_in_the_title_and_in_every_row() -> None:
    table = export.issues([Issue("empty_file")], Stamp("全厂", 1, sample=True), "zh")
    assert table.title.endswith("示例数据")
    assert (table.heads[-1], table.rows[0][-1]) == ("数据", "示例数据")
    assert "截至月" not in table.heads, "an upload has no as-of month"


def test_a_measure_that_was_changed_is_told_in_words() -> None:
    told = [json.dumps({"owner": "生产科", "due": "2022-10-31", "state": state}) for state in ("进行中", "完成")]
    before = Observation("ore_milled_dry", "plant", "2022-09", None, text=told[0])
    row = Row("ore_milled_dry", "plant", "action", "2022-09", None, text=told[1], label="检修磨机")
    table = export.changes([("changed", [(row, before)])], shipped(), STAMP, "zh")
    said = dict(zip(table.heads, table.rows[0], strict=True))
    assert (said["措施"], said["现有文字"], said["新文字"]) == (
        "检修磨机", "责任单位 生产科，期限 2022-10-31，状态 进行中", "责任单位 生产科，期限 2022-10-31，状态 完成",
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_fill_every_column(lang: Any) -> None:
    issue = Issue("not_a_number", line=3, column="数值", found="=x", file="九月.csv", sheet="填报")
    row = Row("ore_milled_dry", "plant", "actual", "2022-09", 1.0, line=2)
    of = plan_01()
    shown = board.figures(of, Month(2022, 9), "plant")
    batch = (1, 1, "withdrawal", "published", "", None, "a", "b", "2022", 0, 0, 0, 2, None, "", "", "")
    tables: Sequence[Table] = (
        export.figures(shown, of, lang),
        export.gaps(shown, of, lang),
        export.issues([issue], STAMP, lang),
        export.batches([batch], STAMP, lang),
        export.changes([("added", [(row, None)])], shipped(), STAMP, lang),
    )
    for table in tables:
        assert table.rows and {len(each) for each in table.rows} == {len(table.heads)}
        assert len(set(table.heads)) == len(table.heads), table.heads
        assert sheet(table.data("xlsx"))[0][0] == table.title
        assert rows(table.data("csv"))[0] == [*table.heads]
    assert words.say(lang, "export.table_gaps") == tables[1].name
