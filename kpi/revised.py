"""What a figure was by the numbers first published, and what it has become since the revision it is read at."""

from __future__ import annotations

from kpi import rollup
from kpi.desk import Desk
from kpi.model import Indicator, Observation, Said, alike
from kpi.period import Month, Span
from kpi.rollup import Rolled
from kpi.rule import Last

Original = tuple[Month, Said, Said]
"""A month, what was first published of it, and what stands."""


def later(desk: Desk, indicator: Indicator, months: Span, rolled: Rolled) -> Said | None:
    """Value, qualifier and text of the months in the newest book; None where the figure is as it was.

    A sum or a rate changes with any of its parts, so that it is worked out again, where a cell of its months changed;
    what is carried may also give way to a month between.
    """
    if desk.since is None or not (isinstance(indicator.rule, Last) or _moved(desk, months, rolled)):
        return None
    return _anew(rolled, rollup.over(desk.since, indicator.key, desk.scope, months))


def of_month(desk: Desk, indicator: Indicator, own: Observation | None, month: Rolled) -> Said | None:
    """The same of the one month beside itself: what is carried from another is no figure of it, then or now.

    As it was stated anew, be it by less than is shown; what was taken back may be known from its parts.
    """
    if own is not None and own.later is not None and (own.later[0] is not None or own.later[2]):
        return own.later
    if desk.since is None or not _moved(desk, (desk.month,), month):
        return None
    return _anew(month.stated, rollup.over(desk.since, indicator.key, desk.scope, (desk.month,)).stated)


def _moved(desk: Desk, months: Span, rolled: Rolled) -> bool:
    """Whether anything is known otherwise now of the months, or of those that the figure was made of."""
    return not desk.moved.isdisjoint((*map(str, months), *(source.period for source in rolled.sources)))


def _anew(was: Rolled, now: Rolled) -> Said | None:
    """By however little: a program, or a table with every digit, would take silence for "as it was"."""
    return None if alike(was.said, now.said) else now.said


def supplied(rolled: Rolled) -> bool:
    """Whether nothing that the figure was made of was stated anew or taken back since: what changed it only came in."""
    return all(source.later is None for source in rolled.sources)


def corrected(rolled: Rolled) -> Span:
    """The months of which a quantity has been stated anew since it was first published."""
    return tuple(sorted({Month.parse(seen.period) for seen in rolled.sources if seen.first is not None}))


def originals(desk: Desk, indicator: Indicator, rolled: Rolled) -> tuple[Original, ...]:
    """Of the corrected months, what was first published as this very figure, or what the first numbers made of it."""
    key, scope = indicator.key, desk.scope
    own = (seen for seen in rolled.sources if (seen.indicator, seen.scope) == (key, scope))
    found = {Month.parse(seen.period): (first, seen.said) for seen in own if (first := seen.first) is not None}
    for month in corrected(rolled):
        if month not in found:
            was, now = (rollup.over(view, key, scope, (month,)).said for view in (desk.first_said, desk.done))
            if was[0] is not None and not alike(was, now):
                found[month] = (was, now)
    return tuple((month, *both) for month, both in sorted(found.items()))


def first(desk: Desk, indicator: Indicator, own: Observation | None, month: Rolled) -> Said | None:
    """What was first published of the month, or follows from what was; None where it stands as it was."""
    if own is not None and own.first is not None:
        return own.first
    return next((was for _, was, _ in originals(desk, indicator, month)), None)
