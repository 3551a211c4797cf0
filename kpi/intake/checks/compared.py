"""Columns that compare a figure, 差值, 超欠, 环比, 同比, and those of 上月 and 上年同期 hold it to account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.checks import completions
from kpi.intake.checks.controls import Controls
from kpi.intake.checks.published import ROLLED, Published
from kpi.intake.headings.aside import Heard, heard
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import COMPUTED
from kpi.intake.words import numbers, units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.figures import limit
from kpi.intake.words.numbers import Number
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import Words

_SPAN = re.compile(r"累|年初|全年|年度|[本当]年|年[计目任预]|季|旬|周|[日月年]均|平均|截|至|\d")
"""Words by which a column is not of the month; what stands behind it may go with it and not with the month."""
_OTHER = re.compile(r"[完达]成(?:率|比|[计目任])|占|比[重例]|百分|进度|OF(?:PLAN|BUDGET|TARGET)|ACHIEVE|COMPLET")
"""Words of other quotients."""
_GAP = re.compile(r"差|[增升]|减|降|超|欠|比|较|[±+]|幅|VAR|DIFF|GAP|DEVIATION|CHANGE|YOY|MOM|VS")
_MONTH, _YEAR = (
    re.compile(r"环比|上[月期]|MOM|(?:LAST|PREVIOUS|PRIOR)MONTH"),
    re.compile(r"同[比期月]|上年|去年|YOY|YEAR"),
)
_PLAN = re.compile(r"计划|目标|任务|预算|超|欠|PLAN|TARGET|BUDGET")
_POINTS = re.compile("个?百分点|PP")
_MOST_HEADING = 40
_NAMES = {
    "plan": Words("计划", "the plan"),
    "month": Words("上月", "the month before"),
    "year": Words("上年同月", "the same month of the year before"),
}


@dataclass(frozen=True, slots=True)
class _Base:
    """What a figure is compared with, what rounding leaves open between the two, and whether it stands in its row.

    Figures are written with as many decimals as they have: 88 beside 87.85 is 88.00, so that the finer one counts.
    """

    value: float
    open_: float
    here: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """A column beside: what it compares with (none: what stands in the row), or whose figures it holds."""

    place: int
    said: Heard
    base: str
    gap: bool


def check(controls: Controls, names: Vocabulary, published: Published) -> Iterator[Issue]:
    """The questions about comparisons that the figures do not bear out, and earlier months unlike the published."""
    columns = list(_columns(controls, names))
    for column in columns:
        for line in controls.rows:
            own = controls.beside(line, column.place, column.said, COMPUTED)
            cell = own[0] if len(own) == 1 else None
            if cell is None or not _compares(controls, cell, column.place):
                continue
            if column.gap:
                found = _gap(controls, line, cell, column, _bases(controls, line, cell, columns, published))
            else:
                found = _earlier(controls, line, cell, column, published)
            if found:
                yield found


def _columns(controls: Controls, names: Vocabulary) -> Iterator[_Column]:
    for place, heading in enumerate(controls.heads):
        name = normal(heading)
        if place + 1 in controls.own.columns or not name or len(name) > _MOST_HEADING:
            continue
        if _SPAN.search(name) or _OTHER.search(name):
            continue
        bare = split_unit(name)[0] or name
        base = next(
            (key for key, words in (("month", _MONTH), ("year", _YEAR), ("plan", _PLAN)) if words.search(bare)), ""
        )
        gap = bool(_GAP.search(bare))
        if (gap or base in ("month", "year")) and (said := heard(heading, names)) and not (said.months or said.summed):
            yield _Column(place, said, base, gap)


def _compares(controls: Controls, cell: Cell, place: int) -> bool:
    """Whether a column at a place goes with a figure and not with a sum between them."""
    between = range(min(cell.row.column, place), max(cell.row.column, place))
    of = controls.catalog.indicators[cell.row.indicator]
    apart = any(_SPAN.search(normal(controls.heads[n])) for n in between if n + 1 not in controls.own.columns)
    return not (apart or of.milestone or cell.row.qualifier != "eq" or len(cell.row.period) != 7)


def _bases(
    controls: Controls, line: Line, cell: Cell, columns: Sequence[_Column], published: Published
) -> Mapping[str, _Base]:
    half = 0.0 if controls.catalog.indicators[cell.row.indicator].integer else cell.half
    found = dict[str, _Base]()
    if plan := completions.plan_of(controls, line, cell, 7):
        found["plan"] = _Base(plan.row.value or 0.0, 2 * min(half, plan.half), here=True)
    for key in ("month", "year"):
        at = next((each.place for each in columns if each.base == key and not each.gap), None)
        beside = controls.total(line, at, cell) if at is not None else None
        if beside:
            found[key] = _Base(beside.value, 2 * min(half, beside.half), here=True)
        elif seen := published.of(cell.row.indicator, cell.row.scope, _before(cell, key)):
            found[key] = _Base(seen[0], 2 * half + ROLLED * abs(seen[0]), here=False)
    return found


def _before(cell: Cell, base: str) -> Month:
    month = Month.parse(cell.row.period)
    return month.previous if base == "month" else Month(month.year - 1, month.number)


def _gap(controls: Controls, line: Line, cell: Cell, column: _Column, known: Mapping[str, _Base]) -> Issue | None:
    text = plain(line.cells[column.place]) if column.place < len(line.cells) else ""
    number = numbers.read(text) if text and not numbers.missing(text) else None
    bases = {key: base for key, base in known.items() if key == column.base or (not column.base and base.here)}
    if not isinstance(number, Number) or number.qualifier != "eq" or not bases:
        return None
    indicator, heading = controls.catalog.indicators[cell.row.indicator], controls.heads[column.place]
    unit, done = number.unit or split_unit(heading)[1], cell.row.value or 0.0
    if indicator.unit.percent and _POINTS.fullmatch(unit.upper()):
        unit = "%"
    relative = (number.percent or unit == "%") and not indicator.unit.percent
    factor = None if relative else units.factor(indicator, unit or cell.unit)
    if factor is None and not relative:
        return None
    scales = {float(factor)} if factor else set[float]()
    if factor and not unit:
        scales |= set(indicator.unit.factors.values())  # 差值 is often in t where the rest is in 万吨
    if any(_is(number, scales, done, base) for base in bases.values()):
        return None
    key, base = next(iter(bases.items()))
    told = {name: limit(float(f"{value:.8g}"), indicator.unit, cell.unit)
            for name, value in (("done", done), ("value", base.value), ("by", done - base.value))}  # fmt: skip
    return cell.issue("comparison_unlike", heading=shown(plain(heading)), said=shown(text), name=_NAMES[key], **told)


def _is(number: Number, scales: Iterable[float], done: float, base: _Base) -> bool:
    """Whether a comparison is the difference or the quotient of two figures, of either sign, in % or as a fraction.

    Some write the figure itself under 同比.
    """
    said, half = abs(float(number.value)), 2 * float(number.half)
    ways = [(abs(of) / size, base.open_ / size) for size in scales for of in (done - base.value, base.value)]
    if base.value:
        quotient, spread = done / base.value, base.open_ * (1 + abs(done / base.value)) / abs(base.value)
        for by in (100.0,) if number.percent else (100.0, 1.0):
            ways += [(by * abs(quotient - 1), by * spread), (by * abs(quotient), by * spread)]
    return any(abs(said - way) <= half + spread + 1e-9 * (1 + way) for way, spread in ways)


def _earlier(controls: Controls, line: Line, cell: Cell, column: _Column, published: Published) -> Issue | None:
    """An earlier month beside that is not what was published of it."""
    at = _before(cell, column.base)
    written = controls.total(line, column.place, cell)
    seen = published.of(cell.row.indicator, cell.row.scope, at)
    if written is None or seen is None or abs(written.value - seen[0]) <= written.half + seen[1] + 1e-9 * abs(seen[0]):
        return None
    unit = controls.catalog.indicators[cell.row.indicator].unit
    value = limit(float(f"{seen[0]:.5g}" if seen[1] else f"{seen[0]:.10g}"), unit, cell.unit)
    return cell.issue("earlier_unlike", heading=written.heading, said=written.said, month=str(at), value=value)
