"""A small plant for the intake's tests, and the report files an analyst might send."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kpi.catalog import parse
from kpi.intake import read
from kpi.model import Book, Catalog, Observation
from kpi.reading import Reading

BRANDS = ("intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform")
UNITS = """
[[unit]]
key = "t"
zh = "吨"
en = "t"
decimals = 0
factors = { "吨" = 1, "万吨" = 10000, "千吨" = 1000, "kt" = 1000 }
[[unit]]
key = "%"
zh = "%"
en = "%"
decimals = 2
factors = { "小数" = 100 }
[[unit]]
key = "h"
zh = "小时"
en = "h"
decimals = 1
factors = { "小时" = 1 }
[[unit]]
key = "项"
zh = "项"
en = "items"
decimals = 0
factors = { "条" = 1 }
[[unit]]
key = "万元"
zh = "万元"
en = "10k CNY"
decimals = 2
factors = { "元" = 0.0001 }
"""
SCOPES = """
[[scope]]
key = "plant"
zh = "全厂"
en = "Plant"
level = "plant"
aliases = ["选矿厂"]
[[scope]]
key = "line1"
zh = "示例一系列"
en = "Sample line 1"
parent = "plant"
level = "line"
aliases = ["一系列"]
capacity_t_d = 17000
[[scope]]
key = "line2"
zh = "示例二系列"
en = "Sample line 2"
parent = "plant"
level = "line"
aliases = ["二系列"]
capacity_t_d = 13000
"""


def indicator(key: str, zh: str, unit: str, rule: str, more: str = "", aliases: str = "") -> str:
    return f"""
[[indicator]]
key = "{key}"
zh = "{zh}"
en = "{key.replace("_", " ")}"
brand = "ore"
lane = "business"
unit = "{unit}"
better = "higher"
rule = {{ kind = {rule} }}
aliases = [{aliases}]
formula_zh = "—"
formula_en = "—"
note_zh = "—"
note_en = "—"
source = "test"
{more}
"""


def _metal(metal: str, zh: str) -> str:
    note = 'note_zh = "推算", note_en = "derived"'
    return (
        indicator(f"head_grade_{metal}", f"原矿{zh}品位", "%", f'"weighted", by = "{metal}_feed"', "hard = [0, 100]")
        + indicator(f"conc_grade_{metal}", f"精矿{zh}品位", "%", '"weighted", by = "conc_mass"', "hard = [0, 100]")
        + indicator(f"tail_grade_{metal}", f"尾矿{zh}品位", "%", '"never"', "hard = [0, 100]")
        + indicator(
            f"{metal}_feed",
            f"原矿含{zh}金属量",
            "t",
            '"sum"',
            f'derive = [{{ of = ["ore_milled_dry", "head_grade_{metal}"], scale = 0.01, {note} }}]',
        )
        + indicator(
            f"{metal}_metal",
            f"精矿含{zh}金属量",
            "t",
            '"sum"',
            f'derive = [{{ of = ["conc_mass", "conc_grade_{metal}"], scale = 0.01, {note} }},'
            f' {{ of = ["{metal}_feed", "rec_{metal}_actual"], scale = 0.01, {note} }}]',
        )
        + indicator(
            f"rec_{metal}_actual",
            f"{zh}回收率（实际）",
            "%",
            f'"ratio", top = ["{metal}_metal"], bottom = ["{metal}_feed"], scale = 100',
            'hard = [0, 100]\nplausible = [50, 99]\nstatus = { kind = "points", green = 0, amber = 0.5 }',
            f'"{zh}回收率"',
        )
    )


TOML = (
    UNITS
    + "".join(
        f'\n[[brand]]\nkey = "{key}"\nzh = "{key}"\nen = "{key}"\nsummary_zh = "—"\nsummary_en = "—"\n'
        for key in BRANDS
    )
    + SCOPES
    + indicator(
        "ore_milled_dry",
        "处理矿量（干）",
        "t",
        '"sum"',
        'hard = [0, inf]\nstatus = { kind = "flow", green = 100, amber = 95 }',
        '"处理矿量", "矿量"',
    )
    + indicator("conc_mass", "精矿产量", "t", '"sum"', "hard = [0, inf]")
    + _metal("ni", "镍")
    + _metal("cu", "铜")
    + indicator("run_hours", "实际开动时间", "h", '"sum"', "hard = [0, inf]")
    + indicator("fault_hours", "故障停机时间", "h", '"sum"', "hard = [0, inf]")
    + indicator("calendar_hours", "日历时间", "h", '"sum"', "hard = [0, inf]")
    + indicator(
        "fault_rate",
        "设备故障率",
        "%",
        '"ratio", top = ["fault_hours"], bottom = ["run_hours", "fault_hours"], scale = 100',
        "hard = [0, 100]\nplausible = [0.05, 3]",
        '"故障率"',
    )
    + indicator("idea_proposed", "金点子", "项", '"count_distinct"', "integer = true\nqualified = true")
    + indicator("saving", "节约外委修理费用", "万元", '"sum"', "hard = [0, inf]\nqualified = true")
    + indicator("pilot", "示范试点建设", "%", '"last", carry = true', 'hard = [0, 100]\ntexts = ["完成", "已投入运行"]')
    + indicator("conduct", "作风成效", "%", '"never"', "free_text = true")
    + indicator("water", "金", "%", '"sum"', "hard = [0, inf]", '"铜"')
)
CATALOG = parse(TOML)
Load = Callable[..., Reading]


@pytest.fixture
def catalog() -> Catalog:
    return CATALOG


@pytest.fixture
def load() -> Load:
    """Read a report given as text; ``encoding`` and ``name`` as the analyst chose them."""

    def _load(text: str, name: str = "月报.csv", encoding: str = "utf-8", book: Book | None = None) -> Reading:
        return read(text.encode(encoding), name, CATALOG, book)

    return _load


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def book(
    actuals: Mapping[tuple[str, str, str], float], plans: Mapping[tuple[str, str, str], float] | None = None
) -> Book:
    """What was published before, keyed by (indicator, scope, period)."""
    return Book(
        CATALOG,
        {key: Observation(*key, value=value) for key, value in actuals.items()},
        {key: Observation(*key, value=value) for key, value in (plans or {}).items()},
    )
