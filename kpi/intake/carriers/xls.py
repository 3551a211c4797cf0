"""An .xls workbook (Excel 97–2003), read with xlrd: each cell as the user sees it."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from datetime import date

import xlrd
from xlrd.compdoc import CompDocError

from kpi.intake.carriers import ownlist
from kpi.intake.carriers.runs import looked
from kpi.intake.carriers.sheet import EPOCH_1900, EPOCH_1904, Cells, Mark, Sheet, Workbook
from kpi.intake.carriers.table import letters
from kpi.intake.words import formats
from kpi.intake.words.formats import Format
from kpi.reading import Issue

_DAMAGED = (
    CompDocError, struct.error, IndexError, KeyError, ValueError, AssertionError, TypeError, AttributeError, EOFError,
    OverflowError, ArithmeticError, NotImplementedError, RecursionError,
)  # fmt: skip
"""What xlrd raises for bytes that are no sound workbook, besides its own error."""
_GENERAL = Format()
_ALIGNED = {1: "superscript", 2: "subscript"}


def read(data: bytes) -> Workbook | Issue:
    """All sheets, or why the workbook cannot be read whole. `package.kind` must have passed the bytes."""
    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        ) as book:
            epoch = EPOCH_1904 if book.datemode else EPOCH_1900
            styles = [_style(book, style) for style in book.xf_list]
            fonts = book.font_list
            marks = {n: mark for n, style in enumerate(book.xf_list) if (mark := _mark(book, style))}
            sheets = []
            for place in range(book.nsheets):
                sheets.append(_sheet(book.sheet_by_index(place), styles, (fonts, marks), epoch))
                book.unload_sheet(place)
            return Workbook(tuple(sheets), epoch)
    except xlrd.XLRDError as error:
        return Issue("encrypted_file" if "encrypted" in str(error) else "excel_file")
    except _DAMAGED:
        return Issue("excel_file")


def _style(book: xlrd.Book, style: xlrd.formatting.XF) -> Format:
    known = book.format_map.get(style.format_key)
    own = known is not None and style.format_key not in formats.CHINESE
    return formats.of(style.format_key, known.format_str if own else None)


def _mark(book: xlrd.Book, style: xlrd.formatting.XF) -> Mark | None:
    """What a style does that strikes its cells out or hides them."""
    if _font(book.font_list, style.font_index)[0]:
        return "struck"
    known = book.format_map.get(style.format_key)
    return "concealed" if known is not None and formats.hides(known.format_str) else None


def _font(fonts: Sequence[xlrd.formatting.Font], index: int) -> tuple[bool, str]:
    """Whether a font strikes its text out, and whether it raises or lowers it."""
    font = fonts[index] if 0 <= index < len(fonts) else None
    return (bool(font.struck_out), _ALIGNED.get(font.escapement, "")) if font else (False, "")


def _runs(text: str, runs: Sequence[tuple[int, int]], fonts: Sequence[xlrd.formatting.Font]) -> str:
    """A text with the look of its parts; ``runs``: from which character on which font holds."""
    ends = [*(place for place, _ in runs), len(text)]
    found = [text[: ends[0]]]
    for (place, font), end in zip(runs, ends[1:], strict=True):
        struck, raised = _font(fonts, font)
        found.append(looked(text[place:end], struck=struck, raised=raised))
    return "".join(found)


def _sheet(
    sheet: xlrd.sheet.Sheet,
    styles: list[Format],
    looks: tuple[Sequence[xlrd.formatting.Font], Mapping[int, Mark]],
    epoch: date,
) -> Sheet:
    cells, (fonts, marks) = Cells(sheet.name), looks
    notes = sorted(sheet.cell_note_map.items())
    cells.comments = [(f"{letters(c)}{r + 1}", ownlist.theirs(note.author, note.text)) for (r, c), note in notes]
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                style = sheet.cell_xf_index(row, column)
                text = _said(sheet.cell_value(row, column), kind, styles, style, epoch)
                if runs := sheet.rich_text_runlist_map.get((row, column)):
                    text = _runs(text, runs, fonts)
                if text and (mark := marks.get(style)):
                    cells.marked.setdefault(mark, []).append(f"{letters(column)}{row + 1}")
                if problem := cells.put(row + 1, column + 1, text):
                    return Sheet(sheet.name, (), sheet.visibility != 0, problem=problem)
    merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    rows = [row + 1 for row, said in sheet.rowinfo_map.items() if said.hidden]
    columns = [(0, column + 1, 0, column + 1) for column, said in sheet.colinfo_map.items() if said.hidden]
    return cells.sheet(merged, (sheet.visibility != 0, rows, columns))


def _said(value: object, kind: int, styles: list[Format], style: int, epoch: date) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    shape = styles[style] if 0 <= style < len(styles) else _GENERAL
    return shape.show(repr(value), epoch)
