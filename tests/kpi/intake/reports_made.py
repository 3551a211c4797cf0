"""Monthly reports as a plant writes them, figures of other sorts beside the month's own, each with its truth. No tests.

A report is two axes of labels: what is said down its rows and what across its columns. A label is one of ours, a
month, a scope, an indicator, plan or actual, or it is odd: 累计, 同比, 上年同期, 排名, an indicator that nobody knows.
A figure under an odd label is never the month's own, whatever else stands over it. No two figures are the same.
"""

from __future__ import annotations

import csv
import io
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

import openpyxl

Fact = tuple[str, str, str, str]
"""Indicator, scope, kind, period."""
Rows = list[list[str]]
Merged = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


@dataclass(frozen=True)
class Known:
    """An indicator: its names, its units with factor and places, what is usual, and whether parts add up to it."""

    key: str
    names: tuple[str, ...]
    units: tuple[tuple[str, float, int], ...]
    usual: tuple[float, float]
    amount: bool = False


KNOWN = (
    Known("ore_milled_dry", ("处理矿量", "处理矿量（干）"), (("万吨", 1e4, 2), ("吨", 1, 0)), (8e5, 9e5), True),
    Known("rec_ni_actual", ("镍回收率", "镍实际回收率"), (("%", 1, 2),), (82, 86)),
    Known("rec_cu_actual", ("铜回收率", "铜实际回收率"), (("%", 1, 2),), (75, 79)),
    Known("head_grade_ni", ("原矿镍品位",), (("%", 1, 3),), (0.9, 1.2)),
    Known("conc_mass", ("精矿产量", "精矿产量（干）"), (("吨", 1, 0), ("万吨", 1e4, 2)), (9e4, 1.1e5), True),
    Known("op_rate", ("磨机作业率", "作业率"), (("%", 1, 2),), (88, 95)),
    Known("idea_proposed", ("提出金点子", "金点子"), (("项", 1, 0), ("条", 1, 0)), (10, 90), True),
    Known("water_unit", ("新水单耗", "吨矿新水耗"), (("m³/t", 1, 3), ("立方米/吨", 1, 3)), (0.5, 1.5)),
    Known("outsourced_cost", ("外委费用",), (("万元", 1, 2),), (80, 120), True),
    Known("power_unit", ("吨矿电耗",), (("kWh/t", 1, 2),), (30, 45)),
)
_TONNES, _PERCENT = (("吨", 1, 0), ("t", 1, 0)), (("%", 1, 3),)
METAL = (
    Known("tail_mass", ("尾矿量",), _TONNES, (7e5, 7.5e5), True),
    *(Known(f"head_grade_{m}", (), _PERCENT, (1, 1.1)) for m in ("ni", "cu")),
    *(Known(f"conc_grade_{m}", (), _PERCENT, (6, 7)) for m in ("ni", "cu")),
    *(Known(f"tail_grade_{m}", (), _PERCENT, (0.1, 0.2)) for m in ("ni", "cu")),
    *(Known(f"rec_{m}_{k}", (), _PERCENT, (75, 90)) for m in ("ni", "cu") for k in ("actual", "theory")),
    *(Known(f"{m}_{part}", (), _TONNES, size, True)
      for m in ("ni", "cu")
      for part, size in (("feed", (8.5e3, 9e3)), ("metal", (5.5e3, 7.5e3)), ("tail", (900, 1500)))),
    Known("conc_yield", (), _PERCENT, (10, 12)),
)  # fmt: skip
"""What products, quantities and metals say together; a balance's ore and concentrate are of `KNOWN`."""
LOWER = frozenset(("water_unit", "outsourced_cost", "power_unit"))
"""Of which less is better, so that a plan is written ≤."""
BY_KEY = {known.key: known for known in (*METAL, *KNOWN)}
STEMS = {"head_grade": ("原矿品位", "入选品位"), "conc_grade": ("精矿品位",), "tail_grade": ("尾矿品位",),
         "rec": ("回收率", "实际回收率"), "theory": ("理论回收率",), "feed": ("原矿金属量",), "metal": ("精矿金属量",),
         "tail": ("尾矿金属量",)}  # fmt: skip
PRODUCTS = {"head": ("原矿",), "conc": ("精矿", "混合精矿", "镍铜混合精矿"), "tail": ("尾矿", "总尾矿")}
QUANTITIES = {
    "mass": ("产量", "重量", "数量"), "ni grade": ("镍品位", "Ni品位"), "cu grade": ("铜品位",),
    "ni metal": ("镍金属量",), "cu metal": ("铜金属量",), "yield": ("产率",), "ni rec": ("镍回收率",),
}  # fmt: skip
_MASSES = {"head": "ore_milled_dry", "conc": "conc_mass", "tail": "tail_mass"}
_METALS_OF = {"head": "feed", "conc": "metal", "tail": "tail"}
SCOPES = {"plant": ("全厂", 1.0), "line1": ("一系列", 0.54), "line2": ("二系列", 0.44)}
METAL_LAYOUTS = tuple(
    each
    for line in (
        "stem|metal metal|stem month+metal|stem month|stem+metal month|metal+stem scope|metal+stem stem|kind+metal",
        "stem|metal+kind product|quantity quantity|product month+product|quantity scope+product|quantity",
        "month|product+quantity scope|product+quantity product|kind+quantity scope+metal|stem",
    )
    for each in line.split()
)
HEADS = {"month": "月份", "scope": "范围", "indicator": "指标", "kind": "类别", "year": "年份"}
HEADS |= {"stem": "项目", "metal": "金属", "product": "产品名称", "quantity": "项目"}


def together(told: dict[str, str]) -> str:
    """The indicator that a product, a quantity and a metal make; '' for none: 产率 of 原矿."""
    if "product" in told:
        product, (metal, _, what) = told["product"], told["quantity"].partition(" ")
        if not what:
            known = {"mass": _MASSES.get(product, ""), "yield": "conc_yield" if product == "conc" else ""}
            return known.get(metal, "")
        made = {"grade": f"{product}_grade_{metal}", "metal": f"{metal}_{_METALS_OF.get(product, '')}"}
        own = {"rec": f"rec_{metal}_actual"} if product == "conc" else {}
        return key if (key := (made | own).get(what, "")) in BY_KEY else ""
    stem, metal = told.get("stem", ""), told.get("metal", "")
    made = {"rec": f"rec_{metal}_actual", "theory": f"rec_{metal}_theory"}
    made |= {part: f"{metal}_{part}" for part in ("feed", "metal", "tail")}
    return key if (key := made.get(stem, f"{stem}_{metal}")) in BY_KEY else ""


def _pools(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(pool.split()) for pool in text.split("|"))


YEARS = ("全年计划", "年计划", "年度计划", "2022年计划", "全年目标", "年度目标")
BEFORE = ("上年同期", "去年同期", "去年同月", "上年同月", "同期", "上年同期实际")
MONTH_BEFORE = ("上月", "上月实际", "上月完成")
_BESIDE = (
    "完成率 完成% 完成率(%) 计划完成率 同比 同比% 同比(%) 同比增长 环比 环比(%) 增幅"
    "|差异 差额 增减 增减量 超欠 与计划比 较计划 同比增减 与上年同期比 与上月比 比计划 较上月"
    "|累计 年累计 本年累计 累计完成 累计实际 累计计划 1-9月 1-9月累计 1—9月完成 1-9月计划 全年累计 截至本月累计"
    f"|{' '.join(YEARS)}|{' '.join(BEFORE)}|预测 预计 全月预计 预计完成 全年预测 预测值"
    "|日均 日平均 最高 最低 平均 最大值 最小值 平均值|合计 小计 总计|排名 得分 权重 名次 分值"
)
ODD = {
    "kind": _pools(f"{_BESIDE}|{' '.join(MONTH_BEFORE)}|历史最好 历史最好水平 行业先进值 同行业平均 标杆值"),
    "month": _pools(f"{_BESIDE}|全年 2022年 三季度 上半年 一季度"),
    "year": _pools("合计 小计|平均 同比 增减 累计"),
    "scope": _pools("合计 小计 总计|平均 加权平均|三系列 甲班 1#磨机 外购 集团公司"),
    "span": _pools("累计 本年累计 1-9月 年累计 1-9月累计 累计完成情况|上年同期 去年同期 全年 同比 上月"),
    "stem": _pools("富集比|选矿比|损失率 金属损失率|累计回收率|回收率累计|上年同期回收率|锌品位"),
    "metal": _pools("钴 Co|金|合计|锌 锌品位"),
    "product": _pools("中矿|合计 总计|铁精矿|硫精矿|累计"),
    "quantity": _pools("钴品位|分布率|累计产量|上年产量|累计镍金属量|占有率|排名"),
    "indicator": _pools(
        "职工人数 安全天数 选矿成本 金回收率 钴品位 尾矿浓度 石灰单耗 综合能耗 利润总额"
        "|累计处理矿量 处理矿量累计 上年同期处理矿量 处理矿量同比 日均处理矿量 日处理矿量 最高处理矿量"
        "|处理矿量完成率 处理矿量增减 预计处理矿量 全年计划处理矿量 氧化矿处理矿量 平均处理矿量 镍回收率同比"
        "|镍回收率累计 累计镍回收率 镍回收率（累计） 处理矿量（累计） 处理矿量(上年同期)"
        "|处理矿量（预测） 处理矿量（日均）"
    ),
}
LAYOUTS = tuple(
    each
    for line in (
        "indicator|month indicator+scope|month indicator+kind|month scope+indicator|month indicator|kind",
        "indicator+scope|kind scope+indicator|kind indicator|scope indicator|scope+kind indicator|kind+scope",
        "indicator|month+kind indicator|kind+month indicator|span+kind indicator|scope+span+kind month|indicator",
        "month+scope|indicator scope+month|indicator month|indicator+kind month|kind+indicator month+kind|indicator",
        "month|scope+indicator month|indicator+scope month|year year|month month|scope scope|month scope|indicator",
        "scope|indicator+kind month|kind month+scope+indicator+kind| month+indicator+kind| month+indicator|",
        "indicator|scope+month+kind indicator|month+scope+kind kind|indicator",
    )
    for each in line.split()
)
TITLES = (
    "{month}{scope}生产指标完成情况",
    "{scope}{month}生产月报",
    "{month}{scope}主要技术经济指标",
    "XX矿业公司{scope}{month}生产经营报表",
)
LOUD = ("{month}{scope}生产完成情况及累计", "{month}{scope}指标完成情况与上年同期对比", "{month}及1-9月{scope}生产情况")
PERIODS = ("{y}年{m}月", "{y}年{m:02d}月", "{y}-{m:02d}", "{m}月", "{m}月份", "{y}/{m}", "{y}{m:02d}", "{y}.{m:02d}")
BELOW = ((), (("注：累计为1-9月数据",),), (("制表：张三", "审核：李四"),), (("填报日期：2022年10月8日",),))


@dataclass(frozen=True)
class Item:
    """A label of one dimension; ``odd`` for one whose figures are never the month's own."""

    dim: str
    key: str
    text: str
    odd: bool = False


@dataclass(frozen=True)
class Spec:
    """Everything that settles a report. ``month`` to ``indicator`` hold where no axis says them."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    items: dict[str, tuple[Item, ...]]
    month: str = "2022-09"
    scope: str = "plant"
    indicator: str = "ore_milled_dry"
    month_in: str = "title"
    scope_in: str = "title"
    unit: str = "bracket"
    unit_at: int = 0
    heading: str = "merged"
    down: str = "repeat"
    title: str = TITLES[0]
    above: tuple[str, ...] = ()
    below: tuple[tuple[str, ...], ...] = ()
    serial: bool = False
    remark: bool = False
    sections: bool = False
    dates: bool = False
    formats: bool = False
    signs: bool = False
    near: bool = False
    limits: bool = False
    carrier: str = "xlsx"
    seed: int = 0

    @property
    def layout(self) -> str:
        return f"{'+'.join(self.rows)}|{'+'.join(self.columns)}"


@dataclass
class Report:
    """The file, what it says, what else may rightly be stored of it, and what every other figure is."""

    spec: Spec
    table: Rows = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    truth: dict[Fact, float] = field(default_factory=dict)
    also: set[tuple[Fact, float]] = field(default_factory=set)
    odd: dict[float, str] = field(default_factory=dict)
    data: bytes = b""
    name: str = "月报"


def spelt(month: str, period: str) -> str:
    return period.format(y=int(month[:4]), m=int(month[5:]))


def plainly(rng: random.Random, layout: str, *, odd: bool = False) -> Spec:
    """A report of a layout with nothing beside what it reports; ``odd``: with other figures beside."""
    down, _, across = layout.partition("|")
    rows, columns = tuple(down.split("+")), tuple(filter(None, across.split("+")))
    year, first = rng.choice((2021, 2022)), rng.randint(1, 9)
    months = [f"{year}-{n:02d}" for n in range(first, first + 3)]
    period = rng.choice(PERIODS) if "year" not in (*rows, *columns) else "{m}月"
    words = ("计划 本月计划 月计划 计划值 目标", "实际 本月实际 完成 本月完成 实际完成 本月")
    plan, actual = (rng.choice(each.split()) for each in words)
    if columns != ("kind",) or "month" in rows:
        plan, actual = rng.choice(("计划", "目标")), rng.choice(("实际", "完成"))
    which = rng.choice((("line1", "line2"), ("plant", "line1", "line2"), ("line1", "line2", "plant"), ("line2",)))
    which = which if odd else ("line1", "line2", "plant")
    least = 1 if odd else 2
    items = {
        "month": tuple(Item("month", each, spelt(each, period)) for each in months[: rng.randint(least, 3)]),
        "year": tuple(Item("year", str(y), f"{y}年") for y in (2021, 2022)),
        "scope": tuple(Item("scope", key, SCOPES[key][0]) for key in which),
        "span": (Item("span", "month", rng.choice(("本月", "当月", "本月完成情况", "本期"))),),
        "indicator": tuple(
            Item("indicator", k.key, rng.choice(k.names)) for k in rng.sample(KNOWN, rng.randint(least, 4))
        ),
        "kind": (Item("kind", "plan", plan), Item("kind", "actual", actual))[int(odd and rng.random() < 0.2) :],
    }
    used = {dim: items[dim] for dim in (*rows, *columns) if dim in items}
    if odd:
        used = {dim: _with_odd(rng, dim, each) for dim, each in used.items()}
    indicator = rng.choice(KNOWN).key
    return Spec(rows, columns, used, indicator=indicator, seed=rng.randrange(10**6))


def _with_odd(rng: random.Random, dim: str, ours: tuple[Item, ...]) -> tuple[Item, ...]:
    """The labels of a dimension with a few odd ones, mostly behind."""
    wanted = rng.choice((0, 0, 1, 1, 2, 3)) if dim in ("kind", "month", "span") else rng.choice((0, 0, 0, 0, 1, 2))
    found = list(ours)
    for pool in rng.sample(ODD[dim], min(wanted, len(ODD[dim]))):
        text = rng.choice(pool)
        found.insert(len(found) if rng.random() < 0.8 else rng.randint(0, len(found)), Item(dim, text, text, True))
    return tuple(found)


def drawn(rng: random.Random) -> Spec:
    """A report of any layout with other figures beside, dressed in any way."""
    spec = plainly(rng, rng.choice(LAYOUTS), odd=True)
    return replace(
        spec,
        month=rng.choice(("2022-09", "2022-09", "2022-03", "2021-12")),
        scope=rng.choice(("plant", "plant", "line1")) if "scope" not in spec.items else "plant",
        month_in=rng.choice(("title", "title", "name", "sheet", "corner")),
        scope_in=rng.choice(("title", "title", "name", "sheet")),
        unit=rng.choice(("bracket", "bracket", "column", "row", "none", "suffix")),
        unit_at=rng.choice((0, 0, 1)),
        heading=rng.choice(("levels", "merged", "merged", "repeat", "joined")),
        down=rng.choice(("repeat", "repeat", "merged", "blank")),
        title=rng.choice(TITLES if rng.random() < 0.85 else LOUD),
        above=rng.choice(((), (), ("编制单位：选矿厂  填报日期：2022年10月8日",), ("（内部资料）",), ("",))),
        below=rng.choice(BELOW),
        serial=rng.random() < 0.25,
        remark=rng.random() < 0.25,
        sections=rng.random() < 0.2,
        dates=rng.random() < 0.2,
        formats=rng.random() < 0.3,
        signs=rng.random() < 0.3,
        near=rng.random() < 0.5,
        limits=rng.random() < 0.2,
        carrier=rng.choice(("xlsx", "xlsx", "csv", "gbk", "tab", "semi")),
    )


def drawn_of_metals(rng: random.Random) -> Spec:
    """A report whose indicators are said by products, quantities and metals together."""
    layout = rng.choice(METAL_LAYOUTS)
    spec = replace(drawn(rng), **_metals(rng, layout, odd=True))
    return replace(spec, month_in="title" if spec.month_in == "corner" else spec.month_in, unit_at=0)


def plainly_of_metals(rng: random.Random, layout: str) -> Spec:
    spec = plainly(rng, "month|indicator")
    return replace(spec, **_metals(rng, layout, odd=False))


def _metals(rng: random.Random, layout: str, *, odd: bool) -> dict[str, Any]:
    """The axes of such a layout; a balance by products says nothing of a part that nobody weighed."""
    down, _, across = layout.partition("|")
    rows, columns = tuple(down.split("+")), tuple(across.split("+"))
    made = plainly(rng, layout, odd=False).items
    pools = {"stem": STEMS, "product": PRODUCTS, "quantity": QUANTITIES,
             "metal": {"ni": ("镍", "Ni"), "cu": ("铜", "Cu")}}  # fmt: skip
    for dim in (*rows, *columns):
        if dim in pools:
            keys = list(pools[dim]) if dim in ("metal", "product") else rng.sample(list(pools[dim]), rng.randint(2, 4))
            most = 2 if {"product", "quantity"} <= {*columns} else 3  # 原矿数量 in one heading is wet
            made[dim] = tuple(Item(dim, key, rng.choice(pools[dim][key][:most])) for key in keys)
    items = {dim: _with_odd(rng, dim, made[dim]) if odd else made[dim] for dim in (*rows, *columns)}
    return {"rows": rows, "columns": columns, "items": items}


def smaller(spec: Spec) -> Iterator[Spec]:
    """The plan with one thing less."""
    for dim, items in spec.items.items():
        for n in range(len(items)):
            rest = (*items[:n], *items[n + 1 :])
            if any(not item.odd for item in rest):
                yield replace(spec, items={**spec.items, dim: rest})
    simple = Spec(spec.rows, spec.columns, spec.items, indicator=spec.indicator, carrier="csv", heading="repeat")
    for name in Spec.__dataclass_fields__:
        if name not in ("rows", "columns", "items", "seed") and getattr(spec, name) != getattr(simple, name):
            given = {name: getattr(simple, name)}
            yield replace(spec, **given)


_MEASURED = frozenset(("indicator", "stem", "quantity"))
"""The dimensions whose labels have units."""


class _Maker:
    """Writes one report."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self.report, self.used = spec, Report(spec), set[float]()
        self.down = list(product(*(spec.items[dim] for dim in spec.rows)))
        self.across = list(product(*(spec.items[dim] for dim in spec.columns)))
        self.unit_column = spec.unit == "column" and not _MEASURED.isdisjoint(spec.rows)
        self.unit_row = spec.unit == "row" and not _MEASURED.isdisjoint(spec.columns[-1:])

    def unit(self, items: Sequence[Item]) -> tuple[Known, tuple[str, float, int]]:
        told = {item.dim: item.key for item in items}
        key = told.get("indicator", self.spec.indicator)
        if not _MEASURED.isdisjoint({"stem", "quantity"} & told.keys()):
            whole = {"product": "conc", "metal": "ni"} | told
            key = together(whole if "quantity" in told else {d: k for d, k in whole.items() if d != "product"})
        known = BY_KEY.get(key) or BY_KEY["ore_milled_dry" if "矿量" in key else "rec_ni_actual"]
        own = [each for each in known.units if each[1] == 1]
        return known, own[0] if self.spec.unit == "none" or "quantity" in told else known.units[
            self.spec.unit_at % len(known.units)
        ]

    def text(self, item: Item) -> str:
        bare = item.dim not in _MEASURED or self.unit_column or self.unit_row or self.spec.unit == "none"
        if bare or (item.odd and "（" in item.text):
            return item.text
        unit = self.unit((item,))[1][0]
        return f"{item.text}{unit}" if self.spec.unit == "suffix" else f"{item.text}({unit})"

    def figure(self, items: tuple[Item, ...]) -> str:
        """What stands under these labels, as it is written."""
        told, odd = {item.dim: item.key for item in items}, [item.text for item in items if item.odd]
        if not odd and not told.keys().isdisjoint(("product", "metal")) and not together(told):
            odd = ["no indicator"]
        known, (_, factor, places) = self.unit(items)
        known = BY_KEY.get(together(told), known) if "product" in told or "metal" in told else known
        scope, kind = told.get("scope", self.spec.scope), told.get("kind", "actual")
        month = told.get("month", self.spec.month)
        month = f"{told['year']}-{month[5:]}" if "year" in told and not odd else month
        low, high, places = self.usual(known, scope, factor, places, "".join(odd))
        number = low + (high - low) * (zlib.crc32(repr((self.spec.seed, items)).encode()) % 9973) / 9973
        number = round(number, places)
        while round(number * factor, 6) in self.used:
            number = round(number + 10**-places, places)
        self.used.add(value := round(number * factor, 6))
        limit = ""
        if self.spec.limits and kind == "plan" and not odd:
            limit, kind = ("≤", "plan_high") if known.key in LOWER else ("≥", "plan_low")
        if odd:
            self.report.odd[value] = "".join(odd)
            self.allow(odd, (known.key, scope, kind, month), value)
        else:
            self.report.truth[known.key, scope, kind, month] = value
        sign = "%" if self.spec.signs and odd and "率" in odd[-1] and items[-1].odd else ""
        return f"{limit}{number:.{places}f}{sign}"

    def usual(self, known: Known, scope: str, factor: float, places: int, says: str) -> tuple[float, float, int]:
        """Between which figures it lies, and its places; an odd one is like the others where ``near``."""
        part = SCOPES.get(scope, ("", 0.3))[1] if known.amount else 1.0
        low, high = (size * part / factor for size in known.usual)
        if not says or self.spec.near:
            return low, high, places
        if any(word in says for word in ("率", "%", "比", "增长", "幅", "排名", "得分", "权重", "名次", "分值")):
            return -9 if "比" in says else 1, 109, 2
        if any(word in says for word in ("差", "增减", "超欠", "较")):
            return low - high, high - low, places
        whole = known.amount and any(word in says for word in ("累", "-9", "年", "合计", "季"))
        return (low * 5, high * 9, places) if whole else (low, high, places)

    def allow(self, odd: list[str], fact: Fact, value: float) -> None:
        """What an odd figure may rightly be stored as: the year's plan, last year's month, the month before."""
        key, scope, _, month = fact
        year, number = (int(month[:4]), int(month[5:])) if month[5:].isdigit() else (2022, 0)
        if any(each in YEARS or "全年计划" in each for each in odd) or odd in (["全年"], ["2022年"]):
            self.report.also |= {((key, scope, "plan", str(y)), value) for y in (2021, 2022, year)}
        if odd[0] in BEFORE and number:
            self.report.also.add(((key, scope, "actual", f"{year - 1}-{number:02d}"), value))
        if odd[0] in MONTH_BEFORE and number:
            before = f"{year}-{number - 1:02d}" if number > 1 else f"{year - 1}-12"
            self.report.also.add(((key, scope, "actual", before), value))

    def report_made(self) -> Report:
        spec, table = self.spec, self.report.table
        sheet = self.around()
        lead = [HEADS[dim] for dim in spec.rows]
        if spec.month_in == "corner" and "month" not in spec.items:
            lead[0] = spelt(spec.month, PERIODS[0])
        lead = [*(["序号"] if spec.serial else []), *lead, *(["单位"] if self.unit_column else [])]
        self.headings(lead)
        body = len(table)
        self.rows()
        table += [list(each) for each in spec.below]
        report, width = self.report, max(map(len, table))
        table[:] = [[*row, *[""] * (width - len(row))] for row in table]
        report.name += ".xlsx" if spec.carrier == "xlsx" else ".csv"
        report.data = _workbook(report, body, sheet) if spec.carrier == "xlsx" else _text(report)
        return report

    def around(self) -> str:
        """The title and what stands under it; the sheet's name."""
        spec, months = self.spec, [item.key for item in self.spec.items.get("month", ()) if not item.odd]
        said = f"{months[0][:4]}年" if months else spelt(spec.month, PERIODS[0])
        said = "" if "year" in spec.items else said
        scope = SCOPES[spec.scope][0] if spec.scope != "plant" else ""
        places = {"sheet": "", "name": "", "title": "", "corner": ""}
        places["title" if months else spec.month_in] = said
        title = spec.title.format(month=places["title"], scope=scope if spec.scope_in == "title" else "")
        if _MEASURED.isdisjoint(spec.items):
            known, unit = self.unit(())
            title += f" {known.names[0]}（{unit[0]}）"
        if spec.scope_in != "title":
            places[spec.scope_in] += scope
        self.report.table += [[title], *([each] for each in spec.above)]
        sheet = "" if spec.carrier == "xlsx" else places["sheet"]
        self.report.name = f"{places['name']}{sheet}月报"
        return places["sheet"] or "Sheet1"

    def headings(self, lead: list[str]) -> None:
        spec, table, top = self.spec, self.report.table, len(self.report.table)
        if spec.heading == "joined" or len(spec.columns) < 2:
            mark = "·" if "indicator" in spec.columns else ""
            names = [mark.join(map(self.text, items)) for items in self.across] if spec.columns else ["数值"]
            table.append([*lead, *names, *(["备注"] if spec.remark else [])])
        else:
            deep = len(spec.columns)
            for level in range(deep):
                own = spec.heading == "repeat" or level == (deep - 1 if spec.heading == "levels" else 0)
                table.append([*(lead if own else [""] * len(lead)), *self.level(level, top, len(lead))])
            if spec.heading == "merged":
                self.report.merged += [(top, place, top + deep - 1, place) for place in range(len(lead))]
        if self.unit_row:
            table.append([*[""] * len(lead), *(self.unit(items)[1][0] for items in self.across)])

    def level(self, level: int, top: int, begin: int) -> list[str]:
        """One of several rows of headings: a label stands over its first column, or over all of them."""
        spec, made, first = self.spec, list[str](), 0
        last = level == len(spec.columns) - 1
        for at, items in enumerate(self.across):
            again = not last and at > 0 and items[: level + 1] == self.across[at - 1][: level + 1]
            first = first if again else at
            made.append("" if again and spec.heading != "repeat" else self.text(items[level]))
            ends = at + 1 == len(self.across) or items[: level + 1] != self.across[at + 1][: level + 1]
            if spec.heading == "merged" and ends and first < at:
                self.report.merged.append((top + level, begin + first, top + level, begin + at))
        remark = "备注" if level == 0 or spec.heading == "repeat" else ""
        return [*made, *([remark] if spec.remark else [])]

    def rows(self) -> None:
        spec, table, first = self.spec, self.report.table, -1
        sections = spec.sections and spec.rows == ("indicator",)
        for at, items in enumerate(self.down):
            if sections and at in (0, len(self.down) // 2):
                table.append(["一、产量指标" if at == 0 else "二、质量指标"])
            again = at > 0 and len(items) > 1 and items[0] == self.down[at - 1][0] and bool(spec.columns)
            first = first if again else len(table)
            labels = [self.text(item) for item in items]
            labels[0] = "" if again and spec.down != "repeat" else labels[0]
            if again and spec.down == "merged":
                place = int(spec.serial)
                self.report.merged = [each for each in self.report.merged if each[:2] != (first, place)]
                self.report.merged.append((first, place, len(table), place))
            unit = [self.unit(items)[1][0]] if self.unit_column else []
            figures = [self.figure((*items, *others)) for others in self.across]
            remark = (["检修影响"] if at == 1 else [""]) if spec.remark else []
            table.append([*([str(at + 1)] if spec.serial else []), *labels, *unit, *figures, *remark])


def made(spec: Spec) -> Report:
    """The file of a plan."""
    return _Maker(spec).report_made()


def _text(report: Report) -> bytes:
    out = io.StringIO(newline="")
    delimiter = {"tab": "\t", "semi": ";"}.get(report.spec.carrier, ",")
    csv.writer(out, delimiter=delimiter).writerows(report.table)
    return out.getvalue().encode("gb18030" if report.spec.carrier == "gbk" else "utf-8")


def _workbook(report: Report, body: int, sheet: str) -> bytes:
    book, spec = openpyxl.Workbook(), report.spec
    page = book.active
    page.title = sheet
    months = {item.text: item.key for item in spec.items.get("month", ()) if not item.odd and "年" in item.text}
    for r, row in enumerate(report.table):
        for c, text in enumerate(row):
            cell = page.cell(r + 1, c + 1)
            number = text.removeprefix("-").removesuffix("%").replace(".", "", 1).isdecimal() and r >= body
            if number and text.endswith("%") and spec.formats:
                cell.value, cell.number_format = float(text[:-1]) / 100, "0.00%"
            elif number and not text.endswith("%") and not (len(text) == 6 and "." not in text and c == 0):
                cell.value = float(text) if "." in text else int(text)
                cell.number_format = f"0.{'0' * len(text.partition('.')[2])}" if spec.formats else "General"
            elif spec.dates and text in months:
                cell.value, cell.number_format = date(int(months[text][:4]), int(months[text][5:]), 1), 'yyyy"年"m"月"'
            elif text:
                cell.value = text
    for one, two, three, four in report.merged:
        page.merge_cells(start_row=one + 1, start_column=two + 1, end_row=three + 1, end_column=four + 1)
    book.save(held := io.BytesIO())
    return held.getvalue()
