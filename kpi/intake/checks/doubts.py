"""Figures that may well mean another number: no unit said, 861.000 for 861,000, a lone 860 among 870,000."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from kpi.headings import normal
from kpi.intake.checks import limits
from kpi.intake.checks.history import FAR, FEWEST, WINDOW
from kpi.intake.headings.cells import Cell
from kpi.intake.words import numbers, units
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.model import PLANS, Book, Catalog, Indicator
from kpi.period import Calendar, Month
from kpi.reading import Issue
from kpi.unit import Words

LEAST: Mapping[str, float] = {"t": 100, "kWh": 100_000, "kg": 10_000, "m³": 1000}
"""Below this a month's amount without a unit looks like one in 万吨, 万kWh or t; `MOST` likewise for 元."""
LEAST_DOSE = 1.0
"""g/t of a reagent: less than that without a unit looks like kg/t [GK]; a plausible range knows better."""
MOST: Mapping[str, float] = {"万元": 10_000}
MOST_STOPPED = 744.0
"""Hours of a month: more of what there is to be little of, and no unit said, looks like minutes."""
_HUGE = 100_000
"""So many 万吨 or 万kWh no plant has in a month; the title 300万吨选厂 puts nobody in doubt then."""
_SHARE = 0.1
"""Of what a scope can mill: less than that in t looks like 万吨."""
_DOTTED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_POINTED = re.compile(r"[+-]?\d+\.\d+", re.ASCII)
_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_LIMITED = re.compile(
    r"(?:计划|目标|任务|指标)[^,;。、]{0,10}?(?:>=|<=|[≥≧≮≤≦≯]|不[低少小高大多]于|不超过|[上下]限)|(?:均|为|按)[上下]限"
    r"|^(?:>=|<=|[≥≧≮≤≦≯]|不[低少小高大多]于|不超过|[上下]限)$"
)
_SCALED = ("t", "kg", "kWh", "m³")
Place = tuple[str, int | None, str]


def nearby(cells: list[Cell], texts: Sequence[str], catalog: Catalog, book: Book | None) -> list[Issue]:
    """A unit that stands somewhere around a table, where figures that have none may be meant in it.

    Those figures are asked here once; ``cells`` is changed so that nobody asks again.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    bare: dict[str, float] = {}
    for cell in cells:
        if cell.bare and not settled(cell, book):
            bare[cell.row.indicator] = min(abs(cell.row.value or 0.0), bare.get(cell.row.indicator, _HUGE))
    for indicator, least in ((catalog.indicators[key], least) for key, least in bare.items()):
        said = next(((text, unit) for text in texts if (unit := units.mentioned(indicator, text))), None)
        if said and (least < _HUGE or indicator.unit.factors[said[1]] < 1):
            found[said].append(indicator.key)
    issues = []
    for (text, unit), keys in found.items():
        own = [catalog.indicators[key] for key in keys]
        names = Words("、".join(i.name.zh for i in own), ", ".join(i.name.en for i in own))
        told: dict[str, Arg] = {"indicators": names, "unit": unit, "stored": own[0].unit.name}
        issues.append(Issue("unit_nearby", "warning", found=shown(plain(text)), args=told))
    issues += _limits(cells, texts)
    asked = {key for keys in found.values() for key in keys}
    cells[:] = [replace(c, bare=False) if c.row.indicator in asked else c for c in cells]
    return issues


def _limits(cells: Sequence[Cell], texts: Sequence[str]) -> Iterator[Issue]:
    """A title or a note that calls plans limits, 计划（≥） or 计划均为下限, where they were read as exact figures."""
    points = [cell for cell in cells if cell.row.kind == "plan"]
    notes = dict.fromkeys(cell.row.note for cell in points)
    said = next((text for text in (*texts, *notes) if _LIMITED.search(normal(text))), "") if points else ""
    if said:
        yield Issue("limit_nearby", "warning", found=shown(plain(said)))


def thousands(cells: Sequence[Cell], delimiter: str, book: Book | None) -> Iterator[Issue]:
    """The questions whether 12,345 and 12 345 are thousands."""
    yield from _decimal_commas(cells, delimiter)
    found = [cell for cell in cells if numbers.blanks(cell.found) and not settled(cell, book)]
    if found:
        joined = plain(found[0].found).replace(" ", "")
        yield found[0].issue("blank_thousands", joined=joined, count=len(found))


def _decimal_commas(cells: Sequence[Cell], delimiter: str) -> Iterator[Issue]:
    """The question whether 12,345 of a file whose cells semicolons part is 12345: so they are where commas are points.

    A point before decimals, or a second comma, shows that commas part thousands.
    """
    figures = [cell for cell in cells if cell.row.value is not None] if delimiter == ";" else []
    found = [cell for cell in figures if _COMMA.fullmatch(plain(cell.found))]
    sure = any("." in cell.found or (_COMMAS.fullmatch(plain(cell.found)) and cell not in found) for cell in figures)
    if found and not sure:
        joined = plain(found[0].found).replace(",", "")
        yield found[0].issue("comma_thousands", joined=joined, count=len(found))


def check(cells: Sequence[Cell], catalog: Catalog, book: Book | None, asked: Collection[Place]) -> Iterator[Issue]:
    """At most one question of each sort for a column of one indicator; none for cells that were ``asked`` about."""
    columns: dict[tuple[str, int, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.row.value and cell.row.kind != "action":
            columns[cell.row.sheet, cell.row.column, cell.row.indicator].append(cell)
    for column in columns.values():
        free = [c for c in column if (c.row.sheet, c.row.line, c.heading) not in asked and not settled(c, book)]
        if not free:
            continue
        if doubtful := _dotted(column, free, catalog):
            yield doubtful.issue("dot_thousands", joined=plain(doubtful.found).replace(".", ""))
        for cell in _lost(column, free):
            yield cell.issue("lost_thousands", other=next(c.found for c in column if _COMMAS.fullmatch(plain(c.found))))
        wrong = [c for c in free if c.bare and c is not doubtful and _unbelievable(c, catalog, book)]
        if wrong:
            unit = catalog.indicators[wrong[0].row.indicator].unit
            yield wrong[0].issue("unit_unsaid", unit=unit.name, count=len(wrong))


def _dotted(column: Sequence[Cell], free: Sequence[Cell], catalog: Catalog) -> Cell | None:
    """The first of a column whose points all stand before three digits; other decimals show that they are points."""
    unit = catalog.indicators[column[0].row.indicator].unit
    dotted = [c for c in free if _DOTTED.fullmatch(plain(c.found)) and _small(unit.key, c.unit)]
    pointed = [c for c in column if _POINTED.fullmatch(plain(c.found))]
    return dotted[0] if dotted and all(_DOTTED.fullmatch(plain(c.found)) for c in pointed) else None


def _small(stored: str, written: str) -> bool:
    """Whether thousandths of a unit are nothing that anybody reports: t, kg, 元; of 万吨 they are 10 t."""
    return (stored in _SCALED and written in ("", "公斤", "千克", "kg")) or written == "元"


def _lost(column: Sequence[Cell], free: Sequence[Cell]) -> list[Cell]:
    """The figures of one to three digits in a column that writes commas for thousands, a hundred times below it."""
    grouped = [abs(c.row.value) for c in column if c.row.value and _COMMAS.fullmatch(plain(c.found))]
    if not grouped:
        return []
    least = min(grouped) / 100
    return [c for c in free if plain(c.found).isdigit() and len(plain(c.found)) < 4 and abs(c.row.value or 0) < least]


def _unbelievable(cell: Cell, catalog: Catalog, book: Book | None) -> bool:
    unit, value = catalog.indicators[cell.row.indicator].unit.key, abs(cell.row.value or 0.0)
    least = _dose(catalog.indicators[cell.row.indicator]) or LEAST.get(unit, 0.0)
    if cell.row.indicator == limits.ORE and (rate := limits.capacity(catalog, cell.row.scope)):
        least = _SHARE * rate * (_days(cell.row.period, book) if len(cell.row.period) == 7 else 365)
    stopped = unit == "h" and catalog.indicators[cell.row.indicator].better == "lower"
    return value < least or value > (MOST_STOPPED if stopped else MOST.get(unit, float("inf")))


def _dose(indicator: Indicator) -> float:
    """The least that is used of a reagent in g/t; 0 for all else, a grade of gold among it."""
    used = indicator.unit.key == "g/t" and indicator.better == "lower" and indicator.plausible is None
    return LEAST_DOSE if used else 0.0


def _days(period: str, book: Book | None) -> int:
    month, calendar = Month.parse(period), book.calendar if book else Calendar()
    return (calendar.last_day(month) - calendar.first_day(month)).days + 1


def settled(cell: Cell, book: Book | None) -> bool:
    """Whether what was published within a year of it is of the same size, so that there is nothing to ask."""
    row = cell.row
    if book is None or row.value is None or len(row.period) != 7:
        return False
    at, near = _index(row.period), []
    for stored in (book.actuals, book.plans) if row.kind == "actual" or row.kind in PLANS else ():
        for step in range(at - WINDOW, at + WINDOW + 1):
            seen = stored.get((row.indicator, row.scope, f"{(step - 1) // 12}-{(step - 1) % 12 + 1:02d}"))
            near += [seen.value] if seen and seen.value else []
    return len(near) >= FEWEST and 1 / FAR < row.value / median(near) < FAR


def _index(period: str) -> int:
    month = Month.parse(period)
    return month.year * 12 + month.number
