"""Which statuses a report would change: the boards of its months and scopes before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kpi import applied, board
from kpi.board import Board
from kpi.model import Book, Catalog
from kpi.period import Month
from kpi.progress import Figure
from kpi.reading import Row
from kpi.verdict import RANK, Verdict

_MONTHS = 2
_SCOPES = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """A figure whose status to date would be another; ``before`` and ``after`` are of the same month and scope."""

    month: Month
    scope: str
    before: Figure
    after: Figure


def turns(
    book: Book, rows: Sequence[Row], today: date | None = None, within: frozenset[str] | None = None
) -> tuple[Turn, ...]:
    """Every judged figure whose status would change, worst first.

    Looked at in the newest month on record and the newest of the rows, in their scopes and all above these; of the
    scopes ``within``, as the book of somebody who may not see all of them does not hold the others' figures.
    """
    after = applied.to(book, rows)
    found = [
        turn
        for month in _months(after, rows)
        for scope in _scopes(book.catalog, rows)
        if within is None or scope in within
        for turn in _of(board.figures(book, month, scope, today), board.figures(after, month, scope, today))
    ]
    return tuple(sorted(found, key=lambda t: (RANK[t.after.ytd.verdict.status], -t.month.year, -t.month.number)))


def _of(before: Board, after: Board) -> Iterator[Turn]:
    for old, new in zip(before.brands, after.brands, strict=True):
        for was, now in zip(old.figures, new.figures, strict=True):
            if (was.judged or now.judged) and _status(was.ytd.verdict) != _status(now.ytd.verdict):
                yield Turn(after.month, after.scope, was, now)


def _status(verdict: Verdict) -> tuple[str, bool]:
    return verdict.status, verdict.counts


def _months(book: Book, rows: Iterable[Row]) -> tuple[Month, ...]:
    """The month everybody looks at first, and the newest that the rows are about."""
    known = set(board.months(book)[:1])
    own = {Month.parse(row.period) for row in rows if len(row.period) == 7 and row.kind != "action"}
    about = sorted(month for month in own if not known or month <= max(known))
    return tuple(sorted(known | set(about[-1:]), reverse=True))[:_MONTHS]


def _scopes(catalog: Catalog, rows: Iterable[Row]) -> tuple[str, ...]:
    """The plant, and the scopes of the rows with those above them, in the catalogue's order."""
    wanted = {catalog.plant.key}
    for at in {row.scope for row in rows}:
        scope = catalog.scopes.get(at)
        while scope is not None and scope.key not in wanted:
            wanted.add(scope.key)
            scope = catalog.scopes[scope.parent] if scope.parent else None
    return tuple(key for key in catalog.scopes if key in wanted)[:_SCOPES]
