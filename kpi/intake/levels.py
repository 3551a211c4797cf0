"""Headings over several rows: group labels in merged cells joined with what stands under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kpi.headings import normal
from kpi.intake import numbers
from kpi.intake.cleaning import plain
from kpi.intake.table import Line

DEEPEST = 5
_LONGEST = 40
"""Characters that a figure with its unit may take."""
_UNITS = frozenset(("吨", "万吨", "千吨", "t", "kt", "元", "万元", "亿元", "小时", "h", "天", "人", "项", "‰"))
"""What may stand behind a figure; 月计划 behind 8 makes a heading of it."""
_DIGIT = re.compile(r"[\d一二两三四五六七八九十百千]")
_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one or more rows; ``parts`` are the texts above each column, from the top."""

    rows: tuple[Line, ...]

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
    """The heading that begins in a row: as deep as its merged cells reach."""
    rows = [lines[place]]
    for line in lines[place + 1 : place + DEEPEST]:
        if line.number != rows[-1].number + 1 or not (_reaches(rows[0], line) or _groups(rows[-1], line)):
            break
        rows.append(line)
    return Heading(tuple(rows))


def is_title(line: Line) -> bool:
    """Whether a row says one thing only, be it over many columns."""
    return len({normal(cell) for cell in line.own if plain(cell)}) < 2


def number_like(cell: str) -> bool:
    """Whether a cell holds a figure or openly none."""
    if not cell or len(cell) > _LONGEST:
        return False
    if _FIGURE.fullmatch(cell):
        return True
    if not _DIGIT.search(cell):
        return numbers.missing(cell)
    found = numbers.read(cell)
    return isinstance(found, numbers.Number) and (not found.unit or found.unit in _UNITS)


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
