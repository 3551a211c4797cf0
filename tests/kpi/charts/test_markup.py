"""Our own markup: every text is escaped, the worst stands first, each gap has its measure or the demand for one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from kpi import board
from kpi.charts import brand_facts, card, checking, cited, gap_table, markup, slides, tile_slide
from kpi.charts.palette import LIGHT
from kpi.charts.stage import Stage
from kpi.model import Action, Observation, Status
from kpi.period import Month
from kpi.progress import Desk
from kpi.reading import Issue, LeftOut, Reading, Row
from kpi.unit import LANGS, Sentence
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
    drawn = gap_table.table(behind(measure(BAD)).gaps, "zh", str)
    assert "<script" not in drawn
    assert (
        f'<span class="what">{SAFE}</span> <span class="who">磨浮一车间 · <span class="held">2022-10-15</span></span>'
        in drawn
    )
    assert f'title="{SAFE} · 磨浮一车间 · 2022-10-15"' in drawn
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
    for drawn in (card.card(shown, "zh", LIGHT, sample=False), tiles, gap_table.table([shown], "zh", str)):
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


def test_only_converted_units_are_called_converted() -> None:
    unit = Sentence("issue.told_unit", {"indicator": "矿量", "unit": "万吨", "stored": "吨"})
    reading = Reading("a.xlsx", (), (), (), said=(Sentence("issue.told_own_list", {"sheet": "问题清单"}), unit))
    notes = re.findall('<p class="muted small">(.*?)</p>', checking.read(reading, "zh"))
    assert [note.partition("：")[0] for note in notes] == ["已换算", "工作表“问题清单”是本系统加的问题清单，没有读入。"]


def test_a_scripts_address_in_a_link_stays_inside_its_attribute() -> None:
    drawn = gap_table.table(behind().gaps, "zh", lambda key: f'/{key}?scope="onmouseover="alert(1)')
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
    assert list(rows(gap_table.table(found, "zh", str))) == [ORE, "idea_proposed", "tech_result_done", "fault_rate"]


def test_of_two_that_are_behind_the_wider_gap_stands_first() -> None:
    actual = months(ORE, 2022, [900_000] * 9) | months("idea_proposed", 2022, [5] * 9)
    plan = months(ORE, 2022, [1_000_000] * 12) | months("idea_proposed", 2022, [10] * 12)
    found = board.figures(book(actual, plan), SEPTEMBER, "plant").gaps
    assert [f.indicator.key for f in found] == ["idea_proposed", ORE]  # 50 % and 10 % short


def test_a_row_says_value_plan_gap_status_and_the_rule_that_decided() -> None:
    row = rows(gap_table.table(behind().gaps, "zh", str))[ORE]
    assert re.findall(r">([^<>]+)<", row)[:5] == ["处理矿量（干）", "810.0 万吨", "900.0 万吨", "−90.00 万吨", "▼ 滞后"]
    assert 'title="计划完成率 90.00%（实际 810.0 万吨，计划 900.0 万吨）；' in row


def test_what_is_late_without_a_measure_says_so_and_what_is_not_late_does_not() -> None:
    found = rows(gap_table.table(behind().gaps, "zh", str))
    assert {key: "措施待填报" in row for key, row in found.items()} == {
        ORE: True, "idea_proposed": True, "tech_result_done": False, "fault_rate": False,
    }  # fmt: skip


@pytest.mark.parametrize(("state", "shown"), [("实施中", True), ("已完成", False), ("取消", False)])
def test_an_open_measure_stands_beside_its_gap_and_a_closed_one_does_not(state: str, shown: bool) -> None:
    row = rows(gap_table.table(behind(measure(state=state)).gaps, "zh", str))[ORE]
    assert ('<span class="who">磨浮一车间 · <span class="held">2022-10-15</span></span>' in row) is shown
    assert ("措施待填报" in row) is not shown


def test_the_table_is_filled_up_to_eight_rows_and_the_rest_is_folded_away() -> None:
    on_plan = [figure(plan_01(), ORE, f"2022-{n:02d}") for n in range(1, 10)]  # ore was on plan in every month
    assert {f.ytd.verdict.status for f in on_plan} == {"met"}
    drawn = str(gap_table.table([behind().gaps[0], *on_plan], "zh", str))
    shown, _, folded = drawn.partition("<details>")
    assert (shown.count("<tr data-key="), folded.count("<tr data-key=")) == (8, 2)
    assert "其余 2 项：2 项达标" in folded
    late, warned, unknown, met = behind().gaps
    shown, _, folded = str(gap_table.table([warned] * 10, "zh", str)).partition("<details>")
    assert (shown.count("<tr data-key="), "其余 2 项：2 项预警<" in folded) == (8, True)
    every = [late] * 7 + [warned] * 2 + [unknown] * 3 + [met] * 4
    assert "其余 8 项：1 项预警，3 项无法判断，4 项达标<" in gap_table.table(every, "zh", str)
    assert "<details>" not in gap_table.table(behind().gaps, "zh", str)


@pytest.mark.parametrize(("high", "shown"), [(100, 1), (220, 2), (300, 4), (2000, 8)])
def test_the_table_shows_no_more_rows_than_a_window_has_room_for(high: float, shown: int) -> None:
    """30 of the panel, 36 of title, 36 of heads and 39 of the rest leave 159 of 300: 4 rows of one line, 36 each.

    One is shown even where none has room.
    """
    met = figure(plan_01(), ORE, "2022-01")
    drawn, _, folded = str(gap_table.table([met] * 12, "zh", str, high=high)).partition("<details>")
    assert (drawn.count("<tr data-key="), f"其余 {12 - shown} 项" in folded) == (shown, True)


@pytest.mark.parametrize(("high", "shown", "lines"), [(540, 5, 2), (420, 5, 1), (340, 3, 1), (160, 1, 1)])
def test_of_what_is_behind_the_line_of_the_rest_says_how_many_are_folded_away(
    high: float, shown: int, lines: int
) -> None:
    """So that more rows are seen a measure gives up its second line.

    With it and the line of 责任单位 five need 5 × (3 × 20.9 + 13) = 378 points, with one less 5 × 55 = 274.
    Head and foot take 142: of 340 points 198 are left for 3.
    """
    late, *_, met = behind(measure("错开衬板更换与检修窗口，" * 6)).gaps
    drawn, _, folded = str(gap_table.table([late] * 5 + [met] * 5, "zh", str, high=high)).partition("<details>")
    assert (drawn.count("<tr data-key="), f"--lines:{lines}" in drawn) == (shown, True)
    told = f'<b class="behind">▼ {5 - shown} 项未达标或滞后</b>，5 项达标<'
    assert (told in folded) is (shown < 5)


def test_on_a_brands_page_what_is_late_stands_before_a_headline_that_is_on_plan() -> None:
    actual = months("fault_rate", 2022, [0.5] * 9) | months("outsourced_cost", 2022, [50.0] * 9)
    plan = months("fault_rate", 2022, [0.6] * 12) | months("outsourced_cost", 2022, [40.0] * 12)
    reform = board.figures(book(actual, plan), SEPTEMBER, "plant").brand("reform")
    assert [f.indicator.key for f in reform.shown("business")][:2] == ["outsourced_cost", "fault_rate"]
    desk = Desk(book(actual, plan), "plant", SEPTEMBER)
    wall = Stage(board.at(desk), desk, None, "", None, "zh", 34, "已审核")
    one = [f.indicator.key for f in brand_facts.listed(reform, wall, 1)]
    assert one == ["outsourced_cost"]  # of the wall's list a headline on plan is dropped first


def test_a_wall_says_first_how_far_a_headline_is_behind_and_never_a_unit_without_its_measure() -> None:
    """Ideas 45 of 90, innovations 0 of 9, which decides; of 22 letters beside the date ten are for what is done."""
    actual = months("idea_proposed", 2022, [5] * 9) | months("tech_result_done", 2022, [0] * 9)
    plan = months("idea_proposed", 2022, [10] * 12) | months("tech_result_done", 2022, [1] * 12)
    action = replace(measure("错开衬板更换与检修窗口，优化磨矿分级参数"), indicator="idea_proposed")
    desk = Desk(book(actual, plan, actions=(action,)), "plant", SEPTEMBER)
    wall = Stage(board.at(desk), desk, None, "", None, "zh", 34, "已审核")
    tiles = re.sub("<[^>]+>", "", str(tile_slide.slide(wall).body))
    assert "欠计划 45 项（累计计划完成率 50.00%）；完成技术创新成果 0 项，计划 9 项" in tiles
    ideas = wall.board.brand("innovation").headline
    assert ideas is not None
    long = replace(ideas, actions=(replace(action, owner="磨浮一车间、磨浮二车间、设备能源科"),))
    assert slides.todo(long, wall, 30.0, lines=1) == "错开衬板更换与检修… · 磨浮一车间、磨浮… · 2022-10-15"


def test_of_several_measures_the_table_shows_the_first_and_says_that_there_are_more() -> None:
    found = behind(measure(), measure("更换叶轮"))
    row = rows(gap_table.table(found.gaps, "zh", str))[ORE]
    assert "增开一班</span>" in row and "（另有 1 项）" in row
    assert "更换叶轮 · 磨浮一车间" in row  # all of them on hover, and on the card


def test_without_any_plan_the_table_says_what_to_do() -> None:
    assert "还没有带计划的指标。请上传计划。" in gap_table.table((), "zh", str)
    assert "<table" not in gap_table.table((), "zh", str)


def test_on_hover_a_row_says_its_figures_to_the_last_digit_and_nothing_empty() -> None:
    """Nine months of 900,000 t against 1,000,000 t: 8,100,000 of 9,000,000, 900,000 short."""
    drawn = str(gap_table.table(behind().gaps, "zh", str))
    assert re.findall('title="([^"]*吨)"', rows(drawn)[ORE]) == [
        "处理矿量（干）：本年累计 8,100,000 吨；累计计划 9,000,000 吨；全年计划 12,000,000 吨",
        "9,000,000 吨",
        "−900,000 吨",
    ]
    assert 'title=""' not in drawn
    assert markup.hover("", "") == "" and markup.hover(BAD, '"', BAD) == f' title="{SAFE}\n&#34;"'


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
    rule = "由“处理矿量（干）”决定：计划完成率 90.00%（实际 810.0 万吨，计划 900.0 万吨）；"
    full = "处理矿量（干）：本年累计 8,100,000 吨；累计计划 9,000,000 吨；全年计划 12,000,000 吨"
    assert f'<span class="chip behind" title="{rule}' in ore[0] and f'<div class="big" title="{full}">' in ore[0]
    assert f'<div title="{full}\n{rule}' in ore[0] and 'title=""' not in drawn


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


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("domain.md §4 no. 5, §2.6", "项目口径说明 §4 第 5 项、§2.6",
         "the project's notes on definitions, §4 item 5, §2.6"),
        ("domain.md §1.1, §1.6 [R20][R21]; 合理范围 [GK]",
         "项目口径说明 §1.1、§1.6（文献 R20、R21）；合理范围为行业常识，待厂里确认",
         "the project's notes on definitions, §1.1, §1.6 (reference R20, R21); "
         "plausible range: general knowledge, to be confirmed by the plant"),
        ("厂标 Q/JS 12", "厂标 Q/JS 12", "厂标 Q/JS 12"),
    ],
)  # fmt: skip
def test_a_source_is_said_without_the_name_of_a_file_of_ours(text: str, zh: str, en: str) -> None:
    assert (cited.source(text, "zh"), cited.source(text, "en")) == (zh, en)
    sources = [cited.source(each.source, lang) for each in shipped().indicators.values() for lang in LANGS]
    assert [said for said in sources if ".md" in said] == []


def test_a_spent_budget_is_not_called_achieved_on_its_card() -> None:
    facts = book(months("outsourced_cost", 2022, [15] * 9), months("outsourced_cost", 2022, [10] * 12))
    drawn = card.card(figure(facts, "outsourced_cost", "2022-09"), "zh", LIGHT, sample=False)
    assert "<dt>已用全年预算</dt><dd>112.50%</dd>" in drawn and "<dt>剩余月均可用</dt>" in drawn
    assert "完成全年" not in drawn and "全年计划已完成" not in drawn


def test_a_corrected_month_is_named_with_what_it_was() -> None:
    facts = book(months("idea_proposed", 2022, [10] * 9))
    place = ("idea_proposed", "plant", "2022-09")
    again = {**facts.actuals, place: replace(facts.actuals[place], original=12.0)}
    drawn = card.card(figure(replace(facts, actuals=again), "idea_proposed", "2022-09"), "zh", LIGHT, sample=False)
    assert "已更正（9月原 12 项）" in drawn
    shown = card.card(figure(replace(facts, actuals=again), "idea_proposed", "2022-09"), "zh", LIGHT, sample=True)
    assert "原文的数已更正" in shown and "94项" not in shown
    first = card.card(figure(facts, "idea_proposed", "2022-09"), "zh", LIGHT, sample=True)
    assert "原文：“提出‘金点子’94项”" in first and "原文的数" not in first


def test_of_a_median_the_month_stands_large_and_of_a_missing_one_a_dash() -> None:
    """A median of 38 days adds up to nothing; with no figure there is none to show."""
    facts = book(months("idea_closure_days", 2022, [41] * 8 + [38]))
    drawn = card.card(figure(facts, "idea_closure_days", "2022-09"), "zh", LIGHT, sample=False)
    assert '<div class="big">38.0<small>天 · 当月</small></div>' in drawn
    assert '<div class="big">—<small>' in card.card(
        figure(facts, "idea_closure_days", "2022-10"), "zh", LIGHT, sample=False
    )


def test_a_bound_has_its_unit_and_a_word_in_place_of_a_difference() -> None:
    """≥9.25 万元 becomes ≥1 万元; 36 becomes 40 万元, 4 more, 11.11 %."""
    place = "outsourced_repair_saving", "plant", "2022-09"
    was = Observation(*place, 9.25, qualifier="ge", text="9.25余万")
    now = Row(place[0], place[1], "actual", place[2], 1.0, "ge", "1余万")
    drawn = checking.changes([(now, was)], shipped(), "zh", moved=True)
    assert [f">{said}<" in drawn for said in ("≥9.25 万元", "≥1 万元", "不是确数，不算差")] == [True] * 3
    exact = checking.changes(
        [(replace(now, value=40.0, qualifier="eq", text=""), replace(was, value=36.0, qualifier="eq", text=""))],
        shipped(),
        "zh",
        moved=True,
    )
    assert ">+4.00 万元 (+11.11%)<" in exact and "不算差" not in exact


def test_a_row_of_the_table_says_beside_its_figure_what_it_lacks_and_what_it_was() -> None:
    """340 leave 199 for rows (see above): five of one line, 36 each, or three with a second line of 20.9."""
    key = "outsourced_cost"
    gone = months(key, 2022, [15, None, *[15] * 7])
    facts = book(gone, months(key, 2022, [20] * 12))
    place = (key, "plant", "2022-09")
    again = {**facts.actuals, place: replace(facts.actuals[place], original=12.0)}
    found, whole = figure(replace(facts, actuals=again), key, "2022-09"), figure(plan_01(), ORE, "2022-01")
    said = '<div class="small muted">仅 8/9 个月 · 9月已更正（原 12.00 万元）</div>'
    assert said in gap_table.table([found], "zh", str) and "仅" not in gap_table.table([whole], "zh", str)
    assert "9月已更正（原 12.00 万元）" in card.card(found, "zh", LIGHT, sample=False).partition("<details>")[0]
    shown = [str(gap_table.table([f] * 12, "zh", str, high=340)).partition("<details>")[0] for f in (whole, found)]
    assert [part.count("<tr data-key=") for part in shown] == [5, 3]
