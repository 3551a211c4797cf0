"""What a row's or a column's own words say of its figure: read, asked by name or refused, never dropped unheard.

Figures by hand: 86.2 万吨 are 862,000 t.
"""

from __future__ import annotations

import re

import pytest

from kpi import catalog, intake
from kpi.intake.headings import aside, besides, contradicted, pairs, purpose, remarks, telling, unheard
from kpi.intake.rows import rowheads
from kpi.intake.words import units
from kpi.reading import Issue, Reading

CATALOG = catalog.load()
T, ORE = "2022年9月生产月报⏎", "ore_milled_dry"
ROWS = f"{T}项目,处理矿量(万吨)⏎"
LINES = "2022年9月⏎指标,单位,"
FIGURES = "⏎处理矿量,吨,430000,425000,432000,425000"


def read(text: str) -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), "x.csv", CATALOG)


def asked(found: Reading) -> str:
    codes = {("!" if issue.severity == "error" else "") + issue.code for issue in found.issues}
    return " ".join(sorted(codes - {"month_from_title"}))


def told(found: Reading) -> list[tuple[str, str, str, float]]:
    return [(row.period[2:], row.scope, row.kind, row.value or 0.0) for row in found.rows if row.indicator == ORE]


@pytest.mark.parametrize("heading", ["项目", "", "口径", "序号"])
def test_a_column_with_one_word_that_makes_a_figure_another_is_refused_by_its_words(heading: str) -> None:
    for word in ("累计完成", "10月预计", "考核指标", "力争", "2021年完成", "三系列", "预计完成", "较计划", "完成率"):
        text = f"2022年9月⏎指标,{heading},单位,数值⏎处理矿量,当月上报,万吨,86.2⏎镍回收率,{word},%,83.41"
        found = read(text)
        assert "!column_tells" in asked(found), word
        assert any(word in str(issue.args.get("words")) for issue in found.issues), word


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"{ROWS}甲班,85", "column_words"),
        (f"{T}名称,故障停机时间(小时)⏎球磨机,21", "column_words"),
        (f"{T}支部名称,提出金点子⏎第一党支部,4", "part_column"),
        ("2022年9月⏎指标,考核周期,单位,计划,实际⏎处理矿量,季度,万吨,85,86.2", "column_words"),
        ("2022年9月⏎指标,指标性质,单位,计划,实际⏎处理矿量,考核指标,万吨,85,86.2", "column_words"),
        ("月份,上报情况,处理矿量(万吨)⏎2022-09,上报,86.2", "column_words"),
        ("月份,年份,处理矿量(万吨)⏎2022-09,2022年,86.2", "unknown_column"),
        ("月份,完成日期,处理矿量(万吨)⏎2022-09,2022-09,86.2", "unknown_column"),
        ("2022年9月⏎指标,内容,单位,实际⏎处理矿量,2022年9月,万吨,86.2", ""),
    ],
)
def test_words_that_nobody_knows_and_columns_about_something_else_are_asked(text: str, codes: str) -> None:
    found = read(text)
    assert (asked(found), bool(found.rows)) == (codes, True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("9月完成,86.2⏎10月计划,87", [("22-09", "plant", "actual", 862_000.0), ("22-10", "plant", "plan", 870_000.0)]),
        ("本月完成,86.2⏎下月计划,87", [("22-09", "plant", "actual", 862_000.0), ("22-10", "plant", "plan", 870_000.0)]),
        ("一系列计划,43⏎一系列9月完成,42",
         [("22-09", "line1", "plan", 430_000.0), ("22-09", "line1", "actual", 420_000.0)]),
    ],
)  # fmt: skip
def test_rows_that_say_month_part_and_kind_in_one_word_are_read_and_asked(
    rows: str, expected: list[tuple[str, str, str, float]]
) -> None:
    found = read(ROWS + rows)
    assert (told(found), asked(found)) == (expected, "rows_said")


def test_the_month_of_a_row_without_a_year_is_the_one_nearest_to_the_title_s() -> None:
    found = read("2022年12月生产月报⏎项目,处理矿量(万吨)⏎12月完成,86.2⏎1月计划,87")
    assert [row.period for row in found.rows] == ["2022-12", "2023-01"]


@pytest.mark.parametrize(
    "heads",
    ["累计完成,一系列,二系列,", "上年同期,一系列,,", "计划,一系列,二系列,", "实际,累计,一系列,", "全厂计划,一系列,,",
     "一系列,计划,完成率,", "一系列,计划,二系列,计划", "一系列,二系列,计划,", "计划,一系列,计划,二系列"],
)  # fmt: skip
def test_lines_behind_what_is_no_actual_and_plans_behind_lines_are_refused(heads: str) -> None:
    assert asked(read(LINES + heads + FIGURES)) == "!part_unclear"


@pytest.mark.parametrize(
    ("heads", "codes"),
    [
        ("实际,一系列,二系列,", "parts_actual parts_do_not_add unnamed_columns"),
        ("一系列,二系列,全厂,计划", "parts_do_not_add"),
        ("一系列,累计,二系列,累计", "month_over_sum"),
        ("合计,一系列,二系列,", "summed_column unnamed_columns"),
        ("计划,实际,一系列计划,一系列实际", ""),
    ],
)
def test_lines_that_can_only_be_actuals_are_read(heads: str, codes: str) -> None:
    assert asked(read(LINES + heads + FIGURES)) == codes


@pytest.mark.parametrize(
    ("beside", "kind", "code"),
    [
        ("完成情况,", "plan", "value_as_plan"),
        ("完成率,", "plan", "value_as_plan"),
        ("得分,", "actual", "value_as_actual"),
    ],
)
def test_a_value_beside_words_or_rates_of_completion_is_a_plan_and_asked(beside: str, kind: str, code: str) -> None:
    found = read(f"2022年9月⏎指标,单位,指标值,{beside}⏎申报专利,项,2,{'未完成' if '情况' in beside else '50%'},")
    assert [row.kind for row in found.rows] == [kind]
    assert code in asked(found)


@pytest.mark.parametrize(
    ("note", "code"),
    [("8月数", "remarks_deny"), ("2021年完成", "remarks_deny"), ("考核指标", "remarks_deny"), ("9月数", ""),
     ("单位：千吨", "remarks_unit"), ("单位：万吨", ""), ("8月检修3天", "")],
)  # fmt: skip
def test_remarks_that_name_another_month_or_unit_are_asked(note: str, code: str) -> None:
    assert asked(read(f"2022年9月⏎指标,单位,实际,备注⏎处理矿量,万吨,86.2,{note}")) == code


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        (f"{LINES}数值⏎处理矿量,吨,862000⏎计划,,850000",
         [("22-09", "plant", "actual", 862_000.0), ("22-09", "plant", "plan", 850_000.0)], "kinds_below"),
        (f"{LINES}数值⏎处理矿量,吨,⏎完成,,862000⏎日均,,28700",
         [("22-09", "plant", "actual", 862_000.0)], "kinds_below row_aside"),
        ("2022年9月⏎项目,单位,定额,实耗⏎处理矿量,吨,850000,862000",
         [("22-09", "plant", "plan", 850_000.0), ("22-09", "plant", "actual", 862_000.0)], ""),
        (f"{LINES}本月⏎计划,吨,850000⏎处理矿量,吨,862000",
         [("22-09", "plant", "actual", 862_000.0)], "!indicator_is_kind"),
    ],
)  # fmt: skip
def test_a_row_of_the_plan_is_the_indicator_s_above_it_and_a_mean_is_left_out(
    text: str, expected: list[tuple[str, str, str, float]], codes: str
) -> None:
    found = read(text)
    assert (told(found), asked(found)) == (expected, codes)


AUGUST, SEPTEMBER = ("22-08", "plant", "actual", 850_000.0), ("22-09", "plant", "actual", 862_000.0)
PLANNED = ("22-09", "plant", "plan", 850_000.0)
LONG = "月份,指标,单位,"


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        (f"{LINES}本月(计划),本月(实际),累计(计划),累计(实际)⏎处理矿量,万吨,85,86.2,760,771", [PLANNED, SEPTEMBER], ""),
        (f"{LINES}数值(计划),数值(实际)⏎处理矿量,万吨,85,86.2", [PLANNED, SEPTEMBER], ""),
        (f"{LONG}数值（计划）,完成（必填）⏎2022-09,处理矿量,万吨,85,86.2", [PLANNED, SEPTEMBER], ""),
        ("月份（YYYY-MM）,指标,数值（计划，万吨）,数值（实际，万吨）⏎2022-09,处理矿量,85,86.2",
         [PLANNED, SEPTEMBER], ""),
        (f"{LINES}计划(年),计划(月)⏎处理矿量,万吨,1020,85", [("22", "plant", "plan", 10_200_000.0), PLANNED], ""),
        (f"{LINES}数值(一系列),数值(二系列)⏎处理矿量,吨,460000,380000",
         [("22-09", "line1", "actual", 460_000.0), ("22-09", "line2", "actual", 380_000.0)], ""),
        ("2022年⏎指标,单位,数值(8月),数值(9月)⏎处理矿量,万吨,85,86.2", [AUGUST, SEPTEMBER], "year_from_title"),
        ("2022年9月⏎指标(万吨),本月⏎处理矿量,86.2", [SEPTEMBER], ""),
        ("指标,单位,2022年9月(计划),2022年9月(实际)⏎处理矿量,万吨,85,86.2", [PLANNED, SEPTEMBER], ""),
        (f"{LONG}数值(累计)⏎2022-09,处理矿量,万吨,771", [], "!no_value_column cumulative_column"),
        *((f"{LONG}{value}({word})⏎2022-09,处理矿量,万吨,86.2", [], "!bracket_unknown")
          for value in ("数值", "实际") for word in ("预测", "三系列", "湿")),
        *((f"{LINES}{value}({word})⏎处理矿量,万吨,86.2", [], "!bracket_unknown")
          for value in ("本月", "实际") for word in ("预测", "三系列")),
        (f"{LINES}实际(计划)⏎处理矿量,万吨,86.2", [], "!bracket_unknown"),
        (f"{LONG}数值(万吨)⏎2022-09,处理矿量,吨,86.2", [], "!unit_conflict"),
        (f"{LINES}数值(万吨)⏎处理矿量,吨,86.2", [], "!unit_conflict"),
        *((f"2022年9月⏎指标({word}),单位,数值⏎处理矿量,万吨,86.2", [], "!corner_unclear")
          for word in ("累计", "年度计划", "一系列", "8月")),
        *((f"月份({word}),处理矿量(万吨)⏎2022-09,86.2", [], "!corner_unclear") for word in ("累计", "8月", "预测")),
        *((f"2022年9月⏎{head},单位,数值⏎处理矿量,万吨,86.2", [], "!corner_unclear")
          for head in ("预测指标", "项目（日均）", "项目(8月)", "湿指标", "上限指标")),
        # a heading over names: harmless words alone are nothing, other times and plans refused, what is not known asked
        *((f"2022年9月⏎{head},单位,{figures}⏎处理矿量,万吨,86.2", [], "!corner_unclear") for head, figures in
          (("项目(年度计划)", "实际"), ("项目(预算)", "本月"), ("年度指标", "数值"), ("下月指标", "实际"))),
        *((f"2022年9月⏎{head},单位,数值⏎处理矿量,万吨,86.2", [SEPTEMBER], "label_unread")
          for head in ("考核指标", "对标指标", "内控指标", "责任指标")),
        ("2022年9月⏎控制指标,处理矿量(万吨)⏎选矿厂,86.2", [SEPTEMBER], "label_unread"),
        *((f"2022年9月⏎{head},单位,实际⏎处理矿量,万吨,86.2", [SEPTEMBER], "") for head in
          ("考核指标", "内控指标", "主要技术经济指标", "序号及指标", "指标(项目)", "质量指标", "月度指标")),
        *((f"2022年9月⏎指标,单位({word}),数值⏎处理矿量,万吨,86.2", [], "!corner_unclear") for word in ("累计", "湿")),
        ("2022年9月⏎指标,单位,本月合计⏎处理矿量,万吨,86.2", [SEPTEMBER], ""),
        ("2022年9月⏎指标,单位,一系列,本月合计⏎处理矿量,万吨,45,86.2",
         [("22-09", "line1", "actual", 450_000.0)], "unknown_column"),
    ],
)  # fmt: skip
def test_brackets_behind_a_column_s_own_heading_are_a_heading_too_or_refused_by_name(
    text: str, expected: list[tuple[str, str, str, float]], codes: str
) -> None:
    found = read(text)
    assert (told(found), asked(found)) == (expected, codes)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"{LINES}本月,累计⏎处理矿量,万吨,0,771.2", "zero_beside_sum"),
        (f"{LINES}本月,1-9月⏎处理矿量,万吨,0,771.2", "zero_beside_sum"),
        (f"{LINES}本月,累计⏎处理矿量,万吨,0,0", ""),
        (f"{LINES}本月,累计⏎提出金点子,项,0,7", ""),
        ("月份,处理矿量(万吨),处理矿量累计(万吨)⏎2022-08,85,771.2⏎2022-09,0,771.2", ""),
        ("月份,处理矿量(万吨),处理矿量累计(万吨)⏎2022-08,85,771.2⏎2022-09,0,857", "zero_beside_sum"),
    ],
)
def test_a_month_s_nought_beside_a_sum_so_far_is_asked_unless_the_sum_stood_still(text: str, codes: str) -> None:
    assert asked(read(text)) == codes


@pytest.mark.parametrize("words", [
    ("!kind_neither", "估算 推算 估计数 理论 历史最好 最高 平均 下限 先进值 参考值 计划差额 预报"),
    ("kind_from_title", "力争"),
    ("around_unread", "对标 同行业 排名 作废 快报 暂定 标准 展望 草稿"),
    ("", "理论知识竞赛及生产情况 平均品位"),
])  # fmt: skip
def test_titles_that_call_the_figures_no_actuals_are_refused_or_asked(words: tuple[str, str]) -> None:
    code, told_so = words
    for word in told_so.split():
        assert asked(read(f"2022年9月{word}⏎指标,单位,数值⏎处理矿量,吨,862000")) == code, word


def test_a_file_s_name_that_may_be_january_s_or_october_s_is_asked_so() -> None:
    text = "指标,单位,数值\n处理矿量,吨,862000\n".encode()
    for name, code in (("2022.1.csv", "month_dotted_name"), ("2022.11.csv", "month_from_name")):
        assert [issue.code for issue in intake.read(text, name, CATALOG).issues] == [code]


def test_were_every_word_harmless_a_target_would_be_an_actual_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: 考核指标 and 项目(预算) were read as the bare 指标."""
    monkeypatch.setattr(unheard, "_PLAIN", re.compile(".*"))
    for head in ("考核指标", "项目(预算)", "年度指标"):
        found = read(f"2022年9月⏎{head},单位,数值⏎处理矿量,万吨,86.2")
        assert (told(found), asked(found)) == ([SEPTEMBER], ""), head


def test_without_these_rules_brackets_and_titles_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: forecasts, wet tonnes and 86.2 万吨 as 86.2 t went in as the month's actuals."""
    nothing: list[Issue] = []
    monkeypatch.setattr(units, "odd", lambda *_: None)
    monkeypatch.setattr(contradicted, "measured", lambda *_: iter(nothing))
    monkeypatch.setattr(unheard, "_brackets_tell", lambda *_: False)
    monkeypatch.setattr(purpose, "asked", lambda *_: nothing)
    monkeypatch.setattr(aside.Own, "standing", lambda _: nothing)
    for text in ("数值(预测)⏎处理矿量,吨,862000", "实际(湿)⏎处理矿量,吨,862000", "本月,累计⏎处理矿量,吨,0,862000"):
        assert (len(told(read(LINES + text))), asked(read(LINES + text))) == (1, "")
    assert told(read("2022年9月估算⏎指标(累计),单位,数值(万吨)⏎处理矿量,吨,862000")) == [SEPTEMBER]


def test_unheard_these_words_would_store_other_figures_as_the_month_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """The controls: sums, plans of lines, targets and August's figures went in as September's actuals unasked."""
    nothing: list[Issue] = []
    monkeypatch.setattr(telling, "doubt", lambda *_, **__: None)
    monkeypatch.setattr(besides, "doubts", lambda *_: nothing)
    monkeypatch.setattr(pairs, "asked", lambda *_: None)
    monkeypatch.setattr(remarks, "_names_month", lambda *_: False)
    monkeypatch.setattr(rowheads, "split", lambda table, shape, _: (table, shape, nothing))
    assert told(read("2022年9月⏎指标,口径,单位,数值⏎处理矿量,10月计划,万吨,86.2"))[0][2] == "actual"
    assert told(read(LINES + "累计完成,一系列,二系列," + FIGURES))[0] == ("22-09", "line1", "actual", 425_000.0)
    assert "value_as_plan" not in asked(read("2022年9月⏎指标,单位,指标值,完成率⏎申报专利,项,2,50%"))
    assert asked(read("2022年9月⏎指标,单位,实际,备注⏎处理矿量,万吨,86.2,8月数")) == ""
    assert not asked(read(f"{ROWS}9月完成,86.2⏎10月计划,87")).startswith("rows_said")
