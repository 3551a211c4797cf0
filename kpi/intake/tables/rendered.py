"""Heading rows that say the one above them again, in Chinese or in English, or tell its columns of one name apart."""

from __future__ import annotations

from kpi.intake.carriers.table import Line
from kpi.intake.grid.levels import number_like
from kpi.intake.words.cleaning import filled, plain

_ENDINGS = "别別名称稱码碼号號数數量率值期年月日度积積类類额額价價种種"
"""What the words that head columns end in."""
_FULL = 0.5


def says_again(row: Line, under: Line, counted: frozenset[int]) -> bool:
    """Whether a row says what the one above it says; ``counted``: the columns in which figures stand."""
    return _translates(row, under) or _renders(row, under, counted)


def _translates(row: Line, under: Line) -> bool:
    """Whether a row says in Chinese what the one above it says in a program's names: 统计年月 below statistic_yyymm.

    Most of its words are such as head columns; 停 and 检修 below a machine's name are none.
    """
    pairs = [(plain(a), plain(b)) for a, b in zip(row.cells, under.cells, strict=False) if filled(a) or filled(b)]
    told = all(a and b and a.isascii() and not b.isascii() for a, b in pairs)
    return told and sum(b[-1] in _ENDINGS for _, b in pairs) >= _FULL * len(pairs)


def _renders(row: Line, under: Line, counted: frozenset[int]) -> bool:
    """Whether a row says in Latin letters, each in other words, what the Chinese one above it says over the figures."""
    pairs = [(n, a, b) for n, (a, b) in enumerate(zip(row.cells, under.cells, strict=False)) if filled(a) or filled(b)]
    latin = all(filled(a) and not a.isascii() and b.isascii() and b[:1].isalpha() for _, a, b in pairs)
    over = [n in counted for n, _, _ in pairs[1:]]
    return latin and sum(over) >= max(2, _FULL * len(over)) and len({b for _, _, b in pairs}) == len(pairs)


def tells_apart(row: Line, under: Line, counted: frozenset[int]) -> bool:
    """Whether a row with nothing but words over figures tells headings of one name apart: 2022 twice over Jan-Oct."""
    said = {n: cell for n, cell in enumerate(under.own) if filled(cell)}
    names = [row.cells[n] if n < len(row.cells) else "" for n in sorted(counted)]
    if not said or not said.keys() <= counted or any(map(number_like, said.values())) or len({*names}) == len(names):
        return False
    both = [(name, said.get(n, "")) for n, name in zip(sorted(counted), names, strict=True)]
    return len({*both}) == len(both) and all(map(filled, names))
