"""The user's own workbook with its bad cells marked: filled, with what to do in a comment, and listed on a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from kpi import rewritten, words, workbook
from kpi.intake import overlay
from kpi.intake.carriers import ownlist, package, sources, xlsx
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import Line, letters
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, singly
from kpi.unit import Lang

RED, AMBER, GREEN = (PatternFill("solid", fgColor=color) for color in ("F8B4AE", "FFE08A", "C9E7CB"))
_PLACE = re.compile(r"[A-Z]{1,3}\d{1,7}")
_MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """A workbook to take away; ``whole`` when it is the user's own with all its formats, not a copy of the cells."""

    name: str
    data: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One problem and the cell it stands in: sheet and, from 1, row and column; 0 for those of the whole file."""

    sheet: str
    row: int
    column: int
    issue: Issue


def mark(
    data: bytes,
    name: str,
    issues: Sequence[Issue],
    lang: Lang,
    names: Vocabulary,
    *,
    encoding: str | None = None,
    corrections: overlay.Corrections = (),
) -> Marked | Issue:
    """The workbook with every problem marked in the reader's language, or why the file cannot be opened at all.

    Corrections made on the page are put in. Text files and .xls come back as .xlsx with the same cells as texts.
    """
    opened = sources.open_(data, names.knows, encoding)
    if isinstance(opened, Issue):
        return replace(opened, file=name)
    own = [issue for issue in singly(issues) if issue.file in ("", name)]
    rows = {sheet.name: {line.number: line for line in sheet.lines} for sheet in opened.sheets}
    marks = [_mark(issue, opened, rows) for issue in own]
    book = None if opened.encoding or package.kind(data) != "xlsx" else rewritten.own(data)
    made = book or rewritten.copied(opened)
    sheets = {sheet.name: made.worksheets[place] for place, sheet in enumerate(opened.sheets) if not opened.encoding}
    sheets = sheets or {"": made.worksheets[0]}
    if book is not None:
        sheets = {sheet.title: sheet for sheet in made.worksheets}
    amended = [_amend(sheets[sheet.name], sheet, corrections, lang) for sheet in opened.sheets if sheet.name in sheets]
    for each in marks:
        if each.row and each.sheet in sheets:
            _paint(sheets[each.sheet].cell(each.row, each.column or 1), each.issue, lang)
    _list(made, marks, lang)
    saved = workbook.saved(made)
    if book is not None and not any(amended):
        saved = rewritten.with_results(saved, xlsx.results(data), [sheet.title for sheet in made.worksheets])
    return Marked(called(name, lang), saved, book is not None)


def listed(name: str, issues: Sequence[Issue], lang: Lang) -> Marked:
    """Only the list of the problems, for a file that cannot be marked itself."""
    book = Workbook()
    book.remove(book.active)
    _list(book, [Mark(issue.sheet, issue.line or 0, 0, issue) for issue in singly(issues)], lang)
    return Marked(called(name, lang), workbook.saved(book), False)


def called(name: str, lang: Lang) -> str:
    """The name of the marked copy of a file."""
    stem = re.sub(r"\.[^.]{1,5}$", "", name)[:_MOST_NAME]
    return words.say(lang, "marked.name", file=stem) + ".xlsx"


def _mark(issue: Issue, opened: Opened, rows: Mapping[str, Mapping[int, Line]]) -> Mark:
    """Where a problem stands; one of a row without a cell of its own at the row's first filled cell."""
    sheet = next((sheet for sheet in opened.sheets if sheet.name == issue.sheet), None)
    if sheet is None and opened.encoding:
        sheet = opened.sheets[0]
    if _PLACE.fullmatch(issue.cell):
        column, row = coordinate_from_string(issue.cell)
        return Mark(sheet.name if sheet else issue.sheet, row, column_index_from_string(column), issue)
    if sheet is None or issue.line is None:
        return Mark(issue.sheet, issue.line or 0, 0, issue)
    line = rows[sheet.name].get(issue.line)
    return Mark(sheet.name, issue.line, _column(line, issue) if line else 0, issue)


def _column(line: Line, issue: Issue) -> int:
    for said in (issue.found, issue.column):
        for place, cell in enumerate(line.cells):
            if said and said in (shown(cell), shown(plain(cell))):
                return place + 1
    return next((place + 1 for place, cell in enumerate(line.own) if plain(cell)), 0)


def _paint(cell: Cell | MergedCell, issue: Issue, lang: Lang) -> None:
    """Fill a cell and say what is wrong in its comment, below what others have said there."""
    cell = _anchor(cell)
    severity = words.say(lang, f"upload.{issue.severity}")
    _say(cell, words.say(lang, "marked.comment", kind=severity, said=words.issue(lang, issue)))
    if issue.severity == "error" or cell.fill != RED:
        cell.fill = RED if issue.severity == "error" else AMBER


def _say(cell: Cell, said: str) -> None:
    before = f"{cell.comment.text}\n" if cell.comment else ""
    said = " ".join(workbook.printable(said).splitlines())  # one line, known by how it begins when it comes back
    cell.comment = Comment((before + said)[:2000], ownlist.AUTHOR, height=120, width=320)


def _anchor(cell: Cell | MergedCell) -> Cell:
    """The cell that shows a merged range."""
    if isinstance(cell, MergedCell):
        for span in cell.parent.merged_cells.ranges:
            if cell.coordinate in span:
                return cell.parent.cell(span.min_row, span.min_col)
    return cell


def _amend(made: Worksheet, sheet: Sheet, corrections: overlay.Corrections, lang: Lang) -> bool:
    """Put the corrections in as the reader would; a merged range shows its first cell alone."""
    new, amended = overlay.corrected(sheet, corrections), False
    for old, line in zip(sheet.lines, new.lines, strict=True):
        for place, (before, meant) in enumerate(zip(old.cells, line.cells, strict=True) if old is not line else ()):
            cell = made.cell(old.number, place + 1)
            if before != meant and not isinstance(cell, MergedCell):
                workbook.put(cell, meant)
                cell.fill, amended = GREEN, True
                _say(cell, words.say(lang, "marked.mended", old=shown(before), new=meant))
    return amended


def _list(book: Workbook, marks: Sequence[Mark], lang: Lang) -> None:
    """The added sheet: 工作表, 行, 列, 实际值, 怎么改; nothing in it is ever run."""
    only = book.sheetnames[0] if len(book.sheetnames) == 1 else ""  # of several, the file's problems blame none
    sheet = book.create_sheet(_free(words.say(lang, "marked.list"), book.sheetnames))
    heads = ownlist.heads(lang)
    rows: list[list[workbook.Value]] = []
    for each in marks:
        place = " ".join(filter(None, (letters(each.column - 1) if each.column else "", each.issue.column)))
        rows.append([each.sheet or only, each.row or None, place, each.issue.found, words.issue(lang, each.issue)])
    workbook.heading(sheet, 1, heads)
    for number, row in enumerate(rows, start=2):
        workbook.append(sheet, number, row)
    workbook.widths(sheet, [heads, *rows])


def _free(name: str, taken: Sequence[str]) -> str:
    return next(said for n in range(1, 1000) if (said := name if n == 1 else f"{name} {n}") not in taken)
