"""Projects whose headings say how far each has come: 计划进度 is a milestone's plan, 完成进度 its actual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_PROGRESS = re.compile(r"(?:(计划|目标)|(?:实际|当前|目前|工程|形象|总体|项目))?(?:完成)?进度(\(%\))?")
_FIRST = 15
"""Rows in which the heading stands."""


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 计划 and 实际 for such headings, if every known name under one heading is a milestone's.

    How far 处理矿量 has come is a rate of its plan and no figure of its own.
    """
    for place, line in enumerate(lines[:_FIRST]):
        told = {n: found for n, cell in enumerate(line.own) if (found := _PROGRESS.fullmatch(normal(cell)))}
        if not told:
            continue
        if _once(line, told, names) and any(_are_milestones(lines[place + 1 :], n, names) for n in range(min(told))):
            cells = tuple(_said(told[n]) if n in told else cell for n, cell in enumerate(line.cells))
            return (*lines[:place], replace(line, cells=cells), *lines[place + 1 :])
        return lines
    return lines


def _once(line: Line, told: dict[int, re.Match[str]], names: Vocabulary) -> bool:
    """Whether no two headings would say the same, and none says 数值, 类别 or 措施: 进度 beside 实际 is a remark."""
    said = ["plan" if found[1] else "actual" for found in told.values()]
    for place, cell in enumerate(line.own):
        field, known = names.field(cell), names.meaning(cell)
        if place not in told and field and field[0] in ("value", "kind", "action"):
            return False
        said += [known.kind] if place not in told and known and known.kind else []
    return len(set(said)) == len(said)


def _said(found: re.Match[str]) -> str:
    return ("计划" if found[1] else "实际") + (found[2] or "")


def _are_milestones(below: Sequence[Line], place: int, names: Vocabulary) -> bool:
    texts = [plain(row.cells[place]) for row in below if place < len(row.cells)]
    known = [found.indicator for text in texts if (found := names.meaning(text)) and found.indicator]
    return bool(known) and all(each.milestone for each in known)
