"""Fifty people open the overview at the same instant: how long the slowest wait, beside the same for an empty page.

Wanted: p95 at most twice the empty page's. Each does what a warm browser's tab does: fetches the page and what its
script asks of the server, connects, and has the page when the script has finished. The second figure is of the socket
alone, from connecting on: what the server does for a reader whose browser has done the rest.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.overview import _serving_empty
from tests import people
from tests.web import serving

PEOPLE, ROUNDS, WARM_UP = 50, 7, 1
FETCHED = ("/", "/_stcore/health", "/_stcore/host-config")
"""What a tab asks before it connects; the script, the style and Streamlit's own files lie in a warm browser's cache."""
SHORT = 500
"""Bytes: the message that ends a run is shorter. Fifty browsers read theirs on fifty machines, not on the server's."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ours = stack.enter_context(serving.serving("python", Path(folder), anew=True))[0]
        empty = stack.enter_context(_serving_empty(Path(folder) / "empty"))
        people.enter_served(Path(folder))
        for fetched, name in ((FETCHED, f"{PEOPLE} tabs at once"), ((), f"{PEOPLE} sockets at once")):
            bare, full = measured(empty, ours, fetched)
            print(f"{f'{name}, empty page, p95':44}{bare:8.2f} s")
            wanted = "   wanted ≤ 2" if fetched else ""
            print(f"{f'{name}, overview, p95':44}{full:8.2f} s   {full / bare:5.2f} of the empty page{wanted}")


def measured(empty: str, ours: str, fetched: tuple[str, ...]) -> tuple[float, float]:
    """The median p95 of each, in turns so that a busy machine slows both alike."""
    taken: dict[str, list[float]] = {empty: [], ours: []}
    for number in range(WARM_UP + ROUNDS):
        for address, found in taken.items():
            seconds = asyncio.run(crowd(address, fetched))
            if number >= WARM_UP:
                found.append(statistics.quantiles(seconds, n=20)[-1])
    return statistics.median(taken[empty]), statistics.median(taken[ours])


async def crowd(address: str, fetched: tuple[str, ...] = ()) -> list[float]:
    """Seconds that each of them waited."""
    return await asyncio.gather(*(tab(address, fetched) for _ in range(PEOPLE)))


async def tab(address: str, fetched: tuple[str, ...] = ()) -> float:
    """Seconds from the first thing asked to the end of the page's first run."""
    started = perf_counter()
    cookie = {"Cookie": f"{people.COOKIE}={people.FIRST['value']}"}
    for path in fetched:
        await fetch(address, path, cookie["Cookie"])
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit", "x"],  # type: ignore[list-item]
        additional_headers=cookie,
        origin=address,  # type: ignore[arg-type]
        max_size=None,
        open_timeout=60,
        proxy=None,
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.context_info.timezone = "Asia/Shanghai"
        asked.rerun_script.context_info.locale = "zh-CN"
        await socket.send(asked.SerializeToString())
        while True:
            data = bytes(await socket.recv())  # type: ignore[arg-type]
            if len(data) > SHORT:
                continue
            told = ForwardMsg()
            told.ParseFromString(data)
            over = told.WhichOneof("type") == "script_finished"
            if over and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return perf_counter() - started


async def fetch(address: str, path: str, cookie: str) -> None:
    """Ask for a path as the logged-in browser does, and read all of the answer."""
    host = address.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:80]


if __name__ == "__main__":
    main()
