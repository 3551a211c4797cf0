"""The rows of control sums: what they add up to must be what they say; they are never data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_ROWS, Line, letters
from kpi.intake.grid import groups
from kpi.intake.grid.dates import span
from kpi.intake.headings.cells import Cell
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.numbers import Number
from kpi.intake.words.periods import Periods, is_period
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Catalog
from kpi.period import Month
from kpi.reading import Issue

_TOTAL = "合计|小计|总计|累[计积積]|总和|平均值?|均值"
_NAMED = re.compile(rf"(.+?)(?:的)?[(]?(?:{_TOTAL})[数值]?[)]?(\(.*\))?|(?:{_TOTAL})(.+)")
_ANY = 2000
"""A year for bare months, of which only their numbers count."""
_SUM = re.compile(r".*(合计|小计|总计|总和).*|[计計]|((SUB|GRAND|SOUS)?-?TOTAL|SUM|(GESAMT)?SUMME|ИТОГО|ВСЕГО):?")

Found = tuple[str, Literal["error", "warning"]]
_OF_MONTH: Found = ("total_of_month", "error")
_OF_INDICATOR: Found = ("total_of_indicator", "warning")


def check(
    totals: Sequence[Line], rows: Sequence[Line], cells: Sequence[Cell], catalog: Catalog, wrong: Collection[int]
) -> Iterator[Issue]:
    """A warning for each figure of a control row that is no sum of the rows it may cover.

    These are the rows since the last control row or until the next one, or all above or below. Nothing is said of a
    column of which a figure could not be read (``wrong``: the lines with errors), or of which two are the same cell's.
    """
    columns: dict[int, dict[tuple[str, ...], Cell]] = defaultdict(dict)
    unread = _unread(rows, cells, wrong) if totals else set()
    for cell in cells if totals else ():
        first = columns[cell.row.column].setdefault(cell.row.cell, cell)
        if first is not cell and len(cell.row.period) > 4:
            unread.add(cell.row.column)
    months = _by_month(totals, rows)
    ends = [0, *(line.number for line in totals), max((line.number for line in totals), default=0) + MOST_ROWS]
    for line, before, after in zip(totals, ends, ends[2:], strict=False):
        spanned = any(map(span, filter(plain, line.own)))
        said = [cell for cell in line.own if plain(cell)]
        unnamed = all(isinstance(numbers.read(plain(cell)), Number) for cell in said)
        if spanned or unnamed or any(_SUM.fullmatch(normal(cell)) or groups.is_whole_year(cell) for cell in said):
            its = set[int]().union(*(months[key] for key in enumerate(map(plain, line.own)) if key in months))
            for place, text in enumerate(line.own):
                own = list(columns.get(place + 1, {}).values())
                if spanned and len({cell.row.scope for cell in own}) > 1:
                    continue  # the quarter of which of them
                if (
                    own
                    and plain(text)
                    and place + 1 not in unread
                    and (issue := _differs(line, place, own, (before, after, its), catalog))
                ):
                    yield issue


def _unread(rows: Sequence[Line], cells: Sequence[Cell], wrong: Collection[int]) -> set[int]:
    """The columns of which a row with an error holds something that was not read."""
    read = {(cell.row.line, cell.row.column) for cell in cells}
    failed = (line for line in rows if line.number in wrong)
    filled = ((line.number, place) for line in failed for place, cell in enumerate(line.cells, 1) if plain(cell))
    return {place for number, place in filled if (number, place) not in read}


def of_nothing(
    totals: Sequence[Line], rows: Sequence[Line], cells: Sequence[Cell], names: Vocabulary
) -> Iterator[Issue]:
    """A total of a month or of an indicator that no row of figures is of, so that it may be the figure itself.

    2022年9月合计 among no rows of September is refused; that 处理矿量累计 is left out is asked.
    """
    known = {cell.row.indicator for cell in cells}
    for line in totals:
        place = next((place for place, cell in enumerate(line.own) if plain(cell)), 0)
        text = plain(line.cells[place])
        if not (found := _NAMED.fullmatch(normal(text))) or not (said := _named(base := found[1] or found[3], names)):
            continue
        if said in known:
            continue
        others = {plain(row.cells[place]) for row in rows if place < len(row.cells)}
        if not any(_same(said, other) for each in others if (other := _named(each, names))):
            of_month = isinstance(said, Month)
            told = {"name": shown(base)}
            at = f"{letters(place)}{line.number}"
            code, severity = _OF_MONTH if of_month else _OF_INDICATOR
            yield Issue(code, severity, line.number, found=shown(text), args=dict(told), cell=at)


def _named(text: str, names: Vocabulary) -> Month | str:
    """The month or the indicator (its key) that a cell names; '' for neither."""
    month = Periods(_ANY, {}, 0).read(text)
    if isinstance(month, Month):
        return month
    meaning = names.meaning(text)
    return meaning.indicator.key if meaning and meaning.indicator else ""


def _same(said: Month | str, other: Month | str) -> bool:
    """Whether two are one; a month without its year is that of any."""
    if isinstance(said, Month) and isinstance(other, Month) and _ANY in (said.year, other.year):
        return said.number == other.number
    return said == other


def _by_month(totals: Sequence[Line], rows: Sequence[Line]) -> dict[tuple[int, str], set[int]]:
    """The rows by the column and the text of a month that control rows say too: those of 2022-08 of its own 合计."""
    said = {(place, plain(cell)) for line in totals for place, cell in enumerate(line.own) if is_period(cell)}
    found: dict[tuple[int, str], set[int]] = {key: set() for key in said if not key[1].isdigit()}
    places = {place for place, _ in found}
    for row in rows if places else ():
        for place in places & set(range(len(row.cells))):
            if (key := (place, plain(row.cells[place]))) in found:
                found[key].add(row.number)
    return found


def _differs(
    line: Line, place: int, own: list[Cell], among: tuple[int, int, set[int]], catalog: Catalog
) -> Issue | None:
    """``among``: the control rows before and behind, and the rows of the same month."""
    said = plain(line.cells[place])
    total = numbers.read(said)
    if not isinstance(total, Number) or total.qualifier != "eq" or total.percent:
        return None
    above = [cell for cell in own if cell.row.line < line.number]
    below = [cell for cell in own if cell.row.line > line.number]
    since = [cell for cell in above if cell.row.line > among[0]]
    until = [cell for cell in below if cell.row.line < among[1]]
    same = [cell for cell in own if cell.row.line in among[2]]
    sums = [_sum(covered, total, catalog) for covered in (same, since, until, above, below) if covered]
    known = [found for found in sums if found]
    if len(known) < len(sums) or any(abs(value - total.value) <= slack for value, slack in known):
        return None
    told = {"total": shown(said), "sum": f"{known[0][0]:f}"}
    at = f"{letters(place)}{line.number}"
    return Issue("total_differs", "warning", line.number, own[0].heading, shown(said), told, cell=at)


def against(said: str, cells: Sequence[Cell], catalog: Catalog) -> str:
    """What cells add up to where that is not the control sum ``said``; '' where it is, or cannot be told."""
    total = numbers.read(said)
    if not isinstance(total, Number) or total.qualifier != "eq" or total.percent:
        return ""
    found = _sum(cells, total, catalog)
    return f"{found[0]:f}" if found and abs(found[0] - total.value) > found[1] else ""


def _sum(covered: Sequence[Cell], total: Number, catalog: Catalog) -> tuple[Decimal, Decimal] | None:
    """The sum in the unit it is written in, and what rounding leaves open; None for what is never added."""
    first = covered[0].row
    indicator = catalog.indicators[first.indicator]
    if not indicator.amount or len({(_stem(c, catalog), c.row.kind, c.unit) for c in covered}) > 1:
        return None
    top = [cell for cell in covered if not _has_parent(cell, covered, catalog)]
    read = [numbers.read(cell.found) for cell in top]
    known = [number for number in read if isinstance(number, Number) and number.qualifier == "eq"]
    if len(known) < len(read) or any(number.unit != total.unit for number in known):
        return None
    value = sum((number.value for number in known), Decimal(0))
    if len(known) == 1:  # one of the two is the other rounded: 87 is no 87.5
        return value, max(_half(known[0]), _half(total)) - Decimal("1e-12")
    rounded = covered[0].unit or any(_half(number) < Decimal("0.5") for number in (*known, total))
    if not rounded:
        return value, Decimal(0)  # whole tonnes and kilowatt-hours add up as they stand
    return value, sum((_half(number) for number in known), _half(total))


def _stem(cell: Cell, catalog: Catalog) -> str:
    """What each brand reports under a name of its own is added up as one: 智能化·亮出差距数, 矿量·亮出差距数."""
    indicator = catalog.indicators[cell.row.indicator]
    return indicator.key.removeprefix(f"{indicator.brand}_")


def _half(number: Number) -> Decimal:
    exponent = number.value.as_tuple().exponent
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


def _has_parent(cell: Cell, covered: Sequence[Cell], catalog: Catalog) -> bool:
    """Whether a scope above is reported beside it: 全厂 among its lines is not added to them."""
    above, period = catalog.scopes[cell.row.scope].parent, cell.row.period
    scopes = {c.row.scope for c in covered if c.row.period == period}
    while above:
        if above in scopes:
            return True
        above = catalog.scopes[above].parent
    return False
