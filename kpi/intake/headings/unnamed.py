"""Columns whose headings say little or nothing: what stands under them tells months, names or parts of the plant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line, Table
from kpi.intake.grid import groups, labels, metals
from kpi.intake.grid.labels import Column
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_DECIMAL = re.compile(r"\d{1,3}\.\d+")
_VAGUE = frozenset(("", "项目", "名称", "项目名称", "内容"))
"""Headings that say nothing of what stands under them."""
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
        ("indicator", "指标", lambda cell: _names_figures(cell, names)),
        ("scope", "范围", lambda cell: bool(names.scopes.get(normal(cell)))),
    )
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        if _are_scopes(cell, place, below, names):
            cells[place] = "范围"
        if are_kinds(cell, place, below, names) and "kind" not in taken:
            cells[place] = "类别"
            taken = {*taken, "kind"}
        if _are_indicators(cells, place, below, names):
            cells[place] = "指标"
            taken = {*taken, "indicator"} - {"month"}
        if names.field(cells[place]) or labels.said(cell, names):
            continue
        said = [row for row in islice(below, LOOKED_AT) if place < len(row.cells) and plain(row.cells[place])]
        rows = [row for row in said if sum(map(bool, map(plain, row.own))) > 1]  # 一、产量指标 alone heads others
        filled = [row.cells[place] for row in rows or said]
        for field, name, fits in tests:
            if field == "month" and normal(cell) and any(map(_DECIMAL.fullmatch, filled)):
                continue  # 98.8 under 完成率 or 平均 is no year and month
            for text in filled:
                if (name, text) not in memory:
                    memory[name, text] = fits(text)
            # 一系列 under 处理矿量 is a row of it and neither for nor against a column of indicators
            judged = [text for text in filled if field != "indicator" or not names.scopes.get(normal(text))]
            if field not in taken and judged and sum(memory[name, text] for text in judged) > LABELLED * len(judged):
                cells[place] = name
                taken.add(field)
                break
    return replace(header, cells=tuple(cells))


def _names_figures(cell: str, names: Vocabulary) -> bool:
    """处理矿量, 一系列处理矿量, and 其中：一系列 below it; Ni below 原矿品位."""
    among = normal(cell).startswith("其中") and bool(labels.subscope(cell, names))
    return among or bool(metals.of(cell)) or bool(labels.said(cell, names).get("indicator"))


def with_scopes(table: Table, names: Vocabulary) -> Table:
    """The table with 范围 over parts of the plant that are headed 单位, and 类别 over plan and actual headed 项目."""
    heads = table.header.cells
    if not any((f := names.field(cell)) and f[0] == "kind" for cell in heads):
        kinds = next((p for p, cell in enumerate(heads) if are_kinds(cell, p, table.below, names)), None)
        heads = tuple("类别" if place == kinds else cell for place, cell in enumerate(heads))
        table = replace(table, header=replace(table.header, cells=heads))
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


def are_kinds(heading: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 项目, or nothing, stands over 计划 and 实际, be rows such as 完成率 or 累计完成 among them."""
    if normal(heading) not in _VAGUE:
        return False
    said = {normal(row.cells[place]) for row in islice(below, LOOKED_AT) if place < len(row.cells)} - {""}
    known = {text for text in said if names.kinds.get(text)}
    left = said - known
    return (
        bool(known) and len(said) > 1 and all(groups.is_compared(text) or groups.is_sum_so_far(text) for text in left)
    )


def _are_indicators(cells: Sequence[str], place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 月份 in the corner only names the months at its right, while indicators stand under it."""
    field = names.field(cells[place])
    if field is None or field[0] != "month" or not any(labels.dated(plain(c)) for c in cells[place + 1 : MOST_COLUMNS]):
        return False
    said = [row.cells[place] for row in islice(below, LOOKED_AT) if place < len(row.cells) and plain(row.cells[place])]
    named = [cell for cell in said if (meaning := names.meaning(cell)) and meaning.indicator]
    return len(named) > LABELLED * len(said) and not any(labels.dated(plain(cell)) for cell in said)


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
