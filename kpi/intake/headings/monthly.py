"""The heading over a column of months: 填报日期 is none, 结算月份 is asked about, a start and an end make one month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words import madeon, periods
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue

_TIME = "(?:日期|时间|年?月份?|年月|日|DATE|TIME|MONTH)?"
_OF = "(?:统计|数据|报告|报表|生产|周期|期间|PERIOD|REPORT(?:ING)?|统计周期)?[-_.]?"
_START = re.compile(rf"{_OF}(?:开始|起始|起|自|从|START(?:ED)?|FROM|BEGIN)[-_.]?{_TIME}")
_END = re.compile(rf"{_OF}(?:结束|终止|截[止至]|止|至|到|END(?:ED)?|TO|UNTIL)[-_.]?{_TIME}")
_WRITTEN = re.compile(
    rf"(?:{madeon.WRITING}|创建|登记|采集|抓取|同步|审阅)(?:日期|时间|日|时刻|于)"
    r"|(?:数据)?(?:PRINT|CREAT|GENERAT|EXPORT|UPDAT|MODIF|SUBMI|UPLOAD|ENTERED|ENTRY|LASTUPDAT|LASTMODIF|RUN)[A-Z]*[-_.]?(?:DATE|TIME|ON|AT)?"
)
_REPORTS, _REPORTED = re.compile("报[告表]"), re.compile("报[告表]日期?|REPORT(?:ED|ING)?[-_.]?DATE")
"""报告日期 may be the day of writing and may be the month: it is asked about."""
_NUMBER = re.compile(r"(?:编号?|单号|流水号?|文号|代码|编码|NO\.?|ID|CODE|WEEK(?:NO\.?)?|周次?)")
_MONTHS = re.compile(
    r"(?:[所本当各分]|属于?|归属|所在|对应|生产|经营|报[告表送]|统计|数据|会计|核算|考核|产出|业务|发生|取数|自然|财务|填报|上报"
    r"|月报|年月|日期|时间|时期|期间|[期时年月]|份|度|别|账期|周期|时段|指标|项目|名称|内容|[的/\-_.()、])+"
    r"|(?:REPORT(?:ING|ED)?|REF(?:ERENCE)?|TIME|CALENDAR|FISCAL|PRODUCTION|DATA|OBS|YEAR|MONTHS?|PERIODS?|DATE|YM|Y{2,4}M{2}"
    r"|MON|(?<=[A-Z])S|[/\-_. ])+"
)
"""What the heading of months may be made of: 所属月份, 会计期间, 报告年月, Reporting month."""
_NODES = frozenset(("时间节点", "节点时间", "完成节点"))
_LONGEST = 24


def is_none(heading: str, others: Iterable[str]) -> bool:
    """Whether a heading says that what looks like months below it is something else: 填报日期, 编号, an end's day."""
    said = normal(heading)
    if (_WRITTEN.fullmatch(said) and not _REPORTS.match(said)) or _NUMBER.fullmatch(said):
        return True
    return bool(_END.fullmatch(said)) and any(_START.fullmatch(normal(each)) for each in others)


def starts(heading: str, others: Iterable[str]) -> bool:
    """Whether a heading is that of the start of which another is the end: 开始日期 beside 结束日期."""
    return bool(_START.fullmatch(normal(heading))) and any(_END.fullmatch(normal(each)) for each in others)


def of_start(heading: str) -> bool:
    return bool(_START.fullmatch(normal(heading)))


def of_project(heading: str) -> str:
    """What the start or the end of a project is called, whose days are no month's: 竣工日期 for 结束日期; else ''."""
    said = normal(heading)
    return "开工日期" if of_start(said) else "竣工日期" if _END.fullmatch(said) or said in _NODES else ""


def asked(heading: Line, places: Iterable[int], names: Vocabulary) -> list[Issue]:
    """The question whether the columns at ``places`` are of the figures' months, whose headings nobody knows."""
    cells = [shown(plain(heading.cells[place].rpartition("/")[2])) for place in places]
    unknown = [cell for cell in cells if not _is_months(normal(cell)) and names.field(cell) is None]
    unknown = [cell for cell in unknown if not starts(cell, heading.cells)]
    return [Issue("month_heading", "warning", heading.number, cell, cell) for cell in unknown]


def spans(heading: Line, below: Sequence[Line], names: Vocabulary) -> Issue | None:
    """The refusal of rows whose start and end, 2022-01-01 and 2022-09-30, are not those of one month."""
    said = list(map(normal, heading.cells))
    starts, ends = ([n for n, cell in enumerate(said) if each.fullmatch(cell)] for each in (_START, _END))
    if len(starts) != 1 or len(ends) != 1 or any((f := names.field(c)) and f[0] == "action" for c in heading.cells):
        return None
    for row in below:
        first, last = (plain(row.cells[n]) if n < len(row.cells) else "" for n in (starts[0], ends[0]))
        if (first or last) and not _one_month(first, last):
            found = shown(f"{first} – {last}")
            return Issue("span_no_month", line=row.number, column=shown(plain(heading.cells[ends[0]])), found=found)
    return None


def _is_months(said: str) -> bool:
    return len(said) <= _LONGEST and bool(_MONTHS.fullmatch(said)) and not _REPORTED.fullmatch(said)


def _one_month(first: str, last: str) -> bool:
    """2022-09-01 and 2022-09-30, 2022-09-01 and 2022-10-01 00:00, 2022-09 twice."""
    if first == last and isinstance(periods.Periods(0, {}, 0).read(first), Month):
        return True
    start, end = map(_day, (first, last))
    if start is None or end is None or start.day != 1:
        return False
    return end in (whole := (start + timedelta(days=31)).replace(day=1), whole - timedelta(days=1))


def _day(text: str) -> date | None:
    found = periods.day(text.partition(" ")[0])
    return date.fromisoformat(found) if isinstance(found, str) and found else None
