"""Backups: whole or not there, with everything acknowledged before, kept by the hour, the day and the month."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread, Timer

import pytest
from sqlalchemy import Engine, text

from db import backup, clock, drill, dump, read, settings, shelf, soundness
from db import store as stores
from db.settings import Unusable
from kpi.reading import Row

WRITES = """
import sys, time
import worker
from db import store
from kpi import catalog

engine, known = store.engine(sys.argv[1]), catalog.load()
while True:
    value = float(time.monotonic_ns())
    rows = tuple(worker.Row("ore_milled_dry", "plant", "actual", month, value) for month in worker.MONTHS[:24])
    print(worker.send(engine, known, "w", rows).revision, flush=True)
"""
"""A process that publishes two years of one figure for ever, each publication acknowledged on stdout."""
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
Publish = Callable[..., object]
on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("address", ["postgresql"], indirect=True)
unix = pytest.mark.skipif(os.name == "nt", reason="signals and limits of Unix")


def ore(value: float) -> Row:
    return Row("ore_milled_dry", "plant", "actual", "2022-09", value)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---- one backup


def test_a_backup_is_named_by_moment_and_revision_and_only_its_owner_may_read_it(
    store: Engine, publish: Publish, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    publish(ore(1.0))
    made = backup.make(store, folder)
    name = "kpi-20261122T150000000000Z-r1" + (".dump" if stores.is_postgres(store) else ".db")
    assert names(folder) == [name, f"{name}.sha256"]
    assert backup.listed(folder) == (made,)
    assert (made.made_at, made.revision, made.size) == (NOW, 1, (folder / name).stat().st_size)
    if os.name != "nt":
        assert [stat.S_IMODE((folder / name).stat().st_mode) for name in names(folder)] == [0o600, 0o600]


@unix
@on_sqlite
def test_anybody_can_check_the_sum_with_the_systems_own_tool(store: Engine, folder: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum on this machine")
    made = backup.make(store, folder)
    told = ["sha256sum", "-c", f"{made.path.name}.sha256"]
    assert subprocess.run(told, cwd=folder, capture_output=True, timeout=30).returncode == 0


def test_a_backup_may_be_written_where_one_wants_but_over_nothing(store: Engine, tmp_path: Path) -> None:
    wanted = tmp_path / "before the upgrade.bak"
    made = backup.make(store, tmp_path / "unused", wanted)
    assert (made.path, made.revision, wanted.exists()) == (wanted, 0, True)
    before = wanted.read_bytes()
    with pytest.raises(Unusable, match="已经存在"):
        backup.make(store, tmp_path / "unused", wanted)
    assert wanted.read_bytes() == before
    assert not (tmp_path / "unused").exists()


def test_a_backup_that_fails_its_checks_is_removed_and_said(store: Engine, publish: Publish, folder: Path) -> None:
    publish(ore(1.0))
    with stores.writing(store) as connection:
        connection.execute(text("UPDATE ledger SET head = 7"))
    with pytest.raises(Unusable, match="没有通过核对，已删除（版次不连续：账本记到 7，已发布 1 批"):
        backup.make(store, folder)
    assert names(folder) == []


def test_a_broken_audit_trail_stops_no_backup_and_is_found_by_the_drill(
    store: Engine, publish: Publish, folder: Path
) -> None:
    publish(ore(1.0))
    with stores.writing(store) as connection:
        connection.execute(text("UPDATE audit_head SET count = count + 1, hash = 'forged'"))
    backup.make(store, folder)
    assert [problem.code.partition(".")[0] for problem in drill.drill(store, folder).problems] == ["audit"]


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "kpi.db"
    engine = stores.engine(f"sqlite:///{place}")
    stores.upgrade(engine)
    data = bytearray(place.read_bytes())
    data[4096:40960] = b"\xa5" * (40960 - 4096)
    place.write_bytes(data)
    with pytest.raises(Unusable, match="没有通过核对"):
        backup.make(engine, folder)
    assert names(folder) == []


def test_an_empty_database_is_no_store(address: str, folder: Path) -> None:
    engine = stores.engine(address)
    if not stores.is_postgres(engine):
        Path(str(engine.url.database)).touch()
    with pytest.raises(Unusable, match="没有本程序的表"):
        backup.make(engine, folder)
    assert names(folder) == []


def test_a_drill_counts_what_was_published(store: Engine, publish: Publish, folder: Path) -> None:
    """What the drill counts, counted by hand: two publications of one cell, one figure in force, two files."""
    publish(ore(1.0))
    publish(ore(2.0))
    backup.make(store, folder)
    tried = drill.drill(store, folder)
    assert (tried.batches, tried.figures, tried.files, tried.problems) == (2, 1, 2, ())


def test_a_sqlite_backup_is_a_plain_sqlite_file(tmp_path: Path, folder: Path) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    made = backup.make(engine, folder)
    with sqlite3.connect(made.path) as plain:
        assert plain.execute("SELECT head FROM ledger").fetchone() == (0,)
    plain.close()


# ---- what the world does


@on_sqlite
def test_a_folder_that_cannot_be_written_is_said(store: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unusable, match=r"写不进去（.+）；什么都没有改动"):
        backup.make(store, tmp_path / "file")
    with pytest.raises(Unusable, match=r"写不进去（.+）；什么都没有改动"):
        backup.make(store, tmp_path / "file" / "deeper")


LIMITED = """
import resource, sys
from pathlib import Path
from db import backup, settings, store
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    backup.make(store.engine(sys.argv[1]), Path(sys.argv[2]))
except settings.Unusable as said:
    print(said)
"""


@unix
def test_a_disk_that_takes_no_more_leaves_no_half_backup(
    store: Engine, address: str, publish: Publish, folder: Path
) -> None:
    """The limit of a file's size stands for the full disk: the write fails in the middle."""
    publish(Row("ore_milled_dry", "plant", "actual", "2022-09", 1.0, text=os.urandom(60_000).hex()))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, address, str(folder)], cwd=settings.ROOT, capture_output=True, timeout=60
    )
    assert "什么都没有改动" in done.stdout.decode(), done.stderr.decode()
    assert names(folder) == []


@unix
def test_backups_made_at_once_by_several_processes_are_all_whole(
    store: Engine, address: str, publish: Publish, folder: Path
) -> None:
    publish(ore(1.0))
    env = {**os.environ, "KPI_DATABASE": address, "KPI_BACKUP": str(folder), "PYTHONPATH": str(settings.ROOT)}
    ticks = "from db import backup, store\nfor _ in range(3): backup.tick(store.engine())"
    told = [[sys.executable, "-c", ticks], [sys.executable, "-c", ticks], [sys.executable, "-m", "db", "backup"]]
    running = [subprocess.Popen(command, env=env, cwd=folder.parent, stderr=subprocess.PIPE) for command in told]
    assert [process.communicate(timeout=60)[1] for process in running] == [b""] * 3
    made = backup.listed(folder)
    assert len(names(folder)) == 2 * len(made) >= 2
    assert {shelf.sum_of(one.path).read_text().split()[0] == shelf.digest(one.path) for one in made} == {True}
    assert drill.drill(store, folder).problems == ()


@on_sqlite
def test_a_clock_that_stands_gives_two_backups_two_names(
    store: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    first, second = backup.make(store, folder), backup.make(store, folder)
    assert first.path != second.path
    assert len(backup.listed(folder)) == 2


# ---- while somebody writes


@contextmanager
def writer(address: str) -> Iterator[list[int]]:
    """Another process that publishes without pause; the revisions it was told, as they come."""
    told: list[int] = []
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, address],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(settings.ROOT), str(Path(__file__).parent)))},
    )
    assert process.stdout is not None
    lines = process.stdout
    listening = Thread(target=lambda: told.extend(int(line) for line in lines if line.strip().isdigit()))
    listening.start()
    try:
        until = time.monotonic() + 60
        while not told and time.monotonic() < until:
            time.sleep(0.01)
        assert told
        yield told
    finally:
        process.kill()
        listening.join()
        process.wait()


def check_while_writing(address: str, store: Engine, folder: Path, count: int) -> None:
    with writer(address) as told:
        for _ in range(count):
            acknowledged = told[-1]
            made = backup.make(store, folder)
            assert made.revision >= acknowledged
            tried = drill.drill(store, folder)
            assert (tried.backup, tried.batches, tried.figures, tried.problems) == (made, made.revision, 24, ())
    assert len(backup.listed(folder)) == count


def test_backups_while_another_process_publishes_are_whole_and_miss_nothing(
    address: str, store: Engine, folder: Path
) -> None:
    check_while_writing(address, store, folder, 2)


@pytest.mark.soak
def test_twenty_backups_while_another_process_publishes(address: str, store: Engine, folder: Path) -> None:
    check_while_writing(address, store, folder, 20)


def test_copying_the_file_while_somebody_writes_gives_what_these_checks_refuse(tmp_path: Path) -> None:
    """The defect the commands are there for: in WAL mode a good part of the store is in the file beside it."""
    address = f"sqlite:///{tmp_path / 'kpi.db'}"
    engine = stores.engine(address)
    stores.upgrade(engine)
    if stores.warnings(engine):
        pytest.skip("this machine's SQLite is below the version floor and keeps no file beside the store")
    bad = 0
    with writer(address) as told, stores.reading(engine) as connection:  # somebody looks at a page meanwhile
        seen = read.head(connection).revision
        until = time.monotonic() + 60
        while told[-1] <= seen and time.monotonic() < until:
            time.sleep(0.01)
        for turn in range(6):
            time.sleep(0.05)
            acknowledged, copy = told[-1], tmp_path / f"copy-{turn}.db"
            shutil.copyfile(tmp_path / "kpi.db", copy)
            found = soundness.of_file(copy, engine.dialect.loaded_dbapi)
            bad += bool(found.problems) or found.revision < acknowledged
    assert bad == 6


# ---- which stay and which go


def test_of_three_in_one_hour_the_newest_stays() -> None:
    moments = [at(2026, 11, 22, 14, minute) for minute in (5, 25, 45)]
    assert backup.kept(moments, NOW) == {at(2026, 11, 22, 14, 45)}


def test_the_newest_stays_whatever_its_age() -> None:
    assert backup.kept([at(2019, 1, 1)], NOW) == {at(2019, 1, 1)}


def test_hourly_backups_of_three_days_leave_twenty_four_and_one_for_each_day_before() -> None:
    """72 hours to 14:30 on the 22nd: 24 hours reach back to 15:30 on the 21st; days end at 23:30."""
    moments = [at(2026, 11, 22, 14, 30) - timedelta(hours=hour) for hour in range(72)]
    hours = {at(2026, 11, 22, 14, 30) - timedelta(hours=hour) for hour in range(24)}
    assert backup.kept(moments, NOW) == hours | {at(2026, 11, 20, 23, 30), at(2026, 11, 19, 23, 30)}
    assert at(2026, 11, 21, 15, 30) in hours
    assert at(2026, 11, 21, 23, 30) in hours


def test_daily_backups_of_two_years_leave_fourteen_days_and_the_ends_of_months() -> None:
    """Noon of each day from 2024-10-01 to 2026-11-22; each is the newest of its hour, so 24 stay for their hours."""
    first, last = at(2024, 10, 1, 12), at(2026, 11, 22, 12)
    moments = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    found = backup.kept(moments, NOW)
    assert {last - timedelta(days=day) for day in range(24)} <= found  # back to 30 October
    ends = {month for month in found if (month + timedelta(days=1)).month != month.month}
    assert at(2026, 10, 31, 12) in ends  # one of the 24, and October's
    assert sorted(ends)[0] == at(2024, 12, 31, 12)  # November 2026 and 23 months before it
    assert len(ends) == 23
    assert len(found) == 24 + 22  # November's newest and October's are among the 24


def test_hours_without_backups_do_not_push_out_the_old_ones() -> None:
    """A plant that stood still from the 3rd to the 22nd keeps the hours it had."""
    moments = [at(2026, 11, 3, hour) for hour in range(10)] + [NOW]
    assert backup.kept(moments, NOW) == set(moments)


def test_what_is_from_the_future_stays_and_takes_nobodys_place() -> None:
    future = [at(2099, 1, 1, hour) for hour in range(24)]
    assert backup.kept([*future, at(2026, 11, 22, 14)], NOW) == {*future, at(2026, 11, 22, 14)}


def test_pruning_removes_what_is_too_many_and_nothing_it_did_not_name(folder: Path) -> None:
    folder.mkdir()
    too_many = ["kpi-20261122T141000000000Z-r1.db", "kpi-20261122T142000000000Z-r2.dump"]
    stays = ["kpi-20261122T143000000000Z-r3.db", "kpi-20261122-r1.db", "kpi-20261122T141000000000Z-r1.db.old"]
    stays += ["my kpi-20261122T141000000000Z-r1.db", "notes.txt", ".kpi-" + "0" * 32 + ".part", "kpi.db"]
    for name in [*too_many, *stays]:
        (folder / name).write_bytes(b"x")
    (folder / f"{too_many[0]}.sha256").write_text("x")
    gone = backup.prune(folder, NOW)
    assert sorted(path.name for path in gone) == too_many
    assert names(folder) == sorted(stays)


def test_what_a_crash_left_is_removed_after_a_day(folder: Path) -> None:
    folder.mkdir()
    left = [".kpi-" + "a" * 32 + ".part", "kpi-20261101T141000000000Z-r1.db.sha256"]
    for name in (*left, "mine.part", "mine.sha256"):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (NOW.timestamp() - 86_300,) * 2)
    backup.prune(folder, NOW)
    assert len(names(folder)) == 4
    backup.prune(folder, NOW + timedelta(seconds=200))
    assert names(folder) == ["mine.part", "mine.sha256"]


@unix
def test_a_process_killed_while_it_copies_leaves_nothing_that_counts(
    store: Engine, address: str, publish: Publish, folder: Path
) -> None:
    publish(ore(1.0))
    dies = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom db import backup, shelf, store\n"
        "backup.sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)\n"
        "backup.make(store.engine(sys.argv[1]), Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", dies, address, str(folder)], cwd=settings.ROOT, timeout=60)
    assert done.returncode == -9
    assert backup.listed(folder) == ()
    assert len(names(folder)) > 0
    assert backup.make(store, folder).revision == 1


# ---- when


def test_a_backup_is_due_without_one_with_another_revision_and_after_an_hour(folder: Path) -> None:
    assert backup.due(folder, 0, NOW)
    folder.mkdir()
    (folder / "kpi-20261122T143000000000Z-r3.db").write_bytes(b"x")
    assert not backup.due(folder, 3, NOW)
    assert backup.due(folder, 4, NOW)
    assert backup.due(folder, 2, NOW), "a store that was just restored"
    assert not backup.due(folder, 3, at(2026, 11, 22, 15, 29, 59))
    assert backup.due(folder, 3, at(2026, 11, 22, 15, 30))
    assert backup.due(folder, 3, NOW, at(2026, 11, 22, 14, 30, 1)), "the same number, published since"
    assert not backup.due(folder, 3, NOW, at(2026, 11, 22, 14, 29, 58))


def test_a_backup_from_the_future_does_not_put_off_the_next(folder: Path) -> None:
    folder.mkdir()
    (folder / "kpi-20990101T000000000000Z-r3.db").write_bytes(b"x")
    assert backup.due(folder, 3, NOW)
    assert backup.age(folder, NOW) is None


def test_the_age_is_that_of_the_newest(folder: Path) -> None:
    assert backup.age(folder, NOW) is None
    folder.mkdir()
    for name in ("kpi-20261122T143000000000Z-r3.db", "kpi-20261121T143000000000Z-r2.db"):
        (folder / name).write_bytes(b"x")
    assert backup.age(folder, NOW) == timedelta(minutes=30)


def test_a_tick_makes_a_backup_after_a_publication_and_after_an_hour(
    store: Engine, publish: Publish, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_BACKUP", str(folder))
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    assert backup.tick(store) is not None
    assert backup.tick(store) is None
    publish(ore(1.0))
    moment[0] += timedelta(minutes=1)
    made = backup.tick(store)
    assert made is not None
    assert made.revision == 1
    moment[0] += timedelta(minutes=59)
    assert backup.tick(store) is None
    moment[0] += timedelta(minutes=1)
    assert backup.tick(store) is not None
    assert [one.revision for one in backup.listed(folder)] == [1, 1]  # revision 0 was of the same hour as the first


def test_backups_lie_beside_the_sqlite_file_or_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    assert backup.where(engine) == tmp_path / "backups"
    monkeypatch.setenv("KPI_BACKUP", str(tmp_path / "elsewhere"))
    assert backup.where(engine) == tmp_path / "elsewhere"
    monkeypatch.setenv("KPI_BACKUP", "nightly")
    assert backup.where(engine) == settings.ROOT / "nightly"


# ---- pg_dump


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """``tools(name, script)``: a program of that name comes before the real one."""
    programs = tmp_path / "programs"
    programs.mkdir()

    def plant(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    return plant


@unix
@on_postgres
def test_without_pg_dump_the_sentence_says_what_to_install(
    store: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unusable, match="没有 pg_dump；请安装 PostgreSQL 客户端"):
        backup.make(store, folder)
    assert names(folder) == []


@unix
@on_postgres
def test_an_old_pg_dump_is_named_with_the_version_it_takes(
    store: Engine, folder: Path, tools: Callable[[str, str], None]
) -> None:
    tools("pg_dump", 'echo "pg_dump (PostgreSQL) 9.6.24"')
    with pytest.raises(Unusable, match=r"pg_dump 是 9 版，低于数据库的 (\d\d) 版；请安装 PostgreSQL \1 客户端"):
        backup.make(store, folder)


@unix
@on_postgres
def test_a_pg_dump_that_fails_leaves_nothing(store: Engine, folder: Path, tools: Callable[[str, str], None]) -> None:
    real = shutil.which("pg_dump")
    tools(
        "pg_dump",
        f'case "$1" in --version) exec {real} "$@";; esac\necho "pg_dump: error: No space left on device" >&2; exit 1',
    )
    with pytest.raises(Unusable, match="pg_dump 没有完成（磁盘已满）"):
        backup.make(store, folder)
    assert names(folder) == []


@unix
@on_postgres
def test_nothing_of_the_address_is_on_the_command_line(
    store: Engine, folder: Path, tmp_path: Path, tools: Callable[[str, str], None]
) -> None:
    real, log = shutil.which("pg_dump"), tmp_path / "log"
    tools("pg_dump", f'echo "$@" >> {log}\necho "$PGPASSWORD" > {log}.env\nexec {real} "$@"')
    backup.make(store, folder)
    line = log.read_text().splitlines()[-1]
    assert "--format=custom" in line
    url = store.url
    assert [part for part in (url.database, url.host) if part and part in line] == []
    assert (log.with_name("log.env")).read_text().strip() == (url.password or "")
    if url.password:
        assert f"{url.username}:{url.password}" not in line


@on_postgres
def test_a_backup_behind_a_locked_table_gives_up_and_lets_the_lock_s_owner_go_on(
    store: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a limit it ends only when the owner does, who may be waiting for the backup's own connection."""
    monkeypatch.setattr(dump, "LOCK_WAIT_MS", 200)
    with store.begin() as owner:
        owner.execute(text("CREATE TABLE held (n integer)"))
    with store.begin() as owner:
        owner.execute(text("LOCK TABLE held IN ACCESS EXCLUSIVE MODE"))
        release = Timer(15, owner.rollback)
        release.start()
        with pytest.raises(Unusable) as refused:
            backup.make(store, folder)
        release.cancel()
    assert "timeout" in str(refused.value.sentence.args)
    assert names(folder) == []
    assert backup.make(store, folder).size > 0
