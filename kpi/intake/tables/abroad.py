"""Times as tables from abroad write them: 05. January 2022, Q4 2021, FY2021, 2018 [YR2018]; Jahr, TIME_PERIOD."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kpi.headings import normal
from kpi.intake.words import english
from kpi.intake.words.cleaning import plain

_LONGEST = 40
_ELSEWHERE = (
    "JANEIRO GENNAIO JANV ENE GEN ЯНВ", "FEVEREIRO FEBBRAIO FEV FÉVR ФЕВ", "MARÇO MÄR MRZ МАР",
    "APRILE ABR AVR АПР", "MAIO MAGGIO MAG", "JUNHO GIUGNO GIU ИЮН", "JULHO LUGLIO JUIL LUG ИЮЛ", "AGO АВГ",
    "SETEMBRO SETTEMBRE SET СЕН СЕНТ", "OUTUBRO OTTOBRE OKT OUT OTT ОКТ", "NOVEMBRE NOVEMBRO НОЯ НОЯБ",
    "DEZEMBRO DICEMBRE DEZ DIC DÉC ДЕК",
)  # fmt: skip
_MONTHS = english.NUMBERS | {word: n for n, words in enumerate(_ELSEWHERE, 1) for word in words.split()}
_WORD, _YEAR = r"(?P<word>[A-Za-zÀ-ÿ]{3,10})", r"(?P<year>(?:19|20)\d\d)"
_NUMBER = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_HOUR = r"(?:,? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?"
_DAYS = (
    re.compile(rf"{_NUMBER}[. /-]{{0,2}}{_WORD}[.,]?[ /-]?{_YEAR}{_HOUR}", re.IGNORECASE),
    re.compile(rf"{_WORD}\.?[ /-]?{_NUMBER}(?:, ?|[ /-]){_YEAR}{_HOUR}", re.IGNORECASE),
)
_MONTH = re.compile(rf"{_WORD}\.?[ /-]?(?:de )?{_YEAR}")
_FISCAL = re.compile(rf"[FC]Y ?{_YEAR}", re.IGNORECASE)
_TURNED_MONTH = re.compile(rf"(?P<month>1[0-2]|0[1-9])[/-]{_YEAR}")
_PARTS = (
    re.compile(rf"(?P<sort>[QH])(?P<part>[1-4])[ /,_-]*{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?P<part>[1-4])(?P<sort>[QH])[ /,_-]*{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_YEAR}[ /_-]?(?P<part>[1-4])(?P<sort>[QH])", re.IGNORECASE),
    re.compile(rf"{_YEAR}-?(?P<sort>S)(?P<part>[12])"),
)
"""Q4 2021, 4Q21 of two digits not among them, 2H 2022; 2018S1 is a half year too."""
_A_YEAR = re.compile(r"(?:(?<![A-Za-z\d.,/–—-])|(?<=\b[FC]Y)|(?<=\bYR))(?:19|20)\d\d(?![\d.,/–—-]?\d)")
_FINER = re.compile(
    r"[季月周旬半日前后以至]|month|quarter|half|week|ytd|to date|\b(?:before|after|since|until|pre|post|from)\b",
    re.IGNORECASE,
)
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "年": (
        "Jahr",
        "Jaar",
        "Année",
        "Anno",
        "Año",
        "Ano",
        "Ano base",
        "Yr",
        "År",
        "Rok",
        "Yıl",
        "Год",
        "Έτος",
        "연도",
        "년도",
        "年次",
        "Fiscal year",
        "Financial year",
        "财年",
    ),
    "月": ("Monat", "Maand", "Mois", "Mese", "Mes", "Mês", "Måned", "Månad", "Miesiąc", "Měsíc", "Месяц"),
    "日期": ("Datum", "Data", "Fecha", "Tarih", "Дата", "일자", "날짜", "REF_DATE", "OBSERVATION_DATE"),
    "时间": ("TIME_PERIOD", "time period", "reference period", "Zeit", "Periode", "Période", "Período"),
    "年月": ("YYYYMM", "YYYY-MM"),
    "期间": ("기간", "시점", "時間軸", "時点"),
}
_MEANT = {normal(word): meant for meant, spellings in _HEADINGS.items() for word in spellings}
_ENDED = re.compile(r"(?P<n>QUARTER|THREEMONTHS|3MONTHS|HALF-?YEAR|SIXMONTHS|6MONTHS|YEAR|12MONTHS)END(?:ED|ING)")
_ENDED_IN = re.compile(r"\b(?:quarter|months?|half|year|end(?:ed|ing))\b", re.IGNORECASE)
_LONG = {"Q": 3, "3": 3, "T": 3, "H": 6, "S": 6, "6": 6, "Y": 12, "1": 12}
_SINCE = re.compile(r"YEAR-?TO-?DATE|YTD|(?:NINE|9)MONTHSEND(?:ED|ING)|CUMULATIVE")


def heading(text: str) -> str:
    """Jahr as 年, Date (foreign) as 日期; any other heading as it is."""
    return _MEANT.get(normal(text), text)


def said(text: str) -> str:
    """05. January 2022 as 2022-01-05, janvier 2022 as 2022-01, Q4 2021 as 2021-Q4, 2H 2022 as 2022-H2; else empty."""
    told = plain(text)
    if len(told) > _LONGEST or not told[:1].isalnum() or not any(map(str.isdigit, told)):
        return ""
    for shape in _DAYS:
        if (found := shape.fullmatch(told)) and (month := _MONTHS.get(found["word"].upper())):
            return _iso(int(found["year"]), month, int(found["day"]))
    if found := _MONTH.fullmatch(told):
        month = _MONTHS.get(found["word"].upper(), 0)
        return f"{found['year']}-{month:02d}" if month else ""
    if found := _FISCAL.fullmatch(told):
        return found["year"]
    if found := _TURNED_MONTH.fullmatch(told):
        return f"{found['year']}-{found['month']}"
    parts = (shape.fullmatch(told) for shape in _PARTS)
    hit = next(filter(None, parts), None)
    if hit is None or (hit["sort"].upper() == "H" and hit["part"] > "2"):
        return ""
    return f"{hit['year']}-{hit['sort'].upper().replace('S', 'H')}{hit['part']}"


def month(text: str) -> int:
    """The number of July or of M07; 0 for anything else."""
    told = plain(text).upper().rstrip(".")
    number = int(told[1:]) if re.fullmatch(r"M\d\d", told) else _MONTHS.get(told, 0)
    return number if number <= 12 else 0


def ended(parts: Sequence[str], found: str) -> str | None:
    """What Quarter ended over Sep 2022 means: 2022-Q3; empty below Year to date. None where ``found`` is what it says.

    Three months ended September 30 over 2022 too, of which ``found`` is but the year.
    """
    over = " ".join(map(plain, parts))
    said = normal(over)
    if _SINCE.search(said):
        return ""
    if not (length := next((_LONG[hit["n"][0]] for hit in _ENDED.finditer(said)), 0)):
        return None
    words = (_MONTHS.get(word.upper(), 0) for word in re.findall("[A-Za-z]{3,}", _ENDED_IN.sub("", over)))
    year, number = next(iter(_A_YEAR.findall(over)), found[:4]), int(found[5:7] or next(filter(None, words), 0))
    if length == max(_LONG.values()):
        return year
    return f"{year}-{'Q' if length == 3 else 'H'}{number // length}" if year and number and not number % length else ""


def years(names: Sequence[str]) -> tuple[str, ...]:
    """The years in headings of one each: 2018 [YR2018], FY2021, 2022E, Prod_kt_2021; none where but one is said.

    A heading of less than a year, of two years or of any other number tells none: 2021 9 months, 2019-20.
    """
    found = dict.fromkeys(year for name in names if (year := _year_in(name)))
    return tuple(found) if len(found) > 1 else ()


def _year_in(name: str) -> str:
    text = plain(name)
    found = {hit[0] for hit in _A_YEAR.finditer(text)}
    rest = _A_YEAR.sub("", text)
    finer = _FINER.search(rest) or any(word.upper() in _MONTHS for word in re.findall("[A-Za-z]{3,}", rest))
    return found.pop() if len(found) == 1 and not finer and not re.search(r"\d", rest) else ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
