"""Words that say plan or actual in one file and not in another: 指标值 beside 完成值, figures of 完成情况."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from kpi.headings import normal, split_unit
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import labels
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import purpose
from kpi.intake.headings.cells import Cell
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import Wrong, plain
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

_DONE = frozenset(("完成情况", "实际完成情况", "本月完成情况", "当月完成情况"))
"""Actuals where figures stand under them; 超额完成 is a remark."""
_SUMS = frozenset(("本月合计", "当月合计", "全月合计", "本月总计"))
"""Actuals beside no part of the plant and no other actual: of lines it may be the sum."""
_PLANS = frozenset(("指标值", "考核指标", "计划完成", "计划完成值", "计划完成数", "计划完成情况", "定额", "定额值"))
"""Plans beside an actual's heading and no other plan's; alone 指标值 is any figure and 计划完成 may be a rate."""
_SPENT = frozenset(
    f"{lead}{word}{tail}"
    for lead in ("", "本月", "当月", "本期")
    for word in ("发生", "执行", "进度")
    for tail in ("", "数", "额", "值", "情况")
)
"""Actuals beside a plan's or a budget's heading and no other actual's."""
_ACTUAL = re.compile(r"(?:实[际绩耗]|完成)(?!.*(?:率|%|比|时[间限]|日期|期限))")
"""An actual by its own name, beside which 完成情况 is a rate or a remark."""
_ENDS: Mapping[str, Said] = {"下限": "plan low", "下限值": "plan low", "上限": "plan high", "上限值": "plan high"}
"""A plan's ends beside its heading or below a title that says plan; of an actual alone they may be alarms."""
_HINTS = ("合计", "总计", "情况", "指标", "计划完成", "定额", "发生", "执行", "进度")
"""One of these is in each of the words; most rows hold none."""
_VALUE = "指标值"
_RATED = re.compile(r"(?:计划|目标|指标)?(?:完成|达成)(?:率|%|百分比|比例)(?:\(?%\)?)?")
"""Beside it 指标值 is what had to be reached."""
_SCORED = re.compile(r"(?:考核|评价)?(?:得分|评分|分值|扣分|加分)")
"""Beside it 指标值 may be what was reached or what had to be."""
_PROGRESS = frozenset(name for name in _SPENT if "进度" in name)
_NEAR, _FAR = Decimal(10), Decimal(50)
"""How near to 100 a figure without a plan may be a rate of completion, and how far from it one of 进度."""
_HEAD_ROWS = 100
_LOOKED_AT = 60


def heard(opened: Opened, names: Vocabulary, file: str) -> Vocabulary:
    """The names with those that the headings of this file give a meaning to by standing together."""
    found = dict[str, Said]()
    for sheet in opened.sheets:
        for number, line in enumerate(sheet.lines[:_HEAD_ROWS]):
            found |= dict(_told(line, sheet.lines[number + 1 :], names))
            found |= dict(_bounds(line, (file, sheet.name, *(above.text for above in sheet.lines[:number])), names))
    if not found:
        return names
    fields = {name: field for name, field in names.fields.items() if name not in found}
    return replace(names, fields=fields, kinds=dict(sorted({**names.kinds, **found}.items(), key=lambda i: -len(i[0]))))


def _told(line: Line, below: Sequence[Line], names: Vocabulary) -> Iterator[tuple[str, Said]]:
    if not any(hint in cell for cell in line.cells[:MOST_COLUMNS] for hint in _HINTS):
        return
    said = {split_unit(cell)[0].upper(): place for place, cell in enumerate(line.cells[:MOST_COLUMNS]) if plain(cell)}
    if not said.keys() & (_DONE | _PLANS | _SPENT | _SUMS):
        return
    figures = {
        name
        for name, place in said.items()
        if _are_figures(place, below) or (name in _DONE and _are_ends(place, below, names))
    }
    actual = any(name not in _DONE | _PLANS and _ACTUAL.search(name) for name in said)
    done = sorted(_DONE & figures) or sorted(_SUMS & figures if _alone(said, names) else ())
    if len(done) == 1 and not actual and not _are_rates(said[done[0]], below):
        actual = True
        yield done[0], "actual"
    spent = sorted(_SPENT & figures)
    planned = any((names.kinds.get(name) or "").endswith("plan") for name in said)
    if len(spent) == 1 and planned and not (actual or done) and not _are_rates(said[spent[0]], below):
        yield spent[0], "actual"
    plans = _PLANS & figures
    reported = bool(_DONE & said.keys()) or any(map(_RATED.fullmatch, said))  # 已完成, 101%
    if (
        (actual or (plans == {_VALUE} and reported))
        and len(plans) == 1
        and not any(names.kinds.get(name) == "plan" for name in said)
    ):
        yield next(iter(plans)), "plan"


def _alone(said: Iterable[str], names: Vocabulary) -> bool:
    """Whether no other heading is a month's, an actual's or a part's of the plant: 合计 may be the sum of theirs."""
    return not any(name in names.scopes or names.kinds.get(name) == "actual" or labels.dated(name) for name in said)


def _bounds(line: Line, titles: Sequence[str], names: Vocabulary) -> Iterator[tuple[str, Said]]:
    """下限 and 上限 of plans."""
    if not any("限" in cell for cell in line.cells[:MOST_COLUMNS]):
        return
    said = [split_unit(cell)[0].upper() for cell in line.cells[:MOST_COLUMNS]]
    claims = [purpose.both(title, names) for title in titles]
    titled = any(plan for plan, _ in claims) and not any(actual for _, actual in claims)
    if titled or any((names.kinds.get(name) or "").endswith("plan") for name in said):
        yield from ((name, _ENDS[name]) for name in said if name in _ENDS)


def asked(headings: Sequence[str], names: Vocabulary) -> Issue | None:
    """The question whether 指标值 beside 完成率, a worded 完成情况 or 得分, and no actual, is a plan or an actual."""
    said = {split_unit(cell)[0].upper(): names.kinds.get(normal(split_unit(cell)[0])) for cell in headings}
    rated = _DONE & said.keys() or any(_RATED.fullmatch(name) or _SCORED.fullmatch(name) for name in said)
    others = any(kind in ("plan", "actual") for name, kind in said.items() if name != _VALUE)
    if _VALUE not in said or not rated or others:
        return None
    return Issue("value_as_plan" if said[_VALUE] else "value_as_actual", "warning", column=_VALUE, found=_VALUE)


def rates(cells: Sequence[Cell]) -> list[Issue]:
    """The question whether figures of 完成情况 or 本月进度 are what was done: 99.8 beside a plan of 83 may be none."""
    plans = {(c.row.line, c.row.indicator): number for c in cells
             if c.row.kind == "plan" and (number := _number(c)) is not None}  # fmt: skip
    found = dict[str, list[Cell]]()
    for cell in cells:
        name = split_unit(cell.heading.rpartition("/")[2])[0].upper()
        if cell.row.kind == "actual" and (name in _DONE or name in _PROGRESS) and "实际" not in name:
            found.setdefault(cell.heading, []).append(cell)
    return [own[0].issue("done_as_actual") for own in found.values() if all(_is_rate(c, plans) for c in own)]


def _is_rate(cell: Cell, plans: Mapping[tuple[int, str], Decimal]) -> bool:
    """Whether a figure may be a rate: nearer to a hundred than to its plan; of 进度 any may that is not far from it."""
    number = _number(cell)
    planned = plans.get((cell.row.line, cell.row.indicator))
    near = _NEAR if planned is None or number is None else abs(number - planned)
    near = max(near, _FAR) if "进度" in cell.heading else near
    return number is not None and abs(number - 100) < near


def _number(cell: Cell) -> Decimal | None:
    number = numbers.read(cell.found)
    return None if isinstance(number, Wrong) or number.unit else number.value


def _are_rates(place: int, below: Sequence[Line]) -> bool:
    """Whether each figure of a column is a percentage, as rates of completion are."""
    cells = (plain(row.cells[place]) for row in islice(below, _LOOKED_AT) if place < len(row.cells))
    return all(cell.endswith("%") for cell in cells if cell)


def _are_ends(place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether nothing but words of milestones, 已投运, stands in a column, each beside its milestone's name."""
    rows = [row for row in islice(below, _LOOKED_AT) if place < len(row.cells) and plain(row.cells[place])]
    return bool(rows) and all(any(_ends(cell, row.cells[place], names) for cell in row.cells) for row in rows)


def _ends(name: str, word: str, names: Vocabulary) -> bool:
    meaning = names.meaning(name) if plain(name) else None
    of = meaning.indicator if meaning else None
    return of is not None and of.milestone and normal(word) in map(normal, of.texts)


def _are_figures(place: int, below: Sequence[Line]) -> bool:
    """Whether nothing but figures stands in a column under its heading."""
    cells = [row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells)]
    filled = [cell for cell in cells if plain(cell)]
    return bool(filled) and all(map(number_like, filled))
