"""The demonstration: the sample without login, marked on every page, and nothing that anybody could change."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest

from db import settings, store, uploads
from db.actor import CONSOLE
from kpi import words
from tests.web import serving

GOOD = "月份,范围,指标,类别,数值,单位,备注\n2022-09,,处理矿量,实际,1.5,万吨,\n"
PAGES = ("overview", "intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform", "definitions")
TABLES = [
    "/api/v1/figures.csv?month=2022-09",
    "/api/v1/gaps.xlsx?month=2022-09",
    "/api/v1/months.csv?month=2022-09&indicator=ore_milled_dry",
]
"""What a page offers to take away."""
CHANGING = [
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/login/screen"),
    ("GET", "/login/oidc"),
    ("GET", "/login/oidc/callback?state=x&code=y"),
    ("GET", "/account"),
    ("GET", "/account/password"),
    ("POST", "/account/password"),
    ("POST", "/account/logout-all"),
    ("POST", "/account/token"),
    ("POST", "/account/token/revoke"),
    ("POST", "/api/v1/uploads?name=a.csv"),
    ("POST", "/api/v1/uploads?name=a.csv&check=true"),
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A running demonstration, and the folder of its store."""
    folder = tmp_path_factory.mktemp("demo")
    given = {"KPI_DEMO": "1", "KPI_SAMPLE": "0", "KPI_UPLOAD_TOKEN": "upload-token-0123456789"}
    with serving.serving("python", folder, **given) as (address, _):
        yield address, folder


def ask(address: str, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
    host = address.removeprefix("http://")
    connection = HTTPConnection(host, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body.encode() or None, {"Origin": address, **sent})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def stored(folder: Path) -> str:
    """Every row of the store, as one sum."""
    with closing(sqlite3.connect(f"file:{folder / 'kpi.db'}?mode=ro", uri=True)) as connection:
        return sha256("\n".join(connection.iterdump()).encode()).hexdigest()


@pytest.mark.parametrize("path", ["/", "/ore", "/api/v1/figures?month=2022-09", "/_stcore/health", *TABLES])
def test_everybody_at_this_machine_may_look(shown: tuple[str, Path], path: str) -> None:
    status, body = ask(shown[0], "GET", path)
    assert status == 200
    if path.startswith("/api/v1/figures?"):
        assert '"sample":true' in body
    if path in TABLES:
        assert "处理矿量" in body or ".xlsx" in path


def test_the_login_page_leads_straight_on(shown: tuple[str, Path]) -> None:
    assert ask(shown[0], "GET", "/login")[0] == 303


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize("bearer", ["", "Bearer upload-token-0123456789"])
def test_nothing_can_be_changed(shown: tuple[str, Path], method: str, path: str, bearer: str) -> None:
    before = stored(shown[1])
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    headers = ({"Authorization": bearer} if bearer else {}) | ({} if "/api/" in path else form)
    body = GOOD if "/api/" in path else "login=admin&password=x&name=x&old=x&new=x&again=x&id=1"
    status, said = ask(shown[0], method, path, body if method != "GET" else "", **headers)
    assert (status, words.say("zh", "http.demo") in said) == (403, True)
    assert stored(shown[1]) == before


def test_without_the_demonstration_the_same_doors_answer_otherwise(tmp_path: Path) -> None:
    """The control: what the demonstration refuses is refused by it, not by chance."""
    given = {"KPI_SAMPLE": "0", "KPI_UPLOAD_TOKEN": "upload-token-0123456789"}
    with serving.serving("python", tmp_path, **given) as (address, _):
        before = stored(tmp_path)
        upload = ("POST", "/api/v1/uploads?name=a.csv", GOOD)
        assert ask(address, *upload, Authorization="Bearer upload-token-0123456789")[0] == 201
        assert stored(tmp_path) != before
        assert ask(address, "GET", "/login/screen")[0] == 200
        assert ask(address, "GET", "/api/v1/figures")[0] == 401


def test_it_stays_on_this_machine_under_its_own_names(shown: tuple[str, Path]) -> None:
    assert ask(shown[0], "GET", "/", Host="kpi.example")[0] == 403


@pytest.fixture
def _runtime() -> Iterator[None]:
    before = Runtime._instance
    yield
    Runtime._instance = before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("_runtime")
def test_every_page_carries_the_mark_and_the_menu_has_no_upload(
    sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    shutil.copy(sample_store, tmp_path / "kpi.db")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")
    at = AppTest.from_file(str(settings.ROOT / "pages" / "frame.py"), default_timeout=60)
    at.query_params["lang"] = lang
    mark = words.say("en" if lang == "en" else "zh", "frame.demo")
    for demo in ("1", "0"):
        monkeypatch.setenv("KPI_DEMO", demo)
        at.user = {} if demo == "1" else {"session": "1"}
        at.run()
        for page in PAGES:
            at.switch_page(f"{page}.py").run()
            assert not at.exception
            said = [block.proto.body for block in at.get("html")]
            assert any(mark in body for body in said) == (demo == "1"), page
            if page in ("overview", "ore"):
                assert any("/api/v1/" in body and ".xlsx" in body for body in said), page


def test_real_figures_are_not_shown(tmp_path: Path) -> None:
    engine = store.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    store.upgrade(engine)
    published = uploads.publish(engine, settings.catalog(), [("九月.csv", GOOD.encode())], by=CONSOLE)
    assert isinstance(published, uploads.Receipt)
    process = serving.start("python", serving.free_port(), tmp_path, KPI_DEMO="1")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert f"D05 {words.say('zh', 'deploy.demo_real')}" in err


def test_make_and_powershell_know_it() -> None:
    if shutil.which("make") is None:
        pytest.skip("no make on this machine")
    command = ["make", "--no-print-directory", "-n", "demo"]
    said = subprocess.run(command, cwd=serving.ROOT, capture_output=True, text=True, timeout=30)
    assert "env KPI_DEMO=1" in said.stdout.splitlines()[-1] and said.stdout.splitlines()[-1].endswith(" app.py")
    script = (serving.ROOT / "run.ps1").read_text(encoding="utf-8-sig")
    assert '$env:KPI_DEMO = "1"' in script and '"demo"' in script.split("ValidateSet(")[1].split(")")[0]
