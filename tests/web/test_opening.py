"""How the application starts: three ways, from anywhere, with the sample; and what it refuses to start with."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import Engine, update

from db import access, accounts, sample, store
from db.access import Entered
from db.tables import account
from kpi import catalog as catalogs
from kpi import words
from tests.web import serving

CATALOG = serving.ROOT / "kpi" / "catalog.toml"
TOKEN = "upload-token-0123456789"
LONG = pytest.mark.soak  # another start of a server that few changes can break
PASSWORD = re.compile(r"一次性密码：(\S+)（")


def refused(way: str, cwd: Path, **settings: str) -> tuple[int, str, str]:
    process = serving.start(way, serving.free_port(), cwd, **settings)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def figures(address: str) -> Any:
    asked = Request(f"{address}/api/v1/figures?month=2022-09", headers={"authorization": f"Bearer {TOKEN}"})
    with urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def administered(cwd: Path) -> Engine:
    """A store whose administrator has made his password his own: others may be let in."""
    engine = store.engine(f"sqlite:///{cwd / 'kpi.db'}")
    store.upgrade(engine)
    accounts.first(engine)
    with store.writing(engine) as connection:
        connection.execute(update(account).values(must_change=False))
    return engine


@pytest.mark.parametrize("way", ["python", *(pytest.param(way, marks=LONG) for way in ("streamlit", "uvicorn"))])
def test_it_starts_from_any_folder_with_the_sample_and_says_where(way: str, tmp_path: Path) -> None:
    with serving.serving(way, tmp_path, anew=True, KPI_UPLOAD_TOKEN=TOKEN) as (address, process):
        found = figures(address)
        with pytest.raises(HTTPError, match="401"):
            urlopen(f"{address}/api/v1/figures?month=2022-09", timeout=30)
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (found["sample"], found["as_of_month"]) == (True, "2022-09")
    assert "Traceback" not in err
    said = f"看板已就绪，请用浏览器打开 {address} · The dashboard is ready at {address}\n"
    first, rest = out.splitlines(keepends=True)[:2], "".join(out.splitlines(keepends=True)[2:])
    assert PASSWORD.search(first[0]) and "one-time password" in first[1]
    if way == "uvicorn":  # it tells its address itself
        assert rest == "" and f"Uvicorn running on {address}" in err
    else:
        assert rest == said


def test_the_first_password_is_said_once_and_kept_nowhere(tmp_path: Path) -> None:
    outs = []
    for _ in range(2):
        with serving.serving("python", tmp_path) as (_, process):
            process.terminate()
            outs.append(process.communicate(timeout=30))
    found = PASSWORD.search(outs[0][0])
    assert found is not None
    assert outs[0][0].count(found[1]) == 2  # once in each language
    assert "一次性" not in outs[1][0] and "one-time" not in outs[1][0]
    assert found[1] not in outs[0][1] + outs[1][0] + outs[1][1]
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left and not any(found[1].encode() in path.read_bytes() for path in left)
    engine = store.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    entered = access.log_in(engine, "admin", found[1], address="127.0.0.1")
    assert isinstance(entered, Entered)  # it is the password


@LONG
def test_its_configuration_is_found_from_any_folder(tmp_path: Path) -> None:
    """uvicorn imports the application from wherever the operator stands."""
    ask = "import app; from streamlit import config; print(config.get_option('client.showErrorDetails'))"
    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(serving.ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout.strip() == "none"


def test_it_starts_empty_when_the_sample_is_not_wanted(tmp_path: Path) -> None:
    with serving.serving("python", tmp_path, KPI_SAMPLE="0", KPI_UPLOAD_TOKEN=TOKEN) as (address, _):
        found = figures(address)
    assert (found["sample"], found["revision"]) == (False, 0)


def test_a_cleared_sample_does_not_come_back_by_itself(tmp_path: Path) -> None:
    engine = store.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    store.upgrade(engine)
    sample.load(engine, catalogs.load())
    sample.clear(engine)
    with serving.serving("python", tmp_path, KPI_UPLOAD_TOKEN=TOKEN) as (address, _):
        found = figures(address)
    assert (found["sample"], found["revision"]) == (False, 0)


@pytest.mark.parametrize("way", ["python", *(pytest.param(way, marks=LONG) for way in ("streamlit", "uvicorn"))])
def test_a_wrong_catalogue_is_refused_with_its_line(way: str, tmp_path: Path) -> None:
    lines = CATALOG.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("rule ="))
    lines[at] = 'rule = "guess"\n'
    (tmp_path / "catalog.toml").write_text("".join(lines), encoding="utf-8")
    code, _, err = refused(way, tmp_path, KPI_CATALOG=str(tmp_path / "catalog.toml"))
    assert code == 1
    assert f"第 {at + 1} 行" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"KPI_ADDRESS": "0.0.0.0"}, "D02 还没有已改过密码的管理员"),
        ({"KPI_ADDRESS": "0.0.0.0"}, "D03 The names that browsers use are not known"),
        ({"KPI_ADDRESS": "192.0.2.5"}, "本机没有地址 192.0.2.5"),
        ({"KPI_ADDRESS": "no-such-name.invalid"}, "no-such-name.invalid"),
        ({"KPI_DEMO": "1", "KPI_ADDRESS": "0.0.0.0"}, "D04 演示模式只限本机"),
        ({"KPI_DEMO": "perhaps"}, "KPI_DEMO"),
        ({"KPI_OIDC_ISSUER": "http://id.example", "KPI_OIDC_CLIENT": "kpi"}, "D15 "),
        ({"KPI_PORT": "80800"}, "端口应为 1 至 65535 的整数"),
        ({"KPI_PORT": "web"}, "a port is a whole number"),
        pytest.param({"KPI_LANG": "fr"}, "KPI_LANG", marks=LONG),
        pytest.param({"KPI_CLOSING_DAY": "32"}, "KPI_CLOSING_DAY", marks=LONG),
        pytest.param({"KPI_SAMPLE": "maybe"}, "KPI_SAMPLE", marks=LONG),
        pytest.param({"KPI_DATABASE": "mysql://x"}, "KPI_DATABASE", marks=LONG),
        ({"KPI_CATALOG": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_in_a_sentence(
    settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    code, out, err = refused("python", tmp_path, **settings)
    assert (code, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err


FLAGS = {
    "server.address": "0.0.0.0",
    "server.enableXsrfProtection": "false",
    "client.showErrorDetails": "full",
    "server.enableAgentApi": "true",
    "server.trustedUserHeaders": '{"x-forwarded-user": "session"}',
    "server.baseUrlPath": "kpi",
    "logger.level": "debug",
    "server.enableStaticServing": "true",
}


def with_flag(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    plain = serving.ways
    monkeypatch.setattr(serving, "ways", lambda port: {way: [*given, *more] for way, given in plain(port).items()})


@pytest.mark.parametrize("name", [pytest.param(name, marks=[LONG] * (at > 3)) for at, name in enumerate(FLAGS)])
def test_streamlit_run_may_not_open_a_door(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_flag(monkeypatch, f"--{name}", FLAGS[name])
    code, _, err = refused("streamlit", tmp_path)
    assert code == 1
    lines = [line for line in err.splitlines() if re.match(r"D\d\d ", line)]
    assert lines[0].startswith("D01 " if name == "server.address" else f"D13 Streamlit 选项 {name} 应为 ")


def test_streamlit_run_may_change_what_is_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: another option does not stop it."""
    with_flag(monkeypatch, "--server.websocketPingInterval", "30")
    with serving.serving("streamlit", tmp_path):
        pass


@LONG
def test_the_environment_opens_no_door_either(tmp_path: Path) -> None:
    """Streamlit reads it under its own command only; there it counts like an argument."""
    code, _, err = refused("streamlit", tmp_path, STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="false")
    assert code == 1 and "D13 Streamlit 选项 server.enableXsrfProtection 应为 True" in err
    for way in ("python", "uvicorn"):
        with serving.serving(way, tmp_path, STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="false"):
            pass  # what is asserted at the start is the value in force


def own_address() -> str:
    """An address of this machine that others could use; asks no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but its own")
        return str(probe.getsockname()[0])


def status(address: str, port: int, host: str) -> int:
    connection = HTTPConnection(address, port, timeout=30)
    connection.request("GET", "/api/v1/health", headers={"Host": host})
    return connection.getresponse().status


def ready(address: str, port: int, host: str) -> Any:
    connection = HTTPConnection(address, port, timeout=30)
    connection.request("GET", "/readyz", headers={"Host": host, "Authorization": f"Bearer {TOKEN}"})
    return json.load(connection.getresponse())["checks"]


@pytest.mark.parametrize("way", ["python", "uvicorn"])
def test_others_get_in_under_an_allowed_name_only(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    administered(tmp_path)
    if way == "uvicorn":
        with_flag(monkeypatch, "--host", "0.0.0.0")
    given = {"KPI_ADDRESS": "0.0.0.0", "KPI_ALLOWED_HOSTS": "kpi.example, board.example", "KPI_MONITOR_TOKEN": TOKEN}
    with serving.serving(way, tmp_path, **given) as (running, _):
        port, outside = int(running.rpartition(":")[2]), own_address()
        for name in ("kpi.example", "KPI.example:8443", f"board.example:{port}"):
            assert status(outside, port, name) == status("127.0.0.1", port, name) == 200
        for name in ("evil.example", outside, "kpi.example.evil.example", "127.0.0.1", "localhost"):
            assert status(outside, port, name) == 403
        assert status("127.0.0.1", port, "127.0.0.1") == 200
        for at, name in ((outside, "kpi.example"), ("127.0.0.1", "localhost")):
            assert ready(at, port, name)["websocket"] == {"state": "ok"}
        assert len(list((tmp_path / "backups").glob("kpi-*.db"))) == 1  # made at the start, as there was none


def test_nobody_else_gets_in_where_only_uvicorn_listens_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KPI_ADDRESS is this machine: what comes in on another address is turned away."""
    with_flag(monkeypatch, "--host", "0.0.0.0")
    with serving.serving("uvicorn", tmp_path, KPI_ALLOWED_HOSTS="kpi.example") as (running, _):
        port = int(running.rpartition(":")[2])
        assert status(own_address(), port, "kpi.example") == 403
        assert status("127.0.0.1", port, "kpi.example") == 200  # a proxy on this machine


def test_what_refuses_others_is_said_in_both_languages(tmp_path: Path) -> None:
    code, out, err = refused("python", tmp_path, KPI_ADDRESS="0.0.0.0", KPI_UPLOAD_TOKEN="s3cret")
    assert (code, out) == (1, "")
    said = [line for line in err.splitlines() if line.startswith("D")]
    assert [line[:3] for line in said] == ["D02", "D02", "D03", "D03", "D07", "D07"]
    assert said[0] == f"D02 {words.say('zh', 'deploy.nobody')}"
    assert said[1] == f"D02 {words.say('en', 'deploy.nobody')}"


def test_a_taken_port_is_said_in_both_languages(tmp_path: Path) -> None:
    with serving.serving("python", tmp_path) as (address, _):
        port = int(address.rpartition(":")[2])
        process = serving.start("python", port, tmp_path)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err == (
        f"端口 {port} 已被占用。请关闭占用它的程序，或用 KPI_PORT 换一个端口。\n"
        f"Port {port} is taken. Close the program that uses it, or choose another with KPI_PORT.\n"
    )


def test_a_broken_store_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "kpi.db").write_bytes(b"this is no database" * 100)
    code, _, err = refused("python", tmp_path)
    assert code == 1
    assert "Traceback" not in err and "KPI_DATABASE" in err


@pytest.mark.skipif(os.name == "nt", reason="flock is not Windows'")
def test_a_second_server_on_one_sqlite_store_is_refused(tmp_path: Path) -> None:
    with serving.serving("python", tmp_path):
        code, _, err = refused("python", tmp_path)
    assert code == 1
    assert "已有一个看板在用这个 SQLite 库" in err and "Traceback" not in err
    with serving.serving("python", tmp_path):
        pass  # the lock went with the process


COLLECTED = """
import asyncio, gc, weakref
from pages.web import keeping

class Circle:
    def __init__(self):
        self.itself = self

async def served(tended):
    task = asyncio.create_task(keeping.garbage(0.01) if tended else asyncio.sleep(1))
    await asyncio.sleep(0.1)
    task.cancel()
    return gc.get_threshold()

gc.disable()
gc.set_threshold(700, 10, 10)
for tended in (True, False):
    left = weakref.ref(Circle())
    print(tended, asyncio.run(served(tended)), left() is None, gc.get_threshold())
"""


def test_what_pages_leave_in_circles_goes_though_streamlit_collects_none() -> None:
    """The control: without our own collecting it stays. A process of its own, for other tests' servers collect too."""
    settings = tomllib.loads((serving.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    made = subprocess.run([sys.executable, "-c", COLLECTED], cwd=serving.ROOT, capture_output=True, text=True)
    tended, left = made.stdout.splitlines()
    assert tended == "True (20000, 20, 100) True (700, 10, 10)"  # and collects rarely within a reader's page
    assert left == "False (700, 10, 10) False (700, 10, 10)"
