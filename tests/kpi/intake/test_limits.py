"""A limit said beside a plan's figure, by its heading, its name or its number format, never makes it an exact one."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kpi import catalog, intake
from kpi.intake.carriers import worksheet
from kpi.intake.checks import doubts
from kpi.intake.headings import around
from kpi.intake.words import limits, vocabulary
from kpi.reading import Reading

CATALOG = catalog.load()
HEAD, T = "2022年9月生产月报⏎指标,单位,", "month_from_title"
NI, POWER = "⏎镍回收率,%,", "⏎吨矿电耗,kWh/t,"
LOW, HIGH, PLAN, ACTUAL = (
    ("plan_low", 83.3), ("plan_high", 35.5), ("plan", 83.3), ("actual", 83.5)
)  # fmt: skip


def read(text: str, name: str = "x.csv") -> Reading:
    return intake.read(text.replace("⏎", "\n").encode(), name, CATALOG)


def sheet(rows: list[list[str | float]], formats: dict[str, str], name: str = "S") -> Reading:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = name
    for row in rows:
        page.append(row)
    for cell, code in formats.items():
        page[cell].number_format = code
    book.save(data := io.BytesIO())
    return intake.read(data.getvalue(), "x.xlsx", CATALOG)


def told(found: Reading) -> list[tuple[str, float | None]]:
    return [(row.kind, row.value) for row in found.rows]


def asked(found: Reading) -> list[str]:
    return sorted(issue.code for issue in found.issues if issue.code != T)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *((f"{HEAD}{plan},实际{NI}83.3,83.5", [LOW, ACTUAL]) for plan in (
            "计划(≥)", "≥计划", "计划（不低于）", "计划（%、≥）", "计划（下限）", "目标值(>=)", "计划≮",
        )),
        (f"{HEAD}计划（不超过）,实际{POWER}35.5,33", [HIGH, ("actual", 33.0)]),
        (f"{HEAD}计划,实际⏎镍回收率（≥）,%,83.3,83.5", [LOW, ACTUAL]),
        (f"{HEAD}计划,实际⏎磨矿细度（≥）,%,66–70,68", [("plan_low", 66.0), ("plan_high", 70.0), ("actual", 68.0)]),
        ("月份,类别,镍回收率(%)⏎2022-09,计划(≥),83.3⏎2022-09,实际,83.5", [LOW, ACTUAL]),
        ("月份,镍回收率计划(≥),镍回收率(%)⏎2022-09,83.3,83.5", [LOW, ACTUAL]),
        ("2022年⏎指标,单位,9月计划(≥),9月实际⏎镍回收率,%,83.3,83.5", [LOW, ACTUAL]),
        ("2022年9月计划⏎指标,单位,下限,上限⏎磨矿细度,%,66,70", [("plan_low", 66.0), ("plan_high", 70.0)]),
        ("2022年度计划⏎指标,单位,下限,上限⏎磨矿细度,%,66,70", [("plan_low", 66.0), ("plan_high", 70.0)]),
        *((f"{HEAD}计划,实际{NI}{plan},83.5", [LOW, ACTUAL]) for plan in (
            "大于等于83.3", "83.3以上（含）", "83.3（含）以上", "83.3为下限",
        )),
        *((f"{HEAD}计划,实际{POWER}{plan},33", [HIGH, ("actual", 33.0)]) for plan in (
            "控制在35.5以内", "35.5（含）以内", "35.5内", "小于等于35.5kWh/t",
        )),
        *((f"{HEAD}计划,实际⏎磨矿细度,%,{plan},68", [("plan_low", 66.0), ("plan_high", 70.0), ("actual", 68.0)])
          for plan in ("66≤x≤70", "70%≥细度≥66%", "68+/-2")),
    ],
)  # fmt: skip
def test_a_limit_makes_a_plan_an_end_wherever_it_is_said(text: str, kept: list[tuple[str, float]]) -> None:
    found = read(text)
    assert (told(found), found.errors) == (kept, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"指标(≥),单位,计划,实际{NI}83.3,83.5", "limit_unclear"),
        (f"指标,数值{NI.replace('率', '率(≥)').replace('%,', '')}83.3", "limit_unclear"),
        (f"指标,单位,符号,计划,实际{NI}≥,83.3,83.5", "column_limits"),
        (f"指标,单位,计划,允许偏差,实际{NI}83.3,±2,83.5", "column_limits"),
        *(
            (f"指标,单位,计划,实际{NI}{plan},83.5", "not_a_number")
            for plan in ("83.3-", "0.8↓", "大于83以上", "80<x>70")
        ),
        (f"指标,单位,计划,实际,备注{NI}83.3,83.5,计划为下限", "limit_nearby"),
        (f"2022年9月计划(≥)⏎指标,单位,计划{NI}83.3", "limit_nearby"),
    ],
)
def test_a_limit_of_nobody_knows_what_is_refused_or_asked_by_its_name(text: str, code: str) -> None:
    found = read(f"2022年9月⏎{text}")
    assert asked(found) == [code]


@pytest.mark.parametrize(
    ("code", "value", "kept"),
    [
        *((code, 0.833, LOW) for code in ('"≥"0.0%', '0.0%"以上"', '"不低于"0.00%')),
        *((code, 83.3, LOW) for code in ('"≥"General', ">=0.0", '"≥ "#,##0.0_ ', '0.0"（含）以上"')),
        *((code, 83.3, PLAN) for code in ('"计划"0.0', '"¥"0.0', "0.0_ ", "General")),
        ('"累计"0.0', 83.3, None),
        ('"预计"0.0', 83.3, None),
    ],
)
def test_what_a_number_format_writes_before_or_behind_a_figure_counts(
    code: str, value: float, kept: tuple[str, float] | None
) -> None:
    rows: list[list[str | float]] = [["月份", "类别", "镍回收率(%)"], ["2022-09", "计划", value]]
    found = sheet(rows, {"C2": code})
    assert (told(found), asked(found)) == (([kept], []) if kept else ([], ["not_a_number"]))


@pytest.mark.parametrize(
    ("rows", "name", "month"),
    [
        ([["月份", 2022.1]], "S", "period_dotted"), ([["2022.1生产月报"]], "S", "period_dotted"),
        ([[2022.1]], "S", "period_dotted"), ([["月份：2022.1"], ["编制：2022.2.8"]], "S", "period_dotted"),
        ([["月份", 2022.1]], "10月", "2022-10"), ([["2022.1生产月报"]], "1月", "2022-01"),
        ([["月份", "2022.10"]], "S", "2022-10"), ([["2022.01"]], "S", "2022-01"), ([["2022年1月"]], "S", "2022-01"),
    ],
)  # fmt: skip
def test_a_title_that_may_be_january_or_october_is_refused_unless_another_text_tells(
    rows: list[list[str | float]], name: str, month: str
) -> None:
    found = sheet([*rows, ["指标", "单位", "实际"], ["处理矿量", "万吨", 86.2]], {}, name)
    assert ({row.period for row in found.rows} or {issue.code for issue in found.errors}) == {month}
    assert len(found.errors) == (not found.rows)


def test_without_the_rules_a_limit_is_an_exact_plan_and_october_january(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[str | float]] = [["月份", 2022.1], ["指标", "单位", "实际"], ["处理矿量", "万吨", 86.2]]
    with monkeypatch.context() as off:
        off.setattr(doubts, "_limits", lambda *_: ())
        assert asked(read(f"2022年9月计划(≥)⏎指标,单位,计划{NI}83.3")) == []
        off.setattr(around, "_DOTTED", around.re.compile("(?!)()"))
        assert [row.period for row in sheet(rows, {}).rows] == ["2022-01"]
    monkeypatch.setattr(limits, "parted", lambda name: (name, ""))
    assert told(read(f"{HEAD}计划(≥),实际{NI}83.3,83.5"))[:1] != [LOW]
    assert vocabulary.of(CATALOG).meaning("镍回收率(≥)") is not None
    monkeypatch.setattr(worksheet.Format, "show", lambda self, written, _: written)
    assert told(sheet([["月份", "镍回收率计划(%)"], ["2022-09", 83.3]], {"B2": '"≥"0.0'})) == [PLAN]
