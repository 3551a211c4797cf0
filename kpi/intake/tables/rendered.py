"""Heading rows that say the one above them again, in Chinese or in English, or tell its columns of one name apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.intake.carriers.table import Line
from kpi.intake.grid import metals
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import filled, plain

ENDINGS = "别別名称稱码碼号號数數量率值期年月日度积積类類额額价價种種"
"""What the words that head columns end in."""
_FULL = 0.5
_SIGNS = {
    "铅": "Pb",
    "锌": "Zn",
    "金": "Au",
    "银": "Ag",
    "钴": "Co",
    "铁": "Fe",
    "硫": "S",
    "铂": "Pt",
    "钯": "Pd",
    "钼": "Mo",
}
_WORD = re.compile(r"(?=(?:[^a-z]*[a-z]){3})[a-z][^\d]*", re.IGNORECASE)
_FLAG = re.compile(
    r"dry|open(?:ed)?|short|fail(?:ed)?|pass(?:ed)?|off|nil|none|null|n/?a|tbd|error|down|stop(?:ped)?|lost|frozen|trace"
    r"|missing|closed|[^aeiouy]+",
    re.IGNORECASE,
)
"""What stands for a figure: a state, or letters of which no word is made, LNR."""


def says_again(row: Line, under: Line, below: Sequence[Line], counted: frozenset[int]) -> bool:
    """Whether a row says what the one above it says; ``counted``: the columns in which figures stand."""
    return _translates(row, under) or (_renders(row, under, counted) and not _is_like(under, below))


def _translates(row: Line, under: Line) -> bool:
    """Whether a row says in Chinese what the one above it says in a program's names: 统计年月 below statistic_yyymm.

    Most of its words are such as head columns; 停 and 检修 below a machine's name are none.
    """
    pairs = [(plain(a), plain(b)) for a, b in zip(row.cells, under.cells, strict=False) if filled(a) or filled(b)]
    told = all(a and b and a.isascii() and not b.isascii() for a, b in pairs)
    return told and sum(b[-1] in ENDINGS for _, b in pairs) >= _FULL * len(pairs)


def _renders(row: Line, under: Line, counted: frozenset[int]) -> bool:
    """Whether a row says in Latin letters, each in other words, what the Chinese one above it says over the figures."""
    pairs = [(n, a, b) for n, (a, b) in enumerate(zip(row.cells, under.cells, strict=False)) if filled(a) or filled(b)]
    latin = all(filled(a) and not a.isascii() and _is_word(a, b) for _, a, b in pairs)
    over = [n in counted for n, _, _ in pairs[1:]]
    return latin and sum(over) >= max(2, _FULL * len(over)) and len({b for _, _, b in pairs}) == len(pairs)


def _is_word(said: str, again: str) -> bool:
    """Whether a cell is a word in Latin letters, be it Ni below 镍, and no flag that stands for a figure."""
    metal = metals.of(said)
    named = metal == metals.of(again) if metal else _SIGNS.get(plain(said)) == plain(again)
    return named or bool(_WORD.fullmatch(plain(again)) and not _FLAG.fullmatch(plain(again)))


def _is_like(row: Line, below: Sequence[Line]) -> bool:
    """Whether what leads a row is shaped as what leads one below it: MW-1 over MW-2, Chile over Peru."""
    shapes = [_shape(next(filter(filled, line.cells), "")) for line in (row, *below)]
    return shapes[0] in shapes[1:]


def _shape(text: str) -> str:
    return re.sub("[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub(r"\d+", "0", plain(text))))


def tells_apart(row: Line, under: Line, counted: frozenset[int]) -> bool:
    """Whether a row with nothing but words over figures tells headings of one name apart: 2022 twice over Jan-Oct."""
    said = {n: cell for n, cell in enumerate(under.own) if filled(cell)}
    names = [row.cells[n] if n < len(row.cells) else "" for n in sorted(counted)]
    if not said or not said.keys() <= counted or any(map(number_like, said.values())) or len({*names}) == len(names):
        return False
    both = [(name, said.get(n, "")) for n, name in zip(sorted(counted), names, strict=True)]
    return len({*both}) == len(both) and all(map(filled, names))
