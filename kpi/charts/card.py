"""The card of one indicator on its brand's page, and its definition card. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from kpi import caveat, message, ranges, tile, words
from kpi.charts import cited, markup
from kpi.charts.palette import Theme
from kpi.model import Brand, Indicator
from kpi.period import Month
from kpi.progress import Figure, Standing
from kpi.rule import CountDistinct, Last, Never, Ratio, Recompute, Sum, Weighted
from kpi.unit import SIGNS, Lang, Words

_FACT = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
_FOLDED = Markup("<details><summary>{}</summary>{}{}</details>")
_BIG = Markup('<div class="big"{full}>{number}<small>{unit} · {label}</small></div>')
_NOTE = Markup('<span class="kpi-note">{}</span>')


def card(figure: Figure, lang: Lang, theme: Theme, *, sample: bool, origin: str = "") -> Markup:
    """Value, bullet, sentence, facts, status with its reason, notes, measures and source of one indicator.

    ``origin`` is the address of the page that shows all the rows behind it.
    """
    indicator = figure.indicator
    folded = indicator.role != "headline" and not indicator.free_text  # a page of fifteen cards shows the point of each
    stated = Markup("<dl>{}</dl>").format(Markup("").join(_fact(*fact) for fact in facts(figure, lang)))
    notes = _notes(figure, lang, sample=sample, origin=origin)
    body = Markup("").join(
        (
            _value(figure, lang),
            markup.figure_bullet(figure, lang, theme),
            Markup("") if indicator.free_text else Markup("<p>{}</p>").format(message.sentence(figure, lang)),
            _held_to(figure, lang) + _restated(figure, lang) if folded else stated,
            _reason(figure, lang),
            _measures(figure, lang),
            _FOLDED.format(words.say(lang, "card.more"), stated, notes) if folded else notes,
        )
    )
    return Markup(
        '<section class="kpi kpi-card" data-key="{}" data-status="{}"><div class="top"><b>{}</b>{}</div>{}</section>'
    ).format(
        indicator.key,
        figure.ytd.verdict.status,
        indicator.name.of(lang),
        markup.status_chip(figure, lang) if figure.judged else "",
        body,
    )


def _held_to(figure: Figure, lang: Lang) -> Markup:
    """A plan that is a range or was adjusted is said on the card also where its facts are folded away."""
    ytd, said = figure.ytd, list[tuple[str, str]]()
    if ytd.planned.ranged or ytd.yearly or (figure.adjusted and ytd.first):
        said.append(("plan", _beside_year(figure, ytd, lang, fully=True)))
    if figure.month.yearly:
        said.append(("month_plan", _beside_year(figure, figure.month, lang)))
    lines = (Markup('<p class="small">{} {}</p>').format(words.say(lang, f"card.{key}"), plan) for key, plan in said)
    return Markup("").join(lines)


def _beside_year(figure: Figure, standing: Standing, lang: Lang, *, fully: bool = False) -> str:
    """The plan with the one of the beginning of the year, and with the year's own, where those are others."""
    plan = message.adjusted(figure, standing.planned, standing.first, lang, fully=fully)
    if standing.yearly is None:
        return plan
    return words.say(
        lang, "card.of_year_plan", plan=plan, year=ranges.said(figure.indicator.unit, standing.yearly, lang)
    )


def _restated(figure: Figure, lang: Lang) -> Markup:
    """A correction is said on the card also where its notes are folded away (design 3)."""
    said = tile.corrected(figure, lang)
    return Markup('<p class="small muted">{}</p>').format(said) if said else Markup("")


def _fact(label: str, text: str) -> Markup:
    """Long quotients such as 280,337,700/7,476,000 break at the stroke rather than leave the card."""
    return _FACT.format(label, Markup("/<wbr>").join(text.split("/")))


def _value(figure: Figure, lang: Lang) -> Markup:
    if figure.text:
        css, said = " words" if len(figure.text) > 8 else "", message.quoted(figure.text, lang)
        note = words.say(lang, "card.own") if said != figure.text else ""
        return Markup('<div class="big{}">{}<small>{}</small></div>').format(css, said, note)
    ytd = figure.ytd
    if ytd.actual is None and isinstance(figure.indicator.rule, Never) and figure.month.actual is not None:
        return _of_month(figure, lang)
    number, unit = figure.indicator.unit.split(ytd.actual, lang, qualifier=ytd.qualifier)
    unit = unit if ytd.actual is not None else ""
    parts = _parts(ytd)
    label = words.say(lang, "card.ytd_parts", parts=parts) if parts and figure.indicator.lane == "party" else ""
    label = label or tile.until(figure.indicator, lang)
    return _BIG.format(full=markup.hover(markup.in_full(figure, lang)), number=number, unit=unit, label=label)


def _of_month(figure: Figure, lang: Lang) -> Markup:
    """Of what can never be added up, such as a median, the month stands for itself (domain.md §3.4)."""
    month, unit = figure.month, figure.indicator.unit
    number, symbol = unit.split(month.actual, lang, qualifier=month.qualifier)
    return _BIG.format(full="", number=number, unit=symbol, label=words.say(lang, "card.month"))


def _parts(standing: Standing) -> str:
    """A rate's Σ/Σ as it is counted, such as 17/19."""
    return "" if standing.parts is None else "/".join(f"{part:,.1f}".removesuffix(".0") for part in standing.parts)


def facts(figure: Figure, lang: Lang) -> list[tuple[str, str]]:
    """Label and text of everything a card states, in a fixed order; what does not apply is left out."""
    indicator, ytd, month = figure.indicator, figure.ytd, figure.month
    show, spent = indicator.unit.show, message.spent(indicator)
    if indicator.free_text:
        return []
    found = [
        ("plan", _beside_year(figure, ytd, lang, fully=True)),
        ("gap", message.signed_gap(figure, lang, percent_too=True)),
        ("month", show(month.actual, lang, qualifier=month.qualifier)),
        ("month_plan", _beside_year(figure, month, lang)),
        ("yoy", message.change(indicator, figure.yoy, lang)),
        ("month_yoy", message.change(indicator, figure.month_yoy, lang)),
        ("mom", message.change(indicator, figure.mom, lang)),
    ]
    if indicator.milestone:
        found = found[:2]
    if (ytd.year_plan is not None or ytd.year_planned.ranged) and not indicator.milestone:
        found.append(("year_plan", message.adjusted(figure, ytd.year_planned, ytd.first_year, lang)))
    if ytd.of_year is not None:
        kind = f"used_{message.allowance(indicator)}" if spent else "of_year"
        found.append((kind, SIGNS[ytd.qualifier] + message.percent(ytd.of_year)))
    if ytd.of_first is not None:
        found.append(("of_first_used" if spent else "of_first", SIGNS[ytd.qualifier] + message.percent(ytd.of_first)))
    if figure.required.per_month is not None:
        found.append(("allowed" if spent else "required", show(figure.required.per_month, lang)))
    if figure.forecast is not None and ytd.year_plan is not None:
        unit, best = indicator.unit, ranges.about(indicator.unit, figure.forecast.best)
        ends = ranges.estimated(unit, *figure.forecast.range, lang)
        said = words.say(lang, "card.range", best=show(best, lang), range=ends)
        found.append(("forecast", said))
    if parts := _parts(ytd):
        found.append(("parts", parts))
    found.append(("coverage", words.say(lang, "card.months", present=ytd.months_present, expected=ytd.months_expected)))
    return [(words.say(lang, f"card.{key}"), text) for key, text in found]


def _reason(figure: Figure, lang: Lang) -> Markup:
    if not figure.judged:
        return Markup("")
    said = words.render(lang, figure.ytd.verdict.reason)
    return Markup('<p class="small {}">{}{}</p>').format(
        figure.ytd.verdict.status, words.say(lang, "card.reason"), said
    )


def _measures(figure: Figure, lang: Lang) -> Markup:
    listed = markup.measures(figure, lang)
    if listed == Markup("—"):
        return Markup("")
    return Markup("<p><b>{}</b>{}</p>").format(words.say(lang, "card.measures"), listed)


def _notes(figure: Figure, lang: Lang, *, sample: bool, origin: str) -> Markup:
    """What a reader must know about the figure: provisional, derived, corrected, sample, and where it came from."""
    said = [note.of(lang) for note in figure.notes]
    first = caveat.first(figure, lang) if figure.source else ""
    if first and figure.source is not None:
        month = Month.parse(figure.source.period)
        said.append(words.say(lang, "card.corrected", month=month.number, original=first))
    if figure.corrected and (not first or len(figure.corrected) > 1):
        said.append(caveat.anew(figure, lang))
    said += caveat.later(figure, lang) + caveat.later_plan(figure, lang)
    if sample and figure.known:
        said.append(words.say(lang, "card.sample"))
        if figure.indicator.article and not any("原文" in note for note in figure.said):
            said.append(_article(figure.indicator.article, figure, lang))
    if figure.indicator.proposal:
        said.append(words.say(lang, "card.proposal"))
    if figure.source is not None:
        said.append(words.say(lang, "card.source", file=figure.source.file, row=figure.source.row))
    notes = Markup("").join(_NOTE.format(text) for text in dict.fromkeys((*said, *figure.said)))
    link = Markup('<a class="kpi-note" href="{}" target="_self">{}</a>').format(
        origin, words.say(lang, "card.all_sources")
    )
    return Markup("<p>{}{}</p>").format(notes, link if origin and figure.known else "")


def _article(text: Words, figure: Figure, lang: Lang) -> str:
    """What the article says; of a figure stated anew since, only that it no longer says so."""
    if figure.corrected:
        return words.say(lang, "card.article_corrected")
    inner = text.of(lang).replace("“", "‘").replace("”", "’")
    return words.say(lang, "card.article", text=inner)


def inputs(figures: Iterable[Figure], lang: Lang) -> Markup:
    """The raw quantities behind a brand's figures, as a plain table."""
    head = Markup("").join(
        Markup('<th class="{}">{}</th>').format(css, words.say(lang, f"card.{key}"))
        for key, css in (("quantity", ""), ("month", "num"), ("ytd", "num"), ("coverage", "num"))
    )
    rows = Markup("").join(
        Markup('<tr><td>{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td></tr>').format(
            f.indicator.name.of(lang),
            f.indicator.unit.show(f.month.actual, lang, qualifier=f.month.qualifier),
            f.indicator.unit.show(f.ytd.actual, lang, qualifier=f.ytd.qualifier),
            words.say(lang, "card.months", present=f.ytd.months_present, expected=f.ytd.months_expected),
        )
        for f in figures
    )
    return Markup('<div class="kpi kpi-wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        head, rows
    )


def rule_words(indicator: Indicator, lang: Lang) -> str:
    """How the indicator rolls up, in words."""
    match indicator.rule:
        case Sum():
            code = "sum"
        case CountDistinct():
            code = "count"
        case Ratio():
            code = "ratio"
        case Weighted():
            code = "weighted"
        case Last():
            code = "last"
        case Recompute():
            code = "recompute"
        case Never():
            code = "never"
    return words.say(lang, f"definition.{code}")


def definition(indicator: Indicator, brand: Brand, lang: Lang) -> Markup:
    """名称 公式 口径 单位 方向 汇总 判定 来源 责任单位 频次 of one indicator, all from the catalogue."""
    threshold = indicator.threshold
    rule = words.say(lang, "definition.none")
    if threshold is not None:
        side = "up" if indicator.better == "higher" else "down"
        slack = "_slack" if threshold.kind == "points" and threshold.green else ""
        code = threshold.kind if threshold.kind == "days" else f"{threshold.kind}_{side}{slack}"
        rule = words.say(lang, f"definition.{code}", green=f"{threshold.green:g}", amber=f"{threshold.amber:g}")
    rows = [
        ("key", indicator.key),
        ("formula", indicator.formula.of(lang)),
        ("note", indicator.note.of(lang)),
        ("unit", indicator.unit.name.of(lang) or words.say(lang, "definition.text")),
        ("better", words.say(lang, f"definition.{indicator.better}")),
        ("rollup", rule_words(indicator, lang)),
        ("status", rule),
        ("aliases", words.say(lang, "definition.comma").join(indicator.aliases) or "—"),
        ("source", cited.source(indicator.source, lang)),
        ("owner", indicator.owner.of(lang) or words.say(lang, "definition.unset")),
        ("frequency", indicator.frequency.of(lang)),
    ]
    if indicator.article:
        rows.append(("article", indicator.article.of(lang)))
    if indicator.proposal:
        rows.append(("proposal", words.say(lang, "card.proposal")))
    listed = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(words.say(lang, f"definition.{k}_label"), v) for k, v in rows
    )
    return Markup(
        '<section class="kpi-card" id="{}"><div class="top"><b>{}</b><span class="muted small">{}</span></div>'
        "<dl>{}</dl></section>"
    ).format(indicator.key, indicator.name.of(lang), brand.name.of(lang), listed)


def definitions(indicators: Iterable[Indicator], brand: Brand, lang: Lang) -> Markup:
    """The definition cards of a brand."""
    cards = Markup("").join(definition(indicator, brand, lang) for indicator in indicators)
    return Markup('<div class="kpi kpi-defs">{}</div>').format(cards)
