"""Short headings, footnotes, states, materials and ranges as plants write them: read where sure, else named."""

from __future__ import annotations

import re

import pytest

from kpi import catalog, intake, words
from kpi.intake.grid import metals
from kpi.intake.headings import assumed, footnotes, materials, rated, subjects, unasked, unheard, unread
from kpi.intake.rows import metalrows
from kpi.intake.words import usual
from kpi.reading import Reading

CATALOG = catalog.load()
MONTH = "month_from_title"
ROWS = "指标,单位,计划,实际⏎处理矿量,万吨,88,87.85"
HEAD = "2022年10月选矿厂月报⏎"


def read(text: str, name: str = "月报.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def codes(found: Reading) -> set[str]:
    return {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}


def actuals(found: Reading) -> dict[tuple[str, str], float | None]:
    own = () if found.errors else found.rows
    return {(row.indicator, row.period): row.value for row in own if row.kind == "actual"}


def months(*figures: float) -> dict[tuple[str, str], float]:
    return {("ore_milled_dry", month): n for month, n in zip(("2022-10", "2022-09", "2021-10"), figures, strict=False)}


def test_a_bare_month_beside_another_years_is_the_titles_years(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年10月选矿厂月报⏎指标,单位,本月,9月,2021年10月⏎处理矿量,万吨,87.85,87.30,84.30"
    assert actuals(read(text)) == months(878_500, 873_000, 843_000)
    assert read(text.replace("2022年10月", "2022年")).errors  # no month
    outside = assumed.Outside(("2022年10月选矿厂月报",))
    assert assumed.unclear(["11月", "2021年10月"], outside)  # a later month
    assert assumed.unclear(["9月", "2022年8月"], outside)  # another month of the year
    monkeypatch.setattr(assumed.around, "month", lambda _: ("", ""))
    assert assumed.unclear(["9月", "2021年10月"], outside)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("报表期：2022-10-01 至 2022-10-31", {MONTH}),
        ("统计期：2022/10/1 - 2022/10/31", {MONTH}),
        ("统计期间：2022年10月1日 至 2022年10月31日", {MONTH}),
        ("期间：2022-09-26 至 2022-10-25", {"days_as_month"}),
        ("统计期：2022-10-01 至 2022-10-20", {"!days_said"}),
        ("统计期：2022-10-01 至 2022-11-30", {"!no_month_heading"}),
    ],
)
def test_a_month_told_from_its_first_to_its_last_day(title: str, said: set[str]) -> None:
    found = read(f"{title}⏎{ROWS}")
    assert codes(found) == said
    assert actuals(found) == ({} if found.errors else months(878_500))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ("正常", {MONTH}),
        ("超计划", {MONTH}),
        ("作废", {MONTH, "!state_unknown"}),
        ("停产", {MONTH, "!state_unknown"}),
        ("快报", {MONTH}),
    ],
)
def test_a_state_that_restates_the_plan_is_silent_and_other_words_are_refused(
    states: str, said: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}指标,单位,计划,实际,状态⏎处理矿量,万吨,88,87.85,{states}"
    assert codes(read(text)) == said
    months = f"月份,处理矿量(t),状态⏎2022-09,873000,正常⏎2022-10,878500,{states}"
    assert bool(read(months).errors) is ("!state_unknown" in said or states == "快报")
    if "!state_unknown" in said:
        monkeypatch.setattr(unasked, "STATED", frozenset((states, "正常")))
        assert actuals(read(text)) and actuals(read(months))


BRANCHES = (
    "2022年10月三会一课情况统计⏎党支部,应召开次数,按期召开次数,按期率⏎甲支部,4,4,100%⏎乙支部,8,8,100%⏎合计,12,12,100%"
)


def test_the_title_makes_short_headings_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {("meetings_due", "2022-10"): 12, ("meetings_on_time", "2022-10"): 12, ("meetings_rate", "2022-10"): 100}
    assert actuals(read(BRANCHES)) == told and codes(read(BRANCHES)) == {MONTH, "branches_total"}
    stages = read("2022年10月金点子⏎阶段,数量⏎提出,11⏎采纳,9⏎实施,8⏎闭环,11")
    assert [(row.indicator, row.value) for row in stages.rows] == [
        ("idea_proposed", 11), ("idea_adopted", 9), ("idea_done", 8), ("idea_closed", 11),
    ]  # fmt: skip
    ours = "2022年10月督办事项⏎到期,按期完成⏎5,4"
    assert actuals(read(ours)) == {("supervision_due", "2022-10"): 5, ("supervision_on_time", "2022-10"): 4}
    assert read(ours.replace("督办", "整改督办")).errors  # either process
    monkeypatch.setattr(subjects, "_whole", lambda *_, **__: {})
    assert read(BRANCHES).errors and read(ours).errors


@pytest.mark.parametrize(
    "title",
    ["智能化金点子", "金点子（机关）", "金点子其中机关", "金点子与合理化建议", "安全金点子", "金点子（公司）"],
)
def test_a_title_that_says_more_than_its_process_makes_nothing_whole(
    title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"选矿厂2022年10月{title}⏎范围,提出,采纳,闭环⏎全厂,12,9,6"
    assert read(text).errors
    assert actuals(read(text.replace(title, "金点子开展情况统计表")))[("idea_proposed", "2022-10")] == 12
    monkeypatch.setattr(subjects, "is_alone", lambda *_: True)
    assert not read(text).errors or title == "金点子与合理化建议"


def test_what_rows_and_headings_say_together_only_is_refused_by_whole_names() -> None:
    found = read("2022年10月督办⏎指标,到期,按期完成,按期率(%)⏎督办事项,5,5,100⏎整改事项,3,3,100")
    assert codes(found) == {"!headings_short"} and "“督办到期数”" in words.issue("zh", found.issues[0])
    measures = read(
        "2022年10月亮差距亮措施⏎指标,措施,责任单位,完成时限,进展⏎精矿氧化镁,优化药剂,车间,2022-11-30,实施中"
    )
    assert codes(measures) == {"!measures_undated"}


METALS = "指标,单位,实际⏎一、镍,,⏎原矿品位,%,1.237⏎回收率,%,84.02⏎二、铜,,⏎原矿品位,%,0.670⏎回收率,%,77.64"
BELOW = "指标,单位,实际⏎原矿品位：Ni,%,1.237⏎　　Cu,%,0.670⏎回收率：Ni,%,84.02⏎　　Cu,%,77.64"


@pytest.mark.parametrize(("text", "part"), [(METALS, "_AMONG"), (BELOW, "_WITH_METAL")])
def test_a_numbered_metal_heads_its_rows(text: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("head_grade_ni", "rec_ni_actual", "head_grade_cu", "rec_cu_actual")
    own = dict(zip(((key, "2022-10") for key in keys), (1.237, 84.02, 0.67, 77.64), strict=True))
    found = read(HEAD + text)
    assert actuals(found) == own and codes(found) == {MONTH, "metal_rows"}
    assert read(HEAD + text.replace("一、镍", "一、钴").replace("：Ni", "：Co")).errors or text == BELOW
    monkeypatch.setattr(metalrows, part, unread._shape("没有"))
    assert actuals(read(HEAD + text)) != own


BRACKETED = (
    "指标,单位,实际⏎一、镍（{0}）,,⏎回收率,%,84.02⏎二、铜（{0}）,,⏎回收率,%,77.64",
    "指标,单位,实际⏎镍（{0}）,,⏎回收率,%,84.02⏎铜（{0}）,,⏎回收率,%,77.64",
    "金属,指标,单位,实际⏎镍（{0}）,回收率,%,84.02⏎铜（{0}）,回收率,%,77.64",
    ",镍（{0}）,,铜（{0}）,⏎系列,回收率,精矿品位,回收率,精矿品位⏎全厂,84.02,7.21,77.64,3.6",
)


@pytest.mark.parametrize("text", BRACKETED)
def test_brackets_behind_a_metal_say_its_unit_or_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in ("计划", "累计", "去年同期", "一系列", "目标", "外购矿"):
        assert read(HEAD + text.format(word)).errors, word
    own = actuals(read(HEAD + text.format("%")))
    assert (own[("rec_ni_actual", "2022-10")], own[("rec_cu_actual", "2022-10")]) == (84.02, 77.64)
    monkeypatch.setattr(metals, "_BESIDE", re.compile(".*"))
    assert not read(HEAD + text.format("累计")).errors


@pytest.mark.parametrize(
    ("heading", "right", "wrong"),
    [
        ("完成比例(%)", "99.83%", "90.00%"),
        ("完成百分比(%)", "99.83", "90.00"),
        ("进度(%)", "99.83", "90.00"),
        ("实际/计划", "0.9983", "0.9000"),
        ("完成差", "-0.15", "-1.15"),
        ("±计划", "-0.15", "-1.15"),
        ("超欠产", "-0.15", "-1.15"),
    ],
)
def test_controls_in_other_words_hold_the_figure_to_account(
    heading: str, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}指标,单位,计划,实际,{heading}⏎处理矿量,万吨,88.00,87.85,"
    assert codes(read(text + right)) == {MONTH}
    found = read(text + wrong)
    assert len(codes(found)) == 2 and heading in {issue.args.get("heading") for issue in found.issues}
    monkeypatch.setattr(rated, "headed", lambda lines, _: lines)
    assert codes(read(text + right)) != {MONTH} or codes(read(text + wrong)) == {MONTH} or heading == "超欠产"


def test_plans_and_actuals_per_tonne_and_a_corrected_figure() -> None:
    text = f"{HEAD}指标,单位,计划单耗,实际单耗⏎吨矿电耗,kWh/t,38,37.71⏎钢球单耗,kg/t,0.75,0.728"
    assert actuals(read(text)) == {("power_unit", "2022-10"): 37.71, ("ball_unit", "2022-10"): 0.728}
    assert read(text.replace("钢球单耗,kg/t", "处理矿量,t")).errors
    mended = f"{HEAD}指标,单位,原报,更正后⏎处理矿量,万吨,87.30,87.85"
    assert actuals(read(mended)) == months(878_500) and "unknown_column" in codes(read(mended))
    for title in ("计划更正", "预计数更正"):
        assert read(mended.replace("选矿厂月报", title)).errors
    assert actuals(read(f"{HEAD}指标,单位,月实际完成⏎处理矿量,万吨,87.85")) == months(878_500)


def test_units_make_materials_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2022年10月消耗⏎材料,单位,本月⏎钢球,t,639.5⏎电,万kWh,3312.4⏎新水,万m³,45.62"
    told = {("ball_kg", "2022-10"): 639_500, ("power_kwh", "2022-10"): 33_124_000, ("fresh_water", "2022-10"): 456_200}
    assert actuals(read(text)) == told
    other = read(text.replace("钢球,t", "钢球,万元").replace("电,万kWh", "电,万元").replace("新水,万m³", "水,万元"))
    assert other.errors
    for title in ("采购", "消耗及库存", "材料合同", "能源外供", "生活用水", "材料台账", "物料平衡", "领用"):
        assert read(text.replace("消耗", title)).errors, title
    assert read(text.replace("本月", "入库")).errors
    monkeypatch.setattr(materials, "named", lambda lines, _: lines)
    refused = read(text)
    assert refused.errors and "用电量" in words.issue("zh", refused.errors[0]) + "".join(
        words.issue("zh", issue) for issue in refused.errors
    )


@pytest.mark.parametrize(
    ("note", "known"),
    [
        ("①干矿量", True),
        ("①数据由计控中心提供", True),
        ("①数据来源：化验室。", True),
        ("①四舍五入取整", True),
        ("①9月数", False),
        ("①湿矿量", False),
        ("①计划数", False),
        ("①为销量", False),
        ("①不含贫矿", False),
        ("①为冶炼回收率", False),
        ("①数据由冶炼厂提供", False),
        ("①数据由化验室提供⏎①为库存", False),
    ],
)
def test_a_mark_is_a_footnotes_where_its_note_changes_nothing(
    note: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}指标,单位,实际⏎处理矿量①,万吨,87.85⏎镍回收率,%,84.02⏎{note}"
    assert (actuals(read(text)).get(("ore_milled_dry", "2022-10")) == 878_500) is known
    if not known:
        monkeypatch.setattr(footnotes, "_HARMLESS", re.compile(".*"))
        assert actuals(read(text)).get(("ore_milled_dry", "2022-10")) == 878_500


def test_a_programs_index_is_no_column_of_figures() -> None:
    text = ",月份,指标,数值,单位⏎{},2022-10,处理矿量,87.85,万吨⏎{},2022-10,镍回收率,84.02,%"
    assert codes(read(text.format(0, 1))) == set()
    assert codes(read(text.format(3, 1))) == {"unnamed_columns"}


@pytest.mark.parametrize("word", ["责任区", "磨矿专家系统", "督办事项", "水平衡", "运营分析"])
def test_the_catalogues_own_words_in_titles_are_understood(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(read(f"2022年10月{word}⏎{ROWS}")) == {MONTH}
    assert codes(read(f"2022年10月第一{word}估算⏎{ROWS}")) == {MONTH, "around_unread"}
    assert codes(read(f"年度：2021年,2022年10月⏎{ROWS}")) == {MONTH, "around_unread"}
    assert "历年" in usual.YEARLY
    monkeypatch.setattr(unread, "_UNDERSTOOD", {key: unread._shape("月报") for key in unread._UNDERSTOOD})
    assert codes(read(f"2022年10月{word}⏎{ROWS}")) == {MONTH, "around_unread"}


def test_a_months_column_beside_what_was_done_is_done_under_kaohe_zhibiao(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{HEAD}考核指标,单位,本月完成,9月⏎处理矿量,万吨,87.85,87.30"
    assert codes(read(text)) == {MONTH} and actuals(read(text)) == months(878_500, 873_000)
    assert "label_unread" in codes(read(text.replace("本月完成,9月", "8月,9月")))
    monkeypatch.setattr(unheard.purpose, "explicit", lambda *_: False)
    assert "label_unread" in codes(read(text))
