"""The nouns of the plant's figures, all frozen: indicators, scopes, the catalogue, and the facts of a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kpi import exact
from kpi.period import MONTH_END, Calendar, Month
from kpi.rule import CountDistinct, Derivation, Last, Ratio, Recompute, Rule, Sum, Threshold
from kpi.unit import Unit, Words

Status = Literal["met", "warning", "behind", "unknown"]
Qualifier = Literal["eq", "gt", "ge", "lt", "le", "approx", "text"]
Lane = Literal["business", "party"]
Role = Literal["headline", "shown", "input"]
Better = Literal["higher", "lower", "band", "none"]
Kind = Literal["actual", "plan", "plan_low", "plan_high", "action"]
PLANS: tuple[Kind, ...] = ("plan", "plan_low", "plan_high")
"""A plan as one figure, and the two ends of one that is a range."""
Stage = Literal["", "preliminary", "final", "corrected", "awaited"]
"""``awaited``: a cell that says its figure is still to come (待报), where — says that there is none."""


MONTHLY = Words("每月", "monthly")
NOBODY = Words("", "")


@dataclass(frozen=True, slots=True)
class Indicator:
    key: str
    name: Words
    brand: str
    lane: Lane
    role: Role
    unit: Unit
    better: Better
    rule: Rule
    threshold: Threshold | None
    hard: tuple[float, float]
    plausible: tuple[float, float] | None
    aliases: tuple[str, ...]
    formula: Words
    note: Words
    source: str
    article: Words | None = None
    """The article's own words where it speaks of this indicator."""
    proposal: bool = False
    """Proposed by the project, waiting for the plant's consent (domain.md §3.5)."""
    qualified: bool = False
    """A cell may carry a qualifier such as ≥80 or 80余."""
    texts: tuple[str, ...] = ()
    """Words a cell may hold instead of a number; for a milestone they mean 100 %."""
    free_text: bool = False
    integer: bool = False
    part_of: str = ""
    """The count of the same month that this one is a part of: done on time, of what was due."""
    derive: tuple[Derivation, ...] = ()
    frequency: Words = MONTHLY
    tile: Literal["value", "of_year", "gap", "yoy"] = "value"
    """What the overview's tile sets large when this is a brand's headline."""
    owner: Words = NOBODY

    @property
    def amount(self) -> bool:
        """Adds over months, so it has a completion, a cumulative line and a run rate."""
        return isinstance(self.rule, Sum | CountDistinct)

    @property
    def milestone(self) -> bool:
        return isinstance(self.rule, Last) and self.rule.carry and not self.free_text

    @property
    def ranged(self) -> bool:
        """Whether its plan may be a range: a figure with a good side, or one that is to stay in a band."""
        return self.better != "none" and not self.milestone and not self.free_text

    @property
    def gap_unit(self) -> str:
        return "pp" if self.unit.percent else self.unit.key

    def answers_to(self, wanted: str) -> bool:
        """Whether a reader looking for these words may mean this indicator."""
        spellings = (self.key, self.name.zh, self.name.en, *self.aliases)
        return any(wanted.strip().lower() in spelling.lower() for spelling in spellings)

    @property
    def reportable(self) -> bool:
        """Asked for in the template: what others are computed from, not what is computed."""
        return not isinstance(self.rule, Ratio | Recompute)


@dataclass(frozen=True, slots=True)
class Brand:
    key: str
    name: Words
    summary: Words


@dataclass(frozen=True, slots=True)
class Scope:
    key: str
    name: Words
    parent: str | None
    level: str
    aliases: tuple[str, ...]
    capacity_t_d: float | None = None


@dataclass(frozen=True)
class Catalog:
    """Everything the plant measures, as one value handed to functions."""

    units: Mapping[str, Unit]
    brands: tuple[Brand, ...]
    scopes: Mapping[str, Scope]
    indicators: Mapping[str, Indicator]

    @property
    def plant(self) -> Scope:
        return next(s for s in self.scopes.values() if s.parent is None)

    def children(self, scope: str) -> tuple[tuple[str, ...], ...]:
        """Keys of a scope's children, one group a level; a parent is never added to them."""
        levels: dict[str, list[str]] = {}
        for child in self.scopes.values():
            if child.parent == scope:
                levels.setdefault(child.level, []).append(child.key)
        return tuple(tuple(keys) for keys in levels.values())

    def under(self, scope: str) -> tuple[str, ...]:
        """Keys of a scope and of all below it, itself first; nothing for one that is not in the catalogue."""
        found = [scope] if scope in self.scopes else []
        for above in found:  # grows as it is walked
            found += [child.key for child in self.scopes.values() if child.parent == above]
        return tuple(found)

    def of_brand(self, brand: str) -> tuple[Indicator, ...]:
        return tuple(i for i in self.indicators.values() if i.brand == brand)


Said = tuple[float | None, Qualifier, str]
"""Value, qualifier and text of a figure."""


def alike(was: Said, now: Said) -> bool:
    """Whether a figure is said as it was, to the last digit that is no noise of binary arithmetic."""
    return was[1:] == now[1:] and exact.same(was[0], now[0])


@dataclass(frozen=True, slots=True)
class Observation:
    """One published cell, actual or plan, and where it came from; ``value`` None is reported as missing."""

    indicator: str
    scope: str
    period: str
    value: float | None
    qualifier: Qualifier = "eq"
    text: str = ""
    note: str = ""
    stage: Stage = ""
    batch: int = 0
    file: str = ""
    row: int = 0
    original: float | None = None
    """What was first published, where it differs from the present value."""
    sheet: str = ""
    column: int = 0
    """Where in its file: the sheet, and the column counted from 1; 0 where that is not known."""
    later: Said | None = None
    """In a book of an older revision: value, qualifier and text that stand now, where they differ."""
    original_qualifier: Qualifier = "eq"
    """Of `original`: what was first published as ≥1,020 was no measurement."""
    original_text: str = ""
    """The words first published; alone where there was no value."""

    @property
    def said(self) -> Said:
        return self.value, self.qualifier, self.text

    @property
    def first(self) -> Said | None:
        """What was first published, where anything of it differs from what stands."""
        if self.original is None and not self.original_text:
            return None
        return self.original, self.original_qualifier, self.original_text

    def remembering(self, first: Said) -> Observation:
        """The same with what was first published; what was reported as missing then is supplied, not corrected."""
        if alike(first, self.said) or (first[0] is None and not first[2]):
            return self
        return replace(self, original=first[0], original_qualifier=first[1], original_text=first[2])


Forms = tuple[float | None, float | None, float | None]
"""A plan's figure, low end and high end."""


@dataclass(frozen=True, slots=True)
class Plan(Observation):
    """The whole plan of a cell where another form of it takes its place: 80–90 becomes ≥85.

    ``value``, ``qualifier`` and ``text`` say it as far as one of them can: a figure, a limit, else a range as text.
    """

    forms: Forms = (None, None, None)
    after: Forms | None = None
    """What takes its place, where that is known."""


ENDED = ("完成", "已完成", "已落实", "落实", "办结", "已办结", "销号", "已销号", "关闭", "已关闭", "取消", "已取消",
         "done", "closed", "cancelled")  # fmt: skip
"""The states that end a measure; in any other it stays open."""


@dataclass(frozen=True, slots=True)
class Action:
    """A measure (措施) taken against a gap; open until its state says done or cancelled."""

    indicator: str
    scope: str
    month: Month
    text: str
    owner: str
    due: str
    state: str

    @property
    def open(self) -> bool:
        return self.state not in ENDED


Cells = Mapping[tuple[str, str, str], Observation]


@dataclass(frozen=True)
class Promised:
    """Plans by (indicator, scope, period): single figures, and the low and high ends of ranges."""

    points: Cells = field(default_factory=dict)
    lows: Cells = field(default_factory=dict)
    highs: Cells = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a year's plan: ``number`` 1 is 年初, any other 调整, counted over standing publications only.

    ``approved_on`` is a date in ISO 8601, '' where none was said; ``by`` published it as ``revision``.
    """

    year: int
    number: int
    approved_on: str = ""
    reason: str = ""
    batch: int = 0
    revision: int = 0
    by: str = ""
    uploader: str = ""
    file: str = ""
    at: str = ""

    @property
    def adjusted(self) -> bool:
        return self.number > 1


@dataclass(frozen=True)
class Book:
    """A catalogue and the facts of one revision: what every calculation takes.

    ``actuals`` and ``plans`` are keyed by (indicator, scope, period), a period being ``2022-09`` or, for a year's
    plan, ``2022``; so are ``lows`` and ``highs``, the ends of plans that are ranges. ``versions`` are the standing
    versions of each year's plan, oldest first; ``first`` the plans as they were first published, None while no plan
    was ever adjusted. ``now`` and ``later`` are an older revision's newest actuals and plans, None where the same.
    """

    catalog: Catalog
    actuals: Cells
    plans: Cells
    actions: tuple[Action, ...] = ()
    revision: int = 0
    sample: bool = False
    calendar: Calendar = MONTH_END
    lows: Cells = field(default_factory=dict)
    highs: Cells = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    first: Promised | None = None
    now: Cells | None = None
    later: Promised | None = None

    @property
    def promised(self) -> Promised:
        return Promised(self.plans, self.lows, self.highs)

    def version(self, year: int) -> Version | None:
        """The version of a year's plan in force."""
        return next((version for version in reversed(self.versions) if version.year == year), None)
