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
Asked = tuple[Indicator, str, str, str]
"""Indicator, period, kind and scope."""
Line = tuple[str, str, str, str, str, str, str]
PlanLine = tuple[str, str, str, str, str, str, str, str]


def long_csv(
    catalog: Catalog, year: int, book: Book | None = None, *, month: Month | None = None, scope: str = ""
) -> bytes:
    """The long form of a scope, the plant for none, and of what ``book`` has of those below it; 数值 left empty.

    Actuals for every indicator that is reported and not computed, plans for every one that is judged: twelve months
    and the year, or one month of it. Passes `kpi.intake.read` unasked, empty or filled. UTF-8 with BOM, CRLF.
    """
    asked = lines(catalog, year, month, scope or catalog.plant.key, book)
    return words.table_csv([HEADINGS, *((_spelt(period), *cells) for _, (period, *cells) in asked)])


def _spelt(period: str) -> str:
    """2022年9月: Excel keeps that in a CSV file; of 2022-09 it makes Sep-22, whose year is lost."""
    return words.month(Month.parse(period)).zh if len(period) == 7 else period


def lines(
    catalog: Catalog, year: int, month: Month | None, scope: str, book: Book | None
) -> Iterator[tuple[Asked, Line]]:
    """What the long form of one month, or of the whole year, asks for, and the cells that do.

    Everything of the scope itself, brand by brand, then what is in use of each one below it.
    """
    order, used = [brand.key for brand in catalog.brands], _in_use(book, year)
    asked = sorted(_asked(catalog, year), key=lambda each: order.index(each[0].brand))
    for place in catalog.under(scope):
        for indicator, period, kind in asked:
            if (month is None or period == str(month)) and (place == scope or (kind, indicator.key, place) in used):
                yield (indicator, period, kind, place), _line(catalog, place, indicator, period, kind)


def _in_use(book: Book | None, year: int) -> frozenset[tuple[str, str, str]]:
    """(kind, indicator, scope) of what was reported or planned in the two years on record that are nearest.

    So a line that reports is asked, one that was shut down long ago is not, and years before the record can be filled.
    """
    if book is None:
        return frozenset()
    sides = (("实际", book.actuals), *(("计划", side) for side in (book.plans, book.lows, book.highs)))
    found = [(kind, *key) for kind, side in sides for key in side]
    near = sorted({period[:4] for *_, period in found}, key=lambda each: abs(int(each) - year))[:2]
    return frozenset((kind, key, scope) for kind, key, scope, period in found if period[:4] in near)


def beside(desk: Desk | None, catalog: Catalog, asked: Asked) -> Sequence[str | float]:
    """The brand, and as they stand what was reported the month before and the plan; '' for what is not known.

    What nobody stated of the scope itself is shown as its parts make it, and a month's plan as the year's makes it.
    """
    indicator, period, *_ = asked
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


def plans_csv(catalog: Catalog, year: int, book: Book | None = None, *, scope: str = "") -> bytes:
    """The form for a year's plans of a scope, the plant for none, and of what ``book`` plans of those below it.

    One row a period, figure and ends side by side, the year first, then its months. Passes `kpi.intake.read` without a
    question, empty or filled.
    """
    asked = plan_lines(catalog, year, scope or catalog.plant.key, book)
    return words.table_csv([PLANS, *((_spelt(period), *cells) for _, (period, *cells) in asked)])


def plan_lines(
    catalog: Catalog, year: int, scope: str, book: Book | None
) -> Iterator[tuple[tuple[Indicator, str, str], PlanLine]]:
    """(indicator, period, scope) and the cells: what is judged, or may be held to a band, brand by brand.

    Then what is in use of each scope below.
    """
    used = _in_use(book, year)
    asked = [indicator for brand in catalog.brands for indicator in catalog.of_brand(brand.key) if _planned(indicator)]
    for place in catalog.under(scope):
        for indicator in asked:
            if place == scope or ("计划", indicator.key, place) in used:
                for period in (str(year), *map(str, whole_year(year))):
                    named = period, catalog.scopes[place].name.zh, indicator.name.zh
                    yield (indicator, period, place), (*named, "", "", "", indicator.unit.key, "")


def _planned(indicator: Indicator) -> bool:
    return indicator.threshold is not None or (indicator.better == "band" and indicator.ranged)


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
