"""The way of a file: bytes, text, table, headings, cells, checks; each step only when the one before held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kpi import words
from kpi.intake import body, cells, checks, columns, decode, periods, table, units, vocabulary
from kpi.intake.cleaning import plain
from kpi.intake.table import Line, Table
from kpi.model import Book, Catalog
from kpi.reading import Issue, LeftOut, Reading
from kpi.unit import LANGS, Sentence, Words

MOST_ALIKE = 200
"""Issues of one code that are listed one by one; the rest are counted."""


def read(data: bytes, name: str, catalog: Catalog, book: Book | None = None) -> Reading:
    """Everything a CSV or text file says, and everything wrong with it; never raises for what a file may hold.

    Errors mean that nothing of the file may be stored. ``book`` is what was published before: history and
    cross-checks look there for what the file does not say itself.
    """
    names = vocabulary.of(catalog)
    decoded = decode.decode(data, names.knows)
    if isinstance(decoded, Issue):
        return _reading(name, issues=[decoded])
    found = table.find(decoded.text, names)
    if isinstance(found, Issue):
        return replace(_reading(name, issues=[found]), encoding=decoded.encoding, head=table.head(decoded.text, ","))
    reading = _read_table(found, name, names, book)
    shown = table.head(decoded.text, found.delimiter)
    return replace(reading, encoding=decoded.encoding, delimiter=found.delimiter, head=shown)


def _read_table(found: Table, name: str, names: vocabulary.Vocabulary, book: Book | None) -> Reading:
    if problem := table.two_headings(found, names):
        return _reading(name, issues=[problem])
    found = table.with_units(found, names)
    sorted_out = body.sort_out(found, names)
    layout = columns.match(found.header, sorted_out.rows, names)
    left_out = (*sorted_out.left_out, *layout.left_out)
    if any(issue.severity == "error" for issue in layout.issues):
        return _reading(name, issues=layout.issues, left_out=left_out)
    titles = [title.text for title in found.titles]
    months = [line.cells[layout.fields["month"]] for line in sorted_out.rows]
    years, asked = _assumed_year(months, titles, name)
    reader = periods.of_column(months, years, book.calendar.closing_day if book else 0)
    stated = units.of_titles(cell for title in found.titles for cell in title.cells)
    got = cells.read(sorted_out.rows, layout, reader, stated, names)
    got.issues += sorted_out.issues
    checked = checks.check(got, names.catalog, book)
    issues = [*layout.issues, *asked, *_dotted(reader, sorted_out.rows, layout), *got.issues, *checked.issues]
    rows = tuple(cell.row for cell in checked.cells)
    return replace(_reading(name, issues=issues, left_out=left_out, said=got.said.values()), rows=rows)


def _assumed_year(months: Sequence[str], titles: Sequence[str], name: str) -> tuple[int, list[Issue]]:
    """The year a bare 9月 belongs to, from the titles, else from the file's name; said whenever it is used."""
    if not any(periods.is_bare(text) for text in months):
        return 0, []
    for code, texts in (("year_from_title", titles), ("year_from_name", [name])):
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
        issues.append(Issue("dotted_month", "warning", line.number, layout.headings[column], f"{year}.1",
                            {"month": f"{year}-{number:02d}"}))  # fmt: skip
    return issues


def _reading(
    name: str, *, issues: Iterable[Issue], left_out: Iterable[LeftOut] = (), said: Iterable[Sentence] = ()
) -> Reading:
    listed = [replace(issue, file=name) for issue in _counted(issues)]
    return Reading(
        name,
        (),
        tuple(sorted(listed, key=lambda issue: (issue.code == "more_alike", issue.line or 0, issue.severity))),
        tuple(sorted(left_out, key=lambda out: out.line)),
        said=tuple(said),
    )


def _counted(issues: Iterable[Issue]) -> Iterable[Issue]:
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
