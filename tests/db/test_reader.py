"""A file that takes too long, too much memory or the whole process with it costs its sentence and nothing else."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, select

from db import reader, uploads
from db.__main__ import main
from db.actor import CONSOLE
from db.reader import Limits
from db.tables import fact
from kpi import intake
from kpi.intake import Inspection
from kpi.intake.words import units, vocabulary
from kpi.reading import Issue, Reading
from tests.kpi.intake.conftest import CATALOG
from tests.kpi.intake.workbooks import book, changed, saved

ROOT = Path(__file__).resolve().parents[2]
HEAD = ["月份", "处理矿量(万吨)"]
SOUND = saved(book([HEAD, ["2022-09", 88]]))
LONG = ("月份,范围,指标,数值\n" + "2022-09,一系列,处理矿量,88\n" * 60_000).encode()


def read(data: bytes, limits: Limits | None = None, name: str = "x.xlsx") -> Reading:
    return reader.read([(name, data)], CATALOG, limits=limits)[0]


def codes(found: Reading | Inspection) -> list[str]:
    return [issue.code for issue in found.issues]


def test_a_workbook_is_read_in_another_process_and_says_the_same() -> None:
    assert read(SOUND) == intake.read(SOUND, "x.xlsx", CATALOG)
    assert reader.inspect(SOUND, "x.xlsx") == intake.inspect(SOUND, "x.xlsx")


def test_a_file_that_takes_too_long_or_too_much_memory_is_stopped() -> None:
    begun = time.monotonic()
    found = read(LONG, Limits(seconds=0.4))
    stopped = time.monotonic() - begun
    assert (codes(found), found.rows, found.issues[0].file) == (["reader_time"], (), "x.xlsx")
    if sys.platform != "win32":  # no memory limit without the resource module
        assert codes(read(LONG, Limits(seconds=60, megabytes=80))) == ["reader_memory"]
    begun = time.monotonic()  # the control: within the limits it is read
    assert {"reader_time", "reader_memory"}.isdisjoint(codes(read(LONG, Limits(seconds=60, megabytes=1024))))
    assert stopped < time.monotonic() - begun


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_process_that_is_killed_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def watched(*given: object, **options: object) -> subprocess.Popen[bytes]:
        made = begin(*given, **options)  # type: ignore[call-overload]
        started.append(made)
        os.kill(made.pid, signal.SIGKILL)
        return made  # type: ignore[no-any-return]

    monkeypatch.setattr(subprocess, "Popen", watched)
    assert codes(read(SOUND)) == ["reader_crash"]
    assert len(started) == 1


def test_the_files_beside_a_bad_one_are_read_all_the_same() -> None:
    longer = LONG + 2 * LONG[len("月份,范围,指标,数值\n".encode()) :]
    files = [("一.xlsx", SOUND), ("二.csv", longer), ("三.xlsx", SOUND)]
    begun = time.monotonic()
    assert codes(read(SOUND)) == []
    found = reader.read(files, CATALOG, limits=Limits(seconds=5 * (time.monotonic() - begun)))
    assert [codes(each) for each in found] == [[], ["reader_time"], []]
    assert [each.name for each in found] == ["一.xlsx", "二.csv", "三.xlsx"]
    assert [len(each.rows) for each in found] == [1, 0, 1]


def test_each_file_is_read_as_its_user_chose() -> None:
    made = book([HEAD, ["2022-08", 87]], name="8月")
    made.create_sheet("9月").append(HEAD)
    made["9月"].append(["2022-09", 88])
    found = reader.read([("x.xlsx", saved(made)), ("y.xlsx", SOUND)], CATALOG, choices=[{"sheet": "9月"}, {}])
    assert [row.period for each in found for row in each.rows] == ["2022-09", "2022-09"]


def test_the_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    begin = subprocess.Popen

    def watched(*command: object, **options: dict[str, str]) -> subprocess.Popen[bytes]:
        given.append(options["env"])
        return begin(*command, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setenv("KPI_DATABASE", "postgresql+psycopg://u:secret@h/d")
    read(SOUND)
    assert given and not any("secret" in value for value in given[0].values())


def _bomb(_: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<x/>")
        made.writestr("xl/worksheets/sheet1.xml", b"\0" * 80_000_000)
    return out.getvalue()


def _corners(_: bytes) -> bytes:
    made = book([HEAD, ["2022-09", 88]])
    made.active.cell(1_048_576, 16_384, "x")
    return saved(made)


def _laughs(data: bytes) -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    doctype = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + levels + b"]>"
    return changed(
        data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<worksheet", doctype + b"<worksheet", 1)
    )


def _many_cells(data: bytes) -> bytes:
    """4 million cells, packed below a hundred to one."""
    row = "".join(f'<c r="{name}{{0}}"><v>{{1}}</v></c>' for name in "ABCDEFGHIJKLMNOPQRST")
    rows = "".join(f'<row r="{n}">{row.format(n, n * 7919 % 100_003)}</row>' for n in range(1, 100_000))
    whole = f"<sheetData>{rows}</sheetData>".encode()
    return changed(data, "xl/worksheets/sheet1.xml", lambda part: b"<worksheet>" + whole + b"</worksheet>")


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "zip bomb": _bomb,
    "two corners": _corners,
    "billion laughs": _laughs,
    "cells": _many_cells,
    "nuls": lambda _: b"\0" * 5_000_000,
    "nuls in text": lambda _: "月份,数值\n".encode() + b"\0," * 2_000_000,
    "commas": lambda _: b"," * 2_000_000,
    "open quote": lambda _: b'a,"b\n' * 1_000_000,
    "quotes": lambda _: b'"' * 5_000_000,
    "one long cell": lambda _: "月份,处理矿量\n2022-09,".encode() + b"a" * 100_000,
    "long blanks": lambda _: "月份,处理矿量\n2022-09,".encode() + b" " * 100_000 + b"1",
    "wrong magic": lambda _: b"PK\x03\x04" + b"x" * 5_000_000,
    "old and empty": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 100_000,
    "macros": lambda data: changed(data, "xl/vbaProject.bin", lambda _: b"x"),
    "unknown headings": lambda _: (
        ("月份," + ",".join(f"处理矿{n}量" for n in range(190)) + "\n").encode()
        + (b"2022-09" + b",a1" * 190 + b"\n") * 400
    ),
}

LONGEST = {"cells", "open quote", "unknown headings"}


@pytest.mark.parametrize(
    "spoil",
    [pytest.param(spoil, id=name, marks=[pytest.mark.soak] * (name in LONGEST)) for name, spoil in HOSTILE.items()],
)
def test_a_hostile_file_ends_in_a_sentence_in_time(spoil: Callable[[bytes], bytes]) -> None:
    data = spoil(SOUND)
    begun = time.monotonic()
    reading = read(data)
    assert time.monotonic() - begun < 12
    assert reading.errors and not reading.rows
    begun = time.monotonic()
    reader.inspect(data, "../../x.xlsx")
    assert time.monotonic() - begun < 12


def test_the_file_that_is_spoilt_is_read() -> None:
    """The control of the test above."""
    assert len(read(SOUND).rows) == 1


def test_small_texts_are_read_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert [row.value for row in read("月份,处理矿量(万吨)\n2022-09,88\n".encode(), name="x.csv").rows] == [880_000]


@pytest.mark.parametrize("line", [b"2022-09,88,%s\n" % (b"x" * 2000), b'2022-09,88,"%s"\n' % ("长" * 700).encode()])
def test_a_small_text_with_a_line_no_report_has_gets_a_process(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    started: list[object] = []
    begin = subprocess.Popen

    def watched(*given: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(given)
        return begin(*given, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", watched)
    text = "月份,处理矿量(万吨),备注\n".encode() + line
    read(text, name="x.csv")
    assert len(started) == 1
    read(text.replace(b"xxxxx", b"").replace("长长长长".encode(), b""), name="x.csv")  # the control: a shorter line
    assert len(started) == 1


@pytest.mark.parametrize("spoil", ["月份,处理矿量{},镍回收率\n", "{}\n月份,处理矿量,镍回收率\n"])
def test_a_cell_longer_than_any_of_a_report_is_refused_and_where_it_is_said(spoil: str) -> None:
    text = spoil.format("(%)" * 10_000) + "2026-10,1,83\n"
    found = intake.read(text.encode(), "x.csv", CATALOG)
    assert [(i.code, i.line, i.args["most"]) for i in found.issues] == [("cell_too_long", 1, 2000)]
    assert "cell_too_long" not in codes(intake.read(text.replace("(%)", "", 9_400).encode(), "x.csv", CATALOG))
    made = read(saved(book([HEAD, ["2022-09", 88, "长" * 2001]])))
    assert [(i.code, i.cell, i.sheet) for i in made.issues] == [("cell_too_long", "C2", "表")]


@pytest.mark.parametrize("sign", ["x", "9", "-", "2022年", "(%)", "单位:万吨"])
def test_what_a_title_says_of_units_takes_the_time_of_its_length_and_not_of_the_square(sign: str) -> None:
    def spent(text: str) -> float:
        begun = time.process_time()
        units.of_texts([text], vocabulary.of(CATALOG))
        return time.process_time() - begun

    short, long = (min(spent(sign * (size // len(sign))) for _ in range(3)) for size in (1_000, 16_000))
    assert long < 80 * short + 0.005  # the square is 256 times, the length 16


CELLS = ["a", "9", "(", " ", "月", "-", "1月", "，", "合计", "=", "#", "2022.", "约", "Ⅱ"]
SHAPED = [
    pytest.param(cell, shape, marks=[pytest.mark.soak] * (shape != "one" and cell not in ("a", "月", "=")))
    for shape in ("one", "row", "column")
    for cell in CELLS
]
"""Every sign as one long cell, where a pattern would be slow; in many cells three of them, all in make soak."""


@pytest.mark.parametrize(("cell", "shape"), SHAPED)
def test_what_is_read_without_a_process_is_read_soon_whatever_it_holds(cell: str, shape: str) -> None:
    """64 kB at most in ten seconds; a pattern that takes the square of a cell's length would need hours."""
    room = reader.SMALL - 100
    size = len(cell.encode())
    text = {
        "one": "月份,处理矿量\n2022-09," + cell * (room // size),
        "row": "月份,处理矿量\n" + ("2022-09," + ",".join([cell] * 100) + "\n") * (room // (101 * (size + 1))),
        "column": "月份,处理矿量\n" + f"2022-09,{cell}\n" * (room // (size + 9)),
    }[shape]
    begun = time.process_time()  # of this process alone, whoever else uses the machine
    intake.read(text.encode(), "x.csv", CATALOG)
    intake.inspect(text.encode(), "x.csv")
    assert time.process_time() - begun < 10


def test_the_command_line_shows_a_file_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = book(
        [["2022年生产月报"], [*HEAD, "备注"], ["2022-08", 87], ["2022-09", 88], ["合计", 175]], ["A1:C1"], name="月报"
    )
    path = tmp_path / "月报.xlsx"
    path.write_bytes(saved(made))
    assert main(["inspect", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "encoding": None,
        "delimiter": None,
        "sheet": "月报",
        "header_rows": [2],
        "columns": ["月份", "处理矿量(万吨)", "备注"],
        "rows": 2,
        "periods": ["2022-08", "2022-09"],
        "left_out": [
            {"row": 1, "kind": "title", "text": "2022年生产月报"},
            {"row": 5, "kind": "total", "text": "合计 175"},
        ],
        "issues": [],
    }
    assert main(["inspect", str(path), "--sheet", "十月"]) == 1
    assert "可用：“月报”" in capsys.readouterr().err


def test_the_command_line_reads_in_the_encoding_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("月份,镍回收率\n2022-09,83\n".encode("gb18030"))
    assert main(["inspect", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"] == ["月份", "镍回收率"]
    main(["inspect", str(path), "--encoding", "utf-8", "--json"])
    assert json.loads(capsys.readouterr().out)["issues"][0]["code"] == "broken_character"


def test_the_sheet_row_and_column_of_a_figure_are_kept(store: Engine) -> None:
    assert isinstance(uploads.publish(store, CATALOG, [("x.xlsx", SOUND)], by=CONSOLE), uploads.Receipt)
    with store.connect() as connection:
        kept = connection.execute(select(fact.c.src_sheet, fact.c.src_row, fact.c.src_col)).all()
    assert [tuple(each) for each in kept] == [("表", 2, 2)]


@pytest.mark.soak
@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_cannot_be_marked_and_ends_in_a_list_in_time(spoil: Callable[[bytes], bytes]) -> None:
    data = spoil(SOUND)
    issues, begun = read(data).issues, time.monotonic()
    found = reader.mark(data, "../x.xlsx", CATALOG, issues, "zh", limits=Limits(seconds=10))
    assert time.monotonic() - begun < 13
    made = openpyxl.load_workbook(io.BytesIO(found.data))
    assert made.sheetnames[-1] == "问题清单"
    assert [cell.value for cell in made["问题清单"][1]] == ["工作表", "行", "列", "实际值", "怎么改"]


def test_marking_is_stopped_in_its_time_and_the_list_says_so() -> None:
    issue = Issue("not_a_number", line=2, column="处理矿量", found="八十")
    slow = reader.mark(LONG, "x.csv", CATALOG, [issue], "zh", limits=Limits(seconds=0.4))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(slow.data)).active]
    assert ("已停止" in str(rows[1][4]), rows[2][3], slow.whole) == (True, "八十", False)


def test_a_cell_is_quoted_as_its_file_writes_it() -> None:
    """With what was put in its place, of all of a merged range: one 八十 over two months, corrected in the first."""
    data = saved(book([HEAD, ["2022-09", 87.3], ["2022-10", " 八十 "], ["2022-11", None]], ["B3:B4"]))
    places = [("表", 2, 2), ("表", 3, 2), ("表", 4, 2), ("表", 9, 9), ("无", 1, 1)]
    as_it_is = (("87.3",) * 2, ("八十",) * 2, ("八十",) * 2, ("", ""), ("", ""))
    assert reader.cells(data, CATALOG, places) == as_it_is
    mended = reader.cells(data, CATALOG, places, {"corrections": [["表", 3, 2, "八十", "80"]]})
    assert mended is not None and mended[:3] == (("87.3",) * 2, ("八十", "80"), ("八十", "80"))
    assert reader.cells(b"PK\x03\x04 no workbook", CATALOG, places) == (("", ""),) * 5
    assert reader.cells(data, CATALOG, places, limits=Limits(seconds=0.0)) is None  # no text of the file at all
    text = "月份,处理矿量\n2022-09,87.30万吨\n".encode("gb18030")
    assert reader.cells(text, CATALOG, [("", 2, 2)]) == (("87.30万吨",) * 2,)
