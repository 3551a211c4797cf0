"""Rows that might be taken for a heading and are none: a title over rows of figures, a figure behind its unit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import metals
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading, is_title, number_like
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_WIDE = 3
_HEADS = 2
"""Filled cells of a row of figures, and of a row of headings."""


def is_title_alone(line: Line, below: Sequence[Line]) -> bool:
    """2022年9月指标 in the first cell over 1,提出金点子,项,11: it heads the table and not its serial numbers.

    Nor does it head the first column of 序号,指标,4月,5月, which is a heading row of its own.
    """
    if sum(bool(plain(cell)) for cell in line.own) != 1:
        return False
    rows = ([plain(cell) for cell in row.own] for row in below)
    after = next((cells for cells in rows if sum(map(bool, cells)) > 1), [])  # 编制单位 may stand between
    wide = _WIDE if any(map(number_like, after)) else _HEADS
    return sum(map(bool, after)) >= wide and bool(plain(line.cells[0])) and bool(after[0])


def is_measured(line: Line, names: Vocabulary) -> bool:
    """镍回收率,%,83.32: a unit with its figure, which a year of two digits might be taken for."""
    pairs = pairwise(map(plain, line.own))
    return any(normal(one) in names.units and number_like(two) and two[-1:].isdigit() for one, two in pairs if two)


def is_parted(heading: Heading, names: Vocabulary) -> bool:
    """Whether the upper row is a title beside 单位：万吨 or the like: merged over the first column and the next.

    A label that leaves a column free for 指标 below it is none: 8月 over 计划 and 实际.
    """
    row = heading.rows[0]
    first = next((place for place, cell in enumerate(row.cells) if plain(cell)), 0)
    across = first + 1 in row.repeated and row.cells[first + 1] == row.cells[first]
    free = any(any(map(plain, under.cells[:first])) for under in heading.rows[1:])
    if len(heading.rows) < 2 or not across or free:
        return False
    return not names.knows(row.cells[first]) and not metals.is_part(row.cells[first])


def is_over_name(heading: Line, columns: Sequence[Column], below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether an indicator's name stands over another one's, 镍回收率 over 铜回收率: rows below an unknown heading.

    Over nothing it is such a row too where what stands beside it is not known: 铜回收率,77/77.2.
    """
    first = next((row for row in below if any(map(plain, row.own))), None)
    if first is None:
        return any(plain(cell) and not names.knows(cell) for cell in heading.own)
    under = [first.cells[c.index] for c in columns if c.indicator and c.index < len(first.cells)]
    return any((found := names.meaning(text)) and found.indicator for text in under)


def is_over_first(heading: Heading, columns: Sequence[Column]) -> bool:
    """Whether a title such as 2021年生产指标 is the only heading, and would make figures of the first column."""
    return len(heading.rows) == 1 and [column.index for column in columns] == [0] and is_title(heading.rows[0])
