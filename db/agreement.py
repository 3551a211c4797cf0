"""Files sent together must not contradict each other: which cells two of them state differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from db import conflicts, standing
from db.standing import Cell
from kpi import statement, words
from kpi.model import Catalog, Observation
from kpi.reading import Issue, Reading, Row
from kpi.unit import LANGS, Quantity, Words

_SHOWN = 20


def broken(catalog: Catalog, readings: Sequence[Reading]) -> tuple[Issue, ...]:
    """One error for each cell that a later file states otherwise than an earlier one, both places named."""
    if len(readings) < 2:
        return ()
    found = _found(catalog, readings)
    shown, rest = tuple(islice(found, _SHOWN)), sum(1 for _ in found)
    if not rest:
        return shown
    example = Words(*(words.issue(lang, shown[0]) for lang in LANGS))
    return (*shown, Issue("more_alike", args={"count": rest, "example": example}))


def _found(catalog: Catalog, readings: Sequence[Reading]) -> Iterator[Issue]:
    """Row by row; of a plan the figure and both ends are one statement, which the other file's would replace."""
    files = [{row.cell: row for row in reading.rows} for reading in readings]
    first: dict[Cell, int] = {}
    for number, reading in enumerate(readings):
        for row in reading.rows:
            other = min(first.setdefault(form, number) for form in standing.forms(row.cell))
            # within one file intake has looked
            if other == number:
                continue
            was, now = (_parts(files[at], row.cell) for at in (other, number))
            if standing.became(_content(was), _content(now), row.cell) == "changed":
                yield _issue(catalog, reading.name, row, readings[other].name, was, now)


def _parts(file: Mapping[Cell, Row], cell: Cell) -> dict[Cell, Row]:
    return {form: file[form] for form in standing.forms(cell) if form in file}


def _content(parts: Mapping[Cell, Row]) -> dict[Cell, standing.Content]:
    return {cell: standing.content(row) for cell, row in parts.items()}


def _before(row: Row, was: Mapping[Cell, Row], now: Mapping[Cell, Row]) -> Row | Observation:
    if was.keys() == now.keys():
        return was[row.cell]
    stood = {cell: Observation(each.indicator, each.scope, each.period, each.value) for cell, each in was.items()}
    return standing.replaced(stood, {cell: each.value for cell, each in now.items()})


def _issue(
    catalog: Catalog, name: str, row: Row, other: str, was: Mapping[Cell, Row], now: Mapping[Cell, Row]
) -> Issue:
    before = _before(row, was, now)
    pairs = [statement.pair(before, row, row.kind, catalog, lang) for lang in LANGS]
    args: dict[str, str | int | float | Words | Quantity] = {
        "cell": Words(*(conflicts.cell_name(lang, catalog, row.cell) for lang in LANGS)),
        "other": other,
        "row": was.get(row.cell, next(iter(was.values()))).line,
        "before": Words(*(old for old, _ in pairs)),
        "now": Words(*(new for _, new in pairs)),
    }
    return Issue("store_files_disagree", line=row.line or None, file=name, args=args)
