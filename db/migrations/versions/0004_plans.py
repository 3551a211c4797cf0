"""What is said of an adjusted plan stays with the upload until it is published: when it was approved, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # plain columns: batch mode would make the table anew, and SQLite then deletes its children (security.md)
    for name in ("plan_approved_on", "plan_reason"):
        op.add_column("submission", sa.Column(name, sa.Text))
