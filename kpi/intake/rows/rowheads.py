"""Rows that say their month, their part of the plant and plan or actual in one word under 项目: 9月完成, 一系列计划."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table, letters
from kpi.intake.grid import groups
from kpi.intake.headings.shapes import Shape
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import SEPARATORS, Said, Vocabulary
from kpi.reading import Issue

_VAGUE = frozenset(("", "项目", "名称", "项目名称", "内容", "类别", "类型", "口径", "栏目", "分类"))
_MONTH = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月份?")
_TIME = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月份?|(?P<this>[本当]月)|(?P<next>[下次]个?月)")
_KINDS: dict[Said, str] = {"plan": "计划", "actual": "实际"}
_HALF, _YEAR = 6, 12
"""Months."""
_MOST_SHOWN = 200
Parts = tuple[str, str, str]
"""The month, the part of the plant and the kind that a row says."""


def split(table: Table, shape: Shape | None, names: Vocabulary) -> tuple[Table, Shape | None, list[Issue]]:
    """The table with columns for what such a column says; as it was unless each of its cells is understood.

    Only where a title says the month: it is the month of every row that names none. What was understood is asked.
    """
    at = _MONTH.fullmatch(normal(shape.month)) if shape else None
    if shape is None or at is None or any(c.kind or c.period or c.scope for c in shape.columns):
        return table, shape, []
    heads = shape.header.cells
    fields = {found[0] for cell in heads if normal(cell) not in _VAGUE and (found := names.field(cell))}
    given = {column.index for column in shape.columns}
    places = [n for n, cell in enumerate(heads) if normal(cell) in _VAGUE and n not in given]
    for place in places if not fields & {"month", "scope", "kind", "action"} else ():
        if (said := _said(table.below, place, (int(at[1]), int(at[2])), names)) and _used(said):
            return _wider(table, shape, place, said)
    return table, shape, []


def _said(below: Sequence[Line], place: int, month: tuple[int, int], names: Vocabulary) -> dict[str, Parts]:
    """What each cell of a column says; empty unless all are understood."""
    found = dict[str, Parts]()
    for line in below:
        text = plain(line.cells[place]) if place < len(line.cells) else ""
        if not text and not any(map(plain, line.own)):
            continue
        if (parts := _parts(text, month, names)) is None:
            return {}
        found[text] = parts
    return found


def _parts(text: str, month: tuple[int, int], names: Vocabulary) -> Parts | None:
    year, number = month
    if groups.is_compared(text) or groups.is_sum_so_far(text):
        return f"{year}年{number}月", "", text  # left out, and asked, as under 类别
    scope, rest = _scope(normal(text), names)
    found = _TIME.match(rest)
    other, rest = _scope(rest[found.end() :] if found else rest, names)
    kind = _KINDS.get(names.kinds.get(rest, "year plan"), "")
    if not kind or (scope and other):
        return None
    if found is None or found["this"]:
        return f"{year}年{number}月", scope or other, kind
    if found["next"]:
        return (_next(year, number + 1), scope or other, kind) if kind == "计划" else None
    far = 0 if found["year"] else int(found["month"]) - number  # 1月计划 in a report of December is the next year's
    year = int(found["year"] or year) + (far < -_HALF) - (far > _HALF)
    return (f"{year}年{int(found['month'])}月", scope or other, kind) if 1 <= int(found["month"]) <= _YEAR else None


def _scope(name: str, names: Vocabulary) -> tuple[str, str]:
    """The part of the plant that a text begins with, and the rest."""
    known = [scope for scope in names.scopes if len(scope) > 1 and name.startswith(scope)]
    scope = max(known, key=len, default="")
    return scope, name[len(scope) :].lstrip(SEPARATORS)


def _next(year: int, number: int) -> str:
    return f"{year + (number > _YEAR)}年{(number - 1) % _YEAR + 1}月"


def _used(said: dict[str, Parts]) -> bool:
    """Whether rows differ in more than their kind, which `kpi.intake.headings.unnamed` sees by itself."""
    return len({parts[0] for parts in said.values()}) > 1 or any(parts[1] for parts in said.values())


def _wider(table: Table, shape: Shape, place: int, said: dict[str, Parts]) -> tuple[Table, Shape, list[Issue]]:
    """Both with 月份, 范围 and 类别 behind the last column, and nothing where the words stood."""
    scoped = any(scope for _, scope, _ in said.values())
    heads = ("月份", "类别", *(("范围",) if scoped else ()))
    width, told = len(shape.header.cells), dict[str, str]()

    def put(line: Line, cells: Sequence[str]) -> Line:
        own = ("" if n == place else cell for n, cell in enumerate(line.cells[:width]))
        return replace(line, cells=(*own, *cells, *line.cells[width:]))

    below = []
    for line in table.below:
        text = plain(line.cells[place]) if place < len(line.cells) else ""
        if len(line.cells) < width or text not in said:
            below.append(line)
            continue
        month, scope, kind = said[text]
        below.append(put(line, (month, kind, *((scope,) if scoped else ()))))
        told.setdefault(text, f"{line.number}（{shown(text)} → {'·'.join(filter(None, said[text]))}）")
    header, called = put(table.header, heads), shown(plain(table.header.cells[place])) or letters(place)
    wide = replace(shape, header=put(shape.header, heads), kinds_in_rows=True, month="", month_from="")
    rows: dict[str, str | int] = {"rows": shown("、".join(told.values()), longest=_MOST_SHOWN)}
    asked = Issue("rows_said", "warning", table.header.number, called, called, args=dict(rows))
    return replace(table, header=header, below=tuple(below)), wide, [asked]
