"""完成(%) beside 计划 and 完成 is a rate of completion, and no actual in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator

_DONE = re.compile(r"(?:[本当]月)?(?:实际)?[完达]成\(%\)")
_RATE = "完成率(%)"
_HEAD_ROWS = 20
_LOOKED_AT = 200


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 完成率(%) for it behind an actual, and behind a plan of what is not measured in per cent."""
    found = list(lines)
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        own = [n for n, cell in enumerate(line.own) if _DONE.fullmatch(normal(cell))]
        rates = [n for n in own if _is_rate(lines, place, n, names)]
        if rates and not any(map(number_like, line.own)):
            cells = tuple(_RATE if n in rates else cell for n, cell in enumerate(line.cells))
            found[place] = replace(line, cells=cells)
    return found


def _is_rate(lines: Sequence[Line], place: int, column: int, names: Vocabulary) -> bool:
    before = next((cell for cell in reversed(lines[place].own[:column]) if plain(cell)), "")
    meaning = names.meaning(before)
    if meaning is None or meaning.kind is None or meaning.unit == "%":
        return False
    return meaning.kind == "actual" or any(not each.unit.percent for each in _of(lines, place, column, names))


def _of(lines: Sequence[Line], place: int, column: int, names: Vocabulary) -> Iterator[Indicator]:
    """The indicators that a column is of: the one over it, else those of its row and of the rows below."""
    above = lines[place - 1].cells[: column + 1] if place else ()
    over = next((m.indicator for cell in reversed(above) if (m := names.meaning(cell)) and m.indicator), None)
    below = (cell for line in islice(lines, place, place + _LOOKED_AT) for cell in line.own)
    yield from (over,) if over else (m.indicator for cell in below if (m := names.meaning(cell)) and m.indicator)
