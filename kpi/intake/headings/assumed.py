"""The year and the month that were taken for granted: the title's for a bare 9月, October for 2022.1."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.intake.carriers.table import Line
from kpi.intake.headings import columns, contradicted
from kpi.intake.words import cleaning, madeon, periods
from kpi.intake.words.cleaning import plain
from kpi.reading import Issue


def year(months: Sequence[str], above: tuple[Sequence[str], str], sheet: str, name: str) -> tuple[int, list[Issue]]:
    """The year a bare 9月 belongs to, from the table's corner, the titles (``above``), else from the file's name.

    Said whenever it is used.
    """
    if not any(map(periods.is_bare, set(months))):
        return 0, []
    titles, corner = above
    around_it = (("year_from_corner", [corner]), ("year_from_title", titles), ("year_from_sheet", [sheet]))
    for code, texts in (*around_it, ("year_from_name", [name])):
        years = periods.years_said(madeon.told(texts))
        if len(years) == 1:
            own = years.pop()
            told = Issue(code, "warning", args={"year": str(own)})
            return own, [told, *(contradicted.year(own, name) if code != "year_from_name" else ())]
        if years:
            break
    return 0, []


def dotted(reader: periods.Periods, rows: Sequence[Line], layout: columns.Layout) -> list[Issue]:
    """Which month each ``2022.1`` was taken for, to be confirmed."""
    column, issues = layout.fields["month"], []
    for year, number in sorted(reader.dotted.items()):
        line = next(line for line in rows if plain(line.cells[column]) == f"{year}.1")
        heading = cleaning.shown(plain(line.under)) or layout.headings[column]
        issues.append(Issue("dotted_month", "warning", line.number, heading, f"{year}.1",
                            {"month": f"{year}-{number:02d}"}))  # fmt: skip
    return issues
