"""How soon the meeting-room screen stands, beside an empty Streamlit page, and what one round of it sends.

Wanted: at most twice the empty page in a warm browser. The pages are timed in turns.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.overview import visits, warm_browser
from tests.web.test_browser import CHROMIUM

PAGES = {"empty Streamlit page": ("empty", "/", ".last"), "screen": ("ours", "/screen", "#kpi-screen .slide.shown")}
LISTENED_S, ROUND_S = 24, 240
"""How long the wire is listened to, and how long ten slides of 24 s take."""


def main() -> None:
    if CHROMIUM is None:
        print("no Chromium on this machine: the screen was not timed")
        return
    with tempfile.TemporaryDirectory() as folder, warm_browser(Path(folder)) as (window, addresses):
        seconds = visits(window, addresses, PAGES)
        sent = received(window, addresses["ours"])
    for name, found in seconds.items():
        wanted = "   wanted ≤ 2" if name == "screen" else ""
        print(f"{name:44}{found:8.2f} s   {found / seconds['empty Streamlit page']:5.2f} of the empty page{wanted}")
    print(f"{'sent to a screen in one round of 240 s':44}{sent * ROUND_S / LISTENED_S / 1000:8.1f} kB")


def received(window: Any, address: str) -> int:
    """Bytes over the page's socket in LISTENED_S seconds, once the first picture stands."""
    page = window.new_page()
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sizes.append(len(frame))))
    page.goto(f"{address}/screen")
    page.wait_for_selector("#kpi-screen .slide.shown")
    page.wait_for_timeout(6000)
    sizes.clear()
    page.wait_for_timeout(LISTENED_S * 1000)
    page.close()
    return sum(sizes)


if __name__ == "__main__":
    main()
