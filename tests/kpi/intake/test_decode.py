"""A report reads the same whatever encoding Excel saved it in, and what is no text says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpi import headings
from kpi.intake import read
from kpi.intake.carriers.decode import MOST_BYTES, Decoded, decode
from kpi.intake.words import vocabulary
from kpi.reading import Issue
from tests.kpi.books import shipped
from tests.kpi.intake.conftest import CATALOG, Load, codes

REPORT = "月份,范围,指标,数值,备注\n2022-09,一系列,处理矿量,490800,检修后恢复\n"
KNOWN = vocabulary.of(CATALOG).knows
REAL = {
    "01_nbs_m2_monthly_titled.csv": "gb18030",
    "03_nbs_monthly_ragged_note.csv": "gb18030",
    "04_month_as_float_rows.csv": "gb18030",
    "09_tidy_long_gbk.csv": "gb18030",
    "11_percent_cells_gbk.csv": "gb18030",
    "19_utf8_blank_corner_empty_rows.csv": "utf-8",
    "24_big5_traditional.csv": "big5",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_report_reads_the_same_in_every_encoding(load: Load, encoding: str) -> None:
    reading = load(REPORT, encoding=encoding)
    assert [(r.scope, r.value, r.note) for r in reading.rows] == [("line1", 490800, "检修后恢复")]
    assert (reading.encoding, reading.issues) == (encoding, ())


def test_gbk_bytes_that_are_valid_utf8_are_told_by_the_headings() -> None:
    data = "month,铜\n2022-09,5\n".encode("gb18030")
    assert "铜" not in data.decode("utf-8"), "the trap: these bytes decode as UTF-8 too"
    reading = read(data, "x.csv", CATALOG)
    assert (reading.encoding, [r.indicator for r in reading.rows]) == ("gb18030", ["water"])


def test_big5_is_not_taken_for_gb18030() -> None:
    text = "month,ore_milled_dry,note\n2022-09,5,檢修後恢復生產，設備運轉正常\n"
    data = text.encode("big5")
    data.decode("gb18030")  # the trap: no error
    found = decode(data, KNOWN)
    assert found == Decoded(text, "big5")


def test_a_big5_report_in_traditional_characters_reads_end_to_end() -> None:
    text = (
        "選礦廠2022年生產月報（單位：萬噸）,,,,,,\n"
        "月份,範圍,指標,類別,數值,單位,備註\n"
        "2022-08,全廠,處理礦量,計劃,86,萬噸,\n"
        "2022-08,全廠,處理礦量,實際,87.3,萬噸,檢修後恢復\n"
        "2022-08,全廠,鎳回收率,實際,84.1,%,\n"
        "2022-08,全廠,銅回收率,實際,無,%,\n"
        "2022年9月,全廠,處理礦量,實際,88.1萬噸,,\n"
        "合計,,處理礦量,實際,175.4,萬噸,\n"
    )
    reading = read(text.encode("big5"), "月報.csv", shipped())
    assert (reading.encoding, reading.errors) == ("big5", ())
    assert [(r.indicator, r.kind, r.period, r.value, r.note) for r in reading.rows] == [
        ("ore_milled_dry", "plan", "2022-08", 860000, ""),
        ("ore_milled_dry", "actual", "2022-08", 873000, "檢修後恢復"),
        ("rec_ni_actual", "actual", "2022-08", 84.1, ""),
        ("rec_cu_actual", "actual", "2022-08", None, ""),
        ("ore_milled_dry", "actual", "2022-09", 881000, ""),
    ]
    assert [(out.line, out.kind) for out in reading.left_out] == [(1, "title"), (8, "total")]


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("處理礦量（乾）", "处理矿量（干）"),
        ("設備故障率", "设备故障率"),
        ("實際開動時間", "实际开动时间"),
        ("日曆時間", "日历时间"),
        ("磨機作業率", "磨机作业率"),
        ("黃藥單耗", "黄药单耗"),
        ("節約外委修理費用", "节约外委修理费用"),
        ("精礦氧化鎂", "精矿氧化镁"),
        ("鋼球消耗量", "钢球消耗量"),
        ("三會一課按期率", "三会一课按期率"),
        ("責任區發現問題數", "责任区发现问题数"),
        ("專家系統投用率", "专家系统投用率"),
        ("示例一系列", "示例一系列"),
    ],
)
def test_a_traditional_name_is_the_simplified_one(traditional: str, simplified: str) -> None:
    assert headings.normal(traditional) == headings.normal(simplified)


def test_names_that_differ_by_more_than_the_form_of_characters_stay_apart() -> None:
    assert headings.normal("原礦鎳品位") != headings.normal("原矿铜品位")


def test_headings_decide_between_two_decodings_that_both_read_well() -> None:
    data = "month,鋼\n".encode("big5")
    assert data.decode("gb18030") == "month,葵\n", "the trap: an everyday word in both"
    assert decode(data, lambda cell: cell == "鋼") == Decoded("month,鋼\n", "big5")
    assert decode(data, lambda cell: cell == "葵") == Decoded("month,葵\n", "gb18030")


def test_a_decoding_without_losses_is_preferred_to_one_with_more_everyday_characters() -> None:
    text = "month,ore_milled_dry,note\n2022-09,5,钯钴\n"
    assert decode(text.encode(), KNOWN) == Decoded(text, "utf-8")


def test_western_text_is_read_as_cp1252() -> None:
    found = decode("month,ore_milled_dry,note\n2022-09,5,café 0.5 m³ – fin\n".encode("cp1252"), KNOWN)
    assert isinstance(found, Decoded)
    assert (found.encoding, "café 0.5 m³ – fin" in found.text) == ("cp1252", True)


CYRILLIC = "Год;Добыча руды;Содержание меди;Извлечение в концентрат\n2019;1200;0,45;88,1\n"
KOREAN = (
    "연월,전력사용량,최대전력,지역구분,비고란\n2020-01,5,3,서울특별시,\n2020-02,1,3,부산광역시,경기도 강원도 충청북도\n"
)
JAPANESE = "年月,売上高(千円),従業員の数\n2020-01,5,3\n2020-02,6,ダウンロードした日\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "eucjp", "EUC-JP"),
        (KOREAN, "euckr", "EUC-KR"),
        (CYRILLIC, "cp1251", "KOI8-R/Windows-1251"),
        (CYRILLIC, "koi8-r", "KOI8-R/Windows-1251"),
    ],
)
def test_a_text_of_another_script_is_refused_and_never_read_as_chinese(text: str, encoding: str, told: str) -> None:
    data = text.encode(encoding)
    assert decode(data, KNOWN) == Issue("foreign_encoding", args={"encoding": told})
    assert decode(text.encode(), KNOWN) == Decoded(text, "utf-8"), "the control: in UTF-8 it is read"
    chosen = decode(data, KNOWN, "gb18030")
    assert isinstance(chosen, Decoded), "the user's own choice is kept"


def test_a_few_chinese_words_are_no_foreign_script_whatever_their_bytes() -> None:
    for text in ("名称,备注\n" + "".join(f"n{n},文字\n" for n in range(60)), "地区,安徽\n", "の,鲜の每日\n产品,数量\n"):
        assert decode(text.encode("gb18030"), KNOWN) == Decoded(text, "gb18030")


@pytest.mark.parametrize("text", ["Jahr;Früheres Gebiet\n2019;1\n© Amt;\n", "Année;Température\n2019;1\n"])
def test_western_letters_in_utf8_are_not_taken_for_chinese(text: str) -> None:
    text.encode().decode("gb18030")  # the trap: no error
    assert decode(text.encode(), KNOWN) == Decoded(text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_note_of_many_words_hides_no_utf16_without_its_mark(encoding: str) -> None:
    text = (
        "指标\t2022年一季度\n产量\t5\n注：" + "一选二选的产量均按当年价格计算，累计数据由当季数据相加得到。" * 9 + "\n"
    )
    assert decode(text.encode(encoding), KNOWN) == Decoded(text, "utf-16")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_corrupt_byte_costs_its_cell_and_not_the_encoding(encoding: str) -> None:
    data = REPORT.encode(encoding)
    at = data.index("检".encode(encoding))
    reading = read(data[:at] + b"\xff" + data[at + 1 :], "x.csv", CATALOG)
    assert reading.encoding == encoding
    assert [(i.code, i.line, i.column) for i in reading.errors] == [("broken_character", 2, "备注")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b" \r\n\r\n", "empty_file"),
        (b"PK\x03\x04\x14\x00", "excel_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel_file"),
        (b"%PDF-1.7\n", "pdf_file"),
        (b"<html><table><tr><td>1</td></tr></table>", "html_file"),
        (b"a,b\x00,c\n", "binary_file"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "binary_file"),
        (b"\x01\x02\x03\x04" * 50, "binary_file"),
    ],
)
def test_what_is_no_report_is_refused_with_one_sentence(data: bytes, code: str) -> None:
    reading = read(data, "月报.csv", CATALOG)
    assert (codes(reading), reading.rows) == ([code], ())


def test_a_file_above_the_limit_is_refused_and_one_at_the_limit_is_read() -> None:
    line = b"2022-09,5\n"
    assert decode(b" " * (MOST_BYTES + 1), KNOWN) == Issue("file_too_large")
    assert isinstance(decode(line * 1000, KNOWN), Decoded)


@pytest.mark.parametrize(("name", "encoding"), REAL.items())
def test_real_files_are_decoded_as_their_manifest_says(name: str, encoding: str) -> None:
    folder = os.environ.get("KPI_TEST_FILES")
    if not folder:
        pytest.skip("KPI_TEST_FILES names no folder of real files")
    found = decode((Path(folder) / name).read_bytes(), KNOWN)
    assert isinstance(found, Decoded)
    assert found.encoding == encoding
