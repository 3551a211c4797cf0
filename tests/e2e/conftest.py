"""The served application in a real browser: who was asked, what went wrong, and what stands where on the screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import people
from tests.web import serving
from tests.web.test_browser import browser as browser

SHOTS = Path(os.environ.get("KPI_SHOTS") or serving.ROOT / "shots")
"""Pictures of what the tests saw, for people; the folder is not kept in git."""
DOCS = serving.ROOT / "docs" if "KPI_SHOTS" in os.environ else None
"""Where the README's pictures are made anew, on request only (make shots)."""
DESK, PHONE, WALL = (1920, 1080), (390, 844), (3840, 2160)
READY = '[data-testid="stApp"][data-test-script-state="notRunning"] .kpi-head'
LAST = {
    "overview": '[data-testid="stEChartsChart"] :is(canvas, svg)',
    "definitions": ".kpi-defs section",
    "upload": '[data-testid="stFileUploaderDropzoneInput"]',
    "review": ".kpi-outcome, .kpi-ledger",
    "history": ".kpi-entry",
    "changes": ".kpi-entry",
}
"""The element that appears last on a page; a brand's page ends with its charts."""
Look = Callable[..., "View"]


class View:
    """One page in a window of its own."""

    def __init__(self, window: Any, address: str) -> None:
        self.address = address
        self.errors: list[str] = []
        self.asked: set[str] = set()
        self.strangers: set[str] = set()
        self.page = window.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url.replace("ws", "http", 1)))

    def _asked(self, url: str) -> None:
        """Only noted: to stop a request, Playwright would have to switch the browser's cache off."""
        self.asked.add(urlsplit(url).path)
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.strangers.add(url)

    def open(self, page: str, query: str = "") -> View:
        self.page.goto(f"{self.address}/{'' if page == 'overview' else page}{query}")
        self.settled(page)
        return self

    def settled(self, page: str) -> None:
        self.page.wait_for_selector(READY, state="attached")
        self.page.wait_for_selector(LAST.get(page, ".js-plotly-plot .main-svg"), state="attached")
        self.page.evaluate("document.fonts.ready")

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def picture(self, name: str) -> None:
        """One of the README's pictures."""
        if DOCS is not None:
            self.page.screenshot(path=DOCS / f"{name}.png")

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).inner_text())

    def lettering(self, selector: str) -> set[float]:
        """How high the letters are, in points of the screen."""
        script = "all => all.map(e => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1))"
        return set(self.page.locator(selector).evaluate_all(script))

    def boxes(self, selector: str) -> list[dict[str, float]]:
        found: list[dict[str, float]] = self.page.evaluate(BOXES, selector)
        return found

    def english(self) -> list[str]:
        """What is left in English on a Chinese page, beside names that are so in Chinese too."""
        found: list[str] = self.page.evaluate(ENGLISH)
        return sorted({word for word in found if word not in NAMES})

    def troubles(self) -> list[str]:
        """What is clipped, overlaps, leaves its frame, or makes the page scroll sideways."""
        found: list[str] = self.page.evaluate(TROUBLES)
        return found


NAMES = {"CSV", "Excel", "SHA", "UTF", "UTC", "XmR", "xlsx", "xls", "csv"}
"""What is so in Chinese too; file names, hashes and commands are left out."""
ENGLISH = r"""() => {
  const seen = e => e && e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
  const said = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement
    if (seen(e) && !e.closest('script, style, noscript, [data-testid=stIconMaterial]'))
      said.push(walk.currentNode.nodeValue)
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-title'])
    for (const e of document.querySelectorAll(`[${name}]`)) if (seen(e)) said.push(e.getAttribute(name))
  const names = /[\w.-]+\.(csv|xlsx?)|[0-9a-f]{8,}|python -m db [\w-]+/g
  return said.flatMap(text => text.replace(names, ' ').match(/[A-Za-z]{3,}/g) || [])
}"""
BOXES = """selector => [...document.querySelectorAll(selector)].map(e => {
  const {x, y, width, height} = e.getBoundingClientRect(); return {x, y, width, height} })"""
TROUBLES = """() => {
  const found = [], name = e => `${e.className || e.tagName}: ${(e.innerText || e.alt || '').slice(0, 40)}`
  for (const e of [document.documentElement, document.querySelector('[data-testid="stMain"]')])
    if (e.scrollWidth > e.clientWidth + 1) found.push(`the page scrolls sideways by ${e.scrollWidth - e.clientWidth}`)
  for (const frame of document.querySelectorAll('.kpi-tile, .kpi-card')) {
    const outer = frame.getBoundingClientRect(), parts = [...frame.children].map(e => [e, e.getBoundingClientRect()])
    for (const [e, box] of parts)
      if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.bottom > outer.bottom + 1)
        found.push(`outside its frame: ${name(e)}`)
    parts.filter(([, box]) => box.height).forEach(([e, box], i, all) => {
      for (const [other, next] of all.slice(i + 1))
        if (box.bottom > next.top + 1 && next.bottom > box.top + 1 && box.right > next.left + 1
            && next.right > box.left + 1) found.push(`overlap: ${name(e)} and ${name(other)}`)
    })
  }
  for (const e of document.querySelectorAll('.main-svg, [data-testid="stEChartsChart"] :is(canvas, svg)')) {
    const outer = e.closest('[data-testid="stColumn"], .st-key-kpi-chart').getBoundingClientRect()
    const box = e.getBoundingClientRect()
    if (box.left < outer.left - 1 || box.right > outer.right + 1)
      found.push(`the chart is ${Math.round(box.width)} wide in a column of ${Math.round(outer.width)}`)
  }
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const legend = plot.querySelector('.legend')?.getBoundingClientRect()
    const area = plot.querySelector('.draglayer .nsewdrag')?.getBoundingClientRect()
    if (legend && area && legend.bottom > area.top + 2) found.push('a legend lies over its chart')
  }
  for (const e of document.querySelectorAll('.kpi, .kpi *'))
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).overflowX !== 'auto'
        && getComputedStyle(e).display !== 'inline') found.push(`text is cut off: ${name(e)}`)
  return found
}"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the sample."""
    folder = tmp_path_factory.mktemp("sample")
    with serving.serving("python", folder) as (address, _):
        people.enter_served(folder)
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on an empty store."""
    folder = tmp_path_factory.mktemp("empty")
    with serving.serving("python", folder, KPI_SAMPLE="0", KPI_SELF_REVIEW="1") as (address, _):
        people.enter_served(folder)
        yield address


@pytest.fixture(scope="module")
def windows(browser: Any) -> Iterator[Callable[[tuple[int, int], str], Any]]:
    """One browser profile for each size and scheme, so that scripts are read once, as for a reader who comes back."""
    made: dict[tuple[tuple[int, int], str], Any] = {}

    def window(size: tuple[int, int], scheme: str) -> Any:
        if (size, scheme) not in made:
            viewport = {"width": size[0], "height": size[1]}
            made[size, scheme] = browser.new_context(viewport=viewport, color_scheme=scheme)
            made[size, scheme].add_cookies([people.FIRST])
        return made[size, scheme]

    yield window
    for context in made.values():
        context.close()


@pytest.fixture
def look(windows: Callable[[tuple[int, int], str], Any]) -> Iterator[Look]:
    """Opens pages of a server; at the end nothing may have gone wrong in any of them, and nobody else been asked."""
    made: list[View] = []

    def opened(address: str, size: tuple[int, int] = DESK, scheme: str = "light") -> View:
        made.append(View(windows(size, scheme), address))
        return made[-1]

    yield opened
    for view in made:
        view.page.close()
    assert [error for view in made for error in view.errors] == []
    assert [stranger for view in made for stranger in view.strangers] == []


@pytest.fixture
def careless(windows: Callable[[tuple[int, int], str], Any]) -> Iterator[Look]:
    """The same without the two assertions, to see that they would fail."""
    made: list[View] = []

    def opened(address: str) -> View:
        made.append(View(windows(DESK, "light"), address))
        return made[-1]

    yield opened
    for view in made:
        view.page.close()
