"""What stands beside a month's figures holds them to account, as 合计 does: 累计, 完成率, 环比, a year's plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.intake.checks import alike, compared, completions, controls, growing, moved, shifted, spanplans, summed
from kpi.intake.checks.published import Published
from kpi.intake.headings.aside import Table
from kpi.intake.headings.cells import Cell
from kpi.intake.headings.shapes import Shape
from kpi.intake.headings.unasked import COMPUTED, SPAN
from kpi.intake.words.vocabulary import Said, Vocabulary
from kpi.model import PLANS, Book
from kpi.reading import Issue

_PERHAPS_SUMS = frozenset(("perhaps_year_so_far", "only_years_plan"))


def check(
    table: Table, good: Sequence[Cell], of: tuple[Shape | None, Said], names: Vocabulary, book: Book | None
) -> list[Issue]:
    """The questions about what a table's controls do not bear out; those of one sort together.

    ``of``: how the table was laid out and what its figures are that say neither plan nor actual.
    """
    shape, kind = of
    if shape and shape.cross:  # 累计 below 镍 and below 铜 goes with what stands at its left
        table = ([texts[-1] if texts else "" for texts in shape.heading.parts], *table[1:])
    own = controls.of(table, good, kind, names)
    titled = bool(shape and shape.month_from) and any(c.row.kind in PLANS and len(c.row.period) == 4 for c in good)
    published = Published(good, names.catalog, book)
    found = [*compared.check(own, names, published), *shifted.check(own, names, published)]
    monthly = completions.of_months(shape.heading.parts if shape else [(head,) for head in table[0]])
    found += [*growing.check(own, published), *completions.check(own, monthly, titled=titled)]
    found += [*spanplans.check(own), *summed.check(own, names)]
    told = {issue.cell for issue in found}
    found += [issue for issue in moved.check(own, names, published) if issue.cell not in told]
    return alike.together(found, {id(issue): issue.code for issue in found})


def untold(issues: Iterable[Issue], asked: Sequence[Issue]) -> list[Issue]:
    """The issues of the headings without rates beside figures that may be the year's so far: of these nothing is said.

    That the month's own figure was read is told of no column then.
    """
    doubtful = any(issue.code in _PERHAPS_SUMS for issue in asked)
    return [issue for issue in issues if not (doubtful and issue.code in (COMPUTED, SPAN))]
