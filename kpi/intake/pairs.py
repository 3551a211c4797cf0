"""Words that say plan or actual in one file and not in another: 指标值 beside 完成值, figures of 完成情况."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import split_unit
from kpi.intake.cleaning import plain
from kpi.intake.levels import number_like
from kpi.intake.sources import Opened
from kpi.intake.table import MOST_COLUMNS, Line
from kpi.intake.vocabulary import Said, Vocabulary

_DONE = frozenset(("完成情况", "实际完成情况", "本月完成情况", "当月完成情况"))
"""Actuals where figures stand under them; 超额完成 is a remark."""
_PLANS = frozenset(("指标值", "考核指标", "计划完成", "计划完成值", "计划完成数", "计划完成情况"))
"""Plans beside an actual's heading and no other plan's; alone 指标值 is any figure and 计划完成 may be a rate."""
_ACTUAL = re.compile(r"(?:实[际绩]|完成)(?!.*(?:率|%|比))")
"""An actual by its own name, beside which 完成情况 is a rate or a remark."""
_HINTS = ("情况", "指标", "计划完成")
"""One of these is in each of the words; most rows hold none."""
_HEAD_ROWS = 100
_LOOKED_AT = 60


def heard(opened: Opened, names: Vocabulary) -> Vocabulary:
    """The names with those that the headings of this file give a meaning to by standing together."""
    found = dict[str, Said]()
    for sheet in opened.sheets:
        for number, line in enumerate(sheet.lines[:_HEAD_ROWS]):
            found |= dict(_told(line, sheet.lines[number + 1 :], names))
    if not found:
        return names
    fields = {name: field for name, field in names.fields.items() if name not in found}
    return replace(names, fields=fields, kinds=dict(sorted({**names.kinds, **found}.items(), key=lambda i: -len(i[0]))))


def _told(line: Line, below: Sequence[Line], names: Vocabulary) -> Iterator[tuple[str, Said]]:
    if not any(hint in cell for cell in line.cells[:MOST_COLUMNS] for hint in _HINTS):
        return
    said = {split_unit(cell)[0].upper(): place for place, cell in enumerate(line.cells[:MOST_COLUMNS]) if plain(cell)}
    if not said.keys() & (_DONE | _PLANS):
        return
    figures = {name for name, place in said.items() if _are_figures(place, below)}
    actual = any(name not in _DONE | _PLANS and _ACTUAL.search(name) for name in said)
    done = sorted(_DONE & figures)
    if len(done) == 1 and not actual and not _are_rates(said[done[0]], below):
        actual = True
        yield done[0], "actual"
    plans = _PLANS & figures
    if actual and len(plans) == 1 and not any(names.kinds.get(name) == "plan" for name in said):
        yield next(iter(plans)), "plan"


def _are_rates(place: int, below: Sequence[Line]) -> bool:
    """Whether each figure of a column is a percentage, as rates of completion are."""
    cells = (plain(row.cells[place]) for row in islice(below, _LOOKED_AT) if place < len(row.cells))
    return all(cell.endswith("%") for cell in cells if cell)


def _are_figures(place: int, below: Sequence[Line]) -> bool:
    """Whether nothing but figures stands in a column under its heading."""
    cells = [row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells)]
    filled = [cell for cell in cells if plain(cell)]
    return bool(filled) and all(map(number_like, filled))
