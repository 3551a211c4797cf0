"""Uploads and publications from the console: listed, published, returned, withdrawn; on both databases."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from db import history, read, rights, settings, submissions, uploads
from db import store as stores
from db.actor import CONSOLE, Actor
from db.settings import Unusable
from db.submissions import Sent, Submission
from kpi.intake import read as read_file
from tests import people
from tests.db.conftest import Run

ANNA = Actor("anna", "analyst")
HEADS = "月份,范围,指标,类别,数值\n"


def hand_in(store: Engine, value: int = 870_000, by: Actor = ANNA, scope: str = "", seen: int = 0) -> int:
    file = Sent("九月.csv", f"{HEADS}2022-09,{scope},处理矿量,实际,{value}\n".encode(), {})
    made = submissions.save(store, settings.catalog(), [file], by=by, seen=seen, note="九月月报")
    assert isinstance(made, Submission), made
    return made.id


def stands(store: Engine) -> float | None:
    with stores.reading(store) as connection:
        found = read.book(connection, settings.catalog()).actuals.get(("ore_milled_dry", "plant", "2022-09"))
    return found and found.value


def test_what_waits_is_listed_published_and_withdrawn(run: Run, store: Engine) -> None:
    number = hand_in(store)
    code, out, _ = run("uploads")
    assert code == 0
    heads, line = out.splitlines()
    assert heads.split() == ["编号", "状态", "上传", "上传时间", "文件", "审核", "说明或原因"]
    assert line.split()[:3] == [str(number), "待审", "anna"] and line.endswith("九月月报")
    code, out, _ = run("publish", str(number))
    assert code == 0 and "870,000" in out.replace("87.00 万吨", "870,000") and "版次 1" in out
    assert stands(store) == 870_000
    _, out, _ = run("batches")
    assert out.splitlines()[1].split()[:6] == ["1", "1", "上传", "已发布", "九月.csv", "anna"]
    said = run("audit", "list")[1]
    assert "待审" in said and "pending" not in said
    assert run("withdraw", "1", "--reason", "错报")[:2] == (0, "第 1 批已撤销发布，现在是版次 2。\n")
    _, out, _ = run("batches", "--lang", "en")
    assert [line.split()[2:4] for line in out.splitlines()[1:]] == [
        ["withdrawal", "published"],
        ["upload", "withdrawn"],
    ]
    assert stands(store) is None


def test_one_publication_tells_its_cells_its_ticks_and_its_corrections(run: Run, store: Engine) -> None:
    """A nickel recovery of 99 % is doubted; a correction made on the page is kept with the file."""
    hand_in(store)
    submissions.publish(store, settings.catalog(), 1, by=CONSOLE, seen=0)
    text = f"{HEADS}2022-09,,处理矿量,实际,九十万\n2022-09,,镍回收率,实际,99\n"
    file = Sent("更正.csv", text.encode(), {"corrections": [["", 2, 5, "九十万", "900000"]]})
    pairs, how = [(file.name, file.data)], [file.choices]
    seen = uploads.preview(store, settings.catalog(), pairs, by=ANNA, choices=how)
    ticks = tuple(map(submissions.tick, seen.warnings))
    made = submissions.save(store, settings.catalog(), [replace(file, ticked=ticks)], by=ANNA, seen=1)
    assert ticks and isinstance(made, Submission)
    code, out, _ = run("uploads", "2")  # what its reviewer is to know before she publishes it
    assert code == 0 and "改动 2022-09 处理矿量（干）（全厂）实际：87.00 万吨 → 90.00 万吨" in out
    assert f"提醒（{len(ticks)} 条，其中已确认 {len(ticks)} 条）" in out and "  第 2 行，“E”列：九十万 → 900000" in out
    submissions.publish(store, settings.catalog(), 2, by=CONSOLE, seen=1)
    assert run("uploads", "2")[1].splitlines()[2:] == ["改了什么、确认和改正了什么：python -m db batches 2"]
    assert run("uploads", "7")[0] == 1
    code, out, _ = run("batches", "2")
    _, line, total, *told = out.splitlines()
    assert (code, line.split()[:5], total) == (
        0, ["2", "2", "上传", "已发布", "更正.csv"], "新增 1 · 改动 1 · 没有变 0"
    )  # fmt: skip
    assert told[0] == "  改动 2022-09 处理矿量（干）（全厂）实际：87.00 万吨 → 90.00 万吨"
    assert told[1] == "  新增 2022-09 镍回收率（实际）（全厂）实际：99.00%"
    assert f"{len(ticks)} 条，其中已确认 {len(ticks)} 条" in told[2]
    assert all("✓ 已确认 第 " in each for each in told[3 : 3 + len(ticks)])
    assert told[-1] == "  第 2 行，“E”列：九十万 → 900000"
    run("withdraw", "2", "--reason", "错报")
    _, out, _ = run("batches", "3")
    assert "退回之前的值 1 · 不再有 1 · 没有变 0" in out and "撤销后不再有 2022-09 镍回收率" in out
    code, out, err = run("batches", "9")
    assert (code, out, "没有第 9 批" in err) == (1, "", True)


def test_what_is_returned_is_listed_with_its_reason(run: Run, store: Engine) -> None:
    number = hand_in(store)
    assert run("return", str(number), "--reason", "单位应为吨")[:2] == (0, f"第 {number} 号上传已退回。\n")
    assert len(run("uploads")[1].splitlines()) == 1
    assert run("uploads", "--state", "returned")[1].splitlines()[1].endswith("单位应为吨")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("publish", "7"), "没有第 7 号上传"),
        (("publish", "seven"), "编号“seven”看不懂"),
        (("return", "1", "--reason", " "), "请写明原因"),
        (("withdraw", "7", "--reason", "x"), "第 7 批不在用"),
        (("withdraw", "9999999999", "--reason", "x"), "编号“9999999999”看不懂"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(
    run: Run, store: Engine, argv: tuple[str, ...], said: str
) -> None:
    hand_in(store)
    code, out, err = run(*argv)
    assert (code, out) == (1, "") and said in err
    assert stands(store) is None


def test_a_meeting_is_named_and_listed_with_the_revision_it_saw(run: Run, store: Engine) -> None:
    submissions.publish(store, settings.catalog(), hand_in(store), by=CONSOLE, seen=0)
    submissions.publish(store, settings.catalog(), hand_in(store, 880_000, seen=1), by=CONSOLE, seen=1)
    named = run("meetings", "九月例会", "--revision", "1", "--held-on", "2022-09-28")
    assert named[:2] == (0, "“九月例会”对应第 1 版；以后 --as-of 写它，就能看到当时的数。\n")
    assert run("meetings", "十月例会", "--held-on", "9月")[0] == 1
    code, _, err = run("meetings", "十月例会", "--held-on", "2999-01-01")
    assert code == 1 and "开会日期 2999-01-01 还没有到" in err
    _, out, _ = run("meetings")
    assert [line.split() for line in out.splitlines()] == [
        ["会议", "版次", "开会", "命名者"],
        ["九月例会", "1", "2022-09-28", "console"],
    ]
    _, out, _ = run("figures", "--month", "2022-09", "--as-of", "九月例会")
    assert "870,000" in out.replace("87.00 万吨", "870,000")
    assert out.startswith("这是 九月例会 · 第 1 版 时的数，不是最新。\n")


def test_an_upload_is_not_published_twice(run: Run, store: Engine) -> None:
    number = str(hand_in(store))
    run("publish", number)
    code, _, err = run("publish", number)
    assert code == 1 and "不在待审状态" in err


@pytest.mark.parametrize("argv", [("return", "1"), ("withdraw", "1"), ("uploads", "--state", "lost"), ("publish",)])
def test_wrong_arguments_are_said_with_code_2(run: Run, argv: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        run(*argv)
    assert left.value.code == 2


def test_the_template_as_a_workbook_shows_what_stands_and_is_read_back(run: Run, store: Engine, tmp_path: Path) -> None:
    run("publish", str(hand_in(store)))
    path = tmp_path / "模板.xlsx"
    assert run("template", "--year", "2022", "--format", "xlsx", "--out", str(path))[0] == 0
    found = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["填报"]
    october = [row for row in found.iter_rows(values_only=True) if row[2] == "处理矿量（干）" and row[0] == "2022-10"]
    assert [(row[3], row[8]) for row in october] == [("实际", 870_000), ("计划", 870_000)]
    assert read_file(path.read_bytes(), path.name, settings.catalog()).issues == ()


# What somebody may see.


def test_within_a_scope_its_own_accounts_uploads_and_publications_are_seen(run: Run, store: Engine) -> None:
    for login, scope in (("lena", "line1"), ("lars", "line2")):
        people.enter(store, "analyst", login=login, scope=scope)
    numbers = [
        hand_in(store, 400_000, by=Actor(login, "analyst", scope), scope=name)
        for login, scope, name in (("lena", "line1", "示例一系列"), ("lars", "line2", "示例二系列"))
    ]
    numbers.append(hand_in(store))
    for number in numbers:
        run("publish", str(number))
    catalog = settings.catalog()
    with stores.reading(store) as connection:

        def seen(by: Actor) -> tuple[list[int], list[int]]:
            mine = history.uploads(connection, by, catalog, ["published"])
            return [each.id for each in mine], [each.id for each in history.batches(connection, by, catalog)]

        assert seen(Actor("rolf", "reviewer", "line1")) == ([numbers[0]], [1])
        assert seen(Actor("rita", "reviewer")) == (numbers[::-1], [3, 2, 1])
        assert seen(ANNA) == ([numbers[2]], [3, 2, 1])
        for asked in (history.one_batch, history.original, history.upload):
            with pytest.raises(Unusable):
                asked(connection, numbers[1], Actor("rolf", "reviewer", "line1"), catalog)
        assert history.original(connection, 2, CONSOLE, catalog)[0] == "九月.csv"


def test_walls_and_those_who_upload_nothing_see_no_names_and_no_files(run: Run, store: Engine) -> None:
    run("publish", str(hand_in(store)))
    catalog = settings.catalog()
    with stores.reading(store) as connection:
        with pytest.raises(rights.Forbidden):
            history.batches(connection, Actor("wall", "screen"), catalog)
        with pytest.raises(rights.Forbidden):
            history.original(connection, 1, Actor("vera", "viewer"), catalog)
        assert len(history.batches(connection, Actor("vera", "viewer"), catalog)) == 1
