"""A process that has read the code and forks one server after the other: they start without two seconds of imports.

Run as a program it is that process; imported it asks one of its own for servers.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CODE = ("uvicorn", "streamlit.web.cli", "streamlit.web.bootstrap", "streamlit.web.server.starlette", "psycopg",
        "pages.web.api", "pages.web.html", "pages.web.keeping", "pages.web.metrics", "kpi.charts.markup",
        "pandas", "pyarrow", "plotly.graph_objects", "streamlit.elements.plotly_chart")  # fmt: skip
OWN = ("PYTHON", "LC_", "LANG")
"""What Python itself reads when it starts."""
_SUBREAPER = 36
_REQUEST = 1 << 20


def works() -> bool:
    return sys.platform == "linux"


class Forked(subprocess.Popen[str]):
    """A server whose process is forked instead of started; a child of ours all the same."""

    def _execute_child(self, args: Any, *given: Any) -> None:
        """As `subprocess.Popen` has it: (…, cwd, env, …, six ends of pipes) of which the child gets three."""
        (cwd, env), pipes = given[4:6], given[9:15]
        stdin, _, _, stdout, _, stderr = pipes
        asked = json.dumps({"args": args[1:], "cwd": cwd, "env": env}, default=str).encode()
        ready = _ready()
        try:
            socket.send_fds(ready, [asked], [stdin, stdout, stderr])
            made = ready.recv(64)
            assert made, "the process that forks servers has ended: what it wrote on stderr says why"
            self.pid = int(made)
        finally:
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]
        self._child_created = True


@cache
def _ready() -> socket.socket:
    """The line to the one such process; whoever loses his parent becomes our child, so we can wait for him."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KPI_")}
    line = far.fileno()
    subprocess.Popen(
        [sys.executable, "-m", "tests.web.forked", str(line)],
        cwd=ROOT,
        env=clean | {"PYTHONUTF8": "1"},
        pass_fds=[line],
    )
    far.close()
    return near


def _serve(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Answers every request with the number of a process; returns in that process, with what it was asked."""
    while True:
        told, handles, _, _ = socket.recv_fds(line, _REQUEST, 3)
        if not told:
            os._exit(0)
        out, into = os.pipe()
        if between := os.fork():
            os.waitpid(between, 0)  # only now does the process have its new parent, who may ask for it
            line.send(os.read(out, 64))
            for handle in (out, into, *handles):
                os.close(handle)
        elif process := os.fork():
            os.write(into, str(process).encode())
            os._exit(0)
        else:
            for handle in (out, into):
                os.close(handle)
            line.close()
            return json.loads(told), handles


def _become(args: list[str], cwd: str, env: dict[str, str], handles: list[int]) -> None:
    """What ``python args`` would be, from here on."""
    for place, handle in enumerate(handles):
        os.dup2(handle, place)
        os.close(handle)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    if args[0] == "-m":
        sys.path[0], sys.argv = cwd, args[1:]
        runpy.run_module(args[1], run_name="__main__", alter_sys=True)
    else:
        sys.path[0], sys.argv = str(Path(args[0]).parent), args
        runpy.run_path(args[0], run_name="__main__")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in CODE:
        importlib.import_module(name)
    gc.freeze()
    found, given = _serve(socket.socket(fileno=int(sys.argv[1])))
    _become(**found, handles=given)
