"""Rows that might be taken for a heading and are none: a title over rows of figures, a figure behind its unit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.cleaning import plain
from kpi.intake.levels import number_like
from kpi.intake.table import Line
from kpi.intake.vocabulary import Vocabulary

_WIDE = 3


def is_title_alone(line: Line, below: Sequence[Line]) -> bool:
    """2022年9月指标 in the first cell over 1,提出金点子,项,11: it heads the table and not its serial numbers."""
    if sum(bool(plain(cell)) for cell in line.own) != 1:
        return False
    after = next(([plain(cell) for cell in row.own] for row in below if any(map(plain, row.own))), [])
    figures = any(map(number_like, after))
    return figures and sum(map(bool, after)) >= _WIDE and bool(plain(line.cells[0])) and bool(after[0])


def is_measured(line: Line, names: Vocabulary) -> bool:
    """镍回收率,%,83.32: a unit with its figure, which a year of two digits might be taken for."""
    pairs = pairwise(map(plain, line.own))
    return any(normal(one) in names.units and number_like(two) and two[-1:].isdigit() for one, two in pairs if two)
