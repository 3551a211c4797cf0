"""Latin words around a table: those that change nothing of a month's figures, and the others, which are asked of."""

from __future__ import annotations

import re
from collections.abc import Container

from kpi.intake.words.cleaning import plain

_MONTHS = (
    "JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER "
    "OCTOBER NOVEMBER DECEMBER"
)
_NUMBERED = (
    f"V VER VERSION NO NR P PAGE TABLE TAB SHEET BOOK REPORT COPY FILE DATA ITEM PERIOD DATE MONTH ANNEX "
    f"APPENDIX {_MONTHS}"
)
"""Behind these a number tells nothing of the figures: Sheet1, V1.0, Sep 30."""
_USUAL = frozenset(
    f"{_NUMBERED} REPORTS TABLES REPORTING MONTH MONTHLY MONTHS DATE DATED TIME PERIOD UNIT UNITS NAME TITLE NUMBER "
    "PRODUCTION PRODUCT PRODUCTS OPERATION OPERATIONS OPERATING OPERATIONAL TECHNICAL ECONOMIC FINANCIAL FINANCE COST "
    "COSTS CONCENTRATOR CONCENTRATE CONCENTRATES CONCENTRATION BENEFICIATION PROCESSING MINERAL MINERALS MINING MINE "
    "MILL MILLS MILLED MILLING GRINDING CRUSHING FLOTATION PLANT ORE TAILINGS TAILING FEED HEAD METAL METALS BALANCE "
    "METALLURGICAL RECOVERY RECOVERIES GRADE GRADES ASSAY ASSAYS NICKEL COPPER NI CU S MG MGO FE CO ENERGY POWER WATER "
    "CONSUMPTION REAGENT REAGENTS STEEL BALL BALLS SAFETY ENVIRONMENT ENVIRONMENTAL QUALITY EQUIPMENT MAINTENANCE "
    "THROUGHPUT AVAILABILITY UTILIZATION UTILISATION PERFORMANCE KPI KPIS INDICATOR INDICATORS KEY MAIN MAJOR BRAND "
    "BRANDS PARTY INNOVATION SMART DIGITAL INTELLIGENT SUMMARY OVERVIEW DASHBOARD DETAILS DETAIL TOTAL RESULT RESULTS "
    "STATISTICS STATISTICAL STATEMENT LIST INDEX EXPORT EXPORTED FINAL APPROVED OFFICIAL INTERNAL CONFIDENTIAL ACTUAL "
    "ACTUALS PLAN PLANS PLANNED TARGET TARGETS BUDGET VS VERSUS DRY T KT TONNES TONNE MT KG H HOURS DAYS DAY RMB CNY "
    "YUAN USD GROUP COMPANY CORP CORPORATION LTD LIMITED INC CHINA JINCHUAN JNMC LONGSHOU DEPARTMENT DEPT DIVISION "
    "OFFICE TEL PHONE FAX EMAIL WWW COM CN HTTP HTTPS HSE QHSE EHS ERP MES DCS APC PH OK OF FOR THE AND IN WITH FROM "
    "XLSX XLS XLSM CSV TXT PDF DOCX".split()
)  # fmt: skip
_FOLLOWED = frozenset(_NUMBERED.split()) | frozenset("OF FOR FROM IN AND".split())  # noqa: SIM905
_TOKEN = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+|\d+")
_BY = re.compile(
    r"(?:prepared|reviewed|approved|compiled|checked|issued|reported|signed|verified|submitted)(?: by)?[:： ]"
    r" ?[\w.' -]{1,40}",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"(?<=\d) ?to ?(?=\d)", re.IGNORECASE)
_TWICE = frozenset(("MIN", "MAX"))
"""A minute is the least, too."""
_HELD = re.compile(
    r"(?<![A-Za-z])(?:(?:IV|V|I{1,3})(?=系列|车间|工段|选厂|分厂|选矿厂|系统|产线)|[XxⅩ×]{2,}(?![A-Za-z]))"
)
"""A numeral that is read as such, Ⅱ系列, and XX for a name that is left out."""
_MOST = 6
"""Words of a name in the catalogue."""
_DENYING = re.compile(
    r"\b(?:YTD|MTD|QTD|WTD|to[ -]?date|cumulat\w*|cum|fore?cast\w*|fcst|estimat\w*|prelim\w*|provisional|tentative"
    r"|budget\w*|guidance|design|wet|moist|void\w*|invalid|obsolete|superseded|incorrect|wrong|correct(?:ed|ion)"
    r"|revised|restated|unaudited|unconfirmed|draft|sample|example|only|excluding|except|excl|partial\w*|incomplete"
    r"|last (?:month|year)|(?:previous|prior) (?:month|year|period)|week\w*|quarter\w*|half|shift|daily|averag\w*|avg"
    r"|maximum|minimum|max|min|(?:line|plant|series) [\dA-Z]+)\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:repair\w*|shut\w*|stop\w*|down|maint\w*|relin\w*|replac\w*|install\w*|clean\w*|inspect\w*|test\w*|fault\w*"
    r"|trip\w*|failure|outage|upgrade\w*|commission\w*|train\w*|meeting|due|because)\b",
    re.IGNORECASE,
)


def left(text: str, known: Container[str]) -> list[str]:
    """The Latin words of a text that are neither usual nor in ``known`` (normal forms), Line 3 with its number."""
    said = _FROM_TO.sub("-", _HELD.sub(" ", _BY.sub(" ", plain(text))))
    tokens, found, place = _TOKEN.findall(said), list[str](), 0
    upper = [token.upper() for token in tokens]
    while place < len(tokens):
        ends = range(min(len(tokens), place + _MOST), place, -1)
        held = next((end for end in ends if len(whole := "".join(upper[place:end])) > 1 and whole in known), 0)
        word, number = upper[place], "".join(tokens[place + 1 : place + 2])
        counted = number.isdigit() and len(number) < 3 and word not in _FOLLOWED
        held = 0 if held == place + 1 and (counted or word in _TWICE) else held
        if not held and not word.isdigit() and (word not in _USUAL or counted):
            found.append(f"{tokens[place]}{' ' * (len(word) > 2)}{number}" if counted else tokens[place])
        place = held or place + 1
    return list(dict.fromkeys(found))


def denies(text: str) -> bool:
    """Whether a remark speaks of forecasts, wet tonnes, one line only or the like, and of no event."""
    said = plain(text)
    return not said.isdigit() and bool(_DENYING.search(said)) and not _EVENT.search(said)
