"""What is known of a month apart from a table's own figure: its other rows, what was published, lines rolled up."""

from __future__ import annotations

from collections.abc import Iterable

from kpi import rollup
from kpi.cells import View
from kpi.intake.headings.cells import Cell
from kpi.model import Book, Catalog
from kpi.period import Month

ROLLED = 0.001
"""As a share: how far a figure rolled up from rounded ones may be from the one that was worked out at once."""


class Published:
    """Exact actuals by indicator, scope and month, each with what rounding leaves open of it."""

    def __init__(self, good: Iterable[Cell], catalog: Catalog, book: Book | None) -> None:
        self.book = book
        self.given = {(c.row.indicator, c.row.scope, c.row.period): c for c in good if c.row.kind == "actual"}
        self.view = View(catalog, book.actuals) if book else None
        self.seen = dict[tuple[str, str, Month], tuple[float, float] | None]()

    def of(self, indicator: str, scope: str, month: Month) -> tuple[float, float] | None:
        """A month's figure: as the table gives it, else as published, else rolled up."""
        if cell := self.given.get((indicator, scope, str(month))):
            return (cell.row.value, cell.half) if cell.row.value is not None and cell.row.qualifier == "eq" else None
        return self.stored(indicator, scope, month)

    def stored(self, indicator: str, scope: str, month: Month) -> tuple[float, float] | None:
        """A month's figure as published, else rolled up; each is found once."""
        if (indicator, scope, month) not in self.seen:
            self.seen[indicator, scope, month] = self._stored(indicator, scope, month)
        return self.seen[indicator, scope, month]

    def _stored(self, indicator: str, scope: str, month: Month) -> tuple[float, float] | None:
        if self.view is None:
            return None
        if seen := self.view.cells.get((indicator, scope, str(month))):
            return (seen.value, 0.0) if seen.value is not None and seen.qualifier == "eq" else None
        rolled = rollup.over(self.view, indicator, scope, (month,))
        if rolled.value is None or rolled.qualifier != "eq":
            return None
        return rolled.value, ROLLED * abs(rolled.value)

    def plans(self, cell: Cell) -> dict[str, float | None]:
        """The plans that stand of a figure's month and year, by period; None is one with two ends."""
        sides = (self.book.lows, self.book.highs, self.book.plans) if self.book else ()
        row, found = cell.row, dict[str, float | None]()
        for at in (row.period, row.period[:4]):
            for side in sides:
                if seen := side.get((row.indicator, row.scope, at)):
                    found[at] = seen.value if self.book and side is self.book.plans else None
        return found
