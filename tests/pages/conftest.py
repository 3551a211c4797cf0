"""Pages on real stores, run as Streamlit runs them, without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest

from db import settings
from tests import emptied, people
from tests.pages.seen import Seen
from tests.web.conftest import sample_store as sample_store

FRAME = str(settings.ROOT / "pages" / "frame.py")
Open = Callable[..., Seen]


@pytest.fixture(autouse=True)
def _runtime() -> Iterator[None]:
    """AppTest takes Streamlit's one runtime for its own; tests of the served application want theirs back."""
    before = Runtime._instance
    yield
    Runtime._instance = before


@pytest.fixture
def sample(sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample is what the store holds."""
    shutil.copy(sample_store, tmp_path / "kpi.db")
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")


@pytest.fixture
def empty(new_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store without figures, as KPI_SAMPLE=0 leaves it."""
    people.enter_alone(emptied.copied(new_store, tmp_path / "empty.db"))
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")


@pytest.fixture
def show() -> Open:
    """Opens a page at an address, in a new session of the plant's one person, or of another by his number."""

    def opened(page: str = "overview", number: str = "1", **query: str) -> Seen:
        at = AppTest.from_file(FRAME, default_timeout=60)
        at.user = {"session": number}
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        return Seen(at) if page == "overview" else turn(at, page)

    return opened


def turn(at: AppTest, page: str) -> Seen:
    """The same session on another page."""
    return Seen(at.switch_page(f"{page}.py").run())
