"""The upload page: every problem in one go, or what would change; published, and the other pages show it."""

from __future__ import annotations

import pytest

from db import read, store
from tests.pages.conftest import Open, turn
from tests.pages.seen import Seen

GOOD = """月份,处理矿量(万吨),计划·处理矿量(万吨)
2023-01,80,100
2023-02,90,80
"""
CORRECTED = GOOD.replace("2023-02,90", "2023-02,100")
BAD = """月份,范围,指标,类别,数值,单位,备注
2023-01,全厂,处理矿量,实际,八十,万吨,
2023-13,全厂,处理矿量,实际,80,万吨,
2023-02,三系列,处理矿量,实际,80,万吨,
2023-02,全厂,处理况量,实际,80,万吨,
2023-03,全厂,镍回收率,实际,183.66,%,
"""


def upload(seen: Seen, *files: tuple[str, str]) -> Seen:
    given = [(name, text.encode("utf-8-sig"), "text/csv") for name, text in files]
    return Seen(seen.at.get("file_uploader")[0].set_value(given).run())


def buttons(seen: Seen) -> list[str]:
    return [button.key for button in seen.at.button]


def publish(seen: Seen) -> Seen:
    return Seen(seen.at.button(key="publish").click().run())


def revision() -> int:
    with store.reading(store.engine()) as connection:
        return read.head(connection).revision


@pytest.mark.usefixtures("empty")
def test_a_bad_file_has_every_problem_listed_by_line_and_column_and_cannot_be_published(show: Open) -> None:
    seen = upload(show("upload"), ("一月.csv", BAD))
    table = [row.words() for row in seen.html.all("tr") if row.words()[:1] == ["错误"]]
    assert [row[1] for row in table] == [
        "一月.csv，第 2 行，“数值”列",
        "一月.csv，第 3 行，“月份”列",
        "一月.csv，第 4 行，“范围”列",
        "一月.csv，第 5 行，“指标”列",
        "一月.csv，第 6 行，“数值”列",
    ]
    assert [row[2] for row in table] == ["八十", "2023-13", "三系列", "处理况量", "183.66"]
    assert "您是指“处理矿量" in table[3][3]
    assert "5 个错误" in seen.text
    assert "文件有错误，什么都没有存入。请按上表改好后重新上传。" in seen.text
    assert "publish" not in buttons(seen)
    assert revision() == 0


@pytest.mark.usefixtures("empty")
def test_one_bad_file_holds_back_the_good_one_beside_it(show: Open) -> None:
    seen = upload(show("upload"), ("好.csv", GOOD), ("坏.csv", BAD))
    assert "publish" not in buttons(seen)
    assert "好.csv：读出 4 个数据，编码 utf-8" in seen.text.lower()


@pytest.mark.usefixtures("empty")
def test_a_good_file_is_shown_published_and_seen_on_the_overview(show: Open) -> None:
    """80 + 90 of planned 100 + 80: 170 of 180 is 94.44 %, below 95 % and therefore behind."""
    seen = upload(show("upload"), ("一二月.csv", GOOD))
    assert "新增 4 · 改动 0 · 相同 0 · 上次有而这次没有 0" in seen.text
    assert ["2023-02", "全厂", "处理矿量（干）", "实际", "90.00 万吨"] in [row.words() for row in seen.html.all("tr")]
    assert revision() == 0
    seen = publish(seen)
    assert "已发布为第 1 版：新增 4，改动 0，相同 0。各页面的数字已更新。" in seen.text
    assert "publish" not in buttons(seen)
    seen = turn(seen.at, "overview")
    assert "数据截至 2023年2月" in seen.text and "第 1 版" in seen.text
    assert seen.row("ore_milled_dry")[:3] == ["处理矿量（干）", "170.0 万吨", "180.0 万吨"]
    assert seen.row("ore_milled_dry")[-2:] == ["▼ 滞后", "措施待填报"]
    assert "欠计划 10.00 万吨（累计计划完成率 94.44%）" in seen.tile("ore")
    assert "示例数据" not in seen.text


@pytest.mark.usefixtures("empty")
def test_a_correction_is_shown_old_and_new_and_changes_the_figures_of_an_open_session(show: Open) -> None:
    """80 + 100 of planned 100 + 80: 100.00 %."""
    other = show()
    seen = turn(publish(upload(show("upload"), ("一二月.csv", GOOD))).at, "upload")
    seen = upload(seen, ("更正.csv", CORRECTED))
    assert "新增 0 · 改动 1 · 相同 3" in seen.text
    assert ["2023-02", "全厂", "处理矿量（干）", "实际", "90.00 万吨", "100.0 万吨"] in [
        row.words() for row in seen.html.all("tr")
    ]
    publish(seen)
    other = Seen(other.at.run())
    assert other.row("ore_milled_dry")[1] == "180.0 万吨"
    assert "已更正（原 90.00 万吨）" in turn(other.at, "ore").text


@pytest.mark.usefixtures("empty")
def test_the_same_file_again_changes_nothing_and_says_so(show: Open) -> None:
    seen = publish(upload(show("upload"), ("一二月.csv", GOOD)))
    seen = upload(seen, ("一二月.csv", GOOD))
    assert "没有变化：文件内容与已发布的数据完全相同，无需再次发布。" in seen.text
    assert "publish" not in buttons(seen)
    assert revision() == 1


@pytest.mark.usefixtures("empty")
def test_a_file_that_repeats_the_other_is_named_and_left_out(show: Open) -> None:
    seen = upload(show("upload"), ("一.csv", GOOD), ("二.csv", GOOD))
    assert "完全相同" not in seen.text
    assert ["提醒", "二.csv"] in [row.words()[:2] for row in seen.html.all("tr")]
    seen = publish(seen)
    assert "已发布为第 1 版：新增 4，改动 0，相同 4。" in seen.text
    assert "没有新内容、未存为一批的文件：二.csv。" in seen.text
    assert revision() == 1


@pytest.mark.usefixtures("empty")
def test_two_files_that_contradict_each_other_cannot_be_published(show: Open) -> None:
    seen = upload(show("upload"), ("一.csv", GOOD), ("二.csv", CORRECTED))
    (row,) = [row.words() for row in seen.html.all("tr") if row.words()[:1] == ["错误"]]
    assert row[1] == "二.csv，第 3 行"
    assert "“一.csv”第 3 行写的是“90.00 万吨”" in row[-1]
    assert "publish" not in buttons(seen)
    assert revision() == 0


@pytest.mark.usefixtures("sample")
def test_real_figures_are_not_published_onto_the_sample(show: Open) -> None:
    before = revision()
    seen = upload(show("upload"), ("一二月.csv", GOOD))
    sentence = "库中装的是示例数据，真实数据不能与之混存；请先执行 `python -m db clear-sample`，再发布。"
    assert sentence in seen.text
    assert "publish" not in buttons(seen)
    assert revision() == before
    assert "74.76" in turn(seen.at, "overview").tile("ore")


@pytest.mark.usefixtures("empty")
def test_what_another_published_since_is_not_overwritten_unseen(show: Open) -> None:
    """The click itself runs the page anew: what counts is the revision its reader had looked at."""
    mine = upload(show("upload"), ("我的.csv", CORRECTED))
    publish(upload(show("upload"), ("别人的.csv", GOOD)))
    seen = publish(mine)
    assert "没有存入：" in seen.text and "发布了“别人的.csv”，改动了同样的单元格" in seen.text
    assert revision() == 1
    assert "改动 1 · 相同 3" in seen.text  # the new difference, to be looked at
    publish(seen)
    assert revision() == 2
