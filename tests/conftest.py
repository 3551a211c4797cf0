"""What all tests share: real stores, made by the real migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from db import settings
from db import store as stores
from tests import emptied

SERVER = os.environ.get("KPI_TEST_POSTGRES", "")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not reach the tests."""
    for setting in settings.TABLE:
        monkeypatch.delenv(setting.name, raising=False)


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    """A database of this test worker's own on the server KPI_TEST_POSTGRES names; dropped at the end."""
    if not SERVER:
        pytest.skip("KPI_TEST_POSTGRES names no PostgreSQL server")
    server = make_url(SERVER).set(drivername="postgresql")
    name = f"kpi_test_{uuid4().hex[:12]}"
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        # the tests kill our processes, never the server: its disk need not confirm each commit
        admin.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        yield server.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _emptied(_postgres: str) -> emptied.Postgres:
    return emptied.Postgres(_postgres)


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite store, made once; tests get copies."""
    return emptied.made(tmp_path_factory.mktemp("new") / "kpi.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kpi.db'}"
    database: emptied.Postgres = request.getfixturevalue("_emptied")
    if "store" in request.fixturenames:
        database.upgraded()
    else:
        database.bare()
    return database.address


@pytest.fixture
def store(address: str, new_store: Path, tmp_path: Path) -> Engine:
    """An upgraded, empty store."""
    if address.startswith("postgresql"):
        return stores.engine(address)  # as it was made or emptied on the way here
    return emptied.copied(new_store, tmp_path / "kpi.db")
