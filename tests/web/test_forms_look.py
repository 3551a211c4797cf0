"""The pages in front of the board have the board's colours, and in a real browser they fit and need no script."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kpi.charts.palette import DARK, LIGHT
from kpi.unit import LANGS, Lang
from pages.web import forms, html, pieces
from tests.kpi.charts.test_palette import contrast
from tests.web import serving
from tests.web.doors import HOSTILE, account, pages

STYLE = (serving.ROOT / "pages" / "web" / "door.css").read_text(encoding="utf-8")
THEMES = tomllib.loads((serving.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


# ---- colours


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", block))


DAY, NIGHT, WALL = (colours(part) for part in (
    STYLE[: STYLE.index("@media")], STYLE[STYLE.index("@media") : STYLE.index("* {")], STYLE[STYLE.index(".wall {") :]
))  # fmt: skip


@pytest.mark.parametrize(("found", "theme"), [(DAY, LIGHT), (NIGHT, DARK)], ids=["light", "dark"])
def test_the_colours_are_those_of_the_board(found: dict[str, str], theme: Any) -> None:
    ours = {name: getattr(theme, name) for name in ("card", "line", "ink", "muted", "brand")}
    ours |= {name: theme.status[name] for name in ("met", "warning", "behind")}
    page = THEMES[theme.mode]
    ours |= {"page": page["backgroundColor"], "link": page["linkColor"], "act": page["primaryColor"]}
    assert {name: found[name] for name in ours} == ours
    assert set(found) == {*ours, "on-act"}


@pytest.mark.parametrize("found", [DAY, NIGHT], ids=["light", "dark"])
def test_text_has_a_contrast_of_4_5_and_borders_of_3(found: dict[str, str]) -> None:
    for ground in (found["page"], found["card"]):
        assert min(contrast(found[name], ground) for name in ("ink", "muted", "link", "met")) >= 4.5
        assert min(contrast(found[name], ground) for name in ("muted", "link", "behind", "warning")) >= 3
    assert contrast(found["on-act"], found["act"]) >= 4.5


def test_a_wall_is_dark_whatever_the_machine_prefers() -> None:
    assert {name: NIGHT[name] for name in ("page", "ink", "muted", "brand")} == WALL
    assert min(contrast(WALL[name], WALL["page"]) for name in ("ink", "muted")) >= 4.5


# ---- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def shown(browser: Any) -> Iterator[Callable[..., Any]]:
    """A page of ours under our policy: the browser's page, and what it complained of or asked others for."""
    made: list[Any] = []

    def show(page: str, width: int, height: int, **wishes: Any) -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": height}, **wishes)
        made.append(context)
        view, complaints = context.new_page(), []
        view.on("console", lambda entry: complaints.append(entry.text))
        view.on("dialog", lambda box: (complaints.append(box.message), box.dismiss()))

        def answer(route: Any) -> None:
            url = route.request.url
            if url == "http://127.0.0.1/":
                policy = {"content-security-policy": html.POLICY}
                route.fulfill(body=page, content_type="text/html; charset=utf-8", headers=policy)
            elif url == f"http://127.0.0.1{pieces.STYLE}":
                route.fulfill(body=STYLE, content_type="text/css")
            else:
                complaints.append(url)
                route.abort()

        view.route("**/*", answer)
        view.goto("http://127.0.0.1/")
        return view, complaints

    yield show
    for context in made:
        context.close()


@pytest.mark.parametrize("name", ["login", "password", "account_reviewer", "account_fresh", "message", "pairing"])
def test_a_phone_shows_each_page_whole_and_runs_and_asks_nothing(shown: Any, name: str) -> None:
    for text in ("张伟", HOSTILE[0] + HOSTILE[1] + "x" * 500):
        view, complaints = shown(pages("zh", text)[name], 390, 844)
        assert view.evaluate("document.documentElement.scrollWidth") == 390
        rule = view.evaluate("getComputedStyle(document.querySelector('header')).borderBottomColor")
        assert rule == ("rgb(208, 49, 45)" if name == "pairing" else "rgb(166, 27, 27)")  # the style is there
        assert complaints == []


@pytest.mark.parametrize("text", [HOSTILE[1][2:], HOSTILE[3], "<script>alert(1)</script>", '<b onclick="x()">y</b>'])
def test_a_browser_complains_of_what_is_not_escaped(shown: Any, text: str) -> None:
    """The control: the same page with the text put in raw."""
    _, complaints = shown(forms.message("zh", title="题", text="MARK").replace("MARK", text), 390, 844)
    assert complaints != []


def test_what_is_pressed_is_large_enough_for_a_thumb(shown: Any) -> None:
    view, _ = shown(account(), 390, 844)
    heights = view.evaluate("[...document.querySelectorAll('button,.button,input:not([type=hidden])')]"
                            ".map(one => one.getBoundingClientRect().height)")  # fmt: skip
    assert len(heights) == 7
    assert min(heights) >= 44


def test_login_works_without_javascript_by_keyboard_alone(shown: Any) -> None:
    view, complaints = shown(forms.login("zh", next="/ore"), 1280, 720, java_script_enabled=False)
    view.wait_for_selector("#login:focus")
    view.keyboard.type("zhang")
    view.keyboard.press("Tab")
    view.keyboard.type("geheim 1")
    with view.expect_request("**/login?lang=zh") as found:
        view.keyboard.press("Enter")
    assert found.value.method == "POST"
    assert found.value.post_data == "next=%2Fore&login=zhang&password=geheim+1"
    assert complaints in ([], ["http://127.0.0.1/login?lang=zh"])  # the post itself, which nobody answers here


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("lang", LANGS)
def test_a_wall_is_read_from_five_metres(shown: Any, lang: Lang, width: int, height: int) -> None:
    """Design 19: 29 mm at 5 m on 75 inch, about 34 px at 1080p; figures twice that; nothing beyond the edge."""
    view, complaints = shown(forms.pairing(lang, code="WWWWWWWW", minutes=10), width, height)
    sizes = view.evaluate("[...document.querySelectorAll('header p,h1,main p')].map(one => "
                          "[one.className, parseFloat(getComputedStyle(one).fontSize), one.scrollWidth])")  # fmt: skip
    assert min(size for _, size, _ in sizes) >= 34 * height / 1080
    assert next(size for css, size, _ in sizes if css == "code") >= 2 * 34 * height / 1080
    assert max(wide for _, _, wide in sizes) <= width
    assert view.evaluate("document.documentElement.scrollHeight") == height
    rows = view.evaluate("[...document.querySelectorAll('.code span')].map(one => one.getBoundingClientRect().top)")
    assert len(rows) == 2
    assert rows[0] == rows[1]
    assert complaints == []
