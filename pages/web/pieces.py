"""What our pages without scripts are put together from: the frame, fields, forms, tables, moments, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from kpi import words
from kpi.unit import Lang

STYLE = "/login/style.css"
_TAG = {"zh": "zh-CN", "en": "en"}
# Neither HTML nor UTF-8 can carry these; a name that holds one is still shown, with a mark in its place.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{}" class="{}">\n<head>\n<meta charset="utf-8">\n<title>{} · {}</title>\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n{}'
    '<link rel="stylesheet" href="{}">\n</head>\n<body>\n<header><p class="title">{}</p>{}</header>\n'
    "<main>\n<h1>{}</h1>\n{}\n</main>\n</body>\n</html>\n"
)
_TABLE = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")


def page(
    lang: Lang, heading: str, body: Markup, *, switch: str = "", css: str = "card", head: Markup | str = ""
) -> str:
    away = other(lang)
    turn = Markup('<a href="{}" lang="{}" hreflang="{}">{}</a>').format(
        switch, _TAG[away], _TAG[away], words.say(lang, f"frame.{away}")
    )
    title = words.say(lang, "frame.title")
    page = _PAGE.format(_TAG[lang], css, heading, title, head, STYLE, title, turn if switch else "", heading, body)
    return _UNSHOWABLE.sub("\ufffd", page)


def table(heads: Sequence[str], rows: Iterable[Sequence[Markup | str]]) -> Markup:
    """On a phone each cell carries its heading itself."""
    line = joined(
        Markup("<tr>{}</tr>").format(
            joined(Markup('<td data-head="{}">{}</td>').format(*cell) for cell in zip(heads, row, strict=True))
        )
        for row in rows
    )
    head = joined(Markup('<th scope="col">{}</th>' if said else "<td>{}</td>").format(said) for said in heads)
    return _TABLE.format(head, line)


def field(name: str, label: str, complete: str, *, value: str = "", focus: bool = False, note: str = "") -> Markup:
    """A label and its field; ``complete`` is what the browser may fill in (HTML's autocomplete)."""
    kind = "password" if complete.endswith("password") else "text"
    return Markup(
        '<p class="field"><label for="{0}">{1}</label><input id="{0}" name="{0}" type="{2}" value="{3}" required '
        'autocomplete="{4}" autocapitalize="none" spellcheck="false"{5}{6}>{7}</p>'
    ).format(
        name,
        label,
        kind,
        value,
        complete,
        Markup(' aria-describedby="{}-note"').format(name) if note else "",
        Markup(" autofocus") if focus else "",
        Markup('<span class="note" id="{}-note">{}</span>').format(name, note) if note else "",
    )


def form(lang: Lang, path: str, button: str, fields: Markup | str = "", *, css: str = "", about: str = "") -> Markup:
    label = Markup(' aria-label="{}"').format(about) if about else ""
    return Markup('<form method="post" action="{}" class="{}">{}<button type="submit"{}>{}</button></form>').format(
        to(path, lang), css, fields, label, button
    )


def when(lang: Lang, stamp: str) -> Markup | str:
    """A stamp in the server's own time, with its distance from UTC; other texts as they are."""
    if not stamp:
        return words.say(lang, "door.never")
    try:
        at = datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    offset = at.utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0.0
    zone = f"UTC{hours:+g}" if hours else "UTC"
    return Markup('<time datetime="{}">{} <small>{}</small></time>').format(stamp, f"{at:%Y-%m-%d %H:%M}", zone)


def to(path: str, lang: Lang, **query: str) -> str:
    """An address of ours that keeps the language."""
    return f"{path}?{urlencode({'lang': lang, **query}, errors='replace')}"


def other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def link(href: str, text: str, css: str = "") -> Markup:
    return Markup('<a href="{}" class="{}">{}</a>').format(href, css, text)


def problem(text: str) -> Markup:
    return Markup('<p class="problem" role="alert">{}</p>').format(text) if text else Markup("")


def notice(text: str, css: str = "") -> Markup:
    return Markup('<p class="notice {}" role="status">{}</p>').format(css, text) if text else Markup("")


def joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
