"""The frame round every page: who looks, settings of the page, the menu, the choices, what must stand on every page."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from db import rights, settings
from kpi import missing, words
from kpi.charts import markup, style
from pages.parts import menu, scene, shared, who, whole
from pages.parts.scene import Scene
from pages.web import html

lang = scene.language()
st.set_page_config(page_title=words.say(lang, "frame.title"), layout="wide", initial_sidebar_state="collapsed")
look = who.looks()
actor = look.actor
if actor is None:
    scene.forget_all()
    st.info(words.say(lang, "access.login_first"))
    st.stop()
at = scene.as_of(look)
shelf = shared.shelf(actor, look.head, None if at == scene.NOW else int(at))
page = st.navigation(
    menu.pages(actor, shelf.book.catalog, lang), position="hidden" if st.context.is_embedded else "top"
)
scene.visit(page.url_path)
if page.url_path == menu.SCREEN:  # nothing stands round the wall's picture, and nobody chooses there
    whole.html(style.sheet(scene.theme(), html.version()))
    page.run()
    st.stop()


def head(chosen: Scene) -> None:
    said = chosen.head()
    whole.html(markup.header(*said) + Markup(style.sheet(scene.theme(), html.version(), said)))


with st.container(horizontal=True, vertical_alignment="center", key="kpi-header"):
    now = scene.choose(lang, shelf, actor, look, head)
    if rights.may(actor, "hold", "token") and actor.account is not None:
        whole.html(markup.account(actor.name or actor.login, lang), width="content")
scene.set_current(now)
for refusal in scene.refusals(now):
    whole.html(markup.mark(refusal))
if now.as_of and int(now.as_of) < look.head.revision:
    whole.html(markup.as_of(now.say("frame.as_of_mark", name=scene.named(look, now.as_of, lang)), now.link_now(), lang))
remarks = [now.say("frame.demo")] if settings.demo() else []
late = missing.overdue(shelf.months, date.today(), settings.due_day())
if late and not shelf.head.sample and not now.as_of:
    remarks.append(missing.said(late, "frame", settings.due_day(), lang))
if shelf.head.sample:
    remarks.append(now.say("frame.sample"))
if remarks:
    whole.html(markup.mark(*remarks))
page.run()
