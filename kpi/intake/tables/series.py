"""Series as data services export them: names, 频率, 单位, 指标ID, 来源 one row each, then a row for each period."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import moments
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_SAID = (
    "频率 频度 单位 计量单位 指标ID 来源 数据来源 更新时间 frequency unit units title description type seriestype"
    " datatype seriesID datacode source publicationdate CDID releasedate nextrelease lastupdate Einheit Dimension"
    " Frequenz Standvom collection period\\unit"
)
_LABELS = frozenset(map(normal, _SAID.split()))
"""What rows above the figures of series are called."""
_MOST = 60
"""Rows within which the periods must begin."""


def heading(rows: Sequence[Line]) -> tuple[Line, ...]:
    """The rows that head such series: from the names down to the first figure; empty for any other table."""
    above = rows[: _begin(rows)]
    if not heads(above):
        return ()
    top = next((place for place, row in enumerate(above) if _said(row)), len(above))
    end = next((place for place in range(top, len(above)) if any(map(number_like, _said(above[place])))), len(above))
    return tuple(above[top:end])


def counted(head: Sequence[Line], rows: Sequence[Line]) -> frozenset[int]:
    """The numbers of the rows between the heading and the first period: first year, mean, how many there are."""
    return frozenset(row.number for row in rows[: _begin(rows)]) if heads(head) else frozenset()


def heads(rows: Sequence[Line]) -> bool:
    """Whether rows name two things at least of what stands below: its frequency and its unit."""
    return len({normal(_first(row)).rstrip(":") for row in rows} & _LABELS) > 1


def _begin(rows: Sequence[Line]) -> int:
    """Where the rows begin that periods lead, two after another; 0 where none does."""
    led = [_dated(_first(row)) for row in rows[:_MOST]]
    return next((place for place in range(len(led) - 1) if led[place] and led[place + 1]), 0)


def _dated(cell: str) -> bool:
    if cell.isdigit() and len(cell) < 5:
        return len(cell) == 4
    return periods.is_period(cell) or bool(moments.said(cell, 0)) or moments.is_turned(cell)


def _first(row: Line) -> str:
    return plain(row.cells[0]) if row.cells else ""


def _said(row: Line) -> list[str]:
    """What stands beyond the first column."""
    return [cell for cell in row.own[1:] if filled(cell)]
