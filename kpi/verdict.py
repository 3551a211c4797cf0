"""Which of the four states a figure is in, and the sentence of the rule that decided it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from kpi import exact, words
from kpi.model import Indicator, Qualifier, Status
from kpi.rule import Threshold
from kpi.unit import LANGS, SIGNS, Quantity, Sentence, Unit, Words, digits

TOLERANCE = 1e-9
RANK: dict[Status, int] = {"behind": 0, "warning": 1, "unknown": 2, "met": 3}
"""Worst first. Not knowing is worse than being on plan, so that a silent brand never reads 达标."""


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    reason: Sentence
    counts: bool = True
    """Whether it takes part in the brand's status: a plan exists and is due."""


def unknown(code: str, *, counts: bool = True, **args: str | int | Words | Quantity) -> Verdict:
    return Verdict("unknown", Sentence(f"reason.{code}", args), counts)


def judge(indicator: Indicator, actual: float | None, plan: float | None, qualifier: Qualifier = "eq") -> Verdict:
    """Status of a figure beside its plan, on unrounded values (domain.md §2.5, §2.6).

    Milestones are judged by their dates, in `kpi.milestone`.
    """
    rule = indicator.threshold
    if rule is None:
        return unknown("no_rule", counts=False)
    if actual is None:
        return unknown("no_data", counts=plan is not None)
    if plan is None:
        return unknown("no_plan", counts=False)
    if plan == 0:
        return _zero_plan(indicator, actual)
    found = _band(indicator, rule, actual, plan)
    status = _with_qualifier(found, indicator, qualifier)
    if status is None:
        return unknown("bound", actual=Quantity(actual, indicator.unit, qualifier), plan=Quantity(plan, indicator.unit))
    return Verdict(status, _reason(indicator, rule, actual, plan, qualifier))


def judge_range(
    indicator: Indicator,
    actual: float | None,
    plan: float | None,
    ends: tuple[float | None, float | None],
    qualifier: Qualifier = "eq",
) -> Verdict:
    """Status of a figure beside a plan that is a range of (low, high), one of them unsaid at most.

    Higher is better: by the low end as by a plan; lower: by the high end. A band: met inside, else late, with as much
    of a warning between as a threshold in points allows. ``plan`` judges where the end that decides is unsaid. With
    both ends the reason names the range, and the gap is counted from the nearest of them, as everywhere.
    """
    low, high = ends
    if indicator.better == "band":
        return _in_band(indicator, actual, low, high, qualifier)
    bound = low if indicator.better == "higher" else high
    if bound is None and plan is None:
        return unknown("no_low" if indicator.better == "higher" else "no_high")
    found = judge(indicator, actual, plan if bound is None else bound, qualifier)
    if bound is None or "plan" not in found.reason.args:
        return found
    args = {**found.reason.args, "plan": _planned(indicator, low, high)}
    if "gap" not in args or actual is None or low is None or high is None:
        return replace(found, reason=Sentence(found.reason.code, args))
    args["off"] = _off(indicator, actual, low, high)
    code = "reason.range_up" if indicator.better == "higher" else "reason.range_down"
    return replace(found, reason=Sentence(code, args))


def _off(indicator: Indicator, actual: float, low: float, high: float) -> Words:
    """How far from the nearest end, which need not be the one that decides; `kpi.plan.Planned.beside`."""
    off = max(exact.less(low, actual), exact.less(actual, high), 0.0)
    side = "within" if off <= TOLERANCE else "below" if actual < low else "above"
    span = Words(*(indicator.unit.span(low, high, lang) for lang in LANGS))
    said = Sentence(f"message.band_{side}", {"gap": _distance(off, indicator.unit), "plan": span})
    return Words(**words.both(said))


def _planned(indicator: Indicator, low: float | None, high: float | None) -> Words:
    zh, en = (indicator.unit.span(low, high, lang) for lang in LANGS)
    if low is None or high is None:
        return Words(zh, en)
    side = ("按下限", "by its low end") if indicator.better == "higher" else ("按上限", "by its high end")
    return Words(f"{zh}，{side[0]}", f"{en}, {side[1]}")


def _in_band(
    indicator: Indicator, actual: float | None, low: float | None, high: float | None, qualifier: Qualifier
) -> Verdict:
    if actual is None:
        return unknown("no_data")
    args: dict[str, str | int | float | Words | Quantity] = {"actual": Quantity(actual, indicator.unit, qualifier)}
    args |= {"low": Quantity(low, indicator.unit, "ge"), "high": Quantity(high, indicator.unit, "le")}
    if qualifier != "eq":
        return Verdict("unknown", Sentence("reason.band_bound", args))
    off = max((0.0 if low is None else low - actual), (0.0 if high is None else actual - high), 0.0)
    if off <= TOLERANCE:
        return Verdict("met", Sentence("reason.band_in", args))
    rule = indicator.threshold
    spare = rule.amber if rule is not None and rule.kind == "points" else 0.0
    args["off"] = _distance(off, indicator.unit)
    if off <= spare + TOLERANCE:
        return Verdict("warning", Sentence("reason.band_near", args | {"spare": _distance(spare, indicator.unit)}))
    return Verdict("behind", Sentence("reason.band_out", args))


def _distance(value: float, unit: Unit) -> Words:
    """Of percentages in percentage points (domain.md §2.3)."""
    zh, en = (unit.split(value, lang)[0] if unit.percent else unit.show(value, lang) for lang in LANGS)
    return Words(f"{zh} 个百分点", f"{en} pp") if unit.percent else Words(zh, en)


def _zero_plan(indicator: Indicator, actual: float) -> Verdict:
    if indicator.better == "higher":
        return unknown("zero_plan", counts=False)
    status: Status = "met" if actual <= TOLERANCE else "behind"
    return Verdict(status, Sentence("reason.zero_target", {"actual": Quantity(actual, indicator.unit)}))


def _band(indicator: Indicator, rule: Threshold, actual: float, plan: float) -> Status:
    """Green, amber or red, by how far the figure is on the bad side of plan."""
    higher = indicator.better == "higher"
    match rule.kind:
        case "flow":
            done = 100 * actual / plan
            bad, green, amber = (-done, -rule.green, -rule.amber) if higher else (done, rule.green, rule.amber)
        case "points":
            bad, green, amber = (plan - actual if higher else actual - plan), rule.green, rule.amber
        case "relative":
            ratio = actual / plan
            bad, green, amber = (-ratio, -rule.green, -rule.amber) if higher else (ratio, rule.green, rule.amber)
        case "days":
            raise ValueError("a milestone is judged by its dates")
        case _:
            assert_never(rule.kind)
    if bad <= green + TOLERANCE:
        return "met"
    return "warning" if bad <= amber + TOLERANCE else "behind"


def _with_qualifier(found: Status, indicator: Indicator, qualifier: Qualifier) -> Status | None:
    """A bound decides only in its own direction: ≥80 can prove a plan of 70 met, never one of 90 missed."""
    if qualifier == "eq":
        return found
    proves = ("gt", "ge") if indicator.better == "higher" else ("lt", "le")
    refutes = ("lt", "le") if indicator.better == "higher" else ("gt", "ge")
    if found == "met" and qualifier in proves:
        return "met"
    return "behind" if found == "behind" and qualifier in refutes else None


def _reason(indicator: Indicator, rule: Threshold, actual: float, plan: float, qualifier: Qualifier) -> Sentence:
    args: dict[str, str | int | float | Quantity] = {
        "actual": Quantity(actual, indicator.unit, qualifier),
        "plan": Quantity(plan, indicator.unit),
        "green": f"{rule.green:g}",
        "amber": f"{rule.amber:g}",
    }
    side = "up" if indicator.better == "higher" else "down"
    if rule.kind == "flow":
        args["done"] = f"{SIGNS[qualifier]}{digits(100 * actual / plan, 2)}"
    elif rule.kind == "points":
        sign = -1 if indicator.better == "higher" else 1
        limits = {
            name: Quantity(plan + sign * off, indicator.unit)
            for name, off in (("green", rule.green), ("amber", rule.amber))
        }
        args |= {"gap": f"{exact.less(actual, plan):+.2f}".replace("-", "−"), **limits}
    else:
        args |= {
            "green": Quantity(plan * rule.green, indicator.unit),
            "amber": Quantity(plan * rule.amber, indicator.unit),
            "of": f"{rule.amber:g}",
        }
    return Sentence(f"reason.{rule.kind}_{side}", args)


def incomplete(verdict: Verdict, present: int, expected: int) -> Verdict:
    """A year to date with a month missing is never 达标; what is already late stays late, of so many months (§2.7)."""
    if present >= expected:
        return verdict
    if verdict.status == "met":
        return unknown("incomplete", present=present, expected=expected)
    return held(verdict, "only", present=present, expected=expected)


def held(verdict: Verdict, code: str, **args: int | Words) -> Verdict:
    """The same verdict with what holds it back said before its reason, as far as that speaks of a figure."""
    if "actual" not in verdict.reason.args:
        return verdict
    return replace(verdict, reason=replace(verdict.reason, held=Sentence(f"reason.{code}", args)))
