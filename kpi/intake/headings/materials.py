"""Materials and energy that their units make indicators of: 电 in kWh is 用电量 (domain.md §1.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import metals
from kpi.intake.headings import crosswords
from kpi.intake.words import units
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

HEADS = re.compile(r"(?:[药材物产][剂料资品]|能[源耗])?(?:名称|能源|能耗|品种|项目|物料|材料|药剂|名目)(?:名称)?")
"""Headings over the names of what is used or made."""
_USED = re.compile("(?:吨矿)?(?:用|耗)?{}(?:消耗|耗用|用|耗)?(?:量|单耗)?")
_HEAD_ROWS = 20


def named(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 用电量 for 电 where its row's unit fits one way only in which it is used, in all or per tonne.

    Headings that say 消耗 or 单耗 themselves are `kpi.intake.headings.crosstable`'s.
    """
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        unit = next((n for n, cell in enumerate(line.own) if (f := names.field(cell)) and f[0] == "unit"), None)
        lead = next((n for n, cell in enumerate(line.own) if HEADS.fullmatch(normal(cell))), None)
        if (
            unit is not None
            and lead is not None
            and not any(crosswords.is_consumed((cell,), names) for cell in line.own)
        ):
            return (*lines[: place + 1], *(_whole(row, lead, unit, names) for row in lines[place + 1 :]))
    return lines


def _whole(row: Line, lead: int, unit: int, names: Vocabulary) -> Line:
    said = normal(row.cells[lead]) if max(lead, unit) < len(row.cells) else ""
    if not said or metals.of(said) or metals.product(said) or names.meaning(said):
        return row
    used = re.compile(_USED.pattern.format(re.escape(said)))
    own = plain(row.cells[unit])
    found = {each.key: each for name, each in names.indicators.items()
             if said in name and used.fullmatch(name) and units.factor(each, own) is not None}  # fmt: skip
    if len(found) != 1:
        return row
    name = next(iter(found.values())).name.zh
    return replace(row, cells=(*row.cells[:lead], name, *row.cells[lead + 1 :]))
