"""What stands in a cell: its content now or at a revision, and the batch and line that said so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from db import read
from db.tables import fact, fact_current, series
from kpi.reading import Row

Name = tuple[str, str, str, str]
"""Scope, indicator, kind, label: what a series is called."""
Cell = tuple[str, str, str, str, str]
"""A series' name and a period: `kpi.model.Row.cell`."""
Content = tuple[float | None, str, str, str, str]
"""Value, qualifier, text, note, stage: what makes two assertions of a cell the same."""
CONTENT = (fact.c.value, fact.c.qualifier, fact.c.value_text, fact.c.note, fact.c.stage)
NAME = (series.c.scope, series.c.indicator, series.c.measure, series.c.label)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class State:
    """``batch`` 0 is an earlier file of the same upload."""

    content: Content
    batch: int
    line: int


States = dict[Cell, State]


def content(row: Row) -> Content:
    return row.value, row.qualifier, row.text, row.note, row.stage


def series_ids(connection: Connection) -> dict[Name, int]:
    rows = connection.execute(select(*NAME, series.c.id))
    return {(scope, indicator, measure, label): id_ for scope, indicator, measure, label, id_ in rows}


def now(connection: Connection, names: Collection[Name], periods: Collection[str]) -> States:
    """The present state of the series from the first to the last of the periods; what nobody stated is not in it."""
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
    return found


def at(connection: Connection, names: Collection[Name], revision: int) -> States:
    """The state of the series in all periods, as it was known at a revision."""
    found: States = {}
    for ids in _chunks(list(_known(connection, names))):
        for row in connection.execute(read.as_of(revision, ids)):
            scope, indicator, measure, label, period, value, qualifier, text, note, stage, batch, line, *_ = row
            state = State((value, qualifier, text, note, stage), batch, line)
            found[scope, indicator, measure, label, period] = state
    return found


def _known(connection: Connection, names: Collection[Name]) -> dict[int, Name]:
    return {id_: name for name, id_ in series_ids(connection).items() if name in names}


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
