"""Which number a cell holds: one strict grammar, the marks of what is missing, and words like 80余."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kpi.headings import simplified
from kpi.intake.words import limits
from kpi.intake.words.cleaning import Wrong, plain
from kpi.model import Qualifier

_PLAIN = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{1,18})?|\.\d{1,18})", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3}){1,5}(?:\.\d{1,18})?", re.ASCII)
_BLANKS = re.compile(r"[+-]?[1-9]\d{0,2}(?: \d{3}){1,5}(?:\.\d{1,18})?", re.ASCII)
"""872 400, as the international standard of units writes thousands (ISO 80000-1)."""
_NEGATIVE = re.compile(r"\(([\d,.]+)\)", re.ASCII)
_BEFORE: tuple[tuple[str, Qualifier], ...] = (
    ("大于等于", "ge"), ("大于或等于", "ge"), ("小于等于", "le"), ("小于或等于", "le"),
    (">=", "ge"), ("≥", "ge"), ("≧", "ge"), ("不少于", "ge"), ("不低于", "ge"), ("至少", "ge"),
    ("不小于", "ge"), ("≮", "ge"), ("不大于", "le"), ("不多于", "le"), ("≯", "le"),
    ("<=", "le"), ("≤", "le"), ("≦", "le"), ("不超过", "le"), ("不高于", "le"), ("至多", "le"),
    (">", "gt"), ("超过", "gt"), ("大于", "gt"), ("逾", "gt"),
    ("<", "lt"), ("低于", "lt"), ("小于", "lt"), ("不足", "lt"),
    ("大约", "approx"), ("约", "approx"), ("≈", "approx"), ("~", "approx"),
)  # fmt: skip
_AFTER: tuple[tuple[str, Qualifier], ...] = (
    ("余", "gt"), ("多", "gt"), ("+", "gt"), ("及以上", "ge"), ("以上", "ge"), ("为下限", "ge"), ("下限", "ge"),
    ("及以下", "le"), ("以下", "le"), ("以内", "le"), ("之内", "le"), ("内", "le"), ("为上限", "le"), ("上限", "le"),
    ("左右", "approx"), ("上下", "approx"),
)  # fmt: skip
_INCLUDED = re.compile(r"\(含(?:本数)?\)")
_HELD = re.compile("^(?:控制|保持|稳定)?在(?=.*(?:[上下]|内|左右)$)")
"""控制在1200以内, 35.5（含）以内: words of a limit beside the sign that makes it one."""
_UNIT = re.compile(r"[^\W\d_]|[%‰°℃㎡$¥]")
_SOME = "余多+"
"""What says of a figure that it is somewhat more, and sets no limit."""
_MISSING = frozenset(["-", "--", "---", "—", "——", "―", "――", "–", "─", "/", "\\", ".", "...", "......", "*"])
_AWAITED = frozenset({"暂无", "暂缺", "待报", "未报", "未上报", "待定"})
_MISSING |= _AWAITED | {"无", "缺", "缺失"}
_MISSING |= {"N/A", "NA", "N.A.", "NULL", "NONE", "NAN"}
DIVIDED = "#DIV/0!"
"""Excel's error of a figure that is divided by nought."""
_NUMERALS = re.compile(r"(?:[一二两三四五六七八九]?[十百千])")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?E[+-]?\d+", re.IGNORECASE | re.ASCII)
_MONTH = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|MAI|OKT|DEZ|ENE|ABR|DIC)"
"""As Excel writes it for 9-1 in the languages we meet: 1-Sep, Okt-1, and no ICP-1."""
_DATE = re.compile(
    r"\d{2,4}[-/年]\d{1,2}[-/月]\d{1,2}日?( .*)?|\d{1,2} ?月(\d{1,2}日)?|\d{4}年(\d{1,2}月)?|"
    rf"\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{1,2}}|"
    r"(0?[1-9]|1[0-2])/([0-2]?\d|3[01])|\d{1,2}/\d{1,2}/\d{2,4}",
    re.IGNORECASE,
)
_RAISED = re.compile("(?<![A-Za-zＡ-Ｚａ-ｚ])[²³¹⁰⁴-⁹₀-₉①-⒛ⅰ-ⅿⅠ-Ⅿ㈠-㊿]")
"""Raised and circled digits, which NFKC would turn into ordinary ones: 10² is not 102."""
_FIGURE = r"(?:\d{1,18}(?:,\d{3})*(?:\.\d{1,18})?|\.\d{1,18})"
_RANGE = re.compile(
    rf"({_FIGURE})\s*([^\d\s.,\-–—~～至到]*?)\s*(?:[-–—~～]|至|到)\s*({_FIGURE})\s*([^\d\s.,]*)", re.ASCII
)
_BETWEEN = re.compile(
    rf"({_FIGURE})\s*([^\d\s.,<≤>≥=]*?)\s*(<=?|≤|>=?|≥)[^\d<≤>≥=]{{1,20}}(<=?|≤|>=?|≥)\s*({_FIGURE})\s*([^\d\s.,]*)",
    re.ASCII,
)
_AROUND = re.compile(
    rf"(\(?)({_FIGURE})\s*([^\d\s.,±)+]*?)\s*±\s*({_FIGURE})\s*([^\d\s.,()]*)(\)?)([^\d\s.,()]*)", re.ASCII
)
_APART = re.compile(rf"±\s*({_FIGURE}[^\d\s.,±]*)", re.ASCII)
_MORE_OR_LESS = re.compile(r"\+/?-")
_LONGEST = 200
_TAIL = re.compile(r"([^\d,.()%余多]*)$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, before its unit counts; ``half`` is half a unit of its last written digit."""

    value: Decimal
    half: Decimal
    qualifier: Qualifier = "eq"
    percent: bool = False
    unit: str = ""
    """What is written behind it: 万吨 in 87.3万吨."""


def blanks(text: str) -> bool:
    """Whether a figure's thousands are parted by a blank, once only: 872 400, which may be two figures."""
    said = plain(text)
    return said.count(" ") == 1 and bool(_BLANKS.fullmatch(said))


def missing(text: str) -> bool:
    """Whether a cell says openly that there is no value (intake.md rule 6); not the same as an empty cell."""
    return simplified(plain(text)).upper() in _MISSING


def awaited(text: str) -> bool:
    """Whether what is missing is said to be still to come: 待报, and not 无 or —."""
    return simplified(plain(text)) in _AWAITED


def read(text: str) -> Number | Wrong:
    """A number with its qualifier, percent sign and unit, or why it is none."""
    if len(text) > _LONGEST:
        return Wrong("not_a_number")  # the patterns below take the square of a text's length
    said = simplified(plain(text))
    if not text.isascii() and _RAISED.search(text):
        return Wrong("not_a_number")
    if _PLAIN.fullmatch(said):
        return Number(Decimal(said), half_of(said))
    if reason := _not_a_number(said):
        return Wrong(reason)
    said, qualifier = _qualified(said.replace("−", "-").removeprefix("¥").strip())
    body, unit = _without_unit(said)
    if unit and (not _UNIT.search(unit) or limits.side(unit)):
        return Wrong("not_a_number")  # 83.32-, 0.8↓, 大于83以上
    if qualifier == "eq" and unit:
        body, qualifier = _qualified(body)
    percent = body.endswith("%")
    digits = _digits(body.removesuffix("%").strip(), qualifier)
    if digits is None:
        return Wrong("not_a_number")
    return Number(Decimal(digits.replace(",", "")), half_of(digits), qualifier, percent, unit)


def parted(text: str) -> tuple[str, str] | None:
    """The two ends of a cell such as 82.5–83.5, 82.5%~83.5%, 80至85万吨 or 66≤x≤70; None for any other text."""
    if len(text) > _LONGEST:
        return None
    said = _MORE_OR_LESS.sub("±", simplified(plain(text)))
    if between := _BETWEEN.fullmatch(said):
        low, first, sign, again, high, last = between.groups()
        ends = low + (first or last), high + (last or first)
        rising = [each[0] in "<≤" for each in (sign, again)]
        return None if rising[0] is not rising[1] else ends if rising[0] else ends[::-1]
    found = _RANGE.fullmatch(said)
    if found is None:
        return _around(said)
    low, first, high, last = found.groups()
    return low + (first or last), high + (last or first)


def _around(said: str) -> tuple[str, str] | None:
    """The two ends of 68±2, (68±2)% or 68%±2%; None for 68±2%, which may be two in a hundred of it."""
    if nought := _APART.fullmatch(said):  # of a difference: at most so far from nought
        return f"-{nought[1]}", nought[1]
    found = _AROUND.fullmatch(said)
    if found is None:
        return None
    opened, middle, first, by, last, closed, behind = found.groups()
    whole = opened and closed and not (first or last)
    if not whole and (opened or closed or behind or (last == "%" and not first) or (first and last not in ("", first))):
        return None
    at, apart, unit = Decimal(middle.replace(",", "")), Decimal(by.replace(",", "")), behind or first or last
    return f"{at - apart}{unit}", f"{at + apart}{unit}"


def limited(text: str) -> tuple[str, Qualifier] | None:
    """The figure of a limit and its side: ≥1020, 不低于83.5%, 6.8以下; None for any other text, and for 80余."""
    said = simplified(plain(text)) if len(text) <= _LONGEST else ""
    body, qualifier = _qualified(said)
    if qualifier not in ("ge", "gt", "le", "lt") or not body or said[-1] in _SOME or _qualified(body)[1] != "eq":
        return None
    return body, qualifier


def half_of(written: str) -> Decimal:
    """Half a unit of the last written digit; the zeros that end a whole number count only as a second digit.

    1700000 may well be 1.7 million, so ±50,000; 87 is ±0.5, 0.10 is ±0.005 (BAL-01).
    """
    digits = written.replace(",", "").lstrip("+-")
    if "." in digits:
        return Decimal(5).scaleb(-len(digits.partition(".")[2]) - 1)
    significant = digits.lstrip("0")
    zeros = len(significant) - len(significant.rstrip("0"))
    return Decimal(5).scaleb(min(zeros, max(len(significant) - 2, 0)) - 1)


def _digits(body: str, qualifier: Qualifier) -> str | None:
    if bracketed := _NEGATIVE.fullmatch(body):
        body = f"-{bracketed[1]}"
    if _PLAIN.fullmatch(body) or _THOUSANDS.fullmatch(body):
        return body
    if _BLANKS.fullmatch(body):
        return body.replace(" ", "")
    if qualifier != "eq" and _NUMERALS.fullmatch(body):
        scale = {"十": 10, "百": 100, "千": 1000}[body[-1]]
        return str(scale * (" 一二三四五六七八九".index(body[0].replace("两", "二")) if len(body) > 1 else 1))
    return None


def _qualified(said: str) -> tuple[str, Qualifier]:
    said = _HELD.sub("", _INCLUDED.sub("", said))
    for sign, qualifier in _BEFORE:
        if said.startswith(sign):
            return said[len(sign) :].strip(), qualifier
    for sign, qualifier in _AFTER:
        if said.endswith(sign):
            return said[: -len(sign)].strip(), qualifier
    return said, "eq"


def _without_unit(said: str) -> tuple[str, str]:
    """A number and the words behind it; nothing is cut from what has no number before it."""
    tail = _TAIL.search(said)
    body = said[: tail.start()].strip() if tail else said
    return (body, said[len(body) :].strip()) if body else (said, "")


def _not_a_number(said: str) -> str:
    if _DATE.fullmatch(said):
        return "date_in_number"
    if _SCIENTIFIC.fullmatch(said):
        return "scientific"
    return "excel_error" if said.startswith("#") else ""
