"""Names of sheets and files that say another month or year than the title that was followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.headings.shapes import Shape
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain
from kpi.reading import Issue

_PARTS = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?")
_DAY = re.compile(r"(?:19|20)\d\d[-._年]\d{1,2}[-._月]\d{1,2}(?!\d)")
"""A day in a file's name is the one on which it was written."""


def month(shape: Shape, sheet: str, name: str) -> Iterator[Issue]:
    """Where the month of a whole table was said; a later source that says another is a doubt of its own."""
    yield Issue(shape.month_from, "warning", args={"month": shape.month})
    if shape.month_from == around.MONTH_FROM["title"] and _differs(shape.month, Outside(sheet=sheet)):
        yield Issue("sheet_month_differs", "warning", args={"month": shape.month, "sheet": sheet})
    if shape.month_from != around.MONTH_FROM["name"] and _differs(shape.month, Outside(file=_DAY.sub("", name))):
        yield Issue("name_month_differs", "warning", args={"month": shape.month, "name": name})


def joined(asked: Sequence[Issue], year: int, told: Iterable[Issue]) -> list[Issue]:
    """What is asked, with what is told of the month: in one question with its year, where one title says both."""
    first, *rest = told
    other = first.code.replace("month_", "year_")
    if year and any(issue.code == other for issue in asked):
        asked = [issue for issue in asked if issue.code != other]
        first = replace(first, args={"month": f"{year}年{first.args['month']}"})
    return [*asked, first, *rest]


def year(said: int, name: str) -> Iterator[Issue]:
    """A file's name that says another year than the one the months were given."""
    years = periods.years_said([_DAY.sub("", plain(name))])
    if years and said not in years:
        yield Issue("name_year_differs", "warning", args={"year": str(said), "name": name})


def _differs(said: str, outside: Outside) -> bool:
    """Whether the year or the month of one text is another than that of the other; what one leaves unsaid is none."""
    other = around.month(outside)[0] or around.year(outside)[0]
    own, others = (_PARTS.match(text) for text in (said, other))
    if own is None or others is None:
        return False
    pairs = zip(own.groups(), others.groups(), strict=True)
    return any(one and two and int(one) != int(two) for one, two in pairs)
