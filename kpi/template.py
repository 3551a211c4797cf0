"""The empty report an analyst fills in: every figure the catalogue asks for, a year's months, actual and plan."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.model import Catalog, Indicator
from kpi.period import whole_year
from kpi.words import table_csv

HEADINGS = ("月份", "范围", "指标", "类别", "数值", "单位", "备注")
Line = tuple[str, str, str, str, str, str, str]


def long_csv(catalog: Catalog, year: int) -> bytes:
    """The long form for the whole plant and one year, 数值 left empty: UTF-8 with BOM, CRLF.

    Actuals for every indicator that is reported and not computed, plans for every one that is judged: twelve months
    and the year. Passes `kpi.intake.read` without a question, empty or filled.
    """
    return table_csv([HEADINGS, *_lines(catalog, year)])


def _lines(catalog: Catalog, year: int) -> Iterator[Line]:
    months = [str(month) for month in whole_year(year)]
    for indicator in catalog.indicators.values():
        if indicator.reportable:
            yield from (_line(catalog, indicator, month, "实际") for month in months)
        if indicator.threshold is not None:
            yield from (_line(catalog, indicator, period, "计划") for period in (*months, str(year)))


def _line(catalog: Catalog, indicator: Indicator, period: str, kind: str) -> Line:
    return period, catalog.plant.name.zh, indicator.name.zh, kind, "", indicator.unit.key, ""
