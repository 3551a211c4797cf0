"""Whatever stands beside the month's plan and actual in a report, none of it is ever stored as one of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from kpi import catalog, intake
from kpi.intake.grid import levels, metals
from kpi.intake.words import kindwords
from kpi.reading import Reading, Row
from tests.kpi.intake import reports_made
from tests.kpi.intake.reports_made import LAYOUTS, METAL_LAYOUTS, Fact, Report, Spec

CATALOG = catalog.load()
FEW, MANY = 60, 1500
DERIVED = "cumulative_derived"
"""The one question behind which figures may stand that are not written in the file: 本月 = 本月累计 − 上月累计."""


def read(report: Report) -> Reading:
    return intake.read(report.data, report.name, CATALOG)


def wrong(report: Report, found: Reading) -> list[tuple[str, Row]]:
    """The rows that would be stored and are not what the report says, each with what its figure is."""
    if found.errors or any(issue.code == DERIVED for issue in found.warnings):
        return []
    told = {(fact, round(value, 6)) for fact, value in report.truth.items()} | report.also
    said = [((row.indicator, row.scope, row.kind, row.period), row) for row in found.rows]
    return [
        (report.odd.get(round(row.value, 6), "another label's"), row)
        for fact, row in said
        if row.value is not None and (fact, round(row.value, 6)) not in told
    ]


def fails(spec: Spec) -> bool:
    report = reports_made.made(spec)
    return bool(wrong(report, read(report)))


def least(spec: Spec) -> Spec:
    """The smallest report that still goes wrong."""
    while shorter := next((each for each in reports_made.smaller(spec) if fails(each)), None):
        spec = shorter
    return spec


def looked_at(seeds: range, drawn: Callable[[random.Random], Spec] = reports_made.drawn) -> Counter[str]:
    """What became of the reports of these seeds; the first that goes wrong is shown at its smallest."""
    outcome = Counter[str]()
    for seed in seeds:
        spec = drawn(random.Random(seed))
        report = reports_made.made(spec)
        found = read(report)
        if wrong(report, found):
            report = reports_made.made(least(spec))
            table = "\n".join(",".join(row) for row in report.table)
            pytest.fail(f"seed {seed}, {report.name}\n{table}\n{wrong(report, read(report))}")
        outcome["refused" if found.errors else "read"] += 1
    return outcome


def test_no_figure_beside_the_months_own_is_stored_as_one() -> None:
    outcome = looked_at(range(FEW))
    assert outcome["read"] > FEW / 3, outcome


def test_no_figure_of_products_and_metals_is_stored_under_another_label() -> None:
    outcome = looked_at(range(FEW // 6), reports_made.drawn_of_metals)
    assert outcome["read"] > FEW / 24, outcome


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(4))
def test_no_figure_of_products_and_metals_is_stored_under_another_label_at_length(turn: int) -> None:
    outcome = looked_at(range(1000 + turn * MANY, 1000 + (turn + 1) * MANY), reports_made.drawn_of_metals)
    assert outcome["read"] > MANY / 3, outcome


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(6))
def test_no_figure_beside_the_months_own_is_stored_as_one_at_length(turn: int) -> None:
    outcome = looked_at(range(1000 + turn * MANY, 1000 + (turn + 1) * MANY))
    assert outcome["read"] > MANY / 3, outcome


def test_a_word_wrongly_taken_for_a_plan_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: were 预测 and 累计 other words for 计划, some report would store them."""
    more = {
        **kindwords.KINDS,
        "plan": kindwords.KINDS["plan"] + " 预测 预计 累计 日均 上年同期 去年同期 全年 平均 最高",
    }
    monkeypatch.setattr(kindwords, "KINDS", more)
    assert any(fails(reports_made.drawn(random.Random(seed))) for seed in range(300))


def test_were_nickel_and_copper_exchanged_it_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a metal taken for the other is found by the generator."""
    real, other = metals.of, {"镍": "铜", "铜": "镍"}
    monkeypatch.setattr(metals, "of", lambda text: other.get(real(text), real(text)))
    assert any(fails(reports_made.drawn_of_metals(random.Random(seed))) for seed in range(100))


def plain(layout: str, seed: int, heading: str) -> list[str]:
    """What is wrong with a report that holds nothing but what it reports."""
    made = reports_made.plainly_of_metals if layout in METAL_LAYOUTS else reports_made.plainly
    spec = made(random.Random(seed), layout)
    carrier = "xlsx" if heading == "merged" else "csv"
    report = reports_made.made(replace(spec, heading=heading, carrier=carrier))
    found = read(report)
    stored: dict[Fact, float | None] = {
        (row.indicator, row.scope, row.kind, row.period): row.value for row in found.rows
    }
    alike = stored.keys() == report.truth.keys() and all(
        stored[fact] == pytest.approx(value) for fact, value in report.truth.items()
    )
    return [issue.code for issue in found.errors] or ([] if alike else ["unlike"])


HEADINGS = ("merged", "repeat", "levels")


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_plain_report_of_every_layout_is_read_to_the_digit(heading: str) -> None:
    some = METAL_LAYOUTS[HEADINGS.index(heading) :: len(HEADINGS)]
    bad = {layout: told for layout in (*LAYOUTS, *some) if (told := plain(layout, 7, heading))}
    assert bad == {}


@pytest.mark.soak
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_plain_report_of_metals_and_products_is_read_to_the_digit(heading: str) -> None:
    bad = {(layout, n): told for layout in METAL_LAYOUTS for n in range(30) if (told := plain(layout, n, heading))}
    assert bad == {}


def test_without_the_rule_repeated_headings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "_repeating", lambda rows: ())
    assert plain("month|scope+indicator", 7, "repeat") == ["two_heading_rows"]


def text(said: str) -> Reading:
    return intake.read(said.replace("⏎", "\n").encode(), "x.csv", CATALOG)


@pytest.mark.parametrize(
    ("said", "values", "asked"),
    [
        # what the long runs found, at its smallest
        ("2021年生产指标⏎序号,指标,4月,5月⏎1,新水单耗(m³/t),0.8,0.9⏎2,提出金点子(项),37,14", [0.8, 0.9, 37, 14],
         "year_from_title"),
        ("2022年9月⏎编制单位：选矿厂⏎,,计划,完成⏎序号,指标,二系列,二系列⏎1,镍回收率(%),83,84", [83, 84],
         "headings_spread month_from_title"),
        ("月份,镍回收率(%)⏎2022年9月,83⏎最高,85⏎预测,84⏎与计划比,1⏎排名,2", [83],
         "row_aside row_aside row_aside"),
        ("月份,类别,镍回收率(%)⏎2022年9月,计划,83⏎2022年9月,实际,84⏎2022年9月,差异,1⏎2022年9月,1-9月,82", [83, 84],
         ""),
        ("月份,铜回收率(%)·二系列⏎2022年9月,77.3", [77.3], ""),
        ("生产指标⏎2022年9月,计划,实际⏎镍回收率(%),84.1,83.2⏎综合能耗(%),83.12,85.35", [], "no_month_heading"),
        ("月份,指标,数值⏎2022-09,镍回收率,83⏎2022-09,镍回收率同比,1", [83], "indicator_not_month"),
    ],
)  # fmt: skip
def test_what_the_long_runs_found(said: str, values: list[float], asked: str) -> None:
    found = text(said)
    assert sorted(issue.code for issue in found.issues) == asked.split()
    assert [row.value for row in found.rows] == values
