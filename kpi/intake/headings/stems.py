"""Words by which a remark says, wherever in it they stand, that its figure is guessed, partial, wet or another's."""

from __future__ import annotations

import re
from collections.abc import Collection

from kpi.headings import normal
from kpi.intake.headings import notes

_SETTLED = re.compile(
    r"[^,;。]*(?:折[算合]?成?[^,;。]{0,12}干|干[矿基重]?量)[^,;。]*"
    r"|(?:不是|并?非|没有|无须?|不|已经?)(?:累计|预[计估]|估算?|暂估|缺|漏|含水|[扣折核审校]|确认|修[正订]|更正|补[报录]|结算)[^,;。]{0,4}"
    r"|无未[^,;。]{0,4}|天气预报|评估|估价|风险[^,;。]{0,4}估"
)
"""What denies such a word, or holds it and says nothing of the figure: 已折干, 不含水, 没有漏报."""
_SURE = re.compile(
    r"估|暂(?![停存放缓时无])|推算|[测概匡倒试反换]算|[倒反]推|(?<![吨元位T])折算|理论(?:[值数量耗]|计算|产量|重量|$)|[按为系是用取]理论"
    r"|缺(?![矿料电水油件人陷口氧汽气药勤])[^,;。]{0,6}(?:\d个?[天日班周]|[天旬班])|缺(?:计量|化验|数|报|样)|数据?[^,;。]{0,3}缺|[漏少][报计统记]"
    r"|补[报计录记]|结转|跨[月年]|沿用|延用|照抄|借用|参照(?!物)|引用|[取前近上]\S{0,2}月(?:的?平)?均"
    r"|同[上前去](?:个?月|年|期)(?![^,;。]{0,6}(?:比|持平|相当|一致|相同|增|减|高|低|提|降))"
    r"|不准(?!许|予|时)|失[准真]|不完整|不齐|不全(?!部)|有误|无效|作废"
    r"|待(?:核|审|定|确|结|补|复|校|查|报|统|化验|更[正新]|修[正订改]|调整|财务|最终|完善)"
    r"|未(?:经?(?:审|核|确认|复核|财务|最终)|结[账帐算]|关[账帐]|入[账帐]|扣|折|含|包|统|计(?!划)|报(?![废警])|出(?![现勤矿库])|化验|收到|到齐|定(?!期))"
    r"|预报(?!警)|[初速快]报|初步(?!设计|验收|方案|设想|论证)|[初草]稿|样[表例]|(?:为|是|系|按|填)[年本]?累[计积]"
    r"|(?:内部|调度|仪表|DCS|皮带秤|过磅)数(?!据来源)|口径(?!不变|未变|一致|相同)|为准"
    r"|(?:(?<!不)含|(?<!不)包括|[扣剔]除|减去|计入)[^,;。]{0,3}(?:渣|外[购委协来供]|代加工|委托|来料|库存|补|上[月年]|去年|\d{1,2}月)"
    r"|不[包]?[含括][^,;。]{0,3}(?:检修|停产|库存|上[月年]|\d{1,2}[月日号]|外委)"
)
_PLANNED = re.compile(
    r"(?<![较比于超欠到成占对与的])(?:计划|目标|预算|设计|考核|定额|任务)(?:[数值量]|指标|能力)(?!的?[\d高低多少增减提上下])"
    r"|[按以用取填为系](?:[年月]度?)?(?:计划|目标|预算|设计)(?:[数值量]|指标|能力)?(?:填|报|计|代|列|录|折)"
)
"""A plan in the place of an actual."""
_WET = re.compile(r"含水(?:量?未|[为约]?\d)|毛[重矿]|湿[量重矿基吨]|带水")
"""Of tonnes, which are dry."""
_MONTH = re.compile(
    r"[按取用借以照](?:照|用)?[^,;。\d]{0,4}(?:(?P<number>\d{1,2})|[上前去]个?)[月年期](?!份?(?:计划|目标|任务|份?完成))"
)
"""Another month's figure in the place of this one's: 品位按9月数."""
_LIKELY = re.compile(
    r"[只仅](?:包?含|包括|统计|[计为是有填报]|限(?!内部)|[一二三四1-4]#?系列)|(?:到|至|截[至止])于?(?:本月|\d{1,2}月)?(?:[12]\d|0?[1-9])[日号]|部分(?!设备|人员|时间|职工|项目|工作|材料|备件)"
    r"|[白夜早晚甲乙丙丁]班|预计(?!下|次|明|将|可|\d{1,2}[月日号])"
)
"""Asked where the clause tells of no event and no figure of its own: 部分数据, and not 部分设备检修."""
_AT_WORK = re.compile("运行|生产|作业|开[动机车]|出勤|值[守班]|人员")
_CLAUSES = re.compile(r"[,;。、!\n]+")


def told(text: str, months: Collection[int], *, actual: bool, weight: bool) -> bool:
    """Whether a remark holds such a word.

    ``months``: the numbers of those that its figures are of; ``actual``: whether they are actuals, ``weight``:
    whether they are tonnes.
    """
    said = _SETTLED.sub(" ", normal(text))
    if _SURE.search(said) or (actual and _PLANNED.search(said)) or (weight and _WET.search(said)):
        return True
    if any(int(found["number"] or 0) not in months for found in _MONTH.finditer(said)):
        return True
    return any(_LIKELY.search(clause) and not _is_of_work(clause) for clause in _CLAUSES.split(said))


def _is_of_work(clause: str) -> bool:
    return notes.excused(clause) or bool(_AT_WORK.search(clause))
