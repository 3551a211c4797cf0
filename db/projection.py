"""Are the values in force what the facts say? Rebuilds them, and checks them and the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, select

from db.tables import batch, fact, fact_current, ledger
from kpi.unit import Sentence

_COLUMNS = ("series_id", "period", "batch_id", "value", "qualifier", "first_batch_id")


def rebuild(connection: Connection) -> int:
    """Work out the values in force from all facts again; how many cells there are."""
    connection.execute(delete(fact_current))
    connection.execute(insert(fact_current).from_select(_COLUMNS, _expected()))
    return cells(connection)


def cells(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(fact_current)).scalar_one()


def problems(connection: Connection) -> tuple[Sentence, ...]:
    """What is wrong with the store; nothing when it is sound."""
    found = []
    stored = select(*(fact_current.c[name] for name in _COLUMNS))
    wrong = sum(_count(connection, query) for query in (_expected().except_(stored), stored.except_(_expected())))
    if wrong:
        found.append(Sentence("store.projection_differs", {"count": wrong}))
    head = connection.execute(select(ledger.c.head)).scalar_one()
    highest, numbered = connection.execute(select(func.max(batch.c.seq), func.count(batch.c.seq))).one()
    if not (highest or 0) == numbered == head:
        found.append(Sentence("store.revision_gap", {"head": head, "count": numbered}))
    return tuple(found)


def fall_back(connection: Connection, number: int) -> None:
    """Work out the cells of one batch again, after it was withdrawn."""
    own = fact.alias("own")
    mine = select(own.c.period).where(
        own.c.batch_id == number,
        own.c.series_id == fact_current.c.series_id,
        own.c.period == fact_current.c.period,
    )
    connection.execute(delete(fact_current).where(mine.exists()))
    connection.execute(insert(fact_current).from_select(_COLUMNS, _expected(number)))


def _expected(of_batch: int | None = None) -> Select[Any]:
    """What should be in force: all of it, or the cells that a batch has stated."""
    key = (fact.c.series_id, fact.c.period)
    newest = func.row_number().over(partition_by=key, order_by=batch.c.seq.desc()).label("newest")
    first = func.first_value(fact.c.batch_id).over(partition_by=key, order_by=batch.c.seq).label("first_batch_id")
    standing = (
        select(*key, fact.c.batch_id, fact.c.value, fact.c.qualifier, first, newest)
        .select_from(fact.join(batch))
        .where(and_(batch.c.seq.is_not(None), batch.c.withdrawn_seq.is_(None)))
    )
    if of_batch is not None:
        own = fact.alias("own")
        same = and_(own.c.series_id == fact.c.series_id, own.c.period == fact.c.period)
        standing = standing.where(select(own.c.period).where(same, own.c.batch_id == of_batch).exists())
    found = standing.subquery()
    return select(*(found.c[name] for name in _COLUMNS)).where(found.c.newest == 1)


def _count(connection: Connection, query: Any) -> int:
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
