"""Months, headings and names written in another way than ours: in English, in two languages, as milestones, Ⅱ系列."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.intake import read
from kpi.intake.words import english
from kpi.intake.words.others import nearest
from kpi.reading import Reading
from tests.kpi.books import shipped

Figures = dict[tuple[str, str, str, str], float | None]
TITLE, ORE = "选矿厂2022年9月生产月报\n", "ore_milled_dry"
SEPTEMBER = {(ORE, "plant", "actual", "2022-09"): 862000.0}
BOTH = SEPTEMBER | {(ORE, "plant", "plan", "2022-09"): 850000.0}
NICKEL = {("rec_ni_actual", "plant", kind, "2022-09"): value for kind, value in (("plan", 83.3), ("actual", 83.4))}
LINES = {(ORE, "line1", "actual", "2022-09"): 480000.0, (ORE, "line2", "actual", "2022-09"): 380000.0}


def ship(text: str, name: str = "月报.csv") -> Reading:
    return read(text.encode(), name, shipped(), today=date(2026, 11, 23))


def figures(reading: Reading) -> Figures:
    assert not reading.errors, [(issue.code, issue.found) for issue in reading.errors]
    return {(row.indicator, row.scope, row.kind, row.period): row.value for row in reading.rows}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Report for September 2022", "Report for 2022年9月"),
        ("Period: Sep-2022", "Period: 2022年9月"),
        ("report_sept2022", "report_2022年9月"),
        ("2022 September", "2022年9月"),
        ("Jul–Sep 2022", "2022年7-9月"),
        ("YTD to September 2022", "YTD 截至2022年9月"),
        ("Month: Sep", "9月"),
        *((said, said) for said in (
            "30 September 2022", "September 30, 2022", "2022-Sep-15", "July, August and September 2022",
            "from September 2022", "Line 1 September 2022", "maybe 2022", "Sep 1 - Sep 30, 2022",
        )),
    ],
)  # fmt: skip
def test_an_english_month_is_one_and_a_day_of_it_is_none(text: str, told: str) -> None:
    assert english.told(text) == told


@pytest.mark.parametrize(
    "title", ["Monthly Production Report - September 2022", "Sept. 2022", "Month: September 2022", "2022 September"]
)
def test_an_english_title_says_the_month(title: str) -> None:
    text = f'"{title}"\nIndicator,Unit,Plan,Actual\nOre milled,t,850000,862000\n'
    assert figures(ship(text)) == BOTH


@pytest.mark.parametrize("title", ["Jul-Sep 2022", "30 September 2022", "YTD to September 2022", "Aug and Sep 2022"])
def test_english_words_for_more_or_less_than_a_month_are_refused(title: str) -> None:
    assert ship(f"{title}\nIndicator,Unit,Plan,Actual\nOre milled,t,850000,862000\n").errors


def test_english_months_stand_across() -> None:
    text = "2022 production\nIndicator,Unit,Aug,Sep\nOre milled (dry),t,850000,862000\n"
    assert figures(ship(text)) == SEPTEMBER | {(ORE, "plant", "actual", "2022-08"): 850000.0}


PROJECTS = [
    ("项目名称,计划进度,实际进度\n水系统分质分级回用升级改造,80%,78%\n", 80.0),
    ("序号,项目名称,计划进度(%),完成进度(%),备注\n1,水系统分质分级回用升级改造,80,78,\n", 80.0),
    ("序号,项目名称,完成进度,备注\n1,水系统分质分级回用升级改造,78%,\n", None),
    # 累计 is how far it has come, and 本月 no figure of a milestone
    ("项目名称,本月完成(%),累计完成(%)\n水系统分质分级回用升级改造,5,78\n", None),
    ("项目名称,单位,本月,累计\n水系统分质分级回用升级改造,%,5,78\n", None),
    ("项目名称,本月计划(%),本月完成(%),累计计划(%),累计完成(%)\n水系统分质分级回用升级改造,6,5,80,78\n", 80.0),
    *((f"项目名称,{head}\n水系统分质分级回用升级改造,78\n", None)
      for head in ("完成比例(%)", "完成率(%)", "累计进度(%)", "形象进度(%)", "完成(%)")),
    # 项目 and 工程 are no progress themselves
    ("项目,进度(%)\n水系统分质分级回用升级改造,78\n", None),
    ("序号,项目,责任单位,进度(%),备注\n1,水系统分质分级回用升级改造,机动科,78,\n", None),
    ("项目,计划进度,实际进度\n水系统分质分级回用升级改造,80%,78%\n", 80.0),
    ("项目,进度,完成时间\n水系统分质分级回用升级改造,78%,2022年12月\n", None),
    ("工程,进度\n水系统分质分级回用升级改造,78%\n", None),
    ("项目,累计进度\n水系统分质分级回用升级改造,78%\n", None),
    ("项目,单位,实际\n水系统分质分级回用升级改造,%,78\n", None),
    ("项目,本月完成,累计完成\n水系统分质分级回用升级改造,5%,78%\n", None),
    ("月份,项目名称,进度(%)\n2022-09,水系统分质分级回用升级改造,78\n", None),
    # a row of figures is no heading, though % stands in it
    ("月份,类别,指标,数值,单位\n2022-09,计划,水系统分质分级回用升级改造,80,%\n"
     "2022-09,实际,水系统分质分级回用升级改造,78,%\n", 80.0),
    ("指标,单位,计划,实际\n水系统分质分级回用升级改造,%,80,78\n", 80.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plan"), PROJECTS)
def test_the_progress_of_projects_is_a_milestones_figure(text: str, plan: float | None) -> None:
    found = figures(ship("2022年9月重点项目进度表\n" + text))
    own = {("water_system_upgrade", "plant", "plan", "2022-09"): plan} if plan else {}
    assert found == own | {("water_system_upgrade", "plant", "actual", "2022-09"): 78.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("指标,单位,数值\n处理矿量,t,880000\n镍回收率,%,84.01\n{},%,78\n", [880000.0, 84.01, 78.0]),
        ("指标,单位,8月,9月\n{},%,70,78\n", [70.0, 78.0]),
        ("月份,指标,数值,单位\n2022-08,{0},70,%\n2022-09,{0},78,%\n", [70.0, 78.0]),
    ],
)
def test_a_unit_in_a_row_is_no_heading_of_progress(text: str, told: list[float]) -> None:
    assert list(figures(ship("2022年9月\n" + text.format("水系统分质分级回用升级改造"))).values()) == told


PLANNED, DONE = ("plan", "kind_from_name"), ("actual", "")


@pytest.mark.parametrize(
    ("name", "head", "told"),
    [
        ("2022年9月项目计划进度", "项目名称,进度(%)", PLANNED),
        ("2022年9月项目推进计划", "项目,进度(%)", PLANNED),
        ("2022年9月计划", "项目名称,完成比例(%)", PLANNED),
        ("2022年9月计划", "项目名称,完成(%)", PLANNED),
        ("2022年9月计划", "指标,数值", PLANNED),
        ("2022年9月预计进度", "项目名称,进度(%)", ("", "kind_neither")),
        # what a heading says, or what became of the plan, is none
        ("2022年9月项目计划", "项目名称,实际进度(%)", DONE),
        ("2022年9月项目计划", "项目名称,目前进度(%)", DONE),
        ("2022年9月重点项目计划完成情况", "项目名称,进度(%)", DONE),
        ("2022年9月重点项目", "项目名称,进度(%)", DONE),
    ],
)
def test_progress_alone_is_what_the_title_says(name: str, head: str, told: tuple[str, str]) -> None:
    found = ship(f"{head}\n水系统分质分级回用升级改造,78\n", f"{name}.csv")
    asked = [issue.code for issue in found.issues if issue.code.startswith("kind_")]
    assert ([(row.kind, row.value) for row in found.rows], asked) == (
        [(told[0], 78.0)] if told[0] else [],
        [told[1]] if told[1] else [],
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("项目名称,计划进度(%),实际进度(%),完成率\n{},82,84,84%\n", []),  # how far, and not 84 ÷ 82 = 102.4%
        ("项目名称,计划进度(%),实际进度(%)\n{},82,184\n", ["实际进度(%)"]),
        ("项目名称,进度(%)\n{},184\n", ["进度(%)"]),
    ],
)
def test_what_is_asked_of_progress_names_its_column_in_the_file(text: str, told: list[str]) -> None:
    found = ship("2022年9月\n" + text.format("水系统分质分级回用升级改造"))
    assert [issue.column for issue in found.issues if issue.code != "month_from_title"] == told


@pytest.mark.parametrize(
    "text",
    [
        "2022年9月\n项目名称,计划进度(%),实际进度(%)\n镍回收率,75,78\n",  # how far, and no recovery
        "2022年9月\n项目名称,计划进度,实际进度\n水系统分质分级回用升级改造,80,78\n处理矿量,75,78\n",
    ],
)
def test_the_progress_of_an_amount_is_none_of_its_figures(text: str) -> None:
    assert ship(text).errors


def test_the_months_progress_beside_the_total_is_named_as_left_and_among_other_indicators_refused() -> None:
    project, ore = "水系统分质分级回用升级改造", "处理矿量,t,862000,7712000"
    left = ship(f"截至2022年9月底项目进度\n项目名称,本月完成(%),累计完成(%)\n{project},5,78\n")
    assert ([row.value for row in left.rows], left.errors) == ([78.0], ())
    assert "本月完成(%)" in [out.text for out in left.left_out]
    both = "2022年9月月报\n指标,单位,本月,累计\n{}\n{},%,{},78\n"
    assert [issue.code for issue in ship(both.format(ore, project, 5)).errors] == ["milestone_of_month"]
    assert ship(both.format(ore, project, 78)).errors == ()


@pytest.mark.parametrize(
    ("text", "told", "said"),
    [
        ("2022年9月\n指标,单位,本月\n精矿含镍,%,7.13\n精矿含铜,t,3600\n", [7.13, 3600.0], ""),
        ("月份,精矿含镍(%)\n2022-09,7.13\n", [7.13], ""),
        ("月份,镍回收率理论(%)\n2022-09,84\n", [84.0], ""),
        ("2022年台账\n指标,单位,8,9,10\n处理矿量,千t,861,858,872\n", [861000.0, 858000.0, 872000.0], "year_from_title"),
        ("2022年9月台账\n指标,单位,8,9,10\n处理矿量,t,861,858,872\n", [], "!heading_unclear"),  # days, or mills?
        ("2022年9月\n指标,单位,本月\n处理矿量,t,872400\n计划,,868000\n镍回收率,%,83.6\n其中：计划,,83.3\n",
         [872400.0, 868000.0, 83.6, 83.3], "kinds_below"),
        ("2022年9月\n指标,单位,本月\n日处理量,t/d,28142\n富矿处理矿量,t,9000\n处理矿量,t,872400\n",
         [872400.0], "rows_unknown"),
        ("2022年9月创新\n指标,单位,本月新增,累计\n提出金点子,项,9,103\n", [9.0], ""),
        ("2022年9月\n指标,单位,月合计\n用电量,亿kWh,0.3236\n", [32360000.0], ""),
        ("2022年9月\n指标,单位,本月\n原矿品位,%,0.676\n处理矿量,t,872400\n", [], "!indicator_unknown_several"),
        ("月份,实施数,提出金点子\n2022-09,3,11\n", [11.0], "unknown_column"),
        ("2022年9月\n指标,完成百分比\n镍回收率,83.61%\n铜回收率,77.22%\n", [], "!values_unknown"),
        ("2022年9月\n项目名称,状态\n智能化示范试点建设,未开工\n水系统分质分级回用升级改造,已完成\n", [],
         "!values_unknown"),
        ("2022年9月金属平衡\n产品,湿量(t),水分(%),干量(t)\n原矿,951000,9.36,862000\n精矿,106141,8.08,97567\n",
         [951000.0, 9.36, 862000.0, 97567.0], "crossed_left crossed_read"),
        ("2022年三季度\n指标,单位,7月,8月,9月\n处理矿量,t,861000,858000,872000\n", [861000.0, 858000.0, 872000.0],
         "year_from_title"),
        ("月份,系列,处理矿量(t),镍回收率(%)\n202209.0,一系列,490000,NaN\n202209.0,共计,490000,\n",
         [490000.0, None], ""),
        ("2022年9月\n指标,单位,计划,目标\n处理矿量,t,868000,870000\n", [], "!contradicts_beside"),
        ("2022年9月\n系列,处理矿量(t),镍回收率(%)\n铜渣系列,100,80\n", [], "!scope_unknown"),
        ("2022年统计\n品牌,本月亮出差距数,累计亮出差距数\n智能化,3,20\n", [], "!no_month_heading"),
    ],
)  # fmt: skip
def test_what_is_not_called_as_we_call_it_is_read_or_told_by_its_name(
    text: str, told: list[float | None], said: str
) -> None:
    found = ship(text)
    codes = {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}
    read = [row.value for row in found.rows] if not found.errors else []
    assert (read, " ".join(sorted(codes - {"month_from_title", "balance"}))) == (told, said)


@pytest.mark.parametrize("line", ["Ⅱ系列", "II系列", "系列2"])
def test_roman_numbers_name_the_lines(line: str) -> None:
    found = figures(ship(f"2022年9月\n系列,处理矿量(吨)\n{line},380000\n"))
    assert found == {(ORE, "line2", "actual", "2022-09"): 380000.0}


def test_no_other_line_is_offered_for_an_unknown_one() -> None:
    known = ["一系列", "示例一系列", "二系列", "示例二系列", "全厂", "选矿厂"]
    assert [nearest(name, known) for name in ("甲系列", "三系列", "Ⅲ系列", "一选厂", "新系列")] == [""] * 5
    assert nearest("第一系列", known) in known[:2]


LAID_OUT = [
    ("指标,处理矿量,镍回收率\n单位,吨,%\n本月计划,850000,83.3\n本月实际,862000,83.4\n", BOTH | NICKEL),
    ("项目,处理矿量(万吨),镍回收率(%)\n计划,85,83.3\n实际,86.2,83.4\n同比,1,2\n", BOTH | NICKEL),
    ("指标 Indicator,单位 Unit,计划 Plan,实际 Actual\n处理矿量 Ore milled,t,850000,862000\n", BOTH),
    (
        "指标,单位,一系列,二系列,全厂合计\n处理矿量,万吨,48,38,86\n",
        LINES | {(ORE, "plant", "actual", "2022-09"): 860000.0},
    ),
    ("KPI,Unit,Month Actual,Month Plan\n处理矿量,t,862000,850000\n", BOTH),
]


@pytest.mark.parametrize(("table", "found"), LAID_OUT)
def test_usual_layouts_are_read(table: str, found: Figures) -> None:
    assert figures(ship(TITLE + table)) == found


def test_a_balance_may_say_recoveries_and_tonnes_of_metal_in_short() -> None:
    """833 t of 1000 t are 83.3 %."""
    head = "2022年9月金属平衡表\n产品,干矿量(t),Ni(%),含Ni(t),εNi(%)\n"
    found = figures(ship(head + "原矿,100000,1,1000,100\n精矿,10000,8.33,833,83.3\n尾矿,90000,0.186,167,16.7\n"))
    own = {indicator: value for (indicator, _, _, _), value in found.items()}
    assert (own["rec_ni_actual"], own["ni_feed"], own["ni_metal"], own["ni_tail"]) == (83.3, 1000.0, 833.0, 167.0)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("原矿品位：镍", "head_grade_ni"), ("原矿品位Ni", "head_grade_ni"), ("原矿Ni品位", "head_grade_ni"),
        ("回收率Cu", "rec_cu_actual"), ("精矿含MgO", "mgo_conc"), ("入选镍品位", "head_grade_ni"),
    ],
)  # fmt: skip
def test_metals_are_written_in_many_ways(name: str, key: str) -> None:
    assert set(figures(ship(f"{TITLE}指标,单位,实际\n{name},%,6.1\n"))) == {(key, "plant", "actual", "2022-09")}


@pytest.mark.parametrize("name", ["品位Ni", "金属量Ni", "Ni", "精矿品位"])
def test_a_name_of_two_indicators_stays_refused(name: str) -> None:
    assert not ship(f"{TITLE}指标,单位,实际\n{name},%,6.1\n").rows


@pytest.mark.parametrize(
    "heading", ["Variance", "Var %", "YoY", "Prior year", "% of plan", "Achievement %", "Completion %", "Responsible"]
)
def test_english_columns_beside_are_told_and_not_asked(heading: str) -> None:
    value = {"Responsible": "Zhang", "Var %": "1.41"}.get(heading, "12")
    found = ship(f"2022-09\nIndicator,Unit,Plan,Actual,{heading}\nOre milled,t,850000,862000,{value}\n")
    assert figures(found) == BOTH
    assert [issue.code for issue in found.warnings] == ["month_from_title"]


def test_completed_alone_is_no_rate() -> None:
    found = ship("2022-09\nIndicator,Unit,Plan,Completed\nOre milled,t,850000,862000\n")
    assert "unknown_column" in [issue.code for issue in found.issues]
