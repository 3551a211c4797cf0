"""Tables all of whose figures have a decimal comma, 170,0 and 2.400,5, so that none is a number as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.intake.carriers.table import Line
from kpi.intake.tables import structure
from kpi.intake.tables.structure import Grid
from kpi.intake.words.cleaning import plain

_COMMA = re.compile(r"-?(?:\d+|\d{1,3}(?:[. ]\d{3})+),\d+", re.ASCII)


def find(lines: Sequence[Line], *, numbered: bool) -> tuple[Grid, ...]:
    """The tables that there are once commas are points, their cells as they are written; whoever reads asks of each."""
    pointed = tuple(replace(line, cells=tuple(map(_pointed, line.cells))) for line in lines)
    if pointed == tuple(lines):
        return ()
    written = {line.number: line for line in lines}
    return tuple(
        replace(
            grid,
            rows=tuple(written[row.number] for row in grid.rows),
            left_out=tuple(replace(left, text=written[left.line].text) for left in grid.left_out),
        )
        for grid in structure.find(pointed, numbered=numbered)
    )


def _pointed(cell: str) -> str:
    return plain(cell).replace(".", "").replace(" ", "").replace(",", ".") if _COMMA.fullmatch(plain(cell)) else cell
