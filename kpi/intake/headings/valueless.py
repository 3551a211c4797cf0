"""Tables whose indicators are known and whose one heading over figures is not: 指标,完成百分比."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi.intake.carriers.table import Line
from kpi.intake.grid import labels, levels
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue


def refused(lines: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of 指标,完成百分比 over known names, where nobody knows what the figures are."""
    for above, under in pairwise(line for line in lines if line.text):
        cells = [cell for cell in map(plain, above.own) if cell]
        named = next((n for n, cell in enumerate(under.own) if (m := names.meaning(cell)) and m.indicator), None)
        if named is None or len(cells) < 2 or any(map(levels.number_like, cells)) or any(map(names.meaning, cells)):
            continue
        strange = [plain(cell) for n, cell in enumerate(above.own) if n > named and _heads_values(cell, names)]
        if strange and plain(above.own[named]):
            return Issue("values_unknown", line=above.number, found=shown("、".join(strange)))
    return None


def _heads_values(cell: str, names: Vocabulary) -> bool:
    field = names.field(cell)
    if labels.said(cell, names):
        return False  # 一系列 and 2022年8月 say whose and when
    return bool(plain(cell)) and (field is None or field[0] in ("kind", "state", "value"))
