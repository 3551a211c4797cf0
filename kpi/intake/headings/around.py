"""What is said around a table and holds for all of it: year, month, plan or actual, part of the plant, indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups
from kpi.intake.headings import notes, unplaced
from kpi.intake.words import english, madeon, periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue

_OF_DAY = r"\d|[日、.,:/\-—–~至到]|号(?![系机线球磨浮泵破车皮])|$|[)）]"
"""What stands behind the number of a day, and not behind that of a mill or of a count: 9月30日, but 9月1#球磨机."""
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:年|[-./_])?(0[1-9]|1[0-2]|[1-9](?=月|\D|$))(?!\d)"
    rf"(?!(?:月份?)?[起初]?[-./—–~至到]+\d{{1,2}}(?!\d))(?!月\d{{1,2}}(?:{_OF_DAY}))月?"
)
_SPACE = re.compile(r" (?!(?:19|20)\d\d年)")
"""Blanks within a title; the one in 表1 2022年9月 keeps two numbers apart."""
_TO = re.compile(r"(?<=[\d日号]) *([至到—–~～]|(?<=[\d/.-]\d )-) *(?=\d)")
"""2022-10-01 至 2022-10-31 as one."""
_TO_LAST = re.compile(r"截[至止](?:日期|时间|日)?[到于:]?((20\d\d)年(1[0-2]|0?[1-9])月)(3[01]|2[89])[日号]")
"""截止2022年9月30日, whose month it is where that is its last day."""
_IN_WORDS = re.compile(
    "([二2][〇零○0][〇零○一二三四五六七八九0-9]{2})年度?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月"
)
_MONTH_FIRST = re.compile(r"(?<![\d/.])(1[0-2]|0?[1-9])/((?:19|20)\d\d)(?![\d/.])")
"""09/2022, but not 30/09/2022."""
_YEAR_ALONE = re.compile(r"(?:报告|统计|计划)?(?:年份|年度|年)?:?((?:19|20)\d\d)年?度?")
_BARE = re.compile(rf"(?<![\d\-—–~至到])(1[0-2]|[1-9])月(?!\d{{1,2}}(?:{_OF_DAY})|份?[起初]?[-—–~至到])")
_DOTTED = re.compile(r"(?<![\d.])((?:19|20)\d\d)\.1(?![\d.月])(?!(?:月份?)?[起初]?[-/—–~至到]+\d)")
"""2022.1, which may be what Excel left of 2022.10 (intake.md rule 5)."""
MONTH_FROM = {"title": "month_from_title", "sheet": "month_from_sheet", "name": "month_from_name",
              "corner": "month_from_corner"}  # fmt: skip
YEAR_FROM = {"title": "year_plan_from_title", "sheet": "year_plan_from_sheet", "name": "year_plan_from_name"}
_SHORTER = re.compile(r"[月季旬周日]|半年|截[至止]|累[计积]|上年|去年|同期|同比|Q[1-4]|H[12](?!\d)")
"""Words by which the figures under a year are not, or not surely, those of the whole year."""
_YEARLY = re.compile("年度|全年|年(?:生产|经营)?(?:计划|目标|任务|预算)指标")
CARRIED_OUT = re.compile("执行|完成|进度|进展")
_DAY_ALONE = re.compile(r"\(?(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?\)?")
"""The day a plan was written on, under its title."""
SCOPE_FROM = {"title": "scope_from_title", "sheet": "scope_from_sheet", "name": "scope_from_name"}
"""The warning that tells where the month or the scope of a whole table was said."""
INDICATOR_FROM = {"title": "indicator_from_title", "sheet": "indicator_from_sheet", "name": "indicator_from_name"}
NOT_MONTH = {"title": "not_month_title", "sheet": "not_month_sheet", "name": "not_month_name"}
PART = {"title": "part_unknown_title", "sheet": "part_unknown_sheet", "name": "part_unknown_name"}
"""The doubt that 累计, 上年同期 or an unknown 三系列 around a table casts on all its figures."""
_PLACED = re.compile("(?:统计)?(?:范围|系列|车间|工段|产线|生产线|对象):?(.+)")
UNCLEAR = {"title": "scope_unclear_title", "sheet": "scope_unclear_sheet", "name": "scope_unclear_name"}
"""The question whose the figures are where 一、二系列 or 不含二系列 stands around them."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is said outside the table: title rows, the sheet's and the file's name."""

    titles: tuple[str, ...] = ()
    sheet: str = ""
    file: str = ""

    def sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("title", self.titles), ("sheet", (self.sheet,)), ("name", (self.file,))


def titled(lines: Iterable[Line]) -> tuple[str, ...]:
    """What the rows above a table say of it, without remarks such as 注：… and without the days of writing."""
    return tuple(madeon.without(line.text) for line in lines if not notes.is_note(line.text))


def years(outside: Outside) -> frozenset[int]:
    return frozenset(
        next(filter(None, (periods.years_said(madeon.told(texts)) for _, texts in outside.sources())), set())
    )


def indicator(titles: Sequence[str], names: Vocabulary) -> str:
    """The one indicator that the titles name, with the unit behind it as in brackets; none when they name two."""
    text = " ".join(map(normal, titles))
    found = [name for name in names.indicators if len(name) > 1 and name in text]
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    keys = {names.indicators[name].key for name in longest}
    if len(keys) != 1:
        return ""
    own = sorted(map(normal, names.indicators[longest[0]].unit.factors), key=len, reverse=True)
    units = "|".join(map(re.escape, own))
    behind = re.search(rf"{re.escape(max(longest, key=len))}(?:\(([^()]*)\)|({units})(?=$|[\s,;、。(]))", text)
    unit = f"({behind[1] or behind[2] or ''})" if behind else ""
    return names.indicators[longest[0]].name.zh + unit


def indicator_said(outside: Outside, names: Vocabulary) -> tuple[str, str]:
    """The one indicator that the titles, else the sheet's or the file's name speak of, and what tells."""
    for source, texts in outside.sources():
        if found := indicator(texts, names):
            return found, INDICATOR_FROM[source]
    return "", ""


def month(outside: Outside) -> tuple[str, str]:
    """The one month that the titles, else the sheet's, else the file's name speaks of, and which of them did."""
    for source, texts in outside.sources():
        said = _spoken(texts)
        full = {(int(y), int(m)) for text in said for y, m in _MONTH.findall(text)}
        bare = {int(m) for text in said for m in _BARE.findall(text)}
        if full and source == "title" and lone_years(said) - {year for year, _ in full}:
            return "", ""
        if source == "title" and (dotted := _undotted(said, outside)):
            return dotted, MONTH_FROM[source]
        if len(full) == 1 and bare <= {number for _, number in full}:
            year, number = full.pop()
            return f"{year}年{number}月", MONTH_FROM[source]
        if not full and len(bare) == 1:
            return f"{bare.pop()}月", MONTH_FROM[source]
        if full or bare:
            return "", ""
    return "", ""


def _spoken(texts: Sequence[str]) -> list[str]:
    said = [simplified(plain(text)) for text in madeon.told(texts)]
    if not any(
        _MONTH.search(_MONTH_FIRST.sub("", text)) for text in said
    ):  # beside a month it is a number: No. 12/2022
        said = [_MONTH_FIRST.sub(r"\2年\1月", text) for text in said]
    said = [_TO.sub(r"\1", _IN_WORDS.sub(lambda found: periods.digits(found[0]), text)) for text in said]
    return [_SPACE.sub("", _wholes(text)) for text in said]


def lone_years(titles: Sequence[str]) -> set[int]:
    """The years that stand in titles of their own: 2021年 under 2022年9月生产月报."""
    return {int(found[1]) for text in titles if (found := _YEAR_ALONE.fullmatch(normal(text)))}


def _wholes(text: str) -> str:
    """A title with its month for the days that this goes from and to: 2022年9月1日-30日 → 2022年9月."""
    for days in periods.days_said(text):
        if days.end[0] and (whole := days.month((0, 0))):
            text = text.replace(days.text, f"{whole[0] or ''}{'年' if whole[0] else ''}{whole[1]}月")
    return _TO_LAST.sub(lambda to: to[1] if int(to[4]) == periods.days_of(int(to[2]), int(to[3])) else to[0], text)


def _undotted(titles: Sequence[str], outside: Outside) -> str:
    """The month of 2022.1 in the titles where another text says it too, else 2022.1 as it stands.

    It may be January or October; '' where no title says so, or another one another month.
    """
    years = {int(year) for text in titles for year in _DOTTED.findall(text)}
    rest = [_DOTTED.sub("", text) for text in titles]
    told = {(int(y), int(m)) for text in rest for y, m in _MONTH.findall(text)}
    told |= {(y, int(m)) for text in rest for m in _BARE.findall(text) for y in years}
    if len(years) != 1 or not told <= (either := {(y, m) for y in years for m in (1, 10)}):
        return ""
    later = month(replace(outside, titles=()))[0] if not told else ""
    found = told or {(y, m) for y, m in either if later in (f"{y}年{m}月", f"{m}月")}
    return "".join(f"{y}年{m}月" for y, m in found) if len(found) == 1 else f"{years.pop()}.1"


def undecided(text: str) -> bool:
    """Whether a name says its month as 2022.1 and in no other way: typed it is January, copied from a cell October."""
    return bool(_DOTTED.search(text)) and not _MONTH.search(_DOTTED.sub("", text))


def months(texts: Sequence[str]) -> tuple[str, ...]:
    """The months, with their years, that titles name, in their order."""
    found = sorted({(int(y), int(m)) for text in _spoken(texts) for y, m in _MONTH.findall(text)})
    return tuple(f"{year}年{number}月" for year, number in found)


def bare_months(texts: Sequence[str]) -> tuple[str, ...]:
    """The months that titles name without a year and that are none of those with one."""
    said = _spoken(texts)
    full = {int(m) for text in said for _, m in _MONTH.findall(text)}
    return tuple(f"{m}月" for m in sorted({int(m) for text in said for m in _BARE.findall(text)} - full))


def year(outside: Outside) -> tuple[str, str]:
    """The one year, and nothing shorter, that the titles, else the sheet's or the file's name speaks of, and which did.

    Only plans may be a year's (`kpi.intake.headings.shapes`).
    """
    for source, around_it in outside.sources():
        texts = [text for text in madeon.told(around_it) if not _DAY_ALONE.fullmatch(normal(text))]
        said = periods.years_said(texts)
        shorter = any(_SHORTER.search(normal(text)) or english.speaks(text) for text in texts)
        if said or shorter:
            return (f"{said.pop()}年", YEAR_FROM[source]) if len(said) == 1 and not shorter else ("", "")
    return "", ""


def is_yearly(outside: Outside) -> bool:
    """Whether the titles call the table a year's, 年度计划 or 全年计划, and not the report of how far it is."""
    said = [normal(text) for text in outside.titles]
    return any(map(_YEARLY.search, said)) and not any(map(CARRIED_OUT.search, said))


def scope(outside: Outside, names: Vocabulary) -> tuple[str, str]:
    """The one part of the plant that the titles, else the sheet's or the file's name speaks of, and what tells.

    None where the words deny it or leave open which one is meant: 不含二系列, 一、二系列.
    """
    for source, texts in outside.sources():
        keys = set(unplaced.parts(texts, names))
        own = keys.difference(*(unplaced.said(text, names)[1] for text in texts))
        if len(own) == 1:
            return own.pop(), SCOPE_FROM[source]
        if keys:
            return "", ""
    return "", ""


def _whose(texts: Sequence[str], names: Vocabulary) -> str:
    """What leaves open of which part the figures are: 一、二系列, or 一系列 in one title and 二系列 in the next."""
    said = next(filter(None, (unplaced.said(text, names)[0] for text in texts)), "")
    several = unplaced.parts(texts, names)
    return said or ("、".join(several.values()) if len(several) > 1 else "")


def _strange(texts: Sequence[str], names: Vocabulary) -> str:
    """A part of the plant that nobody knows and that is said in a pair: 范围：三系列."""
    said = (found[1] for text in texts if (found := _PLACED.fullmatch(normal(text))))
    return next((part for part in said if part not in names.scopes and unplaced.unknown([part], names) == part), "")


def _is_of_months(word: str, outside: Outside) -> bool:
    """Whether a word of the file's name, 三季度 or 1-9月, may say which months its sheets are, of which this is one."""
    if groups.is_report(word) and months(outside.titles):
        return True
    spans = bool(groups.span_said(normal(word))) and "累" not in outside.file
    return spans and bool(month(Outside(sheet=outside.sheet))[0])


def doubts(
    outside: Outside, names: Vocabulary, headings: Sequence[str], *, dated: bool, placed: bool, spans: bool
) -> list[Issue]:
    """What is said around a table and may make all its figures another's: 累计, 上年同期, an unknown 三系列.

    A heading that says the word itself explains it in the title. ``dated``: the table tells its months itself;
    where it does not, the figures are surely those of the word. ``placed``: its rows or headings tell their scopes.
    ``spans``: it tells of one month only, so that 1-9月 can not mean one after the other.
    """
    found: list[Issue] = []
    for source, texts in outside.sources():
        word = groups.not_month_said(texts, headings, spans=spans)
        word, unsure = (word, dated) if word or dated else groups.beside_said(texts, headings, names.indicators)
        if word and not any(issue.args.get("word") for issue in found):
            unsure = unsure or (source == "name" and _is_of_months(word, outside))
            found.append(Issue(NOT_MONTH[source], "warning" if unsure else "error", args={"word": word}))
        strange = "" if placed else _strange(texts, names)
        part = "" if placed or strange else unplaced.unknown(texts, names)
        found += [Issue("scope_unknown", column=strange, found=strange)] if strange else []
        if part and not any(issue.args.get("part") for issue in found):
            found.append(Issue(PART[source], "warning", args={"part": part}))
        elif not placed and (whose := _whose(texts, names)):
            found.append(Issue(UNCLEAR[source], "warning", args={"part": shown(whose)}))
    return found
