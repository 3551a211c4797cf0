"""Which rows below a heading are no data: the heading and the titles of the next page, sums, remarks between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import pages
from kpi.intake.grid.body import TOTAL
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.tables import ends, moments, sums
from kpi.intake.words import numbers, others, periods, vocabulary
from kpi.intake.words.cleaning import filled, plain

_PAGE = re.compile(r"-?第 ?\d+ ?页.{0,12}|page \d+(?: of \d+)?", re.IGNORECASE)
_PAGED = re.compile(r"(?:第|共|页:?|page|of) ?\d+ ?页?", re.IGNORECASE)
"""第2页/共3页 in a title, which says another number on each page."""
_RULED = re.compile(r":?[-=_]{2,}:?")
"""A cell of the line under the heading of a table that is drawn with signs."""
_GROUP = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]")
"""A row that only numbers a group: 一、产量指标."""
_STATISTIC = re.compile(r"(?:平均|最[高低大小])[分值数]?|(?:及格|优秀|优良|合格|达标)[率人]数?|中位数|标准差|方差|极差")
_REMARK = re.compile(r"#+\s.*|[(]blank[)]|[(（]空白[)）]", re.IGNORECASE)
"""A remark of a program's, and how Excel's pivot tables call what has no name."""
_ENOUGH = 2
_SUBTOTAL = re.compile(r".+ (?:汇总|total)", re.IGNORECASE)
"""As Excel writes it below each group: 一选 汇总, East Total."""
_SUMS = frozenset(map(normal, ("小计", "合计", "总计", "日累计", "日合计", "班合计", "subtotal", "grandtotal")))
_TOTAL = re.compile(r"(?:(?:world|grand|sub|overall)[ -]?total|total world)(?: \([^()]*\))?", re.IGNORECASE)
"""World total (rounded), be it behind the source that each row names."""
_SORTS = frozenset(map(normal, ("性别", "年龄", "年龄组", "城乡", "民族", "学历", "户籍")))
"""What people are counted by; any other Chinese heading may be that of a part of the plant."""
_EVERYDAY = vocabulary.everyday()


@dataclass(frozen=True, slots=True)
class Names:
    """What a table says above its rows, by which the same is known below: its heading rows and its titles."""

    headings: frozenset[tuple[str, ...]]
    titles: frozenset[str]
    category: bool = False
    """Whether 合计 in the first column is one of the categories that each group has."""
    timed: bool = False
    """Whether times or numbers lead the rows, so that 最大 among them sums these up too."""

    ranked: bool = False
    """Whether numbers lead the rows, so that a dash there leads one that sums them up: -, 世界总计."""

    lead: int = 0
    """The column that leads the rows."""

    begins: str = ""
    """How the first row begins."""

    measures: frozenset[int] = frozenset()
    """The columns in which 本月 stands above 累计, where the names before them are written once only."""

    apart: frozenset[int] = frozenset()
    """The rows of measures in units of their own."""

    @classmethod
    def of(cls, heading: Heading, columns: Sequence[int], titles: Sequence[str], rows: Sequence[Line]) -> Names:
        rows_said = frozenset(tuple(map(normal, cells)) for row in heading.rows for cells in (row.cells, row.own))
        said = frozenset(filter(None, map(_unpaged, titles)))
        begun = [next(filter(filled, line.cells), "") for line in rows[:_ENOUGH]]
        timed = bool(begun) and all(periods.is_period(cell) or moments.said(cell, 0) for cell in begun)
        leading = [plain(line.cells[columns[0]]) for line in rows[:_ENOUGH] if columns[0] < len(line.cells)]
        timed = timed or (len(leading) == _ENOUGH and all(map(str.isdecimal, leading)))
        category, ranked = _is_category(heading.line, columns, rows), _ranked(columns[0], rows)
        begun_late = {_first(line) for line in rows} - {columns[0], -1}
        measures = frozenset(place for place in begun_late if sums.is_measure(place, rows))
        return cls(
            rows_said, said, category, timed, ranked, columns[0], next(iter(begun), ""), measures, sums.apart(rows)
        )

    def kind(self, line: Line, *, below: bool) -> Literal["title", "total", "note", ""]:
        """Why a row is no data; empty for one that may be. ``below``: it stands below the last row of the table."""
        told = [cell for cell in line.cells if filled(cell)]
        first = next((cell for cell in told if not (self.ranked and numbers.missing(plain(cell)))), "")
        ruled = all(_RULED.fullmatch(cell.strip()) for cell in filter(filled, line.own))
        lone = sum(map(filled, line.own)) == 1
        if tuple(map(normal, line.cells)) in self.headings or _unpaged(line.text) in self.titles:
            return "title"
        on = lone and not _PAGE.fullmatch(line.text) and pages.goes_on(first, set())
        if (ruled and not below) or on or (lone and _GROUP.match(plain(first))):
            return "title"
        measure = line.number in self.apart or (_first(line) in self.measures and sums.is_so_far(first))
        total = sums.is_total(plain(first).rstrip(":：")) and not self.category and not measure
        total = total or (self.timed and (others.is_aside(first) or bool(_STATISTIC.fullmatch(normal(first)))))
        if total or _SUBTOTAL.fullmatch(plain(first)) or _sums_group(line, first if self.category else "", self.lead):
            return "total"
        noted = ends.noted(line, self.begins) and not ends.starred(line)
        remark = below or noted or _PAGE.fullmatch(line.text) or (lone and _REMARK.fullmatch(first))
        return "note" if remark else ""


def _ranked(first: int, rows: Sequence[Line]) -> bool:
    said = [plain(line.cells[first]) for line in rows if first < len(line.cells)]
    count = sum(map(str.isdecimal, said))
    return count >= _ENOUGH and all(cell.isdecimal() or numbers.missing(cell) for cell in said if cell)


def _unpaged(title: str) -> str:
    return _PAGED.sub("", title).strip() or title


def _first(line: Line) -> int:
    """The column in which a row begins; -1 for a blank one."""
    return next((place for place, cell in enumerate(line.cells) if filled(cell)), -1)


def _sums_group(line: Line, but: str, lead: int) -> bool:
    """Whether 小计 stands among the labels before the first figure, behind the group it sums: 水电, 小计, 9000.

    A bare number that leads the row is a label too where figures stand behind it: 2020, 合计, 11.
    """
    numbered = _first(line) == lead and plain(line.cells[lead]).isdecimal()
    told = [cell for cell in line.cells if filled(cell)][int(numbered) :]
    if numbered and not any(map(number_like, told)):
        return False
    labels = takewhile(lambda cell: not number_like(cell), told)
    return any(label != but and (normal(label) in _SUMS or _TOTAL.fullmatch(plain(label))) for label in labels)


def _leads_sum(line: Line, first: int) -> bool:
    return first < len(line.cells) and bool(TOTAL.fullmatch(normal(line.cells[first])))


def _is_category(header: Line, columns: Sequence[int], rows: Sequence[Line]) -> bool:
    """Whether every group of rows, alike in two columns at least, has a 合计 in a first column that is no plant's.

    性别 合计, 男 and 女 of each 年龄 and 年份: nobody adds up the rows of such a table.
    """
    first = columns[0]
    heading = header.cells[first] if first < len(header.cells) else ""
    ours = not heading.isascii() and normal(heading) not in _SORTS
    if not plain(heading) or ours or _EVERYDAY.field(heading) or not any(_leads_sum(line, first) for line in rows):
        return False
    told = [[plain(line.cells[n]) if n < len(line.cells) else "" for n in columns] for line in rows]
    told = [cells for cells in told if any(cells)]
    if not all(cells[0] for cells in told):
        return False
    keys = [n for n in range(1, len(columns)) if 2 * len({cells[n] for cells in told}) <= len(told)]
    groups = Counter(tuple(cells[n] for n in keys) for cells in told)
    sums = Counter(tuple(cells[n] for n in keys) for cells in told if TOTAL.fullmatch(normal(cells[0])))
    alike = len({*groups.values()}) == 1 and {*sums.values()} == {1} and sums.keys() == groups.keys()
    return len(keys) > 1 and len(groups) > 1 and alike and max(groups.values()) > 1
