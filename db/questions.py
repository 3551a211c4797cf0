"""What programs are told as pages tell it: who owes a month, what changed since a meeting, where a figure is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from db import makers, meetings, quoted, read, rights, settings, store
from db.actor import Actor
from db.quoted import Quote
from db.read import Batch
from db.settings import Unusable
from kpi import board, exact, message, missing, origin, since, statement, words
from kpi.board import Board
from kpi.intake.written import Place
from kpi.model import PLANS, Book, Catalog, Indicator, Kind, Observation, Said
from kpi.period import Month, year_to_date
from kpi.progress import Desk, Figure
from kpi.since import Restated
from kpi.unit import Lang, Sentence

Told = dict[str, Any]
_MOST_FILES = 30
"""Files that are opened again for one answer; the cells of others are not quoted."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked about: the book of a revision as far as an actor may see it, and the board of a month and scope."""

    by: Actor
    book: Book
    board: Board
    lang: Lang


def owed(by: Actor, book: Book, month: Month) -> Told:
    """催报, as on the review page: what each scope has not reported of a month. Raises Forbidden."""
    rights.require(by, "publish", "upload")
    today, day, known = date.today(), 0 if book.sample else settings.due_day(), board.months(book)
    return {
        "month": str(month),
        "revision": book.revision,
        "due": missing.due(month, today, day),
        "overdue_months": [str(each) for each in missing.overdue(known, today, day)],
        "debts": [
            {
                "scope": debt.scope.key,
                "brand": debt.brand.key,
                "reported": debt.reported,
                "owed": [
                    {"key": each.indicator.key, "planned": each.planned, "last": each.before and str(each.before)}
                    for each in debt.owed
                ],
            }
            for debt in missing.of(book, month, rights.scopes(by, book.catalog))
        ],
    }


def changes(connection: Connection, now: View, asked: int | None) -> Told:
    """上次例会以来: since a revision, else the last meeting before what is looked at, else the month before.

    Raises Unusable for a revision that is not earlier, and Forbidden.
    """
    rights.require(now.by, "see", "history")
    if asked is not None and asked >= now.book.revision:
        raise Unusable(Sentence("changes.not_earlier", {"asked": asked, "revision": now.book.revision}))
    held = meetings.listed(connection)
    base = next((each.revision for each in held if each.revision < now.book.revision), None) if asked is None else asked
    catalog, month = now.book.catalog, now.board.month if base is not None else now.board.month.previous
    within = rights.scopes(now.by, catalog)
    before = read.book(connection, catalog, base, within=within) if base is not None else now.book
    newest = next((each for each in board.months(before) if each <= month), None)
    then = board.figures(before, newest, now.board.scope, date.today()) if newest else None
    turns = since.ranked(since.turned(then, now.board)) if then else ()
    return {
        "since": {
            "revision": base,
            "meetings": [each.name for each in held if each.revision == base],
            "month": newest and str(newest),
        },
        "revision": now.book.revision,
        "month": str(now.board.month),
        "scope": now.board.scope,
        "turned": [
            {"key": turn.indicator.key, "before": _judged(turn.before, now.lang), "now": _judged(turn.now, now.lang)}
            for turn in turns
        ],
        "restated": _restated(connection, now, base, before) if base is not None else None,
    }


def _judged(figure: Figure | None, lang: Lang) -> Told | None:
    """The year to date that a status was decided on."""
    if figure is None:
        return None
    ytd = figure.ytd
    shown = figure.text or figure.indicator.unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
    word = message.status_word(figure, lang)
    return {"status": ytd.verdict.status, "word": word, "ytd": exact.plainly(ytd.actual), "shown": shown}


def _restated(connection: Connection, now: View, base: int, before: Book) -> list[Told]:
    made = makers.of(connection, base, now.book.revision)
    published = {batch.seq: batch for batch in read.batches(connection) if batch.seq is not None}
    return [_changed(now, cell, published.get(made(cell) or 0)) for cell in since.restated(before, now.book)]


def _changed(now: View, cell: Restated, batch: Batch | None) -> Told:
    shown = stated(cell, now.book.catalog, now.lang)
    reasons = [v.reason for v in now.book.versions if batch and v.batch == batch.id and cell.kind in PLANS]
    return {
        **{name: getattr(cell, name) for name in ("indicator", "scope", "period", "kind")},
        "before": _said(cell.before.said),
        "now": _said(cell.now.said) if cell.now else None,
        "shown": {"before": shown[0], "now": shown[1]},
        "plan_reason": next(filter(None, reasons), None),
        "made": _made(batch),
    }


def stated(cell: Restated, catalog: Catalog, lang: Lang) -> tuple[str, str]:
    """What a cell said and says, so that the two can be told apart."""
    old = statement.said(cell.before, cell.kind, catalog, lang)
    new = words.say(lang, "changes.taken")
    if cell.now:
        old, new = statement.pair(cell.before, cell.now, cell.kind, catalog, lang)
    if cell.before.period != cell.period:  # the year's plan, in force until the month had its own
        old = words.say(lang, "changes.of_year", plan=old)
    return old, new


def _made(batch: Batch | None) -> Told | None:
    """Which publication, by whom, let through by whom."""
    names = ("id", "seq", "file", "sha256", "uploaded_by", "published_by", "published_at", "withdraws", "note")
    return {name: getattr(batch, name) for name in names} if batch else None


def _said(of: Said | None) -> Told | None:
    return {"value": exact.plainly(of[0]), "qualifier": of[1], "text": of[2] or None} if of else None


def source(engine: Engine, now: View, indicator: Indicator) -> Told:
    """数从哪里来: the formula with its numbers and each reported cell behind month, year to date and plan.

    Raises Forbidden.
    """
    rights.require(now.by, "see", "history")
    desk = Desk(now.book, now.board.scope, now.board.month, date.today())
    with store.reading(engine) as connection:
        batches = {batch.id: batch for batch in read.batches(connection)}
    spans = {"month": (desk.month,), "ytd": desk.closed or year_to_date(desk.month)}
    found = {name: origin.of(desk, indicator, months) for name, months in spans.items()}
    plans = origin.promised(desk, indicator)
    behind = {row for each in found.values() for row in each.rows} | {row for _, row in plans}
    quotes = _quotes(engine, now.book.catalog, behind, batches)

    def rows(cells: Iterable[tuple[Kind, Observation]]) -> list[Told]:
        return [_row(kind, cell, batches, quotes) for kind, cell in cells]

    return {
        **{"key": indicator.key, "month": str(desk.month), "scope": desk.scope, "revision": now.book.revision},
        "figures": {
            name: {
                "value": exact.plainly(each.rolled.value),
                "qualifier": each.rolled.qualifier,
                "text": each.rolled.text or None,
                "formula": origin.formula(each, now.book.catalog, now.lang),
                "rows": rows(("actual", row) for row in each.rows),
            }
            for name, each in found.items()
        },
        "plan": {"held_to": origin.held_to(desk, indicator, now.lang), "rows": rows(plans)},
    }


def _row(
    kind: Kind, cell: Observation, batches: Mapping[int, Batch], quotes: Mapping[tuple[int, Place], Quote]
) -> Told:
    quote = quotes.get((cell.batch, (cell.sheet, cell.row, cell.column)), Quote())
    return {
        **{name: getattr(cell, name) for name in ("indicator", "scope", "period")},
        **{"kind": kind, **(_said(cell.said) or {}), "note": cell.note},
        **{"first": _said(cell.first), "later": _said(cell.later)},
        **{"sheet": cell.sheet, "row": cell.row or None, "column": cell.column or None},
        **{"written": quote.text or None, "meant": quote.meant or None, "made": _made(batches.get(cell.batch))},
    }


def _quotes(
    engine: Engine, catalog: Catalog, cells: Iterable[Observation], batches: Mapping[int, Batch]
) -> dict[tuple[int, Place], Quote]:
    """What stood in each cell; nothing of files that could not be read this time."""
    wanted: dict[int, set[Place]] = quoted.wanted(cells, batches)
    with store.reading(engine) as connection:
        ways = quoted.ways(connection, wanted)
    found: dict[tuple[int, Place], Quote] = {}
    for number in sorted(wanted, reverse=True)[:_MOST_FILES]:
        places: Sequence[Place] = sorted(wanted[number])
        try:
            said = quoted.quotes(engine, catalog, batches[number].sha256 or "", ways.get(number, "{}"), places)
        except quoted.Unread:
            continue
        found |= {(number, place): quote for place, quote in zip(places, said, strict=True)}
    return found
