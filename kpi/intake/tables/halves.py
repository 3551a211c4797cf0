"""Tables that touch: 车间, 镍, 铜 under 2022年9月 and again under 2022年10月, with the same workshops in their rows."""

from __future__ import annotations

from kpi.headings import normal
from kpi.intake.carriers.table import letters
from kpi.intake.grid import parting
from kpi.intake.grid.levels import number_like
from kpi.intake.tables.structure import Grid
from kpi.reading import Issue


def asked(grid: Grid) -> tuple[Issue, ...]:
    """The warning that a table names its rows anew at the right; where its headings are the same that is told."""
    blocks = parting.blocks(grid.columns, [texts[-1:] for texts in grid.heading.parts])
    leads = {tuple(normal("".join(row.cells[block[0] : block[0] + 1])) for row in grid.rows) for block in blocks}
    told = next(iter(leads), ())
    again = normal(grid.names[0]) in map(normal, grid.names[1:])
    if len(blocks) < 2 or len(leads) > 1 or len(told) < 2 or again or not all(told) or any(map(number_like, told)):
        return ()
    line = grid.heading.rows[0].number
    args = {"place": grid.corner, "places": "、".join(f"{letters(block[0])}{line}" for block in blocks[1:])}
    return (Issue("tables_touch", "warning", line, args=dict(args)),)
