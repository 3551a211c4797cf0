"""Steps ② and ③ of an upload: what was found in each file, how it is to be read, and what its names mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from db.submissions import Sent
from kpi import mending
from kpi.charts import checking, markup
from kpi.intake.tables.tables import ALL
from kpi.mending import Unknown
from kpi.model import Catalog
from kpi.reading import Reading
from pages.parts import intray
from pages.parts.intray import Checked, Hand
from pages.parts.scene import Scene

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")
"""What a text file may be in (intake.md rule 2)."""
_AT_ONCE = 20


def show(now: Scene, hand: Hand, checked: Checked) -> None:
    """Each file as it was read, beside what its figures were taken for."""
    st.html(markup.lane_head(now.say("upload.step_found"), now.say("upload.found_note")))
    catalog = now.shelf.book.catalog
    for file, reading, seen in zip(hand.files, checked.preview.readings, checked.seen, strict=True):
        left, right = st.columns([55, 45], gap="medium")
        with left:
            st.html(checking.read(reading, now.lang, seen))
            _way(now, file, reading)
        with right:
            st.html(checking.understood(reading, catalog, now.lang, seen.columns))


def names(now: Scene, hand: Hand, checked: Checked) -> None:
    """Every heading and name in doubt, with what it may mean; what was chosen stays until it is taken back."""
    catalog = now.shelf.book.catalog
    every = list(zip(hand.files, checked.preview.readings, checked.seen, checked.meant, strict=True))
    sound = [(reading, seen) for _, reading, seen, meant in every if not meant]
    unheaded = [issue for reading, seen in sound for issue in mending.unheaded(reading, seen.columns, catalog)]
    readable = {reading.name for reading, _ in sound}
    doubted = mending.doubted((*(i for i in checked.preview.issues if i.file in readable), *unheaded))
    asked = mending.unknown(doubted[:_AT_ONCE], catalog)
    chosen = [(file, name) for file in hand.files for name in file.choices.get("mapping", {})]
    garbled = [(file, meant) for file, _, _, meant in every if meant]
    if not asked and not chosen and not garbled:
        return
    st.html(markup.lane_head(now.say("upload.step_names"), now.say("upload.names_note", count=len(doubted))))
    for file, meant in garbled:
        _garbled(now, file, meant)
    for file, name in chosen:
        _known(now, file, name, catalog)
    files = {reading.name: file for file, reading in zip(hand.files, checked.preview.readings, strict=True)}
    for number, name_ in enumerate(asked):
        if name_.file in files:
            _ask(now, files[name_.file], name_, number, catalog)


def _garbled(now: Scene, file: Sent, meant: str) -> None:
    """Signs read in a wrong encoding are no names: the one thing to ask about is the encoding."""
    said = {"file": file.name, "chosen": str(file.choices["encoding"]), "meant": meant}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(checking.note(now.say("upload.garbled", **said)), width="content")
        if st.button(now.say("upload.ungarble", meant=meant), key=f"ungarble-{intray.fingerprint(file)}"):
            intray.choose(file, encoding="")


def _way(now: Scene, file: Sent, reading: Reading) -> None:
    """Another encoding of a text file, another sheet of a workbook: one choice, and it is read again."""
    if reading.encoding or file.choices.get("encoding"):  # what was chosen can be taken back where it reads nothing
        _among(now, file, "encoding", {name: name for name in ENCODINGS}, reading.encoding)
    if len(reading.sheets) > 1:
        _among(
            now,
            file,
            "sheet",
            {ALL: now.say("upload.sheet_all"), **{name: name for name in reading.sheets}},
            reading.sheet,
        )
    if reading.tables:
        spots = {corner: f"{corner} {text}" for corner, text in reading.tables}
        _among(now, file, "table", {ALL: now.say("upload.table_all"), **spots}, "")


def _among(
    now: Scene, file: Sent, what: Literal["encoding", "sheet", "table"], options: Mapping[str, str], read: str
) -> None:
    """One of several encodings, sheets or tables, all together, or ('') what the reader takes by itself.

    The browser answers with an option's words, not with its value: in other words (language, what was read) it is a
    new box, which takes its value from what was chosen; and words that are no option choose nothing.
    """
    kept = str(file.choices.get(what, ""))
    own = now.say("upload.table_first") if what == "table" else _own(now, "" if kept else read)
    known = {"": own, **options}
    label = {"encoding": now.say("upload.encoding"), "sheet": now.say("upload.sheet"), "table": now.say("upload.table")}
    wanted = st.selectbox(
        label[what], known, _at(tuple(known), kept), known.__getitem__,
        key=f"{what}-{intray.fingerprint(file)}-{kept}-{now.lang}-{own}", width=320,
    )  # fmt: skip
    if wanted in known and wanted != kept:
        intray.choose(file, **{what: wanted}, **({"table": ""} if what == "sheet" else {}))


def _own(now: Scene, found: str) -> str:
    """What the reader takes by itself; of what was chosen instead nobody knows."""
    return now.say("upload.automatic", found=found) if found else now.say("upload.automatic_any")


def _at(options: Sequence[str], wanted: str) -> int:
    return options.index(wanted) if wanted in options else 0


def _known(now: Scene, file: Sent, name: str, catalog: Catalog) -> None:
    """A name that was given a meaning, and the way back."""
    mapping = dict(file.choices["mapping"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"known-{intray.fingerprint(file)}-{name}"):
        st.html(checking.meant(file.name, name, _called(mapping[name], now, catalog), now.lang), width="content")
        if st.button(now.say("upload.take_back"), key=f"back-{intray.fingerprint(file)}-{name}"):
            intray.choose(file, mapping={known: key for known, key in mapping.items() if known != name})


def _ask(now: Scene, file: Sent, name: Unknown, number: int, catalog: Catalog) -> None:
    """您是指…？ The likeliest first; nothing is taken for granted."""
    key = f"{intray.fingerprint(file)}-{number}-{name.name}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"ask-{key}"):
        st.html(checking.asked(file.name, name.found, now.lang), width="content")
        for likely in name.suggested[:3]:
            if st.button(_called(likely, now, catalog), key=f"is-{key}-{likely}"):
                intray.choose(file, mapping=mending.mapped(file.choices.get("mapping", {}), name, likely))
        picked = st.selectbox(
            now.say("upload.other_name"),
            (*name.suggested, *name.others),
            None,
            lambda k: _called(k, now, catalog),
            key=f"other-{key}",
            placeholder=now.say("upload.other_name"),
            label_visibility="collapsed",
            width=260,
        )
        if picked:
            intray.choose(file, mapping=mending.mapped(file.choices.get("mapping", {}), name, picked))


def _called(key: str, now: Scene, catalog: Catalog) -> str:
    found = catalog.indicators.get(key) or catalog.scopes.get(key)
    return found.name.of(now.lang) if found else key
