"""Rows that name a part of the plant where the indicator stands: 一系列处理矿量, or 其中：一系列 under 处理矿量."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import labels
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_MOST_SHOWN = 200


@dataclass
class _Rows:
    """The rows as they are taken apart; ``assumed``: those that take their indicator from a row above."""

    names: Vocabulary
    indicator: int
    unit: int | None
    above: Line | None = None
    assumed: list[str] = field(default_factory=list)

    def parted(self, line: Line) -> tuple[Line, str]:
        """The row with nothing but an indicator in its cell, and the part of the plant that stood there."""
        text = _at(line, self.indicator)
        if (meaning := self.names.meaning(text)) and meaning.indicator:
            self.above = line
            return line, self.names.catalog.plant.key
        said = labels.said(text, self.names)
        if said.get("scope") and said.get("indicator"):
            self.above = None
            return _put(line, self.indicator, _whole(said)), said["scope"]
        if (name := labels.subscope(text, self.names)) and self.above is not None and any(map(plain, line.own)):
            self.assumed.append(f"{line.number}（{shown(plain(text))} → {shown(_at(self.above, self.indicator))}）")
            line = _put(line, self.indicator, _at(self.above, self.indicator))
            blank = self.unit is not None and not _at(line, self.unit)
            return (_put(line, self.unit, _at(self.above, self.unit)) if blank and self.unit else line), name
        self.above = self.above if not text else None
        return line, ""


def split(table: Table, shape: Shape | None, names: Vocabulary, placed: str) -> tuple[Table, Shape | None, list[Issue]]:
    """The table with a column 范围 for the parts that stood under 指标; as it was where the parts are said elsewhere.

    ``placed``: the part that the title, the sheet's or the file's name says.
    """
    fields = [found[0] if (found := names.field(cell)) else "" for cell in table.header.cells]
    columned = "scope" in fields or any(column.scope for column in (shape.columns if shape else ()))
    if placed or columned or "action" in fields or fields.count("indicator") != 1:
        return table, shape, []
    rows = _Rows(names, fields.index("indicator"), fields.index("unit") if "unit" in fields else None)
    width = len(fields)
    parted = [rows.parted(line) if len(line.cells) >= width else (line, "") for line in table.below]
    if not {name for _, name in parted} - {"", names.catalog.plant.key}:
        return table, shape, []
    again = tuple(map(normal, table.header.cells))
    parted = [(line, "范围" if tuple(map(normal, line.cells)) == again else name) for line, name in parted]
    below = tuple(_wider(line, name, width) if len(line.cells) >= width else line for line, name in parted)
    made = replace(table, header=_wider(table.header, "范围", width), below=below)
    wide = replace(shape, header=_wider(shape.header, "范围", width)) if shape else None
    return made, wide, _asked(rows.assumed, table)


def _asked(rows: Sequence[str], table: Table) -> list[Issue]:
    if not rows:
        return []
    told: dict[str, str | int] = {"count": len(rows), "rows": shown("、".join(rows), longest=_MOST_SHOWN)}
    return [Issue("parts_below", "warning", table.header.number, args=told)]


def _whole(said: dict[str, str]) -> str:
    return f"{said['indicator']}({said['unit']})" if said.get("unit") else said["indicator"]


def _wider(line: Line, text: str, width: int) -> Line:
    return replace(line, cells=(*line.cells[:width], text, *line.cells[width:]))


def _put(line: Line, place: int, text: str) -> Line:
    return replace(line, cells=(*line.cells[:place], text, *line.cells[place + 1 :]))


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
