"""Tables whose indicators are known and whose one heading over figures is not: 指标,完成百分比."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups, labels, levels
from kpi.intake.headings import materials, subjects
from kpi.intake.headings.meanings import may_be
from kpi.intake.words import others, periods
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue
from kpi.unit import Words

_DAYS = re.compile("时间|日期")
_LEDGER, _LIST = re.compile("台[账帐]|登记[表簿]"), re.compile("明细|清单|记录")
"""Names of lists that hold one event a row, the second ones only where days stand in them."""


def refused(lines: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of 指标,完成百分比 over known names, where nobody knows what the figures are."""
    if short := subjects.short(lines, names):
        return short
    for above, under in pairwise(line for line in lines if line.text):
        cells = [cell for cell in map(plain, above.own) if cell]
        named = next((n for n, cell in enumerate(under.own) if (m := names.meaning(cell)) and m.indicator), None)
        if named is None or len(cells) < 2 or any(map(levels.number_like, cells)) or any(map(names.meaning, cells)):
            continue
        strange = [plain(cell) for n, cell in enumerate(above.own) if n > named and _heads_values(cell, names)]
        if strange and plain(above.own[named]):
            of = names.meaning(under.own[named])
            days = bool(of and of.indicator and of.indicator.milestone) and any(map(_DAYS.search, strange))
            code = "milestone_days" if days else "values_unknown"
            return Issue(code, line=above.number, found=shown("、".join(strange)))
    return None


def unknown_names(lines: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of 名称,单位,用量 over 黄药 and 2#油, where the heading is known and not one of the rows' names.

    Each comes with the indicators that it may be: 黄药消耗量, 黄药单耗.
    """
    for place, line in enumerate(lines):
        heads = [normal(cell) for cell in line.own]
        first = next((n for n, cell in enumerate(heads) if materials.HEADS.fullmatch(cell)), None)
        if first is None or not any((field := names.field(cell)) and field[0] == "unit" for cell in line.own):
            continue
        rows = [row for row in lines[place + 1 :] if any(map(levels.number_like, row.own[first + 1 :]))]
        texts = dict.fromkeys(plain(row.cells[first]) for row in rows)
        said = [text for text in texts if text and not groups.is_left(text)]
        if not said or any(map(names.knows, said)):
            return None
        meant = [(text, others.listed(may_be(text, names))) for text in said]
        zh = "、".join(f"{text}（{found.zh}）" if found.zh else text for text, found in meant)
        en = ", ".join(f"{text} ({found.en})" if found.en else text for text, found in meant)
        args: dict[str, Arg] = {"rows": Words(shown(zh, longest=300), shown(en, longest=300))}
        return Issue("row_names_unknown", line=line.number, found=shown(line.text), args=args)
    return None


def garbled(lines: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of a file that was saved after it had been opened in a wrong encoding: 鏈堜唤 for 月份."""
    for line in lines:
        for cell in line.own:
            meant = "" if cell.isascii() else cell.encode("gb18030", "ignore").decode("utf-8", "ignore")
            if meant and meant != cell and names.knows(meant):
                return Issue("text_garbled", line=line.number, found=shown(cell), args={"meant": shown(meant)})
    return None


def headless(lines: Sequence[Line], called: Sequence[str]) -> Issue:
    """The refusal of rows under no heading that is known; ``called``: the sheet's and the file's name."""
    first = next((line for line in lines if line.text), None)
    about = " ".join((*called, *(line.text for line in lines[:2])))
    days = (periods.day(cell) for line in lines for cell in line.own if plain(cell))
    ledger = _LEDGER.search(about) or (_LIST.search(about) and any(isinstance(day, str) and day for day in days))
    code = "no_header_ledger" if ledger else "no_header"
    return Issue(code, line=first.number if first else None, found=first.text if first else "")


def _heads_values(cell: str, names: Vocabulary) -> bool:
    field = names.field(cell)
    if labels.said(cell, names):
        return False  # 一系列 and 2022年8月 say whose and when
    return bool(plain(cell)) and (field is None or field[0] in ("kind", "state", "value"))
