"""Tables that are no plain list of months: months or scopes across, the month in the title, a blank corner."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kpi.headings import normal
from kpi.intake import around, periods
from kpi.intake.around import Outside
from kpi.intake.cleaning import plain
from kpi.intake.levels import DEEPEST, Heading, at, is_title, number_like
from kpi.intake.table import MOST_COLUMNS, Line
from kpi.intake.vocabulary import Said, Vocabulary

HEAD_ROWS = 100
_SPANS = re.compile(r"\d{1,2}月?[-—–~至到]\d{1,2}月")
_KIND_NAMES: dict[Said, str] = {
    "actual": "实际",
    "plan": "计划",
    "plan low": "计划下限",
    "plan high": "计划上限",
    "year plan": "年计划",
    "year plan low": "年计划下限",
    "year plan high": "年计划上限",
}
_LABELLED = 0.5
"""Share of a nameless column's cells, of the first `_LOOKED_AT`, that must be known names."""
_LOOKED_AT = 60


_LABELS = frozenset(("地区", "区域", "范围", "系列", "车间", "单位", "计量单位", "类别", "指标", "指标名称"))
_SILENT = frozenset(("频度", "频率", "来源", "数据来源", "更新时间", "更新日期", "口径", "统计口径", "国家"))
"""What the rows of a heading may be called by their first cell: those that tell us something, and those that do not."""
Memory = dict[tuple[str, str], bool]
"""What was found out about a cell's text, so that it is found out once."""


@dataclass(frozen=True, slots=True)
class Column:
    """What the heading over a column of figures says; what it leaves unsaid stands elsewhere."""

    index: int
    period: str = ""
    scope: str = ""
    indicator: str = ""
    kind: Said | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How to lay a table out as month, scope, indicator, kind, value; ``month``, ``indicator`` hold for all of it."""

    heading: Heading
    header: Line
    columns: tuple[Column, ...]
    month: str = ""
    month_from: str = ""
    indicator: str = ""
    years: frozenset[int] = frozenset()
    """The years that the titles, else the sheet's or the file's name speak of."""
    kind: Said = "actual"
    """What the figures are where neither heading nor row says it."""
    kinds_in_rows: bool = False


def find(
    lines: Sequence[Line], vocabulary: Vocabulary, names: tuple[str, str], last: int = HEAD_ROWS - 1
) -> tuple[int, Shape] | None:
    """The first row, none after ``last``, that heads a table of such a shape; ``names``: the sheet's and the file's."""
    memory: Memory = {}
    for place, line in enumerate(lines[: last + 1]):
        if is_title(line) and line.repeated:
            continue
        heading = _with_units(_with_labels(at(lines, place), lines, place), lines, place, vocabulary)
        below = lines[place + len(heading.rows) :]
        titles = tuple(above.text for above in lines[:place])
        if shape := _shape(heading, below, (vocabulary, memory), Outside(titles, *names)):
            return place, shape
    return None


def melt(shape: Shape, rows: Sequence[Line], vocabulary: Vocabulary) -> tuple[Line, tuple[Line, ...]]:
    """One line for each filled figure, with the column it stands in; other columns are kept as they are."""
    given = {column.index: column for column in shape.columns}
    kept = [place for place in range(len(shape.header.cells)) if place not in given]
    known: set[str] = {found[0] for place in kept if (found := vocabulary.field(shape.header.cells[place]))}
    made = _made(shape, known)
    header = (*(shape.header.cells[place] for place in kept), *(name for name, _ in made), "数值")
    lines = []
    for row in rows:
        beside = tuple(row.cells[place] for place in kept)
        for place, column in given.items():
            if place < len(row.cells) and plain(row.cells[place]):
                cells = (*beside, *(say(column) for _, say in made), row.cells[place])
                repeated = frozenset([len(cells) - 1]) if place in row.repeated else frozenset()
                under = shape.heading.line.cells[place]
                lines.append(Line(row.number, cells, repeated, place + 1, under, len(made) + 1))
    return replace(shape.header, cells=header), tuple(lines)


def _made(shape: Shape, known: set[str]) -> list[tuple[str, Callable[[Column], str]]]:
    """The columns that the headings and the title stand for."""
    made: list[tuple[str, Callable[[Column], str]]] = []
    if "month" not in known:
        made.append(("月份", lambda column: _period(column, shape)))
    if "scope" not in known and any(column.scope for column in shape.columns):
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
    years = periods.years_said([shape.month, *(other.period for other in shape.columns)]) or set(shape.years)
    return f"{years.pop()}年" if len(years) == 1 else shape.month


def _shape(heading: Heading, below: Sequence[Line], known: tuple[Vocabulary, Memory], outside: Outside) -> Shape | None:
    names, memory = known
    read = [c for place, texts in enumerate(heading.parts[:MOST_COLUMNS]) if (c := _column(place, texts, names))]
    if not read:
        return None
    header = _without_groups(_named(heading.line, below, names, memory), read, below, names)
    fields = {found[0] for cell in header.cells if (found := names.field(cell))}
    columns = tuple(c for c in read if not names.field(header.cells[c.index]))
    across, scoped = any(c.period for c in columns), any(c.scope for c in columns)
    named = any(c.indicator for c in columns)
    if not columns or ("month" in fields and across) or (not across and not scoped and fields >= {"month"} and named
                                                         and header.cells == heading.line.cells):  # fmt: skip
        return None
    indicator = "" if named or "indicator" in fields else around.indicator(outside.titles, names)
    if not (named or indicator or "indicator" in fields) or ("indicator" in fields and (named or "value" in fields)):
        return None
    shape = Shape(
        heading, header, columns, "", "", indicator, around.years(outside), around.kind(outside)[0], "kind" in fields
    )
    if "month" in fields or across:
        return shape
    if is_title(heading.rows[0]):
        return None
    month, source = around.month(outside)
    return replace(shape, month=month, month_from=source) if month else None


def _column(place: int, texts: Sequence[str], names: Vocabulary) -> Column | None:
    """What the levels of a heading say together; None when one of them says nothing known, or two the same."""
    column = Column(place)
    for text in texts:
        told = said(text, names)
        if not told:
            return None
        for name, value in told.items():
            before = getattr(column, name)
            if name == "period" and before and periods.is_bare(value):
                value = before + value
            elif before:
                return None
            column = replace(column, **{name: value})  # type: ignore[arg-type]
    return column if texts and (column.period or column.scope or column.indicator or column.kind) else None


def said(text: str, names: Vocabulary) -> dict[str, str]:
    """What one level says: a period, a scope, a unit, a kind, an indicator, or a period with a kind behind it."""
    name, bare = normal(text), plain(text)
    if _SPANS.search(name) or "累计" in name:
        return {}
    if names.scopes.get(name):
        return {"scope": text}
    if name in names.kinds:
        return {"kind": names.kinds[name]}
    if _is_period(bare):
        return {"period": bare}
    unit = name.strip("()[]")
    if unit in names.units:
        return {"unit": unit}
    for word, kind in names.kinds.items():
        if name.endswith(word) and _is_period(rest := name.removesuffix(word)):
            return {"period": rest, "kind": kind}
    if (meaning := names.meaning(text)) and meaning.indicator:
        found = {"indicator": meaning.indicator.name.zh, "unit": meaning.unit, "kind": meaning.kind or ""}
        return {key: value for key, value in found.items() if value}
    return {}


def _is_period(text: str) -> bool:
    """A month or a year as headings write it, never a mere number of five or fewer than four digits."""
    plausible = not text.isdigit() or len(text) == 6 or (len(text) == 4 and text[:2] in ("19", "20"))
    return plausible and periods.is_period(text)


def _named(header: Line, below: Sequence[Line], names: Vocabulary, memory: Memory) -> Line:
    """The heading row with a name over each column whose cells are months, scopes or indicators but whose head is not.

    A blank corner is the commonest; 项目 and 名称 say as little.
    """
    cells = list(header.cells)
    taken: set[str] = {found[0] for cell in cells if (found := names.field(cell))}
    tests: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        ("month", "月份", lambda cell: _is_period(plain(cell))),
        ("indicator", "指标", lambda cell: bool((m := names.meaning(cell)) and m.indicator)),
        ("scope", "范围", lambda cell: bool(names.scopes.get(normal(cell)))),
    )
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        if _are_scopes(cell, place, below, names):
            cells[place] = "范围"
        if names.field(cells[place]) or said(cell, names):
            continue
        filled = [
            row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells) and plain(row.cells[place])
        ]
        for field, name, fits in tests:
            for text in filled:
                if (name, text) not in memory:
                    memory[name, text] = fits(text)
            if field not in taken and filled and sum(memory[name, text] for text in filled) > _LABELLED * len(filled):
                cells[place] = name
                taken.add(field)
                break
    return replace(header, cells=tuple(cells))


def _are_scopes(heading: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 单位 stands over parts of the plant instead of units of measure."""
    field = names.field(heading)
    if field is None or field[0] != "unit":
        return False
    said = [normal(row.cells[place]) for row in islice(below, _LOOKED_AT) if place < len(row.cells)]
    return any(cell in names.scopes for cell in said) and not any(cell in names.units for cell in said if cell)


def _without_groups(header: Line, columns: Sequence[Column], below: Sequence[Line], names: Vocabulary) -> Line:
    """类别 over groups such as 产量 and 质量 is no field of ours where the headings say plan and actual."""
    if not any(column.kind for column in columns):
        return header
    cells = list(header.cells)
    for place, cell in enumerate(cells):
        under = {normal(row.cells[place]) for row in islice(below, _LOOKED_AT) if place < len(row.cells)} - {""}
        if names.fields.get(normal(cell)) == "kind" and under and not under & set(names.kinds):
            cells[place] = f"{cell}（分组）"
    return replace(header, cells=tuple(cells))


def _with_labels(heading: Heading, lines: Sequence[Line], place: int) -> Heading:
    """Further heading rows that their first cell calls 地区, 频度 or 单位, as data services write them.

    What is of no interest to us, such as the frequency, stays in the heading without a word.
    """
    rows = list(heading.rows)
    for line in lines[place + len(rows) : place + DEEPEST]:
        label = normal(line.cells[0]) if line.cells else ""
        if label not in _LABELS | _SILENT or any(map(number_like, line.cells[1:])):
            break
        rows.append(line if label in _LABELS else Line(line.number, line.cells[:1]))
    return replace(heading, rows=tuple(rows))


def _with_units(heading: Heading, lines: Sequence[Line], place: int, names: Vocabulary) -> Heading:
    """A row of units under the headings belongs to them."""
    under = lines[place + len(heading.rows) : place + len(heading.rows) + 1]
    filled = [normal(cell) for line in under for cell in line.cells if plain(cell)]
    if filled and any(filled) and all(cell.strip("()") in names.units or cell == "单位" for cell in filled):
        return replace(heading, rows=(*heading.rows, *under))
    return heading
