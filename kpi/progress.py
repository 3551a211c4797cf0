"""How far an indicator has come against plan: the month, the year to date, and what the rest of the year needs."""

from __future__ import annotations

from dataclasses import dataclass

from kpi import beside, cells, compare, exact, forecast, milestone, ranges, revised, rollup, verdict, words
from kpi.beside import Standing as Standing
from kpi.desk import Desk as Desk
from kpi.desk import months_of as months_of
from kpi.model import Action, Indicator, Observation, Said, Version
from kpi.period import Month, Span, whole_year, year_to_date
from kpi.plan import Planned
from kpi.ranges import Sheet
from kpi.unit import Sentence, Words
from kpi.verdict import TOLERANCE, Verdict

PROVISIONAL = Words("暂定", "provisional")
PARTLY_PROVISIONAL = Words("累计含暂定数", "year to date partly provisional")


@dataclass(frozen=True, slots=True)
class Required:
    """What each remaining month must bring to reach the year's plan (domain.md §2.2)."""

    per_month: float | None = None
    of_remaining_plan: float | None = None
    feasible: bool | None = None
    """Whether any month on record brought as much; None where less is better."""
    reached: int = 0
    known: int = 0
    """So many of the months on record that have a figure brought as much."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything a card says about one indicator at one month and scope."""

    indicator: Indicator
    month: Standing
    ytd: Standing
    yoy: compare.Change
    month_yoy: compare.Change
    mom: compare.Change
    required: Required
    forecast: forecast.Forecast | None = None
    source: Observation | None = None
    text: str = ""
    notes: tuple[Words, ...] = ()
    original: Said | None = None
    """What was first published for the month, or follows from what was, where it has been corrected since."""
    said: tuple[str, ...] = ()
    """The analyst's own notes on the month's row."""
    actions: tuple[Action, ...] = ()
    later: Said | None = None
    """The month's figure as it stands now, where an older revision is read and it was changed since."""
    later_ytd: Said | None = None
    """The same of the year to date."""
    version: Version | None = None
    """The version of the year's plan in force."""
    reported: bool = False
    """Whether anything was reported for the month itself."""
    corrected: tuple[Month, ...] = ()
    """The months to date of which a quantity has been stated anew since it was first published."""
    since: Month | None = None
    """The earlier month a milestone's level or a text was reported for, where the month itself brought none."""
    originals: tuple[revised.Original, ...] = ()
    """Of the corrected months, what was first published as this very figure, or follows from what was."""
    supplied: tuple[bool, bool] = (False, False)
    """Whether what the month's and the year's figure have become comes of later reports alone, none stated anew."""

    @property
    def finished(self) -> bool:
        """A milestone that has been reached: it stands, and nobody reports it again."""
        return self.indicator.milestone and (self.ytd.actual or 0.0) >= rollup.FULL

    @property
    def carried(self) -> Month | None:
        """The month what is shown was reported for, where that is not the month looked at and more is to come."""
        return None if self.finished else self.since

    @property
    def due(self) -> bool:
        """Whether the month is asked for a report of it."""
        return self.reported or not self.finished

    @property
    def judged(self) -> bool:
        """Whether there is a rule to judge it by: its own, or for a band the plan's range."""
        return self.indicator.threshold is not None or (self.indicator.better == "band" and self.ytd.planned.ranged)

    @property
    def adjusted(self) -> bool:
        return (
            self.version is not None
            and self.version.adjusted
            and any((self.ytd.first, self.ytd.first_year, self.month.first))
        )

    @property
    def late(self) -> bool:
        """Whether a measure against its gap is asked for."""
        return self.ytd.verdict.status in ("behind", "warning")

    @property
    def known(self) -> bool:
        return self.ytd.actual is not None or self.month.actual is not None or bool(self.text)


def figure(desk: Desk, indicator: Indicator) -> Figure:
    key, scope = indicator.key, desk.scope
    month = rollup.over(desk.done, key, scope, (desk.month,))
    # a milestone passed in the running month is passed
    span = year_to_date(desk.month) if indicator.milestone else desk.closed
    ytd = rollup.over(desk.done, key, scope, span)
    standing = _year_to_date(desk, indicator, ytd)
    own = desk.done.own(key, scope, str(desk.month))
    return Figure(
        indicator,
        _month(desk, indicator, month),
        standing,
        compare.Change() if ytd.refused else compare.year_on_year(desk.done, indicator, scope, ytd.present),
        compare.Change() if desk.running else compare.year_on_year(desk.done, indicator, scope, (desk.month,)),
        compare.Change() if desk.running else compare.month_on_month(desk.done, indicator, scope, desk.month),
        _required(desk, indicator, standing),
        _forecast(desk, indicator, standing),
        own or next(iter(month.sources or ytd.sources), None),
        month.text or ytd.text,
        _notes(indicator, month, ytd, standing),
        revised.first(desk, indicator, own, month.stated),
        (own.note,) if own and own.note else (),
        open_actions(desk, key),
        revised.of_month(desk, indicator, own, month),
        revised.later(desk, indicator, span, ytd),
        desk.book.version(desk.month.year),
        bool(month.stated.present),
        revised.corrected(ytd),
        month.since,
        revised.originals(desk, indicator, ytd),
        (revised.supplied(month.stated), revised.supplied(ytd)),
    )


def _notes(indicator: Indicator, month: rollup.Rolled, ytd: rollup.Rolled, standing: Standing) -> tuple[Words, ...]:
    said: list[Words] = []
    if any(source.stage == "preliminary" for source in month.sources):
        said.append(PROVISIONAL)
    elif any(source.stage == "preliminary" for source in ytd.sources):
        said.append(PARTLY_PROVISIONAL)
    said += (*month.notes, *ytd.notes)
    if month.since is not None and not month.full:
        said.append(Words(**words.both(Sentence("tile.carried", {"since": words.month(month.since)}))))
    said += filter(None, (standing.plan_note, ranges.decided(indicator, standing.planned)))
    return tuple(dict.fromkeys(said))


def _month(desk: Desk, indicator: Indicator, rolled: rollup.Rolled) -> Standing:
    """The month beside its plan; a running one stands apart, with a plan in proportion to its days (§2.7).

    What is carried from an earlier month is no figure of this one.
    """
    months, since, done, rolled = (desk.month,), rolled.since, rolled.full, rolled.stated
    planned = _of_month(desk, desk.sheet, indicator)
    decided = _judge(desk, indicator, rolled, planned, months)
    if desk.running and not indicator.milestone:
        decided = verdict.unknown("running" if desk.share(desk.month) > 0.0 else "not_begun", counts=False)
    if since is not None and indicator.milestone:
        code = "carried_done" if done else "carried_month"
        decided = verdict.unknown(code, counts=False, since=words.month(since))
    found = beside.standing(indicator, rolled, planned, decided, (len(rolled.present), 1))
    return beside.other_plans(desk, indicator, found, lambda sheet: (_of_month(desk, sheet, indicator),))


def _of_month(desk: Desk, sheet: Sheet, indicator: Indicator) -> Planned:
    """The month's plan, an amount's in proportion to its days while it runs."""
    planned = ranges.promise(sheet, indicator, desk.scope, (desk.month,))
    share = desk.share(desk.month) if indicator.amount else 1.0
    return planned.scaled(share) if 0.0 < share < 1.0 else planned


def _year_to_date(desk: Desk, indicator: Indicator, rolled: rollup.Rolled) -> Standing:
    """Compared with the plan of the months present; never 达标 while one is missing (domain.md §2.7)."""
    months = desk.closed if indicator.milestone else rolled.present or desk.closed
    planned, year = _to_date(desk, desk.sheet, indicator, months)
    present, expected = len(set(rolled.present) & set(desk.closed)), len(desk.closed)
    decided = _judge(desk, indicator, rolled, planned, months)
    if not indicator.milestone:  # what was passed once need not be reported again
        decided = verdict.incomplete(decided, present, expected)
    elif rolled.since is not None and not rolled.full:
        decided = verdict.held(decided, "carried", since=words.month(rolled.since))
    found = beside.standing(indicator, rolled, planned, decided, (present, expected), year)
    return beside.other_plans(desk, indicator, found, lambda sheet: _to_date(desk, sheet, indicator, months))


def _to_date(desk: Desk, sheet: Sheet, indicator: Indicator, months: Span) -> tuple[Planned, Planned]:
    """The plan of the months and of their year."""
    year = ranges.year_promise(sheet, indicator, desk.scope, desk.month.year)
    return ranges.promise(sheet, indicator, desk.scope, months), year


def _judge(desk: Desk, indicator: Indicator, rolled: rollup.Rolled, planned: Planned, months: Span) -> Verdict:
    if indicator.free_text:
        return verdict.unknown("text_only", counts=False)
    if indicator.milestone:
        levels = milestone.levels(desk.planned, indicator.key, desk.scope)
        done = milestone.levels(desk.done, indicator.key, desk.scope, desk.month)
        return milestone.judge(levels, done, indicator, desk.book.calendar, desk.day)
    promised = ranges.given(desk.sheet, indicator, desk.scope, months)
    if rolled.refused:
        return _refused(desk, rolled, counts=promised and indicator.threshold is not None)
    if planned.ranged:
        return verdict.judge_range(
            indicator, rolled.value, planned.value, (planned.low, planned.high), rolled.qualifier
        )
    found = verdict.judge(indicator, rolled.value, planned.value, rolled.qualifier)
    return _promised(desk, found, indicator, months) if promised and planned.value is None else found


def _refused(desk: Desk, rolled: rollup.Rolled, *, counts: bool) -> Verdict:
    """Why there is no figure; of rates that some months have no weights for, which months."""
    weighted = set(rolled.present) - set(rolled.unweighted)
    if not weighted or not rolled.unweighted:
        return verdict.unknown(rolled.refused, counts=counts)
    return verdict.unknown(
        "unweighted_months",
        counts=counts,
        months=words.named(rolled.unweighted),
        present=len(weighted),
        expected=len(desk.closed),
    )


def _promised(desk: Desk, found: Verdict, indicator: Indicator, months: Span) -> Verdict:
    """A plan that does not make a plan to date still counts: the brand is not on plan for lack of a verdict (§2.1)."""
    if found.reason.code == "reason.no_data":
        return verdict.unknown("no_data")
    if found.reason.code != "reason.no_plan":
        return found
    if not indicator.amount:
        return verdict.unknown("plan_unweighted")
    gone = [str(m) for m in months if cells.cell(desk.planned, indicator.key, desk.scope, str(m)) is None]
    if len(gone) == len(months):
        return verdict.unknown("no_monthly_plan")
    return verdict.unknown("plan_incomplete", months="、".join(gone))


def _required(desk: Desk, indicator: Indicator, ytd: Standing) -> Required:
    left = 12 - len(desk.closed)
    complete = ytd.months_present == ytd.months_expected > 0
    if not indicator.amount or ytd.year_plan is None or ytd.actual is None or not left or not complete:
        return Required()
    if ytd.qualifier != "eq":
        return Required()
    missing = max(exact.less(ytd.year_plan, ytd.actual), 0.0)
    rest = exact.less(ytd.year_plan, ytd.plan) if ytd.plan is not None else None
    share = 100 * missing / rest if rest is not None and rest > 0 else None
    if indicator.better != "higher":
        return Required(missing / left, share)
    reached, known = _reached(desk, indicator, missing / left)
    return Required(missing / left, share, reached > 0, reached, known)


def _forecast(desk: Desk, indicator: Indicator, ytd: Standing) -> forecast.Forecast | None:
    """None for what does not add up, before six closed months, or with a month missing (domain.md §2.2)."""
    complete = ytd.months_present == ytd.months_expected
    if not indicator.amount or not complete or ytd.actual is None or ytd.qualifier != "eq":
        return None
    last_year = rollup.over(desk.done, indicator.key, desk.scope, whole_year(desk.month.year - 1))
    same = rollup.over(desk.done, indicator.key, desk.scope, tuple(month.last_year for month in desk.closed))
    seasonal = same.value / last_year.value if len(last_year.present) == 12 and same.value and last_year.value else None
    return forecast.year_end(
        ytd.actual, months=len(desk.closed), plan=ytd.plan, year_plan=ytd.year_plan, last_year_share=seasonal
    )


def _reached(desk: Desk, indicator: Indicator, per_month: float) -> tuple[int, int]:
    """How many of the months on record brought as much, and of how many."""
    known = [cells.cell(desk.done, indicator.key, desk.scope, str(month)) for month in desk.on_record]
    values = [found.value for found in known if found is not None]
    return sum(per_month <= value + TOLERANCE for value in values), len(values)


def open_actions(desk: Desk, key: str) -> tuple[Action, ...]:
    """The measures standing open at the month, each in its latest reported state."""
    latest: dict[str, Action] = {}
    for action in sorted(desk.book.actions, key=lambda a: a.month):
        if action.indicator == key and action.scope == desk.scope and action.month <= desk.month:
            latest[action.text] = action
    return tuple(action for action in latest.values() if action.open)
