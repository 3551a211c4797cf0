"""From the bytes of any file to rows of text: a text file is one nameless sheet, a workbook has several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kpi.intake.carriers import decode, ownlist, package, table, xls, xlsx
from kpi.intake.carriers.sheet import EPOCH_1900, Sheet
from kpi.reading import Issue


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheets of a file; ``encoding`` and ``delimiter`` are those of a text file, empty for workbooks."""

    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    epoch: date = EPOCH_1900
    lists: tuple[str, ...] = ()
    """The sheets that only we put there, 问题清单, and that are left out."""
    guessed: bool = False
    """Whether nothing in a text file proves its encoding."""


def open_(data: bytes, known: Callable[[str], bool], encoding: str | None) -> Opened | Issue:
    """All rows of a file, or the one reason why it cannot be read; ``known`` knows names that headings may hold."""
    kind = package.kind(data)
    if isinstance(kind, Issue):
        return kind
    if kind == "text":
        return _text(data, known, encoding)
    book = xlsx.read(data) if kind == "xlsx" else xls.read(data)
    if isinstance(book, Issue):
        return book
    own, ours = ownlist.parted(book.sheets)
    return Opened(own, epoch=book.epoch, lists=tuple(s.name for s in ours)) if own else Issue("no_sheets")


def _text(data: bytes, known: Callable[[str], bool], encoding: str | None) -> Opened | Issue:
    decoded = decode.decode(data, known, encoding)
    if isinstance(decoded, Issue):
        return decoded
    found = table.split(decoded.text, known)
    if isinstance(found, Issue):
        head = Sheet("", table.head(decoded.text), problem=found)
        return Opened((head,), decoded.encoding, guessed=decoded.guessed)
    delimiter, lines = found
    return Opened((Sheet("", lines),), decoded.encoding, delimiter, guessed=decoded.guessed)
