"""The report as a workbook: locked headings, drop-down lists, and beside each cell what is known already."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kpi import template, words, workbook
from kpi.desk import Desk
from kpi.intake.words.measures import STATES
from kpi.model import Book, Catalog
from kpi.period import Month
from kpi.unit import Lang

_FIGURES, _PLANS, _MEASURES, _LISTS = "填报", "计划", "措施", "清单"
_SPARE = 200
"""Blank rows below for other scopes, and on the sheet of measures."""
_FREE = Protection(locked=False)
_INPUT, _SHADE = PatternFill("solid", fgColor="FFF9E5"), PatternFill("solid", fgColor="F3F3F3")
_PALE = Font(color="666666")
_EDGE = Border(top=Side("thin", color="999999"))
_VALUE, _TEXT = template.HEADINGS.index("数值") + 1, "@"
_ENDS = tuple(template.PLANS.index(name) + 1 for name in ("计划", "计划下限", "计划上限"))

Within = Collection[str] | None
"""The scopes somebody may report for; None for all."""


def figures(
    catalog: Catalog,
    year: int,
    book: Book | None,
    lang: Lang,
    *,
    month: Month | None,
    scope: str,
    within: Within = None,
) -> bytes:
    """The long form of a year, or of one month, of a scope and those below it: one row a figure, brand by brand.

    Filled or empty it passes `kpi.intake.read` without a question. ``book`` gives the values beside, and what is asked
    of the scopes below; its list of scopes offers those ``within``, or all.
    """
    made = Workbook()
    sheet = made.active
    sheet.title = _FIGURES
    rows = list(template.lines(catalog, year, month, scope, book))
    heads = (*template.HEADINGS, *template.REFERENCES)
    workbook.heading(sheet, 1, heads)
    desks = {} if book is None else {each: Desk(book, each, month or Month(year, 1)) for each in catalog.under(scope)}
    shown = [(*cells, *template.beside(desks.get(asked[3]), catalog, asked)) for asked, cells in rows]
    for number, row in enumerate(shown, start=2):
        workbook.append(sheet, number, row)
    workbook.widths(sheet, [heads, *shown])
    _dress(sheet, len(template.HEADINGS), [(place, indicator.brand) for (indicator, *_, place), _ in rows])
    _lists(made, sheet, catalog, _figure_lists(catalog, within), len(rows), lang)
    return workbook.saved(made)


def plans(catalog: Catalog, year: int, book: Book | None, lang: Lang, *, scope: str, within: Within = None) -> bytes:
    """The form for a year's plans: the year and its months, each as one figure or as a range of two ends.

    Filled or empty it passes `kpi.intake.read` without a question. ``book`` gives the plan in force beside.
    """
    made = Workbook()
    sheet = made.active
    sheet.title = _PLANS
    rows = list(template.plan_lines(catalog, year, scope, book))
    heads = (*template.PLANS, *template.PLANS_BESIDE)
    workbook.heading(sheet, 1, heads)
    shown = [(*cells, *template.plan_beside(book, catalog, *asked)) for asked, cells in rows]
    for number, row in enumerate(shown, start=2):
        workbook.append(sheet, number, row)
    workbook.widths(sheet, [heads, *shown])
    _dress(sheet, len(template.PLANS), [(place, indicator.brand) for (indicator, _, place), _ in rows], _ENDS)
    names = {"范围": _scopes(catalog, within), "指标": _indicators(catalog), "单位": _units(catalog)}
    _lists(made, sheet, catalog, names, len(rows), lang)
    return workbook.saved(made)


def measures(catalog: Catalog, lang: Lang, *, within: Within = None) -> bytes:
    """The form for 措施, blank."""
    made = Workbook()
    sheet = made.active
    sheet.title = _MEASURES
    workbook.heading(sheet, 1, template.MEASURES)
    workbook.widths(sheet, [("2022-09", "x" * 12, "x" * 24, "x" * 50, "x" * 16, "2022-10-31", "x" * 10)])
    _dress(sheet, len(template.MEASURES), [])
    names = {"范围": _scopes(catalog, within), "指标": _indicators(catalog), "状态": STATES}
    _lists(made, sheet, catalog, names, 0, lang)
    return workbook.saved(made)


def _figure_lists(catalog: Catalog, within: Within) -> dict[str, Sequence[str]]:
    return {
        "范围": _scopes(catalog, within),
        "指标": _indicators(catalog),
        "类别": template.KINDS,
        "单位": _units(catalog),
    }


def _units(catalog: Catalog) -> Sequence[str]:
    return tuple(dict.fromkeys(i.unit.key for i in catalog.indicators.values() if not i.free_text))


def _scopes(catalog: Catalog, within: Within) -> Sequence[str]:
    return [scope.name.zh for key, scope in catalog.scopes.items() if within is None or key in within]


def _indicators(catalog: Catalog) -> Sequence[str]:
    return [indicator.name.zh for brand in catalog.brands for indicator in catalog.of_brand(brand.key)]


def _dress(sheet: Worksheet, free: int, groups: Sequence[tuple[str, str]], asked: Sequence[int] = (_VALUE,)) -> None:
    """Lock the headings and what is for the eye only; without a password, so that nobody is ever locked out.

    ``groups``: the scope and brand of each row; ``asked``: the columns to be filled in.
    """
    width = sheet.max_column
    for row in range(2, 2 + len(groups) + _SPARE):
        first = 1 < row - 1 <= len(groups) and groups[row - 2] != groups[row - 3]
        for column in range(1, width + 1):
            cell = sheet.cell(row, column)
            _dress_cell(cell, column <= free, bool(groups) and column in asked, first)
    sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{1 + len(groups) + _SPARE}"
    guard = sheet.protection
    guard.enable()
    for allowed in ("autoFilter", "sort", "insertRows", "deleteRows", "formatColumns", "formatRows", "formatCells"):
        setattr(guard, allowed, False)


def _dress_cell(cell: Cell, free: bool, asked: bool, first: bool) -> None:
    """``first``: of a scope's brand, under a line."""
    if free:
        cell.protection = _FREE
    else:
        cell.fill, cell.font = _SHADE, _PALE
    if asked:
        cell.fill = _INPUT
    if cell.column == 1:
        cell.number_format = _TEXT  # or Excel would make dates of 2022-09
    if first:
        cell.border = _EDGE


def _lists(
    made: Workbook, sheet: Worksheet, catalog: Catalog, names: dict[str, Sequence[str]], rows: int, lang: Lang
) -> None:
    """Drop-down lists for the columns that take names; the names stand on a hidden sheet, as Excel wants long ones."""
    hidden = made.create_sheet(_LISTS)
    hidden.sheet_state = "hidden"
    heads = [cell.value for cell in sheet[1]]
    for place, (head, known) in enumerate(names.items(), start=1):
        for row, name in enumerate(known, start=1):
            workbook.put(hidden.cell(row, place), name)
        letter = get_column_letter(place)
        source = f"'{_LISTS}'!${letter}$1:${letter}${len(known)}"
        rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = head, words.say(lang, "template.not_in_list")
        sheet.add_data_validation(rule)
        column = get_column_letter(heads.index(head) + 1)
        rule.add(f"{column}2:{column}{1 + rows + _SPARE}")
