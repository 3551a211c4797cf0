"""The one sentence above a chart or on a tile: what was done, how far from plan, what it needs (完成 / 差距 / 需要)."""

from __future__ import annotations

from typing import Literal

from kpi import caveat, ranges, words
from kpi.compare import Change
from kpi.model import Indicator
from kpi.plan import Planned
from kpi.progress import Figure, Standing
from kpi.unit import SIGNS, Lang, Quantity, digits
from kpi.verdict import TOLERANCE


def sentence(figure: Figure, lang: Lang) -> str:
    """Progress, gap and need of the year to date in one sentence, complete in itself."""
    indicator, ytd = figure.indicator, figure.ytd
    if indicator.free_text:
        return quoted(figure.text, lang) or words.say(lang, "message.nothing")
    if ytd.actual is None:
        return (
            words.render(lang, ytd.verdict.reason)
            if ytd.verdict.reason.code != "reason.no_rule"
            else words.say(lang, "message.nothing")
        )
    distance = gap(figure, lang)
    if distance and indicator.better == "lower":
        distance += words.say(lang, "message.lower_is_better")
    parts = [_progress(figure, lang), distance, need(figure, lang)]
    return words.say(lang, "message.joint").join(part for part in parts if part) + words.say(lang, "message.stop")


def _progress(figure: Figure, lang: Lang) -> str:
    indicator, ytd = figure.indicator, figure.ytd
    if indicator.milestone:
        text, level = quoted(figure.text, lang), _quantity(indicator, ytd)
        said = words.say(lang, "message.level_words" if text else "message.level", text=text, actual=level)
        since = caveat.carried(figure, lang)
        return words.say(lang, "message.carried", said=said, since=since) if since else said
    code = "message.done" if indicator.amount and not spent(indicator) else "message.rate"
    said = words.say(lang, code, actual=_quantity(indicator, ytd))
    if ytd.months_present < ytd.months_expected:
        said = words.say(lang, "message.partly", present=ytd.months_present, expected=ytd.months_expected, said=said)
    return said + _of_year(figure, lang)


def _of_year(figure: Figure, lang: Lang) -> str:
    """How much of the year's task is done; of what is spent, how much of its budget is used, or by how much it is over.

    What adds up and is better low, such as a cost, is used up, never achieved.
    """
    indicator, ytd = figure.indicator, figure.ytd
    if not indicator.amount or ytd.of_year is None:
        return ""
    share = SIGNS[ytd.qualifier] + percent(ytd.of_year)
    if not spent(indicator):
        return words.say(lang, "message.of_year", share=share)
    over = (ytd.actual or 0.0) - (ytd.year_plan or 0.0)
    if over <= TOLERANCE or ytd.qualifier not in ("eq", "gt", "ge"):
        return words.say(lang, f"message.used_{allowance(indicator)}", share=share)
    by = Quantity(over, indicator.unit, ytd.qualifier)
    return words.say(lang, f"message.over_{allowance(indicator)}", by=by, share=share)


def spent(indicator: Indicator) -> bool:
    """Whether it adds up and is better low: money, kWh, kilograms."""
    return indicator.amount and indicator.better == "lower"


def allowance(indicator: Indicator) -> str:
    """What the year's plan of something spent is called: a budget of money, else a plan."""
    return "budget" if indicator.unit.key == "万元" else "plan"


def gap(figure: Figure, lang: Lang) -> str:
    """The year-to-date distance to plan in words: amounts absolute and in %, rates in percentage points (design 4).

    Of a bound it says at least how far above plan it is, and nothing when it is below.
    """
    ytd = figure.ytd
    if ytd.gap is None:
        return ""
    within = ytd.planned.holds(ytd.actual)
    if ytd.qualifier == "eq":
        said = words.say(lang, "message.band_within", plan=planned(figure, lang)) if within else ""
        return said or _distance(figure, ytd.gap, lang)
    if ytd.qualifier not in ("gt", "ge") or ytd.gap < -TOLERANCE:
        return words.say(lang, "message.undecided")
    if ytd.gap <= TOLERANCE or within:
        return words.say(lang, "message.not_below")
    return words.say(lang, "message.at_least", said=_distance(figure, ytd.gap, lang))


def _distance(figure: Figure, by: float, lang: Lang) -> str:
    indicator, ytd = figure.indicator, figure.ytd
    if ytd.planned.closed or (ytd.planned.ranged and indicator.better == "band"):
        side = "above" if by > TOLERANCE else "below" if by < -TOLERANCE else "within"
        return words.say(lang, f"message.band_{side}", gap=size(indicator, abs(by), lang), plan=planned(figure, lang))
    if abs(by) <= TOLERANCE:
        return _on_time(ytd, lang) if indicator.milestone else words.say(lang, "message.even")
    side = "above" if by > 0 else "below"
    distance = size(indicator, abs(by), lang)
    if indicator.milestone:
        return words.say(lang, f"message.ahead_{side}", gap=distance)
    if ytd.of_plan is not None:
        kind = "cost" if indicator.better == "lower" else "amount"
        return words.say(
            lang, f"message.{kind}_{side}", gap=distance, of_plan=SIGNS[ytd.qualifier] + percent(ytd.of_plan)
        )
    if ytd.gap_percent is not None:
        return words.say(lang, f"message.ratio_{side}", gap=distance, share=percent(abs(ytd.gap_percent)))
    return words.say(lang, f"message.rate_{side}", gap=distance)


def _on_time(standing: Standing, lang: Lang) -> str:
    """A level that was due and is reached: in time, or so many days late."""
    reason = standing.verdict.reason
    if reason.code == "reason.days_late_done":
        return words.say(lang, "message.late_done", days=reason.args["days"])
    return words.say(lang, "message.on_time")


def need(figure: Figure, lang: Lang) -> str:
    """What the months left must bring, and whether the best month on record would do; what they may spend at most."""
    required = figure.required
    if required.per_month is None:
        return ""
    left = 12 - figure.ytd.months_expected
    each = Quantity(required.per_month, figure.indicator.unit)
    if figure.indicator.better == "lower":
        code = "message.nothing_left" if required.per_month <= TOLERANCE else "message.allowed"
        return words.say(lang, code, left=left, each=each)
    if required.per_month <= TOLERANCE:
        return words.say(lang, "message.year_done")
    said = words.say(lang, "message.need", left=left, each=each)
    if required.of_remaining_plan is not None:
        said += words.say(lang, "message.of_rest", share=f"{digits(required.of_remaining_plan, 1)}%")
    within, required = reach(figure), figure.required
    return said + (words.say(lang, f"message.{within}", count=required.reached, of=required.known) if within else "")


def reach(figure: Figure) -> Literal["", "feasible", "reached", "beyond_best"]:
    """Whether the months left can bring what they must: where every forecast misses the year, how many months did."""
    if figure.required.feasible is None:
        return ""
    if not figure.required.feasible:
        return "beyond_best"
    year, expected = figure.ytd.year_plan, figure.forecast
    missed = expected is not None and year is not None and expected.range[1] < year - TOLERANCE
    return "reached" if missed else "feasible"


def change(indicator: Indicator, moved: Change, lang: Lang) -> str:
    """同比 or 环比 in words: a rate says its relative change and its percentage points, each named (design 4)."""
    if moved.relative is None or moved.difference is None:
        return words.say(lang, "message.incomparable")
    if abs(moved.difference) <= TOLERANCE:
        return words.say(lang, "message.unchanged")
    side = "up" if moved.difference > 0 else "down"
    share = percent(abs(moved.relative))
    if indicator.amount or not indicator.unit.split(moved.difference, lang)[0].strip("−-0."):
        return words.say(lang, f"message.change_{side}", share=share)
    by = size(indicator, abs(moved.difference), lang)
    return words.say(lang, f"message.change_{side}_rate", share=share, by=by)


def planned(figure: Figure, lang: Lang) -> str:
    """The plan to date as it is read: 739.0 万吨, or a range, 82.50–83.50%."""
    return ranges.said(figure.indicator.unit, figure.ytd.planned, lang)


def adjusted(figure: Figure, now: Planned, first: Planned | None, lang: Lang, *, fully: bool = False) -> str:
    """A plan in force beside the one of the beginning of the year where that was another; ``fully`` with its date."""
    unit = figure.indicator.unit
    plan = ranges.said(unit, now, lang)
    if first is None or figure.version is None or not figure.version.adjusted:
        return plan
    args = {"plan": plan, "first": ranges.said(unit, first, lang)}
    if not fully:
        return words.say(lang, "card.was", **args)
    if not figure.version.approved_on:
        return words.say(lang, "card.adjusted_undated", **args)
    return words.say(lang, "card.adjusted", approved=figure.version.approved_on, **args)


def size(indicator: Indicator, value: float, lang: Lang, *, signed: bool = False) -> str:
    """A difference: in percentage points for a rate in %, else in the unit."""
    if not indicator.unit.percent:
        return indicator.unit.show(value, lang, signed=signed)
    number, _ = indicator.unit.split(value, lang, signed=signed)
    return words.say(lang, "message.points", number=number)


def moved(indicator: Indicator, before: float, now: float, lang: Lang) -> str:
    """Δ in the unit both values are read in, 85.70 → 86.10 万吨 by +0.40 万吨, unless that would read as nothing."""
    by, units = now - before, {indicator.unit.split(value, lang)[1] for value in (before, now)}
    number = digits(by / 10_000, 2, signed=True)
    if units == {"万吨"} and number.strip("0."):
        return f"{number} 万吨"
    return size(indicator, by, lang, signed=True)


def percent(value: float) -> str:
    return f"{digits(value, 2)}%"


def signed_gap(figure: Figure, lang: Lang, *, percent_too: bool = False) -> str:
    """The year-to-date gap with its arithmetic sign; of a bound only what is certain, else a dash (domain.md §4)."""
    ytd = figure.ytd
    certain = ytd.qualifier == "eq" or (ytd.qualifier in ("gt", "ge") and (ytd.gap or 0) >= 0)
    if ytd.gap is None or not certain:
        return "—"
    sign = SIGNS[ytd.qualifier]
    said = sign + size(figure.indicator, ytd.gap, lang, signed=True)
    if not percent_too or ytd.gap_percent is None:
        return said
    share = digits(ytd.gap_percent, 2, signed=True)
    return words.say(lang, "card.gap_both", gap=said, percent=f"{sign}{share}%")


_GREY = {
    "no_data": "no_data",
    "no_plan": "no_plan",
    "no_monthly_plan": "no_plan",
    "not_due": "not_due",
    "running": "running",
    "no_rule": "not_judged",
    "text_only": "not_judged",
}


def status_word(figure: Figure | None, lang: Lang) -> str:
    """达标, 预警, 滞后 for amounts and milestones or 未达标 for rates; the grey states name their cause (design 15).

    Of no figure, where a brand has nothing to be judged by, 无计划.
    """
    if figure is None:
        return words.say(lang, "status.no_plan")
    verdict, indicator = figure.ytd.verdict, figure.indicator
    if verdict.status == "unknown":
        return words.say(lang, f"status.{_GREY.get(verdict.reason.code.removeprefix('reason.'), 'unknown')}")
    rate = verdict.status == "behind" and not (indicator.amount or indicator.milestone)
    return words.say(lang, f"status.{verdict.status}{'_rate' if rate else ''}")


_WHY = {
    "incomplete": "incomplete",
    "bound": "bound",
    "band_bound": "bound",
    "unweighted": "unweighted",
    "unweighted_months": "unweighted_months",
    "plan_incomplete": "plan",
    "plan_unweighted": "plan",
    "no_low": "end",
    "no_high": "end",
    "never": "value",
    "zero_bottom": "value",
    "not_physical": "value",
}


def why(figure: Figure, lang: Lang) -> str:
    """Why nothing can be said of a figure, in few words; '' where there is a verdict or its word says why (无数据)."""
    reason = figure.ytd.verdict.reason
    code = _WHY.get(reason.code.removeprefix("reason.")) if figure.ytd.verdict.status == "unknown" else None
    return words.say(lang, f"message.why_{code}", **reason.args) if code else ""


def quoted(text: str, lang: Lang) -> str:
    """What the plant wrote itself; between Chinese quotation marks where the reader's language is another."""
    foreign = lang != "zh" and any("\u2e80" <= letter <= "\uffef" for letter in text)
    return f"“{text}”" if foreign else text


def _quantity(indicator: Indicator, standing: Standing) -> Quantity:
    return Quantity(standing.actual, indicator.unit, standing.qualifier)
