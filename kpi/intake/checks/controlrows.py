"""Rows of 累计 and 完成率 below a month's own figures hold them to account as columns beside them do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.checks import alike, compared, completions, controls, growing
from kpi.intake.checks.published import Published
from kpi.intake.grid.body import Body
from kpi.intake.headings.aside import Own
from kpi.intake.headings.cells import Cell
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Book
from kpi.reading import Issue

_OF = ("month", "scope", "indicator", "brand")
Key = tuple[str, ...]


def check(body: Body, header: Line, good: Sequence[Cell], names: Vocabulary, book: Book | None) -> list[Issue]:
    """The questions about what such rows do not bear out; those of one sort together."""
    fields = [(names.field(cell) or ("",))[0] for cell in header.cells]
    if not body.beside or "kind" not in fields:
        return []
    found = list(_asked(body, fields, good, names, Published(good, names.catalog, book)))
    return alike.together(found, {id(issue): issue.code for issue in found})


def _asked(
    body: Body, fields: Sequence[str], good: Sequence[Cell], names: Vocabulary, published: Published
) -> Iterator[Issue]:
    """Each figure with its controls as a row of its own, and what is asked of it where it stands."""
    kind = fields.index("kind")
    heads = ["", *dict.fromkeys(_at(line, kind) for line in body.beside)]
    by = defaultdict[Key, dict[str, Line]](dict)
    for each in body.beside:
        by[_key(each, fields)].setdefault(_at(each, kind), each)
    lines = {line.number: line for line in body.rows}
    own, rows, cells = list[Cell](), list[Line](), list[Cell]()
    for cell in good:
        line = lines.get(cell.row.line)
        if line is None or cell.row.kind != "actual" or not (beside := by.get(_key(line, fields))):
            continue
        own.append(cell)
        said = (_control(beside.get(head), line, cell.row.column - 1, fields) for head in heads[1:])
        rows.append(Line(len(own), (cell.found, *said)))
        of = cell.row.indicator, cell.row.scope, cell.row.period
        plans = [c for c in good if c.row.kind == "plan" and (c.row.indicator, c.row.scope, c.row.period) == of]
        cells += [replace(c, row=replace(c.row, line=len(own), column=1)) for c in (cell, *plans)]
    table = heads, rows, [1]
    held = controls.Controls(Own(table, cells, "actual"), rows, heads, *controls.told(heads, [1], names), names.catalog)
    found = [*growing.check(held, published), *completions.check(held, {1}, titled=False)]
    for issue in (*found, *compared.check(held, names, published)):
        cell = own[(issue.line or 1) - 1]
        at = f"{letters(cell.row.column - 1)}{cell.row.line}"
        yield replace(issue, line=cell.row.line, column=cell.heading, cell=at)


def _control(line: Line | None, of: Line, place: int, fields: Sequence[str]) -> str:
    """What stands in a control's row below a figure; nothing where the two are in different units."""
    if line is None:
        return ""
    unit = fields.index("unit") if "unit" in fields else None
    apart = unit is not None and _at(line, unit) and normal(_at(line, unit)) not in ("%", normal(_at(of, unit)))
    return "" if apart else _at(line, place)


def _key(line: Line, fields: Sequence[str]) -> Key:
    return tuple(normal(_at(line, n)) for n, name in enumerate(fields) if name in _OF)


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
