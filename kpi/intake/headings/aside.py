"""Columns beside the month's own figures, 累计, 完成率, 去年同期: told where nothing hangs on them, else asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import dates, groups
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.unasked import ALONE, ASIDE, COMPUTED, MEAN, SPAN, SUM, TOLD
from kpi.intake.words import numbers, others
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.units import QUANTITIES
from kpi.intake.words.vocabulary import SEPARATORS, Said, Vocabulary
from kpi.model import PLANS
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import Sentence

_TIMES = (
    r"(?:(?:19|20)\d\d[年.])?\d{1,2}月?[-—–~至到]\d{1,2}(?:月份?)?|[本当上]季度?"
    r"|第?[一二三四1-4]季度?|前[二三]季度?|Q[1-4]|[上下]半年|H[12]"
    r"|年?累[计积積]?|自?年初(?:至今)?|[截至][止到于至]*(?:本月|\d{1,2}月份?)[底末]?|[本当全今]年度?|至今|YTD"
    r"|(?:上年度?|去年)(?:\d{1,2}月份?|第?[一二三四1-4]季度?|前[二三]季度|[上下]半年)"
    r"|(?:上年度?|去年|上月|上期|前期)(?:同期|同月)?|同期|同月|基期|" + others.BEFORE
)
_COMPARED = (
    r"同比|环比|[完达]成率|增减|增长|增幅|升降|差[异额值距]?|偏差|超欠|节超|[欠超]产|占比|(?:序时|时间)?进度|比重|比例|百分[比率]"
    rf"|(?:执行|兑现)率|[欠超](?=\(|欠|$)|[增减升降](?=\()|盈亏|对比|[较比与占±幅]|{others.COMPARED}"
)
_PLAIN = (
    r"\d{1,2}月份?[底末]?止?|[上中下]旬|第?[一二三四五1-5]周|[日月]均|平均|历史|最[高低大小好差优佳]|水平|先进|标杆"
    r"|同?行业|国[内际]|同类|集团|PLAN|TARGET|BUDGET|ACTUAL|OF|TO|VS\.?|FROM"
    r"|计划|目标|任务|预算|指标(?=[执兑])|实际|实绩|完成|[本当全]月|[本当]期|情况|[本当今昨]?[日天]|[周季月年值数量额率度的()%+-]"
)
_STRONG = re.compile(f"{_TIMES}|{_COMPARED}")
_KNOWN = re.compile(f"{_TIMES}|{_COMPARED}|{_PLAIN}")
_PLANNED = re.compile("计划|目标|任务|预算|PLAN|TARGET|BUDGET")
_SHARE = re.compile(rf"[完达]成|[较比与占差幅超欠]|率|%|进度|VS|OF|{others.COMPARED}")
_MONTHS_DAYS = re.compile("[本当全][月期]累|(?:^|[^年])月累")
"""月累计, which may be the sum of the month's days."""
_UNIT = re.compile(r"\(([^()]+)\)$")
_WHOLE_YEAR = re.compile("全年|(?<![本当今])年度")
_SUMMED = re.compile(f"累|至|YTD|{_COMPARED}|率|%|上年|去年|同[期月]")
_BEFORE = re.compile("上年|去年|同[期月比]|上[月期]|前期")
_RATE = re.compile("率|%")
_YEAR = range(1, 13)
_YEARS = re.compile(r"((?:19|20)\d\d)年")
_MOST_LINES = 5

Table = tuple[Sequence[str], Sequence[Line], Sequence[int]]
"""Headings and rows of a table as they stand in the file, and the places (from 1) of the columns that are read."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a heading made of nothing but known words says of its figures."""

    planned: bool = False
    indicator: str = ""
    scopes: frozenset[str] = frozenset()
    months: range = range(0)
    """Those of 1-9月 or 一季度."""
    year: str = ""
    quarter: bool = False
    summed: bool = False
    """Whether a part of it is 合计."""


@dataclass
class Beside:
    """What became of a table's columns that stand beside: asked, and said."""

    issues: list[Issue] = field(default_factory=list)
    said: dict[tuple[str, str], Sentence] = field(default_factory=dict)


def settle(
    issues: Sequence[Issue],
    table: Table,
    good: Sequence[Cell],
    kind: Said,
    names: Vocabulary,
) -> Beside:
    """The issues of a table's headings, without those of columns whose rows have their own figure: these are told.

    ``good``: what was read of the table, ``kind``: what its figures are that say neither plan nor actual. A column
    that may be the only one to tell a figure is asked, and so is one whose heading holds a word that is not known; of
    one cause together.
    """
    found, own = Beside(), Own(table, good, kind)
    alone: dict[str, list[tuple[Issue, tuple[int, ...]]]] = {}
    told: dict[str, list[str]] = {}
    for issue in issues:
        said = heard(issue.column, names) if issue.code in TOLD else None
        if said is None:
            found.issues.append(issue)
            continue
        if issue.code == SUM:
            own.add(issue.column, said, names)
        if lines := own.wanting(issue.column, said, issue.code):
            days = issue.code == SUM and _MONTHS_DAYS.search(normal(issue.column))
            name = SPAN if said.months else "cumulative_month" if days else ALONE[issue.code]
            alone.setdefault(name, []).append((issue, lines))
        else:
            told.setdefault(issue.code, []).append(issue.column)
    found.issues += [_asked(name, each) for name, each in alone.items()]
    found.issues += own.standing()
    for name, columns in told.items():
        listed = "、".join(f"“{column}”" for column in columns)
        found.said[name, listed] = Sentence(f"issue.{TOLD[name]}", {"columns": shown(listed, longest=200)})
    return found


def _asked(name: str, alike: Sequence[tuple[Issue, tuple[int, ...]]]) -> Issue:
    """One question for all columns of one cause, with the rows that hold nothing else."""
    lines = sorted({line for _, own in alike for line in own})
    heads = shown("、".join(issue.column for issue, _ in alike), longest=200)
    return replace(alike[0][0], code=name, found=heads, args=_rows(lines))


def _rows(lines: Sequence[int]) -> dict[str, Arg]:
    return {"rows": "、".join(map(str, lines[:_MOST_LINES])) + ("…" if len(lines) > _MOST_LINES else "")}


def heard(heading: str, names: Vocabulary) -> Heard | None:
    """What the parts of a heading say, 一系列/累计; None where a word of it is not known."""
    found = Heard()
    for part in filter(None, map(str.strip, heading.split("/"))):
        name = normal(part)
        name = name[: unit.start()] if (unit := _UNIT.search(name)) and unit[1] in names.units else name
        if year := _YEARS.match(name):
            found, name = replace(found, year=year[1]), name[year.end() :]
        so_far = "累" in heading and _WHOLE_YEAR.search(name)  # 年度 over 累计
        own = range(0) if so_far or _BEFORE.search(name) else _months(name)
        found = replace(found, months=own or found.months, quarter=found.quarter or groups.is_quarter(part))
        if groups.is_summed(part):
            found = replace(found, summed=True)
        elif not _KNOWN.sub("", name).strip(SEPARATORS):
            planned = bool(_PLANNED.search(name)) and not _SHARE.search(name)
            found = replace(found, planned=found.planned or planned)
        elif whose := _whose(name, names):
            found = replace(found, scopes=whose)
        elif (key := _indicator(name, names)) or groups.is_neutral(part):
            found = replace(found, indicator=key or found.indicator)
        else:
            return None
    return found


def _whose(name: str, names: Vocabulary) -> frozenset[str]:
    """The part of the plant that 一系列 or 一系列累计 names; of 占全厂比重 any."""
    known = [scope for scope in names.scopes if scope in name]
    scope = max(known, key=len, default="")
    rest = _KNOWN.sub("", name.replace(scope, "·", 1)).strip(SEPARATORS) if scope else name
    return frozenset(names.scopes[scope]) if scope and not rest else frozenset()


def _months(name: str) -> range:
    """Those that a heading names: 1-9月处理矿量, 一季度; all of the year for 全年完成, none for 本年累计."""
    whole = _YEAR if _WHOLE_YEAR.search(name) and not _SUMMED.search(name) else range(0)
    return next(filter(None, map(dates.months, (name, *_STRONG.findall(name)))), whole)


def _indicator(name: str, names: Vocabulary) -> str:
    """The indicator of 处理矿量累计 or 1-9月处理矿量: its own name may hold 计划 too."""
    for words in (_STRONG, _KNOWN):
        meaning = names.meaning(rest) if (rest := words.sub("", name).strip(f"{SEPARATORS}%()±+")) else None
        if meaning and meaning.indicator:
            return meaning.indicator.key
    return ""


class Own:
    """The figures that were read of a table, by row and by column."""

    def __init__(self, table: Table, good: Sequence[Cell], kind: Said) -> None:
        self.head, self.rows, self.places = [normal(cell) for cell in table[0]], table[1], table[2]
        self.kind, self.lines, self.columns = kind, dict[int, list[Cell]](), dict[int, list[Cell]]()
        self.near = dict[tuple[int | str, ...], tuple[frozenset[str], frozenset[str], int] | None]()
        self.sums = dict[tuple[str, str, str], tuple[Cell, Decimal, str]]()
        for cell in good:
            self.lines.setdefault(cell.row.line, []).append(cell)
            self.columns.setdefault(cell.row.column, []).append(cell)

    def wanting(self, heading: str, said: Heard, code: str) -> tuple[int, ...]:
        """The rows that have a figure in such a column and not the own one that goes with it."""
        places = [place for place, cell in enumerate(self.head) if cell == normal(heading)]
        filled = [
            (line, place)
            for line in self.rows
            for place in places
            if place < len(line.cells) and _is_figure(line.cells[place], zero=code == SUM)
        ]
        if code == SUM and not said.months and _MONTHS_DAYS.search(normal(heading)):  # a row's own may be a day's
            return tuple(dict.fromkeys(line.number for line, _ in filled))
        lone = [each for each in filled if not self.has(*each, said, code, repeated=len(places) > 1)]
        never = (
            code in (COMPUTED, ASIDE)
            or _BEFORE.search(normal(heading))
            or (code != SUM and _RATE.search(normal(heading)))
        )
        if len(lone) < len(filled) and not said.months and never:
            return ()  # a rate or last year's figure is never this month's: one row that was left blank asks nothing
        return tuple(dict.fromkeys(line.number for line, _ in lone))

    def add(self, heading: str, said: Heard, names: Vocabulary) -> None:
        """Note the sums in such a column, each with the own figure that it goes with."""
        places = [place for place, cell in enumerate(self.head) if cell == normal(heading)]
        for line in self.rows:
            for place in (place for place in places if place < len(line.cells)):
                own = [c for c in self.of(line, place, said, SUM, repeated=len(places) > 1) if c.row.kind == "actual"]
                own = [c for c in own if not said.months or int(c.row.period[5:]) == said.months[-1]]
                number = numbers.read(plain(line.cells[place])) if len(own) == 1 and plain(line.cells[place]) else None
                of = names.catalog.indicators[own[0].row.indicator] if own else None
                if of and of.amount and of.unit.key in QUANTITIES and isinstance(number, numbers.Number):
                    self.sums[own[0].row.indicator, own[0].row.scope, own[0].row.period] = own[0], number.value, heading

    def standing(self) -> list[Issue]:
        """The question of a month's 0 beside a sum so far that is not the month before's."""
        odd = [(cell, heading) for cell, total, heading in self.sums.values() if self.is_odd(cell, total)]
        lines = sorted({cell.row.line for cell, _ in odd})
        heads = shown("、".join(dict.fromkeys(heading for _, heading in odd)), longest=200)
        return [Issue("zero_beside_sum", "warning", lines[0], heads, heads, _rows(lines))] if odd else []

    def is_odd(self, cell: Cell, total: Decimal) -> bool:
        month = Month.parse(cell.row.period)
        before = self.sums.get((cell.row.indicator, cell.row.scope, str(month.previous)))
        return cell.row.value == 0 and total != 0 and not (month.number > 1 and before and before[1] == total)

    def has(self, line: Line, place: int, said: Heard, code: str, *, repeated: bool) -> bool:
        """Whether a row has the own figure that goes with what stands in such a column."""
        own = self.of(line, place, said, code, repeated=repeated)
        if code == MEAN:  # of the months beside it, and not of lines of the plant
            return len({cell.row.period for cell in own}) > 1 and len({cell.row.scope for cell in own}) == 1
        return bool(own) if not said.months else self.spans(own, said)

    def of(self, line: Line, place: int, said: Heard, code: str, *, repeated: bool) -> list[Cell]:
        kinds = self.kinds(said, code)
        yearly = code == COMPUTED and self.kind in PLANS  # 上年实际 beside the year's plan
        own = [cell for cell in self.lines.get(line.number, ()) if cell.row.kind in kinds]
        own = [cell for cell in own if yearly or len(cell.row.period) > 4]
        own = [cell for cell in own if cell.row.value is not None or cell.row.text]  # — beside 累计 says no figure
        own = [cell for cell in own if cell.row.period.startswith(said.year)]
        beside = self.beside(place, kinds)
        if repeated and max((n for n in self.places if n <= place), default=0) not in (0, *self.columns):
            return []  # 累计 behind a line's column that is wholly blank
        return [
            cell
            for cell in own
            if (cell.row.scope in said.scopes if said.scopes else not beside or cell.row.scope in beside[0])
            and (
                cell.row.indicator == said.indicator
                if said.indicator
                else not beside or cell.row.indicator in beside[1]
            )
            and (not repeated or not beside or cell.row.column == beside[2])
        ]

    def kinds(self, said: Heard, code: str) -> Collection[str]:
        if code == COMPUTED and self.kind not in PLANS:
            return ("actual",)
        return PLANS if said.planned or self.kind in PLANS else ("actual",)

    def spans(self, own: Sequence[Cell], said: Heard) -> bool:
        """Whether a row's own months are those of a span: to its last, and of a quarter each."""
        numbers_read = {int(cell.row.period[5:]) for cell in own if len(cell.row.period) > 4}
        runs = said.months[0] == 1 and len(said.months) > 2  # 1-8月 beside 9月; 1-2月 is reported as one by habit
        before = {said.months[-1] + 1} if runs else set[int]()
        ends = {said.months[-1]} | before
        if said.quarter:  # 三季度 beside this month's figure in September's report is like 7-9月
            return numbers_read >= set(said.months) or numbers_read == {said.months[-1]}
        return bool(ends & numbers_read)

    def beside(self, place: int, kinds: Collection[str]) -> tuple[frozenset[str], frozenset[str], int] | None:
        """Whose the nearest column at the left is, else the nearest at the right: scopes, indicators, its place."""
        if (place, *kinds) not in self.near:  # found once: a column may have thousands of rows
            self.near[place, *kinds] = self._beside(place, kinds)
        return self.near[place, *kinds]

    def _beside(self, place: int, kinds: Collection[str]) -> tuple[frozenset[str], frozenset[str], int] | None:
        read = [n for n, cells in self.columns.items() if any(cell.row.kind in kinds for cell in cells)]
        left, right = [n for n in read if n <= place], [n for n in read if n > place + 1]
        if not left and not right:
            return None
        cells = self.columns[nearest := max(left) if left else min(right)]
        return frozenset(c.row.scope for c in cells), frozenset(c.row.indicator for c in cells), nearest


def _is_figure(text: str, *, zero: bool) -> bool:
    """Whether a cell says a figure; ``zero``: also that it is none."""
    said = plain(text)
    if not said or numbers.missing(text) or said.startswith("#"):
        return False
    number = numbers.read(said)
    return zero or not isinstance(number, numbers.Number) or number.value != 0
