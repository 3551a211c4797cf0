"""催报: who still owes what of a month. Every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kpi import words
from kpi.charts import ledger
from kpi.missing import Debt, Owed
from kpi.unit import Lang

_COLUMNS = ("scope", "brand", "count", "owed")


def table(debts: Sequence[Debt], lang: Lang) -> Markup:
    """By scope and brand: how many were reported, and the names of those that were not."""
    return ledger.table(
        [words.say(lang, f"reviewing.owed_{column}") for column in _COLUMNS],
        [_cells(debt, lang) for debt in debts],
        css="kpi-owed",
    )


def _cells(debt: Debt, lang: Lang) -> list[str]:
    names = words.say(lang, "trail.comma").join(_name(owed, lang) for owed in debt.owed)
    count = words.say(lang, "reviewing.owed_of", owed=len(debt.owed), reported=debt.reported)
    return [debt.scope.name.of(lang), debt.brand.name.of(lang), count, names]


def _name(owed: Owed, lang: Lang) -> str:
    """Planned is what somebody waits for; of what only came before it is said when."""
    name = owed.indicator.name.of(lang)
    if owed.planned or owed.before is None:
        return name
    return words.say(lang, "reviewing.owed_before", name=name, month=words.month(owed.before))
