"""Workbooks as we write them: every text is a text, nothing in them is ever run, and Excel opens them unasked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None
LONGEST = 16_383
"""Characters of a cell: half of Excel's 32,767, as it counts those beyond the first 65,536 twice."""
BOLD = Font(bold=True)
GREY = PatternFill("solid", fgColor="E8E8E8")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60


def printable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def put(cell: Cell, value: Value) -> Cell:
    """Fill a cell; a text stays a text, be it ``=1+1``, ``#N/A`` or ``_x0041_``, without what XML cannot hold."""
    if isinstance(value, str):
        cell.value = _ESCAPE.sub("_x005F_", printable(value))[:LONGEST]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def append(sheet: Worksheet, row: int, values: Iterable[Value]) -> None:
    """Fill a row from its first cell on."""
    for column, value in enumerate(values, start=1):
        put(sheet.cell(row, column), value)


def heading(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """A bold row of headings that stays in sight, all rows above it too."""
    append(sheet, row, heads)
    for cell in sheet[row]:
        cell.font, cell.fill = BOLD, GREY
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = f"A{row + 1}"


def widths(sheet: Worksheet, rows: Iterable[Sequence[Value]]) -> None:
    """Columns as wide as what stands in them; a Chinese character takes two."""
    found: dict[int, int] = {}
    for row in rows:
        for column, value in enumerate(row, start=1):
            found[column] = max(found.get(column, 8), min(len(str(value).encode("gb18030", "replace")), _WIDEST))
    for column, width in found.items():
        sheet.column_dimensions[get_column_letter(column)].width = width + 2


def sheet_name(text: str) -> str:
    """A name that Excel allows: no brackets, strokes or colons, at most 31 characters."""
    return _SHEET_NAME.sub(" ", printable(text)).strip(" '")[:31] or "Sheet"


def table(name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """A workbook of one sheet: the title, the headings, the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(name)
    put(sheet.cell(1, 1), title).font = BOLD
    heading(sheet, 2, heads)
    for number, row in enumerate(rows, start=3):
        append(sheet, number, row)
    widths(sheet, [heads, *rows[:500]])
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
