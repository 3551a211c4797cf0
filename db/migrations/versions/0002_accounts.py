"""Accounts, what opens the door for them, and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRAIL = ("at", "login", "role", "address", "verb", "what", "before", "after", "hash")


def upgrade() -> None:
    _people()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TRAIL),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="audit_one_row"), autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    head = sa.table("audit_head", sa.column("id"), sa.column("count"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "count": 0, "hash": ""}])
    for statement in _postgres() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("login", sa.Text, unique=True, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("name", "role", "scope", "pages", "password", "changed_at")),
        *(sa.Column(n, sa.Boolean, nullable=False) for n in ("must_change", "disabled")),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.CheckConstraint("role IN ('viewer','analyst','reviewer','admin','screen')", name="account_role"),
    )
    op.create_table(
        "access",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("kind", "name")),
        sa.Column("secret", sa.Text, unique=True, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("address", "created_at", "seen_at", "expires_at")),
        sa.Column("revoked_at", sa.Text),
        sa.CheckConstraint("kind IN ('session','token','screen','device')", name="access_kind"),
    )
    op.create_index("access_account", "access", ["account_id"])
    op.create_table(
        "pairing",
        sa.Column("secret", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, unique=True, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        *(sa.Column(n, sa.Double, nullable=False) for n in ("last", "until")),
    )


def _sqlite() -> list[str]:
    refused = "BEGIN SELECT RAISE(ABORT, 'append-only: audit'); END"
    return [
        *(f"CREATE TRIGGER audit_{verb.lower()} BEFORE {verb} ON audit {refused}" for verb in ("UPDATE", "DELETE")),
        f"CREATE TRIGGER audit_head_back BEFORE UPDATE ON audit_head WHEN NEW.count <> OLD.count + 1 {refused}",
        f"CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head {refused}",
        # INSERT OR REPLACE removes a row without waking the delete triggers where recursive_triggers is off
        "CREATE TRIGGER audit_again BEFORE INSERT ON audit"
        f" WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) {refused}",
        f"CREATE TRIGGER audit_head_again BEFORE INSERT ON audit_head {refused}",
    ]


def _postgres() -> list[str]:
    call = "EXECUTE FUNCTION append_only()"
    return [
        f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW {call}",
        f"CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT {call}",
        "CREATE TRIGGER audit_head_back BEFORE UPDATE ON audit_head FOR EACH ROW"
        f" WHEN (NEW.count <> OLD.count + 1) {call}",
        f"CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head FOR EACH ROW {call}",
        f"CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT {call}",
    ]
