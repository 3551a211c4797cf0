"""Fifty people open the overview at the same instant: how long the slowest wait, beside the same for an empty page.

Wanted: p95 at most twice the empty page's. Each speaks Streamlit's own protocol, as a browser's tab does: connects,
asks for the page, and has it when the script has finished.
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
SHORT = 500
"""Bytes: the message that ends a run is shorter. Fifty browsers read theirs on fifty machines, not on the server's."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ours = stack.enter_context(serving.serving("python", Path(folder), anew=True))[0]
        empty = stack.enter_context(_serving_empty(Path(folder) / "empty"))
        people.enter_served(Path(folder))
        taken: dict[str, list[float]] = {ours: [], empty: []}
        for number in range(WARM_UP + ROUNDS):
            for address, found in taken.items():
                seconds = asyncio.run(crowd(address))
                if number >= WARM_UP:
                    found.append(statistics.quantiles(seconds, n=20)[-1])
    bare, full = statistics.median(taken[empty]), statistics.median(taken[ours])
    print(f"{f'{PEOPLE} at once, empty page, p95':44}{bare:8.2f} s")
    print(f"{f'{PEOPLE} at once, overview, p95':44}{full:8.2f} s   {full / bare:5.2f} of the empty page   wanted ≤ 2")


async def crowd(address: str) -> list[float]:
    """Seconds that each of them waited."""
    return await asyncio.gather(*(tab(address) for _ in range(PEOPLE)))


async def tab(address: str) -> float:
    """Seconds from opening the socket to the end of the page's first run."""
    started = perf_counter()
    cookie = {"Cookie": f"{people.COOKIE}={people.FIRST['value']}"}
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


if __name__ == "__main__":
    main()
