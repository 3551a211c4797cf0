"""Names of sheets and files that say another month or year than the title that was followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kpi.intake.carriers.table import Line, letters
from kpi.intake.headings import around, days
from kpi.intake.headings.around import Outside
from kpi.intake.headings.shapes import Shape
from kpi.intake.words import madeon, numbers, periods, units
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, Row

_DOTTED = {"month_from_sheet": "month_dotted_sheet", "month_from_name": "month_dotted_name"}
"""The question where the month is that of 2022.1, which may be October's."""
_OTHER_MONTH = {"title": "month_other_title", "sheet": "month_other_sheet", "name": "month_other_name"}
_MOST_NAMED = 4
_PARTS = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?")
_DAY = re.compile(r"(?:19|20)\d\d[-._年]\d{1,2}[-._月]\d{1,2}(?!\d)")
"""A day in a file's name is the one on which it was written."""


def month(shape: Shape, sheet: str, name: str) -> Iterator[Issue]:
    """Where the month of a whole table was said; a later source that says another is a doubt of its own."""
    dotted = _DOTTED.get(shape.month_from, "")
    called = sheet if dotted == "month_dotted_sheet" else name.rpartition(".")[0]
    dotted = dotted if around.undecided(called) else ""
    told = {"month": shape.month} | ({"name": called} if dotted else {})
    yield Issue(dotted or shape.month_from, "warning", args=dict(told))
    if shape.month_from == around.MONTH_FROM["title"] and _differs(shape.month, Outside(sheet=sheet)):
        yield Issue("sheet_month_differs", "warning", args={"month": shape.month, "sheet": sheet})
    if shape.month_from != around.MONTH_FROM["name"] and _differs(shape.month, Outside(file=_DAY.sub("", name))):
        yield Issue("name_month_differs", "warning", args={"month": shape.month, "name": name})


def dated(stored: Sequence[Row], outside: Outside, asked: Iterable[Issue]) -> Iterator[Issue]:
    """The title, the sheet's or the file's name that says another month, or year, than all that the table tells itself.

    A plan may be another month's. A file's name is looked at where all figures are of one month. Nothing where it is
    already ``asked`` whether the figures are those of 上年同期, or of a year in a row of its own.
    """
    known = sorted({row.period for row in stored})
    if not known or any(i.code == "labels_applied" or i.code in around.NOT_MONTH.values() for i in asked):
        return
    actual = {row.period[4:] for row in stored if row.kind == "actual"}
    read = "、".join(known[:_MOST_NAMED]) + ("…" if len(known) > _MOST_NAMED else "")
    for source, texts in outside.sources():
        if source == "name" and len(known) > 1:
            continue
        texts = tuple(_DAY.sub("", text) for text in texts) if source == "name" else texts
        told = around.month(Outside(titles=texts))[0]
        years = periods.years_said([told] if told else madeon.told(texts))
        other = bool(years) and not any(int(period[:4]) in years for period in known)
        if other or (told and actual and f"-{days.month_of(told)[1]:02d}" not in actual):
            args = {"said": told or "、".join(f"{year}年" for year in sorted(years)), "months": read}
            yield Issue(_OTHER_MONTH[source], "warning", found=shown(next(filter(None, texts))), args=dict(args))
            return


def joined(asked: Sequence[Issue], year: int, told: Iterable[Issue]) -> list[Issue]:
    """What is asked, with what is told of the month: in one question with its year, or its days, that a title says."""
    first, *rest = told
    other = first.code.replace("month_", "year_")
    if year and any(issue.code == other for issue in asked):
        asked = [issue for issue in asked if issue.code != other]
        first = replace(first, args={"month": f"{year}年{str(first.args['month']).rpartition('年')[2]}"})
    if days := next((issue for issue in asked if issue.code == "days_as_month"), None):
        asked = [issue for issue in asked if issue is not days]
        first = replace(days, args={**days.args, "month": first.args["month"]})
    return [*asked, first, *rest]


def year(said: int, name: str) -> Iterator[Issue]:
    """A file's name that says another year than the one the months were given."""
    years = periods.years_said([_DAY.sub("", plain(name))])
    if years and said not in years:
        yield Issue("name_year_differs", "warning", args={"year": str(said), "name": name})


def measured(shape: Shape | None, rows: Sequence[Line], names: Vocabulary) -> Iterator[Issue]:
    """Rows whose unit is not what brackets say behind the heading of their figures: 吨 beside 数值(万吨), 实际(湿)."""
    if shape is None:
        return
    fields = {f[0]: n for n, cell in enumerate(shape.header.cells) if (f := names.field(cell))}
    columns = [column for column in shape.columns if column.unit] if "unit" in fields else []
    for line in rows if columns else ():
        beside = units.limited(line.cells[fields["unit"]])[0] if fields["unit"] < len(line.cells) else ""
        for column in columns:
            figure = line.cells[column.index] if column.index < len(line.cells) else ""
            crossed = shape.cross.indicator(line, column.index) if shape.cross else ""
            name = crossed or column.indicator or shape.indicator or line.cells[fields.get("indicator", 0)]
            if numbers.missing(figure) or not plain(figure) or not (meaning := names.meaning(name)):
                continue
            if (of := meaning.indicator) and (
                told := units.odd(of, column.unit, "" if numbers.missing(beside) else beside, names)
            ):
                at, head = f"{letters(line.column(column.index))}{line.number}", shape.header.cells[column.index]
                yield Issue(told[0], "error", line.number, shown(plain(head)), shown(plain(head)), told[1], cell=at)


def _differs(said: str, outside: Outside) -> bool:
    """Whether the year or the month of one text is another than that of the other; what one leaves unsaid is none."""
    other = around.month(outside)[0] or around.year(outside)[0]
    own, others = (_PARTS.match(text) for text in (said, other))
    if own is None or others is None:
        return False
    pairs = zip(own.groups(), others.groups(), strict=True)
    return any(one and two and int(one) != int(two) for one, two in pairs)
