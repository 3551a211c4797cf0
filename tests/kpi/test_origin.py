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
    assert origin.formula(found, CATALOG, "zh") == "860,000 吨 + 873,000 吨 ＝ 1,733,000 吨"


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


def test_a_weighted_mean_is_written_out_with_its_weights() -> None:
    """70 % of 400,000 t and 80 % of 600,000 t: 760,000 of 1,000,000 t are 76 %."""
    cells = [cell(k, f"2022-0{m}", v) for k, m, v in (
        ("grind_fineness", 8, 70), ("ore_milled_dry", 8, 400_000),
        ("grind_fineness", 9, 80), ("ore_milled_dry", 9, 600_000))]  # fmt: skip
    said = origin.formula(traced("grind_fineness", *cells), CATALOG, "zh")
    assert said == "（70.00% × 400,000 吨 + 80.00% × 600,000 吨）÷ 1,000,000 吨 ＝ 76.00%"


def test_a_metallurgists_formula_is_written_out_with_its_grades() -> None:
    """100 × 8.25 × (1.25 − 0.25) ÷ (1.25 × (8.25 − 0.25)) = 825 ÷ 10 = 82.5 %; 82.5 − 80 = 2.5."""
    grades = [cell(f"{of}_grade_ni", "2022-09", v) for of, v in (("head", 1.25), ("conc", 8.25), ("tail", 0.25))]
    said = origin.formula(traced("rec_ni_theory", *grades), CATALOG, "zh").partition("：")[2]
    assert said == "100 × 8.25% ×（1.25% − 0.25%）÷（1.25% ×（8.25% − 0.25%））＝ 82.50%"
    both = traced("bal_gap_ni", *grades, cell("rec_ni_actual", "2022-09", 80))
    assert origin.formula(both, CATALOG, "en").endswith(": 82.50% − 80.00% = 2.50 pp")


def test_what_is_not_made_of_the_cells_is_not_written_out_as_if_it_were() -> None:
    """900,000 t of ore less 100,000 t of concentrate are tailings, no sum of the two."""
    cells = [cell("ore_milled_dry", "2022-09", 900_000), cell("conc_mass", "2022-09", 100_000)]
    found = traced("tail_mass", *cells)
    assert (found.terms, origin.formula(found, CATALOG, "zh")) == ((), "2 个上报值按汇总规则得 800,000 吨")


def test_a_plan_that_is_a_limit_keeps_its_sign() -> None:
    place = ("outsourced_repair_saving", "plant", "2022")
    book = Book(CATALOG, {}, {place: Observation(*place, 120.0, "ge", batch=1)})
    desk = Desk(book, "plant", MONTHS[1])
    assert origin.held_to(desk, CATALOG.indicators[place[0]], "zh") == "当月 — · 累计 — · 全年 ≥120 万元"


def test_without_figures_there_is_nothing() -> None:
    found = traced("ore_milled_dry")
    assert found.rows == () and origin.formula(found, CATALOG, "en") == "There is no figure."
