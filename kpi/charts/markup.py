"""The markup that stands on every page, and the overview's seven tiles. Every text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from kpi import message, tile, words
from kpi.board import BrandBoard
from kpi.charts import svg
from kpi.charts.palette import SHAPES, Theme
from kpi.model import Action, Indicator, Status
from kpi.progress import Figure
from kpi.series import Values
from kpi.unit import Lang

Link = Callable[[str], str]


def chip(status: Status, word: str, why: str = "") -> Markup:
    """Colour, shape and word of a state; on hover the rule that decided it (design 6)."""
    return Markup('<span class="chip {}"{}>{} {}</span>').format(status, hover(why), SHAPES[status], word)


def status_chip(figure: Figure | None, lang: Lang, why: str = "") -> Markup:
    """A figure's state; ``why`` instead of its own rule, where the state is a brand's."""
    status = figure.ytd.verdict.status if figure else "unknown"
    rule = words.render(lang, figure.ytd.verdict.reason) if figure else words.say(lang, "tile.no_plan")
    return chip(status, message.status_word(figure, lang), why or rule)


def hover(*said: str) -> Markup:
    """What is said on hover, a line each; no attribute where that is nothing."""
    lines = "\n".join(dict.fromkeys(filter(None, said)))
    return Markup(' title="{}"').format(lines) if lines else Markup("")


def header(title: str, meta: str) -> Markup:
    return Markup('<div class="kpi kpi-head"><b>{}</b><span>{}</span></div>').format(title, meta)


def account(name: str, lang: Lang) -> Markup:
    """Who looks, and the way to his own page and out."""
    link = '<div class="kpi kpi-who small"><a href="/account?lang={}" target="_self" title="{}">{}</a></div>'
    return Markup(link).format(lang, words.say(lang, "frame.account"), name)


def as_of(said: str, back: str, lang: Lang) -> Markup:
    """That these are not the newest figures, and the way to those."""
    text = '<div class="kpi kpi-mark kpi-as-of"><b>{}</b> <a href="{}" target="_self">{}</a></div>'
    return Markup(text).format(said, back, words.say(lang, "frame.to_newest"))


def mark(*said: str) -> Markup:
    """Standing remarks about the whole page, such as 示例数据, beside each other where there is room."""
    each = Markup("").join(Markup('<div class="kpi-mark small">{}</div>').format(one) for one in said)
    return Markup('<div class="kpi kpi-marks">{}</div>').format(each)


def pulse(moment: float, state: str) -> Markup:
    """A sign of life for the meeting-room screen: the server's clock in seconds, and whether the store answers."""
    return Markup('<i class="kpi-pulse" data-at="{:.3f}" data-state="{}" hidden></i>').format(moment, state)


def panel_head(title: str, said: str, more: str = "", *, picture: str = "") -> Markup:
    """A chart's name and above it the sentence of message; ``more`` says how far it can be relied on.

    ``picture``: the name under which the chart is saved (ui.js).
    """
    small = Markup('<div class="small muted">{}</div>').format(more) if more else ""
    text = '<div class="kpi" data-picture="{}"><h3>{}</h3><div>{}</div>{}</div>'
    return Markup(text).format(picture, title, said, small)


def reading(indicator: Indicator, title: str, said: str, definitions: str, lang: Lang) -> Markup:
    """What a chart on a card shows, the sentence that says what to read from it, and on hover the definition."""
    return Markup(
        '<div class="kpi kpi-reading"><p class="muted small">{} <a href="{}#{}" target="_self" title="{}"><u>{}</u></a>'
        "</p><p>{}</p></div>"
    ).format(title, definitions, indicator.key, meaning(indicator, lang), words.say(lang, "frame.definitions"), said)


def meaning(indicator: Indicator, lang: Lang) -> str:
    """The definition in one line: formula, then what is counted."""
    return words.say(lang, "definition.hover", formula=indicator.formula, note=indicator.note)


def panel(title: str, said: str) -> Markup:
    """A panel that has nothing but a sentence to show."""
    return Markup('<div class="kpi kpi-panel"><h3>{}</h3><p class="muted">{}</p></div>').format(title, said)


def link(text: str, href: str) -> Markup:
    """A download of our own server."""
    return Markup('<div class="kpi small"><a href="{}" download><u>{}</u></a></div>').format(href, text)


def downloads(files: Sequence[str], lang: Lang) -> Markup:
    """The same table as CSV and as xlsx: their addresses in this order, none for one who may not take them."""
    link = Markup('<a href="{}" download><u>{}</u></a>')
    kinds = zip(files, ("CSV", "Excel"), strict=False)
    found = [link.format(address, words.say(lang, "export.save", form=form)) for address, form in kinds]
    return Markup('<small class="kpi-save">{}</small>').format(Markup(" ").join(found)) if found else Markup("")


def lane_head(title: str, note: str) -> Markup:
    return Markup('<div class="kpi"><h3>{}<small>{}</small></h3></div>').format(title, note)


def brand_head(brand: BrandBoard, coverage: str, lang: Lang, plan: str = "") -> Markup:
    """A brand's name, its status, what decides it, how much was reported, and which version of the plan holds."""
    more = Markup('<p class="muted small">{}</p>').format(plan) if plan else ""
    late = Markup("").join(
        Markup('<span class="also">{} {}</span>').format(status_chip(figure, lang), figure.indicator.name.of(lang))
        for figure in brand.also_late
    )
    return Markup(
        '<div class="kpi kpi-card"><div class="top"><b>{}</b>{}</div><p>{}</p>{}<p class="muted small">{}</p>{}</div>'
    ).format(
        brand.brand.name.of(lang),
        status_chip(brand.spoken, lang),
        tile.decided_by(brand, lang),
        Markup("<p>{}</p>").format(late) if late else "",
        coverage,
        more,
    )


def figure_bullet(figure: Figure, lang: Lang, theme: Theme) -> Markup:
    """The year to date beside plan and last year; nothing for results in words."""
    ytd, unit = figure.ytd, figure.indicator.unit
    if ytd.actual is None or figure.indicator.free_text:
        return Markup("")
    percent = unit.percent and figure.indicator.better == "higher"
    alt = words.say(
        lang,
        "chart.bullet",
        name=figure.indicator.name,
        actual=unit.show(ytd.actual, lang, qualifier=ytd.qualifier),
        plan=message.planned(figure, lang),
    )
    full = ytd.year_plan if figure.indicator.amount else (100.0 if percent else None)
    ends = (ytd.planned.low, ytd.planned.high) if ytd.planned.ranged else (ytd.plan,)
    plans = [end for end in ends if end is not None]
    return svg.bullet(theme, actual=ytd.actual, plans=plans, last_year=figure.yoy.before, full=full, alt=alt)


def tiles(brands: Iterable[tuple[BrandBoard, Values]], lang: Lang, theme: Theme, link: Link) -> Markup:
    """The seven brands in the article's order; each leads to its page."""
    drawn = Markup("").join(_tile(brand, recent, lang, theme, link) for brand, recent in brands)
    return Markup('<div class="kpi kpi-tiles">{}</div>').format(drawn)


def in_full(figure: Figure, lang: Lang) -> str:
    """The year to date, its plan and the year's, each to the last digit (design 23); '' where there is no figure."""
    ytd, indicator = figure.ytd, figure.indicator
    if ytd.actual is None or indicator.free_text:
        return ""
    full, label = indicator.unit.full, tile.until(indicator, lang)
    actual = full(ytd.actual, lang, qualifier=ytd.qualifier)
    parts = [words.say(lang, "tile.hover_value", name=indicator.name, label=label, actual=actual)]
    if ytd.plan is not None or ytd.planned.ranged:
        plan = message.planned(figure, lang) if ytd.planned.ranged else full(ytd.plan, lang)
        parts.append(words.say(lang, "tile.hover_plan", plan=plan))
    if ytd.year_plan is not None and indicator.amount and not ytd.year_planned.ranged:
        parts.append(words.say(lang, "tile.hover_year", year=full(ytd.year_plan, lang)))
    return words.say(lang, "message.joint").join(parts)


_TILE = Markup(
    '<section class="kpi-tile" data-brand="{key}" data-status="{status}"><div class="top"><b>'
    '<a href="{href}" target="_self">{name}</a></b>{chip}</div><div class="label">{label}</div>'
    '<div class="big{words}"{full}>{number}<small>{unit}</small></div><div class="muted small">{under}</div>{bullet}'
    '<div>{said}</div>{spark}<div class="foot {status}"><div{why}>{worst}</div>'
    '<div class="muted">{corrected}</div>'
    '<div class="muted">{coverage}</div></div></section>'
)


def _tile(brand: BrandBoard, recent: Values, lang: Lang, theme: Theme, link: Link) -> Markup:
    said = tile.of(brand, lang)
    figure = brand.headline
    alt = words.say(lang, "chart.spark", name=said.label)
    return _TILE.format(
        key=brand.brand.key,
        status=brand.status,
        href=link(brand.brand.key),
        name=tile.short_name(brand, lang),
        chip=status_chip(brand.spoken, lang, tile.decided_by(brand, lang)),
        label=said.label,
        words=" words" if figure is not None and figure.text and len(said.number) > 4 else "",
        full=hover(in_full(figure, lang)) if figure else "",
        number=said.number,
        unit=said.unit,
        under=tile.under(said),
        bullet=figure_bullet(figure, lang, theme) if figure else "",
        said=tile.whole_message(said, lang),
        spark=svg.sparkline(theme, recent, alt=alt),
        why=_worst_hover(brand, lang) if said.worst else "",
        worst=said.worst,
        corrected=said.corrected,
        coverage=said.coverage,
    )


def _worst_hover(brand: BrandBoard, lang: Lang) -> Markup:
    """The figures of what decides, in full, and the rule."""
    return hover(in_full(brand.worst, lang) if brand.worst else "", tile.decided_by(brand, lang))


def measures(figure: Figure, lang: Lang) -> Markup:
    """The open measures with 责任单位 and 期限; a figure that is late without one says 措施待填报."""
    if figure.actions:
        return Markup("<br>").join(map(measure, figure.actions))
    return Markup('<span class="behind">{}</span>').format(tile.NEEDED.of(lang)) if figure.late else Markup("—")


def measure(action: Action) -> str:
    """One measure in full: what, 责任单位, 期限."""
    return " · ".join(part for part in (action.text, action.owner, action.due) if part)
