"""Headings beside the figures in other words than ours: 完成(%) and 实际/计划 for 完成率, 环差, 开年累计, 更正后."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import purpose
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator

_RATE = re.compile(
    r"(?:[本当]月)?(?:(?:实际)?[完达]成\(%\)|[完达]成(?:百分比|比例)(?:\(?%\)?)?|进度(?:\(%\)|%)"
    r"|(?:实际|实绩|完成)[/÷](?:计划|目标)(?:\(?%\)?)?)"
)
"""What stands over done ÷ planned."""
_DONE = "完成率"
_SAME = tuple((re.compile(words), own) for words, own in (
    (r"完成差[异额值]?|[±]计划|与计划差", "差值"),
    (r"超欠产[量额]?", "超欠"),
    (r"(环|同)比?差", r"\1比增减"),
    (r"(环|同)比?(?:变化|变动)[率额量]?(\(?%\)?)?", r"\1比\2"),
    (r"完成(?:全年|年度|本年|当年)度?(计划|目标|任务)(\(?%\)?)", r"完成年\1\2"),
    (r"开年(?:以来)?累计", "年累计"),
))  # fmt: skip
"""Headings that mean the same as one that the checks hold the month's figures to."""
_OF_KIND = re.compile("(.*)(?:吨矿)?单耗")
_PER_TONNE = "/t"
_BEFORE = re.compile("(?:原报|原值|原数|(?:更正|勘误|订正)前|原报[数值])[数值]?")
_UNTOLD = re.compile("原[值数]")
"""Of a plan they are a version of it; beside 更正后 they are what was reported."""
_CORRECTED = re.compile("(?:更正|勘误|订正)后的?[数值]?")
_PLANNED = re.compile(f"{purpose.PLAN.pattern}|[预估测]")
"""Titles under which 更正后 is no actual."""
_HEAD_ROWS = 20
_LOOKED_AT = 200


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 完成率(%), 年累计 and the like for what means the same.

    A rate of completion stands behind an actual, or behind a plan of what is not measured in per cent. 计划单耗 over
    rows that are all per tonne is 计划, and 更正后 beside 原报 the figure that stands.
    """
    found = list(lines)
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        if not any(map(number_like, line.own)):
            cells = tuple(_ours(lines, place, n, names) if plain(cell) else cell for n, cell in enumerate(line.cells))
            found[place] = line if cells == line.cells else replace(line, cells=cells)
    return found


def _ours(lines: Sequence[Line], place: int, column: int, names: Vocabulary) -> str:
    text = lines[place].cells[column]
    said, heads = normal(text), [normal(cell) for cell in lines[place].own]
    if _RATE.fullmatch(said):
        own = _DONE + "(%)" * ("%" in said)
        return own if own not in heads and _is_rate(lines, place, column, names) else text
    if (of := _OF_KIND.fullmatch(said)) and of[1] in names.kinds:
        known = [each.unit.key for each in _of(lines, place, column, names)]
        return of[1] if known and all(unit.endswith(_PER_TONNE) for unit in known) else text
    if any(map(_CORRECTED.fullmatch, heads)) and any(map(_BEFORE.fullmatch, heads)):
        planned = any(_PLANNED.search(normal(above.text)) for above in lines[:place])
        if not planned and not any(map(names.kinds.get, heads)):
            text = "实际" if _CORRECTED.fullmatch(said) else f"原报({text})" if _UNTOLD.fullmatch(said) else text
    own = next((words.sub(name, said) for words, name in _SAME if words.fullmatch(said)), text)
    return text if normal(own) in heads else own


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
