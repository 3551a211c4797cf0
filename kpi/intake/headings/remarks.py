"""Remarks beside a figure by which it is no month's own, no actual or another part's: 预计数, 上年同期, 一系列."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from kpi.headings import normal
from kpi.intake.grid import groups
from kpi.intake.headings import days, notes, stems, theory, unplaced
from kpi.intake.words import latin, periods, units
from kpi.intake.words.cleaning import shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator
from kpi.reading import Issue, LeftOut, Row

if TYPE_CHECKING:  # cells are read by columns, which remark on them
    from kpi.intake.headings.cells import Cell

_BEFORE = (
    r"(?:[*※●▲◆]+|(?:数据|资料)来源:?|[附备]?注\d*[:.、]?|说明\d*:?|经|以上|上述|[本上该]表|表[中内]|[各所]有?项?|[1-9][.)]|统计|此[数处行为表]|该[数行表]|本[行数]|[均都皆暂先仅只系为是以用取填报上除]|属于?|按照?|其中:?|不(?:含|包括|计)"
    r"|数据|数字|数值|产量|指标|全部|[本当]月(?!累)|\d{1,2}月份?(?![-—–~至到]))*"
)
_BEHIND = r"(?:数据|数字|口径|[数值量的代后前]|产量|指标|完成|情况|部分|生产|为准|填[报列]|统计|计算|核算|代替)*"
_SPAN = r"\d{1,2}月?份?[-—–~至到]\d{1,2}月份?"
_GUESSED = (
    "预[计估测判]|估[算计]?|暂[估定]?|概算|测算|推算|试算|模拟|滚动预测|初步|快报|[未待](?:经过?)?(?:最终|财务|正式)?"
    "(?:审[核计定批]?|核[实对定算]|确认|结算)|修正|更正|作废|无效|有误|最[高低大小]|样[表例]|草稿|初稿|参考|对标|标杆|同?行业(?:平均|先进)?(?:水平)?|历史最[好高优](?:水平)?|差[异额值]|偏差"
)
_TIME = (
    rf"(?:[年本当全]|年初至今|至今|{_SPAN})*累[计積积](?:完成)?|{_SPAN}|年初至今|[全本当]年|第?[一二三四1-4]季度|[上下]半年"
    r"|[上去前]年(?:同期|同月|全年|累计)?|(?:19|20)\d\d年同期|同期|[上中下](?:一)?旬|[上下前后]?半个?月|前(?:\d{1,2}|[一二两三四五六七八九十]{1,3})个?[天日]|上[月期]|下月(?=$|数|指标)|年度(?!计划|目标|任务|预算)|[日月班]均|平均|YTD"
)
_PLAN = (
    r"(?:[本当]?[月年]度?|年初|[原新])?(?:调整后?)?(?:计划|目标|任务|预算|考核(?=指标|[值数]|$)|力争|下达|定额|设计)"
)
_WORDS = re.compile(
    rf"{_BEFORE}(?:(?P<guessed>{_GUESSED})|(?P<time>{_TIME}|(?:19|20)\d\d年度?)|(?P<plan>{_PLAN})|(?P<actual>实际|实绩))+{_BEHIND}"
)
"""A remark of nothing but such words: 暂估, 按计划数填报, 1-9月累计; 较计划低 and 预计下月恢复 say other things."""
_MONTH = re.compile(
    rf"(?:(?:数据|资料)来源:?|注:?|备注:?|说明:?|以上|上述|本表|表[中内]|数据|各项|此[数处行为]|应|补|[均都皆暂先仅只系为是以用取填报录按]|属于?)*(?:((?:19|20)\d\d)年)?(\d{{1,2}})月份?的?{_BEHIND}"
)
"""A remark that names a month of its own: 8月数, 2022年8月完成."""
_UNDER = ("note", "total")
_NOTE = re.compile("以上|上述|[本上此]表|表[中内]|数据|截[至止]")
"""What stands in a note under a table and not in a row's name: 一系列 under it denies nothing."""
_ALL = re.compile("以上|上述|[本上此该]表|表[中内]")
"""What makes a note one on all figures, plans as well as actuals."""
_COVERS = re.compile("(?:[不未]?包?[含括]|[仅只])")
"""What begins a remark on whose figures they are: 含外购矿."""
_PARTED = re.compile(r"[,;。、()\[\]!\n]+")
_WET = re.compile(
    rf"{_BEFORE}(?:(?:折[合算成]?)?湿(?:吨|基|重|矿量?|量)?|[含带]水(?:[矿量重])*|未扣[除去]?(?:水分?)|未折[算成]*干[矿量]*)+{_BEHIND}"
)
_AS_PLANNED = re.compile(
    r"(?:[附备]?注|说明)?\d*[:.、]?[均都已]?"
    "按(?:[月季年]度?)?(?:计划|任务|目标|要求)?(?:完成|执行|实施|进行|推进|组织|考核|检修|生产)+"
)
"""按计划完成, which tells how the work went."""
_UNIT = re.compile("(?<![施责外检承包填分其各])单位(?:[:为是]|(?=[万千]))")
_IS = re.compile("[为是系]")
_NAMED = re.compile(rf"(?P<before>{_BEFORE})(?P<name>.+?){_BEHIND}")
_WITHOUT = re.compile("除|不(?:含|包括|计)")
_CLAUSES = re.compile(r"[,;。、()\[\]!/\n]+")
_PERIODS = re.compile(rf"(?:{_TIME})+(?:数据|[数值]|完成|实际|指标)*")
Below = tuple[bool, Collection[str], frozenset[str]]
_LONGEST = 40
"""Characters of a clause; more says something of its own."""
_MOST_SHOWN = 200


def denies(text: str) -> bool:
    """Whether a cell says of figures that they are no month's own, and nothing else: 累计, 1-9月, 上年同期数."""
    said = normal(text)
    return len(said) <= _LONGEST and bool(_PERIODS.fullmatch(said))


def speaks(text: str) -> bool:
    """Whether a remark holds a clause of nothing but words by which a figure may be no month's own or no actual."""
    return any(map(_WORDS.fullmatch, _clauses(text)))


def tells(text: str) -> bool:
    """Whether a remark holds such a clause, or one of 湿 or of a month alone, whatever its figure is."""
    shapes = (_WORDS, _MONTH, _WET)
    doubted = _doubted(text)
    doubted = doubted or stems.told(text, (), actual=True, weight=True) or bool(_UNIT.search(normal(text)))
    clauses = (said for said in _clauses(text) if not _AS_PLANNED.fullmatch(said))
    return doubted or any(shape.fullmatch(said) for said in clauses for shape in shapes)


def check(stored: Sequence[Row], heading: str, names: Vocabulary) -> Iterator[Issue]:
    """At most one question for the rows of a table: which remarks deny what is stored of the figures beside them."""
    rows: dict[int, str] = {}
    memory: dict[tuple[str, ...], bool] = {}
    for row in (row for row in stored if row.note and row.kind != "action"):
        key = row.note, row.scope, row.kind, row.indicator, row.period
        if key not in memory:
            memory[key] = _denied(row, names)
        if memory[key]:
            rows.setdefault(row.line, row.note)
    if rows:
        said = "、".join(f"{line}（{shown(text, longest=30)}）" for line, text in rows.items())
        told: dict[str, str | int] = {"count": len(rows), "rows": shown(said, longest=_MOST_SHOWN)}
        yield Issue("remarks_deny", "warning", min(rows), heading, args=told)


def below(stored: Sequence[Row], left_out: Sequence[LeftOut], names: Vocabulary) -> Iterator[Issue]:
    """A question for each note under a table that denies what is stored of it: 注：以上为1-9月累计数.

    计划 and 实际 deny nothing where both are stored, nor do months that are.
    """
    rows = [row for row in stored if row.kind != "action"]
    both, periods = len({row.kind == "actual" for row in rows}) > 1, {row.period for row in rows}
    first, rates = {(row.indicator, row.scope, row.kind): row for row in rows}, theory.may_be(rows, names)
    for note in filter(_is_note, left_out):
        clauses, named = _clauses(notes.told(note.text)), _named(note.text, names)
        told = notes.told(note.text)
        doubted = note.kind != "total" and _doubted(told)
        doubted = doubted or latin.denies(note.text) or (rates and bool(theory.said(note.text)))
        doubted = doubted or bool(_COVERS.match(told) and unplaced.unknown([told], names))
        remark = note.kind != "total" or notes.is_note(note.text)
        doubted = doubted or (remark and _stem(told, rows, names, both=both))
        for row in first.values():
            below = both, periods, frozenset(named if len(named) > 1 else ())
            if doubted or any(_clause_denies(said, row, names, below) for said in clauses):
                yield Issue("notes_deny", "warning", note.line, found=shown(note.text))
                break


def _named(text: str, names: Vocabulary) -> Collection[str]:
    """The parts of the plant that a note speaks of and does not deny: 一系列停产，数据为二系列 of the second."""
    named, denied = unplaced.parts([text], names), unplaced.said(text, names)[1]
    return {key for key in named if key not in denied} or named


def _unplaced(said: str, names: Vocabulary) -> str:
    """A clause without the part of the plant that it begins with."""
    said = said.rpartition(":")[2]
    return said.removeprefix(max((name for name in names.scopes if said.startswith(name)), key=len, default=""))


def _doubted(text: str) -> bool:
    return any(notes.doubted(said) and not stems.of_work(said) for said in _PARTED.split(normal(text)))


def _is_note(left: LeftOut) -> bool:
    """Whether a line remarks on the figures, be it above the table, where others are its titles."""
    said = _NOTE.search(normal(left.text)) or latin.denies(left.text)
    return notes.is_sentence(left.text) or (left.kind in _UNDER and bool(said))


def units_said(cells: Sequence[Cell], heading: str, names: Vocabulary) -> Iterator[Issue]:
    """At most one question: which remarks name another unit than the figure beside them was read in."""
    rows = {cell.row.line: cell.row.note for cell in cells if cell.row.note and _in_another_unit(cell, names)}
    if rows:
        said = "、".join(f"{line}（{shown(text, longest=30)}）" for line, text in rows.items())
        told: dict[str, str | int] = {"count": len(rows), "rows": shown(said, longest=_MOST_SHOWN)}
        yield Issue("remarks_unit", "warning", min(rows), heading, args=dict(told))


def _in_another_unit(cell: Cell, names: Vocabulary) -> bool:
    """Whether 单位：千吨 stands beside a figure that was read in 万吨."""
    indicator = names.catalog.indicators.get(cell.row.indicator)
    clauses = [
        re.sub("单位[为是]?(?=[^:：为是])", "单位:", text) for text in (cell.row.note, *_PARTED.split(cell.row.note))
    ]
    found = next(filter(None, map(groups.states_unit, clauses)), "")
    size = units.factor(indicator, found) if indicator and found else None
    own = units.factor(indicator, cell.unit) if indicator and cell.unit else 1.0
    return size is not None and size != own


def _clauses(text: str) -> list[str]:
    said = normal(text)
    if "=" in said:
        return []  # 完成率=实际/计划
    return [clause for clause in (said, *_CLAUSES.split(said)) if 0 < len(clause) <= _LONGEST]


def _denied(row: Row, names: Vocabulary) -> bool:
    if latin.denies(row.note) or _stem(row.note, (row,), names, both=False):
        return True
    return any(_clause_denies(clause, row, names) for clause in _clauses(row.note))


def _stem(text: str, rows: Sequence[Row], names: Vocabulary, *, both: bool) -> bool:
    """``both``: whether plans stand beside the actuals, so that the remark may be theirs."""
    known = names.catalog.indicators
    weight = any(row.indicator in known and known[row.indicator].unit.key == "t" for row in rows)
    actual = not both and any(row.kind == "actual" for row in rows)
    work = all(row.indicator in known and _is_of_work(known[row.indicator]) for row in rows)
    return stems.told(text, {int(row.period[5:] or 0) for row in rows}, actual=actual, weight=weight, work=work)


def _is_of_work(indicator: Indicator) -> bool:
    return indicator.milestone or indicator.unit.key in ("项", "次")


def _clause_denies(said: str, row: Row, names: Vocabulary, below: Below = (False, (), frozenset())) -> bool:
    """``below``: of a note around a table, whether both plans and actuals are stored, of which months, and the parts.

    The parts of the plant are those that it names, where it names several: they make up the plant.
    """
    both, stored, named = below
    if found := _IS.search(said):  # 处理矿量为湿量
        heads = (said[place : found.start()] for place in range(found.start()))
        own = next((head for head in heads if (known := names.indicators.get(head)) and known.key == row.indicator), "")
        said = said.replace(own, "", 1) if own else said
    if _names_month(_unplaced(said, names), row) and len(stored) < 2:
        return True  # 一系列数据为9月数
    if _words_deny(said, row, both=both) or _names_another(said, row, names, named) or _days_deny(said, row):
        return True
    stored_as = names.catalog.indicators.get(row.indicator)
    if stored_as and "(干)" in normal(stored_as.name.zh) and _WET.fullmatch(said):
        return True
    return len(stored) < 2 and _names_month(said, row)


def _words_deny(said: str, row: Row, *, both: bool) -> bool:
    """Whether words of time deny any figure, those of a guess or a plan an actual, and 实际 a plan."""
    found = _WORDS.fullmatch(said)
    if found is None or _AS_PLANNED.fullmatch(said):
        return False
    plan, actual = (found["plan"] if _ALL.search(said) else "", "") if both else (found["plan"], found["actual"])
    denied = (found["guessed"] or plan) if row.kind == "actual" else actual
    return bool(found["time"] or denied)


def _days_deny(said: str, row: Row) -> bool:
    """Whether a remark gives the figure to a part of its month, and says nothing else: 数据截至9月25日."""
    year, _, month = row.period.partition("-")
    part = days.part_said(said, (int(year), int(month))) if month and "日" in said else ""
    across = [span.text for span in periods.days_said(said) if span.across]
    part = part or (across[0] if month and across else "")
    return bool(part) and bool(_WORDS.fullmatch(said.replace(part, "累计")))


def _names_month(said: str, row: Row) -> bool:
    """Whether a remark names another month than the row's own."""
    found = _MONTH.fullmatch(said)
    year, _, month = row.period.partition("-")
    return found is not None and bool(month) and (found[1] or year, int(found[2])) != (year, int(month))


def _names_another(said: str, row: Row, names: Vocabulary, named: Collection[str] = ()) -> bool:
    """Whether a remark names another part of the plant, known or not, or one that is missing from the row's own."""
    found = _NAMED.fullmatch(said)
    if found and groups.part_said([found["name"]], tuple(names.scopes)) == found["name"]:
        return True
    keys = names.scopes.get(found["name"], ()) if found and len(found["name"]) > 1 else ()
    if found is None or not keys:
        return False
    if _WITHOUT.search(found["before"]):
        return row.scope in (*keys, names.catalog.plant.key)
    return row.scope not in keys and not (named and row.scope == names.catalog.plant.key)
