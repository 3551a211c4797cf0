"""Months as they were meant: 年 and 月 in two columns, and the October of twelve months that lost its zero."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.words.cleaning import plain
from kpi.intake.words.periods import Periods, digits, is_bare, number_of, years_said
from kpi.intake.words.vocabulary import FIELDS
from kpi.period import Month

YEARS = frozenset(("年", "年份", "年度", "YEAR"))
_MONTHS = frozenset(normal(word) for word in FIELDS["month"].split())
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_SPAN = re.compile(
    r"(?P<year>(?:19|20)\d\d)?年?度?[-/]?"
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|Q(?P<q>[1-4])|(?P<half>[上下])半年|H(?P<h>[12])|前(?P<until>[二三])季度)"
    r"(?:合计|小计)?"
)
_QUARTERS = {word: n for n, word in enumerate("一二三四", 1)} | {str(n): n for n in range(1, 5)}
_FROM_TO = re.compile(
    r"(?:((?:19|20)\d\d)[年./-]?)?(\d{1,2})(?:月份?)?[-—–~至到]+(?:(?:19|20)\d\d[年./-]?)?(\d{1,2})(?:月份?)?"
    r"(?:合计|小计|累计|累计完成|实际|完成)?"
)
_UNTIL = re.compile(r"(?:截[至止]到?|年初至)(?:((?:19|20)\d\d)年)?(\d{1,2})月份?[底末]?(?:累计|止)?|前(\d{1,2})个?月")
_LONGEST = 20
_UNSAID = 1950
"""The year of months that say none, while only their numbers count."""
_DATED = re.compile(r"(?:19|20)\d\d[年.]")
_DOTTED = re.compile(r"(?:19|20)\d\d\.\d{1,2}")


def joined(header: Line, below: Sequence[Line]) -> tuple[Line, tuple[Line, ...], tuple[str, ...]]:
    """The heading and the rows with each month whole, and which months took their year from a row above.

    A row whose year or month is none is left as it is.
    """
    said = [normal(cell) for cell in header.cells]
    months = [place for place, cell in enumerate(said) if cell in _MONTHS]
    if len(months) != 1:
        return header, tuple(below), ()
    month = months[0]
    years = [place for place, cell in enumerate(said) if cell in YEARS]
    if len(years) == 1 and any(_whole(line, years[0], month) for line in below):
        cells = tuple("" if place == years[0] else cell for place, cell in enumerate(header.cells))
        texts = [_whole(line, years[0], month) or _blank(line, years[0], month) for line in below]
        after = carried(texts)
        lines = tuple(_dated(line, years[0], month, text) for line, text in zip(below, after, strict=True))
        return replace(header, cells=cells), lines, told(texts, after)
    said = [plain(_at(line, month)) for line in below]
    after = carried(said) if len({is_bare(text) for text in {*said} - {""}}) > 1 else said
    pairs = zip(below, said, after, strict=True)
    lines = tuple(line if now == was else _put(line, month, now) for line, was, now in pairs)
    return header, _october(lines, month), told(said, after)


def span(text: str) -> tuple[int, range] | None:
    """2022年一季度 → 2022 and its months 1 to 3; the year is 0 where it is not said; None for anything else."""
    found = _SPAN.fullmatch(normal(text)) if len(text) < _LONGEST else None
    if found is None:
        return None
    year = int(found["year"] or 0)
    if found["until"]:
        return year, range(1, 3 * _QUARTERS[found["until"]] + 1)
    if number := _QUARTERS.get(found["quarter"] or found["q"] or "", 0):
        return year, range(3 * number - 2, 3 * number + 1)
    return year, range(1, 7) if found["half"] == "上" or found["h"] == "1" else range(7, 13)


def _from_to(text: str) -> tuple[int, range] | None:
    """1-9月, 截至9月 → its months; the year is 0 where it is not said."""
    if len(text) < _LONGEST and (until := _UNTIL.fullmatch(normal(text))):
        return int(until[1] or 0), range(1, min(int(until[2] or until[3]), 12) + 1)
    found = _FROM_TO.fullmatch(said := normal(digits(text))) if len(text) < _LONGEST else None
    if found is None or not ("月" in said or _DATED.match(said)) or not 1 <= int(found[2]) < int(found[3]) <= 12:
        return None
    return int(found[1] or 0), range(int(found[2]), int(found[3]) + 1)


def months(text: str) -> range | None:
    """Those of a quarter, of half a year or of 1-9月; None for anything else."""
    found = span(text) or _from_to(text)
    return found[1] if found else None


def spanned(text: str, known: Collection[str], *, whole: bool = False) -> bool:
    """Whether all the months of a quarter or half year, or (not ``whole``) the last of 1-9月, are a table's too."""
    run = _from_to(text) or (span(text) if normal(text).startswith("前") else None)
    if not (wanted := span(text) or run):
        return False
    found: dict[int, set[int]] = {}
    for each in known:
        if isinstance(month := Periods(_UNSAID, {}, 0).read(each), Month):
            found.setdefault(month.year, set()).add(month.number)
    own = [months for year, months in found.items() if wanted[0] in (0, year) or year == _UNSAID]
    return any(
        months.issuperset(wanted[1]) or (run is not None and not whole and wanted[1][-1] in months) for months in own
    )


def year_through(known: Collection[str]) -> bool:
    """Whether a table's months are the twelve of one year, so that 全年 among them can only be their sum."""
    read = {month for each in known if isinstance(month := Periods(_UNSAID, {}, 0).read(each), Month)}
    return len(read) == len(range(1, 13)) == len({month.number for month in read}) and len({m.year for m in read}) == 1


def carried(texts: Sequence[str | None]) -> list[str]:
    """Months with the year of the one before them where they have none of their own: 2021年11月, 12月 → 2021年12月.

    Only while they go on in their order: what follows 12月 may be any year's 1月. None ends what is carried.
    """
    found, year, last = [], 0, 0
    for text in texts:
        whole = Periods(0, {}, 0).read(text) if text else None
        if isinstance(whole, Month):
            year, last = whole.year, whole.number
        elif text is None or years_said([text]) - {year}:
            year = 0
        elif is_bare(text):
            number = number_of(text)
            year, last = (year if number >= last else 0), number
            text = f"{year}年{number}月" if year else text
        found.append(text or "")
    return found


def told(before: Sequence[str | None], after: Sequence[str]) -> tuple[str, ...]:
    """The months that took their year from another: 12月 → 2021年12月."""
    pairs = zip(before, after, strict=True)
    return tuple(dict.fromkeys(f"{was} → {now}" for was, now in pairs if was and was != now))


def mixed(texts: Iterable[str]) -> bool:
    """Whether some months say their year and some do not: no title can tell the year of these then."""
    said = {plain(text) for text in texts} - {""}
    bare = {text for text in said if is_bare(text)}
    return bool(bare) and any(isinstance(Periods(0, {}, 0).read(text), Month) for text in said - bare)


def turns(texts: Iterable[str]) -> bool:
    """Whether bare months go on from 12月 to 1月, which is another year's than the one a title says."""
    numbers = list(dict.fromkeys(number_of(text) for text in texts if is_bare(text)))
    return (12, 1) in pairwise(numbers)


def _put(line: Line, place: int, text: str) -> Line:
    if plain(_at(line, place)) == text:
        return line
    return replace(line, cells=(*line.cells[:place], text, *line.cells[place + 1 :]))


def _at(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _blank(line: Line, year: int, month: int) -> str | None:
    """The bare month of a row that leaves the year to the rows above; None where it says a year that is none."""
    return plain(_at(line, month)) if not plain(_at(line, year)) else None


def _whole(line: Line, year: int, month: int) -> str:
    """2022 and 8 → 2022年8月; empty where one of them is something else."""
    if len(line.cells) <= max(year, month) or not is_bare(line.cells[month]):
        return ""
    found = _YEAR.fullmatch(plain(line.cells[year]))
    number = re.sub(r"[^0-9]", "", plain(line.cells[month]))
    return f"{found[1]}年{number}月" if found and number else ""


def _dated(line: Line, year: int, month: int, text: str) -> Line:
    """A row with its whole month, which then needs no year of its own; any other row as it is."""
    if not text or is_bare(text) or text == plain(_at(line, month)):
        return line
    return replace(_put(_put(line, month, text), year, ""), repeated=line.repeated - {year})


def _october(below: Sequence[Line], month: int) -> tuple[Line, ...]:
    """2022.1 behind 2022.9 and before 2022.11, where all twelve months stand in their order, is October."""
    said = [plain(line.cells[month]) if month < len(line.cells) else "" for line in below]
    dated = [n for n, text in enumerate(said) if _DOTTED.fullmatch(text)]
    texts = [said[n] for n in dated]
    lines = list(below)
    for start in range(len(texts) - 11):
        year = texts[start][:4]
        if texts[start : start + 12] == [f"{year}.{n}" if n != 10 else f"{year}.1" for n in range(1, 13)]:
            place = dated[start + 9]
            cells = list(lines[place].cells)
            cells[month] = f"{year}.10"
            lines[place] = replace(lines[place], cells=tuple(cells))
    return tuple(lines)
