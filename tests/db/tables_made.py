"""Report files as a plant might write them, each with what it says, for the fuzzing of the gate. Not a test module.

The figures are worked out here and spelt in many ways; the gate must come back to exactly these figures, or refuse.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from dataclasses import dataclass, replace

import openpyxl
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = tuple[str, str, str]
"""Indicator, scope, month."""
Figures = dict[Cell, float | None]


@dataclass(frozen=True)
class Kind:
    """An indicator that stands in no relation to the others here; the units a heading may name, as its own units."""

    key: str
    names: tuple[str, ...]
    units: dict[str, float]
    most: int
    places: int = 0


KINDS = (
    Kind("idea_proposed", ("提出金点子", "金点子", "合理化建议"), {"": 1, "项": 1}, 40),
    Kind("patent_filed", ("申报专利", "专利申请"), {"": 1, "项": 1}, 9),
    Kind("topic_setup", ("创新攻关立题", "立题"), {"": 1}, 9),
    Kind("ore_wet", ("原矿量（湿）", "湿矿量"), {"吨": 1, "万吨": 10_000, "千吨": 1000}, 800_000, 2),
    Kind("fresh_water", ("新水量", "新水用量"), {"立方米": 1, "m³": 1}, 90_000),
    Kind("expert_hours", ("专家系统自动控制时间", "专家系统投用时间"), {"小时": 1, "h": 1}, 600, 1),
)
SCOPES = {"plant": ("全厂", "选矿厂"), "line1": ("示例一系列", "一系列"), "line2": ("示例二系列", "2系列")}
MONTHS = tuple(f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13))
PERIODS = (
    lambda y, m: f"{y}年{m}月",
    lambda y, m: f"{y}年{m:02d}月",
    lambda y, m: f"{y}-{m:02d}",
    lambda y, m: f"{y}/{m}",
    lambda y, m: f"{y}{m:02d}",
    lambda y, m: f"{y}-{m:02d}-{monthrange(y, m)[1]}",
    lambda y, m: f"{y}/{m}/1",
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
MISSING = ("", "-", "—", "/", "暂缺", "N/A", "无")
BLANKS = ("", " ", "\u3000", "\u00a0", "\t")
FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True)
class Made:
    """A file with what it says; ``table`` are its rows, ``first`` where the figures begin, counted from 0."""

    table: tuple[tuple[str, ...], ...]
    figures: Figures
    first: int
    last: int
    encoding: str = "utf-8"
    delimiter: str = ","
    name: str = "月报.csv"

    @property
    def data(self) -> bytes:
        if self.name.endswith(".xlsx"):
            return _workbook(self.table)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter).writerows(self.table)
        return out.getvalue().encode(self.encoding)


def _workbook(table: tuple[tuple[str, ...], ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in table:
        book.active.append([_typed(text) for text in row])
    book.save(out)
    return out.getvalue()


def _typed(text: str) -> float | str | None:
    """What Excel makes of what is typed: a number, nothing, or text."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    plain = text.replace(".", "", 1)
    return float(text) if plain.isdecimal() and plain.isascii() and len(plain) < 16 else text or None


@st.composite
def spelt(draw: st.DrawFn, kind: Kind, unit: str, *, plain: bool, missing: bool) -> tuple[str, float | None]:
    """A figure in a unit as somebody writes it, and what it is in the indicator's own unit."""
    if missing and draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(MISSING)), None
    factor = kind.units[unit]
    number = draw(st.integers(1, kind.most * 10**kind.places))
    text = f"{number / 10**kind.places / factor:.{kind.places + len(str(int(factor))) - 1}f}"
    value = round(float(text) * factor, 6)
    if not plain and draw(st.booleans()):
        whole, _, rest = text.partition(".")
        text = f"{int(whole):,}{'.' + rest if rest else ''}"
    if not plain and draw(st.integers(0, 7)) == 0:
        text = text.translate(FULL)
    blank = draw(st.sampled_from(BLANKS))
    return f"{blank}{text}{blank}", value


@st.composite
def tables(draw: st.DrawFn) -> Made:
    """A well-formed file in one of three shapes, with a title above and notes below or without."""
    shape = draw(st.sampled_from(("long", "down", "across")))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique_by=lambda kind: kind.key))
    count = draw(st.integers(2, 6))
    start = draw(st.integers(0, len(MONTHS) - count))
    months = MONTHS[start : start + count]
    scope = draw(st.sampled_from(sorted(SCOPES)))
    heads = [(kind, draw(st.sampled_from(kind.names)), draw(st.sampled_from(sorted(kind.units)))) for kind in kinds]
    period = draw(st.sampled_from(PERIODS))
    called = {month: period(int(month[:4]), int(month[5:])) for month in months}
    workbook = draw(st.integers(0, 4)) == 0
    figures: Figures = {}
    cells: dict[tuple[str, str], str] = {}
    for kind, _, unit in heads:
        for month in months:
            # the first row says something: one without any figure below the headings is asked about
            missing = (kind.key, month) != (kinds[0].key, months[0])
            text, value = draw(spelt(kind, unit, plain=workbook, missing=missing))
            cells[kind.key, month] = text
            figures[kind.key, scope, month] = value
    place = draw(st.sampled_from(SCOPES[scope]))
    table = {"long": _long, "down": _down, "across": _across}[shape](heads, months, called, cells, place)
    above = draw(st.sampled_from(((), (("生产月报",),), (("生产月报",), ()))))
    below = draw(st.sampled_from(((), ((), ("数据来源：调度室",)))))
    # a footer's year or a title's must not say what month it is; the name says nothing of it either
    rows = (*above, *table, *below)
    made = Made(rows, figures, len(above) + 1, len(above) + len(table))
    if workbook:
        return replace(made, name="月报.xlsx")
    return replace(
        made, encoding=draw(st.sampled_from(ENCODINGS)), delimiter=draw(st.sampled_from((",", ",", ";", "\t")))
    )


Heads = list[tuple[Kind, str, str]]
Rows = tuple[tuple[str, ...], ...]


def _heading(name: str, unit: str) -> str:
    return f"{name}（{unit}）" if unit else name


def _long(
    heads: Heads, months: tuple[str, ...], called: dict[str, str], cells: dict[tuple[str, str], str], place: str
) -> Rows:
    rows = [
        (called[month], place, name, "实际", cells[kind.key, month], unit)
        for month in months
        for kind, name, unit in heads
    ]
    return (("月份", "范围", "指标", "类别", "数值", "单位"), *rows)


def _down(
    heads: Heads, months: tuple[str, ...], called: dict[str, str], cells: dict[tuple[str, str], str], place: str
) -> Rows:
    rows = [(called[month], place, *(cells[kind.key, month] for kind, *_ in heads)) for month in months]
    return (("月份", "范围", *(_heading(name, unit) for _, name, unit in heads)), *rows)


def _across(
    heads: Heads, months: tuple[str, ...], called: dict[str, str], cells: dict[tuple[str, str], str], place: str
) -> Rows:
    rows = [(name, place, unit, *(cells[kind.key, month] for month in months)) for kind, name, unit in heads]
    return (("指标", "范围", "单位", *called.values()), *rows)


DIRT = (
    *(
        "",
        "—",
        "0",
        "1e5",
        "-5",
        "abc",
        "#REF!",
        "合计",
        "小计",
        "注：x",
        "１２",
        "1,23",
        "1.2.3",
        "98.5%",
        '"',
        "=1+1",
    ),
    *(
        "2021年13月",
        "9月",
        "2021-1",
        "三系列",
        "416.87(已退)",
        "≥95",
        "1~2",
        "\ufffd",
        "\x00",
        "2022/2/20",
        "١٢",
        "1 234",
        "十二",
    ),
)


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[Made, Figures]:
    """A well-formed file after an accident among its figures, and the figures the accident did not touch."""
    made = draw(tables())
    rows = [list(row) for row in made.table]
    body = range(made.first, made.last)
    at = draw(st.sampled_from(body))
    way = draw(st.sampled_from(("cell", "cell", "wider", "narrower", "gone", "twice", "swap", "cut")))
    if way == "cell":
        column = draw(st.integers(0, len(rows[at]) - 1))
        rows[at][column] = draw(st.one_of(st.sampled_from(DIRT), st.text(max_size=6)))
    elif way == "wider":
        rows[at].insert(draw(st.integers(0, len(rows[at]))), draw(st.sampled_from(("", "1", "x"))))
    elif way == "narrower":
        del rows[at][draw(st.integers(0, len(rows[at]) - 1))]
    elif way == "gone":
        del rows[at]
    elif way == "twice":
        rows.insert(draw(st.sampled_from(body)), rows[at])
    elif way == "swap":
        other = draw(st.sampled_from(body))
        rows[at], rows[other] = rows[other], rows[at]
    else:
        rows[at] = rows[at][: draw(st.integers(0, len(rows[at])))]
    touched = {} if way in ("gone", "twice", "swap") else _said(made, at)
    safe = {cell: value for cell, value in made.figures.items() if cell not in touched}
    return replace(made, table=tuple(map(tuple, rows))), safe


def _said(made: Made, at: int) -> Figures:
    """The figures of one row: those of its month, or of its indicator where months run across."""
    head, row = made.table[made.first - 1], made.table[at]
    if head[0] == "指标":
        key = next(kind.key for kind in KINDS if row[0] in kind.names)
        return {cell: value for cell, value in made.figures.items() if cell[0] == key}
    month = next(m for m in MONTHS if row[0] in {spell(int(m[:4]), int(m[5:])) for spell in PERIODS})
    cells = {cell: value for cell, value in made.figures.items() if cell[2] == month}
    if head[2] == "指标":
        key = next(kind.key for kind in KINDS if row[2] in kind.names)
        return {cell: value for cell, value in cells.items() if cell[0] == key}
    return cells
