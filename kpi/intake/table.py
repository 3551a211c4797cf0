"""Where in a file the table is: its delimiter, its heading row, its data, and what stands around it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.cleaning import plain, shown
from kpi.intake.vocabulary import Vocabulary, nearest
from kpi.reading import Issue

DELIMITERS = (",", "\t", ";", "|", "，")
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_HEAD_ROWS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and the line it begins on, counted from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return shown(" ".join(cell for cell in map(plain, self.cells) if cell))


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row with what stands above and below it."""

    delimiter: str
    titles: tuple[Line, ...]
    header: Line
    below: tuple[Line, ...]


def find(text: str, vocabulary: Vocabulary) -> Table | Issue:
    """The table, or the one reason why the file holds none that can be read whole."""
    delimiter = max(DELIMITERS, key=lambda d: _merit(text, d, vocabulary))
    lines = []
    for line in _parse(text, delimiter):
        if isinstance(line, Issue):
            return line
        lines.append(line)
        if len(lines) > MOST_ROWS:
            return Issue("too_many_rows", args={"most": MOST_ROWS})
        if len(line.cells) > MOST_COLUMNS and any(map(str.strip, line.cells[MOST_COLUMNS:])):
            return Issue("too_many_columns", line=line.number, args={"most": MOST_COLUMNS})
    place = _header(lines, vocabulary)
    if place is None:
        return _no_header(lines[:_HEAD_ROWS], vocabulary)
    return Table(delimiter, tuple(lines[:place]), lines[place], tuple(lines[place + 1 :]))


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


def head(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    """The first rows as they were decoded, for the preview."""
    first = islice(_parse(text[:50_000], delimiter), 20)
    return tuple(tuple(map(shown, line.cells[:MOST_COLUMNS])) for line in first if isinstance(line, Line))


def _parse(text: str, delimiter: str) -> Iterator[Line | Issue]:
    """Rows with the physical line they begin on; an Issue ends them where quotation marks do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield Line(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error:
        yield Issue("broken_quotes", line=start)


def _merit(text: str, delimiter: str, vocabulary: Vocabulary) -> tuple[int, int]:
    """How well a delimiter cuts the file: known headings in its heading row, rows that share one width."""
    lines = [line for line in islice(_parse(text[:200_000], delimiter), 2 * _HEAD_ROWS) if isinstance(line, Line)]
    place = _header(lines, vocabulary)
    known = 0 if place is None else sum(map(vocabulary.knows, lines[place].cells[:MOST_COLUMNS]))
    widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    return known, max(widths.values(), default=0)


def _header(lines: Sequence[Line], vocabulary: Vocabulary) -> int | None:
    """The first row with a month heading and at least one other known heading."""
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        fields = [vocabulary.field(cell) for cell in line.cells[:MOST_COLUMNS]]
        months = [field is not None and field[0] == "month" for field in fields]
        if any(months) and any(
            not month and (field or vocabulary.meaning(cell))
            for month, field, cell in zip(months, fields, line.cells, strict=False)
        ):
            return place
    return None


def _no_header(lines: Sequence[Line], vocabulary: Vocabulary) -> Issue:
    for line in lines:
        known = [cell for cell in line.cells[:MOST_COLUMNS] if vocabulary.field(cell) or vocabulary.meaning(cell)]
        if any(vocabulary.fields.get(normal(cell)) == "month" for cell in known):
            others = (cell for cell in line.cells[:MOST_COLUMNS] if plain(cell) and cell not in known)
            near = next(filter(None, (nearest(cell, vocabulary.indicators) for cell in islice(others, 20))), "")
            code = "no_known_heading_near" if near else "no_known_heading"
            return Issue(code, line=line.number, found=line.text, args={"nearest": near} if near else {})
        if len(known) > 1:
            return Issue("no_month_heading", line=line.number, found=line.text)
    first = next((line for line in lines if line.text), None)
    return Issue("no_header", line=first.number if first else None, found=first.text if first else "")


def with_units(table: Table, vocabulary: Vocabulary) -> Table:
    """A row of units under the headings (intake.md rule 7) moved into them: 处理矿量 over 万吨 → 处理矿量(万吨)."""
    if not table.below or len(table.below[0].cells) != len(table.header.cells):
        return table
    row = table.below[0]
    under = [(plain(cell), plain(said)) for cell, said in zip(row.cells, table.header.cells, strict=True)]
    filled = [cell for cell, _ in under if cell and cell != "单位"]
    if not filled or not all(normal(cell) in vocabulary.units for cell in filled):
        return table
    cells = tuple(f"{said}({cell})" if cell and cell != "单位" else said for cell, said in under)
    titles = (*table.titles, row)
    return replace(table, titles=titles, header=replace(table.header, cells=cells), below=table.below[1:])
