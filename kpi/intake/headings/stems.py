"""Words by which a remark says, wherever in it they stand, that its figure is guessed, partial, wet or another's."""

from __future__ import annotations

import re
from collections.abc import Collection

from kpi.headings import normal
from kpi.intake.headings import notes

_SETTLED = re.compile(
    r"[^,;。]*(?:(?<![未没不])折[算合]?成?[^,;。]{0,12}干|干[矿基重]?量)[^,;。]*"
    r"|(?:不是|并?非|没有|无须?|不|已经?)(?:累计|预[计估]|估算?|暂估|缺|漏|含水|[扣折核审校]|确认|修[正订]|更正|补[报录]|结算)[^,;。]{0,4}"
    r"|无未[^,;。]{0,4}|天气预报|评估|估价|风险[^,;。]{0,4}估|(?<![未没不])扣[除去]?水分?(?=折|[后计])折?[算合]?|未含税"
    r"|(?:表[中内]的?)?累[计积][数值量]?按[^,;。]{0,10}口径|大口径|口径(?:已经?统一|[^,;。]{0,8}(?:一致|相同|不变)|[^,;。]{0,6}\dMM|[按依][^,;。]*(?:办法|制度|规定|细则|规程|标准)[^,;。]*)"
    r"|[^,;。]*请(?:注明|说明|备注|标注|另附)[^,;。]*|(?:与|接近|达到)理论[值数量]?|理论[值数量]?[与和同][^,;。]*"
    r"|估[算计]的?(?:效益|工期|投资|节约|节省)[^,;。]*|漏报警|任务量(?=[大重小多])|(?:计划|任务)[数量]?[均都已全部]*完成"
    r"|(?:接近|突破|实现|达到?|完成|超[过额]?|满足|[高低优]于|对[照标])[了全本年月季当]*度?的?(?:计划|目标|预算|设计|考核|定额|任务)(?:[数值量]|指标|能力)?"
)
"""What denies such a word, or holds it and says nothing of the figure: 已折干, 不含水, 没有漏报."""
_SURE = re.compile(
    r"估|暂(?![停存放缓时无])|推算|[测概匡倒试反换]算|[倒反]推|(?<![吨元位T])折算|理论(?:[值数量耗]|计算|产量|重量|$)|[按为系是用取]理论"
    r"|缺(?![矿料电水油件人陷口氧汽气药勤])[^,;。]{0,6}(?:\d个?[天日班周]|[天旬班])|缺(?:计量|化验|数|报|样)|数据?[^,;。]{0,3}缺|[漏少][报计统记]"
    r"|补[报计录记]|结转|跨[月年]|沿用|延用|照抄|借用|参照(?!物)|引用|[取前近上]\S{0,2}月(?:的?平)?均"
    r"|同[上前去](?:个?月|年|期)(?![^,;。]{0,6}(?:比|持平|相当|一致|相同|增|减|高|低|提|降))"
    r"|不准(?:确|的|(?=$))|失[准真]|不完整|不齐|不全(?!部)|有误|无效|作废"
    r"|待(?:核|审|定|确|结|补|复|校|查|报|统|化验|更[正新]|修[正订改]|调整|财务|最终|完善)"
    r"|未(?:经?(?:审|核|确认|复核|财务|最终|化验)|结[账帐算]|关[账帐]|入[账帐]|扣|折|含|包|统|计(?!划)|报(?![废警])|出(?![现勤矿库])|化验|收到|到齐|定(?!期)|回(?=$))"
    r"|快速?分析(?:结果|数据?|值|$)|仅?[供作]参考|不作为?[^,;。]{0,6}(?:依据|考核|结算)|与[上前去]个?[月年期](?:的?数)?同$"
    r"|预报(?!警)|[初速快]报|初步(?!设计|验收|方案|设想|论证)|[初草]稿(?!已|完成|通过)|样[表例]|(?:为|是|系|按|填)[年本]?累[计积]"
    r"|(?:内部|调度|仪表|DCS|皮带秤|过磅)数(?!据来源)|口径(?!不变|未变|一致|相同)|为准"
)
_SCOPE = re.compile(
    r"(?:(?<!不)含|(?<!不)包括|[扣剔]除|减去|计入)[^,;。]{0,3}(?:渣|(?:尾矿)?再选|外(?:[购协来供]|委(?![^,;。]{0,4}费))|代加工|委托|来料|库存|补|上[月年]|去年|\d{1,2}月)"
    r"|库存[^,;。]{0,2}计入|不[包]?[含括][^,;。]{0,3}(?:检修|停产|库存|上[月年]|\d{1,2}[月日号]|外委)"
)
"""What a figure holds and does not, whatever work the clause speaks of, too: 不含检修停产."""
_PLANNED = re.compile(
    r"(?<![较比于超欠到成占对与的])(?:计划|目标|预算|设计|考核|定额|任务)(?:[数值量]|指标|能力)(?!的?[\d高低多少增减提上下])"
    r"|[按以用取填为系](?:[年月]度?)?(?:计划|目标|预算|设计)(?:[数值量]|指标|能力)?(?:填|报|计|代|列|录|折)"
)
"""A plan in the place of an actual."""
_WET = re.compile(r"含水(?:量?未|[为约]?\d)|毛[重矿吨]|湿[量重矿基吨]|带水")
"""Of tonnes, which are dry."""
_MONTH = re.compile(
    r"[按取用借以照](?:照|用)?[^,;。\d]{0,4}(?:(?P<number>\d{1,2})|[上前去]个?)[月年期](?!份?(?:计划|目标|任务|份?完成))"
)
"""Another month's figure in the place of this one's: 品位按9月数."""
_LIKELY = re.compile(
    r"[只仅](?:包?含|包括|统计|[计为是有填报]|限(?!内部)|[一二三四1-4]#?系列)|(?:到|至|截[至止])于?(?:本月|\d{1,2}月)?(?:[12]\d|0?[1-9])[日号]|部分(?:$|[数未班天日月周估统计]|产?量|系列|指标|报表|样)"
    r"|(?<![于比与较])[白夜早晚甲乙丙丁一二三]班(?:的?(?:数据?|产量|处理矿?量|统计|合计|部分))?$|预计(?!下|次|明|将|可|\d{1,2}[月日号])"
)
"""Asked where the clause tells of no event and no figure of its own: 部分数据, and not 部分设备检修."""
_PARTS = "数据?|产量|产值|[处供]理矿?量|合计|累计|完成"
_TOGETHER = re.compile(
    r"(?:\d{1,2}月?[-~至到、和及与]\d{1,2}月份?|\d{1,2}个月|[两二三四五六七八九十]个月|与(?:\d{1,2}|[上下]个?)月份?)(?:的|数据?|产量)?(?:一[起并])?(?:合[计并]|累[计加]|之和|一起|汇总)"
    r"(?:后?[填上]?[报列写]?|数据?|产量)?$|(?:\d{1,2}|[上下]个?)月份?(?:数据?|产量|部分|尾数)?(?:也|已|均)?(?:包[含括]|计)?在内|(?:折[算合成为]*(?:全|整|满)?[月年]|年化|月化)(?![初底末])"
)
"""Several months put together, or a part stretched to a whole: 9、10月合计, 9月数在内, 折合全月."""
_ELSEWHEN = re.compile(
    rf"^(?:注\d?[:.]?|此?[为系是按取报填])*(?:[去上前]年\d{{1,2}}月份?|(?:[昨前今当]一?日|[上前]一?周|[周旬班时季]|季度|小时|日报|周报|旬报|班报)(?=数|产|合|累|完|$))(?:的|表|{_PARTS})*$"
)
"""Nothing but another time: 去年10月, 昨日数, 周报数, 小时数."""
_OTHERWISE = re.compile(
    r"^(?:注\d?[:.]?|实际|[本该此]?[数值行项月处]|数据|产量|处理矿?量|单位|正确|品位|应|的|值)*(?:应该?[为是]|实[为是])(?:\d+(?:\.\d+)?(?!\d*(?:小时|个?[天日]|次|台|MM|人|[月年]))|[万千百公]?(?:吨|元|克|度|T(?![A-Z])))"
    r"|(?:^|注[:.]?|[此本该])(?:数据?|数值|数字|产量|单位)[^,;。]{0,3}(?:有问题|有错|错误|[存有]疑|不对|可疑|不符|失实|异常(?!已|处理|排查))|单位应[为是该]|假设|假定|虚[拟构]|示例值"
    r"|试[车运生]行?产?(?:期间?)?的?(?:数据?|产量|值|量)$|(?:数据?|产量|量)(?:取|来源?|源|采)自?于?(?:DCS|PLC|仪表|在线|中控|皮带秤|流量计|调度)"
    r"|冲[减销抵回][^,;。]{0,4}(?:月|[多少错漏重])|(?:月|年|期)份?[^,;。]{0,3}[多少错漏重][报计列统](?![划废送名])|[误错]报(?![警废])"
)
"""Words that say another number, unit or source: 应为87万吨, 数有问题, 试车数据, 冲减9月多报."""
_ALL = (
    r"^(?:[附备]?注\d?[:.]?|说明[:.]?|以上|上述|[本上此该]表|表[中内]|此|[均都皆各]|数据?|指标"
    r"|[处供]理矿?量|矿量|产量|的|[为系是按取报填以])*"
)
"""What leads a clause on all figures: 以上数据均为."""
_ANOTHER = re.compile(
    rf"{_ALL}(?:破碎|[出采来]矿|采出|进厂|到厂|入库|出库|销售|外销|发运|外运|装车|出厂|库存|结存)(?:系统|车间|原?矿石?|精矿|处理|产)*(?:数?量|数)[填计报]?$"
)
"""Nothing but another quantity: 破碎量, 出矿量."""
_ANOTHERS = re.compile(
    rf"{_ALL}[为系是取]?(?:(?:浮选|磨矿|磨浮|破碎|碎矿|[粗精扫]选|[一二三]段)(?:段|作业|工序|系统)?|(?:全|整个)?(?:集团|股份)?(?:公司|集团)(?:合计|总)?)的?(?:指标|数据?|产量|口径)$"
)
"""Nothing but another part of the way of the ore, or the whole company: 浮选段指标, 全公司数据."""
_DENIALS = (_TOGETHER, _ELSEWHEN, _OTHERWISE, _ANOTHER, _ANOTHERS)
_WITHOUT = re.compile(r"(?:除[^,;。]{0,3}系列[^,;。]{0,3}外|缺(?:少|失)?[^,;。]{0,3}系列)。?$")
"""A part that is missing, where nothing is told of the rest: 除二系列外."""
_WORK = re.compile(
    "备[件品]|衬板|材料|方案|原因|设备|药剂|事故|安全|环保|管[道线]|班组|[检抢维大中小]修|项目|专利|论文|会议|调度会|上会|评审|受理|审[批查]|报批|资料|文件|标准|规程|人员|[钳电焊]工|操作|制度|办法|经验"
    "|成果|科技|技术|改造|攻关|钢球|整改|组织|达产|见效|停[机车产电]|跳[停闸]|故障|工期|[完开竣]工|效益|二期|投[用运产]|敷设|安装|氧化率|供矿|供货|到货|推广|报警|尾项|隐患|轴承|带病|培训|措施|推进|实施|开展|暂由"
)
"""What the words may be said of instead of the figure: 缺备件停机3天, 原因待查, 参照外厂经验."""
_FIGURE = re.compile(
    "(?<![参次台人系])数(?![控字])|(?<![质测剂药用任务程作])量(?![大具])|值(?!班|守)|品位|化验|(?<!公)吨|统计|计入|未计|漏[计统]|补[报计]|暂估|推算|估算|折算|结算|入账|过磅|计量|台时|报表|月报|回收率|预计完成"
)
"""By which a clause is of a figure all the same: 检修期间产量未统计."""
_SHORT = 5
"""Characters of a clause that is said of the figure of a count or a milestone without naming one: 暂估, 待复核."""
_COUNTED = re.compile("[0-9一二两三四五六七八九十][项次件篇]")
"""A part of a count: 其中2项待确认."""
_AT_WORK = re.compile("运行|生产|作业|开[动机车]|出勤|值[守班]|人员")
_SAID = re.compile(r"[,;。!()\[\]\n]+")
_CLAUSES = re.compile(r"[,;。、!\n]+")


def told(text: str, months: Collection[int], *, actual: bool, weight: bool, work: bool = False) -> bool:
    """Whether a remark holds such a word.

    ``months``: the numbers of those that its figures are of; ``actual``: whether they are actuals, ``weight``:
    whether they are tonnes, ``work``: whether they are milestones or counts, whose remarks tell of work.
    """
    said = _SETTLED.sub(" ", normal(text))
    if _SCOPE.search(said) or _WITHOUT.search(said) or (weight and _WET.search(said)):
        return True
    if any(shape.search(clause) for clause in _SAID.split(normal(text)) for shape in _DENIALS):
        return True
    return any(
        _is_told(clause, months, actual=actual) for clause in _SAID.split(said) if not of_work(clause, work=work)
    )


def _is_told(clause: str, months: Collection[int], *, actual: bool) -> bool:
    if _SURE.search(clause) or (actual and _PLANNED.search(clause)):
        return True
    if any(int(found["number"] or 0) not in months for found in _MONTH.finditer(clause)):
        return True
    return any(_LIKELY.search(part) and not _is_of_work(part) for part in _CLAUSES.split(clause))


def of_work(clause: str, *, work: bool = False) -> bool:
    """Whether a clause speaks of work and of no figure, nor ends with the month that a figure was taken from."""
    if _FIGURE.search(clause) or any(found.end() == len(clause) for found in _MONTH.finditer(clause)):
        return False
    counted = len(clause) <= _SHORT or _COUNTED.search(clause)
    return bool(_WORK.search(clause)) or (work and not counted)


def _is_of_work(clause: str) -> bool:
    return notes.excused(clause) or bool(_AT_WORK.search(clause))
