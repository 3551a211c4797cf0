"""Makes the workbooks that the tests send: sound ones with openpyxl, and hostile ones by changing their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book(
    rows: Rows, merged: Sequence[str] = (), formats: Mapping[str, str] | None = None, name: str = "表"
) -> Workbook:
    """One sheet; ``formats``: cell → number format."""
    made = Workbook()
    made.remove(made.active)
    add(made, name, rows, merged, formats)
    return made


def add(
    made: Workbook, name: str, rows: Rows, merged: Sequence[str] = (), formats: Mapping[str, str] | None = None
) -> None:
    sheet = made.create_sheet(name)
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed; a part that is not there begins empty."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == part else old.read(entry))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()
