"""Two people on one month: which cells others changed since the publisher last looked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from db import read, standing
from db.standing import Cell
from db.tables import batch
from kpi import words
from kpi.model import Catalog
from kpi.reading import Issue, Row
from kpi.unit import Lang, Words

_SHOWN = 3


def since(connection: Connection, catalog: Catalog, rows: Sequence[Row], seen: int) -> tuple[Issue, ...]:
    """One issue for each later batch that changed cells these rows would overwrite with something else."""
    if read.head(connection).revision <= seen:
        return ()
    cells = [row.cell for row in rows]
    now, then = standing.now(connection, cells), standing.at(connection, cells, seen)
    by_batch: dict[int, list[Cell]] = {}
    for row in rows:
        stands, stood = now.get(row.cell), then.get(row.cell)
        if stands is None or (stood is not None and stood.content == stands.content):
            continue
        if standing.content(row) != stands.content:
            by_batch.setdefault(stands.batch, []).append(row.cell)
    return tuple(_issue(connection, catalog, number, cells) for number, cells in sorted(by_batch.items()))


def _issue(connection: Connection, catalog: Catalog, number: int, cells: list[Cell]) -> Issue:
    columns = (batch.c.file_name, batch.c.published_by, batch.c.published_at)
    name, who, when = connection.execute(select(*columns).where(batch.c.id == number)).one()
    shown = sorted(cells)[:_SHOWN]
    said = Words(*(_cells(lang, catalog, shown, len(cells)) for lang in ("zh", "en")))
    moment = when.replace("T", " ").replace("Z", " UTC")
    return Issue("store_conflict", args={"who": who, "when": moment, "file_name": name, "cells": said})


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
