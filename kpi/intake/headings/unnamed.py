"""Columns whose headings say little or nothing: what stands under them tells months, names or parts of the plant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line, Table
from kpi.intake.grid import groups, labels, metals
from kpi.intake.grid.body import TOTAL
from kpi.intake.grid.labels import Column
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import monthly
from kpi.intake.words import codes, limits, others
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_DECIMAL = re.compile(r"\d{1,3}\.\d+")
VAGUE = frozenset(("", "项目", "名称", "项目名称", "内容"))
"""Headings that say nothing of what stands under them."""
_DUE = re.compile("(?:完成|竣工|投运|计划|要求|截止|到期|预计|节点|整改|开始|开工).*(?:时[间限点]|日期|期限|节点)")
_SUBJECT = re.compile(
    "(?:费用|成本|支出|能源|能耗|消耗|药剂|物料|材料|重点|考核|生产|工作|主要|党建)?(?:项目|名称|工作)(?:名称|内容)?"
)
"""Headings that stand over the names of what is reported, be they known or not."""
_OFFICE = re.compile(".+(?:车间|系列|工段|支部|部门?|[科班室厂站]|作业区|公司|中心|小?组|队)|机关")
"""A part of a plant or an office, known or not, and surely no unit of measure."""
_PLACES = re.compile("(?:责任|生产|所属|报送|使用)(?:单位|部门|车间)|工序|作业区|区域|地点")
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
            if field == "month" and normal(cell):
                due = bool(_DUE.search(cell)) and not monthly.starts(cell, header.cells)
                due = due or codes.are(cell, filled)
                if due or any(map(_DECIMAL.fullmatch, filled)) or monthly.is_none(cell, header.cells):
                    continue  # 98.8 under 完成率 or 平均 is no year and month, nor is the day something is due
            for text in filled:
                if (name, text) not in memory:
                    memory[name, text] = fits(text)
            # 一系列 under 处理矿量 is a row of it and neither for nor against a column of indicators
            judged = [text for text in filled if field != "indicator" or not names.scopes.get(normal(text))]
            if field not in taken and judged and sum(memory[name, text] for text in judged) > LABELLED * len(judged):
                cells[place] = name
                taken.add(field)
                break
    subject = None if "indicator" in taken else _subject(cells, below, names, taken)
    return replace(header, cells=tuple("指标" if place == subject else cell for place, cell in enumerate(cells)))


def _subject(cells: Sequence[str], below: Sequence[Line], names: Vocabulary, taken: Collection[str]) -> int | None:
    """The one column of names, 费用项目 or 项目, beside 计划, 实际 and units, though most are not the catalogue's.

    Read as 指标, each unknown row is refused by its own name. None where its cells or the headings say other things.
    """
    told = [labels.said(cell, names) for cell in cells[:MOST_COLUMNS]]
    places = [place for place, cell in enumerate(cells[:MOST_COLUMNS]) if _SUBJECT.fullmatch(normal(cell))]
    if len(places) != 1 or "action" in taken or any({"indicator", "scope"} & set(said) for said in told):
        return None
    said = [row.cells[places[0]] for row in islice(below, LOOKED_AT) if places[0] < len(row.cells)]
    filled = [text for text in said if plain(text)]
    own = [labels.said(text, names) for text in filled]
    if any(each and "indicator" not in each for each in own) or any(map(_is_other, filled)):
        return None
    return places[0] if any(own) or (filled and "unit" in taken) else None


def _is_other(text: str) -> bool:
    """Whether what stands under 项目 is a figure, or compares others: 同比, 累计完成."""
    return number_like(text) or groups.is_compared(text) or groups.is_sum_so_far(text) or others.differs(text)


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
    """Whether 单位 stands over parts of the plant, or over offices, instead of units of measure; or 工序 over parts."""
    field = names.field(heading)
    said = {normal(row.cells[place]) for row in islice(below, LOOKED_AT) if place < len(row.cells)} - {""}
    said = {text for text in said if not TOTAL.fullmatch(text)}
    if _PLACES.fullmatch(normal(heading)):
        return bool(said) and said <= names.scopes.keys() and not _has_milestones(below, names)
    if field is None or field[0] != "unit":
        return False
    if not said.isdisjoint(names.units):
        return False
    return not said.isdisjoint(names.scopes) or (bool(said) and all(map(_OFFICE.fullmatch, said)))


def _has_milestones(below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether projects stand in the rows: who is responsible for one is no part of the plant that it is of."""
    said = (names.meaning(cell) for row in islice(below, LOOKED_AT) for cell in row.own if plain(cell))
    return any(found and found.indicator and found.indicator.milestone for found in said)


def are_kinds(heading: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 项目, or nothing, stands over 计划 and 实际, be rows such as 完成率 or 累计完成 among them."""
    if normal(heading) not in VAGUE:
        return False
    said = {normal(row.cells[place]) for row in islice(below, LOOKED_AT) if place < len(row.cells)} - {""}
    known = {text for text in said if names.kinds.get(text) or names.kinds.get(limits.parted(text)[0])}
    left = said - known
    return (
        bool(known) and len(said) > 1 and all(groups.is_compared(text) or groups.is_sum_so_far(text) for text in left)
    )


def _are_indicators(cells: Sequence[str], place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 月份 in the corner only names the months at its right, while indicators stand under it; or 计划指标."""
    field = names.field(cells[place])
    if field is None or field[0] != "month" or not any(labels.dated(plain(c)) for c in cells[place + 1 : MOST_COLUMNS]):
        return planned_names(cells[place], place, below, names)
    return _hold_indicators(place, below, names)


def planned_names(heading: str, place: int, below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether 计划指标 stands over indicators' names and no figures.

    Whether it makes the figures beside it plans is for `kpi.intake.headings.unheard` to ask.
    """
    name = normal(heading)
    return name.endswith("指标") and name in names.kinds and _hold_indicators(place, below, names)


def _hold_indicators(place: int, below: Sequence[Line], names: Vocabulary) -> bool:
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
            cells[place] = f"{cell}分组"
    return replace(header, cells=tuple(cells))
