"""What the dashboard will work out from a month's quantities, held to its own year as a reported rate is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from kpi import rollup
from kpi.cells import View
from kpi.intake.checks import alike, computed, follows, ordinary
from kpi.intake.checks.balance import Found
from kpi.intake.checks.computed import Cited
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.follows import Place
from kpi.intake.checks.history import index
from kpi.intake.checks.ordinary import FEWEST, Around
from kpi.intake.words.figures import limit
from kpi.model import Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.rollup import Rolled
from kpi.rule import Ratio

_ALIKE, _MOVED = 0.05, 0.25
"""All lines that moved by one share within so much, and by no more than so much, moved for a reason: 新水 saved."""
_At = tuple[str, str, str]
"""An indicator, a scope and a period."""


@dataclass(frozen=True, slots=True)
class _Rate:
    """A rate that follows from a file's cells; ``near`` are its other months where it is far from them."""

    indicator: Indicator
    rolled: Rolled
    cells: frozenset[Cited]
    near: tuple[float, ...] = ()

    @property
    def moved(self) -> float:
        """By which share it is off its year; nothing where it is like it."""
        mean = fmean(self.near) if self.near else 0.0
        return (self.rolled.value or 0.0) / mean - 1 if mean else 0.0


def check(facts: Facts, contradictions: Sequence[Found], asked: Collection[Cited]) -> Iterator[Issue]:
    """One question for each cell or pair of cells that makes rates unlike their own year; of one rate together.

    Cells that also make a rate like its year are sound: of 用电量 and 处理矿量 it is the former where 吨矿新水耗 is
    as ever. Nothing is asked of cells that were ``asked`` about, or where a contradiction names the indicators.
    """
    named: dict[Place, set[str]] = defaultdict(set)
    for found in contradictions:
        for above in follows.upwards(facts.catalog, found.scope):
            named[above, found.period] |= found.about
    view, taken = follows.view(facts), set[Cited](asked)
    issues = list[tuple[Issue, str]]()
    places = dict(_odd_places(facts, view))
    moved = {(rate.indicator.key, *place): rate.moved for place, rates in places.items() for rate in rates if rate.near}
    reasons = {above for at in moved if _moved_alike(facts, moved, at) for above in _upwards(facts, at)}
    for place, rates in places.items():
        sound = frozenset(cell for rate in rates if not rate.near for cell in rate.cells)
        odd = [rate for rate in rates if rate.near and (rate.indicator.key, *place) not in reasons
               and taken.isdisjoint(rate.cells)
               and named[place].isdisjoint(source.indicator for source in rate.rolled.sources)]  # fmt: skip
        for rate in sorted(odd, key=lambda rate: len(rate.cells - sound or rate.cells)):
            doubtful = rate.cells - sound or rate.cells
            if taken.isdisjoint(doubtful):
                taken |= doubtful
                issues.append((_issue(facts, rate, place, doubtful), rate.indicator.key))
    yield from alike.together([issue for issue, _ in issues], {id(issue): key for issue, key in issues})


def _moved_alike(facts: Facts, moved: Mapping[_At, float], at: _At) -> bool:
    """Whether the other lines are off their years by the same share: a slip is in one of them."""
    key, scope, period = at
    parent = facts.catalog.scopes[scope].parent
    group = next((each for each in facts.catalog.children(parent) if scope in each), ()) if parent else ()
    shares = [moved.get((key, each, period), 0.0) for each in group]
    if len(shares) < 2 or max(shares) - min(shares) > _ALIKE:
        return False
    return min(map(abs, shares)) > 0 and max(map(abs, shares)) <= _MOVED


def _upwards(facts: Facts, at: _At) -> Iterator[_At]:
    yield from ((at[0], above, at[2]) for above in follows.upwards(facts.catalog, at[1]))


def _odd_places(facts: Facts, view: View) -> Iterator[tuple[Place, list[_Rate]]]:
    """The months with such a rate, the deepest scope first, with all rates that follow from the file's cells there."""
    catalog, rests = facts.catalog, follows.inputs(facts.catalog)
    rates = [i for i in catalog.indicators.values() if isinstance(i.rule, Ratio)
             and (ordinary.measured(i, catalog) or ordinary.lost(i, catalog))]  # fmt: skip
    months = Around((at for _, _, at in view.cells), lambda key, *place: _value(view, catalog.indicators[key], *place))
    for (scope, period), (keys, own) in follows.places(facts).items():
        here = [rate for rate in rates if rate.key not in own and not keys.isdisjoint(rests[rate.key])]
        odd: dict[str, tuple[float, ...]] = {}
        for rate in here if len(period) == 7 else ():
            value = months.of(rate.key, scope, index(period))
            near = months.near(rate.key, scope, index(period)) if value is not None else []
            if value is not None and len(near) >= FEWEST and ordinary.is_far(value, near, rate, catalog):
                odd[rate.key] = tuple(near)
        if odd:
            found = (_rate(facts, view, rate, (scope, period), odd.get(rate.key, ())) for rate in here)
            yield (scope, period), [rate for rate in found if rate]


def _value(view: View, indicator: Indicator, scope: str, month: Month) -> float | None:
    plain = follows.plainly(view, indicator, scope, str(month))
    if plain is not None and plain > indicator.hard[0]:  # which it is of nothing by nothing too
        return plain
    rolled = rollup.over(view, indicator.key, scope, (month,))
    return rolled.value if rolled.qualifier == "eq" and not rolled.unweighted else None


def _rate(facts: Facts, view: View, indicator: Indicator, at: Place, near: tuple[float, ...]) -> _Rate | None:
    """A rate and what it follows from; like its year if rounding of its inputs may have taken it so far."""
    rolled = rollup.over(view, indicator.key, at[0], (Month.parse(at[1]),))
    cells = computed.cited(facts, rolled)
    if rolled.value is None or rolled.qualifier != "eq" or not cells:
        return None
    if near:
        apart = rolled.value - fmean(near)
        closer = math.copysign(max(abs(apart) - computed.left_open(facts, indicator, rolled, *at), 0.0), apart)
        if not ordinary.is_far(fmean(near) + closer, near, indicator, facts.catalog):
            near = ()
    return _Rate(indicator, rolled, cells, near)


def _issue(facts: Facts, rate: _Rate, at: Place, doubtful: frozenset[Cited]) -> Issue:
    (scope, period), sources, unit = at, rate.rolled.sources, rate.indicator.unit
    given = (facts.cells.get(("actual", s.indicator, s.scope, s.period)) for s in sources)
    cell = next(c for c in given if c and (c.row.sheet, c.row.line, c.heading) in doubtful)
    ends = (min(rate.near), max(rate.near), rate.rolled.value or 0.0)
    low, high, worked = (limit(float(f"{value:.4g}"), unit) for value in ends)
    inputs = computed.inputs_told(facts.catalog, sources, scope)
    return cell.issue("computed_unlike_year", inputs=inputs, indicator=rate.indicator.name, computed=worked,
                      scope=facts.catalog.scopes[scope].name, month=period, months=len(rate.near),
                      low=low, high=high)  # fmt: skip
