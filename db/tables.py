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
    Column("submission_id", Integer),
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
"""One row for each year whose plan a batch states anew; ``name`` is 调整 where it changed what stood, else 年初.

``number`` counts all ever made; which stand, and their numbers, say `db.versions`. ``approved_on`` is a date in ISO
8601, '' where none was said.
"""

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("login", Text, unique=True, nullable=False),
    Column("name", Text, nullable=False),
    Column(
        "role",
        Text,
        CheckConstraint("role IN ('viewer','analyst','reviewer','admin','screen')", name="account_role"),
        nullable=False,
    ),
    Column("scope", Text, nullable=False),
    Column("pages", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)
"""People and screens. ``scope`` '' is everything; ``password`` an argon2 hash of ``changed_at``, '' for a screen."""

access = Table(
    "access",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind IN ('session','token','screen','device')", name="access_kind"),
        nullable=False,
    ),
    Column("name", Text, nullable=False),
    Column("secret", Text, unique=True, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("revoked_at", Text),
    Index("access_account", "account_id"),
)
"""What opens the door: sessions, API tokens, paired screens; ``secret`` is the SHA-256 of a random 256-bit token.

A ``device`` only tells a browser that has logged in before from a stranger's, for the back-off after failures.
"""

pairing = Table(
    "pairing",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("code", Text, unique=True, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("account_id", Integer, ForeignKey("account.id")),
)
"""Walls that wait to be paired, by the SHA-256 of their cookie and of the code they show."""

throttle = Table(
    "throttle",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Double, nullable=False),
    Column("until", Double, nullable=False),
)
"""Failed logins by login and origin (hashed); seconds since 1970, ``until`` 0 for no waiting."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *(
        Column(name, Text, nullable=False)
        for name in ("at", "login", "role", "address", "verb", "what", "before", "after", "hash")
    ),
)
"""Who did what, when, from where; append-only, ``hash`` covers the row and the one before it."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="audit_one_row"), primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
"""One row: how long the trail is and its last hash, so that rows cut off at the end are missed; its lock chains."""

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('draft','pending','returned','published','discarded')", name="submission_state"),
        nullable=False,
    ),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("reviewed_by", Text),
    Column("reviewed_at", Text),
    Column("reason", Text, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("idempotency_key", Text, unique=True),
    Column("plan_approved_on", Text),
    Column("plan_reason", Text),
)
"""One upload on its way through the gate: draft, waiting for review, returned, published or given up.

``seen`` is the revision its difference was last compared with; the batches it became name it. ``plan_approved_on``
(as typed) and ``plan_reason`` are said of a plan that it changes.
"""

submission_file = Table(
    "submission_file",
    metadata,
    Column("submission_id", Integer, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("sha256", Text, ForeignKey("upload_file.sha256"), nullable=False),
    Column("name", Text, nullable=False),
    Column("choices", Text, nullable=False),
    Column("ticked", Text, nullable=False),
)
"""Its files in order; ``choices`` (JSON object): sheet, encoding, corrections …; ``ticked`` (JSON list): warnings."""

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, unique=True, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("held_on", Text, nullable=False),
    Column("named_by", Text, nullable=False),
    Column("named_at", Text, nullable=False),
)
"""Revisions by the name of the meeting that saw them, such as 2022年9月例会."""
