"""What the server writes while it runs: nothing that tells who asked for what."""

from __future__ import annotations

import logging
import shutil
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from db import access, accounts, store
from db.actor import CONSOLE
from pages.web import journal
from tests import people
from tests.web import serving

TOKEN = "upload-token-0123456789"
MARK = "zhangwei"
UPLOAD = f"月份,范围,指标,类别,数值,单位,备注\n2022-09,,处理矿量,实际,{MARK},万吨,{MARK}\n"


def drive(address: str, engine: Any) -> set[str]:
    """Everything a stranger, a person and a program do here; what of it must be in no log."""
    host = address.removeprefix("http://")
    session = people.enter(engine, login=f"{MARK}-analyst")
    password = accounts.add(engine, CONSOLE, f"{MARK}-viewer", "viewer", name=MARK)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address}
    login = f"login={MARK}-viewer&next=/ore?x={MARK}&password="
    asked: list[tuple[str, str, bytes, dict[str, str]]] = [
        ("GET", f"/?q={MARK}&lang=en", b"", {"Accept": "text/html"}),
        ("GET", f"/login?next=/{MARK}", b"", {}),
        ("POST", "/login", f"{login}{MARK}".encode(), form),
        ("POST", "/login", f"{login}{password}".encode(), form),
        ("GET", f"/api/v1/figures?scope={MARK}", b"", {"Authorization": f"Bearer {TOKEN}"}),
        ("POST", f"/api/v1/uploads?name={MARK}.csv", UPLOAD.encode(), {"Authorization": f"Bearer {TOKEN}"}),
        ("POST", f"/api/v1/uploads?name={MARK}.csv", b"x", {"Authorization": f"Bearer {MARK}"}),
        ("GET", f"/nowhere/{MARK}", b"", {"Cookie": session.cookie["cookie"], "X-Forwarded-For": "203.0.113.9"}),
    ]
    statuses = []
    for method, path, body, headers in asked:
        connection = HTTPConnection(host, timeout=30)
        connection.request(method, path, body or None, headers)
        statuses.append(connection.getresponse().status)
    assert statuses == [303, 200, 403, 303, 400, 422, 401, 200]
    for cookie in (session.cookie["cookie"], f"{people.COOKIE}={MARK}"):
        where, options = f"ws://{host}/_stcore/stream?{MARK}", {"additional_headers": {"cookie": cookie}}
        try:
            with connect(where, subprotocols=["streamlit", MARK], **options) as opened:  # type: ignore[arg-type]
                opened.send(f"{MARK} is no message")
        except (WebSocketException, OSError):
            pass
    return {MARK, password, session.token, TOKEN, "203.0.113.9", "127.0.0.1:", access.VOUCHED}


@pytest.mark.parametrize("way", ["python", "streamlit", "uvicorn"])
def test_the_servers_log_names_nobody(way: str, tmp_path: Path) -> None:
    with serving.serving(way, tmp_path, KPI_SAMPLE="0", KPI_UPLOAD_TOKEN=TOKEN) as (address, process):
        secrets = drive(address, store.engine(f"sqlite:///{tmp_path / 'kpi.db'}"))
        process.terminate()
        out, err = process.communicate(timeout=30)
    written = (out + err).replace(address, "")  # where it listens is no secret
    assert [secret for secret in sorted(secrets) if secret in written] == []
    assert "GET /" not in written and "POST /" not in written


def test_without_the_care_uvicorn_would_name_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same requests where nothing is held back."""
    root = tmp_path / "app"
    for part in ("kpi", "db", "pages", "sample_data", ".streamlit"):
        shutil.copytree(serving.ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(serving.ROOT / "app.py", root)
    opening = root / "pages" / "web" / "opening.py"
    kept = opening.read_text(encoding="utf-8")
    assert kept.count("    journal.keep_impersonal()\n") == 1
    opening.write_text(kept.replace("    journal.keep_impersonal()\n", ""), encoding="utf-8")
    monkeypatch.setattr(serving, "ROOT", root)
    with serving.serving("uvicorn", root, KPI_SAMPLE="0", KPI_UPLOAD_TOKEN=TOKEN) as (address, process):
        drive(address, store.engine(f"sqlite:///{root / 'kpi.db'}"))
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert f"scope={MARK}" in out + err and f"/_stcore/stream?{MARK}" in out + err


def test_a_failure_tells_where_and_what_kind_without_its_words() -> None:
    def inner(text: str) -> None:
        raise ValueError(f"no such person: {text}")

    try:
        try:
            inner(MARK)
        except ValueError as error:
            raise KeyError(MARK) from error
    except KeyError as error:
        said = journal.trace(error)
    assert MARK not in said
    assert said.index("ValueError") < said.index("KeyError")
    assert said.count("test_journal.py") == 3 and "in inner" in said


def test_the_same_complaint_is_written_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]
    monkeypatch.setattr(journal.time, "monotonic", lambda: now[0])
    log = logging.getLogger("tests.journal")
    log.addFilter(seldom := journal.Seldom())
    for at in (0, 0, 1, 59, 60, 61):
        now[0] = 1000.0 + at
        log.error("socket.accept() out of system resource")
    log.error("another")
    log.removeFilter(seldom)
    assert [record.message for record in caplog.records] == ["socket.accept() out of system resource"] * 2 + ["another"]
