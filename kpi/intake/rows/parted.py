"""What the rows of a table say in one cell or leave out, taken apart: merged cells, 9月完成, 计划 below 处理矿量."""

from __future__ import annotations

from kpi.intake.carriers.table import Table
from kpi.intake.headings.shapes import Shape
from kpi.intake.rows import branches, kindrows, rowheads, subrows, unmerged
from kpi.intake.words.vocabulary import Said, Vocabulary


def rows(table: Table, shape: Shape | None, names: Vocabulary, of: tuple[Said, str]) -> branches.Parted:
    """The table with a column for each thing its rows say, what of it is asked, and the rows that are left out.

    ``of``: what figures are that say neither plan nor actual, and the part of the plant that is said around the table.
    """
    kind, placed = of
    table, told_merged = unmerged.filled(table, shape, names)
    table, shape, told_heads = rowheads.split(table, shape, names)
    table, shape, told_kinds = kindrows.split(table, shape, names, kind)
    table, shape, told_parts = subrows.split(table, shape, names, placed)
    table, shape, told_branches, left = branches.left(table, shape, names)
    return table, shape, [*told_merged, *told_heads, *told_kinds, *told_parts, *told_branches], left
