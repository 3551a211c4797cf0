"""The metallurgist's formulae against published worked examples (oracles.json, quoted with their sources)."""

from __future__ import annotations

import pytest

from kpi import metallurgy

CU_TEXTBOOK = {"feed": 1.0, "concentrate": 10.0, "tail": 0.2}
"""MET-01, processconvert.com/calculators/two-product-formula."""
LEAN_ORE = {"ni": (0.65, 6.7, 75.42), "cu": (0.35, 3.59, 77.51)}
"""BAL-02: feed grade, concentrate grade, recovery of the lean-ore test, jlhbyj.com/index.php/con/120 (1990s)."""
SHIFTS = ((210.0, 2.5, 40.0, 0.2), (305.0, 2.1, 35.0, 0.15))
"""MET-08: feed t, feed, concentrate and tail grade of two shifts, after Wills chapter 3."""


def test_two_product_yield_and_recovery_of_the_textbook_copper() -> None:
    assert metallurgy.yield_(**CU_TEXTBOOK) == pytest.approx(8.16327, abs=1e-4)
    assert metallurgy.theoretical_recovery(**CU_TEXTBOOK) == pytest.approx(81.63265, abs=1e-4)
    assert 100 / metallurgy.yield_(**CU_TEXTBOOK) == pytest.approx(12.25, abs=1e-4)


def test_two_product_recovery_of_the_exam_item() -> None:
    """MET-02, cdquestions.com: 10 % feed, 30 % concentrate, 1 % tail."""
    assert metallurgy.theoretical_recovery(10, 30, 1) == pytest.approx(93.103, abs=1e-3)


def test_actual_recovery_from_measured_products() -> None:
    """MET-03, university lecture (scribd 142185580): 45.3 g at 26.9 %, 952.1 g at 0.072 %."""
    feed = 45.3 + 952.1
    grade = (45.3 * 26.9 + 952.1 * 0.072) / feed
    assert feed == pytest.approx(997.4, abs=0.005)
    assert grade == pytest.approx(1.29, abs=0.005)
    assert 100 * 45.3 / feed == pytest.approx(4.542, abs=0.005)
    assert metallurgy.actual_recovery(feed, grade, 45.3, 26.9) == pytest.approx(94.67, abs=0.005)


@pytest.mark.parametrize(
    ("feed_mass", "feed", "concentrate_mass", "concentrate", "expected"),
    [
        (100, 30, 40, 60, 80.0),  # MET-05, agitatorprice.com.cn/news_14_3710
        (100, 40, 30, 65, 48.75),  # MET-06, miningepcm.cn/hy/8571
        (100, 2, 8, 25, 100.0),  # MET-07, agitatorprice.com.cn/news_14_3792: legal arithmetic, impossible ore
    ],
)
def test_actual_recovery_of_published_examples(
    feed_mass: float, feed: float, concentrate_mass: float, concentrate: float, expected: float
) -> None:
    found = metallurgy.actual_recovery(feed_mass, feed, concentrate_mass, concentrate)
    assert found == pytest.approx(expected, abs=1e-6)


def test_two_shifts_together_are_recomputed_from_weighted_grades_and_not_averaged() -> None:
    masses = [(f, f * metallurgy.yield_(a, b, t) / 100, a, b, t) for f, a, b, t in SHIFTS]
    feed, concentrate = sum(m[0] for m in masses), sum(m[1] for m in masses)
    tail = feed - concentrate
    head = sum(f * a for f, _, a, _, _ in masses) / feed
    conc = sum(c * b for _, c, _, b, _ in masses) / concentrate
    tails = sum((f - c) * t for f, c, _, _, t in masses) / tail
    assert [feed, head, concentrate, conc, tail, tails] == pytest.approx(
        [515, 2.2631, 29.2017, 37.0779, 485.7983, 0.1704], abs=1e-3
    )
    together = metallurgy.theoretical_recovery(head, conc, tails)
    assert together == pytest.approx(92.8989, abs=1e-3)
    each = [metallurgy.theoretical_recovery(a, b, t) for _, a, b, t in SHIFTS]
    assert each == pytest.approx([92.4623, 93.2568], abs=1e-3)
    assert abs(together - sum(each) / 2) > 0.03  # the mean is 92.8596, another number


def test_yield_of_a_bulk_concentrate_is_the_same_from_nickel_and_from_copper() -> None:
    """BAL-02: γ = α·ε/β for either metal agrees within 3.3 %; θ = α(1 − ε)/(1 − γ) gives 0.1724 % Ni."""
    found = {metal: alpha * epsilon / beta for metal, (alpha, beta, epsilon) in LEAN_ORE.items()}
    assert found["ni"] == pytest.approx(7.317, abs=0.005)
    assert found["cu"] == pytest.approx(7.557, abs=0.005)
    assert 100 * (found["cu"] / found["ni"] - 1) == pytest.approx(3.28, abs=0.005)
    alpha, beta, epsilon = LEAN_ORE["ni"]
    tail = alpha * (100 - epsilon) / (100 - found["ni"])
    assert tail == pytest.approx(0.1724, abs=5e-5)
    assert metallurgy.yield_(alpha, beta, tail) == pytest.approx(7.317, abs=0.005)
    assert metallurgy.theoretical_recovery(alpha, beta, tail) == pytest.approx(75.42, abs=0.005)


def test_a_hundredth_in_the_tail_assay_moves_recovery_by_three_quarters_of_a_point() -> None:
    """BAL-03, arithmetic: 1.20 / 7.0 / 0.23 gives 83.58; +0.01 in the tail −0.739, +0.01 in the feed +0.164."""
    found = metallurgy.theoretical_recovery(1.2, 7.0, 0.23)
    assert found == pytest.approx(83.58, abs=0.005)
    assert metallurgy.theoretical_recovery(1.2, 7.0, 0.24) - found == pytest.approx(-0.739, abs=0.005)
    assert metallurgy.theoretical_recovery(1.21, 7.0, 0.23) - found == pytest.approx(0.164, abs=0.005)


def test_moisture_is_taken_off_the_wet_weight_and_not_divided_out() -> None:
    """MET-09: 10,000 t at 5 % is 9,500 t dry, not 9,523.81."""
    assert metallurgy.dry(10_000, 5) == pytest.approx(9_500, abs=1e-9)
    assert abs(metallurgy.dry(10_000, 5) - 9_523.81) > 20


@pytest.mark.parametrize(
    ("feed", "concentrate", "tail"), [(1.2, 1.1, 0.2), (0.2, 7.0, 0.3), (1.2, 7.0, -0.1), (1.2, 1.2, 0.2)]
)
def test_impossible_grades_are_refused(feed: float, concentrate: float, tail: float) -> None:
    with pytest.raises(ValueError, match="concentrate > feed > tail"):
        metallurgy.theoretical_recovery(feed, concentrate, tail)


def test_the_balance_gap_is_theory_minus_actual() -> None:
    assert metallurgy.difference(83.58, 83.08) == pytest.approx(0.5)
