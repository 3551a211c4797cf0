"""The commands that show: figures, the template, the state of a catalogue file."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from datetime import date
from typing import NoReturn

from sqlalchemy import Connection

from db import cli_store, meetings, read, settings, store
from db.settings import Unusable
from kpi import board, cause, caveat, form, headings, message, words
from kpi import catalog as catalogs
from kpi import template as templates
from kpi.board import Board
from kpi.catalog import WrongCatalog
from kpi.model import Book, Catalog, Said
from kpi.period import Month
from kpi.progress import Figure
from kpi.unit import LANGS, Lang, Sentence, Words, digits

_COLUMNS = ("indicator", "month", "ytd", "plan", "of_plan", "of_year", "status")


def figures(given: argparse.Namespace, lang: Lang) -> int:
    with store.reading(cli_store.opened(lang)) as connection:
        book, found, mark = asked(connection, given, lang)
        strangers = read.strangers(connection, book.catalog)
    if strangers:
        print(words.say(lang, "cli.strangers", count=strangers), file=sys.stderr)
    if given.json:
        print_json(board.as_json(found, lang))
    else:
        if mark:
            print(mark)
        _print_table(found, book.catalog, lang)
    return 0


def asked(connection: Connection, given: argparse.Namespace, lang: Lang) -> tuple[Book, Board, str]:
    """Book and board of the month (the newest for none), scope and revision asked for, and what marks an older one."""
    catalog = settings.catalog()
    scope, wanted = scope_of(catalog, given.scope), None if given.month is None else _month(given.month)
    revision = None if given.as_of is None else meetings.revision_of(connection, given.as_of)
    book = read.book(connection, catalog, revision)
    month = wanted or next(iter(board.months(book)), None)
    if month is None:
        _refuse("issue.http_no_month")
    mark = ""
    if book.revision < read.head(connection).revision:
        called = meetings.called(meetings.listed(connection), book.revision, lang)
        mark = words.say(lang, "frame.as_of_mark", name=called)
    return book, board.figures(book, month, scope, date.today()), mark


def print_json(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False))


def template(given: argparse.Namespace, lang: Lang) -> int:
    """Write the form of a year, ready to be filled in: CSV, or a workbook with what stands already beside."""
    if not (given.year.isascii() and given.year.isdigit() and 1900 <= int(given.year) <= 2999):
        _refuse("cli.wrong_year", found=given.year)
    catalog, year = settings.catalog(), int(given.year)
    with store.reading(cli_store.opened(lang)) as connection:
        book = read.book(connection, catalog)
    if given.format == "csv":
        data = (templates.plans_csv if given.plans else templates.long_csv)(catalog, year, book)
    elif given.plans:
        data = form.plans(catalog, year, book, lang, scope=catalog.plant.key)
    else:
        data = form.figures(catalog, year, book, lang, month=None, scope=catalog.plant.key)
    try:
        given.out.write_bytes(data)
    except OSError as error:
        _refuse("cli.cannot_write", file=str(given.out), detail=cause.of(error))
    print(words.say(lang, "cli.template_written", file=str(given.out)))
    return 0


def check_catalog(given: argparse.Namespace, lang: Lang) -> int:
    """Every fault of a catalogue file with its line, or how much it holds."""
    try:
        found = catalogs.load(given.file)
    except WrongCatalog as wrong:
        print(wrong, file=sys.stderr)
        return 1
    counts = {"indicators": len(found.indicators), "scopes": len(found.scopes), "brands": len(found.brands)}
    print(words.say(lang, "cli.catalog_sound", file=given.file.name, **counts))
    return 0


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        _refuse("cli.wrong_month", found=text)


def scope_of(catalog: Catalog, text: str | None) -> str:
    """The key of a scope by key, name or alias; the plant for none. Raises Unusable."""
    found = headings.scope(catalog, text)
    if found is None:
        known = Words(*(", ".join(f"{s.key} ({s.name.of(lang)})" for s in catalog.scopes.values()) for lang in LANGS))
        _refuse("cli.wrong_scope", found=text or "", known=known)
    return found


def _refuse(code: str, **args: str | Words) -> NoReturn:
    raise Unusable(Sentence(code, args))


def _print_table(found: Board, catalog: Catalog, lang: Lang) -> None:
    """One block for each brand; inputs of computed figures are left to ``--json``."""
    scope = catalog.scopes[found.scope].name
    print(words.say(lang, "cli.title", month=str(found.month), scope=scope, revision=found.revision))
    if found.sample:
        print(words.say(lang, "cli.sample"))
    heads = [words.say(lang, f"cli.column_{column}") for column in _COLUMNS]
    for brand in found.brands:
        status = message.status_word(brand.worst, lang)
        print("\n" + words.say(lang, "cli.brand", brand=brand.brand.name, status=status))
        rows = [_cells(figure, lang) for figure in brand.figures if figure.indicator.role != "input"]
        print_aligned([heads, *rows])


def _cells(figure: Figure, lang: Lang) -> list[str]:
    ytd = figure.ytd
    return [
        figure.indicator.name.of(lang),
        _month_cell(figure, lang),
        _year_cell(figure, lang),
        _plan_cell(figure, lang),
        _percent(ytd.of_plan),
        _percent(ytd.of_year),
        message.status_word(figure, lang),
    ]


def _month_cell(figure: Figure, lang: Lang) -> str:
    unit, month = figure.indicator.unit, figure.month
    said = figure.text or unit.show(month.actual, lang, qualifier=month.qualifier)
    return _since(said, figure, caveat.seen_since(figure, lang)[0], figure.supplied[0], lang)


def _year_cell(figure: Figure, lang: Lang) -> str:
    said = figure.indicator.unit.show(figure.ytd.actual, lang, qualifier=figure.ytd.qualifier)
    return _since(said, figure, caveat.seen_since(figure, lang)[1], figure.supplied[1], lang)


def _plan_cell(figure: Figure, lang: Lang) -> str:
    said, later = message.planned(figure, lang), caveat.later_plan(figure, lang)
    return words.say(lang, "store.noted", said=said, more=later[0]) if later else said


def _since(said: str, figure: Figure, now: Said | None, supplied: bool, lang: Lang) -> str:
    """With what it has become since, where an older revision is read."""
    if now is None:
        return said
    how, stands = caveat.since(now, supplied), caveat.stands(figure.indicator, now, lang)
    return words.say(lang, f"cli.later{how}", said=said, now=stands)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{digits(value, 2)} %"


def print_aligned(rows: list[list[str]]) -> None:
    """A table on a terminal, its first row the headings."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        print("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
