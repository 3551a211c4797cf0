"""Files that give only 累计: the months' own figures are differences, asked by name, or the file is refused.

The tonnes are worked out by hand: 80, 161 and 243 万吨 since January are 80, 81 and 82 万吨 in the three months.
"""

from __future__ import annotations

import pytest

from kpi import origin
from kpi.intake import cumulative, read
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG, codes
from tests.kpi.intake.workbooks import book, saved

ORE, NI, MASS = "ore_milled_dry", "rec_ni_actual", "conc_mass"
Told = list[tuple[str, str, float | None]]
QUARTER: Told = [("2022-01", ORE, 800_000), ("2022-02", ORE, 810_000), ("2022-03", ORE, 820_000)]
SINCE_MARCH: Told = [("2022-03", ORE, 820_000), ("2022-04", ORE, 830_000)]


def text(said: str) -> Reading:
    return read(said.encode(), "x.csv", CATALOG)


def figures(reading: Reading) -> Told:
    return [(row.period, row.indicator, row.value) for row in reading.rows]


@pytest.mark.parametrize(
    ("said", "told", "asked"),
    [
        ("月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n2022-03,243\n", QUARTER, set()),
        ("月份,累计处理矿量(万吨)\n2022-01,80\n2022-02,161\n2022-03,243\n", QUARTER, set()),
        ("月份,处理矿量(累计)(万吨)\n2022-01,80\n2022-02,161\n2022-03,243\n", QUARTER, set()),
        ("月份,处理矿量(万吨)\n2022年1月,80\n2022年1-2月,161\n2022年1-3月,243\n", QUARTER, set()),
        ("指标,单位,2022年1月,2022年1-2月,2022年1-3月\n处理矿量,万吨,80,161,243\n", QUARTER, set()),
        ("指标,单位,2022年1月,2022年2月,2022年3月\n处理矿量累计,万吨,80,161,243\n", QUARTER, set()),
        (
            "月份,指标,单位,本年累计\n2022-01,处理矿量,万吨,80\n2022-02,处理矿量,万吨,161\n2022-03,处理矿量,万吨,243\n",
            QUARTER,
            set(),
        ),
        (
            "月份,类别,指标,数值,单位\n2022-01,累计,处理矿量,80,万吨\n2022-02,累计,处理矿量,161,万吨\n"
            "2022-03,累计,处理矿量,243,万吨\n",
            QUARTER,
            set(),
        ),
        ("月份,处理矿量累计(万吨)\n2022年1-2月,161\n2022年3月,243\n2022年4月,326\n", SINCE_MARCH, {"cumulative_joint"}),
        ("月份,处理矿量累计(万吨)\n2022-02,161\n2022-03,243\n2022-04,326\n", SINCE_MARCH, {"cumulative_joint"}),
        (
            "月份,处理矿量累计(万吨),镍回收率累计(%)\n2022-01,80,83\n2022-02,161,83.5\n2022-03,243,83.2\n",
            QUARTER,
            {"cumulative_rates"},
        ),
        (
            "月份,全年计划·处理矿量(万吨),处理矿量累计(万吨)\n2022-01,1000,80\n2022-02,1000,161\n",
            [("2022", ORE, 10_000_000), *QUARTER[:2]],
            set(),
        ),
        (
            "月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n2022-03,—\n",
            [*QUARTER[:2], ("2022-03", ORE, None)],
            set(),
        ),
        ("月份,精矿产量累计(吨)\n2022-01,900.1\n2022-02,1800.4\n",
         [("2022-01", MASS, 900.1), ("2022-02", MASS, 900.3)], set()),
    ],
)  # fmt: skip
def test_months_are_worked_out_of_sums_since_january_and_asked(said: str, told: Told, asked: set[str]) -> None:
    reading = text(said)
    assert (figures(reading), reading.errors) == (told, ())
    assert set(codes(reading)) == {"cumulative_derived", *asked}, "never silently: each is a tick of its own"


def test_sums_under_a_merged_label_are_parted_too() -> None:
    rows = [["月份", "累计", None], [None, "处理矿量(万吨)", "精矿产量(吨)"],
            ["2022-01", 80, 20_000], ["2022-02", 161, 41_000]]  # fmt: skip
    reading = read(saved(book(rows, ["A1:A2", "B1:C1"])), "x.xlsx", CATALOG)
    assert figures(reading) == [
        *QUARTER[:2], ("2022-01", MASS, 20_000), ("2022-02", MASS, 21_000)]  # fmt: skip
    assert codes(reading) == ["cumulative_derived"]


def test_the_question_names_the_months_and_each_figure_keeps_both_its_cells() -> None:
    reading = text("月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n2022-03,243\n")
    asked = reading.issues[0]
    assert (asked.severity, asked.args["months"], asked.args["count"]) == ("warning", "2022-02、2022-03", 2)
    january, _, march = reading.rows
    assert (january.note, origin.subtracted(january.note)) == ("", "")
    assert (march.line, march.column) == (4, 2)
    assert origin.subtracted(march.note + "；复核") == march.note == "本月＝累计 243（B4）− 累计 161（B3）"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n2022-04,326\n", "cumulative_gap"),
        ("月份,处理矿量累计(万吨)\n2022-08,700\n2022-09,787\n", "cumulative_gap"),
        ("月份,金点子累计(项)\n2022-01,8\n2022-02,≥16\n", "cumulative_gap"),
        ("月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,161\n2022-03,82\n", "cumulative_falls"),
        (
            "月份,处理矿量累计(万吨)\n2021-01,80\n2021-02,160\n2021-03,240\n2022-01,320\n2022-02,400\n",
            "cumulative_goes_on",
        ),
        ("月份,镍回收率累计(%)\n2022-01,83\n2022-02,83.1\n", "group_not_month"),
        ("月份,处理矿量累计(万吨)\n2022-09,750\n", "group_not_month"),
        ("月份,处理矿量本月累计(万吨)\n2022-01,80\n2022-02,81\n", "group_not_month"),
        ("月份,处理矿量月累计(万吨)\n2022-01,80\n2022-02,81\n", "group_not_month"),
        ("2022年\n指标,单位,1月累计,2月累计\n处理矿量,万吨,80,161\n", "group_not_month"),
        ("月份,处理矿量累计计划(万吨)\n2022-01,80\n2022-02,161\n", "group_not_month"),
        ("月份,处理矿量累计(万吨)\n2022-01,80\n2022-02,八十\n2022-03,243\n", "not_a_number"),
        ("月份,累计,\n,处理矿量(万吨),精矿产量(吨)\n2022-01,80,900\n2022-02,161,1750\n", "group_not_month"),
        ("月份,处理矿量(万吨)\n2022年1-2月,161\n2022年1-3月,243\n2022年4月,83\n", "period_span"),
    ],
)
def test_sums_that_do_not_surely_tell_the_months_are_refused(said: str, code: str) -> None:
    assert {issue.code for issue in text(said).errors} == {code}


def test_months_beside_their_sums_are_read_as_they_stand() -> None:
    for said in (
        "月份,处理矿量(万吨),处理矿量累计(万吨)\n2022-01,80,80\n2022-02,81,161\n2022-03,82,243\n",
        "指标,单位,2022年1月,2022年2月,2022年3月\n处理矿量,万吨,80,81,82\n处理矿量累计,万吨,80,161,243\n",
    ):
        assert (figures(text(said)), "cumulative_derived" in codes(text(said))) == (QUARTER, False)


def test_without_the_look_at_every_figure_months_would_pass_for_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """The defect switched on: April's own 83 beside sums until March is taken for a sum that falls."""
    mixed = "月份,处理矿量(万吨)\n2022年1-2月,161\n2022年1-3月,243\n2022年4月,983\n"
    assert {issue.code for issue in text(mixed).errors} == {"period_span"}
    monkeypatch.setattr(cumulative, "_sums_alone", lambda whole, marks, catalog: True)
    assert ("2022-04", ORE, 7_400_000) in figures(text(mixed))
