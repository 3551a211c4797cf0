"""XmR limits by NIST's own worked example, what counts as a signal, and how it is said."""

from __future__ import annotations

import math

import pytest

from kpi import series, signals
from kpi.model import Book
from kpi.period import Month
from kpi.progress import Desk
from kpi.series import Series
from tests.kpi.books import book, months, plan_01, shipped

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""Flow rates of NIST/SEMATECH e-Handbook 6.3.2.2, SPC-01 of oracles.json."""
ANY = (-math.inf, math.inf)
KEY = "good_rate"
LAST = [0.8, 0.9, 0.8, 0.9, 0.8, 0.9, 0.8, 0.9, 0.8, 0.9, 0.8, 0.9]
"""Mean 0.85, every moving range 0.1: limits 0.85 ± 3 × 0.1 ÷ 1.128 = 0.584 and 1.116."""


def rates(this_year: list[float | None], last_year: list[float | None]) -> Series:
    facts: Book = book({**months(KEY, 2021, last_year), **months(KEY, 2022, this_year)})
    return series.of_year(Desk(facts, "plant", Month.parse("2022-09")), shipped().indicators[KEY])


def test_the_limits_are_those_nist_prints() -> None:
    found = signals.limits(NIST, hard=ANY)
    assert found is not None
    assert (round(found.mean, 2), round(found.range_mean, 4), found.count) == (50.81, 1.8778, 10)
    assert (round(found.high, 4), round(found.low, 4)) == (55.8041, 45.8159)
    assert round(found.range_high, 4) == 6.1347


def test_a_gap_is_not_bridged() -> None:
    # ranges 2, 1, 1, 2 without the 8 across the gap: mean 1.5, limits 17.5 ± 3.98936
    found = signals.limits([10, 12, None, 20, 21, 20, 22], hard=ANY)
    assert found is not None
    assert (found.mean, found.range_mean, round(found.low, 4)) == (17.5, 1.5, 13.5106)


@pytest.mark.parametrize("values", [[1, 2, 1, 2, 1], [7.0] * 12, [None] * 12], ids=["five", "constant", "nothing"])
def test_too_little_to_know_has_no_limits(values: list[float | None]) -> None:
    assert signals.limits(values, hard=ANY) is None


def test_limits_stay_within_what_is_possible() -> None:
    found = signals.limits([99, 90, 99, 90, 99, 90], hard=(0, 100))
    assert found is not None
    assert found.high == 100


def test_a_value_outside_is_a_signal_and_one_on_the_limit_is_not() -> None:
    of = signals.Limits(10, 8, 12, 1, 3, 12)
    assert signals.marks([10, 12, 12.1, 8, 7.9, None], of) == ("", "", "outside", "", "outside", "")


def test_the_eighth_in_a_row_on_one_side_is_a_signal_and_a_gap_ends_the_row() -> None:
    of = signals.Limits(10, 0, 20, 1, 3, 12)
    assert signals.marks([11.0] * 9, of) == ("",) * 7 + ("run", "run")
    assert signals.marks([11, 11, 11, 11, None, 11, 11, 11, 11], of) == ("",) * 9
    assert signals.marks([11] * 7 + [10] + [11] * 7, of) == ("",) * 15
    assert signals.marks([11] * 7 + [9] * 7, of) == ("",) * 14


def test_the_base_is_last_year_frozen() -> None:
    found = signals.natural(rates([0.5, 0.85], LAST))
    assert found is not None
    assert (found.from_last_year, found.limits.count, round(found.limits.low, 3)) == (True, 12, 0.584)
    assert found.marks[:2] == ("outside", "")


def test_without_last_year_the_months_so_far_are_the_base() -> None:
    found = signals.natural(rates([0.8, 0.9, 0.8, 0.9, 0.8, 0.9], []))
    assert found is not None
    assert (found.from_last_year, found.limits.count) == (False, 6)


def test_what_adds_up_has_no_natural_limits() -> None:
    ore = series.of_year(Desk(plan_01(), "plant", Month.parse("2022-09")), shipped().indicators["ore_milled_dry"])
    assert signals.natural(ore) is None
    assert signals.sentence(ore, "zh") == ""


@pytest.mark.parametrize(
    ("this_year", "said"),
    [
        ([0.85, 0.9], "2月在自然波动内（0.58%–1.12%），无信号。界限按 2021 年 12 个月算出。"),
        ([0.85, 0.4], "2月超出自然波动（0.58%–1.12%），宜查明原因。界限按 2021 年 12 个月算出。"),
        ([0.3, 0.4, 0.85], "3月在自然波动内（0.58%–1.12%），无信号；本年另有 2 个月超出。界限按 2021 年 12 个月算出。"),
        ([0.7] * 8, "至8月连续 8 个月以上在均值 0.85% 同侧，水平已有变化。界限按 2021 年 12 个月算出。"),
        ([], ""),
    ],
    ids=["inside", "outside", "earlier", "run", "nothing"],
)
def test_the_sentence_of_each_case(this_year: list[float | None], said: str) -> None:
    assert signals.sentence(rates(this_year, LAST), "zh") == said
