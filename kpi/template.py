"""The report an analyst fills in: every figure the catalogue asks for, actual and plan, as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi import exact, ranges, rollup, words
from kpi.desk import Desk
from kpi.model import Book, Catalog, Indicator, Kind, Observation, Promised
from kpi.period import Month, whole_year
from kpi.unit import SIGNS

HEADINGS = ("月份", "范围", "指标", "类别", "数值", "单位", "备注")
MEASURES = ("月份", "范围", "指标", "措施", "责任单位", "期限", "状态")
REFERENCES = ("参考：品牌", "参考：上月实际", "参考：本期计划")
"""What stands beside for the eye; `kpi.intake` leaves columns out that begin with 参考, without a question."""
KINDS = ("实际", "计划", "计划下限", "计划上限")
PLANS = ("月份", "范围", "指标", "计划", "计划下限", "计划上限", "单位", "备注")
PLANS_BESIDE = ("参考：品牌", "参考：现行计划", "参考：年初计划")
Line = tuple[str, str, str, str, str, str, str]
PlanLine = tuple[str, str, str, str, str, str, str, str]


def long_csv(catalog: Catalog, year: int, *, month: Month | None = None, scope: str = "") -> bytes:
    """The long form of a scope, the plant for none, 数值 left empty: UTF-8 with BOM, CRLF.

    Actuals for every indicator that is reported and not computed, plans for every one that is judged: twelve months
    and the year, or one month of it. Passes `kpi.intake.read` without a question, empty or filled.
    """
    asked = lines(catalog, year, month, scope or catalog.plant.key)
    return words.table_csv([HEADINGS, *((_spelt(period), *cells) for *_, (period, *cells) in asked)])


def _spelt(period: str) -> str:
    """2022年9月: Excel keeps that in a CSV file; of 2022-09 it makes Sep-22, whose year is lost."""
    return words.month(Month.parse(period)).zh if len(period) == 7 else period


def lines(catalog: Catalog, year: int, month: Month | None, scope: str) -> Iterator[tuple[Indicator, str, str, Line]]:
    """(indicator, period, kind, cells) of the long form, brand by brand; of one month, or of the whole year."""
    order = [brand.key for brand in catalog.brands]
    for indicator, period, kind in sorted(_asked(catalog, year), key=lambda asked: order.index(asked[0].brand)):
        if month is None or period == str(month):
            yield indicator, period, kind, _line(catalog, scope, indicator, period, kind)


def beside(desk: Desk | None, catalog: Catalog, asked: tuple[Indicator, str, str]) -> Sequence[str | float]:
    """The brand, and as they stand what was reported the month before and the plan; '' for what is not known.

    What nobody stated of the scope itself is shown as its parts make it, and a month's plan as the year's makes it.
    """
    indicator, period, _ = asked
    brand = next(b.name.zh for b in catalog.brands if b.key == indicator.brand)
    if desk is None:
        return brand, "", ""
    return brand, _before(desk, indicator, period), _plan(desk, indicator, period)


def _before(desk: Desk, indicator: Indicator, period: str) -> str | float:
    if len(period) != 7:
        return ""
    found = rollup.over(desk.done, indicator.key, desk.scope, (Month.parse(period).plus(-1),)).stated
    if found.text or found.value is None:
        return found.text or ""
    number = exact.plain(found.value)
    return number if found.qualifier == "eq" else f"{SIGNS[found.qualifier]}{number:.15g}"


def _plan(desk: Desk, indicator: Indicator, period: str) -> str | float:
    if stated := _promise(desk.book.promised, (indicator.key, desk.scope, period)):
        return stated
    if len(period) == 7:
        found = ranges.promise(desk.sheet, indicator, desk.scope, (Month.parse(period),))
    else:
        found = ranges.year_promise(desk.sheet, indicator, desk.scope, int(period))
    if not found.ranged:
        return "" if found.value is None else exact.plain(found.value)
    ends: dict[Kind, float | None] = {"plan_low": found.low, "plan_high": found.high}
    place = indicator.key, desk.scope, period
    return ranges.whole({kind: Observation(*place, end) for kind, end in ends.items() if end is not None}).text


def measures_csv() -> bytes:
    """The form for 措施, blank."""
    return words.table_csv([MEASURES])


def plans_csv(catalog: Catalog, year: int, scope: str = "") -> bytes:
    """The form for a year's plans of a scope, the plant for none: one row a period, figure and ends side by side.

    The year first, then its months. Passes `kpi.intake.read` without a question, empty or filled.
    """
    asked = plan_lines(catalog, year, scope or catalog.plant.key)
    return words.table_csv([PLANS, *((_spelt(period), *cells) for *_, (period, *cells) in asked)])


def plan_lines(catalog: Catalog, year: int, scope: str) -> Iterator[tuple[Indicator, str, PlanLine]]:
    """(indicator, period, cells), brand by brand: of every indicator that is judged, or may be held to a band."""
    place = catalog.scopes[scope].name.zh
    for brand in catalog.brands:
        for indicator in catalog.of_brand(brand.key):
            if indicator.threshold is not None or (indicator.better == "band" and indicator.ranged):
                for period in (str(year), *map(str, whole_year(year))):
                    cells = (period, place, indicator.name.zh, "", "", "", indicator.unit.key, "")
                    yield indicator, period, cells


def plan_beside(
    book: Book | None, catalog: Catalog, indicator: Indicator, period: str, scope: str
) -> Sequence[str | float]:
    """The brand, the plan in force and, where an adjustment made it another, the first one; '' for none.

    In the unit of the row and without it, so that it can be copied over.
    """
    brand = next(b.name.zh for b in catalog.brands if b.key == indicator.brand)
    if book is None:
        return brand, "", ""
    now = _promise(book.promised, (indicator.key, scope, period))
    was = _promise(book.first, (indicator.key, scope, period)) if book.first else now
    return brand, now, was if was != now else ""


def _promise(promised: Promised, place: tuple[str, str, str]) -> str | float:
    point, low, high = (cells.get(place) for cells in (promised.points, promised.lows, promised.highs))
    if low or high:
        ends: dict[Kind, Observation | None] = {"plan_low": low, "plan_high": high}
        return ranges.whole({kind: seen for kind, seen in ends.items() if seen}).text
    if point is None:
        return ""
    return point.text if point.text or point.value is None else exact.plain(point.value)


def _asked(catalog: Catalog, year: int) -> Iterator[tuple[Indicator, str, str]]:
    """(indicator, period, kind) of everything the catalogue asks for."""
    months = [str(month) for month in whole_year(year)]
    for indicator in catalog.indicators.values():
        if indicator.reportable:
            yield from ((indicator, month, "实际") for month in months)
        if indicator.threshold is not None:
            yield from ((indicator, period, "计划") for period in (*months, str(year)))


def _line(catalog: Catalog, scope: str, indicator: Indicator, period: str, kind: str) -> Line:
    unit = "" if indicator.free_text else indicator.unit.key
    return period, catalog.scopes[scope].name.zh, indicator.name.zh, kind, "", unit, ""
