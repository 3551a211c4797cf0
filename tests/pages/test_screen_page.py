"""The meeting-room screen's slides as the server sends them: for whom, which, and in whose words."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db import meetings, settings, store, uploads
from db.actor import CONSOLE
from kpi.charts import brand_facts
from tests import people
from tests.pages.conftest import Open
from tests.pages.test_pages import CHINESE, LATIN, TERMS

BRANDS = ["intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform"]
SLIDES = ["overview", "gaps", *BRANDS, "changes"]
TAG = re.compile(r"<[^>]+>")


def deck(show: Open, number: str = "1", **query: str) -> str:
    """The markup of all slides; '' where the page shows none."""
    return held(show("screen", number, **query).at)


def held(at: AppTest) -> str:
    """As it is read: a figure and its unit are held together by an element of their own."""
    drawn = next((element.proto.body for element in at.get("html") if "kpi-deck" in element.proto.body), "")
    return re.sub('<span class="held">([^<]*)</span>', r"\1", drawn)


def parts(markup: str) -> dict[str, str]:
    """What each slide says, without its pictures."""
    return {part[: part.index('"')]: TAG.sub(" ", part) for part in markup.split('data-slide="')[1:]}


def published(*lines: str) -> None:
    """One revision more; each test's copy of the sample has the same name, so what was kept of another's must go."""
    st.cache_resource.clear()
    text = "月份,范围,指标,类别,数值,单位,备注\n" + "".join(f"{line}\n" for line in lines)
    files = [("更正.csv", text.encode())]
    done = uploads.publish(store.engine(), settings.catalog(), files, by=CONSOLE, kind="sample")
    assert isinstance(done, uploads.Receipt), done


def slides(markup: str) -> list[str]:
    return re.findall(r'data-slide="(\w+)"', markup)


@pytest.mark.usefixtures("sample")
def test_ten_slides_say_where_they_stand_and_how_new_they_are(show: Open) -> None:
    markup = deck(show)
    assert slides(markup) == SLIDES
    assert "矿量 4 / 10" in markup and "数据截至 2022年9月 · 示例数据 · 第 5 版" in markup
    assert 'data-dwell="24"' in markup and "--letter:34;" in markup
    assert "<svg" not in markup and "<script" not in markup


@pytest.mark.usefixtures("sample")
def test_the_chinese_screen_holds_no_english_words(show: Open) -> None:
    assert set(LATIN.findall(unescape(TAG.sub(" ", deck(show))))) - TERMS == set()


@pytest.mark.usefixtures("sample")
def test_the_english_screen_holds_no_chinese_but_what_was_reported_in_it(show: Open) -> None:
    """Measures, milestones and units of responsibility are the plant's own texts."""
    text = TAG.sub(" ", re.sub(r'<p class="measure[^>]*>.*?</p>', " ", deck(show, lang="en")))
    for reported in ("完成", "已投入运行"):
        text = text.replace(reported, "")
    assert CHINESE.findall(text) == []


@pytest.mark.usefixtures("sample")
def test_what_the_address_asks_for_is_shown_or_said(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SCREEN_PLAYLISTS", "morning=overview,gaps")
    assert slides(deck(show, playlist="morning,ore")) == ["overview", "gaps", "ore"]
    markup = deck(show, playlist="evening", dwell="99")
    assert slides(markup) == SLIDES
    assert "没有“evening”这一页或播放单" in markup and 'data-dwell="30"' in markup
    markup = deck(show, inch="55")
    assert "最大字号，4.4 米内可读" in markup and "--letter:40;" in markup
    assert markup.count("<span>2022年9月 · 序时进度 75.00%</span>") == len(SLIDES)  # the month never gives way
    assert 'class="noted' not in markup  # one remark stands in the heading
    assert deck(show, inch="55", lang="en", playlist="overview").count("<span>2022-09</span>") == 1
    low = [deck(show, playlist="metrics", inch=inch).count('class="picture"') for inch in ("75", "55")]
    assert low == [2, 1]  # two charts with no room for their values would say nothing
    markup = deck(show, playlist="xx,ore", distance="abc", inch="0")
    said = "看不懂“distance=abc inch=0”，按 5 米、75 英寸显示 · 没有“xx”这一页或播放单"
    assert f'<p class="noted warning">{said}</p>' in markup and "<span>2022年9月 · 序时进度 75.00%</span>" in markup
    assert "数据截至 2022年6月" in deck(show, month="2022-06", scope="line1")
    markup = deck(show, as_of="3", playlist="ore")
    assert "大屏只显示最新版次，不显示“3”" in markup and "第 5 版" in markup
    assert "不显示" not in deck(show, as_of="5", playlist="ore")  # the newest is what was asked for


@pytest.mark.usefixtures("sample")
def test_the_wall_names_the_scope_and_says_what_it_could_not_show(show: Open) -> None:
    assert 'class="scope"' not in deck(show)
    for name in ("line1", "示例一系列"):  # by key or name, as on the command line
        markup = deck(show, scope=name)
        assert markup.count('<span class="scope">示例一系列</span>') == len(SLIDES) and "没有范围" not in markup
    seen = show("screen")  # the overview, which AppTest opens first, would mend the address
    seen.at.query_params["scope"], seen.at.query_params["month"] = "nope", "1999-01"
    markup = held(seen.at.run())
    said = "没有范围“nope”，显示的是全厂 · 没有 1999-01 的数据，显示的是 2022-09"
    assert markup.count(f'<p class="noted warning">{said}</p>') == len(SLIDES)
    for distance in ("5,5", "75寸", "-3", "nan"):
        assert f"看不懂“distance={distance}”" in deck(show, distance=distance, playlist="ore"), distance
    wall = people.enter(store.engine(), "screen", login="bare", pages='["definitions"]')
    seen = show("screen", str(wall.number))
    assert held(seen.at) == "" and "这块大屏没有可显示的页面。请管理员" in seen.at.info[0].value  # never a bare wall
    wall = people.enter(store.engine(), "screen", login="line", scope="line1")
    assert "示例一系列" in deck(show, str(wall.number))


@pytest.mark.usefixtures("sample")
def test_what_is_hatched_is_said_with_its_interval_or_not_hatched(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the farthest seat what the year will come to stands before lesser facts."""
    for query in ({}, {"distance": "8", "inch": "65"}, {"lang": "en", "inch": "55"}):
        for part in deck(show, playlist="ore,innovation", **query).split('data-slide="')[1:]:
            assert 'class="forecast"' in part
            assert re.search(r"(预计全年|year end expected) [^<]*[（(]4 (种算法|methods) [\d,.]+–[\d,.]+", part), query
    monkeypatch.setattr(brand_facts, "_amount", lambda figure, stage: [])
    st.cache_resource.clear()
    assert 'class="forecast"' not in deck(show, playlist="ore")


@pytest.mark.usefixtures("sample")
def test_a_tile_keeps_what_makes_its_figure_true_and_its_message(show: Open) -> None:
    for query, kept in (
        ({"distance": "8", "inch": "65"}, ("完成全年任务", "同比降低", "超计划 8.60 万吨")),
        ({"lang": "en", "distance": "6"}, ("of the year's task", "down on last year")),
    ):
        tiles = unescape(TAG.sub(" ", deck(show, playlist="overview", **query)))
        assert [said for said in kept if said not in tiles] == []


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(("times", "shown"), [(1, "比例 · 本年累计"), (2, "… · 本年累计")])
def test_a_long_name_gives_way_and_its_figures_do_not(
    show: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, times: int, shown: str
) -> None:
    """Twenty-two characters in a tile of ten are set close, of more the end is cut; 89.47 % and 95.00 % stand."""
    long = times * "机关作风建设专项整治发现问题按期整改销号比例"
    text, name = (settings.ROOT / "kpi" / "catalog.toml").read_text(encoding="utf-8"), 'zh = "整改按期率"\nen'
    assert text.count(name) == 1
    longer = tmp_path / "catalog.toml"
    longer.write_text(text.replace(name, f'zh = "{long}"\nen'), encoding="utf-8")
    monkeypatch.setenv("KPI_CATALOG", str(longer))
    overview, gaps = re.split('<section class="slide"', deck(show, distance="6", playlist="overview,gaps"))[1:]
    assert shown in overview and '<div class="tile close"' in overview
    assert re.search("[>：]89.47%，计划 95.00%<", re.sub('<span class="held">|</span>', "", overview))
    assert (f'<span class="name">{long}</span><span class="">89.47%</span>' in gaps) is (times == 1)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(("distance", "rows"), [("5", 5), ("8", 4)])
def test_the_farthest_seat_reads_every_measure_and_name_whole(show: Open, distance: str, rows: int) -> None:
    """Of the five rows the last two are on plan: one gives way to the words of the measure below 氧化镁."""
    drawn = deck(
        show, distance=distance, inch="65" if distance == "8" else "", playlist="gaps,projects,overview,reform"
    )
    text = re.sub('<span class="held">|</span>', "", drawn)
    assert text.count('<div class="row" data-key=') == rows
    assert "低品位精矿增加一次精选，按批跟踪氧化镁 · 磨浮二车间（示例） · 2022-10-15" in text
    assert "水系统分质分级回用升级改造" in text and "…" not in text
    assert ("0.544 立方米/吨<" in text) is (rows == 5) and "0.600 立方米/吨<" in text


@pytest.mark.usefixtures("sample")
def test_signals_are_said_and_nothing_is_asked_of_a_wall(show: Open) -> None:
    text = TAG.sub(" ", deck(show))
    assert "9月超出自然波动（82.45%–83.56%）" in text and "信号" in text
    assert "无需措施" in text and "均达标" not in text and "请" not in text


@pytest.mark.usefixtures("sample")
def test_a_year_to_date_that_lacks_a_month_says_so_wherever_it_is_said(show: Open) -> None:
    """May's 87.3 of 747.6 and its plan of 86 of 739.0 gone: 660.3 and 653.0, 7.30 above, after 8 months of 9."""
    lines = ("处理矿量,实际,—,t,", "故障停机时间,实际,—,h,")
    published(*(f"2022-05,示例{part}系列,{line}" for part in "一二" for line in lines))
    said = parts(deck(show))
    assert "仅 8/9 个月；超计划 7.30 万吨" in said["ore"] and "较序时" not in said["ore"]
    assert "累计仅 8/9 个月，超计划 7.30 万吨" in said["ore"]
    assert "▲ 预警 可开动率 仅 8/9 个月：90.93%，计划 91.00%" in said["ore"]
    assert "仅 8/9 个月；低于计划" in said["reform"] and "无数据" in said["reform"]
    assert "吨矿新水耗 仅 8/9 个月：0.544 立方米/吨，计划 0.600 立方米/吨" in said["overview"]
    assert "仅 8/9 个月" in said["gaps"] and "吨矿新水耗 仅 8/9 个月" in " ".join(said["projects"].split())
    assert "水系统分质分级回用升级改造 · " in said["overview"] and "数据不完整" not in " ".join(said.values())


@pytest.mark.usefixtures("sample")
def test_what_was_not_reported_is_no_worsening_and_a_correction_is_said(show: Open) -> None:
    """Of September two figures are corrected; October is partly reported, of 36 turns three are for the worse."""
    published("2022-09,,外委费用,实际,300,万元,", "2022-09,,提出金点子,实际,0,项,")
    said = parts(deck(show))
    assert "9月已更正（原 12 项）" in said["innovation"] and "9月已更正（原 12 项）" in said["overview"]
    assert "▼ 滞后 外委费用 639.80 万元，计划 400.00 万元；9月已更正（原 36.20 万元）" in said["reform"]
    assert all(f"9月已更正（原 {was}）" in said["gaps"] for was in ("36.20 万元", "12 项"))
    far = deck(show, lang="en", distance="8", inch="65", playlist="overview")
    assert "82 items, plan 90 items; month 9 corrected (was 12 items)<" in re.sub(
        '<span class="held">|</span>', "", far
    )
    assert said["overview"].count("越低越好") == 1 and "设备故障率 · 同比降低 · 越低越好" in said["reform"]
    published("2022-09,,外委费用,实际,36.2,万元,", "2022-09,,提出金点子,实际,12,项,")
    published(
        "2022-10,示例一系列,处理矿量,实际,200000,t,",
        "2022-10,,提出金点子,实际,2,项,",
        "2022-10,,节约外委修理费用,实际,≥3,万元,原文“3余万”",
        "2022-10,,外委费用,实际,120,万元,",
        *(f"2022-10,示例{line}系列,实际开动时间,实际,5900,h," for line in "一二"),
        *(f"2022-10,示例{line}系列,故障停机时间,实际,{hours},h," for line, hours in (("一", 60), ("二", 58))),
        "2022-10,,完成技术创新成果,实际,0,项,",
    )
    changes = " ".join(parts(deck(show))["changes"].split())
    assert "36 项指标状态变了 0 项好转 3 项变差 33 项本月未报，暂无法判断" in changes
    assert "另有 31 项" in changes  # five rows
    carried = {name: said.count("沿用2022年9月填报") for name, said in parts(deck(show)).items()}
    assert all(carried[name] for name in ("overview", "gaps", "projects", "conduct")) and not carried["ore"]
    far = deck(show, distance="8", inch="65", playlist="projects")  # a column of five letters holds name and note
    assert "仅 9/10 个月<" in far and "沿用9月<" in far and 'class="name">…<' not in far
    overview = deck(show, lang="en", playlist="overview")
    assert ">Outsourced cost 4,960,000 CNY, plan 4,420,000 CNY<" in overview and "100 items; 2/15 reported<" in overview
    assert "有更正" not in changes  # five figures were, and no meeting to count from


@pytest.mark.usefixtures("sample")
def test_nothing_is_counted_where_there_is_nothing_to_compare_with(show: Open) -> None:
    said = {month: parts(deck(show, month=month, playlist="changes"))["changes"] for month in ("2021-01", "2021-02")}
    assert said["2021-01"].count("还没有可以比较的例会或上月。") == 1 and "项好转" not in said["2021-01"]
    assert "项好转" in said["2021-02"]


@pytest.mark.usefixtures("sample")
def test_figures_stated_anew_are_counted_from_a_meeting_and_else_not_at_all(show: Open) -> None:
    lines = ("处理矿量,实际,—,t,", "故障停机时间,实际,—,h,")
    published(*(f"2022-05,示例{part}系列,{line}" for part in "一二" for line in lines))
    assert "有更正" not in parts(deck(show))["changes"]
    meetings.name(store.engine(), CONSOLE, "五月例会", date(2022, 6, 8), revision=5)
    assert "4 个数有更正" in " ".join(parts(deck(show))["changes"].split())


@pytest.mark.usefixtures("sample")
def test_a_brands_list_begins_with_the_worst_and_ends_with_what_is_not_due(show: Open) -> None:
    """In May two of five are off target, one is a warning, one milestone is reached and one not yet due."""
    markup = deck(show, month="2022-05")
    listed = parts(markup)["intelligence"].split("累计计划")[1]
    assert re.findall("未达标|预警|达标|未到期", listed)[:5] == ["未达标", "未达标", "预警", "达标", "未到期"]
    changes = " ".join(parts(markup)["changes"].split())
    assert "4 项指标状态变了 2 项好转 2 项变差" in changes and "可以判断" not in changes  # it was never lost
    assert set(re.findall('measure (\\w*)">[^<]*措施待填报', markup)) == {"behind"}


@pytest.mark.usefixtures("empty")
def test_ranges_missing_months_and_results_in_words_are_shown(show: Open) -> None:
    """January and March of three: 86 + 87 within 80–88 each, 160–176."""
    months = "月份,指标,计划下限,计划上限,实际,单位\n" + "".join(
        f"2022-0{n},处理矿量,80,88,{done},万吨\n" for n, done in ((1, 86), (2, ""), (3, 87))
    )
    words = "月份,指标,实际\n2022-03,新型模范机关,获评“模范机关”称号\n"
    files = [("矿量.csv", months.encode()), ("作风.csv", words.encode())]
    done = uploads.publish(store.engine(), settings.catalog(), files, by=CONSOLE)
    assert isinstance(done, uploads.Receipt), done
    slide = re.split('<section class="slide"', deck(show))
    overview, gaps, ore, conduct = slide[1], slide[2], slide[4], slide[8]
    assert "仅 2/3 个月" in overview
    assert "160.0–176.0 万吨" in gaps and "在计划区间 160.0–176.0 万吨 内" in ore and "超计划" not in ore
    assert "计划区间" in ore and 'class="missing"' in ore
    assert "获评“模范机关”称号" in conduct and "heads" not in conduct and "措施" not in conduct


@pytest.mark.usefixtures("sample")
def test_a_wall_has_the_slides_of_the_pages_it_was_given(show: Open) -> None:
    wall = people.enter(store.engine(), "screen", login="wall", pages='["ore", "reform"]')
    assert slides(deck(show, str(wall.number))) == ["ore", "reform"]


@pytest.mark.usefixtures("empty")
def test_an_empty_store_is_said_and_shows_no_slide(show: Open) -> None:
    seen = show("screen")
    assert deck(show) == ""
    assert 'data-state="empty"' in "".join(element.proto.body for element in seen.at.get("html"))
