"""What a figure was made of: every reported cell behind it, and the formula with the numbers put in."""

from __future__ import annotations

from kpi import catalog as catalogs
from kpi import origin
from kpi.model import Book, Observation
from kpi.period import Month
from kpi.progress import Desk

CATALOG = catalogs.load()
MONTHS = (Month(2022, 8), Month(2022, 9))


def cell(key: str, month: str, value: float, scope: str = "plant") -> tuple[tuple[str, str, str], Observation]:
    return (key, scope, month), Observation(key, scope, month, value, batch=1, file="月报.csv", row=int(month[-2:]))


def traced(key: str, *cells: tuple[tuple[str, str, str], Observation]) -> origin.Origin:
    desk = Desk(Book(CATALOG, dict(cells), {}), "plant", MONTHS[1])
    return origin.of(desk, CATALOG.indicators[key], MONTHS)


def test_a_sum_names_every_month() -> None:
    found = traced(
        "ore_milled_dry", cell("ore_milled_dry", "2022-08", 860_000), cell("ore_milled_dry", "2022-09", 873_000)
    )
    assert [(r.period, r.value, r.file, r.row) for r in found.rows] == [
        ("2022-08", 860_000, "月报.csv", 8),
        ("2022-09", 873_000, "月报.csv", 9),
    ]
    assert origin.formula(found, CATALOG, "zh") == "2 个上报值按汇总规则得 1,733,000 吨"


def test_a_ratio_shows_both_sums() -> None:
    """80 + 90 h of stoppage in 8000 + 9000 h run: 170 ÷ 17170 = 0.99 %."""
    cells = [cell(k, f"2022-0{m}", v) for k, m, v in (
        ("fault_hours", 8, 80), ("run_hours", 8, 8000),
        ("fault_hours", 9, 90), ("run_hours", 9, 9000))]  # fmt: skip
    found = traced("fault_rate", *cells)
    said = origin.formula(found, CATALOG, "zh")
    assert len(found.rows) == 4 and said.endswith("＝ 0.99%") and "170" in said and "17,170" in said


def test_what_proves_a_figure_is_written_to_its_last_digit() -> None:
    """6,072.5 + 3,008.75 = 9,081.25 t of 7,200 + 3,601.5 = 10,801.5 t: 84.07 %; else 9,081 t and 1.08 万吨."""
    cells = [cell(k, f"2022-0{m}", v) for k, m, v in (
        ("ni_metal", 8, 6072.5), ("ni_feed", 8, 7200),
        ("ni_metal", 9, 3008.75), ("ni_feed", 9, 3601.5))]  # fmt: skip
    said = origin.formula(traced("rec_ni_actual", *cells), CATALOG, "zh")
    assert "9,081.25 吨" in said and "10,801.5 吨" in said and said.endswith("＝ 84.07%")
    tonnes = CATALOG.indicators["ni_metal"].unit
    assert origin.exact(tonnes, 0.1 + 0.2, "en") == "0.3 t" and origin.exact(tonnes, 873_000, "zh") == "873,000 吨"


def test_without_figures_there_is_nothing() -> None:
    found = traced("ore_milled_dry")
    assert found.rows == () and origin.formula(found, CATALOG, "en") == "There is no figure."
