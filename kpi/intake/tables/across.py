"""The periods that the headings of a table name: years over months, quarters of a year, days, twelve months ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kpi.headings import normal
from kpi.intake.carriers.table import letters
from kpi.intake.grid import dates, groups, labels
from kpi.intake.tables import abroad, moments, quarterly, timecells
from kpi.intake.tables.structure import Grid
from kpi.intake.words import periods, vocabulary
from kpi.intake.words.cleaning import Wrong, plain, shown
from kpi.intake.words.periods import Periods
from kpi.reading import Issue

_EVERYDAY = vocabulary.everyday()
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_SUMMED = re.compile("(?:合计|小计|总计|累计|共计|汇总|平均)[数值]?")
_PARTS = {re.compile(r"\d\d"): 12, re.compile("Q."): 4, re.compile("H."): 2}
"""How many months, quarters or halves make a year."""
_DOUBT = "?"
_VERSION = re.compile("版本|软件|version|software", re.IGNORECASE)
"""What leads rows over which 2022.1 is a version."""
_BEGUN = re.compile(
    r"((?:19|20)\d\d年(?:1[0-2]|0?[1-9])月)份?(?![\d起初至到止以前后上中下及和与、~～—–-]|签|投产|建成|开工|竣工|成立|上市|入职|购[买置入])"
)
"""A month that is said before what stands in the column: 2022年10月产量, and none of what was then signed or built."""


def read(grid: Grid, assumed: int, epoch: date) -> tuple[str, ...]:
    """The periods in the order of the columns; ``assumed`` is the year of bare months, ``epoch`` day 0 of the dates.

    合计 under a year is the year's where all its months, quarters or halves stand beside it, or none does.
    """
    columns = [grid.heading.parts[place] for place in grid.columns]
    if quarters := quarterly.told("/".join(columns[0]), grid.names[1:]):
        return tuple(dict.fromkeys(quarters.values()))
    days = [day for name in grid.names if (day := timecells.day(name))]
    after = _whole(columns)
    unclear = dates.mixed(after) or dates.turns(after)
    reader = periods.of_column([part for parts in columns for part in parts], 0 if unclear else assumed, 0, epoch)
    said: list[str] = []
    for parts, now in zip(columns, after, strict=True):
        found = _told((now,) if now else parts, reader)
        if not said and parts == columns[0]:  # a day in the corner is no month, be it the last of one
            found = [timecells.day(part) or value for part, value in zip(parts, found, strict=False)]
        closed = abroad.ended(parts, *found[:1] or [""])
        said += found[:1] if closed is None else filter(None, [closed])
    if any(map(timecells.DAY.fullmatch, said)) or not timecells.ends(days):
        # the first and the last of a month are days like the others
        return tuple(
            dict.fromkeys(told for name in grid.names if (told := timecells.day(name) or moments.said(name, 0)))
        )
    return tuple(
        dict.fromkeys(told.rstrip(_DOUBT) for told in said if told[-1:] != _DOUBT or _is_whole(told[:4], said))
    )


def carried(grid: Grid) -> tuple[Issue, ...]:
    """The warning for months that took their year from the column before."""
    columns = [grid.heading.parts[place] for place in grid.columns]
    return told(dates.told(_single(columns), _whole(columns)), grid.heading.rows[0].number)


def dotted(grid: Grid) -> tuple[Issue, ...]:
    """The question whether 2022.1 over figures is January or October, which only 2022.2 or 2022.9 beside it tell.

    Beside 2022 it is what programs make of a second column of that year.
    """
    parts = grid.heading.parts
    if quarterly.told("/".join(parts[grid.columns[0]]), grid.names[1:]) or _VERSION.search(grid.names[0]):
        return ()
    years = {plain(part)[:4] for place in grid.columns for part in parts[place] if _YEAR.fullmatch(plain(part))}
    reader = periods.of_column([part for place in grid.columns for part in parts[place]], 0, 0)
    line = grid.heading.rows[0].number
    found: list[Issue] = []
    for place in grid.columns:
        for part in parts[place]:
            if isinstance(why := reader.read(part), Wrong) and why.code == "period_dotted" and part[:4] not in years:
                at = f"{letters(place)}{line}"
                found.append(Issue(why.code, "warning", line, shown(part), shown(part), why.args, cell=at))
    return tuple(found)


def told(months: Sequence[str], line: int) -> tuple[Issue, ...]:
    """Which months took their year from another one, to be confirmed."""
    if not months:
        return ()
    return (Issue("year_carried", "warning", line, args={"months": shown("、".join(months), longest=200)}),)


def _single(columns: Sequence[Sequence[str]]) -> list[str]:
    return [parts[-1] if len(parts) == 1 else "" for parts in columns]


def _whole(columns: Sequence[Sequence[str]]) -> list[str]:
    """The headings of one row, their months with the year of the one before; empty for the others."""
    single = _single(columns)
    return dates.carried(single) if not all(map(periods.is_bare, filter(None, single))) else single


def _told(parts: Sequence[str], reader: Periods) -> list[str]:
    """What the levels of a heading say of time, a sum under a year with a sign of doubt."""
    finer = any(periods.is_month(part) or dates.span(part) or _SUMMED.fullmatch(normal(part)) for part in parts)
    hits = (hit for part in parts if (hit := _YEAR.fullmatch(plain(part))) and (finer or "年" in hit[0]))
    year = next((int(hit[1]) for hit in hits), 0)
    if year and any(map(dates.span, parts)):
        parts = tuple(moments.said(part, year) or part for part in parts if dates.span(part))
    elif year and any(map(dates.months, parts)):
        parts = ()  # 1-8月 of a year is neither the year nor a month
    elif year and any(map(periods.is_bare, parts)):
        reader = Periods(year, reader.dotted, 0, reader.epoch)
        parts = tuple(part for part in parts if periods.is_bare(part))
    elif year and any(_SUMMED.fullmatch(normal(part)) for part in parts):
        return [f"{year}{_DOUBT}"]
    parts = tuple(labels.said(part, _EVERYDAY).get("period") or _begun(part) for part in parts)
    return [value for part in parts if isinstance(value := timecells.said(part, reader), str)]


def _begun(part: str) -> str:
    """2022年10月产量 as 2022年10月; what is summed up to it, and anything else, as it is."""
    found = _BEGUN.match(plain(part))
    return found[1] if found and not groups.is_not_month(part) else part


def _is_whole(year: str, said: Iterable[str]) -> bool:
    parts = [each[5:] for each in dict.fromkeys(said) if each.startswith(f"{year}-")]
    counts = ((sum(bool(shape.fullmatch(part)) for part in parts), most) for shape, most in _PARTS.items())
    return not parts or any(count == most for count, most in counts)
