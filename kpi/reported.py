"""What stands beside each month's figure in a table: qualifier, first and present value, and the row it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi import revised, rollup
from kpi.desk import Desk
from kpi.model import Indicator, Observation, Qualifier, Said
from kpi.period import Span


@dataclass(frozen=True, slots=True)
class Reported:
    """Of one month alone; ``original`` is what was first published, ``later`` what it has become since."""

    qualifier: Qualifier = "eq"
    text: str = ""
    original: Said | None = None
    later: Said | None = None
    source: Observation | None = None


def of_months(desk: Desk, indicator: Indicator, months: Span) -> tuple[Reported, ...]:
    """One for each month, at the desk's scope and revision; what is only carried from another month is none of it."""
    return tuple(_of(replace(desk, month=month), indicator) for month in months)


def _of(desk: Desk, indicator: Indicator) -> Reported:
    found = rollup.over(desk.done, indicator.key, desk.scope, (desk.month,)).stated
    own = desk.done.own(indicator.key, desk.scope, str(desk.month))
    first = revised.first(desk, indicator, own, found)
    later = revised.of_month(desk, indicator, own, found)
    return Reported(found.qualifier, found.text, first, later, own or next(iter(found.sources), None))
