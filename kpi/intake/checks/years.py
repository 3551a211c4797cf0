"""Years that a slip of the finger made: 2002 among months of 2022, and actuals of months that have not begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from kpi.intake.headings.cells import Cell
from kpi.model import PLANS, Book
from kpi.period import Calendar, Month
from kpi.reading import Issue

FAR = 2
"""So many years apart a plant's figures may well be; a year further from all others is asked about."""


def check(cells: Sequence[Cell], book: Book | None, today: date | None) -> Iterator[Issue]:
    """An error for each month ahead of ``today`` (None: nobody says what day it is), a warning for each lone year.

    Neither quotes the figure: what is wrong stands beside it.
    """
    ahead = set[tuple[str, str]]()
    calendar = book.calendar if book else Calendar()
    for cell in cells:
        row = cell.row
        if today is None or row.kind != "actual" or len(row.period) != 7 or (row.sheet, row.period) in ahead:
            continue
        if calendar.first_day(Month.parse(row.period)) > today:
            ahead.add((row.sheet, row.period))
            yield replace(cell.issue("month_ahead", "error", month=row.period), found="")
    yield from _lone([cell for cell in cells if (cell.row.sheet, cell.row.period) not in ahead], book)


def _lone(cells: Sequence[Cell], book: Book | None) -> Iterator[Issue]:
    """The year of most months is the file's own, unless something was published and it is far from all of that."""
    months: dict[int, dict[str, Cell]] = defaultdict(dict)
    for cell in cells:
        if cell.row.kind in ("actual", *PLANS) and len(cell.row.period) == 7:
            months[int(cell.row.period[:4])].setdefault(cell.row.period, cell)
    known = {int(period[:4]) for _, _, period in book.actuals} if book else set()
    own = max(months, key=lambda year: (len(months[year]), year), default=0)
    for year in sorted(months.keys() - known):
        others = (months.keys() | known) - {year}
        gap = min((abs(year - other) for other in others), default=0)
        if gap > FAR and (year != own or known):
            cell, said = next(iter(months[year].values())), _spans(sorted(others))
            yield replace(cell.issue("year_apart", year=str(year), others=said, gap=gap), found="")


def _spans(years: Sequence[int]) -> str:
    """2019、2021–2022."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
