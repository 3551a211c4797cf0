"""Our own markup: every text is escaped, the worst stands first, each gap has its measure or the demand for one."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from kpi import board
from kpi.charts import card, checking, markup
from kpi.charts.palette import LIGHT
from kpi.model import Action, Observation, Status
from kpi.period import Month
from kpi.reading import Issue, LeftOut, Reading, Row
from tests.kpi.books import book, figure, months, plan_01, shipped

ORE = "ore_milled_dry"
BAD = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"
SEPTEMBER = Month(2022, 9)


def behind(*actions: Action) -> board.Board:
    """Ore behind, ideas warned, failure rate on plan, innovations without any figure but with a plan."""
    actual = months(ORE, 2022, [900_000] * 9) | months("idea_proposed", 2022, [10] * 8 + [6])
    actual |= months("fault_hours", 2022, [5] * 9) | months("run_hours", 2022, [995] * 9)
    plan = months(ORE, 2022, [1_000_000] * 12) | months("idea_proposed", 2022, [10] * 12)
    plan |= {("fault_rate", "plant", "2022"): 0.6} | months("tech_result_done", 2022, [1] * 12)
    return board.figures(book(actual, plan, actions=actions), SEPTEMBER, "plant")


def measure(text: str = "增开一班", state: str = "实施中") -> Action:
    return Action(ORE, "plant", SEPTEMBER, text, "磨浮一车间", "2022-10-15", state)


def rows(drawn: str) -> dict[str, str]:
    """Each row of the table 亮差距 · 亮措施 by its indicator, in order."""
    found = re.findall(r'<tr data-key="([^"]+)">(.*?)</tr>', drawn, flags=re.DOTALL)
    return dict(found)


# ---- escaping


def test_a_measure_with_a_script_is_shown_as_text() -> None:
    drawn = markup.gaps(behind(measure(BAD)).gaps, "zh", str)
    assert "<script" not in drawn
    assert f"{SAFE} · 磨浮一车间 · 2022-10-15" in drawn
    assert "<script" in Markup("{}").format(Markup(BAD))  # what is marked as ours would not have been escaped


def test_a_card_escapes_the_analysts_note_and_the_files_name() -> None:
    facts = book({})
    cell = Observation(ORE, "plant", "2022-09", 873_000.0, note=BAD, file='"><img src=x>.csv', row=2)
    facts = type(facts)(facts.catalog, {(ORE, "plant", "2022-09"): cell}, {})
    drawn = card.card(figure(facts, ORE, "2022-09"), "zh", LIGHT, sample=False)
    assert "<script" not in drawn and "<img src=x" not in drawn
    assert SAFE in drawn
    assert "来源：&#34;&gt;&lt;img src=x&gt;.csv 第 2 行" in drawn


def test_a_text_result_is_escaped_on_card_tile_and_table() -> None:
    facts = book({("pilot_demo", "plant", "2022-09"): BAD})
    found = board.figures(facts, SEPTEMBER, "plant")
    shown = next(f for f in found.brand("intelligence").figures if f.indicator.key == "pilot_demo")
    tiles = markup.tiles([(b, ()) for b in found.brands], "zh", LIGHT, str)
    for drawn in (card.card(shown, "zh", LIGHT, sample=False), tiles, markup.gaps([shown], "zh", str)):
        assert "<script" not in drawn
        assert SAFE in drawn


def test_what_an_upload_says_is_escaped_everywhere() -> None:
    reading = Reading(
        BAD, (), (), (LeftOut(1, "title", BAD),), encoding="utf-8", delimiter=",", head=((BAD, "1"), ("a", BAD))
    )
    problems = [Issue("not_a_number", line=2, column=BAD, found=BAD, file=BAD)]
    row = Row(ORE, "plant", "action", "2022-09", None, label=BAD)
    for drawn in (
        checking.read(reading, "zh"),
        checking.issues(problems, "zh"),
        checking.changes([(row, None)], shipped(), "zh"),
    ):
        assert "<script" not in drawn
        assert SAFE in drawn


def test_a_scripts_address_in_a_link_stays_inside_its_attribute() -> None:
    drawn = markup.gaps(behind().gaps, "zh", lambda key: f'/{key}?scope="onmouseover="alert(1)')
    assert '"onmouseover=' not in drawn
    assert "&#34;onmouseover=&#34;" in drawn


# ---- gaps


def test_the_worst_stands_first_then_the_widest_gap() -> None:
    """Ore 90 % of plan is behind, ideas 86 of 90 are warned, a plan without figures is unknown, 0.5 of 0.6 % is met."""
    found = behind().gaps
    assert [(f.indicator.key, f.ytd.verdict.status) for f in found] == [
        (ORE, "behind"),
        ("idea_proposed", "warning"),
        ("tech_result_done", "unknown"),
        ("fault_rate", "met"),
    ]
    assert list(rows(markup.gaps(found, "zh", str))) == [ORE, "idea_proposed", "tech_result_done", "fault_rate"]


def test_of_two_that_are_behind_the_wider_gap_stands_first() -> None:
    actual = months(ORE, 2022, [900_000] * 9) | months("idea_proposed", 2022, [5] * 9)
    plan = months(ORE, 2022, [1_000_000] * 12) | months("idea_proposed", 2022, [10] * 12)
    found = board.figures(book(actual, plan), SEPTEMBER, "plant").gaps
    assert [f.indicator.key for f in found] == ["idea_proposed", ORE]  # 50 % and 10 % short


def test_a_row_says_value_plan_gap_status_and_the_rule_that_decided() -> None:
    row = rows(markup.gaps(behind().gaps, "zh", str))[ORE]
    assert re.findall(r">([^<>]+)<", row)[:5] == ["处理矿量（干）", "810.0 万吨", "900.0 万吨", "−90.00 万吨", "▼ 滞后"]
    assert 'title="计划完成率 90.00%（实际 810.0 万吨，计划 900.0 万吨）；' in row


def test_what_is_late_without_a_measure_says_so_and_what_is_not_late_does_not() -> None:
    found = rows(markup.gaps(behind().gaps, "zh", str))
    assert {key: "措施待填报" in row for key, row in found.items()} == {
        ORE: True, "idea_proposed": True, "tech_result_done": False, "fault_rate": False,
    }  # fmt: skip


@pytest.mark.parametrize(("state", "shown"), [("实施中", True), ("已完成", False), ("取消", False)])
def test_an_open_measure_stands_beside_its_gap_and_a_closed_one_does_not(state: str, shown: bool) -> None:
    row = rows(markup.gaps(behind(measure(state=state)).gaps, "zh", str))[ORE]
    assert ("增开一班 · 磨浮一车间 · 2022-10-15" in row) is shown
    assert ("措施待填报" in row) is not shown


def test_the_table_is_filled_up_to_six_rows_and_the_rest_that_is_on_plan_is_folded_away() -> None:
    on_plan = [figure(plan_01(), ORE, f"2022-{n:02d}") for n in range(1, 10)]  # ore was on plan in every month
    assert {f.ytd.verdict.status for f in on_plan} == {"met"}
    drawn = str(markup.gaps([behind().gaps[0], *on_plan], "zh", str))
    shown, _, folded = drawn.partition("<details>")
    assert (shown.count("<tr data-key="), folded.count("<tr data-key=")) == (6, 4)
    assert "其余 4 项达标" in folded
    late = behind().gaps[0]
    shown, _, folded = str(markup.gaps([late] * 10, "zh", str)).partition("<details>")
    assert (shown.count("<tr data-key="), "其余 2 项，其中 2 项未达到计划" in folded) == (8, True)
    assert "<details>" not in markup.gaps(behind().gaps, "zh", str)


def test_without_any_plan_the_table_says_what_to_do() -> None:
    assert "还没有带计划的指标。请上传计划。" in markup.gaps((), "zh", str)
    assert "<table" not in markup.gaps((), "zh", str)


# ---- tiles


def test_a_tile_says_brand_status_headline_and_what_holds_it_back() -> None:
    found = behind()
    drawn = str(markup.tiles([(b, (1.0, 2.0)) for b in found.brands], "zh", LIGHT, lambda key: f"/{key}"))
    ore = re.search(r'<section class="kpi-tile" data-brand="ore".*?</section>', drawn, flags=re.DOTALL)
    assert ore is not None
    said = re.findall(r">([^<>]+)<", ore[0])
    assert said[:6] == ["党建+矿量", "▼ 滞后", "处理矿量（干）", "67.50", "%", "完成全年任务"]  # 810 of 1,200 万吨
    assert "滞后：处理矿量（干） 810.0 万吨，计划 900.0 万吨" in said
    assert 'href="/ore"' in ore[0] and 'data-status="behind"' in ore[0]
    assert drawn.count("kpi-tile") == 8  # seven tiles in one grid


def test_a_brand_without_any_plan_is_neither_good_nor_bad() -> None:
    drawn = str(markup.tiles([(b, ()) for b in behind().brands], "zh", LIGHT, str))
    metrics = drawn[drawn.index('data-brand="metrics"') : drawn.index('data-brand="projects"')]
    assert "◌ 无计划" in metrics
    assert 'data-status="unknown"' in metrics


@pytest.mark.parametrize(
    ("status", "word", "drawn"),
    [
        ("met", "达标", '<span class="chip met">● 达标</span>'),
        ("warning", "预警", '<span class="chip warning">▲ 预警</span>'),
        ("behind", "未达标", '<span class="chip behind">▼ 未达标</span>'),
        ("unknown", "无数据", '<span class="chip unknown">◌ 无数据</span>'),
    ],
)
def test_a_state_is_colour_shape_and_word(status: Status, word: str, drawn: str) -> None:
    assert markup.chip(status, word) == drawn
