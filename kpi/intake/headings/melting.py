"""A table of any shape laid out as month, scope, indicator, kind, value, one line for each figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kpi.intake.carriers.table import Line
from kpi.intake.grid.labels import Column
from kpi.intake.headings.crossed import Cross
from kpi.intake.headings.shapes import Shape
from kpi.intake.words import numbers, periods
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Said, Vocabulary

_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_NUMBER = re.compile(r"\d")
_KIND_NAMES: dict[Said, str] = {
    "actual": "实际",
    "plan": "计划",
    "plan low": "计划下限",
    "plan high": "计划上限",
    "year plan": "年计划",
    "year plan low": "年计划下限",
    "year plan high": "年计划上限",
}


def melt(shape: Shape, rows: Sequence[Line], vocabulary: Vocabulary) -> tuple[Line, tuple[Line, ...]]:
    """One line for each filled figure, with the column it stands in; other columns are kept as they are.

    A row with numbers in these alone becomes a line without a figure.
    """
    given = {column.index: column for column in shape.columns}
    kept = [place for place in range(len(shape.header.cells)) if place not in given]
    gone = {shape.crossed, *((shape.cross.place, *shape.cross.gone) if shape.cross else ())}
    kept = [place for place in kept if place not in gone]
    fields = [found[0] if (found := vocabulary.field(shape.header.cells[place])) else "" for place in kept]
    measured, placed = (fields.index(name) if name in fields else None for name in ("unit", "scope"))
    known: set[str] = {found[0] for place in kept if (found := vocabulary.field(shape.header.cells[place]))}
    made = _made(shape, known)
    header = (*(shape.header.cells[place] for place in kept), *(name for name, _ in made), "数值")
    lines = list[Line]()
    for row in rows:
        beside, melted = tuple(row.cells[place] for place in kept), len(lines)
        for place, column in given.items():
            if place < len(row.cells) and plain(row.cells[place]):
                said = _dated(column, row, shape)
                if shape.cross and not (said := _named(said, row, shape.cross)).indicator:
                    continue  # `Cross` names what its rows and columns leave out, and refuses rows without a label
                own = _placed(_measured(beside, measured, said, shape.cross, vocabulary), placed, said)
                cells = (*own, *(say(said) for _, say in made), row.cells[place])
                repeated = frozenset([len(cells) - 1]) if place in row.repeated else frozenset()
                under = shape.heading.line.cells[place]
                lines.append(Line(row.number, cells, repeated, place + 1, under, len(made) + 1))
        if len(lines) == melted and not shape.cross and any(map(_NUMBER.search, beside)):
            blank = (*beside, *(say(shape.columns[0]) for _, say in made), "")  # the columns beside are still heard
            lines.append(Line(row.number, blank, frozenset(), shape.columns[0].index + 1, "", len(made) + 1))
    return replace(shape.header, cells=header), tuple(lines)


def _dated(column: Column, row: Line, shape: Shape) -> Column:
    """The column's month in the row's year, or the row's month in the column's year, where the two cross."""
    if shape.crossed is None or shape.crossed >= len(row.cells):
        return column
    across, down = plain(column.period), plain(row.cells[shape.crossed])
    year, month = (across, down) if periods.is_bare(down) else (down, across)
    if not (found := _YEAR.fullmatch(year)) or not periods.is_bare(month):
        return column
    return replace(column, period=f"{found[1]}年{re.sub(r'[^0-9]', '', month)}月")


def _named(column: Column, row: Line, cross: Cross) -> Column:
    """The column with the indicator, and the part of the plant, that the row makes with it."""
    return replace(column, indicator=cross.indicator(row, column.index), scope=cross.scope(row) or column.scope)


def _measured(
    beside: tuple[str, ...], place: int | None, said: Column, cross: Cross | None, names: Vocabulary
) -> tuple[str, ...]:
    """The cells kept of a row, with the unit of the figure's heading where the row says none.

    Without one that is another column's; where both say one, `contradicted.measured` compares them.
    """
    if place is None:
        return beside
    own = beside[place]
    if cross is not None and cross.unitless(said.indicator, own, names):
        own = ""
    return (*beside[:place], said.unit if not plain(own) or numbers.missing(own) else own, *beside[place + 1 :])


def _placed(beside: tuple[str, ...], place: int | None, said: Column) -> tuple[str, ...]:
    """The cells kept of a row, with the heading's part of the plant where the row leaves its own blank."""
    if place is None or not said.scope or plain(beside[place]):
        return beside
    return (*beside[:place], said.scope, *beside[place + 1 :])


def _made(shape: Shape, known: set[str]) -> list[tuple[str, Callable[[Column], str]]]:
    """The columns that the headings and the title stand for."""
    made: list[tuple[str, Callable[[Column], str]]] = []
    if "month" not in known:
        made.append(("月份", lambda column: _period(column, shape)))
    scoped = bool(shape.cross and shape.cross.scopes) or any(column.scope for column in shape.columns)
    if "scope" not in known and scoped:
        made.append(("范围", lambda column: column.scope))
    if "indicator" not in known:
        made.append(("指标", lambda column: column.indicator or shape.indicator))
    if "kind" not in known and any(column.kind for column in shape.columns):
        made.append(("类别", lambda column: _KIND_NAMES[column.kind or shape.kind]))
    if "unit" not in known and any(column.unit for column in shape.columns):
        made.append(("计量单位", lambda column: column.unit))
    return made


def _period(column: Column, shape: Shape) -> str:
    """A year's plan beside months stands for the year they are in."""
    if column.period or not (column.kind or "").startswith("year plan"):
        return column.period or shape.month
    said = [other.period for other in shape.columns]
    months = [period for period in said if not _YEAR.fullmatch(plain(period))]
    years = periods.years_said([shape.month, *months]) or set(shape.years) or periods.years_said(said)
    return f"{years.pop()}年" if len(years) == 1 else shape.month
