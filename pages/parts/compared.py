"""Two looks at the plant side by side, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from db import questions, trail
from db.meetings import Meeting
from db.read import Batch
from kpi import message
from kpi.charts import ledger, markup
from kpi.model import PLANS
from kpi.progress import Figure
from kpi.since import Restated, Turn
from kpi.unit import Lang
from pages.parts import picking
from pages.parts.scene import Scene


def choose(now: Scene, held: Sequence[Meeting]) -> Meeting | None:
    """The meeting to compare with: the newest that is older than what is looked at."""
    older = [meeting for meeting in held if meeting.revision < now.shelf.head.revision]
    if not older:
        return None
    shown = {each.name: now.say("changes.meeting", name=each.name, revision=each.revision) for each in older}
    called = picking.one("changes_base", now.say("changes.base"), list(shown), shown.__getitem__, width=420)
    return next(each for each in older if each.name == called)


def turns(now: Scene, found: Sequence[Turn]) -> Markup:
    heads = [now.say(f"changes.column_{name}") for name in ("brand", "indicator", "before", "now", "was", "is")]
    brands = {brand.key: brand.name.of(now.lang) for brand in now.shelf.book.catalog.brands}
    rows = [
        (
            brands[t.indicator.brand],
            t.indicator.name.of(now.lang),
            *(markup.status_chip(each, now.lang) if each else "—" for each in (t.before, t.now)),
            *(_value(each, now.lang) for each in (t.before, t.now)),
        )
        for t in found
    ]
    return ledger.table(heads, rows)


def restated(
    now: Scene, found: Sequence[Restated], batches: Iterable[Batch], made: Callable[[Restated], int | None]
) -> Markup:
    """``made``: the revision that made a cell what it is (`db.makers`)."""
    names = ("indicator", "period", "scope", "before", "now", "who", "why")
    by_revision = {batch.seq: batch for batch in batches if batch.seq is not None}
    rows = [_row(now, cell, by_revision.get(made(cell) or 0)) for cell in found]
    return ledger.table([now.say(f"changes.column_{name}") for name in names], rows)


def _row(now: Scene, cell: Restated, batch: Batch | None) -> tuple[str, ...]:
    catalog = now.shelf.book.catalog
    old, new = questions.stated(cell, catalog, now.lang)
    who = f"{now.passed(batch)} · {trail.moment(batch.published_at or '')}" if batch else ""
    name = now.say(f"changes.{cell.kind}", indicator=catalog.indicators[cell.indicator].name)
    scope = catalog.scopes[cell.scope].name.of(now.lang)
    return name, cell.period, scope, old, new, who, _why(now, cell, batch) if batch else ""


def _why(now: Scene, cell: Restated, batch: Batch) -> str:
    reasons = [v.reason for v in now.shelf.book.versions if v.batch == batch.id and cell.kind in PLANS]
    undone = now.say("history.withdrawal", number=batch.withdraws) if batch.withdraws else ""
    return " · ".join(filter(None, (*dict.fromkeys(reasons), undone, batch.note, batch.file)))


def _value(figure: Figure | None, lang: Lang) -> str:
    """The year to date that was judged."""
    if figure is None:
        return "—"
    ytd = figure.ytd
    return message.quoted(figure.text, lang) or figure.indicator.unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
