"""Projects whose headings say how far each has come: 计划进度 is a milestone's plan, 累计完成 its actual."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import around
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.columns import REFERENCE
from kpi.intake.headings.unasked import SUM
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_HEAD = re.compile(
    r"(?:(?P<sum>(?:自?开工)?(?:以来)?累[计积]|目前|当前|截[至止]目前|至今|总体?)|(?P<month>[本当]月|[本当]期))?(?P<plan>计划|目标)?"
    r"(?:实际)?(?:工程|形象|项目)?(?:完成|推进)?(?:进度|进展|(?P<rate>率|比例|百分比))?(?P<unit>\(%\)|%)?"
)
"""The headings of progress, each part of them optional: 累计完成(%), 本月进度, 计划进度, 完成比例(%)."""
_AS_OF = re.compile("截[至止]|累[计积]|至今|年初至")
Table = tuple[Sequence[Issue], Sequence[Line], Sequence[str]]
"""What is wrong with the headings of a table, and its rows and headings as they stand in the file."""
_FIRST = 15
"""Rows in which the heading stands."""
_LOOKED_AT = 200
"""Rows below it whose names tell of what they are."""


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 计划 and 实际 for such headings, if every known name under one heading is a milestone's.

    How far 处理矿量 has come is a rate of its plan and no figure of its own. 本月完成 beside 累计完成 is left out.
    """
    for place, line in enumerate(lines[:_FIRST]):
        names_said = ((n, normal(cell)) for n, cell in enumerate(line.own) if plain(cell))
        told = {n: found for n, name in names_said if (found := _HEAD.fullmatch(name))}
        below = lines[place + 1 :]
        if not told or not any(_are_milestones(below, n, names) for n in range(min(told))):
            continue
        said = _said(line, told, names)
        if not said:
            return lines
        cells = tuple(said.get(n, cell) for n, cell in enumerate(line.cells))
        return (*lines[:place], replace(line, cells=cells), *below)
    return lines


def asked(issues: Sequence[Issue], table: Table, good: Sequence[Cell], names: Vocabulary) -> list[Issue]:
    """What is asked of a table, without 截至10月底 where all its figures are milestones', which are always as of a day.

    And the refusal of a milestone whose month's progress was read while 累计 beside it, in a table of others whose
    累计 is a sum of months, says how far it has come.
    """
    own = [cell for cell in good if _is_milestone(cell, names)]
    kept = [issue for issue in issues if not (own and len(own) == len(good) and _is_as_of(issue))]
    return [*kept, *_read_of_month(table, {cell.row.line: cell for cell in own if cell.row.kind == "actual"})]


def _is_as_of(issue: Issue) -> bool:
    return issue.code in around.NOT_MONTH.values() and bool(_AS_OF.search(str(issue.args["word"])))


def _read_of_month(table: Table, own: Mapping[int, Cell]) -> Iterator[Issue]:
    issues, rows, heads = table
    summed = {issue.column for issue in issues if issue.code == SUM and "计划" not in issue.column}
    places = [n for n, cell in enumerate(heads) if shown(plain(cell)) in summed]
    for line in rows if places else ():
        cell = own.get(line.number)
        for place in places if cell else ():
            found = numbers.read(plain(line.cells[place])) if place < len(line.cells) else None
            if cell and isinstance(found, numbers.Number) and float(found.value) != cell.row.value:
                at = f"{letters(place)}{line.number}"
                yield cell.issue("milestone_of_month", "error", other=at, total=shown(line.cells[place]))


def _is_milestone(cell: Cell, names: Vocabulary) -> bool:
    found = names.catalog.indicators.get(cell.row.indicator)
    return bool(found and found.milestone)


def _said(line: Line, told: Mapping[int, re.Match[str]], names: Vocabulary) -> dict[int, str]:
    """What each heading is called instead; none where two would say the same, or a heading says 数值, 类别 or 措施."""
    for place, cell in enumerate(line.own):
        field, known = names.field(cell), names.meaning(cell)
        if field and field[0] in ("value", "kind", "action"):
            return {}
        if place not in told and known and known.kind and not known.kind.startswith("year"):
            return {}
    made = dict[int, str]()
    for kind, planned in (("计划", True), ("实际", False)):
        own = {n: found for n, found in told.items() if bool(found["plan"]) is planned}
        ranks = {
            n: 3 if found["rate"] else 0 if found["sum"] else 2 if found["month"] else 1 for n, found in own.items()
        }
        best = [n for n, rank in ranks.items() if rank == min(ranks.values())]
        if not best or ranks[best[0]] == 2:
            continue  # the month's alone is no total, and read for what it says
        if len(best) > 1:
            return {}
        made |= {n: f"{REFERENCE}·{plain(line.cells[n])}" for n, rank in ranks.items() if rank < 3 and n != best[0]}
        if not ((known := names.meaning(line.cells[best[0]])) and known.kind):  # 完成(%) is known as it stands
            made[best[0]] = kind + ("(%)" if own[best[0]]["unit"] else "")
    return made


def _are_milestones(below: Sequence[Line], place: int, names: Vocabulary) -> bool:
    texts = dict.fromkeys(row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells))
    named = (text for text in texts if not number_like(text))
    known = [found.indicator for text in named if (found := names.meaning(plain(text))) and found.indicator]
    return bool(known) and all(each.milestone for each in known)
