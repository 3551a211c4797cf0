"""亮差距 · 亮措施 on the overview: the worst first, each with its measure or the demand for one. All is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kpi import caveat, message, ranges, tile, words
from kpi.charts import fitting, lettering, markup
from kpi.charts.fitting import CELL, LETTER, LINE, NAMES, SMALL, TABLE
from kpi.charts.markup import Link
from kpi.charts.palette import SHAPES
from kpi.model import Status
from kpi.progress import Figure
from kpi.unit import Lang

MOST = 8
"""Rows of the table, where a window has room for them."""
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("indicator", ""),
    ("actual", "num"),
    ("plan", "num plan"),
    ("gap", "num"),
    ("status", ""),
    ("measure", "measure"),
)
_NARROW = slice(1, 5)
"""The columns as wide as what is in them; the measure takes what the name and they leave."""
_STATES: tuple[Status, ...] = ("behind", "warning", "unknown", "met")
_PANEL = Markup(
    '<div class="kpi kpi-panel" style="--named:{}px;--lines:{}"><h3>{}<small>{}</small>{}</h3>'
    '<table class="kpi-gaps"><thead><tr>'
    "{}</tr></thead><tbody>{}</tbody></table>{}</div>"
)
_FOLDED = Markup(
    '<details><summary class="muted">{}</summary><table class="kpi-gaps"><thead><tr>{}</tr></thead><tbody>{}</tbody>'
    "</table></details>"
)
_ROW = Markup(
    '<tr data-key="{key}"><td><a href="{href}" target="_self"><b>{name}</b></a>{beside}</td>'
    '<td class="num" data-said="{reached}"{full}>{actual}</td>'
    '<td class="num plan" data-said="{to_date}"{promised}>{plan}</td>'
    '<td class="num {status}" data-said="{apart}"{by}>{gap}</td>'
    '<td class="status {status}" title="{reason}">{standing}</td>'
    '<td class="measure">{todo}</td></tr>'
)
_BESIDE = Markup('<div class="small muted">{}</div>')
_TODO = Markup('<div class="todo" title="{}"><span class="what">{}</span> <span class="who">{}</span></div>')


def table(
    figures: Iterable[Figure],
    lang: Lang,
    link: Link,
    files: Sequence[str] = (),
    *,
    high: float | None = None,
    waiting: bool = False,
) -> Markup:
    """Every judged figure; of more rows than ``high`` points hold the rest is folded away.

    ``files``: see `markup.downloads`; ``waiting``: whether anything is planned that is not due yet.
    """
    found = list(figures)
    title = words.say(lang, "gaps.title")
    if not found:
        return markup.panel(title, words.say(lang, "gaps.not_due" if waiting else "gaps.none"))
    note = words.say(lang, "gaps.note", **_counts(found))
    heads = Markup("").join(
        Markup('<th class="{}">{}</th>').format(css, words.say(lang, f"gaps.{key}")) for key, css in _COLUMNS
    )
    form = _Form(MOST) if high is None else _fitting(found, lang, high)
    shown, rest = found[: form.rows], found[form.rows :]
    body, more = (Markup("").join(_row(figure, lang, link) for figure in part) for part in (shown, rest))
    folded = _FOLDED.format(_rest(rest, lang), heads, more) if rest else ""
    return _PANEL.format(int(form.named), form.lines, title, note, markup.downloads(files, lang), heads, body, folded)


def _counts(figures: Iterable[Figure]) -> dict[Status, int]:
    stand = [figure.ytd.verdict.status for figure in figures]
    return {status: stand.count(status) for status in _STATES}


def _rest(figures: Sequence[Figure], lang: Lang) -> Markup:
    """How those stand that are folded away: how many are behind is seen at once; what cannot be told is told apart."""
    found = []
    for status, count in _counts(figures).items():
        said = words.say(lang, f"gaps.rest_{status}", count=count)
        late = Markup('<b class="behind">{} {}</b>').format(SHAPES[status], said) if status == "behind" else said
        found += [late] if count else []
    parts = Markup("{}").format(words.say(lang, "upload.comma")).join(found)
    before, _, after = words.say(lang, "gaps.rest", count=len(figures), parts="\0").partition("\0")
    return Markup("{}{}{}").format(before, parts, after)


class _Form(NamedTuple):
    """How much of the table is shown: rows, points of its first column, and lines of a measure's words at most."""

    rows: int
    named: float = NAMES[0]
    lines: int = 2


def _fitting(figures: Sequence[Figure], lang: Lang, high: float) -> _Form:
    """As many rows as a desk's window has room for, at least one.

    So that all that are behind are seen a measure has one line instead of two; where not all have room, the line that
    the rest is folded behind says how many. Rows that are folded away make no column wider.
    """
    behind = min(_counts(figures)["behind"], MOST)
    counts = [(count, 2) for count in range(MOST, max(behind, 1) - 1, -1)]
    counts += [(count, 1) for count in range(behind, 0, -1)] + [(count, 2) for count in range(behind - 1, 0, -1)]
    forms = (_Form(count, named, lines) for count, lines in counts for named in NAMES)
    return next((form for form in forms if _fits(figures, lang, form, high)), _Form(1, _lowest(figures[:1], lang), 1))


def _lowest(figures: Sequence[Figure], lang: Lang) -> float:
    """The first column with which these rows are lowest together."""
    return min(NAMES, key=lambda named: sum(_heights(figures, lang, named, 1)))


def _fits(figures: Sequence[Figure], lang: Lang, form: _Form, high: float) -> bool:
    head, *rows = _heights(figures[: form.rows], lang, form.named, form.lines)
    return fitting.rows(rows, head, high, folded=len(figures) > form.rows) >= min(form.rows, len(figures))


def _heights(figures: Sequence[Figure], lang: Lang, named: float, most: int) -> list[float]:
    """Points of the heading with the heads of the columns, and of each row with ``most`` lines of a measure's words."""
    heads = tuple(words.say(lang, f"gaps.{key}") for key, _ in _COLUMNS[_NARROW])
    cells = [heads, *(_said(figure, lang) for figure in figures)]
    wide = [max(lettering.width(row[n]) for row in cells) * LETTER + CELL for n in range(len(heads))]
    room = TABLE - named - sum(wide) - CELL
    head = fitting.high(words.say(lang, "gaps.measure"), room) + 13 + fitting.TITLE
    return [head, *(_row_high(figure, lang, named - CELL, room, most) for figure in figures)]


def _row_high(figure: Figure, lang: Lang, named: float, room: float, most: int) -> float:
    name = fitting.high(figure.indicator.name.of(lang), named / 1.05)
    name += fitting.high(caveat.beside(figure, lang), named, SMALL)
    what, who = _todo(figure, lang)
    if lettering.width(what) + lettering.width(who) + 0.5 <= room / SMALL - 0.5:
        return max(name, LINE * LETTER) + 13
    wide = room / SMALL
    lines = min(lettering.lines(what, wide), most) + (lettering.lines(who, wide, spare=0) if who else 0)
    return max(name, lines * LINE * SMALL) + 13


def _row(figure: Figure, lang: Lang, link: Link) -> Markup:
    indicator, status = figure.indicator, figure.ytd.verdict.status
    actual, _, gap, standing = _said(figure, lang)
    beside = caveat.beside(figure, lang)
    return _ROW.format(
        key=indicator.key,
        href=link(indicator.brand),
        name=indicator.name.of(lang),
        beside=_BESIDE.format(beside) if beside else "",
        full=markup.hover(markup.in_full(figure, lang), caveat.corrected(figure, lang)),
        promised=_in_full(figure, None if figure.ytd.planned.ranged else figure.ytd.plan, lang),
        by=_in_full(figure, figure.ytd.gap if figure.ytd.qualifier == "eq" else None, lang, signed=True),
        actual=actual,
        reached=words.say(lang, "gaps.actual"),
        to_date=words.say(lang, "gaps.plan"),
        apart=words.say(lang, "gaps.gap"),
        plan=_planned(figure, lang),
        status=status,
        gap=gap,
        reason=words.render(lang, figure.ytd.verdict.reason),
        standing=standing,
        todo=_measure(figure, lang),
    )


def _in_full(figure: Figure, value: float | None, lang: Lang, *, signed: bool = False) -> Markup:
    """A plan or a gap to its last digit where the table says it in 万 (design 23)."""
    unit = figure.indicator.unit
    full, shown = (show(value, lang, signed=signed) for show in (unit.full, unit.show))
    return markup.hover(full if full != shown else "")


def _said(figure: Figure, lang: Lang) -> tuple[str, str, str, str]:
    """Actual, plan, gap and status as they are read."""
    indicator, ytd = figure.indicator, figure.ytd
    actual = message.quoted(figure.text, lang) or indicator.unit.show(ytd.actual, lang, qualifier=ytd.qualifier)
    plan = message.planned(figure, lang)
    if figure.adjusted and ytd.first is not None:
        plan += words.say(lang, "gaps.adjusted")
    standing = f"{SHAPES[ytd.verdict.status]} {message.status_word(figure, lang)}"
    return actual, plan, message.signed_gap(figure, lang), standing


def _planned(figure: Figure, lang: Lang) -> Markup:
    """The plan to date; an adjusted one is marked, with the first on hover."""
    said, version, first = message.planned(figure, lang), figure.version, figure.ytd.first
    if first is None or version is None or not figure.adjusted:
        return Markup("{}").format(said)
    was = ranges.said(figure.indicator.unit, first, lang)
    hover = words.say(lang, "gaps.first", year=version.year, number=version.number, first=was)
    return Markup('{}<span class="muted adjusted" title="{}">{}</span>').format(
        said, hover, words.say(lang, "gaps.adjusted")
    )


def _todo(figure: Figure, lang: Lang) -> tuple[str, str]:
    """The first open measure, and its 责任单位 and 期限; 措施待填报 where one is asked for; else a dash."""
    if not figure.actions:
        return (tile.NEEDED.of(lang) if figure.late else "—"), ""
    first, more = figure.actions[0], len(figure.actions) - 1
    who = " · ".join(part for part in (first.owner, first.due) if part)
    return first.text, who + (words.say(lang, "gaps.more", count=more) if more else "")


def _measure(figure: Figure, lang: Lang) -> Markup:
    """Of a long one the words give way, never 责任单位 and 期限; on hover all measures in full."""
    what, who = _todo(figure, lang)
    if not figure.actions:
        return Markup('<span class="{}">{}</span>').format("behind" if figure.late else "", what)
    return _TODO.format("\n".join(map(markup.measure, figure.actions)), what, lettering.dated(who))
