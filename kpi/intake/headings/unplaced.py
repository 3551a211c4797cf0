"""Words around a table that name a part of the plant and do not give it the figures: 一、二系列, 不含二系列."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kpi.headings import normal
from kpi.intake.grid import groups
from kpi.intake.words.vocabulary import Vocabulary

_COUNT = "一1二2三3四4五5六6七7八8九9"
_SEVERAL = re.compile(
    r"(?<!\d)([一二三四五六七八1-8])(?:(?:[#号]|系列|车间)?[)、.,和与及至到~/+&\-—–]+|(?<=\D)(?=[一二三四五六七八九]))"
    r"([一二三四五六七八九2-9])(?:[#号]|系列|车间|工段|分?厂|选)"
)
_WITHOUT = (
    r"(?:[不未无]包?[括含]|(?<![解排清免废消])除了?|[扣剔排去]除|除去|去掉)[^,;:。、]{{0,2}}{0}"
    r"|{0}[^,;:。、]{{0,2}}(?:除外|[以之]外)"
)
_STOPPED = r"{0}[^,;:。、()]{{0,4}}?(?:停[产车机工运磨止]|[检大中小年]修|技改)"
_SIGNED = (
    r"(?:填[报表制写]|编[制写报]|制[表单]|审[核定批]|[复校]核|核对|批准|签[发字]|主管|负责|统计|经办|联系)"
    r"(?:人员?|者)?: *{0}"
)
"""The part of the plant that who signed is of: 编制：二系列 张三."""
_NAME = r"(?:[1-9]\d?[#号]|(?![年月日份各全本分的及和与等下属厂])[一-龥])"
_PART = re.compile(
    rf"(?!党支部|党总支){_NAME}{{1,6}}(?:车间|工段|工区|作业区|班组|支部|党小组|科室|分厂|项目部)"
    rf"|{_NAME}{{0,4}}(?:(?<!试)磨机|球磨|浮选[机柱]|破碎机|压滤机|过滤机|浓密机|皮带机|振动筛|旋流器)机?"
    r"|外[购来委供]矿石?|[铜镍铁冶熔炉锍]?渣选矿?|(?:富|贫|氧化|硫化|低品位)矿|[一二三四五六]矿区"
    r"|[一-龥](?![选原精尾给中出供磨采理粗入湿干探铜镍铁金钴属工厂全煤])[一-龥]矿(?![量石山业区物冶机产浆仓厂])"
)
_OURS = re.compile(r"(?<![^\W厂矿司部月年份])选矿分厂")
"""What a company may call its one concentrator; 二选矿分厂 and 新选矿分厂 are one of several."""
_REPORTS = re.compile("(?:生产|统计|工作|情况|运行|创新|党建|设备)*(?:[月周日]报表?|报表|统计表?|情况|汇总|台账|明细)")
_WHOLE = re.compile("全(?:厂|选矿?厂|公司|矿)")


def said(text: str, names: Vocabulary) -> tuple[str, frozenset[str]]:
    """What a text says so, '' for nothing, and the parts of the plant (keys) that it surely does not speak of.

    一、二系列 and 全厂 beside 一系列 leave open which of them is meant, so that all its parts are in the second.
    """
    name = _without_names(normal(text), names)
    parts = {
        scope: keys for scope, keys in names.scopes.items() if _is_part(scope, keys, names) and stands(scope, name)
    }
    if not parts:
        return "", frozenset()
    every = frozenset(key for keys in parts.values() for key in keys)
    if found := next(_several(name), ""):
        return found, every
    told = {scope: found for scope in parts if (found := _denied(name, scope))}
    denied = frozenset(key for scope in told for key in parts[scope])
    if whole := _WHOLE.search(name):
        longest = max(parts, key=len)
        return next(iter(told.values()), f"{longest}、{whole[0]}"), every
    return max(told.values(), key=len, default=""), denied


def parts(texts: Sequence[str], names: Vocabulary) -> dict[str, str]:
    """The parts of the plant (keys) that texts speak of, each by the longest name they do."""
    found = {name for name in names.scopes if len(name) > 1 and any(stands(name, normal(text)) for text in texts)}
    longest = sorted(name for name in found if not any(name != other and name in other for other in found))
    return {key: name for name in longest for key in names.scopes[name] if key != names.catalog.plant.key}


def stands(name: str, text: str) -> bool:
    """Whether a name stands in a normal text, and not with the digits of another number: 一系列2022年 says no 系列2."""
    before, behind = r"(?<!\d)" if name[0].isdigit() else "", r"(?!\d)" if name[-1].isdigit() else ""
    return name in text if not (before or behind) else bool(re.search(before + re.escape(name) + behind, text))


def unknown(texts: Iterable[str], names: Vocabulary) -> str:
    """A part of a plant that a text names and the catalogue does not: 三系列, 破碎车间, 第一党支部, 球磨机, 外购矿.

    全厂, 选矿厂 and names of indicators such as 磨机作业率 are none, nor is 各车间.
    """
    for text in texts:
        if part := groups.part_said([text], tuple(names.scopes)):
            return part
        name = _OURS.sub("厂", normal(text))
        if not _PART.search(name):
            continue
        held = {known: " " for known in names.indicators if len(known) > 2 and known in name}
        held |= {known: "厂" for known in names.scopes if len(known) > 1 and known in name}
        for known in sorted(held, key=len, reverse=True):
            name = name.replace(known, held[known])
        if found := _PART.search(_REPORTS.sub(" ", name)):
            return found[0]
    return ""


def _is_part(scope: str, keys: Sequence[str], names: Vocabulary) -> bool:
    return len(scope) > 1 and names.catalog.plant.key not in keys


def _several(name: str) -> Iterator[str]:
    """一、二系列, 一二系列, 一系列和二系列; 一、一系列 is item one."""
    for found in _SEVERAL.finditer(name):
        if _COUNT.index(found[2]) // 2 > _COUNT.index(found[1]) // 2:
            yield found[0] + ("系列" if name[found.end() :].startswith("系列") else "")


def _denied(name: str, scope: str) -> str:
    own = re.escape(scope)
    found = next(filter(None, (re.search(each.format(own), name) for each in (_WITHOUT, _STOPPED, _SIGNED))), None)
    return found[0] if found else ""


def _without_names(name: str, names: Vocabulary) -> str:
    """A text without the names of indicators that hold 检修 or 停: 一系列计划检修时间."""
    held = (known for known in names.indicators if len(known) > 2 and ("修" in known or "停" in known))
    for known in sorted((known for known in held if known in name), key=len, reverse=True):
        name = name.replace(known, " ")
    return name
