"""What a row of units under the headings of any table is made of: ℃, MPa, kg/m³, [g], 1000 t, - for what has none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words import numbers, vocabulary
from kpi.intake.words.cleaning import plain

_MORE = "没有单位 无单位 无量纲 dimensionless MPa kPa mg/L g/L m3/h L/s m3/s r/min Hz kW NTU mg/m3 μg/m3 ℃"
_UNITS = frozenset(map(normal, _MORE.split()))
"""Units that no plant's indicator has, and how a column is said to have none."""
_ATOM = (
    r"(?:[pnumkMGTcdhµμ]?(?:m|g|s|A|V|W|Pa|J|Hz|L|l|mol|K|N|Ω|bar|Wh|VA|var|cal|eq)|d?mt|[kM]t|t|h|hr|d|min|day|yr|%|‰|ppm|ppb"
    r"|pH|°[CF]|℃|℉|°|rpm|r|oz|lbs?|ct|bbl|dB|NTU|lx|[千万亿百十]*(?:吨|克|元|人|户|个|台|套|次|项|件|家|辆|只|头|米|瓦|升|伏|安|千瓦时|度)"
    r"|公斤|毫米|厘米|公里|公顷|[千万百]*亩|(?:平方|立方)(?:公?里|千?米)|小时|分钟|天|摄氏度|百分[比点]|倍|美元)"
)
_COMPOUND = re.compile(
    rf"(?:(?:10\^?\d+|10{{2,}}|'0{{3}}) ?(?![%‰]))?{_ATOM}(?:\^?-?[1-3²³])?(?:[/·.*⋅ ]{_ATOM}(?:\^?-?[1-3²³])?)*"
)
_CALLED = frozenset(map(normal, ("单位", "计量单位", "unit", "units", "量纲")))
_SHORT = 8
"""Signs of a unit that no plant has: m3/h, degC."""
_FORMAT = re.compile(r"[ymdhs]{2,4}(?:[-/: ][ymdhs]{2})+", re.IGNORECASE)
_EVERYDAY = vocabulary.everyday()
_ASSAYED = re.compile(
    r"(?:分析|检测|测[试定]|化验)?方法|(?:计量)?单位|(?:analytical |assay )?(?:methods?|description)|units?",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:方法)?检[出测]下?限|定量限|(?:lower |min(?:imum|\.)? |method )?det(?:ection|\.)(?: ?lim(?:it|\.)?)?",
    re.IGNORECASE,
)
_LIMITS = frozenset(("LOD", "LOQ", "LLD", "MDL", "DL"))
_SAMPLED = re.compile(r"样(?!.*[类种数])|sample(?!.*(?:type|count))|assay|hole|元素|element|analyte", re.IGNORECASE)
"""What heads samples and what they are assayed for; elsewhere 检出限 and 方法 are rows like any other."""


def is_unit(cell: str) -> bool:
    """Whether a cell holds nothing but a unit: （万吨）, kg/m3, [g]."""
    bare = plain(cell).strip("()[]【】 ")
    return normal(bare) in _EVERYDAY.units or normal(bare) in _UNITS or bool(_COMPOUND.fullmatch(bare))


def are_units(cells: Sequence[str]) -> bool:
    """Whether filled cells are units, one at least, and marks of none."""
    units = list(map(is_unit, cells))
    return any(units) and all(unit or _is_none(cell) for unit, cell in zip(units, cells, strict=True))


def describes(row: Line, heading: str) -> bool:
    """Whether a row under the headings of assays says by which method, in which unit or from which content on.

    ``heading``: what heads its first column. 单位 with figures may be one that has them.
    """
    if not _SAMPLED.search(heading):
        return False
    lead, *rest = [plain(cell) for cell in row.own if plain(cell)] or [""]
    lead = lead.rstrip(":：") if plain(row.cells[0]) == lead else ""
    limit = _LIMIT.fullmatch(lead) or lead in _LIMITS
    words = _ASSAYED.fullmatch(lead) and not any(number_like(cell) and not numbers.missing(cell) for cell in rest)
    return len(rest) > 1 and bool(limit or words)


def bare(row: Line) -> Line:
    """A row of units without its 单位, dashes and hh:mm, which are none; any other row as it is, the very same."""
    said = [(place, cell) for place, cell in enumerate(row.cells) if plain(cell)]
    words = [cell for place, cell in said if place]
    led = len(words) < len(said) and _leads(plain(row.cells[0]))
    short = all(is_unit(cell) or _is_none(cell) or _is_short(cell) for cell in words)
    if not (led and short and any(map(is_unit, words))) and not are_units([cell for _, cell in said]):
        return row
    kept = (cell if (place or not led) and not _is_none(cell) else "" for place, cell in enumerate(row.cells))
    return Line(row.number, tuple(kept), row.repeated)


def _leads(text: str) -> bool:
    return normal(text) in _CALLED or numbers.missing(text) or bool(_FORMAT.fullmatch(text))


def _is_none(cell: str) -> bool:
    return numbers.missing(plain(cell).strip("()[]【】 "))


def _is_short(cell: str) -> bool:
    return cell.isascii() and len(cell) <= _SHORT and not number_like(cell)
