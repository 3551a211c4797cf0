"""What stands beside the figures and changes what they are is applied and asked, or the file is refused; never dropped.

Every row is a compact file (⏎ ends a line) that people make, with what must come of it, worked out by hand; beside each
defect stands a sound sibling, which must stay without a question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kpi import words
from kpi.intake import read
from kpi.intake.headings import blanks, days, purpose, unread
from kpi.intake.rows import labelled
from kpi.intake.rows.labelled import Settled
from kpi.reading import Reading
from kpi.unit import LANGS
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import book, saved

ORE, NI, MASS = "ore_milled_dry", "rec_ni_actual", "conc_mass"
Told = list[tuple[str, str, str, str, float | None]]
APPLIED, ROWS = "labels_applied", "处理矿量(万吨)⏎"
MONTHS, MONTH = f"月份,{ROWS}", "2022年9月⏎指标,单位,本月⏎"
PLAIN = f"{MONTHS}2022-10,85"
T = "month_from_title"


def ore(period: str, value: float, scope: str = "plant", kind: str = "actual") -> tuple[str, str, str, str, float]:
    return period, scope, ORE, kind, value


def text(said: str, name: str = "x.csv") -> Reading:
    return read(f"{said}⏎".replace("⏎", "\n").encode(), name, CATALOG)


def sheet(said: str, called: str = "表", merged: tuple[str, ...] = ()) -> Reading:
    rows: list[list[Any]] = [[_cell(cell) for cell in line.split(",")] for line in said.split("⏎")]
    return read(saved(book(rows, merged, name=called)), "x.xlsx", CATALOG)


def _cell(text: str) -> str | float | None:
    return float(text) if text.replace(".", "").isdigit() else text or None


def outcome(reading: Reading) -> tuple[list[str], Told]:
    for issue in reading.issues:
        assert all(words.issue(lang, issue) for lang in LANGS)
    rows = [(row.period, row.scope, row.indicator, row.kind, row.value) for row in reading.rows]
    return sorted({issue.code for issue in reading.errors or reading.warnings}), rows


TWO_LINES = [ore("2022-09", 450_000, "line1"), ("2022-09", "line2", MASS, "actual", 42_000.0)]
NESTED = [
    ore("2022-08", 450_000, "line1", "plan"), ore("2022-08", 460_000, "line1"),
    ore("2022-08", 440_000, "line2", "plan"), ore("2022-08", 430_000, "line2"),
]  # fmt: skip
NINE, TEN = [ore("2022-09", 850_000)], [ore("2022-10", 850_000)]
TEN_PLAN = [ore("2022-10", 850_000, kind="plan")]
BOTH_KINDS = [ore("2022-09", 850_000), ore("2022-09", 840_000, kind="plan")]
BOTH = [ore("2022-09", 850_000), ("2022-09", "plant", NI, "actual", 83.0)]

READ: list[tuple[str, list[str], Told]] = [
    # a label row holds for the rows below it
    (f"{MONTHS}一系列,⏎2022-08,45⏎2022-09,46", [APPLIED],
     [ore("2022-08", 450_000, "line1"), ore("2022-09", 460_000, "line1")]),
    (f"{MONTHS}计划,⏎2022-08,85⏎实际,⏎2022-09,86", [APPLIED],
     [ore("2022-08", 850_000, kind="plan"), ore("2022-09", 860_000)]),
    (f"{MONTH}一系列,,⏎处理矿量,万吨,45⏎二系列,,⏎精矿产量,万吨,4.2", [APPLIED, T], TWO_LINES),
    (f"{MONTH}一、一系列,,⏎处理矿量,万吨,45⏎其中：二系列,,⏎精矿产量,万吨,4.2", [APPLIED, T], TWO_LINES),
    ("2022年9月⏎序号,指标,单位,本月⏎一,一系列,,⏎1,处理矿量,万吨,45⏎二,【二系列】：,,⏎2,精矿产量,万吨,4.2",
     [APPLIED, T], TWO_LINES),
    (f"{MONTH}计划数,,⏎处理矿量,万吨,84⏎实际完成,,⏎处理矿量,万吨,85", [APPLIED, T],
     [ore("2022-09", 840_000, kind="plan"), *NINE]),
    (f"2022年⏎{MONTHS}2021年,⏎11月,45⏎12月,46", [APPLIED], [ore("2021-11", 450_000), ore("2021-12", 460_000)]),
    (f"{MONTHS}2021年实际,⏎12月,46⏎2022年计划,⏎1月,47", [APPLIED],
     [ore("2021-12", 460_000), ore("2022-01", 470_000, kind="plan")]),
    (f"{MONTHS}一系列,⏎计划,⏎2022-08,45⏎实际,⏎2022-08,46⏎二系列,⏎计划,⏎2022-08,44⏎实际,⏎2022-08,43", [APPLIED], NESTED),
    (f"{MONTHS}一系列计划,⏎2022-08,45⏎一系列实际,⏎2022-08,46⏎二系列计划,⏎2022-08,44⏎二系列实际,⏎2022-08,43",
     [APPLIED], NESTED),
    (f"{MONTHS}2022-07,90⏎一系列,⏎2022-08,45⏎全厂,⏎2022-08,89", [APPLIED, "scope_partly_blank"],
     [ore("2022-07", 900_000), ore("2022-08", 450_000, "line1"), ore("2022-08", 890_000)]),
    ("2022年9月⏎指标,单位,计划,实际⏎一系列,,,⏎处理矿量,万吨,42,43", [APPLIED, T],
     [ore("2022-09", 420_000, "line1", "plan"), ore("2022-09", 430_000, "line1")]),
    ("2022年9月⏎指标,单位,一系列,二系列⏎计划,,,⏎处理矿量,万吨,40,41", [APPLIED, T],
     [ore("2022-09", 400_000, "line1", "plan"), ore("2022-09", 410_000, "line2", "plan")]),
    ("月份,指标,数值,单位⏎一系列,,,⏎2022-08,处理矿量,45,万吨", [APPLIED], [ore("2022-08", 450_000, "line1")]),
    ("车间,指标,2022年8月⏎一系列,,⏎,处理矿量(万吨),45⏎二系列,,⏎,处理矿量(万吨),44", [APPLIED],
     [ore("2022-08", 450_000, "line1"), ore("2022-08", 440_000, "line2")]),
    (f"{MONTH},一系列,⏎处理矿量,万吨,45", [APPLIED, T], [ore("2022-09", 450_000, "line1")]),
    ("2022年9月⏎指标,单位,计划,实际⏎一系列完成情况,,,⏎处理矿量,万吨,42,43", [APPLIED, T],
     [ore("2022-09", 420_000, "line1", "plan"), ore("2022-09", 430_000, "line1")]),
    (f"{MONTHS}注：以下为计划数,⏎2022-10,85", [APPLIED], TEN_PLAN),
    ("2022年9月⏎指标,单位,计划,实际⏎计划,,,⏎处理矿量,万吨,85,85", ["labels_unknown", T],
     [ore("2022-09", 850_000, kind="plan"), *NINE]),
    (f"{MONTH}任务完成情况,,⏎处理矿量,万吨,85", ["labels_unknown", T], NINE),
    (f"{MONTH}老区部分,,⏎处理矿量,万吨,85", ["labels_unknown", T], NINE),
    (f"{MONTHS}单位：吨,⏎2022-10,85", ["labels_unknown"], TEN),
    # what sorts, remarks or repeats changes nothing
    (f"{MONTH}一、产量指标,,⏎处理矿量,万吨,85⏎二、质量指标,,⏎镍回收率,%,83", [T], BOTH),
    (f"{MONTH}其中：,,⏎处理矿量,万吨,85⏎注：不含外购矿,,⏎镍回收率,%,83", [T], BOTH),
    (f"{MONTH}2022年9月,,⏎处理矿量,万吨,85⏎精矿产量,万吨,⏎镍回收率,%,83", [T], BOTH),
    (f"{MONTH}本月,,⏎处理矿量,万吨,85⏎制表：张,,⏎镍回收率,%,83", [T], BOTH),
    (f"{MONTH}产量完成情况,,⏎处理矿量,万吨,85⏎质量指标完成情况,,⏎镍回收率,%,83", [T], BOTH),
    ("2022年9月⏎指标,单位,计划,实际⏎生产任务完成情况,,,⏎处理矿量,万吨,85,85", [T],
     [ore("2022-09", 850_000, kind="plan"), *NINE]),
    (f"{MONTH}单位：万吨,,⏎处理矿量,,85", [T], NINE),
    (f"{MONTHS}2022-09,85⏎合计,⏎2022-10,85⏎一系列,", [], [*NINE, *TEN]),
    (f"{MONTHS}全厂,⏎2022-10,85", [], TEN),
    ("月份,处理矿量,镍回收率⏎,万吨,%⏎2022-09,85,83", [], BOTH),
    # a blank 车间 is the plant's only where it can be nothing else
    ("车间,指标,2022年8月⏎一系列,处理矿量(万吨),45⏎,精矿产量(万吨),4.5", ["scope_blank_below"],
     [ore("2022-08", 450_000, "line1")]),
    ("月份,车间,指标,数值,单位⏎2022-08,一系列,处理矿量,45,万吨⏎2022-08,,精矿产量,4.5,万吨", ["scope_blank_below"],
     [ore("2022-08", 450_000, "line1")]),
    ("月份,车间,处理矿量(万吨)⏎2022-08,一系列,40⏎2022-08,,45", ["scope_partly_blank"],
     [ore("2022-08", 400_000, "line1"), ore("2022-08", 450_000)]),
    ("月份,车间,处理矿量(万吨)⏎2022-08,,85⏎2022-08,一系列,45⏎2022-08,二系列,40", ["scope_partly_blank"],
     [ore("2022-08", 850_000), ore("2022-08", 450_000, "line1"), ore("2022-08", 400_000, "line2")]),
    ("月份,车间,处理矿量(万吨)⏎2022-08,一系列,45⏎2022-08,二系列,40⏎2022-08,,85", [],
     [ore("2022-08", 450_000, "line1"), ore("2022-08", 400_000, "line2"), ore("2022-08", 850_000)]),
    ("月份,车间,处理矿量(万吨)⏎2022-09,全厂,85⏎2022-10,,85", [], [*NINE, *TEN]),
    # a plan is what is called one
    *[(f"{title}⏎{PLAIN}", ["kind_from_title"], TEN_PLAN) for title in (
        "2022年生产计划报表", "2022年生产计划情况", "2022年度目标情况表", "2022年生产任务下达情况", 
        "2022年10月计划月报", "2022年计划执行表", "下达指标", "考核指标", "设计指标", "定额")],
    ("2022年9月生产计划⏎指标,单位,本月⏎处理矿量,万吨,85", ["kind_from_title", T],
     [ore("2022-09", 850_000, kind="plan")]),
    (f"2022年计划与完成情况⏎{PLAIN}", ["kind_unclear"], TEN),
    ("2022年9月目标完成情况⏎指标,单位,本月⏎处理矿量,万吨,85", [T], NINE),
    ("2022年9月计划执行情况⏎月份,处理矿量(万吨),计划·处理矿量(万吨)⏎2022-09,85,84", [], BOTH_KINDS),
    ("2022年9月计划⏎月份,处理矿量(万吨),计划·处理矿量(万吨)⏎2022-09,85,84", [], BOTH_KINDS),  # each says what it is
    *[(f"{title}⏎{PLAIN}", [], TEN) for title in (
        "2022年10月生产计划执行情况", "2022年计划完成情况", "10月任务落实情况", "2022年10月考核结果",
        "10月预算执行情况",
        "2022年10月生产情况", "选矿厂生产计划部 10月月报", "2022年10月完成率分析", "报送：计划科", "实际完成情况")],
    ("2022年计划完成情况⏎月份,计划·处理矿量(万吨),实际·处理矿量(万吨)⏎2022-10,85,85", [], [*TEN_PLAN, *TEN]),
    ("2022年生产预测⏎月份,计划·处理矿量(万吨)⏎2022-10,85", ["around_unread"], TEN_PLAN),
    # a day is no month
    ("日期,处理矿量(万吨)⏎2022-10-31,85", ["day_as_month"], TEN),
    ("生产月报⏎日期,处理矿量(万吨)⏎2022-10-31,85", [], TEN),
    ("2022年10月⏎日期,处理矿量(万吨)⏎2022-10-31,85", [], TEN),
    (f"{MONTHS}2022-10-31,85", [], TEN),
    ("日期,处理矿量(万吨)⏎2022-09-01,85⏎2022-10-01,85", [], [*NINE, *TEN]),
    ("2022年⏎月份,处理矿量(万吨)⏎9,85⏎10,85", ["year_from_title"], [*NINE, *TEN]),
    *[(f"{title}⏎{PLAIN}", [], TEN) for title in ("截至2022年10月31日", "填报日期：2022年11月3日", "班组生产周转情况")],
]  # fmt: skip

REFUSED: list[tuple[str, str]] = [
    (f"{MONTHS}上年同期,⏎2022-08,85⏎2022-09,86", "label_not_month"),
    (f"{MONTHS}以下为预测数,⏎2022-08,85", "label_not_month"),
    (f"{MONTHS}以下为累计数,⏎2022-08,85⏎2022-09,86", "label_not_month"),
    (f"{MONTHS}1-9月累计,⏎2022-09,860", "label_not_month"),
    (f"{MONTH}处理矿量,万吨,85⏎上年同期,,⏎精矿产量,万吨,4.2", "label_not_month"),
    (f"{MONTH}处理矿量,万吨,85⏎日均完成,,⏎精矿产量,万吨,4.2", "label_not_month"),
    (f"{MONTH}处理矿量,万吨,85⏎累计数,,⏎精矿产量,万吨,4.2", "label_not_month"),
    ("2022年8月⏎指标,单位,本月⏎处理矿量,万吨,85⏎2022年9月,,⏎镍回收率,%,83", "label_period"),
    ("指标,单位,2022年1月,2022年2月⏎2021年,,,⏎处理矿量,万吨,40,41", "label_period"),
    (f"{MONTHS}一系列,⏎计划,⏎2022-08,45⏎实际,⏎2022-08,46⏎二系列,⏎2022-08,44", "label_unclear"),
    (f"{MONTHS}一系列,⏎2022-08,45⏎小计,⏎2022-09,46", "label_unclear"),
    (f"{MONTHS}精矿产量,⏎2022-08,4.5", "label_unclear"),
    (f"{MONTH}三系列,,⏎处理矿量,万吨,85", "label_unclear"),
    (f"{MONTHS}调整后计划,⏎2022-08,85", "label_unclear"),
    (f"{MONTHS}一系列和二系列,⏎2022-08,89", "label_unclear"),
    (f"{MONTHS}一、二系列,⏎2022-08,89", "label_unclear"),
    ("2022年9月⏎指标,本月⏎处理矿量(吨),45⏎单位：万吨,⏎精矿产量,4.5", "label_unclear"),
    ("2022年9月⏎指标,单位,年计划,本月⏎计划,,,⏎处理矿量,万吨,42,43", "label_contradicts"),
    (f"一系列2022年月报⏎{MONTHS}二系列,⏎2022-08,45", "label_contradicts"),
    ("月份,镍回收率,铜回收率⏎,累计,累计⏎2022-09,83,77", "label_not_month"),
    ("月份,镍回收率,铜回收率⏎,平均,平均⏎2022-09,83,77", "label_not_month"),
    ("月份,镍回收率,铜回收率⏎2022-08,83,77⏎,合计,合计⏎2022-09,83,77", "label_not_month"),
    (f"{MONTHS},一系列⏎2022-08,45", "two_heading_rows"),
    *[(f"{title}⏎{PLAIN}", "kind_neither") for title in (
        "2022年10月生产预测", "2022年滚动预测", "排产表", "测算表", "模拟数据", ",预计")],
    ("2022年10月预计完成情况⏎指标,单位,本月⏎处理矿量,万吨,85", "kind_neither"),
    ("2022年计划⏎月份,本月处理矿量(万吨)⏎2022-08,85", "kind_implied"),
    *[(f"{title}⏎{PLAIN}", "days_said") for title in (
        "周报", "班报", "上旬", "日均", "截至10月15日", "夜班生产情况", "上半月")],
    ("2022年9月生产日报⏎指标,单位,完成⏎处理矿量,吨,28000", "days_said"),
    ("2022年9月⏎日,处理矿量(吨)⏎1,27010", "days_said"),
    ("2022年9月⏎日期,处理矿量(吨)⏎1,27010⏎2,27020⏎3,27100", "days_numbered"),
    ("生产日报⏎日期,处理矿量(吨)⏎2022-09-30,28000", "period_daily"),
    ("日期,处理矿量(吨)⏎2022-08-31,28000⏎2022-09-01,28100", "period_daily"),
    ("日期,处理矿量(吨)⏎2022-08-31,28000⏎2022-10-01,28100", "period_daily"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "asked", "told"), READ)
def test_what_a_file_says_beside_its_figures_is_followed_and_asked(said: str, asked: list[str], told: Told) -> None:
    assert outcome(text(said)) == (sorted(asked), told)


@pytest.mark.parametrize(("said", "code"), REFUSED)
def test_what_makes_figures_no_months_own_plan_or_actual_is_refused(said: str, code: str) -> None:
    assert outcome(text(said)) == ([code], [])


LABELS = f"{MONTH}一系列,,⏎处理矿量,万吨,45⏎二系列,,⏎精矿产量,万吨,4.2"


@pytest.mark.parametrize(
    ("reading", "asked", "told"),
    [
        (lambda: sheet(LABELS), [APPLIED, T], TWO_LINES),
        (lambda: sheet(LABELS, merged=("A3:C3", "A5:C5")), [APPLIED, T], TWO_LINES),
        (lambda: sheet("月份,镍回收率,铜回收率⏎,累计,累计⏎2022-09,83,77"), ["label_not_month"], []),
        (lambda: sheet(PLAIN, "实际"), [], TEN),
        (lambda: sheet(PLAIN, "预测"), ["kind_neither"], []),
        (lambda: sheet(f"2022年10月生产情况⏎{PLAIN}", "计划"), ["kind_from_sheet"], TEN_PLAN),
        (lambda: sheet(f"2022年10月生产计划⏎{PLAIN}", "实际"), ["kind_contradicts"], []),
        (lambda: sheet(PLAIN, "上旬"), ["days_said"], []),
        (lambda: sheet(PLAIN, "1日"), ["days_said"], []),
        (lambda: text(PLAIN, "2022年生产计划报表.csv"), ["kind_from_name"], TEN_PLAN),
        (lambda: text(PLAIN, "2022年生产计划与实际.csv"), ["kind_unclear"], TEN),
        (lambda: text(PLAIN, "10月预计.csv"), ["kind_neither"], []),
    ],
)
def test_merged_cells_and_names_of_sheets_and_files_say_the_same(
    reading: Callable[[], Reading], asked: list[str], told: Told
) -> None:
    assert outcome(reading()) == (sorted(asked), told)


def test_every_label_row_is_told_with_its_number_and_listed_as_left_out() -> None:
    reading = text(f"{MONTHS}一系列,⏎2022-08,45⏎二系列（计划）,⏎2022-08,44")
    assert [(out.line, out.kind, out.text) for out in reading.left_out] == [
        (2, "title", "一系列"),
        (4, "title", "二系列(计划)"),
    ]
    assert "第 2（一系列）、4（二系列(计划) → 二系列，计划） 行" in words.issue("zh", reading.warnings[0])


@pytest.mark.parametrize(
    ("module", "rule", "off", "said"),
    [
        (labelled, "settle", lambda table, shape, *_: Settled(table, shape), f"{MONTHS}计划,⏎2022-10,85"),
        (blanks, "doubtful", lambda *_: set(), "月份,车间,处理矿量(万吨)⏎2022-08,一系列,40⏎2022-08,,45"),
        (purpose, "kind", lambda *_: ("actual", None), f"2022年生产计划情况⏎{PLAIN}"),
        (purpose, "asked", lambda *_: [], f"排产表⏎{PLAIN}"),
        (days, "check", lambda *_: [], f"上旬⏎{PLAIN}"),
    ],
)
def test_without_its_rule_each_of_these_would_be_stored_without_a_word(
    module: Any, rule: str, off: Callable[..., Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert text(said).issues != ()
    monkeypatch.setattr(unread, "asked", lambda *_: [])  # the net below them all
    monkeypatch.setattr(module, rule, off)
    assert (text(said).issues, len(text(said).rows)) == ((), said.count(",4") or 1)
