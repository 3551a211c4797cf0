"""Figures nobody typed but everybody will read: what follows from a file must keep its limits and be believable."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from kpi import rollup
from kpi.cells import View
from kpi.intake.checks import alike, follows
from kpi.intake.checks.balance import Found, least
from kpi.intake.checks.facts import Facts
from kpi.intake.checks.follows import Place
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import Arg
from kpi.intake.words.figures import limit
from kpi.model import Catalog, Indicator, Observation
from kpi.period import Month, year_to_date
from kpi.reading import Issue
from kpi.rollup import Rolled
from kpi.rule import Ratio, Recompute
from kpi.unit import Words

NOISE = 1e-9
"""Share of a limit that floating point may be beyond it."""
Cited = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class _Odd:
    """A figure outside its plausible range, and the file's cells that it follows from."""

    issue: Issue
    indicator: str
    scope: str
    period: str
    cells: frozenset[Cited]
    inputs: int


def check(facts: Facts, contradictions: Sequence[Found], asked: Collection[Cited] = ()) -> Iterator[Issue]:
    """Every computed month beyond its indicator's limits, hard or plausible, that the file has a hand in.

    Scopes above are worked out too, but speak only where no part of them has: one wrong cell is one issue. Nor is
    asked what rests on a cell that was ``asked`` about (sheet, line, heading), or that a contradiction has named.
    """
    view, rests = follows.view(facts), follows.inputs(facts.catalog)
    bounded = [i for i in facts.catalog.indicators.values() if rests[i.key] and (_can_break(i) or i.plausible)]
    errors: dict[Place, list[frozenset[str]]] = defaultdict(list)
    named: dict[Place, set[str]] = defaultdict(set)
    for found in contradictions:
        for above in follows.upwards(facts.catalog, found.scope):
            errors[above, found.period] += [found.about] if found.issue.severity == "error" else []
            named[above, found.period] |= found.about
    spoken: set[tuple[str, str, str]] = set()
    odd = list[_Odd]()
    for (scope, period), (keys, own) in follows.places(facts).items():
        about = errors.get((scope, period), ())
        for indicator in bounded:
            if keys.isdisjoint(rests[indicator.key]) or (indicator.key, scope, period) in spoken:
                continue
            believed = indicator.plausible is None or indicator.key in own or own.isdisjoint(rests[indicator.key])
            if believed and not _can_break(indicator):
                continue  # of a mean of its parts each part is asked
            if _plainly_within(view, indicator, (scope, period), believed=believed):
                continue
            rolled = rollup.over(view, indicator.key, scope, (Month.parse(period),))
            if any({source.indicator for source in rolled.sources} <= said for said in about):
                continue
            issue = _beyond(facts, view, indicator, rolled, (scope, period))
            if issue and issue.code != "computed_implausible":
                spoken |= {(indicator.key, above, period) for above in follows.upwards(facts.catalog, scope)}
                yield issue
            elif (
                issue
                and not believed
                and named[scope, period].isdisjoint(source.indicator for source in rolled.sources)
            ):
                odd.append(_Odd(issue, indicator.key, scope, period, cited(facts, rolled), len(rolled.sources)))
    yield from _believed(odd, asked)


def _believed(odd: Sequence[_Odd], asked: Collection[Cited]) -> Iterator[Issue]:
    """Of what follows from the same cells only what follows from the fewest; of one indicator and scope together."""
    taken, seen = list[_Odd](), list[frozenset[Cited]]()
    for each in sorted(odd, key=lambda each: (len(each.cells), each.inputs)):
        if each.cells.isdisjoint(asked) and not any(each.cells & before for before in seen):
            taken.append(each)
            seen.append(each.cells)
    kinds = {id(each.issue): (each.indicator, each.scope) for each in taken}
    yield from alike.together([each.issue for each in odd if each in taken], kinds)


def cited(facts: Facts, rolled: Rolled) -> frozenset[Cited]:
    """The file's cells that a figure follows from."""
    found = (facts.cells.get(("actual", s.indicator, s.scope, s.period)) for s in rolled.sources)
    return frozenset((cell.row.sheet, cell.row.line, cell.heading) for cell in found if cell)


def _can_break(indicator: Indicator) -> bool:
    """Whether sound inputs can lead beyond the limits: nothing is above no limit, nor below 0 without a minus."""
    if isinstance(indicator.rule, Recompute):
        return False
    low, high = indicator.hard
    minus = any(term.sign < 0 for term in follows.terms(indicator)) or any(way.minus for way in indicator.derive)
    return high < math.inf or low > 0 or (minus and low > -math.inf)


def _plainly_within(view: View, indicator: Indicator, at: Place, *, believed: bool) -> bool:
    """Whether the scope's own figures give a sound rate at once; whatever else is there is worked out in full."""
    low, high = (None if believed else indicator.plausible) or indicator.hard
    value = follows.plainly(view, indicator, *at)
    return value is not None and low <= value <= high


def _beyond(facts: Facts, view: View, indicator: Indicator, rolled: Rolled, place: Place) -> Issue | None:
    (scope, period), value = place, _value(rolled)
    cells = [facts.cells.get(("actual", s.indicator, s.scope, s.period)) for s in rolled.sources]
    cell = next(filter(None, cells), None)
    if value is None or rolled.qualifier != "eq" or cell is None or cell.row.indicator == indicator.key:
        return None
    low, high = indicator.hard
    least_, most = indicator.plausible or indicator.hard
    if max(low, least_) <= value <= min(high, most):
        return None
    slack = left_open(facts, indicator, rolled, scope, period)
    if low - slack - NOISE * abs(low) <= value <= high + slack + NOISE * abs(high):
        return _unbelievable(facts, indicator, rolled, (cell, scope, slack))
    later = _may_be_later(facts.catalog, indicator)
    if later and _within(indicator, rollup.over(view, indicator.key, scope, year_to_date(Month.parse(period)))):
        return None
    return _issue(facts, indicator, rolled, cell, scope, value, later=later)


def _unbelievable(facts: Facts, indicator: Indicator, rolled: Rolled, at: tuple[Cell, str, float]) -> Issue | None:
    """The question of a rate that is possible and not believable; ``at``: a cell, its scope and the slack.

    Of an input that is nought the input itself is asked, if anything.
    """
    (cell, scope, slack), value = at, rolled.value
    if indicator.plausible is None or value is None or (rolled.parts and not rolled.parts[0]):
        return None
    low, high = indicator.plausible
    if low - slack <= value <= high + slack or _runs(facts.catalog, indicator):
        return None
    shown = {name: limit(bound, indicator.unit) for name, bound in (("low", low), ("high", high))}
    told: dict[str, Arg] = {"indicator": indicator.name, "computed": limit(float(f"{value:.4g}"), indicator.unit)}
    told |= {"scope": facts.catalog.scopes[scope].name, "month": cell.row.period, **shown}
    told["inputs"] = inputs_told(facts.catalog, rolled.sources, scope)
    return cell.issue("computed_implausible", "warning", **told)


def _runs(catalog: Catalog, indicator: Indicator) -> bool:
    """Whether a rate is the hours run of all hours: an overhaul makes it low, and 100 % is possible."""
    return indicator.better == "higher" and all(
        catalog.indicators[t.key].unit.key == "h" for t in follows.terms(indicator)
    )


def _value(rolled: Rolled) -> float | None:
    """Some of nothing is beyond every limit."""
    if rolled.value is None and rolled.parts and rolled.parts[0]:
        return math.copysign(math.inf, rolled.parts[0])
    return rolled.value


def _within(indicator: Indicator, rolled: Rolled) -> bool:
    return rolled.value is not None and indicator.hard[0] <= rolled.value <= indicator.hard[1]


def left_open(facts: Facts, indicator: Indicator, rolled: Rolled, scope: str, period: str) -> float:
    """What the rounding of the inputs leaves open, as in the balances."""
    if isinstance(indicator.rule, Recompute):
        return _open(facts, indicator.key, rolled, scope, period)
    if not isinstance(indicator.rule, Ratio) or not rolled.parts or not rolled.parts[1]:
        own = facts.known_or_derived(indicator.key, scope, period)
        return least(own) if own else 0.0
    top, bottom = (
        sum(least(known) for term in terms if (known := facts.known_or_derived(term.key, scope, period)))
        for terms in (indicator.rule.top, indicator.rule.bottom)
    )
    return (indicator.rule.scale * top + abs(rolled.value or 0.0) * bottom) / abs(rolled.parts[1])


def _open(facts: Facts, key: str, rolled: Rolled, scope: str, period: str) -> float:
    """What half a last digit of each input makes of a figure that is worked out by a formula, all together."""
    own, total = {(s.indicator, s.scope, s.period): s for s in rolled.sources}, 0.0
    for place, seen in own.items():
        known = facts.known(*place)
        if known and seen.value is not None and rolled.value is not None:
            moved = View(facts.catalog, own | {place: replace(seen, value=seen.value + known.half)})
            other = rollup.over(moved, key, scope, (Month.parse(period),)).value
            total += abs(other - rolled.value) if other is not None else 0.0
    return total


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
        inputs=inputs_told(facts.catalog, rolled.sources, scope),
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


def inputs_told(catalog: Catalog, sources: Sequence[Observation], scope: str) -> Words:
    """Each input once with its value, and with its scope where that is another."""
    said = {}
    for seen in sources:
        what, where = catalog.indicators[seen.indicator], catalog.scopes[seen.scope].name
        value = limit(float(f"{seen.value:.10g}"), what.unit) if seen.value is not None else "—"
        zh, en = ("", "") if seen.scope == scope else (where.zh, f"{where.en}: ")
        said[seen.indicator, seen.scope] = Words(f"{zh}{what.name.zh} {value}", f"{en}{what.name.en} {value}")
    return Words("、".join(w.zh for w in said.values()), ", ".join(w.en for w in said.values()))
