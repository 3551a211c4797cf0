"""The upload page: every problem in one go, or what would change; published, and the other pages show it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1.element_tree import Selectbox

from db import access, read, settings, store, submissions, uploads
from db.actor import CONSOLE, Actor
from db.plans import Approval
from db.submissions import Sent
from pages.parts import intray, kept, resumed
from tests import people
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


MOVED = ("90.00 万吨", "100.0 万吨", "+10.00 万吨 (+11.11%)")
ODD = "月份,范围,指标,类别,数值\n2022-08,,镍回收率,实际,60\n2022-09,,镍回收率,实际,99\n"
"""The catalogue calls a nickel recovery plausible between 70 and 90 %."""


def rows(seen: Seen) -> list[list[str]]:
    return [row.words() for row in seen.html.all("tr")]


def upload(seen: Seen, *files: tuple[str, str]) -> Seen:
    given = [(name, text.encode("utf-8-sig"), "text/csv") for name, text in files]
    return Seen(seen.at.get("file_uploader")[0].set_value(given).run())


def buttons(seen: Seen) -> list[str]:
    return [button.key for button in seen.at.button]


def tick_all(seen: Seen) -> Seen:
    """Every warning, one by one, as a reader does."""
    for box in [box for box in seen.at.checkbox if not box.value]:
        box.check()
    return Seen(seen.at.run())


def box(seen: Seen, title: str) -> Selectbox[str]:
    """The one list of this title."""
    (found,) = [each for each in seen.at.selectbox if each.label == title]
    return found


def press(seen: Seen, key: str) -> Seen:
    return Seen(seen.at.button(key=key).click().run())


def kept_key(seen: Seen, way: str, at: int = 0) -> str:
    """The button for what is kept of another window, the newest first."""
    return [key for key in buttons(seen) if key.startswith(f"{way}-")][at]


def publish(seen: Seen, key: str = "publish") -> Seen:
    """What has warnings is published or handed in only once they are ticked."""
    return press(tick_all(seen) if seen.at.checkbox else seen, key)


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
    assert "文件有错误，什么都没有存入。" in seen.text
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
    assert ["2023-02", "全厂", "处理矿量（干）", "实际", *MOVED] in rows(seen)
    publish(seen)
    other = Seen(other.at.run())
    assert other.row("ore_milled_dry")[:3] == ["处理矿量（干）", "2月已更正（原 90.00 万吨）", "180.0 万吨"]
    assert "已更正（2月原 90.00 万吨）" in turn(other.at, "ore").text


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


# ---- the five steps


@pytest.mark.usefixtures("empty")
def test_the_statuses_that_would_change_are_named_before_anything_is_stored(show: Open) -> None:
    """From nothing to 170 of 180, then to 180 of 180: 滞后, then 达标."""
    seen = upload(show("upload"), ("一二月.csv", GOOD))
    assert ["处理矿量（干）", "2023-02 全厂", "◌ 无数据", "▼ 滞后"] in [row[:4] for row in rows(seen)]
    seen = upload(publish(seen), ("更正.csv", CORRECTED))
    (row,) = [row for row in rows(seen) if row[1:2] == ["2023-02 全厂"]]
    assert row[:4] == ["处理矿量（干）", "2023-02 全厂", "▼ 滞后", "● 达标"]
    assert "100.00%" in row[4]


@pytest.mark.usefixtures("empty")
def test_each_warning_wants_its_own_tick_before_anything_goes_on(show: Open) -> None:
    seen = upload(show("upload"), ("怪.csv", ODD))
    boxes = len(seen.at.checkbox)
    assert boxes >= 2 and f"已确认 0 / {boxes} 条" in seen.text
    assert "全部勾选" not in seen.text
    assert [seen.at.button(key=key).disabled for key in ("publish", "submit", "draft")] == [True, True, False]
    for box in list(seen.at.checkbox)[1:]:
        box.check()
    seen = Seen(seen.at.run())
    assert seen.at.button(key="submit").disabled and "还有 1 条提醒没有确认" in seen.text
    seen = tick_all(seen)
    assert not seen.at.button(key="submit").disabled
    seen = press(seen, "submit")
    assert "已提交待审（第 1 号）" in seen.text and revision() == 0
    with store.reading(store.engine()) as connection:
        (kept,) = submissions.sent(connection, 1)
    assert len(kept.ticked) == boxes


@pytest.mark.usefixtures("empty")
def test_an_unknown_heading_is_asked_for_and_read_as_what_was_meant(show: Open) -> None:
    seen = upload(show("upload"), ("一月.csv", "月份,处理况量(万吨),铜回收率\n2023-01,80,70\n"))
    assert "“处理况量(万吨)”（一月.csv）：您是指…？" in seen.text
    offered = [button for button in seen.at.button if button.key.endswith("-ore_milled_dry")]
    assert [button.label for button in offered] == ["处理矿量（干）"]
    seen = Seen(offered[0].click().run())
    assert "“处理况量(万吨)”（一月.csv）按“处理矿量（干）”读。" in seen.text
    assert ["处理况量(万吨)", "处理矿量（干）", "实际", "全厂", "2023-01", "1"] in rows(seen)
    assert ["2023-01", "全厂", "处理矿量（干）", "实际", "80.00 万吨"] in rows(seen)
    (back,) = [button for button in seen.at.button if button.key.startswith("back-")]
    assert "您是指…？" in Seen(back.click().run()).text


@pytest.mark.usefixtures("empty")
def test_a_meaning_is_remembered_for_the_same_headings_once_published(show: Open) -> None:
    heads, me = "月份,处理况量(万吨)\n", Actor("analyst", "reviewer")
    first = Sent("一月.csv", f"{heads}2023-01,80\n".encode(), {"mapping": {"处理况量(万吨)": "ore_milled_dry"}})
    submissions.save(store.engine(), settings.catalog(), [first], by=me, seen=0)
    assert "您是指…？" in upload(show("upload"), ("二月.csv", f"{heads}2023-02,81\n")).text
    submissions.publish(store.engine(), settings.catalog(), 1, by=me, seen=0)
    seen = upload(show("upload"), ("二月.csv", f"{heads}2023-02,81\n"))
    assert "“处理况量(万吨)”（二月.csv）按“处理矿量（干）”读。" in seen.text
    assert ["2023-02", "全厂", "处理矿量（干）", "实际", "81.00 万吨"] in rows(seen)


@pytest.mark.usefixtures("empty")
def test_another_encoding_is_one_click_away(show: Open) -> None:
    seen = show("upload")
    given = [("一月.csv", "月份,处理矿量(万吨)\n2023-01,80\n".encode("gb18030"), "text/csv")]
    seen = Seen(seen.at.get("file_uploader")[0].set_value(given).run())
    assert "编码 gb18030" in seen.text
    (box,) = [box for box in seen.at.selectbox if box.label == "编码"]
    seen = Seen(box.set_value("big5").run())
    assert "编码 big5" in seen.text and "处理矿量(万吨)" not in seen.text
    # signs are no names: what is asked about is the encoding, and one press takes it back
    assert "您是指…？" not in seen.text and "按 gb18030 读就认得" in seen.text
    (back,) = [button for button in seen.at.button if button.key.startswith("ungarble-")]
    assert "编码 gb18030" in Seen(back.click().run()).text
    (box,) = [box for box in seen.at.selectbox if box.label == "编码"]
    seen = Seen(box.set_value("big5").run())
    (box,) = [box for box in seen.at.selectbox if box.label == "编码"]
    assert "编码 gb18030" in Seen(box.set_value("").run()).text
    # the control: a name nobody knows is asked for in a chosen encoding too
    given = [("一月.csv", "月份x,况量\n2023-01,80\n".encode("gb18030"), "text/csv")]
    seen = Seen(seen.at.get("file_uploader")[0].set_value(given).run())
    (box,) = [box for box in seen.at.selectbox if box.label == "编码"]
    assert "您是指…？" in Seen(box.set_value("gb18030").run()).text


@pytest.mark.usefixtures("empty")
def test_many_alike_problems_are_one_group(show: Open) -> None:
    lines = "".join(f"2023-{month:02d},全厂,处理矿量,实际,没数\n" for month in range(1, 13))
    seen = upload(show("upload"), ("坏.csv", f"月份,范围,指标,类别,数值\n{lines}"))
    (title,) = [node for node in seen.html.all("summary") if "错误 12 处" in str(node)]
    assert "“没数”不是数。请只写数字" in str(title)
    assert sum(row[:1] == ["错误"] for row in rows(seen)) == 12


@pytest.mark.usefixtures("empty")
def test_corrections_made_on_the_page_are_an_overlay_that_can_be_taken_back(show: Open) -> None:
    """80 + 90 as in the good file, though its bytes still say 八十."""
    data = GOOD.replace("2023-01,80", "2023-01,八十").encode()
    mended = Sent("一二月.csv", data, {"corrections": [["", 2, 2, "八十", "80"]]})
    me = Actor("analyst", "reviewer")
    submissions.save(store.engine(), settings.catalog(), [mended], by=me, seen=0, state="draft", note="一二月")
    seen = press(show("upload"), "take-1")
    assert ["一二月.csv", "第 2 行，“B”列", "八十", "80"] in rows(seen)
    assert "新增 4 · 改动 0" in seen.text
    undo = next(button for button in seen.at.button if button.key.startswith("undo-"))
    back = Seen(undo.click().run())
    assert [row[2] for row in rows(back) if row[:1] == ["错误"]] == ["八十"]
    seen = publish(press(show("upload"), "take-1"))
    assert "已发布为第 1 版：新增 4" in seen.text
    with store.reading(store.engine()) as connection:
        assert submissions.sent(connection, 1)[0].data == data


@pytest.mark.usefixtures("empty")
def test_what_is_typed_in_the_fix_list_waits_whatever_is_pressed_and_goes_into_the_draft(show: Open) -> None:
    """Two bad cells and a rate as a fraction: 80 is typed beside 八十; the other bad cell stays as it is."""
    text = "月份,指标,数值\n2023-01,处理矿量,八十\n2023-02,处理矿量,没数\n2023-01,镍回收率,0.765\n"
    seen = upload(show("upload"), ("坏.csv", text))
    assert "改正 0 格并重新检查" in labels(seen)
    key = seen.at.session_state["kept_fix_list"][0]
    seen.at.session_state[key] = {"edited_rows": {0: {"new": "80"}}, "added_rows": [], "deleted_rows": []}
    seen = press(Seen(seen.at.run()), "mend-percent")
    assert "改正 1 格并重新检查" in labels(seen)
    anew = show("upload")  # the page loaded anew
    seen = press(anew, kept_key(anew, "go_on"))
    assert list(seen.at.dataframe[0].value["new"]) == ["80", "没数"]
    press(seen, "draft")
    with store.reading(store.engine()) as connection:
        made = submissions.sent(connection, 1)[0].choices["corrections"]
    assert [each[-2:] for each in made] == [["0.765", "76.5%"], ["八十", "80"]]


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("away", ["encoding", "page"])
def test_what_is_typed_in_the_fix_list_is_there_when_the_list_comes_back(show: Open, away: str) -> None:
    """80 beside 八十, out of sight while read in another encoding or on another page; then 81 in its place."""
    seen = upload(show("upload"), ("坏.csv", "月份,指标,数值\n2023-01,处理矿量,八十\n2023-02,处理矿量,没数\n"))
    for meant in ("80", "81"):
        key = seen.at.session_state["kept_fix_list"][0]
        seen.at.session_state[key] = {"edited_rows": {0: {"new": meant}}, "added_rows": [], "deleted_rows": []}
        seen = Seen(seen.at.run())
        if away == "page":
            seen = turn(turn(seen.at, "ore").at, "upload")
        else:
            seen = Seen(box(seen, "编码").set_value("gb18030").run())
            assert not seen.at.dataframe, "no cell is bad where no heading is known"
            seen = Seen(box(seen, "编码").set_value("").run())
        assert list(seen.at.dataframe[0].value["new"]) == [meant, "没数"]
        assert "改正 1 格并重新检查" in labels(seen)
    press(seen, "mend")
    made = seen.at.session_state["kept_in_hand"].files[0].choices["corrections"]
    assert [each[-2:] for each in made] == [["八十", "81"]]


def labels(seen: Seen) -> list[str]:
    return [button.label for button in seen.at.button]


# ---- drafts and roles


@pytest.mark.usefixtures("empty")
def test_a_draft_is_taken_up_mended_and_handed_in_under_its_number(show: Open) -> None:
    seen = press(upload(show("upload"), ("一二月.csv", BAD)), "draft")
    assert "已存为草稿（第 1 号）" in seen.text and revision() == 0
    seen = press(show("upload"), "take-1")  # in a new session
    assert "正在改第 1 号" in seen.text and "5 个错误" in seen.text
    seen = press(upload(seen, ("一二月.csv", GOOD)), "submit")
    assert "已提交待审（第 1 号）" in seen.text
    with store.reading(store.engine()) as connection:
        kept = submissions.one(connection, 1)
        assert (kept.state, kept.files) == ("pending", ("一二月.csv",))


@pytest.mark.usefixtures("empty")
def test_what_was_returned_is_listed_with_the_reason_and_can_be_given_up(show: Open) -> None:
    me, other = people.enter(store.engine(), "analyst", login="anna"), Actor("rita", "reviewer")
    seen = press(upload(show("upload", number=str(me.number)), ("一二月.csv", GOOD)), "submit")
    submissions.send_back(store.engine(), 1, by=other, reason="单位应为<b>吨</b>")
    seen = show("upload", number=str(me.number))
    assert "原因：单位应为<b>吨</b>" in seen.text and "rita 于" in seen.text
    assert "一二月.csv" not in show("upload").text  # not the other's to mend
    seen = press(seen, "give-1")
    assert "第 1 号已放弃。" in seen.text and "原因：" not in seen.text


@pytest.mark.usefixtures("empty")
def test_an_analyst_hands_in_and_never_publishes(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    me = people.enter(store.engine(), "analyst", login="anna")
    seen = upload(show("upload", number=str(me.number)), ("一二月.csv", GOOD))
    assert "publish" not in buttons(seen)
    monkeypatch.delenv("KPI_SELF_REVIEW")
    seen = upload(show("upload"), ("一二月.csv", GOOD))  # a reviewer, where nobody publishes his own
    assert "publish" not in buttons(seen)
    note = next(box for box in seen.at.text_input if box.label.startswith("说明"))
    seen = press(Seen(note.set_value("九月月报").run()), "submit")
    assert "已提交待审（第 1 号）" in seen.text and revision() == 0
    with store.reading(store.engine()) as connection:
        assert submissions.one(connection, 1).note == "九月月报"


TWO = "月份,处理矿量(万吨)\n2023-01,80\n\n月份,镍回收率(%)\n2023-01,83\n"


@pytest.mark.usefixtures("empty")
def test_another_table_of_a_sheet_is_one_choice_away(show: Open) -> None:
    seen = upload(show("upload"), ("两张表.csv", TWO))
    assert "这一页有 2 张表，只读了从 A1 起的一张" in seen.text and "80.00 万吨" in seen.text
    (box,) = [box for box in seen.at.selectbox if box.label == "表"]
    assert box.options == [
        "自动（第一张合适的）", "全部（合在一起读）", "A1 月份、处理矿量(万吨)", "A4 月份、镍回收率(%)"]  # fmt: skip
    seen = Seen(box.set_value("A4").run())
    assert "83.00%" in seen.text and "80.00 万吨" not in seen.text
    (box,) = [box for box in seen.at.selectbox if box.label == "表"]
    seen = Seen(box.set_value("*").run())
    assert "新增 2 · 改动 0" in seen.text and "只读了" not in seen.text


@pytest.mark.usefixtures("empty")
def test_how_a_file_is_read_is_the_same_in_the_other_language_and_back(show: Open) -> None:
    """What the reader takes by itself ('') stays that, not the words that stood for it; so does what was chosen.

    As long as a box has the same key, a browser goes on answering with the words it had first; AppTest takes the new.
    """
    seen, words = upload(show("upload"), ("两张表.csv", TWO)), {}
    for chosen in ("", "A4"):
        if chosen:
            seen = Seen(box(seen, "表").set_value(chosen).run())
        for lang, titles in (("en", ("Encoding", "Table")), ("zh", ("编码", "表"))):
            for each in seen.at.selectbox:
                held = words.setdefault(each.key, each.options[each.index or 0])
                if each.key != "lang" and held not in each.options:
                    each.set_value(held)
                    each.options.append(held)
            seen = Seen(seen.at.selectbox(key="lang").set_value(lang).run())
            assert [box(seen, title).value for title in titles] == ["", chosen]
            assert [box(seen, title).options[0] for title in titles] == AUTOMATIC[lang]
        assert ("83.00%" if chosen else "80.00 万吨") in seen.text and "不支持" not in seen.text


AUTOMATIC = {
    "zh": ["自动（utf-8-sig）", "自动（第一张合适的）"],
    "en": ["automatic (utf-8-sig)", "automatic (the first that fits)"],
}


@pytest.mark.usefixtures("empty")
def test_a_file_with_problems_is_offered_with_its_problems_marked(show: Open) -> None:
    seen = upload(show("upload"), ("坏.csv", BAD), ("好.csv", GOOD))
    labels = [button.label for button in seen.at.get("download_button")]
    assert "下载标出问题的 Excel（坏.csv）" in labels
    assert "下载标出问题的 Excel（好.csv）" not in labels
    assert "改好后直接重新上传" in seen.text


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("checked", [True, False])
def test_what_others_changed_since_is_told_to_who_hands_in(
    show: Open, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """90 was shown as new; another publishes 100 before the click. The second time is the negative control."""
    if not checked:
        monkeypatch.setattr(submissions, "_changed_since", lambda *_: None)
    me = people.enter(store.engine(), "analyst", login="anna")
    seen = upload(show("upload", number=str(me.number)), ("一二月.csv", GOOD))
    uploads.publish(store.engine(), settings.catalog(), [("别人的.csv", CORRECTED.encode())], by=CONSOLE)
    seen = press(seen, "submit")
    assert ("已提交待审" in seen.text) is not checked
    if checked:
        assert "没有存入：" in seen.text and "发布了“别人的.csv”，改动了同样的单元格：2023-02 " in seen.text
        assert ["100.0 万吨", "90.00 万吨"] in [row[4:6] for row in rows(seen)], "compared again"
        assert "已提交待审（第 1 号）" in press(seen, "submit").text


# ---- leaving the page and coming back


@pytest.mark.usefixtures("empty")
def test_what_is_in_hand_stays_in_hand_while_another_page_is_looked_at(show: Open) -> None:
    """Files, ticks and the note come back, also where the page is loaded anew; nothing of them is in the store.

    The same person's other window is told and takes nothing of its own accord; another person sees nothing of them.
    """
    seen = upload(show("upload"), ("怪.csv", ODD))
    seen.at.checkbox[0].check()
    seen = Seen(next(box for box in seen.at.text_input if box.label.startswith("说明")).set_value("九月月报").run())
    other = people.enter(store.engine(), "analyst", login="anna")
    assert "怪.csv" not in show("upload", number=str(other.number)).text
    anew = show("upload")
    assert "您有还没交的文件" in anew.text and "怪.csv" in anew.text and "draft" not in buttons(anew)
    anew = press(anew, kept_key(anew, "go_on"))
    assert [box.value for box in anew.at.checkbox] == [True, False, False] and "您有还没交的文件" not in anew.text
    assert next(box for box in anew.at.text_input if box.label.startswith("说明")).value == "九月月报"
    seen = turn(turn(seen.at, "definitions").at, "upload")
    assert "先前的文件还在手里：怪.csv" in seen.text
    assert [box.value for box in seen.at.checkbox] == [True, False, False]
    assert next(box for box in seen.at.text_input if box.label.startswith("说明")).value == "九月月报"
    with store.reading(store.engine()) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM upload_file").scalar() == 0
    seen = press(seen, "aside")
    assert "先前的文件还在手里" not in seen.text and "您有还没交的文件" in seen.text  # the other window's
    seen = upload(turn(turn(seen.at, "ore").at, "upload"), ("怪.csv", ODD))
    seen = publish(turn(turn(seen.at, "ore").at, "upload"))
    assert "已发布为第 1 版" in seen.text and "先前的文件" not in turn(turn(seen.at, "ore").at, "upload").text


OFFERED = "您有还没交的文件"


@pytest.mark.usefixtures("empty")
def test_what_is_not_kept_is_said_before_and_after_leaving(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all is full or the files are too much; then nothing that was there before is offered in their place."""
    monkeypatch.setattr(kept, "TOTAL", 10)
    seen = upload(show("upload"), ("一二月.csv", GOOD))
    other = show("upload")
    assert "您的这些没有保留" in seen.text and OFFERED not in other.text
    monkeypatch.setattr(kept, "TOTAL", 1000)
    seen = Seen(seen.at.run())
    assert "没有保留" not in seen.text and OFFERED in Seen(other.at.run()).text, "there is room again"
    monkeypatch.setattr(intray, "MOST_KEPT", 10)
    seen = upload(seen, ("一二月.csv", CORRECTED))
    assert "刷新、重新登录或改做别的上传以后不再保留" in seen.text and OFFERED not in Seen(other.at.run()).text
    seen = turn(turn(seen.at, "ore").at, "upload")
    assert "没有保留：一二月.csv。请重新选择" in seen.text and "publish" not in buttons(seen)
    assert "没有保留" not in Seen(seen.at.run()).text


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("checked", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_each_window_keeps_what_is_in_its_own_hand(
    show: Open, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """甲 outlasts 乙; taken over and handed in elsewhere it is kept no more. The control: all counts as new work."""
    if not checked:
        monkeypatch.setattr(resumed, "_work", lambda _: object())
    first, second = upload(show("upload"), ("甲.csv", GOOD)), upload(show("upload"), ("乙.csv", ODD))
    third = show("upload")
    assert third.text.index("乙.csv") < third.text.index("甲.csv"), "the newest first"
    third = press(third, kept_key(third, "put_down"))
    assert "乙.csv" not in third.text and "甲.csv" in third.text
    second = press(tick_all(second), "submit")
    assert "已提交待审（第 1 号）" in second.text and "甲.csv" in second.text
    third = press(third, kept_key(third, "go_on"))
    assert "先前的文件还在手里：甲.csv" in third.text
    assert "这些文件已经在另一个窗口里接着做、交了或放下了" in press(second, kept_key(second, "go_on")).text
    assert "已提交待审（第 2 号）" in press(third, "submit").text
    first = Seen(first.at.run())
    assert (OFFERED in Seen(second.at.run()).text) is not checked
    if checked:
        first = press(first, "submit")
        assert "同样的文件、同样的读法已由 analyst 于" in first.text and "是第 2 号上传" in first.text


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("checked", [True, pytest.param(False, marks=pytest.mark.soak)])
def test_files_of_an_upload_that_is_gone_go_on_as_a_new_one(
    show: Open, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """In the window that has them, where the click does nothing but say so, and in one that takes them over."""
    if not checked:
        monkeypatch.setattr(intray, "_still_own", lambda taken: taken)
    seen = press(upload(show("upload"), ("怪.csv", ODD)), "draft")
    first = tick_all(press(show("upload"), "take-1"))
    seen = press(seen, "give-1")
    first = press(first, "submit")
    if not checked:
        assert "第 1 号上传不是您的，或已经不能修改" in press(first, "submit").text
        return
    assert "第 1 号在这里已经不能再改" in first.text and "已提交" not in first.text.replace("它已改过、提交", "")
    seen = press(seen, kept_key(seen, "go_on"))
    assert "第 1 号在这里已经不能再改" in seen.text and "正在改第 1 号" not in seen.text
    assert {box.value for box in seen.at.checkbox} == {True}
    assert "已提交待审（第 2 号）" in press(seen, "submit").text


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("way", "checked"),
    [("go_on", True), *(pytest.param(*case, marks=pytest.mark.soak) for case in (("take", True), ("go_on", False)))],
)
def test_what_others_changed_while_one_was_away_is_told(
    show: Open, monkeypatch: pytest.MonkeyPatch, way: str, *, checked: bool
) -> None:
    """Of files kept in hand and of a draft. The control: what is compared with now is taken for what was seen."""
    if not checked:
        monkeypatch.setattr(intray, "first_seen", lambda _place, _files, revision: revision)
    seen = upload(show("upload"), ("一二月.csv", CORRECTED))
    if way == "take":
        press(seen, "draft")
    uploads.publish(store.engine(), settings.catalog(), [("别人的.csv", GOOD.encode())], by=CONSOLE)
    seen = show("upload")
    told = publish(press(seen, kept_key(seen, way)), "submit")
    assert ("发布了“别人的.csv”，改动了同样的单元格：2023-02 " in told.text) is checked
    if checked:
        assert ["90.00 万吨", "100.0 万吨"] in [row[4:6] for row in rows(told)], "compared again"
        assert "已提交待审" in publish(told, "submit").text


@pytest.mark.soak
@pytest.mark.usefixtures("empty")
def test_a_tick_is_gone_when_the_warning_says_another_number(show: Open) -> None:
    """A year of 1030 beside months of 1020, by then 1055; in the window that has it and in one that takes it over."""
    rows = "".join(f"2022-{month:02d},,处理矿量,计划,850000\n" for month in range(1, 12))
    heads = "月份,范围,指标,类别,数值\n"
    for december in (850_000, 1_200_000):
        data = f"{heads}{rows}2022-12,,处理矿量,计划,{december}\n".encode()
        plan = Approval("2022-01-05", "调整")
        uploads.publish(store.engine(), settings.catalog(), [("月.csv", data)], by=CONSOLE, plan=plan)
        if december == 850_000:
            seen = tick_all(upload(show("upload"), ("年.csv", f"{heads}2022,,处理矿量,计划,10300000\n")))
            assert [box.value for box in seen.at.checkbox] == [True] and not seen.at.button(key="submit").disabled
    anew = show("upload")
    for each in (press(anew, kept_key(anew, "go_on")), Seen(seen.at.run())):
        assert [box.value for box in each.at.checkbox] == [False] and each.at.button(key="submit").disabled


@pytest.mark.soak
@pytest.mark.usefixtures("empty")
def test_files_in_hand_outlast_a_draft_that_is_taken_up_or_given_up(show: Open) -> None:
    """And what was made of it in another window is not written over unseen."""
    seen = press(upload(show("upload"), ("草稿.csv", GOOD)), "draft")
    first, second = press(show("upload"), "take-1"), press(show("upload"), "take-1")
    press(upload(second, ("草稿.csv", CORRECTED)), "draft")
    first = press(first, "draft")
    assert "第 1 号在这里已经不能再改" in first.text
    press(first, "aside")
    seen = press(press(upload(seen, ("一二月.csv", CORRECTED)), "take-1"), "aside")
    assert OFFERED in seen.text and "一二月.csv" in seen.text
    seen = press(press(seen, kept_key(seen, "go_on")), "give-1")
    assert "第 1 号已放弃" in seen.text and "先前的文件还在手里：一二月.csv" in seen.text
    assert "已提交待审（第 2 号）" in publish(seen, "submit").text


@pytest.mark.usefixtures("empty")
def test_what_was_in_hand_is_gone_when_the_session_ends(show: Open) -> None:
    me = people.enter(store.engine(), "analyst", login="anna")
    seen = upload(show("upload", number=str(me.number)), ("一二月.csv", GOOD))
    assert "kept_in_hand" in seen.at.session_state
    access.log_out(store.engine(), me.actor(store.engine()))
    seen = Seen(seen.at.run())
    assert "kept_in_hand" not in seen.at.session_state and "请先登录" in seen.text


@pytest.mark.usefixtures("empty")
def test_of_many_bad_cells_all_are_counted_and_the_first_are_listed_to_be_mended(show: Open) -> None:
    lines = "2023-01,处理矿量,没数\n" * 250
    seen = upload(show("upload"), ("坏.csv", f"月份,指标,数值\n{lines}"))
    assert "250 个错误" in seen.text and "共 250 个错格，这里先列前 200 个" in seen.text
    assert len(seen.at.dataframe[0].value) == 200
