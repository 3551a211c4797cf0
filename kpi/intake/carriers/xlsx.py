"""An .xlsx workbook, read once: each cell's stored text, its number format, formulas that were never worked out."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from xml.parsers import expat

from kpi.intake.carriers import ownlist
from kpi.intake.carriers.boxes import Boxes
from kpi.intake.carriers.runs import Runs, is_on
from kpi.intake.carriers.sheet import EPOCH_1900, EPOCH_1904, Mark, Workbook
from kpi.intake.carriers.worksheet import Worksheet
from kpi.intake.carriers.xmlparts import Attributes, Forbidden, unescaped, walk
from kpi.intake.words import formats
from kpi.intake.words.formats import Format
from kpi.reading import Issue

_FORMULA = re.compile(rb"<(\w+:)?f[ >/]")
_DAMAGED = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError,
    IndexError, OverflowError,
)  # fmt: skip


def read(data: bytes) -> Workbook | Issue:
    """All sheets, or why the workbook cannot be read whole. `package.kind` must have passed the bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Book(archive).read()
    except Forbidden:
        return Issue("entities_file")
    except _DAMAGED:
        return Issue("excel_file")


def results(data: bytes) -> dict[str, dict[str, tuple[str, str]]]:
    """By sheet, what each formula came to, as stored: cell → (type, value). The workbook must have been `read`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _Book(archive)
        main = book.main()
        walk(book.part(main), book.on_workbook)
        relations = book.relations(main)
        found = {}
        for name, id_, _ in book.listed:
            kind, path = relations[id_]
            if kind == "worksheet" and _FORMULA.search(book.part(path).read()):
                sheet = found[name] = _Results()
                walk(book.part(path), sheet.start, sheet.end, sheet.text)
        return {name: sheet.found for name, sheet in found.items()}


class _Results:
    """The stored results of one sheet's formulas."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self.cell: Attributes = {}
        self.pieces: list[str] = []
        self.computed = self.inside = False

    def start(self, tag: str, said: Attributes) -> None:
        if tag == "c":
            self.cell, self.pieces, self.computed = said, [], False
        self.computed |= tag == "f"
        self.inside = tag == "v"

    def end(self, tag: str) -> None:
        self.inside = False
        if tag == "c" and self.computed and "r" in self.cell:
            self.found[self.cell["r"]] = self.cell.get("t", "n"), "".join(self.pieces)

    def text(self, said: str) -> None:
        if self.inside:
            self.pieces.append(said)


class _Book:
    """The parts of a workbook and how they point at each other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self.epoch = EPOCH_1900
        self.listed: list[tuple[str, str, bool]] = []

    def read(self) -> Workbook:
        main = self.main()
        walk(self.part(main), self.on_workbook)
        relations = self.relations(main)
        strings = _Strings.read(self, relations)
        styles = _styles(self, relations)
        sheets = []
        for name, id_, hidden in self.listed:
            kind, path = relations[id_]
            if kind == "worksheet":
                sheet = Worksheet(name, hidden, strings, styles, self.epoch)
                sheets.append(sheet.read(self.part(path), self.comments(path)))
        return Workbook(tuple(sheets), self.epoch)

    def comments(self, path: str) -> list[tuple[str, str]]:
        """The comments on a sheet's cells, and its text boxes."""
        relations = list(self.relations(path).values())
        told = next((p for kind, p in relations if kind == "comments"), "")
        drawn = [p for kind, p in relations if kind == "drawing" and p.lower() in self.names]
        found, authors, by, runs = list[tuple[str, str]](), list[str](), "", Runs()

        def on(tag: str, said: Attributes) -> None:
            runs.start(tag, said)
            nonlocal by
            if tag in ("author", "comment"):
                runs.taken()
            if tag == "comment":
                found.append((said.get("ref", ""), ""))
                by = dict(zip(map(str, range(len(authors))), authors, strict=True)).get(said.get("authorId", "0"), "")

        def end(tag: str) -> None:
            runs.end(tag)
            if tag == "author":
                authors.append(runs.taken())
            elif tag == "comment":
                found[-1] = found[-1][0], ownlist.theirs(by, unescaped(runs.taken()))

        if told.lower() in self.names:
            walk(self.part(told), on, end, lambda text: None if runs.aside else runs.add(text))
        return [*found, *(box for each in drawn for box in Boxes().read(self.part(each)))]

    def main(self) -> str:
        return next((p for t, p in self.relations("").values() if t == "officeDocument"), "xl/workbook.xml")

    def part(self, path: str) -> io.BufferedIOBase:
        return self.archive.open(self.names[path.lower()])  # type: ignore[return-value]

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part points at: id → (kind, path)."""
        folder, name = posixpath.split(path)
        beside = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def on(tag: str, said: Attributes) -> None:
            if tag == "Relationship" and said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, said["Target"])).lstrip("/")
                found[said["Id"]] = said["Type"].rpartition("/")[2], target

        if beside.lower() in self.names:
            walk(self.part(beside), on)
        return found

    def on_workbook(self, tag: str, said: Attributes) -> None:
        if tag == "workbookPr" and said.get("date1904") in ("1", "true", "on"):
            self.epoch = EPOCH_1904
        elif tag == "sheet":
            id_ = next(value for key, value in said.items() if key.endswith("}id"))
            self.listed.append((said["name"], id_, said.get("state", "visible") != "visible"))


class _Strings:
    """The texts that cells share; furigana left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.runs = Runs()
        self.pieces: list[str] = []
        self.inside = False

    @classmethod
    def read(cls, book: _Book, relations: dict[str, tuple[str, str]]) -> list[str]:
        strings = cls()
        path = next((path for kind, path in relations.values() if kind == "sharedStrings"), None)
        if path and path.lower() in book.names:
            walk(book.part(path), strings.start, strings.end, strings.text)
        return strings.found

    def start(self, tag: str, said: Attributes) -> None:
        if tag == "t":
            self.inside = not self.runs.aside
        elif tag != "si":
            self.runs.start(tag, said)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(unescaped(self.runs.taken()))
        elif tag == "t":
            self.inside = False
            self.runs.add("".join(self.pieces))
            self.pieces = []
        else:
            self.runs.end(tag)

    def text(self, said: str) -> None:
        if self.inside:
            self.pieces.append(said)


def _styles(book: _Book, relations: dict[str, tuple[str, str]]) -> tuple[list[Format], dict[int, Mark]]:
    """The number format of every cell style, and what the styles do that strike their cells out or hide them."""
    codes: dict[int, str] = {}
    used: list[int] = []
    fonts: list[bool] = []
    own: list[int] = []
    inside = [""]

    def on(tag: str, said: Attributes) -> None:
        if tag == "numFmt" and "formatCode" in said:
            codes[int(said["numFmtId"])] = said["formatCode"]
        elif tag in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            inside[0] = tag
        elif tag == "font" and inside[0] == "fonts":
            fonts.append(False)
        elif tag == "strike" and inside[0] == "fonts":
            fonts[-1] = is_on(said)
        elif tag == "xf" and inside[0] == "cellXfs":
            used.append(int(said.get("numFmtId", "0")))
            own.append(int(said.get("fontId", "0")))

    path = next((path for kind, path in relations.values() if kind == "styles"), None)
    if path and path.lower() in book.names:
        walk(book.part(path), on)
    known = {number: formats.of(number, codes.get(number)) for number in set(used)}
    marks: dict[int, Mark] = {
        style: "concealed" for style, code in enumerate(used) if formats.hides(codes.get(code, ""))
    }
    marks |= {style: "struck" for style, font in enumerate(own) if font < len(fonts) and fonts[font]}
    return [known[number] for number in used], marks
