"""Columns that say of each row what its figure is, under a heading that nobody knows: 累计完成, 10月计划."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import groups
from kpi.intake.grid.levels import FIGURE, number_like
from kpi.intake.words import limits, numbers, others
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.vocabulary import Field, Said, Vocabulary
from kpi.reading import Issue
from kpi.unit import Words

_OTHERS = (
    r"(?:19|20)\d\d[-./年](?:1[0-2]|0?[1-9])(?:月份?)?|(?:19|20)\d\d年?度?|\d{1,2}月份?(?:[-—–~至到]\d{1,2}月份?)?"
    r"|[上下去前明次]个?[年月季期]度?|[全本当]年度?|同期|同月|年初|年底|至今|累[计積积]|第?[一二三四1-4]季度|[上下]半年"
    r"|[上中下]旬|[年季]度?|[日月]均|平均|最[高低大小好优佳]|滚动|YTD"
)
"""Times that are not surely the month's own."""
_KINDS = (
    r"计划|规划|目标|任务|预算|定额|考核|下达|设计|力争|奋斗|确保|保底|争取|基准|标准|控制|调整[前后]?"
    r"|预[测计估判报]|测算|估算|暂估|较|比|差[异额值距]?|偏差|增减|超欠|[完达]成率|PLAN|TARGET|BUDGET|FORECAST"
)
_ACTUAL = r"实际|实绩|完成|达成|实现|执行|上报|决算|ACTUAL"
_FILLED = r"[本当][月期]|月度?|生产|分解|其中|初|末|底|情况|指标|水平|口径|数据|[值数量率内的()\[\]:、/·•_+%-]"
"""Words that say nothing by themselves."""
_TELLING = re.compile(rf"(?:{_OTHERS}|(?P<kind>{_KINDS})|(?P<actual>{_ACTUAL})|{_FILLED})+")
_STRONG = re.compile(f"{_OTHERS}|{_KINDS}|{_ACTUAL}")
_DONE = re.compile(f"(?!.*[率%比])(?:{_ACTUAL}|{_FILLED})+")
"""Words of actuals alone."""
_TIMED = re.compile(f"{_OTHERS}|预[测计估判报]|较|比|差|率")
_SAID_OF = re.compile("周期|频[次率度]|日期|时间|时限|期限|来源|依据|出处|性质|[编文]号")
"""Headings of columns that tell something else in such words: 考核周期, 数据来源, 指标性质."""
VAGUE = frozenset((
    "项目", "名称", "项目名称", "内容", "分类", "栏目", "项", "序号", "类别", "类型", "数据类别", "数据类型",
))  # fmt: skip
"""Headings that say nothing of what stands under them."""
_APART = re.compile(r"(?:±|\+/?-)\d.*")
_LONGEST = 24
"""Characters of such a cell; more says something of its own."""
_MOST_SHOWN, _MOST_SAID = 60, 4
Of = tuple[Vocabulary, Mapping[Field, int]]
"""The names, and which field each other column is."""


def doubt(column: tuple[int, str], below: Sequence[Line], of: Of, *, kinded: bool) -> Issue | None:
    """The refusal of a column by whose words the figures beside it may be no month's own, no actual or a part's.

    ``column``: its place and heading, ``kinded``: whether headings or cells say plan or actual of every figure. Where
    the heading, or these, leave little doubt, and where nobody knows the words, it is a question.
    """
    index, heading = column
    said = _words(index, below, of)
    kept = bool(_SAID_OF.search(normal(heading))) or (kinded and not any(_TIMED.search(normal(text)) for text in said))
    done = [text for text in said if _DONE.fullmatch(normal(text))]
    asked = kept or len(done) == len(said)
    if done and asked:
        said = tuple(dict.fromkeys((*said, *_unknown(index, below, of[0]))))
    elif not said and normal(heading) in VAGUE:
        said = _unknown(index, below, of[0])
    if not said:
        return None
    found = heading or f"{letters(index)}:{letters(index)}"
    args: dict[str, Arg] = {"words": shown("、".join(said), longest=_MOST_SHOWN)}
    if asked:
        return Issue("column_words", "warning", column=found, found=found, args=args)
    return Issue("column_tells", column=found, found=found, args=args)


def unknown(column: tuple[int, str], line: int, below: Sequence[Line]) -> Issue:
    """The question of a column that nobody knows, with what it says of the rows where that is no series of figures."""
    index, heading = column
    said = list(dict.fromkeys(text for row in below if index < len(row.cells) and (text := plain(row.cells[index]))))
    figures = len(said) > 1 and all(map(number_like, said))
    words = shown("、".join(said[:_MOST_SAID]) + ("…" if len(said) > _MOST_SAID else ""), longest=_MOST_SHOWN)
    told = Words("", "") if figures or not said else Words(f"（写着：{words}）", f" (it says: {words})")
    return Issue("unknown_column", "warning", line, heading, heading, {"words": told})


def bounds(column: tuple[int, str], below: Sequence[Line], kinds: Collection[Said | None]) -> Issue | None:
    """The refusal of a column that holds nothing but the limits of plans, ≥, 不低于, ±2.

    ``kinds`` are those of the figures beside it: a question where none is surely a plan, nothing where all are actuals.
    """
    index, heading = column
    cells = dict.fromkeys(plain(line.cells[index]) for line in below if index < len(line.cells))
    filled = [text for text in cells if text and not numbers.missing(text)]
    own = all(limits.side(normal(text)) or _APART.fullmatch(normal(text)) for text in filled)
    if kinds == {"actual"} or not filled or not own:
        return None
    found, words = heading or f"{letters(index)}:{letters(index)}", shown("、".join(filled))
    if not set(kinds) - {"actual", None}:
        return Issue("limit_nearby", "warning", column=found, found=words)
    return Issue("column_limits", column=found, found=found, args={"words": words})


def _words(index: int, below: Sequence[Line], of: Of) -> tuple[str, ...]:
    """The cells that say so; none that says what the row's own month, kind or part of the plant say too."""
    names, fields = of
    found, months, seen = dict[str, None](), fields.get("month"), set[tuple[str, str]]()
    for line in below:
        text = plain(line.cells[index]) if index < len(line.cells) else ""
        month = line.cells[months] if months is not None and months < len(line.cells) else ""
        if text and (text, month) not in seen and _tells(text, plain(month), names, fields):
            found[text] = None
        seen.add((text, month))
    return tuple(found)


def _unknown(index: int, below: Sequence[Line], names: Vocabulary) -> tuple[str, ...]:
    """The words that nobody knows, and beside which the figures count as usual."""
    cells = dict.fromkeys(plain(line.cells[index]) for line in below if index < len(line.cells))
    return tuple(text for text in cells if text and not _is_ordinary(text, names))


def _tells(text: str, month: str, names: Vocabulary, fields: Collection[str]) -> bool:
    name = normal(text)
    if len(name) > _LONGEST or FIGURE.fullmatch(text) or not name:
        return False
    if name in names.kinds:
        return "kind" not in fields
    if names.scopes.get(name):
        return "scope" not in fields and names.scopes[name] != (names.catalog.plant.key,)
    if groups.is_compared(name) or groups.is_sum_so_far(name) or others.differs(name) or others.is_aside(name):
        return True
    rest = next(_without_parts(name, names), name)
    if rest != name and _TELLING.fullmatch(rest):
        return True
    if _TELLING.fullmatch(name) is None or not _STRONG.search(name):
        return False
    return not (_figures(name) and _figures(name) <= _figures(month) and not re.search(f"{_KINDS}|{_ACTUAL}", name))


def _is_ordinary(text: str, names: Vocabulary) -> bool:
    return number_like(text) or groups.is_neutral(text) or names.knows(text)


def _without_parts(name: str, names: Vocabulary) -> Iterator[str]:
    """What is left of 一系列完成 or 三系列 without the part of the plant."""
    for scope, keys in sorted(names.scopes.items(), key=lambda item: -len(item[0])):
        if len(scope) > 1 and scope in name and keys != (names.catalog.plant.key,):
            yield name.replace(scope, "", 1) or "数"
    if part := groups.part_said([name], ()):
        yield name.replace(part, "", 1) or "数"


def _figures(text: str) -> set[int]:
    return {int(figure) for figure in re.findall(r"(?:19|20)\d\d|\d{1,2}", text)}
