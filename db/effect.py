"""What a publication did when it was made: its cells before and after, and what was confirmed with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Select, and_, func, or_, select

from db import standing
from db.difference import Delta
from db.standing import CONTENT, NAME, Cell
from db.tables import batch, fact, series
from kpi.mending import Correction
from kpi.model import PLANS, Observation
from kpi.reading import Row

PARTS = ("added", "changed", "taken")
_CONTENT = len(NAME) + 1
_PLACE = _CONTENT + len(CONTENT)

Stood = dict[Cell, Sequence[Any]]
"""Rows of the store by their cell."""
_Mark = tuple[str, str, int | None, str, str]
"""Code, sheet, line, column, found: what names one warning of one file."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Cells that were stated first, that became other ones, that nobody states any more, each in order of the cells.

    A row says what stood since; what is no longer stated (``taken``, of a withdrawal only) repeats what stood before.
    """

    added: tuple[Delta, ...] = ()
    changed: tuple[Delta, ...] = ()
    taken: tuple[Delta, ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning of a published file, and whether somebody ticked it; ``said`` by language, empty in old batches."""

    code: str
    sheet: str
    line: int | None
    column: str
    found: str
    said: Mapping[str, str]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was said of a file beyond the file: its warnings, its corrected cells, what unknown names were to mean."""

    warnings: tuple[Warned, ...] = ()
    corrections: tuple[Correction, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Names in their normal form → keys of indicators and scopes."""


def of(connection: Connection, number: int, within: frozenset[str] | None = None) -> Effect:
    """What batch ``number`` changed the moment it was published, in the scopes ``within`` (None: in all).

    A withdrawal changes the cells of what it takes back. Later publications and withdrawals do not alter the answer.
    """
    row = connection.execute(select(batch.c.seq, batch.c.withdraws_batch).where(batch.c.id == number)).first()
    if row is None or row.seq is None:
        return Effect()
    source = row.withdraws_batch or number
    before, since = (_stood(connection, source, revision, within) for revision in (row.seq - 1, row.seq))
    parts: dict[str, list[Delta]] = {name: [] for name in PARTS}
    same = 0
    for cell in sorted(before.keys() | since.keys()):
        was, now = ({form: rows[form] for form in standing.forms(cell) if form in rows} for rows in (before, since))
        if now and cell not in now:
            continue  # a plan of another form took its place, and is told there
        old, new = ({form: _content(told) for form, told in rows.items()} for rows in (was, now))
        part = standing.became(old, new, cell) if now else "taken"
        if part == "same":
            same += 1
        else:
            parts[part].append(Delta(_row((now or was)[cell], number), _before(cell, was, now)))
    return Effect(**{name: tuple(deltas) for name, deltas in parts.items()}, same=same)


def _before(cell: Cell, was: Stood, now: Stood) -> Observation | None:
    """What stood there; of a plan all of it, where it has other forms since."""
    if was and now and was.keys() != now.keys():
        stood = {form: _observation(told) for form, told in was.items()}
        return standing.replaced(stood, {form: _content(told)[0] for form, told in now.items()})
    return _observation(was[cell]) if cell in was else None


def confirmed(connection: Connection, number: int) -> Confirmed:
    """Ticks that name no warning of the file itself, such as that two files disagree, are told by their code."""
    query = select(batch.c.warnings, batch.c.mapping).where(batch.c.id == number)
    told, how = (json.loads(text) for text in connection.execute(query).one())
    made = [json.loads(mark) for mark in how.get("ticked", ())]
    ticks: list[_Mark] = [_five(*mark[:5]) for mark in made]
    warnings = [_warned(each, [_five(*mark[:5]) for mark in made if _alike(mark, each)]) for each in told]
    known = {_mark(each) for each in warnings}
    rest = (Warned(*mark, said={}, ticked=True) for mark in ticks if mark not in known)
    return Confirmed((*warnings, *rest), tuple(how.get("corrections", ())), how.get("mapping", {}))


def joined(effects: Iterable[Effect]) -> Effect:
    """What the files of one upload changed, one after the other."""
    found = tuple(effects)
    parts = {name: tuple(delta for each in found for delta in getattr(each, name)) for name in PARTS}
    return Effect(**parts, same=sum(each.same for each in found))


def _five(code: str, sheet: str, line: int | None, column: str, found: str) -> _Mark:
    """A tick as `db.submissions.tick` writes it."""
    return code, sheet, line, column, found


def _alike(mark: Sequence[Any], told: Mapping[str, Any]) -> bool:
    """Whether a tick was made of a warning in these words; those of old batches say nothing of them."""
    return len(mark) < 6 or mark[5] == told.get("mark", mark[5])


def _warned(told: Mapping[str, Any], ticks: Sequence[_Mark]) -> Warned:
    place = (told["line"], told["column"], told["found"])
    # batches from before the sheet was kept with a warning
    sheets = {mark[1] for mark in ticks if (mark[0], *mark[2:]) == (told["code"], *place)}
    sheet = told.get("sheet", next(iter(sheets), ""))
    return Warned(told["code"], sheet, *place, told.get("said", {}), sheet in sheets)


def _mark(of: Warned) -> _Mark:
    return of.code, of.sheet, of.line, of.column, of.found


def _stood(connection: Connection, source: int, revision: int, within: frozenset[str] | None) -> Stood:
    """The cells of a batch as they were known at a revision, of its plans all forms; what nobody had stated is not."""
    found: Stood = {
        (row[0], row[1], row[2], row[3], row[4]): row
        for plans in (False, True)
        for row in connection.execute(_standing(source, revision, plans=plans))
        if within is None or row[0] in within
    }
    return standing.in_force(found, lambda row: int(row[_PLACE]))


def _own(source: int) -> Select[Any]:
    return select(fact.c.series_id, fact.c.period).where(fact.c.batch_id == source)


def _forms(source: int) -> Select[Any]:
    """The cells of its plans and of their other forms: the figure of a range, the ends of a figure."""
    own, mine, other = fact.alias("own"), series.alias("mine"), series.alias("other")
    names = ((mine.c[name], other.c[name]) for name in ("scope", "indicator", "label"))
    alike = and_(*(one == two for one, two in names), mine.c.measure.in_(PLANS), other.c.measure.in_(PLANS))
    joined = own.join(mine, mine.c.id == own.c.series_id).join(other, alike)
    columns = other.c.id.label("series_id"), own.c.period
    return select(*columns).select_from(joined).where(own.c.batch_id == source).distinct()


def _standing(source: int, revision: int, *, plans: bool = False) -> Select[Any]:
    """By the batch's own cells, never a window over the whole history (shared/store.md).

    ``plans``: by all forms of the plans among them, whoever stated them.
    """
    own, said, by = (_forms(source) if plans else _own(source)).subquery(), fact.alias("said"), batch.alias("by")
    same = and_(said.c.series_id == own.c.series_id, said.c.period == own.c.period)
    stands = and_(by.c.seq <= revision, or_(by.c.withdrawn_seq.is_(None), by.c.withdrawn_seq > revision))
    newest = (
        select(own.c.series_id, own.c.period, func.max(by.c.seq).label("seq"))
        .select_from(own.join(said, same).join(by, by.c.id == said.c.batch_id))
        .where(stands)
        .group_by(own.c.series_id, own.c.period)
        .subquery()
    )
    cell = and_(fact.c.series_id == newest.c.series_id, fact.c.period == newest.c.period, fact.c.batch_id == batch.c.id)
    joined = newest.join(batch, batch.c.seq == newest.c.seq).join(fact, cell)
    place = (fact.c.batch_id, fact.c.src_row, fact.c.src_col, fact.c.src_sheet, batch.c.file_name)
    columns = (*NAME, fact.c.period, *CONTENT, *place)
    return select(*columns).select_from(joined.join(series, series.c.id == fact.c.series_id))


def _content(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(row[_CONTENT:_PLACE])


def _row(row: Any, number: int) -> Row:
    """The place is that in the batch's own file; what stands again after a withdrawal is another file's."""
    scope, indicator, kind, label, period, value, qualifier, text, note, stage, made, line, column, sheet, _ = row
    place: Any = (line, column, sheet) if made == number else ()
    return Row(indicator, scope, cast(Any, kind), period, value, qualifier, text, note, stage, label, *place)


def _observation(row: Sequence[Any]) -> Observation:
    scope, indicator, _, _, period, value, qualifier, text, note, stage, made, line, _, _, file = row
    return Observation(indicator, scope, period, value, qualifier, text, note, stage, batch=made, file=file, row=line)
