"""Years that may not begin in January: FY2021, 2021财年, and 2021 under “Fiscal year ended 30 June”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from kpi.intake.carriers.table import letters
from kpi.intake.tables.structure import Grid
from kpi.intake.words.cleaning import plain, shown
from kpi.reading import Issue

_FISCAL = re.compile(
    r"\b(?:FY|financial year|fiscal(?=$| (?:year|quarter|half|period|\d)))(?![A-Za-z])|\bFY ?'?(?:19|20)\d\d"
    r"|(?<!理)财[政务]?年(?!化)度?|財[政務]?年度?|会计年度",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"\bdec(?:ember)?\b|calendar|1月1日|12月31日|自然年|日历年", re.IGNORECASE)
_HEAD = 20


def asked(grid: Grid, titles: Sequence[str], periods: Sequence[str], column: int | None) -> tuple[Issue, ...]:
    """The warning that years may be others than the calendar's, where nothing says that these end in December."""
    years = [period for period in periods if len(period) == len("2021") or period[4:6] in ("-Q", "-H")]
    texts = [*grid.names, *titles]
    if not years or any(map(_CALENDAR.search, texts)):
        return ()
    line = grid.heading.rows[-1].number
    cells = [(f"{letters(place)}{line}", name) for place, name in zip(grid.columns, grid.names, strict=True)]
    for row in islice(grid.rows if column is not None else (), _HEAD):
        cells += [(f"{letters(column or 0)}{row.number}", cell) for cell in row.cells[column or 0 : (column or 0) + 1]]
    cells = [(at, plain(cell)) for at, cell in cells]
    found = next(((at, cell) for at, cell in cells if _FISCAL.search(cell)), None)
    found = found or next((("", plain(title)) for title in titles if _FISCAL.search(plain(title))), None)
    if not found:
        return ()
    told = {"years": "、".join(years[:3]) + ("…" if len(years) > 3 else "")}
    return (
        Issue(
            "period_fiscal",
            "warning",
            line if found[0] else None,
            found=shown(found[1]),
            args=dict(told),
            cell=found[0],
        ),
    )
