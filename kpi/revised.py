"""What a figure was by the numbers first published, and what it has become since the revision it is read at."""

from __future__ import annotations

from kpi import rollup
from kpi.desk import Desk
from kpi.model import Indicator, Qualifier, Said
from kpi.period import Month, Span
from kpi.rollup import Rolled

Original = tuple[Month, float, Qualifier]


def later(desk: Desk, indicator: Indicator, months: Span, rolled: Rolled) -> Said | None:
    """Value, qualifier and text of the months in the newest book; None where the figure reads as it did.

    A sum or a rate changes with any of its parts, so that it is worked out again, where a cell of its months changed.
    """
    if desk.since is None or (rolled.value is None and not rolled.text):
        return None
    if desk.moved.isdisjoint((*map(str, months), *(source.period for source in rolled.sources))):
        return None
    now = rollup.over(desk.since, indicator.key, desk.scope, months)
    return None if _reads(indicator, now) == _reads(indicator, rolled) else (now.value, now.qualifier, now.text)


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
