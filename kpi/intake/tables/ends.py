"""Where the rows of a table end: above the notes, the names of who stands for it, the sums of a bill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from kpi.intake.carriers.table import Line
from kpi.intake.grid import signatures
from kpi.intake.grid.body import NOTE
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import eras
from kpi.intake.words import periods, vocabulary
from kpi.intake.words.cleaning import filled, plain

_FULL = 0.5
_LONGEST = 10
"""Digits of a number in a row of numbers."""
_SIGNED = re.compile(r"\D{1,8}[:：]\D{0,12}|[^:：]{2,8}(?:日期|时间|电话)[:：].{0,20}")
_REMARK = re.compile("备?注|附注|说明")
_EVERYDAY = vocabulary.everyday()
_MARK = re.compile(r"[(\[]?\d{1,2}[)\].]?")
_NUMBER = re.compile(r"\d+")
_RULE = re.compile(r"[-=_*—─]{5,}.*")
_WITH_UNIT = re.compile(r"[^:]{2,40}\([^()]{1,12}\)")
"""A name with its unit behind it."""


def last(rows: Sequence[Line]) -> int:
    """The place of the last row below a heading that belongs to the table; -1 where none does."""
    until = rows[: _ruled_off(rows)]
    if max((sum(map(filled, row.own)) for row in rows), default=0) == 1:  # a list of nothing but figures
        return next((n for n in reversed(range(len(until))) if number_like(_first(rows[n]))), -1)
    found = (n for n in reversed(range(len(until))) if _is_row(rows, n) or _goes_without(rows[max(n - 1, 0) : n + 1]))
    place = next(found, -1)
    return place - _heads_footnotes(rows, place)


def uncut(lines: Sequence[Line], delimiter: str) -> tuple[Line, ...]:
    """The rows of a text, a note wider than the table in one cell again: its own commas cut it, 注：1,2,3月为快报."""
    widths = Counter(len(line.cells) for line in lines if sum(map(filled, line.cells)) > 1)
    width = max(widths, key=lambda n: (widths[n], n), default=0)
    rows = [(n, line) for n, line in enumerate(lines) if len(line.cells) == width > 0 and _figured(line)]
    if not rows:
        return tuple(lines)
    begin, end, longest = rows[0][0], rows[-1][0], max(len(row.cells[0]) for _, row in rows)
    return tuple(
        Line(line.number, (delimiter.join(line.cells).rstrip(delimiter),))
        if any(map(filled, line.cells[width:]))
        and place > begin
        and (NOTE.fullmatch(plain(line.cells[0])) or (place > end and _is_prose(line.cells[:width], longest)))
        else line
        for place, line in enumerate(lines)
    )


def _figured(line: Line) -> bool:
    return any(map(number_like, line.cells[1:]))


def _is_prose(cells: Sequence[str], longest: int) -> bool:
    """Whether a row below all figures holds none in the table's columns and begins with longer words than any row."""
    return len(plain(cells[0])) > longest and not any(map(number_like, cells)) and not periods.is_period(cells[0])


def noted(line: Line) -> bool:
    """Whether a row is a note: its first words say so, and no figure stands behind them."""
    said = [cell for cell in line.own if filled(cell)]
    return bool(said) and bool(NOTE.fullmatch(plain(said[0]))) and not any(map(number_like, said[1:]))


def _is_row(rows: Sequence[Line], place: int) -> bool:
    """Whether a row is one of the table: a period alone only where it goes on with one above: 2月, 3月."""
    said = [cell for cell in rows[place].own if filled(cell)]
    first = _first(rows[place])
    dated = periods.is_period(first) or bool(eras.old(first))
    if len(said) == 1 and dated:
        return _NUMBER.sub("", plain(first)) == _NUMBER.sub("", plain(_first(rows[max(place - 1, 0)])))
    if _is_footnote(said, _first(rows[0])):
        return False
    return dated or (len(said) > 1 and not noted(rows[place]) and not _is_signed(said, rows[:place]))


def _is_signed(said: Sequence[str], above: Sequence[Line]) -> bool:
    """Whether a row below figures names those who stand for them, 制表人 and 张三 in two cells, or remarks on them."""
    texts = list(map(plain, said))
    if all(map(_signs, said)) or not any(number_like(cell) for line in above for cell in line.own):
        return all(map(_signs, said))
    return signatures.signs(texts, _EVERYDAY) or (
        bool(_REMARK.fullmatch(texts[0])) and not any(map(number_like, texts[1:]))
    )


def _heads_footnotes(rows: Sequence[Line], place: int) -> int:
    """1 where a row that seems the last is the heading of the footnotes below it: footnoteSeqID, Footnote."""
    if not 0 < place < len(rows) - 1:
        return 0
    own, after = ([cell for cell in row.own if filled(cell)] for row in rows[place : place + 2])
    above = sum(map(filled, rows[place - 1].own))
    words = len(own) == 2 < _FULL * above and not any(map(number_like, own))
    return int(words and _is_footnote(after, _first(rows[0])))


def _is_footnote(said: Sequence[str], lead: str) -> bool:
    """Whether words without a figure stand behind a number, in a table whose rows no number leads: 1, Estimated."""
    words = len(said) == 2 and not number_like(said[1])
    return words and bool(_MARK.fullmatch(plain(said[0]))) and not number_like(lead) and not periods.is_period(lead)


def _ruled_off(rows: Sequence[Line]) -> int:
    """Where a line of dashes ends the table, above rows that fill less than half of what those above it fill."""
    ruled = [place for place, line in enumerate(rows) if place and _RULE.fullmatch(plain(_first(line)))]
    if not ruled:
        return len(rows)
    counts = [sum(map(filled, line.own)) for line in rows]
    above, below = list(accumulate(counts, max)), list(accumulate(reversed(counts), max))[::-1]
    return next((n for n in ruled if counts[n] == 1 and below[n] < _FULL * above[n - 1]), len(rows))


def _goes_without(lines: Sequence[Line]) -> bool:
    """Whether a row lacks all its figures: it holds the next number, or with its unit a name like the row above."""
    if len(lines) < 2 or sum(map(filled, lines[1].own)) != 1:
        return False
    before, own = (plain(_first(line)) for line in lines)
    if before.isdecimal() and own.isdecimal() and len(own) < _LONGEST:
        return int(own) == int(before) + 1
    return bool(_WITH_UNIT.fullmatch(before) and _WITH_UNIT.fullmatch(own))


def _signs(cell: str) -> bool:
    """Whether a cell below the figures says who stands for them: 单位负责人：张三, 填表人：."""
    return bool(_SIGNED.fullmatch(plain(cell)))


def _first(line: Line) -> str:
    return next(filter(filled, line.cells), "")
