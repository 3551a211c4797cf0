"""Files sent together must not contradict each other: which cells two of them state differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from db import conflicts, standing
from db.standing import Cell
from kpi import statement, words
from kpi.model import Catalog
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
    first: dict[Cell, tuple[int, Row]] = {}
    for number, reading in enumerate(readings):
        for row in reading.rows:
            other, before = first.setdefault(row.cell, (number, row))
            # within one file intake has looked
            if other != number and standing.content(before) != standing.content(row):
                yield _issue(catalog, reading.name, row, readings[other].name, before)


def _issue(catalog: Catalog, name: str, row: Row, other: str, before: Row) -> Issue:
    pairs = [statement.pair(before, row, row.kind, catalog, lang) for lang in LANGS]
    args: dict[str, str | int | float | Words | Quantity] = {
        "cell": Words(*(conflicts.cell_name(lang, catalog, row.cell) for lang in LANGS)),
        "other": other,
        "row": before.line,
        "before": Words(*(old for old, _ in pairs)),
        "now": Words(*(new for _, new in pairs)),
    }
    return Issue("store_files_disagree", line=row.line or None, file=name, args=args)
