"""Figures as they were written and worked out in decimals, without the noise of binary arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import floor, isfinite, log10
from typing import Any

SURE = 15
"""Decimal digits that a double holds for certain."""
_OF_A_DIFFERENCE = 13
"""Two of them are left to what its operands were worked out from."""


def plain(value: float) -> float:
    """0.3 of 0.30000000000000004; what anybody writes in at most 15 digits stays as it is."""
    return float(f"{value:.{SURE}g}")


def same(one: float | None, other: float | None) -> bool:
    """Whether two figures are one but for the noise; what is not known is no figure's like."""
    return one == other or (one is not None and other is not None and plain(one) == plain(other))


def less(value: float, by: float) -> float:
    """The difference of two figures to the digits that the larger of them is sure of: 83.9 − 83.5 is 0.4."""
    return sure(value - by, max(abs(value), abs(by)))


def sure(difference: float, most: float) -> float:
    """A difference to the digits that figures as large as ``most`` are sure of."""
    if not most or not isfinite(most):
        return difference
    return round(difference, _OF_A_DIFFERENCE - 1 - floor(log10(most)))


def rounded(value: float, decimals: int) -> float:
    """四舍五入 of the decimals somebody wrote, away from zero: 0.835 is 0.84, though its double lies below the half."""
    if not isfinite(value):
        return value
    return float(Decimal(repr(plain(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def plainly(told: Any) -> Any:
    """The same answer for a program, every figure of it in plain decimals."""
    if isinstance(told, dict):
        return {name: plainly(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [plainly(each) for each in told]
    return plain(told) if isinstance(told, float) else told
