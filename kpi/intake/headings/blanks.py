"""Rows that leave 车间 or 范围 blank while others fill it: surely the whole plant's, or one of a merged cell's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Catalog
from kpi.reading import Issue, Row
from kpi.unit import Words


def below_part(rows: Sequence[Row], odd: Collection[int], plant: str, *, inner: bool) -> dict[int, str]:
    """Of the doubtful lines those that nobody may take for the plant's, and the part named above each.

    That part does not state their figure itself, so a lost merged cell may have reached down to them. ``inner``: the
    scope stands behind the indicator, so that its merged cells end with the indicator's.
    """
    stated = {(row.scope, row.indicator, row.kind, row.period) for row in rows if row.line not in odd}
    found, above, of = dict[int, str](), plant, ""
    for row in rows:
        if row.line not in odd:
            above, of = row.scope, row.indicator
            continue
        own = (above, row.indicator, row.kind, row.period) in stated or (inner and row.indicator != of)
        if above != plant and not own:
            found[row.line] = above
    return found


def below_left(header: Line, below: Sequence[Line], kept: Collection[int], names: Vocabulary) -> dict[int, str]:
    """The rows of blank scope under a row that alone names a part of the plant and is left out: 一系列, 上年同期.

    By their lines, with that part. ``kept``: the lines of the rows that are read.
    """
    place = next((n for n, cell in enumerate(header.cells) if (f := names.field(cell)) and f[0] == "scope"), None)
    found, above, named = dict[int, str](), "", ""
    for line in below if place is not None else ():
        text = normal(line.cells[place]) if place is not None and place < len(line.cells) else ""
        if text:
            keys = names.scopes.get(text, ())
            part = keys[0] if len(keys) == 1 and keys[0] != names.catalog.plant.key else ""
            above, named = "" if line.number in kept or text == named else part, text
        elif above and line.number in kept:
            found[line.number] = above
    return found


def refused(found: Mapping[int, str], heading: str, cells: Mapping[int, str], catalog: Catalog) -> Iterator[Issue]:
    """One issue for each line of `below_part`; ``cells``: where its blank scope stands, as C5."""
    for line, above in found.items():
        told: dict[str, str | int | Words] = {"above": catalog.scopes[above].name, "scope": catalog.plant.name}
        yield Issue("scope_blank_below", "error", line, heading, args=told, cell=cells.get(line, ""))


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
