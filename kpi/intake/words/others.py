"""Words by which a figure is neither the month's plan nor its actual, 日均, 预测, 得分; names that are only alike."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kpi.headings import normal
from kpi.model import Indicator
from kpi.unit import Words

_OTHER = re.compile(
    r"累[计积積]|上年|去年|上月|上期|前期|同期|同比|环比|[日月]均|平均|均值|日(?=处理|产)|(?:完成|达成)率|占比|进度"
    r"|当[天日]|[早中晚夜白]班|[甲乙丙丁]班|增减|增幅|增长率?|差[异额值距]|偏差|超欠|预[测计估判]|最[高低大小好差优佳]|全年|年度|年计划|季度|半年|历史"
)
_DIFFERS = re.compile(
    r"(?:计划|实际|本月)?(?:差[异额值距]|偏差|超欠|[欠超](?:产|额|量)?|节[超约支]|超[节支])(?:[率值额量])?(?:\(?%\)?)?"
    r"|(?:[本当]月|累计)?(?:与|较|比|同)(?:月?计划|目标|上年|去年|上月|(?:上年|去年)?同期|上期)(?:实际|同期)?(?:相?比较?|增减|增长|差[异额值距]?|[±+]-?)?(?:\(?[%±+-]{1,3}\)?)?"
    r"|(?:增|降|升|跌)(?:长|降|幅)?(?:率|幅|度)?(?:\(?%\)?)?|(?:计划|目标)?(?:完成|达成)(?:%|\(%\)|百分比|比例)"
    r"|%?(?:VAR(?:IANCE|\.)?|DIFF(?:ERENCE|\.)?|GAP|DEVIATION|CHANGE|YOY|MOM|ACHIEVEMENT|COMPLETION|(?:COMPLETED|ACHIEVED)(?=\(?%))"
    r"(?:(?:TO|VS\.?|OF|FROM)(?:PLAN|BUDGET|TARGET))?(?:RATE|CHANGE)?(?:\(?%\)?)?|(?:%|PERCENT)OF(?:PLAN|BUDGET|TARGET)"
    r"|VS\.?(?:PLAN|BUDGET|TARGET)(?:\(?%\)?)?|(?:LAST|PRIOR|PREVIOUS)(?:YEAR|MONTH|PERIOD)(?:ACTUAL)?"
)
COMPARED = "VARIANCE|VAR\\.?|DIFF(?:ERENCE|\\.)?|GAP|DEVIATION|CHANGE|YOY|MOM|ACHIEVEMENT|COMPLETION"
BEFORE = "(?:LAST|PRIOR|PREVIOUS)(?:YEAR|MONTH|PERIOD)"
"""The same in English, for headings that say them beside other words: Variance to plan."""
_ASIDE = re.compile(
    r"(?:[本当全]?[月年]|历史|同?行业|国[内际]|同类|集团)?(?:最[高低大小好差优佳]|平均|先进|领先|标杆|中位)(?:水平|[值数量]|纪录|记录)?"
    r"|[日月旬]均[值数]?|每?日平均[值数]?|(?:[本当全下]?[月年])?预[测计估](?:[值数量]|完成)?(?:[值数量])?"
    r"|(?:考核|评价)?(?:得分|评分|分值|扣分|加分|权重|排名|名次|排序)|标准差|方差|中位数"
)
_METALS = {"Ni": re.compile(r"镍|(?<![A-Z])NI(?![A-Z])"), "Cu": re.compile(r"铜|(?<![A-Z])CU(?![A-Z])")}
_SHORTEST = 3
_CANDIDATES = 6
_LONGEST = 60
"""Characters of a name that is looked for."""
_VERSION = re.compile(
    "(?:年初|原|现|新|旧|(?:第[一二三四五六]次)?(?:调整|变更|修[订改])[前后]|第[一二三四五六]次(?:调整|变更|修[订改]))的?"
    "(?:生产|年度|月度)?(?:计划|目标|指标|任务)?[数值]?"
)
_PLANNED = re.compile("计划|目标|预算|[上下]限|[<≤>≥]")
_PRODUCTS = re.compile("原矿|精矿|尾矿")
_COPPER = "铜精矿"
"""A product of its own, which our one concentrate of nickel and copper is not (domain.md §1.4)."""
_ALIKE = 0.5
"""What two names of products must share besides their product."""
_PART = re.compile("系列|车间|工段|选厂|分厂|选矿厂|系统|产线|生产线")
_WHICH = re.compile(r"\d+|[一二三四五六七八九十甲乙丙丁戊东西南北新老旧]")
"""Which of several parts of a plant a name is: 甲系列 is no 二系列."""
_RATIO, _COUNT = re.compile("率$"), re.compile("[数量额]$")
_MARKS = re.compile(r"[^\w%]")
_FILLING = frozenset("的之数量值率额吨产总混合最终计实际绩完成达情况指标项本当月度选矿厂全镍铜原在与和第号干%名称")
"""Characters that make no other thing of a name: 镍精矿产量 is the concentrate's."""
_DATE = re.compile("(?:完成|开始|结束|竣工|投运|开工|截止|到期|要求)(?:时[间限点]|日期)")
_NUMERAL = re.compile(r"\d+|[一二三四五六七八九十]+")


def differs(text: str) -> bool:
    """Whether a row or a kind of figures tells how far plan, actual and other months are apart: 差异, 较上月, 完成%."""
    return bool(_DIFFERS.fullmatch(normal(text)))


def is_aside(text: str) -> bool:
    """Whether a row or a kind of figures is no plan, no actual and no comparison: 最高, 日均, 预测, 得分, 标杆值."""
    return bool(_ASIDE.fullmatch(normal(text)))


def is_version(text: str) -> bool:
    """Whether a heading or a kind of figures is a plan before or after it was changed: 原计划, 调整后."""
    return bool(_VERSION.fullmatch(normal(text)))


def without(text: str) -> str:
    """An indicator's name without the words by which it is another: 日均处理矿量 → 处理矿量; '' where it has none."""
    name = normal(text)
    rest = re.sub(r"\(\)|\[\]", "", _OTHER.sub("", name)).strip("·-_/:")
    return rest if rest != name else ""


def apart(text: str, known: str) -> bool:
    """Whether two names are not the same thing, however alike: 处理矿量同比 and 处理矿量, 三系列 and 二系列, or wet."""
    one, two = (normal(each) for each in (text, known))
    if ("湿" in one) is not ("湿" in two) or bool(_PLANNED.search(one)) is not bool(_PLANNED.search(two)):
        return True
    if (_COPPER in one) is not (_COPPER in two):
        return True
    if any(_RATIO.search(a) and _COUNT.search(b) for a, b in ((one, two), (two, one))) or _DATE.search(one):
        return True  # 实施数 is no 实施率, and 计划完成时间 is a date
    if set(_OTHER.findall(one)) - set(_OTHER.findall(two)):
        return True
    if _PART.search(one) and set(_WHICH.findall(one)) != set(_WHICH.findall(two)):
        return True
    bare = [_PRODUCTS.sub("", name) for name in (one, two)]
    if (bare[0] == one) is not (bare[1] == two):
        return True  # 产率 is the concentrate's
    if bare[0] != one and difflib.SequenceMatcher(None, bare[0], bare[1]).ratio() < _ALIKE:
        return True  # 原矿产率 and 原矿水分率
    told = ([set(shape.findall(name)) for name in (one, two)] for shape in (_NUMERAL, _PRODUCTS))
    return any(all(said) and said[0] != said[1] for said in told)


def listed(found: Sequence[Indicator]) -> Words:
    """The names of the indicators that a text may mean, the first six of them."""
    names = [indicator.name for indicator in found[:_CANDIDATES]]
    more = ("等", ", …") if len(found) > _CANDIDATES else ("", "")
    return Words("、".join(n.zh for n in names) + more[0], ", ".join(n.en for n in names) + more[1])


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like the text, or an empty string (Ratcliff–Obershelp, at least 0.6 alike).

    Never a whole whose part the text may be, nor a name of the other metal, of another line or of what is no month's
    own: one click would store 一段磨矿细度 as 磨矿细度, copper as nickel, 三系列 as 二系列, 处理矿量同比 as 处理矿量.
    """
    if len(normal(text)) < _SHORTEST:
        return ""  # Cu is no grade of any product
    metal = _metals(normal(text))
    alike = [name for name in known if not metal or not (other := _metals(name)) or other == metal]
    found = difflib.get_close_matches(normal(text)[:_LONGEST], alike, n=3, cutoff=0.6)
    held = [rest for name in found if (rest := _more(normal(text), name)) is not None]
    if held and not any(rest <= _FILLING for rest in held):
        return ""
    return next((name for name in found if not apart(text, name)), "")


def _more(text: str, known: str) -> set[str] | None:
    """What a name says more than a known one, 一段 of 一段磨矿细度; None where it lacks some of it."""
    one, other = (Counter(_MARKS.sub("", name)) for name in (text, known))
    return set(one - other) if other <= one else None


@lru_cache(maxsize=4096)
def _metals(name: str) -> frozenset[str]:
    return frozenset(metal for metal, said in _METALS.items() if said.search(name))
