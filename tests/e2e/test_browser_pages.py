"""What leadership sees in a browser: the figures, at a desk and on a phone, whole and from our own server only."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat

from tests import people
from tests.e2e.conftest import DESK, PHONE, WALL, Look, View
from tests.pages.test_upload_page import BAD, GOOD
from tests.web import serving

FIGURES = {
    "intelligence": ("完成", "已投入运行", "81.63"),
    "ore": ("747.6 万吨", "74.76%", "101.16%"),
    "metrics": ("83.66", "77.23", "6.71"),
    "projects": ("76.00",),
    "innovation": ("94", "5", "6", "4", "3"),
    "conduct": ("89.47", "17/19", "措施待填报"),
    "reform": ("0.42", "降低 46.84%", "0.37 个百分点", "≥80", ">10"),
}
TILES = {"ore": "74.76", "metrics": "+0.34", "innovation": "94", "conduct": "89.47", "reform": "46.84"}
VIEWS = pytest.mark.parametrize(
    ("page", "size", "scheme", "lang"),
    [(page, DESK, scheme, lang) for page in FIGURES for scheme, lang in (("light", "zh"), ("dark", "en"))]
    + [(page, PHONE, scheme, "zh") for page, scheme in (("ore", "dark"), ("metrics", "light"), ("conduct", "dark"))],
)
"""Each page in each language at a desk, with size and scheme in pairs; make soak tries all of them."""
WARNED = """() => {
  const event = new Event('beforeunload', {cancelable: true})
  dispatchEvent(event)
  return event.defaultPrevented
}"""
"""Whether the browser would ask before it leaves the page."""
WORKING = ("definitions", "upload", "review", "history", "changes")
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@VIEWS
def test_a_brands_page_stands_whole_in_the_window(
    look: Look, sample: str, page: str, size: tuple[int, int], scheme: str, lang: str
) -> None:
    view = look(sample, size, scheme).open(page, f"?lang={lang}")
    view.shot(f"{page}-{size[0]}-{scheme}-{lang}")
    text = view.text('[data-testid="stMain"]')
    wanted = [figure for figure in FIGURES[page] if lang == "zh" or not re.search("[一-龥]", figure)]
    assert [figure for figure in wanted if figure not in text] == []
    assert view.troubles() == []
    if lang == "zh":
        assert view.english() == []
    if page == "metrics" and (size, lang) == (DESK, "zh"):
        view.picture("brand")


def test_a_wall_letters_its_charts_as_large_as_its_cards(look: Look, sample: str) -> None:
    """What is 12 points high on a desk is 24 on a wall twice as wide."""
    view = look(sample, WALL).open("metrics")
    assert view.lettering(".xtick text") == {24.0}
    assert "+0.76" in view.text('[data-testid="stPlotlyChart"] >> nth=0')  # Plotly drops a number it finds too wide
    assert view.troubles() == []


@pytest.mark.soak
def test_a_server_that_is_not_told_of_the_wall_would_draw_charts_small(look: Look, sample: str) -> None:
    """The control."""
    view = look(sample, WALL)
    view.page.add_init_script("Object.defineProperty(window, 'innerWidth', {value: 1920})")
    assert view.open("metrics").lettering(".xtick text") == {12.0}


@pytest.mark.parametrize(("scheme", "lang"), [("dark", "zh"), ("light", "en")])
def test_the_working_pages_stand_whole_at_a_desk(look: Look, sample: str, scheme: str, lang: str) -> None:
    view = look(sample, DESK, scheme)
    for page in WORKING:
        view.open(page, f"?lang={lang}")
        assert view.troubles() == [], page
        if lang == "zh" and page != "definitions":  # where keys, sources and English aliases belong
            assert view.english() == [], page


def test_the_keyboard_alone_opens_a_brand_and_shows_where_it_is(look: Look, sample: str) -> None:
    view = look(sample).open("overview")
    view.page.wait_for_url("**/?*month=2022-09*")
    steps = "history.length"
    assert view.page.evaluate(steps) == 2, "a window's empty page, and this: what an address left out is no step"
    for _ in range(40):
        view.page.keyboard.press("Tab")
        if view.page.evaluate("document.activeElement.closest('[data-brand=ore]') !== null"):
            break
    assert view.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    view.page.keyboard.press("Enter")
    view.page.wait_for_url(f"{sample}/ore?*")
    view.settled("ore")
    assert "747.6" in view.text('[data-key="ore_milled_dry"]')
    before = view.page.evaluate(steps)
    for month, made in (("2022-09", 0), ("2022-05", 1)):  # another month is a step
        view.page.evaluate("m => history.pushState({}, '', location.search.replace(/2022-0./, m) + '&a=1')", month)
        assert view.page.evaluate(steps) == before + made, month


def test_every_picture_and_chart_says_in_words_what_it_shows(look: Look, sample: str) -> None:
    view = look(sample)
    for page in ("overview", "metrics"):
        view.open(page)
        silent = view.page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMain] img, [data-testid=stPlotlyChart], "
            "[data-testid=stEChartsChart]')].filter(e => !(e.alt || e.getAttribute('aria-label') || "
            "e.querySelector('[aria-label]') || '').length && !e.closest('[aria-label]')).length"
        )
        assert silent == 0, page


def widest(paper: bytes) -> int:
    """Points across the largest picture of a PDF."""
    return max(map(int, re.findall(rb"/Width (\d+)", paper)), default=0)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.soak), "dark"])
def test_the_overview_is_printed_light_and_as_text_on_three_sheets(look: Look, sample: str, scheme: str) -> None:
    """With the rows that had no room on the screen; upright or across is the reader's choice."""
    view = look(sample, DESK, scheme).open("overview")
    how: dict[str, Any] = {"format": "A4", "prefer_css_page_size": True, "print_background": True}
    paper = view.page.pdf(**how)
    assert len(re.findall(rb"/Type /Page\b", paper)) == 3
    assert widest(paper) < 600  # the small pictures only
    across = re.findall(rb"/MediaBox \[0 0 (\d+)", view.page.pdf(**how, landscape=True))
    assert set(across) == {b"842"}
    style = view.page.add_style_tag(content="html {filter: invert(1)}")
    assert widest(view.page.pdf(**how)) > 1500  # the negative control: turned as a whole each sheet is a picture
    style.evaluate("e => e.remove()")
    view.page.emulate_media(media="print")
    sheet = Image.open(io.BytesIO(view.page.screenshot())).convert("L")
    assert ImageStat.Stat(sheet).mean[0] > 200  # of 255: paper with ink on it; the dark page itself is at 35
    view.page.emulate_media(media="screen")


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_longest_brands_page_is_printed_on_four_upright_sheets(look: Look, sample: str, lang: str) -> None:
    """Its lane without charts in two columns under its head; the negative control is one column, in English."""
    view = look(sample).open("metrics", f"?lang={lang}")
    how: dict[str, Any] = {"format": "A4", "prefer_css_page_size": True, "print_background": True}
    assert len(re.findall(rb"/Type /Page\b", view.page.pdf(**how))) == 4
    view.page.add_style_tag(content="@media print {[data-testid=stVerticalBlock] {columns: auto!important}}")
    assert len(re.findall(rb"/Type /Page\b", view.page.pdf(**how))) == (5 if lang == "en" else 4)


@pytest.mark.soak
@pytest.mark.parametrize(("page", "size"), [("overview", DESK), ("ore", PHONE), ("ore", WALL)])
def test_a_printed_chart_is_as_wide_as_its_sheet(look: Look, sample: str, page: str, size: tuple[int, int]) -> None:
    """Drawn for whatever window: A4 landscape within its margins is 277 mm, 1047 points, a chart at most 560 high."""
    view = look(sample, size).open(page)
    chart = "[data-testid=stEChartsChart] > div > svg" if page == "overview" else ".js-plotly-plot .main-svg"
    before = view.boxes(chart)[0]
    view.page.set_viewport_size({"width": 1047, "height": 718})
    view.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    view.page.emulate_media(media="print")
    view.page.wait_for_timeout(500)
    box, room = view.boxes(chart)[0], view.boxes(".st-key-kpi-chart, [class*=st-key-kpi-drawn]")[0]
    assert room["width"] > 1000
    assert box["width"] > 0.9 * room["width"] and box["height"] <= 561, (before, box)
    view.page.emulate_media(media="screen")


def test_a_printed_page_goes_on_past_the_first_sheet_and_leaves_the_controls_out(look: Look, sample: str) -> None:
    """Streamlit scrolls inside the window: without rules for print a sheet holds the first screen and no more."""
    view = look(sample).open("ore")
    inner = "document.querySelector('[data-testid=stMain]').getBoundingClientRect().height"
    assert view.page.evaluate(inner) <= DESK[1]
    view.page.emulate_media(media="print")
    assert view.page.evaluate(inner) > 1.3 * DESK[1]
    assert not view.page.locator(".st-key-kpi-header [data-testid=stSelectbox]").first.is_visible()
    assert view.page.locator(".kpi-head").is_visible()
    view.page.emulate_media(media="screen")


@SIZES
def test_the_overview_stands_whole_in_the_window(look: Look, sample: str, size: tuple[int, int]) -> None:
    view = look(sample, size).open("overview")
    view.shot(f"overview-{size[0]}")
    for brand, figure in TILES.items():
        assert figure in view.text(f'[data-brand="{brand}"]')
    assert view.troubles() == []
    tiles = view.boxes(".kpi-tile")
    assert len(tiles) == 7
    if size == DESK:
        assert len({tile["y"] for tile in tiles}) == 1
        view.picture("overview")
    else:
        assert len({tile["x"] for tile in tiles}) == 1
        shown = view.page.locator(".st-key-kpi-chart svg text").all_text_contents()
        done = {"86.2", "77.1", "86.0", "84.9", "87.3", "61.4", "88.5", "88.9", "88.0", "87.0"}
        assert done <= {*shown}  # ECharts would leave out what overlaps
        assert all(above["y"] + above["height"] < below["y"] for above, below in pairwise(tiles))


def test_the_overview_comes_without_plotly(look: Look, sample: str) -> None:
    """Plotly is 4.7 MB of script to read before anything shows (platform.md)."""
    view = look(sample).open("overview")
    assert view.page.locator(".js-plotly-plot").count() == 0
    assert [path for path in view.asked if "plotly" in path.lower()] == []
    view.open("ore")
    assert [path for path in view.asked if "plotly" in path.lower()] != []  # so it would have been seen
    # and there the box on hover has the full value and, in lines it has room for, the definition
    view.page.locator(".js-plotly-plot").first.hover()
    box = view.page.locator(".hoverlayer .legend")
    box.wait_for()
    assert "公式：皮带秤湿量" in box.text_content() and "885,000 吨" in box.text_content()


def test_the_overview_in_english_stands_whole_too(look: Look, sample: str) -> None:
    view = look(sample).open("overview", "?lang=en")
    view.shot("overview-1920-en")
    assert "Ore milled (dry)" in view.text('[data-brand="ore"]')
    assert view.page.evaluate("document.documentElement.lang") == "en"
    assert view.troubles() == []
    high = "document.querySelector('[data-testid=stMain]').scrollHeight"
    for asked in ("?lang=en", "?lang=en&month=2022-05", "?lang=zh&month=2022-05"):
        view.open("overview", asked)
        assert view.page.evaluate(high) <= DESK[1], asked  # nothing to scroll to


def test_the_dark_scheme_of_the_machine_is_followed(look: Look, sample: str) -> None:
    view = look(sample, scheme="dark").open("overview")
    view.shot("overview-1920-dark")
    tile = view.page.locator(".kpi-tile").first
    colours = tile.evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
    assert colours == ["rgb(24, 33, 44)", "rgb(237, 242, 247)"]
    assert view.troubles() == []
    assert taken(view, '[data-testid="stEChartsChart"]', '[aria-label^="下载 SVG"]', "svg") == f"{ORE_NAME}.svg"


ORE_NAME = "ore_milled_dry-2022-09-r5"


def taken(view: View, chart: str, button: str, kind: str) -> str:
    """The name under which the first chart's picture is saved; it is light whatever the page is, on its own ground."""
    view.page.locator(chart).first.hover()
    with view.page.expect_download() as download:
        view.page.locator(button).first.click()
    data = Path(download.value.path()).read_bytes()
    if kind == "svg":
        drawn = data.decode()
        assert '<rect width="100%" height="100%" fill="#ffffff"/>' in drawn
        assert not re.search("#18212C|#D6DEE7|#EDF2F7|24, ?33, ?44|214, ?222, ?231", drawn, re.IGNORECASE)
        assert "处理矿量（干） · 万吨 · 全厂 · 2022-09 · 第 5 版 · 示例数据" in drawn
        return str(download.value.suggested_filename)
    picture = Image.open(io.BytesIO(data)).convert("RGBA")
    colours = {colour for _, colour in picture.getcolors(picture.width * picture.height) or []}
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)
    assert (61, 75, 90, 255) in colours and (214, 222, 231, 255) not in colours  # 实际 of the light theme, of the dark
    return str(download.value.suggested_filename)


def test_a_brands_picture_from_a_dark_page_can_be_put_on_paper(look: Look, sample: str) -> None:
    view = look(sample, scheme="dark").open("ore")
    assert taken(view, ".js-plotly-plot", ".modebar-btn", "png") == f"{ORE_NAME}.png"
    icon = view.page.locator(".modebar-btn .icon path").last.evaluate("e => getComputedStyle(e).fill")
    assert icon == "rgb(163, 177, 192)"  # the theme's own grey: 3:1 and more (test_palette)


def test_a_link_opens_its_view_and_the_menu_keeps_it(look: Look, sample: str) -> None:
    view = look(sample).open("ore", "?month=2022-06&scope=line1&lang=en")
    assert "2022-06" in view.text(".kpi-head")
    assert "101.25%" in view.text('[data-key="ore_milled_dry"]')  # 2736.8 of 2703.0 kt
    for name, page in (("Reform", "reform"), ("Overview", "")):
        view.page.get_by_role("link", name=name, exact=True).click()
        view.page.wait_for_url(f"{sample}/{page}?month=2022-06&scope=line1&lang=en")
        view.settled(page or "overview")
        assert "2022-06" in view.text(".kpi-head")
    view.page.locator('[data-brand="metrics"] a').click()
    view.page.wait_for_url(f"{sample}/metrics?month=2022-06&scope=line1&lang=en")
    view.settled("metrics")
    assert "2022-06" in view.text(".kpi-head")


def test_what_is_unfolded_stands_whole_too(look: Look, sample: str) -> None:
    view = look(sample, PHONE).open("ore")
    view.page.get_by_text("数据表", exact=True).first.click()
    view.page.get_by_text("2022-09", exact=True).first.wait_for()
    view.shot("ore-390-table")
    assert "87.30" in view.text('[data-testid="stExpanderDetails"] table >> nth=0')
    assert view.troubles() == []


@pytest.mark.soak
def test_a_chart_on_a_card_of_half_the_width_is_drawn_for_it(look: Look, sample: str) -> None:
    """Twelve months' names side by side need twice the room; so does what signs the picture."""
    view = look(sample).open("reform")
    half = view.page.locator('[data-testid="stExpander"]', has_text="图表与数据").filter(visible=True).first
    half.locator("summary").click()
    chart = half.locator(".js-plotly-plot")
    chart.locator(".xtick text").first.wait_for()
    view.page.wait_for_timeout(500)
    whole = chart.bounding_box()
    assert whole and whole["width"] < 500
    names = [each.bounding_box() for each in chart.locator(".xtick text").all()]
    assert len(names) == 6
    assert all(a and b and a["x"] + a["width"] < b["x"] for a, b in pairwise(names))
    for each in chart.locator(".annotation-text").all():
        box = each.bounding_box()
        assert box and box["x"] + box["width"] <= whole["x"] + whole["width"], each.text_content()


def test_a_month_is_uploaded_published_and_seen(look: Look, empty: str, tmp_path: Path) -> None:
    """170 of 180 is 94.44 %. The problems of a bad file are listed first, and can be taken home as a table."""
    view = look(empty)
    view.page.goto(f"{empty}/upload")
    view.settled("upload")
    files = view.page.locator('[data-testid="stFileUploaderDropzoneInput"]')
    assert view.page.evaluate(WARNED) is False, "nothing in hand, nothing to lose"
    (tmp_path / "坏.csv").write_text(BAD, encoding="gb18030")
    files.set_input_files(tmp_path / "坏.csv")
    view.page.get_by_text("文件有错误，什么都没有存入。").wait_for()
    assert view.page.evaluate(WARNED) is True
    view.shot("upload-1920-refused")
    view.picture("upload")
    assert view.page.get_by_role("button", name="发布", exact=True).count() == 0
    with view.page.expect_download() as download:
        view.page.get_by_role("button", name="下载全部问题（CSV）").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {(row["范围"], row["版次"]) for row in rows} == {("全厂", "0")}
    assert [row["原文"] for row in rows] == ["八十", "2023-13", "三系列", "处理况量", "183.66"]
    view.page.get_by_label("移除 坏.csv").click()
    (tmp_path / "一二月.csv").write_text(GOOD, encoding="utf-8-sig")
    files.set_input_files(tmp_path / "一二月.csv")
    view.page.get_by_role("button", name="发布", exact=True).click()
    view.page.get_by_text("已发布为第 1 版：新增 4").wait_for()
    assert view.page.evaluate(WARNED) is False
    assert view.troubles() == []
    view.page.get_by_role("link", name="总览", exact=True).click()
    view.settled("overview")
    assert "累计计划完成率 94.44%" in view.text('[data-brand="ore"]')
    view.shot("overview-1920-first-upload")


@pytest.mark.soak
def test_a_page_that_found_the_store_away_comes_back_by_itself(browser: Any, tmp_path: Path) -> None:
    """Within ten seconds, without a reload by hand; and not before there is a store to come back from."""
    with serving.serving("python", tmp_path) as (address, _):
        people.enter_served(tmp_path)
        window = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
        window.add_cookies([people.FIRST])
        view = View(window, address).open("ore")
        view.page.evaluate("window.same = true")
        shown = view.page.locator('[data-key="rec_ni_actual"]')
        files = [tmp_path / f"kpi.db{end}" for end in ("", "-wal", "-shm")]
        for file in files:
            if file.exists():
                file.rename(file.with_name(f"away-{file.name}"))
        view.page.get_by_role("link", name="指标", exact=True).click()
        view.page.get_by_text("数据库无法访问").wait_for()
        view.page.wait_for_timeout(6000)
        assert (shown.count(), view.page.get_by_text("数据库无法访问").count()) == (0, 1)
        for file in files:
            if file.with_name(f"away-{file.name}").exists():
                file.with_name(f"away-{file.name}").rename(file)
        shown.wait_for(timeout=10_000)
        assert view.page.evaluate("window.same") is True  # what a reader has in hand is still there
        window.close()


def test_a_request_to_another_host_and_an_error_in_the_console_would_be_noticed(careless: Look, sample: str) -> None:
    view = careless(sample).open("overview")
    assert (view.errors, view.strangers) == ([], set())
    view.page.evaluate("new Image().src = 'http://127.0.0.2:9/x.png'")
    view.page.wait_for_timeout(300)
    assert view.strangers == {"http://127.0.0.2:9/x.png"} or "Content Security Policy" in "".join(view.errors)
    view.page.evaluate("console.error('bad')")
    view.page.wait_for_timeout(100)
    assert "bad" in view.errors


def test_what_is_clipped_or_overlaps_would_be_noticed(careless: Look, sample: str) -> None:
    view = careless(sample).open("overview")
    assert view.troubles() == []
    for css, said in (
        (".kpi-tile .big { white-space: nowrap; letter-spacing: 3em }", "text is cut off"),
        (".kpi-tile .big { margin-top: -40px }", "overlap"),
        (".kpi-tile .foot { position: relative; top: 300px }", "outside its frame"),
        (".kpi-tiles { width: 3000px }", "the page scrolls sideways"),
    ):
        style = view.page.add_style_tag(content=css)
        assert said in "\n".join(view.troubles()), css
        style.evaluate("e => e.remove()")
    assert view.troubles() == []


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE, WALL, (1366, 768), (820, 1180)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_stands_whole_in_every_window(
    look: Look, sample: str, size: tuple[int, int], scheme: str, lang: str
) -> None:
    view = look(sample, size, scheme)
    for page in ("overview", *FIGURES, *WORKING):
        view.open(page, f"?lang={lang}")
        view.shot(f"{page}-{size[0]}-{scheme}-{lang}")
        assert view.troubles() == [], page
