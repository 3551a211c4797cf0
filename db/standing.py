"""What stands in a cell: its content now or at a revision, and the batch and line that said so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from sqlalchemy import Connection, and_, select

from db import read
from db.tables import fact, fact_current, series
from kpi import ranges
from kpi.model import PLANS, Kind, Observation, Plan
from kpi.reading import Row

Name = tuple[str, str, str, str]
"""Scope, indicator, kind, label: what a series is called."""
Cell = tuple[str, str, str, str, str]
"""A series' name and a period: `kpi.model.Row.cell`."""
Content = tuple[float | None, str, str, str, str]
"""Value, qualifier, text, note, stage: what makes two assertions of a cell the same."""
CONTENT = (fact.c.value, fact.c.qualifier, fact.c.value_text, fact.c.note, fact.c.stage)
NAME = (series.c.scope, series.c.indicator, series.c.measure, series.c.label)
Became = Literal["added", "changed", "same"]
T = TypeVar("T")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class State:
    """``batch`` 0 is an earlier file of the same upload."""

    content: Content
    batch: int
    line: int


States = dict[Cell, State]


def forms(cell: Cell) -> tuple[Cell, ...]:
    """The cells that hold one plan, its figure and both its ends: together one statement. Of any other its own."""
    scope, indicator, kind, label, period = cell
    return tuple((scope, indicator, each, label, period) for each in PLANS) if kind in PLANS else (cell,)


def became(was: Mapping[Cell, Content], now: Mapping[Cell, Content], cell: Cell) -> Became:
    """What becomes of a cell, or of one form of a plan: that is changed too where another form gives way to it."""
    if not was:
        return "added"
    return "same" if was.get(cell) == now[cell] and was.keys() <= now.keys() else "changed"


def replaced(was: Mapping[Cell, Observation], now: Mapping[Cell, float | None]) -> Plan:
    """The whole plan that stood, and the values of the other forms that take its place."""
    stood = {cast(Kind, cell[2]): seen for cell, seen in was.items()}
    return ranges.whole(stood, {cast(Kind, cell[2]): value for cell, value in now.items()})


def content(row: Row) -> Content:
    return row.value, row.qualifier, row.text, row.note, row.stage


def series_ids(connection: Connection) -> dict[Name, int]:
    rows = connection.execute(select(*NAME, series.c.id))
    return {(scope, indicator, measure, label): id_ for scope, indicator, measure, label, id_ in rows}


def now(connection: Connection, names: Collection[Name], periods: Collection[str]) -> States:
    """The present state of the series from the first to the last of the periods; what nobody stated is not in it.

    Of a plan's series all its forms: of a figure, a range or a limit what was stated last has replaced the others.
    """
    wanted, first, last = _known(connection, names), min(periods, default=""), max(periods, default="")
    same_cell = and_(
        fact.c.series_id == fact_current.c.series_id,
        fact.c.period == fact_current.c.period,
        fact.c.batch_id == fact_current.c.batch_id,
    )
    found: States = {}
    for ids in _chunks(list(wanted)):
        query = (
            select(fact.c.series_id, fact.c.period, *CONTENT, fact.c.batch_id, fact.c.src_row)
            .select_from(fact_current.join(fact, same_cell))
            .where(fact_current.c.series_id.in_(ids), fact_current.c.period.between(first, last))
        )
        for id_, period, value, qualifier, text, note, stage, batch, line in connection.execute(query):
            found[*wanted[id_], period] = State((value, qualifier, text, note, stage), batch, line)
    return in_force(found, lambda state: state.batch)


def at(connection: Connection, names: Collection[Name], revision: int) -> States:
    """The state of the series in all periods, as it was known at a revision; of plans as `now` tells it."""
    found: States = {}
    for ids in _chunks(list(_known(connection, names))):
        for row in connection.execute(read.as_of(revision, ids)):
            scope, indicator, measure, label, period, value, qualifier, text, note, stage, batch, line, *_ = row
            state = State((value, qualifier, text, note, stage), batch, line)
            found[scope, indicator, measure, label, period] = state
    return in_force(found, lambda state: state.batch)


def in_force(found: dict[Cell, T], batch: Callable[[T], int]) -> dict[Cell, T]:
    """Without the forms of a plan that a later publication, by its number, has replaced by others."""
    plans = {cell: batch(each) for cell, each in found.items() if cell[2] in PLANS}
    old = {cell for cell, made in plans.items() if any(plans.get(form, 0) > made for form in forms(cell))}
    return {cell: each for cell, each in found.items() if cell not in old} if old else found


def _known(connection: Connection, names: Collection[Name]) -> dict[int, Name]:
    planned = {(scope, indicator, label) for scope, indicator, kind, label in names if kind in PLANS}
    return {
        id_: name
        for name, id_ in series_ids(connection).items()
        if name in names or (name[2] in PLANS and (*name[:2], name[3]) in planned)
    }


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
