"""Rows within any table that an upload would leave out too: labels for the rows below, control sums, quarters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import body, dates, groups
from kpi.intake.grid.body import Sorter
from kpi.intake.grid.levels import number_like
from kpi.intake.rows.labelrows import Rows
from kpi.intake.tables import measured, sums
from kpi.intake.words import periods, vocabulary
from kpi.intake.words.cleaning import filled, plain
from kpi.intake.words.vocabulary import Vocabulary

_LABELS = frozenset(("applied", "neutral", "left", "period", "unclear"))
"""What a lone text may say of the rows below it; any other is a row of its own."""
_UNIT = frozenset(map(normal, ("单位", "计量单位", "unit")))
_PARTS = re.compile(r"(?:按.{1,10})?分.{0,6}(?:类|业|型|组|地区|分)(?:看)?|按.{1,10}分(?:组|类)?|其中[::]?")
_RANK = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]")
_SHORT = 4
"""USA and OECD are names in capitals too."""
_ENOUGH = 4
"""Rows of which a column says the same, or has its code in each, not by chance."""
_MEASURE = re.compile(
    r"\([^()]{1,16}\)|(?:'?0{3} ?|[kKmM])?(?:d?m?t|oz|lbs?|tonnes|tons|ounces|pounds|ct|bbl|[GM]Wh|%|g/t)"
)
_EVERYDAY = vocabulary.everyday()


def rows(header: Line, columns: Sequence[int], below: Sequence[Line]) -> dict[int, str]:
    """The numbers of the rows that are no data, and whether each is a title or a total (`kpi.reading.LeftOut`)."""
    table = Table("", (), header, tuple(line for line in below if any(map(filled, line.own))))
    fields = [found[0] if (found := _EVERYDAY.field(cell)) else "" for cell in header.cells]
    described = takewhile(lambda line: measured.describes(line, header.cells[min(columns)]), table.below)
    apart: dict[int, str] = {line.number: "note" for line in described}
    if 2 * sum(map(_lone, table.below)) <= len(table.below):  # labels do not outnumber the rows that they label
        apart |= dict(_labels(table, columns, fields, _EVERYDAY)) | dict(_groups(table, columns))
    if len(table.below) > 1 and _counts_columns(*table.below[:2]):
        apart[table.below[0].number] = "title"
    apart |= dict.fromkeys(_years(table, min(columns)), "total")
    if any(name in ("month", "scope", "indicator") for name in fields):
        apart |= dict(_totals(table, fields))
    return apart


def _years(table: Table, first: int) -> Iterator[int]:
    """The rows of a whole year among those of its quarters: 全年 below 四季度."""
    said = [(line.number, plain(line.cells[first])) for line in table.below if first < len(line.cells)]
    if sum(dates.span(text) is not None for _, text in said) > 1:
        yield from (number for number, text in said if text and groups.is_whole_year(text))


def names_fields(row: Line) -> bool:
    """Whether all words of a row head columns of any report, each another: 指标 and 数值, and not 时间 over 月."""
    fields = [_EVERYDAY.field(cell) for cell in row.own if filled(cell)]
    return len(fields) > 1 and all(fields) and len({found[0] for found in fields if found}) == len(fields)


def _totals(table: Table, fields: Sequence[str]) -> Iterator[tuple[int, str]]:
    sorter, measures = Sorter(table, _EVERYDAY), sums.apart(table.below)
    places = [place for place, name in enumerate(fields) if name in ("month", "scope", "indicator")]
    for line in table.below:
        said = [line.cells[place] for place in places if place < len(line.cells)]
        total = line.number not in measures and any(map(_sums, said)) and sorter.is_total(line)
        if sorter.is_span(line) or total:
            yield line.number, "total"


def _sums(cell: str) -> bool:
    return bool(plain(cell)) and not cell[-1:].isdigit() and sums.is_total(cell)


def _labels(
    table: Table, columns: Sequence[int], fields: Sequence[str], names: Vocabulary
) -> Iterator[tuple[int, str]]:
    alone = [line for line in table.below if _lone(line)]
    if not alone or len(columns) < 2:
        return
    open_ = [place for place in columns[1:] if place >= len(fields) or fields[place] in ("", "value")]
    numbers = (place for line in table.below for place in open_ if place < len(line.cells)
               and number_like(line.cells[place]))  # fmt: skip
    told = Rows(table, None, names, set(numbers))
    for line in alone if told.figures else ():
        place = next(place for place, cell in enumerate(line.own) if filled(cell))
        if place < len(fields) and fields[place] == "scope" and _filled_below(table, told, line, place):
            continue  # a part of the plant without its figures
        if periods.is_period(line.own[place]) and fields[place : place + 1] != ["month"]:
            continue  # a year or a month without its figures
        label = told.label(line)
        if label and label.sort in _LABELS and not groups.is_left(line.text):
            yield line.number, "title"


def _groups(table: Table, columns: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Labels over rows that are set in below them, be it by a column, that have no unit where others do, or 分行业.

    So do capitals over rows of small letters, COPPER, words among rows that numbers lead, 铜 over 2101 and 2102, 一 and
    产量指标 over 1 and 2, and words that end in a colon: 流动资产：.
    """
    first = min(columns)
    rows = [line for line in table.below if not _lone(line)]
    measured = [n for n in columns if n != first and _measures(n, table.header, rows)]
    small = bool(rows) and not any(_capitals(line.cells[first]) for line in rows if first < len(line.cells))
    named = [n for n in columns if n != first and _are_names(n, first, rows)]
    numbered = _numbered(first, rows)
    for line in filter(_lone, table.below):
        if any(plain(line.own[n]) for n in named if n < len(line.own)):
            yield line.number, "title"
    for line, after in pairwise(table.below):
        if _introduces(line, numbered=numbered):
            yield line.number, "title"
        if not _lone(line) or not plain(line.own[first]) or periods.is_period(line.own[first]):
            continue
        if (
            measured
            or numbered
            or (small and _capitals(line.own[first]))
            or _set_in(line.own[first]) < _set_in(after.cells[first])
            or _leaves_free(first, after)
            or _PARTS.fullmatch(plain(line.own[first]))
        ):
            yield line.number, "title"


def _numbered(first: int, rows: Sequence[Line]) -> bool:
    """Whether a number leads every row, two at least, but those of sums and of groups of rows."""
    counted = (line.cells for line in rows if any(map(number_like, line.cells[first + 1 :])))
    said = [plain(cells[first]) for cells in counted]
    own = [cell for cell in said if not body.TOTAL.fullmatch(normal(cell)) and not _RANK.fullmatch(cell)]
    return len(own) > 1 and all(cell.replace(".", "").isdecimal() for cell in own)


def _introduces(line: Line, *, numbered: bool) -> bool:
    """Whether a row names what stands below it: 一 and 产量指标 among rows that numbers lead, words before a colon."""
    said = [plain(cell) for cell in line.own if filled(cell)]
    if not said or any(map(number_like, said[1:])):
        return False
    ranked = numbered and len(said) == 2 and bool(_RANK.fullmatch(said[0]))
    return ranked or all(cell[-1] in ":：" for cell in said)


def _are_names(place: int, first: int, rows: Sequence[Line]) -> bool:
    """Whether a column names what the codes of the first one mean: a name without its code labels the rows below it."""
    if place != first + 1:
        return False
    pairs = [(plain(line.cells[first]), line.cells[place]) for line in rows if place < len(line.cells)]
    whole = len(pairs) == len(rows) >= _ENOUGH and all(code and plain(name) for code, name in pairs)
    return whole and not any(number_like(name) for _, name in pairs)


def _measures(place: int, header: Line, rows: Sequence[Line]) -> bool:
    """Whether a column, which says so or says nothing, holds the unit of every row: (kt)."""
    name = normal(header.cells[place]) if place < len(header.cells) else ""
    cells = [plain(line.cells[place]) if place < len(line.cells) else "" for line in rows]
    return bool(rows) and (
        (name in _UNIT and all(cells))
        or (not name and all(_MEASURE.fullmatch(cell) or measured.is_unit(cell) for cell in cells))
        or (not name and len(cells) >= _ENOUGH and all(cells) and len({*cells}) == 1 and not number_like(cells[0]))
    )


def _capitals(cell: str) -> bool:
    said = plain(cell)
    return len(said) > _SHORT and said.isascii() and said.isupper()


def _counts_columns(line: Line, below: Line) -> bool:
    """Whether the row under the headings numbers the columns: 甲, 乙, 1, 2, 3, and is no 甲班 over 乙班."""
    said = [normal(cell) for cell in line.own if filled(cell)]
    words = [text for text in said if not text.isdecimal()]
    numbers = said[len(words) :]
    if words == ["栏次"] or words == list("甲乙丙丁戊"[: len(words)]):
        under = next((normal(cell) for cell in below.own if filled(cell)), "")
        return bool(words) and len(numbers) > 1 and numbers == _count(len(numbers)) and under not in ("乙", "乙班")
    return False


def _count(most: int) -> list[str]:
    return [str(n + 1) for n in range(most)]


def _set_in(cell: str) -> int:
    return len(cell) - len(cell.lstrip())


def _leaves_free(first: int, line: Line) -> bool:
    """Whether a row of figures has its name in the second column: Brazil below Americas."""
    return not filled(line.cells[first]) and any(
        filled(cell) and not number_like(cell) for cell in line.cells[first + 1 : first + 2]
    )


def _lone(line: Line) -> bool:
    said = [cell for cell in line.own if filled(cell)]
    return len(said) == 1 and not number_like(said[0])


def _filled_below(table: Table, told: Rows, line: Line, place: int) -> bool:
    at = told.next[line.number]
    after = table.below[at].cells if at < len(table.below) else ()
    return place >= len(after) or bool(plain(after[place]))
