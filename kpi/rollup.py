"""How one month's cells become a figure over months and scopes: sum the top, sum the bottom, divide once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import fsum, prod
from typing import assert_never

from kpi import metallurgy
from kpi.model import Book, Catalog, Cells, Indicator, Observation, Qualifier
from kpi.period import Month, Span
from kpi.rule import CountDistinct, Derivation, Last, Never, Ratio, Recompute, Sum, Term, Weighted
from kpi.unit import Words


@dataclass(frozen=True, slots=True)
class Cell:
    """An additive quantity of one period and scope, with what it came from."""

    value: float
    qualifier: Qualifier = "eq"
    sources: tuple[Observation, ...] = ()
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Rolled:
    """A figure over a span; ``refused`` is the code of the reason why there is none, ``parts`` a ratio's Σ/Σ."""

    value: float | None = None
    qualifier: Qualifier = "eq"
    present: Span = ()
    refused: str = ""
    parts: tuple[float, float] | None = None
    text: str = ""
    sources: tuple[Observation, ...] = ()
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class View:
    """One side of a book, what was done or what was planned; remembers the cells it has worked out."""

    catalog: Catalog
    cells: Cells
    memo: dict[tuple[str, str, str], Cell | None] = field(default_factory=dict, compare=False, repr=False)

    def own(self, key: str, scope: str, period: str) -> Observation | None:
        """The scope's own reported cell; None when missing or reported as missing."""
        found = self.cells.get((key, scope, period))
        return found if found is not None and (found.value is not None or found.text) else None


def actuals(book: Book) -> View:
    return View(book.catalog, book.actuals)


def plans(book: Book) -> View:
    return View(book.catalog, book.plans)


def cell(view: View, key: str, scope: str, period: str) -> Cell | None:
    """One period of an additive quantity: the scope's own row, else derived from its rows, else Σ of all children."""
    place = (key, scope, period)
    if place not in view.memo:
        view.memo[place] = None  # a quantity that would be derived from itself is not there
        view.memo[place] = _reported(view, key, scope, period) or _worked_out(view, key, scope, period)
    return view.memo[place]


def _reported(view: View, key: str, scope: str, period: str) -> Cell | None:
    own = view.own(key, scope, period)
    return None if own is None or own.value is None else Cell(own.value, own.qualifier, (own,))


def _worked_out(view: View, key: str, scope: str, period: str) -> Cell | None:
    indicator = view.catalog.indicators[key]
    for derivation in indicator.derive:
        if found := _derived(view, derivation, scope, period):
            return found
    return _from_children(view, key, scope, period) if isinstance(indicator.rule, Sum) else None


def _derived(view: View, derivation: Derivation, scope: str, period: str) -> Cell | None:
    keys = derivation.of or derivation.plus + derivation.minus
    found = [
        cell(view, key, scope, period) if view.catalog.indicators[key].amount else _reported(view, key, scope, period)
        for key in keys
    ]
    factors = [part for part in found if part is not None]
    if len(factors) < len(keys):
        return None
    values = [part.value for part in factors]
    count = len(derivation.plus)
    value = derivation.scale * prod(values) if derivation.of else fsum(values[:count]) - fsum(values[count:])
    said = (derivation.note, *(note for part in factors for note in part.notes))
    return Cell(value, "eq" if all(p.qualifier == "eq" for p in factors) else "approx", _sources(factors), _once(said))


def _from_children(view: View, key: str, scope: str, period: str) -> Cell | None:
    """Σ over the first level of children that is complete; an incomplete level is no figure."""
    for level in view.catalog.children(scope):
        found = [cell(view, key, child, period) for child in level]
        parts = [part for part in found if part is not None]
        if len(parts) == len(level):
            return _add(parts)
    return None


def _add(parts: list[Cell]) -> Cell:
    notes = _once(note for part in parts for note in part.notes)
    return Cell(fsum(p.value for p in parts), combine(p.qualifier for p in parts), _sources(parts), notes)


def combine(qualifiers: Iterable[Qualifier]) -> Qualifier:
    """What a sum of qualified addends may claim: gt if any is gt, else ge; never exact (domain.md §4)."""
    kinds = set(qualifiers) - {"eq"}
    if not kinds:
        return "eq"
    if kinds <= {"gt", "ge"}:
        return "gt" if "gt" in kinds else "ge"
    if kinds <= {"lt", "le"}:
        return "lt" if "lt" in kinds else "le"
    return "approx"


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
    found = [(month, part) for month in months if (part := cell(view, key, scope, str(month)))]
    if not found:
        return Rolled()
    total = _add([part for _, part in found])
    present = tuple(month for month, _ in found)
    return Rolled(total.value, total.qualifier, present, sources=total.sources, notes=total.notes)


def _ratio(view: View, indicator: Indicator, rule: Ratio, scope: str, months: Span) -> Rolled:
    pairs: list[tuple[Month, Cell, Cell]] = []
    bare: list[tuple[Month, Observation]] = []
    for month in months:
        top, bottom = _terms(view, rule.top, scope, month), _terms(view, rule.bottom, scope, month)
        if top is not None and bottom is not None:
            pairs.append((month, top, bottom))
        elif own := view.own(indicator.key, scope, str(month)):
            bare.append((month, own))
    if bare:
        return _bare(bare, months, "unweighted", others=[month for month, _, _ in pairs])
    return _divide(pairs, rule.scale)


def _terms(view: View, terms: tuple[Term, ...], scope: str, month: Month) -> Cell | None:
    found = [cell(view, term.key, scope, str(month)) for term in terms]
    parts = [part for part in found if part is not None]
    if len(parts) < len(terms):
        return None
    total = _add(parts)
    return Cell(
        fsum(term.sign * part.value for term, part in zip(terms, parts, strict=True)),
        total.qualifier,
        total.sources,
        total.notes,
    )


def _divide(pairs: list[tuple[Month, Cell, Cell]], scale: float) -> Rolled:
    if not pairs:
        return Rolled()
    top, bottom = _add([top for _, top, _ in pairs]), _add([bottom for _, _, bottom in pairs])
    exact: Qualifier = "eq" if top.qualifier == bottom.qualifier == "eq" else "approx"
    return Rolled(
        scale * top.value / bottom.value if bottom.value else None,
        exact,
        tuple(month for month, _, _ in pairs),
        "" if bottom.value else "zero_bottom",
        (top.value, bottom.value),
        sources=_sources([top, bottom]),
        notes=_once(top.notes + bottom.notes),
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
    own, weight = _reported(view, key, scope, str(month)), cell(view, by, scope, str(month))
    if own is not None:
        return (Cell(own.value * weight.value, own.qualifier, own.sources), weight) if weight else None
    for level in view.catalog.children(scope):
        found = [_value_and_weight(view, key, by, child, month) for child in level]
        pairs = [pair for pair in found if pair is not None]
        if len(pairs) == len(level):
            return _add([top for top, _ in pairs]), _add([bottom for _, bottom in pairs])
    return None


def _bare(found: list[tuple[Month, Observation]], months: Span, why: str, others: Iterable[Month] = ()) -> Rolled:
    """A figure reported without its weight is good for its own month and for nothing beyond it."""
    if not found:
        return Rolled()
    present = tuple(sorted({month for month, _ in found} | set(others)))
    if len(months) > 1 or len(present) > 1:
        return Rolled(None, "eq", present, why, sources=tuple(own for _, own in found))
    own = found[0][1]
    return Rolled(own.value, own.qualifier, present, text=own.text, sources=(own,))


def _last(view: View, key: str, scope: str, months: Span, *, carry: bool) -> Rolled:
    """The latest value; a carried one may be older than the span."""
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
    own = found[-1][1]
    present = months if carry else tuple(month for month, _ in found)
    return Rolled(own.value, own.qualifier, present, text=own.text, sources=(own,))


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
        return Rolled(None, "eq", present, refused or "no_data")
    said = _once(note for part in parts for note in part.notes)
    sources = tuple(source for part in parts for source in part.sources)
    try:
        return Rolled(metallurgy.FUNCTIONS[function](*values), "eq", present, sources=sources, notes=said)
    except ValueError:
        return Rolled(None, "eq", present, "not_physical", sources=sources)


def _sources(parts: Iterable[Cell]) -> tuple[Observation, ...]:
    return tuple(source for part in parts for source in part.sources)


def _once(notes: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(notes))
