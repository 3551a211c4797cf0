"""Plans as a file states them: ranges the right way round, one end said, twelve months that make the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kpi.intake.checks.facts import Facts, Known
from kpi.intake.headings.cells import Cell
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import Arg, shown
from kpi.intake.words.figures import limit
from kpi.model import PLANS, Kind
from kpi.period import whole_year
from kpi.reading import Issue
from kpi.unit import Sentence, Words

NAMES: Mapping[Kind, Words] = {
    "plan": Words("计划", "plan"),
    "plan_low": Words("计划下限", "low end of the plan"),
    "plan_high": Words("计划上限", "high end of the plan"),
}
Place = tuple[str, str, str]
_MOST_SHOWN = 60


def ranges(facts: Facts) -> Iterator[Issue]:
    """Ends the wrong way round, a plan outside its own range, and one end alone where the other decides."""
    for place in _places(facts):
        yield from _ends(facts, place)
    for (key, _, kind), cells in _alone(facts).items():
        indicator = facts.catalog.indicators[key]
        wanted: Kind = "plan_low" if kind == "plan_high" else "plan_high"
        if indicator.better == ("higher" if wanted == "plan_low" else "lower"):
            said: dict[str, Arg] = {"given": NAMES[kind], "wanted": NAMES[wanted], "period": _periods(cells)}
            yield replace(cells[-1].issue("plan_side"), args=said | {"indicator": indicator.name})


def strict(facts: Facts) -> Iterator[Issue]:
    """One question for all of a column's limits that are not to be reached, >83: only ≥ and ≤ are kept."""
    found = defaultdict[str, list[Cell]](list)
    for (kind, *_), cell in facts.cells.items():
        limit = numbers.limited(cell.found) if kind in ("plan_low", "plan_high") else None
        if limit and limit[1] in ("gt", "lt"):
            found[cell.heading].append(cell)
    for cells in found.values():
        said = "、".join(dict.fromkeys(cell.found for cell in cells))
        yield replace(cells[0].issue("plan_strict"), found=shown(said, longest=_MOST_SHOWN))


def told(facts: Facts) -> Iterator[Sentence]:
    """One end alone that is enough to judge by: nothing to ask, but said."""
    for (key, _, kind), cells in _alone(facts).items():
        indicator = facts.catalog.indicators[key]
        if indicator.better in ("band", "higher" if kind == "plan_low" else "lower"):
            said: dict[str, Arg] = {"indicator": indicator.name, "period": _periods(cells), "given": NAMES[kind]}
            yield Sentence("issue.told_plan_side", said)


def _places(facts: Facts) -> list[Place]:
    return sorted({(key, scope, period) for kind, key, scope, period in facts.cells if kind in PLANS})


def _ends(facts: Facts, place: Place) -> Iterator[Issue]:
    key, scope, period = place
    unit = facts.catalog.indicators[key].unit
    point, low, high = (facts.known(key, scope, period, kind) for kind in PLANS)
    cell = next((known.cell for known in (high, low) if known and known.cell), None)
    if low and high and low.value > high.value and cell:
        yield cell.issue("plan_reversed", "error", low=limit(low.value, unit), high=limit(high.value, unit))
    # a figure that stands gives way to a range, and the other way round: only what one file says must fit together
    elif point and point.cell and cell and not _within(point, low, high):
        ends = {name: limit(end.value, unit) if end else "—" for name, end in (("low", low), ("high", high))}
        yield point.cell.issue("plan_outside", "error", plan=limit(point.value, unit), **ends)


def _within(point: Known, low: Known | None, high: Known | None) -> bool:
    return not (low and low.cell and point.value < low.value) and not (high and high.cell and point.value > high.value)


def _alone(facts: Facts) -> dict[tuple[str, str, Kind], list[Cell]]:
    """The file's ends that stand without the other end and without a plan, by indicator, scope and end."""
    found: dict[tuple[str, str, Kind], list[Cell]] = defaultdict(list)
    for key, scope, period in _places(facts):
        given: list[Kind] = [kind for kind in PLANS if facts.known(key, scope, period, kind)]
        if len(given) == 1 and given[0] != "plan" and (cell := facts.cells.get((given[0], key, scope, period))):
            found[key, scope, given[0]].append(cell)
    return found


def _periods(cells: list[Cell]) -> str:
    first, last = cells[0].row.period, cells[-1].row.period
    return first if first == last else f"{first} ~ {last}"


def sums(facts: Facts) -> Iterator[Issue]:
    """Σ of twelve monthly plans beside the year's, to half a unit of display (domain.md §2.1); ends of ranges alike."""
    last = {(kind, c.row.indicator, c.row.scope, c.row.period[:4]): c
            for (kind, *_), c in facts.cells.items() if kind in PLANS}  # fmt: skip
    for (kind, key, scope, year), cell in last.items():
        indicator = facts.catalog.indicators[key]
        whole = facts.known(key, scope, year, kind)
        months = [facts.known(key, scope, str(month), kind) for month in whole_year(int(year))]
        parts = [month for month in months if month is not None]
        if not indicator.amount or whole is None or len(parts) < 12:
            continue
        total = sum(part.value for part in parts)
        if abs(total - whole.value) > indicator.unit.half_shown(whole.value) + 1e-9 * abs(whole.value):
            at = whole.cell or cell
            figures = {"months": total, "whole": whole.value, "by": total - whole.value}
            shown: dict[str, Arg] = {
                name: limit(float(f"{value:.10g}"), indicator.unit) for name, value in figures.items()
            }
            place: dict[str, Arg] = {"scope": facts.catalog.scopes[scope].name, "year": year, "kind": NAMES[kind]}
            args: dict[str, Arg] = place | shown | {"indicator": indicator.name}
            yield replace(at.issue("plans_do_not_add"), args=args)
