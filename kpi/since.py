"""What has changed between two looks at the plant: statuses that turned, and figures stated anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from kpi import ranges
from kpi.board import Board
from kpi.model import PLANS, Book, Cells, Indicator, Kind, Observation, Plan, Status
from kpi.period import Month
from kpi.progress import Figure
from kpi.verdict import RANK


@dataclass(frozen=True, slots=True)
class Turn:
    """One indicator whose status differs; ``before`` None for one the earlier board did not have."""

    before: Figure | None
    now: Figure

    @property
    def indicator(self) -> Indicator:
        return self.now.indicator


@dataclass(frozen=True, slots=True)
class Restated:
    """One cell that both books state, differently; ``now`` None for one that was taken back."""

    indicator: str
    scope: str
    period: str
    kind: Kind
    before: Observation
    now: Observation | None


def turned(before: Board, now: Board) -> tuple[Turn, ...]:
    """The indicators whose year to date is judged otherwise, in the catalogue's order."""
    then = {figure.indicator.key: figure for brand in before.brands for figure in brand.figures}
    found = []
    for brand in now.brands:
        for figure in brand.figures:
            old = then.get(figure.indicator.key)
            if old is None or old.ytd.verdict.status != figure.ytd.verdict.status:
                found.append(Turn(old, figure))
    return tuple(found)


def ranked(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """The turns of what is judged, worst first; what cannot be judged now stands last: nothing says it is worse."""
    judged = (t for t in turns if t.indicator.role != "input" and t.indicator.threshold is not None)
    return tuple(sorted(judged, key=lambda t: (_status(t) == "unknown", RANK[_status(t)])))


def _status(turn: Turn) -> Status:
    return turn.now.ytd.verdict.status


def restated(before: Book, now: Book) -> tuple[Restated, ...]:
    """Every cell that had been stated before and is stated otherwise now, or no longer; by indicator, scope, period.

    A plan whose figure, range or limit gave way to another form of it is one, and so is the year's plan of a rate that
    gave way to a month's own.
    """
    sides: tuple[tuple[Kind, Cells, Cells], ...] = (("actual", before.actuals, now.actuals),)
    sides += tuple(
        (kind, *ends) for kind, ends in zip(PLANS, zip(_plans(before), _plans(now), strict=True), strict=True)
    )
    found, told = [], set[tuple[str, str, str]]()
    for kind, old, new in sides:
        for key in sorted(old):
            if kind in PLANS and (plans := _reshaped(before, now, key)):
                if key not in told:
                    found.append(Restated(*key, "plan", *plans))
                told.add(key)
                continue
            stands = new.get(key)
            if stands is None or _said(stands) != _said(old[key]):
                found.append(Restated(*key, kind, old[key], stands))
    return (*found, *_overridden(before, now))


def _overridden(before: Book, now: Book) -> Iterator[Restated]:
    """A month's own plan of a rate that the year's was in force for; ``before`` is the year's."""
    added = set(chain(*_plans(now))) - set(chain(*_plans(before)))
    months = sorted({Month.parse(period) for _, _, period in added if len(period) == 7})
    stood, stands = (ranges.Sheet(book.catalog, book.promised) for book in (before, now))
    for was, new in ranges.overridden(stood, stands, months):
        key = new.indicator, new.scope, new.period
        batch = max((side[key].batch for side in _plans(now) if key in side), default=0)
        yield Restated(*key, "plan", was, replace(new, batch=batch))


def _plans(book: Book) -> tuple[Cells, Cells, Cells]:
    return book.plans, book.lows, book.highs


def _reshaped(before: Book, now: Book, key: tuple[str, str, str]) -> tuple[Plan, Plan] | None:
    """The whole plan as it was and as it is, where both books have one and not of the same forms."""
    was, since = ({kind: side[key] for kind, side in zip(PLANS, _plans(book), strict=True) if key in side}
                  for book in (before, now))  # fmt: skip
    return (ranges.whole(was), ranges.whole(since)) if was and since and was.keys() != since.keys() else None


def _said(cell: Observation) -> tuple[object, ...]:
    return cell.value, cell.qualifier, cell.text
