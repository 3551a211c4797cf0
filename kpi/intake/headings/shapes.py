"""Tables that are no plain list of months: months or scopes across, the month in the title, a blank corner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import dates, groups, headless, labels
from kpi.intake.grid.dates import YEARS
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import DEEPEST, Heading, at, is_title, number_like
from kpi.intake.headings import around, corners, crosstable, parts, unnamed, yearly
from kpi.intake.headings.around import Outside
from kpi.intake.headings.crossed import Cross
from kpi.intake.headings.unnamed import LABELLED, Memory
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.reading import Issue

HEAD_ROWS = 100
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LABELS = frozenset(("地区", "区域", "范围", "系列", "车间", "单位", "计量单位", "类别", "指标", "指标名称"))
_SILENT = frozenset(("频度", "频率", "来源", "数据来源", "更新时间", "更新日期", "口径", "统计口径", "国家"))
"""What the rows of a heading may be called by their first cell: those that tell us something, and those that do not."""
_UNITS = ("单位", "计量单位")


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
    unread: tuple[str, ...] = ()
    """Labels over columns of figures that are not understood, or that leave no month's own figure to be read."""
    spans: tuple[Column, ...] = ()
    """Columns of quarters and half years, which are left out."""
    carried: tuple[str, ...] = ()
    """The months across that took their year from the one at their left: 12月 → 2021年12月."""
    beside: tuple[str, ...] = ()
    """Columns of parts of the plant that took their indicator from the total at their left: 一系列 → 处理矿量."""
    titled: str = ""
    """The question where only a title, a sheet's or the file's name says the indicator of 计划 and 实际; else ''."""
    crossed: int | None = None
    """The column (from 0) of the years whose months stand across, or of the months whose years do."""
    year: str = ""
    """That of the upper left cell, over rows of bare months."""
    cross: Cross | None = None
    """How rows and columns say an indicator together: 原矿 by 镍品位."""


def find(
    lines: Sequence[Line], vocabulary: Vocabulary, names: tuple[str, str], last: int = HEAD_ROWS - 1
) -> tuple[int, Shape] | None:
    """The first row, none after ``last``, that heads a table of such a shape; ``names``: the sheet's and the file's."""
    memory: Memory = {}
    figures = False
    for place, line in enumerate(lines[: last + 1]):
        cornered = not figures and corners.emptied(Heading((line,)), lines[place + 1 :], vocabulary)[1] is not None
        cornered = cornered or crosstable.heads(line, vocabulary)
        figures = figures or any(map(number_like, line.own))
        if (is_title(line) and line.repeated) or (_is_data(line) and not cornered):
            continue
        below = lines[place + 1 :]
        if headless.is_title_alone(line, below) or headless.is_measured(line, vocabulary):
            continue
        heading = _with_units(_with_labels(at(lines, place), lines, place, vocabulary), lines, place, vocabulary)
        if headless.is_parted(heading, vocabulary):
            continue
        below = lines[place + len(heading.rows) :]
        outside = Outside(around.titled(lines[:place]), *names)
        shape = _crossed(heading, below, outside, vocabulary)
        if shape := shape or _shape(heading, below, (vocabulary, memory), outside, cornered=cornered):
            return place, shape
    return None


def _is_data(line: Line) -> bool:
    """Whether a row holds figures, or begins with a full month: it heads nothing."""
    filled = [plain(cell) for cell in line.own if plain(cell)]
    dated = bool(filled) and not filled[0].isdigit() and labels.dated(filled[0]) and not periods.is_bare(filled[0])
    lone = dated and bool(line.cells) and plain(line.cells[0]) == filled[0] and len(re.sub(r"\D", "", filled[0])) > 4
    return lone or any(_is_number(cell) for cell in filled)


def _is_number(cell: str) -> bool:
    """83.61 and 83.61%, but no month."""
    return cell.rstrip("%％")[-1:].isdigit() and number_like(cell) and not labels.dated(cell)


def partly_placed(shape: Shape | None, placed: str, names: Vocabulary) -> Issue | None:
    """The refusal of a table whose title says a part of the plant while some of its columns say one of their own.

    ``placed``: the title's. Nobody knows whose the other columns are.
    """
    columns = shape.columns if shape and placed else ()
    own = next((column for column in columns if column.scope), None)
    if shape and placed and shape.cross and (problem := shape.cross.partly_placed(placed, names)):
        return problem
    if shape is None or own is None or all(column.scope for column in columns):
        return None
    heading = shown(shape.heading.line.cells[own.index])
    told = {"scope": names.catalog.scopes[placed].name}
    return Issue("scope_partly_said", line=shape.heading.line.number, column=heading, found=heading, args=dict(told))


def _crossed(heading: Heading, below: Sequence[Line], outside: Outside, names: Vocabulary) -> Shape | None:
    """A table whose rows and columns say the indicators together, if its month is said."""
    if (cross := crosstable.find(heading, below, names, outside)) is None:
        return None
    header, corner = crosstable.header(heading.line, cross, below, names), crosstable.corner(heading, cross)
    fields = {found[0] for cell in header.cells if (found := names.field(cell))}
    kinds, years = "kind" in fields, around.years(outside)
    shape = Shape(heading, header, cross.columns, years=years, kinds_in_rows=kinds, cross=cross)
    across = any(column.period for column in cross.columns)
    if "month" in fields or across or corner:
        alone = ("month" in fields) + across + bool(corner) == 1
        told = replace(shape, month=corner, month_from=around.MONTH_FROM["corner"]) if corner else shape
        return told if alone else None
    return yearly.dated(shape, outside, names)


def _shape(
    heading: Heading, below: Sequence[Line], known: tuple[Vocabulary, Memory], outside: Outside, *, cornered: bool
) -> Shape | None:
    names, memory = known
    heading, corner = corners.emptied(heading, below, names) if cornered else (heading, None)
    read = [c for place, texts in enumerate(heading.parts[:MOST_COLUMNS]) if (c := labels.column(place, texts, names))]
    read = [c for c in read if not unnamed.planned_names(heading.line.cells[c.index], c.index, below, names)]
    if unread := labels.unread(heading, read, names):
        return Shape(heading, heading.line, (), unread=unread)
    read = yearly.beside(yearly.with_year(heading, read, outside, names), outside)
    if not read:
        return _valued(heading, unnamed.named(heading.line, below, names, memory), outside, names)
    spans = tuple(c for c in read if dates.span(c.period))
    told = bool(around.month(outside)[0]) and not corner
    others = [c for c in read if c not in spans and (c.period or (c.kind if told else _is_years(c)))]
    spans = spans if others else ()  # beside months or a year's plan only
    read = corners.within([c for c in read if c not in spans], corner)
    down = any((f := names.field(cell)) and f[0] == "month" for cell in heading.line.cells)
    read, dated_by = yearly.with_month(read, outside) if told and not down else (read, ("", ""))
    said = [c.period for c in read]
    dated = dates.carried(said) if not all(map(periods.is_bare, said)) else said
    read = [replace(c, period=period) for c, period in zip(read, dated, strict=True)]
    carried = dates.told(said, dated)
    header = unnamed.without_groups(unnamed.named(heading.line, below, names, memory), read, below, names)
    fields = {found[0] for cell in header.cells if (found := names.field(cell))}
    beside: tuple[str, ...] = ()
    if not corner and "indicator" not in fields:
        read, beside = parts.named(heading, read, names)
    columns = tuple(c for c in read if not names.field(header.cells[c.index]))
    across, scoped = any(c.period for c in columns), any(c.scope for c in columns)
    named, crossed = any(c.indicator for c in columns), _crossed_in(header, columns, below, names)
    if crossed is not None:
        fields -= {"month"}
        header = replace(header, cells=tuple("月份" if n == crossed else c for n, c in enumerate(header.cells)))
    crossing = bool(corner and _is_year(plain(corner.period)) and "month" in fields)  # 2022年 over 1月, 2月
    if corner and ("month" if corner.period else "indicator") in fields and not crossing:
        return None  # the rows say it too
    plainly = header.cells == heading.line.cells and not labels.is_grouped(heading)
    if not columns or headless.is_over_name(heading.line, columns, below, names):
        return None
    if headless.is_over_first(heading, columns) or ("month" in fields and across):
        return None
    if not across and not scoped and fields >= {"month"} and named and plainly and not crossing:
        return None
    indicator = f"{corner.indicator}({corner.unit})" if corner and corner.unit else corner.indicator if corner else ""
    titled = not indicator and not named and "indicator" not in fields
    indicator, source = around.indicator_said(outside, names) if titled else (indicator, "")
    titled = titled and bool(indicator) and "month" in fields and not across and not scoped
    source = source if titled or source != around.INDICATOR_FROM["title"] else ""
    compared = any(groups.COMPUTED.search(normal(text)) for text in outside.titles)
    if titled and (compared or len({c.kind for c in columns}) < len(columns)):
        return None  # the title's are rates of completion, or 计划 stands twice and is of two indicators
    if not (named or indicator or "indicator" in fields) or ("indicator" in fields and (named or "value" in fields)):
        return None
    shape = Shape(
        heading, header, columns, "", "", indicator, around.years(outside), kinds_in_rows="kind" in fields,
        carried=carried, spans=spans, beside=beside, titled=source, crossed=crossed,
    )  # fmt: skip
    shape = replace(shape, month=dated_by[0], month_from=dated_by[1])
    if crossing and corner:
        return replace(shape, year=corner.period)
    if "month" in fields or across:
        return shape
    if corner and corner.period:
        return replace(shape, month=corner.period, month_from=around.MONTH_FROM["corner"])
    if is_title(heading.rows[0]):
        return None
    return yearly.dated(shape, outside, names)


def _valued(heading: Heading, header: Line, outside: Outside, names: Vocabulary) -> Shape | None:
    """指标, 单位, 数值 under a title that says the month; ``header`` as it was understood by what stands under it."""
    fields = {found[0]: place for place, cell in enumerate(header.cells) if (found := names.field(cell))}
    if not {"indicator", "value"} <= set(fields) or {"month", "action"} & set(fields) or is_title(heading.rows[0]):
        return None
    found = names.field(header.cells[fields["value"]])
    columns = (Column(fields["value"], unit=found[1] if found else ""),)
    shape = Shape(heading, header, columns, years=around.years(outside), kinds_in_rows="kind" in fields)
    return yearly.dated(shape, outside, names)


def _crossed_in(header: Line, columns: Sequence[Column], below: Sequence[Line], names: Vocabulary) -> int | None:
    """The column of years whose bare months stand across, or of months whose years do, if all figures are so headed."""
    for across, down in ((periods.is_bare, _is_year), (_is_year, periods.is_bare)):
        if not columns or not all(column.period and across(plain(column.period)) for column in columns):
            continue
        for place, cell in enumerate(header.cells):
            if (normal(cell) in YEARS and down is _is_year) or ((f := names.field(cell)) and f[0] == "month"):
                texts = [plain(row.cells[place]) for row in below if place < len(row.cells)]
                filled = [text for text in texts if text and not groups.is_left(text)]
                return place if sum(map(down, filled)) > LABELLED * len(filled) else None
    return None


def _is_years(column: Column) -> bool:
    return (column.kind or "").startswith("year plan")


def _is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text))


def _with_labels(heading: Heading, lines: Sequence[Line], place: int, names: Vocabulary) -> Heading:
    """Further heading rows that their first cell calls 地区, 频度 or 单位, as data services write them.

    What is of no interest to us, such as the frequency, stays in the heading without a word. A title is no first row
    of such a heading: the heading row right under it may begin with 指标 or 车间 all the same.
    """
    rows, first = list(heading.rows), heading.rows[0]
    lead = first.cells[0] if first.cells else ""
    called = normal(lead) in _LABELS | _SILENT or names.field(lead) is not None or not plain(lead)
    if is_title(first) or not called or any(map(groups.states_unit, first.cells)):
        return heading
    for line in lines[place + len(rows) : place + DEEPEST]:
        label = normal(line.cells[0]) if line.cells else ""
        if label not in _LABELS | _SILENT or any(map(number_like, line.cells[1:])) or not _covers(first, line):
            break
        rows.append(line if label in _LABELS else Line(line.number, line.cells[:1]))
    return replace(heading, rows=tuple(rows))


def _covers(first: Line, line: Line) -> bool:
    """Whether something stands in the first row over each filled cell of another, its own first one apart."""
    over = {place for place, cell in enumerate(first.cells) if plain(cell)}
    return over.issuperset(place for place, cell in enumerate(line.cells) if place and plain(cell))


def _with_units(heading: Heading, lines: Sequence[Line], place: int, names: Vocabulary) -> Heading:
    """A row of units under the headings belongs to them."""
    under = lines[place + len(heading.rows) : place + len(heading.rows) + 1]
    filled = [normal(cell) for line in under for cell in line.cells if plain(cell)]
    if filled and any(filled) and all(cell.strip("()") in (*names.units, *_UNITS) for cell in filled):
        return replace(heading, rows=(*heading.rows, *under))
    return heading
