"""What unknown names were said to mean in an earlier, published upload of a table with the same headings."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from db import reader
from db.submissions import Sent
from db.tables import submission, submission_file, upload_file
from kpi.headings import normal

_LOOKED_AT = 20
"""Earlier files with names given a meaning; a plant has a handful of forms."""


def mapping(connection: Connection, file: Sent) -> dict[str, str]:
    """The mapping of the newest published file whose headings are this file's, each in its normal form; else none.

    The whole row of headings must be the same: 回收率 is nickel's in one form and copper's in another.
    """
    c = submission_file.c
    query = (
        select(c.name, upload_file.c.bytes, c.choices)
        .join(upload_file, upload_file.c.sha256 == c.sha256)
        .join(submission, submission.c.id == c.submission_id)
        .where(submission.c.state == "published", c.choices.contains('"mapping"'))
        .order_by(submission.c.id.desc(), c.part)
        .limit(_LOOKED_AT)
    )
    earlier = connection.execute(query).all()
    wanted = headings(file) if earlier else ()
    for name, data, choices in earlier:
        how = json.loads(choices)
        if wanted and wanted == headings(Sent(name, bytes(data), how)):
            return dict(how["mapping"])
    return {}


def headings(file: Sent) -> Sequence[str]:
    """The fingerprint of a file: its headings in their normal form; empty for a file without a table."""
    how = {name: file.choices.get(name) for name in ("sheet", "table", "encoding")}
    return tuple(map(normal, reader.inspect(file.data, file.name, **how).columns))
