"""What a label that stands alone in a row says: part of the plant, plan or actual, period, nothing, or no month."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kpi.headings import normal, simplified
from kpi.intake.grid import groups, labels
from kpi.intake.grid.body import NOTE
from kpi.intake.headings import purpose
from kpi.intake.words.cleaning import plain, shown
from kpi.intake.words.vocabulary import Vocabulary

_AHEAD = re.compile(
    r"(?:(?:备?注|说明)\d*[:.、](?=以下|下)|\(?\d{1,2}[)、.](?!\d)|\(?[一二三四五六七八九十]{1,3}[)、.]|其中[:、,]?|以下(?:数据|各行|指标|均|都)*(?:为|是|属于?)?[:,]?"
    r"|下[列表面][为是]?[:,]?|[-—–*※◆●■·•★☆▲△>]+)+"
)
_BEHIND = re.compile(r"[:;,。.、·\-—–]+$")
_AROUND = "()[]【】〔〕<>《》"
_POINTS = re.compile("以下|下[列表面]")
_NO_MONTH = re.compile("累计|累積|同期|上年|去年|日均|日平均|旬|均值|季度|半年|年初至|YTD|CUMULATIVE")
_FILLER = re.compile(r"(?:生产|数据?|数值|值|指标|情况|部分|完成|的|为|是|表|产量|[()\[\]·•・_/:|、,.\-—–])*")
_PLAN, _ACTUAL = re.compile("计划|目标|任务|预算|PLAN|TARGET|BUDGET"), re.compile("实际|实绩|完成|ACTUAL")
_OTHER_PLAN = re.compile("[年上下限高低]")
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_SIGNED = re.compile("(?:签字|签章|盖章|制表|编制|审核|审批|批准|复核|填报|校核|主管|厂长|联系电话|报送|日期).*")
_HOW_FAR = re.compile("(?:完成|执行)情况")
_DONE = re.compile("(?:生产|工作|[年月]度?)*(?:计划|任务|目标)(?:完成|执行)情况")
_SEVERAL = re.compile(
    r"\(?([一二三四五六七八1-8])[)、.,和与及]([一二三四五六七八九2-9])(?:[#号]|系列|车间|工段|分?厂|选)"
)
_COUNT = "一1二2三3四4五5六6七7八8九9"
_SENTENCE = 24
"""Characters of a label; more is a remark."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label row: what it says, and what becomes of it.

    ``sort``: applied, neutral, note, unknown, total, or why it can not be read: left, heading, period, unclear.
    """

    line: int
    text: str
    sort: str
    told: dict[str, str] = field(default_factory=dict)

    @property
    def read(self) -> str:
        """The label as it stands, and what was understood where that is another word."""
        own = shown(self.text, longest=30)
        meant = "，".join(self.told.values())
        return own if not meant or normal(meant) == normal(own) else f"{own} → {meant}"


def label(line: int, text: str, names: Vocabulary) -> Label:
    """What the one text of a row without figures says of the rows below."""
    whole = normal(text)
    points = bool(_POINTS.search(whole))
    made = Label(line, shown(text), "unknown")
    if not points and (NOTE.fullmatch(simplified(plain(text))) or _SIGNED.fullmatch(whole) or "。" in text):
        return replace(made, sort="note")
    name = bare(text)
    if not name or groups.is_neutral(name) or (name in names.kinds and not says_kind(name)):
        return replace(made, sort="neutral")
    if groups.states_unit(text):
        return replace(made, sort="note")
    if _several(whole):
        return replace(made, sort="unclear")
    if told := said(name, names):
        return replace(made, sort="applied", told=told) if "indicator" not in told else replace(made, sort="unclear")
    if refused(name):
        return replace(made, sort="left")
    if len(name) > _SENTENCE and not points:
        return replace(made, sort="note")
    doubtful = any(purpose.both(_HOW_FAR.sub("", name), names)) or _names_part(name, names)
    return replace(made, sort="unclear") if doubtful and not _DONE.fullmatch(name) else made


def _names_part(name: str, names: Vocabulary) -> bool:
    """Whether a label speaks of part of the plant, be it a known one, in words that are not understood."""
    known = any(len(scope) > 1 and scope in name and keys != (names.catalog.plant.key,)
                for scope, keys in names.scopes.items())  # fmt: skip
    return known or bool(groups.part_said([name], tuple(names.scopes)))


def said(text: str, names: Vocabulary) -> dict[str, str]:
    """The scope, the kind and the period of a label, as the cells of their columns would say them: 一系列（计划）."""
    name = bare(text)
    if name in names.kinds and name not in groups.THIS_MONTH:
        return {"kind": name}
    found = labels.said(name, names)
    if found.keys() == {"scope", "kind"}:
        return _parts(name, names)
    if "kind" in found:
        found["kind"] = _kind(name, names)
    if found and "unit" not in found:
        return {key: value for key, value in found.items() if value}
    return _parts(name, names)


def _several(whole: str) -> bool:
    """一、二系列: item one, the second line, or both lines."""
    found = _SEVERAL.match(whole)
    return found is not None and _COUNT.index(found[2]) // 2 == _COUNT.index(found[1]) // 2 + 1


def refused(text: str) -> bool:
    """Whether the figures under a label are no month's own, or neither plan nor actual."""
    return bool(groups.is_not_month(text) or _NO_MONTH.search(normal(text)) or purpose.forecast(text))


def year(text: str) -> str:
    found = _YEAR.fullmatch(bare(text))
    return found[1] if found else ""


def says_kind(heading: str) -> bool:
    """Whether a heading says plan or actual itself, which 本月 does not."""
    return bool(_PLAN.search(normal(heading)) or _ACTUAL.search(normal(heading)))


def bare(text: str) -> str:
    """A label without its number, 其中 or 以下为 before it and without brackets and colons around it."""
    name, before = normal(plain(text)), ""
    while name != before:
        before = name
        if name[:1] in _AROUND and name[-1:] in _AROUND and not set(name[1:-1]) & set(_AROUND):
            name = name[1:-1]
        ahead = _AHEAD.match(name)
        name = _BEHIND.sub("", name[ahead.end() :] if ahead else name)
    return name


def _parts(name: str, names: Vocabulary) -> dict[str, str]:
    """A label of several words that are all known: 一系列计划, 计划数, 二系列生产情况."""
    stem = _HOW_FAR.sub("", name)
    if stem != name and (not stem or groups.is_neutral(stem)):
        return {"kind": "实际"}
    found: dict[str, str] = {}
    scopes = [scope for scope in names.scopes if len(scope) > 1 and scope in name]
    longest = [one for one in scopes if not any(one != other and one in other for other in scopes)]
    if len(longest) == 1:
        found["scope"] = longest[0]
        name = name.replace(longest[0], "", 1)
    kind, rest = _kind(name, names), name
    if kind:
        found["kind"] = kind
        rest = _ACTUAL.sub("", _PLAN.sub("", name))
    return found if _FILLER.fullmatch(rest) else {}


def _kind(name: str, names: Vocabulary) -> str:
    if exact := names.kinds.get(name):
        return name if exact not in ("actual", "plan") else {"actual": "实际", "plan": "计划"}[exact]
    plan, actual = bool(_PLAN.search(name)), bool(_ACTUAL.search(name))
    if plan is actual or (plan and _OTHER_PLAN.search(_YEAR.sub("", name))):
        return ""
    return "计划" if plan else "实际"
