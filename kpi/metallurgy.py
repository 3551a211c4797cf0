"""The metallurgist's formulae, on grades in % and masses in t."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def yield_(feed: float, concentrate: float, tail: float) -> float:
    """Concentrate yield γ in % from the three grades (two-product formula, domain.md §1.2).

    Raises ValueError unless concentrate > feed > tail ≥ 0.
    """
    if not concentrate > feed > tail >= 0:
        raise ValueError("needs concentrate > feed > tail >= 0")
    return 100 * (feed - tail) / (concentrate - tail)


def theoretical_recovery(feed: float, concentrate: float, tail: float) -> float:
    """理论回收率 in %: 100 β(α−θ)/(α(β−θ)) (domain.md §1.1). Raises ValueError unless β > α > θ ≥ 0."""
    return yield_(feed, concentrate, tail) * concentrate / feed


def actual_recovery(feed_mass: float, feed: float, concentrate_mass: float, concentrate: float) -> float:
    """实际回收率 in %: 100 K β/(Q α) (domain.md §1.2)."""
    return 100 * concentrate_mass * concentrate / (feed_mass * feed)


def dry(wet: float, moisture: float) -> float:
    """Dry tonnes from wet ones; moisture in % on the wet basis (domain.md §1.0)."""
    return wet * (1 - moisture / 100)


def difference(first: float, second: float) -> float:
    return first - second


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "theoretical_recovery": theoretical_recovery,
    "difference": difference,
    "yield": yield_,
}
"""What a ``recompute`` rule may name."""
