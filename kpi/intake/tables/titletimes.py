"""The one day, quarter or year that the titles of a table tell of: 生产日报 2023年5月6日, 2021年一季度, 2009年."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.intake.headings import around
from kpi.intake.headings.around import Outside
from kpi.intake.tables import moments
from kpi.intake.words import periods
from kpi.intake.words.cleaning import Wrong, plain
from kpi.reading import Issue

_DAY = re.compile(
    r"(?<![\d至到~—–-])(?:(?:1|19|20)\d\d年\d{1,2}月\d{1,2}日|(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}"
    r"|(?<=日期:)20\d{6})(?![\d至到~—–-])"
)
_PART = re.compile(r"(?:19|20)\d\d年(?:第?[一二三四1-4]季度|[上下]半年|第\d{1,2}周)(?![\d至到~—–-])")
_FROM_TO = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日[-—–~至到]+(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日")
_YEAR = re.compile(r"(?<![\d至到~—–-])((?:19|20)\d\d)年度?(?![\d至到~—–以起前后末底-])")
_LABELLED = re.compile(r"(?:time|period|时间|期间|报告期|统计期)[: ] ?(?P<time>\S.{0,30})", re.IGNORECASE)
"""TIME in one cell and 2018S1 in the next, as a title row says them."""
_COMPARED = re.compile("[比较較与與](?:上|去|前)年(?:同期|同月)?(?:相?比)?")
_NUMBERED = re.compile(r"(?:版本?|\b[Vv](?:er(?:sion)?\b)?\.?|GB|[A-Z]{2}/T|\bN[Oo]\.?)[ :]?(?:19|20)\d\d\.1\b")
"""What is numbered like a month: 软件版本 2022.1, GB/T 2022.1."""
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")


def told(titles: Sequence[str]) -> str:
    """A day as 2023-05-06, else a quarter or half year as 2021-Q1; empty where several or a month too are told."""
    for pattern in (_DAY, _PART):
        texts = [plain(text) for text in titles]
        found = {_read(said[0]) for text in texts for said in pattern.finditer(text)} - {""}
        rest = tuple(pattern.sub("", text) for text in texts)
        if found:
            return found.pop() if len(found) == 1 and not around.month(Outside(rest, "", ""))[0] else ""
    labelled = {moments.said(hit["time"], 0) for text in titles if (hit := _LABELLED.fullmatch(plain(text)))} - {""}
    if len(labelled) != 1 and not around.month(Outside(tuple(titles), "", ""))[0]:
        labelled = {moments.said(hit[0], 0) for text in titles for hit in _FROM_TO.finditer(plain(text))} - {""}
    return labelled.pop() if len(labelled) == 1 else ""


def year(titles: Sequence[str]) -> str:
    """The one year that titles tell of where no other stands there: 2009 of 能源消费量(2009年), none of 2018年起."""
    texts = [plain(text) for text in titles]
    found = {said[1] for text in texts for said in _YEAR.finditer(text)}
    others = {number for text in texts for number in _ANY_YEAR.findall(text)}
    return found.pop() if len(found) == 1 and len(others) == 1 else ""


def dotted(titles: Sequence[str], names: tuple[str, str]) -> tuple[Issue, ...]:
    """The question whether 2022.1 in a title, or in the sheet's or the file's name, is January or October."""
    text, _ = around.month(Outside(tuple(_NUMBERED.sub("", plain(title)) for title in titles), *names))
    why = periods.Periods(0, {}, 0).read(text)
    if not isinstance(why, Wrong) or why.code != "period_dotted":
        return ()
    return (Issue(why.code, "warning", found=text, args=why.args),)


def uncompared(title: str) -> str:
    """A title without the words of what the year is compared with: 2020年产量比上年增长 is of no other year."""
    return _COMPARED.sub("", title)


def _read(text: str) -> str:
    day = periods.day(text)
    return (day if isinstance(day, str) else "") or moments.of_taiwan(text) or moments.said(text, 0)
