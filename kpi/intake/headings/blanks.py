"""Rows that leave 车间 or 范围 blank while others fill it: surely the whole plant's, or one of a merged cell's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words.vocabulary import Field, Vocabulary
from kpi.model import Catalog
from kpi.reading import Issue, Row
from kpi.unit import Words

_OPEN = 0.005
"""As a share: rounded parts of the plant's figure make it within this."""


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


def below_left(header: Line, below: Sequence[Line], stored: Collection[int], names: Vocabulary) -> dict[int, str]:
    """The rows of blank scope under a row that names a part of the plant and of which nothing is stored.

    Such a row is left out (一系列, 上年同期), holds no figure, or is a year's. By their lines, with that part.
    ``stored``: the lines with figures that are stored. A row that says again of what one of the part's own rows is,
    can not be the part's.
    """
    fields = {f[0]: n for n, cell in enumerate(header.cells) if (f := names.field(cell))}
    keys = [place for name, place in fields.items() if name in ("month", "indicator", "kind", "brand")]
    ours = {"scope", "indicator", "kind"} <= fields.keys() and fields.get("month", len(keys)) < fields["scope"]
    if "scope" not in fields or ours:  # of our own long form (README) blank is the plant's by definition
        return {}
    inner = fields.get("indicator", len(header.cells)) < fields["scope"]  # merged cells end with the indicator's
    found, above, named, of, seen = dict[int, str](), "", "", "", set[tuple[str, ...]]()
    for line in below:
        said = tuple(normal(line.cells[place]) if place < len(line.cells) else "" for place in keys)
        text = normal(line.cells[fields["scope"]]) if fields["scope"] < len(line.cells) else ""
        if text:
            own = names.scopes.get(text, ())
            part = own[0] if len(own) == 1 and own[0] != names.catalog.plant.key else ""
            seen = {said} if text != named else seen | {said}
            above, named = "" if line.number in stored or (text == named and not above) else part, text
            of = _indicator(line, fields)
        elif inner and _indicator(line, fields) != of:
            above = ""
        elif above and line.number in stored and said not in seen:
            found[line.number] = above
    return found


def _indicator(line: Line, fields: Mapping[Field, int]) -> str:
    place = fields.get("indicator", len(line.cells))
    return normal(line.cells[place]) if place < len(line.cells) else ""


def refused(found: Mapping[int, str], heading: str, cells: Mapping[int, str], catalog: Catalog) -> Iterator[Issue]:
    """One issue for each line of `below_part`; ``cells``: where its blank scope stands, as C5."""
    for line, above in found.items():
        told: dict[str, str | int | Words] = {"above": catalog.scopes[above].name, "scope": catalog.plant.name}
        yield Issue("scope_blank_below", "error", line, heading, args=told, cell=cells.get(line, ""))


def doubtful(rows: Sequence[Row], blank: Collection[int], plant: str) -> set[int]:
    """The lines of the ``blank`` ones that may as well belong to the part of the plant named above them.

    Where that part and another state the same figure themselves, and what is blank adds up from theirs in that month,
    the blank row is surely the plant's, and so is the blank one right below it; a mean of theirs may stand there else.
    """
    stated: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row.line not in blank and row.scope != plant:
            stated[row.indicator, row.kind, row.period][row.scope] = row.value or 0.0
    if not stated:
        return set()
    added = {row.period for row in rows if row.line in blank and _adds_up(row, stated)}
    found, above, sure, last = set[int](), "", False, 0
    for row in rows:
        if row.line not in blank:
            above, sure = row.scope, False
        elif row.line != last or not sure:
            others = stated.get((row.indicator, row.kind, row.period), {})
            sure = sure or above == plant or (above in others and len(others) > 1 and row.period in added)
        if row.line in blank and not sure:
            found.add(row.line)
        elif row.line in blank:
            found.discard(row.line)
        last = row.line
    return found


def _adds_up(row: Row, stated: Mapping[tuple[str, str, str], Mapping[str, float]]) -> bool:
    """Whether a figure is the sum of the parts' own."""
    parts = stated.get((row.indicator, row.kind, row.period), {})
    return len(parts) > 1 and bool(row.value) and abs(sum(parts.values()) / (row.value or 1.0) - 1) < _OPEN
