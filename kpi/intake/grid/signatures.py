"""The row behind a table in which those who answer for it sign: 制表：张三, 审核：李四, 2022年10月8日."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import Line
from kpi.intake.words import numbers
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_TITLED = re.compile(r"([^:\d]{1,12}):\s*(.{0,40})", re.DOTALL)
_OFFICE = re.compile(
    r"(?:单位|部门|车间|厂)?(?:制表|编制|填[表报]|审核|复核|校核|校对|核对|审定|审批|批准|签发|打印|经办|统计|分管|主管|负责|联系"
    r"|厂长|矿长|经理|领导|签[字章名]|盖章|报出|报送|日期|电话)(?:部门|单位|领导|负责)?[人员者]?(?:签[字章名]|\(?(?:签字|盖章)\)?)?"
)
"""What stands before a name, with or without a colon."""
_NUMBERED = re.compile("电话|手机|传真|日期|时间|编号|页")
_DAY = re.compile(r"(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?(?: [\d:]+)?")
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}")


def lines(below: Sequence[Line], month: int | None, names: Vocabulary) -> frozenset[int]:
    """The numbers of the rows behind the last row of data that hold signatures or a date and nothing else.

    ``month``: the column of the months, where a day is a row's own.
    """
    found = set[int]()
    for line in reversed(below):
        filled = [(place, text) for place, cell in enumerate(line.own) if (text := plain(cell))]
        if filled and signs([text for _, text in filled], names) and not _is_day(filled, month):
            found.add(line.number)
        elif any(isinstance(numbers.read(text), numbers.Number) for _, text in filled):
            break
    return frozenset(found)


def _is_day(filled: Sequence[tuple[int, str]], month: int | None) -> bool:
    return len(filled) == 1 and filled[0][0] == month


def signs(texts: Sequence[str], names: Vocabulary) -> bool:
    """Whether the cells of a row are offices, each with its name in the same cell or the next, and days alone."""
    before = ""
    for text in map(simplified, texts):
        named = bool(before) and bool(_PERSON.fullmatch(text)) and not names.knows(text)
        named = named or (before.endswith(":") and _is_words(text) and not names.knows(text))
        office = bool(_OFFICE.fullmatch(text.rstrip(":")))
        if not (named or office or _DAY.fullmatch(text) or _titled(text, names)):
            return False
        before = text if office or text.endswith(":") else ""
    return True


def offices(texts: Sequence[str]) -> int:
    """How many cells of a row say in what office someone signs."""
    return sum(bool(_OFFICE.fullmatch(simplified(text).rstrip(":"))) for text in texts)


def _titled(text: str, names: Vocabulary) -> bool:
    """单位负责人：, 制表：张三; never 处理矿量：85."""
    found = _TITLED.fullmatch(text)
    if found is None or normal(found[1]) in names.scopes or names.meaning(found[1]):
        return False
    return bool(_NUMBERED.search(found[1])) or _is_words(found[2])


def _is_words(text: str) -> bool:
    return not isinstance(numbers.read(text), numbers.Number)
