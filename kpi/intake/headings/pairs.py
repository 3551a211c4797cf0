"""Words that say plan or actual in one file and not in another: 指标值 beside 完成值, figures of 完成情况."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal, split_unit
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

_DONE = frozenset(("完成情况", "实际完成情况", "本月完成情况", "当月完成情况"))
"""Actuals where figures stand under them; 超额完成 is a remark."""
_PLANS = frozenset(("指标值", "考核指标", "计划完成", "计划完成值", "计划完成数", "计划完成情况", "定额", "定额值"))
"""Plans beside an actual's heading and no other plan's; alone 指标值 is any figure and 计划完成 may be a rate."""
_ACTUAL = re.compile(r"(?:实[际绩耗]|完成)(?!.*(?:率|%|比))")
"""An actual by its own name, beside which 完成情况 is a rate or a remark."""
_HINTS = ("情况", "指标", "计划完成", "定额")
"""One of these is in each of the words; most rows hold none."""
_VALUE = "指标值"
_RATED = re.compile(r"(?:计划|目标|指标)?(?:完成|达成)(?:率|%|百分比|比例)(?:\(?%\)?)?")
"""Beside it 指标值 is what had to be reached."""
_SCORED = re.compile(r"(?:考核|评价)?(?:得分|评分|分值|扣分|加分)")
"""Beside it 指标值 may be what was reached or what had to be."""
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
    reported = bool(_DONE & said.keys()) or any(map(_RATED.fullmatch, said))  # 已完成, 101%
    if (
        (actual or (plans == {_VALUE} and reported))
        and len(plans) == 1
        and not any(names.kinds.get(name) == "plan" for name in said)
    ):
        yield next(iter(plans)), "plan"


def asked(headings: Sequence[str], names: Vocabulary) -> Issue | None:
    """The question whether 指标值 beside 完成率, a worded 完成情况 or 得分, and no actual, is a plan or an actual."""
    said = {split_unit(cell)[0].upper(): names.kinds.get(normal(split_unit(cell)[0])) for cell in headings}
    rated = _DONE & said.keys() or any(_RATED.fullmatch(name) or _SCORED.fullmatch(name) for name in said)
    others = any(kind in ("plan", "actual") for name, kind in said.items() if name != _VALUE)
    if _VALUE not in said or not rated or others:
        return None
    return Issue("value_as_plan" if said[_VALUE] else "value_as_actual", "warning", column=_VALUE, found=_VALUE)


def _are_rates(place: int, below: Sequence[Line]) -> bool:
    """Whether each figure of a column is a percentage, as rates of completion are."""
    cells = (plain(row.cells[place]) for row in islice(below, _LOOKED_AT) if place < len(row.cells))
    return all(cell.endswith("%") for cell in cells if cell)


def _are_figures(place: int, below: Sequence[Line]) -> bool:
    """Whether nothing but figures stands in a column under its heading."""
    cells = [row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells)]
    filled = [cell for cell in cells if plain(cell)]
    return bool(filled) and all(map(number_like, filled))
