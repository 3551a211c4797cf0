"""Where in the rows of a file or a sheet the table of figures is, told by the catalogue's names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kpi.headings import normal
from kpi.intake import levels, shapes
from kpi.intake.cleaning import plain
from kpi.intake.periods import is_period
from kpi.intake.shapes import HEAD_ROWS, Shape
from kpi.intake.table import MOST_COLUMNS, Line, Table
from kpi.intake.vocabulary import Vocabulary, nearest
from kpi.reading import Issue


@dataclass(frozen=True, slots=True)
class Found:
    """A table, and how to lay it out when it is no plain list of months."""

    table: Table
    shape: Shape | None = None
    spread: bool = False
    """Whether group labels of the heading were carried right without a merged cell."""


def find(delimiter: str, lines: Sequence[Line], names: Vocabulary, outside: tuple[str, str]) -> Found | Issue:
    """The table, or the one reason why there is none; ``outside``: the sheet's and the file's name."""
    place = next((n for n, _ in enumerate(lines[:HEAD_ROWS]) if _heads(levels.at(lines, n).line, names)), None)
    shaped = shapes.find(lines, names, outside, HEAD_ROWS - 1 if place is None else place)
    within = shaped is not None and place is not None and shaped[0] < place < shaped[0] + len(shaped[1].heading.rows)
    if place is not None and not within and not (shaped and any(c.scope for c in shaped[1].columns)):
        heading = levels.at(lines, place)
        return Found(_table(delimiter, lines, place, heading.line, len(heading.rows)), spread=heading.spread)
    if shaped is not None:
        place, shape = shaped
        return Found(
            _table(delimiter, lines, place, shape.header, len(shape.heading.rows)), shape, shape.heading.spread
        )
    return _no_header(lines[:HEAD_ROWS], names)


def split_heading(table: Table, shape: Shape, names: Vocabulary) -> Issue | None:
    """A heading in two rows that no merged cell ties together: which label holds for which column is a guess."""
    under = table.below[0] if table.below else None
    if under and not any(map(levels.number_like, under.own)) and _known(under, names) > 1:
        return Issue("two_heading_rows", line=under.number, found=under.text)
    above = table.titles[-1] if table.titles else None
    if above and above.number == table.header.number - 1 and _known(above, names) > 1:
        return Issue("two_heading_rows", line=above.number, found=above.text)
    return None


def _known(line: Line, names: Vocabulary) -> int:
    """How many different cells of a row name a month, a part of the plant, a kind or an indicator."""
    return len({normal(cell) for cell in line.own[1:] if plain(cell) and shapes.said(cell, names)})


def second_heading(table: Table, shape: Shape | None, names: Vocabulary) -> Issue | None:
    """A row in the table that heads another one: its figures would be read under the wrong names."""
    header = tuple(map(normal, table.header.cells))
    first = tuple(map(normal, (shape.heading.rows[-1] if shape else table.header).cells))
    leads = {place for place, cell in enumerate(table.header.cells) if (f := names.field(cell)) and f[0] == "month"}
    for line in table.below:
        again = shape is not None and normal(line.cells[-1] if line.cells else "") == first[-1:][0]
        other = any(place < len(line.cells) and _is_month(line.cells[place], names) for place in leads)
        own = tuple(map(normal, line.cells)) if again or other else ()
        if (again and own == first) or (other and own not in (first, header) and _heads(line, names)):
            return Issue("second_table", line=line.number, found=line.text)
    return None


def _is_month(cell: str, names: Vocabulary) -> bool:
    return bool(cell) and len(cell) < 20 and names.fields.get(normal(cell)) == "month"


def _table(delimiter: str, lines: Sequence[Line], place: int, header: Line, deep: int) -> Table:
    return Table(delimiter, tuple(lines[:place]), header, tuple(lines[place + deep :]))


def _heads(line: Line, names: Vocabulary) -> bool:
    """Whether a row has a month heading and at least one other known heading, and no months beside it."""
    cells = line.cells[:MOST_COLUMNS]
    fields = [names.field(cell) for cell in cells]
    months = [field is not None and field[0] == "month" for field in fields]
    if not any(months) or sum(map(is_period, cells)) > 1:
        return False
    return any(
        not month and (field or names.meaning(cell)) for month, field, cell in zip(months, fields, cells, strict=False)
    )


def _no_header(lines: Sequence[Line], names: Vocabulary) -> Issue:
    for line in lines:
        known = [cell for cell in line.cells[:MOST_COLUMNS] if names.field(cell) or names.meaning(cell)]
        if any(names.fields.get(normal(cell)) == "month" for cell in known):
            others = (cell for cell in line.cells[:MOST_COLUMNS] if plain(cell) and cell not in known)
            near = next(filter(None, (nearest(cell, names.indicators) for cell in islice(others, 20))), "")
            code = "no_known_heading_near" if near else "no_known_heading"
            return Issue(code, line=line.number, found=line.text, args={"nearest": near} if near else {})
        if len(known) > 1:
            return Issue("no_month_heading", line=line.number, found=line.text)
    first = next((line for line in lines if line.text), None)
    return Issue("no_header", line=first.number if first else None, found=first.text if first else "")
