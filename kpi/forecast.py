"""Where the year will end if it goes on like this: four simple forecasts and the range they span."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Forecast:
    """Year-end amounts in the indicator's unit by the four methods of domain.md §2.2; None for lack of its basis."""

    run_rate: float
    plan_proportional: float | None
    plan_additive: float | None
    seasonal: float | None

    @property
    def planned(self) -> bool:
        """Whether the best of them is F3, which needs a monthly plan."""
        return self.plan_additive is not None

    @property
    def best(self) -> float:
        """F3 keeps the plan's shape and is the least volatile; without a monthly plan, F1."""
        return self.run_rate if self.plan_additive is None else self.plan_additive

    @property
    def known(self) -> tuple[float, ...]:
        """What the methods that have their basis say."""
        four = (self.run_rate, self.plan_proportional, self.plan_additive, self.seasonal)
        return tuple(value for value in four if value is not None)

    @property
    def range(self) -> tuple[float, float]:
        return min(self.known), max(self.known)


def year_end(
    actual: float, *, months: int, plan: float | None, year_plan: float | None, last_year_share: float | None
) -> Forecast | None:
    """F1 run rate, F2 plan-proportional, F3 plan-additive, F4 seasonal; None before six closed months.

    One method alone spans no interval, and a forecast without one is none (design 12).

    ``plan`` and ``year_plan`` are to date and of the year, ``last_year_share`` is last year's share to this month.
    """
    if months < FEWEST_MONTHS:
        return None
    planned = plan is not None and year_plan is not None and plan > 0
    found = Forecast(
        actual / months * 12,
        year_plan * actual / plan if planned and plan and year_plan is not None else None,
        actual + year_plan - plan if planned and plan is not None and year_plan is not None else None,
        actual / last_year_share if last_year_share else None,
    )
    return found if len(found.known) > 1 else None
