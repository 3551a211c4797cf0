"""调整计划 beside 年初计划: the plan that stands is read as the plan, and what stood before it is left out by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_CHANGED = "(?:调整|变更|修[订改])"
_STANDING = re.compile(f"(?:(?:现|新|{_CHANGED}后?的?)(?:生产|年度|月度)?(?:计划|目标|指标|任务)|{_CHANGED}后)[数值]?")
_NTH = re.compile(f"第([一二三四五六])次{_CHANGED}后?的?(?:计划|目标|指标|任务)?[数值]?")
_HEAD_ROWS = 20
_BEFORE = "调整前计划"
_NEW = "现新"


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 计划 for 调整计划, or the last 第二次调整, where 年初计划 or 计划 stands beside it.

    A row without an adjusted plan keeps its 计划, or its plan of one adjustment before.
    """
    found = list(lines)
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        said = {n: split_unit(plain(cell)) for n, cell in enumerate(line.own) if plain(cell)}
        nth = {
            "一二三四五六".index(told[1]): n for n, (text, _) in said.items() if (told := _NTH.fullmatch(normal(text)))
        }
        standing = [n for n, (text, _) in said.items() if _STANDING.fullmatch(normal(text))]
        standing = standing or [nth[last] for last in sorted(nth)[-1:]]
        before = [n for n, (text, _) in said.items() if n not in standing and others.is_version(text)]
        plain_ones = [n for n, (text, _) in said.items() if names.kinds.get(normal(text)) == "plan"]
        if plain_ones and not before and any(normal(said[n][0])[0] in _NEW for n in standing):
            continue  # 现指标 beside 计划 may be what was done
        if len(standing) != 1 or not (before or plain_ones) or len(plain_ones) > 1:
            continue
        last, cells = standing[0], list(line.cells)
        for n, name in ((last, "计划"), *((n, _BEFORE) for n in plain_ones)):
            cells[n] = f"{name}({said[n][1]})" if said[n][1] else name
        found[place] = replace(line, cells=tuple(cells))
        earlier = [nth[number] for number in sorted(nth, reverse=True) if nth[number] != last] + plain_ones
        found[place + 1 :] = [_kept(row, last, earlier) for row in found[place + 1 :]]
    return found


def _kept(row: Line, last: int, earlier: Sequence[int]) -> Line:
    """The row with the newest of its earlier plans where it was not changed any more."""
    if last >= len(row.cells) or plain(row.cells[last]):
        return row
    text = next((text for n in earlier if n < len(row.cells) and number_like(text := row.cells[n])), "")
    return replace(row, cells=(*row.cells[:last], text, *row.cells[last + 1 :])) if text else row
