"""What the upper left cell of a table says for all its figures: the month, the year or the indicator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import Line
from kpi.intake.grid import dates, groups, labels
from kpi.intake.grid.body import NOTE, TOTAL
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.headings.unasked import is_serial
from kpi.intake.headings.unnamed import LOOKED_AT
from kpi.intake.words import others, periods
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_FIELDS = {"范围": "scope", "月份": "period", "指标": "indicator", "类别": "kind"}
_NO_KINDS = (groups.is_sum_so_far, groups.is_compared, others.differs, others.is_aside)
"""What stands beside 计划 and 实际 and is neither: 累计完成, 上年同期, 差异, 预计完成."""
_LONG_YEAR = re.compile(r"(?:19|20)\d\d")


def emptied(heading: Heading, below: Sequence[Line], names: Vocabulary) -> tuple[Heading, Column | None]:
    """The heading with the first column's field in its corner, and what that said; as it was where it heads figures.

    Under 2022年9月 must stand indicators or parts of the plant, under 处理矿量 months or parts of the plant, and the
    other headings must be known and say something else; beside a year over months one of them need be known.
    """
    line = heading.rows[0]
    place = next((place for place, cell in enumerate(line.cells) if plain(cell) and not is_serial(cell)), -1)
    if place < 0 or len(heading.rows) > 1 or place in line.repeated:
        return heading, None
    corner = labels.column(place, heading.parts[place], names)
    if corner is None or corner.scope or corner.kind or bool(corner.period) == bool(corner.indicator):
        return heading, None
    if corner.period and isinstance(periods.day(corner.period), str):
        return heading, None  # a day's figures are no month's
    rest = [text for cell in line.cells[place + 1 :] if (text := plain(cell))]
    rest = [text for text in rest if not groups.is_left(text)]  # 累计 and 合计 are left out by name
    rest = [text for text in rest if (names.field(text) or ("",))[0] not in ("unit", "note", "scope", "kind")]
    beside = [_beside(corner, text, names) for text in rest]
    if not any(beside):
        return heading, None
    under = [text for row in islice(below, LOOKED_AT) if (text := _lead(row, place))]
    found = Counter(filter(None, (_under(corner, text, names) for text in under)))
    if found.total() <= len(under) / 2:
        return heading, None
    field = found.most_common(1)[0][0]
    unknown = [text for text, known in zip(rest, beside, strict=True) if not known]
    if unknown and not (field == "月份" and corner.period and not any(labels.said(t, names) for t in unknown)):
        return heading, None
    said = any(_FIELDS[field] in labels.said(text, names) for text in rest)
    if said and not (field == "月份" and (_cross(rest, under) or _cross(under, rest))):
        return heading, None
    cells = tuple(field if n == place else cell for n, cell in enumerate(line.cells))
    return Heading((replace(line, cells=cells),), heading.spread), corner


def within(columns: Sequence[Column], corner: Column | None) -> list[Column]:
    """The columns with the corner's year where they are bare months: 2022年 over 1月, 2月."""
    if corner is None or not corner.period:
        return list(columns)
    return [replace(c, period=corner.period + c.period) if c.period else c for c in columns]


def _lead(row: Line, place: int) -> str:
    """What a row of figures begins with; '' for totals and notes."""
    text = plain(row.cells[place]) if place < len(row.cells) else ""
    alone = sum(map(bool, map(plain, row.own))) < 2
    return "" if alone or TOTAL.fullmatch(normal(text)) or NOTE.fullmatch(simplified(text)) else text


def _beside(corner: Column, text: str, names: Vocabulary) -> bool:
    said = labels.said(text, names)
    if number_like(text) and not _LONG_YEAR.match(text):
        return False
    if corner.period and "period" in said:
        return _is_year(corner.period) and periods.is_month(text)
    return bool(said) and not (corner.indicator and "indicator" in said)


def _under(corner: Column, text: str, names: Vocabulary) -> str:
    """How the first column is headed, judged by one of its cells: 月份, 指标 or 范围."""
    if normal(text) in names.scopes:
        return "范围"
    if corner.indicator or (_is_year(corner.period) and (periods.is_month(text) or dates.span(text))):
        return "月份" if labels.dated(text) else ""
    if normal(text) in names.kinds or any(is_none(text) for is_none in _NO_KINDS):
        return "类别"
    return "指标" if (meaning := names.meaning(text)) and meaning.indicator else ""


def _cross(years: Sequence[str], months: Sequence[str]) -> bool:
    """Whether years stand on one side of the table and months without a year on the other."""
    months = [text for text in months if not groups.is_left(text)]
    return all(map(_is_year, years)) and bool(months) and all(map(periods.is_bare, months))


def _is_year(text: str) -> bool:
    return isinstance(periods.Periods(0, {}, 0).read(text), int)
