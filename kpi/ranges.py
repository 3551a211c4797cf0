"""Plans that may be ranges: all of a book's plans opened, and the ends of a range over months and years."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Literal, cast

from kpi import cells, plan, rollup
from kpi.model import Catalog, Cells, Indicator, Observation, Promised
from kpi.period import Month, Span, whole_year
from kpi.plan import Planned
from kpi.rule import Last, Ratio, Term, Weighted
from kpi.unit import Lang, Unit, Words
from kpi.verdict import TOLERANCE

BY_LOW = Words("计划为区间，按下限判定", "the plan is a range, judged by its low end")
BY_HIGH = Words("计划为区间，按上限判定", "the plan is a range, judged by its high end")
Side = Literal["low", "high"]


@dataclass(frozen=True)
class Sheet:
    """All plans of a book, opened: the figures, and for each ranged indicator the ends in the place of figures."""

    catalog: Catalog
    promised: Promised
    views: dict[tuple[str, Side], cells.View] = field(default_factory=dict, compare=False, repr=False)
    points: cells.View = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", cells.View(self.catalog, self.promised.points))

    def ends(self, side: Side) -> Cells:
        return self.promised.lows if side == "low" else self.promised.highs

    def has(self, key: str, side: Side, periods: tuple[str, ...]) -> bool:
        """Whether any scope has such an end in these periods."""
        given = self.ends(side)
        return bool(given) and any((key, scope, p) in given for p in periods for scope in self.catalog.scopes)

    def view(self, key: str, side: Side) -> cells.View:
        """The plans with this indicator's ends where it has them."""
        if (key, side) not in self.views:
            own = {place: seen for place, seen in self.ends(side).items() if place[0] == key}
            laid = cast(Cells, ChainMap(own, cast(dict[tuple[str, str, str], Observation], self.promised.points)))
            self.views[key, side] = cells.View(self.catalog, laid)
        return self.views[key, side]


def settled(promised: Promised, *, first: bool = False) -> Promised:
    """One form of each cell's plan: of a figure and a range stated by different batches the newer holds.

    With ``first`` the older does. Batch 0, not published yet, is the newest.
    """
    ranges: dict[tuple[str, str, str], float] = {}
    for ends in (promised.lows, promised.highs):
        for place, seen in ends.items():
            known = ranges.get(place)
            ranges[place] = _age(seen) if known is None else (min if first else max)(known, _age(seen))
    points: dict[tuple[str, str, str], Observation] = dict(promised.points)
    aside: set[tuple[str, str, str]] = set()
    for place, age in ranges.items():
        point = points.get(place)
        if point is None or _age(point) == age:
            continue
        if (_age(point) < age) is not first:
            del points[place]
        else:
            aside.add(place)
    lows, highs = ({p: s for p, s in ends.items() if p not in aside} for ends in (promised.lows, promised.highs))
    return Promised(points, lows, highs)


def _age(seen: Observation) -> float:
    return seen.batch or float("inf")


def promise(sheet: Sheet, indicator: Indicator, scope: str, months: Span) -> Planned:
    """`kpi.plan.over`, with the ends where the plan is a range."""
    point = plan.over(sheet.points, indicator, scope, months)
    periods = (*map(str, months), str(months[0].year)) if months else ()
    return _ranged(sheet, indicator, point, periods, lambda side: _end(sheet, side, indicator, scope, months))


def year_promise(sheet: Sheet, indicator: Indicator, scope: str, year_: int) -> Planned:
    """`kpi.plan.year`, with the ends where the plan is a range."""
    point = Planned(plan.year(sheet.points, indicator, scope, year_))
    periods = (*map(str, whole_year(year_)), str(year_))

    def end(side: Side) -> Planned:
        given_ = cells.reported(sheet.view(indicator.key, side), indicator.key, scope, str(year_))
        return Planned(given_.value) if given_ else _end(sheet, side, indicator, scope, whole_year(year_))

    return _ranged(sheet, indicator, point, periods, end)


def _ranged(
    sheet: Sheet, indicator: Indicator, point: Planned, periods: tuple[str, ...], end: Callable[[Side], Planned]
) -> Planned:
    if not indicator.ranged:
        return point
    sides: tuple[Side, ...] = ("low", "high")
    found = {side: end(side) for side in sides if sheet.has(indicator.key, side, periods)}
    low, high = (found[side].value if side in found else None for side in sides)
    if low is None and high is None:
        return point
    decides: Side | None = "low" if indicator.better == "higher" else "high" if indicator.better == "lower" else None
    value, note = point.value, point.note
    if decides and decides in found and value is None:
        value, note = found[decides].value, found[decides].note
    return Planned(value if indicator.better != "band" else None, note, low, high)


def _end(sheet: Sheet, side: Side, indicator: Indicator, scope: str, months: Span) -> Planned:
    """One end over months: amounts add; levels of a rate are weighted as its figures would be, else must be equal."""
    view = sheet.view(indicator.key, side)
    if indicator.amount:
        return plan.over(view, indicator, scope, months)
    levels = [_month_level(sheet, view, indicator, scope, month) for month in months]
    known = [level for level in levels if level is not None]
    if known and len(known) == len(months):
        if len(known) == 1 or max(known) - min(known) <= TOLERANCE or isinstance(indicator.rule, Last):
            return Planned(known[-1])
        weights = [_weight(sheet.points, indicator, scope, month) for month in months]
        sure = [weight for weight in weights if weight is not None]
        if len(sure) == len(months) and (whole := fsum(sure)):
            return Planned(fsum(a * b for a, b in zip(known, sure, strict=True)) / whole)
    own = view.own(indicator.key, scope, str(months[0].year)) if months else None
    return Planned(own.value, plan.CONSTANT) if own is not None else Planned(None)


def _month_level(sheet: Sheet, view: cells.View, indicator: Indicator, scope: str, month: Month) -> float | None:
    own = view.own(indicator.key, scope, str(month))
    return own.value if own is not None else rollup.over(sheet.points, indicator.key, scope, (month,)).value


def _weight(points: cells.View, indicator: Indicator, scope: str, month: Month) -> float | None:
    """What the month weighs among others, in the plan's own denominators."""
    match indicator.rule:
        case Ratio(_, bottom):
            terms = bottom
        case Weighted(by):
            terms = (Term(by),)
        case _:
            return None
    found = [cells.cell(points, term.key, scope, str(month)) for term in terms]
    parts = [term.sign * cell.value for term, cell in zip(terms, found, strict=True) if cell is not None]
    return fsum(parts) if len(parts) == len(terms) else None


def decided(indicator: Indicator, planned: Planned) -> Words | None:
    """By which end a range is judged; None for a band, which is judged by both, and for what is no range."""
    if indicator.better == "higher" and planned.low is not None:
        return BY_LOW
    return BY_HIGH if indicator.better == "lower" and planned.high is not None else None


def span(unit: Unit, low: float | None, high: float | None, lang: Lang) -> str:
    """A range as it is read: 82.50–83.50%, ≥82.50%, ≤83.50%; a single figure where both ends are one."""
    if low is None or high is None:
        return unit.show(high if low is None else low, lang, qualifier="le" if low is None else "ge")
    (first, symbol), (_, last) = unit.split(low, lang), unit.split(high, lang)
    whole = unit.show(high, lang)
    if abs(high - low) <= TOLERANCE:
        return whole
    same = symbol.removesuffix("s") == last.removesuffix("s")  # 1–3 items
    return f"{first}–{whole}" if same else f"{unit.show(low, lang)}–{whole}"


def about(unit: Unit, value: float) -> float:
    """An estimate of tonnes no finer in English than a Chinese reader is shown it: in 万吨 (design 23)."""
    step = 2 * unit.half_shown(value)
    return round(value / step) * step


def estimated(unit: Unit, low: float, high: float, lang: Lang) -> str:
    """The interval of a forecast as it is read."""
    return span(unit, about(unit, low), about(unit, high), lang)


def said(unit: Unit, planned: Planned, lang: Lang) -> str:
    """A plan as it is read: its range where it has one, else its figure."""
    return span(unit, planned.low, planned.high, lang) if planned.ranged else unit.show(planned.value, lang)


def given(sheet: Sheet, indicator: Indicator, scope: str, months: Span) -> bool:
    """Whether anything was promised for these months or their year, even if it does not add up to a plan to date."""
    if not months:
        return False
    view = sheet.points
    periods = (*(str(month) for month in months), str(months[0].year))
    ends: tuple[Mapping[tuple[str, str, str], Observation], ...] = (sheet.promised.lows, sheet.promised.highs)
    return any(
        cells.cell(view, indicator.key, scope, period) if indicator.amount else view.own(indicator.key, scope, period)
        for period in periods
    ) or any((indicator.key, scope, period) in side for side in ends for period in periods)
