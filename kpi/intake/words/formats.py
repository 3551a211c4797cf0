"""What an Excel number format makes of a stored number: the text that the user sees in the cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

Shape = Literal["number", "percent", "date", "span"]
CHINESE: dict[int, str] = {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日",
    32: "h时mm分", 33: "h时mm分ss秒", 34: "h时mm分", 35: "h时mm分ss秒", 36: "yyyy年m月", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "h时mm分",
    56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日", 9: "0%", 10: "0.00%", 2: "0.00", 4: "#,##0.00", 39: "#,##0.00",
    40: "#,##0.00", 7: "0.00", 8: "0.00", 43: "0.00", 44: "0.00",
}  # fmt: skip
"""The formats a workbook names by number alone; 27–36 and 50–58 are Chinese Excel's own (intake.md rule 4)."""
_SILENT = re.compile(r"\[(?![hms]+\])[^\]]*\]|\\?[_*].", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_SHOWN = re.compile(r'"([^"]*)"|\\(.)|([^\x00-\x7f]|[<>=~])')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?](?:[#0?,.]*[#0?])?")
SCALED = "（数字格式缩小了显示）"
"""Stands behind a number whose format hides its thousands: what the user sees is not what is stored."""
_SIMPLE = re.compile(r"-?\d+(?:\.\d*[1-9])?")
_BARE = re.compile(r"General|@|G/通用格式", re.IGNORECASE)
_SILENT_BEFORE = re.compile(r"(?:[¥￥$€£#:.\s+()-]|人民币|RMB|USD|CNY|NO|[共计第]|[本当]月)*", re.IGNORECASE)
"""What a format may write before a number that stays the number it is; ≥, 累计 and 合计 make another of it."""
_KINDS = {True: re.compile(r"(?:计划|目标)[:：]?\s*(?=[\d.-])"), False: re.compile(r"(?:实际|完成)[:：]?\s*(?=[\d.-])")}
_LAST_DAY = 2_958_466
_EXCEL = 15
"""Excel keeps fifteen significant digits of a number."""


@dataclass(frozen=True, slots=True)
class Format:
    """A number format as far as it matters for reading; ``parts`` of a date: some of y, m, d, h."""

    shape: Shape = "number"
    parts: str = ""
    decimals: int = 0
    scale: int = 0
    """How many groups of three digits the format hides."""
    before: str = ""
    behind: str = ""

    def show(self, written: str, epoch: date) -> str:
        """The stored number as the user reads it: 0.985 → 98.5%, 44805 → 2022-09-01, 2022.1 under 0.00 → 2022.10."""
        if self == _PLAIN and len(written) <= _EXCEL and _SIMPLE.fullmatch(written):
            return written
        number = _plain(written)
        if number is None:
            return written
        if self.shape == "date":
            return self._date(number, epoch)
        if self.shape == "span":
            seconds = round(float(number) * 86400)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if self.shape == "percent":
            return f"{self.before}{self._padded(number.scaleb(2))}%{self.behind}"
        if self.scale:
            return f"{_text(number)}{SCALED}"
        return f"{self.before}{self._padded(number)}{self.behind}"

    def _padded(self, number: Decimal) -> str:
        said = _text(number)
        missing = self.decimals - len(said.partition(".")[2])
        if missing <= 0:
            return said
        return said + ("" if "." in said else ".") + "0" * missing

    def _date(self, number: Decimal, epoch: date) -> str:
        if not 0 <= number < _LAST_DAY:
            return "########"  # what Excel shows for a day that is none
        if not set("ymd") & set(self.parts):
            return _clock(number)
        if number < 61 and epoch.year == 1899:
            number += 1  # Excel counts a 29th of February 1900
        try:
            moment = datetime(epoch.year, epoch.month, epoch.day) + timedelta(days=float(number))
        except OverflowError:
            return "########"
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        if "d" not in self.parts and "h" not in self.parts:
            return f"{moment.year}年{moment.month}月" if "m" in self.parts else f"{moment.year}年"
        time = f" {moment:%H:%M:%S}" if moment.time() != moment.min.time() and "h" in self.parts else ""
        return f"{moment:%Y-%m-%d}{time}"


_PLAIN = Format()


def of(number: int, code: str | None) -> Format:
    """The format of a style: its code in the workbook, else what its number means."""
    return _parsed(code if code is not None else CHINESE.get(number, "General"))


def hides(code: str) -> bool:
    """Whether a format shows nothing at all: ;;;"""
    return ";" in code and not code.strip("; ")


def without_kind(text: str, *, plan: bool) -> str:
    """A cell that says before its number what it is anyway, 计划83.3 of a plan, without that word."""
    found = None if text[:1].isascii() else _KINDS[plan].match(text)
    return text[found.end() :] if found else text


def _parsed(code: str) -> Format:
    section = _SILENT.sub("", _first_section(code)).replace('"."', "")
    bare = _QUOTED.sub("", section)
    if _ELAPSED.search(bare):
        return Format("span")
    unquoted = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), section)
    if not bare.strip():
        return Format()
    if (whole := _BARE.search(unquoted)) and not _DIGITS.search(unquoted):
        return Format("number", "", 0, 0, *_beside(section, whole))
    said = re.sub(r"am/pm|a/p|上午/下午|general|e[+-]", "", bare, flags=re.IGNORECASE).lower()
    if "0" not in said and "#" not in said and re.search(r"[ymdhse]", said):
        return Format("date", parts=_parts(said))
    digits = _DIGITS.search(unquoted)
    decimals = len(re.sub(r"[^#0?]", "", digits[0].partition(".")[2].replace("#", ""))) if digits else 0
    if "%" in bare:
        return Format("percent", "", decimals, 0, *(_beside(section, digits) if digits else ()))
    if digits is None:
        return Format()
    if re.search(r"e[+-]", bare, re.IGNORECASE) or "/" in bare:
        return Format("number", "", 0, 0, *_beside(section, digits))
    hidden = re.search(r"[#0?](,+)(?=[^#0?,]*$)", bare)
    return Format("number", "", decimals, len(hidden[1]) if hidden else 0, *_beside(section, digits))


def _beside(section: str, number: re.Match[str]) -> tuple[str, str]:
    """What a format writes before and behind the number."""
    return _words(section[: number.start()], leading=True), _words(section[number.end() :])


def _first_section(code: str) -> str:
    out, quoted, skip = [], False, False
    for sign in code:
        if skip:
            skip = False
        elif sign == "\\":
            skip = True
        elif sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            break
        out.append(sign)
    return "".join(out)


def _parts(said: str) -> str:
    """Which of year, month, day and time a date format shows; an m beside h or s is minutes."""
    runs = re.findall(r"y+|e+|m+|d+|h+|s+", said)
    found = ""
    for place, run in enumerate(runs):
        kind = {"e": "y", "s": "h"}.get(run[0], run[0])
        beside = runs[place - 1 : place] + runs[place + 1 : place + 2]
        if kind == "m" and len(run) < 3 and ((runs[place - 1 : place] and runs[place - 1][0] == "h") or "ss" in beside):
            kind = "h"
        found += kind
    return found


def _words(text: str, *, leading: bool = False) -> str:
    """The words a format writes beside the number: a unit behind it, a sign like ≥ before it."""
    said = "".join(map("".join, _SHOWN.findall(text))).strip()
    if leading:
        return "" if _SILENT_BEFORE.fullmatch(said) else said
    return said if any(sign.isalpha() or sign in "%‰℃㎡°±+" for sign in said) else ""


def _clock(number: Decimal) -> str:
    seconds = round(float(number % 1) * 86400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _plain(written: str) -> Decimal | None:
    """A stored number without the noise beyond Excel's fifteen digits; None when it is no number."""
    try:
        number = Decimal(written)
    except ArithmeticError:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return None
    return number if len(number.as_tuple().digits) <= _EXCEL else Decimal(f"{float(number):.{_EXCEL}g}")


def _text(number: Decimal) -> str:
    said = f"{number:f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return "0" if said in ("-0", "") else said
