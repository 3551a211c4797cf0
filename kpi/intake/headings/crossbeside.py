"""Columns of 累计, 上月 and 完成率 beside those of a balance: told where each row has its own figure, else asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from kpi.headings import normal, split_unit
from kpi.intake.carriers.table import Line
from kpi.intake.headings.crossed import cell, is_figure, label
from kpi.intake.headings.unasked import ASIDE, COMPUTED, DAYS, MEAN, SUM, left_as

_DAYS = re.compile("[本当][月期]累|(?:^|[^年])月累")
"""月累计, beside which the own figure may be a day's."""
_BESIDE = re.compile(
    r"年?累[计积積]|年初至今|(?:上年|去年|上月|上期|前期)(?:同期|同月)?|同期|同月|基期|\d{1,2}月?[-—–~至到]\d{1,2}月份?"
    r"|同比|环比|(?:计划|目标)?[完达]成率|增减|增长率?|增幅|升降|差[异额值]|偏差|超欠|[本当全]年|[本当][月期]|实际|完成|[数值]"
    r"|\(%?\)|[/·_\-\s]"
)
"""What a heading may say of its figures and not of what they measure."""
_UNIT = re.compile(r"\([^()]*\)")
Key = tuple[str, int]
Asked = list[tuple[int, str, tuple[int, ...]]]


def settled(
    rows: Sequence[Line], of: tuple[int, Mapping[int, str], Collection[int]], named: Collection[Key]
) -> tuple[list[tuple[int, str]], Asked]:
    """The columns that are told, with what they are, and those that are asked, with the rows that have no other figure.

    ``of``: the place of the rows' labels, the headings of all columns, and the places of those that are read.
    ``named``: the labels and places of the figures that are read.
    """
    place, heads, read = of
    told, asked = list[tuple[int, str]](), Asked()
    for n, heading in heads.items():
        code = "" if n in read else left_as(heading) or left_as(split_unit(heading)[0])
        if code not in (SUM, COMPUTED, DAYS, ASIDE, MEAN):
            continue
        own = _partners(n, heads, read, summed=code == SUM)
        filled = [row for row in rows if is_figure(cell(row, n))]
        days = code == SUM and bool(_DAYS.search(normal(heading)))
        lines = tuple(
            row.number
            for row in filled
            if days or not any((label(row, place), p) in named and is_figure(cell(row, p)) for p in own)
        )
        code = "cumulative_month" if days else code
        told += [] if lines else [(n, code)]
        asked += [(n, code, lines)] if lines else []
    return told, asked


def _partners(place: int, heads: Mapping[int, str], read: Collection[int], *, summed: bool) -> list[int]:
    """The columns of the same words without 累计 or 上月; of a mere 累计 or 完成率 the one at its left."""
    wanted, stems = _stem(heads[place]), {n: _stem(heads[n]) for n in read}
    same = [n for n, stem in stems.items() if stem == wanted]
    alike = [n for n, stem in stems.items() if _UNIT.sub("", stem) == _UNIT.sub("", wanted)]
    if _UNIT.sub("", wanted) and (same or len(alike) == 1 or summed):
        return same or (alike if len(alike) == 1 else [])
    return [n for n in read if n < place][-1:]


def _stem(heading: str) -> str:
    return _BESIDE.sub("", normal(heading))
