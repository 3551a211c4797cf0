"""What stands above a table in cells of its own: 月份,2022年9月, who reports, the month in the corner of its groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.grid import groups, labels, levels, metals
from kpi.intake.grid.dates import YEARS
from kpi.intake.grid.levels import number_like
from kpi.intake.headings import purpose
from kpi.intake.headings.unnamed import VAGUE
from kpi.intake.words import periods
from kpi.intake.words.cleaning import plain
from kpi.intake.words.vocabulary import Vocabulary

_HEAD_ROWS = 20
_DECEMBER = 12
_NEAR = 4
_FULL = 3
"""Filled cells of a heading that something stands above."""
_LABELLED = re.compile(r"[:：]\s*\S")
_LABEL = re.compile(
    r".*(?:月份?|年月|日期|时间|期间?|年度?|年份|单位|部门|车间|班组|[制填编][表报制]?人?|负责人|审核人?|复核人?|编号|版本)[:：]?"
)
"""What says in a cell of its own what the next one is: 填报单位, 报表月份, 审核."""
_TIME = re.compile("月|日期|时间|期间?|年")
_ABOUT = r"(?:(?:19|20)\d\d年度?|\d{1,2}月份?|选矿厂?|各月|分月|月度|实际|完成|情况|统计|报表|月报|表)*"
_STEM = re.compile(rf"{_ABOUT}((?:原矿|精矿|尾矿)?(?:理论|实际)?(?:品位|回收率|金属量)(?:\([^()]*\))?){_ABOUT}")
"""A title that names what is measured of the metals below it, and nothing else but its time."""
_HEADLINE = re.compile(
    r"(?=.*(?:\d月|\d年|表|报)).{2,}(?:月报|[年季快日]报|报[表告]?|表|情况|指标|统计|台账|汇总|通报|简报)(?:\(.{1,8}\))?"
)
"""What a title ends in."""
_WRITTEN = re.compile("日期|时间")
_KIND = re.compile("预|测算|计划|目标|任务|排产|模拟|累计|同期|定额|考核|实际|完成")
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_MONTH = re.compile(r"(1[0-2]|0?[1-9])月?份?")


def told(lines: Sequence[Line], names: Vocabulary) -> Sequence[Line]:
    """The rows above the first heading each as one title, and a month in the corner of a row of groups as another."""
    lines = (*_centred(lines[:_HEAD_ROWS]), *lines[_HEAD_ROWS:])
    dated = (_with_months(line, names, lines[:place]) for place, line in enumerate(lines[:_HEAD_ROWS]))
    lines = (*dated, *lines[_HEAD_ROWS:])
    titles = {line.number: title for line in lines[:_HEAD_ROWS] if (title := _title(line, names))}
    if not (place := _place(lines, titles, names)):
        return lines
    above, head = [titles.get(line.number, line) for line in lines[:place]], lines[place]
    if parted := _cornered(above[-1], head, names):
        *above[-1:], head = parted
    return (*_led(above, head, names), *lines[place + 1 :])


def _centred(lines: Sequence[Line]) -> Iterator[Line]:
    """The rows above the first of several cells, each title of them that stands alone beside the first column there.

    A month alone is the title's at the right end of the heading and a group's over any other of its columns.
    """
    several = next((n for n, line in enumerate(lines) if sum(map(bool, map(plain, line.own))) > 1), len(lines))
    width = max((n for n, cell in enumerate(lines[several].cells) if plain(cell)), default=0) if lines[several:] else 0
    for number, line in enumerate(lines):
        filled = [place for place, cell in enumerate(line.own) if plain(cell)]
        text = plain(line.cells[filled[0]]) if filled else ""
        titled = bool(_HEADLINE.fullmatch(normal(text))) or (labels.dated(text) and filled[0] >= width)
        alone = number < several and len(filled) == 1 and filled[0] and not line.repeated
        yield Line(line.number, (text,)) if alone and titled else line


def _place(lines: Sequence[Line], titles: Mapping[int, Line], names: Vocabulary) -> int | None:
    """The row that heads the first figures; None where none near them does."""
    figures = (n for n, row in enumerate(lines[:_HEAD_ROWS]) if _counts(row) and row.number not in titles)
    end = next(figures, 0)
    near = range(end - 1, max(end - 1 - _NEAR, -1), -1)
    return next((n for n in near if lines[n].number not in titles and _heads(lines[n], names)), None)


def _led(above: Sequence[Line], head: Line, names: Vocabulary) -> tuple[Line, ...]:
    """The rows to the heading, with metals and products over all their columns where nothing else ties them."""
    rows, place = (*above, head), len(above)
    if any(n + len(levels.at(rows, n).rows) > place for n in range(max(place - levels.DEEPEST, 0), place)):
        return rows
    if grouped := _grouped(above[-1], head):
        return (*above[:-1], grouped, head)
    return (*above, *(_stem(above, head, names) or (head,)))


def _with_months(line: Line, names: Vocabulary, above: Sequence[Line]) -> Line:
    """月份,1,2,3 as 月份,1月,2月,3月: the months of a year in their order, called so by their first cell.

    So is 指标,单位,8,9,10 under a title that says a year and no month.
    """
    lead, *rest = [plain(cell) for cell in line.own if plain(cell)] or [""]
    if (field := names.field(lead)) and field[0] == "indicator" and _of_a_year(above):
        rest = [cell for cell in rest if (names.field(cell) or ("",))[0] != "unit"]
        run = range(int(rest[0]), int(rest[0]) + len(rest)) if rest and rest[0].isdigit() else range(0)
        if len(run) < _FULL or run[-1] > _DECEMBER or [str(n) for n in run] != rest:
            return line
        return replace(line, cells=tuple(f"{plain(c)}月" if plain(c) in rest else c for c in line.cells))
    numbers = list(takewhile(str.isdigit, rest))
    said = names.field(lead)
    if not (normal(lead) in YEARS or (said and said[0] == "month")) or len(numbers) < _FULL - 1:
        return line
    if numbers != [str(n) for n in range(1, min(len(numbers), 12) + 1)] or any(map(number_like, rest[len(numbers) :])):
        return line
    cells = (f"{plain(cell)}月" if plain(cell) in numbers else cell for cell in line.cells)
    return replace(line, cells=tuple(cells))


def _of_a_year(above: Sequence[Line]) -> bool:
    texts = [line.text for line in above]
    return len(periods.years_said(texts)) == 1 and not any("月" in text or "日" in text for text in texts)


def _counts(line: Line) -> bool:
    """Whether a row holds figures."""
    return any(map(_is_number, line.own))


def _heads(line: Line, names: Vocabulary) -> bool:
    """Whether a row names three columns or more, known ones among them."""
    said = [plain(cell) for cell in line.cells if plain(cell)]
    known = [cell for cell in said if names.field(cell) or metals.is_part(cell) or _measures(cell, names)]
    return (len(said) >= _FULL or len(known) == len(said)) and len(known) > 1 and not _counts(line)


def _measures(cell: str, names: Vocabulary) -> bool:
    return names.meaning(cell) is not None or metals.is_stem(cell, names)


def _is_number(cell: str) -> bool:
    return number_like(cell) and cell[-1:].isdigit() and not labels.dated(plain(cell))


def _title(line: Line, names: Vocabulary) -> Line | None:
    """统计期,2022年9月,,单位：万吨 as the title 统计期：2022年9月  单位：万吨; None for a row of any other sort.

    At most one of its cells is neither a date nor a label with what it labels, and none is a heading.
    """
    cells = [plain(cell) for cell in line.own if plain(cell)]
    if len(cells) < 2 or not plain(line.cells[0]) or line.repeated & {0}:
        return None
    said, place, others, dates, parts = list[str](), 0, 0, 0, 0
    while place < len(cells):
        text, after = cells[place], cells[place + 1] if place + 1 < len(cells) else ""
        if after and (pair := _pair(text, after, names)):
            said.append(pair)
            dates += labels.dated(after) and not _WRITTEN.search(text)
            parts += normal(after) in names.scopes
            place += 2
            continue
        if not labels.dated(text) and not _LABELLED.search(text):
            if _means(text, names) or number_like(text):
                return None
            others += 1
            parts += normal(text) in names.scopes
        said.append(text)
        dates += labels.dated(text)
        place += 1
    alone = others == len(said) or others > 1 or dates > 1 or parts > 1  # 范围,一系列,二系列 head columns
    return None if alone else Line(line.number, ("  ".join(said),))


def _pair(label: str, value: str, names: Vocabulary) -> str:
    """月份 and 9 → 9月, 填报单位 and 选矿厂 → 填报单位：选矿厂; '' where they are no pair."""
    if _is_cell_of(normal(label).rstrip(":"), value, names):
        return f"{label.rstrip(':：')}：{value}"
    if not _LABEL.fullmatch(label) or _LABELLED.search(label) or labels.dated(label) or _means(value, names):
        return ""
    name = normal(label).rstrip(":")
    if name.endswith(("编号", "版本")) and _KIND.search(value):
        return ""  # 版本 and 预测: what the figures are
    if name in YEARS and (year := _YEAR.fullmatch(value)):
        return f"{year[1]}年"
    if name in ("月", "月份", "月度") and (month := _MONTH.fullmatch(value)):
        return f"{int(month[1])}月"
    dated = labels.dated(value) or isinstance(periods.day(value), str)
    if dated != bool(_TIME.search(label)) or (number_like(value) and not dated):
        return ""
    return f"{label.rstrip(':：')}：{value}"


def _is_cell_of(label: str, value: str, names: Vocabulary) -> bool:
    """Whether a value is what stands in a column of such a heading: 单位 and 万吨, 系列 and 二系列, 类别 and 实际."""
    name, field = normal(value), (names.field(label) or ("",))[0]
    known = {"unit": name in names.units, "scope": name in names.scopes}
    known["kind"] = name in names.kinds or bool(purpose.forecast(value))
    return known.get(field, False)


def _means(text: str, names: Vocabulary) -> bool:
    """Whether a cell heads figures, or says something of those below it: 计划, 镍, 累计, 本月, 单位."""
    said = labels.said(text, names)
    own = bool(said) and "scope" not in said and not labels.dated(text)
    return (
        own or names.field(text) is not None or metals.is_part(text) or groups.is_neutral(text) or groups.is_left(text)
    )


def _cornered(above: Line, head: Line, names: Vocabulary) -> tuple[Line, Line, Line] | None:
    """2022年9月,,镍,,铜 over 系列,处理矿量,原矿品位,…: the month as a title, and both rows without it."""
    if not above.cells or not head.cells or head.number != above.number + 1:
        return None
    month, own = plain(above.cells[0]), plain(head.cells[0])
    over = [place for place, cell in enumerate(above.cells) if place and plain(cell)]
    if not over or not labels.dated(month) or any(labels.dated(plain(above.cells[place])) for place in over):
        return None
    across = bool(above.repeated & {1}) and above.cells[1] == above.cells[0]
    down = bool(head.repeated & {0}) and head.cells[0] == above.cells[0]
    if across or (labels.dated(own) and not down) or _counts(above):
        return None
    if any(place >= len(head.cells) or not plain(head.cells[place]) for place in over):
        return None
    head = replace(head, cells=("", *head.cells[1:]), repeated=head.repeated - {0}) if down else head
    return Line(above.number, (above.cells[0],)), replace(above, cells=("", *above.cells[1:])), head


def _stem(above: Sequence[Line], head: Line, names: Vocabulary) -> tuple[Line, Line] | None:
    """回收率(%) over 镍 and 铜, as if it had been merged, where the titles name it: 2022年回收率(%)."""
    figures = [n for n, cell in enumerate(head.cells) if normal(cell) not in VAGUE and not names.field(cell)]
    said = [found[1] for line in above for cell in line.own if (found := _STEM.fullmatch(normal(cell)))]
    if len(said) != 1 or len(figures) < 2 or not all(metals.of(head.cells[place]) for place in figures):
        return None
    if not metals.is_stem(said[0], names) or above[-1].number + 1 != head.number:
        return None
    cells = tuple(said[0] if place in figures else cell for place, cell in enumerate(head.cells))
    others = frozenset(place for place, cell in enumerate(head.cells) if plain(cell) and place not in figures)
    return Line(above[-1].number, cells, frozenset(figures[1:])), replace(head, repeated=head.repeated | others)


def _grouped(above: Line, head: Line) -> Line | None:
    """Metals, products and what needs them, each over its first column, carried right as if they had been merged."""
    starts = [place for place, cell in enumerate(above.cells) if plain(cell)]
    if above.repeated or len(starts) < 2 or head.number != above.number + 1 or len(starts) == len(head.cells):
        return None
    if not any(metals.is_part(above.cells[place]) for place in starts):
        return None
    first = next((place for place, cell in enumerate(head.cells) if plain(cell)), 0)
    cells, filled = list(above.cells), set[int]()
    cells += [""] * (len(head.cells) - len(cells))
    for place in range(starts[0], len(head.cells)):
        if place in starts or not plain(head.cells[place]):
            continue
        begin = max(start for start in starts if start <= place)
        bare = any(map(metals.is_part, (above.cells[begin], head.cells[begin], head.cells[place])))
        if not bare:
            return None
        cells[place] = above.cells[begin]
        filled.add(place)
    if not filled or starts[0] < first:
        return None
    columns = [(normal(one), normal(two)) for one, two in zip(cells, head.cells, strict=False)]
    return replace(above, cells=tuple(cells), repeated=frozenset(filled)) if len(set(columns)) == len(columns) else None
