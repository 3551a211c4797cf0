"""The day on which a report was written, which says nothing of the month it is of: 填报日期：2022-10-08."""

from __future__ import annotations

import re

from kpi.headings import simplified

_MONTH = r"(?:19|20)\d\d ?[年./-] ?(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = rf"(?:{_MONTH} ?[月./-] ?(?:3[01]|[12]\d|0?[1-9])(?!\d) ?[日号]?|20\d{{6}}(?!\d))"
_TIME = r"(?: ?\d{1,2}:\d\d[\d:.]*)?"
_WRITING = (
    r"(?:填[报表写制]|编[制报写]|制[表单作]|[上申]报|报[送出表告]|打印|导出|提[交报]|审[核批定]|签[发字]|印发|发布|生成"
    r"|更新|录入)"
)
_SAID = re.compile(
    rf"{_WRITING}(?:(?:日期|时间|日) ?[:：]?|[:：]) ?(?:{_DAY}{_TIME}|{_MONTH}月?)|{_DAY}{_TIME} ?{_WRITING}(?!月)"
)

_LABEL = re.compile(
    rf"(?:{_WRITING}|制)?(?:日期|时间)[:：]?(?:{_DAY}{_TIME})?|{_DAY}{_TIME}|{_WRITING}(?:单位|部门|人员?|者)[:：].*"
)


def is_about(text: str) -> bool:
    """Whether a cell tells only when or by whom a report was written: 填报日期, 2022-10-08, 填报单位：选矿厂."""
    return bool(_LABEL.fullmatch(simplified(text).strip()))


def without(text: str) -> str:
    """A title without such a day: 编制单位：选矿厂 编制日期：2022年10月8日 → 编制单位：选矿厂."""
    return _SAID.sub("", simplified(text)).strip()
