"""Starts the application as an operator would, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.web import forked

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "app.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ways(port: int) -> dict[str, list[str]]:
    """The three ways to start, each as arguments to Python."""
    return {
        "python": [APP],
        "streamlit": ["-m", "streamlit", "run", APP, "--server.port", str(port)],
        "uvicorn": ["-m", "uvicorn", "app:app", "--app-dir", str(ROOT), "--port", str(port)],
    }


def start(way: str, port: int, cwd: Path, *, anew: bool = False, **settings: str) -> subprocess.Popen[str]:
    """A process of its own, by the way named; ``anew`` reads all code first, as only an operator's start does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPI_")}
    given = {"KPI_PORT": str(port), "KPI_DATABASE": f"sqlite:///{cwd / 'kpi.db'}", "PYTHONUTF8": "1", **settings}
    env = {**clean, **given}
    plain = anew or str(ROOT / "app.py") != APP or any(name.startswith(forked.OWN) for name in settings)
    return (subprocess.Popen if plain or not forked.works() else forked.Forked)(
        [sys.executable, *ways(port)[way]],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def serving(way: str, cwd: Path, *, anew: bool = False, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running application, and its process; ended at the end."""
    port = free_port()
    process = start(way, port, cwd, anew=anew, **settings)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError("".join(process.communicate()))
        try:
            with urlopen(f"{address}/api/v1/health", timeout=5):
                return
        except OSError:  # refused, or too slow to answer yet
            time.sleep(0.1)
    raise AssertionError("the application did not start")
