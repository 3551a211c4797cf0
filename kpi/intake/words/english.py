"""Months that titles, sheets and files say in English: September 2022 is 2022年9月, Jul–Sep 2022 is 2022年7-9月.

Octobre 2022, octubre de 2022, Oktober 2022 and октябрь 2022 г. are such too.
"""

from __future__ import annotations

import calendar
import re

NUMBERS = {name.upper(): n for each in (calendar.month_abbr, calendar.month_name) for n, name in enumerate(each) if n}
NUMBERS["SEPT"] = 9
_ELSEWHERE = (
    "janvier enero januar январь января январе", "février fevrier febrero februar февраль февраля феврале",
    "mars marzo märz maerz март марта марте", "avril abril апрель апреля апреле", "mai mayo май мая мае",
    "juin junio juni июнь июня июне", "juillet julio juli июль июля июле", "août aout agosto август августа августе",
    "septembre septiembre setiembre сентябрь сентября сентябре", "octobre octubre oktober октябрь октября октябре",
    "novembre noviembre ноябрь ноября ноябре", "décembre decembre diciembre dezember декабрь декабря декабре",
)  # fmt: skip
NUMBERS |= {name.upper(): n for n, names in enumerate(_ELSEWHERE, 1) for name in names.split()}
"""The number of each month by its name in capitals: the English one whole and short, French to Russian ones whole."""
_LETTER = "[A-Za-zÀ-ɏЀ-ӿ]"
_MONTH = rf"(?<!{_LETTER})(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?!{_LETTER})\.?"
_NAMED = re.compile(_MONTH, re.IGNORECASE)
_YEAR, _GAP = r"(?:19|20)\d\d(?!\d)", r"(?:[-–./ ,'_]{0,3}| del? )"
_TO = "to|through|thru|until|till|à|au?|bis|hasta|al|по|до"
_UNTIL = (
    rf"(?<!{_LETTER})(?:(?:up )?to|through|thru|until|till|by|(?P<since>since|from|depuis|desde|seit)|as (?:of|at)"
    r"|(?<!month )end(?:ed|ing)|jusqu['’ ](?:à|au|en)|hasta|bis|по|до|на конец) (?:the |fin |ende )?"
)
_SAID = re.compile(
    rf"(?P<several>{_MONTH}(?P<between>[-–—~/,&、 _]*(?:{_TO}|and|et|und|y|и)?[-–—~/,&、 _]*)"
    rf"(?P<last>{_MONTH}){_GAP}(?P<of>{_YEAR}))"
    rf"|(?P<day>\d(?:st|nd|rd|th)?(?: of| de)?[-./ ]?|(?<!\d)[1-3]\d\. )?(?P<until>{_UNTIL})?"
    rf"(?:(?P<month>{_MONTH}){_GAP}(?P<year>{_YEAR})"
    rf"|(?<!\d)(?P<before>{_YEAR}){_GAP}(?P<behind>{_MONTH})(?!{_GAP}\d))",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\s*(?:(?:month|period)\s*[:：]?\s*)?({_MONTH})\s*", re.IGNORECASE)
_RANGE = re.compile(rf"(?:\s*[-–—~]+\s*|\s+(?:{_TO})\s+)", re.IGNORECASE)


def number(text: str) -> int:
    """The number of a month that is named alone: Sep, Sept., september, octobre; 0 for anything else."""
    return NUMBERS.get(text.strip().rstrip(".").upper(), 0) if len(text) < 12 else 0


def speaks(text: str) -> bool:
    """Whether a text names a month in words, understood or not."""
    return bool(_NAMED.search(text))


def told(text: str) -> str:
    """A text with its months in words as 2022年9月, those up to one as 截至2022年9月; a day's stays as it stands."""
    if found := _ALONE.fullmatch(text):
        return f"{number(found[1])}月"
    return _SAID.sub(_chinese, text)


def _chinese(found: re.Match[str]) -> str:
    if found["several"]:
        first = re.match(_MONTH, found["several"], re.IGNORECASE)
        ranged = first is not None and bool(_RANGE.fullmatch(found["between"]))
        return f"{found['of']}年{number(first[0])}-{number(found['last'])}月" if first and ranged else found[0]
    if found["since"] or (found["day"] and found["month"]):
        return found[0]
    month, year = found["month"] or found["behind"], found["year"] or found["before"]
    return f"{found['day'] or ''}{'截至' if found['until'] else ''}{year}年{number(month)}月"
