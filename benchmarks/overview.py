"""How soon a reader sees the overview: script time warm and cold, and in a browser beside an empty Streamlit page.

Wanted: warm, at most 60 ms and five times the empty page's script; at most twice the empty page in a warm browser. All
are timed in turns, so that a busy machine slows all of them alike. The script's time has in it what only AppTest does:
it compiles the script again for every run, and stands in for the server with mocks.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from db import sample, settings, store
from tests import people
from tests.web import serving
from tests.web.test_browser import CHROMIUM, QUIET

TURNS = 5
RUNS, COLD_RUNS, VISITS, WARM_UP = 30, 7, 7, 2
EMPTY = "import streamlit as st\nst.html('<p class=last>.</p>')\n"
PAGES = {
    "empty Streamlit page": ("empty", "/", ".last"),
    "overview": ("ours", "/", '[data-testid="stEChartsChart"] :is(canvas, svg)'),
    "brand page with Plotly (ore)": ("ours", "/ore", ".js-plotly-plot .main-svg"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scripts(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        pages(Path(folder))


def scripts(folder: Path) -> None:
    """Milliseconds of one run of the overview's script, the best of a few medians; the first reader's is cold."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # it misses the server that AppTest stands in for
    os.environ["KPI_DATABASE"] = f"sqlite:///{folder / 'kpi.db'}"
    store.upgrade(store.engine())
    sample.load(store.engine(), settings.catalog())
    from pages.parts import shared
    from pages.web import keeping

    compiled = ScriptCache()
    for module in (app_test, local_script_runner):  # a server compiles each script once, AppTest at every run
        setattr(module, "ScriptCache", lambda: compiled)  # noqa: B010
    ours = AppTest.from_file(str(settings.ROOT / "pages" / "frame.py"), default_timeout=60)
    ours.user = people.enter(store.engine()).user
    empty = AppTest.from_string(EMPTY, default_timeout=60)

    def cold() -> None:
        for cache in (shared._shelf, shared._opened):
            cache.clear()
        ours.run()

    cold()
    gc.collect()
    gc.freeze()  # as the server does before its first reader
    gc.set_threshold(*keeping.RARELY)
    pairs = [(median(empty.run, RUNS), median(ours.run, RUNS)) for _ in range(TURNS)]
    bare, warm = map(min, zip(*pairs, strict=True))
    print(f"{'script of an empty page':44}{1000 * bare:8.1f} ms")
    said = f"{warm / bare:5.2f} of the empty page   wanted ≤ 5"
    print(f"{'script of the overview, warm':44}{1000 * warm:8.1f} ms   {said}")
    print(f"{'script of the overview, cold':44}{1000 * median(cold, COLD_RUNS):8.1f} ms")


def pages(folder: Path) -> None:
    """Median seconds from navigation to the page's last element, in a browser that has its scripts already."""
    if CHROMIUM is None:
        print("no Chromium on this machine: pages not timed")
        return
    with warm_browser(folder) as (window, addresses):
        seconds = visits(window, addresses, PAGES)
    bare = seconds["empty Streamlit page"]
    for name, found in seconds.items():
        wanted = "   wanted ≤ 2" if name == "overview" else ""
        print(f"{name:44}{found:8.2f} s   {found / bare:5.2f} of the empty page{wanted}")


@contextmanager
def warm_browser(folder: Path) -> Iterator[tuple[Any, dict[str, str]]]:
    """A window of somebody who has logged in, and the addresses of our application and of the empty page."""
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        addresses = {
            "ours": stack.enter_context(serving.serving("python", folder, anew=True))[0],
            "empty": stack.enter_context(_serving_empty(folder / "empty")),
        }
        people.enter_served(folder)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        window = browser.new_context(viewport={"width": 1920, "height": 1080})
        window.add_cookies([{**people.FIRST}])  # type: ignore[typeddict-item]
        yield window, addresses
        browser.close()


def visits(window: Any, addresses: dict[str, str], pages: Mapping[str, tuple[str, str, str]]) -> dict[str, float]:
    """Median seconds of each page, visited in turns so that a busy machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(WARM_UP + VISITS):
        for name, (server, path, last) in pages.items():
            taken[name].append(visit(window, addresses[server] + path, last))
    return {name: statistics.median(found[WARM_UP:]) for name, found in taken.items()}


def visit(window: Any, url: str, last: str) -> float:
    page = window.new_page()
    start = perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(last, state="attached")
    seconds = perf_counter() - start
    page.close()
    return seconds


@contextmanager
def _serving_empty(folder: Path) -> Iterator[str]:
    """The address of our own front door before a page that shows one dot."""
    for part in ("kpi", "db", "pages", "sample_data", ".streamlit"):
        shutil.copytree(settings.ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(settings.ROOT / "app.py", folder)
    (folder / "pages" / "frame.py").write_text(EMPTY, encoding="utf-8")
    ours, serving.APP = serving.APP, str(folder / "app.py")
    try:
        with serving.serving("python", folder, anew=True) as (address, _):
            people.enter_served(folder)
            yield address
    finally:
        serving.APP = ours


def median(work: Callable[[], object], times: int) -> float:
    """Seconds."""
    taken: list[float] = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
