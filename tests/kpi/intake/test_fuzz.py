"""Whatever is dropped on the intake, it answers with a reading whose every issue can be said."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi import words
from kpi.intake import read
from kpi.reading import Reading
from tests.kpi.intake.conftest import CATALOG, book

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAST = book({("ore_milled_dry", "plant", f"2021-{n:02}"): 860_000.0 for n in range(1, 13)})
HEADINGS = [
    "月份",
    "范围",
    "指标",
    "类别",
    "数值",
    "单位",
    "备注",
    "状态",
    "措施",
    "处理矿量(万吨)",
    "计划·镍回收率",
    "原矿镍品位",
    "故障停机时间",
    "姓名",
    "累计",
    "",
    "x",
]
CELLS = [
    "2022-09",
    "2022.1",
    "9月",
    "2022",
    "一系列",
    "全厂",
    "处理矿量",
    "镍回收率",
    "计划",
    "实际",
    "87.3",
    "0",
    "-1",
    "≥80",
    "80余",
    "83.5%",
    "万吨",
    "小数",
    "—",
    "",
    "合计",
    "注：x",
    "\ufffd",
    "1e5",
    '"',
    "2022/2/20",
    "完成",
    "∞",
    "９９",
]


def sayable(reading: Reading) -> None:
    assert all(
        words.issue(lang, issue) and words.place(lang, issue) for issue in reading.issues for lang in ("zh", "en")
    )
    assert not (reading.rows and reading.encoding == "")


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_reading(data: bytes) -> None:
    sayable(read(data, "x.csv", CATALOG, PAST))


@QUICK
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "gb18030", "big5"]))
def test_any_text_ends_in_a_reading(text: str, encoding: str) -> None:
    sayable(read(("月份,处理矿量\n" + text).encode(encoding, "replace"), "2022.csv", CATALOG, PAST))


@QUICK
@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=7),
    st.lists(st.lists(st.one_of(st.sampled_from(CELLS), st.text(max_size=8)), max_size=8), max_size=8),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_table_ends_in_a_reading(header: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in [["月份", *header], *rows])
    reading = read(text.encode("utf-8", "replace"), "x.csv", CATALOG, PAST)
    sayable(reading)
    for row in reading.rows:
        low, high = CATALOG.indicators[row.indicator].hard
        assert row.value is None or low <= row.value <= high
