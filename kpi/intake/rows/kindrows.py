"""Rows of 计划 and 实际 below the indicator they are of, which stands in the same column: 处理矿量 over 计划, 实际."""

from __future__ import annotations

import re
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import groups
from kpi.intake.headings import purpose
from kpi.intake.headings.shapes import Shape
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

_USUAL: dict[Said, str] = {"plan": "计划", "year plan": "年计划"}
_AMONG = re.compile("^其中[:、,]?")
_MOST_SHOWN = 200


def split(table: Table, shape: Shape | None, names: Vocabulary, kind: Said) -> tuple[Table, Shape | None, list[Issue]]:
    """The table with a column 类别 for such rows, and their indicator in its place; as it was where there are none.

    ``kind``: what figures are that say neither plan nor actual.
    """
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    said = "kind" in fields or "action" in fields or (shape is not None and _say_kinds(shape, names))
    if said or fields.count("indicator") != 1:
        return table, shape, []
    place, unit = fields.index("indicator"), fields.index("unit") if "unit" in fields else None
    kinds = [_kind(_at(line, place)) for line in table.below if _is_kind(line, place, names)]
    if len(kinds) < 2 and not any(text in names.kinds for text in kinds):
        return table, shape, []
    above: Line | None = None
    told, below, usual = list[str](), list[Line](), _USUAL.get(kind, "实际")
    for line in table.below:
        text, own = _at(line, place), _is_kind(line, place, names)
        if own and above is not None:
            text = _kind(text)
            told.append(f"{line.number}（{shown(text)} → {shown(_at(above, place))}）")
            below.append(_wider(_of(line, above, place, unit), text, len(fields)))
            continue
        meaning = names.meaning(text)
        above = line if meaning and meaning.indicator else above if not text else None
        below.append(_wider(line, usual if any(map(plain, line.own)) else "", len(fields)))
    made = replace(table, header=_wider(table.header, "类别", len(fields)), below=tuple(below))
    wide = replace(shape, header=_wider(shape.header, "类别", len(fields)), kinds_in_rows=True) if shape else None
    rows: dict[str, str | int] = {"count": len(told), "rows": shown("、".join(told), longest=_MOST_SHOWN)}
    return (
        (made, wide, [Issue("kinds_below", "warning", table.header.number, args=dict(rows))])
        if told
        else (table, shape, [])
    )


def _say_kinds(shape: Shape, names: Vocabulary) -> bool:
    """Whether headings say plan or actual; 本月 says neither."""
    parts = shape.heading.parts
    return any(column.kind and purpose.explicit(parts[column.index], names) for column in shape.columns)


def _is_kind(line: Line, place: int, names: Vocabulary) -> bool:
    text = _kind(_at(line, place))
    known = names.meaning(text)
    beside = groups.is_sum_so_far(text) or groups.is_compared(text) or others.differs(text) or others.is_aside(text)
    return text in names.kinds or (beside and not (known and known.indicator))


def _kind(text: str) -> str:
    """其中：计划 is 计划."""
    return _AMONG.sub("", normal(text), count=1)


def _of(line: Line, above: Line, place: int, unit: int | None) -> Line:
    """The row with the indicator, and the unit where it says none, of the row above."""
    cells = list(line.cells)
    cells[place] = above.cells[place]
    if unit is not None and unit < min(len(cells), len(above.cells)) and not plain(cells[unit]):
        cells[unit] = above.cells[unit]
    return replace(line, cells=tuple(cells))


def _wider(line: Line, text: str, width: int) -> Line:
    if len(line.cells) < width:
        return line  # too short a row is told of as it stands
    return replace(line, cells=(*line.cells[:width], text, *line.cells[width:]))


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
