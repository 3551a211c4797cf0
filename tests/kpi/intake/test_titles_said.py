"""What titles, names and label rows say of a whole table: product, part of the plant, sums, days of writing, years.

The figures are worked out by hand: 0.62 % nickel under 尾矿 is the tailings', 86.2 万吨 are 862,000 t.
"""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest

from kpi import catalog, intake
from kpi.intake.grid import groups
from kpi.intake.headings import days, remarks, unplaced, unread, yearly
from kpi.intake.rows import productrows
from kpi.intake.tables import tabletitles
from kpi.intake.words import madeon
from kpi.reading import Reading

CATALOG = catalog.load()
COUNT = "⏎指标,单位,数值⏎提出金点子,项,11"
GRADES = "⏎指标,单位,实际⏎镍品位,%,0.62⏎铜品位,%,0.28"
PLAN = "⏎指标,单位,目标⏎镍回收率,%,83.32⏎申报专利,项,12"
YEAR = {("rec_ni_actual", "plan", "2022"): 83.32, ("patent_filed", "plan", "2022"): 12.0}
SEPTEMBER = {("idea_proposed", "actual", "2022-09"): 11.0}


def read(text: str, name: str = "x.csv", table: str | None = None) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG, table=table)


def figures(found: Reading) -> dict[tuple[str, str, str], float | None]:
    return {(row.indicator, row.kind, row.period): row.value for row in found.rows}


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def word(found: Reading, code: str) -> str:
    return next((str(args.get("word") or args.get("part")) for issue in found.issues
                 if issue.code == code and (args := issue.args)), "")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (f"2022年9月尾矿化验月报{GRADES}", "x.csv", "tail"),
        (f"2022年9月精矿化验{GRADES}", "x.csv", "conc"),
        (GRADES.lstrip("⏎"), "2022年9月尾矿化验.csv", "tail"),
        ("2022年9月⏎指标,单位,实际⏎尾矿,,⏎镍品位,%,0.62⏎铜品位,%,0.28", "x.csv", "tail"),
        ("2022年9月尾矿化验⏎月份,镍品位(%),铜品位(%)⏎2022-09,0.62,0.28", "x.csv", "tail"),
        (f"2022年9月原矿化验{GRADES}", "x.csv", "head"),
        (f"2022年9月生产月报{GRADES}", "x.csv", "head"),
    ],
)
def test_the_product_of_a_title_or_of_a_row_above_is_the_figures_own(text: str, name: str, told: str) -> None:
    found = read(text, name)
    assert {(row.indicator, row.value) for row in found.rows} == {
        (f"{told}_grade_ni", 0.62), (f"{told}_grade_cu", 0.28)}  # fmt: skip
    assert ("product_told" in codes(found)) == (told != "head")


def test_a_product_that_no_indicator_fits_is_refused_and_one_of_several_is_asked() -> None:
    assert "!product_unclear" in codes(read("2022年9月尾矿化验⏎指标,单位,实际⏎水分,%,12"))
    assert "product_open" in codes(read(f"2022年9月精矿、尾矿化验{GRADES}"))
    metal = read("2022年9月原矿金属量⏎指标,单位,实际⏎金属量,,⏎镍,吨,10775⏎铜,吨,6723")
    assert {(row.indicator, row.value) for row in metal.rows} == {("ni_feed", 10775.0), ("cu_feed", 6723.0)}
    both = read("2022年9月⏎指标,单位,实际⏎精矿,,⏎镍品位,%,7.1⏎原矿,,⏎镍品位,%,1.2")
    assert {(row.indicator, row.value) for row in both.rows} == {("conc_grade_ni", 7.1), ("head_grade_ni", 1.2)}


@pytest.mark.parametrize(
    ("title", "part"),
    [("2022年9月破碎车间生产月报", "破碎车间"), ("浮选工段2022年9月月报", "浮选工段"),
     ("2022年9月精矿车间月报", "精矿车间"),
     ("2022年9月第一党支部三会一课统计", "第一党支部"), ("2022年9月球磨机运行月报", "球磨机"),
     ("2022年9月铜渣选矿生产月报", "铜渣选矿"), ("2022年9月外购矿生产月报", "外购矿"),
     ("2022年9月龙首矿月报", "龙首矿"),
     ("2022年9月1#球磨机统计", "1#球磨机"), ("2022年9月运转班组月报", "运转班组")],
)  # fmt: skip
def test_a_part_of_the_plant_that_is_not_known_is_asked_by_its_name(title: str, part: str) -> None:
    found = read(f"{title}{COUNT}")
    assert (figures(found), word(found, "part_unknown_title")) == (SEPTEMBER, part)


def test_the_whole_plant_and_plain_reports_are_no_parts() -> None:
    plain = ("全厂", "选矿厂", "公司选矿厂", "设备", "生产", "各车间", "班组建设", "磨机作业率及", "选矿厂党支部")
    for title in (*plain, "金川集团股份有限公司选矿厂", "镍矿选矿厂", "矿业公司选矿厂", "龙首矿选矿厂"):
        assert codes(read(f"2022年9月{title}月报{COUNT}")) == {"month_from_title"}, title
    for title in ("外委选矿厂", "三选矿厂", "1#选矿厂", "铜渣选矿厂", "铜渣系统", "镍冶炼厂", "外部选厂", "热电厂"):
        for text in (f"{title}2022年9月月报{COUNT}", f"{title}月报⏎月份,金点子⏎2022-09,11"):
            assert codes(read(text)) - {"month_from_title"} == {"around_unread"}, text  # one tick and no more
    assert word(read(COUNT.lstrip("⏎"), "第一党支部2022年9月.csv"), "part_unknown_name") == "第一党支部"


@pytest.mark.parametrize(
    "said",
    ["年初至9月", "至9月末", "全年", "季报", "半年报", "年报", "上月数", "完成率", "得分", "比上月", "较计划增减"],
)
def test_a_title_of_sums_or_comparisons_is_no_months(said: str) -> None:
    assert "!not_month_title" in codes(read(f"2022年9月创新（{said}）{COUNT}"))


def test_a_title_of_comparisons_above_plan_and_actual_is_asked_or_explained() -> None:
    assert "not_month_title" in codes(read(f"2022年9月创新成果（截至9月30日）{COUNT}"))
    columns = "⏎指标,单位,计划,实际{}⏎提出金点子,项,10,11{}"
    assert "not_month_title" in codes(read("2022年9月完成率" + columns.format("", "")))
    assert "not_month_title" not in codes(read("2022年9月完成率" + columns.format(",完成率", ",110%")))
    assert codes(read(f"2022年9月三会一课完成率{COUNT}")) == {"month_from_title"}
    assert figures(read(f"2022年全年生产计划{PLAN}")) == YEAR


@pytest.mark.parametrize(
    ("title", "name"),
    [(f"2022年度目标⏎{said}：2022年1月", "x.csv") for said in ("下达时间", "签订时间", "执行日期")]
    + [("2022年年度计划（2022年1月下达）", "x.csv"), ("2022年生产计划⏎（2022年7月修订）", "x.csv"),
       ("2022年生产目标（2021年12月编制）", "x.csv"), ("2022年度目标责任书 2022年1月15日", "x.csv"),
       ("2022年度指标（职代会通过，2022年2月）", "x.csv"), ("", "2022年度目标（202201下发）.csv")],
)  # fmt: skip
def test_the_month_in_which_a_years_plan_was_given_out_is_not_the_plans(title: str, name: str) -> None:
    found = read(f"{title}{PLAN}".lstrip("⏎"), name)
    assert figures(found) == YEAR
    assert codes(found) <= {"year_plan_from_title", "year_plan_from_name"}


def test_the_plan_of_a_month_stays_the_months() -> None:
    assert set(figures(read(f"2022年9月下达指标{PLAN}"))) == {(key, "plan", "2022-09") for key, *_ in YEAR}
    done = read(f"2022年9月执行2022年度计划情况{PLAN.replace('目标', '计划')}")
    assert set(figures(done)) == {(key, "plan", "2022-09") for key, *_ in YEAR}
    changed = read("2022年计划调整⏎指标,单位,调整前,调整后⏎处理矿量,万吨,1020,1010")
    assert [row.value for row in changed.rows] == [10_100_000.0]  # what stands, and not what stood before it
    assert codes(changed) == {"plan_version", "year_plan_from_title"}


@pytest.mark.parametrize(
    "written",
    ["例会时间：2022年10月", "填报月份：2022年10月", "上报月份：2022年10月", "提供日期：2022年10月", "版本：2022年10月",
     "归档日期：2022年10月", "更新于2022年10月", "编号：2022-10", "2022-10-08 15:30", "2022年10月例会材料"],
)  # fmt: skip
def test_the_day_of_writing_is_no_month_of_the_figures(written: str) -> None:
    assert "!no_month_heading" in codes(read(f"选矿厂创新月报⏎{written}{COUNT}"))
    assert figures(read(f"选矿厂2022年9月创新月报⏎{written}{COUNT}")) == SEPTEMBER


def test_a_timestamp_of_excel_and_of_a_file_is_no_month_either() -> None:
    book = openpyxl.Workbook()
    book.active.append(["选矿厂创新月报"])
    for row in ([datetime.datetime(2022, 10, 8, 15, 30)], ["指标", "单位", "实际"], ["提出金点子", "项", 11]):
        book.active.append(row)
    book.save(held := io.BytesIO())
    assert "!no_month_heading" in codes(intake.read(held.getvalue(), "x.xlsx", CATALOG))
    assert "!titles_disagree" in codes(read(f"选矿厂2022年9月创新月报⏎2022年10月{COUNT}"))
    bare = COUNT.lstrip("⏎")
    assert figures(read(bare, "2022年9月创新(2022-10-08 1530).csv")) == SEPTEMBER
    assert "!no_month_heading" in codes(read(bare, "2022年10月例会-9月创新.csv"))


def test_a_digit_behind_the_month_hides_it_only_where_it_is_a_day() -> None:
    for title in ("2022年9月3号系统统计", "2022年9月2次检修统计"):
        assert figures(read(f"{title}{COUNT}")) == SEPTEMBER
    for title in ("2022年9月3号", "2022年9月30日"):
        assert "!no_month_heading" in codes(read(f"{title}{COUNT}"))
    assert "!days_said" in codes(read(f"2022年9月12-15日说明{COUNT}"))


TWO = "{}⏎指标,单位,数值⏎处理矿量,吨,850000⏎⏎{}⏎指标,单位,数值⏎故障停机时间,小时,21"
PARTS = TWO.format("2022年9月⏎一、一系列", "二、设备")


def test_a_section_of_its_own_number_takes_nothing_of_the_one_before() -> None:
    scopes = {row.indicator: row.scope for row in read(PARTS, table="*").rows}
    assert scopes == {"ore_milled_dry": "line1", "fault_hours": "plant"}
    for first, kept in (("一、2022年9月计划", 1), ("2022年9月计划", 2)):
        second = "二、设备" if kept == 1 else "设备运行"
        found = read(TWO.format(first, second), table="*")
        assert len(found.rows) == kept
        assert ("tables_unread" in codes(found), "title_of_other" in codes(found)) == (kept == 1, kept == 2)
    assert "title_of_other" not in codes(read(TWO.format("选矿厂2022年9月完成情况", "设备"), table="*"))
    lone = read(TWO.format("1.2022年9月一系列", "2.2022年9月设备"), table="*")
    assert {row.indicator: row.scope for row in lone.rows} == scopes
    found = read(TWO.format("2022年9月", "2022年"), table="*")
    assert ([row.indicator for row in found.rows], "tables_unread" in codes(found)) == (["ore_milled_dry"], True)


def test_what_is_asked_of_one_of_several_tables_says_where_it_begins() -> None:
    found = read(TWO.format("2022年9月计划", "2022年9月计划"), table="*")
    places = [(issue.line, issue.cell) for issue in found.issues if issue.code == "kind_from_title"]
    assert places == [(2, "A2"), (6, "A6")]


def test_without_these_rules_the_figures_are_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: 尾矿 was 原矿, 破碎车间 the plant, 完成率 an actual, 1月 of 下达 the plan's, 设备 of 一系列."""
    monkeypatch.setattr(productrows, "told", lambda table, shape, *_: (table, shape, []))
    assert {row.indicator for row in read(f"2022年9月尾矿化验{GRADES}").rows} == {"head_grade_ni", "head_grade_cu"}
    monkeypatch.setattr(unplaced, "unknown", lambda *_: "")
    assert codes(read(f"2022年9月破碎车间月报{COUNT}")) == {"month_from_title"}
    monkeypatch.setattr(groups, "beside_said", lambda *_: ("", False))
    assert figures(read(f"2022年9月完成率{COUNT}")) == SEPTEMBER
    monkeypatch.setattr(madeon, "told", lambda texts: list(texts))
    assert ("rec_ni_actual", "plan", "2022-01") in figures(read(f"2022年年度计划（2022年1月下达）{PLAN}"))
    monkeypatch.setattr(tabletitles, "_rank", lambda _: None)
    assert {row.scope for row in read(PARTS, table="*").rows} == {"line1"}


REPORT = "2022年9月生产月报⏎"
ORE = "⏎指标,单位,实际⏎处理矿量,万吨,86.2⏎"
RATE = "⏎指标,单位,数值⏎镍回收率,%,83.2"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("2022年9月（1-20日）生产月报", "x.csv", "!days_said"),
        ("2022年9月前15天", "x.csv", "!days_said"),
        ("2022年9月(截止20日)", "x.csv", "!days_said"),
        ("2022年9月份（20天）", "x.csv", "!days_said"),
        (f"{REPORT}2022.9.1-9.15", "x.csv", "!days_said"),
        (f"{REPORT}2022-09-01至2022-09-15", "x.csv", "!days_said"),
        (f"{REPORT}数据期间：2022.09.01-2022.09.20", "x.csv", "!days_said"),
        (f"{REPORT}（9.1-9.15）", "x.csv", "!days_said"),
        (f"{REPORT}8月26日-9月24日", "x.csv", "!days_said"),
        (f"{REPORT}起始日期：2022-09-01  截止日期：2022-09-15", "x.csv", "!days_said"),
        (f"{REPORT}9月20日数据", "x.csv", "!days_said"),
        (REPORT.strip("⏎"), "0901-0915.csv", "!days_said"),
        (f"{REPORT}2022年9月20日止", "x.csv", "!days_said"),
        ("选矿生产情况", "2022年9月1日-9月18日.csv", "!days_said"),
        (f"{REPORT}8月1日-31日", "x.csv", "!titles_disagree"),
        (f"{REPORT}2021年", "x.csv", "!titles_disagree"),
        (f"{REPORT}9月1日-30日", "x.csv", "month_from_title"),
        ("2022年9月1日至9月30日生产报表", "x.csv", "month_from_title"),
        (f"{REPORT}报送时间：10月1日-10月3日", "x.csv", "month_from_title"),
        (f"{REPORT}生产天数25天", "2022-10-08-12.csv", "month_from_title"),
        ("2022年8月26日-9月25日生产月报", "x.csv", "days_as_month"),
    ],
)
def test_days_of_a_title_are_the_whole_month_or_are_refused(text: str, name: str, told: str) -> None:
    found = read(text + ORE, name)
    assert codes(found) == {told}
    if not found.errors:
        assert figures(found) == {("ore_milled_dry", "actual", "2022-09"): 862_000.0}


@pytest.mark.parametrize(
    ("text", "told", "period"),
    [
        (f"{REPORT}年度计划{RATE}", "kind_from_title year_plan_from_title", "2022"),
        (f"类别,2022年计划⏎月份,2022年9月{RATE}", "kind_from_title year_plan_from_title", "2022"),
        (f"{REPORT}二、年度考核指标{RATE}", "kind_from_title year_plan_from_title", "2022"),
        (f"2022年9月年度生产计划{RATE}", "kind_from_title month_from_title plan_months_own", "2022-09"),
        (f"2022年9月计划（年度计划分解）{RATE}", "kind_from_title month_from_title", "2022-09"),
        (f"{REPORT}月度计划{RATE}", "kind_from_title month_from_title", "2022-09"),
        (f"{REPORT}季度计划{RATE}", "!not_month_title kind_from_title month_from_title", ""),
        (f"{REPORT}Q3目标{RATE}", "!not_month_title kind_from_title month_from_title", ""),
    ],
)
def test_a_years_plan_beside_a_month_is_the_years_and_a_quarters_is_refused(text: str, told: str, period: str) -> None:
    found = read(text)
    assert codes(found) == set(told.split())
    assert found.errors or figures(found) == {("rec_ni_actual", "plan", period): 83.2}


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        *((note, True) for note in ("注：以上为1-9月累计数", "注：处理矿量为湿量", "备注：本表数据为预计数")),
        *((note, True) for note in ("注：计划数", "数据截至9月25日", "注：1.上述数据为暂估数；2.其他")),
        ("注：以上为8月数据", True),
        *((note, False) for note in ("注：以上为9月数据", "注：数据截至9月30日", "注：累计数见附表", "一系列")),
        *((note, False) for note in ("注：处理矿量为干量", "备注：9月12日-14日停车检修", "注：数据为实际数")),
    ],
)
def test_a_note_below_the_table_that_denies_its_figures_is_asked(note: str, *, asked: bool) -> None:
    assert ("notes_deny" in codes(read(f"2022年9月{ORE}{note}"))) is asked


def test_this_month_beside_another_or_a_quarter_is_the_titles() -> None:
    found = read(f"{REPORT}指标,单位,本月,10月计划,前三季度⏎镍回收率,%,83.2,83.5,83.1")
    assert figures(found) == {("rec_ni_actual", "actual", "2022-09"): 83.2, ("rec_ni_actual", "plan", "2022-10"): 83.5}
    assert codes(found) == {"month_from_title"}


def test_without_the_rules_part_of_a_month_a_years_plan_and_a_denied_figure_were_stored_unasked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The controls."""
    monkeypatch.setattr(unread, "asked", lambda *_: [])  # the net below them all
    monkeypatch.setattr(days, "part_said", lambda *_: "")
    assert codes(read(f"{REPORT}9月20日止{ORE}")) == {"month_from_title"}
    monkeypatch.setattr(yearly, "_years_own", lambda *_: None)
    monkeypatch.setattr(yearly, "months_own", lambda *_: [])
    assert figures(read(f"{REPORT}年度计划{RATE}")) == {("rec_ni_actual", "plan", "2022-09"): 83.2}
    monkeypatch.setattr(remarks, "below", lambda *_: [])
    assert codes(read(f"2022年9月{ORE}注：以上为1-9月累计数")) == {"month_from_title"}
