"""The store's first tables, and the triggers that keep what was published from being changed."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PERIOD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
FROZEN = (
    "id",
    "seq",
    "kind",
    "content_key",
    "file_sha256",
    "file_name",
    "uploaded_by",
    "uploaded_at",
    "published_by",
    "published_at",
    "withdraws_batch",
    "parser_version",
    "mapping",
    "warnings",
    "corrections",
    "note",
    "row_count",
    "added",
    "changed",
    "idempotency_key",
    "part",
    "idle",
)
"""What a published batch may never change: all but its status and the revision that withdrew it."""


def upgrade() -> None:
    _tables()
    _fact_tables()
    ledger = sa.table("ledger", sa.column("id"), sa.column("store"), sa.column("head"), sa.column("cleared"))
    op.bulk_insert(ledger, [{"id": 1, "store": uuid4().hex, "head": 0, "cleared": False}])
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in _postgres_triggers() if postgres else _sqlite_triggers():
        op.execute(statement)


def _tables() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="ledger_one_row"), autoincrement=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("cleared", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "upload_file",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_seen", sa.Text, nullable=False),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("content_key", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.Text, sa.ForeignKey("upload_file.sha256")),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.Text, nullable=False),
        sa.Column("published_by", sa.Text),
        sa.Column("published_at", sa.Text),
        sa.Column("withdraws_batch", sa.Integer, sa.ForeignKey("batch.id")),
        sa.Column("withdrawn_seq", sa.Integer),
        *(
            sa.Column(n, sa.Text, nullable=False)
            for n in ("parser_version", "mapping", "warnings", "corrections", "note")
        ),
        *(sa.Column(n, sa.Integer, nullable=False) for n in ("row_count", "added", "changed")),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("idle", sa.Text, nullable=False),
        sa.UniqueConstraint("idempotency_key", "part", name="batch_request"),
        sa.CheckConstraint("kind IN ('upload','sample','withdrawal')", name="batch_kind"),
        sa.CheckConstraint("status IN ('draft','pending','returned','published','withdrawn')", name="batch_status"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("scope", "indicator", "measure", "label")),
        sa.UniqueConstraint("scope", "indicator", "measure", "label", name="series_name"),
        sa.CheckConstraint("measure IN ('actual','plan','plan_low','plan_high','action')", name="series_measure"),
    )
    op.create_table(
        "plan_version",
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True, autoincrement=False),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("name", "approved_on", "reason")),
        sa.UniqueConstraint("year", "number", name="plan_version_number"),
    )


def _fact_tables() -> None:
    op.create_table(
        "fact",
        sa.Column("series_id", sa.Integer, sa.ForeignKey("series.id"), primary_key=True, autoincrement=False),
        sa.Column("period", PERIOD, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True, autoincrement=False),
        sa.Column("value", sa.Double),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("qualifier", "value_text", "note", "stage", "src_sheet")),
        *(sa.Column(n, sa.Integer, nullable=False) for n in ("src_row", "src_col")),
        sqlite_with_rowid=False,
    )
    op.create_index("fact_batch", "fact", ["batch_id"])
    op.create_table(
        "fact_current",
        sa.Column("series_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("period", PERIOD, primary_key=True),
        sa.Column("batch_id", sa.Integer, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("qualifier", sa.Text, nullable=False),
        sa.Column("first_batch_id", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _sqlite_triggers() -> list[str]:
    statements = [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for table in ("fact", "upload_file")
        for verb in ("UPDATE", "DELETE")
    ]
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN)
    refused = "BEGIN SELECT RAISE(ABORT, 'append-only: batch'); END"
    return [
        *statements,
        f"CREATE TRIGGER batch_update BEFORE UPDATE ON batch WHEN OLD.seq IS NOT NULL AND ({changed}) {refused}",
        f"CREATE TRIGGER batch_delete BEFORE DELETE ON batch WHEN OLD.seq IS NOT NULL {refused}",
    ]


def _postgres_triggers() -> list[str]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
    call = "EXECUTE FUNCTION append_only()"
    return [
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END$$",
        f"CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON fact FOR EACH ROW {call}",
        f"CREATE TRIGGER upload_file_append_only BEFORE UPDATE OR DELETE ON upload_file FOR EACH ROW {call}",
        f"CREATE TRIGGER batch_update BEFORE UPDATE ON batch FOR EACH ROW"
        f" WHEN (OLD.seq IS NOT NULL AND ({changed})) {call}",
        f"CREATE TRIGGER batch_delete BEFORE DELETE ON batch FOR EACH ROW WHEN (OLD.seq IS NOT NULL) {call}",
        *(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
            for table in ("fact", "upload_file", "batch")
        ),
    ]
