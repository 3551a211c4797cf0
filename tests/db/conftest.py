"""Publishing rows without a file: what the tests of the store need most."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from db import uploads
from db.__main__ import main
from db.actor import Actor
from kpi import catalog as catalogs
from kpi.model import Catalog
from kpi.reading import Reading, Row

Run = Callable[..., tuple[int, str, str]]
Answer = uploads.Receipt | uploads.Refused


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return catalogs.load()


@pytest.fixture
def publish(store: Engine, catalog: Catalog) -> Callable[..., Answer]:
    """Publish rows as if one file had been read: ``publish(row, row, …, by=…, seen=…)``."""

    def run(*rows: Row, name: str = "a.csv", by: str = "console", **options: object) -> Answer:
        data = repr(rows).encode()
        reading = Reading(name, rows, ())
        return uploads.publish_readings(store, catalog, [(name, data)], [reading], by=Actor(by, "console"), **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def run(store: Engine, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line: ``run("account", "list")`` → exit code, stdout, stderr."""
    monkeypatch.setenv("KPI_DATABASE", address)

    def call(*argv: str) -> tuple[int, str, str]:
        code = main([*argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
