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
        yield server.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kpi.db'}"
    url: str = request.getfixturevalue("_postgres")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for (schema,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public%'").fetchall():
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        connection.execute("CREATE SCHEMA public")
    return url


@pytest.fixture
def store(address: str) -> Engine:
    """An upgraded, empty store."""
    engine = stores.engine(address)
    stores.upgrade(engine)
    return engine
