"""Plans that may be ranges: all of a book's plans opened, and the ends of a range over months and years."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Literal, cast

from kpi import cells, plan, rollup
from kpi.model import PLANS, Catalog, Cells, Forms, Indicator, Kind, Observation, Plan, Promised, Qualifier
from kpi.period import Month, Span, whole_year
from kpi.plan import Planned
from kpi.rule import Last, Ratio, Term, Weighted
from kpi.unit import SIGNS, Lang, Unit, Words
from kpi.verdict import TOLERANCE

BY_LOW = Words("计划为区间，按下限判定", "the plan is a range, judged by its low end")
BY_HIGH = Words("计划为区间，按上限判定", "the plan is a range, judged by its high end")
Side = Literal["low", "high"]
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Sheet:
    """All plans of a book, opened: the figures, and for each ranged indicator the ends in the place of figures."""

    catalog: Catalog
    promised: Promised
    views: dict[tuple[str, Side | None], cells.View] = field(default_factory=dict, compare=False, repr=False)
    points: cells.View = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", cells.View(self.catalog, self.promised.points))

    def ends(self, side: Side) -> Cells:
        return self.promised.lows if side == "low" else self.promised.highs

    def has(self, key: str, side: Side, periods: tuple[str, ...]) -> bool:
        """Whether any scope has such an end in these periods."""
        given = self.ends(side)
        return bool(given) and any((key, scope, p) in given for p in periods for scope in self.catalog.scopes)

    def figures(self, key: str) -> cells.View:
        """The plans, without figures where this indicator's plan has ends alone: nothing else stands in for those."""
        if (key, None) not in self.views:
            ends = {place for side in (self.promised.lows, self.promised.highs) for place in side if place[0] == key}
            bare = {place: Observation(*place, None) for place in ends if place not in self.promised.points}
            self.views[key, None] = self._laid(bare, self.points) if bare else self.points
        return self.views[key, None]

    def view(self, key: str, side: Side) -> cells.View:
        """The plans with this indicator's ends where it has them."""
        if (key, side) not in self.views:
            own = {place: seen for place, seen in self.ends(side).items() if place[0] == key}
            self.views[key, side] = self._laid(own, self.figures(key))
        return self.views[key, side]

    def _laid(self, over: dict[Place, Observation], below: cells.View) -> cells.View:
        return cells.View(self.catalog, cast(Cells, ChainMap(over, cast(dict[Place, Observation], below.cells))))

    def stated(self, place: Place) -> bool:
        """Whether the cell itself has a plan of any form."""
        return any(place in side for side in (self.promised.points, self.promised.lows, self.promised.highs))


def settled(promised: Promised, *, first: bool = False) -> Promised:
    """What was said of a cell's plan last, as one statement: its figure and its ends replace all that stood before.

    With ``first`` what was said first. Batch 0, not published yet, is the newest.
    """
    sides = (promised.points, promised.lows, promised.highs)
    ages: dict[Place, float] = {}
    for place in (*promised.lows, *promised.highs):
        ages[place] = (min if first else max)(_age(side[place]) for side in sides if place in side)
    kept = ({p: seen for p, seen in side.items() if p not in ages or _age(seen) == ages[p]} for side in sides)
    return Promised(*kept) if ages else promised


def alike(one: Promised, other: Promised) -> bool:
    """Whether both promise the same, whichever files said it."""
    return _values(one) == _values(other)


def _values(promised: Promised) -> list[dict[Place, float | None]]:
    sides = (promised.points, promised.lows, promised.highs)
    return [{place: seen.value for place, seen in side.items()} for side in sides]


def whole(parts: Mapping[Kind, Observation], after: Mapping[Kind, float | None] | None = None) -> Plan:
    """The plan of one cell as one statement, of at least one form; ``after``: the values of what takes its place."""
    figure, low, high = (parts[kind].value if kind in parts else None for kind in PLANS)
    one = next(iter(parts.values()))
    value, text = figure, ""
    qualifier: Qualifier = "eq"
    if figure is None and low is not None and high is not None:
        text = f"{low:.10g}–{high:.10g}"
    elif figure is None and (low, high) != (None, None):
        value, qualifier = (low, "ge") if low is not None else (high, "le")
        text = f"{SIGNS[qualifier]}{value:.10g}"
    place = (one.indicator, one.scope, one.period, value, qualifier, text)
    now = None if after is None else _forms(after)
    return Plan(*place, batch=one.batch, file=one.file, row=one.row, forms=(figure, low, high), after=now)


def _forms(values: Mapping[Kind, float | None]) -> Forms:
    figure, low, high = (values.get(kind) for kind in PLANS)
    return figure, low, high


def _age(seen: Observation) -> float:
    return seen.batch or float("inf")


def promise(sheet: Sheet, indicator: Indicator, scope: str, months: Span) -> Planned:
    """`kpi.plan.over`, with the ends where the plan is a range."""
    point = plan.over(sheet.figures(indicator.key), indicator, scope, months)
    periods = (*map(str, months), str(months[0].year)) if months else ()
    return _ranged(sheet, indicator, point, periods, lambda side: _end(sheet, side, indicator, scope, months))


def year_promise(sheet: Sheet, indicator: Indicator, scope: str, year_: int) -> Planned:
    """`kpi.plan.year`, with the ends where the plan is a range."""
    place = (indicator.key, scope, str(year_))
    own = sheet.stated(place)
    point = Planned(plan.year(sheet.points, indicator, scope, year_))
    if (given := sheet.promised.points.get(place)) and given.qualifier != "text":
        point = replace(point, qualifier=given.qualifier)
    if own and place not in sheet.promised.points:
        point = Planned(None)  # a range or a limit of the year's own goes before what its months make
    periods = (*map(str, whole_year(year_)), str(year_))

    def end(side: Side) -> Planned:
        given_ = cells.reported(sheet.view(indicator.key, side), *place)
        if given_ or own:
            return Planned(given_.value if given_ else None)
        return _end(sheet, side, indicator, scope, whole_year(year_))

    return _ranged(sheet, indicator, point, periods, end)


def overridden(was: Sheet, now: Sheet, months: Iterable[Month]) -> Iterator[tuple[Plan, Plan]]:
    """The rates that were held to their year's plan and now to another one of the month's own: both, place by place."""
    given = tuple(months)
    promised = was.promised if given else Promised()
    sides = (promised.points, promised.lows, promised.highs)
    for key, scope, of in sorted({place for side in sides for place in side if len(place[2]) == 4}):
        indicator = was.catalog.indicators[key]
        if indicator.amount or indicator.milestone or indicator.free_text:
            continue
        for month in given:
            if str(month.year) != of or was.stated((key, scope, str(month))):
                continue
            before, after = (promise(sheet, indicator, scope, (month,)) for sheet in (was, now))
            stood, stands = (year_promise(sheet, indicator, scope, month.year) for sheet in (was, now))
            if after.differs(stands) and not before.differs(stood):
                yield as_plan((key, scope, of), stood), as_plan((key, scope, str(month)), after)


def as_plan(place: Place, planned: Planned) -> Plan:
    """A plan that was worked out, as one statement."""
    forms = (None if planned.ranged else planned.value, planned.low, planned.high)
    parts = {kind: Observation(*place, value) for kind, value in zip(PLANS, forms, strict=True) if value is not None}
    found = whole(parts or {"plan": Observation(*place, None)})
    return found if planned.ranged else replace(found, qualifier=planned.qualifier)


def _ranged(
    sheet: Sheet, indicator: Indicator, point: Planned, periods: tuple[str, ...], end: Callable[[Side], Planned]
) -> Planned:
    if not indicator.ranged:
        return point
    sides: tuple[Side, ...] = ("low", "high")
    ends = {side: end(side) for side in sides if sheet.has(indicator.key, side, periods)}
    point, found = _of_one_statement(point, {side: each for side, each in ends.items() if each.value is not None})
    if not found or all(_same(each.value, point.value) for each in found.values()):
        return point
    decides: Side | None = "low" if indicator.better == "higher" else "high" if indicator.better == "lower" else None
    value, note = point.value, point.note
    # beside a limit a figure says nothing more: what is judged by is what is counted from
    if decides and decides in found and (value is None or len(found) == 1):
        value, note = found[decides].value, found[decides].note
    low, high = (found[side].value if side in found else None for side in sides)
    return Planned(value if indicator.better != "band" else None, note, low, high)


def _of_one_statement(point: Planned, ends: dict[Side, Planned]) -> tuple[Planned, dict[Side, Planned]]:
    """Without what only the year says, where the months say anything: the two are not mixed to a range."""
    if all(each.note is plan.CONSTANT for each in ends.values()):
        return point, ends
    months = {side: each for side, each in ends.items() if each.note is not plan.CONSTANT}
    return (Planned(None) if point.note is plan.CONSTANT else point), months


def _same(one: float | None, other: float | None) -> bool:
    """Whether an end is the figure itself, which it is where nothing was said of that end."""
    return one is not None and other is not None and abs(one - other) <= TOLERANCE * max(1.0, abs(other))


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
    if own is not None:
        return own.value
    return rollup.over(sheet.figures(indicator.key), indicator.key, scope, (month,)).value


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


def about(unit: Unit, value: float) -> float:
    """An estimate of tonnes no finer in English than a Chinese reader is shown it: in 万吨 (design 23)."""
    step = 2 * unit.half_shown(value)
    return round(value / step) * step


def estimated(unit: Unit, low: float, high: float, lang: Lang) -> str:
    """The interval of a forecast as it is read."""
    return unit.span(about(unit, low), about(unit, high), lang)


def said(unit: Unit, planned: Planned, lang: Lang) -> str:
    """A plan as it is read: its range where it has one, else its figure."""
    if planned.ranged:
        return unit.span(planned.low, planned.high, lang)
    return unit.show(planned.value, lang, qualifier=planned.qualifier)


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
