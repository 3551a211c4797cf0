"""A report file as a workbook that can be written in: the user's own with all its formats, or a copy of its cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from kpi import workbook
from kpi.intake.carriers import ownlist
from kpi.intake.carriers.sheet import Sheet
from kpi.intake.carriers.sources import Opened
from kpi.intake.carriers.table import Line

_UNNAMED = "Sheet1"
"""The sheet of a text file: under another name it would say what nobody wrote."""
_UNSOUND = (
    zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
    EOFError, NotImplementedError, AssertionError, RecursionError, ArithmeticError,
)  # fmt: skip
"""What openpyxl raises for parts of a workbook that it does not understand; the cells are then copied as texts."""
_DTD = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)>(<f[ />].*?)<v ?/></c>', re.DOTALL)


def own(data: bytes) -> Workbook | None:
    """The user's workbook as openpyxl keeps it, without the marks of an earlier time; None where it cannot."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(sign in archive.read(name) for name in archive.namelist() for sign in _DTD):
                return None  # openpyxl opens parts that our reader never looks at
        book = load_workbook(io.BytesIO(data))
    except _UNSOUND:
        return None
    for sheet in book.worksheets:
        # not iter_rows, which makes every cell up to the farthest one
        for cell in [cell for cell in sheet._cells.values() if cell.comment]:
            if cell.comment.author == ownlist.AUTHOR:
                left = ownlist.theirs(ownlist.AUTHOR, cell.comment.text)
                cell.comment, cell.fill = Comment(left, "") if left else None, PatternFill()
    for sheet in [sheet for sheet in book.worksheets if _listed(sheet)]:
        book.remove(sheet)
    return book if book.worksheets else None


def _listed(sheet: Worksheet) -> bool:
    first = tuple(str(cell.value or "") for cell in next(sheet.iter_rows(max_row=1), ()))
    return ownlist.is_ours(Sheet(sheet.title, (Line(1, first),)))


def copied(opened: Opened) -> Workbook:
    """A new workbook of the same cells, each a text, at the same places; merged ranges are merged again."""
    book = Workbook()
    book.remove(book.active)
    for sheet in opened.sheets:
        made = book.create_sheet(workbook.sheet_name(sheet.name or _UNNAMED))
        for line in sheet.lines:
            for column, text in enumerate(line.own, start=1):
                if text:
                    workbook.put(made.cell(line.number, column), text)
        for top, left, bottom, right in _merged(sheet):
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        workbook.widths(made, [line.own for line in sheet.lines[:200]])
        made.sheet_state = "hidden" if sheet.hidden else "visible"
    return book


def _merged(sheet: Sheet) -> list[tuple[int, int, int, int]]:
    """The merged ranges whose repeats a sheet's rows hold."""
    found = []
    lines = {line.number: line for line in sheet.lines}
    for line in (line for line in sheet.lines if line.repeated or line.number + 1 in lines):
        for place, text in enumerate(line.cells):
            if not text or place in line.repeated:
                continue
            right, bottom = place, line.number
            while _repeats(line, right + 1, text):
                right += 1
            while bottom + 1 in lines and _repeats(lines[bottom + 1], place, text):
                bottom += 1
            if (right, bottom) != (place, line.number):
                found.append((line.number, place + 1, bottom, right + 1))
    return found


def _repeats(line: Line, place: int, text: str) -> bool:
    return place in line.repeated and line.cells[place] == text


def with_results(data: bytes, results: Mapping[str, Mapping[str, tuple[str, str]]], titles: Sequence[str]) -> bytes:
    """The workbook with what its formulas came to, which openpyxl leaves out; Excel works them out again anyway."""
    if not any(results.values()):
        return data
    parts = {f"xl/worksheets/sheet{n}.xml": results.get(title, {}) for n, title in enumerate(titles, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            known = parts.get(entry, {})
            new.writestr(entry, _FORMULA.sub(_filler(known), old.read(entry)) if known else old.read(entry))
    return out.getvalue()


def _filler(known: Mapping[str, tuple[str, str]]) -> Callable[[re.Match[bytes]], bytes]:
    def fill(found: re.Match[bytes]) -> bytes:
        kind, value = known.get(found[1].decode(), ("", ""))
        if not value:
            return found[0]
        typed = f' t="{kind}"'.encode() if kind in ("str", "b", "e") else b""
        said = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (found[1], found[2], typed, found[3], said)

    return fill
