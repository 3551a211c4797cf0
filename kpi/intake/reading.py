"""The way of a file: bytes, text, table, headings, cells, checks; each step only when the one before held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpi import words
from kpi.intake import (
    around,
    body,
    cells,
    checks,
    choosing,
    cleaning,
    columns,
    finding,
    overlay,
    periods,
    shapes,
    sources,
    table,
    units,
    vocabulary,
)
from kpi.intake.around import Outside
from kpi.intake.cleaning import plain
from kpi.intake.finding import Found
from kpi.intake.sheet import Sheet
from kpi.intake.table import Line
from kpi.model import Book, Catalog
from kpi.reading import Issue, LeftOut, Reading
from kpi.unit import LANGS, Sentence, Words

MOST_ALIKE = 200
"""Issues of one code that are listed one by one; the rest are counted."""


def read(
    data: bytes,
    name: str,
    catalog: Catalog,
    book: Book | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    corrections: overlay.Corrections = (),
) -> Reading:
    """Everything a report file says, and everything wrong with it; never raises for what a file may hold.

    Errors mean that nothing of the file may be stored. ``book`` is what was published before: history and
    cross-checks look there for what the file does not say itself. ``sheet`` and ``encoding`` are the user's choice,
    ``mapping`` what he says unknown names mean, ``corrections`` what stands in wrong cells (`kpi.intake.overlay`).
    """
    names = overlay.mapped(vocabulary.of(catalog), mapping or {})
    opened = sources.open_(data, names.knows, encoding)
    if isinstance(opened, Issue):
        return _reading(name, issues=[opened])
    opened = replace(opened, sheets=tuple(overlay.corrected(each, corrections) for each in opened.sheets))
    chosen = choosing.choose(opened, names, name, sheet)
    if isinstance(chosen, choosing.Refused):
        reading = _reading(name, issues=[chosen.issue])
        shown = opened.sheets[0] if opened.encoding else chosen.sheet
    else:
        reading = _read_table(chosen.found, name, names, book, (opened.epoch, chosen.sheet))
        shown = chosen.sheet
        reading = replace(reading, issues=(*reading.issues, *chosen.warnings(name)), said=(*chosen.said, *reading.said))
    head = tuple(tuple(map(cleaning.shown, line.cells)) for line in (shown.lines[:20] if shown else ()))
    sheets = tuple(each.name for each in opened.sheets) if not opened.encoding else ()
    picked = shown.name if shown and not opened.encoding else ""
    reading = _on_sheet(reading, picked)
    return replace(
        reading, encoding=opened.encoding, delimiter=opened.delimiter, head=head, sheet=picked, sheets=sheets
    )


def _on_sheet(reading: Reading, sheet: str) -> Reading:
    """The same with the sheet on every row and issue."""
    if not sheet:
        return reading
    rows = tuple(replace(row, sheet=sheet) for row in reading.rows)
    return replace(reading, rows=rows, issues=tuple(replace(issue, sheet=sheet) for issue in reading.issues))


def _read_table(
    got: Found, name: str, names: vocabulary.Vocabulary, book: Book | None, of: tuple[date, Sheet]
) -> Reading:
    found, shape, (epoch, sheet) = got.table, got.shape, of
    if shape:
        if problem := finding.split_heading(found, shape, names):
            return _reading(name, issues=[problem])
    else:
        if problem := table.two_headings(found, names):
            return _reading(name, issues=[problem])
        found = table.with_units(found, names)
    if problem := finding.second_heading(found, shape, names):
        return _reading(name, issues=[problem])
    sorted_out = body.sort_out(found, names)
    header, rows = found.header, sorted_out.rows
    if shape:
        header, rows = shapes.melt(shape, rows, names)
    layout = columns.match(header, rows, names)
    left_out = (*sorted_out.left_out, *layout.left_out)
    if any(issue.severity == "error" for issue in layout.issues):
        return _reading(name, issues=layout.issues, left_out=left_out)
    titles = [title.text for title in found.titles]
    months = [line.cells[layout.fields["month"]] for line in rows]
    years, asked = _assumed_year(months, titles, sheet.name, name)
    if shape and shape.month_from:
        asked.append(Issue(shape.month_from, "warning", args={"month": shape.month}))
    outside = Outside(tuple(titles), sheet.name, name)
    scope, told = ("", "") if "scope" in layout.fields else around.scope(outside, names)
    if scope:
        asked.append(Issue(told, "warning", args={"scope": names.catalog.scopes[scope].name}))
    kind, told = around.kind(outside)
    if told and _kind_unsaid(shape, layout):
        asked.append(Issue(told, "warning"))
    reader = periods.of_column(months, years, book.calendar.closing_day if book else 0, epoch)
    stated = units.of_titles(cell for title in found.titles for cell in title.own)
    got_cells = cells.read(rows, layout, reader, stated, names, scope, kind)
    got_cells.issues += sorted_out.issues
    checked = checks.check(got_cells, names.catalog, book)
    issues = [*layout.issues, *asked, *_dotted(reader, rows, layout), *got_cells.issues, *checked.issues]
    good = tuple(cell.row for cell in checked.cells)
    return replace(_reading(name, issues=issues, left_out=left_out, said=got_cells.said.values()), rows=good)


def _kind_unsaid(shape: shapes.Shape | None, layout: columns.Layout) -> bool:
    """Whether some figure has neither a heading nor a cell of its row that says plan or actual."""
    if shape:
        return not shape.kinds_in_rows and not all(column.kind for column in shape.columns)
    return "kind" not in layout.fields and not all(column.kind for column in layout.figures)


def _assumed_year(months: Sequence[str], titles: Sequence[str], sheet: str, name: str) -> tuple[int, list[Issue]]:
    """The year a bare 9月 belongs to, from the titles, else from the file's name; said whenever it is used."""
    if not any(periods.is_bare(text) for text in months):
        return 0, []
    for code, texts in (("year_from_title", titles), ("year_from_sheet", [sheet]), ("year_from_name", [name])):
        years = periods.years_said(texts)
        if len(years) == 1:
            year = years.pop()
            return year, [Issue(code, "warning", args={"year": str(year)})]
        if years:
            break
    return 0, []


def _dotted(reader: periods.Periods, rows: Sequence[Line], layout: columns.Layout) -> list[Issue]:
    """Which month each ``2022.1`` was taken for, to be confirmed."""
    column, issues = layout.fields["month"], []
    for year, number in sorted(reader.dotted.items()):
        line = next(line for line in rows if plain(line.cells[column]) == f"{year}.1")
        heading = cleaning.shown(plain(line.under)) or layout.headings[column]
        issues.append(Issue("dotted_month", "warning", line.number, heading, f"{year}.1",
                            {"month": f"{year}-{number:02d}"}))  # fmt: skip
    return issues


def _reading(
    name: str, *, issues: Iterable[Issue], left_out: Iterable[LeftOut] = (), said: Iterable[Sentence] = ()
) -> Reading:
    listed = [replace(issue, file=name) for issue in counted(issues)]
    return Reading(
        name,
        (),
        tuple(sorted(listed, key=lambda issue: (issue.code == "more_alike", issue.line or 0, issue.severity))),
        tuple(sorted(left_out, key=lambda out: out.line)),
        said=tuple(said),
    )


def counted(issues: Iterable[Issue]) -> Iterable[Issue]:
    """At most `MOST_ALIKE` issues of one code, then how many more there are."""
    counts: Counter[str] = Counter()
    first: dict[str, Issue] = {}
    for issue in issues:
        counts[issue.code] += 1
        first.setdefault(issue.code, issue)
        if counts[issue.code] <= MOST_ALIKE:
            yield issue
    for code, count in counts.items():
        if count > MOST_ALIKE:
            told: dict[str, str | int | Words] = {
                "count": count - MOST_ALIKE,
                "alike": code,
                "example": _briefly(first[code]),
            }
            yield Issue("more_alike", first[code].severity, args=told)


def _briefly(problem: Issue) -> Words:
    """What is wrong, without what to do about it."""
    zh, en = (re.split(r"。|\. |\.$", words.issue(lang, problem), maxsplit=1)[0] for lang in LANGS)
    return Words(zh, en)
