"""The versions of each year's plan that stand at a revision: 年初 first, then every 调整 with its date and reason."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, and_, or_, select

from db.tables import batch, plan_version
from kpi.model import Version

FIRST, ADJUSTED = "年初", "调整"
"""What a batch did to the plan of a year when it was published: state it, or change what stood."""


def approvals(connection: Connection) -> dict[int, tuple[str, str]]:
    """By batch the day on which a change of the plan was approved and why, '' where none was said; withdrawn ones too.

    A batch gives one of each for all its years.
    """
    p = plan_version.c
    return {number: (day, why) for number, day, why in connection.execute(select(p.batch_id, p.approved_on, p.reason))}


def standing(connection: Connection, revision: int) -> tuple[Version, ...]:
    """Oldest first. What was withdrawn by then does not count: the first that stands is 年初, number 1.

    A batch that only adds to a plan makes no version of its own.
    """
    p, b = plan_version.c, batch.c
    columns = (p.year, p.name, p.approved_on, p.reason, b.id, b.seq, b.published_by, b.uploaded_by, b.file_name)
    there = and_(b.seq <= revision, or_(b.withdrawn_seq.is_(None), b.withdrawn_seq > revision))
    joined = plan_version.join(batch, b.id == p.batch_id)
    query = select(*columns, b.published_at).select_from(joined).where(there).order_by(b.seq, p.year)
    found: list[Version] = []
    counts: Counter[int] = Counter()
    for year, name, approved_on, reason, *told in connection.execute(query):
        if counts[year] and name != ADJUSTED:
            continue
        counts[year] += 1
        number, seq, by, uploader, file, at = told
        found.append(Version(year, counts[year], approved_on, reason, number, seq, by or "", uploader, file, at or ""))
    return tuple(found)
