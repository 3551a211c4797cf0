"""What a figure was by the numbers first published, and what it has become since the revision it is read at."""

from __future__ import annotations

from kpi import rollup
from kpi.desk import Desk
from kpi.model import Indicator, Observation, Qualifier, Said
from kpi.period import Month, Span
from kpi.rollup import Rolled
from kpi.rule import Last

Original = tuple[Month, float, Qualifier]


def later(desk: Desk, indicator: Indicator, months: Span, rolled: Rolled) -> Said | None:
    """Value, qualifier and text of the months in the newest book; None where the figure reads as it did.

    A sum or a rate changes with any of its parts, so that it is worked out again, where a cell of its months changed;
    what is carried may also give way to a month between.
    """
    if desk.since is None or not (isinstance(indicator.rule, Last) or _moved(desk, months, rolled)):
        return None
    return _anew(indicator, rolled, rollup.over(desk.since, indicator.key, desk.scope, months))


def of_month(desk: Desk, indicator: Indicator, own: Observation | None, month: Rolled) -> Said | None:
    """The same of the one month beside itself: what is carried from another is no figure of it, then or now.

    As it was stated anew, be it by less than is shown; what was taken back may be known from its parts.
    """
    if own is not None and own.later is not None and (own.later[0] is not None or own.later[2]):
        return own.later
    if desk.since is None or not _moved(desk, (desk.month,), month):
        return None
    return _anew(indicator, month.stated, rollup.over(desk.since, indicator.key, desk.scope, (desk.month,)).stated)


def _moved(desk: Desk, months: Span, rolled: Rolled) -> bool:
    """Whether anything is known otherwise now of the months, or of those that the figure was made of."""
    return not desk.moved.isdisjoint((*map(str, months), *(source.period for source in rolled.sources)))


def _anew(indicator: Indicator, was: Rolled, now: Rolled) -> Said | None:
    return None if _reads(indicator, was) == _reads(indicator, now) else (now.value, now.qualifier, now.text)


def supplied(rolled: Rolled) -> bool:
    """Whether nothing that the figure was made of was stated anew or taken back since: what changed it only came in."""
    return all(source.later is None for source in rolled.sources)


def corrected(rolled: Rolled) -> Span:
    """The months of which a quantity has been stated anew since it was first published."""
    return tuple(sorted({Month.parse(seen.period) for seen in rolled.sources if seen.original is not None}))


def originals(desk: Desk, indicator: Indicator, rolled: Rolled) -> tuple[Original, ...]:
    """Of the corrected months, what was first published as this very figure, or what the first numbers made of it."""
    key, scope = indicator.key, desk.scope
    own = (seen for seen in rolled.sources if (seen.indicator, seen.scope) == (key, scope))
    found = {Month.parse(s.period): (s.original, s.original_qualifier) for s in own if s.original is not None}
    for month in corrected(rolled):
        if month not in found:
            was, now = (rollup.over(view, key, scope, (month,)) for view in (desk.first_said, desk.done))
            if was.value is not None and _reads(indicator, was) != _reads(indicator, now):
                found[month] = (was.value, was.qualifier)
    return tuple((month, *said) for month, said in sorted(found.items()))


def _reads(indicator: Indicator, rolled: Rolled) -> tuple[str, str]:
    return indicator.unit.show(rolled.value, "zh", qualifier=rolled.qualifier), rolled.text
