"""The year and the month that were taken for granted: the title's for a bare 9月, October for 2022.1."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.intake.carriers.table import Line
from kpi.intake.grid import dates
from kpi.intake.headings import around, columns, contradicted, days
from kpi.intake.headings.around import Outside
from kpi.intake.words import cleaning, madeon, periods
from kpi.intake.words.cleaning import plain
from kpi.period import Month
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


def unclear(months: Sequence[str], outside: Outside) -> bool:
    """Whether nobody can tell the year of a bare 9月: others of its column say theirs, or it goes on behind 12月.

    The year is told where the titles, else the sheet's or the file's name say one month, no bare month is later, and
    all others are that month itself or an earlier year's: 本月, 9月, 2021年10月 under 2022年10月.
    """
    if dates.turns(months) or not dates.mixed(months):
        return dates.turns(months)
    (own, number), years = days.month_of(around.month(outside)[0]), around.years(outside)
    own = own or (next(iter(years)) if len(years) == 1 else 0)
    read = (periods.Periods(0, {}, 0).read(text) for text in months if not periods.is_bare(text))
    others = [month for month in read if isinstance(month, Month)]
    later = any(periods.number_of(text) > number for text in months if periods.is_bare(text))
    return not own or later or any(m.year >= own and (m.year, m.number) != (own, number) for m in others)


def dotted(reader: periods.Periods, rows: Sequence[Line], layout: columns.Layout) -> list[Issue]:
    """Which month each ``2022.1`` was taken for, to be confirmed."""
    column, issues = layout.fields["month"], []
    for year, number in sorted(reader.dotted.items()):
        line = next(line for line in rows if plain(line.cells[column]) == f"{year}.1")
        heading = cleaning.shown(plain(line.under)) or layout.headings[column]
        issues.append(Issue("dotted_month", "warning", line.number, heading, f"{year}.1",
                            {"month": f"{year}-{number:02d}"}))  # fmt: skip
    return issues
