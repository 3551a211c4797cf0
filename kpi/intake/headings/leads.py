"""Two columns that say together what a row is of: 指标 merged over both, 产品 beside 金属."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import metals
from kpi.intake.grid.body import TOTAL
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_VAGUE = frozenset(("项目", "名称", "项目名称", "内容"))
_PRODUCTS = frozenset(("产品", "产品名称", "物料", "物料名称", "名称", "项目", "指标"))
_METALS = frozenset(("金属", "元素", "金属名称", "元素名称", "成分"))
_HEAD_ROWS = 20


def parted(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The rows with 范围 or 元素 over the second column, as what stands under it says; as they were for any other."""
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        lead = _lead(line, names)
        if lead is None:
            continue
        cells = [text for row in lines[place + 1 :] if (text := _second(row, lead, line))]
        if not cells:
            return lines
        if all(names.scopes.get(normal(text)) for text in cells):
            second = "范围"
        elif all(map(metals.of, cells)):
            second = "元素"
        else:
            return lines
        return (*lines[:place], _apart(line, lead, ("指标", second)), *_below(lines[place + 1 :], lead, line, second))
    return lines


def together(lines: Sequence[Line]) -> Sequence[Line]:
    """The rows with 原矿/镍 under 产品 and nothing under 金属, the product of a blank being that above it."""
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        lead = next((n for n, cell in enumerate(line.own[:-1]) if normal(cell) in _PRODUCTS), None)
        if lead is None or normal(line.own[lead + 1]) not in _METALS:
            continue
        below, above, pairs = list[Line](), "", 0
        for row in lines[place + 1 :]:
            product, metal = row.cells[lead : lead + 2] if len(row.cells) > lead + 1 else ("", "")
            above = product if plain(product) else above
            paired = bool(metals.of(metal) and plain(above)) and not TOTAL.fullmatch(normal(above))
            pairs += paired and bool(metals.product(above))
            cells = (f"{plain(above)}/{plain(metal)}", "") if paired else (product, metal)
            kept = replace(row, cells=(*row.cells[:lead], *cells, *row.cells[lead + 2 :]))
            below.append(replace(kept, repeated=row.repeated - {lead, lead + 1}) if paired else row)
        head = replace(line, cells=(*line.cells[: lead + 1], "", *line.cells[lead + 2 :]))
        return (*lines[:place], head, *below) if pairs else lines
    return lines


def _lead(line: Line, names: Vocabulary) -> int | None:
    """The column of a heading of indicators that is merged with the next one, and with no more."""
    for place, cell in enumerate(line.cells[:-1]):
        across = place + 1 in line.repeated and line.cells[place + 1] == cell and place not in line.repeated
        said = names.field(cell)
        if across and ((said and said[0] == "indicator") or normal(cell) in _VAGUE):
            wider = place + 2 in line.repeated and line.cells[place + 2] == cell
            return None if wider or not _others(line, place + 2) else place
    return None


def _others(line: Line, begin: int) -> bool:
    """Whether further headings stand behind: else the row is a title."""
    return any(map(plain, line.cells[begin:]))


def _second(row: Line, lead: int, head: Line) -> str:
    """What a row says in the second column beside its indicator; '' where both are one cell, or the heading again."""
    if len(row.cells) < lead + 2 or _again(row, lead, head) or not plain(row.cells[lead]):
        return ""
    return "" if row.cells[lead + 1] == row.cells[lead] else plain(row.cells[lead + 1])


def _again(row: Line, lead: int, head: Line) -> bool:
    return row.cells[lead : lead + 2] == head.cells[lead : lead + 2]


def _below(rows: Sequence[Line], lead: int, head: Line, second: str) -> Iterator[Line]:
    """The rows with an indicator for 其中, which stands over its parts."""
    above = ""
    for row in rows:
        text = row.cells[lead] if lead < len(row.cells) else ""
        above = text if plain(text) and normal(text).strip(":") != "其中" else above
        yield _apart(row, lead, ("指标", second) if _again(row, lead, head) else None, above if text else "")


def _apart(row: Line, lead: int, said: tuple[str, str] | None, above: str = "") -> Line:
    if len(row.cells) < lead + 2:
        return row
    one, two = said or (above or row.cells[lead], "" if row.cells[lead + 1] == row.cells[lead] else row.cells[lead + 1])
    cells = (*row.cells[:lead], one, two, *row.cells[lead + 2 :])
    return replace(row, cells=cells, repeated=row.repeated - {lead + 1})
