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
from kpi.intake.words import numbers, periods, vocabulary
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
_SURE = re.compile(r"制表人?|填[表报]人?|打印人?|(?:编制|审核|复核|校核|校对|审定|批准)人")
"""What leads nothing but a signature; 审核 may be a step, 统计 a post and 电话 what is checked."""
_PAIRS = 4
"""Cells of two offices, a name behind each."""
_SHORT_STARRED = re.compile(r"\*[^\s，。、,;；:：()（）]{1,6}")
_STARRED = re.compile("[*※]")
_STOPPED = re.compile("[。；]$")
_WITH_UNIT = re.compile(r"[^:]{1,40}\([^()]{1,12}\)")
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
    """The rows of a text, a note wider than the table in one cell again: its own commas cut it, 注：1,2,3月为快报.

    *台湾,3,4,估计 and, among the rows, 备注1:贴纸,2,6,红色 are rows with a cell too many.
    """
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
        and (_is_note(line.cells[:width], below=place > end) or (place > end and _is_prose(line.cells, width, longest)))
        else line
        for place, line in enumerate(lines)
    )


def _figured(line: Line) -> bool:
    return any(map(number_like, line.cells[1:]))


def _is_note(cells: Sequence[str], *, below: bool) -> bool:
    """Whether a row says that it is a note; with figures of its own only below all others, and not by a star alone."""
    said = plain(cells[0])
    return bool(NOTE.fullmatch(said)) and (not any(map(number_like, cells[1:])) or (below and not _STARRED.match(said)))


def _is_prose(cells: Sequence[str], width: int, longest: int) -> bool:
    """Whether a row below all figures is a sentence: a blank behind each comma or a stop, no figure, a long beginning.

    上海某某贸易有限公司,浦东,见合同,A座,8楼 is a row with cells too many.
    """
    said = [cell for cell in cells[1:] if filled(cell)]
    sentence = all(cell[0].isspace() for cell in said) or any(map(_STOPPED.search, cells))
    figures = any(map(number_like, cells[:width]))
    return sentence and len(plain(cells[0])) > longest and not figures and not periods.is_period(cells[0])


def noted(line: Line, lead: str = "") -> bool:
    """Whether a row is a note: its first words say so, and no figure stands behind them; 备注 alone is one too.

    ``lead``: how the first row begins; 备注:, below 名称: is a row like the others.
    """
    said = [cell for cell in line.own if filled(cell)]
    if not said or any(map(number_like, said[1:])) or (len(said) > 1 and _colon(said[0]) and _colon(lead)):
        return False
    return bool(NOTE.fullmatch(plain(said[0]))) or (len(said) == 1 and bool(_REMARK.fullmatch(plain(said[0]))))


def starred(line: Line) -> bool:
    """Whether a row is a short name behind a star and nothing else: *中国台湾, a row without its figures."""
    said = [plain(cell) for cell in line.own if filled(cell)]
    return len(said) == 1 and len(line.cells) > 1 and bool(_SHORT_STARRED.fullmatch(said[0]))


def _colon(cell: str) -> bool:
    return plain(cell)[-1:] in (":", "：")


def _is_row(rows: Sequence[Line], place: int) -> bool:
    """Whether a row is one of the table: a period alone only where it goes on with one above: 2月, 3月."""
    said = [cell for cell in rows[place].own if filled(cell)]
    first = _first(rows[place])
    dated = periods.is_period(first) or bool(eras.old(first))
    if len(said) == 1 and dated:
        return _NUMBER.sub("", plain(first)) == _NUMBER.sub("", plain(_first(rows[max(place - 1, 0)])))
    if _is_footnote(said, _first(rows[0])):
        return False
    lead = _first(rows[0])
    return dated or (len(said) > 1 and not noted(rows[place], lead) and not _is_signed(rows[place], rows[:place]))


def _is_signed(line: Line, above: Sequence[Line]) -> bool:
    """Whether a row below figures names those who stand for them, 制表人 and 张三 in two cells, or remarks on them."""
    said = [cell for cell in line.own if filled(cell)]
    texts = list(map(plain, said))
    if all(map(_signs, said)) or not any(number_like(cell) for line in above for cell in line.own):
        return all(map(_signs, said))
    figures = any(number_like(text) and not numbers.missing(text) for text in texts[1:])
    return (signatures.signs(texts, _EVERYDAY) and not _names_alike(line, above)) or (
        bool(_REMARK.fullmatch(texts[0])) and not figures
    )


def _names_alike(line: Line, above: Sequence[Line]) -> bool:
    """Whether a row is led by a duty that may be one of many and names whom the rows above name too: 审批, , 赵六."""
    told = [(place, plain(cell)) for place, cell in enumerate(line.own) if filled(cell)]
    texts = [text for _, text in told]
    several = len(told) >= _PAIRS and signatures.offices(texts) > 1
    if len(told) < 2 or several or any(_SURE.fullmatch(text) or _colon(text) for text in texts):
        return False
    place = told[1][0]
    words = [row.cells[place] for row in above if place < len(row.cells) and filled(row.cells[place])]
    return any(not number_like(cell) for cell in words)


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
