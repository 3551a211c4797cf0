"""Every page in front of the board with any text in it, and what must never be found there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from kpi.unit import LANGS, Lang
from pages.web import forms

ROLES = ("viewer", "analyst", "reviewer", "admin", "screen", "console")
VOID = {"meta", "link", "input", "br"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title></style></main><iframe src=//evil.example>",
    "{0.__class__} {x} %s",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;",
    "=1+1",
    "名" * 2000,
)


def pages(lang: Lang, text: str) -> dict[str, str]:
    """Every page, with the same text in each place where a user's or the store's text may stand."""
    one, other = forms.Session(text, "2026-11-22T07:31:00Z", text, here=True), forms.Session("", text, "")
    tokens = [forms.Token(7, text, "2026-11-22T07:31:00Z"), forms.Token(text, text, text, text)]
    return {
        "login": forms.login(lang, next=text, name=text, problem=text, oidc=text),
        "login_plain": forms.login(lang, next="/ore"),
        "password": forms.password(lang, rules=text, problem=text, must=False, login=text),
        "password_must": forms.password(lang, rules=text, must=True),
        **{
            f"account_{role}": forms.account(
                lang, name=text, login=text, role=role, scope=text, sessions=[one, other], tokens=tokens, notice=text
            )
            for role in ROLES
        },
        "account_fresh": forms.account(
            lang, name="", login=text, role="admin", scope="", sessions=[], tokens=[], fresh_token=text
        ),
        "pairing": forms.pairing(lang, code="K7MW3QXH", minutes=10),
        "message": forms.message(lang, title=text, text=text, link=(text, "/")),
    }


ALL = [(lang, name) for lang in LANGS for name in pages("zh", "x")]


class Parsed(HTMLParser):
    """A page's elements, its texts, and what is not closed as it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> stays open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"{tag}: {name} twice" for name in set(names) if names.count(name) > 1]
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def every(self, tag: str) -> list[dict[str, str]]:
        return [attrs for found, attrs in self.elements if found == tag]


OURS = {"html", "head", "meta", "title", "link", "body", "header", "main", "section", "h1", "h2", "p", "div", "span"}
OURS |= {"a", "form", "label", "input", "button", "dl", "dt", "dd", "code", "time", "small"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}


def faults(page: str) -> list[str]:
    """What must never be in a page of ours: a script, a handler, a foreign address, a field without a label."""
    parsed = Parsed(page)
    found = list(parsed.faults)
    for tag, attrs in parsed.elements:
        found += [f"<{tag}>"] if tag not in OURS else []
        found += [f"{tag} {name}" for name in attrs if name.startswith("on") or name == "style"]
        asked = (attrs[name] for name in ("href", "src", "action") if name in attrs)
        found += [f"{tag} → {to}" for to in asked if to != "data:," and not re.match(r"/(?![/\\])", to)]
    ids = [attrs["id"] for _, attrs in parsed.elements if "id" in attrs]
    labelled = [label["for"] for label in parsed.every("label")]
    fields = [field for field in parsed.every("input") if field.get("type") != "hidden" and "hidden" not in field]
    found += [f"id {one} twice" for one in set(ids) if ids.count(one) > 1]
    found += [f"{field['name']} has no label" for field in fields if labelled.count(field.get("id", "")) != 1]
    found += [f"label for nobody: {one}" for one in labelled if one not in ids]
    found += [f"described by nobody: {field['name']}" for field in fields
              if field.get("aria-describedby", "") not in ("", *ids)]  # fmt: skip
    found += [f"form {form}" for form in parsed.every("form") if form.get("method") != "post"]
    return found


def said(page: str) -> str:
    """Everything a reader may be shown or read out."""
    parsed = Parsed(page)
    spoken = (attrs.get(name, "") for _, attrs in parsed.elements for name in ("aria-label", "data-head", "title"))
    return " ".join((*parsed.texts, *spoken))


def account(fresh: str = "") -> str:
    return forms.account(
        "zh",
        name="张伟",
        login="zhangwei",
        role="reviewer",
        scope="",
        sessions=[forms.Session("10.0.0.1", "2026-11-22T07:31:00Z", "2026-11-22T08:00:00Z", here=True),
                  forms.Session("10.0.0.2", "2026-11-21T07:31:00Z", "2026-11-21T08:00:00Z")],
        tokens=[forms.Token(7, "化验室", "2026-11-01T00:00:00Z")],
        fresh_token=fresh,
    )  # fmt: skip
