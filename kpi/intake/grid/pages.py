"""A table that was broken into pages: its heading comes again, under the same title, 续表 or none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.grid.levels import Heading, is_title, number_like

_ON = re.compile(r"[(]?(?:续表?|接上[页表]|第\d+页(?:[,/]?共\d+页)?)\d*[)]?")

_END = re.compile(r"[(]?续表?\d*[)]?$")
_WITH = re.compile(r"[(]?(?:续表|接上[页表])\d*(?:[:,、.—–-]+|(?=[(]))(.+)|(.+)[(]续表?\d*[)]")


def joined(titles: Sequence[Line], heading: Heading, below: Sequence[Line]) -> tuple[Line, ...]:
    """The rows without headings that come again, nor the titles above those; with them where a title is another."""
    own = tuple(row.cells for row in heading.rows)
    told, found = {normal(title.text) for title in titles}, list[Line]()
    place = 0
    while place < len(below):
        if below[place].cells != own[0] or tuple(row.cells for row in below[place : place + len(own)]) != own:
            found.append(below[place])
            place += 1
            continue
        begin = len(found)
        while begin and is_title(found[begin - 1]) and _is_again(found[begin - 1].text, told):
            begin -= 1
        above = found[begin - 1] if begin else below[0]
        sorts = is_title(above) and groups.is_group(above.text)  # 二、质量指标 stays as a label of the rows below it
        if begin and above.text and not any(map(number_like, above.own)) and not sorts:
            return tuple(below)  # another title: another table
        del found[begin:]
        place += len(own)
    return tuple(found)


def goes_on(text: str, told: set[str]) -> bool:
    """Whether a title says that the table above goes on: 续表, 续表：一系列, its own title with （续） behind it.

    One that goes on with 累计 or 上年同期 is another table.
    """
    name = normal(text)
    if (more := _WITH.fullmatch(name)) and groups.is_not_month(more[1] or more[2]):
        return False
    return bool(more or _ON.fullmatch(name)) or _END.sub("", name) in told


def _is_again(text: str, told: set[str]) -> bool:
    return not text or normal(text) in told or bool(_ON.fullmatch(normal(text)))
