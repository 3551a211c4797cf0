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


def ship(text: str) -> Reading:
    return read(text.encode(), "月报.csv", shipped(), today=date(2026, 11, 23))


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
]


@pytest.mark.parametrize(("text", "plan"), PROJECTS)
def test_the_progress_of_projects_is_a_milestones_figure(text: str, plan: float | None) -> None:
    found = figures(ship("2022年9月重点项目进度表\n" + text))
    own = {("water_system_upgrade", "plant", "plan", "2022-09"): plan} if plan else {}
    assert found == own | {("water_system_upgrade", "plant", "actual", "2022-09"): 78.0}


@pytest.mark.parametrize(
    "text",
    [
        "2022年9月\n项目名称,计划进度(%),实际进度(%)\n镍回收率,75,78\n",  # how far, and no recovery
        "2022年9月\n项目名称,计划进度,实际进度\n水系统分质分级回用升级改造,80,78\n处理矿量,75,78\n",
    ],
)
def test_the_progress_of_an_amount_is_none_of_its_figures(text: str) -> None:
    assert ship(text).errors


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
    value = "Zhang" if heading == "Responsible" else "12"
    found = ship(f"2022-09\nIndicator,Unit,Plan,Actual,{heading}\nOre milled,t,850000,862000,{value}\n")
    assert figures(found) == BOTH
    assert [issue.code for issue in found.warnings] == ["month_from_title"]


def test_completed_alone_is_no_rate() -> None:
    found = ship("2022-09\nIndicator,Unit,Plan,Completed\nOre milled,t,850000,862000\n")
    assert "unknown_column" in [issue.code for issue in found.issues]
