"""Two people on one month: which cells others changed or took back since the publisher last looked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select

from db import read, standing
from db.standing import Cell, State, States
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
    said = {row.cell: State(standing.content(row), 0, row.line) for row in rows}
    later = set(connection.execute(select(batch.c.id).where(batch.c.seq > seen)).scalars())
    by_batch: dict[tuple[int, bool], list[Cell]] = {}
    for row in rows:
        stands, stood = _parts(now, row.cell), _parts(then, row.cell)
        if _content(stands) in (_content(stood), _content(_parts(said, row.cell))):
            continue
        made = max((state.batch for state in stands.values()), default=0)
        if made in later:
            by_batch.setdefault((made, False), []).append(row.cell)
        elif stood:  # nothing newer stands: what stood then was taken back
            by_batch.setdefault((max(state.batch for state in stood.values()), True), []).append(row.cell)
    return tuple(_issue(connection, catalog, *which, cells) for which, cells in sorted(by_batch.items()))


def _parts(states: States, cell: Cell) -> dict[Cell, State]:
    """The cell alone, of a plan all its forms: whoever changes one of them changes the plan."""
    return {form: states[form] for form in standing.forms(cell) if form in states}


def _content(parts: dict[Cell, State]) -> dict[Cell, standing.Content]:
    return {cell: state.content for cell, state in parts.items()}


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
