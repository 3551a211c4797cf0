"""Months of a file that gives only 累计: each is what its 累计 adds to that of the month before, and is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import Line
from kpi.intake.choosing import Refused
from kpi.intake.differences import number, worked_out
from kpi.intake.grid.levels import number_like
from kpi.intake.headings.cells import Cell
from kpi.intake.together import Whole
from kpi.intake.words.vocabulary import SEPARATORS, Vocabulary
from kpi.model import Catalog
from kpi.reading import Issue

Again = Callable[[Opened], Whole | Refused]
"""Reads a file the way it was read before."""
_SAID = re.compile(r"累[计計积積]|年初至|YTD|\d月?[-—–~至到]\d{1,2}月", re.IGNORECASE)
_WORD = re.compile(
    r"[(\[]?(?:(?:自?年初至?今?|本年度?|当年|年度?)?累[计积](?:完成|实际)?(?:数|值|量)?|自?年初至今|YTD)[)\]]?"
)
_THIS_MONTHS = re.compile("[本当逐][月期日]|[月日季周]累")
"""月累计, 3月累计 and 本月累计 may be the sum of a month's days, which is the month's own figure: never parted."""
_SPAN = re.compile(r"((?:19|20)\d\d年)?0?1月?[-—–~至到]((?:0?[1-9]|1[0-2])月)份?(?:累计|累积)?")
_LEFT = frozenset(("cumulative_column", "cumulative_alone", "cumulative_month", "span_left"))
"""What is asked of a column of sums that is not read."""
_LONGEST = 40
_MOST_ROWS = 20_000
"""A longer table is no year's sums; it is not read twice."""
_THIS_MONTH = "本月"
"""What stands for a bare 累计 while the table is read as if it were one of months."""


@dataclass
class Marks:
    """Where 累计 stood: rows whose figures it makes cumulative, and cells (row, column from 1) over such columns."""

    rows: set[int] = field(default_factory=set)
    heads: dict[int, int] = field(default_factory=dict)
    spans: bool = False
    """Whether months are written as 1-3月, so that a plain 1月 is its own sum."""

    def over(self, cell: Cell) -> bool:
        return cell.row.line in self.rows or self.heads.get(cell.row.column, cell.row.line) < cell.row.line


def instead(whole: Whole | Refused, opened: Opened, again: Again, names: Vocabulary) -> Whole | Refused:
    """The file with its months worked out, where it could not be read and gives nothing but sums since January.

    Everything else stays as it is; so does what is wrong with a file of which one figure is not surely such a sum.
    """
    if not _wanting(whole):
        return whole
    made = [_without(sheet, names) for sheet in opened.sheets]
    if not any(marks.rows or marks.heads for _, marks in made):
        return whole
    other = again(replace(opened, sheets=tuple(sheet for sheet, _ in made)))
    if isinstance(other, Refused) or other.only is None or other.spots or other.stopped or _wrong(other.issues):
        return whole
    marks = next((marks for sheet, marks in made if sheet is other.only), None)
    if marks is None or not _sums_alone(other, marks, names.catalog):
        return whole
    if _wrong(other.cells.issues):  # first the cells that cannot be read
        return replace(other, cells=replace(other.cells, good=[]))
    return worked_out(other, marks.over, names.catalog)


def _wanting(whole: Whole | Refused) -> bool:
    """Whether a file was refused, or only its January read because the other columns are sums."""
    if isinstance(whole, Refused) or _errors(whole):
        return True
    left = any(issue.code in _LEFT for issue in whole.issues) or not whole.cells.good
    actual = [cell for cell in whole.cells.good if cell.row.kind == "actual"]
    return left and all(cell.row.period.endswith("-01") for cell in actual)


def _errors(whole: Whole) -> bool:
    return _wrong((*whole.issues, *whole.cells.issues))


def _wrong(issues: Iterable[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)


def _without(sheet: Sheet, names: Vocabulary) -> tuple[Sheet, Marks]:
    """The sheet as if its sums were months, and where it said that they are not."""
    marks, kinds = Marks(), set[int]()
    if len(sheet.lines) > _MOST_ROWS or not any(_SAID.search("\n".join(line.cells)) for line in sheet.lines):
        return sheet, marks
    lines = tuple(_plainly(line, marks, kinds, names) for line in sheet.lines)
    return replace(sheet, lines=lines), marks


def _plainly(line: Line, marks: Marks, kinds: set[int], names: Vocabulary) -> Line:
    heading = not any(map(number_like, line.own))
    if heading:
        kinds |= {place for place, cell in enumerate(line.cells) if (f := names.field(cell)) and f[0] == "kind"}
    if not any(map(_SAID.search, line.cells)):
        return line
    cells = list(line.cells)
    for place, cell in enumerate(line.cells):
        if said := _month(cell) or _name(cell, names, bare=heading or place in kinds):
            cells[place] = said
            marks.spans |= bool(_month(cell))
            marks.rows.add(line.number)
            marks.heads.setdefault(place + 1, line.number)
    return replace(line, cells=tuple(cells))


def _month(cell: str) -> str:
    """1-3月 → 3月; empty for anything else."""
    found = _SPAN.fullmatch(normal(cell)) if len(cell) < _LONGEST else None
    return f"{found[1] or ''}{found[2]}" if found else ""


def _name(cell: str, names: Vocabulary, *, bare: bool) -> str:
    """处理矿量累计(万吨) → 处理矿量(万吨), and where it may stand alone 累计 → 本月."""
    name = normal(cell)
    if len(name) > _LONGEST or names.meaning(cell) or not _WORD.search(name) or _THIS_MONTHS.search(name):
        return ""
    rest = _WORD.sub("", name, count=1).strip(SEPARATORS)
    if not rest:
        return _THIS_MONTH if bare else ""
    return rest if (meaning := names.meaning(rest)) and meaning.indicator else ""


def _sums_alone(whole: Whole, marks: Marks, catalog: Catalog) -> bool:
    """Whether each figure is such a sum, a January beside 1-2月 or a year's plan, and one indicator has two of them."""
    for cell in whole.cells.good:
        january = marks.spans and number(cell) == 1 and cell.row.kind == "actual"
        summed = marks.over(cell) and cell.row.kind == "actual"
        if not (summed or (not marks.over(cell) and (january or len(cell.row.period) == 4))):
            return False
    adds = [c.row for c in whole.cells.good if len(c.row.period) > 4 and catalog.indicators[c.row.indicator].amount]
    return max(Counter((row.indicator, row.scope, row.period[:4]) for row in adds).values(), default=0) > 1
