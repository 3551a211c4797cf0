"""A heading without figures that nobody reads and that may change all others: 一系列 or 上年同期 over the months."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import groups, labels
from kpi.intake.grid.dates import span
from kpi.intake.grid.labels import Column
from kpi.intake.headings import purpose
from kpi.intake.words import limits
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_OTHERS = re.compile("预[测计估报判]|[测估推概]算|[日月]均|平均|最[高低大小好优佳差]|湿|[上下]限")
"""Words of 日均指标 and 项目（预测） by which the figures of all its rows are another's."""
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_NAMES = frozenset(("indicator", "unit", "month", "note"))
"""Fields whose words behind 指标 or 月份 explain it: 指标（KPI）, 指标（单位）."""
Of = tuple[Vocabulary, bool]
"""The names, and whether 计划 in a heading would change figures that say no kind themselves."""


def refused(heading: Line, header: Line, below: Sequence[Line], columns: Sequence[Column], of: Of) -> Issue | None:
    """The refusal of a heading that nobody reads and that may change all figures: 一系列 or 上年同期 over the months.

    ``heading`` is as the file says it, ``header`` as it was understood by what stands under it.
    """
    names, plan_matters = of
    read = {c.index for c in columns if c.indicator or c.period or all(other.scope for other in columns)}
    first = next((place for place, cell in enumerate(heading.cells) if plain(cell)), 0)
    for place, cell in enumerate(heading.cells[:MOST_COLUMNS]):
        renamed = place < len(header.cells) and names.field(header.cells[place]) is not None
        if _brackets_tell(cell, names):
            return _unclear(heading, cell)
        known = names.field(cell) or (names.meaning(cell) and not renamed)  # 计划指标 over indicators is renamed
        if not plain(cell) or place in read or known:
            continue
        empty = place == first and not any(place < len(row.cells) and plain(row.cells[place]) for row in below)
        other = _is_others(cell) or (groups.is_not_month(cell) and not _of_quarters(place, below))
        said = _whose(cell, names) or (renamed and (other or (plan_matters and _plans(cell, names))))
        if (renamed or empty) and said:
            return _unclear(heading, cell)
    return None


def _unclear(heading: Line, cell: str) -> Issue:
    return Issue("corner_unclear", line=heading.number, column=shown(plain(cell)), found=shown(plain(cell)))


def _brackets_tell(cell: str, names: Vocabulary) -> bool:
    """Whether 指标(累计) or 月份(8月) says in brackets what may hold for every row below it."""
    field, inside = names.field(cell) or ("", "")
    if not inside or field not in ("month", "indicator"):
        return False
    said = names.fields.get(normal(inside))
    explained = said in _NAMES or groups.is_group(inside) or normal(inside) in names.units
    return not explained and not (field == "month" and _YEAR.fullmatch(normal(inside)))


def _is_others(cell: str) -> bool:
    """Whether a heading over names, 预测指标, 项目(8月) or 项目(≥), makes another figure of each."""
    inside = split_unit(cell)[1]
    dated = bool(inside) and labels.dated(inside)
    return dated or bool(_OTHERS.search(normal(cell)) or limits.parted(normal(cell))[1])


def _of_quarters(place: int, below: Sequence[Line]) -> bool:
    """Whether quarters stand under 季度, each of which is refused as none of the months."""
    cells = [row.cells[place] for row in below if place < len(row.cells) and plain(row.cells[place])]
    return bool(cells) and all(span(cell) for cell in cells)


def _whose(text: str, names: Vocabulary) -> bool:
    """Whether a text names part of the plant, be it a known one."""
    name, plant = normal(text), (names.catalog.plant.key,)
    known = any(len(scope) > 1 and scope in name and keys != plant for scope, keys in names.scopes.items())
    return known or bool(groups.part_said([text], tuple(names.scopes)))


def _plans(text: str, names: Vocabulary) -> bool:
    plan, _ = purpose.both(text, names)
    return plan
