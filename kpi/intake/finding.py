"""Where in the rows of a file or a sheet the table of figures is, told by the catalogue's names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line, Table
from kpi.intake.grid import dates, groups, labels, levels, metals, pages
from kpi.intake.headings import (
    around,
    crossed,
    crosstable,
    days,
    leads,
    milestones,
    otherwise,
    preface,
    products,
    rated,
    shapes,
    subjects,
    undated,
    valueless,
    versions,
)
from kpi.intake.headings.around import Outside
from kpi.intake.headings.shapes import HEAD_ROWS, Shape
from kpi.intake.words import limits, madeon
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.others import nearest
from kpi.intake.words.periods import is_month, is_period
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_LONGEST = 40
"""Characters of a heading; more is a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table, and how to lay it out when it is no plain list of months."""

    table: Table
    shape: Shape | None = None
    spread: bool = False
    """Whether group labels of the heading were carried right without a merged cell."""
    written: Mapping[str, str] = field(default_factory=dict)
    """What the headings that were given our names are called in the file."""


def find(delimiter: str, lines: Sequence[Line], names: Vocabulary, outside: tuple[str, str]) -> Found | Issue:
    """The table, or the one reason why there is none; ``outside``: the sheet's and the file's name."""
    lines = otherwise.told(leads.together(leads.parted(lines, names)), names)
    lines = milestones.headed(as_written := preface.told(lines, names), names)
    lines = days.after(rated.headed(subjects.headed(versions.headed(lines, names), names), names), outside)
    written = milestones.written(as_written, lines)
    place = next((n for n, _ in enumerate(lines[:HEAD_ROWS]) if _heads(levels.at(lines, n).line, names)), None)
    shaped = shapes.find(lines, names, outside, HEAD_ROWS - 1 if place is None else place)
    within = shaped is not None and place is not None and shaped[0] < place < shaped[0] + len(shaped[1].heading.rows)
    within = within or (shaped is not None and shaped[0] == place and _only_shaped(shaped[1], names))
    if place is not None and not within and not (shaped and any(c.scope for c in shaped[1].columns)):
        heading = levels.at(lines, place)
        return Found(_table(delimiter, lines, place, heading.line, len(heading.rows)), None, heading.spread, written)
    if shaped is not None:
        place, shape = shaped
        deep = len(shape.heading.rows)
        rows = pages.joined(lines[:place], shape.heading, lines[place + deep :])
        rows = shape.cross.relabelled(rows) if shape.cross else rows
        made = _table(delimiter, (*lines[: place + deep], *rows), place, shape.header, deep)
        return Found(made, shape, shape.heading.spread, written)
    return _no_header(lines[:HEAD_ROWS], names, outside)


def _only_shaped(shape: Shape, names: Vocabulary) -> bool:
    """Whether a plain list would miss what the shape holds: 本月 over headings, or 项目, known by what is under it."""
    if shape.unread or shape.titled or shape.cross or labels.is_grouped(shape.heading):
        return True
    before = {field[0] for cell in shape.heading.line.cells if (field := names.field(cell))}
    return "indicator" not in before and any((f := names.field(c)) and f[0] == "indicator" for c in shape.header.cells)


def unread_groups(found: Found, names: Vocabulary) -> Issue | None:
    """Labels over the figures that nobody knows, such as 三系列, or under which no figure is the month's own: 累计."""
    shape, table = found.shape, found.table
    if bounded := _bounded(shape.heading.line if shape else table.header, names):
        return bounded
    strange: Sequence[str] = shape.unread if shape else ()
    number = table.header.number
    if not strange and (above := _groups_above(found, names)):
        number, over = above
        over = tuple(cell for cell in over if not (shape and shape.month_from and plain(cell) == shape.month))
        known = [cell for cell in over if labels.said(cell, names) and not groups.is_neutral(cell)]
        strange = [cell for cell in over if not groups.is_neutral(cell) and cell not in known]
        if known and not strange:
            return Issue("two_heading_rows", line=number, found=shown(" ".join(over)))
    if not strange:
        return None
    code = "group_not_month" if all(map(groups.is_not_month, strange)) else "group_unknown"
    return Issue(code, line=number, found=shown("、".join(map(plain, strange))))


def _bounded(header: Line, names: Vocabulary) -> Issue | None:
    """The refusal of 指标（≥） and the like: nobody knows of which figures it is a limit."""
    pairs = ((cell, limits.parted(normal(cell))) for cell in header.own if plain(cell))
    found = next((shown(cell) for cell, (rest, side) in pairs if side and names.field(rest)), "")
    return Issue("limit_unclear", line=header.number, column=found, found=found) if found else None


def _groups_above(found: Found, names: Vocabulary) -> tuple[int, tuple[str, ...]] | None:
    """The row above the heading, at most one blank row between, that groups its figures, and what it says over them."""
    table = found.table
    above = next((title for title in reversed(table.titles) if title.text), None)
    if above is None or above.number < table.header.number - 2:
        return None
    if found.shape:
        figures = [column.index for column in found.shape.columns]
    else:
        figures = [n for n, cell in enumerate(table.header.cells) if names.meaning(cell) and not names.field(cell)]
    if all(madeon.is_about(plain(cell)) for place, cell in enumerate(above.own) if place in figures and plain(cell)):
        return None
    over = groups.over(above, figures, lambda cell: names.field(cell) is not None)
    return (above.number, over) if over else None


def groups_asked(found: Found, names: Vocabulary) -> Issue | None:
    """Words over the headings that were taken to sort them and to say nothing else, to be confirmed."""
    heads = found.shape.heading.parts if found.shape else ()
    parts = [[text for text in texts if not _is_unit(text, names)] for texts in heads]
    parts = [texts for texts in parts if not any(map(metals.is_part, texts))]
    said = [text for texts in parts if len(texts) > 1 for text in texts[:-1] if groups.is_group(text)]
    above = _groups_above(found, names)
    said += [cell for cell in (above[1] if above else ()) if groups.is_group(cell)]
    if not said:
        return None
    told = "、".join(dict.fromkeys(map(plain, said)))
    return Issue("group_words", "warning", found.table.header.number, found=shown(told))


def _is_unit(text: str, names: Vocabulary) -> bool:
    return set(labels.said(text, names)) == {"unit"} or (names.field(text) or ("",))[0] == "unit"


def metals_asked(found: Found, names: Vocabulary) -> Issue | None:
    """The indicators that were put together from 原矿品位 and a metal over or under it, to be confirmed."""
    columns = found.shape.columns if found.shape and not found.shape.cross else ()
    parts = found.shape.heading.parts if found.shape else ()
    told = [f"{'/'.join(parts[c.index])} → {c.indicator}" for c in columns
            if len(parts[c.index]) > 1 and labels.with_metal(parts[c.index], names) != parts[c.index]]  # fmt: skip
    args: dict[str, Arg] = {"headings": shown("、".join(told), longest=300)}
    return Issue("metal_headings", "warning", found.table.header.number, args=args) if told else None


def metals_unsaid(found: Found, outside: Outside, names: Vocabulary) -> Issue | None:
    """原矿 over 镍 under a title of 回收率 or of nothing: no grades, nor anything else that is known."""
    shape = found.shape if found.shape and not found.shape.cross else None
    if not (found.shape and found.shape.cross) and (problem := _products_unsaid(found, outside, names)):
        return problem
    parts = shape.heading.parts if shape else ()
    about = [*outside.titles, outside.sheet, outside.file]
    water = metals.speaks_of_water([*outside.titles, *(text for each in parts for text in each)])
    for column in shape.columns if shape and water else ():
        if metals.is_weight(parts[column.index], names):
            said = shown("/".join(map(plain, parts[column.index])))
            return Issue("crossed_wet", line=found.table.header.number, found=said)
    for column in shape.columns if shape else ():
        texts = [text for text in parts[column.index] if metals.is_part(text)]
        bare = len(texts) > 1 and all(metals.is_part(t) or labels.dated(t) for t in parts[column.index])
        own = "%" in "/".join(map(normal, texts))
        if bare and not metals.is_grade(about, [text for each in parts for text in each], percent=own):
            return crossed.metals_untold(about, "/".join(texts), found.table.header.number)
    return None


def _products_unsaid(found: Found, outside: Outside, names: Vocabulary) -> Issue | None:
    """精矿 without a unit is its tonnes, but not under a title of 镍回收率."""
    header = (found.shape.header if found.shape else found.table.header).cells
    fields = [(names.field(cell) or ("",))[0] for cell in header]
    about = [*outside.titles, outside.sheet]
    if "unit" in fields or metals.speaks_of_mass(about) or not (word := metals.quantity_said(about)):
        return None
    place = fields.index("indicator") if "indicator" in fields else None
    rows = islice(found.table.below, HEAD_ROWS) if place is not None else ()
    said = [*header, *(row.cells[place or 0] for row in rows if (place or 0) < len(row.cells))]
    text = next((text for text in said if metals.product(text) and names.meaning(text)), "")
    args: dict[str, Arg] = {"word": word}
    return Issue("metals_titled", line=found.table.header.number, found=shown(plain(text)), args=args) if text else None


def split_heading(table: Table, shape: Shape, names: Vocabulary) -> Issue | None:
    """A heading in two rows that no merged cell ties together: which label holds for which column is a guess.

    What stands under 指标, 单位 or 范围 is a row's own name and no second heading, be all its figures missing.
    """
    under = table.below[0] if table.below else None
    fields = {place for place, cell in enumerate(table.header.cells) if names.field(cell)}
    if under and not any(map(levels.number_like, under.own)) and _known(under, names, fields) > 1:
        return Issue("two_heading_rows", line=under.number, found=under.text)
    above = table.titles[-1] if table.titles else None
    if above and above.number == table.header.number - 1 and _known(above, names, frozenset()) > 1:
        return Issue("two_heading_rows", line=above.number, found=above.text)
    return None


def _known(line: Line, names: Vocabulary, fields: Collection[int]) -> int:
    """How many different cells beside the fields name a month, a part of the plant, a kind or an indicator."""
    cells = (cell for place, cell in enumerate(line.own) if place and place not in fields)
    return len({normal(cell) for cell in cells if plain(cell) and labels.said(cell, names)})


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
    header, below, carried = dates.joined(header, lines[place + deep :])
    return Table(delimiter, tuple(lines[:place]), header, below, carried)


def _heads(line: Line, names: Vocabulary) -> bool:
    """Whether a row has a month heading and at least one other known heading, and no months beside it."""
    cells = line.cells[:MOST_COLUMNS]
    fields = [names.field(cell) for cell in cells]
    months = [field is not None and field[0] == "month" for field in fields]
    across = [cell for cell in cells if is_period(cell) and "累计" not in cell]  # 处理矿量累计 is no month
    if not any(months) or len(across) > 1:
        return False
    return any(
        not month and (field or names.meaning(cell)) for month, field, cell in zip(months, fields, cells, strict=False)
    )


def _unread_names(line: Line, names: Vocabulary) -> list[str]:
    """Headings that hold an indicator's name and more than is understood, or nothing but 累计: 日均处理矿量(吨)."""
    cells = [shown(plain(cell)) for cell in line.own[:MOST_COLUMNS] if plain(cell) and len(cell) < _LONGEST]
    if any(map(levels.number_like, cells)):
        return []  # a row of figures heads nothing
    strange = [cell for cell in cells if not names.meaning(cell) and not names.field(cell)]
    named = [cell for cell in strange if any(len(name) > 1 and name in normal(cell) for name in names.indicators)]
    if any((known := names.meaning(cell)) and known.indicator for cell in cells):
        named = [cell for cell in named if not groups.is_not_month(cell)]  # 累计亮出差距数 beside 本月亮出差距数
    if named or any(names.meaning(cell) for cell in cells):
        return named
    return list(filter(groups.is_not_month, strange))


def _undated(lines: Sequence[Line], names: Vocabulary, called: tuple[str, str]) -> Issue | None:
    """The refusal of a table whose rows and columns say the indicators, where only its month is not said."""
    for place, line in enumerate(lines):
        heading = levels.at(lines, place)
        outside = Outside(around.titled(lines[:place]), *called)
        cross = crosstable.find(heading, lines[place + len(heading.rows) :], names, outside) if line.text else None
        if cross and not around.month(outside)[0]:
            return undated.why(line, outside) or Issue("no_month_heading", line=line.number, found=line.text)
        if cross and cross.problem:
            return cross.problem
    return None


def _no_header(lines: Sequence[Line], names: Vocabulary, called: tuple[str, str]) -> Issue:
    if crossed := _undated(lines, names, called):
        return crossed
    if balance := products.refused(lines):
        return balance
    for place, line in enumerate(lines):
        known = [cell for cell in line.cells[:MOST_COLUMNS] if names.field(cell) or names.meaning(cell)]
        if unread := _unread_names(line, names) if known else ():
            code = "group_not_month" if all(map(groups.is_not_month, unread)) else "heading_unread"
            return Issue(code, line=line.number, found=shown("、".join(unread)))
        if any(names.fields.get(normal(cell)) == "month" for cell in known):
            others = (cell for cell in line.cells[:MOST_COLUMNS] if plain(cell) and cell not in known)
            near = next(filter(None, (nearest(cell, names.indicators) for cell in islice(others, 20))), "")
            code = "no_known_heading_near" if near else "no_known_heading"
            return Issue(code, line=line.number, found=line.text, args={"nearest": near} if near else {})
        if len(known) > 1:
            outside = Outside(around.titled(lines[:place]), *called)
            code = "heading_unclear" if around.month(outside)[0] else "no_month_heading"
            why = undated.why(line, outside) or valueless.unknown_names(lines, names)
            return why or Issue(code, line=line.number, found=line.text)
    if across := next((line for line in lines if sum(map(is_month, line.own[:MOST_COLUMNS])) > 1), None):
        return Issue("months_of_nothing", line=across.number, found=across.text)
    if unknown := valueless.refused(lines, names) or valueless.unknown_names(lines, names):
        return unknown
    return valueless.garbled(lines, names) or valueless.headless(lines, called)
