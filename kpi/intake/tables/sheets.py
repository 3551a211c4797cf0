"""Which sheets of a workbook hold figures that are told of, and which of them call themselves the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.tables import titletimes
from kpi.intake.tables.structure import Grid
from kpi.intake.words import codes
from kpi.intake.words.cleaning import plain

_LISTED = re.compile(
    "序号?|编?号|项次|页[码数次]?|第几页|行次|NO|NR|#|PAGES?|P|INDEX|TABLE(?:NO)?|SHEET(?:NO)?|ORDER|ITEMNO|SN"
)
_SHORT = 2
_REPORT = re.compile("[年季月旬周日快]报(?!名|警|销|价)|报[告表](?!期)|REPORT")


def figures(grids: Sequence[Grid]) -> int:
    """How many cells of a sheet are figures, none where all numbers only list: serials, codes, pages."""
    return sum(grid.figures for grid in grids) if any(map(_tells, grids)) else 0


def reports(sheet: Sheet, grids: Sequence[Grid]) -> bool:
    """Whether a title above the first table calls it a report, 月报, and says of which time."""
    first = min((grid.heading.rows[0].number for grid in grids), default=0)
    titles = [line.text for line in sheet.lines if line.number < first]
    timed = titletimes.told(titles) or titletimes.year(titles) or around.month(Outside(tuple(titles)))[0]
    return bool(timed) and any(_REPORT.search(normal(text)) for text in titles)


def _tells(grid: Grid) -> bool:
    """Whether a column of a table holds figures that are no mere list's."""
    for place, name in zip(grid.columns, grid.names, strict=True):
        cells = [plain(row.cells[place]) for row in grid.rows if place < len(row.cells)]
        numbers = [cell for cell in cells if number_like(cell) and any(map(str.isdigit, cell))]
        counted = place == grid.columns[0] and numbers == [str(n + 1) for n in range(len(numbers))]
        short = name.isascii() and len(name) <= _SHORT
        listed = _LISTED.fullmatch(normal(name).rstrip(".")) and _rising(numbers, strictly=short)
        if numbers and not (counted or codes.heads(name) or listed):
            return True
    return False


def _rising(numbers: Sequence[str], *, strictly: bool) -> bool:
    """Whether numbers are whole and rise, so that P and NO head pages and no phosphorus and nitric oxide."""
    whole = [int(number) for number in numbers if number.isdecimal()]
    return len(whole) == len(numbers) and all(b > a or (b == a and not strictly) for a, b in pairwise(whole))
