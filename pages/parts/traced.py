"""One reported cell behind a figure: where it stands in which file, as written, who brought it, who let it through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from time import monotonic

import streamlit as st

from db import quoted, settings, store, trail
from db.quoted import Quote
from db.read import Batch
from kpi import origin, statement
from kpi.charts import ledger
from kpi.intake.written import Place
from kpi.model import Kind, Observation, Said
from pages.parts.scene import Scene

_COLUMNS = ("quantity", "period", "scope", "value", "written", "file", "place", "batch", "who", "when", "hash")
_MOST_FILES = 30
"""Files that are opened again for one page; the cells of others are not quoted."""
_AGAIN = 600
"""Seconds until a file that could not be read is tried anew: the machine may be less busy then."""
_REMEMBERED = 256


def show(now: Scene, rows: Sequence[tuple[Kind, Observation]], batches: Mapping[int, Batch]) -> None:
    """The cells behind a figure, one a row, and which of their files could not be opened."""
    with st.spinner(now.say("origin.opening"), show_time=True):
        said, unread = _quoted([cell for _, cell in rows], batches)
    heads = [now.say(f"origin.column_{name}") for name in _COLUMNS]
    st.html(ledger.table(heads, [_cells(now, cell, batches, said, kind) for kind, cell in rows]))
    if unread:
        st.html(ledger.note(now.say("origin.unread_files", count=unread, minutes=_AGAIN // 60)))


def _quoted(
    cells: Sequence[Observation], batches: Mapping[int, Batch]
) -> tuple[Mapping[tuple[int, Place], Quote], int]:
    """What stood in each cell, by batch and place; each file is opened once. And how many could not be read."""
    wanted = quoted.wanted(cells, batches)
    with store.reading(store.engine()) as connection:
        ways = quoted.ways(connection, wanted)
    found: dict[tuple[int, Place], Quote] = {}
    unread = 0
    for number in sorted(wanted, reverse=True)[:_MOST_FILES]:
        places = tuple(sorted(wanted[number]))
        file = batches[number].sha256 or "", ways.get(number, "{}"), settings.catalog_version()
        if monotonic() - _unread().get(file, -inf) < _AGAIN:
            unread += 1
            continue
        try:
            said = _quotes(*file, places)
        except quoted.Unread:
            _rest(file)
            unread += 1
            continue
        found |= {(number, place): quote for place, quote in zip(places, said, strict=True)}
    return found, unread


@st.cache_data(max_entries=256, show_spinner=False)
def _quotes(sha256: str, how: str, _version: str, places: tuple[Place, ...]) -> tuple[Quote, ...]:
    return quoted.quotes(store.engine(), settings.catalog(), sha256, how, places)


@st.cache_resource(show_spinner=False)
def _unread() -> dict[tuple[str, str, str], float]:
    """When each file could not be read, by its hash, the way it is read and the catalogue."""
    return {}


def _rest(file: tuple[str, str, str]) -> None:
    known = _unread()
    for old in list(known)[: max(len(known) - _REMEMBERED + 1, 0)]:
        known.pop(old, None)
    known[file] = monotonic()


def _cells(
    now: Scene,
    cell: Observation,
    batches: Mapping[int, Batch],
    said: Mapping[tuple[int, Place], Quote],
    kind: Kind,
) -> tuple[str, ...]:
    catalog = now.shelf.book.catalog
    batch = batches[cell.batch]
    value = _restated(now, cell, kind)
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


def _restated(now: Scene, cell: Observation, kind: Kind) -> str:
    """A cell's value, what was first published of it, and at an older revision what it has become since."""
    value, plan = _value(now, cell), kind != "actual"
    if cell.first is not None:
        first = _value(now, _as_said(cell, cell.first))
        value = now.say("card.was", plan=value, first=first) if plan else _noted(now, value, "origin.restated", first)
    if cell.later is None:
        return value
    gone = cell.later[0] is None and not cell.later[2]
    code = "card.later_plan" if plan else "card.later"
    return _noted(now, value, code + ("_gone" if gone else ""), _value(now, _as_said(cell, cell.later)))


def _noted(now: Scene, value: str, code: str, other: str) -> str:
    return now.say("store.noted", said=value, more=now.say(code, now=other))


def _as_said(cell: Observation, said: Said) -> Observation:
    return replace(cell, value=said[0], qualifier=said[1], text=said[2])


def _value(now: Scene, cell: Observation) -> str:
    """To its last digit."""
    catalog = now.shelf.book.catalog
    if cell.value is None or cell.text or cell.qualifier != "eq":
        return statement.said(cell, "actual", catalog, now.lang)
    return origin.exact(catalog.indicators[cell.indicator].unit, cell.value, now.lang)


def _written(now: Scene, cell: Observation, quote: Quote) -> str:
    """The cell as its file writes it, with a correction of it; the unit it was taken to be in stands apart."""
    unit = origin.unit_written(now.shelf.book.catalog.indicators[cell.indicator], quote.meant or quote.text, cell.value)
    text = now.say("origin.corrected", text=quote.text, meant=quote.meant) if quote.meant else quote.text
    nothing = now.say("origin.unread") if cell.column else "—"  # a dash alone would read as what the file says
    if worked := origin.subtracted(cell.note):
        return now.say("origin.derived", text=text or nothing, note=worked)
    return now.say("origin.written", text=text, unit=unit) if unit and text else text or nothing
