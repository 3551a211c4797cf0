"""Restoring: the same figures as before, the old store kept, nothing half done; and the drill that tries it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from db import aside, audit, backup, drill, migrations, read, restore, settings, shelf, soundness, uploads
from db import store as stores
from db.__main__ import main
from db.settings import Unusable
from kpi.reading import Row

Publish = Callable[..., uploads.Receipt | uploads.Refused]
Run = Callable[..., tuple[int, str, str]]
on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("address", ["postgresql"], indirect=True)
WHOLE = {
    "batch": "SELECT * FROM batch ORDER BY id",
    "series": "SELECT * FROM series ORDER BY id",
    "fact": "SELECT * FROM fact ORDER BY series_id, period, batch_id",
    "fact_current": "SELECT * FROM fact_current ORDER BY series_id, period",
    "upload_file": "SELECT * FROM upload_file ORDER BY sha256",
    "plan_version": "SELECT * FROM plan_version ORDER BY batch_id, year",
}
"""Everything that was published, asked for in plain SQL."""


def ore(value: float, month: str = "2022-09") -> Row:
    return Row("ore_milled_dry", "plant", "actual", month, value)


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with stores.reading(engine) as connection:
        return {name: [tuple(row) for row in connection.execute(text(sql))] for name, sql in WHOLE.items()}


def one(engine: Engine, sql: str) -> object:
    with stores.reading(engine) as connection:
        return connection.execute(text(sql)).scalar_one()


def places(engine: Engine) -> list[str]:
    """Every file beside the store, or every schema of the database."""
    if not stores.is_postgres(engine):
        return sorted(path.name for path in Path(engine.url.database or "").parent.iterdir())
    with engine.connect() as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public%' ORDER BY 1"
        return list(connection.execute(text(query)).scalars())


def flipped(path: Path, to: Path, place: int) -> Path:
    """A copy with one bit changed, its sum left behind."""
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    to.write_bytes(data)
    return to


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def filled(store: Engine, publish: Publish) -> Engine:
    """Four publications: figures, a correction, a plan, Chinese text and what COPY has to escape."""
    publish(ore(870_000.0), ore(860_000.0, "2022-08"), ore(0.1 + 0.2, "2022-07"))
    publish(ore(873_000.0), name="更正.csv", by="王工")
    publish(Row("ore_milled_dry", "plant", "plan", "2022", 1.0e7))
    publish(Row("ore_milled_dry", "line1", "actual", "2022-09", None, text='甲\t乙\\N\\.\n"丙"', note="\\."))
    return store


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds for the others in a test."""
    monkeypatch.setattr(aside, "PATIENCE_S", 0.0)
    monkeypatch.setattr(stores, "BUSY_MS", 50)
    monkeypatch.setattr(stores, "PRAGMAS", ("busy_timeout=50", *stores.PRAGMAS[1:]))


# ---- the same figures


def test_a_restored_store_equals_the_original_figure_by_figure(filled: Engine, publish: Publish, folder: Path) -> None:
    before = contents(filled)
    made = backup.make(filled, folder)
    publish(ore(1.0), ore(2.0, "2022-10"))
    assert contents(filled) != before
    done = restore.restore(filled, made.path)
    assert (done.revision, done.summed) == (4, True)
    assert contents(filled) == before
    assert len(before["fact"]) == 6
    assert [row[3] for row in before["fact_current"]][:3] == [0.1 + 0.2, 860_000.0, 873_000.0]


def test_what_was_published_since_is_kept_under_the_name_that_is_said(
    filled: Engine, publish: Publish, folder: Path
) -> None:
    made = backup.make(filled, folder)
    publish(ore(1.0))
    before = places(filled)
    done = restore.restore(filled, made.path)
    assert sorted({*before, done.aside}) == places(filled)
    if stores.is_postgres(filled):
        assert one(filled, f'SELECT head FROM "{done.aside}".ledger') == 5
    else:
        place = Path(filled.url.database or "").with_name(done.aside)
        assert one(stores.engine(f"sqlite:///{place}"), "SELECT head FROM ledger") == 5


def test_a_restored_store_works_on(filled: Engine, publish: Publish, folder: Path) -> None:
    restore.restore(filled, backup.make(filled, folder).path)
    answer = publish(ore(5.0))
    assert isinstance(answer, uploads.Receipt)
    assert answer.revision == 5
    with pytest.raises(Exception, match="append-only"), stores.writing(filled) as connection:
        connection.execute(text("UPDATE fact SET value = 0"))
    with stores.reading(filled) as connection:
        assert soundness.of(connection).problems == ()
        assert migrations.current(connection) == migrations.newest()


def test_a_backup_restores_into_an_empty_database(filled: Engine, folder: Path, tmp_path: Path, address: str) -> None:
    before = contents(filled)
    made = backup.make(filled, folder)
    if stores.is_postgres(filled):
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")  # the accident after which one restores
        fresh = filled
    else:
        fresh = stores.engine(f"sqlite:///{tmp_path / 'new' / 'kpi.db'}")
    assert restore.restore(fresh, made.path).aside == ""
    assert contents(fresh) == before


def test_caches_of_the_store_before_are_not_believed(filled: Engine, publish: Publish, folder: Path) -> None:
    """Revision 5 after the restore is not the revision 5 before it, and caches are keyed by store and revision."""
    made = backup.make(filled, folder)
    publish(ore(1.0))
    with stores.reading(filled) as connection:
        before = read.head(connection)
    restore.restore(filled, made.path)
    publish(ore(2.0))
    with stores.reading(filled) as connection:
        after = read.head(connection)
    assert (before.revision, after.revision) == (5, 5)
    assert before.store != after.store


# ---- who was let in


def enter(engine: Engine, number: int, kind: str, *, revoked: bool = False) -> None:
    at = "2026-11-22T15:00:00Z"
    with stores.writing(engine) as connection:
        connection.execute(
            text(f"INSERT INTO access VALUES (:n, 1, :kind, '', :s, '', '{at}', '{at}', '2099-01-01T00:00:00Z', :r)"),
            {"n": number, "kind": kind, "s": f"secret {number}", "r": at if revoked else None},
        )


@pytest.fixture
def staffed(filled: Engine) -> Engine:
    """Account 1 with a session (1), an API token (2) and a screen (3)."""
    with stores.writing(filled) as connection:
        columns = "id, login, name, role, scope, pages, password, changed_at, must_change, disabled, created_at"
        values = "1, 'wang', '王工', 'analyst', '', '', 'x', 'x', false, false, 'x'"
        connection.execute(text(f"INSERT INTO account ({columns}) VALUES ({values})"))
    for number, kind in ((1, "session"), (2, "token"), (3, "screen")):
        enter(filled, number, kind)
    return filled


def open_doors(engine: Engine) -> list[int]:
    with stores.reading(engine) as connection:
        return list(connection.execute(text("SELECT id FROM access WHERE revoked_at IS NULL ORDER BY id")).scalars())


def test_no_session_lives_on_in_a_restored_store(staffed: Engine, folder: Path) -> None:
    made = backup.make(staffed, folder)
    assert open_doors(staffed) == [1, 2, 3]
    restore.restore(staffed, made.path)
    assert open_doors(staffed) == [2, 3]


def test_what_was_revoked_or_closed_since_the_backup_stays_so(staffed: Engine, folder: Path) -> None:
    made = backup.make(staffed, folder)
    with stores.writing(staffed) as connection:
        connection.execute(text("UPDATE access SET revoked_at = 'now' WHERE id = 2"))
        connection.execute(text("UPDATE account SET disabled = true"))
    restore.restore(staffed, made.path)
    assert open_doors(staffed) == [3]
    assert one(staffed, "SELECT count(*) FROM account WHERE disabled") == 1


def test_a_role_and_a_scope_that_were_narrowed_since_the_backup_stay_so(staffed: Engine, folder: Path) -> None:
    before = one(staffed, "SELECT role FROM account")
    made = backup.make(staffed, folder)
    with stores.writing(staffed) as connection:
        connection.execute(text("UPDATE account SET role = 'viewer', scope = 'line1'"))
    assert before != "viewer"
    restore.restore(staffed, made.path)
    assert (one(staffed, "SELECT role FROM account"), one(staffed, "SELECT scope FROM account")) == ("viewer", "line1")


def test_the_trail_tells_of_the_restore_once(filled: Engine, folder: Path) -> None:
    before = one(filled, "SELECT count(*) FROM audit")
    made = backup.make(filled, folder)
    done = restore.restore(filled, made.path)
    with stores.reading(filled) as connection:
        assert audit.verify(connection) == ()
        (entry,) = audit.entries(connection, limit=1)
        rows = connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
    assert rows == int(str(before)) + 1
    assert (entry.login, entry.verb, entry.what) == ("console", "restore", "store")
    assert f'"file": "{made.path.name}", "revision": 4' in entry.after
    assert done.aside in entry.after


# ---- what is refused, with nothing changed


@pytest.fixture
def unchanged(filled: Engine) -> Callable[[Path, str], None]:
    """``unchanged(file, sentence)``: restoring the file is refused with the sentence and leaves all as it was."""

    def check(file: Path, sentence: str) -> None:
        before = contents(filled), places(filled)
        with pytest.raises(Unusable, match=sentence):
            restore.restore(filled, file)
        assert (contents(filled), places(filled)) == before

    return check


def test_a_backup_with_one_bit_changed_is_refused(filled: Engine, folder: Path, unchanged: Callable[..., None]) -> None:
    made = backup.make(filled, folder)
    for place in (made.size // 3, made.size // 2, made.size - 40):
        kept = made.path.read_bytes()
        flipped(made.path, made.path, place)
        unchanged(made.path, "已损坏（与 .sha256 校验值不符），什么都没有改动")
        made.path.write_bytes(kept)
    assert restore.restore(filled, made.path).revision == 4


def test_without_its_sum_damage_is_found_by_the_contents(
    filled: Engine, folder: Path, tmp_path: Path, unchanged: Callable[..., None]
) -> None:
    made = backup.make(filled, folder)
    data = made.path.read_bytes()
    for place in (100, len(data) // 2, len(data) - 1_500):
        (tmp_path / "cut").write_bytes(data[:place])
        unchanged(tmp_path / "cut", "什么都没有改动")


@on_sqlite
def test_a_changed_figure_is_found_without_the_sum(
    filled: Engine, folder: Path, tmp_path: Path, unchanged: Callable[..., None]
) -> None:
    """The bit is in the value of a fact: every page is in order, only the number is another."""
    made, copy = backup.make(filled, folder), tmp_path / "copy.db"
    shutil.copyfile(made.path, copy)
    with sqlite3.connect(copy) as plain:
        plain.execute("DROP TRIGGER fact_update")
        plain.execute("UPDATE fact SET value = value + 1 WHERE value = 873000")
    plain.close()
    unchanged(copy, "现值与历史记录有 2 处不一致")


@on_sqlite
def test_a_changed_original_is_found_without_the_sum(
    filled: Engine, folder: Path, tmp_path: Path, unchanged: Callable[..., None]
) -> None:
    made, copy = backup.make(filled, folder), tmp_path / "copy.db"
    shutil.copyfile(made.path, copy)
    with sqlite3.connect(copy) as plain:
        plain.execute("DROP TRIGGER upload_file_update")
        plain.execute("UPDATE upload_file SET bytes = x'00' WHERE name = '更正.csv'")
    plain.close()
    unchanged(copy, "1 个原始文件的内容与其 SHA-256 不符")


def test_what_is_no_backup_or_of_the_other_kind_is_refused(
    filled: Engine, tmp_path: Path, unchanged: Callable[..., None]
) -> None:
    (tmp_path / "notes.txt").write_text("SQLite, said the note")
    unchanged(tmp_path / "notes.txt", "不是本程序的备份")
    (tmp_path / "other").write_bytes(b"SQLite format 3\0" if stores.is_postgres(filled) else b"PGDMP\1\16")
    unchanged(tmp_path / "other", "另一种数据库的备份")
    unchanged(tmp_path / "missing.db", "读不出来（没有这个文件或文件夹）")
    sqlite3.connect(tmp_path / "foreign.db").execute("CREATE TABLE x (y)").connection.close()
    if not stores.is_postgres(filled):
        unchanged(tmp_path / "foreign.db", "没有本程序的表")


def test_a_backup_made_by_a_newer_program_is_refused(
    filled: Engine, folder: Path, unchanged: Callable[..., None]
) -> None:
    newest = migrations.newest()
    with stores.writing(filled) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unusable, match="9999"):
        backup.make(filled, folder)
    if stores.is_postgres(filled):
        return
    copy = folder / "newer.db"
    with sqlite3.connect(copy) as to, sqlite3.connect(filled.url.database or "") as source:
        source.backup(to)
    to.close()
    source.close()
    with stores.writing(filled) as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{newest}'"))
    unchanged(copy, "比本程序新")


def test_a_store_in_use_is_not_pulled_away(
    filled: Engine, folder: Path, impatient: None, unchanged: Callable[..., None]
) -> None:
    made = backup.make(filled, folder)
    before = contents(filled), places(filled)
    with stores.reading(filled) as connection:
        assert read.head(connection).revision == 4
        with pytest.raises(Unusable, match="正被其他程序使用，什么都没有改动；请先停止看板"):
            restore.restore(filled, made.path)
    beside = [name for name in places(filled) if not name.endswith(aside.SIDES)]
    assert (contents(filled), beside) == before
    assert restore.restore(filled, made.path).revision == 4


@on_sqlite
def test_a_publication_that_waits_during_the_exchange_is_not_lost_unseen(tmp_path: Path, filled: Engine) -> None:
    """It waits for the file's lock and gets it on what is then the old file: it must fail, not be acknowledged."""
    place, kept, fresh = (tmp_path / name for name in ("kpi.db", "old.db", "fresh.db"))
    stores.upgrade(stores.engine(f"sqlite:///{fresh}"))
    told: list[object] = []

    def write() -> None:
        try:
            with stores.writing(filled) as connection:
                connection.execute(text("UPDATE ledger SET store = 'mine'"))
            told.append("acknowledged")
        except stores.FAILURES as failure:
            told.append(failure)

    with aside.alone(filled):
        waiting = Thread(target=write)
        waiting.start()
        time.sleep(0.3)
        aside.swap(place, kept, fresh)
    waiting.join()
    assert told != ["acknowledged"] or one(filled, "SELECT store FROM ledger") == "mine"


@on_postgres
def test_a_publication_that_waits_during_a_restore_comes_after_it(
    filled: Engine, folder: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.make(filled, folder)
    publish(ore(1.0))
    told: list[uploads.Receipt | uploads.Refused] = []
    whole, waiting = restore.fill, Thread(target=lambda: told.append(publish(ore(7.0))))

    def slow(*arguments: object) -> None:
        waiting.start()
        time.sleep(0.3)
        whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(restore, "fill", slow)
    restore.restore(filled, made.path)
    waiting.join()
    assert [answer.revision for answer in told if isinstance(answer, uploads.Receipt)] == [5]
    assert one(filled, "SELECT count(*) FROM batch") == 5
    assert one(filled, "SELECT value FROM fact WHERE batch_id = 5") == 7.0


DIES = """
import os, signal, sys
from pathlib import Path
from db import restore, settling, store

def dies(*arguments):
    done(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

done, settling.settle = settling.settle, dies
restore.restore(store.engine(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name == "nt", reason="kill −9 is a Unix signal")
def test_a_restore_killed_at_its_last_step_changes_nothing(
    filled: Engine, address: str, publish: Publish, folder: Path
) -> None:
    made = backup.make(filled, folder)
    publish(ore(1.0))
    before = contents(filled)
    command = [sys.executable, "-c", DIES, address, str(made.path)]
    assert subprocess.run(command, cwd=settings.ROOT, timeout=60).returncode == -9
    assert contents(filled) == before
    assert restore.restore(filled, made.path).revision == 4


# ---- when the store before is broken


@on_sqlite
def test_a_damaged_store_is_set_aside_with_all_that_lies_beside_it(filled: Engine, folder: Path) -> None:
    before, made = contents(filled), backup.make(filled, folder)
    place = Path(filled.url.database or "")
    for side in ("", "-wal", "-shm"):
        place.with_name(place.name + side).write_bytes(b"not a database " * 500)
    done = restore.restore(filled, made.path)
    assert contents(filled) == before
    for side in ("", "-wal", "-shm"):
        assert place.with_name(done.aside + side).read_bytes().startswith(b"not a database")


@on_sqlite
def test_a_log_left_over_by_a_lost_store_is_not_taken_for_the_restored_ones(
    filled: Engine, publish: Publish, folder: Path, tmp_path: Path
) -> None:
    """SQLite would play it into the restored file."""
    if stores.warnings(filled):
        pytest.skip("write-ahead log")
    made, place = backup.make(filled, folder), Path(filled.url.database or "")
    before = contents(filled)
    with stores.reading(filled) as connection:
        read.head(connection)
        publish(ore(666.0))
        shutil.copyfile(f"{place}-wal", tmp_path / "log")
    place.unlink()
    shutil.copyfile(tmp_path / "log", f"{place}-wal")
    restore.restore(filled, made.path)
    assert contents(filled) == before


@on_sqlite
def test_a_restored_file_belongs_to_whom_the_store_belonged(filled: Engine, folder: Path) -> None:
    if os.name == "nt":
        pytest.skip("owners of files")
    place = Path(filled.url.database or "")
    place.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(place, 12345, 12345)
    before = place.stat()
    restore.restore(filled, backup.make(filled, folder).path)
    after = place.stat()
    assert (after.st_uid, after.st_gid, after.st_mode) == (before.st_uid, before.st_gid, before.st_mode)
    assert after.st_ino != before.st_ino


# ---- an older form


@pytest.fixture
def older(address: str, tmp_path: Path) -> Engine:
    """A store as the first version of the program made it, with one publication's skeleton."""
    steps = tmp_path / "steps"
    shutil.copytree(migrations.FOLDER, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for step in (steps / "versions").glob("*.py"):
        if not step.name.startswith("0001"):
            step.unlink()
    engine = stores.engine(address)
    stores.upgrade(engine, steps)
    with stores.writing(engine) as connection:
        connection.execute(text("INSERT INTO series VALUES (1, 'plant', 'ore_milled_dry', 'actual', '')"))
    return engine


def test_a_store_of_an_older_form_is_backed_up_as_it_is_and_restored_in_the_newest(older: Engine, folder: Path) -> None:
    made = backup.make(older, folder)
    with older.connect() as connection:
        assert migrations.current(connection) == "0001"
    assert restore.restore(older, made.path).revision == 0
    with stores.reading(older) as connection:
        assert migrations.current(connection) == migrations.newest()
        assert connection.execute(text("SELECT indicator FROM series")).scalars().all() == ["ore_milled_dry"]


# ---- the drill


def test_a_drill_compares_all_and_leaves_nothing(filled: Engine, publish: Publish, folder: Path) -> None:
    made = backup.make(filled, folder)
    publish(ore(1.0), ore(2.0, "2022-10"))
    before = contents(filled), places(filled)
    found = drill.drill(filled, folder)
    assert (found.backup, found.problems) == (made, ())
    assert (found.batches, found.figures, found.files) == (4, 5, 4)
    assert (contents(filled), places(filled)) == before


def forge(engine: Engine, statement: str, table: str) -> None:
    """Change what was published behind the store's back."""
    with stores.writing(engine) as connection:
        if stores.is_postgres(engine):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_update"))
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("table", "statement", "sentence"),
    [
        ("fact", "UPDATE fact SET value = value + 1 WHERE value = 860000", "figures_differ"),
        ("batch", "UPDATE batch SET content_key = 'x' WHERE seq = 2", "batches_differ"),
    ],
)
def test_a_drill_finds_a_single_difference(
    filled: Engine, folder: Path, table: str, statement: str, sentence: str
) -> None:
    backup.make(filled, folder)
    forge(filled, statement, table)
    assert [(p.code, p.args) for p in drill.drill(filled, folder).problems] == [(f"backup.{sentence}", {"count": 1})]


def test_a_drill_takes_the_newest_and_refuses_a_damaged_one(filled: Engine, publish: Publish, folder: Path) -> None:
    with pytest.raises(Unusable, match="没有备份"):
        drill.drill(filled, folder)
    backup.make(filled, folder)
    publish(ore(1.0))
    newest = backup.make(filled, folder)
    assert drill.drill(filled, folder).backup == newest
    flipped(newest.path, newest.path, newest.size // 2)
    with pytest.raises(Unusable, match="已损坏"):
        drill.drill(filled, folder)
    shelf.sum_of(newest.path).unlink()
    (folder / newest.path.name).write_bytes(newest.path.read_bytes()[: newest.size // 2])
    with pytest.raises(Unusable, match="什么都没有改动"):
        drill.drill(filled, folder)


def test_a_backup_newer_than_the_store_cannot_be_compared(filled: Engine, publish: Publish, folder: Path) -> None:
    old = backup.make(filled, folder)
    publish(ore(1.0))
    backup.make(filled, folder)
    restore.restore(filled, old.path)
    assert drill.drill(filled, folder).problems[0].code == "backup.beyond"


def test_others_publish_while_a_drill_runs(filled: Engine, publish: Publish, folder: Path) -> None:
    made = backup.make(filled, folder)
    with drill._rehearsed(filled, made.path) as restored:
        answer = publish(ore(1.0))
        assert isinstance(answer, uploads.Receipt)
        assert read.head(restored).revision == 4
        assert one(filled, "SELECT head FROM ledger") == 5


# ---- the commands


@pytest.fixture
def run(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("KPI_DATABASE", address)
    monkeypatch.setenv("KPI_BACKUP", str(folder))

    def call(*argv: str | Path) -> tuple[int, str, str]:
        code = main([str(arg) for arg in argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_backup_list_restore_and_drill_say_what_they_did(filled: Engine, publish: Publish, run: Run) -> None:
    code, out, err = run("backup")
    assert (code, err) == (0, "")
    assert "已备份并核对" in out
    assert "版次 4" in out
    code, out, _ = run("backup", "--list")
    assert code == 0
    name = out.splitlines()[1].split()[0]
    assert out.splitlines()[1].endswith("0 分钟前")
    assert run("drill")[1].startswith(f"演练成功：{name}（版次 4）可以还原；4 批、5 个数、4 个文件与现库一致")
    publish(ore(1.0))
    file = backup.where(filled) / name
    code, out, err = run("restore", file)
    assert (code, out) == (1, "")
    assert "请加 --yes" in err
    code, out, err = run("restore", file, "--yes")
    assert (code, err) == (0, "")
    assert f"已用 {name} 还原，现在是版次 4" in out
    assert "还原前的库没有删除，保存为" in out
    assert one(filled, "SELECT head FROM ledger") == 4


def test_a_backup_without_its_sum_is_restored_with_a_note(filled: Engine, run: Run, tmp_path: Path) -> None:
    run("backup", "--out", tmp_path / "mine")
    shelf.sum_of(tmp_path / "mine").unlink()
    code, _, err = run("restore", tmp_path / "mine", "--yes")
    assert (code, "没有逐字节核对" in err) == (0, True)


def test_a_failed_drill_has_exit_code_one_and_says_what_differs(filled: Engine, run: Run) -> None:
    run("backup")
    forge(filled, "UPDATE fact SET value = value + 1 WHERE value = 860000", "fact")
    code, out, err = run("drill")
    assert (code, out) == (1, "")
    assert "有 1 个数与现库在该版次时不一致" in err
    assert "演练失败" in err


def test_without_a_store_or_backups_the_sentence_says_where_was_looked(
    run: Run, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address.startswith("sqlite"):
        assert "还没有数据库" in run("backup")[2]
        assert not (tmp_path / "kpi.db").exists()
    else:
        assert "没有本程序的表" in run("backup")[2]
        assert f"{tmp_path / 'kept'} 中没有备份" in run("drill")[2]
    assert run("backup", "--lang", "en")[0] == 1
