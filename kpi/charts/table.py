"""The table behind a chart: every month's value, plan, last year and year to date, as shown in the chart."""

from __future__ import annotations

import re

from markupsafe import Markup

from kpi import message, words
from kpi.charts import axis
from kpi.series import COLUMNS, ENDS, Series
from kpi.unit import Lang, digits


def months(series: Series, lang: Lang) -> Markup:
    """Twelve rows; a gap is a dash."""
    divisor, unit = axis.scale(series, lang)

    def show(name: str, value: float | None) -> str:
        if name == "gap" and value is not None:
            if lang == "zh" and divisor > 1:  # in the unit of the columns beside it, however small
                return f"{digits(value / divisor, 2, signed=True)} {unit}"
            return message.size(series.indicator, value, lang, signed=True)
        return series.indicator.unit.show(value, lang)

    columns = [(name, getattr(series, name)) for name in (*COLUMNS, *ENDS)]
    given = [(name, values) for name, values in columns if any(v is not None for v in values)]
    shown = [_in_one_unit([show(name, value) for value in values]) for name, values in given]
    head = Markup("").join(
        Markup('<th class="num">{}{}</th>').format(
            words.say(lang, f"chart.{name}"), Markup("<br>{}").format(of) if of else ""
        )
        for (name, _), (_, of) in zip(given, shown, strict=True)
    )
    rows = Markup("").join(
        Markup("<tr><td>{}</td>{}</tr>").format(
            words.say(lang, "chart.not_closed", month=str(month)) if at == series.running else str(month),
            Markup("").join(Markup('<td class="num">{}</td>').format(cells[at]) for cells, _ in shown),
        )
        for at, month in enumerate(series.months)
    )
    return Markup(
        '<div class="kpi kpi-wide"><table><thead><tr><th></th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, rows)


def _in_one_unit(cells: list[str]) -> tuple[list[str], str]:
    """The numbers of a column and their unit apart, for its head; as they were where they are in several units."""
    parted = [re.fullmatch(r"(.*\d)(\D*)", cell) for cell in cells]
    units = sorted({found[2].strip() for found in parted if found}, key=len)
    if not units or not set(units) <= {units[-1], units[-1].removesuffix("s")}:  # 1 item, 2 items
        return cells, ""
    return [found[1] if found else cell for cell, found in zip(cells, parted, strict=True)], units[-1]
