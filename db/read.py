"""The questions: how far the store is, the figures in force or as known at a revision, the publications."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from db import settings, versions
from db.settings import Unusable
from db.tables import batch, fact, fact_current, ledger, series
from kpi import ranges
from kpi.model import PLANS, Action, Book, Catalog, Observation, Promised, alike
from kpi.period import Month
from kpi.unit import Sentence

_PLACE = (fact.c.src_sheet, fact.c.src_col)
_STATE = (fact.c.value, fact.c.qualifier, fact.c.value_text, fact.c.note, fact.c.stage, fact.c.batch_id, fact.c.src_row)


_NOTHING: tuple[Any, ...] = (*("",) * 5, None, "eq", "")
"""A row of a cell that nobody states any more."""
_HEAD = select(
    ledger.c.store, ledger.c.head, exists().where(batch.c.kind == "sample").label("sample"), ledger.c.cleared
)
"""Put together once: every run of every page asks."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the store is; caches are keyed by (store, revision)."""

    store: str
    revision: int
    sample: bool
    cleared: bool = False
    """The sample was set aside for this store, which stays empty until somebody fills it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One upload and what became of it; ``seq`` is the revision it made, times are UTC in ISO 8601."""

    id: int
    seq: int | None
    kind: str
    status: str
    file: str
    sha256: str | None
    uploaded_by: str
    published_by: str | None
    published_at: str | None
    rows: int
    added: int
    changed: int
    withdraws: int | None
    withdrawn_seq: int | None
    note: str


def head(connection: Connection) -> Head:
    return Head(*connection.execute(_HEAD).one())


def last_published(connection: Connection) -> datetime | None:
    """When the newest publication was made (UTC); None before the first."""
    found = connection.execute(select(func.max(batch.c.published_at))).scalar()
    return datetime.fromisoformat(found) if found else None


def batches(connection: Connection) -> tuple[Batch, ...]:
    """Every batch, newest first."""
    c = batch.c
    columns = (c.id, c.seq, c.kind, c.status, c.file_name, c.file_sha256, c.uploaded_by, c.published_by, c.published_at)
    more = (c.row_count, c.added, c.changed, c.withdraws_batch, c.withdrawn_seq, c.note)
    rows: Iterable[Any] = connection.execute(select(*columns, *more).order_by(c.id.desc()))
    return tuple(Batch(*row) for row in rows)


def book(
    connection: Connection,
    catalog: Catalog,
    revision: int | None = None,
    *,
    within: frozenset[str] | None = None,
) -> Book:
    """The figures now in force, or as they were known at a revision; of the scopes ``within`` (`db.rights.scopes`).

    What the catalogue does not know is left out (`strangers` counts it). Raises Unusable for a revision that was
    never made.
    """
    at = head(connection)
    if revision is not None and not 0 <= revision <= at.revision:
        raise Unusable(Sentence("store.no_such_revision", {"revision": revision, "head": at.revision}))
    wanted = at.revision if revision is None else revision
    query = _in_force() if wanted == at.revision else as_of(wanted)
    present = {} if wanted == at.revision else {tuple(r[:5]): tuple(r) for r in connection.execute(_in_force())}
    files = dict(connection.execute(select(batch.c.id, batch.c.file_name)).all())
    standing = versions.standing(connection, wanted)
    now: dict[tuple[str, str, str], Observation] = {}
    sides: dict[str, dict[tuple[str, str, str], Observation]] = {name: {} for name in ("actual", *PLANS)}
    first: dict[str, dict[tuple[str, str, str], Observation]] = {name: {} for name in PLANS}
    later: dict[str, dict[tuple[str, str, str], Observation]] = {name: {} for name in PLANS}
    actions: list[Action] = []
    for row in connection.execute(query):
        scope, indicator, measure, label, period = row[:5]
        if indicator not in catalog.indicators or scope not in catalog.scopes:
            continue
        if within is not None and scope not in within:
            continue
        if measure == "action":
            actions.append(_action(indicator, scope, period, label, row[7]))
        elif measure in sides:
            seen = _observation(row, files)
            stands = present.get(tuple(row[:5]), _NOTHING)[5:8]
            restated = wanted != at.revision and not alike(stands, seen.said)
            sides[measure][indicator, scope, period] = replace(seen, later=stands) if restated else seen
            if measure == "actual" and not restated:
                now[indicator, scope, period] = seen
            if measure in first:
                first[measure][indicator, scope, period] = replace(
                    seen, value=row[12], qualifier=row[16], original=None, original_text="", batch=row[15]
                )
    for (scope, indicator, measure, _, period), stated in present.items():
        known = indicator in catalog.indicators and scope in catalog.scopes and (within is None or scope in within)
        if measure == "actual" and known and (indicator, scope, period) not in now:
            now[indicator, scope, period] = _observation(stated, files)
        elif measure in PLANS and known:
            later[measure][indicator, scope, period] = _observation(stated, files)
    then = sides["actual"]
    moved = wanted != at.revision and (now.keys() != then.keys() or any(now[key] is not then[key] for key in now))
    actions.sort(key=lambda a: (a.month, a.indicator, a.scope, a.text))
    planned = ranges.settled(_promised(sides))
    was = ranges.settled(_promised(first), first=True) if any(version.adjusted for version in standing) else None
    dated = (settings.calendar(), planned.lows, planned.highs, standing, was)
    present_plans = ranges.settled(_promised(later))
    replanned = wanted != at.revision and not ranges.alike(planned, present_plans)
    since = (now if moved else None, present_plans if replanned else None)
    return Book(catalog, sides["actual"], planned.points, tuple(actions), wanted, at.sample, *dated, *since)


def _promised(sides: Mapping[str, dict[tuple[str, str, str], Observation]]) -> Promised:
    return Promised(*(sides[name] for name in PLANS))


def strangers(connection: Connection, catalog: Catalog) -> int:
    """How many current cells belong to indicators or scopes that the catalogue does not list."""
    known = and_(series.c.indicator.in_(list(catalog.indicators)), series.c.scope.in_(list(catalog.scopes)))
    query = (
        select(func.count())
        .select_from(fact_current.join(series, series.c.id == fact_current.c.series_id))
        .where(~known)
    )
    return connection.execute(query).scalar_one()


def as_of(revision: int, series_ids: Iterable[int] | None = None) -> Select[Any]:
    """Cells as known at a revision, for the asked series only; rows shaped like the current ones."""
    key = (fact.c.series_id, fact.c.period)
    # window ordering uses seq, the order of publication; batch ids are given out when a draft is made
    newest = func.row_number().over(partition_by=key, order_by=batch.c.seq.desc()).label("newest")
    first = func.first_value(fact.c.value).over(partition_by=key, order_by=batch.c.seq).label("first")
    kind = func.first_value(fact.c.qualifier).over(partition_by=key, order_by=batch.c.seq).label("kind")
    words = func.first_value(fact.c.value_text).over(partition_by=key, order_by=batch.c.seq).label("words")
    since = func.first_value(fact.c.batch_id).over(partition_by=key, order_by=batch.c.seq).label("since")
    standing = and_(batch.c.seq <= revision, or_(batch.c.withdrawn_seq.is_(None), batch.c.withdrawn_seq > revision))
    inner = (
        select(*key, *_STATE, *_PLACE, first, kind, words, since, newest).select_from(fact.join(batch)).where(standing)
    )
    if series_ids is not None:
        inner = inner.where(fact.c.series_id.in_(list(series_ids)))
    latest = inner.subquery()
    state = (latest.c[column.name] for column in _STATE)
    place = (latest.c[column.name] for column in _PLACE)
    name = (series.c.scope, series.c.indicator, series.c.measure, series.c.label)
    return (
        select(*name, latest.c.period, *state, latest.c.first, *place, latest.c.since, latest.c.kind, latest.c.words)
        .select_from(latest.join(series, series.c.id == latest.c.series_id))
        .where(latest.c.newest == 1)
    )


def _in_force() -> Select[Any]:
    first = fact.alias("first")
    name = (series.c.scope, series.c.indicator, series.c.measure, series.c.label)
    joined = (
        fact_current.join(series, series.c.id == fact_current.c.series_id)
        .join(fact, _same_cell(fact, fact_current.c.batch_id))
        .join(first, _same_cell(first, fact_current.c.first_batch_id))
    )
    was = first.c.value, *_PLACE, fact_current.c.first_batch_id, first.c.qualifier, first.c.value_text
    return select(*name, fact_current.c.period, *_STATE, *was).select_from(joined)


def _same_cell(facts: Any, batch_id: Any) -> Any:
    return and_(
        facts.c.series_id == fact_current.c.series_id,
        facts.c.period == fact_current.c.period,
        facts.c.batch_id == batch_id,
    )


def _observation(row: Sequence[Any], files: Mapping[int, str]) -> Observation:
    scope, indicator, _, _, period, value, qualifier, text, note, stage, batch_id, line, first, sheet, column = row[:15]
    told = (indicator, scope, period, value, qualifier, text, note, stage, batch_id, files[batch_id], line, None)
    return Observation(*told, sheet, column).remembering((first, row[16], row[17]))


def _action(indicator: str, scope: str, period: str, label: str, text: str) -> Action:
    said = cast(dict[str, str], json.loads(text))
    return Action(
        indicator, scope, Month.parse(period), label, said.get("owner", ""), said.get("due", ""), said.get("state", "")
    )
