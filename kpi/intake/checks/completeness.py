"""What a file says as a whole: months left out, zeros too good to be true, plans and parts that do not add up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import median

from kpi.intake.checks import alike, plans
from kpi.intake.checks.facts import Facts, Known
from kpi.intake.checks.years import FAR
from kpi.intake.headings.cells import Cell
from kpi.intake.words.figures import limit
from kpi.model import Indicator, Kind
from kpi.period import Month
from kpi.reading import Issue
from kpi.rule import Last, Sum

ZERO_MONTHS = 3
"""So many months without a single fault hour are questioned: 可能未认真统计 (domain.md §1.5)."""
FAULT_HOURS = "fault_hours"
HALF_YEAR = 6
SAME_SHARE = 0.05
"""Within so much of the usual difference, parts do not add up for the same reason: a line that is not reported."""


def check(facts: Facts) -> Iterator[Issue]:
    """Warnings about sets of cells; each points at the file's last cell of the set."""
    yield from _gaps(facts)
    yield from _zeros(facts)
    yield from plans.sums(facts)
    yield from _parts(facts)


def _gaps(facts: Facts) -> Iterator[Issue]:
    """Months missing between the first and the last one of an indicator in the file (intake.md rule 8)."""
    months: dict[tuple[str, str], dict[int, Cell]] = defaultdict(dict)
    for (kind, key, scope, period), cell in facts.cells.items():
        if kind == "actual" and not _lasting(facts.catalog.indicators[key]):
            months[key, scope][_index(period)] = cell
    missing: dict[tuple[str, str], tuple[str, ...]] = {}
    for (key, scope), cells in months.items():
        gone = (_period(n) for n in range(min(cells), max(cells)) if n not in cells and _amid(n, cells))
        missing[key, scope] = tuple(period for period in gone if not facts.stated(key, scope, period))
    yield from _told_together(facts, months, missing)


def _amid(number: int, cells: Mapping[int, Cell]) -> bool:
    """Whether a month stands between two of its own year, or of the years beside it: 2021-12, then 2022-03.

    The same months of two years are a whole file, and so is a month with that of the year before.
    """
    january = number // 12 * 12
    year = [n for n in range(january, january + 12) if n in cells]
    if year and min(year) < number < max(year):
        return True
    before, after = max(n for n in cells if n < number), min(n for n in cells if n > number)
    earlier, later = ({n % 12 for n in cells if n // 12 == side // 12} for side in (before, after))
    compared = earlier == later or (earlier < later and after - before > HALF_YEAR)
    return after // 12 - before // 12 <= FAR and not compared


def _told_together(
    facts: Facts, months: dict[tuple[str, str], dict[int, Cell]], missing: dict[tuple[str, str], tuple[str, ...]]
) -> Iterator[Issue]:
    """One warning for a month that the whole file lacks, one for each indicator that alone lacks some."""
    here = {period for _, _, _, period in facts.cells}
    absent = sorted({period for periods in missing.values() for period in periods} - here)
    if absent:
        cell = max((c for cells in months.values() for c in cells.values()), key=lambda c: c.row.line)
        yield Issue("months_absent", "warning", cell.row.line, args={"months": "、".join(absent)}, sheet=cell.row.sheet)
    for (key, scope), periods in missing.items():
        if alone := [period for period in periods if period in here]:
            cell = months[key, scope][max(months[key, scope])]
            yield cell.issue("months_missing", indicator=facts.catalog.indicators[key].name,
                             scope=facts.catalog.scopes[scope].name, months="、".join(alone))  # fmt: skip


def _lasting(indicator: Indicator) -> bool:
    """Milestones and texts are told when they happen, not every month."""
    return indicator.free_text or (isinstance(indicator.rule, Last) and indicator.rule.carry)


def _zeros(facts: Facts) -> Iterator[Issue]:
    """Runs of exactly no fault hours that reach into the file; its neighbours may have been published before."""
    if FAULT_HOURS not in facts.catalog.indicators:
        return
    scopes = {scope for kind, key, scope, _ in facts.cells if (kind, key) == ("actual", FAULT_HOURS)}
    for scope in sorted(scopes):
        periods = {p for kind, key, s, p in facts.cells if (kind, key, s) == ("actual", FAULT_HOURS, scope)}
        if facts.book:
            periods |= {p for key, s, p in facts.book.actuals if (key, s) == (FAULT_HOURS, scope)}
        known = {p: facts.known(FAULT_HOURS, scope, p) for p in periods}
        zeros = sorted(_index(p) for p, fact in known.items() if fact is not None and fact.value == 0)
        for _, run in groupby(enumerate(zeros), key=lambda pair: pair[1] - pair[0]):
            yield from _zero_run(facts, scope, [_period(n) for _, n in run], known)


def _zero_run(facts: Facts, scope: str, run: list[str], known: dict[str, Known | None]) -> Iterator[Issue]:
    cells = [fact.cell for period in run if (fact := known[period]) and fact.cell]
    if len(run) >= ZERO_MONTHS and cells:
        name = facts.catalog.scopes[scope].name
        yield cells[-1].issue("zero_faults", scope=name, first=run[0], last=run[-1], months=len(run))


def _parts(facts: Facts) -> Iterator[Issue]:
    """A scope's own figure beside the sum of all its children of one level."""
    asked: set[tuple[Kind, str, str, str]] = set()
    for kind, key, scope, period in facts.cells:
        if kind != "action" and isinstance(facts.catalog.indicators[key].rule, Sum):
            asked |= {(kind, key, parent, period) for parent in (scope, facts.catalog.scopes[scope].parent) if parent}
    found = list[tuple[Issue, float, tuple[str, ...]]]()
    for kind, key, parent, period in sorted(asked):
        own = facts.known(key, parent, period, kind)
        for group in facts.catalog.children(parent) if own else ():
            parts = [facts.known(key, child, period, kind) for child in group]
            if own and (issue := _differing(facts, own, parts, key, parent)):
                short = 1 - sum(part.value for part in parts if part) / own.value if own.value else math.inf
                found.append((issue, short, (kind, key, parent)))
    yield from _alike(found)


def _alike(found: Sequence[tuple[Issue, float, tuple[str, ...]]]) -> Iterator[Issue]:
    """One question for the months in which about the same share is wanting; another share is another cause."""
    shares: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for _, short, of in found:
        shares[of].append(short)
    usual = {of: median(own) for of, own in shares.items()}
    kinds = {id(issue): of for issue, short, of in found if abs(short - usual[of]) <= SAME_SHARE}
    yield from alike.together([issue for issue, *_ in found], kinds)


def _differing(facts: Facts, own: Known, parts: list[Known | None], key: str, parent: str) -> Issue | None:
    present = [part for part in parts if part is not None]
    cell = next((known.cell for known in (own, *present) if known.cell), None)
    total, rounding = sum(p.value for p in present), own.half + sum(p.half for p in present)
    if cell is None or len(present) < len(parts) or abs(own.value - total) <= rounding * (1 + 1e-9):
        return None
    indicator, scope = facts.catalog.indicators[key], facts.catalog.scopes[parent]
    return cell.issue("parts_do_not_add", indicator=indicator.name, scope=scope.name, month=cell.row.period,
                      own=_shown(own.value, indicator), parts=_shown(total, indicator))  # fmt: skip


def _shown(value: float, indicator: Indicator) -> str:
    return limit(float(f"{value:.10g}"), indicator.unit)


def _index(period: str) -> int:
    month = Month.parse(period)
    return month.year * 12 + month.number - 1


def _period(index: int) -> str:
    return str(Month(index // 12, index % 12 + 1))
