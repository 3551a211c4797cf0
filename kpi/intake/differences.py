"""This month's figure from two sums since January: the file's 累计 of the month less that of the month before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi import words
from kpi.intake.carriers.table import letters
from kpi.intake.grid import groups
from kpi.intake.headings.cells import Cell
from kpi.intake.together import Whole
from kpi.intake.words.cleaning import shown
from kpi.model import Catalog, Indicator
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import Words

_DERIVED = re.compile(r"\S+ − \S+")
"""How a month worked out is quoted."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of the sums of one indicator and scope: the months' own figures, and why there are none."""

    months: tuple[Cell, ...] = ()
    made: tuple[Cell, ...] = ()
    """Those of them that were worked out."""
    joint: str = ""
    """The February whose sum holds January too."""
    problem: Issue | None = None


def worked_out(whole: Whole, is_sum: Callable[[Cell], bool], catalog: Catalog) -> Whole:
    """The months' own figures in the place of the sums; each question and each reason why not is an issue."""
    adds, rates, good = list[Cell](), dict[str, None](), list[Cell]()
    for cell in whole.cells.good:
        if len(cell.row.period) > 4 and catalog.indicators[cell.row.indicator].amount:
            adds.append(cell)
        elif is_sum(cell):
            rates[cell.row.indicator] = None
        else:
            good.append(cell)
    chains = list(_chains(adds, catalog))
    good += [cell for chain in chains for cell in chain.months]
    issues = [issue for issue in whole.issues if not _is_told(issue)]
    asked = [*(chain.problem for chain in chains if chain.problem), *_asked(chains, rates, catalog)]
    return replace(whole, cells=replace(whole.cells, good=good), issues=(*issues, *asked))


def _is_told(issue: Issue) -> bool:
    """Whether a doubt is only that the figures are sums, which is said of each; 上年同期 and 日报 stay doubts."""
    return issue.code.startswith("not_month_") and groups.is_sum(str(issue.args["word"]))


def derived(issue: Issue) -> bool:
    """Whether an issue is about a month worked out from two sums, 161 − 80, which stands in no cell of the file."""
    return issue.code != "not_a_number" and bool(_DERIVED.fullmatch(issue.found))


def only_in_file(issues: Iterable[Issue]) -> Iterator[Issue]:
    """How such a month is mended, once for each that holds an error: no cell of it can be typed over."""
    told: dict[tuple[str, str, str], Issue] = {}
    for issue in issues:
        if issue.severity == "error" and derived(issue):
            told.setdefault((issue.sheet, issue.cell, issue.found), issue)
    for issue in told.values():
        yield replace(issue, code="derived_in_file", args={})


def number(cell: Cell) -> int:
    """The month of a figure; 0 for a whole year's."""
    return Month.parse(cell.row.period).number if len(cell.row.period) > 4 else 0


def _chains(cells: Sequence[Cell], catalog: Catalog) -> Iterator[Chain]:
    """One for each indicator, scope and year."""
    found: dict[tuple[str, str, int], dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        at = cell.row.indicator, cell.row.scope, int(cell.row.period[:4])
        before = found[at].setdefault(number(cell), cell)
        if before.row.value != cell.row.value or before.row.qualifier != cell.row.qualifier:
            yield Chain(problem=cell.issue("contradicts", "error", line=before.row.line, other=before.found))
    for (key, scope, year), months in found.items():
        yield _chain(months, found.get((key, scope, year - 1), {}), catalog.indicators[key], catalog)


def _chain(
    months: Mapping[int, Cell], year_before: Mapping[int, Cell], indicator: Indicator, catalog: Catalog
) -> Chain:
    told = {n: cell for n, cell in sorted(months.items()) if cell.row.value is not None}
    if not told:
        return Chain(tuple(months.values()))
    unsaid = tuple(cell for n, cell in months.items() if n not in told and n > max(told, default=0))
    first, last = min(told, default=0), max(told, default=0)
    exact = all(cell.row.qualifier == "eq" for cell in told.values())
    if not exact or first not in (1, 2) or len(told) < last - first + 1:
        return Chain(problem=_gap(months, told, indicator, catalog))
    if problem := _goes_on(told[first], year_before, indicator) or _falls(told, indicator):
        return Chain(problem=problem)
    own = (told[1],) if first == 1 else ()
    made = tuple(_difference(told[n], told[n - 1]) for n in range(first + 1, last + 1))
    return Chain((*own, *made, *unsaid), made, told[first].row.period if first == 2 else "")


def _gap(months: Mapping[int, Cell], told: Mapping[int, Cell], indicator: Indicator, catalog: Catalog) -> Issue:
    """Sums that do not begin with January, leave a month out, or are no exact figures."""
    cell = months[max(months)]
    wanting = [n for n in range(1, max(months) + 1) if n not in told or told[n].row.qualifier != "eq"]
    names = {"indicator": indicator.name, "scope": catalog.scopes[cell.row.scope].name}
    return cell.issue("cumulative_gap", "error", months="、".join(f"{n}月" for n in wanting), **names)


def _goes_on(first: Cell, year_before: Mapping[int, Cell], indicator: Indicator) -> Issue | None:
    """Sums that do not begin anew with the year."""
    if not year_before or indicator.hard[0] < 0:
        return None
    before = year_before[max(year_before)]
    if max(year_before) < 3 or not before.row.value or (first.row.value or 0.0) < before.row.value:
        return None
    return first.issue("cumulative_goes_on", "error", before=before.found, other=before.row.period)


def _falls(told: Mapping[int, Cell], indicator: Indicator) -> Issue | None:
    for number, cell in told.items():
        before = told.get(number - 1)
        if before and indicator.hard[0] >= 0 and (cell.row.value or 0.0) < (before.row.value or 0.0):
            return cell.issue("cumulative_falls", "error", before=before.found, other=before.row.period)
    return None


def _difference(cell: Cell, before: Cell) -> Cell:
    value = Decimal(repr(cell.row.value)) - Decimal(repr(before.row.value))
    told = {"now": cell.found, "at": _place(cell), "before": before.found, "under": _place(before)}
    note = "；".join(filter(None, (words.say("zh", "origin.subtracted", **told), cell.row.note)))
    row = replace(cell.row, value=float(value), note=note[:1000])
    return replace(cell, row=row, found=f"{cell.found} − {before.found}", half=cell.half + before.half)


def _asked(chains: Sequence[Chain], rates: Iterable[str], catalog: Catalog) -> Iterator[Issue]:
    """What was worked out, what could not be parted and what never adds up: a question each."""
    made = [cell for chain in chains for cell in chain.made]
    if made:
        months = _listed(cell.row.period for cell in made)
        keys = [cell.row.indicator for cell in made]
        yield made[0].issue("cumulative_derived", indicators=_names(keys, catalog), months=months, count=len(made))
    if joint := _listed(chain.joint for chain in chains if chain.joint):
        yield Issue("cumulative_joint", "warning", args={"months": joint})
    if rates:
        yield Issue("cumulative_rates", "warning", args={"indicators": _names(rates, catalog)})


def _names(keys: Iterable[str], catalog: Catalog) -> Words:
    own = [catalog.indicators[key].name for key in dict.fromkeys(keys)]
    return Words("、".join(name.zh for name in own), ", ".join(name.en for name in own))


def _listed(found: Iterable[str]) -> str:
    return shown("、".join(sorted(set(found))), longest=200)


def _place(cell: Cell) -> str:
    return f"{letters(cell.row.column - 1)}{cell.row.line}" if cell.row.column else str(cell.row.line)
