"""Whether the server lives and is ready, and what it counts: asked of a running one, as monitoring does."""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from db import accounts, backup, passwords, store
from db.condition import Condition
from db.tables import account
from kpi.unit import Sentence
from pages.web import health
from tests import people
from tests.web import serving

TOKEN = "monitor-token-0123456789"
BEARER = {"authorization": f"Bearer {TOKEN}"}
WATCHED = ("/readyz", "/metrics")


class Server:
    """A running application, its store, and one connection that stays open."""

    def __init__(self, address: str, process: Any, folder: Path) -> None:
        self.host, self.process, self.folder = address.removeprefix("http://"), process, folder
        self.engine: Engine = store.engine(f"sqlite:///{folder / 'kpi.db'}")
        self.line = HTTPConnection(self.host, timeout=30)

    def ask(self, path: str, method: str = "GET", body: str = "", **headers: str) -> tuple[int, str]:
        self.line.request(method, path, body.encode() or None, {"host": self.host, **headers})
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()

    def ready(self) -> tuple[int, dict[str, str]]:
        status, body = self.ask("/readyz", **BEARER)
        return status, {name: check["state"] for name, check in json.loads(body)["checks"].items()}

    def count(self, name: str, **labels: str) -> float | None:
        _, body = self.ask("/metrics", **BEARER)
        samples = (s for family in text_string_to_metric_families(body) for s in family.samples)
        return next((s.value for s in samples if s.name == name and s.labels == labels), None)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty store with an analyst's open session, served."""
    engine = store.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    store.upgrade(engine)
    people.enter(engine)
    with serving.serving("python", tmp_path, KPI_SAMPLE="0", KPI_MONITOR_TOKEN=TOKEN) as (address, process):
        yield Server(address, process, tmp_path)


ALL_WELL = {"store": "ok", "schema": "ok", "disk": "ok", "backup": "skipped", "websocket": "ok"}


def test_an_empty_store_is_ready_and_needs_no_backup(server: Server) -> None:
    assert server.ready() == (200, ALL_WELL)


def test_alive_is_one_word_for_everybody(server: Server) -> None:
    assert server.ask("/livez") == (200, "ok\n")
    assert server.ask("/livez", "HEAD") == (200, "")
    assert server.ask("/livez", "POST")[0] in (401, 403)


@pytest.mark.parametrize("path", WATCHED)
@pytest.mark.parametrize(
    "given", ["Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer", f"Bearer  {TOKEN[:-1]}"]
)
def test_what_is_watched_needs_the_token(application: Any, monkeypatch: Any, path: str, given: str) -> None:
    monkeypatch.setenv("KPI_MONITOR_TOKEN", TOKEN)
    assert application.get(path, headers={"authorization": given, "accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("path", WATCHED)
@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", "Bearer ", "Bearer"])
def test_without_a_token_in_the_settings_it_is_closed(application: Any, path: str, given: str) -> None:
    assert application.get(path, headers={"authorization": given, "accept": "*/*"}).status_code == 401


def test_publications_without_a_backup_are_not_ready_for_service(sample_store: Path, tmp_path: Path) -> None:
    shutil.copy(sample_store, tmp_path / "kpi.db")
    with serving.serving("uvicorn", tmp_path, KPI_MONITOR_TOKEN=TOKEN) as (address, process):
        server = Server(address, process, tmp_path)
        assert server.ready() == (503, ALL_WELL | {"backup": "failed"})
        backup.make(server.engine, tmp_path / "backups")
        assert server.ready() == (200, ALL_WELL | {"backup": "ok"})
        age = server.count("kpi_backup_age_seconds")
        assert age is not None and 0 <= age < 60


def test_a_store_of_another_form_is_not_ready(server: Server) -> None:
    with store.writing(server.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, found = server.ready()
    assert (status, found["store"], found["schema"], found["websocket"]) == (503, "ok", "failed", "ok")


def test_a_store_that_is_gone_is_not_ready_while_the_process_lives(server: Server) -> None:
    for path in server.folder.glob("kpi.db*"):
        path.unlink()
    status, found = server.ready()
    assert (status, found["store"], found["schema"], found["disk"]) == (503, "failed", "unknown", "skipped")
    assert server.ask("/livez")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
def test_file_handles_that_run_out_are_noticed_while_the_process_lives(server: Server) -> None:
    """A new screen would fail although every open page still works."""
    assert server.ready()[0] == 200
    process, before = server.process.pid, resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{process}/fd").iterdir()))
    for left, missed in ((0, "websocket"), (1, "websocket"), (4, "store")):  # a screen takes four
        resource.prlimit(process, resource.RLIMIT_NOFILE, (used + left, before[1]))
        status, found = server.ready()
        assert (left, status, found[missed]) == (left, 503, "failed")
        assert server.ask("/livez") == (200, "ok\n")
    resource.prlimit(process, resource.RLIMIT_NOFILE, before)
    time.sleep(1.5)  # asyncio rests for a second after a connection it could not take
    assert server.ready() == (200, ALL_WELL)


@pytest.mark.parametrize(("megabytes", "state"), [(200, "ok"), (199.99, "failed")])
def test_a_full_disk_is_noticed_in_time(megabytes: float, state: str) -> None:
    found = health.judged(Condition(readable=True, free=int(megabytes * 10**6)))
    assert found["disk"][0] == state


@pytest.mark.parametrize(
    ("age", "state"), [(None, "failed"), (timedelta(hours=26), "failed"), (timedelta(hours=25, minutes=59), "ok")]
)
def test_a_backup_is_good_for_a_day_and_two_hours(age: timedelta | None, state: str) -> None:
    assert health.judged(Condition(readable=True, revision=1, backup=age))["backup"][0] == state


def test_a_store_elsewhere_has_a_disk_of_its_own() -> None:
    assert health.judged(Condition(readable=True, free=None))["disk"][0] == "skipped"
    assert health.judged(Condition(Sentence("deploy.no_store")))["backup"][0] == "unknown"


# What is counted.


def test_requests_are_counted_by_status(server: Server) -> None:
    for path in ("/livez", "/livez", "/api/v1/figures", "/nowhere"):
        server.ask(path, accept="*/*")
    assert server.count("kpi_requests_total", status="4xx") == 2  # nobody is logged in
    found = server.count("kpi_requests_total", status="2xx")
    assert found is not None and found >= 3
    assert server.count("kpi_revision") == 0
    assert server.count("kpi_store_usable") == 1
    size = server.count("kpi_store_bytes")
    assert size is not None and size >= (server.folder / "kpi.db").stat().st_size


def test_logins_are_counted_by_outcome_without_names(server: Server) -> None:
    password = "Geheim-9321-Zaun"
    accounts.first(server.engine)
    with store.writing(server.engine) as connection:
        kept = {"login": "zhangwei", "password": passwords.hashed(password), "must_change": False}
        connection.execute(update(account).where(account.c.login == "admin").values(kept))
    form = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://{server.host}"}
    statuses = [
        server.ask("/login", "POST", f"login=zhangwei&password={given}&next=/", **form)[0]
        for given in ("wrong", "wrong", password)
    ]
    assert statuses == [403, 403, 303]
    assert server.count("kpi_logins_total", outcome="refused") == 2
    assert server.count("kpi_logins_total", outcome="entered") == 1
    told = server.ask("/metrics", **BEARER)[1]
    assert "zhangwei" not in told and "admin" not in told and "127.0.0.1" not in told


def test_open_sockets_are_counted_by_role(server: Server) -> None:
    headers = {"cookie": f"{people.COOKIE}=token-of-analyst-1"}
    origin: Any = f"http://{server.host}"
    protocol: Any = "streamlit"
    assert server.count("kpi_sockets", role="analyst") is None
    with connect(
        f"ws://{server.host}/_stcore/stream", additional_headers=headers, origin=origin, subprotocols=[protocol]
    ):
        assert server.count("kpi_sockets", role="analyst") == 1
    until = time.monotonic() + 10
    while server.count("kpi_sockets", role="analyst") and time.monotonic() < until:
        time.sleep(0.1)
    assert server.count("kpi_sockets", role="analyst") == 0


def test_pages_that_fail_are_counted_and_tell_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "app"
    for part in ("kpi", "db", "pages", "sample_data", ".streamlit"):
        shutil.copytree(serving.ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(serving.ROOT / "app.py", root)
    (root / "pages" / "frame.py").write_text("raise ValueError('geheim: ' + 'zhangwei')\n", encoding="utf-8")
    monkeypatch.setattr(serving, "APP", str(root / "app.py"))
    with serving.serving("python", root, KPI_SAMPLE="0", KPI_MONITOR_TOKEN=TOKEN) as (address, process):
        server = Server(address, process, root)
        headers = {"cookie": people.enter(server.engine).cookie["cookie"]}
        origin: Any = address
        protocol: Any = "streamlit"
        where = f"ws://{server.host}/_stcore/stream"
        with connect(where, additional_headers=headers, origin=origin, subprotocols=[protocol]) as opened:
            run = BackMsg()
            run.rerun_script.query_string = ""
            opened.send(run.SerializeToString())
            until = time.monotonic() + 20
            while not server.count("kpi_page_failures_total") and time.monotonic() < until:
                time.sleep(0.2)
        assert server.count("kpi_page_failures_total") == 1
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert "ValueError" in err and "frame.py" in err  # where and what kind
    assert "geheim" not in (out + err).replace("raise ValueError('geheim: ' + 'zhangwei')", "")
