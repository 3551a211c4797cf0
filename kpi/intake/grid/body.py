"""Which rows below the headings are data, which are titles, totals and notes, and which do not fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from kpi.headings import normal, simplified
from kpi.intake.carriers.table import Line, Table, letters
from kpi.intake.grid import adding, groups, signatures
from kpi.intake.grid.commas import Commas
from kpi.intake.grid.dates import spanned, year_through
from kpi.intake.words import numbers, others
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.periods import Periods, is_period
from kpi.intake.words.vocabulary import Vocabulary
from kpi.period import Month
from kpi.reading import Issue, LeftOut

TOTAL = re.compile(
    rf".*(合计|小计|总计|累计|总和|平均值?|均值)|共计|(?!{adding.OVERLAP})(?:合计|小计|总计|累计).*|(?:{adding.WORDS}):?",
    re.IGNORECASE,
)
_BARE_TOTAL = re.compile(rf"合计|小计|总计|共计|累计|总和|平均值?|均值|(?:{adding.WORDS}):?", re.IGNORECASE)
NOTE = re.compile(
    r"(数据来源|资料来源|来源|备?注\d*|附注|说明|填[表报]人?|制表人?|审核人?|复核人?|负责人|打印|source|notes?)\s*[:.、)].*|[*※].*",
    re.IGNORECASE | re.DOTALL,
)


_NOTHING = re.compile(r"(?!)")
_ANY = 2000
"""A year for bare months, of which only their being months counts."""


@dataclass(frozen=True, slots=True)
class Body:
    """The data rows, the rows that are none, and the rows whose shape does not fit the headings."""

    rows: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    issues: tuple[Issue, ...]
    totals: tuple[Line, ...] = ()
    """The rows of control sums, which are left out."""
    asked: tuple[Issue, ...] = ()
    """What is left out only with the user's consent."""
    beside: tuple[Line, ...] = ()
    """Rows under 类别 that compare or sum up the month's own: 累计, 完成率."""
    told: tuple[str, ...] = ()
    """What rows are called that are left out and only told, as the figures they go with are read: 累计完成, 一季度."""


def sort_out(table: Table, vocabulary: Vocabulary, *, plan: bool = False) -> Body:
    """Tell data rows from titles, totals, notes and blanks; a row that is none of these and does not fit is an issue.

    A total is a control sum, never data. No row is ever shifted to make it fit. ``plan``: the table is one of plans,
    whose whole year is no sum to be left out.
    """
    left_out = [LeftOut(t.number, "title" if t.text else "blank", t.text) for t in table.titles]
    width, sorter = len(table.header.cells), Sorter(table, vocabulary, plan=plan)
    rows, issues, totals, asked, beside = [], [], [], [], set[str]()
    told, controls = dict[str, None](), list[Line]()
    for line in table.below:
        if sorter.is_span(line):
            left_out.append(LeftOut(line.number, "total", line.text))
            totals += [line] if sorter.sums_up(line) else []
            if text := sorter.is_plain(line):
                told[text] = None
            else:
                asked.append(sorter.span(line))
        elif text := sorter.compares(line):
            left_out.append(LeftOut(line.number, "total", line.text))
            controls.append(line)
            if sorter.stands_beside(line, text):
                told[text] = None
                continue
            asked += [sorter.beside(line, text)] if text not in beside else []
            beside.add(text)
        elif kind := sorter.not_data(line):
            left_out.append(LeftOut(line.number, kind, line.text))
            totals += [line] if kind == "total" else []
        elif problem := _misfit(line, width, table.delimiter) or sorter.commas.parted(line):
            issues.append(problem)
        else:
            rows.append(line)
    apart = tuple(totals), tuple(asked), tuple(controls), tuple(told)
    return Body(tuple(rows), tuple(left_out), tuple(issues), *apart)


class Sorter:
    """Knows the rows that are no data; remembers the months and scopes it has seen to be ordinary."""

    def __init__(self, table: Table, vocabulary: Vocabulary, *, plan: bool = False) -> None:
        found = [field[0] if (field := vocabulary.field(cell)) else "" for cell in table.header.cells]
        self.fields, self.vocabulary = found, vocabulary
        self.month, self.scope, self.indicator = map(self.column, ("month", "scope", "indicator"))
        self.named = [place for name in ("indicator", "brand") if (place := self.column(name)) is not None]
        texts = {_raw(line, place) for line in table.below for place in self.named}
        self.totals = {text for text in texts if _BARE_TOTAL.fullmatch(normal(text))}
        self.heading = tuple(map(normal, table.header.cells))
        dated = (line.number for line in reversed(table.below) if is_period(_at(line, self.month)))
        self.last = next(dated, 0)
        self.ordinary: set[tuple[str, str, str]] = set()
        said = {_at(line, self.month) for line in table.below}
        dated_at_all, whole = _dated(said), not plan and "kind" not in found
        self.summed_up = {text for text in said if spanned(text, said, whole=True)}
        self.summed_up |= {text for text in said if whole and groups.is_whole_year(text) and year_through(said)}
        self.spans = self.summed_up | {t for t in said if not TOTAL.fullmatch(normal(t)) and spanned(t, said)}
        self.spans |= {text for text in said if dated_at_all and whole and groups.is_whole_year(text)}
        self.compared = {text for text in said if dated_at_all and _is_beside(text, total=TOTAL)}
        self.planned = {text for text in said if dated_at_all and groups.is_years_plan(text)}
        self.kind = self.column("kind")
        kinds = {_at(line, self.kind) for line in table.below} - {""}
        mixed = any(normal(text) in vocabulary.kinds for text in kinds)
        self.others = {text for text in kinds if mixed and _is_beside(text) and not _is_kind(text)}
        self.summed = {text for text in kinds if mixed and groups.is_sum_so_far(text)}
        known = (line for line in table.below if self.summed and normal(_at(line, self.kind)) in vocabulary.kinds)
        self.told = {self.of(line) for line in known}
        self.actual: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for line in table.below if self.others or self.summed else ():
            if vocabulary.kinds.get(normal(_at(line, self.kind))) == "actual":
                self.actual[self.of(line)] |= self.filled(line)
        self.heads, self.commas = table.header.cells, Commas(table, found, vocabulary)
        self.signed = signatures.lines(table.below, self.month, vocabulary)
        read = {n for n, cell in enumerate(self.heads) if found[n] in ("", "value") and self.means_something(cell)}
        self.added = self.sums(table.below, read)

    def sums(self, below: Sequence[Line], read: Collection[int]) -> frozenset[int]:
        """The rows without a scope that add up the others in what is read, or without a month; amid months none."""
        lead, amid = self.month if self.scope is None else self.scope, self.scope is not None
        found = lead is not None and adding.rows(lead, below, _is_total, names=adding.SIGNS, read=read, amid=amid)
        return found or frozenset()

    def is_span(self, line: Line) -> bool:
        """Whether a row is a quarter's or a half year's whose months are all in the table, a year's, or compares."""
        return _at(line, self.month) in self.spans or self.is_compared(line)

    def is_compared(self, line: Line) -> bool:
        return _at(line, self.month) in self.compared | self.planned

    def is_plain(self, line: Line) -> str:
        """The name of a quarter whose months are all here, or of 同比 among months: nothing hangs on it. Else ''."""
        said = _at(line, self.month)
        compared = said in self.compared and _told(said) == "row_compared" and "kind" not in self.fields
        return said if said in self.summed_up or compared else ""

    def stands_beside(self, line: Line, text: str) -> bool:
        """Whether all figures of 累计完成 or 完成率 go with an actual of the same month, scope and indicator."""
        compared = text in self.summed or _told(text) == "row_compared"
        return compared and self.of(line) in self.actual and self.filled(line) <= self.actual[self.of(line)]

    def filled(self, line: Line) -> set[int]:
        """The places of a row's figures."""
        return {n for n, cell in enumerate(line.cells) if plain(cell) and self.fields[n : n + 1] in ([""], ["value"])}

    def sums_up(self, line: Line) -> bool:
        """Whether the rows above a span or a year must add up to it: not to 1-9月 below July to September."""
        return _at(line, self.month) in self.summed_up or groups.is_whole_year(_at(line, self.month))

    def compares(self, line: Line) -> str:
        """What stands under 类别 in a row that is neither plan nor actual: 完成率, 同比, 累计完成; else ''."""
        said = _at(line, self.kind)
        return said if said in self.others or (said in self.summed and self.of(line) in self.told) else ""

    def of(self, line: Line) -> tuple[str, ...]:
        """What a row is of besides plan or actual: a 累计完成 is left out where the month's own stands beside it."""
        return tuple(normal(_at(line, place)) for place in (self.month, self.scope, self.indicator))

    def beside(self, line: Line, text: str) -> Issue:
        place = self.kind or 0
        at = f"{letters(place)}{line.number}"
        code = "row_summed" if groups.is_sum_so_far(text) else _told(text)
        return Issue(code, "warning", line.number, shown(self.heads[place]), shown(text), cell=at)

    def span(self, line: Line) -> Issue:
        said, place = _at(line, self.month), self.month or 0
        at = f"{letters(place)}{line.number}"
        code = _told(said) if said in self.compared else "row_years_plan" if said in self.planned else "span_left"
        return Issue(code, "warning", line.number, shown(self.heads[place]), shown(said), cell=at)

    def column(self, field: str) -> int | None:
        return self.fields.index(field) if field in self.fields else None

    def not_data(self, line: Line) -> Literal["blank", "title", "total", "note", ""]:
        """Why a row holds no data: blank, title (the headings again), total or note; empty for a data row."""
        seen = (line.cells[0] if line.cells else "", _raw(line, self.month), _raw(line, self.scope))
        if seen in self.ordinary and not self.is_named_total(line):
            return ""
        kind = self.sort(line)
        if not kind and is_period(seen[1]) and plain(seen[0]):
            self.ordinary.add(seen)
        return kind

    def sort(self, line: Line) -> Literal["blank", "title", "total", "note", ""]:
        filled = [cell for cell in map(plain, line.own) if cell]
        if not filled:
            return "blank"
        if tuple(map(normal, line.cells)) == self.heading:
            return "title"
        if line.number in self.added or self.is_total(line):
            return "total"
        if line.number in self.signed:
            return "note"
        if NOTE.fullmatch(simplified(filled[0])) and self.says_nothing_else(line, filled):
            return "note"
        lone = line.number > self.last and len(filled) == 1 and not is_period(filled[0])
        return "note" if lone and not self.is_blank(line, filled[0]) else ""

    def is_blank(self, line: Line, name: str) -> bool:
        """Whether a row names an indicator whose figures are all missing."""
        meaning = self.vocabulary.meaning(name)
        return len(line.cells) == len(self.heads) and meaning is not None and meaning.indicator is not None

    def is_total(self, line: Line) -> bool:
        """Whether the word for a total stands where the row's month, scope or name does, never in a remark."""
        first = next(index for index, cell in enumerate(line.cells) if plain(cell))
        field = self.fields[first] if first < len(self.fields) else ""
        named = normal(_at(line, self.scope))
        if TOTAL.fullmatch(normal(_at(line, self.month))) or self.is_named_total(line):
            return True
        if named not in self.vocabulary.scopes and TOTAL.fullmatch(named):
            return True
        if field not in ("", "month", "scope", "indicator", "brand"):
            return False
        shape = _BARE_TOTAL if is_period(_at(line, self.month)) else TOTAL
        return bool(shape.fullmatch(normal(line.cells[first]))) and not self.vocabulary.knows(line.cells[first])

    def is_named_total(self, line: Line) -> bool:
        """Whether 合计 stands for all that is listed under 指标 or 品牌."""
        return bool(self.totals) and any(_raw(line, place) in self.totals for place in self.named)

    def says_nothing_else(self, line: Line, filled: list[str]) -> bool:
        """Whether the cells behind a note's first one are only its words, cut at a comma."""
        first = next(index for index, cell in enumerate(line.cells) if plain(cell))
        if self.month != first and _at(line, self.month):
            return False
        rest = filled[1:]
        together = all(map(plain, line.cells[first : first + len(filled)]))
        return together and not any(self.means_something(cell) for cell in rest)

    def means_something(self, cell: str) -> bool:
        return is_period(cell) or isinstance(numbers.read(cell), numbers.Number) or self.vocabulary.knows(cell)


def _is_total(text: str) -> bool:
    return bool(TOTAL.fullmatch(normal(text)))


def _dated(said: Collection[str]) -> bool:
    """Whether a column of months holds one at least, so that a word among them is no heading's."""
    return any(isinstance(Periods(_ANY, {}, 0).read(text), Month | int) for text in said)


def _is_beside(text: str, total: re.Pattern[str] = _NOTHING) -> bool:
    """Whether what stands among months, or among plan and actual, is neither: 上年同期, 差异, 最高; never a total."""
    if total.fullmatch(normal(text)):
        return groups.is_compared(text)
    return groups.is_compared(text) or others.differs(text) or others.is_aside(text)


def _told(text: str) -> str:
    """The warning for such a row."""
    return "row_aside" if others.is_aside(text) else "row_compared"


def _is_kind(text: str) -> bool:
    """Whether 同月 and the like may still mean the month's own figures."""
    return not (groups.COMPUTED.search(text) or others.differs(text) or others.is_aside(text))


def _raw(line: Line, column: int | None) -> str:
    return line.cells[column] if column is not None and column < len(line.cells) else ""


def _at(line: Line, column: int | None) -> str:
    return plain(_raw(line, column))


def _misfit(line: Line, width: int, delimiter: str) -> Issue | None:
    # the cells of a workbook may have several lines; only in a text file can they be rows that were swallowed
    if delimiter and any(("\n" in cell or "\r" in cell) and _swallows(cell, width, delimiter) for cell in line.cells):
        return Issue("broken_quotes", line=line.number)
    if len(line.cells) > width and any(map(plain, line.cells[width:])):
        extra = shown(" ".join(line.cells[width:]))
        return Issue("row_too_wide", line=line.number, found=extra, args={"cells": len(line.cells), "headings": width})
    if len(line.cells) < width:
        return Issue("row_too_short", line=line.number, found=line.text,
                     args={"cells": len(line.cells), "headings": width})  # fmt: skip
    return None


def _swallows(cell: str, width: int, delimiter: str) -> bool:
    """A cell of several lines that holds whole rows: a quotation mark was left open and closed by a later one."""
    return any(line.count(delimiter) >= max(width - 1, 1) and is_period(line.partition(delimiter)[0])
               for line in cell.splitlines()[1:])  # fmt: skip
