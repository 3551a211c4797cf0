"""Small books of hand-written facts for tests of the pure core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import cast

from kpi import catalog, progress
from kpi.model import Action, Book, Catalog, Cells, Observation, Qualifier
from kpi.period import Calendar, Month
from kpi.progress import Desk, Figure

Facts = Mapping[tuple[str, str, str], object]


@cache
def shipped() -> Catalog:
    return catalog.load()


def cells(facts: Facts) -> Cells:
    """Each fact is a number, None for reported as missing, (number, qualifier), words, or the cell itself."""
    return {key: _observation(*key, fact) for key, fact in facts.items()}


def _observation(indicator: str, scope: str, period: str, fact: object) -> Observation:
    if isinstance(fact, Observation):
        return fact
    if isinstance(fact, str):
        milestone = shipped().indicators[indicator].milestone
        return Observation(indicator, scope, period, 100.0 if milestone else None, "eq" if milestone else "text", fact)
    if isinstance(fact, tuple):
        return Observation(indicator, scope, period, float(fact[0]), cast(Qualifier, fact[1]))
    return Observation(indicator, scope, period, None if fact is None else float(cast(float, fact)))


def book(actual: Facts, plan: Facts | None = None, *, actions: tuple[Action, ...] = (), closing_day: int = 0) -> Book:
    return Book(shipped(), cells(actual), cells(plan or {}), actions, revision=1, calendar=Calendar(closing_day))


def figure(of: Book, key: str, month: str, scope: str = "plant", today: date | None = None) -> Figure:
    return progress.figure(Desk(of, scope, Month.parse(month), today), of.catalog.indicators[key])


def months(key: str, year: int, values: list[float | None], scope: str = "plant") -> dict[tuple[str, str, str], object]:
    """Consecutive months from January; None leaves the month out."""
    return {(key, scope, f"{year}-{n:02d}"): v for n, v in enumerate(values, start=1) if v is not None}


PLAN_01 = [85, 76, 86, 84, 86, 60, 88, 88, 86, 88, 86, 87]
ACTUAL_01 = [86.2, 77.1, 86.0, 84.9, 87.3, 61.4, 88.5, 88.9, 87.3]
"""PLAN-01 of oracles.json in 万吨: synthetic months, only 74.76 % is from the article."""


def plan_01() -> Book:
    return book(
        months("ore_milled_dry", 2022, [v * 10_000 for v in ACTUAL_01]),
        months("ore_milled_dry", 2022, [v * 10_000 for v in PLAN_01]),
    )
