"""Texts from files are shown as they stand: no markup, Markdown, script or address of theirs comes alive."""

from __future__ import annotations

import csv
import io

import pytest
from markupsafe import Markup

from kpi.charts import gap_table
from kpi.progress import Figure
from kpi.unit import Lang
from tests.pages.conftest import Open, turn
from tests.pages.seen import Node, Seen, foreign, parsed
from tests.pages.test_upload_page import GOOD, publish, upload

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></tr></table><h1>假</h1>",
    "<a href='javascript:alert(1)'>点此</a>",
    "[点此](javascript:alert(1)) **粗** `码` $x^2$ :red[红]",
    "![](https://evil.example/x.png)",
    "&lt;b&gt; &amp;",
)
KEYS = (
    *("提出金点子", "完成技术创新成果", "科研孵化创新项目", "创新攻关立题"),
    *("申报专利", "授权专利", "已作决定金点子", "采纳金点子"),
)
HEADS = ("月份", "范围", "指标", "类别", "数值", "单位", "备注")
MEASURE_HEADS = ("月份", "范围", "指标", "措施", "责任单位", "期限", "状态")


def table(heads: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows((heads, *rows))
    return text.getvalue()


def alive(seen: Seen) -> list[str]:
    """What of a hostile text is more than text: foreign elements, or its place in a text read as Markdown."""
    return foreign(seen.html) + [text for text in seen.interpreted if any(part in text for part in HOSTILE)]


def shown(root: Node, text: str) -> bool:
    return any(text in words for words in root.words())


@pytest.fixture
def published(empty: None, show: Open) -> Seen:
    """Figures behind plan, with hostile measures, units in charge, notes and file names."""
    notes = [("2023-02", "全厂", key, "实际", "1", "", note) for key, note in zip(KEYS, HOSTILE, strict=True)]
    measures = table(
        MEASURE_HEADS, *(("2023-02", "全厂", "处理矿量", text, text, "2023-03-31", "实施中") for text in HOSTILE)
    )
    files = [("一二月.csv", GOOD), (f"备注{HOSTILE[1]}.csv", table(HEADS, *notes)), (f"措施{HOSTILE[5]}.csv", measures)]
    seen = upload(show("upload"), *files)
    assert alive(seen) == []
    assert shown(seen.html, HOSTILE[1]) and shown(seen.html, HOSTILE[0])
    return publish(seen)


def test_measures_stay_text_on_the_overview_and_on_their_brands_page(published: Seen) -> None:
    seen = turn(published.at, "ore")
    assert alive(seen) == []
    card = next(seen.html.all("section", data_key="ore_milled_dry"))
    assert [text for text in HOSTILE if not shown(card, f"{text} · {text} · 2023-03-31")] == []
    seen = turn(published.at, "overview")
    assert alive(seen) == []
    row = next(seen.html.all("tr", data_key="ore_milled_dry"))
    first = [text for text in HOSTILE if shown(row, text) and shown(row, f"{text} ·")]
    assert len(first) == 1 and shown(row, "2023-03-31") and shown(row, "（另有 7 项）")  # the others on hover
    (todo,) = (each for each in row.all("div") if each.attributes.get("class") == "todo")
    assert [text for text in HOSTILE if f"{text} · {text} · 2023-03-31" not in todo.attributes["title"]] == []


def test_notes_and_file_names_stay_text_on_a_brands_page(published: Seen) -> None:
    seen = turn(published.at, "innovation")
    assert alive(seen) == []
    assert [text for text in HOSTILE[:6] if not shown(seen.html, text)] == []
    assert shown(seen.html, "来源：备注<img src=x onerror=alert(1)>.csv")


@pytest.mark.usefixtures("empty")
def test_what_stands_in_a_bad_file_stays_text_in_the_list_of_problems(show: Open) -> None:
    rows = [("2023-01", "全厂", "处理矿量", "实际", text, "万吨", "") for text in HOSTILE]
    rows += [("2023-01", text, "处理矿量", "实际", "1", "万吨", "") for text in HOSTILE]
    seen = upload(show("upload"), (f"坏{HOSTILE[1]}.csv", table(HEADS, *rows)))
    assert alive(seen) == []
    assert [text for text in HOSTILE if not shown(seen.html, text)] == []


@pytest.mark.usefixtures("empty")
def test_headings_and_titles_stay_text(show: Open) -> None:
    for text in HOSTILE:
        wide = table(("月份", "处理矿量(万吨)", text), ("2023-01", "80", "1"))
        assert alive(upload(show("upload"), ("表头.csv", f"{text.replace(',', '')}\n{wide}"))) == []


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("text", HOSTILE)
def test_an_address_stays_out_of_the_page(show: Open, text: str) -> None:
    seen = show(month=text, scope=text, lang=text)
    assert alive(seen) == []
    assert text not in seen.text


@pytest.mark.usefixtures("sample")
def test_what_is_searched_stays_out_of_the_page(show: Open) -> None:
    seen = show("definitions")
    for text in HOSTILE:
        assert alive(Seen(seen.at.text_input[0].set_value(text).run())) == []


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_a_text_that_came_alive_would_be_noticed(text: str) -> None:
    assert foreign(parsed(f"<table><tr><td>{text}</td></tr></table>")) != []


def test_a_page_that_forgot_to_escape_would_be_noticed(published: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(figure: Figure, lang: Lang) -> Markup:
        return Markup("").join(Markup(action.text) for action in figure.actions)

    monkeypatch.setattr(gap_table, "_measure", careless)
    found = alive(turn(published.at, "overview"))
    assert {"<script>", "<svg>", "<h1>", "img onerror", "javascript:alert(1)"} <= set(found)
