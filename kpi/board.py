"""The whole board at one month, scope and revision: seven brands, their figures, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from typing import Any, cast

from kpi import exact, progress, ranges, words
from kpi.compare import Change
from kpi.model import Action, Book, Brand, Indicator, Said, Status
from kpi.period import Month
from kpi.plan import Planned
from kpi.progress import Desk, Figure, Standing
from kpi.unit import Lang, Words
from kpi.verdict import RANK

_LAST = (len(RANK), 0.0)
"""Behind what is late."""
_SOURCE = ("batch", "file", "sheet", "row")
"""Where a figure stands, by what an observation keeps of it; '' for the sheet of a text file."""


@dataclass(frozen=True, slots=True)
class BrandBoard:
    """One brand; ``worst`` is the figure that decides its status, ``headline`` the one its tile shows."""

    brand: Brand
    figures: tuple[Figure, ...]
    status: Status
    worst: Figure | None
    headline: Figure | None

    def shown(self, lane: str) -> tuple[Figure, ...]:
        """What its page shows of a lane: what is late first, the worst before it, then headlines; raw inputs not."""
        found = [f for f in self.figures if f.indicator.lane == lane and f.indicator.role != "input"]
        return tuple(sorted(found, key=lambda f: (*(_order(f) if f.late else _LAST), f.indicator.role != "headline")))

    @property
    def spoken(self) -> Figure | None:
        """The figure whose word is the brand's: the one that decides, else one that is planned and not due yet."""
        waiting = (f for f in self.figures if f.judged and f.ytd.verdict.reason.code == "reason.not_due")
        return self.worst or next(waiting, None)

    @property
    def coverage(self) -> tuple[int, int]:
        """(reported for the month, all asked for) of the indicators its page shows; nobody reports what is finished."""
        shown = [f for f in self.figures if f.indicator.role != "input" and f.due]
        return sum(f.reported for f in shown), len(shown)

    @property
    def also_late(self) -> tuple[Figure, ...]:
        """What is late beside the figure that decides, worst first."""
        late = (f for f in self.figures if _judged(f) and f.late and f is not self.worst)
        return tuple(sorted(late, key=_order))


@dataclass(frozen=True)
class Board:
    month: Month
    scope: str
    revision: int
    sample: bool
    running: bool
    brands: tuple[BrandBoard, ...]

    def brand(self, key: str) -> BrandBoard:
        return next(b for b in self.brands if b.brand.key == key)

    @property
    def waiting(self) -> bool:
        """Whether anything is planned for which the day has not come."""
        return any(brand.spoken not in (None, brand.worst) for brand in self.brands)

    @property
    def gaps(self) -> tuple[Figure, ...]:
        """Every judged figure, worst status first, then by |gap| ÷ plan (design 15)."""
        judged = [f for b in self.brands for f in b.figures if _judged(f)]
        return tuple(sorted(judged, key=_order))


def months(book: Book) -> tuple[Month, ...]:
    """The months that have any figure, newest first; with plans only, the months that are planned."""
    planned = {Month.parse(period) for _, _, period in _promised(book) if len(period) == 7}
    return tuple(sorted(progress.months_of(book) or planned, reverse=True)) or _first_of_planned_years(book)


def _first_of_planned_years(book: Book) -> tuple[Month, ...]:
    return tuple(sorted({Month(int(period), 1) for _, _, period in _promised(book)}, reverse=True))


def _promised(book: Book) -> Iterable[tuple[str, str, str]]:
    return chain(book.plans, book.lows, book.highs)


def figures(book: Book, month: Month, scope: str, today: date | None = None) -> Board:
    """Work out the board. ``today`` tells whether the month is still running (domain.md §2.7)."""
    return at(Desk(book, scope, month, today))


def at(desk: Desk) -> Board:
    brands = tuple(_brand(desk, brand) for brand in desk.book.catalog.brands)
    return Board(desk.month, desk.scope, desk.book.revision, desk.book.sample, desk.running, brands)


def _brand(desk: Desk, brand: Brand) -> BrandBoard:
    found = tuple(progress.figure(desk, indicator) for indicator in desk.book.catalog.of_brand(brand.key))
    judged = sorted((f for f in found if _judged(f)), key=_order)
    worst = judged[0] if judged else None
    headline = next((f for f in found if f.indicator.role == "headline"), None)
    return BrandBoard(brand, found, worst.ytd.verdict.status if worst else "unknown", worst, headline)


def _judged(figure: Figure) -> bool:
    return figure.indicator.role != "input" and figure.judged and figure.ytd.verdict.counts


def _order(figure: Figure) -> tuple[int, float]:
    ytd = figure.ytd
    beside = ytd.plan or ytd.planned.low or ytd.planned.high
    share = abs(ytd.gap) / abs(beside) if ytd.gap is not None and beside else 0.0
    return RANK[ytd.verdict.status], -share


def as_json(board: Board, lang: Lang = "zh") -> dict[str, Any]:
    """The JSON contract of ``figures``, documented in the README; sentences in ``lang``."""
    told = {
        "as_of_month": str(board.month),
        "revision": board.revision,
        "scope": board.scope,
        "sample": board.sample,
        "running": board.running,
        "brands": [
            {
                "key": b.brand.key,
                "name": _words(b.brand.name),
                "status": b.status,
                "worst": b.worst.indicator.key if b.worst else None,
                "indicators": [_figure(f, lang) for f in b.figures],
            }
            for b in board.brands
        ],
    }
    return cast(dict[str, Any], exact.plainly(told))


def _figure(figure: Figure, lang: Lang) -> dict[str, Any]:
    indicator = figure.indicator
    source = figure.source
    return {
        "key": indicator.key,
        "name": _words(indicator.name),
        "lane": indicator.lane,
        "unit": indicator.unit.key,
        "better": indicator.better,
        "month": _standing(figure.month, indicator, lang),
        "ytd": _standing(figure.ytd, indicator, lang) | _year(figure.ytd, indicator),
        "yoy": _change(figure.yoy),
        "month_yoy": _change(figure.month_yoy),
        "mom": _change(figure.mom),
        "required": {
            "per_month": figure.required.per_month,
            "of_remaining_plan": figure.required.of_remaining_plan,
            "feasible": figure.required.feasible,
        },
        "forecast": asdict(figure.forecast) if figure.forecast else None,
        "text": figure.text or None,
        "notes": [note.of(lang) for note in figure.notes],
        "original": figure.original and figure.original[0],
        "original_qualifier": figure.original and figure.original[1],
        "measures": [_action(action) for action in figure.actions],
        "source": {name: getattr(source, name) for name in _SOURCE} if source else None,
        **({"original_text": figure.original[2]} if figure.original and figure.original[2] else {}),
        **_planned(figure),
        **_later(figure),
    }


def _standing(standing: Standing, indicator: Indicator, lang: Lang) -> dict[str, Any]:
    return {
        "actual": standing.actual,
        "plan": standing.plan,
        "plan_low": standing.planned.low,
        "plan_high": standing.planned.high,
        "gap": standing.gap,
        "gap_unit": indicator.gap_unit,
        "gap_percent": standing.gap_percent,
        "status": standing.verdict.status,
        "reason": words.render(lang, standing.verdict.reason),
        "qualifier": standing.qualifier,
        **_now("later_plan", indicator, standing.later),
    }


def _now(name: str, indicator: Indicator, planned: Planned | None) -> dict[str, Any]:
    """At an older revision the plan in force now, where it is another; value None where it was taken back."""
    return {name: _told(ranges.as_plan((indicator.key, "", ""), planned).said)} if planned is not None else {}


def _told(said: Said) -> dict[str, Any]:
    return {"value": said[0], "qualifier": said[1], "text": said[2] or None}


def _year(standing: Standing, indicator: Indicator) -> dict[str, Any]:
    return {
        "year_plan": standing.year_plan,
        "of_plan": standing.of_plan,
        "of_year": standing.of_year,
        "months_present": standing.months_present,
        "months_expected": standing.months_expected,
        **_now("later_year_plan", indicator, standing.later_year),
    }


def _planned(figure: Figure) -> dict[str, Any]:
    """Ranges and adjustments of the plan, months of a rate that are not held to the year's; nothing for any other."""
    ytd, month = figure.ytd, figure.month
    ranged = any(each.ranged for each in (ytd.planned, ytd.year_planned, month.planned))
    if not figure.adjusted and not ranged and month.yearly is None and ytd.yearly is None:
        return {}
    version = figure.version
    told = {
        "month": _promise(month.planned, month.first),
        "ytd": _promise(ytd.planned, ytd.first),
        "year": _promise(ytd.year_planned, ytd.first_year),
        "of_first": ytd.of_first,
        "version": asdict(version, dict_factory=_stated) if version else None,
    }
    return {"planned": told}


def _later(figure: Figure) -> dict[str, Any]:
    """At an older revision what the month's and the year's figure have become; nothing where they stand as they did."""
    found = (("later", figure.later), ("later_ytd", figure.later_ytd))
    return {name: _told(said) for name, said in found if said is not None}


def _promise(now: Planned, first: Planned | None) -> dict[str, Any]:
    """A plan with its ends; ``first`` is that of 年初, where an adjustment made it another."""
    said = {"value": now.value, "low": now.low, "high": now.high}
    return said | {"first": {"value": first.value, "low": first.low, "high": first.high} if first else None}


def _stated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value or None for name, value in pairs if name in ("year", "number", "approved_on", "reason")}


def _change(change: Change) -> dict[str, Any]:
    difference = change.difference
    if difference is not None and change.before is not None:
        difference = exact.sure(difference, abs(change.before) + abs(difference))
    return {"relative": change.relative, "difference": difference, "comparable": change.comparable}


def _action(action: Action) -> Mapping[str, str]:
    return {
        "month": str(action.month),
        "text": action.text,
        "owner": action.owner,
        "due": action.due,
        "state": action.state,
    }


def _words(said: Words) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}
