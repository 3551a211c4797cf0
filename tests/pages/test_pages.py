"""Every page on the sample, in both languages: the article's figures, the words beside them, and nothing invented."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kpi import catalog
from tests.pages.conftest import Open

BRANDS = ("intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform")
PAGES = ("overview", *BRANDS, "definitions", "upload")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*")
COMMAND, FILE = "python -m db clear-sample", re.compile(r"[\w\-]+\.csv")
WORDS = {"CSV", "English", "Excel", "Tab"} | {"A"}  # the A of the failure rate, quoted with its definition
TERMS = {"MTBF", "MTTR", "MgO", "Ni", "Cu", "mm", "t", "A", "S"}


def latin(said: list[str]) -> set[str]:
    """The Latin words of a page, without file names and the one command it quotes."""
    return {word for text in said for word in LATIN.findall(FILE.sub("", text.replace(COMMAND, "")))}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.usefixtures("sample")
def test_every_page_opens_and_says_that_its_figures_are_a_sample(show: Open, page: str, lang: str) -> None:
    seen = show(page, lang=lang)
    assert ("示例数据：" if lang == "zh" else "Sample data:") in seen.text
    assert COMMAND in seen.text
    assert (
        "数据截至 2022年9月 · 序时进度 75.00%" if lang == "zh" else "2022-09 · 75.00% of the year gone"
    ) in seen.text


@pytest.mark.usefixtures("sample")
def test_the_overview_shows_the_seven_brands_in_the_articles_order(show: Open) -> None:
    seen = show()
    assert [tile.attributes["data-brand"] for tile in seen.html.all("section")] == list(BRANDS)
    names = [seen.tile(brand).split(" | ")[0] for brand in BRANDS]
    assert names == [f"党建+{name}" for name in ("智能化", "矿量", "指标", "项目", "创新", "作风", "改革")]


@pytest.mark.parametrize(
    ("brand", "said"),
    [
        ("intelligence", ["● 达标", "完成", "按期"]),
        ("ore", ["● 达标", "74.76", "%", "完成全年任务", "101.16%"]),
        ("metrics", ["▲ 预警", "镍回收率（实际）", "+0.34", "个百分点", "预警：精矿氧化镁 6.71%，计划 6.50%"]),
        ("projects", ["● 达标", "76.00"]),
        ("innovation", ["● 达标", "提出金点子", "94", "项"]),
        ("conduct", ["▼ 未达标", "89.47", "未达标：整改按期率 89.47%，计划 95.00%"]),
        ("reform", ["● 达标", "46.84", "同比降低", "0.79% → 0.42%，差 0.37 个百分点"]),
    ],
)
@pytest.mark.usefixtures("sample")
def test_a_tile_says_where_its_brand_stands(show: Open, brand: str, said: list[str]) -> None:
    tile = show().tile(brand)
    assert [words for words in said if words not in tile] == []


@pytest.mark.usefixtures("sample")
def test_the_overview_lists_what_is_behind_first_with_its_measure_or_the_demand_for_one(show: Open) -> None:
    seen = show()
    order = [row.attributes["data-key"] for row in seen.html.all("tr") if "data-key" in row.attributes]
    assert order[:3] == ["rectification_rate", "meetings_rate", "mgo_conc"]
    assert seen.row("rectification_rate")[:5] == ["整改按期率", "89.47%", "95.00%", "−5.53 个百分点", "▼ 未达标"]
    assert seen.row("rectification_rate")[6:8] == ["机修车间党支部（示例） ·", "2022-10-31"]
    assert seen.row("meetings_rate")[5] == "措施待填报"
    assert seen.row("fault_rate")[5] == "—"


@pytest.mark.parametrize(
    ("page", "key", "said"),
    [
        ("ore", "ore_milled_dry", ["747.6", "101.16%", "完成全年 | 74.76%", "累计计划 | 739.0 万吨"]),
        ("ore", "ore_milled_dry", ["原文：“矿量完成全年任务的74.76%"]),
        ("metrics", "rec_ni_actual", ["83.66", "累计计划 | 83.32%", "数值原文未给出"]),
        ("metrics", "rec_cu_actual", ["77.23", "累计计划 | 77.02%", "数值原文未给出"]),
        ("innovation", "idea_proposed", ["94 | 项"]),
        ("innovation", "tech_result_done", ["5 | 项"]),
        ("innovation", "incubated", ["6 | 项"]),
        ("innovation", "topic_setup", ["4 | 项"]),
        ("innovation", "patent_filed", ["3 | 项"]),
        ("reform", "fault_rate", ["0.42", "降低 46.84%（下降 0.37 个百分点）", "故障率水平原文未给出"]),
        ("reform", "outsourced_repair_saving", ["≥80 | 万元", "节约外委修理费用80余万"]),
        ("reform", "mutual_repair_done", [">10 | 项", "十余项"]),
        ("reform", "repair_reform_pmr", ["● 达标", "已实施"]),
        ("intelligence", "pilot_demo", ["● 达标", "完成"]),
        ("intelligence", "expert_system", ["● 达标", "已投入运行"]),
        ("conduct", "rectification_rate", ["▼ 未达标", "89.47", "分子/分母 | 17/19", "机修车间党支部（示例）"]),
        ("conduct", "meetings_rate", ["▲ 预警", "措施待填报"]),
    ],
)
@pytest.mark.usefixtures("sample")
def test_a_card_states_the_articles_figure_and_where_it_comes_from(
    show: Open, page: str, key: str, said: list[str]
) -> None:
    card = show(page).card(key)
    assert [words for words in said if words not in card] == []


@pytest.mark.usefixtures("sample")
def test_ideas_results_projects_topics_and_patents_are_never_added_up(show: Open) -> None:
    """94 + 5 + 6 + 4 + 3 would be 112 of nothing (domain.md §4)."""
    for page in ("overview", "innovation"):
        seen = show(page)
        assert not re.search(r"(?<![\d.,])112(?![\d.,])", "\n".join((*seen.said, *seen.hints)))


@pytest.mark.usefixtures("sample")
def test_a_result_in_words_has_no_percentage_and_no_picture(show: Open) -> None:
    seen = show("conduct")
    card = next(seen.html.all("section", data_key="conduct_text"))
    assert "新型模范机关" in str(card)
    assert "%" not in str(card) and not re.search(r"\d+/\d+", str(card))
    assert list(card.all("img")) == []


@pytest.mark.usefixtures("sample")
def test_a_process_rate_stands_beside_its_counts(show: Open) -> None:
    for page in BRANDS:
        seen = show(page)
        rates = list(seen.html.all("section", data_key=f"{page}_gaps_closed_rate"))
        assert len(rates) == 1
        assert re.search(r"本年累计 \d+/\d+", str(rates[0]))


@pytest.mark.usefixtures("sample")
def test_a_brand_page_has_both_lanes_and_says_how_much_was_reported(show: Open) -> None:
    for page in BRANDS:
        seen = show(page)
        assert {"业务成效", "党建过程"} <= set(seen.said)
        assert any(re.fullmatch(r"本月已填报 \d+/\d+ 项指标", said) for said in seen.said)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("sample")
def test_a_chinese_page_speaks_chinese(show: Open, page: str) -> None:
    seen = show(page)
    said = [*seen.said, *seen.hints]
    if page == "definitions":  # names, not sentences
        names = {text for dl in seen.html.all("dl") for text in names_in(dl.words())}
        said = [text for text in said if text not in names]
    assert latin(said) - WORDS - (TERMS if page == "definitions" else set()) == set()


def names_in(words: list[str]) -> list[str]:
    return [after for label, after in pairwise(words) if label in ("代码", "来源", "别名")]


def test_an_english_sentence_would_be_noticed() -> None:
    assert latin(["已填报 3 项", "actuals_2022.csv", COMMAND, "No data yet", "Tab"]) - WORDS == {"No", "data", "yet"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("sample")
def test_an_english_page_labels_everything_in_english(show: Open, page: str) -> None:
    html = show(page, lang="en").html
    labels = [str(node) for tag in ("dt", "th", "h3", "summary") for node in html.all(tag)]
    labels += [str(node) for node in html.all("span") if node.attributes.get("class", "").startswith("chip")]
    labels += [str(node) for node in html.all("td") if "status" in node.attributes.get("class", "")]
    assert [label for label in labels if CHINESE.search(label)] == []


@pytest.mark.usefixtures("sample")
def test_the_definitions_page_has_one_card_for_every_indicator_and_finds_one_by_an_alias(show: Open) -> None:
    seen = show("definitions")
    keys = [card.attributes["id"] for card in seen.html.all("section")]
    assert sorted(keys) == sorted(catalog.load(catalog.SHIPPED).indicators)
    found = type(seen)(seen.at.text_input[0].set_value("故障停机率").run())
    assert [card.attributes["id"] for card in found.html.all("section")] == ["fault_rate"]
    assert "口径 A：100 × Σ 故障停机 ÷（Σ 实际开动 + Σ 故障停机）" in found.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("empty")
def test_an_empty_store_says_what_to_do(show: Open, page: str, lang: str) -> None:
    seen = show(page, lang=lang)
    assert "示例数据" not in seen.text and "Sample data" not in seen.text
    if page in ("overview", *BRANDS):
        asked = "请到“上传”页上传本厂的计划与实际。" if lang == "zh" else "Upload"
        assert asked in seen.text
        assert list(seen.html.all("section")) == []
