"""Habits of those who type reports: 09/2022, 872 400, #DIV/0! of a line that stood still, rates of many names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kpi import catalog, intake, words
from kpi.intake.checks import controlrows, divided, overhauls
from kpi.intake.grid import groups
from kpi.intake.headings import days, leads, rated, unread
from kpi.intake.words import vocabulary
from kpi.model import Book
from kpi.reading import Reading
from tests.kpi.intake import conftest
from tests.kpi.intake.workbooks import book, saved

CATALOG = catalog.load()
NAMES = vocabulary.of(CATALOG)
MONTH, YEAR = "2022年9月⏎", "2022年⏎"
T, Y = "month_from_title", "year_from_title"


def read(text: str, name: str = "x.csv", known: Book | None = None) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG, known)


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[str]) -> Reading:
    return intake.read(saved(book(rows, merged)), "x.xlsx", CATALOG)


def figures(found: Reading) -> list[tuple[str, str, float | None]]:
    return [(row.indicator, row.period, row.value) for row in found.rows]


def codes(found: Reading) -> list[str]:
    """Every sentence can be said."""
    assert not any("{" in words.issue(lang, issue) for issue in found.issues for lang in ("zh", "en"))
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    ("text", "periods", "asked"),
    [
        ("月份,处理矿量(万吨)⏎10/2022,86⏎09/2022,85", ["2022-10", "2022-09"], []),
        ("指标,单位,8/2022,09/2022⏎处理矿量,万吨,85,86", ["2022-08", "2022-09"], []),
        ("处理矿量报表 09/2022⏎指标,单位,数值⏎处理矿量,万吨,86", ["2022-09"], [T]),
        ("2022年9月报表 No.12/2022⏎指标,单位,数值⏎处理矿量,万吨,86", ["2022-09"], [T]),
        ("月份,处理矿量(万吨)⏎13/2022,86", [], ["period_unknown"]),
        ("月份,处理矿量(万吨)⏎10.2022,86", [], ["period_unknown"]),  # a figure, or October
        ("30/09/2022 报表⏎指标,单位,数值⏎处理矿量,万吨,86", [], ["no_month_heading"]),
        ("08/2022-09/2022 报表⏎指标,单位,数值⏎处理矿量,万吨,86", [], ["titles_disagree"]),
    ],
)
def test_the_month_before_its_year(text: str, periods: list[str], asked: list[str]) -> None:
    found = read(text)
    assert ([row.period for row in found.rows], codes(found)) == (periods, asked)


def test_a_blank_parts_thousands_and_is_asked_where_nothing_published_tells_the_size() -> None:
    text = "月份,处理矿量(t)⏎2022-08,872 400⏎2022-09,865 100"
    found = read(text)
    assert ([row.value for row in found.rows], codes(found)) == ([872_400, 865_100], ["blank_thousands"])
    published = {("ore_milled_dry", "plant", f"2022-{n:02d}"): 870_000.0 for n in range(1, 8)}
    assert codes(read(text, known=conftest.book(published))) == []
    assert codes(read("月份,处理矿量(t)⏎2022-08,872 40")) == ["not_a_number"]
    assert codes(read("月份,处理矿量(t)⏎2022-08,1 072 400.5")) == ["above_capacity"]  # two groups: one figure, no two


STOPPED = f"{MONTH}系列,处理矿量(万吨),镍回收率(%)⏎一系列,46,83.2⏎二系列,{{}},{{}}"


@pytest.mark.parametrize(
    ("feed", "rate", "kept", "asked"),
    [
        ("0", "#DIV/0!", None, ["divided_by_nought"]),
        ("—", "#DIV/0!", None, ["divided_by_nought"]),
        ("40", "#DIV/0!", 0, ["excel_error"]),
        ("0", "#REF!", 0, ["excel_error"]),
        ("#DIV/0!", "83", 83, ["excel_error"]),
    ],
)
def test_a_rate_of_a_line_that_stood_still_is_no_figure(feed: str, rate: str, kept: float, asked: list[str]) -> None:
    found = read(STOPPED.format(feed, rate))
    own = [row.value for row in found.rows if (row.indicator, row.scope) == ("rec_ni_actual", "line2")]
    assert (own, codes(found)) == ([] if kept == 0 else [kept], [T, *asked])


def test_without_the_check_a_broken_formula_would_pass_for_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divided, "settle", lambda read, catalog: [])
    assert read(STOPPED.format("40", "#DIV/0!")).errors == ()


PLANS = [["2022年计划"], ["指标", "单位", *(f"{n}月" for n in range(1, 13))]]


def test_a_rates_plan_merged_over_the_year_is_each_months_and_a_quantitys_is_refused_once() -> None:
    ni = ["镍回收率", "%", 83.32, *[None] * 11]
    found = sheet([*PLANS, ni], ["C3:N3"])
    assert figures(found) == [("rec_ni_actual", f"2022-{n:02d}", 83.32) for n in range(1, 13)]
    assert sorted(codes(found)) == ["kind_from_title", "merged_plan_rate", Y]
    found = sheet([*PLANS, ["处理矿量", "万吨", 1000, *[None] * 11], ni], ["C3:N3", "C4:N4"])
    assert [(issue.code, issue.line, issue.args["count"]) for issue in found.errors] == [("merged_plan_amount", 3, 12)]
    done = sheet([["2022年完成"], PLANS[1], ni], ["C3:N3"])
    assert {issue.code for issue in done.errors} == {"merged_figure"}  # of what was done no month is another's


@pytest.mark.parametrize(
    ("heads", "cells", "values"),
    [
        ("项目,9月进度,10月进度", "60%,70%", [("2022-09", "actual", 60), ("2022-10", "actual", 70)]),
        ("项目,9月计划进度(%),9月实际进度(%)", "60,70", [("2022-09", "plan", 60), ("2022-09", "actual", 70)]),
        ("项目,负责人,2022年9月进度", "张三,70%", [("2022-09", "actual", 70)]),
    ],
)
def test_the_progress_of_projects_month_by_month(heads: str, cells: str, values: list[tuple[str, str, float]]) -> None:
    found = read(f"2022年项目进度⏎{heads}⏎水系统分质分级回用升级改造,{cells}")
    assert ([(row.period, row.kind, row.value) for row in found.rows], found.errors) == (values, ())
    assert read(f"2022年进度⏎{heads}⏎处理矿量,{cells}").errors  # how far an amount has come is none of its figures


def test_the_days_of_a_project_are_no_months_of_its_figures() -> None:
    head = "2022年9月⏎项目,计划进度,实际进度,开始日期,结束日期⏎水系统分质分级回用升级改造,60%,70%,"
    found = read(f"{head}2022-01-01,2022-12-31")
    assert [(row.period, row.value) for row in found.rows] == [("2022-09", 60), ("2022-09", 70)]
    assert (codes(found), [out.text for out in found.left_out][1:]) == ([T], ["开始日期", "结束日期"])


LEDGER = f"{MONTH}序号,指标,单位,数值,统计人,日期⏎1,处理矿量,万吨,86,张三,{{0}}⏎2,镍回收率,%,83.2,李四,{{0}}"


def test_the_day_a_ledger_was_written_on_is_not_its_month(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(LEDGER.format("2022-10-08"))
    assert ([row.period for row in found.rows], codes(found)) == (["2022-09"] * 2, [T])
    assert {row.period for row in read(LEDGER.format("2022-10-31")).rows} == {"2022-10"}  # which is October's
    assert "period_day" in codes(read(LEDGER.format("2022-09-08")))
    monkeypatch.setattr(days, "after", lambda lines, called: lines)
    assert "period_day" in codes(read(LEDGER.format("2022-10-08")))


def test_lists_of_events_say_what_to_report_instead() -> None:
    ideas = read("2022年9月金点子台账⏎序号,金点子名称,提出时间,效益(万元)⏎1,减少跑偏,2022-09-03,5")
    assert codes(ideas) == ["no_header_ledger"] and "按月汇总" in words.issue("zh", ideas.issues[0])
    assert codes(read("2022年9月检修清单⏎项目,责任人⏎衬板更换,甲")) == ["no_header"]  # no days: it may be anything
    faults = "2022年9月故障台账⏎日期,设备,故障停机时间(h)⏎9月3日,1#球磨,2.5⏎9月5日,2#球磨,1.5"
    assert codes(read(faults)) == ["period_daily"]


@pytest.mark.parametrize(
    "head",
    "完成年计划 占年计划 完成年计划% 预算执行率 完成年度计划率 完成计划比例 计划完成比 执行率 占全年计划 序时进度 超(+)欠(-)".split(),  # noqa: E501, SIM905
)
def test_rates_of_many_names_are_told_and_not_asked(head: str) -> None:
    found = read(f"{MONTH}指标,单位,本月计划,本月实际,{head}⏎处理矿量,万吨,80,84,105%")  # 84 ÷ 80
    assert ([row.value for row in found.rows], codes(found)) == ([800_000, 840_000], [T])
    assert any(head in str(said.args.get("columns")) for said in found.said)


def test_done_in_per_cent_beside_a_plan_is_a_rate_and_no_actual(monkeypatch: pytest.MonkeyPatch) -> None:
    both = f"{MONTH}指标,单位,计划,完成,完成(%)⏎处理矿量,万吨,80,84,{{}}"
    assert ([row.value for row in read(both.format(105)).rows], codes(read(both.format(105)))) == ([8e5, 8.4e5], [T])
    assert codes(read(both.format(108))) == [T, "rate_unlike"]
    alone = read(f"{MONTH}指标,单位,计划,完成(%)⏎处理矿量,万吨,80,105")
    assert ([row.kind for row in alone.rows], codes(alone)) == (["plan"], [T, "computed_alone"])
    assert "“完成(%)”没有读入" in words.issue("zh", alone.issues[1])
    own = read(f"{MONTH}指标,计划(%),完成(%)⏎镍回收率,83,83.2")
    assert [(row.kind, row.value) for row in own.rows] == [("plan", 83), ("actual", 83.2)]
    monkeypatch.setattr(rated, "headed", lambda lines, names: lines)
    assert codes(read(both.format(105)))[-1] == "unit_conflict"


def test_rows_of_sums_and_rates_hold_the_figures_to_account(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "月份,指标,类别,数值,单位⏎2022-08,处理矿量,实际,85,万吨⏎2022-08,处理矿量,累计完成,661,万吨"
    long += "⏎2022-09,处理矿量,实际,86,万吨⏎2022-09,处理矿量,累计完成,{},万吨"
    assert codes(read(long.format(747))) == []  # 661 + 86
    assert codes(read(long.format(753))) == ["sum_grows_otherwise"]
    rows = f"{MONTH}指标,单位,数值⏎处理矿量,万吨,⏎计划,,80⏎当月,,84⏎完成率,%,{{}}⏎累计,,{{}}"
    assert codes(read(rows.format(105, 700))) == [T, "kinds_below"]
    assert set(codes(read(rows.format(108, 70)))) == {T, "kinds_below", "rate_unlike", "month_over_sum"}
    wide = f"{YEAR}指标,项目,8月,9月⏎处理矿量(万吨),实际,85,86⏎处理矿量(万吨),累计,661,{{}}"
    assert (codes(read(wide.format(747))), codes(read(wide.format(753)))) == ([Y], [Y, "sum_grows_otherwise"])
    monkeypatch.setattr(controlrows, "check", lambda *_: [])
    assert codes(read(long.format(753))) == []


def test_blocks_under_a_blank_corner_are_read_and_held_to_account() -> None:
    head = f"{MONTH},处理矿量(万吨),,,镍回收率(%),,⏎,计划,本月,累计,计划,本月,累计⏎"
    found = read(f"{head}全厂,85,86,747,83,83.2,83.1⏎一系列,45,46,400,83,83,83")
    assert [row.value for row in found.rows] == [850_000, 860_000, 83, 83.2, 450_000, 460_000, 83, 83]
    assert codes(found) == [T, "headings_spread"]
    assert codes(read(f"{head}全厂,85,86,74,83,83.2,83.1")) == [T, "headings_spread", "month_over_sum"]
    metals = f"{MONTH}指标,镍,,铜,⏎,本月,累计,本月,累计⏎回收率(%),83,83.1,77,77.1⏎精矿金属量(t),6800,{{}},4370,40000"
    assert "month_over_sum" not in codes(read(metals.format(50000)))
    assert "month_over_sum" in codes(read(metals.format(5000)))


def test_a_product_and_a_metal_in_two_columns_say_an_indicator_with_the_heading() -> None:
    wanted = {"head_grade_ni": 0.95, "head_grade_cu": 0.66, "conc_grade_ni": 7.1, "conc_grade_cu": 4.9}
    for rows in ("原矿,镍,0.95⏎原矿,铜,0.66⏎精矿,镍,7.1⏎精矿,铜,4.9", "原矿,Ni,0.95⏎,Cu,0.66⏎精矿,Ni,7.1⏎,Cu,4.9"):
        found = read(f"{MONTH}产品,金属,品位(%)⏎{rows}")
        assert ({row.indicator: row.value for row in found.rows}, found.errors) == (wanted, ())
        assert "crossed_read" in codes(found)
    more = read(f"{MONTH}产品,元素,品位(%),金属量(t)⏎原矿,镍,0.95,8170⏎精矿,镍,7.1,6800")
    assert [row.value for row in more.rows] == [0.95, 8170, 7.1, 6800]
    assert leads.together(()) == ()


def test_materials_by_what_was_used_of_them_in_all_and_per_tonne() -> None:
    found = read(
        f"{MONTH}指标,单位,本月消耗,本月单耗⏎钢球,t,516,0.6⏎黄药,kg,51600,60⏎衬板,kg,900,1⏎用电量,kWh,30100000,"
    )
    wanted = {"ball_kg": 516_000, "ball_unit": 0.6, "xanthate_kg": 51_600, "reagent_unit_xanthate": 60}
    assert {row.indicator: row.value for row in found.rows} == wanted | {"power_kwh": 30_100_000}
    assert (found.errors, codes(found)) == ((), [T, "crossed_read", "crossed_left"])
    both = read(f"{MONTH}材料名称,单位,计划消耗,实际消耗⏎新水,m³,510000,516000⏎电,kWh,3000000,3010000")
    assert [row.value for row in both.rows] == [510_000, 516_000, 3_000_000, 3_010_000]
    assert read(f"{MONTH}材料,用量⏎精矿,86000").errors  # a product is no material


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("选矿厂2022年9月生产月报（终报）", []),
        ("2022年9月生产月报（最终）（定稿）", []),
        ("月报（2022年9月期）", []),
        ("2022年第9期生产月报", []),
        ("调度会材料", []),
        ("2022年9月生产月报（估报）", ["估报"]),  # not the 报 of 月报
        ("22年9月生产月报", ["22年"]),
        ("外协选厂2022年9月月报", ["外协选厂"]),
    ],
)
def test_words_that_nobody_reads_are_quoted_whole(text: str, left: list[str]) -> None:
    assert unread.left(text, NAMES, (False, False, (2022, 9))) == left


def test_a_years_tables_are_no_yearly_report() -> None:
    assert codes(read("2022年报表⏎指标,单位,数值⏎处理矿量,万吨,86", "2022年9月.csv")) == ["month_from_name"]
    assert [groups.not_month_said([t], [], spans=True) for t in ("2022年报表", "2022年报", "选厂年报表")] == [
        "", "年报", "年报",
    ]  # fmt: skip


def year_of(july: str) -> str:
    rows = (f"2022-{n:02d},{july if n == 7 else '86,3010,516,'}" for n in range(1, 13))
    return "月份,处理矿量(万吨),用电量(万kWh),钢球消耗量(t),备注\n" + "\n".join(rows)


def test_a_month_in_which_all_is_low_together_is_one_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(year_of("8.6,350,50,"))  # 10 %, 11.6 % and 9.69 % of what is usual
    (asked,) = found.issues
    assert (asked.code, len(asked.each), asked.args["low"], asked.args["high"]) == ("low_together", 3, "9.69%", "11.6%")
    assert codes(read(year_of("8.6,3010,516,"))) == ["far_below_history"]
    assert codes(read(year_of("15,30.1,516,"))) == ["far_below_history"] * 2  # 17 % and 1 %: two causes
    assert codes(read(year_of("15,30.1,516,7月大修"))) == ["low_together"]
    monkeypatch.setattr(overhauls, "settle", lambda issues, *_: list(issues))
    assert codes(read(year_of("8.6,350,50,"))) == ["far_below_history"] * 3


def test_english_products_are_their_tonnes() -> None:
    found = read("Month,Ore milled (t),Concentrate (t),Tailings (t)⏎2022-09,860000,95000,765000")
    assert [row.indicator for row in found.rows] == ["ore_milled_dry", "conc_mass", "tail_mass"]
    assert codes(found) == []
