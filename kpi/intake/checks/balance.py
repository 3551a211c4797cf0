"""The metallurgist's cross-checks of one scope's month: grades, metals, recoveries, yields and hours must fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kpi import metallurgy
from kpi.intake.checks.facts import Facts, Known
from kpi.intake.words.cleaning import Arg
from kpi.intake.words.figures import limit
from kpi.model import Indicator
from kpi.reading import Issue
from kpi.rule import Derivation, Ratio, Recompute
from kpi.unit import Words

HIGHEST_RECOVERY = 97.0
"""Recoveries from here on are questioned (domain.md §1.1, MET-07)."""
YIELD_GAP = 5.0
"""% between the yields of two metals of one bulk concentrate (domain.md §1.4)."""
SLACK = 0.002
"""Share of a product allowed beyond the rounding of its factors."""
FEED, CONCENTRATE, TAIL = "head_grade_", "conc_grade_", "tail_grade_"
ORE, MASS, SUPPLIED = "ore_milled_dry", "conc_mass", "ore_supplied"
_OF_SUPPLY = 5.0
"""Stocks let what the mines deliver differ from what is milled, not by so many times."""
_AT_LEAST = (("avail", "op_rate"), ("ore_wet", ORE))
"""A mill runs no longer than it can, and what is dry was wet before (domain.md §1.0, §1.5)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction and the indicators of the place that it has spoken of."""

    issue: Issue
    scope: str
    period: str
    about: frozenset[str]


def check(facts: Facts) -> Iterator[Found]:
    """Every contradiction in the months the file speaks of."""
    places = dict.fromkeys((c.row.scope, c.row.period) for c in facts.cells.values() if c.row.kind == "actual")
    for scope, period in places:
        yield from _Place(facts, scope, period).check()


class _Place:
    """One scope's month; an issue points at the file's cell most concerned."""

    def __init__(self, facts: Facts, scope: str, period: str) -> None:
        self.facts, self.scope, self.period = facts, scope, period
        self.indicators = facts.catalog.indicators

    def known(self, key: str) -> Known | None:
        return self.facts.known(key, self.scope, self.period) if key in self.indicators else None

    def counted(self, key: str) -> Known | None:
        """As known; of what is counted rounding leaves nothing open."""
        known = self.known(key)
        return replace(known, half=0.0) if known and self.indicators[key].integer else known

    def either(self, key: str) -> Known | None:
        return self.facts.known_or_derived(key, self.scope, self.period) if key in self.indicators else None

    def issue(self, code: str, severity: str, *about: str, **args: Arg) -> Found | None:
        """An issue at the first of these indicators that the file reports; none when all is old news."""
        cells = (self.facts.cells.get(("actual", key, self.scope, self.period)) for key in about)
        cell = next((cell for cell in cells if cell), None)
        place: dict[str, Arg] = {"scope": self.facts.catalog.scopes[self.scope].name, "month": self.period}
        if cell is None:
            return None
        return Found(cell.issue(code, severity, **place, **args), self.scope, self.period, frozenset(about))

    def tonnes(self, known: Known) -> str:
        return limit(round(known.value, 3), self.indicators[ORE].unit)

    def check(self) -> Iterator[Found]:
        metals = [key.removeprefix(FEED) for key in self.indicators if key.startswith(FEED)]
        found = [problem for metal in metals for problem in self.metal(metal)]
        found += [self.concentrate(), self.hours(), self.yields(metals)]
        found += [self.product(indicator) for indicator in self.indicators.values() if indicator.derive]
        found += [self.ratio(i, i.rule) for i in self.indicators.values() if isinstance(i.rule, Ratio)]
        found += [self.recomputed(i, i.rule) for i in self.indicators.values() if isinstance(i.rule, Recompute)]
        found += [self.both_ways(f"{metal}_metal") for metal in metals]
        found += [self.at_least(*pair) for pair in _AT_LEAST] + [self.supply()]
        yield from (problem for problem in found if problem)

    def metal(self, metal: str) -> Iterator[Found | None]:
        """β > α > θ, metal out ≤ metal in, and a recovery that can be true."""
        keys = (CONCENTRATE + metal, FEED + metal, TAIL + metal)
        beta, alpha, theta = map(self.known, keys)
        if beta and alpha and beta.value <= alpha.value:
            yield self.issue("concentrate_not_richer", "error", keys[0], keys[1], high=_grade(beta), low=_grade(alpha))
        if alpha and theta and alpha.value <= theta.value:
            yield self.issue("tail_not_poorer", "error", keys[2], keys[1], high=_grade(alpha), low=_grade(theta))
        ore = self.known(ORE)
        if alpha and not alpha.value and ore and ore.value:
            yield self.issue("grade_zero", "error", keys[1], ORE)
        yield from self.recovery(metal)

    def recovery(self, metal: str) -> Iterator[Found | None]:
        out_key, in_key = f"{metal}_metal", f"{metal}_feed"
        out, feed = self.either(out_key), self.either(in_key)
        about = (out_key, MASS, CONCENTRATE + metal, in_key, FEED + metal, ORE)
        said = next((k for k in (f"rec_{metal}_actual", f"rec_{metal}_theory") if self.known(k)), None)
        if out and feed and feed.value and out.value - least(out) > feed.value + least(feed):
            yield self.issue("metal_from_nothing", "error", *about, out=self.tonnes(out), feed=self.tonnes(feed))
        elif said and (rate := self.known(said)) and rate.value >= HIGHEST_RECOVERY:
            yield self.issue("recovery_too_high", "warning", said, *about, recovery=rate.value)
        elif out and feed and feed.value and (share := 100 * out.value / feed.value) >= HIGHEST_RECOVERY:
            yield self.issue("recovery_too_high", "warning", *about, recovery=share)

    def concentrate(self) -> Found | None:
        mass, ore = self.known(MASS), self.known(ORE)
        if mass and ore and mass.value > ore.value:
            return self.issue("concentrate_over_ore", "error", MASS, ORE, out=self.tonnes(mass), feed=self.tonnes(ore))
        return None

    def hours(self) -> Found | None:
        """Only where the calendar of the same machines is reported, never 24 h × days (domain.md §8)."""
        run, fault, calendar = map(self.known, ("run_hours", "fault_hours", "calendar_hours"))
        if not (run and fault and calendar):
            return None
        together, rounding = run.value + fault.value, least(run) + least(fault) + least(calendar)
        if together <= calendar.value + rounding:
            return None
        about = ("run_hours", "fault_hours", "calendar_hours")
        return self.issue("hours_over_calendar", "error", *about, together=together, calendar=calendar.value)

    def at_least(self, key: str, other: str) -> Found | None:
        high, low = self.known(key), self.known(other)
        if not (high and low) or high.value + high.half >= low.value - low.half:
            return None
        (what, less), (that, more) = (
            (self.indicators[k].name, limit(known.value, self.indicators[k].unit))
            for k, known in ((key, high), (other, low))
        )
        return self.issue("less_than_its_part", "warning", key, other, name=what, less=less, other=that, more=more)

    def supply(self) -> Found | None:
        supplied, ore = self.known(SUPPLIED), self.known(ORE)
        if not (supplied and ore and supplied.value and ore.value):
            return None
        times = max(supplied.value / ore.value, ore.value / supplied.value)
        told = {"supplied": self.tonnes(supplied), "ore": self.tonnes(ore), "times": f"{times:.3g}"}
        return self.issue("supply_unlike_ore", "warning", SUPPLIED, ORE, **told) if times > _OF_SUPPLY else None

    def yields(self, metals: list[str]) -> Found | None:
        """Two metals of one bulk concentrate share its mass, so their yields agree (BAL-02)."""
        found = [(metal, share) for metal in metals if (share := self.yield_of(metal)) is not None]
        if len(found) < 2:
            return None
        (first, one), (second, other) = found[:2]
        gap = 100 * abs(one - other) / one
        about = [prefix + metal for metal in (first, second) for prefix in (TAIL, CONCENTRATE, FEED)]
        about += [f"rec_{first}_actual", f"rec_{second}_actual"]
        if gap <= YIELD_GAP:
            return None
        names = {"first": first.capitalize(), "second": second.capitalize()}
        return self.issue("yields_disagree", "warning", *about, **names, one=one, other=other, gap=gap)

    def yield_of(self, metal: str) -> float | None:
        """Concentrate yield in % from three grades, else from recovery and two grades."""
        beta, alpha, theta = (self.known(prefix + metal) for prefix in (CONCENTRATE, FEED, TAIL))
        if not (beta and alpha) or not beta.value > alpha.value > 0:
            return None
        if theta and alpha.value > theta.value >= 0:
            return metallurgy.yield_(alpha.value, beta.value, theta.value)
        rate = self.known(f"rec_{metal}_actual")
        return rate.value * alpha.value / beta.value if rate and rate.value else None

    def product(self, indicator: Indicator) -> Found | None:
        """Feed × grade × recovery ≈ metal, within what the written digits leave open (BAL-01)."""
        reported = self.known(indicator.key)
        if reported is None:
            return None
        for way, derived in self.facts.derived(indicator.key, self.scope, self.period):
            if found := self.differs(indicator, reported, derived, self.named(way)):
                return found
        return None

    def named(self, way: Derivation) -> tuple[str, ...]:
        """The reported indicators behind a derivation, through derived ones."""
        keys: list[str] = []
        for key in way.of + way.plus + way.minus:
            if self.known(key) or key in keys:
                keys.append(key)
            else:
                keys += [deeper for inner in self.indicators[key].derive[:1] for deeper in self.named(inner)]
        return tuple(keys)

    def ratio(self, indicator: Indicator, rule: Ratio) -> Found | None:
        """A reported rate beside its own top and bottom, unless a product has already compared the three."""
        reported = self.known(indicator.key)
        tops = [self.indicators[term.key] for term in rule.top]
        if reported is None or any(indicator.key in way.of for top in tops for way in top.derive):
            return None
        top = [(term.sign, self.counted(term.key)) for term in rule.top]
        bottom = [(term.sign, self.counted(term.key)) for term in rule.bottom]
        over, under = _total(top), _total(bottom)
        if over is None or under is None or not under.value:
            return None
        value = rule.scale * over.value / under.value
        derived = Known(value, abs(value) * (over.spread + under.spread))
        return self.differs(indicator, reported, derived, tuple(term.key for term in rule.top + rule.bottom))

    def recomputed(self, indicator: Indicator, rule: Recompute) -> Found | None:
        """A reported 理论回收率 beside the formula on the assays reported with it (domain.md §1.1)."""
        reported, inputs = self.known(indicator.key), [self.known(key) for key in rule.inputs]
        known = [each for each in inputs if each is not None]
        if reported is None or len(known) < len(inputs):
            return None
        function, values = metallurgy.FUNCTIONS[rule.function], [each.value for each in known]
        try:
            value = function(*values)
            moved = [function(*values[:n], each.value + each.half, *values[n + 1 :]) for n, each in enumerate(known)]
        except ValueError:
            return None  # not β > α > θ, which is told
        half = sum(abs(other - value) for other in moved)
        return self.differs(indicator, reported, Known(value, half), rule.inputs)

    def both_ways(self, key: str) -> Found | None:
        """Feed × grade × recovery beside concentrate × grade where nobody reports the metal (intake.md rule 8)."""
        if key not in self.indicators or self.known(key):
            return None
        ways = [(self.named(way), known) for way, known in self.facts.derived(key, self.scope, self.period)]
        if len(ways) < 2 or set(ways[0][0]) & set(ways[1][0]):
            return None
        (first, one), (second, other) = ways[:2]
        if abs(one.value - other.value) <= one.half + other.half + SLACK * max(abs(one.value), abs(other.value)):
            return None
        unit = self.indicators[key].unit
        told: dict[str, Arg] = {
            "name": self.indicators[key].name,
            "inputs": self.words(first),
            "others": self.words(second),
            "one": limit(float(f"{one.value:.5g}"), unit),
            "other": limit(float(f"{other.value:.5g}"), unit),
            "deviation": f"{100 * (other.value - one.value) / one.value:+.2f}" if one.value else "∞",
        }
        return self.issue("two_ways_differ", "warning", *second[::-1], *first, **told)

    def words(self, keys: Iterable[str]) -> Words:
        names = [self.indicators[key].name for key in keys]
        return Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))

    def differs(self, indicator: Indicator, reported: Known, derived: Known, about: tuple[str, ...]) -> Found | None:
        open_ = reported.half + derived.half + SLACK * abs(derived.value)
        if abs(reported.value - derived.value) <= open_:
            return None
        percent = 100 * (reported.value - derived.value) / derived.value if derived.value else float("inf")
        told: dict[str, Arg] = {
            "name": indicator.name,
            "inputs": self.words(about),
            "reported": limit(reported.value, indicator.unit),
            "derived": limit(float(f"{derived.value:.5g}"), indicator.unit),
            "deviation": f"{percent:+.2f}",
        }
        return self.issue("balance", "warning", indicator.key, *about, **told)


def least(known: Known) -> float:
    """The rounding allowed where nothing but an error is possible: round numbers are taken at their word."""
    return min(known.half, 0.5, 0.005 * abs(known.value))


def _grade(known: Known) -> str:
    return f"{known.value:.10g}%"


def _total(terms: list[tuple[int, Known | None]]) -> Known | None:
    have = [(sign, known) for sign, known in terms if known is not None]
    if len(have) < len(terms):
        return None
    return Known(sum(sign * known.value for sign, known in have), sum(known.half for _, known in have))
