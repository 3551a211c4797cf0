"""Which rows of a block of columns head it, told by shape alone: words, with figures under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from kpi.intake.carriers.table import Line
from kpi.intake.grid import levels
from kpi.intake.grid.levels import Heading, number_like
from kpi.intake.tables import eras, measured, moments, rendered, series, unlisted
from kpi.intake.words import periods
from kpi.intake.words.cleaning import filled, plain

_HEAD_ROWS = 100
_NEAR = 4
"""Rows below a heading within which figures must begin."""
_TEXTUAL = 0.8
_FULL = 0.5
_CAPTION = re.compile("(?:计量|金额|货币|编制|填报|报送|制表|主管)?(?:单位|日期|时间|部门|企业|人)[:：]")
_SOME = re.compile(r"[\d.,%\s~–—-]*\d[\d.,%\s~–—-]*")
"""A range or a figure with a comma for its point, which is no word: 755 – 785, 1,5."""
_FIGURES = re.compile(r"[+-]?\d[\d.]*(?:\s+[+-]?\d[\d.]*)+")
"""Figures that nothing but blanks part."""
_RULED = re.compile(r"[\s:]*[-=_]{2,}[\s:]*")
_YEAR = re.compile(r"(19|20)\d\d(\.\d{1,2}|(0[1-9]|1[0-2])([0-2]\d|3[01])?)?")


_DAYS = "一二三四五六日"
_WEEKDAY = re.compile(f"(?:星期|周|礼拜)?([{_DAYS}天])")
_SERIAL = re.compile(r"[34]\d{4}")
_REMARK = re.compile(r"#+\s.*")
_EPOCH = date(1899, 12, 30)


def heading(rows: Sequence[Line], width: int) -> Heading | None:
    """The heading rows of a block, if it is a table at all."""
    if deep := series.heading(rows):
        return Heading(deep)
    figures = [any(map(number_like, row.cells)) for row in rows[: _HEAD_ROWS + 2 * _NEAR]]
    for place in range(min(len(rows), _HEAD_ROWS)):
        head = levels.at(rows, place)
        row = head.rows[0]
        said = [cell for cell in row.cells if filled(cell)]
        titled = len(said) < max(_FULL * width, min(width, 2)) or (width > 1 and levels.is_title(row))
        if titled and not (width == len(row.own) == 2 and _cornered(row, rows[place + 1 : place + 3])):
            continue
        if _remarks(said, rows[place + 1 :]):
            continue
        textual = sum(map(can_head, said)) >= _TEXTUAL * len(said) or _counted_out(said)
        if not textual or (width == 1 and number_like(said[0])):
            continue
        if _is_over(row, under := rows[place + 1 : place + 2]) or _captions(row, under) or _titles(row, under):
            continue
        end = place + len(head.rows)
        if any(figures[end : end + _NEAR]) or _below_labels(rows, end, figures) or _dated(rows[end : end + _NEAR]):
            head, near = _grouped(head, rows[:place]), list(rows[end : end + 2 * _NEAR])
            near[:1] = map(measured.bare, near[:1])
            dashed = [has and row is own for has, row, own in zip(figures[end:], near, rows[end:], strict=False)]
            return _whole(head, near, dashed[:_NEAR], width)
        words = width > 1 and len(rows) > end and not any(figures[end:])
        if words and _numbered(said):  # a roster of 早, 晚 and 休 under the days of a month
            near = list(rows[end : end + 2 * _NEAR])
            return _whole(head, near, [False] * len(near[:_NEAR]), width)
        if (words and not any(figures)) or _leads(rows, place, end, figures):
            return head
    return None


def _cornered(row: Line, below: Sequence[Line]) -> bool:
    """Whether a blank corner and one word head names or times and figures, as programs write a series of figures."""
    said = [cell for cell in row.own if filled(cell)]
    led = len(below) > 1 and all(len(line.own) == 2 and filled(line.cells[0]) for line in below)
    if not led or filled(row.cells[0]) or any(map(number_like, said)):
        return False
    figures = [line.cells[1] for line in below if filled(line.cells[1])]
    return bool(figures) and all(map(number_like, figures))


def leads(column: Sequence[int], label: Heading, heading: Heading, band: Sequence[Line]) -> bool:
    """Whether a lone column, its word above a deeper heading at its right, leads the rows below that: 年份, 1952."""
    top, end = label.rows[-1].number, heading.rows[-1].number
    if len(column) > 1 or label.rows[0].number > heading.rows[0].number:
        return False
    said = [filled(cell) for line in band if line.number > end for cell in line.cells[column[0] : column[0] + 1]]
    between = [line for line in band if top < line.number <= end]
    return not any(filled(c) for line in between for c in line.cells[column[0] : column[0] + 1]) and (
        sum(said) >= _TEXTUAL * len(said) > 0
    )


def _grouped(head: Heading, above: Sequence[Line]) -> Heading:
    """A heading with the labels right above it, which alone tell its columns of one name apart: 客运 over 合计."""
    names = [texts for texts in head.parts if texts]
    if len(set(names)) == len(names) or not above or levels.is_title(above[-1]) or above[-1].repeated:
        return head
    if any(_CAPTION.match(plain(cell)) for cell in above[-1].cells):
        return head
    cells, label = list(above[-1].cells), ""
    starts = {place for place, cell in enumerate(cells) if filled(cell)}
    for place, own in enumerate(head.parts):
        if place not in starts and label and not own:
            return head  # a label that is over nothing: the rows do not stand as they should
        label = cells[place] if place in starts else label
        cells[place : place + 1] = [label]
    row = Line(above[-1].number, tuple(cells), frozenset(range(len(cells))) - starts)
    found = Heading((row, *head.rows), spread=True)
    names = [texts for texts, own in zip(found.parts, head.parts, strict=False) if own]
    return found if len(set(names)) == len(names) and not any(map(number_like, filter(filled, cells))) else head


def _whole(head: Heading, near: Sequence[Line], figures: Sequence[bool], width: int) -> Heading:
    """A heading with its further rows; only the row of 指标 and 数值 where one comes, as above are words about both."""
    wide = max(sum(map(filled, row.cells)) for row in (*head.rows, *near))  # a title above may have more cells
    lead = next(filter(filled, head.rows[0].cells), "")
    deeper = tuple(_deeper(near[:_NEAR], figures, min(width, wide), _counted(near), lead))
    named = [row for row in deeper if unlisted.names_fields(row)]
    if named and not unlisted.names_fields(head.rows[0]):
        return Heading((named[0],))
    if deeper and rendered.says_again(head.rows[-1], deeper[0], near[1:], _counted(near)):
        return Heading((*head.rows, deeper[0], *_labelling(deeper[1:], near[1:], lead)))
    if not deeper and near and rendered.tells_apart(head.rows[-1], near[0], _counted(near)):
        return Heading((*head.rows, near[0]))
    further = _labelling(deeper, near, lead)
    return levels.led(Heading((*head.rows, *further)), near[len(further) :])


def _leads(rows: Sequence[Line], place: int, end: int, figures: Sequence[bool]) -> bool:
    """Whether a row heads the next figures, far below: every row between begins under it and fills no more of it."""
    own = {at for at, cell in enumerate(rows[place].own) if filled(cell)}
    between = rows[end : figures.index(True, end)] if any(figures[end:]) else ()
    inside = ({at for at, cell in enumerate(row.own) if filled(cell)} for row in between)
    return bool(between) and all(places and places <= own and min(places) == min(own) for places in inside)


def _remarks(said: Sequence[str], below: Sequence[Line]) -> bool:
    """Whether a row is one of remarks, # Units: t, kg, cut at its commas, with the words that head columns below."""
    if not _REMARK.fullmatch(said[0]):
        return False
    after = next((line.cells for line in below if not _REMARK.fullmatch(next(filter(filled, line.cells), ""))), ())
    return len(words := [cell for cell in after if filled(cell)]) > 1 and not number_like(words[-1])


def _below_labels(rows: Sequence[Line], end: int, figures: Sequence[bool]) -> bool:
    """Whether the figures begin below rows that hold but a label each and count for none: 发电, 可再生, 水电."""
    labels = (sum(map(filled, row.own)) == 1 for row in rows[end : end + 2 * _NEAR])
    near = [has for has, label in zip(figures[end : end + 2 * _NEAR], labels, strict=False) if not label]
    return any(near[:_NEAR])


def _is_over(row: Line, under: Sequence[Line]) -> bool:
    """Whether a row with gaps stands over a fuller one that has text in each of its columns too: a title in parts."""
    own = {place for place, cell in enumerate(row.cells) if filled(cell)}
    below = {
        place for line in under if not levels.is_title(line) for place, cell in enumerate(line.cells) if filled(cell)
    }
    words = not any(number_like(cell) or _SOME.fullmatch(plain(cell)) for line in under for cell in line.cells)
    return not row.repeated and own < below and words


def _captions(row: Line, under: Sequence[Line]) -> bool:
    """Whether a row over the words that head the table says who made it and in which unit: 编制单位：某矿, 单位：元."""
    below = [cell for line in under for cell in line.cells if filled(cell)]
    said = [cell for cell in row.cells if filled(cell)]
    words = len(below) >= len(said) and not any(map(number_like, below))
    return words and any(_CAPTION.match(plain(cell)) for cell in said)


def _titles(row: Line, under: Sequence[Line]) -> bool:
    """Whether a title, merged over the leading columns, stands beside its month or who made it: 生产月报, 2022年9月.

    产品 over 名称 and 规格 beside 2021年 over more than one column is none, nor is a label with nothing below it.
    """
    own = [place for place, cell in enumerate(row.own) if filled(cell)]
    if not own or not under or row.repeated != {*range(own[0] + 1, own[0] + 1 + len(row.repeated))}:
        return False
    below = [place for place, cell in enumerate(under[0].own) if filled(cell)]
    beside = [plain(row.cells[place]) for place in own[1:]]
    said = all(_CAPTION.match(cell) or (_timed(cell) and not cell.isdigit()) for cell in beside)
    wide = len(row.repeated) + 1 > _FULL * len(below) and not any(map(number_like, under[0].cells))
    return bool(beside) and said and wide and {own[0], *row.repeated, *own} <= {*below}


def can_head(cell: str) -> bool:
    """Whether a cell can be a heading: words, a period, or the number of a year, a month or a day."""
    words = not number_like(cell) and not _FIGURES.fullmatch(plain(cell))
    return words or bool(_YEAR.fullmatch(plain(cell)))


def _counted_out(said: Sequence[str]) -> bool:
    """Whether numbers head columns behind words: days of a month, serials of months, a run of years of any time."""
    figures = [cell for cell in said if not can_head(cell)]
    years = len(figures) < len(said) and {*map(plain, figures)} <= {*eras.headed(said)}
    return _numbered(said) or _serials(said) or years


def _numbered(said: Sequence[str]) -> bool:
    """Whether the days of a month or the like head columns behind a word: 姓名, 1, 2, 3."""
    numbers = [plain(cell) for cell in said if plain(cell).isdecimal()]
    return len(numbers) >= _NEAR and can_head(said[0]) and numbers == [str(n + 1) for n in range(len(numbers))]


def _serials(said: Sequence[str]) -> bool:
    """Whether the first days of months one after another, as Excel stores them, head columns behind words: 44743."""
    days = [_EPOCH + timedelta(days=int(cell)) for cell in map(plain, said) if _SERIAL.fullmatch(cell)]
    steps = {12 * (b.year - a.year) + b.month - a.month for a, b in pairwise(days)}
    words = [cell for cell in said if can_head(cell)]
    return len(days) > 1 and steps == {1} and {day.day for day in days} == {1} and len(days) + len(words) == len(said)


def _weekdays(cells: Sequence[str]) -> bool:
    """Whether cells, be it behind a word, are weekdays one after another: 星期, 六, 日, 一."""
    said = [plain(cell) for cell in cells if filled(cell)]
    days = [_DAYS.index(found[1].replace("天", "日")) for cell in said[1:] if (found := _WEEKDAY.fullmatch(cell))]
    steps = {(b - a) % len(_DAYS) for a, b in pairwise(days)}
    return len(days) >= _NEAR - 1 and len(days) >= len(said) - 2 and steps == {1}


def _dated(rows: Sequence[Line]) -> bool:
    """Whether months or years lead the rows under a heading, be their figures still missing."""
    first = [next((cell for cell in row.cells if filled(cell)), "") for row in rows]
    return len(first) > 1 and all(periods.is_period(cell) and not cell.isdigit() for cell in first)


def _counted(rows: Sequence[Line]) -> frozenset[int]:
    """The columns in which figures stand."""
    return frozenset(place for row in rows for place, cell in enumerate(row.cells) if number_like(cell))


def _deeper(
    rows: Sequence[Line], figures: Sequence[bool], width: int, counted: frozenset[int], lead: str
) -> Iterator[Line]:
    """Further heading rows, such as 地区, 频度 and 单位, before the figures begin: something stands over these."""
    first = _first(rows)
    for row, has_figures in zip(rows, figures, strict=True):
        said = [cell for cell in row.own if filled(cell)]
        dated = any(periods.is_period(cell) and not cell.isdigit() for cell in said[:1])
        over = any(place in counted and filled(cell) for place, cell in enumerate(row.cells))
        lone = len(said) == 1 and width > 2 and not filled(row.cells[first])  # Tonnes below the first of the years
        if said and not has_figures and ((lone and over) or (over and measured.are_units(said)) or _weekdays(said)):
            yield row
            continue
        if has_figures or dated or all(map(_RULED.fullmatch, said)):
            return
        if measured.describes(row, lead):
            yield row
            continue
        if len(said) < max(_FULL * width, 2) or (counted and not over):
            return
        yield row


def _labelling(deeper: tuple[Line, ...], near: Sequence[Line], lead: str) -> tuple[Line, ...]:
    """The further heading rows, without what may be data: words where figures belong, as 检修 of the first machine.

    Rows of units label columns, rows of weekdays and rows that begin with a blank do, and any rows above a row of units
    or right above a row of a period.
    """
    below = near[len(deeper) : len(deeper) + 1]
    if any(_timed(next(filter(filled, line.cells), "")) for line in below):
        return deeper
    first = _first((*deeper, *near))
    begun = ((n, row) for n, row in enumerate(deeper) if any(map(filled, row.cells[first : first + 1])))
    rest = next(
        (n for n, row in begun if not (_is_units(row) or _weekdays(row.own) or measured.describes(row, lead))), None
    )
    above_units = (n + 1 for n, row in enumerate(deeper) if _is_units(row) and sum(map(filled, row.own)) > 2)
    return deeper[: max(len(deeper) if rest is None else rest, *above_units, 0)]


def _timed(cell: str) -> bool:
    return periods.is_period(cell) or bool(moments.said(cell, 0))


def _first(rows: Sequence[Line]) -> int:
    """The column with which the rows of a table begin."""
    return min((place for line in rows for place, cell in enumerate(line.cells) if filled(cell)), default=0)


def _is_units(row: Line) -> bool:
    return measured.are_units([cell for cell in row.own if filled(cell)])
