"""How the application starts: three ways, from anywhere, with the sample; and what it refuses to start with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from db import sample, store
from kpi import catalog as catalogs
from tests.web import serving

CATALOG = serving.ROOT / "kpi" / "catalog.toml"


def refused(way: str, cwd: Path, **settings: str) -> tuple[int, str, str]:
    process = serving.start(way, serving.free_port(), cwd, **settings)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("way", ["python", "streamlit", "uvicorn"])
def test_it_starts_from_any_folder_with_the_sample_and_says_where(way: str, tmp_path: Path) -> None:
    with serving.serving(way, tmp_path) as (address, process):
        with urlopen(f"{address}/api/v1/figures?month=2022-09", timeout=30) as answer:
            figures = json.load(answer)
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (figures["sample"], figures["as_of_month"]) == (True, "2022-09")
    assert "Traceback" not in err
    said = f"看板已就绪，请用浏览器打开 {address} · The dashboard is ready at {address}\n"
    if way == "uvicorn":  # it tells its address itself
        assert said not in out and f"Uvicorn running on {address}" in err
    else:
        assert out == said


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
    with (
        serving.serving("python", tmp_path, KPI_SAMPLE="0") as (address, _),
        urlopen(f"{address}/api/v1/figures?month=2022-09", timeout=30) as answer,
    ):
        figures = json.load(answer)
    assert (figures["sample"], figures["revision"]) == (False, 0)


def test_a_cleared_sample_does_not_come_back_by_itself(tmp_path: Path) -> None:
    engine = store.engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    store.upgrade(engine)
    sample.load(engine, catalogs.load())
    sample.clear(engine)
    with (
        serving.serving("python", tmp_path) as (address, _),
        urlopen(f"{address}/api/v1/figures?month=2022-09", timeout=30) as answer,
    ):
        figures = json.load(answer)
    assert (figures["sample"], figures["revision"]) == (False, 0)


@pytest.mark.parametrize("way", ["python", "streamlit", "uvicorn"])
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
        ({"KPI_ADDRESS": "0.0.0.0"}, "账户功能上线之前，看板只能在本机打开"),
        ({"KPI_ADDRESS": "192.168.1.5"}, "192.168.1.5"),
        ({"KPI_PORT": "80800"}, "端口应为 1 至 65535 的整数"),
        ({"KPI_PORT": "web"}, "a port is a whole number"),
        ({"KPI_LANG": "fr"}, "KPI_LANG"),
        ({"KPI_CLOSING_DAY": "32"}, "KPI_CLOSING_DAY"),
        ({"KPI_SAMPLE": "maybe"}, "KPI_SAMPLE"),
        ({"KPI_DATABASE": "mysql://x"}, "KPI_DATABASE"),
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


def test_streamlit_run_may_not_open_it_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = serving.ways
    monkeypatch.setattr(
        serving, "ways", lambda port: {"streamlit": [*plain(port)["streamlit"], "--server.address", "0.0.0.0"]}
    )
    code, _, err = refused("streamlit", tmp_path)
    assert code == 1
    assert "账户功能上线之前，看板只能在本机打开" in err


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
