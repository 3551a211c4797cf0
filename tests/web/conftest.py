"""The real application on real stores, asked as a program would ask it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db import sample, settings
from tests import emptied, people

HERE = "http://127.0.0.1:8501"


@pytest.fixture(scope="session")
def sample_store(new_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the sample, made once; tests get copies."""
    path = tmp_path_factory.mktemp("sample") / "kpi.db"
    engine = emptied.copied(new_store, path)
    sample.load(engine, settings.catalog())
    people.enter_alone(engine)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application as it is served, started once: Streamlit's runtime is one to a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path_factory.mktemp('start') / 'kpi.db'}")
        patch.setenv("KPI_SAMPLE", "0")
        import app

        with TestClient(app.app, base_url=HERE, raise_server_exceptions=False) as client:
            yield client


@pytest.fixture
def client(application: TestClient, sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The application on a copy of the sample store, asked by the one person of the plant."""
    shutil.copy(sample_store, tmp_path / "kpi.db")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    monkeypatch.setitem(application.headers, "cookie", f"{people.COOKIE}=token-of-analyst-1")
    return application


@pytest.fixture
def empty(application: TestClient, new_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The application on a fresh store without figures."""
    engine = emptied.copied(new_store, tmp_path / "empty.db")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    monkeypatch.setitem(application.headers, "cookie", people.enter_alone(engine).cookie["cookie"])
    return application


@pytest.fixture
def engine(store: Engine, address: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The empty store that the application works on: once SQLite, once PostgreSQL."""
    monkeypatch.setenv("KPI_DATABASE", address)
    return store


@pytest.fixture(autouse=True)
def _no_cookies(request: pytest.FixtureRequest) -> None:
    """The one client of the session must not bring along what another test's answers set."""
    if "application" in request.fixturenames:
        request.getfixturevalue("application").cookies.clear()
