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
_OTHER = re.compile(r"[完达]成(?:率|比|[计目任])|占|比[重例]|百分(?!点)|进度|OF(?:PLAN|BUDGET|TARGET)|ACHIEVE|COMPLET")
"""Words of other quotients."""
_GAP = re.compile(r"差|[增升]|减|降|超|欠|比|较|[±+]|幅|VAR|DIFF|GAP|DEVIATION|CHANGE|YOY|MOM|VS")
_MONTH, _YEAR = (
    re.compile(r"环比|上[月期]|MOM|(?:LAST|PREVIOUS|PRIOR)MONTH"),
    re.compile(r"同[比期月]|上年|去年|YOY|YEAR"),
)
_PLAN = re.compile(r"计划|目标|任务|预算|超|欠|PLAN|TARGET|BUDGET")
_DIFFERENCE = re.compile("差|[超欠]")
_QUOTED = re.compile("同期?比|环比|YOY|MOM")
"""Of these alone some write the figure compared with, or the quotient as a fraction."""
_COARSE = 0.1
"""A fraction whose last digit is no finer says nothing: 1 would be anything from 0 to 2."""
_SHARE = re.compile(f"率|幅|%|{_QUOTED.pattern}")
"""Words by which even a difference is told as a share: 差异率, 超欠%."""
_POINTS = re.compile("个?百分点|PP")
_SIGNS = re.compile("[(（][-+±＋－−]+[)）]")
"""Which sign is which, 超(+)欠(-): no unit."""
_MOST_HEADING = 40
NAMES = {
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
class Column:
    """A column beside: what it compares with (none: what stands in the row), or whose figures it holds."""

    place: int
    said: Heard
    base: str
    gap: bool


def check(controls: Controls, names: Vocabulary, published: Published) -> Iterator[Issue]:
    """The questions about comparisons that the figures do not bear out, and earlier months unlike the published."""
    found_at = list(columns(controls, names))
    for column in found_at:
        for line in controls.rows:
            own = controls.beside(line, column.place, column.said, COMPUTED)
            cell = own[0] if len(own) == 1 else None
            if cell is None or not _compares(controls, cell, column.place):
                continue
            if column.gap:
                found = _gap(controls, line, cell, column, _bases(controls, line, cell, found_at, published))
            else:
                found = _earlier(controls, line, cell, column, published)
            if found:
                yield found


def columns(controls: Controls, names: Vocabulary) -> Iterator[Column]:
    """The columns of a table that compare, and those of 上月 and 上年同期."""
    for place, heading in enumerate(controls.heads):
        name = normal(heading)
        if place + 1 in controls.own.columns or not name or len(name) > _MOST_HEADING:
            continue
        if _SPAN.search(name) or _OTHER.search(name):
            continue
        bare = split_unit(_SIGNS.sub("", name))[0] or name
        base = next(
            (key for key, words in (("month", _MONTH), ("year", _YEAR), ("plan", _PLAN)) if words.search(bare)), ""
        )
        gap = bool(_GAP.search(bare))
        if (gap or base in ("month", "year")) and (said := heard(heading, names)) and not (said.months or said.summed):
            yield Column(place, said, base, gap)


def _compares(controls: Controls, cell: Cell, place: int) -> bool:
    """Whether a column at a place goes with a figure and not with a sum between them."""
    between = range(min(cell.row.column, place), max(cell.row.column, place))
    of = controls.catalog.indicators[cell.row.indicator]
    apart = any(_SPAN.search(normal(controls.heads[n])) for n in between if n + 1 not in controls.own.columns)
    return not (apart or of.milestone or cell.row.qualifier != "eq" or len(cell.row.period) != 7)


def _bases(
    controls: Controls, line: Line, cell: Cell, columns: Sequence[Column], published: Published
) -> Mapping[str, _Base]:
    half = 0.0 if controls.catalog.indicators[cell.row.indicator].integer else cell.half
    found = dict[str, _Base]()
    if plan := completions.plan_of(controls, line, cell, 7, nought=True):
        found["plan"] = _Base(plan.row.value or 0.0, 2 * min(half, plan.half), here=True)
    for key in ("month", "year"):
        at = next((each.place for each in columns if each.base == key and not each.gap), None)
        beside = controls.total(line, at, cell) if at is not None else None
        if beside:
            found[key] = _Base(beside.value, 2 * min(half, beside.half), here=True)
        elif seen := published.of(cell.row.indicator, cell.row.scope, before(cell, key)):
            found[key] = _Base(seen[0], 2 * half + ROLLED * abs(seen[0]), here=False)
    return found


def before(cell: Cell, base: str) -> Month:
    """The month that a figure is compared with."""
    month = Month.parse(cell.row.period)
    return month.previous if base == "month" else Month(month.year - 1, month.number)


def _gap(controls: Controls, line: Line, cell: Cell, column: Column, known: Mapping[str, _Base]) -> Issue | None:
    text = plain(line.cells[column.place]) if column.place < len(line.cells) else ""
    number = numbers.read(text) if text and not numbers.missing(text) else None
    bases = {key: base for key, base in known.items() if key == column.base or (not column.base and base.here)}
    if not isinstance(number, Number) or number.qualifier != "eq" or not bases:
        return None
    indicator, heading = controls.catalog.indicators[cell.row.indicator], controls.heads[column.place]
    unit, done = number.unit or split_unit(_SIGNS.sub("", heading))[1], cell.row.value or 0.0
    points = bool(_POINTS.fullmatch(unit.upper()))
    if indicator.unit.percent and points:
        unit = "%"
    relative = (number.percent or unit == "%") and not indicator.unit.percent
    factor = None if relative else units.factor(indicator, unit or cell.unit)
    if factor is None and not relative:
        return None
    scales = {float(factor)} if factor else set[float]()
    if factor and not unit:  # 差值 is often in t where the rest is in 万吨, but of no less than the figures show
        least = 2 * cell.half
        scales |= {size for size in indicator.unit.factors.values() if abs(float(number.value)) * size >= least}
    ways = _Ways(scales, counted=indicator.integer, points=points, percent=number.percent, heading=normal(heading))
    if any(ways.fit(number, done, base) for base in bases.values()):
        return None
    key, base = next(iter(bases.items()))
    told = {name: limit(float(f"{value:.8g}"), indicator.unit, cell.unit)
            for name, value in (("done", done), ("value", base.value), ("by", done - base.value))}  # fmt: skip
    return cell.issue("comparison_unlike", heading=shown(plain(heading)), said=shown(text), name=NAMES[key], **told)


@dataclass(frozen=True, slots=True)
class _Ways:
    """What a column may say of two figures: their difference on one of some scales, their quotient, or the second."""

    scales: Iterable[float]
    counted: bool
    points: bool
    percent: bool
    heading: str

    def fit(self, number: Number, done: float, base: _Base) -> bool:
        """Whether a comparison is the difference or the quotient of two figures, of either sign.

        Rounded figures hide no difference between two that are written alike in a row: one of them is a copy.
        """
        said, by = abs(float(number.value)), done - base.value
        open_ = 0.0 if base.here and not by else base.open_
        exact = self.counted and number.value == int(number.value) and by == int(by)
        half = 0.0 if exact else 2 * float(number.half)
        near = any(_near(said, abs(by) / size, half + open_ / size) for size in self.scales)
        return near or self._is_quoted(number, done, base, half)

    def _is_quoted(self, number: Number, done: float, base: _Base, half: float) -> bool:
        said = abs(float(number.value))
        quoted = not self.points and bool(_QUOTED.search(self.heading))
        if quoted and any(_near(said, abs(base.value) / size, half + base.open_ / size) for size in self.scales):
            return True
        amount = _DIFFERENCE.search(self.heading) and not (self.percent or _SHARE.search(self.heading))
        if self.points or amount or not base.value:
            return False
        quotient, spread = done / base.value, base.open_ * (1 + abs(done / base.value)) / abs(base.value)
        half = 2 * float(number.half)
        sizes = (100.0, 1.0) if quoted and not self.percent and half < _COARSE else (100.0,)
        shares = ((size, each) for size in sizes for each in (abs(quotient - 1), abs(quotient)))
        return any(_near(said, size * each, half + size * spread) for size, each in shares)


def _near(said: float, way: float, open_: float) -> bool:
    return abs(said - way) <= open_ + 1e-9 * (1 + way)


def _earlier(controls: Controls, line: Line, cell: Cell, column: Column, published: Published) -> Issue | None:
    """An earlier month beside that is not what was published of it."""
    at = before(cell, column.base)
    written = controls.total(line, column.place, cell)
    seen = published.of(cell.row.indicator, cell.row.scope, at)
    if written is None or seen is None or abs(written.value - seen[0]) <= written.half + seen[1] + 1e-9 * abs(seen[0]):
        return None
    unit = controls.catalog.indicators[cell.row.indicator].unit
    value = limit(float(f"{seen[0]:.5g}" if seen[1] else f"{seen[0]:.10g}"), unit, cell.unit)
    return cell.issue("earlier_unlike", heading=written.heading, said=written.said, month=str(at), value=value)
