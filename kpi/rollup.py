"""How one month's cells become a figure over months and scopes: sum the top, sum the bottom, divide once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum
from typing import assert_never

from kpi import cells, metallurgy
from kpi.cells import Cell, Resolve, View
from kpi.model import Indicator, Observation, Qualifier, Said
from kpi.period import Month, Span
from kpi.rule import CountDistinct, Last, Never, Ratio, Recompute, Sum, Term, Weighted
from kpi.unit import Words

Pair = tuple[Cell, Cell]
"""A ratio's top and bottom in one month."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """A figure over a span; ``refused`` is the code of the reason why there is none, ``parts`` a ratio's Σ/Σ.

    ``since`` is the month a level or text was reported for that is carried on, where the span's last month has none.
    ``unweighted`` are the months that have a rate of their own or below, but nothing to weight it by.
    """

    value: float | None = None
    qualifier: Qualifier = "eq"
    present: Span = ()
    refused: str = ""
    parts: tuple[float, float] | None = None
    text: str = ""
    sources: tuple[Observation, ...] = ()
    notes: tuple[Words, ...] = ()
    since: Month | None = None
    unweighted: Span = ()

    @property
    def full(self) -> bool:
        """Whether it is the level of a milestone that is reached."""
        return self.value is not None and self.value >= FULL

    @property
    def said(self) -> Said:
        return self.value, self.qualifier, self.text

    @property
    def stated(self) -> Rolled:
        """Without what is only carried."""
        return Rolled() if self.since is not None else self


FULL = 100.0
"""The level of a milestone, in %, at which nothing is left to report."""


def over(view: View, key: str, scope: str, months: Span) -> Rolled:
    """An indicator over a span of months at a scope, by the indicator's own rule."""
    indicator = view.catalog.indicators[key]
    match indicator.rule:
        case Sum() | CountDistinct():
            return _total(view, key, scope, months)
        case Ratio() as rule:
            return _ratio(view, indicator, rule, scope, months)
        case Weighted(by):
            return _weighted(view, key, by, scope, months)
        case Last(carry):
            return _last(view, key, scope, months, carry=carry)
        case Recompute(function, inputs):
            return _recomputed(view, key, function, inputs, scope, months)
        case Never():
            return _bare([(m, o) for m in months if (o := view.own(key, scope, str(m)))], months, "never")
    assert_never(indicator.rule)


def _total(view: View, key: str, scope: str, months: Span) -> Rolled:
    found = [(month, part) for month in months if (part := cells.cell(view, key, scope, str(month)))]
    if not found:
        return Rolled()
    total = cells.add([part for _, part in found])
    present = tuple(month for month, _ in found)
    return Rolled(total.value, total.qualifier, present, sources=total.sources, notes=total.notes)


def _ratio(view: View, indicator: Indicator, rule: Ratio, scope: str, months: Span) -> Rolled:
    pairs: list[tuple[Month, Cell, Cell]] = []
    bare: list[tuple[Month, Observation]] = []
    below: list[Month] = []
    for month in months:
        if found := _pair(view, indicator, rule, scope, month):
            pairs.append((month, *found))
        elif own := view.own(indicator.key, scope, str(month)):
            bare.append((month, own))
        elif _stated_below(view, indicator.key, scope, month):
            below.append(month)
    weighted = [month for month, _, _ in pairs]
    if below:  # the scope itself has no figure for them
        alone = [month for month, _ in bare]
        gone = tuple(sorted((*below, *alone)))
        return Rolled(None, "eq", tuple(sorted((*weighted, *alone))), "unweighted", unweighted=gone)
    return _bare(bare, months, "unweighted", others=weighted) if bare else _divide(pairs, rule.scale)


def _pair(view: View, indicator: Indicator, rule: Ratio, scope: str, month: Month) -> Pair | None:
    """Top and bottom of one level: the scope's own, else its stated rate on its bottom, else all its children's.

    Only where no level has both do own rows and children stand in one ratio: what one of them weighs for all.
    """
    if view.missing(indicator.key, scope, str(month)):
        return None
    if own := _both(view, rule, scope, month, cells.own):
        return own
    stated = cells.reported(view, indicator.key, scope, str(month))
    bottom = _terms(view, rule.bottom, scope, month, cells.cell)
    if stated is not None:
        weighed = replace(stated, value=stated.value * bottom.value / rule.scale) if bottom else None
        return (weighed, bottom) if weighed and bottom else None
    return _children(view, indicator, rule, scope, month) or _both(view, rule, scope, month, cells.cell)


def _both(view: View, rule: Ratio, scope: str, month: Month, resolve: Resolve) -> Pair | None:
    top = _terms(view, rule.top, scope, month, resolve)
    bottom = _terms(view, rule.bottom, scope, month, resolve) if top else None
    return (top, bottom) if top and bottom else None


def _children(view: View, indicator: Indicator, rule: Ratio, scope: str, month: Month) -> Pair | None:
    if not all(isinstance(view.catalog.indicators[term.key].rule, Sum) for term in rule.top + rule.bottom):
        return None
    for level in view.catalog.children(scope):
        found = [_pair(view, indicator, rule, child, month) for child in level]
        pairs = [pair for pair in found if pair is not None]
        if len(pairs) == len(level):
            return cells.add([top for top, _ in pairs]), cells.add([bottom for _, bottom in pairs])
    return None


def _stated_below(view: View, key: str, scope: str, month: Month) -> bool:
    """Whether a child states the rate: there are data then, they only cannot be weighted."""
    return any(view.own(key, child, str(month)) for level in view.catalog.children(scope) for child in level)


def _terms(view: View, terms: tuple[Term, ...], scope: str, month: Month, resolve: Resolve) -> Cell | None:
    found = [resolve(view, term.key, scope, str(month)) for term in terms]
    parts = [part for part in found if part is not None]
    if len(parts) < len(terms):
        return None
    return replace(cells.add(parts), value=fsum(t.sign * part.value for t, part in zip(terms, parts, strict=True)))


def _divide(pairs: list[tuple[Month, Cell, Cell]], scale: float) -> Rolled:
    if not pairs:
        return Rolled()
    top, bottom = cells.add([top for _, top, _ in pairs]), cells.add([bottom for _, _, bottom in pairs])
    exact: Qualifier = "eq" if top.qualifier == bottom.qualifier == "eq" else "approx"
    return Rolled(
        scale * top.value / bottom.value if bottom.value else None,
        exact,
        tuple(month for month, _, _ in pairs),
        "" if bottom.value else "zero_bottom",
        (top.value, bottom.value),
        sources=cells.sources([top, bottom]),
        notes=cells.once(top.notes + bottom.notes),
    )


def _weighted(view: View, key: str, by: str, scope: str, months: Span) -> Rolled:
    pairs: list[tuple[Month, Cell, Cell]] = []
    bare: list[tuple[Month, Observation]] = []
    for month in months:
        if found := _value_and_weight(view, key, by, scope, month):
            pairs.append((month, *found))
        elif own := view.own(key, scope, str(month)):
            bare.append((month, own))
    if bare:
        return _bare(bare, months, "unweighted", others=[month for month, _, _ in pairs])
    return replace(_divide(pairs, 1.0), parts=None)


def _value_and_weight(view: View, key: str, by: str, scope: str, month: Month) -> tuple[Cell, Cell] | None:
    own, weight = cells.reported(view, key, scope, str(month)), cells.cell(view, by, scope, str(month))
    if own is not None:
        return (Cell(own.value * weight.value, own.qualifier, own.sources), weight) if weight else None
    for level in view.catalog.children(scope):
        found = [_value_and_weight(view, key, by, child, month) for child in level]
        pairs = [pair for pair in found if pair is not None]
        if len(pairs) == len(level):
            return cells.add([top for top, _ in pairs]), cells.add([bottom for _, bottom in pairs])
    return None


def _bare(found: list[tuple[Month, Observation]], months: Span, why: str, others: Iterable[Month] = ()) -> Rolled:
    """A figure reported without its weight is good for its own month and for nothing beyond it."""
    if not found:
        return Rolled()
    present = tuple(sorted({month for month, _ in found} | set(others)))
    if len(months) > 1 or len(present) > 1:
        sources, gone = tuple(own for _, own in found), tuple(month for month, _ in found)
        return Rolled(None, "eq", present, why, sources=sources, unweighted=gone if why == "unweighted" else ())
    own = found[0][1]
    return Rolled(own.value, own.qualifier, present, text=own.text, sources=(own,))


def _last(view: View, key: str, scope: str, months: Span, *, carry: bool) -> Rolled:
    """The latest value; a carried one may be older than the span. A full level needs no report of later months."""
    found = [(month, own) for month in months if (own := view.own(key, scope, str(month)))]
    if carry and not found and months:
        earlier = [
            (Month.parse(period), own)
            for (name, place, period), own in view.cells.items()
            if name == key and place == scope and len(period) == 7 and period < str(months[0])
            and (own.value is not None or own.text)
        ]  # fmt: skip
        found = sorted(earlier, key=lambda pair: pair[0])
    if not found:
        return Rolled()
    last, own = found[-1]
    full = next((month for month, each in found if carry and (each.value or 0.0) >= FULL), None)
    said = {month for month, _ in found}
    present = tuple(m for m in months if m in said or (full is not None and m >= full))
    since = last if carry and last != months[-1] else None
    return Rolled(own.value, own.qualifier, present, text=own.text, sources=(own,), since=since)


def _recomputed(view: View, key: str, function: str, inputs: tuple[str, ...], scope: str, months: Span) -> Rolled:
    """The formula on aggregated inputs, all over the months that have every input."""
    present = tuple(m for m in months if all(over(view, name, scope, (m,)).value is not None for name in inputs))
    if not present:
        own = [(m, o) for m in months if (o := view.own(key, scope, str(m)))]
        return _bare(own, months, "unweighted")
    parts = [over(view, name, scope, present) for name in inputs]
    values = [part.value for part in parts if part.value is not None]
    refused = next((part.refused for part in parts if part.refused), "")
    if refused or len(values) < len(parts):
        gone = tuple(sorted({month for part in parts for month in part.unweighted}))
        return Rolled(None, "eq", present, refused or "no_data", unweighted=gone)
    said = cells.once(note for part in parts for note in part.notes)
    sources = tuple(source for part in parts for source in part.sources)
    try:
        return Rolled(metallurgy.FUNCTIONS[function](*values), "eq", present, sources=sources, notes=said)
    except ValueError:
        return Rolled(None, "eq", present, "not_physical", sources=sources)
