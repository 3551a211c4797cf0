"""Shapes of tables that plants really send: lines beside the total, metals a level down, merged cells, halves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from kpi import catalog, intake
from kpi.intake.grid import metals
from kpi.intake.headings import blanks, parts
from kpi.intake.rows import unmerged
from kpi.reading import Reading
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
MONTH = "2022年9月⏎"
HEAD = "指标,单位,计划,实际⏎"
ORE, NI, CU, MASS = "ore_milled_dry", "rec_ni_actual", "rec_cu_actual", "conc_mass"
Figure = tuple[str, str, str, str, float]


def read(text: str, name: str = "x.csv", table: str | None = None) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG, table=table)


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Reading:
    return intake.read(saved(book(rows, merged)), "x.xlsx", CATALOG)


def figures(reading: Reading) -> set[Figure]:
    return {(row.indicator, row.scope, row.kind, row.period, row.value or 0.0) for row in reading.rows}


def asked(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues}


def of(said: str) -> set[Figure]:
    """``ore plan 85``, ``ore line1 actual 45 2022-08``: tonnes are written as 万吨."""
    keys = {"ore": ORE, "ni": NI, "cu": CU, "mass": MASS}
    found = set[Figure]()
    for each in said.split(","):
        words = each.split()
        scope = words.pop(1) if words[1].startswith("line") else "plant"
        indicator, kind, value = keys.get(words[0], words[0]), words[1], float(words[2])
        period = words[3] if len(words) > 3 else "2022-09"
        found.add((indicator, scope, kind, period, value * 10_000 if words[0] == "ore" else value))
    return found


BOTH = "ore plan 85, ore actual 86"
LINES = "ore actual 86, ore line1 actual 45, ore line2 actual 41"
GRADES = "head_grade_ni actual 0.95, head_grade_cu actual 0.66, ni actual 83, cu actual 77"
PAIRS = "ore plan 85, ore actual 86, ni plan 83, ni actual 83.2"


@pytest.mark.parametrize(
    ("text", "wanted", "told"),
    [
        # 项目, 类别, 类型 or nothing over 本月计划, 本月完成 and 累计完成
        *[
            (
                f"{MONTH}{head},处理矿量(万吨),镍回收率(%)⏎本月计划,85,83⏎本月完成,86,83.2⏎{to_date},700,83.1",
                PAIRS,
                "",
            )
            for head in ("项目", "类别", "类型", "")
            for to_date in ("累计完成", "累计实际", "本年累计完成")
        ],
        (
            f"{MONTH}指标,项目,数值,单位⏎处理矿量,本月计划,85,万吨⏎处理矿量,本月完成,86,万吨⏎处理矿量,累计完成,700,万吨",
            BOTH,
            "",
        ),
        # metals one level down, and the other order
        ("月份,原矿品位,,回收率,⏎,Ni,Cu,Ni,Cu⏎2022-09,0.95,0.66,83,77", GRADES, "metal_headings"),
        ("月份,镍,,铜,⏎,原矿品位,回收率,原矿品位,回收率⏎2022-09,0.95,83,0.66,77", GRADES, "metal_headings"),
        (f"{MONTH}{HEAD}回收率,,,⏎Ni,%,83,83.2⏎Cu,%,77,77.1", "ni plan 83, ni actual 83.2, cu plan 77, cu actual 77.1",
         "metal_rows"),
        (f"{MONTH}指标,元素,单位,实际⏎回收率,镍,%,83⏎回收率,铜,%,77", "ni actual 83, cu actual 77", "metal_rows"),
        # the parts of the plant beside their total
        ("月份,处理矿量(万吨),一系列,二系列⏎2022-09,86,45,41", LINES, "parts_beside"),
        ("月份,全厂处理矿量(万吨),其中：一系列,其中：二系列⏎2022-09,86,45,41", LINES, "parts_beside"),
        ("月份,处理矿量(万吨),一系列,二系列,镍回收率(%),一系列,二系列⏎2022-09,86,45,41,83,82,84",
         f"{LINES}, ni actual 83, ni line1 actual 82, ni line2 actual 84", "parts_beside"),
        (f"{MONTH}指标,单位,全厂计划,全厂实际,一系列计划,一系列实际⏎处理矿量,万吨,85,86,44,45",
         f"{BOTH}, ore line1 plan 44, ore line1 actual 45", ""),
        (f"{MONTH}指标,一系列计划,一系列实际,二系列计划,二系列实际⏎处理矿量(万吨),44,45,41,42",
         "ore line1 plan 44, ore line1 actual 45, ore line2 plan 41, ore line2 actual 42", ""),
        (f"{MONTH}序号,项目,单位,实际⏎一,处理矿量,,⏎1,一系列,万吨,45⏎2,二系列,万吨,41⏎二,镍回收率,,⏎1,一系列,%,83",
         "ore line1 actual 45, ore line2 actual 41, ni line1 actual 83", "parts_below"),
        # merged cells that a text file keeps on the first row only
        (f"{MONTH}指标,单位,系列,计划,实际⏎处理矿量,万吨,一系列,44,45⏎,,二系列,41,42⏎,,合计,85,87",
         "ore line1 plan 44, ore line1 actual 45, ore line2 plan 41, ore line2 actual 42", "cells_unmerged"),
        ("月份,系列,处理矿量(万吨)⏎2022-08,一系列,45⏎,二系列,41⏎2022-09,一系列,46⏎,二系列,42",
         "ore line1 actual 45 2022-08, ore line2 actual 41 2022-08, ore line1 actual 46, ore line2 actual 42",
         "cells_unmerged"),
        (f"{MONTH}系列,指标,单位,实际⏎一系列,处理矿量,万吨,45⏎,镍回收率,%,83⏎二系列,处理矿量,万吨,41⏎,镍回收率,%,84",
         "ore line1 actual 45, ni line1 actual 83, ore line2 actual 41, ni line2 actual 84", "cells_unmerged"),
        ("2022年⏎指标,单位,项目,9月⏎处理矿量,万吨,计划,85⏎,,实际,86⏎,,完成率,101%⏎,,累计完成,700", BOTH,
         "cells_unmerged"),
        ("2022年⏎指标,9月⏎处理矿量(万吨),⏎计划,85⏎实际,86⏎镍回收率(%),⏎计划,83⏎实际,83.2", PAIRS, "kinds_below"),
        # the day of writing is not the month
        (f"填报日期：2022-10-08⏎2022年9月生产月报⏎{HEAD}处理矿量,万吨,85,86", BOTH, "month_from_title"),
        (f"2022年9月生产月报⏎编制日期,2022年10月,,⏎{HEAD}处理矿量,万吨,85,86", BOTH, "month_from_title"),
        (f"2022年9月生产月报⏎,,日期,2022年10月8日⏎{HEAD}处理矿量,万吨,85,86", BOTH, "month_from_title"),
        (f"上报2022年9月完成情况⏎{HEAD}处理矿量,万吨,85,86", BOTH, "month_from_title"),
        # halves side by side, groups over months, years across with 同比, two columns of units, other names
        (f"{MONTH}指标,单位,计划,实际,指标,单位,计划,实际⏎处理矿量,万吨,85,86,镍回收率,%,83,83.2", PAIRS,
         "columns_doubled"),
        ("2022年⏎月份,处理矿量(万吨),月份,处理矿量(万吨)⏎8月,85,9月,86", "ore actual 85 2022-08, ore actual 86",
         "columns_doubled year_from_title"),
        ("2022年⏎,计划,,实际,⏎指标,8月,9月,8月,9月⏎处理矿量(万吨),84,85,87,86", f"{BOTH}, ore plan 84 2022-08,"
         "ore actual 87 2022-08", "headings_spread"),
        ("处理矿量(万吨)⏎年份,8月,9月⏎2021年,84,85⏎2022年,87,86⏎同比,1%,1%", "ore actual 84 2021-08,"
         "ore actual 85 2021-09, ore actual 87 2022-08, ore actual 86", ""),
        (f"{MONTH}指标,计划,单位,实际,单位⏎处理矿量,85,万吨,86,万吨", BOTH, ""),
        # the heading again on the next page, a side table behind a blank column
        (f"{MONTH}{HEAD}处理矿量,万吨,85,86⏎{HEAD}镍回收率,%,83,83.2", PAIRS, ""),
        (f"{MONTH}{HEAD}处理矿量,万吨,85,86⏎续表⏎{HEAD}镍回收率,%,83,83.2", PAIRS, ""),
        ("月份,处理矿量(万吨),,备忘,值⏎2022-08,85,,检修天数,3⏎2022-09,86,,停电,1",
         "ore actual 85 2022-08, ore actual 86", "unknown_column"),
        (f"{MONTH}名称,单位,数量⏎处理矿量,万吨,86⏎镍回收率,%,83", "ore actual 86, ni actual 83", ""),
    ],
)  # fmt: skip
def test_an_ordinary_table_is_read_and_what_was_inferred_is_asked(text: str, wanted: str, told: str) -> None:
    reading = read(text)
    assert (reading.errors, figures(reading)) == ((), of(wanted))
    assert asked(reading) >= set(told.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # a month whose own figure is not there
        ("月份,指标,类别,数值⏎2022-08,处理矿量(万吨),实际,85⏎2022-09,处理矿量(万吨),累计完成,700", "kind_cumulative"),
        (f"{MONTH}项目,处理矿量(万吨)⏎累计计划,700⏎累计完成,710", "nothing_read"),
        # metals of what is unknown, or summed
        ("月份,累计,⏎,回收率,回收率⏎,Ni,Cu⏎2022-09,83,77", ""),
        ("月份,单耗,⏎,Ni,Cu⏎2022-09,83,77", ""),
        # whose 一系列 is
        ("月份,处理矿量(万吨),镍回收率(%),一系列,二系列⏎2022-09,86,83,45,41", "indicator_missing"),
        ("月份,一系列,二系列,处理矿量(万吨)⏎2022-09,45,41,86", "indicator_missing"),
        ("月份,处理矿量计划(万吨),处理矿量(万吨),一系列⏎2022-09,85,86,45", "indicator_missing"),
        ("月份,处理矿量(万吨),累计,一系列,二系列⏎2022-09,86,700,400,300", "indicator_missing"),
        # a heading again below what may be another month's title
        (f"{MONTH}{HEAD}处理矿量,万吨,85,86⏎2022年8月,,单位：万吨,⏎{HEAD}镍回收率,%,83,83.2", ""),
        # a blank cell that was not merged: the row above is of the same, or its outer cell begins anew
        (f"{MONTH}指标,单位,系列,实际⏎处理矿量,万吨,一系列,45⏎,,一系列,41", "indicator_missing"),
        ("月份,指标,数值⏎2022-08,处理矿量,850000⏎2022-09,,860000", "indicator_missing"),
        # no month but the day of writing
        (f"填报日期：2022-10-08⏎{HEAD}处理矿量,万吨,85,86", "no_month_heading"),
        (f"生产月报⏎制表时间：2022年10月⏎{HEAD}处理矿量,万吨,85,86", "no_month_heading"),
        ("生产月报⏎编制日期：2023年1月5日⏎月份,处理矿量(万吨)⏎12月,86", "period_no_year"),
        # a word of time over some figures is not swallowed as the day of writing is
        (f"2022年9月生产月报⏎,,累计,⏎{HEAD}处理矿量,万吨,85,86", "group_not_month"),
        # units that differ are no repetition
        (f"{MONTH}指标,计划,单位,实际,单位⏎处理矿量,85,万吨,86,吨", "duplicate_heading"),
    ],
)  # fmt: skip
def test_what_nobody_can_tell_is_still_refused(text: str, code: str) -> None:
    reading = read(text)
    assert reading.errors
    assert code in {"", *(issue.code for issue in reading.errors)}


def test_metals_under_merged_headings_of_a_workbook() -> None:
    heads = [["月份", "原矿品位(%)", None, "回收率(%)", None], [None, "Ni", "Cu", "镍", "铜"]]
    reading = sheet([*heads, ["2022-09", 0.95, 0.66, 83, 77]], ["A1:A2", "B1:C1", "D1:E1"])
    assert (figures(reading), asked(reading)) == (of(GRADES), {"metal_headings"})
    heads = [["月份", "精矿品位(%)", None, "金属量(吨)", None], [None, "镍", "铜", "镍", "铜"]]
    reading = sheet([*heads, ["2022-09", 6.5, 4.2, 7000, 5000]], ["A1:A2", "B1:C1", "D1:E1"])
    assert {row.indicator for row in reading.rows} == {"conc_grade_ni", "conc_grade_cu", "ni_metal", "cu_metal"}


@pytest.mark.parametrize(
    ("head", "rows", "merged", "wanted"),
    [
        ("指标", [["回收率", "镍", "%", 83, 83.2], [None, "铜", "%", 77, 77.1], ["处理矿量", None, "万吨", 85, 86]],
         ["A3:A4", "A5:B5"], f"{BOTH}, ni plan 83, ni actual 83.2, cu plan 77, cu actual 77.1"),
        ("项目", [["处理矿量", "一系列", "万吨", 44, 45], [None, "全厂", "万吨", 85, 86]], ["A3:A4"],
         f"{BOTH}, ore line1 plan 44, ore line1 actual 45"),
        ("指标", [["处理矿量", None, "万吨", 85, 86], ["其中", "一系列", "万吨", 44, 45]], ["A3:B3"],
         f"{BOTH}, ore line1 plan 44, ore line1 actual 45"),
    ],
)  # fmt: skip
def test_a_heading_merged_over_two_columns(head: str, rows: list[list[Any]], merged: list[str], wanted: str) -> None:
    reading = sheet([["2022年9月"], [head, None, "单位", "计划", "实际"], *rows], ["A2:B2", *merged])
    assert (reading.errors, figures(reading)) == ((), of(wanted))


def test_a_title_in_a_cell_merged_down_the_side_is_no_heading() -> None:
    rows: list[list[Any]] = [["2022年9月"], ["选矿", *HEAD.strip("⏎").split(",")], [None, "处理矿量", "万吨", 85, 86]]
    assert figures(sheet(rows, ["A2:A3"])) == of(BOTH)


def test_blank_cells_of_a_workbook_are_filled_only_where_every_text_heads_the_same_rows() -> None:
    """A workbook keeps its merged cells; one blank month alone is an error."""
    rows: list[list[Any]] = [["月份", "系列", "处理矿量(万吨)"], ["2022-08", "一系列", 45], [None, "二系列", 41]]
    assert [issue.code for issue in sheet(rows).errors] == ["period_missing"]
    rows += [["2022-09", "一系列", 46], [None, "二系列", 42]]
    assert (sheet(rows).errors, "cells_unmerged" in asked(sheet(rows)), len(sheet(rows).rows)) == ((), True, 4)


def test_without_these_rules_the_figures_are_wrong_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: 镍回收率 of both lines was the plant's, 一系列 was of nothing, copper was no indicator's."""
    text = f"{MONTH}系列,指标,单位,实际⏎一系列,处理矿量,万吨,45⏎,镍回收率,%,83⏎二系列,处理矿量,万吨,41⏎,镍回收率,%,84"
    monkeypatch.setattr(unmerged, "filled", lambda table, *_: (table, []))
    assert {issue.code for issue in read(text).errors} == {"scope_blank_below"}
    monkeypatch.setattr(blanks, "below_part", lambda *_, **__: {})
    monkeypatch.setattr(parts, "named", lambda heading, read, names: (list(read), ()))
    monkeypatch.setattr(metals, "of", lambda text: "")
    assert (NI, "plant", "actual", "2022-09", 83.0) in figures(read(text))
    assert read("月份,处理矿量(万吨),一系列⏎2022-09,86,45").errors
    assert read("月份,回收率,⏎,Ni,Cu⏎2022-09,83,77").errors


TABLES = {
    "months": f"2022年8月生产⏎{HEAD}处理矿量,万吨,75,76⏎⏎2022年9月生产⏎{HEAD}处理矿量,万吨,85,86",
    "sections": f"2022年8月生产⏎{HEAD}处理矿量,万吨,75,76⏎2022年9月生产⏎{HEAD}处理矿量,万吨,85,86",
    "lines": f"2022年9月⏎二系列⏎{HEAD}处理矿量,万吨,40,41⏎⏎一系列⏎{HEAD}处理矿量,万吨,44,45",
    "one title": f"2022年9月生产月报⏎{HEAD}镍回收率,%,83,83.2⏎⏎表二⏎{HEAD}处理矿量,万吨,85,86",
    "kept title": f"2022年8月 一系列⏎{HEAD}处理矿量,万吨,44,45⏎⏎2022年9月⏎{HEAD}处理矿量,万吨,85,86",
    "beside": "2022年9月,,,,,,,,⏎指标,单位,计划,实际,,指标,单位,计划,实际⏎镍回收率,%,83,83.2,,处理矿量,万吨,85,86",
}


@pytest.mark.parametrize(
    ("which", "corner", "wanted"),
    [
        ("months", "A2", "ore plan 75 2022-08, ore actual 76 2022-08"),
        ("months", "A6", BOTH),
        ("months", "*", f"{BOTH}, ore plan 75 2022-08, ore actual 76 2022-08"),
        ("sections", "A5", BOTH),
        ("lines", "A3", "ore line2 plan 40, ore line2 actual 41"),
        ("lines", "A7", "ore line1 plan 44, ore line1 actual 45"),
        ("one title", "A6", BOTH),
        ("one title", "*", PAIRS),
        ("beside", "F2", BOTH),
        ("beside", "*", PAIRS),
    ],
)
def test_each_of_several_tables_is_read_with_its_own_titles(which: str, corner: str, wanted: str) -> None:
    reading = read(TABLES[which], table=corner)
    assert (reading.errors, figures(reading)) == ((), of(wanted))


def test_a_title_further_up_that_says_more_than_the_table_s_own_is_not_dropped() -> None:
    """Nobody knows whether 一系列 still holds: two months are said, so that the table is refused."""
    assert [issue.code for issue in read(TABLES["kept title"], table="A6").errors] == ["titles_disagree"]


def test_a_table_that_is_not_understood_is_told_where_all_are_read() -> None:
    text = f"2022年9月⏎{HEAD}处理矿量,万吨,85,86⏎⏎设备,台时⏎1#磨机,700⏎2#磨机,690"
    reading = read(text, table="*")
    assert (figures(reading), "tables_unread" in asked(reading)) == (of(BOTH), True)


def test_the_time_for_many_small_tables_grows_with_their_number() -> None:
    """Four times the tables took sixteen times as long: 400 took 12 s."""

    def seconds(count: int) -> float:
        rows = "".join(f"表{n}⏎月份,名目⏎2022-09,86⏎,⏎" for n in range(count))
        begin = time.process_time()
        assert read(rows).errors
        return time.process_time() - begin

    seconds(20)
    assert seconds(160) < 9 * seconds(40)
