"""Tables whose upper left cell says the year of the bare months below it or beside it: 2022年 over 1月, 2月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import Heading
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_HALF = 0.5


def emptied(heading: Heading, columns: Sequence[int], rows: Sequence[Line]) -> tuple[Heading, str]:
    """The heading with 月份 in its corner, or 指标 where the months stand beside it, and the year that stood there.

    Any other heading as it is, and no year.
    """
    place, *others = columns
    corner = plain(" ".join(heading.parts[place]))
    if not (found := _YEAR.fullmatch(corner)):
        return heading, ""
    down = [row.cells[place] for row in rows if place < len(row.cells) and filled(row.cells[place])]
    across = [next(filter(periods.is_month, texts), texts[0]) for n in others if (texts := heading.parts[n])]
    field = next((field for field, cells in (("月份", down), ("指标", across)) if _months(cells)), "")
    if not field or (field == "指标" and any(_YEAR.fullmatch(plain(cell)) for cell in down)):  # months of other years
        return heading, ""
    cells = ([field if n == place and plain(cell) == corner else cell for n, cell in enumerate(row.cells)]
             for row in heading.rows)  # fmt: skip
    emptied = tuple(replace(row, cells=tuple(own)) for row, own in zip(heading.rows, cells, strict=True))
    return replace(heading, rows=emptied), found[1]


def _months(cells: Sequence[str]) -> bool:
    """Whether most cells are months without a year and without being mere numbers."""
    return sum(map(periods.is_month, cells)) > _HALF * len(cells)
