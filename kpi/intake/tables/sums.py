"""Rows of any table that sum up or compare the others and say so in ways of their own: *, 日计, 班计, 最大值, 同比."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.body import TOTAL
from kpi.intake.grid.levels import number_like
from kpi.intake.words import vocabulary
from kpi.intake.words.cleaning import filled, plain

_STARS = re.compile(r"\*{1,4}")
"""How SAP leads its sums, one more for each level."""
_SHIFT = re.compile(r"(?:大|小|零点?|[早中晚夜白])班?|[甲乙丙丁]班?|[一二三四1-4]班|[早中晚夜白]")
_OF_TIME = re.compile(
    rf"(?:全?[日天班月周旬季年]|[当本][日天班月周旬季年期]|{_SHIFT.pattern})?(?:合计|小计|总计|累[计積积]|共计|汇总)|[日天班月周旬季年]计"
)
_WHOLE = re.compile("全[天日]")
_NAMED = re.compile(r"\w+_(?:SUM|SUBTOTAL)")
_STATISTIC = re.compile(r"平均[分值数]|最[高低大小][分值数]?|中位数|标准差|方差|极差")
_COMPARED = re.compile("同比|环比|上年|去年|上月")
_EVERYDAY = vocabulary.everyday()
_ENOUGH = 2


def rows(lead: int, below: Sequence[Line], *, category: bool) -> frozenset[int]:
    """The numbers of such rows; a word is one only where other words stand in its column too.

    ``category``: 合计 in the leading column is one of the categories that each group has.
    """
    counted = [line for line in below if any(map(number_like, line.own))]
    behind = _behind(counted, but=lead if category else None)
    return frozenset((*_starred(lead, counted), *behind, *_last(lead, counted)))


def _starred(lead: int, counted: Sequence[Line]) -> Iterator[int]:
    """* among names; flags in a column that is blank otherwise are none."""
    said = {line.number: _at(line, lead) for line in counted}
    found = [number for number, text in said.items() if _STARS.fullmatch(text)]
    blank = sum(not text for text in said.values())
    yield from found if len(said) - len(found) - blank > blank else ()


def _behind(counted: Sequence[Line], but: int | None) -> Iterator[int]:
    """日计 below 夜, 白 and 中 or behind the day, in the labels before a row's first figure; 全天 only among shifts."""
    labels = [(line, list(takewhile(lambda at: not number_like(at[1]), _said(line)))) for line in counted]
    words: dict[int, set[str]] = {}
    for _, told in labels:
        for place, cell in told:
            words.setdefault(place, set()).add(normal(cell))
    others = {place: {t for t in said if not _OF_TIME.fullmatch(t)} for place, said in words.items()}
    # x_sum and y_sum beside x_mean are names of figures
    named = {
        next(iter(t)) for said in others.values() if len(t := set(filter(_NAMED.fullmatch, said))) == 1 < len(said)
    }
    shifts = {place for place, said in others.items() if any(map(_SHIFT.fullmatch, said))}
    for line, told in labels:
        texts = [(place, normal(cell)) for place, cell in told if place != but]
        summed = any(others[place] and (_OF_TIME.fullmatch(text) or text in named) for place, text in texts)
        if summed or any(place in shifts and _WHOLE.fullmatch(text) for place, text in texts):
            yield line.number


def _last(lead: int, counted: Sequence[Line]) -> Iterator[int]:
    """最大值 or 同比 below the names of all others, never one of many statistics, nor below 计划 and 实际."""
    said = [(line.number, normal(_at(line, lead))) for line in counted]
    own = [text for _, text in said if not _is_aside(text) and not TOTAL.fullmatch(text)]
    end = next((n for n in reversed(range(len(said))) if said[n][1] in own), -1)
    above = {text for _, text in said[: end + 1]}
    kinds = any(text in _EVERYDAY.kinds or not text or number_like(text) for text in own)
    if len(own) >= _ENOUGH and not kinds and not any(_is_aside(text) or "平均" in text for text in above):
        yield from (number for number, text in said[end + 1 :] if _is_aside(text))


def _is_aside(text: str) -> bool:
    return bool(_STATISTIC.fullmatch(text) or (_COMPARED.match(text) and groups.is_compared(text)))


def _said(line: Line) -> list[tuple[int, str]]:
    return [(place, cell) for place, cell in enumerate(line.cells) if filled(cell)]


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
