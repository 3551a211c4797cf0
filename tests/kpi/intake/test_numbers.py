"""One strict grammar for numbers; what is missing, qualified or damaged is told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.intake.words import numbers
from kpi.intake.words.cleaning import Wrong
from kpi.intake.words.numbers import Number


def read(text: str) -> Number:
    found = numbers.read(text)
    assert isinstance(found, Number), found
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("83.5", "83.5"),
        (" 873000 ", "873000"),
        ("\u00a0873000\u3000", "873000"),
        ("\t5\t", "5"),
        (".5", "0.5"),
        ("7,476,000", "7476000"),
        ("1,234.5", "1234.5"),
        ("872 400", "872400"),
        ("-1 872\u202f400.5", "-1872400.5"),
        ("７，４７６", "7476"),
        ("８３．５", "83.5"),
        ('="1,234"', "1234"),
        ("-3.2", "-3.2"),
        ("−3.2", "-3.2"),
        ("－3.2", "-3.2"),
        ("(1,234)", "-1234"),
        ("（5）", "-5"),
        ("¥80", "80"),
        ("￥1,080.5", "1080.5"),
        ("+5", "5"),
        ("0", "0"),
        ("0.0", "0"),
        ("'12", "12"),
        ("\u200b12\ufeff", "12"),
    ],
)
def test_numbers_as_people_type_them(text: str, value: str) -> None:
    assert read(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,5", "not_a_number"),
        ("1,23,456", "not_a_number"),
        ("0,123", "not_a_number"),
        ("1.613.000", "not_a_number"),
        ("1 23", "not_a_number"),
        ("12 345 6", "not_a_number"),
        ("0 123", "not_a_number"),
        ("1234 567", "not_a_number"),
        ("95-98", "not_a_number"),
        ("416.87(已退款)", "not_a_number"),
        ("TRUE", "not_a_number"),
        ("是", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("10²", "not_a_number"),
        ("①", "not_a_number"),
        ("٣", "not_a_number"),
        ("--5", "not_a_number"),
        ("5.", "not_a_number"),
        ("9" * 400, "not_a_number"),
        ("=SUM(A1:A2)", "not_a_number"),
        ("十", "not_a_number"),
        ("1e5", "scientific"),
        ("8.73E+05", "scientific"),
        ("#N/A", "excel_error"),
        ("#DIV/0!", "excel_error"),
        ("2021-02-20", "date_in_number"),
        ("2021/2/20", "date_in_number"),
        ("2月20日", "date_in_number"),
        ("20-Feb", "date_in_number"),
        ("Feb-20", "date_in_number"),
        ("3/4", "date_in_number"),
        ("2021年3月", "date_in_number"),
    ],
)
def test_what_is_not_a_number_says_why(text: str, code: str) -> None:
    assert numbers.read(text) == Wrong(code)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("≥80", 80, "ge"),
        (">=80", 80, "ge"),
        ("＞10", 10, "gt"),
        (">10", 10, "gt"),
        ("80余", 80, "gt"),
        ("80多", 80, "gt"),
        ("十余", 10, "gt"),
        ("二十多", 20, "gt"),
        ("约80", 80, "approx"),
        ("80左右", 80, "approx"),
        ("≤5", 5, "le"),
        ("<5", 5, "lt"),
        ("80以上", 80, "ge"),
        ("80以下", 80, "le"),
        ("超过80", 80, "gt"),
        ("不少于80", 80, "ge"),
        ("80余万元", 80, "gt"),
        ("十余项", 10, "gt"),
        ("80万元以上", 80, "ge"),
        ("≥ 1,080", 1080, "ge"),
    ],
)
def test_qualified_numbers_keep_their_bound(text: str, value: int, qualifier: str) -> None:
    assert (read(text).value, read(text).qualifier) == (Decimal(value), qualifier)


@pytest.mark.parametrize(
    "mark", ["-", "--", "—", "——", "/", "…", "……", ".", "无", "暂缺", "待报", "N/A", "n/a", "－", " — "]
)
def test_marks_of_what_is_missing(mark: str) -> None:
    assert numbers.missing(mark)


@pytest.mark.parametrize("text", ["0", "0.0", "-1", "", "无数", "五"])
def test_zero_and_words_are_not_marks_of_what_is_missing(text: str) -> None:
    assert not numbers.missing(text)


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("0.10", "0.005"),
        ("87", "0.5"),
        ("393000", "500"),
        ("1700000", "50000"),
        ("3490", "5"),
        ("10", "0.5"),
        ("100", "5"),
        ("1380704", "0.5"),
        ("0", "0.5"),
        ("7,476,000", "500"),
    ],
)
def test_precision_is_half_a_unit_of_the_last_written_digit(text: str, half: str) -> None:
    assert read(text).half == Decimal(half)


def test_a_unit_behind_the_number_is_handed_on() -> None:
    assert (read("87.3万吨").value, read("87.3 万吨").unit) == (Decimal("87.3"), "万吨")
    assert read("83.5%").percent and not read("83.5").percent
