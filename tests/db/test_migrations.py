"""The tables are made step by step, in one transaction each time, and say the same as `db.tables`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from db import migrations, read, tables
from db import store as stores
from kpi.reading import Row

SECOND = '''"""Adds a table, then does what the test wants."""
from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"

def upgrade():
    op.create_table("planted", sa.Column("id", sa.Integer))
    op.execute("INSERT INTO planted VALUES (1)")
    {ending}
'''


@pytest.fixture
def planted(tmp_path: Path) -> Callable[[str], Path]:
    def make(ending: str) -> Path:
        folder = tmp_path / "steps"
        shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0005_planted.py").write_text(SECOND.format(ending=ending), encoding="utf-8")
        return folder

    return make


def at(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return migrations.current(connection)


def test_upgrading_twice_changes_nothing(store: Engine) -> None:
    with stores.reading(store) as connection:
        name = read.head(connection).store
    stores.upgrade(store)
    with stores.reading(store) as connection:
        assert read.head(connection).store == name
    assert at(store) == "0004"


def test_the_steps_and_the_tables_say_the_same(store: Engine) -> None:
    with store.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_populated_store_is_upgraded_with_its_figures(
    store: Engine, publish: Callable[..., object], planted: Callable[[str], Path]
) -> None:
    publish(Row("ore_milled_dry", "plant", "actual", "2022-09", 870_000.0))
    stores.upgrade(store, planted("pass"))
    assert at(store) == "0005"
    with store.connect() as connection:
        assert connection.execute(text("SELECT value FROM fact")).scalars().all() == [870_000.0]
        assert connection.execute(text("SELECT id FROM planted")).scalars().all() == [1]


def test_a_failing_step_leaves_nothing_behind(
    store: Engine, publish: Callable[..., object], planted: Callable[[str], Path]
) -> None:
    publish(Row("ore_milled_dry", "plant", "actual", "2022-09", 870_000.0))
    with pytest.raises(ZeroDivisionError):
        stores.upgrade(store, planted("1 / 0"))
    assert at(store) == "0004"
    assert not inspect(store).has_table("planted")
    stores.upgrade(store)
    assert inspect(store).has_table("fact")


def test_outside_one_transaction_the_failing_step_would_leave_its_table(
    address: str, store: Engine, planted: Callable[[str], Path]
) -> None:
    plain = create_engine(address, isolation_level="AUTOCOMMIT")
    with pytest.raises(ZeroDivisionError), plain.connect() as connection:
        migrations.run(connection, planted("1 / 0"))
    plain.dispose()
    assert inspect(store).has_table("planted")


def test_a_step_that_leaves_orphans_is_refused(tmp_path: Path, planted: Callable[[str], Path]) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    orphan = "op.execute(\"INSERT INTO plan_version VALUES (77, 2022, 1, '年初', '', '')\")"
    with pytest.raises(RuntimeError, match="orphans in plan_version"):
        stores.upgrade(engine, planted(orphan))
    assert at(engine) == "0004"


def test_an_empty_database_is_made_ready_at_first_use(address: str) -> None:
    engine = stores.engine(address)
    stores.ready(engine)
    stores.ready(engine)
    assert at(engine) == "0004"
