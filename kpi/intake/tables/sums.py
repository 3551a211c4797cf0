"""Rows of any table that sum up or compare the others and say so in ways of their own: *, 日计, 班计, 最大值, 同比."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import adding, groups
from kpi.intake.grid.body import TOTAL
from kpi.intake.grid.levels import number_like
from kpi.intake.tables import measured
from kpi.intake.words import vocabulary
from kpi.intake.words.cleaning import filled, plain

_STARS = re.compile(r"\*{1,4}")
"""How SAP leads its sums, one more for each level."""
_SHIFT = re.compile(r"(?:大|小|零点?|[早中晚夜白])班?|[甲乙丙丁]班?|[一二三四1-4]班|[早中晚夜白]")
_OF_TIME = re.compile(
    rf"(?:全?[日天班月周旬季年]|[当本][日天班月周旬季年期]|{_SHIFT.pattern})?(?:合计|小计|总计|累[计積积]|共计|汇总)"
)
_COUNTED = re.compile("[日天班月周旬季年]计")
"""What a day comes to; how work is paid and a person may be called so too."""
_WHOLE = re.compile("全[天日]")
_NAMED = re.compile(r"\w+_(?:SUM|SUBTOTAL)")
_WORD = re.compile("(?:SUB|GRAND)?-?TOTAL|[全总]部")
_BELOW = re.compile("|".join(shape.pattern for shape in (_COUNTED, _WHOLE, _NAMED, _WORD)))
"""What is a sum only below what it sums up."""
_ANY = re.compile(f"{_OF_TIME.pattern}|{_BELOW.pattern}|{TOTAL.pattern}", re.IGNORECASE)
_OF_NOW = re.compile("[当本][日天班月周旬季年期]|单[月季]")
"""Beside it 累计 is another measure of the same thing."""
_SO_FAR = re.compile("累[计積积]")
_STATISTIC = re.compile(r"平均[分值数]|最[高低大小][分值数]|中位数|标准差|方差|极差")
_COMPARED = re.compile("同比|环比|上年|去年|上月")
_TAIL = re.compile(r"[合小总累]计([\u4e00-\u9fff].*)")
_FIGURE = re.compile(
    r"(?:人民币|大写|其中).*|.*(?:大写|[数值额量率吨产耗均比长减]|完成|计划|实际|进度|差距|费用?|时间?|[合小总累]计|总和|平均"
    r"|同比|环比|情况)|(?:.{0,3}[值额量率]|[人件台吨次条户]?数|费用?|折干)\(.*|折干"
)
"""What is summed, behind the word for the sum; 合计器 and 累计折旧 are names."""
_ADDED = re.compile(r"\(\d+(?:[+~—–-]\d+)+\)$")
"""證券合計(1+6+14+15)."""
_DRESSED = re.compile(r"([【\[「<*=—~·-]+)(.+?)([】\]」>*=—~·-]+)")
_ENDS = str.maketrans("【[「<", "】]」>")
"""【合计】, **合计**, never 【合计】站."""
_LEDGER = re.compile("[借贷]方(?:金额|发生额)?|(?:账面)?余额|结存")
_EVERYDAY = vocabulary.everyday()
_ENOUGH = 2
_CLOSE = Decimal("0.005")
_ADJACENT = 4
"""日计, 月计 and 年计 may stand below each other, above all of them what they sum up."""


def is_total(text: str) -> bool:
    """Whether what leads a row says that it sums up others: 合计, 累计处理量; never 合计器 or 累计折旧."""
    dressed = _DRESSED.fullmatch(text)
    bare = dressed[2] if dressed and dressed[1][::-1].translate(_ENDS) == dressed[3] else text
    name = _ADDED.sub("", normal(bare))
    tail = _TAIL.fullmatch(name)
    return bool(TOTAL.fullmatch(name)) and (not tail or bool(_FIGURE.fullmatch(tail[1])) or _EVERYDAY.knows(tail[1]))


def is_so_far(text: str) -> bool:
    """Whether a label says 累计."""
    return bool(_SO_FAR.search(normal(text)))


def is_measure(place: int, below: Sequence[Line]) -> bool:
    """Whether 本月 or 实际 stands in a column, so that 累计 there is another measure and sums up no rows."""
    return _measured({normal(line.cells[place]) for line in below if place < len(line.cells)})


def apart(below: Sequence[Line]) -> frozenset[int]:
    """The rows in a unit that none above them has: 累计运行天数 in 天 is no sum of what is in t."""
    counted = [line for line in below if any(map(number_like, line.own))]
    found, said = set[int](), set[tuple[int, str]]()
    for line in counted[:-1]:
        name, *others = [*_labels(line)] or [(0, "")]
        units = {(place, normal(cell)) for place, cell in others if measured.is_unit(cell)}
        tail = _TAIL.fullmatch(normal(name[1]))
        if said and units and not units & said and tail and not _EVERYDAY.knows(tail[1]):
            found.add(line.number)
        said |= units
    return frozenset(found)


def rows(lead: int, below: Sequence[Line], heads: Sequence[str], *, category: bool) -> frozenset[int]:
    """The numbers of such rows; a word is one only where other words stand in its column too.

    ``category``: 合计 in the leading column is one of the categories that each group has.
    """
    counted = [line for line in below if any(map(number_like, line.own))]
    behind = _behind(counted, lead, but=lead if category else None)
    added = adding.rows(lead, below, _is_any)
    carried = _carried(counted) if any(_LEDGER.fullmatch(normal(head)) for head in heads) else ()
    return frozenset((*_starred(lead, counted), *behind, *_last(lead, counted), *added, *carried))


def _carried(counted: Sequence[Line]) -> Iterator[int]:
    """承前页 and 过次页 in a ledger, whose balance adds up nothing."""
    for line in counted:
        if any(adding.ON.fullmatch(normal(text)) for _, text in _labels(line)):
            yield line.number


def _is_any(text: str) -> bool:
    return is_total(text) or bool(_STARS.fullmatch(text) or _ANY.fullmatch(normal(text)))


def _starred(lead: int, counted: Sequence[Line]) -> Iterator[int]:
    """* right below the rows it sums, ** right below a *; flags, names and ratings in stars are none."""
    said = [_at(line, lead) for line in counted]
    levels = [len(text) if _STARS.fullmatch(text) else 0 for text in said]
    blank = sum(not text for text in said)
    found = [n for n, level in enumerate(levels) if level]
    if len(said) - len(found) - blank <= blank:
        return
    summed = []
    for n in found:
        behind = next(filter(filled, counted[n].cells[lead + 1 :]), "")
        if n == 0 or levels[n - 1] != levels[n] - 1 or not number_like(behind):
            return  # no list of sums
        above = list(takewhile(lambda n: not levels[n], range(n - 1, -1, -1)))
        summed.append(levels[n] > 1 or _adds([counted[n] for n in above], counted[n], lead))
    yield from (counted[n].number for n in found if all(summed))


def _behind(counted: Sequence[Line], lead: int, but: int | None) -> Iterator[int]:
    """日计 below 夜, 白 and 中 or behind the day, in the labels before a row's first figure; 全天 below its shifts."""
    words: dict[int, set[str]] = {}
    labels = [[(place, normal(cell)) for place, cell in _labels(line)] for line in counted]
    for told in labels:
        for place, text in told:
            words.setdefault(place, set()).add(text)
    others = {place: any(not _OF_TIME.fullmatch(t) for t in said) for place, said in words.items()}
    measures = {place for place, said in words.items() if place != lead and _measured(said)}
    for n, told in enumerate(labels):
        for place, text in told:
            if place == but or not others[place]:
                continue
            so_far = place in measures and is_so_far(text)
            if (_OF_TIME.fullmatch(text) and not so_far) or _sums(counted, n, place, lead):
                yield counted[n].number
                break


def _sums(counted: Sequence[Line], n: int, place: int, lead: int) -> bool:
    """Whether 日计, 全天 or ore_sum in a row stands below the rows under the same lead that it sums up."""
    text = normal(counted[n].cells[place])
    if not _BELOW.fullmatch(text):
        return False
    parts = _parts(counted, n, place)
    shifts = bool(parts) and all(_SHIFT.fullmatch(normal(line.cells[place])) for line in parts)
    if _COUNTED.fullmatch(text) and (shifts or (place == lead and _unlabelled(counted, n, lead + 1))):
        return True
    if len(parts) < _ENOUGH:
        return False
    whole = bool(_NAMED.fullmatch(text)) or (place == lead and not _WHOLE.fullmatch(text))
    return _adds(parts, counted[n], place, whole=whole) or (shifts and _within(parts, counted[n], place))


def _unlabelled(counted: Sequence[Line], n: int, place: int) -> bool:
    """Whether a row is blank where all above it have a word: 月计 below the shifts of the days."""
    above = [_at(line, place) for line in counted[:n]]
    words = bool(above) and all(filled(cell) and not number_like(cell) for cell in above)
    return words and not filled(_at(counted[n], place))


def _parts(counted: Sequence[Line], n: int, place: int) -> list[Line]:
    """The rows above one up to the next sum, as far as they are led by the same cells."""
    own = counted[n].cells[:place]

    def alike(at: int) -> bool:
        pairs = zip(own, counted[at].cells, strict=False)
        return all(not filled(a) or not filled(b) or plain(a) == plain(b) for a, b in pairs)

    def sums(at: int) -> bool:
        return bool(_ANY.fullmatch(normal(_at(counted[at], place))))

    begin = next((at for at in range(n - 1, max(n - 1 - _ADJACENT, -1), -1) if not sums(at)), -1)
    if begin < 0 or not all(map(alike, range(begin, n))):
        return []
    above = takewhile(lambda at: alike(at) and filled(_at(counted[at], place)) and not sums(at), range(begin, -1, -1))
    return [counted[at] for at in above]


def _adds(parts: Sequence[Line], line: Line, place: int, *, whole: bool = False) -> bool:
    """Whether figures behind a label, ``whole``: all of them, are what those of the rows come to."""
    own, above = adding.figures(line, place), [adding.figures(part, place) for part in parts]
    sums = {n: sum((row[n] for row in above if n in row), Decimal()) for n in own}
    alike = [abs(own[n] - sums[n]) <= _CLOSE * abs(own[n]) for n in own if own[n] or whole]
    return any(own.values()) and (all(alike) if whole else any(alike))


def _within(parts: Sequence[Line], line: Line, place: int) -> bool:
    """Whether the figures are means of those of the rows, as a grade of the day is."""
    own, above = adding.figures(line, place), [adding.figures(part, place) for part in parts]
    said = {n: [row[n] for row in above if n in row] for n in own}
    return bool(own) and all(f and (min(f) < own[n] < max(f) or {*f} == {own[n]}) for n, f in said.items())


def _measured(said: set[str]) -> bool:
    return any(_OF_NOW.fullmatch(text) or text in _EVERYDAY.kinds for text in said)


def _last(lead: int, counted: Sequence[Line]) -> Iterator[int]:
    """最大值 or 同比 below the names of all others, never one of many statistics, nor below 计划 and 实际."""
    said = [(line.number, normal(_at(line, lead))) for line in counted]
    own = [text for _, text in said if not _is_aside(text) and not TOTAL.fullmatch(text)]
    end = next((n for n in reversed(range(len(said))) if said[n][1] in own), -1)
    above = {text for _, text in said[: end + 1]}
    kinds = any(text in _EVERYDAY.kinds or not text or number_like(text) for text in own)
    if len(own) >= _ENOUGH and not kinds and not any(_is_aside(text) or "平均" in text for text in above):
        yield from (number for number, text in said[end + 1 :] if _is_aside(text))


def _is_aside(text: str) -> bool:
    return bool(_STATISTIC.fullmatch(text) or (_COMPARED.match(text) and groups.is_compared(text)))


def _labels(line: Line) -> Iterator[tuple[int, str]]:
    told = ((place, cell) for place, cell in enumerate(line.cells) if filled(cell))
    return takewhile(lambda at: not number_like(at[1]), told)


def _at(line: Line, place: int) -> str:
    return plain(line.cells[place]) if place < len(line.cells) else ""
