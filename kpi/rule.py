"""How an indicator rolls up over months and scopes, how it may be derived, and how it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.unit import Words


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a ratio's top or bottom."""

    key: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Sum:
    """Months add and scopes add."""


@dataclass(frozen=True, slots=True)
class CountDistinct:
    """Counts of events: months add, scopes do not (one idea of two branches is one; domain.md §1.1)."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """scale × Σ top / Σ bottom over any months and scopes; never averaged."""

    top: tuple[Term, ...]
    bottom: tuple[Term, ...]
    scale: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """Σ value × weight / Σ weight where the top itself is not reported."""

    by: str


@dataclass(frozen=True, slots=True)
class Last:
    """The latest value; ``carry`` keeps it until replaced (a passed milestone stays passed)."""

    carry: bool = False


@dataclass(frozen=True, slots=True)
class Recompute:
    """A named function of `kpi.metallurgy` applied to the inputs' own roll-ups."""

    function: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """Refuses to aggregate."""


Rule = Sum | CountDistinct | Ratio | Weighted | Last | Recompute | Never


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a quantity that was not reported follows from others of the same month and scope.

    ``scale`` × the product of ``of``, or Σ ``plus`` − Σ ``minus``.
    """

    of: tuple[str, ...]
    scale: float
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    note: Words


@dataclass(frozen=True, slots=True)
class Threshold:
    """Status rule (domain.md §2.6): ``flow`` on % of plan, ``points`` on the difference, ``relative`` on plan × factor,
    ``days`` on a milestone's lateness."""

    kind: Literal["flow", "points", "relative", "days"]
    green: float
    amber: float
