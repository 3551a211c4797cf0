"""Transactions: one reading is one revision, writers wait for each other, and what was published cannot be changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from db import aside, read
from db import store as stores
from db.settings import Unusable
from kpi.reading import Row

ORE = Row("ore_milled_dry", "plant", "actual", "2022-09", 870_000.0, line=2)


def head(connection: object) -> int:
    found = connection.execute(text("SELECT head FROM ledger")).scalar_one()  # type: ignore[attr-defined]
    return int(found)


def test_a_read_transaction_keeps_its_revision_while_others_publish(
    store: Engine, publish: Callable[..., object]
) -> None:
    with stores.reading(store) as connection:
        before = head(connection)
        publish(ORE)
        assert (before, head(connection)) == (0, 0)
    with stores.reading(store) as connection:
        assert head(connection) == 1


def test_without_the_transaction_one_page_would_mix_two_revisions(
    address: str, store: Engine, publish: Callable[..., object]
) -> None:
    # the same library: two in one process do not see each other's locks, and the last to close takes the log away
    same = {} if stores.is_postgres(store) else {"module": stores._sqlite}  # type: ignore[attr-defined]
    plain = create_engine(address, isolation_level="AUTOCOMMIT", **same)
    with plain.connect() as connection:
        before = head(connection)
        publish(ORE)
        assert (before, head(connection)) == (0, 1)
    plain.dispose()


def test_a_failed_writing_leaves_nothing(store: Engine) -> None:
    with pytest.raises(ZeroDivisionError), stores.writing(store) as connection:
        connection.execute(text("UPDATE ledger SET head = 99"))
        raise ZeroDivisionError
    with stores.reading(store) as connection:
        assert head(connection) == 0


def test_a_reading_cannot_write(store: Engine) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), stores.reading(store) as connection:
        connection.execute(text("UPDATE ledger SET head = 99"))


def test_a_store_is_known_by_a_name_of_its_own(store: Engine, tmp_path: Path) -> None:
    other = stores.engine(f"sqlite:///{tmp_path / 'other.db'}")
    stores.ready(other)
    with stores.reading(store) as one, stores.reading(other) as two:
        assert len(read.head(one).store) == 32
        assert read.head(one).store != read.head(two).store


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("busy_timeout", 10_000),
        ("recursive_triggers", 1),
    ],
)
def test_sqlite_runs_with_the_options_that_survive_power_cuts(tmp_path: Path, pragma: str, value: object) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    if stores.warnings(engine) and pragma == "journal_mode":
        pytest.skip("this machine's SQLite is below the version floor")
    stores.upgrade(engine)
    with stores.reading(engine) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_an_old_sqlite_gets_the_rollback_journal_and_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    monkeypatch.setattr(stores, "FLOOR", (99, 0, 0))
    stores.upgrade(engine)
    with stores.reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "delete"
    (warning,) = stores.warnings(engine)
    assert warning.code == "store.old_sqlite"
    assert warning.args["floor"] == "99.0.0"


def test_a_sound_sqlite_gives_no_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "FLOOR", (3, 0, 0))
    assert stores.warnings(stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")) == ()


def test_a_store_newer_than_the_program_is_refused(store: Engine) -> None:
    with stores.writing(store) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unusable, match="比本程序新"):
        stores.ready(store)


def test_a_locked_store_is_said_to_be_busy() -> None:
    assert stores.why(OSError("database is locked")).code == "store.busy"
    assert stores.why(OSError(28, "No space left on device")).code == "store.disk_full"
    assert stores.why(OSError("connection refused")).code == "store.failed"


@pytest.fixture
def published(store: Engine, publish: Callable[..., object]) -> Engine:
    publish(ORE)
    return store


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fact SET value = 0",
        "UPDATE fact SET note = 'x'",
        "DELETE FROM fact",
        "UPDATE upload_file SET name = 'x'",
        "DELETE FROM upload_file",
        "UPDATE batch SET published_by = 'x'",
        "UPDATE batch SET seq = 7",
        "UPDATE batch SET row_count = 7",
        "UPDATE batch SET file_sha256 = NULL",
        "DELETE FROM batch",
    ],
)
def test_what_was_published_cannot_be_changed(published: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), stores.writing(published) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["fact", "upload_file", "batch"])
def test_the_ways_round_update_and_delete_are_closed_too(published: Engine, table: str) -> None:
    replace, truncate = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", f"TRUNCATE {table} CASCADE"
    statement = truncate if stores.is_postgres(published) else replace
    with pytest.raises(DBAPIError, match="append-only"), stores.writing(published) as connection:
        connection.execute(text(statement))


def test_a_batch_may_be_marked_withdrawn(published: Engine) -> None:
    with stores.writing(published) as connection:
        connection.execute(text("UPDATE batch SET status = 'withdrawn', withdrawn_seq = 2"))
    with stores.reading(published) as connection:
        (found,) = read.batches(connection)
    assert (found.status, found.withdrawn_seq) == ("withdrawn", 2)


def test_without_the_triggers_the_same_statements_would_pass(published: Engine) -> None:
    postgres = stores.is_postgres(published)
    drop = "DROP TRIGGER fact_append_only ON fact" if postgres else "DROP TRIGGER fact_update"
    with stores.writing(published) as connection:
        connection.execute(text(drop))
        changed = connection.execute(text("UPDATE fact SET value = 0"))
    assert changed.rowcount == 1


def test_a_store_that_has_gone_away_is_not_made_anew(tmp_path: Path) -> None:
    """SQLite would open an empty file in its place, and every page would show a plant without figures."""
    file = tmp_path / "kpi.db"
    engine = stores.engine(f"sqlite:///{file}")
    stores.upgrade(engine)
    file.rename(tmp_path / "away.db")
    with pytest.raises(stores.FAILURES), stores.reading(engine):
        pass
    assert not file.exists()
    (tmp_path / "away.db").rename(file)
    with stores.reading(engine) as connection:
        assert head(connection) == 0
    careless = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with careless.connect():
        assert (tmp_path / "other.db").exists()


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The store's file and another, which is at revision 7."""
    file, other = tmp_path / "kpi.db", tmp_path / "other.db"
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{file}")
    for path in (file, other):
        stores.upgrade(stores.engine(f"sqlite:///{path}"))
    with stores.writing(stores.engine(f"sqlite:///{other}")) as connection:
        connection.execute(text("UPDATE ledger SET head = 7"))
    return file, other


def kept_head() -> int:
    with stores.reading(stores.kept()) as connection:
        return head(connection)


@pytest.mark.parametrize("watched", [True, False])
def test_a_connection_that_is_kept_leaves_a_file_that_was_replaced(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    """The control: unwatched it goes on reading the file that lay there before."""
    if not watched:
        monkeypatch.setattr(stores, "_still", lambda *_: None)
    file, other = two
    assert kept_head() == 0
    file.rename(file.with_name("away.db"))
    if watched:
        with pytest.raises(stores.FAILURES):
            kept_head()
    other.rename(file)
    assert kept_head() == (7 if watched else 0)


def test_what_is_kept_is_let_go_for_one_who_needs_the_file_alone(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "PATIENCE_S", 0.0)
    assert kept_head() == 0
    with pytest.raises(Unusable), aside.alone(stores.engine()):
        pass
    stores.let_go()
    with aside.alone(stores.engine()):
        pass
    assert kept_head() == 0
