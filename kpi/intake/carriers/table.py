"""Where in a file the table is: its delimiter, its heading row, its data, and what stands around it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kpi.headings import normal, split_unit
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue
from kpi.unit import Words

DELIMITERS = (",", "\t", ";", "|", "，", "；")
_SEMICOLON, _EVEN = "；", 0.8
"""It parts sentences too, and then no two rows alike."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_LETTERS = 2_000
"""Characters of one cell; a heading, a title or a remark is shorter, and what looks for words in it stays quick."""
_HEAD_ROWS = 100
_CALLED = frozenset(("单位", "计量单位"))
"""What a row of units may be called in its first cell."""
_FOOT = re.compile(r"(?:(?<=[年月日])|(?<=(?:19|20)\d\d))[²³¹⁰⁴-⁹①-⒛]+(?=$|[\s,，、)）:：;；])")
"""The mark of a footnote behind a time, which NFKC makes a digit of it: 2022年9月① is no first of September."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and the line it begins on, counted from 1."""

    number: int
    cells: tuple[str, ...]
    repeated: frozenset[int] = frozenset()
    """Which cells (from 0) only repeat the first one of a merged range."""
    source: int = 0
    """The column in the file (from 1) its value stands in, where the cells were laid out anew; else 0."""
    under: str = ""
    """The heading over that column, and how many cells at the end of the row are made from it and the titles."""
    made: int = 0

    def column(self, index: int) -> int:
        """The column in the file, from 0, that a cell stands in or was made from."""
        return self.source - 1 if self.source and index >= len(self.cells) - self.made else index

    @property
    def own(self) -> tuple[str, ...]:
        """The cells without those that repeat another."""
        if not self.repeated:
            return self.cells
        return tuple("" if place in self.repeated else cell for place, cell in enumerate(self.cells))

    @property
    def text(self) -> str:
        own = (cell if cell.isascii() else _FOOT.sub("", cell) for cell in self.own)
        return shown(" ".join(cell for cell in map(plain, own) if cell))


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row with what stands above and below it."""

    delimiter: str
    titles: tuple[Line, ...]
    header: Line
    below: tuple[Line, ...]
    carried: tuple[str, ...] = ()
    """The months that took their year from a row above: 12月 → 2021年12月."""


def split(text: str, known: Callable[[str], bool]) -> tuple[str, tuple[Line, ...]] | Issue:
    """The delimiter and the rows of a text, or why they cannot be told apart; ``known`` knows headings."""
    delimiter = max(DELIMITERS, key=lambda d: _merit(text, d, known))
    lines = []
    for line in _parse(text, delimiter):
        if isinstance(line, Issue):
            return line
        lines.append(line)
        if len(lines) > MOST_ROWS:
            return Issue("too_many_rows", args={"most": MOST_ROWS})
        if len(line.cells) > MOST_COLUMNS:
            if any(map(str.strip, line.cells[MOST_COLUMNS:])):
                return Issue("too_many_columns", line=line.number, args={"most": MOST_COLUMNS})
            lines[-1] = replace(line, cells=line.cells[:MOST_COLUMNS])
    if inner := _unwrapped(text, lines):
        return split(inner, known)
    if long := next((line for line in lines if any(len(cell) > MOST_LETTERS for cell in line.cells)), None):
        return too_long(long.number, next(cell for cell in long.cells if len(cell) > MOST_LETTERS))
    return delimiter, tuple(lines)


def too_long(row: int, text: str, column: int = 0) -> Issue:
    """A cell that holds more than any of a report does; which column it is is said where its cells can be told."""
    told: dict[str, Arg] = {"most": MOST_LETTERS, "count": len(text)}
    cell = f"{letters(column - 1)}{row}" if column else ""
    return Issue("cell_too_long", line=row, found=shown(text), args=told, cell=cell)


def _unwrapped(text: str, lines: Sequence[Line]) -> str:
    """The text within, where a program took each whole row for one cell and quoted it; else nothing."""
    if not text.lstrip().startswith('"') or any(len(line.cells) > 1 for line in lines):
        return ""
    cells = [line.cells[0] if line.cells else "" for line in lines]
    rows = [cell for cell in cells if cell.strip()]
    cut = {mark for mark in DELIMITERS if all(mark in row for row in rows)}
    doubled = text.count('""') and not any("\n" in row or "\r" in row for row in rows)
    return "\n".join(cells) if len(rows) > 1 and cut and doubled else ""


def two_headings(table: Table, vocabulary: Vocabulary) -> Issue | None:
    """A row of 计划 and 实际 under or above the row that names the indicators: the pair cannot be read as one."""
    if table.below and _only_kinds(table.below[0], table.header, vocabulary):
        return Issue("two_heading_rows", line=table.below[0].number, found=table.below[0].text)
    above = table.titles[-1] if table.titles else None
    if above and _only_kinds(table.header, None, vocabulary) and any(map(_names_indicator(vocabulary), above.cells)):
        return Issue("two_heading_rows", line=table.header.number, found=table.header.text)
    return None


def _only_kinds(line: Line, header: Line | None, vocabulary: Vocabulary) -> bool:
    """Whether a row holds nothing but 计划 and 实际, twice at least, beside fields that are headings again or blank."""
    kinds = 0
    for place, cell in enumerate(line.cells):
        said = normal(cell)
        again = header is None or (place < len(header.cells) and said == normal(header.cells[place]))
        if said in vocabulary.kinds:
            kinds += 1
        elif said and not (again and vocabulary.field(cell)):
            return False
    return kinds > 1 and not any((f := vocabulary.field(c)) and f[0] == "indicator" for c in (header or line).cells)


def _names_indicator(vocabulary: Vocabulary) -> Callable[[str], bool]:
    return lambda cell: bool((meaning := vocabulary.meaning(cell)) and meaning.indicator)


def head(text: str) -> tuple[Line, ...]:
    """The first rows of a text whose rows cannot all be told apart, for the preview."""
    return tuple(line for line in islice(_parse(text[:50_000], ","), 20) if isinstance(line, Line))


def letters(place: int) -> str:
    """A column, counted from 0, as Excel calls it: A, B … Z, AA."""
    found, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        found = chr(ord("A") + letter) + found
    return found


def _parse(text: str, delimiter: str) -> Iterator[Line | Issue]:
    """Rows with the physical line they begin on; an Issue ends them where quotation marks do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield Line(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error as error:
        line, limit = next(islice(io.StringIO(text, newline=""), start - 1, None), ""), csv.field_size_limit()
        if "field limit" in str(error) and len(line) > limit:  # else it is many lines that have run together
            yield Issue("cell_too_long", line=start, args={"most": MOST_LETTERS, "count": f"{limit}+"})
        else:
            yield Issue("broken_quotes", line=start)


def _merit(text: str, delimiter: str, known: Callable[[str], bool]) -> tuple[int, int, int, bool, int]:
    """How well a delimiter cuts the file: known headings in one row of its head, rows of one width, rows cut at all.

    The commas of thousands are in every row of figures too, but not in the headings. Of equals the tab, which no text
    holds, as commas may: ``unit,geo`` before the first tab of each row; then what cuts a row oftener, as ``;`` where
    each row holds one comma in a heading or a figure. A sign that another always follows only ends the cells: the tab
    before every comma of the statistics bureau's exports.
    """
    lines = [line for line in islice(_parse(text[:200_000], delimiter), 2 * _HEAD_ROWS) if isinstance(line, Line)]
    behind = {cell[:1] for line in lines for cell in line.cells[1:] if cell}
    before = {cell[-1:] for line in lines for cell in line.cells[:-1] if cell} if delimiter == "\t" else set()
    if any(len(signs) == 1 and signs <= {*DELIMITERS} - {delimiter, "\t"} for signs in (behind, before)):
        return 0, 0, 0, False, 0
    heads = ([cell for cell in line.cells[:MOST_COLUMNS] if len(cell) <= MOST_LETTERS] for line in lines[:_HEAD_ROWS])
    most = max((sum(map(known, cells)) for cells in heads), default=0)
    widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    tabs = bool(widths) and delimiter == "\t"
    width, rows = max(widths.items(), key=lambda pair: pair[::-1], default=(0, 0))
    if delimiter == _SEMICOLON and rows < _EVEN * sum(widths.values()):
        return 0, 0, 0, False, 0
    return most if most > 1 else 0, rows, sum(widths.values()), tabs, width


def with_units(table: Table, vocabulary: Vocabulary) -> Table:
    """A row of units under the headings (intake.md rule 7) moved into them: 处理矿量 over 万吨 → 处理矿量(万吨)."""
    if not table.below or len(table.below[0].cells) != len(table.header.cells):
        return table
    row = table.below[0]
    under = [(plain(cell), plain(said)) for cell, said in zip(row.cells, table.header.cells, strict=True)]
    filled = [cell for cell, _ in under if cell and _unit(cell) not in _CALLED]
    if not filled or not all(_unit(cell) in vocabulary.units for cell in filled):
        return table
    bare = (cell and _unit(cell) not in _CALLED and _own(said) not in vocabulary.units for cell, said in under)
    cells = tuple(f"{said}({_unit(cell)})" if own else said for (cell, said), own in zip(under, bare, strict=True))
    return replace(table, header=replace(table.header, cells=cells), below=table.below[1:])


def units_above(table: Table, vocabulary: Vocabulary) -> Table:
    """The same for a row of units right above the headings, each over a heading that has none: 万吨 over 处理矿量."""
    row, header = table.titles[-1] if table.titles else None, table.header
    if row is None or row.number != header.number - 1 or len(row.cells) > len(header.cells):
        return table
    filled = {place: _unit(cell) for place, cell in enumerate(row.cells) if plain(cell)}
    bare = (vocabulary.meaning(header.cells[place]) for place in filled)
    if not filled or not all(found and found.indicator and not found.unit for found in bare):
        return table
    if not all(unit in vocabulary.units for unit in filled.values()):
        return table
    cells = tuple(f"{plain(c)}({filled[place]})" if place in filled else c for place, c in enumerate(header.cells))
    return replace(table, titles=table.titles[:-1], header=replace(header, cells=cells))


def two_units(table: Table, vocabulary: Vocabulary) -> Issue | None:
    """A heading whose unit is another than the one in the row of units under it: 处理矿量(吨) over 万吨."""
    row = table.below[0] if table.below else None
    for said, cell in zip(table.header.cells, row.cells if row else (), strict=False):
        own, under = _own(said), _unit(cell)
        meaning = vocabulary.meaning(said)
        sizes = meaning.indicator.unit.factors if meaning and meaning.indicator else {}
        known = {normal(unit): size for unit, size in sizes.items()}
        same = own == under or (own in known and known[own] == known.get(under))
        if own in vocabulary.units and under in vocabulary.units and not same:
            told: dict[str, str | int | Words] = {"unit": own, "other": under}
            return Issue("unit_conflict", line=table.header.number, column=shown(said), found=shown(said), args=told)
    return None


def _own(heading: str) -> str:
    return split_unit(heading)[1].upper()


def _unit(cell: str) -> str:
    return normal(cell).strip("()[]")
