"""The meeting-room screen in a real browser: every slide whole, no frame without its picture, and back by itself."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from db import sample, settings, store, uploads
from db.actor import CONSOLE
from tests import people
from tests.e2e.conftest import DESK, View
from tests.web import serving

SLIDES = (
    "overview",
    "gaps",
    "intelligence",
    "ore",
    "metrics",
    "projects",
    "innovation",
    "conduct",
    "reform",
    "changes",
)
FIGURES = {
    "overview": (
        "74.76",
        "+0.34",
        "76.00",
        "94",
        "89.47",
        "46.84",
        "完成",
        "5\n● 达标",
        "1\n▲ 预警",
        "1\n▼ 滞后或未达标",
    ),
    "gaps": ("89.47%", "95.00%", "−5.53 个百分点", "6.71%", "+0.21 个百分点", "措施待填报", "机修车间党支部"),
    "intelligence": ("完成", "已投入运行", "81.63%", "80.00%"),
    "ore": ("74.76", "超计划 8.60 万吨", "101.16%", "747.6 万吨", "84.13 万吨", "1,008.6 万吨", "87.30 万吨"),
    "metrics": ("+0.34", "83.66%", "83.32%", "84.07%", "调整抑制剂制度", "6.71%"),
    "projects": ("76.00", "70.00%", "88.95%"),
    "innovation": ("94", "120 项", "104.44%", "8.7 项"),
    "conduct": ("89.47", "5.53", "未达标", "机修车间党支部"),
    "reform": ("46.84", "0.42%", "越低越好"),
    "changes": ("2022年8月", "4", "预警", "未达标"),
}
"""What stands on which slide: the sample's figures, worked out by hand in tests/test_sample.py and article.txt."""
SHOWN = "#kpi-screen .deck:last-child .slide.shown:not(:has(~ .coming))"
CORRECTION = "月份,处理矿量(万吨)\n2022-09,90\n".encode()
"""747.6 − 87.3 + 90.0 = 750.3 of 1000: 75.03 %."""

WATCH = """(() => {
  if (window.top !== window || !location.pathname.startsWith('/screen')) return
  window.frames_seen = 0; window.missing = []
  const see = () => {
    requestAnimationFrame(see)
    const wall = document.querySelector('#kpi-screen')
    if (!wall && !window.frames_seen) return
    window.frames_seen++
    const slides = wall ? [...wall.querySelectorAll('.slide.shown')] : []
    const whole = slides.filter(s => getComputedStyle(s).visibility === 'visible'
      && [...s.querySelectorAll('img')].every(i => i.complete && i.naturalWidth && i.getBoundingClientRect().width > 9)
      && s.querySelectorAll('.tile').length === (s.dataset.slide === 'overview' ? 8 : 0))
    const on_top = document.elementFromPoint(innerWidth / 2, innerHeight / 2)
    const solid = whole.some(s => getComputedStyle(s).opacity === '1')
    if (!solid || whole.length !== slides.length || !wall.contains(on_top))
      window.missing.push(
        `${window.frames_seen}: ${slides.map(s => s.dataset.slide)} ${whole.length} ${on_top?.tagName}`)
  }
  requestAnimationFrame(see)
})()"""
"""Looks at every frame from the first picture on: one whole, opaque slide on top, its charts drawn, eight tiles."""
TROUBLES = """letter => {
  const slide = document.querySelector('#kpi-screen .slide.shown'), u = Math.min(innerWidth / 1920, innerHeight / 1080)
  const found = [], texts = [], boxed = '.tile, .panel, .row, header, .noted, footer, .turn, main'
  const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
  const inset = (box, by) => ({ left: box.left + 1, right: box.right - 1, top: box.top + box.height * by,
    bottom: box.bottom - box.height * by })
  while (walk.nextNode()) {
    const node = walk.currentNode, range = document.createRange()
    if (!node.nodeValue.trim()) continue
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize)
    if (size < 0.98 * letter * u) found.push(`tiny (${size}): ${node.nodeValue}`)
    range.selectNodeContents(node)
    const outer = node.parentElement.closest(boxed).getBoundingClientRect()
    for (const box of range.getClientRects()) {
      if (!box.width) continue
      const ink = inset(box, 0.22)
      if (ink.left < outer.left - 1 || ink.right > outer.right + 1 || ink.top < outer.top - 1
        || ink.bottom > outer.bottom + 1)
        found.push(`outside its frame: ${node.nodeValue}`)
      texts.push([node, ink])
    }
  }
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  texts.forEach(([node, ink], i) => { for (const [other, next] of texts.slice(i + 1))
    if (other !== node && meet(ink, next)) found.push(`overlap: ${node.nodeValue} and ${other.nodeValue}`) })
  for (const e of slide.querySelectorAll('.tile, .panel, .picture, dl, ul, h3, .list, .places i')) {
    const box = e.getBoundingClientRect(), slack = 1.5 * u
    const outer = e.closest('footer')?.getBoundingClientRect() ?? e.parentElement.getBoundingClientRect()
    if (box.bottom > outer.bottom + slack || box.right > outer.right + slack) found.push(`too large: ${e.className}`)
  }
  for (const img of slide.querySelectorAll('img.chart')) {
    const holder = document.createElement('div')
    holder.style = 'position:fixed;left:0;top:0;width:1px;height:1px;overflow:hidden;opacity:0'
    holder.innerHTML = new TextDecoder().decode(Uint8Array.from(atob(img.src.split(',')[1]), c => c.charCodeAt(0)))
    document.body.append(holder)
    const svg = holder.firstElementChild, view = svg.viewBox.baseVal
    svg.setAttribute('width', view.width); svg.setAttribute('height', view.height)
    const inks = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]).map(([said, b]) => [said,
      inset({ left: b.x, right: b.x + b.width, top: b.y, bottom: b.y + b.height, height: b.height }, 0.22)])
    for (const [said, ink] of inks)
      if (ink.left < -1 || ink.right > view.width + 1 || ink.top < -1 || ink.bottom > view.height)
        found.push(`outside its chart: ${said}`)
    inks.forEach(([said, ink], i) => { for (const [other, next] of inks.slice(i + 1))
      if (meet(ink, next)) found.push(`overlap in a chart: ${said} and ${other}`) })
    const bars = [...svg.children].filter(e => e.tagName === 'rect').map(r => [r.getAttribute('fill'), r.getBBox()])
    const plans = bars.filter(([fill]) => fill === 'none').map(([, box]) => box)
    const solid = bars.filter(([fill]) => fill !== 'none').map(([, box]) => box)
    const foot = Math.max(...bars.map(([, box]) => box.y + box.height))
    for (const [said, ink] of plans.length ? inks : []) {
      if (!/^[\\d.,−]+$/.test(said) || ink.bottom > foot) continue
      const own = solid.find(b => Math.abs(b.x + b.width / 2 - (ink.left + ink.right) / 2) < 4)
      if (own && ink.top > own.y) continue
      if (!own || own.y - ink.bottom > 0.6 * letter) found.push(`not at its own column: ${said}`)
      if (plans.some(p => ink.left < p.x + p.width && p.x < ink.right && ink.top < p.y && p.y < ink.bottom))
        found.push(`on the outline of the plan: ${said}`)
    }
    holder.remove()
  }
  for (const e of [document.documentElement, document.body])
    if (e.scrollWidth > innerWidth) found.push('scrolls sideways')
  return found
}"""
"""Text that leaves its frame, overlaps or is smaller than the room needs, on the slide and in its charts.

And in charts of columns a figure that does not stand at its own one.
"""


MOVED = """low => {
  const img = document.querySelector('#kpi-screen img.chart'), kept = img.src, [head, data] = kept.split(',')
  const read = new TextDecoder().decode(Uint8Array.from(atob(data), c => c.charCodeAt(0)))
  const drawn = new DOMParser().parseFromString(read, 'image/svg+xml'), said = drawn.querySelector('text')
  const plan = drawn.querySelector('svg > rect[fill=none]'), own = plan.nextElementSibling
  const set = (e, y, high) => { e.setAttribute('y', y); e.setAttribute('height', high) }
  const foot = Number(own.getAttribute('y')) + Number(own.getAttribute('height'))
  if (low) { set(own, foot, 0); set(plan, foot - 20, 20) }
  said.setAttribute('y', low ? foot - 10 : Number(said.getAttribute('y')) - 60)
  const bytes = new TextEncoder().encode(new XMLSerializer().serializeToString(drawn))
  img.src = `${head},${btoa(String.fromCharCode(...bytes))}`
  return kept
}"""
"""Moves the first month's figure up from its column; or makes the column nothing and draws the plan through it."""


class Screen(View):
    """A wall that shows the round."""

    def slide(self) -> str:
        return str(self.page.evaluate(f"document.querySelector('{SHOWN}')?.dataset.slide ?? ''"))

    def line(self) -> str:
        """在线, or since when not."""
        return str(self.page.locator("#kpi-screen .slide.shown .line").first.inner_text())

    def start(self, query: str = "") -> Screen:
        self.page.goto(f"{self.address}/screen{query}")
        self.page.wait_for_selector("#kpi-screen .slide.shown")
        self.page.wait_for_timeout(700)
        return self

    def turn(self) -> None:
        before = self.slide()
        self.page.keyboard.press("ArrowRight")
        self.until(lambda: self.slide() not in ("", before) and not self.page.locator("#kpi-screen .coming").count())

    def until(self, holds: Callable[[], bool], seconds: float = 10) -> float:
        """Seconds until something holds; at most so many."""
        started = time.monotonic()
        while time.monotonic() < started + seconds:
            if holds():
                return time.monotonic() - started
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not within {seconds} s; the line says {self.line()!r}")

    def whole(self) -> None:
        assert self.page.evaluate("window.missing") == []
        assert self.page.evaluate("window.frames_seen") > 0

    def troubles(self, letter: int = 34) -> list[str]:
        found: list[str] = self.page.evaluate(TROUBLES, letter)
        return found


@contextmanager
def wall(browser: Any, address: str, **options: Any) -> Iterator[Screen]:
    window = browser.new_context(**{"viewport": {"width": DESK[0], "height": DESK[1]}, **options})
    window.add_cookies([people.FIRST])
    window.add_init_script(WATCH)
    screen = Screen(window, address)
    yield screen
    window.close()


class Plant:
    """A served store whose server can be killed and started again at the same address."""

    def __init__(self, folder: Path, **given: str) -> None:
        self.folder, self.given, self.port = folder, given, serving.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.file = folder / "kpi.db"
        self.process: Any = None

    @property
    def engine(self) -> Engine:
        return store.engine(f"sqlite:///{self.file}")

    def start(self) -> Plant:
        self.process = serving.start("python", self.port, self.folder, **self.given)
        serving._wait(self.address, self.process)
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """The sample, each slide for a minute unless its address says otherwise."""
    made = Plant(tmp_path_factory.mktemp("screen"), KPI_SCREEN_DWELL="60").start()
    people.enter_served(made.folder)
    yield made
    made.kill()


def round_of(screen: Screen, letter: int = 34, name: str = "") -> dict[str, str]:
    """Every slide once, and what stands on it; each is whole."""
    texts: dict[str, str] = {}
    screen.page.keyboard.press("Space")
    while (slide := screen.slide()) not in texts:
        texts[slide] = str(screen.page.locator(SHOWN).inner_text())
        if name:
            screen.shot(f"screen-{slide}-{name}")
        assert screen.troubles(letter) == [], slide
        screen.turn()
    return texts


def test_the_round_shows_the_samples_figures_whole_and_from_our_server_only(browser: Any, plant: Plant) -> None:
    with wall(browser, plant.address, reduced_motion="reduce") as screen:
        texts = round_of(screen.start(), name="1920-zh")
        assert sorted(texts) == sorted(SLIDES)
        for slide, figures in FIGURES.items():
            assert [figure for figure in figures if figure not in texts[slide]] == [], slide
            assert f"{SLIDES.index(slide) + 1} / 10" in texts[slide]
            assert "已暂停" in texts[slide] and "示例数据 · 第" in texts[slide]
        screen.whole()
        assert screen.page.locator(".js-plotly-plot").count() == 0
        assert [path for path in screen.asked if "plotly" in path.lower()] == []
        assert (screen.errors, screen.strangers) == ([], set())


def test_what_is_cut_off_or_missing_would_be_noticed(browser: Any, plant: Plant) -> None:
    with wall(browser, plant.address) as screen:
        screen.start("?playlist=ore")
        for css, said in (
            ("#kpi-screen .headline li { white-space: nowrap; letter-spacing: .5em }", "outside its frame"),
            ("#kpi-screen .stands { margin-top: -2em }", "overlap"),
            ("#kpi-screen .headline li { font-size: .5em }", "tiny"),
            ("#kpi-screen .picture { height: 2000px }", "too large"),
        ):
            style = screen.page.add_style_tag(content=css)
            assert said in "\n".join(screen.troubles()), css
            style.evaluate("e => e.remove()")
        assert screen.troubles() == []
        for low, said in ((False, "not at its own column"), (True, "on the outline of the plan")):
            drawn = screen.page.evaluate(MOVED, low)
            assert said in "\n".join(screen.troubles()), low
            screen.page.evaluate("src => document.querySelector('#kpi-screen img.chart').src = src", drawn)
        assert screen.troubles() == []
        screen.whole()
        screen.page.evaluate(
            "document.querySelector('#kpi-screen .slide.shown img').src = 'data:image/png;base64,AA=='"
        )
        screen.page.wait_for_timeout(200)
        assert screen.page.evaluate("window.missing") != []


def test_a_publication_shows_within_five_seconds_with_no_frame_missing(browser: Any, plant: Plant) -> None:
    with wall(browser, plant.address) as screen:
        screen.start("?playlist=ore")
        assert "74.76" in screen.text(SHOWN) and "在线" in screen.line()
        screen.picture("screen")
        done = uploads.publish(
            plant.engine, settings.catalog(), [("九月更正.csv", CORRECTION)], by=CONSOLE, kind="sample"
        )
        assert isinstance(done, uploads.Receipt), done
        assert screen.until(lambda: "75.03" in screen.text(SHOWN), 10) <= 6
        screen.page.wait_for_timeout(800)
        assert screen.page.locator("#kpi-screen .deck").count() == 1
        screen.whole()


@pytest.mark.soak  # the server away is in the fast tier
def test_the_picture_stays_while_the_database_is_away_and_returns_with_it(browser: Any, plant: Plant) -> None:
    away = plant.file.with_name("away.db")
    with wall(browser, plant.address) as screen:
        kept(screen, lambda: plant.file.rename(away), lambda: away.rename(plant.file))
    assert not away.exists()


def kept(screen: Screen, take_away: Callable[[], object], bring_back: Callable[[], object]) -> None:
    """Streamlit's own page has lost the slides by then: without our layer the wall would be blank."""
    screen.start("?playlist=gaps")
    take_away()
    try:
        screen.until(lambda: "断线" in screen.line(), 8)
        assert "89.47%" in screen.text(SHOWN)
        assert screen.page.evaluate("document.querySelector('#kpi-screen').className") == "stale"
        screen.until(lambda: screen.page.locator("#root .kpi-deck").count() == 0, 4)
    finally:
        bring_back()
    assert screen.until(lambda: screen.line() in ("● 在线", "在线"), 12) <= 10
    screen.whole()


@pytest.mark.soak
def test_the_picture_stays_while_postgresql_turns_everybody_away(browser: Any, _postgres: str, tmp_path: Path) -> None:
    plant = Plant(tmp_path, KPI_SCREEN_DWELL="60", KPI_DATABASE=_postgres).start()
    people.enter_alone(store.engine(_postgres))
    sample.load(store.engine(_postgres), settings.catalog())
    url = make_url(_postgres).set(drivername="postgresql")
    server = url.set(database="postgres").render_as_string(hide_password=False)

    def allow(connections: bool) -> None:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {connections}")
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database])

    with wall(browser, plant.address) as screen:
        kept(screen, lambda: allow(False), lambda: allow(True))
    plant.kill()


def test_the_picture_stays_while_the_server_is_away_and_returns_with_it(browser: Any, tmp_path: Path) -> None:
    plant = Plant(tmp_path, KPI_SCREEN_DWELL="60").start()
    people.enter_served(tmp_path)
    with wall(browser, plant.address) as screen:
        screen.start("?dwell=30")
        plant.kill()
        screen.until(lambda: "断线" in screen.line(), 15)
        before = screen.slide()
        assert before in SLIDES
        assert screen.page.locator("#kpi-screen .slide.shown").first.is_visible()
        screen.whole()
        assert screen.slide() == before
        plant.start()
        assert screen.until(lambda: "在线" in screen.line(), 12) <= 10
        due = SLIDES[int(time.time() // 30) % 10]
        screen.until(lambda: screen.slide() == due, 3)
        screen.whole()
    plant.kill()


class Wire:
    """A network between screen and server that can be cut without either being told."""

    def __init__(self, port: int) -> None:
        self.port, self.dead = port, False
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
                lost = [self.dead]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other, lost), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, lost: list[bool]) -> None:
        """What is sent while the wire is cut is gone, and so is the connection for good, as behind a firewall."""
        with suppress(OSError):
            while data := one.recv(65536):
                lost[0] = lost[0] or self.dead
                if not lost[0]:
                    other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.mark.soak
def test_a_cut_network_is_marked_and_the_picture_returns_when_it_heals(browser: Any, plant: Plant) -> None:
    wire = Wire(plant.port)
    with wall(browser, wire.address) as screen:
        screen.start("?playlist=ore")
        wire.dead = True
        screen.until(lambda: "断线" in screen.line(), 15)
        screen.page.wait_for_timeout(20_000)
        screen.whole()
        wire.dead = False
        assert screen.until(lambda: "在线" in screen.line(), 15) <= 10
        screen.whole()


@pytest.mark.soak
def test_a_machine_that_slept_shows_the_newest_figures_again(browser: Any, plant: Plant) -> None:
    with wall(browser, plant.address) as screen:
        screen.start("?playlist=ore")
        tools = screen.page.context.new_cdp_session(screen.page)
        tools.send("Page.setWebLifecycleState", {"state": "frozen"})
        time.sleep(25)
        tools.send("Page.setWebLifecycleState", {"state": "active"})
        assert screen.until(lambda: "在线" in screen.line(), 15) <= 10
        screen.whole()


def test_every_arrow_counts_and_a_pause_ends_by_itself(browser: Any, plant: Plant) -> None:
    """Three presses within one fade of 600 ms; ten minutes on a clock of our own."""
    with wall(browser, plant.address) as screen:
        screen.page.clock.install()
        screen.start()
        at = SLIDES.index(screen.slide())
        for _ in range(3):
            screen.page.keyboard.press("ArrowRight")
        screen.until(lambda: screen.slide() == SLIDES[(at + 3) % 10], 5)
        screen.page.keyboard.press("Space")
        screen.page.clock.fast_forward("09:30")
        screen.until(lambda: screen.line() == "在线 · 已暂停", 10)
        screen.page.clock.fast_forward("00:40")
        screen.until(lambda: screen.line() == "在线", 10)


@pytest.mark.soak
def test_the_page_is_loaded_anew_once_a_night_and_only_while_the_server_answers(browser: Any, plant: Plant) -> None:
    for away in (True, False):
        with wall(browser, plant.address) as screen:
            loads: list[str] = []
            screen.page.on("framenavigated", lambda frame, loads=loads: loads.append(frame.url))
            screen.page.clock.install(time=datetime(2026, 3, 4, 22, 0))
            screen.start("?playlist=ore")
            if away:
                screen.page.route("**/_stcore/health", lambda route: route.abort())
            loads.clear()
            screen.page.clock.fast_forward("06:30:00")
            screen.page.wait_for_timeout(3000)
            assert len(loads) == (0 if away else 1)
            screen.page.clock.fast_forward("00:10:00")
            screen.page.wait_for_timeout(3000)
            assert len(loads) == (0 if away else 1)


BEYOND = """e => {
  const foot = e.querySelector("footer").getBoundingClientRect(), holds = "main, .tile, .panel";
  const past = (x) => {
    const at = x.getBoundingClientRect(), within = x.parentElement.closest(holds).getBoundingClientRect();
    return at.height > 0 && (at.bottom > within.bottom + 1 || at.right > within.right + 1 || at.bottom > foot.top + 1);
  };
  return [...e.querySelectorAll("main *")].filter(past).map((x) => x.textContent.slice(0, 20));
}"""
"""What reaches beyond the panel that holds it, or under the line below a slide."""
SIZES = [((1920, 1080), 1), ((1920, 1080), 2), ((3840, 2160), 1), ((3840, 2160), 2), ((1366, 768), 1)]


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "scale"), SIZES, ids=lambda value: str(value).replace(", ", "x").strip("()"))
def test_every_slide_is_whole_on_every_panel(
    browser: Any, plant: Plant, size: tuple[int, int], scale: int, lang: str
) -> None:
    """From the usual seat, from the farthest that has room, and from nearby."""
    options = {"viewport": {"width": size[0], "height": size[1]}, "device_scale_factor": scale}
    with wall(browser, plant.address, reduced_motion="reduce", **options) as screen:
        for query, letter in (("", 34), ("&inch=55", 40 if lang == "zh" else 36), ("&distance=3&inch=98", 28)):
            screen.start(f"?lang={lang}{query}")
            name = f"{size[0]}-{scale}-{lang}-{letter}"
            assert sorted(round_of(screen, letter, name)) == sorted(SLIDES)
        screen.whole()
        assert (screen.errors, screen.strangers) == ([], set())


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_upright_screen_uses_its_width_and_scrolls(browser: Any, plant: Plant, lang: str) -> None:
    """A phone's 390 points: letters of 13 and more, nothing beyond its right edge; the stage alone would have 7."""
    with wall(browser, plant.address, viewport={"width": 390, "height": 844}, reduced_motion="reduce") as screen:
        screen.start(f"?lang={lang}").page.keyboard.press("Space")
        for _ in SLIDES:
            slide = screen.page.locator(SHOWN)
            box = slide.bounding_box()
            assert box and (box["width"], box["height"]) == (390, 844)
            assert slide.evaluate("e => [e.scrollWidth, parseFloat(getComputedStyle(e).fontSize) > 13]") == [390, True]
            ends = slide.evaluate("e => [...e.querySelectorAll('main *')].map(x => x.getBoundingClientRect().right)")
            assert max(ends) <= 390
            screen.turn()
        assert screen.errors == []


@pytest.mark.soak
@pytest.mark.parametrize("query", ["?lang=zh", "?lang=en", "?lang=zh&inch=55", "?lang=en&inch=55"])
def test_an_upright_panel_shows_every_slide_whole(browser: Any, plant: Plant, query: str) -> None:
    """1080 × 1920 has no hand to scroll: nothing beyond its panel, its slide or the line below, letters as across."""
    with wall(browser, plant.address, viewport={"width": 1080, "height": 1920}, reduced_motion="reduce") as screen:
        screen.start(query).page.keyboard.press("Space")
        for _ in SLIDES:
            assert screen.page.locator(SHOWN).evaluate(BEYOND) == []
            size = screen.page.locator(SHOWN).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
            assert size == (34 if "inch" not in query else 40 if "zh" in query else 36)
            screen.turn()
        screen.page.add_style_tag(content="#kpi-screen .deck {font-size: 96px!important}")
        assert screen.page.locator(SHOWN).evaluate(BEYOND) != []  # the negative control
        assert screen.errors == []


@pytest.mark.soak
@pytest.mark.parametrize("query", ["?lang=zh&distance=6", "?lang=en&distance=6", "?lang=zh"])
def test_long_names_leave_every_slide_whole(browser: Any, tmp_path: Path, query: str) -> None:
    text = (settings.ROOT / "kpi" / "catalog.toml").read_text(encoding="utf-8")
    for name, zh, en in (
        (
            "整改按期率",
            "机关作风建设专项整治发现问题按期整改销号比例",
            "Findings rectified and struck off by their due date",
        ),
        (
            "精矿氧化镁",
            "精矿产品中氧化镁杂质含量控制水平（加权平均）",
            "Magnesium oxide impurity in the concentrate shipped",
        ),
    ):
        text, count = re.subn(rf'zh = "{name}"\nen = "[^"]*"', f'zh = "{zh}"\nen = "{en}"', text)
        assert count == 1
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    plant = Plant(tmp_path, KPI_SCREEN_DWELL="60").start()  # the sample names its indicators by the shipped names
    plant.kill()
    plant.given["KPI_CATALOG"] = str(tmp_path / "catalog.toml")
    plant.start()
    people.enter_served(tmp_path)
    with wall(browser, plant.address, reduced_motion="reduce") as screen:
        letter = 34 if "distance" not in query else 40 if "zh" in query else 36
        assert "89.47%" in round_of(screen.start(query), letter)["gaps"]
    plant.kill()


def memory(process: Any) -> float:
    """MiB of the server."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


@pytest.mark.soak
def test_three_hundred_rounds_leave_heap_nodes_and_server_as_they_were(browser: Any, plant: Plant) -> None:
    with wall(browser, plant.address, reduced_motion="reduce") as screen:
        screen.start()
        tools = screen.page.context.new_cdp_session(screen.page)
        tools.send("Performance.enable")

        def used() -> tuple[float, float, float]:
            screen.page.wait_for_timeout(5000)
            tools.send("HeapProfiler.collectGarbage")
            found = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
            return found["JSHeapUsedSize"] / 2**20, found["Nodes"], memory(plant.process)

        def rounds(count: int) -> None:
            for _ in range(10 * count):
                screen.page.keyboard.press("ArrowRight")
                screen.page.wait_for_timeout(20)

        rounds(30)
        before = used()
        rounds(300)
        after = used()
        print(f"heap {before[0]:.1f} → {after[0]:.1f} MiB, nodes {before[1]} → {after[1]}, server {before[2]:.0f} → "
              f"{after[2]:.0f} MiB, frames {screen.page.evaluate('window.frames_seen')}")  # fmt: skip
        assert after[0] <= before[0] * 1.1 + 1
        assert after[1] <= before[1] * 1.05 + 50
        assert after[2] <= before[2] + 15
        screen.whole()
