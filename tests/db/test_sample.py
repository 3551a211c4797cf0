"""The sample store: loading it, and setting it aside for real figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from db import aside, read, sample, uploads
from db import store as stores
from db.settings import Unusable
from kpi.model import Catalog
from kpi.reading import Row

Publish = Callable[..., uploads.Receipt | uploads.Refused]
ORE = Row("ore_milled_dry", "plant", "actual", "2022-09", 870_000.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small sample files."""
    made = tmp_path / "samples"
    made.mkdir()
    for name, month in (("b.csv", "2022-09"), ("a.csv", "2022-08")):
        (made / name).write_text(f"月份,指标,类别,数值\n{month},处理矿量,实际,870000\n", encoding="utf-8")
    return made


def test_all_sample_files_are_published_in_order_as_sample(store: Engine, catalog: Catalog, folder: Path) -> None:
    assert sample.load(store, catalog, folder) == uploads.Receipt((1, 2), 2, added=2, changed=0, same=0)
    with stores.reading(store) as connection:
        assert [(b.file, b.kind, b.published_by) for b in read.batches(connection)] == [
            ("b.csv", "sample", "console"),
            ("a.csv", "sample", "console"),
        ]
        assert read.book(connection, catalog).sample is True


def test_without_sample_files_loading_is_refused(store: Engine, catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="没有找到示例文件"):
        sample.load(store, catalog, tmp_path)


def test_clearing_keeps_the_sample_beside_a_fresh_store(
    store: Engine, catalog: Catalog, publish: Publish, folder: Path
) -> None:
    sample.load(store, catalog, folder)
    with stores.reading(store) as connection:
        before = read.head(connection)
    name = sample.clear(store)
    with stores.reading(store) as connection:
        after = read.head(connection)
    assert (after.revision, after.sample) == (0, False)
    assert (before.cleared, after.cleared) == (False, True)
    assert after.store != before.store
    assert isinstance(publish(ORE), uploads.Receipt)
    assert kept(store, name) == (before.store, 2)


def kept(store: Engine, name: str) -> tuple[str, int]:
    """The ledger of what was set aside, read where its name says it is."""
    if stores.is_postgres(store):
        with store.connect() as connection:
            row = connection.execute(text(f'SELECT store, head FROM "{name}".ledger')).one()
    else:
        aside = stores.engine(f"sqlite:///{Path(store.url.database or '').with_name(name)}")
        with stores.reading(aside) as connection:
            row = connection.execute(text("SELECT store, head FROM ledger")).one()
    return row[0], row[1]


def test_a_cleared_store_takes_the_sample_again_when_asked(store: Engine, catalog: Catalog, folder: Path) -> None:
    sample.load(store, catalog, folder)
    sample.clear(store)
    assert isinstance(sample.load(store, catalog, folder), uploads.Receipt)


def test_clearing_sqlite_leaves_no_stray_files(tmp_path: Path, catalog: Catalog, folder: Path) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    sample.load(engine, catalog, folder)
    name = sample.clear(engine)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(["kpi.db", name])
    assert name.startswith("kpi-sample-20")


def test_the_fresh_store_is_complete(store: Engine, catalog: Catalog, folder: Path) -> None:
    sample.load(store, catalog, folder)
    sample.clear(store)
    assert inspect(store).has_table("fact")
    with pytest.raises(Exception, match="append-only"), stores.writing(store) as connection:
        connection.execute(text("INSERT INTO upload_file VALUES ('a', :b, 1, 'a', 'now')"), {"b": b"a"})
        connection.execute(text("UPDATE upload_file SET name = 'b'"))


def test_real_figures_are_never_cleared(store: Engine, publish: Publish) -> None:
    publish(ORE)
    with pytest.raises(Unusable, match="库中是真实数据"):
        sample.clear(store)
    with stores.reading(store) as connection:
        assert read.head(connection).revision == 1


def test_a_store_without_sample_has_nothing_to_clear(store: Engine) -> None:
    with pytest.raises(Unusable, match="没有示例数据"):
        sample.clear(store)


def test_a_store_that_somebody_reads_is_not_pulled_away(
    tmp_path: Path, catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stores.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    stores.upgrade(engine)
    sample.load(engine, catalog, folder)
    monkeypatch.setattr(aside, "PATIENCE_S", 0.0)
    monkeypatch.setattr(stores, "PRAGMAS", ("busy_timeout=10", *stores.PRAGMAS[1:]))
    with stores.reading(engine) as connection:
        assert read.head(connection).revision == 2
        with pytest.raises(Unusable, match="正被其他程序使用"):
            sample.clear(engine)
        assert read.book(connection, catalog).revision == 2
    sample.clear(engine)
