"""What the reader has chosen: language, month, scope. Kept in the address, so that a link reopens the same view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Literal, cast
from urllib.parse import urlencode

import streamlit as st

from db import meetings, settings
from db.actor import Actor
from db.read import Batch
from kpi import headings, words
from kpi.board import Board
from kpi.charts import palette
from kpi.charts.palette import Theme
from kpi.period import Month
from kpi.unit import LANGS, Lang
from pages.parts import shared
from pages.parts.shared import Asked, Made, Opened, Shelf
from pages.parts.who import Look
from pages.web import figures

NOW = meetings.NEWEST
"""In the choice of revisions: the newest, whichever that is."""
FORMS: tuple[Literal["csv"], Literal["xlsx"]] = ("csv", "xlsx")


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
    window: str = "1"
    """Of what width it is read on (`who.Look.window`)."""

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

    def head(self) -> tuple[str, str]:
        """The page's title; and data month, linear time progress and revision: what the figures are."""
        title = self.say("frame.title")
        if self.month is None:
            return title, self.revision
        number = self.month.number
        share = f"{100 * number / 12:.2f}%"
        return title, self.say("frame.meta", year=self.month.year, number=number, share=share, revision=self.revision)

    def picture(self, board: Board, key: str) -> str:
        """What the picture of an indicator's months is saved as."""
        return f"{key}-{board.month}-r{board.revision}"

    def signed(self, board: Board, title: str) -> list[str]:
        """What a picture says of itself wherever it is taken: what is drawn, scope, month, revision, 示例数据."""
        scope = self.shelf.book.catalog.scopes[board.scope].name.of(self.lang)
        sample = [self.say("card.sample")] if board.sample else []
        return [title, scope, str(board.month), self.revision, *sample]

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


def theme() -> Theme:
    return palette.theme("dark" if st.context.theme.type == "dark" else "light")


def as_of(look: Look) -> str:
    """The revision to be read, before anything is shown: NOW or a number.

    An address may name a meeting; what it asks for and cannot get is said by `refusals`, never passed over.
    """
    asked = st.query_params.get("as_of", NOW)
    meeting = None if asked == NOW or (asked.isascii() and asked.isdigit()) else meetings.named(look.meetings, asked)
    found = str(meeting.revision) if meeting else asked
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
    return meetings.called(look.meetings, int(revision), lang)


def _revisions(look: Look, asked: str = "") -> list[str]:
    """The newest, those of the meetings, and the one the address asks for."""
    asked = asked or st.query_params.get("as_of", "")
    known = [str(meeting.revision) for meeting in look.meetings]
    real = asked.isascii() and asked.isdigit() and len(asked) < 10 and 0 <= int(asked) <= look.head.revision
    return list(dict.fromkeys([NOW, *known, *([str(int(asked))] if real else [])]))


def choose(lang: Lang, shelf: Shelf, actor: Actor, look: Look, head: Callable[[Scene], None]) -> Scene:
    """Show the choices, after the ``head`` of what they come to, and return that."""
    catalog = shelf.book.catalog
    given = st.query_params.to_dict()
    asked = dict(given)
    if name := given.get("scope"):  # by its key, name or alias, as on the command line
        asked["scope"] = headings.scope(catalog, name) or name
    seen = catalog.scopes if shelf.scopes is None else shelf.scopes
    # a link may name a scope that has no figures yet
    scopes = [key for key in catalog.scopes if key in seen and (key in shelf.used or key == asked.get("scope"))]
    revisions = _revisions(look)
    boxes: dict[str, tuple[Sequence[str], Callable[[str], str]]] = {
        "month": ([str(month) for month in shelf.months], partial(month_said, lang)),
        "scope": (scopes, lambda s: catalog.scopes[s].name.of(lang)),
        "lang": (LANGS, lambda code: words.say(lang, f"frame.{code}")),
        "as_of": (revisions if len(revisions) > 1 else (), lambda r: named(look, r, lang)),
    }
    chosen = {name: _chosen(name, options, asked.get(name, "")) for name, (options, _) in boxes.items()}
    month, older = chosen["month"], chosen["as_of"] or NOW
    at = Month.parse(month) if month else None
    scope, older = chosen["scope"] or shelf.top, "" if older == NOW else older
    now = Scene(lang, theme(), shelf, actor, at, scope, older, look.window)
    head(now)
    for name, (options, shown) in boxes.items():
        _box(name, options, lang, shown)
    _told(given, **chosen)
    return now


def _told(asked: Mapping[str, str], **chosen: str | None) -> None:
    """Put what is chosen into the address, all at once: each change of it is a message of its own."""
    if chosen["as_of"] in (NOW, None):
        chosen["as_of"] = None
        if "as_of" in asked:
            st.query_params.pop("as_of")
    news = {name: value for name, value in chosen.items() if value and value != asked.get(name)}
    if news:
        st.query_params.update(news)


def _wanted(name: str, options: Sequence[str], default: str, asked: str | None = None) -> str:
    """What the address asks for when it is news, else what was chosen last."""
    asked = st.query_params.get(name, "") if asked is None else asked
    if asked in options and asked != st.session_state.get(f"seen_{name}"):
        return asked
    chosen = st.session_state.get(name)
    return str(chosen) if chosen in options else default


def _chosen(name: str, options: Sequence[str], asked: str) -> str | None:
    """What a choice comes to, before its box is shown: the box says the same, as it takes its value from here."""
    if not options:
        return None
    if asked and asked not in options:
        st.session_state[f"refused_{name}"] = asked
    chosen = _wanted(name, options, options[0], asked)
    st.session_state[name] = st.session_state[f"seen_{name}"] = chosen
    return chosen


def _box(name: str, options: Sequence[str], lang: Lang, shown: Callable[[str], str]) -> None:
    if options:
        label = words.say(lang, f"frame.{name}")
        st.selectbox(label, options, format_func=shown, key=name, label_visibility="collapsed", width=150)


def held(key: str) -> object:
    """What was chosen in a box, read in the words in which it was shown."""
    return st.session_state.get(key)


def hold(key: str, value: object) -> None:
    st.session_state[key] = value


def month_said(lang: Lang, month: str) -> str:
    return words.say(lang, "frame.month_of", year=month[:4], number=int(month[5:]))


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


def visit(page: str) -> None:
    """Which page this run shows: what the browser kept for another one is gone by now."""
    if page != st.session_state.get("page"):
        st.session_state["page"], st.session_state["came"] = page, True


def came() -> bool:
    """Whether the reader has been on another page since this was last asked."""
    return bool(st.session_state.pop("came", False))


def gone(files: str, given: Sequence[object]) -> bool:
    """Whether the browser shows files under this key that the server no longer has: it was started anew meanwhile."""
    return len(st.session_state.get(files) or ()) > len(given)


def edited(editor: str, column: str) -> dict[int, str]:
    """What was typed in a column of a table that is filled in, by row from 0; a cleared cell is ''."""
    state = cast(Mapping[str, Any], st.session_state.get(editor) or {})
    rows: Mapping[int, Mapping[str, object]] = state.get("edited_rows") or {}
    return {int(row): str(typed[column] or "") for row, typed in rows.items() if column in typed}


def forget_all() -> None:
    """Keep nothing of one whose session has ended."""
    for name in [str(name) for name in st.session_state if str(name).startswith("kept_")]:
        del st.session_state[name]


def remember(name: str, value: object) -> None:
    """Keep something of a page between its runs."""
    st.session_state[f"kept_{name}"] = value


def recall(name: str) -> object:
    return st.session_state.get(f"kept_{name}")


def forget(name: str) -> None:
    st.session_state.pop(f"kept_{name}", None)
