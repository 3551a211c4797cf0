"""Months that titles, sheets and files say in English: September 2022 is 2022年9月, Jul–Sep 2022 is 2022年7-9月."""

from __future__ import annotations

import calendar
import re

NUMBERS = {name.upper(): n for each in (calendar.month_abbr, calendar.month_name) for n, name in enumerate(each) if n}
NUMBERS["SEPT"] = 9
"""The number of each month by its English name in capitals, whole and short."""
_MONTH = rf"(?<![A-Za-z])(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?![A-Za-z])\.?"
_NAMED = re.compile(_MONTH, re.IGNORECASE)
_YEAR, _GAP = r"(?:19|20)\d\d(?!\d)", r"[-–./ ,'_]{0,3}"
_UNTIL = (
    r"(?<![A-Za-z])(?:(?:up )?to|through|thru|until|till|by|(?P<since>since|from)|as (?:of|at)"
    r"|(?<!month )end(?:ed|ing)) (?:the )?"
)
_SAID = re.compile(
    rf"(?P<several>{_MONTH}(?P<between>[-–—~/,&、 _]*(?:to|through|thru|until|till|and)?[-–—~/,&、 _]*)"
    rf"(?P<last>{_MONTH}){_GAP}(?P<of>{_YEAR}))"
    rf"|(?P<day>\d(?:st|nd|rd|th)?(?: of)?[-./ ]?)?(?P<until>{_UNTIL})?"
    rf"(?:(?P<month>{_MONTH}){_GAP}(?P<year>{_YEAR})"
    rf"|(?<!\d)(?P<before>{_YEAR}){_GAP}(?P<behind>{_MONTH})(?!{_GAP}\d))",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\s*(?:(?:month|period)\s*[:：]?\s*)?({_MONTH})\s*", re.IGNORECASE)
_RANGE = re.compile(r"(?:\s*[-–—~]+\s*|\s+(?:to|through|thru|until|till)\s+)", re.IGNORECASE)


def number(text: str) -> int:
    """The number of a month that is named alone: Sep, Sept., september; 0 for anything else."""
    return NUMBERS.get(text.strip().rstrip(".").upper(), 0) if len(text) < 12 else 0


def speaks(text: str) -> bool:
    """Whether a text names a month in English, understood or not."""
    return bool(_NAMED.search(text))


def told(text: str) -> str:
    """A text with its English months as 2022年9月, those up to one as 截至2022年9月; a day's stays as it stands."""
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
