"""Which publication made a cell what it is: the one that states it, or the withdrawal that let it come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from db import standing
from db.standing import NAME, Cell
from db.tables import batch, fact, series
from kpi.since import Restated


@dataclass(frozen=True, slots=True)
class Undone:
    """A batch that was taken back: the revision it had made, and the one that took it back."""

    made: int
    undone: int


def of(connection: Connection, after: int, until: int) -> Callable[[Restated], int | None]:
    """For a cell restated since revision ``after``, as it stands at ``until``: the revision that made it so.

    A batch that stood above the present one and was taken back left the cell to it: the last such withdrawal is what
    changed it. None where the store knows of nothing.
    """
    taken: dict[Cell, list[Undone]] = {}
    query = select(*NAME, fact.c.period, batch.c.seq, batch.c.withdrawn_seq).select_from(fact.join(series).join(batch))
    gone = and_(batch.c.withdrawn_seq > after, batch.c.withdrawn_seq <= until)
    for row in connection.execute(query.where(gone)):
        scope, indicator, kind, label, period, *revisions = row
        taken.setdefault((scope, indicator, kind, label, period), []).append(Undone(*revisions))
    numbered = connection.execute(select(batch.c.id, batch.c.seq).where(batch.c.seq.is_not(None)))
    numbers: dict[int, int] = dict(numbered.all())

    def made(cell: Restated) -> int | None:
        stands = numbers.get(cell.now.batch, 0) if cell.now else 0
        forms = standing.forms((cell.scope, cell.indicator, cell.kind, "", cell.period))
        above = [each.undone for form in forms for each in taken.get(form, ()) if each.made > stands]
        return max(*above, stands, 0) or None

    return made
