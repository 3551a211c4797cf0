"""How a name in a file is compared with the catalogue's: width, blanks, case and the form of characters are one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kpi.model import Catalog, Indicator, Scope
from kpi.unit import Words

_UNIT_SUFFIX = re.compile(r"[(\[【](?P<unit>[^()\[\]【】]*)[)\]】]$")
_IGNORED = re.compile(r"[\s“”\"'‘’　]+")
_HOURS = re.compile(r"(KW|千瓦)[·•⋅.∙‧・*×]([H时])")
"""kW·h and kW.h, which standards write, for kWh."""
_ROMAN = re.compile(r"(?<![A-Z])(?:IV|V|I{1,3})(?=(?:系列|车间|工段|选厂|分厂|选矿厂|系统|产线))")
_COUNTED = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五"}
_SHORT = 64
"""Characters of a text that is remembered; a hostile file's long ones would fill the memory."""
_SIMPLER = str.maketrans(
    "萬專業個於產億會餘黨內決減創別製劑辦務動區協單佔廠歷曆發臺噸響圍場處備複復頭實審屬乾幹異應開當態總報採據數無時"
    "暫術機權條來標檢濕點牽狀環現電礦稱類約級納線綫細終統績維藝節範藥計議論設證試話說請課負責質費資車轉達過運進選鐘"
    "鋼銅鎂鎳長門閉問間際項預題風驗黃劃與註關兩準後調號員額",
    "万专业个于产亿会余党内决减创别制剂办务动区协单占厂历历发台吨响围场处备复复头实审属干干异应开当态总报采据数无时"
    "暂术机权条来标检湿点牵状环现电矿称类约级纳线线细终统绩维艺节范药计议论设证试话说请课负责质费资车转达过运进选钟"
    "钢铜镁镍长门闭问间际项预题风验黄划与注关两准后调号员额",
)
"""The traditional forms of the characters that names, units and marks are written in."""


def simplified(text: str) -> str:
    """處理礦量 → 处理矿量; only the characters our names use, for comparing and never for keeping."""
    return text if text.isascii() else text.translate(_SIMPLER)


def normal(text: str) -> str:
    """NFKC, simplified characters, no blanks or quotation marks, upper case, kWh without its dot (domain.md §6).

    Ⅱ系列 is 二系列.
    """
    return _known(text) if len(text) <= _SHORT else _normal(text)


@lru_cache(maxsize=32_768)
def _known(text: str) -> str:
    """A report's names come again and again."""
    return _normal(text)


def _normal(text: str) -> str:
    name = _IGNORED.sub("", simplified(unicodedata.normalize("NFKC", text))).upper()
    if ("I" in name or "V" in name) and not name.isascii():
        name = _ROMAN.sub(lambda found: _COUNTED[found[0]], name)  # Ⅱ系列 is 二系列
    return _HOURS.sub(r"\1\2", name) if "KW" in name or "千瓦" in name else name


def split_unit(text: str) -> tuple[str, str]:
    """A heading without its unit in brackets, and that unit: ``处理矿量(万吨)`` → 处理矿量, 万吨."""
    plain = _IGNORED.sub("", simplified(unicodedata.normalize("NFKC", text)))
    found = _UNIT_SUFFIX.search(plain)
    return (plain[: found.start()], found["unit"]) if found else (plain, "")


def names(thing: Indicator | Scope) -> tuple[str, ...]:
    """Every spelling a file may use for it."""
    given: Words = thing.name
    return (thing.key, given.zh, given.en, *thing.aliases)


def scope(catalog: Catalog, text: str | None) -> str | None:
    """The key of the scope that a reader names by key, name or alias; the plant when he names none."""
    if not text:
        return catalog.plant.key
    wanted = normal(text)
    return next((s.key for s in catalog.scopes.values() if wanted in map(normal, names(s))), None)
