"""In a real browser: Streamlit under our policy, its own words in Chinese, and nobody else contacted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kpi import words
from tests import people
from tests.web import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# A page with the pieces whose words or scripts could break: uploader, table, both kinds of charts.
PAGE = """
import plotly.graph_objects as go
import streamlit as st
st.set_page_config(page_title="试")
def one():
    st.file_uploader("选择文件", type=["csv"], accept_multiple_files=True)
    st.dataframe({"矿量": [1, 2]})
    st.plotly_chart(go.Figure(go.Bar(x=["1月"], y=[1])), key="plotly")
    axis = {"type": "category", "data": ["1月"]}
    st.echarts_chart({"xAxis": axis, "yAxis": {}, "series": [{"type": "bar", "data": [1]}]}, key="echarts")
    st.markdown("Stop")
    if st.button("坏"):
        raise ValueError("geheim")
def two():
    st.markdown("第二页")
st.navigation([st.Page(one, title="一", default=True), st.Page(two, title="二", url_path="two")]).run()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our own front door before a page of this test's."""
    root = tmp_path_factory.mktemp("scratch")
    for part in ("kpi", "db", "pages", "sample_data", ".streamlit"):
        shutil.copytree(serving.ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(serving.ROOT / "app.py", root)
    (root / "pages" / "frame.py").write_text(PAGE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "APP", str(root / "app.py"))
        with serving.serving("python", root) as (running, _):
            people.enter_served(root)
            yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


class Visit:
    """One visit to a page: what it logged and whom it asked."""

    def __init__(self, window: Any, url: str, wait_for: str) -> None:
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.page = window.new_page()
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)
        self.page.goto(url)
        self.page.wait_for_selector(wait_for, state="attached", timeout=30_000)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(parts.netloc)

    def label(self, selector: str, name: str = "aria-label") -> str:
        return str(self.page.locator(selector).first.get_attribute(name))


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """One window for all visits: its cache holds Streamlit's scripts."""
    made = browser.new_context()
    made.add_cookies([people.FIRST])
    yield made
    made.close()


@pytest.fixture
def visit(window: Any, address: str) -> Iterator[Any]:
    made: list[Visit] = []

    def go(path: str, wait_for: str = '[data-testid="stPlotlyChart"] .modebar') -> Visit:
        made.append(Visit(window, address + path, wait_for))
        return made[-1]

    yield go
    for one in made:
        one.page.close()


def test_everything_renders_under_the_policy_and_nobody_else_is_asked(visit: Any, address: str) -> None:
    seen = visit("/")
    seen.page.wait_for_selector('[data-testid="stEChartsChart"] :is(canvas, svg)', state="attached")
    assert seen.page.locator('[data-testid="stPlotlyChart"] .bars path').count() == 1
    assert seen.errors == []
    assert seen.hosts == {address.removeprefix("http://")}


def test_streamlits_own_words_are_chinese_and_nobody_elses_script_runs(visit: Any) -> None:
    """One visit for both; the script is put into the page at its end."""
    seen = visit("/")
    assert seen.page.evaluate("document.documentElement.lang") == "zh"
    uploader = seen.page.locator('[data-testid="stFileUploader"]').inner_text()
    assert "上传" in uploader and "每个文件不超过 20MB" in uploader
    assert seen.page.locator('[data-testid="stSkipToContent"]').text_content() == "跳到正文"
    assert seen.label(".modebar-btn", "data-title") == "下载图片"
    assert "Stop" in seen.page.locator('[data-testid="stMarkdown"]').all_inner_texts()  # ours, left alone
    assert seen.errors == []
    plant = "const s = document.createElement('script'); s.textContent = 'window.planted = 1'; document.body.append(s)"
    seen.page.evaluate(f"() => {{ {plant} }}")
    assert seen.page.evaluate("window.planted") is None
    assert any("Content Security Policy" in error for error in seen.errors)


def test_in_english_they_stay_as_they_are_and_a_switch_brings_them_back(visit: Any) -> None:
    seen = visit("/?lang=en")
    assert seen.page.locator('[data-testid="stSkipToContent"]').text_content() == "Skip to main content"
    for lang, said in (("zh", "跳到正文"), ("en", "Skip to main content"), ("zh", "跳到正文")):
        seen.page.evaluate(f"history.replaceState(null, '', '/?lang={lang}')")
        assert seen.page.evaluate("document.documentElement.lang") == lang
        assert seen.page.locator('[data-testid="stSkipToContent"]').text_content() == said


def test_a_file_too_large_and_a_page_that_fails_are_said_in_a_sentence_and_nothing_technical(
    visit: Any, tmp_path: Path
) -> None:
    seen = visit("/")
    (tmp_path / "好.csv").write_bytes(b"a")
    (tmp_path / "大.csv").write_bytes(b"a" * (21 << 20))
    seen.page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', sorted(tmp_path.glob("*.csv")))
    seen.page.get_by_label("移除 好.csv").wait_for()
    seen.page.get_by_label("移除 大.csv").wait_for()
    assert "20.0MB" in seen.page.locator('[data-testid="stFileChip"]').filter(has_text="大").inner_text()
    assert seen.errors == []
    seen.page.get_by_role("button", name="坏").click()
    alert = seen.page.locator('[data-testid="stAlert"]')
    alert.wait_for()
    assert alert.inner_text().strip() == words.say("zh", "http.broken")
    assert "geheim" not in seen.page.content() and "Traceback" not in seen.page.content()


def test_a_deep_link_opens_its_page_without_an_error_in_the_console(visit: Any) -> None:
    seen = visit("/two", '[data-testid="stMarkdown"]')
    assert seen.page.locator('[data-testid="stMarkdown"]').inner_text() == "第二页"
    assert seen.errors == []


@pytest.mark.soak  # the page looks every three seconds
def test_a_page_asks_anew_when_the_server_has_become_another_one(visit: Any) -> None:
    """The control: it stays while the markup is for the very rules and script that it has."""
    page = visit("/two", '[data-testid="stMarkdown"]').page
    meant_for = "said => document.documentElement.style.setProperty('--kpi-version', said)"
    page.evaluate("window.stayed = 1")
    page.evaluate(
        meant_for, page.evaluate("new URL(document.querySelector('script[src*=ui]').src).searchParams.get('v')")
    )
    page.wait_for_timeout(4_000)
    assert page.evaluate("window.stayed") == 1
    with page.expect_navigation(timeout=30_000):
        page.evaluate(meant_for, "another")
