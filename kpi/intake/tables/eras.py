"""Years that no plant's report speaks of, and times by them: 1833-01, 令和3年度, X1874, 2100, 197413 as 1974."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from kpi.intake.words.cleaning import plain

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of each."""
_ERA = re.compile(r"(令和|平成|昭和)(\d{1,2}|元)年度?(?:(1[0-2]|[1-9])月)?")
_OLD = re.compile(r"(1[6-9]\d\d)([-/])(1[0-2]|0?[1-9])(?:\2(3[01]|[12]\d|0?[1-9]))?(?:[ T]0{1,2}:00(?::00)?)?")
_FIRST, _LAST = 1950, 2100
"""From this year and before that one are the times that any report may have."""
_POINTED = re.compile(
    r"(?P<month>0[1-9]|1[0-2])\.(?P<year>(?:19|20)\d\d)|(?P<before>(?:19|20)\d\d)\.0(?P<padded>0[1-9]|1[0-2])"
)
"""09.2022, and 2022.009 as SAP writes it."""
_THIRTEENTH = re.compile(r"((?:19|20)\d\d)13")
_HEADING = re.compile(r"(?P<by>X?)(?P<year>(?:1[6-9]|20)\d\d|2100)")
_EXPECTED = re.compile(r"(?P<year>(?:19|20)\d\d)年?(?P<as>[AEFPR]?)", re.IGNORECASE)
_TAIWAN = re.compile(r"(1[0-3]\d)年度?")
"""110年, of Taiwan's."""
_STEP = 10


def said(text: str) -> str:
    """令和3年度 as 2021, 平成30年4月 as 2018-04; empty for anything else."""
    if not (found := _ERA.fullmatch(plain(text))):
        return ""
    year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
    return f"{year}-{int(found[3]):02d}" if found[3] else str(year)


def old(text: str) -> str:
    """A month or a day before the time of reports where times stand: 1833-01, 1901-03-31; else empty."""
    found = _OLD.fullmatch(plain(text))
    if not found or int(found[1]) >= _FIRST:
        return ""
    try:
        day = date(int(found[1]), int(found[3]), int(found[4] or 1)).isoformat()
    except ValueError:
        return ""
    return day if found[4] else day[:7]


def pointed(text: str) -> str:
    """09.2022 and 2022.009, which elsewhere are figures, as 2022-09 where times stand; empty for anything else."""
    found = _POINTED.fullmatch(plain(text))
    return f"{found['year'] or found['before']}-{found['month'] or found['padded']}" if found else ""


def thirteenth(cells: Sequence[str]) -> Mapping[str, str]:
    """What a thirteenth month, 197413, means where two years at least have one: the whole year."""
    found = {cell: hit[1] for cell in dict.fromkeys(cells) if (hit := _THIRTEENTH.fullmatch(plain(cell)))}
    return found if len(found) > 1 else {}


def expected(cells: Sequence[str], *, least: int = 2) -> Mapping[str, str]:
    """What 2025E, 2025F, 2025P or 2025R means below 2023 and 2024, one year after the other: the year told."""
    found = {cell: hit for cell in dict.fromkeys(cells) if (hit := _EXPECTED.fullmatch(plain(cell)))}
    years = [int(hit["year"]) for hit in found.values()]
    known = sum(not hit["as"] for hit in found.values())
    if (
        known < least
        or len(found) < len(dict.fromkeys(cells))
        or {b - a for a, b in pairwise(years)} not in ({1}, {-1})
    ):
        return {}
    return {cell: hit["year"] for cell, hit in found.items() if hit["as"]}


def headed(names: Sequence[str]) -> tuple[str, ...]:
    """The years that head columns in their order, be they X1874, long ago or 2100; empty where it is no run of years.

    Speeds and sizes, 1600, 1800 and 2000, are none: two years stand no more than ten apart, or are of our time.
    """
    run = [name for name in names if _EXPECTED.fullmatch(plain(name))]
    later = expected(run, least=1)  # 2022e behind 2021
    if of_taiwan := [int(hit[1]) for name in names if (hit := _TAIWAN.fullmatch(plain(name)))]:
        follow = {b - a for a, b in pairwise(of_taiwan)} in ({1}, {-1})
        return tuple(str(1911 + year) for year in of_taiwan) if follow else ()
    names = [plain(name)[:4] if later and name in run else name for name in names]
    hits = [hit for name in names if (hit := _HEADING.fullmatch(plain(name)))]
    found = list(dict.fromkeys(int(hit["year"]) for hit in hits))
    near = any(abs(b - a) <= _STEP for a, b in pairwise(found)) or sum(_FIRST <= n < _LAST for n in found) > 1
    if len(found) < 2 or not near or found not in (sorted(found), sorted(found, reverse=True)):
        return ()
    return tuple(map(str, found)) if len({hit["by"] for hit in hits}) == 1 else ()
