"""From an analyst's file to the figure on the page and back, with two people in two browsers on one store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import read, settings, store, uploads
from db.actor import CONSOLE, Role
from tests import people
from tests.e2e.conftest import LAST, READY
from tests.web import serving

HEADS = "月份,范围,指标,类别,数值\n"
CHECKS = '[data-testid="stCheckbox"] label'
Enter = Callable[..., "Desk"]


class Desk:
    """One person's browser."""

    def __init__(self, browser: Any, address: str, who: people.Session) -> None:
        self.context = browser.new_context(viewport={"width": 1600, "height": 1200}, base_url=address)
        self.context.add_cookies([{"name": people.COOKIE, "value": who.token, "url": address}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> str:
        self.page.goto(f"/{path}")
        self.page.wait_for_selector(READY, state="attached")
        name = path.partition("?")[0]
        self.page.wait_for_selector(LAST.get(name, ".js-plotly-plot .main-svg"), state="attached")
        return self.text()

    def text(self) -> str:
        self.quiet()
        return str(self.page.inner_text('[data-testid="stMain"]'))

    def quiet(self) -> None:
        """Until the page has run and has been drawn."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(READY, state="attached")

    def says(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def hand_in(self, path: Path) -> None:
        """Drop a file, tick its warnings one by one, say something, submit."""
        self.open("upload")
        self.page.locator(LAST["upload"]).set_input_files(path)
        self.page.get_by_role("button", name="提交待审").wait_for()
        for number in range(self.page.locator(CHECKS).count()):
            assert self.page.get_by_role("button", name="提交待审").is_disabled()
            self.page.locator(CHECKS).nth(number).click()
            self.quiet()
        self.press("提交待审")
        self.says("已提交待审")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine]]:
    """The address of a server on an empty store, and the store."""
    folder: Path = tmp_path_factory.mktemp("review")
    with serving.serving("python", folder, KPI_SAMPLE="0") as (address, _):
        yield address, store.engine(f"sqlite:///{folder / 'kpi.db'}")


@pytest.fixture
def enter(browser: Any, served: tuple[str, Engine]) -> Iterator[Enter]:
    """A desk for somebody of a role; nothing may have gone wrong at any of them."""
    made: list[Desk] = []

    def entered(role: Role, login: str) -> Desk:
        made.append(Desk(browser, served[0], people.enter(served[1], role, login=login)))
        return made[-1]

    yield entered
    for desk in made:
        desk.context.close()
    assert [error for desk in made for error in desk.errors] == []


def put(engine: Engine, month: str, value: float) -> None:
    """A figure that stands already."""
    data = f"{HEADS}{month},全厂,镍回收率,实际,{value}\n".encode()
    answer = uploads.publish(engine, settings.catalog(), [("旧报.csv", data)], by=CONSOLE)
    assert isinstance(answer, uploads.Receipt), answer


def stands(engine: Engine, month: str) -> float | None:
    with store.reading(engine) as connection:
        found = read.book(connection, settings.catalog()).actuals.get(("rec_ni_actual", "plant", month))
    return found and found.value


def written(folder: Path, name: str, month: str, value: float) -> Path:
    path = folder / name
    path.write_text(f"{HEADS}{month},全厂,镍回收率,实际,{value}\n", encoding="gb18030")
    return path


def test_a_figure_goes_through_review_onto_the_page_and_is_taken_back(
    enter: Enter, served: tuple[str, Engine], tmp_path: Path
) -> None:
    """The catalogue calls a nickel recovery plausible between 70 and 90 %, so 66.66 is doubted."""
    engine = served[1]
    put(engine, "2022-09", 81.11)
    anna, rita = enter("analyst", "anna"), enter("reviewer", "rita")
    anna.hand_in(written(tmp_path, "九月.csv", "2022-09", 66.66))
    assert stands(engine, "2022-09") == 81.11
    seen = rita.open("review")
    assert "anna" in seen and "九月.csv" in seen and "66.66" in seen and "81.11" in seen and "改动 1" in seen
    rita.page.get_by_text("按发布后的样子看").click()
    rita.says("尚未发布")
    assert stands(engine, "2022-09") == 81.11, "looked at only"
    rita.press("发布")
    rita.says("已发布为第 2 版")
    assert stands(engine, "2022-09") == 66.66
    assert "66.66" in anna.open("metrics?month=2022-09")
    told = rita.open("history")
    assert "九月.csv" in told and "上传 anna" in told and "审核发布 rita" in told
    rita.page.get_by_role("button", name="撤销发布", exact=True).first.click()  # the newest stands above
    rita.page.get_by_label("撤销原因（必填）").fill("化验室更正")
    rita.press("撤销第 2 批")
    rita.says("已撤销")
    assert stands(engine, "2022-09") == 81.11
    told = rita.open("history")
    assert "化验室更正" in told and "撤销第 2 批" in told and "撤销 rita" in told
    assert told.count("由本人发布") == 1  # the console's own file, and not the withdrawal
    now = anna.open("metrics?month=2022-09")
    assert "81.11" in now and "66.66" not in now.replace("原 66.66", "")


@pytest.mark.soak
def test_the_second_of_two_on_one_month_is_told_who_when_and_which_cells(
    enter: Enter, served: tuple[str, Engine], tmp_path: Path
) -> None:
    """Both reviewers have an upload of the same cell before them; the first publishes."""
    engine = served[1]
    for login, value in (("bert", 82.22), ("cora", 83.33)):
        enter("analyst", login).hand_in(written(tmp_path, f"{login}.csv", "2022-05", value))
    rita, rose = enter("reviewer", "rita"), enter("reviewer", "rose")
    for desk in (rita, rose):
        desk.open("review")
    rose.page.locator('[data-testid="stSelectbox"]').filter(has_text="待审的上传").locator("input").click()
    rose.page.get_by_role("option").filter(has_text="cora").click()
    rose.page.get_by_text("cora 于").first.wait_for()
    rose.quiet()
    rita.press("发布")
    rita.says("已发布为第")
    rose.press("发布")
    rose.says("没有存入")
    told = rose.text()
    assert "您查看之后，rita 于 20" in told and "“bert.csv”" in told
    assert "2022-05 镍回收率（实际）（全厂）实际" in told
    assert stands(engine, "2022-05") == 82.22
    assert "82.22" in told and "83.33" in told and "改动 1" in told, "compared again"
    rose.press("发布")
    rose.says("已发布为第")
    assert stands(engine, "2022-05") == 83.33


def test_the_first_cell_typed_after_a_name_was_given_its_meaning_counts(enter: Enter, tmp_path: Path) -> None:
    """The list stands lower once the name is settled; drawn in its old place it let the first click go by."""
    anna = enter("analyst", "anna")
    text = "月份,处理矿量(万吨),原矿镍品味(%)\n2022-08,8O.5,1.2\n"
    (path := tmp_path / "月报.csv").write_text(text, encoding="utf-8")
    anna.open("upload")
    anna.page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(str(path))
    anna.page.get_by_role("button", name="原矿镍品位", exact=True).click()
    anna.says("按“原矿镍品位”读")
    anna.quiet()
    table = anna.page.locator('[data-testid="stDataFrame"]').last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    anna.page.wait_for_timeout(1500)
    table.click(position={"x": box["width"] * 0.62, "y": 52})
    anna.page.wait_for_timeout(500)
    anna.page.keyboard.type("80.5", delay=60)
    anna.page.keyboard.press("Enter")
    anna.says("改正 1 格并重新检查")
