"""What stands around a table and is not understood, so that it may say of its figures what nobody heeds: 快报, 样表."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kpi.headings import normal
from kpi.intake.grid import dates, groups
from kpi.intake.headings import around, days, notes, purpose, theory, unplaced
from kpi.intake.headings.around import Outside
from kpi.intake.words import latin, madeon, periods, signed, usual
from kpi.intake.words.cleaning import Arg, plain, shown
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Issue, LeftOut, Row

_LOST = "估快初草样例未修更暂拟湿旬预假警望控准额偏差权"
"""Characters that no name of an office or a person may hide: 暂估选矿厂 is none."""
_WHO = re.compile(
    r"(?:填[报表写]|编[制报]|制[表作]|审[核批定]|复核|校[核对]|批准|签[发字]|负责|统计|[上申]报|报[送出]|主管|分管|联系|经办|采集"
    r"|提供|厂长|矿长|经理|主任|科长|部长|班长|技术员|单位|部门|企业)(?:人员?|单位|部门|机构|者|员|领导|名称)?[:：] ?"
    rf"(?P<who>[^\s:：,，;；。{_LOST}]{{1,20}}(?![^\s,，;；。]))"
)
"""Who wrote a report, or whose it is: 制表：张三, 填报单位：选矿厂."""
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]|\d[#号]?)(?=[选分]?(?:矿|厂|工区|车间|工段|系列)|选矿?厂)"
    r"|(?:外[协委包]|委外|再|新建?|老|旧|[东西南北]|中试|试验|扩建|加工|来料)选?矿?厂"
)
"""What tells one plant of several: 选矿二厂, 第三选矿厂, 新选厂, 外协选厂."""
_ELSEWHERE = re.compile(
    r"[渣炉冶炼铸]|热电|发电|动力|化工|电解|烟化|硫酸|外部|外单位|[一二三四五六七八九十\d][#号]?(?=选矿?厂)"
)
"""What makes a plant another than ours, or one of several: 铜渣选矿厂, 三选矿厂, 镍冶炼厂. 龙首选矿厂 is a name."""
_PLANTS = re.compile(r"选?矿?厂|系统|车间")
_WIDER = re.compile(
    r"集团(?!.*(?:公司|厂|矿|车间|[部科室处]))|(?<!\d)\d[#号]选矿?厂|[全各]公司|各(?:个|家)?选矿?厂|同?行业(?!标准)"
)
"""The whole group's, of which the plant is a part, one of several plants', all of them, or others'."""
_COMPANY = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fffA-Z]{0,14}?(?:公司|集团)(?!各?选矿?厂|[部处科])")
_PLANT = re.compile("选矿?厂|分厂|车间|工段|系列")
_SORTED = re.compile("[分各](?:系列|车间|工段|产线|单位|月)|[逐历]月")
_OFFICE = (
    rf"[^\s:,;。、()\[\]{_LOST}]{{0,14}}?"
    r"(?:公司|集团|[矿镍铜]业|矿山|选矿?厂|分厂|厂|(?<![原精尾选富贫块粉])矿(?![物石量山业区浆仓])|部(?![分位门])|处(?!理)|[科局院室])"
)
_LED = re.compile(
    rf"^(?:{_OFFICE}"
    r"|[生产技术计划统计调度质量安全环保机动设备财务经营综合管理]+[部处科室](?!门)|中心|办公室|调度室|化验室"
    rf"|[^\s:,;。、()\[\]{_LOST}]{{2,6}}?(?=选矿))+(?!:)"
)
_LISTED = re.compile(
    r"[一二三四五六七八九十]、|^(?:\(?[一二三四五六七八九十]{1,3}[).]|附[件表]\d*|表[一二三四五六七八九十\d]|[(]续表?[)])|[(]?续表?[)]?$|^[一二三四五六七八九十]+$|[(][一二三四五六七八九十][)]$"
    r"|第(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:期|次(?:[上填重补]报|报送|修[改订正]|更正|调整))"
    r"|(?<=.)更正[表稿版]?(?![^\W\d])"
)
_TIME = re.compile(
    r"(?:(?:19|20)\d\d|[二2][〇零○0][〇零○一二三四五六七八九0-9]{2})年?度?(?:第?(?:\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?期?|期)[末底]?)?(?!报)"
    r"|(?<!\d)(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!报)(?:期|份?[末底]?)"
)
_OF_YEAR = re.compile(r"年[度份]:(?=(?:19|20)\d\d)")
_COMPARED = re.compile(
    r"[与较比同](?:上年|去年|上月|上期|同期|计划|目标|实际|历史)+(?:相?比较?|对比|比较|增减|差[异距值])?"
)
_DAY = re.compile(r"(?:((?:19|20)\d\d)[年./-])?(1[0-2]|0?[1-9])[月./-](3[01]|[12]\d|0?[1-9])(?:日|号|(?!\d))")
_COUNTED = re.compile(r"(?:日历|生产|统计|本月|全月|运行|工作|天数|时间|共|计|:)*(?:2[5-9]|3[01])天")
"""Days that a month has in which a plant may have stood for a while."""
_OWN = "示例数据(除备注注明原文者外均为虚构)"
"""What the titles of the sample files that come with the program say."""
_STATES = re.compile("[估快初草样暂拟湿旬预未]|示例|标准|基准|内控")
"""Words in a file's name, which may be anything, that are asked of even where the table tells its months itself."""
_HAN = re.compile("[㐀-鿿]+")
_LETTERS = re.compile("[A-Z]+")
_N = r"(?:3[01]|[12]\d|0?[1-9])"
_BARE_DAYS = re.compile(
    rf"(?<![\d.%-])D?({_N})[日号]?[-—–~～至到]+D?({_N})(?![\d.%#月季页台系-])|(?<=.)[(\[](?:D|DAY)?({_N})[)\]]"
)
"""Numbers that may be days, 2022年9月(1-20) and (20); a file's (1) is its copy, and (1) before an item its number."""
_NUMBERS = re.compile(
    r"(?:19|20)\d\d[-./_]?(?:0[1-9]|1[0-2]|[1-9](?!\d))(?!\d)|(?:附?表|附件|图|电话|编号|[A-CE-Z])[\d:.-]*\d"
)
_COPIES = 9
_SHORT_RUN = 10
"""Characters of words that are quoted whole."""
LISTED = ("remarks_deny", "notes_deny")
"""Questions that are asked once of all sheets and tables, and list them."""
_PLANS = re.compile(f"(?:{purpose.PLAN.pattern})值?")
_YEARS = re.compile("[二两三四五]年(?=[计规]划)")


def _shape(words: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)))


_UNDERSTOOD = {
    (yearly, explicit): _shape(f"{usual.ALWAYS} {usual.YEARLY * yearly} {usual.KINDS * explicit}")
    for yearly in (False, True)
    for explicit in (False, True)
}
"""What is understood where the table is of a year or tells its months, and where each figure says what it is."""


def asked(
    outside: Outside,
    names: Vocabulary,
    told: Sequence[Issue],
    of: tuple[bool, bool],
    read: tuple[Sequence[Row], Sequence[LeftOut]] = ((), ()),
) -> list[Issue]:
    """At most one question: what around a table nobody has read.

    ``told`` is asked already. ``of``: whether the table tells its months itself or is a year's, and whether each
    figure says itself if it is a plan or an actual. ``read``: what is stored of it, and the lines that were left out.
    """
    if any(issue.severity == "error" for issue in told):
        return []
    month = (0, 0) if of[0] else days.month_of(around.month(outside)[0])
    titled = bool(around.month(Outside(outside.titles))[0])
    quoted = {str(arg) for issue in told for arg in issue.args.values() if isinstance(arg, str)}
    found = dict[str, str]()
    rates = theory.may_be(read[0], names)
    plants = _speaks_of_plant(outside, names) or any(row.scope != names.catalog.plant.key for row in read[0])
    within = "title", tuple(line.text for line in read[1] if line.kind == "title")
    for source, texts in (*outside.sources(), within):
        for text in texts:
            if any(shown(text) in (each if text in within[1] else (each,)) for each in quoted):
                continue
            if notes.is_sentence(text):
                continue
            rest = [word for word in left(text, names, (*of, month), quoted) if not _is_spanned(word, read[0])]
            rest += [word for word in theory.said(text) if rates and word not in rest]
            rest += [] if plants or source == "name" else _companies(text, rest)
            rest = [word for word in rest if _may_tell(word, text, of[0])] if source == "name" else rest
            if source in ("sheet", "name") and titled:
                rest = [word for word in rest if not signed.is_person(word)]
            if rest:
                found.setdefault("、".join(rest), shown(text, longest=40))
    if not found:
        return []
    said = "、".join(f"“{text}”" for text in found.values())
    args: dict[str, Arg] = {"texts": shown(said, longest=200), "words": shown("、".join(found))}
    return [Issue("around_unread", "warning", args=args)]


def once(issues: Iterable[Issue]) -> list[Issue]:
    """What is asked so of each table and sheet of a file in one question, and what is said twice of a cell once."""
    found = _remarks_once(list({repr(issue): issue for issue in issues}.values()))
    asked = [issue for issue in found if issue.code == "around_unread"]
    if len(asked) < 2:
        return found
    texts, told = ("、".join(dict.fromkeys(str(issue.args[name]) for issue in asked)) for name in ("texts", "words"))
    args: dict[str, Arg] = {"texts": shown(texts, longest=200), "words": shown(told)}
    return [*(issue for issue in found if issue not in asked), Issue("around_unread", "warning", args=args)]


def _remarks_once(found: list[Issue]) -> list[Issue]:
    """The remarks of several sheets, and several notes, each in one question that lists them."""
    for code in LISTED:
        alike = [issue for issue in found if issue.code == code]
        if len(alike) < 2:
            continue
        first = alike[0]
        rows = "；".join(f"{issue.sheet}!{issue.args.get('rows', '')}".lstrip("!") for issue in alike)
        count = sum(int(str(issue.args.get("count", 0))) for issue in alike)
        args: dict[str, Arg] = {"count": count, "rows": shown(rows, longest=200)} if first.args else {}
        said = shown("”、“".join(dict.fromkeys(issue.found for issue in alike)), longest=200)
        one = replace(first, found=first.found and said, args=args)
        found = [one if issue is first else issue for issue in found if issue is first or issue not in alike]
    return found


def left(text: str, names: Vocabulary, of: tuple[bool, bool, tuple[int, int]], quoted: Iterable[str] = ()) -> list[str]:
    """The words of a text that nobody reads, in their order.

    ``of``: as in `asked`, and the month, year and number, that is said around the table, 0 for none; ``quoted`` are
    asked already.
    """
    yearly, explicit, month = of
    yearly = yearly or (_of_plan(text, names) and bool(around.month(Outside((text,)))[0]))
    bare = signed.without(madeon.without(_bare(text)))
    said = purpose.OFFICE.sub(" ", bare)
    said = normal(_WHO.sub(lambda found: " " if _is_whose(found["who"], names) else found[0], said)).replace(_OWN, " ")
    heard = {
        unplaced.said(text, names)[0],
        *(normal(word) for word in quoted if groups.span_said(word) or not periods.is_period(word)),
    }
    for word in sorted(filter(_HAN.search, heard), key=len, reverse=True):
        said = said.replace(word, " ")
    for span in periods.days_said(said):
        said = said.replace(span.text, " ") if span.month(month) else said
    said = _SORTED.sub(" ", said)
    said = _COMPARED.sub(" ", _PLANS.sub(" ", _YEARS.sub(" ", said)))
    said = _OF_YEAR.sub("", said) if len(periods.years_said([text])) == 1 else said
    said = _DAY.sub(lambda day: _without_day(day, month), said)
    said = _TIME.sub(" ", _COUNTED.sub(" ", _LISTED.sub(" ", said))).strip()
    said = _LED.sub(lambda found: " " if _is_whose(found[0], names) else found[0], said)
    for name in sorted((name for name in _known(names, yearly=yearly) if name in said), key=len, reverse=True):
        said = said.replace(name, " ")
    said = _UNDERSTOOD[yearly, explicit].sub(" ", said)
    known = {*_known(names, yearly=True), *heard, *(part for unit in names.units for part in _LETTERS.findall(unit))}
    for own in (told := list(_days(normal(bare), month))):
        bare = bare.replace(own, " ")
    rest = _TIME.sub(" ", normal(bare))
    found = [_whole(word, rest, _UNDERSTOOD[yearly, explicit]) for word in _HAN.findall(said)]
    found = [*dict.fromkeys([*latin.left(bare, known), *found, *_WIDER.findall(normal(bare)), *told])]
    return [word for word in found if not any(word != other and word in other for other in found)]


def _speaks_of_plant(outside: Outside, names: Vocabulary) -> bool:
    """Whether something around a table names a plant or a part of one, and not only the company that it belongs to."""
    said = [normal(text) for _, texts in outside.sources() for text in texts]
    return any(_PLANT.search(text) or any(len(name) > 1 and name in text for name in names.scopes) for text in said)


def _companies(text: str, rest: Sequence[str]) -> list[str]:
    """The company whose a title with a month calls its figures, 集团公司2022年10月月报; alone it is a letterhead."""
    found = _COMPANY.search(normal(text)) if around.month(Outside((text,)))[0] else None
    return [found[0]] if found and not any(found[0] in word or word in found[0] for word in rest) else []


def _of_plan(text: str, names: Vocabulary) -> bool:
    """Whether a text speaks of a plan, or of what became of one: 年度目标完成情况."""
    return purpose.both(text, names)[0] or purpose.reported(text)


def _is_spanned(word: str, rows: Sequence[Row]) -> bool:
    """Whether a word names exactly the months that the rows are of: 三季度 over July, August and September."""
    span = set(dates.months(word) or ())
    return len(span) > 1 and {int(row.period[5:] or 0) for row in rows} == span


def _whole(word: str, text: str, understood: re.Pattern[str]) -> str:
    """A single character in the words that it is left of: 外协选厂 for 协, 22年, of 生产月报(急报) the second 报."""
    if len(word) > 1:
        return word
    runs = (run for run in _HAN.findall(text) if word in understood.sub(" ", run))
    run = next(runs, "")
    if 1 < len(run) <= _SHORT_RUN:
        return run
    if len(run) < 2:
        found = re.search(rf"\d*{word}" if run else f".{{0,3}}{word}.{{0,3}}", text)
        return found[0] if found else word
    parts = re.findall(f"{understood.pattern}|.", run)  # never cut within a word: 外付情况
    place = next((n for n, part in enumerate(parts) if part == word), 0)
    return "".join(parts[max(place - 1, 0) : place + 2])


def _days(said: str, month: tuple[int, int]) -> Iterator[str]:
    """Numbers that may be days of a month, and do not make up all of it: (1-20), but not 1-30."""
    for span in periods.days_said(said):
        said = said.replace(span.text, " ")
    for found in _BARE_DAYS.finditer(_NUMBERS.sub(" ", said)):
        first, last, alone = (int(number or 0) for number in found.groups())
        whole = first == 1 and last >= periods.days_of(*month)
        if alone > _COPIES or (last > first and not whole):
            yield found[0]


def _may_tell(word: str, name: str, dated: bool) -> bool:
    """Whether a word of a file's name, which may be anything, may tell of the figures: MTD of 2022-09 MTD.csv."""
    if _HAN.search(word):
        return not dated or bool(_STATES.search(word))
    return latin.denies(word) or (not dated and bool(re.search(r"20\d\d|[㐀-鿿]", _bare(name))))


def _bare(text: str) -> str:
    """A file's name without its ending."""
    return re.sub(r"\.(?:csv|xlsx?|xlsm|ett?|txt|tsv)$", "", plain(text), flags=re.IGNORECASE)


def _is_whose(text: str, names: Vocabulary) -> bool:
    """Whether an office is not told from others by its number, 选矿二厂, unless the catalogue knows it."""
    said, plant = normal(text), (names.catalog.plant.key,)
    for name in sorted((name for name in names.scopes if len(name) > 1 and name in said), key=len, reverse=True):
        said = said.replace(name, "选矿厂" if names.scopes[name] == plant else " ")
    if _PLANTS.search(said) and _ELSEWHERE.search(said):
        return False
    return not _NUMBERED.search(said)


def _without_day(day: re.Match[str], month: tuple[int, int]) -> str:
    """A day that is not one within the month that the figures are of; its last is that of the count."""
    year, number, own = int(day[1] or month[0]), int(day[2]), int(day[3])
    within = (year, number) == month and 1 < own < periods.days_of(*month)
    return day[0] if within or not (month[1] or day[1]) else " "


def _known(names: Vocabulary, *, yearly: bool) -> Iterator[str]:
    """The names of figures, of parts of the plant and of columns; 年度计划 only where it is no month's."""
    for table in (names.indicators, names.scopes, names.fields, names.brands.keys):
        yield from (name for name in table if len(name) > 1)
    yield from (name for name, kind in names.kinds.items() if len(name) > 1 and (yearly or "year" not in kind))
    yield from (f"({unit})" for unit in names.units)
    yield from (unit for unit in names.units if len(unit) > 1)
