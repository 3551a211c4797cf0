"""The table is found among titles, totals and notes; nothing is shifted, nothing is lost unsaid."""

from __future__ import annotations

import pytest

from kpi.intake import read
from kpi.intake.carriers.table import MOST_ROWS
from tests.kpi.books import shipped
from tests.kpi.intake.conftest import CATALOG, Load, codes

TITLED = """选矿厂2022年生产月报,,
单位：万吨,,
月份,处理矿量,镍回收率(%)
2022-08,88.9,83.5

2022-09,87.3,84.1
月份,处理矿量,镍回收率(%)
合计,176.2,83.8
数据来源：调度室,,
注：干量,,
"""


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_any_usual_delimiter_is_found(load: Load, delimiter: str) -> None:
    reading = load("月份,处理矿量,镍回收率\n2022-09,873000,84.1\n".replace(",", delimiter))
    assert ([r.value for r in reading.rows], reading.delimiter, reading.issues) == ([873000, 84.1], delimiter, ())


def test_titles_totals_notes_and_blanks_are_left_out_and_said(load: Load) -> None:
    reading = load(TITLED)
    assert [(r.period, r.value) for r in reading.rows] == [
        ("2022-08", 889000),
        ("2022-08", 83.5),
        ("2022-09", 873000),
        ("2022-09", 84.1),
    ]
    assert [(out.line, out.kind) for out in reading.left_out] == [
        (1, "title"),
        (2, "title"),
        (5, "blank"),
        (7, "title"),
        (8, "total"),
        (9, "note"),
        (10, "note"),
    ]
    assert reading.issues == ()


@pytest.mark.parametrize("name", ["合计", "小计", "总计", "累计", "1-9月累计", "2022年合计", "合 计", "Total", "平均"])
def test_a_total_is_never_data(load: Load, name: str) -> None:
    reading = load(f"月份,处理矿量\n2022-09,873000\n{name},873000\n")
    assert (len(reading.rows), [out.kind for out in reading.left_out], reading.issues) == (1, ["total"], ())


def test_a_total_over_scopes_is_left_out_too_but_a_scope_is_not(load: Load) -> None:
    reading = load("月份,范围,处理矿量\n2022-09,一系列,490800\n2022-09,合计,873000\n2022-09,全厂,873000\n")
    assert [r.scope for r in reading.rows] == ["line1", "plant"]
    assert [(out.line, out.kind) for out in reading.left_out] == [(3, "total")]


def test_a_row_with_figures_is_never_taken_for_a_note(load: Load) -> None:
    assert codes(load("月份,处理矿量\n2022-09,873000\n备注：十月,880000\n")) == ["period_unknown"]


@pytest.mark.parametrize("first", ["说明:已核", "备注：补报", "注:干量", "*已核", "合计数已核", "合计"])
@pytest.mark.parametrize("value", ['"87,300"', "八万"])
def test_a_row_of_data_is_never_left_out_for_what_its_remark_says(load: Load, first: str, value: str) -> None:
    reading = load(f"备注,月份,指标,类别,数值,单位\n{first},2022-09,处理矿量,实际,{value},吨\n")
    assert reading.left_out == ()
    assert [(r.value, r.note) for r in reading.rows] == ([] if value == "八万" else [(87300, first)])
    asked = ["remarks_deny"] if "补报" in first else []
    assert codes(reading) == (["not_a_number"] if value == "八万" else asked)


def test_a_row_whose_remark_looks_like_a_note_and_whose_month_is_missing_is_asked(load: Load) -> None:
    reading = load("备注,月份,指标,类别,数值,单位\n说明:已核,,处理矿量,实际,87300,吨\n")
    assert (codes(reading), reading.left_out) == (["period_missing"], ())


@pytest.mark.parametrize("note", ["说明：干量,,", "说明：本月检修,三天,", "*干量,,", "備註：乾量,,"])
def test_a_note_stays_a_note_even_when_a_comma_cuts_it(load: Load, note: str) -> None:
    reading = load(f"月份,处理矿量,镍回收率\n2022-09,873000,84\n{note}\n")
    assert ([out.kind for out in reading.left_out], reading.issues) == (["note"], ())


def test_an_indicator_whose_name_begins_like_a_total_is_data() -> None:
    reading = read("指标,月份,数值\n合计折干,2022-09,873000\n合计,2022-09,873000\n".encode(), "x.csv", shipped())
    assert [(r.indicator, r.value) for r in reading.rows] == [("ore_milled_dry", 873000)]
    assert [(out.line, out.kind) for out in reading.left_out] == [(3, "total")]


def test_a_subtotal_under_an_unknown_heading_is_still_a_total(load: Load) -> None:
    reading = load("班组,月份,处理矿量\n甲,2022-08,870000\n小计,2022-08,870000\n")
    assert ([r.line for r in reading.rows], [out.kind for out in reading.left_out]) == ([2], ["column", "total"])


def test_a_lone_word_between_the_rows_is_not_passed_over(load: Load) -> None:
    reading = load("月份,处理矿量\n2022-08,889000\n一系列,\n2022-09,490800\n")
    assert "period_unknown" not in codes(reading), "no figure stands on that line"
    assert [r.line for r in reading.rows] == [2, 4]


def test_lines_are_counted_as_the_file_shows_them_after_a_cell_of_several_lines(load: Load) -> None:
    reading = load('月份,处理矿量,备注\n2022-08,889000,"检修\n三天\n完"\n2022-09,很多,\n', encoding="gb18030")
    assert [(i.code, i.line, i.column, i.found) for i in reading.issues] == [("not_a_number", 5, "处理矿量", "很多")]
    assert [r.line for r in reading.rows] == [2]


def test_a_row_wider_than_the_headings_is_an_error_and_nothing_shifts(load: Load) -> None:
    reading = load("月份,处理矿量,镍回收率\n2022-08,88,9000,83.5\n2022-09,873000,84.1,\n")
    assert [(i.code, i.line, i.found) for i in reading.issues] == [("row_too_wide", 2, "83.5")]
    assert [r.value for r in reading.rows] == [873000, 84.1]


def test_a_row_that_is_too_short_is_an_error_because_nobody_knows_what_is_missing(load: Load) -> None:
    reading = load("月份,计划·处理矿量,处理矿量\n2022-08,889000\n2022-09,,873000\n")
    assert [(i.code, i.line) for i in reading.issues] == [("row_too_short", 2)]


@pytest.mark.parametrize(
    "text",
    [
        '月份,处理矿量,备注\n2022-08,889000,"检修\n2022-09,873000,\n2022-10,880000,\n',
        '月份,处理矿量,备注\n2022-08,889000,"检修\n2022-09,873000,\n2022-10,880000,完"\n',
        '月份,处理矿量,备注\n2022-08,"889000"吨,\n',
        '月份,处理矿量,备注\n2022-08,1,"' + "2022-09,873000,\n" * 20_000,
    ],
)
def test_quotation_marks_that_do_not_pair_are_an_issue_on_their_line(load: Load, text: str) -> None:
    reading = load(text)
    assert [(i.code, i.line) for i in reading.issues] == [("broken_quotes", 2)]
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("今天天气很好\n", "no_header"),
        ("1,2,3\n4,5,6\n", "no_header"),
        ("月份,某某,其他\n2022-09,1,2\n", "no_known_heading"),
        ("月份,处理矿亮\n2022-09,1\n", "no_known_heading_near"),
        ("处理矿量,镍回收率\n873000,84.1\n", "no_month_heading"),
    ],
)
def test_a_file_without_a_heading_row_has_one_issue_and_not_one_a_row(load: Load, text: str, code: str) -> None:
    reading = load(text + "x,y\n" * 500)
    assert (codes(reading), reading.rows) == ([code], ())


def test_a_file_of_too_many_rows_or_columns_is_refused() -> None:
    rows = "月份,处理矿量\n" + "2022-09,5\n" * MOST_ROWS
    assert codes(read(rows.encode(), "x.csv", CATALOG)) == ["too_many_rows"]
    columns = "月份,处理矿量" + ",x" * 199 + "\n"
    assert codes(read(columns.encode(), "x.csv", CATALOG)) == ["too_many_columns"]


def test_a_million_empty_columns_are_not_too_many(load: Load) -> None:
    reading = load("月份,处理矿量" + "," * 1000 + "\n2022-09,873000" + "," * 1000 + "\n")
    assert ([r.value for r in reading.rows], reading.issues) == ([873000], ())


def test_the_preview_shows_the_first_lines_as_decoded(load: Load) -> None:
    assert load(TITLED, encoding="gb18030").head[2] == ("月份", "处理矿量", "镍回收率(%)")


def test_a_cell_that_never_ends_is_too_long_and_no_matter_of_quotation_marks() -> None:
    for cell in ("9" * 200_000, '"' + "x" * 200_000 + '"'):
        found = read(f"月份,处理矿量\n2022-09,{cell}\n".encode(), "x.csv", CATALOG)
        assert [(issue.code, issue.line) for issue in found.issues] == [("cell_too_long", 2)]
