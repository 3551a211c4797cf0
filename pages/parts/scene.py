"""What the reader has chosen: language, month, scope. Kept in the address, so that a link reopens the same view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal, cast
from urllib.parse import urlencode

import streamlit as st

from db import settings
from db.actor import Actor
from db.read import Batch
from kpi import words
from kpi.charts import palette
from kpi.charts.palette import Theme
from kpi.period import Month
from kpi.unit import LANGS, Lang
from pages.parts import shared
from pages.parts.shared import Asked, Made, Opened, Shelf
from pages.parts.who import Look
from pages.web import figures

NOW = "now"
FORMS: tuple[Literal["csv"], Literal["xlsx"]] = ("csv", "xlsx")
"""In the choice of revisions: the newest, whichever that is."""


@dataclass(frozen=True)
class Scene:
    """One run of a page: who reads it how, and the revision it is read at."""

    lang: Lang
    theme: Theme
    shelf: Shelf
    actor: Actor
    month: Month | None
    scope: str
    as_of: str = ""
    """The older revision that is looked at; '' for the newest."""

    @cached_property
    def window(self) -> str:
        """What the browser found its window to be when the page was opened: narrow, or how much is enlarged (ui.js)."""
        said = st.context.cookies.get("kpi_window", "")
        return said if said in ("narrow", "1.3", "1.6", "2") else "1"

    def say(self, code: str, **args: words.Arg) -> str:
        return words.say(self.lang, code, **args)

    @property
    def revision(self) -> str:
        """The revision that is looked at, by its number."""
        return self.say("frame.revision", revision=self.shelf.head.revision)

    def called(self, login: str) -> str:
        """Who a login is to a reader: the two that are no people have words."""
        return {"console": self.say("door.role_console"), "api": self.say("door.role_program")}.get(login, login)

    def passed(self, batch: Batch) -> str:
        """Who sent a batch in, and who let it through."""
        return f"{self.called(batch.uploaded_by)} → {self.called(batch.published_by or '')}"

    def link(self, page: str) -> str:
        """The address of a page in the same view."""
        chosen = {"month": str(self.month or ""), "scope": self.scope, "lang": self.lang, "as_of": self.as_of}
        return f"/{page}?{urlencode({name: value for name, value in chosen.items() if value})}"

    @property
    def fetches(self) -> bool:
        """Whether the reader may fetch what is shown as a file; a screen has nobody who could."""
        return self.actor.role != "screen"

    def files(self, table: str, **more: str) -> tuple[str, ...]:
        """Where what is shown can be fetched as CSV and as xlsx; nowhere for a screen."""
        if not self.fetches:
            return ()
        shown = {"month": str(self.month or ""), "scope": self.scope, "as_of": self.as_of, "lang": self.lang}
        return tuple(figures.address(table, form, **more, **shown) for form in FORMS)

    def once(
        self, opened: Opened, name: str, make: Callable[Asked, Made], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Made:
        """A picture of the view as this reader sees it: drawn once for all who see it so."""
        look = self.lang, self.theme.mode, self.as_of, self.fetches
        return opened.once((name, *look), make, *args, **kwargs)

    def link_now(self) -> str:
        """The same view at the newest revision."""
        return replace(self, as_of="").link("").replace("?", f"?as_of={NOW}&", 1)

    def opened(self) -> Opened | None:
        """The board as chosen, or None while the store has no month."""
        if self.month is None:
            return None
        return shared.opened(self.shelf, self.month, self.scope, date.today())


def language() -> Lang:
    """The address's language, else the one chosen before, else the setting."""
    return cast(Lang, _wanted("lang", LANGS, settings.lang()))


def empty(lang: Lang) -> str:
    """What is said while the store has no figures."""
    return words.say(lang, "frame.empty")


def theme() -> Theme:
    return palette.theme("dark" if st.context.theme.type == "dark" else "light")


def as_of(look: Look) -> str:
    """The revision to be read, before anything is shown: NOW or a number.

    An address may name a meeting; what it asks for and cannot get is said by `refusals`, never passed over.
    """
    asked = st.query_params.get("as_of", NOW)
    found = next((str(meeting.revision) for meeting in look.meetings if meeting.name == asked), asked)
    if found not in _revisions(look, found):
        st.session_state["refused_as_of"] = asked
        st.query_params.pop("as_of")
    elif found != asked:
        st.query_params["as_of"] = found
    return _wanted("as_of", _revisions(look), NOW)


def named(look: Look, revision: str, lang: Lang) -> str:
    """What a revision is called: by its meeting, or its number."""
    if revision == NOW:
        return words.say(lang, "frame.newest")
    number = words.say(lang, "frame.revision", revision=int(revision))
    called = next((meeting.name for meeting in look.meetings if str(meeting.revision) == revision), "")
    return f"{called} · {number}" if called else number


def _revisions(look: Look, asked: str = "") -> list[str]:
    """The newest, those of the meetings, and the one the address asks for."""
    asked = asked or st.query_params.get("as_of", "")
    known = [str(meeting.revision) for meeting in look.meetings]
    real = asked.isascii() and asked.isdigit() and len(asked) < 10 and 0 <= int(asked) <= look.head.revision
    return list(dict.fromkeys([NOW, *known, *([str(int(asked))] if real else [])]))


def choose(lang: Lang, shelf: Shelf, actor: Actor, look: Look) -> Scene:
    """Show the choices and return what they come to."""
    catalog = shelf.book.catalog
    asked = st.query_params.get("scope")  # a link may name a scope that has no figures yet
    seen = catalog.scopes if shelf.scopes is None else shelf.scopes
    scopes = [key for key in catalog.scopes if key in seen and (key in shelf.used or key == asked)]
    months = [str(month) for month in shelf.months]
    month = _box("month", months, lang, lambda m: words.say(lang, "frame.month_of", year=m[:4], number=int(m[5:])))
    scope = _box("scope", scopes, lang, lambda s: catalog.scopes[s].name.of(lang))
    spoken = _box("lang", LANGS, lang, lambda code: words.say(lang, f"frame.{code}"))
    revisions = _revisions(look)
    at = _box("as_of", revisions, lang, lambda r: named(look, r, lang)) if len(revisions) > 1 else NOW
    _told(month=month, scope=scope, lang=spoken, as_of=at)
    older = "" if at in (NOW, None) else str(at)
    return Scene(lang, theme(), shelf, actor, Month.parse(month) if month else None, scope or shelf.top, older)


def _told(**chosen: str | None) -> None:
    """Put what is chosen into the address, all at once: each change of it is a message of its own."""
    if chosen["as_of"] == NOW:
        chosen["as_of"] = None
        st.query_params.pop("as_of", None)
    news = {name: value for name, value in chosen.items() if value and value != st.query_params.get(name)}
    if news:
        st.query_params.update(news)


def _wanted(name: str, options: Sequence[str], default: str) -> str:
    """What the address asks for when it is news, else what was chosen last."""
    asked = st.query_params.get(name, "")
    if asked in options and asked != st.session_state.get(f"seen_{name}"):
        return asked
    chosen = st.session_state.get(name)
    return str(chosen) if chosen in options else default


def _box(name: str, options: Sequence[str], lang: Lang, shown: Callable[[str], str]) -> str | None:
    if not options:
        return None
    st.session_state[name] = _wanted(name, options, options[0])
    label = words.say(lang, f"frame.{name}")
    refused = st.query_params.get(name)
    if refused and refused not in options:
        st.session_state[f"refused_{name}"] = refused
    chosen = st.selectbox(label, options, format_func=shown, key=name, label_visibility="collapsed", width=150)
    st.session_state[f"seen_{name}"] = chosen
    return chosen


def refusals(scene: Scene) -> tuple[str, ...]:
    """What the address asked for and could not get, said once: another view must not pass for it."""
    said = []
    if st.session_state.pop("refused_month", None):
        said.append(scene.say("frame.no_month", shown=str(scene.month or "—")))
    if refused := st.session_state.pop("refused_as_of", None):
        said.append(scene.say("frame.no_as_of", asked=str(refused)[:60]))
    if st.session_state.pop("refused_scope", None):
        shown = scene.shelf.book.catalog.scopes[scene.scope].name
        said.append(scene.say("frame.no_scope", shown=shown))
    return tuple(said)


def current() -> Scene:
    """The scene that the frame has set up for this run."""
    return cast(Scene, st.session_state["scene"])


def set_current(scene: Scene) -> None:
    st.session_state["scene"] = scene


def remember(name: str, value: object) -> None:
    """Keep something of a page between its runs."""
    st.session_state[f"kept_{name}"] = value


def recall(name: str) -> object:
    return st.session_state.get(f"kept_{name}")


def forget(name: str) -> None:
    st.session_state.pop(f"kept_{name}", None)
