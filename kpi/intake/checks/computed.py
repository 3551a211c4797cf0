"""Figures nobody typed but everybody will read: what follows from a file must keep the hard limits too."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kpi import rollup
from kpi.cells import View
from kpi.intake.checks.balance import Found, least
from kpi.intake.checks.facts import Facts
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import Catalog, Indicator, Observation
from kpi.period import Month, year_to_date
from kpi.reading import Issue
from kpi.rollup import Rolled
from kpi.rule import Ratio, Term
from kpi.unit import Words

NOISE = 1e-9
"""Share of a limit that floating point may be beyond it."""
Place = tuple[str, str]


def check(facts: Facts, contradictions: Sequence[Found]) -> Iterator[Issue]:
    """Every computed month beyond its indicator's hard limits that the file has a hand in.

    Scopes above are worked out too, but speak only where no part of them has: one wrong cell is one issue.
    """
    view, rests = _view(facts), _inputs(facts.catalog)
    bounded = [i for i in facts.catalog.indicators.values() if rests[i.key] and _can_break(i)]
    errors: dict[Place, list[frozenset[str]]] = defaultdict(list)
    for found in contradictions:
        for above in _upwards(facts.catalog, found.scope) if found.issue.severity == "error" else ():
            errors[above, found.period].append(found.about)
    spoken: set[tuple[str, str, str]] = set()
    for (scope, period), keys in _places(facts).items():
        about = errors.get((scope, period), ())
        for indicator in bounded:
            if keys.isdisjoint(rests[indicator.key]) or (indicator.key, scope, period) in spoken:
                continue
            if _plainly_within(view, indicator, scope, period):
                continue
            rolled = rollup.over(view, indicator.key, scope, (Month.parse(period),))
            if any({source.indicator for source in rolled.sources} <= said for said in about):
                continue
            if issue := _beyond(facts, view, indicator, rolled, (scope, period)):
                spoken |= {(indicator.key, above, period) for above in _upwards(facts.catalog, scope)}
                yield issue


def _can_break(indicator: Indicator) -> bool:
    """Whether sound inputs can lead beyond the limits: nothing is above no limit, nor below 0 without a minus."""
    low, high = indicator.hard
    minus = any(term.sign < 0 for term in _terms(indicator)) or any(way.minus for way in indicator.derive)
    return high < math.inf or low > 0 or (minus and low > -math.inf)


def _plainly_within(view: View, indicator: Indicator, scope: str, period: str) -> bool:
    """Whether the scope's own figures give a possible rate at once; whatever else is there is worked out in full."""
    if not isinstance(indicator.rule, Ratio):
        return False
    totals = []
    for terms in (indicator.rule.top, indicator.rule.bottom):
        values = [(t.sign, seen.value) for t in terms if (seen := view.cells.get((t.key, scope, period)))]
        if len(values) < len(terms):
            return False
        totals.append(sum(sign * value if value is not None else math.nan for sign, value in values))
    top, bottom = totals
    if not bottom:
        return not top
    return bottom > 0 and indicator.hard[0] <= indicator.rule.scale * top / bottom <= indicator.hard[1]


def _view(facts: Facts) -> View:
    """What will be known: the file's actuals over the published ones."""
    merged = dict(facts.book.actuals) if facts.book else {}
    for cell in facts.cells.values():
        row = cell.row
        if row.kind == "actual":
            seen = Observation(row.indicator, row.scope, row.period, row.value, row.qualifier, row.text)
            merged[row.indicator, row.scope, row.period] = seen
    return View(facts.catalog, merged)


def _inputs(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """What each ratio or derived amount may follow from, through derived ones."""
    direct = {
        key: {
            *(term.key for term in _terms(indicator)),
            *(k for way in indicator.derive for k in way.of + way.plus + way.minus),
        }
        for key, indicator in catalog.indicators.items()
        if isinstance(indicator.rule, Ratio) or (indicator.amount and indicator.derive)
    }
    found: dict[str, frozenset[str]] = {}
    for key in catalog.indicators:
        reached, ahead = set[str](), list(direct.get(key, ()))
        while ahead:
            if (at := ahead.pop()) not in reached:
                reached.add(at)
                ahead += direct.get(at, ())
        found[key] = frozenset(reached)
    return found


def _terms(indicator: Indicator) -> tuple[Term, ...]:
    return indicator.rule.top + indicator.rule.bottom if isinstance(indicator.rule, Ratio) else ()


def _places(facts: Facts) -> Mapping[Place, frozenset[str]]:
    """The indicators the file states by scope and month, at their own scope and above, the deepest scope first."""
    places: dict[Place, set[str]] = {}
    for kind, key, scope, period in facts.cells:
        if kind == "actual":
            for above in _upwards(facts.catalog, scope):
                places.setdefault((above, period), set()).add(key)
    depth = {scope: len(_upwards(facts.catalog, scope)) for scope, _ in places}
    return {place: frozenset(places[place]) for place in sorted(places, key=lambda p: (-depth[p[0]], p[1], p[0]))}


def _upwards(catalog: Catalog, scope: str) -> tuple[str, ...]:
    """A scope and what it belongs to."""
    parent = catalog.scopes[scope].parent
    return (scope, *(_upwards(catalog, parent) if parent else ()))


def _beyond(facts: Facts, view: View, indicator: Indicator, rolled: Rolled, place: Place) -> Issue | None:
    (scope, period), value = place, _value(rolled)
    cells = [facts.cells.get(("actual", s.indicator, s.scope, s.period)) for s in rolled.sources]
    cell = next(filter(None, cells), None)
    if value is None or rolled.qualifier != "eq" or cell is None or cell.row.indicator == indicator.key:
        return None
    low, high = indicator.hard
    if low <= value <= high:
        return None
    slack = _slack(facts, indicator, rolled, scope, period)
    if low - slack - NOISE * abs(low) <= value <= high + slack + NOISE * abs(high):
        return None
    later = _may_be_later(facts.catalog, indicator)
    if later and _within(indicator, rollup.over(view, indicator.key, scope, year_to_date(Month.parse(period)))):
        return None
    return _issue(facts, indicator, rolled, cell, scope, value, later=later)


def _value(rolled: Rolled) -> float | None:
    """Some of nothing is beyond every limit."""
    if rolled.value is None and rolled.parts and rolled.parts[0]:
        return math.copysign(math.inf, rolled.parts[0])
    return rolled.value


def _within(indicator: Indicator, rolled: Rolled) -> bool:
    return rolled.value is not None and indicator.hard[0] <= rolled.value <= indicator.hard[1]


def _slack(facts: Facts, indicator: Indicator, rolled: Rolled, scope: str, period: str) -> float:
    """What the rounding of the inputs leaves open, as in the balances."""
    if not isinstance(indicator.rule, Ratio) or not rolled.parts or not rolled.parts[1]:
        own = facts.known_or_derived(indicator.key, scope, period)
        return least(own) if own else 0.0
    top, bottom = (
        sum(least(known) for term in terms if (known := facts.known_or_derived(term.key, scope, period)))
        for terms in (indicator.rule.top, indicator.rule.bottom)
    )
    return (indicator.rule.scale * top + abs(rolled.value or 0.0) * bottom) / abs(rolled.parts[1])


def _issue(
    facts: Facts, indicator: Indicator, rolled: Rolled, cell: Cell, scope: str, value: float, *, later: bool
) -> Issue:
    broken = indicator.hard[0] if value < indicator.hard[0] else indicator.hard[1]
    return cell.issue(
        "computed_from_earlier" if later else "computed_beyond",
        "warning" if later else "error",
        scope=facts.catalog.scopes[scope].name,
        month=cell.row.period,
        indicator=indicator.name,
        inputs=_told(facts.catalog, rolled.sources, scope),
        computed=f"{value}".replace("inf", "∞") if math.isinf(value) else limit(float(f"{value:.2f}"), indicator.unit),
        limit=limit(broken, indicator.unit),
    )


def _may_be_later(catalog: Catalog, indicator: Indicator) -> bool:
    """Whether the top may count what earlier months' bottoms hold: closed now, raised before.

    Tonnes and hours cannot, nor a count that the catalogue calls a part of the other (``part_of``).
    """
    if not isinstance(indicator.rule, Ratio):
        return False
    tops = [catalog.indicators[term.key] for term in indicator.rule.top]
    bottoms = {term.key for term in indicator.rule.bottom}
    return any(top.integer and top.part_of not in bottoms for top in tops)


def _told(catalog: Catalog, sources: Sequence[Observation], scope: str) -> Words:
    """Each input once with its value, and with its scope where that is another."""
    said = {}
    for seen in sources:
        what, where = catalog.indicators[seen.indicator], catalog.scopes[seen.scope].name
        value = limit(float(f"{seen.value:.10g}"), what.unit) if seen.value is not None else "—"
        zh, en = ("", "") if seen.scope == scope else (where.zh, f"{where.en}: ")
        said[seen.indicator, seen.scope] = Words(f"{zh}{what.name.zh} {value}", f"{en}{what.name.en} {value}")
    return Words("、".join(w.zh for w in said.values()), ", ".join(w.en for w in said.values()))
