"""Two people on one month: which cells others changed or took back since the publisher last looked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select

from db import read, standing
from db.standing import Cell, State
from db.tables import batch
from kpi import words
from kpi.model import Catalog
from kpi.reading import Issue, Row
from kpi.unit import Lang, Words

_SHOWN = 3


def since(connection: Connection, catalog: Catalog, rows: Sequence[Row], seen: int) -> tuple[Issue, ...]:
    """One issue for each later publication or withdrawal of cells that these rows would make something else of."""
    if read.head(connection).revision <= seen:
        return ()
    names, periods = {row.cell[:4] for row in rows}, {row.period for row in rows}
    now, then = standing.now(connection, names, periods), standing.at(connection, names, seen)
    later = set(connection.execute(select(batch.c.id).where(batch.c.seq > seen)).scalars())
    by_batch: dict[tuple[int, bool], list[Cell]] = {}
    for row in rows:
        stands, stood = now.get(row.cell), then.get(row.cell)
        if _content(stands) in (_content(stood), standing.content(row)):
            continue
        if stands is not None and stands.batch in later:
            by_batch.setdefault((stands.batch, False), []).append(row.cell)
        elif stood is not None:  # nothing newer stands: what stood then was taken back
            by_batch.setdefault((stood.batch, True), []).append(row.cell)
    return tuple(_issue(connection, catalog, *which, cells) for which, cells in sorted(by_batch.items()))


def _content(state: State | None) -> standing.Content | None:
    return None if state is None else state.content


def _issue(connection: Connection, catalog: Catalog, number: int, withdrawn: bool, cells: list[Cell]) -> Issue:
    which: ColumnElement[bool] = batch.c.withdraws_batch == number if withdrawn else batch.c.id == number
    who, when = connection.execute(select(batch.c.published_by, batch.c.published_at).where(which)).one()
    name = connection.execute(select(batch.c.file_name).where(batch.c.id == number)).scalar_one()
    shown = sorted(cells)[:_SHOWN]
    said = Words(*(_cells(lang, catalog, shown, len(cells)) for lang in ("zh", "en")))
    moment = when.replace("T", " ").replace("Z", " UTC")
    told = {"who": who, "when": moment, "file_name": name, "cells": said}
    return Issue("store_conflict_withdrawn" if withdrawn else "store_conflict", args=told)


def _cells(lang: Lang, catalog: Catalog, cells: list[Cell], count: int) -> str:
    parts = [cell_name(lang, catalog, cell) for cell in cells]
    text = words.say(lang, "store.and").join(parts)
    return text if count == len(cells) else words.say(lang, "store.and_more", shown=text, count=count)


def cell_name(lang: Lang, catalog: Catalog, cell: Cell) -> str:
    """A cell as a reader would call it: month, indicator, scope, kind."""
    scope, indicator, kind, label, period = cell
    names = {
        "scope": catalog.scopes[scope].name.of(lang) if scope in catalog.scopes else scope,
        "indicator": catalog.indicators[indicator].name.of(lang) if indicator in catalog.indicators else indicator,
    }
    return words.say(lang, f"store.cell_{kind}", period=period, label=label, **names)
