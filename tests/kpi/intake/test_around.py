"""What stands around a table or over its headings holds for its figures: it is read, asked about or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from kpi.intake import read
from kpi.intake.carriers.table import Line
from kpi.intake.grid import headless, levels
from kpi.intake.grid.levels import Heading
from kpi.intake.headings import shapes
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import book, saved

ORE, NI, CU, MASS = "ore_milled_dry", "rec_ni_actual", "rec_cu_actual", "conc_mass"
Told = list[tuple[str, str, str, str, float | None]]


def text(said: str, name: str = "x.csv") -> Reading:
    return read(said.encode(), name, CATALOG)


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), name: str = "x.xlsx") -> Reading:
    return read(saved(book(rows, list(merged))), name, CATALOG)


def figures(reading: Reading) -> Told:
    return [(row.period, row.scope, row.indicator, row.kind, row.value) for row in reading.rows]


def found(reading: Reading, severity: str = "warning") -> list[str]:
    return [issue.code for issue in reading.issues if issue.severity == severity and issue.code != "above_capacity"]


ROWS_ABOVE: list[tuple[str, tuple[str, ...], Told]] = [
    (
        "2022年各车间处理矿量\n（单位：万吨）\n{},2022年1月,2022年2月\n一系列,40,41\n二系列,39,42\n",
        ("车间", "范围", "项目", "系列", "单位"),
        [
            ("2022-01", "line1", ORE, "actual", 400_000),
            ("2022-02", "line1", ORE, "actual", 410_000),
            ("2022-01", "line2", ORE, "actual", 390_000),
            ("2022-02", "line2", ORE, "actual", 420_000),
        ],
    ),
    (
        "2022年生产月报表\n单位：万吨\n{},1月,2月\n处理矿量,80,81\n",
        ("指标", "项目", "指标名称"),
        [("2022-01", "plant", ORE, "actual", 800_000), ("2022-02", "plant", ORE, "actual", 810_000)],
    ),
    (
        "单位：万吨\n{},月份,处理矿量\n一系列,2022-09,47\n",
        ("范围", "车间", "系列"),
        [("2022-09", "line1", ORE, "actual", 470_000)],
    ),
    (
        "单位：万吨\n{},月份,计划,实际\n处理矿量,2022-09,86,87\n",
        ("指标", "项目"),
        [("2022-09", "plant", ORE, "plan", 860_000), ("2022-09", "plant", ORE, "actual", 870_000)],
    ),
    (
        "一系列生产计划\n{},2022年1月,2022年2月\n处理矿量(万吨),40,41\n镍回收率(%),83,83.1\n",
        ("指标", "项目"),
        [
            ("2022-01", "line1", ORE, "plan", 400_000),
            ("2022-02", "line1", ORE, "plan", 410_000),
            ("2022-01", "line1", NI, "plan", 83),
            ("2022-02", "line1", NI, "plan", 83.1),
        ],
    ),
    (
        "2022年生产情况\n{},单位,1月,2月\n处理矿量,万吨,80,81\n",
        ("指标", "项目"),
        [("2022-01", "plant", ORE, "actual", 800_000), ("2022-02", "plant", ORE, "actual", 810_000)],
    ),
]
ABOVE = [(said.format(label), told) for said, labels, told in ROWS_ABOVE for label in labels]


@pytest.mark.parametrize(("said", "told"), ABOVE)
def test_the_row_above_a_heading_holds_whatever_the_headings_first_cell_is_called(said: str, told: Told) -> None:
    reading = text(said)
    assert (figures(reading), reading.errors) == (told, ())


@pytest.mark.parametrize("label", ["指标", "项目"])
def test_a_unit_in_the_corner_of_a_sheet_takes_no_column_with_it(label: str) -> None:
    rows = [["选矿厂2022年生产月报"], [None, None, None, "单位：万吨"], [label, "1月", "2月", "3月"],
            ["处理矿量", 80, 81, 82]]  # fmt: skip
    assert [(row.period, row.value) for row in sheet(rows).rows] == [
        ("2022-01", 800_000), ("2022-02", 810_000), ("2022-03", 820_000)]  # fmt: skip


def test_without_the_look_at_the_first_row_a_title_would_be_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The defect switched on: a title taken for the first of several heading rows loses the unit it tells."""

    def greedy(heading: Heading, lines: Sequence[Line], place: int, names: Vocabulary) -> Heading:
        under = lines[place + 1 : place + 2]
        labelled = any(line.cells and line.cells[0] in ("车间", "指标", "范围") for line in under)
        return Heading((*heading.rows, *under)) if labelled else heading

    monkeypatch.setattr(shapes, "_with_labels", greedy)
    monkeypatch.setattr(headless, "is_title_alone", lambda *_: False)  # the other guard
    wrong = [said for said, told in ABOVE if figures(text(said)) != told]
    assert len(wrong) >= 5


def test_a_title_beside_a_unit_above_the_headings_is_no_group() -> None:
    rows = [["选矿厂2022年9月月报", None, None, "单位：万吨", None], ["指标", "单位", "计划", "实际", "备注"],
            ["处理矿量", "万吨", 86, 87, None]]  # fmt: skip
    assert figures(sheet(rows, ["A1:C1", "D1:E1"])) == [
        ("2022-09", "plant", ORE, "plan", 860_000), ("2022-09", "plant", ORE, "actual", 870_000)]  # fmt: skip


PAIR = [None, "处理矿量(万吨)", "镍回收率(%)"]


def grouped(label: str) -> Reading:
    """A month down, two indicators under one label."""
    return sheet([["月份", label, None], PAIR, ["2022-08", 80, 83]], ["A1:A2", "B1:C1"])


def reported(label: str) -> Reading:
    """The month in the title, plan and actual under one label."""
    rows = [["2022年9月生产月报"], ["指标", "单位", label, None], [None, None, "计划", "实际"],
            ["处理矿量", "万吨", 86, 87]]  # fmt: skip
    return sheet(rows, ["A1:D1", "A2:A3", "B2:B3", "C2:D2"])


def typed(label: str) -> Reading:
    """The same as a text file, where nothing is merged."""
    return text(f"2022年9月生产月报\n指标,单位,{label},\n,,计划,实际\n处理矿量,万吨,86,87\n")


@pytest.mark.parametrize("made", [grouped, reported, typed])
@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("累计", "group_not_month"),
        ("1-9月", "group_not_month"),
        ("上年同期", "group_not_month"),
        ("去年", "group_not_month"),
        ("全年", "group_not_month"),
        ("三系列", "group_unknown"),
        ("金川公司", "group_unknown"),
    ],
)
def test_figures_under_a_label_that_is_not_theirs_are_refused(
    made: Callable[[str], Reading], label: str, code: str
) -> None:
    reading = made(label)
    assert ([(i.code, i.found) for i in reading.errors], reading.rows) == ([(code, label)], ())


@pytest.mark.parametrize("label", ["本月", "当月", "本期"])
def test_this_month_over_headings_changes_nothing(label: str) -> None:
    assert figures(grouped(label)) == [
        ("2022-08", "plant", ORE, "actual", 800_000), ("2022-08", "plant", NI, "actual", 83)]  # fmt: skip
    plan_and_actual = [("2022-09", "plant", ORE, "plan", 860_000), ("2022-09", "plant", ORE, "actual", 870_000)]
    assert figures(reported(label)) == figures(typed(label)) == plan_and_actual


def test_words_that_only_sort_indicators_are_asked() -> None:
    for reading in (grouped("主要生产指标"), reported("产量指标")):
        assert (len(reading.rows), reading.errors) == (2, ())
        assert "group_words" in found(reading)


def test_an_understood_label_is_still_read() -> None:
    assert [(row.scope, row.value) for row in grouped("一系列").rows] == [("line1", 800_000), ("line1", 83)]


TWO = ["计划", "实际", "计划", "实际"]


def test_the_months_own_figures_are_read_and_the_cumulative_beside_them_left_out_by_name() -> None:
    told = [("2022-09", "plant", ORE, "plan", 860_000), ("2022-09", "plant", ORE, "actual", 870_000)]
    rows = [["2022年9月生产月报"], ["指标", "单位", "本月", None, "累计", None], [None, None, *TWO],
            ["处理矿量", "万吨", 86, 87, 740, 750]]  # fmt: skip
    merged = sheet(rows, ["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"])
    assert (figures(merged), found(merged)) == (told, ["month_from_title"])
    spread = text("2022年9月生产月报\n指标,单位,本月,,累计,\n,,计划,实际,计划,实际\n处理矿量,万吨,86,87,740,750\n")
    assert figures(spread) == told
    assert set(found(spread)) == {"month_from_title", "headings_spread"}


def test_indicators_under_cumulative_are_left_out_beside_those_of_the_month() -> None:
    below = ["处理矿量(万吨)", "镍回收率", "精矿产量(吨)", "铜回收率"]
    rows = [["月份", "本月", None, "累计", None], [None, *below], ["2022-08", 80, 83, 22_000, 81]]
    reading = sheet(rows, ["A1:A2", "B1:C1", "D1:E1"])
    assert [(row.indicator, row.value) for row in reading.rows] == [(ORE, 800_000), (NI, 83)]
    assert [out.text for out in reading.left_out if out.kind == "column"] == ["累计/精矿产量(吨)", "累计/铜回收率"]


@pytest.mark.parametrize(
    "said",
    [
        "月份,累计,\n,处理矿量(万吨),镍回收率(%)\n2022-08,220,83.1\n",
        "月份,,累计\n月份,处理矿量(万吨),镍回收率(%)\n2022-08,220,83.1\n",
        "月份,上年同期,上年同期\n月份,处理矿量(万吨),镍回收率(%)\n2022-08,80,83\n",
        "月份,累计,累计\n\n月份,处理矿量(万吨),镍回收率(%)\n2022-08,220,83.1\n",
        ",1-9月,\n月份,处理矿量(万吨),镍回收率(%)\n2022-08,80,83\n",
    ],
)
def test_labels_that_no_merged_cell_ties_to_their_columns_are_not_lost(said: str) -> None:
    reading = text(said)
    assert ([i.code for i in reading.errors], reading.rows) == (["group_not_month"], ())


def test_units_and_a_year_over_headings_are_read() -> None:
    rows = [["月份", "单位：万吨", None, "单位：%", None], [None, "处理矿量", "精矿产量", "镍回收率", "铜回收率"],
            ["2022-08", 80, 1, 83, 81]]  # fmt: skip
    assert [(row.indicator, row.value) for row in sheet(rows, ["A1:A2", "B1:C1", "D1:E1"]).rows] == [
        (ORE, 800_000), (MASS, 10_000), (NI, 83), (CU, 81)]  # fmt: skip
    for label, kind in (("2022年完成情况", "actual"), ("2022年生产计划", "plan")):
        rows = [["指标", "单位", label, None], [None, None, "8月", "9月"], ["处理矿量", "万吨", 80, 83]]
        assert figures(sheet(rows, ["A1:A2", "B1:B2", "C1:D1"])) == [
            ("2022-08", "plant", ORE, kind, 800_000), ("2022-09", "plant", ORE, kind, 830_000)]  # fmt: skip


MONTH = "月份,处理矿量(万吨)\n2022-09,80\n"
REPORT = "指标,单位,计划,实际\n处理矿量,万吨,86,87\n"


@pytest.mark.parametrize(
    ("said", "name", "severity", "code"),
    [
        (f"截至2022年9月累计完成情况\n{REPORT}", "x.csv", "error", "not_month_title"),
        (
            "截至2022年9月累计完成情况\n指标,单位,全年计划,实际,完成率,累计完成率\n处理矿量,万吨,1000,750,75,75\n",
            "x.csv",
            "error",
            "not_month_title",
        ),
        (f"2022年1-9月生产月报\n{REPORT}", "2022年9月.csv", "error", "not_month_title"),
        (REPORT, "2022年9月累计.csv", "error", "not_month_name"),
        (f"2022年1-9月累计\n{MONTH}", "x.csv", "warning", "not_month_title"),
        (f"2022年1-9月情况\n{MONTH}", "x.csv", "warning", "not_month_title"),
        (f"截至2022年9月底\n{MONTH}", "x.csv", "warning", "not_month_title"),
        (f"上年同期\n{MONTH}", "x.csv", "warning", "not_month_title"),
        (MONTH, "2022年9月累计.csv", "warning", "not_month_name"),
        (f"三系列\n{MONTH}", "x.csv", "warning", "part_unknown_title"),
        (MONTH, "3#系统.csv", "warning", "part_unknown_name"),
    ],
)
def test_a_word_around_the_table_by_which_its_figures_are_anothers_is_asked_or_refused(
    said: str, name: str, severity: str, code: str
) -> None:
    assert code in found(text(said, name), severity)


@pytest.mark.parametrize(
    "said",
    [
        "2022年9月本月及累计完成情况\n指标,单位,本月,累计\n处理矿量,万吨,80,750\n",
        "2022年9月与上年同期比较\n指标,单位,本月,上年同期\n处理矿量,万吨,80,79\n",
        "2022年1-9月生产情况\n月份,处理矿量(万吨)\n2022-08,80\n2022-09,81\n",
        "选矿厂2022年9月生产月报\n指标,单位,实际\n处理矿量,万吨,80\n",
        f"一系列2022年9月月报\n{MONTH}",
    ],
)
def test_a_title_that_the_table_explains_is_not_asked(said: str) -> None:
    reading = text(said)
    assert (reading.rows[0].value, reading.errors) == (800_000, ())
    assert not [code for code in found(reading) if code.startswith(("not_month", "part_unknown"))]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2022年9月生产报表\n指标,单位,本月,累计\n处理矿量,万吨,87,750\n", [("2022-09", ORE, 870_000)]),
        ("2022年9月生产报表\n指标,单位,本月数,本年累计\n处理矿量,万吨,87,750\n", [("2022-09", ORE, 870_000)]),
        ("2022年9月\n指标,单位,月完成,年累计完成\n处理矿量,万吨,87,750\n", [("2022-09", ORE, 870_000)]),
        ("期间,项目,单位,本期数,上期数\n2022-09,处理矿量,万吨,87,86\n", [("2022-09", ORE, 870_000)]),
        ("月份,处理矿量（单位：万吨）\n2022-08,87\n", [("2022-08", ORE, 870_000)]),
        ('月份,"处理矿量(干,万吨)"\n2022-08,87\n', [("2022-08", ORE, 870_000)]),
        ("月份,1.处理矿量(万吨),（2）镍回收率(%)\n2022-08,87,83\n", [("2022-08", ORE, 870_000), ("2022-08", NI, 83)]),
        (
            "指标,单位,2022年8月\n1.处理矿量,万吨,87\n（2）镍回收率,%,83\n3、精矿产量,吨,900\n",
            [("2022-08", ORE, 870_000), ("2022-08", NI, 83), ("2022-08", MASS, 900)],
        ),
        ("年,月,处理矿量(万吨)\n2022,8,87\n2022,9,88\n", [("2022-08", ORE, 870_000), ("2022-09", ORE, 880_000)]),
        ("年份,月份,指标,单位,数值\n2022年,8月,处理矿量,万吨,87\n", [("2022-08", ORE, 870_000)]),
        (
            "处理矿量(万吨)\n年份,11月,12月\n2021,80,81\n2022,82,83\n合计,162,164\n",
            [
                ("2021-11", ORE, 800_000),
                ("2021-12", ORE, 810_000),
                ("2022-11", ORE, 820_000),
                ("2022-12", ORE, 830_000),
            ],
        ),
        (
            "处理矿量(万吨)\n月份,2021年,2022年\n1月,80,81\n2月,82,83\n",
            [
                ("2021-01", ORE, 800_000),
                ("2022-01", ORE, 810_000),
                ("2021-02", ORE, 820_000),
                ("2022-02", ORE, 830_000),
            ],
        ),
    ],
)
def test_everyday_headings_are_read(said: str, told: list[tuple[str, str, float]]) -> None:
    reading = text(said)
    assert ([(row.period, row.indicator, row.value) for row in reading.rows], reading.errors) == (told, ())


def test_twelve_months_in_their_order_tell_october_from_january() -> None:
    months = ["2022.1", "2022.2", "2022.3", "2022.4", "2022.5", "2022.6", "2022.7", "2022.8", "2022.9", "2022.1",
              "2022.11", "2022.12"]  # fmt: skip
    lines = [f"{month},{80 + n}\n" for n, month in enumerate(months)]
    reading = text("月份,处理矿量(万吨)\n" + "".join(lines))
    assert [(row.period, row.value) for row in reading.rows if row.value in (800_000, 890_000)] == [
        ("2022-01", 800_000), ("2022-10", 890_000)]  # fmt: skip
    assert "dotted_month" in found(reading)
    swapped = text("月份,处理矿量(万吨)\n" + "".join([lines[1], lines[0], *lines[2:]]))
    assert "period_dotted" in found(swapped, "error"), "out of order nothing tells which is which"


@pytest.mark.parametrize(
    ("said", "code", "named"),
    [
        ("月份,日均处理矿量(吨)\n2022-08,28000\n", "heading_unread", "日均处理矿量(吨)"),
        ("车间,1-9月处理矿量(万吨),9月处理矿量(万吨)\n一系列,87,88\n", "heading_unread", "1-9月处理矿量(万吨)"),
        ("月份,处理矿量(万吨)(累计)\n2022-08,87\n", "group_not_month", "处理矿量(万吨)(累计)"),
        ("2022年9月\n指标,单位,累计\n处理矿量,万吨,740\n", "group_not_month", "累计"),
        ("年份,1月,2月\n2021,80,81\n", "months_of_nothing", "年份 1月 2月"),
        ("年,月,处理矿量(万吨)\n2022,12,87\n,1,88\n", "period_year_unclear", "1"),
    ],
)
def test_headings_that_are_not_read_are_named_with_the_true_reason(said: str, code: str, named: str) -> None:
    errors = text(said).errors
    assert [issue.code for issue in errors] == [code]
    assert named in errors[0].found


def test_a_title_says_one_thing() -> None:
    assert levels.is_title(Line(1, ("", "单位：万吨", "")))
    assert not levels.is_title(Line(1, ("指标名称", "处理矿量", "镍回收率")))
