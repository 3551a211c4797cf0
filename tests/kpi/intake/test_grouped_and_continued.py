"""Quarters over months, headings that come again, months in the corner, lost merged cells, halves and continued pages.

Every row is a compact file (⏎ ends a line) with what must come of it, worked out by hand: figures in tonnes and %, the
questions (or ``!`` and the refusals); beside each layout that is read stand those that only look like it.
"""

from __future__ import annotations

import pytest

from kpi import catalog, intake, words
from kpi.intake.grid import labels
from kpi.intake.headings import blanks, corners
from kpi.intake.rows import unmerged
from kpi.intake.tables import tables
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
ORE = "ore_milled_dry"
SHORT = {"ore": ORE, "ni": "rec_ni_actual", "mass": "conc_mass"}
PLAN, REPORT, MONTH = "2022年生产计划⏎", "2022年生产⏎", "2022年9月⏎"
JANUARY = "ore plan 80 2022-01, ore plan 81 2022-02"
OPENED = "ore 80 2022-01, ore 81 2022-02"
BLOCKS = f"{MONTH}系列,指标,单位,实际⏎一系列,处理矿量,万吨,45⏎,镍回收率,%,83.6⏎二系列,处理矿量,万吨,41⏎"
SEEN = "ore line1 45, ni line1 83.6, ore line2 41, ni line2 83.4"
HALVES, LEFT = "2022年9月生产月报⏎", "halves_left month_from_title"
TWICE, THRICE = "指标,单位,实际,指标,单位,实际", "指标,单位,数值,指标,单位,数值,指标,单位,数值"
ONE, KINDS = "指标,单位,数值⏎处理矿量,万吨,", f"{MONTH}类别,指标,单位,数值⏎"
YEARS = "2021年生产月报⏎月份,处理矿量(吨)⏎1月,800000⏎2022年生产月报⏎月份,处理矿量(吨)⏎1月,810000"


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def asked(reading: Reading) -> str:
    if reading.errors:
        return " ".join(sorted({f"!{issue.code}" for issue in reading.errors}))
    return " ".join(sorted(issue.code for issue in reading.issues))


def of(said: str) -> set[tuple[str, str, str, str, float]]:
    """``ore plan 80 2022-01``, ``ni line1 83.6``: tonnes are written as 万吨, September where no month is said."""
    found = set()
    for part in filter(None, said.split(", ")):
        named, *told = part.split()
        period = told.pop() if "-" in told[-1] or (len(told[-1]) == 4 and told[-1].startswith("20")) else "2022-09"
        value = float(told.pop()) * (1 if named == "ni" else 10_000)
        kind = "plan" if "plan" in told else "actual"
        scope = next((word for word in told if word.startswith("line")), "plant")
        found.add((SHORT[named], scope, kind, period, round(value, 6)))
    return found


def figures(reading: Reading) -> set[tuple[str, str, str, str, float]]:
    return {(row.indicator, row.scope, row.kind, row.period, round(row.value or 0, 6)) for row in reading.rows}


KIND = "kind_from_title"
SPREAD = f"headings_spread {KIND} year_from_title"
CASES = [
    # a quarter or half year above its own months says nothing; above another's it is no heading of ours
    (f"{PLAN}指标,单位,年计划,一季度,⏎,,,1月,2月⏎处理矿量,万吨,1000,80,81", SPREAD, f"ore plan 1000 2022, {JANUARY}"),
    (f"{PLAN}指标,单位,上半年,⏎,,1月,2月⏎处理矿量,万吨,80,81", SPREAD, JANUARY),
    (f"{REPORT}指标,单位,一季度,⏎,,1月计划,2月实际⏎处理矿量,万吨,80,81", "headings_spread year_from_title",
     "ore plan 80 2022-01, ore 81 2022-02"),
    (f"{PLAN}指标,单位,2021年四季度,2022年一季度⏎,,12月,1月⏎处理矿量,万吨,79,80", "!two_heading_rows", ""),
    (f"{PLAN}指标,单位,2021年四季度,,2022年一季度,⏎,,11月,12月,1月,2月⏎处理矿量,万吨,78,79,80,81",
     f"headings_spread {KIND}", f"ore plan 78 2021-11, ore plan 79 2021-12, {JANUARY}"),
    (f"{PLAN}指标,单位,一季度,⏎,,4月,5月⏎处理矿量,万吨,80,81", "!period_unknown", ""),
    (f"{PLAN}指标,单位,上半年,⏎,,一季度,二季度⏎处理矿量,万吨,80,81", "!two_heading_rows", ""),
    # what is never read may be headed alike behind each month's or line's own
    (f"{REPORT}指标,单位,1月,同比,2月,同比⏎处理矿量,万吨,80,1,81,2", "year_from_title", OPENED),
    (f"{REPORT}指标,单位,1月,累计,2月,累计⏎处理矿量,万吨,80,80,81,161", "year_from_title", OPENED),
    (f"{REPORT}指标,单位,1月,1月⏎处理矿量,万吨,80,81", "!contradicts_beside", None),
    ("月份,处理矿量(吨),计划,镍回收率(%),计划⏎2022-09,860000,850000,83,83.2",
     "!duplicate_heading !figures_of_nothing", ""),
    # the corner says the month over rows of kinds, the year over rows of months
    ("2022年9月,处理矿量(万吨)⏎本月计划,85⏎本月完成,86⏎累计完成,770⏎上年同期,84",
     "month_from_corner",
     "ore plan 85, ore 86"),
    ("2022年9月,处理矿量(万吨)⏎累计完成,770⏎上年同期,84", "!kind_cumulative !kind_unknown", None),
    ("2022年9月,处理矿量(万吨),计划⏎实际,86,85", "!no_month_heading", None),
    ("2022年,处理矿量(万吨)⏎计划,1000⏎实际,1010", "!year_of_actual", None),
    ("2022年,处理矿量(万吨)⏎1月,80⏎2月,81⏎1-2月,161", "year_from_corner", OPENED),
    ("2022年,处理矿量(万吨)⏎一季度,250⏎二季度,251", "!period_quarter", ""),
    # rows whose scope lost its merged cell: filled where two of them contradict each other, else never the plant's
    (f"{BLOCKS},镍回收率,%,83.4⏎全厂,处理矿量,万吨,86", "cells_unmerged month_from_title", f"{SEEN}, ore 86"),
    (f"{BLOCKS},镍回收率,%,83.4⏎,精矿产量,万吨,10⏎全厂,处理矿量,万吨,86", "!scope_blank_below", None),
    (f"{BLOCKS}全厂,处理矿量,万吨,86", "!scope_blank_below", None),
    (f"{BLOCKS},处理矿量,万吨,86", "!scope_blank_below", None),
    ("系列,月份,处理矿量(吨)⏎一系列,2022-08,420000⏎,2022-09,430000", "!scope_blank_below", None),
    ("系列,月份,处理矿量(吨)⏎一系列,2022-07,⏎,2022-08,430000", "!scope_blank_below", None),
    ("系列,月份,处理矿量(吨)⏎一系列,2022年,5160000⏎,2022-08,430000", "!scope_blank_below", None),
    ("系列,月份,处理矿量(吨)⏎一系列,1-2月,860000⏎,2022-08,430000", "!scope_blank_below", None),
    ("月份,系列,处理矿量(吨)⏎2022-09,一系列,⏎2022-09,,860000", "", "ore 86"),
    (f"{MONTH}指标,系列,单位,实际⏎处理矿量,一系列,万吨,⏎,二系列,万吨,⏎镍回收率,,%,83", "month_from_title", "ni 83"),
    (f"{MONTH}指标,系列,单位,实际⏎处理矿量,一系列,万吨,45⏎,二系列,万吨,41⏎镍回收率,,%,83",
     "cells_unmerged month_from_title scope_partly_blank", "ore line1 45, ore line2 41, ni 83"),
    # halves that begin alike; the one that is no month's own is not read
    ("2022年,,,⏎指标,8月,指标,9月⏎处理矿量(吨),850000,处理矿量(吨),860000", "columns_doubled year_from_title",
     "ore 85 2022-08, ore 86"),
    (f"{MONTH}指标,单位,本月,指标,单位,累计⏎处理矿量,万吨,86,处理矿量,万吨,770",
     "month_from_title tables_left", "ore 86"),
    # a label over each half: 累计 and 上年同期 are left out by name, the others read as one table
    (f"{HALVES}当月,,,累计,,⏎{TWICE}⏎处理矿量,万吨,86,处理矿量,万吨,770", LEFT, "ore 86"),
    (f"{HALVES}累计,,,,当月,,⏎指标,单位,实际,,指标,单位,实际⏎处理矿量,万吨,770,,处理矿量,万吨,86", LEFT, "ore 86"),
    (f"{HALVES}当月,,,上年同期,,,⏎{TWICE},备注⏎处理矿量,万吨,86,处理矿量,万吨,84,检修", LEFT, "ore 86"),
    (f"{HALVES}一系列,,,,,⏎9月,,,1-9月,,⏎{TWICE}⏎处理矿量,万吨,45,处理矿量,万吨,370", f"{LEFT} scope_from_title",
     "ore line1 45"),
    (f"{HALVES}一系列,,,二系列,,⏎{TWICE}⏎处理矿量,万吨,45,处理矿量,万吨,41",
     "columns_doubled month_from_title scope_from_title scope_from_title", "ore line1 45, ore line2 41"),
    (f"{HALVES}计划,,,实际,,,累计,,⏎{THRICE}⏎处理矿量,万吨,85,处理矿量,万吨,86,处理矿量,万吨,770",
     "columns_doubled halves_left kind_from_title month_from_title", "ore plan 85, ore 86"),
    (f"{HALVES}累计,,,上年累计,,⏎{TWICE}⏎处理矿量,万吨,770,处理矿量,万吨,760", "!not_month_title", None),
    ("二、累计⏎指标,单位,实际⏎处理矿量,万吨,770⏎镍回收率,%,83⏎⏎2022年9月当月⏎指标,单位,实际⏎处理矿量,万吨,86⏎镍回收率,%,84",
     "month_from_title tables_left", "ore 86, ni 84"),
    # pages go on below 续表, years stand one below the other; another title or none leaves the second unread and asked
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎续表⏎月份,处理矿量(吨)⏎2月,810000",
     "tables_stacked year_from_title year_from_title", OPENED),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎2022年生产（续）⏎月份,精矿产量(万吨)⏎1月,10",
     "tables_stacked year_from_title year_from_title", "ore 80 2022-01, mass 10 2022-01"),
    (YEARS, "tables_stacked year_from_title year_from_title", "ore 80 2021-01, ore 81 2022-01"),
    (YEARS.replace("2022年生产月报", "2022年生产累计"), "tables_left year_from_title", "ore 80 2021-01"),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎续表（累计）⏎月份,精矿产量(万吨)⏎1月,10",
     "tables_left year_from_title", "ore 80 2022-01"),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎月份,精矿产量(万吨)⏎1月,10", "tables_left year_from_title", "ore 80 2022-01"),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎续表⏎月份,处理矿量(万吨)⏎1月,81", "!contradicts", None),
    # what goes on may say more: the nearer part of the plant holds; not where it is 累计 or an unknown part
    (f"2022年9月一系列生产⏎{ONE}45⏎续表：二系列⏎{ONE}41",
     "month_from_title scope_from_title scope_from_title tables_stacked", "ore line1 45, ore line2 41"),
    (f"{MONTH}{ONE}86⏎一系列（续表）⏎{ONE}45", "month_from_title scope_from_title tables_stacked",
     "ore 86, ore line1 45"),
    (f"{MONTH}{ONE}86⏎续表：上年同期⏎{ONE}84", "month_from_title tables_left", "ore 86"),
    (f"{MONTH}{ONE}86⏎接上表：三系列⏎{ONE}45", "month_from_title tables_left", "ore 86"),
    (f"2022年9月一系列生产⏎二系列明细⏎{ONE}45", "month_from_title scope_unclear_title", "ore 45"),
    # 类别 and 品牌 on the first row of each group only; never the first row, nor one that says the same again
    (f"{KINDS}计划,处理矿量,万吨,85⏎,镍回收率,%,83⏎实际,处理矿量,万吨,86⏎,镍回收率,%,84",
     "cells_unmerged month_from_title", "ore plan 85, ni plan 83, ore 86, ni 84"),
    (f"{KINDS},处理矿量,万吨,85⏎实际,处理矿量,万吨,86", "!kind_missing", None),
    (f"{KINDS}计划,处理矿量,万吨,85⏎,处理矿量,万吨,86", "!kind_missing", None),
    (f"{MONTH}指标,类别,单位,数值⏎处理矿量,实际,万吨,86⏎镍回收率,,%,84", "!kind_missing", None),
    (f"{MONTH}类别,指标,单位,计划,实际⏎产量,处理矿量,万吨,85,86⏎,精矿产量,万吨,9,10", "month_from_title",
     "ore plan 85, ore 86, mass plan 9, mass 10"),
    # what is said above the table in cells of its own
    (f"月份,2022年9月,类别,计划⏎{ONE}85", "kind_from_title month_from_title", "ore plan 85"),
    (f"类别,预测⏎月份,2022年9月⏎{ONE}85", "!kind_neither", ""),
    (f"系列：,一系列,月份：,2022.09⏎{ONE}45", "month_from_title scope_from_title", "ore line1 45"),
    ("单位,万吨⏎月份,2022年9月⏎指标,实际⏎处理矿量,86", "month_from_title", "ore 86"),
    (f"统计部门,预测中心⏎月份,2022年9月⏎{ONE}86", "month_from_title", "ore 86"),
    (f"车间,三系列⏎月份,2022年9月⏎{ONE}45", "!scope_unknown", "ore 45"),
    # the years of a plan of several years; last year beside this one; words for months
    ("2022年至2024年规划⏎指标,单位,2022年,2023年,2024年⏎处理矿量,万吨,1000,1010,1020", KIND,
     "ore plan 1000 2022, ore plan 1010 2023, ore plan 1020 2024"),
    (f"{MONTH}指标,单位,去年9月,今年9月⏎处理矿量,万吨,85,86", "year_from_title", "ore 86"),
    (f"{MONTH}指标,单位,去年,今年⏎处理矿量,万吨,85,86", "!group_not_month", ""),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎2月,81⏎一至二月,161", "year_from_title", OPENED),
    (f"{REPORT}月份,处理矿量(万吨)⏎1月,80⏎2月计划,81", "!period_and_kind", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "questions", "told"), CASES)
def test_a_grouped_or_continued_table_is_read_as_it_was_meant_or_refused(
    text: str, questions: str, told: str | None
) -> None:
    reading = read(text)
    assert asked(reading) == questions
    assert told is None or figures(reading) == of(told)
    assert all(words.issue(lang, issue) for lang in LANGS for issue in reading.issues)


def test_quarters_in_merged_cells_are_compared_with_their_months() -> None:
    rows = [["2022年生产计划"], ["指标", "单位", "一季度", None, None, None, "二季度"],
            [None, None, "1月", "2月", "3月", "小计", "4月"],
            ["处理矿量", "吨", 800_000, 810_000, 820_000, 2_430_000, 830_000]]  # fmt: skip
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:F2"]
    told = of("ore plan 80 2022-01, ore plan 81 2022-02, ore plan 82 2022-03, ore plan 83 2022-04")
    reading = intake.read(saved(book(rows, merged)), "x.xlsx", CATALOG)
    assert (asked(reading), figures(reading)) == (f"{KIND} year_from_title", told)
    rows[3][5] = 2_500_000
    assert "span_differs" in asked(intake.read(saved(book(rows, merged)), "x.xlsx", CATALOG))


def test_without_these_rules_the_files_are_refused_or_a_line_s_figure_is_the_plant_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(labels, "without_quarters", lambda texts, _: texts)
    monkeypatch.setattr(corners, "_NO_KINDS", ())
    monkeypatch.setattr(tables.Tables, "stacked", False)
    monkeypatch.setattr(unmerged, "_proved", lambda *_: False)
    monkeypatch.setattr(unmerged, "_are_kinds", lambda *_: False)
    monkeypatch.setattr(tables, "side_by_side", lambda *_, **__: None)
    assert asked(read(f"{HALVES}当月,,,累计,,⏎{TWICE}⏎处理矿量,万吨,86,处理矿量,万吨,770")).startswith("!")
    assert asked(read(f"{KINDS}计划,处理矿量,万吨,85⏎,镍回收率,%,83")) == "!kind_missing"
    assert read(CASES[0][0]).errors
    assert read("2022年9月,处理矿量(万吨)⏎本月完成,86⏎累计完成,770⏎上年同期,84").errors
    assert len(read(YEARS).rows) == 1
    assert {issue.code for issue in read(f"{BLOCKS},镍回收率,%,83.4⏎全厂,处理矿量,万吨,86").errors} == {
        "scope_blank_below"
    }
    monkeypatch.setattr(blanks, "below_left", lambda *_: {})
    empty = read("系列,月份,处理矿量(吨)⏎一系列,2022-07,⏎,2022-08,430000")
    assert figures(empty) == {("ore_milled_dry", "plant", "actual", "2022-08", 430000)}
    monkeypatch.setattr(blanks, "below_part", lambda *_, **__: {})
    assert ("rec_ni_actual", "plant", "actual", "2022-09", 83.6) in figures(read(BLOCKS))
