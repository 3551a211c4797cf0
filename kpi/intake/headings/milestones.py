"""Projects whose headings say how far each has come: 计划进度 is a milestone's plan, 累计完成 its actual."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import around, monthly
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.columns import REFERENCE
from kpi.intake.headings.unasked import SUM
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut
from kpi.unit import Sentence

_HEAD = re.compile(
    r"(?:(?P<sum>(?:自?开工)?(?:以来)?累[计积]|(?P<now>目前|当前|截[至止]目前|至今)|总体?)|(?P<month>[本当]月|[本当]期))?"
    r"(?P<plan>计划|目标)?(?P<actual>实际)?(?:工程|形象|项目)?(?P<done>完成|推进)?"
    r"(?P<far>进度|进展|(?P<rate>(?<=完成)率|(?<=推进)率|比例|百分比))?(?P<unit>\(%\)|%)?"
)
"""The headings of progress, each part of them optional: 累计完成(%), 本月进度, 计划进度, 完成比例(%)."""
_OF_MONTH = re.compile(
    r"((?:(?:19|20)\d\d(?:年|[-./]))?(?:1[0-2]|0?[1-9])月?份?)[末底]?(?P<kind>计划|目标|实际)?(?:完成|工程|形象|项目)?(?:进度|进展)(?:\(%\)|%)?"
)
"""How far it has come by a month: 9月进度, 2022年9月计划进度(%)."""
_WORDS = ("sum", "month", "plan", "actual", "done", "far")
_NEUTRAL = "数值"
_AS_OF = re.compile("截[至止]|累[计积]|至今|年初至")
Table = tuple[Sequence[Issue], Sequence[Line], Sequence[str]]
"""What is wrong with the headings of a table, and its rows and headings as they stand in the file."""
_FIRST = 15
"""Rows in which the heading stands."""
_LOOKED_AT = 200
"""Rows below it whose names tell of what they are."""


def headed(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The lines with 计划, 实际 or 数值 for such headings, if every known name under one heading is a milestone's.

    How far 处理矿量 has come is a rate of its plan and no figure of its own. 本月完成 beside 累计完成 is left out.
    进度 alone says neither plan nor actual, and is 数值: what stands around the table tells, as of any other figure.
    """
    for place, line in enumerate(lines[:_FIRST]):
        told, below = _told(line, names), lines[place + 1 :]
        if (months := _months(line)) and any(_are_milestones(below, n, names) for n in range(min(months))):
            cells = tuple(months.get(n) or monthly.of_project(cell) or cell for n, cell in enumerate(line.cells))
            return (*lines[:place], replace(line, cells=cells), *below)
        if not told or not any(_are_milestones(below, n, names) for n in range(min(told))):
            continue
        said = _said(line, told, names)
        if not said:
            return lines
        if any(text.startswith(_NEUTRAL) for text in said.values()):
            said |= _over_names(line, below, min(told), names)
        cells = tuple(said.get(n) or monthly.of_project(cell) or cell for n, cell in enumerate(line.cells))
        return (*lines[:place], replace(line, cells=cells), *below)
    return lines


def _months(line: Line) -> dict[int, str]:
    """9月 for 9月进度 and 9月计划 for 9月计划进度, by place."""
    found = ((n, _OF_MONTH.fullmatch(normal(cell))) for n, cell in enumerate(line.own) if "月" in cell or "/" in cell)
    return {n: said[1] + (said["kind"] or "") for n, said in found if said}


def _told(line: Line, names: Vocabulary) -> dict[int, re.Match[str]]:
    """The headings of progress by their place; none in a row of figures or under no word of progress.

    项目, 工程 and a unit are no headings of progress, 计划 and 累计 only beside such, as is 累计 beside 本月.
    """
    cells = [(n, cell) for n, cell in enumerate(line.own) if plain(cell)]
    matches = ((n, _HEAD.fullmatch(normal(cell))) for n, cell in cells)
    told = {n: found for n, found in matches if found and any(found[part] for part in _WORDS)}
    real = any(found["done"] or found["far"] for found in told.values())
    summed = any(found["sum"] for found in told.values()) and any(found["month"] for found in told.values())
    if not (real or summed) or any(number_like(cell) or _is_name(cell, names) for _, cell in cells):
        return {}
    return told


def _is_name(cell: str, names: Vocabulary) -> bool:
    """Whether a cell names an indicator, as rows of data begin."""
    return bool((found := names.meaning(plain(cell))) and found.indicator)


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
    made, alone = dict[int, str](), _is_alone(line, told, names)
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
        found = own[best[0]]
        neutral = alone and not (found["actual"] or found["now"]) and bool(found["done"] or found["far"])
        made[best[0]] = (_NEUTRAL if neutral else kind) + ("(%)" if found["unit"] else "")
    return made


def _over_names(line: Line, below: Sequence[Line], end: int, names: Vocabulary) -> dict[int, str]:
    """指标 for the heading over the milestones' names, without which 数值 is of nothing; none where one says so."""
    if any((field := names.field(cell)) and field[0] == "indicator" for cell in line.own):
        return {}
    named = (n for n, cell in enumerate(line.own[:end]) if plain(cell) and _are_milestones(below, n, names))
    return dict.fromkeys(islice(named, 1), "指标")


def written(before: Sequence[Line], after: Sequence[Line]) -> dict[str, str]:
    """What the headings that `headed` gave other names are called in the file, by those names."""
    pairs = ((old, new) for one, two in zip(before, after, strict=True) if one is not two
             for old, new in zip(one.cells, two.cells, strict=True) if old != new)  # fmt: skip
    return {shown(plain(new)): shown(plain(old)) for old, new in pairs}


def called(cell: Cell, names: Mapping[str, str]) -> Cell:
    """A cell with its heading as `written`."""
    return replace(cell, heading=_restored(cell.heading, names)) if names else cell


def named(issue: Issue, names: Mapping[str, str]) -> Issue:
    """An issue that tells of no column the file does not have."""
    column = _restored(issue.column, names)
    found = column if issue.found == issue.column else issue.found
    heading = {"heading": _restored(str(issue.args["heading"]), names)} if "heading" in issue.args else {}
    return replace(issue, column=column, found=found, args={**issue.args, **heading}) if names else issue


def left(out: LeftOut, names: Mapping[str, str]) -> LeftOut:
    """A column that was left out, as the file calls it."""
    return replace(out, text=_restored(out.text, names)) if out.kind == "column" else out


def told(said: Sentence, names: Mapping[str, str]) -> Sentence:
    """A sentence that quotes headings, “完成(%)”, as the file has them."""
    args = dict(said.args)
    for new, old in names.items():
        args |= {key: arg.replace(f"“{new}”", f"“{old}”") for key, arg in args.items() if isinstance(arg, str)}
    return replace(said, args=args)


def _restored(heading: str, names: Mapping[str, str]) -> str:
    """A heading, or headings put together by a stroke, as in the file."""
    return names.get(heading) or "/".join(names.get(part, part) for part in heading.split("/"))


def _is_alone(line: Line, told: Mapping[int, re.Match[str]], names: Vocabulary) -> bool:
    """Whether no heading of a row says plan, be it the year's, beside which 进度 can only be how far it has come."""
    kinds = (known.kind for cell in line.own if (known := names.meaning(cell)) and known.kind)
    return not any(found["plan"] for found in told.values()) and all(kind == "actual" for kind in kinds)


def _are_milestones(below: Sequence[Line], place: int, names: Vocabulary) -> bool:
    texts = dict.fromkeys(row.cells[place] for row in islice(below, _LOOKED_AT) if place < len(row.cells))
    named = (text for text in texts if not number_like(text))
    known = [found.indicator for text in named if (found := names.meaning(plain(text))) and found.indicator]
    return bool(known) and all(each.milestone for each in known)
