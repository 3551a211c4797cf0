"""The day on which a report was written, which says nothing of the month it is of: 填报日期：2022-10-08."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kpi.headings import simplified
from kpi.intake.words import english, periods

_MONTH = r"(?:19|20)\d\d ?[年./-] ?(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = rf"(?:{_MONTH} ?[月./-] ?(?:3[01]|[12]\d|0?[1-9])(?!\d) ?[日号]?|20\d{{6}}(?!\d))"
_HOUR = r"[ T_]?\(?(?:[01]?\d|2[0-3])[:时点](?:[0-5]\d[\d:.]*分?)?\)?"
_TIME = rf"(?:{_HOUR})?"
WRITING = (
    r"(?:填[报表写制]|编[制报写]|制[表单作]|[上申]报|报[送出表告]|打印|导出|提[交报]|审[核批定]|签[发字]|印发|发布|生成"
    r"|更新|录入|提供|归档|存档|定稿|修改|保存|下载)"
)
_OTHERS = r"(?:例会|会议|开会|召开|完成|检查|验收|归档|存档|填[报写]|[上申]报|报[送出]|提[交供]|编[制报写]|[收发]文)"
"""Of what else than the figures a label tells the day or the month: 例会时间, 填报月份."""
_SAID = re.compile(
    rf"{WRITING}(?:(?:日期|时间|日) ?[:：]?|[:：]) ?(?:{_DAY}{_TIME}|{_MONTH}月?)|{_DAY}{_TIME} ?{WRITING}(?!月)"
    rf"|{WRITING}于 ?(?:{_DAY}{_TIME}|{_MONTH}月?份?)"
    rf"|{_OTHERS}(?:日期|时间|月份?|年月) ?[:：] ?(?:{_DAY}{_TIME}|{_MONTH}月?份?)"
    r"|(?:编号|文号|流水号|单号) ?[:：] ?[\w.#()（）〔〕\[\]/-]+"
    rf"|(?:版本号?|版次) ?[:：] ?(?:{_DAY}|{_MONTH}月?"
    r"|(?:REV\.?|[Vv]|第)?[\dA-Za-z]\d*(?:[./-]\d+)*|第?[一二三四五六七八九十])(?:版|(?![\w-]))"
    rf"|{_MONTH}月?份?(?:生产|经营|党建|创新|工作|安全|设备|技术|调度|分析|月度)*"
    r"(?:例会|调度会|分析会|办公会|会议)(?:材料|资料|汇报|纪要)?"
    rf"|(?<![至到])(?<![-—–~] )(?<![-—–~]){_DAY}{_HOUR}(?![\d:.分]| ?[-—–~至到])"
    r"|(?:19|20)\d\d[-.]\d\d[-.]\d\d[ _T-]?[0-2]\d[0-5]\d(?!\d|[-./]\d)"
)
_PLAN = r"(?:计划|目标|指标|任务|预算|责任书)"
_OF_A_YEAR = re.compile(rf"年度|全年|(?:19|20)\d\d ?年?(?!\d|年)[^\d月季半]{{0,8}}{_PLAN}")
_ISSUING = r"(?:下[达发]|签[订定发]|修[订改编]|编[制报写]?|调整|制[定订]|印发|发布|审[批定核]|批[准复]|通过|公布|上报)"
_CARRIED_OUT = "(?:执行|施行|实施)"
_WHEN = rf"(?:{_DAY}|(?:19|20)\d\d ?[年./-]? ?(?:1[0-2]|0?[1-9])(?!\d)月?份?)"
_ISSUED = re.compile(
    rf"{_ISSUING}(?:日期|时间|日|于|自|从|月份?)?[:：,，]? ?{_WHEN}[起始]?|{_WHEN}[起始]?{_ISSUING}|{_DAY}"
    rf"|{_CARRIED_OUT}(?:日期|时间|日|于|自|从)[:：]? ?{_WHEN}[起始]?|{_WHEN}[起始]{_CARRIED_OUT}"
)
"""When a year's plan was given out or changed: 2022年1月下达."""

_LABEL = re.compile(
    rf"(?:{WRITING}|制)?(?:日期|时间)[:：]?(?:{_DAY}{_TIME})?|{_DAY}{_TIME}|{WRITING}(?:单位|部门|人员?|者)[:：].*"
)


def is_about(text: str) -> bool:
    """Whether a cell tells only when or by whom a report was written: 填报日期, 2022-10-08, 填报单位：选矿厂."""
    return bool(_LABEL.fullmatch(simplified(text).strip()))


def without(text: str) -> str:
    """A title without such a day: 编制单位：选矿厂 编制日期：2022年10月8日 → 编制单位：选矿厂."""
    return _SAID.sub("", simplified(english.told(periods.western(text)))).strip()


def told(texts: Iterable[str]) -> list[str]:
    """Texts without the days of writing and, where they speak of a year's plan, without when it was given out."""
    found = list(map(without, texts))
    return [_ISSUED.sub("", text) for text in found] if any(map(_OF_A_YEAR.search, found)) else found
