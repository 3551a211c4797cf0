"""Commas that cut a number, remarks that deny it, headings that end a part, signatures, second tables, 项目 over 计划.

Every row is a compact file (⏎ ends a line) with what must come of it, worked out by hand; beside each defect stands a
sound sibling, which must stay without a question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kpi import words
from kpi.intake.grid import commas, signatures
from kpi.intake.headings import remarks
from kpi.intake.rows import ranks
from tests.kpi.intake.test_labelled import APPLIED, MASS, NI, NINE, TEN, Told, ore, outcome, sheet, text

T, ROWS = "month_from_title", "月份,处理矿量(吨),精矿产量(吨)⏎"
FORM = "2022年9月⏎指标,单位,计划,实际⏎"
BOTH: Told = [ore("2022-09", 840_000, kind="plan"), *NINE]
FULL = f"{FORM}处理矿量,万吨,84,85⏎"
LINE = "处理矿量,万吨,37,38"
RATE = "镍回收率,%,82,83"
NOTED = "月份,处理矿量(万吨),备注⏎2022-09,85,"
PAIR = "2022年9月⏎{},处理矿量(万吨),镍回收率(%)⏎计划,84,82⏎实际,85,83"


def line(scope: str) -> Told:
    return [ore("2022-09", 370_000, scope, "plan"), ore("2022-09", 380_000, scope)]


def rate(scope: str) -> Told:
    return [("2022-09", scope, NI, "plan", 82.0), ("2022-09", scope, NI, "actual", 83.0)]


PAIRED: Told = [BOTH[0], rate("plant")[0], BOTH[1], rate("plant")[1]]
EIGHT: Told = [ore("2022-08", 380_000, "line1")]

CASES: list[tuple[str, list[str], Told | None]] = [
    # 000 and 024 are the tail of a number that its comma has cut; 120 and 860 may be figures of their own
    (f"{ROWS}2022-09,850,000", ["comma_split"], None),
    (f"{ROWS}2022-09,1,024", ["comma_split"], None),
    (f"{FORM}处理矿量,吨,850,000", ["comma_split"], None),
    ("指标,单位,2022年9月,2022年10月⏎处理矿量,吨,850,000", ["comma_split"], None),
    (f"{ROWS}2022-09,850000,86000", [], [ore("2022-09", 850_000), ("2022-09", "plant", MASS, "actual", 86_000.0)]),
    (f'{ROWS}2022-09,"850,000",0', [], [ore("2022-09", 850_000), ("2022-09", "plant", MASS, "actual", 0.0)]),
    ("月份,处理矿量(万吨),班组⏎2022-09,85,024", ["part_column"], NINE),  # the number of a shift
    # a remark that denies the figure is asked about, one that explains it is not
    *[(f"{NOTED}{note}", ["remarks_deny"], NINE) for note in (
        "预计数", "计划", "按计划数填报", "上年同期数", "1-9月累计", "一系列", "不含二系列", "估算", "暂估，待化验")],
    *[(f"{NOTED}{note}", [], NINE) for note in (
        "产量低于计划", "较上年同期增长5%", "预计下月恢复", "累计完成年计划的72%", "二系列停产检修", "全厂", "9月实际",
        "计划检修3天")],
    ("月份,类别,处理矿量(万吨),说明⏎2022-09,计划,84,计划数⏎2022-09,实际,85,实际数", [], BOTH),
    ("月份,车间,处理矿量(万吨),备注⏎2022-08,一系列,38,一系列", [], EIGHT),
    *[(f"月份,镍回收率(%),{head}⏎2022-08,83,当月⏎2022-09,83.2,{cell}", ["column_of_kinds"], None)
      for head, cell in (("口径", "累计"), ("统计口径", "1-9月累计"), ("时段", "上年同期"))],
    ("月份,镍回收率(%),口径⏎2022-09,83,湿基", ["unknown_column"], [("2022-09", "plant", NI, "actual", 83.0)]),
    # a heading of its own rank or a higher one ends the label of a part
    (f"{FORM}（一）一系列,,,⏎1.产量指标,,,⏎{LINE}⏎（二）二系列,,,⏎{LINE}⏎（三）设备指标,,,⏎{RATE}", [APPLIED, T],
     [*line("line1"), *line("line2"), *rate("plant")]),
    (f"{FORM}一、产量,,,⏎其中：一系列,,,⏎{LINE}⏎二、质量,,,⏎{RATE}", [APPLIED, T], [*line("line1"), *rate("plant")]),
    (f"{FORM}一系列,,,⏎{LINE}⏎其他指标,,,⏎{RATE}", [APPLIED, "labels_unknown", T], [*line("line1"), *rate("line1")]),
    (f"{FORM}一系列,,,⏎产量指标,,,⏎{LINE}⏎质量指标,,,⏎{RATE}", [APPLIED, T], [*line("line1"), *rate("line1")]),
    (f"{FORM}一、一系列,,,⏎1.产量指标,,,⏎{LINE}⏎2.质量指标,,,⏎{RATE}", [APPLIED, T], [*line("line1"), *rate("line1")]),
    ("2022年9月⏎序号,指标,单位,本月⏎一,一系列,,⏎1,处理矿量,万吨,38⏎二,质量指标,,⏎2,镍回收率,%,83",
     [APPLIED, T], [line("line1")[1], rate("plant")[1]]),
    # a row of signatures behind the figures is a note; a row with a figure or among the figures is none
    *[(f"{FULL}{signed}", [T], BOTH) for signed in (
        "单位负责人：,,统计负责人：,填表人：张三", "制表：张三,,审核：李四,", "制表：张三,审核：李四,2022年10月8日,",
        "审核,,制表,", "制表：,张三,审核：,李四", ",,,2022年10月8日", "审核：李四⏎,,日期：,2022-10-08",
        "填报单位：选矿厂,,填表人：张三,电话：0991-1234567")],
    (f"{FULL}三系列：,,审核,5", ["indicator_unknown"], None),
    ("月份,处理矿量(万吨),班组⏎审核：李四,,制表：张三⏎2022-09,85,甲班", ["part_column"], NINE),
    # the title of a second table is no label within the first one
    *[(f"{first}⏎月份,处理矿量(万吨)⏎2022-08,38⏎⏎{other}⏎月份,处理矿量(万吨)⏎2022-08,37", asked, told)
      for first, other, asked, told in (
        ("一系列", "二系列", ["scope_from_title", "tables_left"], EIGHT),
        ("表一", "表二", ["tables_left"], [ore("2022-08", 380_000)]),
        ("处理矿量", "上年同期", ["tables_left"], [ore("2022-08", 380_000)]))],
    ("月份,处理矿量(万吨)⏎2022-08,38⏎上年同期,⏎2022-09,37", ["label_not_month"], None),
    # 对象 names parts of the plant, 项目 may stand over plan and actual
    ("期间,对象,指标,单位,数值⏎2022-08,一系列,处理矿量,万吨,38", [], EIGHT),
    *[(PAIR.format(head), [T], PAIRED) for head in ("项目", "类型", "")],
    *[(f"{PAIR.format(head)}⏎完成率(%),101.2,101.2", [T], PAIRED) for head in ("项目", "类别")],
    ("月份,项目,处理矿量(万吨)⏎2022-10,计划,84⏎2022-10,实际,85", [], [ore("2022-10", 840_000, kind="plan"), *TEN]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "asked", "told"), CASES)
def test_what_cuts_denies_ends_or_signs_is_seen_and_sound_files_are_not_asked(
    said: str, asked: list[str], told: Told | None
) -> None:
    reading = text(said)
    codes, rows = outcome(reading)
    assert (codes, bool(reading.errors)) == (sorted(asked), told is None)
    assert told is None or rows == told


def test_the_numbers_of_a_workbook_are_never_cut_and_its_signatures_are_notes() -> None:
    cut = sheet(f"{ROWS}2022-09,850,024")
    assert outcome(cut)[1] == [ore("2022-09", 850), ("2022-09", "plant", MASS, "actual", 24.0)]
    assert not cut.errors
    signed = sheet(f"{FULL}制表人：王五,,审核人：,")
    assert (outcome(signed), signed.left_out[-1].kind) == (([T], BOTH), "note")


def test_the_remarks_and_the_end_of_a_part_are_told_by_row_and_word() -> None:
    asked = text(f"{NOTED}预计数⏎2022-10,85,正常⏎2022-11,85,计划").warnings[0]
    assert "有 2 行的备注" in words.issue("zh", asked)
    assert "第 2（预计数）、4（计划） 行" in words.issue("zh", asked)
    ended = text(f"{FORM}一、一系列,,,⏎{LINE}⏎二、质量,,,⏎{RATE}").warnings[1]
    assert "第 3（一、一系列 → 一系列）、5（二、质量 → 全厂） 行" in words.issue("zh", ended)


@pytest.mark.parametrize(
    ("module", "rule", "off", "said"),
    [
        (commas.Commas, "parted", lambda *_: None, f"{ROWS}2022-09,850,000"),
        (remarks, "check", lambda *_: (), f"{NOTED}预计数"),
        (remarks, "denies", lambda _: False, "月份,镍回收率(%),口径⏎2022-08,83,当月⏎2022-09,83.2,累计"),
        (ranks, "ended", lambda found, *_: found, f"{FORM}一、一系列,,,⏎{LINE}⏎二、质量,,,⏎{RATE}"),
        (signatures, "lines", lambda *_: frozenset(), f"{FULL}制表：张三,,审核：李四,"),
    ],
)
def test_without_its_rule_each_of_these_would_come_out_otherwise(
    module: Any, rule: str, off: Callable[..., Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = outcome(text(said))
    monkeypatch.setattr(module, rule, off)
    assert outcome(text(said)) != before
