"""What a file does to the plan of a year: states it, adds to it, or changes it — which needs a date and a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, insert, select

from db import clock, versions
from db.difference import Sorted
from db.tables import plan_version
from kpi.intake.words import periods
from kpi.model import PLANS
from kpi.reading import Issue

LONGEST = 500
"""Characters that a reason may take."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who answers for a plan that is changed: the day it was approved, as typed or in ISO 8601, and why."""

    approved_on: str = ""
    reason: str = ""

    @property
    def day(self) -> str:
        """The day in ISO 8601; '' for none, and for a text that names none."""
        found = periods.day(self.approved_on)
        return found if isinstance(found, str) else ""

    @property
    def complete(self) -> bool:
        return bool(self.day and self.reason.strip())


NO_APPROVAL = Approval()


def adjusted(files: Iterable[Sorted]) -> tuple[int, ...]:
    """The years whose standing plan any of the files changes."""
    return tuple(sorted({int(row.period[:4]) for found in files for row in found.restated}))


def latest() -> str:
    """The last day that is today anywhere: the plant's clock may be ahead of UTC."""
    return clock.latest().isoformat()


def wanting(years: Sequence[int], given: Approval) -> tuple[Issue, ...]:
    """Why a changed plan may not be handed in or published yet; nothing where no plan changes."""
    if given.approved_on.strip() and not given.day:
        return (Issue("store_plan_date", found=given.approved_on.strip()[:40]),)
    if given.day > latest():
        return (Issue("store_plan_future", found=given.day),)
    if not years or given.complete:
        return ()
    return (Issue("store_plan_adjusted", args={"years": "、".join(map(str, years))}),)


def told(issues: Sequence[Issue], years: Sequence[int], given: Approval) -> tuple[Issue, ...]:
    """What a preview says, which knows of no approval, beside what is said of the changed plan."""
    rest = tuple(issue for issue in issues if issue.code != "store_plan_adjusted")
    left = wanting(years, given) if len(rest) < len(issues) else ()
    return rest + tuple(replace(issue, severity="warning") for issue in left)


def write(connection: Connection, number: int, kept: Sorted, given: Approval) -> None:
    """One row for each year whose plan the batch states anew; ``number`` counts also what was withdrawn since."""
    changed = set(adjusted([kept]))
    for year in _years(kept):
        query = select(func.max(plan_version.c.number)).where(plan_version.c.year == year)
        values = {
            "batch_id": number,
            "year": year,
            "number": (connection.execute(query).scalar() or 0) + 1,
            "name": versions.ADJUSTED if year in changed else versions.FIRST,
            "approved_on": given.day,
            "reason": given.reason.strip()[:LONGEST],
        }
        connection.execute(insert(plan_version).values(values))


def _years(kept: Sorted) -> list[int]:
    """The years whose plan a file states, or changes."""
    if not any(name[2] in PLANS for name in kept.cells):
        return []  # most files: no need to look at every row
    return sorted({int(row.period[:4]) for row in (*kept.added, *kept.changed) if row.kind in PLANS})
