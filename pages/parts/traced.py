"""One reported cell behind a figure: where it stands in which file, as written, who brought it, who let it through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from db import quoted, settings, store, trail
from db.quoted import Quote
from db.read import Batch
from kpi import origin, statement
from kpi.intake.written import Place
from kpi.model import Kind, Observation
from pages.parts.scene import Scene

_COLUMNS = ("quantity", "period", "scope", "value", "written", "file", "place", "batch", "who", "when", "hash")
_MOST_FILES = 30
"""Files that are opened again for one page; the cells of others are not quoted."""


def heads(now: Scene) -> list[str]:
    return [now.say(f"origin.column_{name}") for name in _COLUMNS]


def quotes(cells: Sequence[Observation], batches: Mapping[int, Batch]) -> dict[tuple[int, Place], Quote]:
    """What stood in each cell, by batch and place; each file is opened once."""
    wanted: dict[int, set[Place]] = {}
    for cell in cells:
        if cell.row and cell.column and cell.batch in batches and batches[cell.batch].sha256:
            wanted.setdefault(cell.batch, set()).add((cell.sheet, cell.row, cell.column))
    with store.reading(store.engine()) as connection:
        ways = quoted.ways(connection, wanted)
    found: dict[tuple[int, Place], Quote] = {}
    for number in sorted(wanted, reverse=True)[:_MOST_FILES]:
        places = tuple(sorted(wanted[number]))
        try:
            said = _quotes(batches[number].sha256 or "", ways.get(number, "{}"), places, settings.catalog_version())
        except quoted.Unread:  # nothing is remembered of it: the next look may find the machine less busy
            continue
        found |= {(number, place): quote for place, quote in zip(places, said, strict=True)}
    return found


@st.cache_data(max_entries=256, show_spinner=False)
def _quotes(sha256: str, how: str, places: tuple[Place, ...], _version: str) -> tuple[Quote, ...]:
    return quoted.quotes(store.engine(), settings.catalog(), sha256, how, places)


def cells(
    now: Scene,
    cell: Observation,
    batches: Mapping[int, Batch],
    said: Mapping[tuple[int, Place], Quote],
    kind: Kind = "actual",
) -> tuple[str, ...]:
    catalog = now.shelf.book.catalog
    batch = batches[cell.batch]
    value = statement.said(cell, "actual", catalog, now.lang)
    if cell.value is not None and not cell.text and cell.qualifier == "eq":
        value = origin.exact(catalog.indicators[cell.indicator].unit, cell.value, now.lang)
    place = now.say("origin.sheet", sheet=cell.sheet) if cell.sheet else ""
    place += now.say("origin.row", row=cell.row) if cell.row else ""
    place += now.say("origin.cell", column=cell.column) if cell.column else ""
    who = now.passed(batch)
    names = (
        now.say(f"changes.{kind}", indicator=catalog.indicators[cell.indicator].name),
        cell.period,
        catalog.scopes[cell.scope].name.of(now.lang),
    )
    quote = said.get((cell.batch, (cell.sheet, cell.row, cell.column)), Quote())
    proof = (str(batch.id), who, trail.moment(batch.published_at or ""), (batch.sha256 or "")[:16])
    return *names, value, _written(now, cell, quote), cell.file, place, *proof


def _written(now: Scene, cell: Observation, quote: Quote) -> str:
    """The cell as its file writes it, with a correction of it; the unit it was taken to be in stands apart."""
    unit = origin.unit_written(now.shelf.book.catalog.indicators[cell.indicator], quote.meant or quote.text, cell.value)
    text = now.say("origin.corrected", text=quote.text, meant=quote.meant) if quote.meant else quote.text
    nothing = now.say("origin.unread") if cell.column else "—"  # a dash alone would read as what the file says
    if worked := origin.subtracted(cell.note):
        return now.say("origin.derived", text=text or nothing, note=worked)
    return now.say("origin.written", text=text, unit=unit) if unit and text else text or nothing
