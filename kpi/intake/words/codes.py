"""Headings of columns that hold codes, 1, 1.1, 6206/2 and 1-2022, of which no shape is a slip and none a month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.words.cleaning import plain

_CODED = re.compile(
    r"(?<![\dA-Z一二三四五六七八九十信期])号|编码|代码|号码|版本|章节|条款|规格|批次|房间|比例尺|图幅|(?<![A-Z])ID$|^NO\.?$|CODE"
)
"""1号 and A号 name a machine, 信号 is a figure, 期号 a time."""
_NUMBERED = re.compile(r"\d{1,2}[-/]\d{4}")


def heads(heading: str) -> bool:
    """Whether a heading says that codes stand below it: 合同编号, 规格, 章节."""
    return bool(_CODED.search(normal(heading)))


def are(heading: str, cells: Sequence[str]) -> bool:
    """Whether what reads like months are codes or scales: 1-2022 below 合同编号, 1/2000 below 比例尺."""
    return (heads(heading) or "比例" in heading) and any(_NUMBERED.fullmatch(plain(cell)) for cell in cells)
