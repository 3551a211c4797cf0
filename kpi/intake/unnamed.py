"""Columns whose headings say little or nothing: what stands under them tells months, names or parts of the plant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake import labels
from kpi.intake.cleaning import plain
from kpi.intake.labels import Column
from kpi.intake.table import MOST_COLUMNS, Line, Table
from kpi.intake.vocabulary import Vocabulary

LABELLED = 0.5
"""Share of a nameless column's cells, of the first `LOOKED_AT`, that must be known names."""
LOOKED_AT = 60
Memory = dict[tuple[str, str], bool]
"""What was found out about a cell's text, so that it is found out once."""


def named(header: Line, below: Sequence[Line], names: Vocabulary, memory: Memory) -> Line:
    """The heading row with a name over each column whose cells are months, scopes or indicators but whose head is not.

    A blank corner is the commonest; 项目 and 名称 say as little.
    """
    cells = list(header.cells)
    taken: set[str] = {found[0] for cell in cells if (found := names.field(cell))}
    tests: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        ("month", "月份", lambda cell: labels.dated(plain(cell))),
        ("indicator", "指标", lambda cell: bool((m := names.meaning(cell)) and m.indicator)),
        ("scope", "范围", lambda cell: bool(names.scopes.get(normal(cell)))),
    )
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        if _are_scopes(cell, place, below, names):
            cells[place] = "范围"
        if names.field(cells[place]) or labels.said(cell, names):
            continue
        filled = [
            row.cells[place] for row in islice(below, LOOKED_AT) if place < len(row.cells) and plain(row.cells[place])
        ]
        for field, name, fits in tests:
            for text in filled:
                if (name, text) not in memory:
                    memory[name, text] = fits(text)
            if field not in taken and filled and sum(memory[name, text] for text in filled) > LABELLED * len(filled):
                cells[place] = name
                taken.add(field)
                break
    return replace(header, cells=tuple(cells))


def with_scopes(table: Table, names: Vocabulary) -> Table:
    """The table with 范围 over a column of parts of the plant that is headed 单位."""
    heads = table.header.cells
    if any((f := names.field(cell)) and f[0] == "scope" for cell in heads):
        return table
    cells = tuple("范围" if _are_scopes(c, place, table.below, names) else c for place, c in enumerate(heads))
    return replace(table, header=replace(table.header, cells=cells))


def _are_scopes(heading: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 单位 stands over parts of the plant instead of units of measure."""
    field = names.field(heading)
    if field is None or field[0] != "unit":
        return False
    said = [normal(row.cells[place]) for row in islice(below, LOOKED_AT) if place < len(row.cells)]
    return any(cell in names.scopes for cell in said) and not any(cell in names.units for cell in said if cell)


def without_groups(header: Line, columns: Sequence[Column], below: Sequence[Line], names: Vocabulary) -> Line:
    """类别 over groups such as 产量 and 质量 is no field of ours where the headings say plan and actual."""
    if not any(column.kind for column in columns):
        return header
    cells = list(header.cells)
    for place, cell in enumerate(cells):
        under = {normal(row.cells[place]) for row in islice(below, LOOKED_AT) if place < len(row.cells)} - {""}
        if names.fields.get(normal(cell)) == "kind" and under and not under & set(names.kinds):
            cells[place] = f"{cell}（分组）"
    return replace(header, cells=tuple(cells))
