"""Headings over several rows: group labels in merged cells joined with what stands under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain

DEEPEST = 5
_LONGEST = 40
"""Characters that a figure with its unit may take."""
_UNITS = frozenset(("吨", "万吨", "千吨", "t", "kt", "元", "万元", "亿元", "小时", "h", "天", "人", "项", "‰"))
"""What may stand behind a figure; 月计划 behind 8 makes a heading of it, and so does 天以内 behind 30."""
_DIGIT = re.compile(r"[\d一二两三四五六七八九十百千]")
_HEADS = re.compile(r"(?:19|20)\d\d(?:年|[-./]?(?:1[0-2]|0?[1-9]))?|(?:1[0-2]|0?[1-9])月?")
"""Figures that head columns: years and months."""
_YEAR = re.compile(r"(?:19|20)\d\d")
FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one or more rows; ``parts`` are the texts above each column, from the top."""

    rows: tuple[Line, ...]
    spread: bool = False
    """Whether group labels were carried right over columns that no merged cell ties to them."""

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        found = []
        for place in range(max(len(row.cells) for row in self.rows)):
            texts: list[str] = []
            for row in self.rows:
                text = " ".join(row.cells[place].split()) if place < len(row.cells) else ""
                if plain(text) and (not texts or normal(texts[-1]) != normal(text)):
                    texts.append(text)
            found.append(tuple(texts))
        return tuple(found)

    @property
    def line(self) -> Line:
        """The heading as one row, its levels joined with a stroke."""
        return Line(self.rows[0].number, tuple("/".join(texts) for texts in self.parts))


def at(lines: Sequence[Line], place: int) -> Heading:
    """The heading that begins in a row: as deep as its merged cells reach, or would reach had they been merged."""
    rows = [lines[place]]
    for line in lines[place + 1 : place + DEEPEST]:
        if line.number != rows[-1].number + 1 or not (_reaches(rows[0], line) or _groups(rows[-1], line)):
            break
        if any(map(_is_figure, line.own)) or _counts(rows[-1], line):
            break  # a title in a cell merged down beside the whole table
        rows.append(line)
    if len(rows) > 1:
        return Heading(tuple(rows))
    if deep := _repeating(lines[place : place + DEEPEST]):
        return Heading(deep)
    found = _unmerged(lines[place : place + DEEPEST])
    return Heading(found, spread=len(found) > 1)


def _is_figure(cell: str) -> bool:
    """Whether a cell holds a figure that is no year and no month."""
    return number_like(cell) and bool(_DIGIT.search(cell)) and not _HEADS.fullmatch(plain(cell))


def _counts(above: Line, line: Line) -> bool:
    """Whether 3 stands below 台数 or 1月: a month without its 月 only stands below a year or a label over several."""
    for place, cell in enumerate(line.own):
        said = plain(cell)
        if said.isdecimal() and len(said) < 3 and place < len(above.cells) and plain(above.cells[place]):
            beside = (*above.cells[max(place - 1, 0) : place], *above.cells[place + 1 : place + 2])
            if "年" not in above.cells[place] and above.cells[place] not in beside:
                return True
    return False


def _repeating(rows: Sequence[Line]) -> tuple[Line, ...]:
    """Heading rows that programs write with every label repeated: 月份,一系列,一系列 over 月份,处理矿量,镍回收率.

    Empty for others: also where the row below is the heading again, or where two columns would be of one name. A row
    of words below some of them, and nothing else, belongs to it too: 品位 and 品位 over 质量码.
    """
    filled = [place for place, cell in enumerate(rows[0].cells) if plain(cell)]
    if len(filled) < 2:
        return ()
    deep, said = [rows[0]], [normal(rows[0].cells[place]) for place in filled]
    again = [place for place, cell in zip(filled, said, strict=True) if said.count(cell) > 1]  # 月份 needs none below
    for line in rows[1:]:
        own = [place for place, cell in enumerate(line.cells) if plain(cell)]
        same = own == filled and line.cells[filled[0]] == rows[0].cells[filled[0]]
        some = {*own} < {*again} and not any(number_like(line.cells[place]) for place in own)
        if not (same or (own and (own == again or some))) or any(map(_is_figure, line.own)):
            break
        deep.append(line)
    columns = [texts for texts in Heading(tuple(deep)).parts if texts]
    labelled = sum(len(texts) == len(deep) for texts in columns)
    apart = len(set(columns)) == len(columns) and labelled
    return tuple(deep) if len(deep) > 1 and apart else ()


def _unmerged(rows: Sequence[Line]) -> tuple[Line, ...]:
    """Heading rows whose group labels lost their merged cells, as in text files: each label holds until the next.

    The first column's heading stands alone in the first row, blanks below it; every other row is words. A label is
    only carried over columns that have words of their own under them, so a mere title is never taken for one.
    """
    first = next((place for place, cell in enumerate(rows[0].cells) if plain(cell)), -1)
    deep = [rows[0]]
    if first > 0 and (below := _paired(rows, first) or _paired_twice(rows, first)):
        return below
    for line in rows[1:]:
        words = [cell for cell in line.cells if plain(cell)]
        blank = first < 0 or any(plain(cell) for cell in line.cells[: first + 1])
        if blank or len(words) < 2 or line.repeated or any(map(number_like, words)) or _are_units(words):
            break
        deep.append(line)
    found = deep[-1:]
    for line in reversed(deep[:-1]):
        spread = _spread(line, found[0])
        if spread is None:
            return (rows[0],)
        found.insert(0, spread)
    columns = [texts for texts in Heading(tuple(found)).parts if texts]
    # two columns of one name: a label does not stand where its group begins
    return tuple(found) if len(found) > 1 and len(set(columns)) == len(columns) else (rows[0],)


def _paired(rows: Sequence[Line], first: int) -> tuple[Line, ...]:
    """计划 and 实际, each over the same months, in a row that leaves the first columns to the row below; else empty."""
    above, under = rows[0], rows[1] if len(rows) > 1 else rows[0]
    if (
        under is above
        or is_title(under)
        or not (all(map(plain, under.cells[:first])) or _cornered(rows, first))
        or any(map(number_like, under.cells[:first]))
    ):
        return ()
    starts, end = _starts(above, under)
    if not starts:
        return ()
    ends = [*starts[1:], end]
    groups = [tuple(map(normal, under.cells[a:b])) for a, b in zip(starts, ends, strict=True)]
    labels = {normal(above.cells[place]) for place in starts}
    if (
        len(labels) < 2
        or len(labels) < len(starts)
        or set(groups) != {groups[0]}
        or (len(groups[0]) < 2 and end - first != len(starts))
        or "" in groups[0]
    ):
        return ()
    cells = tuple("" if place < first else above.cells[max(a for a in starts if a <= place)] for place in range(end))
    spread = frozenset(place for place in range(first, end) if place not in starts)
    return Line(above.number, (*cells, *above.cells[end:]), above.repeated | spread), under


def _cornered(rows: Sequence[Line], first: int) -> bool:
    """Whether only the corner is blank, over the names of rows of figures: 全厂, 一系列."""
    blank = len(rows) > 2 and not any(map(plain, rows[1].cells[:first]))
    lead = [cell for cell in rows[2].cells[:first] if plain(cell)] if blank else []
    return bool(lead) and not any(map(number_like, lead)) and any(map(number_like, rows[2].cells[first:]))


def _starts(above: Line, under: Line) -> tuple[list[int], int]:
    """Where the groups of a row begin, and where the last one ends: before 备注, which has nothing under it.

    A label that stands over each of several years begins one group.
    """
    starts = [place for place, cell in enumerate(above.cells) if plain(cell) and not _goes_on(place, above, under)]
    end = len(under.cells)
    while len(starts) > 1 and not any(map(plain, under.cells[starts[-1] :])):
        end = starts.pop()
    return starts, end


def _goes_on(place: int, above: Line, under: Line) -> bool:
    """Whether a label is the one before it again, each over a bare year: 产量 and 产量 over 2021 and 2022."""
    again = 0 < place < len(under.cells) and normal(above.cells[place]) == normal(above.cells[place - 1])
    years = [plain(cell) for cell in under.cells[place - 1 : place + 1]] if again else []
    return again and all(map(_YEAR.fullmatch, years)) and years[0] != years[1]


def _paired_twice(rows: Sequence[Line], first: int) -> tuple[Line, ...]:
    """一系列 and 二系列, each over the same months, each of these over 计划 and 实际; else empty."""
    if len(rows) < 3 or any(map(plain, rows[1].cells[:first])):
        return ()
    above, middle, under = rows[:3]
    starts, end = _starts(above, under)
    if not starts or starts[-1] >= min(len(middle.cells), len(under.cells)):
        return ()
    cells, inside = [""] * first, [""] * first
    found = set[tuple[tuple[str, ...], ...]]()
    for a, b in zip(starts, [*starts[1:], end], strict=True):
        part = [
            replace(row, cells=(*row.cells[:first], *row.cells[a:b]), repeated=frozenset()) for row in (middle, under)
        ]
        label = middle.cells[a] if plain(middle.cells[a]) and not any(map(plain, middle.cells[a + 1 : b])) else ""
        over = (label,) * (b - a) if label else next((row.cells[first:] for row in _paired(part, first)), ())
        found.add((over, under.cells[a:b]))  # 本月 alone stands over all of its group
        cells += [above.cells[a]] * (b - a)
        inside += over
    if len({normal(above.cells[place]) for place in starts}) < max(len(starts), 2) or len(found) > 1:
        return ()
    if len(inside) < end or not all(map(plain, under.cells[first:end])):
        return ()
    spread = frozenset(range(first, end))
    return (
        replace(above, cells=(*cells, *above.cells[end:]), repeated=spread - set(starts)),
        replace(middle, cells=(*inside, *middle.cells[end:]), repeated=spread),
        under,
    )


def _spread(line: Line, under: Line) -> Line | None:
    """A row of group labels carried right over the headings under them; None where it does not group any."""
    cells, filled, label = list(line.cells), set(), ""
    for place, cell in enumerate(under.cells):
        own = cells[place] if place < len(cells) else ""
        if plain(own):
            label = own if plain(cell) else ""
        elif plain(cell):
            if not label or place >= len(cells):
                return None
            cells[place] = label
            filled.add(place)
    return Line(line.number, tuple(cells), line.repeated | filled) if filled else None


def led(heading: Heading, below: Sequence[Line]) -> Heading:
    """A heading with the row right below it that holds nothing but words over each blank column at its left.

    The next row begins with another word in each of them, as below no label with its unit and no row of data.
    """
    blank = [*takewhile(lambda place: not heading.parts[place], range(len(heading.parts)))]
    row = below[0].own if below else ()
    said = [place for place, cell in enumerate(row) if plain(cell)]
    after = below[1].own[: len(blank)] if len(below) > 1 else ()
    others = sum(bool(plain(cell)) and normal(cell) != normal(own) for cell, own in zip(after, row, strict=False))
    words = len(said) == others > 1 and said == blank and not any(number_like(row[place]) for place in said)
    return replace(heading, rows=(*heading.rows, below[0])) if words else heading


def _are_units(words: Sequence[str]) -> bool:
    return all(plain(word).strip("()") in _UNITS or plain(word).strip("()") == "%" for word in words)


def is_title(line: Line) -> bool:
    """Whether a row says one thing only, be it over many columns."""
    first = None
    for cell in line.own:
        if plain(cell):
            said = normal(cell)
            if first is not None and said != first:
                return False
            first = said
    return True


def number_like(cell: str) -> bool:
    """Whether a cell holds a figure or openly none."""
    if not cell or len(cell) > _LONGEST:
        return False
    return bool(FIGURE.fullmatch(cell)) or _like(cell)


@lru_cache(maxsize=32_768)
def _like(cell: str) -> bool:
    """The cells that are no plain digits: periods, headings, dashes, which come again and again."""
    if not _DIGIT.search(cell):
        return numbers.missing(cell)
    got = numbers.read(cell)
    return isinstance(got, numbers.Number) and got.unit in {"", *_UNITS} - ({"天"} if got.qualifier != "eq" else set())


def _reaches(first: Line, line: Line) -> bool:
    """Whether a cell of the first heading row is merged down into this row."""
    pairs = enumerate(zip(first.cells, line.cells, strict=False))
    return any(plain(above) and above == below and place in line.repeated for place, (above, below) in pairs)


def _groups(above: Line, line: Line) -> bool:
    """Whether a label merged over several columns has different headings under it."""
    under: dict[str, list[str]] = {}
    for place in above.repeated:
        if place < len(line.cells) and place and above.cells[place] == above.cells[place - 1]:
            under.setdefault(above.cells[place], []).extend(line.own[place - 1 : place + 1])
    cells = [cell for found in under.values() for cell in found if plain(cell)]
    if is_title(above) or not cells or any(map(number_like, cells)):
        return False
    return len({normal(cell) for cell in cells}) > 1
