"""Roll-ups against numbers worked out by hand or printed by a source."""

from __future__ import annotations

import pytest

from kpi import cells, rollup
from kpi.model import Book, Qualifier
from kpi.period import Month, year_to_date
from tests.kpi.books import book, figure, months

THREE = [(80, 1.20, 84.0), (60, 0.90, 78.0), (90, 1.30, 86.0)]
"""AGG-01 of oracles.json: 万t, Ni %, recovery %."""


def over(of: Book, key: str, month: str = "2022-03", scope: str = "plant") -> rollup.Rolled:
    return rollup.over(cells.actuals(of), key, scope, year_to_date(Month.parse(month)))


def three_months(scopes: tuple[str, ...] = ("plant", "plant", "plant")) -> Book:
    facts: dict[tuple[str, str, str], object] = {}
    for number, ((mass, grade, recovery), scope) in enumerate(zip(THREE, scopes, strict=True), start=1):
        period = f"2022-{number:02d}" if len(set(scopes)) == 1 else "2022-01"
        facts[("ore_milled_dry", scope, period)] = mass * 10_000
        facts[("head_grade_ni", scope, period)] = grade
        facts[("rec_ni_actual", scope, period)] = recovery
    return book(facts)


def test_recovery_over_months_is_weighted_by_contained_metal_as_in_AGG_01() -> None:
    rolled = over(three_months(), "rec_ni_actual")
    assert rolled.value == pytest.approx(83.6629, abs=1e-4)  # not 83.2174 (tonnes) and not 82.6667 (mean)


def test_a_recovery_from_grade_and_recovery_says_so() -> None:
    rolled = over(three_months(), "rec_ni_actual")
    assert "由品位与回收率推算" in [note.zh for note in rolled.notes]


def test_head_grade_over_months_is_metal_over_tonnes() -> None:
    assert over(three_months(), "head_grade_ni").value == pytest.approx(1.1609, abs=1e-4)  # 2.670 / 230


def test_recovery_over_lines_is_the_same_ratio_of_sums() -> None:
    facts: dict[tuple[str, str, str], object] = {}
    for scope, (mass, grade, recovery) in zip(("line1", "line2"), THREE[:2], strict=True):
        facts[("ore_milled_dry", scope, "2022-01")] = mass * 10_000
        facts[("head_grade_ni", scope, "2022-01")] = grade
        facts[("rec_ni_actual", scope, "2022-01")] = recovery
    # (0.96 × 84 + 0.54 × 78) / 1.50 = 81.84
    assert over(book(facts), "rec_ni_actual", "2022-01").value == pytest.approx(81.84)


def test_a_bare_percentage_is_shown_for_its_month_and_refused_beyond_it() -> None:
    bare = book(months("rec_ni_actual", 2022, [84.0, 78.0, 86.0]))
    assert over(bare, "rec_ni_actual", "2022-01").value == 84.0
    assert over(bare, "rec_ni_actual").value is None
    assert over(bare, "rec_ni_actual").refused == "unweighted"


def test_one_bare_month_among_weighted_ones_refuses_the_whole() -> None:
    facts = dict(three_months().actuals)
    del facts[("head_grade_ni", "plant", "2022-02")]
    mixed = Book(three_months().catalog, facts, {})
    assert over(mixed, "rec_ni_actual").refused == "unweighted"


def test_bare_percentages_of_lines_do_not_make_a_plant() -> None:
    lines = book({("rec_ni_actual", "line1", "2022-01"): 84.0, ("rec_ni_actual", "line2", "2022-01"): 78.0})
    assert over(lines, "rec_ni_actual", "2022-01").value is None


def test_failure_rate_is_a_ratio_of_sums_over_machines() -> None:
    # (2 + 10) / (700 + 2 + 350 + 10) = 1.13 %, not the mean of ratios 1.53 % (domain.md §1.5)
    lines = book(
        {
            ("run_hours", "line1", "2022-01"): 700,
            ("fault_hours", "line1", "2022-01"): 2,
            ("run_hours", "line2", "2022-01"): 350,
            ("fault_hours", "line2", "2022-01"): 10,
        }
    )
    assert over(lines, "fault_rate", "2022-01").value == pytest.approx(1.1299, abs=1e-4)


def test_EQP_01_failure_rate_definition_A_and_its_companions() -> None:
    mill = book(
        {
            ("run_hours", "plant", "2022-01"): 713.8,
            ("fault_hours", "plant", "2022-01"): 6.2,
            ("planned_hours", "plant", "2022-01"): 24.0,
            ("calendar_hours", "plant", "2022-01"): 744.0,
            ("fault_count", "plant", "2022-01"): 3,
        }
    )
    found = {key: over(mill, key, "2022-01").value for key in ("fault_rate", "avail", "op_rate", "mtbf", "mttr")}
    expected = {"fault_rate": 0.8611, "avail": 95.9409, "op_rate": 95.9409, "mtbf": 237.9333, "mttr": 2.0667}
    assert found == pytest.approx(expected, abs=1e-3)


def test_EQP_03_operating_rate_of_one_series_in_August() -> None:
    series = book({("run_hours", "plant", "2022-08"): 700, ("calendar_hours", "plant", "2022-08"): 744})
    rolled = rollup.over(cells.actuals(series), "op_rate", "plant", (Month(2022, 8),))
    assert rolled.value == pytest.approx(94.09, abs=0.01)


def test_EQP_03_four_series_with_equal_calendars_make_ninety() -> None:
    rates = {"line1": 94 + 85, "line2": 91 + 90}  # two series a line
    facts: dict[tuple[str, str, str], object] = {}
    for scope, hours in rates.items():
        facts[("run_hours", scope, "2022-01")] = hours
        facts[("calendar_hours", scope, "2022-01")] = 200
    assert over(book(facts), "op_rate", "2022-01").value == pytest.approx(90.0)


def test_MET_08_composite_is_recomputed_from_weighted_grades() -> None:
    shifts = book(
        {
            ("ore_milled_dry", "plant", "2022-01"): 210,
            ("head_grade_ni", "plant", "2022-01"): 2.5,
            ("conc_grade_ni", "plant", "2022-01"): 40,
            ("conc_mass", "plant", "2022-01"): 210 * (2.5 - 0.2) / (40 - 0.2),
            ("tail_grade_ni", "plant", "2022-01"): 0.2,
            ("ore_milled_dry", "plant", "2022-02"): 305,
            ("head_grade_ni", "plant", "2022-02"): 2.1,
            ("conc_grade_ni", "plant", "2022-02"): 35,
            ("conc_mass", "plant", "2022-02"): 305 * (2.1 - 0.15) / (35 - 0.15),
            ("tail_grade_ni", "plant", "2022-02"): 0.15,
        }
    )
    assert over(shifts, "rec_ni_theory", "2022-02").value == pytest.approx(92.8989, abs=1e-3)  # averaging: 92.8596
    assert over(shifts, "tail_grade_ni", "2022-02").value == pytest.approx(0.1704, abs=1e-4)
    assert over(shifts, "conc_grade_ni", "2022-02").value == pytest.approx(37.0779, abs=1e-3)


def test_a_scopes_own_row_wins_over_its_children() -> None:
    both = book(
        {
            ("ore_milled_dry", "plant", "2022-01"): 1000,
            ("ore_milled_dry", "line1", "2022-01"): 400,
            ("ore_milled_dry", "line2", "2022-01"): 500,
        }
    )
    assert over(both, "ore_milled_dry", "2022-01").value == 1000  # never 1900, never 900


def test_a_parent_rolls_up_only_from_all_children() -> None:
    one = book({("ore_milled_dry", "line1", "2022-01"): 400})
    assert over(one, "ore_milled_dry", "2022-01").value is None
    two = book({("ore_milled_dry", "line1", "2022-01"): 400, ("ore_milled_dry", "line2", "2022-01"): 500})
    assert over(two, "ore_milled_dry", "2022-01").value == 900


def test_counts_add_over_months_and_never_over_scopes() -> None:
    ideas = book({("idea_proposed", "line1", "2022-01"): 3, ("idea_proposed", "line2", "2022-01"): 4})
    assert over(ideas, "idea_proposed", "2022-01").value is None
    assert over(book(months("idea_proposed", 2022, [3, 0, 4])), "idea_proposed").value == 7


def test_concentrate_mgo_is_weighted_by_concentrate_tonnes() -> None:
    facts = {**months("mgo_conc", 2022, [6.0, 8.0]), **months("conc_mass", 2022, [3000, 1000])}
    assert over(book(facts), "mgo_conc", "2022-02").value == pytest.approx(6.5)  # (6×3000 + 8×1000) / 4000


def test_a_month_reported_as_missing_is_no_zero() -> None:
    rolled = over(book(months("ore_milled_dry", 2022, [100, 200]) | {("ore_milled_dry", "plant", "2022-03"): None}),
                  "ore_milled_dry")  # fmt: skip
    assert (rolled.value, len(rolled.present)) == (300, 2)


def test_zero_is_a_measurement() -> None:
    rolled = over(book(months("ore_milled_dry", 2022, [100, 0, 200])), "ore_milled_dry")
    assert (rolled.value, len(rolled.present)) == (300, 3)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["eq", "eq"], "eq"),
        (["eq", "gt"], "gt"),
        (["ge", "gt"], "gt"),
        (["eq", "ge"], "ge"),
        (["lt", "le"], "lt"),
        (["ge", "le"], "approx"),
        (["approx", "eq"], "approx"),
    ],
)
def test_a_sum_with_a_qualified_addend_is_qualified(kinds: list[Qualifier], expected: str) -> None:
    assert cells.combine(kinds) == expected


def test_AGG_03_santa_rita_quarters_booked_in_their_last_month() -> None:
    quarters = {("ni_metal", "plant", f"2013-{3 * n:02d}"): v for n, v in enumerate([4151, 4080, 3962, 3433], start=1)}
    metal = book(quarters)
    assert over(metal, "ni_metal", "2013-09").value == 12193
    assert over(metal, "ni_metal", "2013-12").value == 15626


def test_a_rate_whose_denominator_is_zero_is_not_zero() -> None:
    none = book({("run_hours", "plant", "2022-01"): 0, ("fault_hours", "plant", "2022-01"): 0})
    found = figure(none, "fault_rate", "2022-01")
    assert found.ytd.actual is None
    assert found.ytd.verdict.reason.code == "reason.zero_bottom"


def test_a_ratio_takes_top_and_bottom_from_one_level() -> None:
    lines = {
        ("ore_milled_dry", "line1", "2022-01"): 400_000, ("head_grade_ni", "line1", "2022-01"): 1.20,
        ("rec_ni_actual", "line1", "2022-01"): 84.0, ("ore_milled_dry", "line2", "2022-01"): 400_000,
        ("head_grade_ni", "line2", "2022-01"): 1.00, ("rec_ni_actual", "line2", "2022-01"): 83.0,
    }  # fmt: skip
    # (4800 × 84 + 4000 × 83) / 8800 = 83.5455; the plant's own grade on the lines' ore would make it 82.05
    with_grade = book(lines | {("head_grade_ni", "plant", "2022-01"): 1.12})
    assert over(with_grade, "rec_ni_actual", "2022-01").value == pytest.approx(83.5455, abs=1e-4)
    # the plant's own ore of 900,000 t under the lines' 8,800 t of metal would make a grade below both lines'
    with_ore = book(lines | {("ore_milled_dry", "plant", "2022-01"): 900_000})
    assert over(with_ore, "head_grade_ni", "2022-01").value == pytest.approx(1.10)
    assert over(with_ore, "ore_milled_dry", "2022-01").value == 900_000


def test_what_one_level_weighs_for_all_still_makes_a_ratio() -> None:
    # the plant weighs one concentrate, the lines weigh their feed: 7,392 / 8,800 = 84 %
    mixed = book(
        {
            ("ni_metal", "plant", "2022-01"): 7_392,
            ("ni_feed", "line1", "2022-01"): 4_800,
            ("ni_feed", "line2", "2022-01"): 4_000,
        }
    )
    assert over(mixed, "rec_ni_actual", "2022-01").value == pytest.approx(84.0)


def test_a_scopes_own_rate_wins_and_is_weighted_by_what_is_known_below() -> None:
    facts: dict[tuple[str, str, str], object] = {("rec_ni_actual", "plant", "2022-01"): 85.0}
    for month in ("2022-01", "2022-02"):
        for scope in ("line1", "line2"):
            facts[("ni_feed", scope, month)] = 1_000
            facts[("ni_metal", scope, month)] = 800
    # January 85 % stated on 2,000 t, February 1,600 of 2,000 t: (1,700 + 1,600) / 4,000 = 82.5 %
    assert over(book(facts), "rec_ni_actual", "2022-02").value == pytest.approx(82.5)


def test_a_cell_that_the_scope_reports_as_missing_is_not_made_up_from_its_children() -> None:
    facts = {
        ("ore_milled_dry", "plant", "2022-01"): None,
        ("ore_milled_dry", "line1", "2022-01"): 400,
        ("ore_milled_dry", "line2", "2022-01"): 500,
    }
    assert over(book(facts), "ore_milled_dry", "2022-01").value is None


def test_bare_percentages_below_are_refused_as_such_and_not_called_missing() -> None:
    lines = book({("rec_ni_actual", "line1", "2022-01"): 84.0, ("rec_ni_actual", "line2", "2022-01"): 78.0})
    assert over(lines, "rec_ni_actual", "2022-01").refused == "unweighted"
