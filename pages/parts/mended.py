"""Step ④ of an upload: its problems grouped by repair, and the bad cells mended on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, cast

import streamlit as st

from db import reader
from db.submissions import Sent
from db.uploads import Preview
from kpi import export, marked, mending, words
from kpi.charts import checking, markup
from kpi.mending import BadCell, Correction
from kpi.model import Catalog
from kpi.reading import Issue
from kpi.unit import Lang
from pages.parts import intray, scene
from pages.parts.intray import Checked, Hand
from pages.parts.scene import Scene
from pages.web import review

_AT_ONCE = 200
Mark = tuple[str, str, int, int, str, str]
"""What names a bad cell between runs: file, sheet, row, column, heading, what stands there."""
_COLUMNS = ("file", "sheet", "row", "column", "found", "new", "problem")


def keep_typed() -> None:
    """What was typed in the fix list waits there, whatever is clicked next, until it is put in or put down."""
    shown = cast(tuple[str, Sequence[BadCell], object] | None, scene.recall("fix_list"))
    if shown is None:
        return
    key, cells, _ = shown
    _remember(_in_table(key, cells))


def applied(hand: Hand, checked: Checked) -> Hand:
    """The hand with what is typed and not put in yet: a draft keeps that too."""
    typed, cells = _typed(), mending.bad_cells(checked.errors)[:_AT_ONCE]
    meant = [typed.get(_mark(cell), cell.found) for cell in cells]
    made = _corrections(hand, checked, cells, meant)
    files = (replace(file, choices={**file.choices, "corrections": of}) if of else file for file, of in made)
    return replace(hand, files=tuple(files))


def show(now: Scene, hand: Hand, checked: Checked) -> None:
    """Errors and news of the store; warnings too while errors block: they are ticked only once nothing is wrong."""
    preview = checked.preview
    listing = [issue for issue in preview.issues if issue not in preview.refused]
    errors = checked.errors
    if listing:
        wrong = mending.count(errors)
        counts = {"errors": wrong, "warnings": mending.count(listing) - wrong}
        st.html(markup.lane_head(now.say("upload.step_problems"), now.say("upload.issue_count", **counts)))
        if shown := listing if errors else [issue for issue in listing if issue not in checked.doubts]:
            st.html(checking.groups(shown, now.lang))
        listed = partial(_listed, checked.preview, now)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                now.say("upload.download_issues"), listed, "issues.csv", export.FORMS["csv"], on_click="ignore"
            )
            _workbooks(now, hand, checked)
        st.html(checking.note(now.say("upload.marked_note")))
    corrections = [(file, list(file.choices.get("corrections", []))) for file in hand.files]
    if any(made for _, made in corrections):
        _made(now, corrections)
    _percentages(now, hand, checked, mending.percentages(listing))
    cells = mending.bad_cells(errors)
    if cells:
        _list(now, hand, checked, cells[:_AT_ONCE], len(cells))


def _listed(preview: Preview, now: Scene) -> bytes:
    """As programs get it: with headings and the revision; made when it is asked for."""
    return review.problems(preview, now.actor, now.lang).data("csv")


def _workbooks(now: Scene, hand: Hand, checked: Checked) -> None:
    """Each file with a problem as a workbook in which it is marked; made when it is asked for."""
    catalog, issues = now.shelf.book.catalog, checked.preview.issues
    for file, reading in zip(hand.files, checked.preview.readings, strict=True):
        own = [issue for issue in issues if issue.file == reading.name]
        if own:
            make = partial(_workbook, file, reading.name, catalog, own, now.lang)
            label = now.say("upload.download_marked", file=_plain(file.name))
            st.download_button(
                label, make, marked.called(reading.name, now.lang), export.FORMS["xlsx"],
                key=f"marked-{intray.fingerprint(file)}", on_click="ignore",
            )  # fmt: skip


def _workbook(file: Sent, name: str, catalog: Catalog, issues: Sequence[Issue], lang: Lang) -> bytes:
    return reader.mark(file.data, name, catalog, issues, lang, file.choices).data


def _made(now: Scene, corrections: Sequence[tuple[Sent, list[Correction]]]) -> None:
    """What was corrected on the page: old and new, and the way back."""
    st.html(checking.corrections([(file.name, c) for file, made in corrections for c in made], now.lang))
    for file, made in corrections:
        if made and st.button(
            now.say("upload.undo", count=len(made), file=_plain(file.name)), key=f"undo-{intray.fingerprint(file)}"
        ):
            intray.choose(file, corrections=[])


def _percentages(now: Scene, hand: Hand, checked: Checked, proposed: Sequence[tuple[BadCell, str]]) -> None:
    """One press for all rates that were written as fractions."""
    if not proposed:
        return
    (first, meant), cells = proposed[0], [cell for cell, _ in proposed]
    label = now.say("upload.mend_percent", count=len(cells), before=_plain(first.found), after=meant)
    if st.button(label, key="mend-percent"):
        _mend(hand, checked, cells, [text for _, text in proposed])


def _list(now: Scene, hand: Hand, checked: Checked, cells: Sequence[BadCell], count: int) -> None:
    """The fix list: the bad cells only, the new value to be typed beside what stands there."""
    st.html(markup.lane_head(now.say("upload.fix_list"), now.say("upload.fix_note")))
    if count > len(cells):
        st.html(checking.note(now.say("upload.fix_first", count=count, shown=len(cells))))
    made = sum(len(file.choices.get("corrections", [])) for file in hand.files)
    widths: dict[str, Literal["small", "medium", "large"]] = {"row": "small", "sheet": "small", "problem": "large"}
    config: dict[str, Any] = {
        name: st.column_config.TextColumn(now.say(f"upload.fix_{name}"), width=widths.get(name, "medium"))
        for name in _COLUMNS
    }
    # where a name was given a meaning the browser draws the table anew: what moved under it takes no first click
    meant = tuple(str(file.choices.get("mapping")) for file in hand.files)
    key = f"fix-{made}-{hash((meant, tuple(map(_mark, cells))))}"
    base = _base(key, cells)
    known = {_mark(cell): base.get(_mark(cell), cell.found) for cell in cells}
    scene.remember("fix_list", (key, cells, base))
    typed = st.data_editor(
        [_row(cell, known[_mark(cell)], now) for cell in cells],
        column_config=config,
        column_order=[name for name in _COLUMNS if name != "sheet" or any(cell.sheet for cell in cells)],
        disabled=[name for name in _COLUMNS if name != "new"],
        hide_index=True,
        num_rows="fixed",
        key=key,
    )
    texts = [str(row["new"] or "") for row in cast(list[dict[str, Any]], typed)]
    _remember({mark: text for mark, text in zip(map(_mark, cells), texts, strict=True) if text != known[mark]})
    changed = sum(text.strip() != cell.found for text, cell in zip(texts, cells, strict=True))
    if st.button(now.say("upload.mend", count=changed), key="mend", disabled=not changed):
        _mend(hand, checked, cells, texts)


def _base(key: str, cells: Sequence[BadCell]) -> Mapping[Mark, str]:
    """What the table of this key starts from, which with what is typed in it comes to all that is typed.

    It stays the same while somebody types in it. Where the table was out of sight meanwhile (another page, a file read
    another way) the browser has forgotten what was typed in it, and it starts anew from what was kept.
    """
    typed, before = _typed(), cast(tuple[str, object, Mapping[Mark, str]] | None, scene.recall("fix_list"))
    if before is None or before[0] != key:
        return typed
    shown = {**before[2], **_in_table(key, cells)}
    return before[2] if all(shown.get(mark) == typed.get(mark) for mark in map(_mark, cells)) else typed


def _in_table(key: str, cells: Sequence[BadCell]) -> Mapping[Mark, str]:
    """What the browser holds as typed in the table of this key."""
    return {_mark(cells[row]): text for row, text in scene.edited(key, "new").items() if row < len(cells)}


def _mend(hand: Hand, checked: Checked, cells: Sequence[BadCell], meant: Sequence[str]) -> None:
    """Keep what was typed with each file; the bytes stay as they are."""
    for file, made in _corrections(hand, checked, cells, meant):
        if made != list(file.choices.get("corrections", [])):
            intray.keep(file, corrections=made)
    done = set(map(_mark, cells))
    scene.remember("fixes", {mark: text for mark, text in _typed().items() if mark not in done})
    st.rerun()


def _corrections(
    hand: Hand, checked: Checked, cells: Sequence[BadCell], meant: Sequence[str]
) -> list[tuple[Sent, list[Correction]]]:
    """Each file with its corrections and those that are typed now."""
    found = []
    for file, reading in zip(hand.files, checked.preview.readings, strict=True):
        own = [(cell, text) for cell, text in zip(cells, meant, strict=True) if cell.file == reading.name]
        before = list(file.choices.get("corrections", []))
        found.append((file, mending.corrected(before, [cell for cell, _ in own], [text for _, text in own])))
    return found


def _remember(fresh: Mapping[Mark, str]) -> None:
    if fresh:
        scene.remember("fixes", {**_typed(), **fresh})


def _typed() -> Mapping[Mark, str]:
    """What was typed beside bad cells and is not put in yet."""
    return cast(Mapping[Mark, str], scene.recall("fixes") or {})


def _mark(cell: BadCell) -> Mark:
    return cell.file, cell.sheet, cell.row, cell.column, cell.heading, cell.found


def _row(cell: BadCell, new: str, now: Scene) -> dict[str, str]:
    said = words.issue(now.lang, cell.problem)
    place = {"file": cell.file, "sheet": cell.sheet, "row": str(cell.row), "column": cell.heading}
    return {**place, "found": cell.found, "problem": said, "new": new}


def _plain(name: str) -> str:
    """A file's name on a button, whose text is read as Markdown."""
    return "".join(sign if sign.isalnum() or sign in "-. " else "_" for sign in name)[:40]
