"""How soon the meeting-room screen stands, beside an empty Streamlit page, and what one round of it sends.

Wanted: at most twice the empty page in a warm browser. The pages are timed in turns.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.overview import VISITS, WARM_UP, _serving_empty, visit
from tests import people
from tests.web import serving
from tests.web.test_browser import CHROMIUM, QUIET

PAGES = {"empty Streamlit page": ("empty", "/", ".last"), "screen": ("ours", "/screen", "#kpi-screen .slide.shown")}
LISTENED_S, ROUND_S = 24, 240
"""How long the wire is listened to, and how long ten slides of 24 s take."""


def main() -> None:
    if CHROMIUM is None:
        print("no Chromium on this machine: the screen was not timed")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        addresses = {
            "ours": stack.enter_context(serving.serving("python", Path(folder)))[0],
            "empty": stack.enter_context(_serving_empty(Path(folder) / "empty")),
        }
        people.enter_served(Path(folder))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=QUIET)
        window = browser.new_context(viewport={"width": 1920, "height": 1080})
        window.add_cookies([{**people.FIRST}])  # type: ignore[typeddict-item]
        taken: dict[str, list[float]] = {name: [] for name in PAGES}
        for _ in range(WARM_UP + VISITS):
            for name, (server, path, last) in PAGES.items():
                taken[name].append(visit(window, addresses[server] + path, last))
        seconds = {name: statistics.median(found[WARM_UP:]) for name, found in taken.items()}
        sent = received(window, addresses["ours"])
        browser.close()
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
