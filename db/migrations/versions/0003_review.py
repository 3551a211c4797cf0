"""Uploads that wait for review, what was decided about them, and the meetings that name a revision."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("uploaded_by", "uploaded_at", "note")),
        *(sa.Column(n, sa.Text) for n in ("reviewed_by", "reviewed_at")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.Text, unique=True),
        sa.CheckConstraint("state IN ('draft','pending','returned','published','discarded')", name="submission_state"),
    )
    op.create_table(
        "submission_file",
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("upload_file.sha256"), nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("name", "choices", "ticked")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, unique=True, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("held_on", "named_by", "named_at")),
    )
    # a plain column: batch mode would make the table anew, and SQLite then deletes its children (security.md)
    op.add_column("batch", sa.Column("submission_id", sa.Integer))
