"""Rows become figures in the catalogue's units, or an issue with line, heading, text and what to do."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from kpi import mending, words
from kpi.intake import reading as reading_of
from kpi.reading import Issue
from tests.kpi.intake.conftest import Load, codes

HEADER = "月份,范围,指标,类别,数值,单位,备注"


def long(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


@pytest.mark.parametrize(
    ("indicator", "text", "unit", "value"),
    [
        ("处理矿量", "87.3", "万吨", 873000),
        ("处理矿量", "873000", "", 873000),
        ("处理矿量", "873000", "—", 873000),
        ("处理矿量", "873", "千吨", 873000),
        ("处理矿量", "873", "KT", 873000),
        ("处理矿量", "87.3万吨", "", 873000),
        ("处理矿量(万吨)", "87.3", "", 873000),
        ("镍回收率", "83.5", "", 83.5),
        ("镍回收率", "83.5%", "", 83.5),
        ("镍回收率", "83.5％", "%", 83.5),
        ("镍回收率", "0.835", "小数", 83.5),
        ("镍回收率", "83.5%", "小数", 83.5),
        ("原矿镍品位", "0.0168", "小数", 1.68),
        ("金点子", "12", "条", 12),
        ("节约外委修理费用", "800000", "元", 80),
    ],
)
def test_figures_are_converted_exactly_and_only_by_a_stated_unit(
    load: Load, indicator: str, text: str, unit: str, value: float
) -> None:
    reading = load(long(f"2022-09,,{indicator},实际,{text},{unit},"))
    assert ([r.value for r in reading.rows], reading.errors) == ([value], ())


def test_a_fraction_without_a_unit_is_not_converted_but_questioned(load: Load) -> None:
    reading = load(long("2022-09,,镍回收率,实际,0.835,,"))
    assert [r.value for r in reading.rows] == [0.835]
    assert [(i.code, i.severity, i.args["likely"]) for i in reading.issues] == [
        ("looks_like_fraction", "warning", "83.5%")
    ]


@pytest.mark.parametrize(
    ("row", "code", "column", "found"),
    [
        ("2022-09,,处理矿量,实际,很多,,", "not_a_number", "数值", "很多"),
        ("2022-09,,镍回收率,实际,82.1O,%,", "not_a_number", "数值", "82.1O"),
        ("2022-09,,镍回收率,实际,82.1吨,%,", "unit_unknown", "数值", "82.1吨"),
        ("2022-09,,处理矿量,实际,≥80,,", "qualifier_not_allowed", "数值", "≥80"),
        ("2022-09,,处理矿量,实际,80余,万吨,", "qualifier_not_allowed", "数值", "80余"),
        ("2022-09,,处理矿量,实际,5%,,", "percent_sign", "数值", "5%"),
        ("2022-09,,处理矿量,实际,5,小时,", "unit_unknown", "单位", "小时"),
        ("2022-09,,处理矿量(万吨),实际,5,吨,", "unit_conflict", "数值", "5"),
        ("2022-09,,处理矿量,实际,5万吨,吨,", "unit_conflict", "数值", "5万吨"),
        ("2022-09,,处理矿量,实际,-5,,", "below_limit", "数值", "-5"),
        ("2022-09,,镍回收率,实际,101,,", "above_limit", "数值", "101"),
        ("2022-09,,金点子,实际,9.5,,", "not_whole", "数值", "9.5"),
        ("2022-09,,处理矿量,实际,2022/2/20,,", "date_in_number", "数值", "2022/2/20"),
        ("2022-09,,示范试点建设,实际,差不多,,", "text_unknown", "数值", "差不多"),
        ("2022-09,,处理矿亮,实际,5,,", "indicator_unknown_near", "指标", "处理矿亮"),
        ("2022-09,,三系列,实际,5,,", "indicator_unknown", "指标", "三系列"),
        ("2022-09,,,实际,5,,", "indicator_missing", "指标", ""),
        ("2022-09,,计划处理矿量,实际,5,,", "kind_in_name", "指标", "计划处理矿量"),
        ("2022-09,示例二糸列,处理矿量,实际,5,,", "scope_unknown_near", "范围", "示例二糸列"),
        ("2022-09,三系列,处理矿量,实际,5,,", "scope_unknown", "范围", "三系列"),
        ("2022-09,别处,处理矿量,实际,5,,", "scope_unknown", "范围", "别处"),
        ("2022-09,,处理矿量,累计完成,5,,", "kind_cumulative", "类别", "累计完成"),
        ("2022-09,,处理矿量,大概,5,,", "kind_unknown", "类别", "大概"),
        ("2022-09,,处理矿量,,5,,", "kind_missing", "类别", ""),
        ("2022年1-9月,,处理矿量,实际,5,,", "period_span", "月份", "2022年1-9月"),
        (",,处理矿量,实际,5,,", "period_missing", "月份", ""),
        ("2022-09,,处理矿量,实际,5,,\ufffd", "broken_character", "备注", "\ufffd"),
        ("2022-09,,处理矿量,实际,5,," + "长" * 1001, "text_too_long", "备注", "长" * 79 + "…"),
    ],
)
def test_each_error_names_line_column_and_text(load: Load, row: str, code: str, column: str, found: str) -> None:
    reading = load(long("2022-08,,处理矿量,实际,5,,", row))
    assert [(i.code, i.line, i.column, i.found, i.file) for i in reading.errors] == [
        (code, 3, column, found, "月报.csv")
    ]
    assert [r.line for r in reading.rows] == [2]


def test_all_errors_come_at_once_even_in_one_row(load: Load) -> None:
    reading = load(long("9月,别处,处理矿量,大概,很多,,", "2022-09,,处理矿量,实际,多,,"))
    assert sorted((i.line or 0, i.code) for i in reading.issues) == [
        (2, "kind_unknown"),
        (2, "not_a_number"),
        (2, "period_year_unclear"),
        (2, "scope_unknown"),
        (3, "not_a_number"),
    ]


def test_a_sentence_tells_what_is_wrong_and_what_to_do(load: Load) -> None:
    issue = load(long("2022-09,,处理矿亮,实际,5,,")).issues[0]
    assert words.place("zh", issue) == "月报.csv，第 2 行，“指标”列"
    assert words.issue("zh", issue) == "没有叫“处理矿亮”的指标。您是指“处理矿量（干）”？请改正。"
    assert "Did you mean “ore milled dry”?" in words.issue("en", issue)


def test_an_empty_cell_asserts_nothing_and_a_mark_reports_what_is_missing(load: Load) -> None:
    reading = load(long("2022-07,,处理矿量,实际,,,", "2022-08,,处理矿量,实际,　,,", "2022-09,,处理矿量,实际,待报,,"))
    assert [(r.period, r.value, r.qualifier, r.text) for r in reading.rows] == [("2022-09", None, "eq", "")]
    assert reading.issues == ()


@pytest.mark.parametrize("text", ["待报", "未上报", " 待定 ", "暂缺", "—", "无", "N/A"])
def test_what_is_still_to_come_is_told_from_what_there_is_none_of(load: Load, text: str) -> None:
    (row,) = load(long(f"2022-09,,处理矿量,实际,{text},,")).rows
    assert (row.value, row.stage) == (None, "" if text in ("—", "无", "N/A") else "awaited")


def test_zero_is_a_figure(load: Load) -> None:
    assert [r.value for r in load(long("2022-09,,金点子,实际,0,,")).rows] == [0.0]


@pytest.mark.parametrize(
    ("indicator", "text", "value", "qualifier", "kept"),
    [
        ("节约外委修理费用", "80余", 80, "gt", "80余"),
        ("节约外委修理费用", "80余万元", 80, "gt", "80余万元"),
        ("节约外委修理费用", "≥80", 80, "ge", "≥80"),
        ("金点子", "十余项", 10, "gt", "十余项"),
        ("金点子", ">10", 10, "gt", ">10"),
        ("金点子", "94", 94, "eq", ""),
        ("示范试点建设", "完成", 100, "eq", "完成"),
        ("示范试点建设", "已投入运行", 100, "eq", "已投入运行"),
        ("示范试点建设", "60", 60, "eq", ""),
        ("作风成效", "水平和效率全面提升", None, "text", "水平和效率全面提升"),
    ],
)
def test_bounds_milestones_and_texts_keep_their_words(
    load: Load, indicator: str, text: str, value: float | None, qualifier: str, kept: str
) -> None:
    reading = load(long(f"2022-09,,{indicator},实际,{text},,"))
    assert [(r.value, r.qualifier, r.text) for r in reading.rows] == [(value, qualifier, kept)]
    assert reading.errors == ()


@pytest.mark.parametrize(
    ("said", "stage"), [("快报", "preliminary"), ("终报", "final"), ("修正", "corrected"), ("final", "final"), ("", "")]
)
def test_the_state_of_a_report_is_kept(load: Load, said: str, stage: str) -> None:
    assert [r.stage for r in load(f"月份,处理矿量,状态\n2022-09,873000,{said}\n").rows] == [stage]
    assert codes(load("月份,处理矿量,状态\n2022-08,889000,快报\n2022-09,873000,随便\n")) == ["state_unknown"]
    for word in ("随便", "暂估", "作废"):
        assert codes(load(f"月份,处理矿量,状态\n2022-09,873000,{word}\n")) == ["state_unknown"]


def test_a_measure_keeps_its_words_owner_due_date_and_state(load: Load) -> None:
    reading = load(
        "月份,范围,指标,措施,责任单位,期限,状态\n2022-09,一系列,处理矿量,加开磨机,磨浮车间,2022-10-31,进行中\n"
    )
    (row,) = reading.rows
    assert (row.kind, row.indicator, row.scope, row.period, row.label, row.value) == (
        "action",
        "ore_milled_dry",
        "line1",
        "2022-09",
        "加开磨机",
        None,
    )
    assert json.loads(row.text) == {"due": "2022-10-31", "owner": "磨浮车间", "state": "进行中"}
    assert row.text == '{"due": "2022-10-31", "owner": "磨浮车间", "state": "进行中"}'


def test_a_measure_in_english_and_a_measure_of_a_whole_year(load: Load) -> None:
    header = "month,scope,indicator,measure,owner,due,status\n"
    assert [r.label for r in load(header + "2022-09,plant,ore_milled_dry,run two mills,line 1,2022-10-31,open\n").rows]
    assert codes(load(header + "2022,plant,ore_milled_dry,run two mills,,,\n")) == ["year_of_measure"]


def test_thousands_of_bad_cells_are_all_listed_but_not_without_end(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 are listed; where no more than 300 may be, 250 and the first 200 of another kind, whose 40 are counted."""
    reading = load(long(*["2022-09,,处理矿量,实际,多,,"] * 1000))
    assert [(i.code, i.line) for i in reading.issues] == [("not_a_number", line) for line in range(2, 1002)]
    assert mending.count(reading.issues) == len(mending.bad_cells(reading.issues)) == 1000
    monkeypatch.setattr(reading_of, "MOST_WRONG", 300)
    lines = ["2022-09,,处理矿量,实际,多,,"] * 250 + ["2022-13,,处理矿量,实际,80,,"] * 240
    reading = load(long(*lines))
    assert Counter(i.code for i in reading.issues) == {"not_a_number": 250, "period_unknown": 200, "more_alike": 1}
    assert (reading.issues[-1].severity, reading.issues[-1].args["count"]) == ("error", 40)
    assert mending.count(reading.issues) == 490
    assert "还有 40 处" in words.issue("zh", reading.issues[-1])
    assert words.issue("en", reading.issues[-1]).startswith("40 more like this one (")


def test_doubts_are_few_as_each_wants_a_tick_of_its_own() -> None:
    doubts = [Issue("not_a_number", "warning", line=n, found="多") for n in range(205)]
    assert [i.code for i in reading_of.counted(doubts)] == ["not_a_number"] * 200 + ["more_alike"]


def test_a_blank_scope_is_asked_once_and_below_a_part_of_the_plant_refused(load: Load) -> None:
    """2022-08 below 一系列 may be its own or the plant's; 2022-07 above it can only be the plant's."""
    head = "月份,范围,处理矿量\n"
    reading = load(f"{head}2022-05,,480000\n2022-06,,500000\n2022-07,一系列,490800\n")
    asked = [i for i in reading.issues if i.code == "scope_partly_blank"]
    assert [(i.severity, i.line, i.column, i.args["count"]) for i in asked] == [("warning", 2, "范围", 2)]
    assert "有 2 行的范围空着" in words.issue("zh", asked[0])
    assert "合并单元格" in words.issue("zh", asked[0])
    refused = load(f"{head}2022-07,一系列,490800\n2022-08,,480000\n2022-09,,500000\n2022-10,,\n").errors
    assert [(i.code, i.cell) for i in refused] == [("scope_blank_below", "B3"), ("scope_blank_below", "B4")]
    assert "上面是示例一系列" in words.issue("zh", refused[0])
    ours = load(long("2022-08,一系列,处理矿量,实际,490800,吨,", "2022-08,,镍回收率,实际,83.6,%,"))
    assert [(i.code, i.severity) for i in ours.issues] == [("scope_partly_blank", "warning")]


def test_blank_in_our_own_long_form_is_the_plant_though_another_month_says_the_same(load: Load) -> None:
    rows = [f"2022-0{n},{scope},实际,{value}" for n in (8, 9) for scope, value in (
        ("示例一系列,处理矿量", "483000,t,"), (",镍回收率", f"83.{n},%,"),
    )]  # fmt: skip
    reading = load(long(*rows))
    assert codes(reading) == ["scope_partly_blank"]
    assert [(row.scope, row.value) for row in reading.rows if row.indicator == "rec_ni_actual"] == [
        ("plant", 83.8),
        ("plant", 83.9),
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("单位：选矿厂,,,2022年9月", ["2022-09", "2022-09"]),
        ("选矿厂生产科,,,2022年9月份", ["2022-09", "2022-09"]),
        ("月份,2022年9月,,\n单位,选矿厂,,", ["2022-09", "2022-09"]),
        ("填报单位：选矿厂,,,2022-10-08", []),  # the day of writing is no month
    ],
)
def test_who_reports_for_which_month_is_a_title_in_several_cells(load: Load, line: str, wanted: list[str]) -> None:
    """With one row of figures it always was; from two on it passed for a heading."""
    reading = load(f"{line}\n指标,单位,实际,差异\n处理矿量,万吨,86.2,1.2\n镍回收率,%,83.5,0.18\n")
    assert [row.period for row in reading.rows if row.kind == "actual"] == wanted
    assert bool(reading.errors) == (not wanted)


def test_a_plants_own_rows_beside_its_lines_are_no_question(load: Load) -> None:
    """范围 empty is the plant: its total of the same month, and what only the plant reports."""
    rows = [
        "2022-09,line1,处理矿量,实际,51,万吨,",
        "2022-09,line2,处理矿量,实际,36,万吨,",
        "2022-09,,处理矿量,实际,87,万吨,",
    ]
    assert load(long(*rows, "2022,,处理矿量,计划,1000,万吨,")).issues == ()


def test_a_row_of_units_under_the_headings_is_read_into_them(load: Load) -> None:
    reading = load("月份,处理矿量,镍回收率\n,万吨,%\n2022-09,87.3,83.6\n")
    assert reading.issues == ()
    assert [(row.indicator, row.value, row.line) for row in reading.rows] == [
        ("ore_milled_dry", 873_000, 3),
        ("rec_ni_actual", 83.6, 3),
    ]


@pytest.mark.parametrize("scopes", [("", ""), ("一系列", "二系列")])
def test_a_scope_column_all_blank_or_all_filled_is_no_question(load: Load, scopes: tuple[str, str]) -> None:
    rows = "".join(f"2022-0{n},{scope},400000\n" for n, scope in enumerate(scopes, 1))
    assert load("月份,范围,处理矿量\n" + rows).issues == ()


def test_a_limit_is_told_in_the_unit_the_user_wrote(load: Load) -> None:
    """1.15 × (17000 + 13000) t/d × 30 d = 1,035,000 t = 103.5 万吨."""
    (issue,) = load("月份,处理矿量(万吨)\n2022-09,104\n").issues
    assert (issue.code, issue.args["most"]) == ("above_capacity", "103.5 万吨")
    (issue,) = load(long("2022-09,,镍回收率,实际,1.01,小数,")).issues
    assert (issue.code, issue.args["limit"]) == ("above_limit", "1 小数")
    (issue,) = load(long("2022-09,,镍回收率,实际,101,,")).issues
    assert issue.args["limit"] == "100%"


def test_thirty_thousand_rows_are_read_to_the_last(load: Load) -> None:
    rows = [
        f"{y}-{m:02},{s},处理矿量,实际,{400000 + y},,"
        for y in range(1951, 2099)
        for m in range(1, 13)
        for s in ("一系列", "二系列")
    ]
    assert len(load(long(*rows), encoding="gb18030").rows) == 148 * 12 * 2
