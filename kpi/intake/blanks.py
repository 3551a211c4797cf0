"""Rows that leave 车间 or 范围 blank while others fill it: surely the whole plant's, or one of a merged cell's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from kpi.reading import Row


def doubtful(rows: Sequence[Row], blank: Collection[int], plant: str) -> set[int]:
    """The lines of the ``blank`` ones that may as well belong to the part of the plant named above them.

    Where that part and another state the same figure themselves, the blank row is surely the plant's, and so is the
    blank one right below it.
    """
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.line not in blank and row.scope != plant:
            stated[row.indicator, row.kind, row.period].add(row.scope)
    if not stated:
        return set()
    found, above, sure, last = set[int](), "", False, 0
    for row in rows:
        if row.line not in blank:
            above, sure = row.scope, False
        elif row.line != last or not sure:
            others = stated.get((row.indicator, row.kind, row.period), set())
            sure = sure or above == plant or (above in others and len(others) > 1)
        if row.line in blank and not sure:
            found.add(row.line)
        elif row.line in blank:
            found.discard(row.line)
        last = row.line
    return found
