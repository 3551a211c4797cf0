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
_CONSUMED = re.compile("消耗|耗用|用量|单耗|能耗|使用")
_ELSE = re.compile(
    "采购|购|[入出]库|[结库]存|存量|合同|在途|盘[点存盈亏]|单价|价格|金额|[外转]供|外[委销]|供应|供[电水]|生活|办公|基建|领[用料]|到货|发货|台[账帐]|调拨|"
    "销售|节[约能]|回收|报废|[余退]"
)
"""Words by which the quantities of materials are not those that the plant used, or not surely."""
_HEAD_ROWS = 20


def named(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 用电量 for 电 where its row's unit fits one way only in which it is used, in all or per tonne.

    Only where the title or a heading says that it is used, and none that it was bought, stored or passed on. Headings
    that say 消耗 or 单耗 of their figures themselves are `kpi.intake.headings.crosstable`'s.
    """
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        unit = next((n for n, cell in enumerate(line.own) if (f := names.field(cell)) and f[0] == "unit"), None)
        lead = next((n for n, cell in enumerate(line.own) if HEADS.fullmatch(normal(cell))), None)
        if (
            unit is not None
            and lead is not None
            and not any(crosswords.is_consumed((cell,), names) for cell in line.own)
        ):
            said = "".join(normal(each.text) for each in lines[: place + 1])
            if not _CONSUMED.search(said) or _ELSE.search(said):
                return lines
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
