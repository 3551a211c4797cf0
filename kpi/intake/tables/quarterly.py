"""Quarters that are written like months, which only their heading tells: 2018.4 below 季度 as 2018-Q4."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kpi.headings import normal
from kpi.intake.words.cleaning import plain
from kpi.intake.words.periods import Periods
from kpi.period import Month

_HEADING = re.compile(r"(?:[统报][计告])?季(?:度|别|度别)?|QUARTERS?|QTR")
_NUMBERED = re.compile(r"((?:19|20)\d\d)(?:年度?)? ?[-./_]?(?P<zero>0?)([1-4])(?:季度?)?")
_DOUBTFUL = ({3}, {4}, {1, 4})
"""Numbers with a zero before them that may as well be the first or the last months of quarters: 2022-01, 2022-04."""
_BEGIN, _END = {1, 4, 7, 10}, {3, 6, 9, 12}


def told(heading: str, cells: Sequence[str]) -> Mapping[str, str]:
    """What each cell means where the heading says quarters: their number, else their first or their last month.

    Empty where the heading says anything else, or where a cell is neither.
    """
    said = (normal(part).strip("()") for part in re.split(r"[/(（]", heading))
    if not cells or not any(map(_HEADING.fullmatch, said)):
        return {}
    hits = {cell: hit for cell in dict.fromkeys(cells) if (hit := _NUMBERED.fullmatch(plain(cell)))}
    padded = any(hit["zero"] for hit in hits.values())
    if len(hits) == len({*cells}):
        if padded and {int(hit[3]) for hit in hits.values()} in _DOUBTFUL:
            return {}
        return {cell: f"{hit[1]}-Q{hit[3]}" for cell, hit in hits.items()}
    reader = Periods(0, {}, 31)
    months = {cell: month for cell in dict.fromkeys(cells) if isinstance(month := reader.read(cell), Month)}
    numbers = {month.number for month in months.values()}
    if len(months) < len({*cells}) or not (numbers <= _BEGIN or numbers <= _END):
        return {}
    return {cell: f"{month.year}-Q{(month.number + 2) // 3}" for cell, month in months.items()}
