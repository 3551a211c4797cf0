"""The book as it would be with a report's rows published: nothing is stored, everything can be looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from kpi import ranges
from kpi.model import PLANS, Action, Book, Observation, Plan, Promised
from kpi.period import Month
from kpi.reading import Row


def to(book: Book, rows: Iterable[Row]) -> Book:
    """The book with the rows in force, the last of two about one cell; it keeps the revision it was made from.

    A row whose measure is already known replaces it; batch 0 marks what is not published yet.
    """
    sides = {"actual": dict(book.actuals), "plan": dict(book.plans)}
    sides |= {"plan_low": dict(book.lows), "plan_high": dict(book.highs)}
    actions = {(a.indicator, a.scope, str(a.month), a.text): a for a in book.actions}
    for row in rows:
        if row.kind == "action":
            actions[row.indicator, row.scope, row.period, row.label] = _action(row)
        else:
            cells = sides[row.kind]
            place = (row.indicator, row.scope, row.period)
            cells[place] = _observation(row, cells.get(place))
    ordered = sorted(actions.values(), key=lambda a: (a.month, a.indicator, a.scope, a.text))
    planned = ranges.settled(Promised(*(sides[kind] for kind in PLANS)))
    return replace(
        book,
        actuals=sides["actual"],
        plans=planned.points,
        lows=planned.lows,
        highs=planned.highs,
        actions=tuple(ordered),
    )


def overridden(book: Book, rows: Iterable[Row]) -> Iterator[tuple[Plan, Plan]]:
    """Of rates the year's plan that was in force for a month, and what the rows make of that month's own."""
    plans = [row for row in rows if row.kind in PLANS]
    months = sorted({Month.parse(row.period) for row in plans if len(row.period) == 7})
    if months:
        stood, stands = (ranges.Sheet(book.catalog, each.promised) for each in (book, to(book, plans)))
        yield from ranges.overridden(stood, stands, months)


def _observation(row: Row, before: Observation | None) -> Observation:
    said = (row.value, row.qualifier, row.text, row.note, row.stage)
    made = Observation(row.indicator, row.scope, row.period, *said, row=row.line)
    return made if before is None else made.remembering(before.first or before.said)


def _action(row: Row) -> Action:
    said = cast(dict[str, str], json.loads(row.text)) if row.text else {}
    rest = (said.get(name, "") for name in ("owner", "due", "state"))
    return Action(row.indicator, row.scope, Month.parse(row.period), row.label, *rest)
