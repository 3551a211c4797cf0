"""Labels that stand over several headings, and what each does to the figures below: 本月, 累计, 上年同期, 产量指标."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import is_title
from kpi.intake.words.cleaning import plain
from kpi.intake.words.periods import is_month, is_period

CUMULATIVE = re.compile(
    r"累计|累積|\(?(?<!\d)\d{1,2}月?[-—–~至到]\d{1,2}月|CUMULATIVE|YTD|全年|[本当今]年|年初至|年累"
    r"|(?:19|20)\d\d[年.]\d{1,2}月?[-—–~至到]\d{1,2}(?!\d)"
)
COMPUTED = re.compile(
    r"完成率|达成率|完成全年任务|同比|环比|同期|上年|去年|上月|上期|前期|基期|增减|差值|超欠|进度%|占比"
)
THIS_MONTH = frozenset((
    "本月", "当月", "本期", "当期", "全月", "本月数", "当月数", "本期数", "单月", "月度",
    "本月情况", "当月情况", "本月完成情况", "当月完成情况", "本月生产情况", "当月生产情况", "本期完成情况",
))  # fmt: skip
"""Words that say of the figures below only that they are the month's own."""
_GROUP = re.compile(
    r"(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.])?(?:主要|生产|经济|技术|经营|产量|产品|质量|消耗|能耗|能源|成本|费用|设备|安全|环保|金属"
    r"|工艺|选矿|业务|党建|智能|创新|改革|作风|运行|效率|回收率?|品位|其他|其它|分类|指标|情况|数据|类|与|和|及|、)+"
)
_ABOUT = re.compile(r"(?:生产|完成|主要|经济|技术|指标|情况|执行|统计|数据|报表|月报|各月|分月|表)+")
_UNIT = re.compile(r"\(?(?:计量)?单位:([^()]+)\)?")
_TOTAL = re.compile("合计|小计|总计|平均")
_SPAN = re.compile(
    r"(?<!\d)\d{1,2}(?:月份?)?[起初]?[-—–~至到]+\d{1,2}月|[一二三四1-4]季度|[上下]半年|截[至止].{0,7}月(?!\d)"
    r"|年初[至到](?!今).{0,9}月|[至到](?:1[0-2]|0?[1-9])月份?[底末]|\d月份?[底末]?为?止|\d月份?[起初]?[至到]今|(?<![提以之目])前(?:\d{1,2}|[二三四五六七八九十]{1,2})个?月"
)
_ENDS = re.compile(
    r"(?<!\d)(?:((?:19|20)\d\d)(?:年|[-./_])?(1[0-2]|0?[1-9])(?:月份?)?|(1[0-2]|0?[1-9])月份?)(?:([1-3]?\d)[日号])?[起初]?"
    r"[-—–~至到]+(?:((?:19|20)\d\d)(?:年|[-./_])?(1[0-2]|0?[1-9])|(1[0-2]|0?[1-9])(?=月))(?!\d)(?:月份?)?(?:([1-3]?\d)[日号])?"
)
"""Months from one to another with a year on one side or on both: 2022年1月至2022年9月, 202201-202209."""
_WORDS = re.compile("累[计积積]|年累|CUMULATIVE|YTD|年初至今|(?:上年|去年)(?:同期|同月)?|同期数?|日报")
_REPORT = re.compile(
    r"季报|(?<!\d)年报|年报(?!表)|(?:季度?|半年度?|(?<![A-Z0-9])Q[1-4])(?:生产|经营|工作|各项|主要|技术|经济|考核)*(?:计划|目标|任务|预算|考核|指标)|全年(?!度?(?:生产|经营|工作|各项|主要|技术|经济)*(?:计划|目标|任务|预算|指标))"
)
"""A report or a plan that is not of one month: 半年报, 季度计划."""
_TO_DAY = re.compile(r"截[至止][到于]?[^,;。]{0,6}月(?:[12]\d|3[01]|0?[1-9])[日号]")
_COMPARING = re.compile(
    r"[较比与同]?上[月期]|[较比与同](?:月度?)?(?:计划|目标|预算)|(?:完成|达成)率|得分|评分|增减|[同环]比"
)
"""Words by which a title is about what stands beside the month's figures: 上月数, 较计划增减, 得分."""
_KIND = re.compile("实际|完成|计划|目标|本月|当月")
_LAST_YEAR = re.compile("上年|去年|同期|同比")
_TO_DATE = re.compile(
    r"累[计积積]|年累|CUMULATIVE|YTD|年初至今|[本当]年(?!度?(?:计划|目标|任务))|\d{1,2}月?[-—–~至到]\d{1,2}月|季度|半年"
)
_NAMED = re.compile(
    r"(?:[第新老]?[一二三四五六七八九十]{1,2}|(?<!\d)\d{1,2}[#号]?)(?:系列|车间|工段|选厂|分厂|选矿厂|系统|产线)"
)
_MONTHS_OWN = re.compile("[本当][月期]|月(?:实际|完成|计划|累)")
_QUARTER = re.compile(
    r"(?:(?:19|20)\d\d)?年?度?[-/]?(?:第?[一二三四1-4]季度?|前[二三]季度|Q[1-4]|[上下]半年|H[12])(?:/?(?:合计|小计))?"
    r"(?:/?(?:计划|实际|完成|目标))?"
)
_SUMMED = re.compile(
    r"(?:合计|小计|总计|总和|平均|均值|[日月]均|每[日月]平均)[值数]?(?:\(.*\))?"
    r"|.+\((?:平均值?|均值|[日月]均)\)"
)
_BESIDE = re.compile(
    r"(?:(?:(?:上年|去年|上月|上期|前期)(?:同期|同月)?|同期|同月)(?:数|值|实际|完成)?"
    r"|同比|环比|比(?:上年|去年|上月)(?:同期)?)(?:增减|增长|升降|增速|[±+])?(?:率|幅度?|量|额|数|值)?(?:\(?%\)?)?"
    r"|(?:(?:[全本当]?年度?)?(?:计划|目标|任务))?(?:完成|达成)率(?:\(?%\)?)?|增减[率量]?(?:\(?%\)?)?"
    r"|(?:完成|达成|占)(?:[全本当]?年度?)(?:计划|目标|任务)的?(?:百分比|百分率|比例|比重|进度|率)?(?:\(?%\)?)?"
)
"""A row under the months that compares them with others: 上年同期, 同比, 完成率."""
_SUM_SO_FAR = re.compile(
    r"(?:[本当全]?年度?|年初至今|至今|截[至止].{1,6}|(?:19|20)\d\d年|\d{1,2}月?[-—–~至到]\d{1,2}月)?(?:累[计积積]|YTD)"
    r"(?:计划|目标|实际|实绩|完成|[数值量率]|同比|增减|[()%])*"
    r"|\d{1,2}月?[-—–~至到]\d{1,2}月(?:计划|目标|实际|实绩|完成)?[数值量]?"
)
"""A kind of figures that are sums over months: 累计完成, 本年累计实际."""
_WHOLE_YEAR = re.compile(r"(?:(?:19|20)\d\d年?)?(?:全年|本年|当年|年度)(?:实际|完成)?数?")
_YEARS_PLAN = re.compile(r"(?:(?:19|20)\d\d年?|(?=[全本当]?年))[全本当]?年?度?(?:生产)?(?:计划|目标|任务|预算)[数值]?")
_PLANNED_YEAR = re.compile(r"(?:(?:19|20)\d\d年?)?(?:全年|本年|当年|年度)度?(?:合计|总计|小计)?[数值]?")
_SHORT = 8
"""Characters of a label; more is a title."""


def is_neutral(text: str) -> bool:
    """Whether a label changes nothing of what the headings below it say."""
    return normal(text) in THIS_MONTH or is_group(text)


def is_group(text: str) -> bool:
    """Whether a label is made of nothing but words that sort indicators: 主要产量指标."""
    return bool(_GROUP.fullmatch(normal(text)))


def is_not_month(text: str) -> bool:
    """Whether the figures under a label are surely no month's own: 累计, 1-9月, 上年同期, 全年."""
    name = normal(text)
    return bool(CUMULATIVE.search(name) or COMPUTED.search(name) or span_said(name) or name in ("年度", "季度"))


def is_left(text: str) -> bool:
    """Whether figures under a label are left out by name as long as others are read: also those of 合计."""
    return is_not_month(text) or bool(_TOTAL.search(normal(text)))


def is_quarter(text: str) -> bool:
    """Whether a heading speaks of a quarter or of half a year and of nothing but plan or actual besides."""
    return bool(_QUARTER.fullmatch(normal(text)))


def is_summed(text: str) -> bool:
    """Whether a heading stands over sums or means of the figures beside it, or of days: 合计, 平均, 处理矿量(日均)."""
    return bool(_SUMMED.fullmatch(normal(text)))


def is_compared(text: str) -> bool:
    """Whether a row among months compares them with other figures and is no month's: 上年同期, 同比."""
    return bool(name := normal(text)) and bool(_BESIDE.fullmatch(name))


def is_sum_so_far(text: str) -> bool:
    """Whether what stands under 类别 beside 本月计划 and 本月完成 is summed over months: 累计完成."""
    return bool(_SUM_SO_FAR.fullmatch(normal(text)))


def is_whole_year(text: str) -> bool:
    """Whether a row among months is a year's: 全年."""
    return bool(_WHOLE_YEAR.fullmatch(normal(text)))


def is_years_plan(text: str) -> bool:
    """Whether a row among months is the year's plan: 年计划, 2022年计划."""
    return bool(_YEARS_PLAN.fullmatch(normal(text)))


def is_planned_year(text: str) -> bool:
    """Whether a heading among the months of a plan is the year's: 全年, 全年合计."""
    return bool(_PLANNED_YEAR.fullmatch(normal(text)))


def states_unit(text: str) -> str:
    """The unit that a cell tells and nothing else: 单位：万吨."""
    found = _UNIT.fullmatch(normal(simplified(plain(text))))
    return found[1] if found else ""


def titled_period(text: str) -> str:
    """The year or month of a label such as 2022年完成情况; empty for any other."""
    found = _ABOUT.search(name := normal(text))
    if not found or not _ABOUT.fullmatch(name[found.start() :]):
        return ""
    rest = name[: found.start()]
    return rest if rest[-1:] in ("年", "月") and (is_period(rest) or is_month(rest)) else ""


def not_month_said(texts: Sequence[str], headings: Sequence[str], *, spans: bool) -> str:
    """The word in a title by which its figures are no month's own; ``spans``: 1-9月 is such a word too.

    Over a table of several months 1-9月 only says which. A word that one of the ``headings`` explains is none; of
    several, 上年同期 and 日报 weigh more than 累计.
    """
    said = list[str]()
    for name in map(normal, texts):
        said += [span] if spans and (span := span_said(name)) else []
        said += [found[0]] if spans and (found := _REPORT.search(name)) else []
        said += _WORDS.findall(name)
    told = [word for word in said if not any(explains(heading, word) for heading in headings)]
    return next((word for word in told if not is_sum(word)), told[0] if told else "")


def beside_said(texts: Sequence[str], headings: Sequence[str], names: Iterable[str]) -> tuple[str, bool]:
    """The word in a title by which it may be about what stands beside the month's figures, '' for none.

    And whether that is not sure: 截至9月30日 may be the day of the count, 完成率 may stand above 计划 and 实际. A
    column that holds such a word explains it, 累计 beside 本月 the day of the count; ``names`` of indicators are none,
    三会一课完成率.
    """
    heads = list(map(normal, headings))
    apart = any(map(_MONTHS_OWN.search, heads)) and any(map(_TO_DATE.search, heads))
    for name in map(normal, texts):
        if not apart and (found := _TO_DAY.search(name)):
            return found[0], True
        if not _COMPARING.search(name):
            continue
        for held in sorted((held for held in names if held in name and _COMPARING.search(held)), key=len, reverse=True):
            name = name.replace(held, " ")
        found = _COMPARING.search(name)
        if found and not any(
            COMPUTED.search(heading) or _COMPARING.search(heading) for heading in map(normal, headings)
        ):
            return found[0], any(map(_KIND.search, map(normal, headings)))
    return "", False


def span_said(name: str) -> str:
    """The months from one to another that a normal text names: 1-9月, 2022.01-2022.09, 截至9月; '' for none.

    From a day of one month to the day before it in the next, 8月26日至9月25日, is a month.
    """
    if found := _SPAN.search(name):
        return found[0]
    return next((found[0] for found in _ENDS.finditer(name) if _is_apart(found)), "")


def _is_apart(found: re.Match[str]) -> bool:
    left, first, bare, begin, right, last, bare_last, end = found.groups()
    year, until = left or right or "0", right or left or "0"
    apart = 12 * (int(until) - int(year)) + int(last or bare_last) - int(first or bare)
    return apart not in (0, 1) or (apart == 1 and not (begin and end and int(end) < int(begin)))


def is_report(word: str) -> bool:
    """Whether a word of `not_month_said` calls a report a year's or a quarter's, 年报, and none of its figures sums."""
    return bool(_REPORT.search(word))


def is_sum(word: str) -> bool:
    """Whether a word of `not_month_said` speaks of sums over months, not of another year or of a day."""
    return not _LAST_YEAR.search(word) and "日报" not in word


def explains(heading: str, word: str) -> bool:
    """Whether a column of its own holds the figures that a word in the title is about, so that the others are months'.

    全年计划 or 完成率 beside 累计 in the title explain nothing.
    """
    name = normal(heading)
    if "日报" in word:
        return bool(_MONTHS_OWN.search(name))
    if _LAST_YEAR.search(word):
        return bool(_LAST_YEAR.search(name))
    return bool(_TO_DATE.search(name)) and "率" not in name and "%" not in name


def part_said(texts: Sequence[str], known: Sequence[str]) -> str:
    """A part of a plant that a title names and the catalogue does not: 三系列."""
    for text in texts:
        name = normal(text)
        for scope in sorted(known, key=len, reverse=True):
            name = name.replace(scope, " ") if len(scope) > 1 else name
        if found := _NAMED.search(name):
            return found[0]
    return ""


def over(above: Line, figures: Sequence[int], is_field: Callable[[str], bool]) -> tuple[str, ...]:
    """The labels that a row of groups writes over the columns of figures; empty where the row is a title in parts.

    It is one of groups when its first cell is a heading too, or when nothing of it stands beside the figures.
    """
    filled = [place for place, cell in enumerate(above.cells) if plain(cell)]
    if not filled or not figures:
        return ()
    first = above.cells[filled[0]]
    if is_title(above):
        short = len(normal(first)) <= _SHORT and is_not_month(first) and filled[0] in figures
        return (first,) if short else ()  # other titles are looked at by kpi.intake.headings.around
    beside = any(place not in figures for place in filled)
    if beside and not (filled[0] not in figures and is_field(first)):
        return ()
    return tuple(dict.fromkeys(above.cells[place] for place in filled if place in figures))
