"""One period of a quantity at one scope: the scope's own row, what its rows imply, or the sum of its children."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import fsum, prod

from kpi.model import Book, Catalog, Cells, Observation, Qualifier
from kpi.rule import Derivation, Sum
from kpi.unit import Words


@dataclass(frozen=True, slots=True)
class Cell:
    """An additive quantity of one period and scope, with what it came from."""

    value: float
    qualifier: Qualifier = "eq"
    sources: tuple[Observation, ...] = ()
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class View:
    """One side of a book, what was done or what was planned; remembers the cells it has worked out."""

    catalog: Catalog
    cells: Cells
    memo: dict[tuple[str, str, str], Cell | None] = field(default_factory=dict, compare=False, repr=False)
    own_memo: dict[tuple[str, str, str], Cell | None] = field(default_factory=dict, compare=False, repr=False)

    def own(self, key: str, scope: str, period: str) -> Observation | None:
        """The scope's own reported cell; None when missing or reported as missing."""
        found = self.cells.get((key, scope, period))
        return found if found is not None and (found.value is not None or found.text) else None

    def missing(self, key: str, scope: str, period: str) -> bool:
        """Whether the scope itself reported the cell as missing; nothing else may then stand in for it."""
        return (key, scope, period) in self.cells and self.own(key, scope, period) is None


def actuals(book: Book) -> View:
    return View(book.catalog, book.actuals)


def plans(book: Book) -> View:
    return View(book.catalog, book.plans)


Resolve = Callable[[View, str, str, str], Cell | None]


def cell(view: View, key: str, scope: str, period: str) -> Cell | None:
    """One period of an additive quantity.

    The scope's own row, else what its own rows imply, else Σ of all children of one level, else what own rows and
    children imply together.
    """
    place = (key, scope, period)
    if place not in view.memo:
        view.memo[place] = None  # a quantity that would be derived from itself is not there
        if not view.missing(*place):
            view.memo[place] = own(view, *place) or _from_children(view, *place) or _derived(view, *place, cell)
    return view.memo[place]


def own(view: View, key: str, scope: str, period: str) -> Cell | None:
    """What the scope's own rows say or imply, its children left aside."""
    place = (key, scope, period)
    if place not in view.own_memo:
        view.own_memo[place] = None
        if not view.missing(*place):
            view.own_memo[place] = reported(view, *place) or _derived(view, *place, own)
    return view.own_memo[place]


def reported(view: View, key: str, scope: str, period: str) -> Cell | None:
    found = view.own(key, scope, period)
    return None if found is None or found.value is None else Cell(found.value, found.qualifier, (found,))


def _derived(view: View, key: str, scope: str, period: str, resolve: Resolve) -> Cell | None:
    for derivation in view.catalog.indicators[key].derive:
        keys = derivation.of or derivation.plus + derivation.minus
        found = [_factor(view, name, scope, period, resolve) for name in keys]
        factors = [part for part in found if part is not None]
        if len(factors) == len(keys):
            return _implied(derivation, factors)
    return None


def _factor(view: View, key: str, scope: str, period: str, resolve: Resolve) -> Cell | None:
    """A quantity however it is known; a rate only as the scope itself reported it."""
    return (resolve if view.catalog.indicators[key].amount else reported)(view, key, scope, period)


def _implied(derivation: Derivation, factors: list[Cell]) -> Cell:
    values = [part.value for part in factors]
    count = len(derivation.plus)
    value = derivation.scale * prod(values) if derivation.of else fsum(values[:count]) - fsum(values[count:])
    said = (derivation.note, *(note for part in factors for note in part.notes))
    exact = all(part.qualifier == "eq" for part in factors)
    return Cell(value, "eq" if exact else "approx", sources(factors), once(said))


def _from_children(view: View, key: str, scope: str, period: str) -> Cell | None:
    """Σ over the first level of children that is complete; an incomplete level is no figure."""
    if not isinstance(view.catalog.indicators[key].rule, Sum):
        return None
    for level in view.catalog.children(scope):
        found = [cell(view, key, child, period) for child in level]
        parts = [part for part in found if part is not None]
        if len(parts) == len(level):
            return add(parts)
    return None


def add(parts: list[Cell]) -> Cell:
    notes = once(note for part in parts for note in part.notes)
    return Cell(fsum(p.value for p in parts), combine(p.qualifier for p in parts), sources(parts), notes)


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


def sources(parts: Iterable[Cell]) -> tuple[Observation, ...]:
    return tuple(source for part in parts for source in part.sources)


def once(notes: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(notes))
