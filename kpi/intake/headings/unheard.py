"""A heading without figures that nobody reads and that may change all others: 一系列 or 上年同期 over the months."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import MOST_COLUMNS, Line
from kpi.intake.grid import groups
from kpi.intake.grid.dates import span
from kpi.intake.grid.labels import Column
from kpi.intake.headings import purpose
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

Of = tuple[Vocabulary, bool]
"""The names, and whether 计划 in a heading would change figures that say no kind themselves."""


def refused(heading: Line, header: Line, below: Sequence[Line], columns: Sequence[Column], of: Of) -> Issue | None:
    """The refusal of a heading that nobody reads and that may change all figures: 一系列 or 上年同期 over the months.

    ``heading`` is as the file says it, ``header`` as it was understood by what stands under it.
    """
    names, plan_matters = of
    read = {c.index for c in columns if c.indicator or c.period or all(other.scope for other in columns)}
    first = next((place for place, cell in enumerate(heading.cells) if plain(cell)), 0)
    for place, cell in enumerate(heading.cells[:MOST_COLUMNS]):
        renamed = place < len(header.cells) and names.field(header.cells[place]) is not None
        known = names.field(cell) or (names.meaning(cell) and not renamed)  # 计划指标 over indicators is renamed
        if not plain(cell) or place in read or known:
            continue
        empty = place == first and not any(place < len(row.cells) and plain(row.cells[place]) for row in below)
        other = groups.is_not_month(cell) and not _of_quarters(place, below)
        said = _whose(cell, names) or (renamed and (other or (plan_matters and _plans(cell, names))))
        if (renamed or empty) and said:
            return Issue("corner_unclear", line=heading.number, column=shown(plain(cell)), found=shown(plain(cell)))
    return None


def _of_quarters(place: int, below: Sequence[Line]) -> bool:
    """Whether quarters stand under 季度, each of which is refused as none of the months."""
    cells = [row.cells[place] for row in below if place < len(row.cells) and plain(row.cells[place])]
    return bool(cells) and all(span(cell) for cell in cells)


def _whose(text: str, names: Vocabulary) -> bool:
    """Whether a text names part of the plant, be it a known one."""
    name, plant = normal(text), (names.catalog.plant.key,)
    known = any(len(scope) > 1 and scope in name and keys != plant for scope, keys in names.scopes.items())
    return known or bool(groups.part_said([text], tuple(names.scopes)))


def _plans(text: str, names: Vocabulary) -> bool:
    plan, _ = purpose.both(text, names)
    return plan
