"""调整计划 beside 年初计划: the plan that stands is read as the plan, and what stood before it is left out by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.words import others
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_STANDING = re.compile(
    "(?:(?:现|新|(?:调整|变更|修[订改])后?的?)(?:生产|年度|月度)?(?:计划|目标|指标|任务)|(?:调整|变更|修[订改])后)[数值]?"
)
_HEAD_ROWS = 20


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 计划 for 调整计划 where 年初计划, and no 计划, stands beside it."""
    found = list(lines)
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        said = {n: split_unit(plain(cell)) for n, cell in enumerate(line.own) if plain(cell)}
        standing = [n for n, (text, _) in said.items() if _STANDING.fullmatch(normal(text))]
        before = [n for n, (text, _) in said.items() if n not in standing and others.is_version(text)]
        plain_one = any(names.kinds.get(normal(text)) == "plan" for text, _ in said.values())
        if len(standing) == 1 and before and not plain_one:
            unit = said[standing[0]][1]
            cells = list(line.cells)
            cells[standing[0]] = f"计划({unit})" if unit else "计划"
            found[place] = replace(line, cells=tuple(cells))
    return found
