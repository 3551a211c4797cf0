"""What stands in brackets behind a heading: 数值(计划) and 本月(计划) are headings of plans, 实际(必填) of actuals."""

from __future__ import annotations

import re
from collections.abc import Container

from kpi.headings import normal
from kpi.intake.words import periods

BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
LISTED = re.compile(r"[,、;]")
_HOLLOW = re.compile(
    r"[(\[【](?:\*|必填项?|选填|可选|可空|数字|文本|手工填[写报]|填写|全称|简称|中文|英文|(?:公历|自然)年?月"
    r"|年月日?|年[-/.、]?月(?:[-/.、]?日)?|Y{2,4}[-/.年]?M{1,2}月?(?:[-/.]?D{1,2}日?)?)[)\]】]"
)
"""Brackets of a form's heading that say nothing of its figures: 实际（必填）, 月份（YYYY-MM）."""
_DRY = re.compile(r"[(\[【]折?干(?:矿|矿?量|基|重)?[)\]】]")
_OWN_MONTH = re.compile("[本当全][月期]|月度|单月")
_NO_MONTH = re.compile(
    r"累[计积積]|上年|去年|上月|上期|同期|同比|环比|全年|年初|季度|半年|YTD|\d月?[-—–~至到]\d{1,2}月|平均|日均|完成率|占比"
)
"""What brackets may hold that is no unit, and by which the figures are another's: 处理矿量(累计), 处理矿量(日均)."""
_THEORY = re.compile(r"(.+?)[/·_-]?[(\[]?理论[值数]?[)\]]?")
_LONGEST = 60
_LONGEST_HEADING = 200
"""A longer text is no heading of plan or actual; each of its brackets costs a look at the whole."""
_COMPACT = 6


def filled(name: str) -> str:
    """A normal name without brackets that say nothing."""
    return _HOLLOW.sub("", name) if name.endswith((")", "]", "】")) else name


def is_dry(brackets: str) -> bool:
    """Whether brackets say of tonnes that they are dry: （干矿）, （折干）."""
    return bool(_DRY.fullmatch(brackets))


def without_theory(name: str) -> str:
    """A name without 理论 at its end, in brackets or not: 镍回收率(理论) → 镍回收率; '' for any other."""
    found = _THEORY.fullmatch(name)
    return found[1] if found else ""


def whose(inside: str) -> bool:
    """Whether brackets say that the figure is no month's own."""
    return bool(_NO_MONTH.search(inside))


def not_month(text: str) -> bool:
    """Whether brackets behind a name say that the figure is no month's own: 处理矿量（1-9月）, 处理矿量(日均)."""
    return any(map(whose, BRACKETS.findall(normal(text)[:_LONGEST])))


def of_value(name: str, known: Container[str], units: Container[str]) -> str:
    """What brackets behind 数值 say as a heading of their own, 8月, 计划(万吨); '' where nobody knows.

    ``name`` is a normal one; ``known`` are the words of plan and actual and the parts of the plant.
    """
    if not (group := BRACKETS.search(name)) or group.end() != len(name):
        return ""
    *others, last = LISTED.split(group[1])
    said, unit = (",".join(others), f"({last})") if others and last in units else (group[1], "")
    month = periods.is_period(said) and (len(said) == _COMPACT or not said.isdigit())  # 9月, 202209, and no 9
    return said + unit if month or said in known or whose(said) else ""


def together(name: str, kinds: Container[str]) -> str:
    """A normal heading with a word of plan or actual out of its brackets: 本月(计划) → 本月计划, 计划(年) → 年计划."""
    for group in BRACKETS.finditer(name) if len(name) <= _LONGEST_HEADING else ():
        rest = name[: group.start()] + name[group.end() :]
        of = BRACKETS.sub("", rest)
        if group[1] == of or not (of in kinds or _OWN_MONTH.fullmatch(of)):
            continue
        both = next((word for word in (of + group[1], group[1] + of) if word in kinds), "")
        both = both or (group[1] if group[1] in kinds and _OWN_MONTH.fullmatch(of) else "")
        if both:
            return both + rest[len(of) :]
    return name
