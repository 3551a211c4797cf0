"""Lines around a table that remark on it and are none of its titles, 注：…, and which of them may deny its figures."""

from __future__ import annotations

import re

from kpi.headings import normal

_MARK = re.compile(
    r"[(\[【]?(?:注|备注|附注|说明|(?:填[报表]|编制|指标|统计|有关)说明|(?:数据|资料)来源|NOTES?|REMARKS?|更正|勘误|订正)\d{0,2}[:.、)\]】]|[*※●▲◆①-⑨]"
)
_LABEL = re.compile(
    r"(?:[(\[【]?[一二三四五六七八九十\d]{1,2}[、.)\]】])?(?:存在|主要|重点|当前|目前|[本当下次][月期]|[上下]一?步|工作|情况|生产|设备|技术|安全|环保|质量|检修"
    r"|停[产机车]|运行|故障|完成|指标|异常|特殊|有关|相关|原因|问题|分析|影响|因素|不足|差距|困难|的|和|与|及|、)*"
    r"(?:问题|说明|情况|工作|分析|原因|措施|安排|建议|小结|总结|亮点|要求|事项|打算|因素|不足|困难):"
    r"(?! *(?:(?:19|20)\d\d|\d{1,2}月份?$|$))"
)
"""What leads a line of the month's story, 存在问题：…, 检修情况：…; one of a line or a month is a title."""
_SENTENCE = 8
"""Characters before the stop of a sentence."""
_HOT = re.compile(
    r"\d[日号](?!报|[磨球浮泵线机系])|\d个?天|[一二三四五六七八九十]天|旬|半个?月|第.{1,2}周|累[计积]|同期|[上去前]年|[上前]月|(?<!天气)预(?:[计估测]|报(?!警))|(?<!评)估|暂(?![停存放缓时无])|初步(?!设计|验收|方案)|快报|未经?审"
    r"|(?<!无)未[核确结扣折计统包全]|待[核审定确]|修正|更正|勘误|订正|作废|无效|有误|应[为是]\d|(?<![A-Z])(?:[IVX]{1,4}|[A-Z])系列|湿|(?<!不)含水(?![率量分])|缺(?![员矿料电水油件人])|不全(?!部)|(?:[天日]|数据?|样)不足|不完整|截[至止]|部分(?!设备|人员|时间|职工|项目|工作|材料|备件)|样[表例]|示例"
)
"""Words by which figures may be a part of the month's, another's or none yet."""
_EVENTS = re.compile(
    "检修|大修|中修|小修|停[机产车电工]|故障|放假|试[车产]|投[运产用]|更换|恢复|开[车机]|启动|会议|事故|检查|培训|竣工|施工|改造|因|受.{1,20}影响|化验"
    "|(?:假期|假日|[节春]节?期间|长假)(?:正常|连续|坚持|照常)生产"
    "|批准|审议|填[报表写]|报[送出]|[上申]报|印发|下[达发]|发布|制表|编制|打印|调整计划|计划调整"
)
_COMPARED = re.compile(
    r"[与较比同].{0,30}?(?:比|增|减|降|升|提高|高|低|多|少|持平)|增[加长]|减少|下降|上升|提高|降低|[超欠]|完成.{0,12}(?:计划|目标|任务)|=|÷|占"
)
_MEASURED = re.compile(r"\d(?:\.\d+)?(?:个?百分点|万?千?吨|%|小时|万?元|台|次|项|条|人|KWH|G/T|KG|T(?![A-Z]))")
"""A figure of its own, 去年同期处理矿量84万吨, is not that of the table."""
_ABOUT = re.compile(
    r"(?:[^:]{0,5}:)?\d?[.、)]?(?:[本上]?表[中内]的?)?(?:[本年]?累[计积]|1-\d{1,2}月|年初|[全年月]?度?计划|[上去前]年|同期|[上下前次]月|预计(?:\d|下|明|全|年))[^,;]*?"
    r"(?:[数值率]?[为按已自由从均含不见以是=]|另行|\d{1,2}月)"
)
"""A clause about cumulated, planned or another month's figures: 累计数自1月1日起."""
_DENIED = re.compile(
    r"(?:不是|并?非|没有|不[包]?[含括]|无|[已经均]+.{0,6}?)(?:累[计积]|预[计估]|估|暂|湿|扣|折|审|核|确认|同期|修正|更正)|折[算合]?.{0,12}干|干矿?量"
)


_TO_LAST = re.compile(
    r"截[至止](?:日期|时间)?[到于:]?(?:20\d\d年)?(?:\d{1,2}|[本当])月(?:3[01]日|[末底])(?:24[时点]|24:00)?"
)
"""The day of the count, which the reading of days looks at: 截至9月30日."""


_CALENDAR = re.compile(r"(?:日历(?:[天日]数?|时间)?|全月(?:正常|连续)?生产)[共计为是:]*(?:2[89]|3[01])[天日]")
"""The days that a month has: 日历天数30天, 全月生产31天."""


_REPLACED = re.compile(r"[^,;。:]{1,20}?(?:有误|错误|更正)[,;]以本(?:表|次|月|报告?)(?:数据?)?为准")


def is_note(text: str) -> bool:
    """Whether a line calls itself a remark and no title: 注：处理矿量为干矿量, ※…, 数据来源：…, 存在问题：…."""
    said = normal(text)
    return bool(_MARK.match(said) or _LABEL.match(said))


def told(text: str) -> str:
    """What a line says behind the label that leads a story: 情况说明：以上为二系列数据 → 以上为二系列数据.

    Nor does 9月份数据有误，以本表为准 say anything: what it doubts is another's.
    """
    return _REPLACED.sub("", _LABEL.sub("", normal(text), count=1))


def is_sentence(text: str) -> bool:
    """Whether a line is told in sentences, so that it is judged as a remark."""
    return is_note(text) or normal(text).find("。") >= _SENTENCE


def doubted(clause: str) -> bool:
    """Whether a normal clause speaks of days, of another time, of parts or of what is not settled, and of no event."""
    clause = _CALENDAR.sub("", _TO_LAST.sub("", clause))
    return bool(_HOT.search(clause)) and not excused(clause) and not _DENIED.search(clause)


def excused(clause: str) -> bool:
    """Whether a normal clause tells of an event, of a figure of its own or of another time's figures."""
    return bool(_ABOUT.match(clause)) or any(shape.search(clause) for shape in (_EVENTS, _COMPARED, _MEASURED))
