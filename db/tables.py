"""The tables: a ledger of publications, the files as sent, the facts they assert, the values now in force."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
PERIOD = Text()
"""``2022-09`` or ``2022``; the migration gives it collation "C", so '2022' < '2022-01' whatever the server's locale."""

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="ledger_one_row"), primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("head", Integer, nullable=False),
    Column("cleared", Boolean, nullable=False),
)
"""One row; its lock serialises publications; ``head`` is the revision, ``store`` a random name for caches.

``cleared``: the sample was set aside for this store, which must not fill itself with it again.
"""

upload_file = Table(
    "upload_file",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
)
"""The originals, untouched."""

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, unique=True),
    Column(
        "kind", Text, CheckConstraint("kind IN ('upload','sample','withdrawal')", name="batch_kind"), nullable=False
    ),
    Column(
        "status",
        Text,
        CheckConstraint("status IN ('draft','pending','returned','published','withdrawn')", name="batch_status"),
        nullable=False,
    ),
    Column("content_key", Text, nullable=False),
    Column("file_sha256", Text, ForeignKey("upload_file.sha256")),
    Column("file_name", Text, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", Text, nullable=False),
    Column("published_by", Text),
    Column("published_at", Text),
    Column("withdraws_batch", Integer, ForeignKey("batch.id")),
    Column("withdrawn_seq", Integer),
    Column("parser_version", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("corrections", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("idempotency_key", Text),
    Column("part", Integer, nullable=False),
    Column("idle", Text, nullable=False),
    UniqueConstraint("idempotency_key", "part", name="batch_request"),
)
"""One upload; ``seq`` (gapless) is the revision it made, NULL until published. Times are UTC, ISO 8601.

``part`` numbers the files of one request from 0; mapping, warnings and corrections are JSON. So is ``idle``, the
request's files that changed nothing and became no batch: part, name, SHA-256 and number of cells of each.
"""

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("scope", Text, nullable=False),
    Column("indicator", Text, nullable=False),
    Column(
        "measure",
        Text,
        CheckConstraint("measure IN ('actual','plan','plan_low','plan_high','action')", name="series_measure"),
        nullable=False,
    ),
    Column("label", Text, nullable=False),
    UniqueConstraint("scope", "indicator", "measure", "label", name="series_name"),
)
"""What is measured; ``label`` is the text of a 措施, '' otherwise."""

fact = Table(
    "fact",
    metadata,
    Column("series_id", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False),
    Column("period", PERIOD, primary_key=True),
    Column("batch_id", Integer, ForeignKey("batch.id"), primary_key=True, autoincrement=False),
    Column("value", Double),
    Column("qualifier", Text, nullable=False),
    Column("value_text", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("src_sheet", Text, nullable=False),
    Column("src_row", Integer, nullable=False),
    Column("src_col", Integer, nullable=False),
    Index("fact_batch", "batch_id"),
    sqlite_with_rowid=False,
)
"""Every asserted cell of every batch, append-only; ``value`` NULL is reported as missing."""

fact_current = Table(
    "fact_current",
    metadata,
    Column("series_id", Integer, primary_key=True, autoincrement=False),
    Column("period", PERIOD, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    Column("value", Double),
    Column("qualifier", Text, nullable=False),
    Column("first_batch_id", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The latest standing assertion of each cell, and the batch of the first one; can be rebuilt from ``fact``.

No foreign keys: its rows are copied from ``fact``, which has them, and checking each again was most of the time of
a publication on PostgreSQL.
"""

plan_version = Table(
    "plan_version",
    metadata,
    Column("batch_id", Integer, ForeignKey("batch.id"), primary_key=True, autoincrement=False),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("approved_on", Text, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("year", "number", name="plan_version_number"),
)
"""One row for each year whose plan a batch states: 年初 first, then 调整."""
