"""Why a table whose headings are known has no month: 三季度计划, 9月完成及10月计划 or a day in its corner."""

from __future__ import annotations

import re

from kpi.headings import normal
from kpi.intake.carriers.table import Line, Table
from kpi.intake.grid import groups
from kpi.intake.headings import around, days
from kpi.intake.headings.around import Outside
from kpi.intake.words import others, periods
from kpi.intake.words.cleaning import Wrong, plain, shown
from kpi.intake.words.vocabulary import FIELDS
from kpi.reading import Issue

_MONTHS = re.compile(r"(?<![\d\-—–~至到])(1[0-2]|0?[1-9])月(?!\d)")
_MEASURES = [{normal(word) for word in FIELDS[name].split()} for name in ("indicator", "action")]
"""Headings of a table of gaps and what is done about them."""
_NEXT = re.compile("[下次]个?[月期]")


def refused(month: str, table: Table) -> Issue | None:
    """The refusal of 2022.1 as the one month of a table: January, or October without its zero."""
    if not isinstance(why := periods.Periods(0, {}, 0).read(month), Wrong) or why.code != "period_dotted":
        return None
    line = next((line.number for line in (*table.titles, table.header) if month in line.text), table.header.number)
    return Issue(why.code, line=line, found=month, args=why.args)


def why(line: Line, outside: Outside) -> Issue | None:
    """The true reason that the corner or the title gives for a heading row without months; None where neither does."""
    adjusted = [shown(cell) for cell in map(plain, line.own) if others.is_version(cell)]
    if adjusted:
        return Issue("plan_adjusted", line=line.number, found="、".join(adjusted))
    if all(words & set(map(normal, line.own)) for words in _MEASURES):
        return Issue("measures_undated", line=line.number, found=shown(line.text))
    first = next((plain(cell) for cell in line.cells if plain(cell)), "")
    if isinstance(day := periods.day(first), str) and day and not first.isdigit():
        return Issue("corner_day", line=line.number, found=shown(first))
    for _, texts in outside.sources():
        for text in map(normal, texts):
            if part := days.part_said(text, (0, 0)):
                return Issue("days_said", line=line.number, args={"text": shown(text), "word": part})
            if word := groups.span_said(text):
                return Issue("title_span", line=line.number, found=shown(text), args={"word": word})
            if len(set(map(int, _MONTHS.findall(text)))) + len(_NEXT.findall(text)) > 1:
                return Issue("title_months", line=line.number, found=shown(text))
        months = around.months(texts)
        years = around.lone_years(texts) - periods.years_said(months) if months else set()
        months = (*(f"{year}年" for year in sorted(years)), *months, *around.bare_months(texts))
        if len(months) > 1:
            return Issue("titles_disagree", line=line.number, args={"months": "、".join(months)})
    return None
