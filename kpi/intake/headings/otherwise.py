"""Headings written in another way than ours: 处理矿量 Ore milled, εNi, 全厂合计 beside 一系列, 指标 over 计划."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import footnotes
from kpi.intake.headings.unasked import are_marks, is_serial
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_TWICE = re.compile(r"(.*[一-龥）)])[\s/|]+([A-Za-z][A-Za-z .]{1,}?)\.?\s*([(（][^()（）]*[)）])?", re.DOTALL)
"""A name with the same in English behind it, and perhaps its unit."""
_RECOVERY = re.compile(r"[εΕ][-_ ]?(NI|镍|CU|铜)((?:\(%\)|/?%)?)")
_METAL_IN = re.compile(r"含(NI|镍|CU|铜)(?:金属)?量?\((万?吨|千?吨|万?T|K?T|KG|公斤|金属吨)\)")
"""Tonnes of a metal in each product below: no grade."""
_PRODUCT_HOLDS = re.compile("(原矿|精矿|尾矿)含(NI|镍|CU|铜)")
_IN_PERCENT = re.compile(rf"{_PRODUCT_HOLDS.pattern}(?:\(%\)|%)")
_TONNES = frozenset("T 吨 万吨 万T KT 千吨 金属吨".split())  # noqa: SIM905
_METALS = {"NI": "镍", "镍": "镍", "CU": "铜", "铜": "铜"}
_COLON = re.compile(r"(?<=\S)[:：]\s*$")
_TOTAL = re.compile("(?:合计|总计)$")
_SUBJECTS = frozenset("指标 指标名称 项目 项目名称 名称 内容".split())  # noqa: SIM905
_DONE = "是否完成"
_HEAD_ROWS = 20


def told(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines in our own words."""
    found = [_ours(line, names) for line in footnotes.without(lines, names)]
    for place, line in enumerate(found[:_HEAD_ROWS]):
        if (wholes := _wholes(line, names)) is not line:
            found[place] = wholes
        below = found[place + 1 :]
        found[place] = line = _marked(found[place], below, names)
        unit = bool(below) and _lead(below[0]) in ("单位", "计量单位")
        if _lead(line) in _SUBJECTS and _are_indicators(line, names) and _are_kinds(below[unit:], names):
            found[place] = _led(line, "类别")
            found[place + 1] = _led(below[0], "") if unit else found[place + 1]
            break
    return found


def _ours(line: Line, names: Vocabulary) -> Line:
    if line.text.isascii():
        return line
    cells = tuple(cell if cell.isascii() else _own(cell, names) for cell in _without_colons(line))
    if any("含" in cell for cell in cells):
        cells = _held(cells, names)
    return line if cells == line.cells else replace(line, cells=cells)


def _without_colons(line: Line) -> tuple[str, ...]:
    """指标：,单位：,实际： as headings, and 处理矿量：,万吨,87.85 as a row; a pair such as 审核：,李四 stays."""
    said = [cell for cell in line.own if plain(cell)]
    heads = len(said) > 2 and all(map(_COLON.search, said))
    row = len(said) > 1 and bool(_COLON.search(said[0])) and number_like(said[-1])
    if not heads and not row:
        return line.cells
    return tuple(_COLON.sub("", cell) if heads or cell == said[0] else cell for cell in line.cells)


def _held(cells: tuple[str, ...], names: Vocabulary) -> tuple[str, ...]:
    """精矿含镍 beside % or t is the concentrate's grade or its tonnes of metal (domain.md §6); alone it may be both."""
    units = {normal(cell) for cell in cells} - {""}
    named = "{0}{1}品位" if "%" in units else "{0}含{1}金属量" if not units.isdisjoint(_TONNES) else ""
    found = ((cell, _PRODUCT_HOLDS.fullmatch(normal(cell))) for cell in cells)
    made = ((cell, named.format(held[1], _METALS[held[2]]) if held and named else "") for cell, held in found)
    return tuple(name if names.meaning(name) and not names.meaning(cell) else cell for cell, name in made)


def _own(cell: str, names: Vocabulary) -> str:
    if "ε" in cell and (recovery := _RECOVERY.fullmatch(normal(cell))):
        return f"{_METALS[recovery[1]]}回收率{'(%)' if recovery[2] else ''}"
    if "含" in cell and (both := _IN_PERCENT.fullmatch(normal(cell))) and not names.meaning(cell):
        return f"{both[1]}{_METALS[both[2]]}品位(%)"
    if "含" in cell and (held := _METAL_IN.fullmatch(normal(cell))) and not names.meaning(cell):
        return f"{_METALS[held[1]]}金属量({held[2]})"
    twice = _TWICE.fullmatch(cell.strip()) if len(cell) < 80 else None
    if twice is None or not _same(twice[1], twice[2], names):
        return cell
    return twice[1].strip() + (twice[3] or "")


def _same(own: str, english: str, names: Vocabulary) -> bool:
    """Whether both say the same field, indicator or kind of figures: 实际 YTD do not."""
    if is_serial(own) and is_serial(english):
        return True
    one, two = names.field(own), names.field(english)
    if one or two:
        return bool(one and two and one[0] == two[0])
    left, right = names.meaning(own), names.meaning(english)
    return bool(left and right) and (left.indicator, left.kind) == (right.indicator, right.kind)  # type: ignore[union-attr]


def _wholes(line: Line, names: Vocabulary) -> Line:
    """A heading of parts of the plant with 全厂 for 全厂合计."""
    plant = (names.catalog.plant.key,)
    if not any((keys := names.scopes.get(normal(cell))) and keys != plant for cell in line.own):
        return line
    cells = tuple(
        rest if (rest := _TOTAL.sub("", plain(cell))) != cell and names.scopes.get(normal(rest)) == plant else cell
        for cell in line.cells
    )
    return line if cells == line.cells else replace(line, cells=cells)


def _marked(line: Line, below: Sequence[Line], names: Vocabulary) -> Line:
    """A heading with 是否完成 for 完成 over √ and × beside 实际."""
    done = [n for n, cell in enumerate(line.cells) if names.kinds.get(normal(cell)) == "actual"]
    for n in done if len(done) > 1 else ():
        if are_marks(line.cells[n], {text for row in below if n < len(row.cells) and (text := plain(row.cells[n]))}):
            line = replace(line, cells=(*line.cells[:n], _DONE, *line.cells[n + 1 :]))
    return line


def _lead(line: Line) -> str:
    return normal(line.cells[0]) if line.cells else ""


def _led(line: Line, text: str) -> Line:
    return replace(line, cells=(text, *line.cells[1:]))


def _are_indicators(line: Line, names: Vocabulary) -> bool:
    """Whether all other headings are names of figures and say no plan or actual themselves."""
    said = [names.meaning(cell) for cell in line.own[1:] if plain(cell) and (names.field(cell) or ("",))[0] != "note"]
    return bool(said) and all(each and each.indicator and each.kind is None for each in said)


def _are_kinds(below: Sequence[Line], names: Vocabulary) -> bool:
    """Whether each row begins with plan or actual, or with what compares them."""
    leads = [lead for line in below if (lead := _lead(line)) and any(map(plain, line.own[1:]))]
    beside = (groups.is_compared, groups.is_sum_so_far, others.differs, others.is_aside)
    known = any(lead in names.kinds for lead in leads)
    return known and all(lead in names.kinds or any(test(lead) for test in beside) for lead in leads)
