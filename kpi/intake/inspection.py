"""What any table file holds, told without a catalogue: encoding, sheet, headings, rows, periods, what is no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from kpi import words
from kpi.headings import normal
from kpi.intake import choosing
from kpi.intake.carriers import sources
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import groups
from kpi.intake.reading import counted
from kpi.intake.tables import aligned, decimals, ends, halves, preambles, sheets, spans, structure, suspects
from kpi.intake.tables.structure import Grid
from kpi.intake.tables.tables import ALL
from kpi.intake.words import madeon
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.kindwords import KINDS
from kpi.intake.words.vocabulary import FIELDS
from kpi.reading import Issue, LeftOut

_FAR = 5
"""A sheet with this many times the figures of every other is the one meant; a table with so many fewer is not."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A table as its file holds it; rows are counted from 1 as the user sees them in the file.

    ``rows`` is the number of data rows, ``columns`` the headings as written, their levels joined with a stroke,
    ``periods`` the months (2022-09), quarters (2022-Q3), half years (2022-H1), years (2022), weeks (2022-W36) or days
    (2022-09-30) it speaks of, in the order of the file; other spans of days are told as 2022-09-05/2022-09-11.
    """

    name: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    periods: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    issues: tuple[Issue, ...] = ()
    data: tuple[Line, ...] = ()
    """The data rows, cut to the table's columns."""


def inspect(
    data: bytes, name: str, *, sheet: str | None = None, table: str | None = None, encoding: str | None = None
) -> Inspection:
    """Read any table file; never raises for what a file may hold.

    ``sheet``, ``table`` (its corner, such as A3) and ``encoding`` are the user's choice.
    """
    found = sources.open_(data, _known(), encoding)
    if isinstance(found, Issue):
        return Inspection(name, issues=(replace(found, file=name),))
    if sheet is not None and (problem := choosing.unknown(found, sheet)):
        return Inspection(name, sheets=_names(found), issues=(replace(problem, file=name),))
    chosen, issues = _choose(found, sheet)
    issues += [Issue("encoding_guessed", "warning", args={"encoding": found.encoding})] if found.guessed else []
    seen = Inspection(name, found.encoding, found.delimiter, "" if found.encoding else chosen.name, _names(found))
    if chosen.problem:
        return replace(seen, issues=tuple(_placed([*issues, chosen.problem], name, "")))
    if found.encoding:
        chosen = replace(chosen, lines=ends.uncut(chosen.lines, found.delimiter))
    grids = structure.find(chosen.lines, numbered=not found.encoding)
    if found.encoding and (cut := _at_blanks(chosen, found, grids)):
        chosen, seen, grids = cut, replace(seen, delimiter=" "), structure.find(cut.lines, numbered=False)
    elif found.encoding and not grids and (lines := aligned.headed(chosen.lines)):
        chosen, grids = replace(chosen, lines=lines), structure.find(lines, numbered=False)
    if not (grids := grids or decimals.find(chosen.lines, numbered=not found.encoding)):
        return replace(seen, issues=(*_placed([*issues, Issue("no_table")], name, seen.sheet),))
    if table not in (None, ALL) and not any(normal(grid.corner) == normal(table or "") for grid in grids):
        known = {"tables": "、".join(grid.corner for grid in grids)}
        return replace(seen, issues=(Issue("table_unknown", found=table or "", args=known, file=name),))
    return _told(seen, found, chosen, _first(preambles.without(grids) if table is None else grids, table), issues)


def _at_blanks(sheet: Sheet, found: Opened, grids: Sequence[Grid]) -> Sheet | None:
    """The rows of a text cut at their blanks, where no sign parts a table of figures and blanks evidently do."""
    cut = () if any(grid.figures for grid in grids) else aligned.parted(sheet.lines, found.delimiter)
    return replace(sheet, lines=cut) if cut else None


def as_json(found: Inspection) -> dict[str, Any]:
    """The inspection as programs get it."""
    return {
        "encoding": found.encoding or None,
        "delimiter": found.delimiter or None,
        "sheet": found.sheet or None,
        "header_rows": list(found.header_rows),
        "columns": list(found.columns),
        "rows": found.rows,
        "periods": list(found.periods),
        "left_out": [{"row": left.line, "kind": left.kind, "text": left.text} for left in found.left_out],
        "issues": [words.issue_json(issue) for issue in found.issues],
    }


def _first(grids: Sequence[Grid], table: str | None) -> tuple[Grid, ...]:
    """The table to tell of, then the others: the one chosen, else the first that is no scrap and no block above one."""
    most = max(each.figures for each in grids) if len(grids) > 1 else 0
    chosen = next((grid for grid in grids if normal(grid.corner) == normal(table or "")), None)
    told = [each for n, each in enumerate(grids) if not preambles.above(each, grids[n + 1 :])]
    grid = chosen or next(each for each in told if not most or each.figures * _FAR >= most or each is told[-1])
    return grid, *(each for each in grids if each is not grid)


def _told(seen: Inspection, found: Opened, sheet: Sheet, grids: Sequence[Grid], issues: list[Issue]) -> Inspection:
    grid = grids[0]
    titles = [madeon.without(line.text) for line in sheet.lines if line.number < grid.heading.rows[0].number]
    read = spans.read(grid, titles, (seen.sheet, seen.name), found.epoch)
    issues += choosing.unseen(sheet, seen.name)
    if len(grids) > 1:
        others = "、".join(each.corner for each in grids if each is not grid)
        told: dict[str, Arg] = {"count": len(grids), "place": grid.corner, "places": others}
        issues.append(Issue("several_tables", "warning", args=told))
    issues += (*read.issues, *halves.asked(grid))
    issues += [] if grid.rows else [Issue("no_table", "warning")]
    for each in grids:
        dated = read.column if each is grid else None
        issues += suspects.find(each, dated)
    if found.encoding:
        issues += suspects.misfits(grid, sheet.lines)
    return replace(
        seen,
        header_rows=tuple(row.number for row in grid.heading.rows),
        columns=tuple(shown(name, longest=200) for name in grid.names),
        rows=len(grid.rows),
        periods=read.periods,
        left_out=tuple(sorted(_left_out(grids, sheet), key=lambda left: left.line)),
        issues=tuple(_placed(issues, seen.name, seen.sheet)),
        data=tuple(_within(line, grid.columns) for line in grid.rows),
    )


def _within(line: Line, columns: Sequence[int]) -> Line:
    """A data row cut to the table's columns."""
    if not line.repeated and tuple(columns) == tuple(range(len(line.cells))):
        return line
    cells = tuple(line.cells[place] if place < len(line.cells) else "" for place in columns)
    return replace(line, cells=cells, repeated=frozenset())


def _left_out(grids: Sequence[Grid], sheet: Sheet) -> Iterator[LeftOut]:
    """Everything on the sheet that is not in the table: its own, rows above and below, columns beside it."""
    grid = grids[0]
    yield from grid.left_out
    others = frozenset(number for other in grids[1:] for number in other.taken)
    first = grid.heading.rows[0].number
    beside: set[int] = set()
    own = frozenset(grid.columns)
    for line in sheet.lines:
        if line.number in grid.taken:
            before = any(map(plain, line.own[: grid.columns[0]])) and not any(map(plain, line.own[grid.columns[0] :]))
            if before:  # words at the left of a table that begins further right
                yield LeftOut(line.number, "title" if line.number < first else "note", line.text)
            elif not own.issuperset(range(len(line.cells))):
                cells = {n: cell for n, cell in enumerate(line.own) if n not in own and plain(cell)}
                units = [n for n, cell in cells.items() if line.number <= first and groups.states_unit(cell)]
                yield from (LeftOut(line.number, "note", shown(plain(cells[n]))) for n in units)
                beside |= cells.keys() - {*units}
        elif line.text:
            beyond: Literal["title", "note"] = "title" if line.number < first else "note"
            yield LeftOut(line.number, "table" if line.number in others else beyond, line.text)
    for _, run in groupby(enumerate(sorted(beside)), key=lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        yield LeftOut(first, "column", f"{letters(places[0])}:{letters(places[-1])}")


def _choose(found: Opened, wanted: str | None) -> tuple[Sheet, list[Issue]]:
    """The sheet to look at, and an issue when others would do as well."""
    if wanted not in (None, ALL) and not found.encoding:
        return next(sheet for sheet in found.sheets if choosing.same(sheet.name, wanted or "")), []
    seen = [sheet for sheet in found.sheets if not sheet.hidden] or list(found.sheets)
    if len(seen) == 1:
        return seen[0], []
    grids = {sheet.name: structure.find(sheet.lines, numbered=not found.encoding) for sheet in seen}
    sizes = {sheet.name: sheets.figures(grids[sheet.name]) for sheet in seen}
    best = max(seen, key=lambda sheet: sizes[sheet.name])
    called = [sheet for sheet in seen if sizes[sheet.name] and sheets.reports(sheet, grids[sheet.name])]
    called = [] if best in called else called
    rivals = [sheet for sheet in seen if sheet in called or sizes[sheet.name] * _FAR > sizes[best.name] > 0]
    if sizes[best.name] == 0:
        rows = {name: sum(len(grid.rows) for grid in each) for name, each in grids.items()}
        listed = max(seen, key=lambda sheet: rows[sheet.name])  # a timetable, a list of names
        other = next((sheet for sheet in seen if sheet.lines or sheet.problem), best)
        return listed if rows[listed.name] else other, []
    if len(rivals) == 1:
        return best, []
    return next(iter(called), rivals[0]), [Issue("sheet_ambiguous", "warning", args={"sheets": choosing.named(rivals)})]


def _placed(issues: Sequence[Issue], file: str, sheet: str) -> Iterator[Issue]:
    listed = [replace(issue, file=file, sheet=sheet) for issue in counted(issues)]
    yield from sorted(listed, key=lambda issue: (issue.code == "more_alike", issue.line or 0))


def _names(found: Opened) -> tuple[str, ...]:
    return () if found.encoding else tuple(sheet.name for sheet in found.sheets)


def _known() -> Any:
    """Knows the headings that all reports share."""
    everyday = {normal(word) for table in (FIELDS, KINDS) for said in table.values() for word in said.split()}
    return lambda cell: normal(cell) in everyday
