"""Files brought to the gate from the console: put by, handed in, ticked, corrected, given a meaning; both databases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import read, settings
from db import store as stores
from db.actor import Actor
from tests import people
from tests.db.conftest import Run
from tests.db.test_cli_review import hand_in
from tests.kpi.intake.workbooks import book, saved

HEADS = "月份,范围,指标,类别,数值\n"
DOUBTED = f"{HEADS}2022-09,,处理矿量,实际,870000\n2022-09,,镍回收率,实际,92\n2022-09,,铜回收率,实际,93.5\n"
"""Two recoveries beyond what is common: nickel 70 to 90 %, copper 65 to 92 %."""
WRONG = f"{HEADS}2022-09,,处理矿量,实际,八十七万\n"
UNKNOWN = "月份,处理矿量(t),磨机转动时间(h)\n2022-09,870000,610\n"

File = Callable[..., str]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def written(text: str, name: str = "九月.csv") -> str:
        (path := tmp_path / name).write_text(text, encoding="utf-8")
        return str(path)

    return written


def value(store: Engine, indicator: str = "ore_milled_dry") -> float | None:
    with stores.reading(store) as connection:
        found = read.book(connection, settings.catalog()).actuals.get((indicator, "plant", "2022-09"))
    return found and found.value


def ticks(said: str) -> list[str]:
    return re.findall(r"--tick ([0-9a-f]{10})", said)


def test_a_file_is_put_by_handed_in_and_published(run: Run, store: Engine, file: File) -> None:
    code, out, err = run("load", file(f"{HEADS}2022-09,,处理矿量,实际,870000\n"), "--draft", "--note", "九月月报")
    assert (code, err) == (0, "") and "已存为草稿：第 1 号上传" in out
    assert run("uploads", "--state", "draft")[1].splitlines()[1].endswith("九月月报")
    code, out, _ = run("submit", "1")
    assert code == 0 and "新增 2022-09 处理矿量（干）（全厂）实际：87.00 万吨" in out
    assert out.endswith("已提交待审：第 1 号上传。\n") and value(store) is None
    assert run("uploads")[1].splitlines()[1].endswith("九月月报")
    assert run("publish", "1")[0] == 0 and value(store) == 870_000


def test_each_warning_wants_its_own_tick(run: Run, store: Engine, file: File) -> None:
    code, _, err = run("load", file(DOUBTED), "--submit")
    first, second = ticks(err)
    assert code == 1 and "还有 2 条提醒没有确认" in err and "错误" not in err
    code, _, err = run("load", file(DOUBTED), "--submit", "--tick", first)
    assert code == 1 and "还有 1 条提醒没有确认" in err
    other = DOUBTED.replace("93.5", "93.6")  # the tick was of another figure
    code, _, err = run("load", file(other, "又.csv"), "--submit", "--tick", first, "--tick", second)
    assert code == 1 and "还有 2 条提醒没有确认" in err  # another file
    assert run("load", file(other), "--submit", "--tick", first, "--tick", second)[0] == 1
    assert run("load", file(DOUBTED), "--submit", "--tick", first, "--tick", second)[0] == 0
    assert "提醒（2 条，其中已确认 2 条）" in run("uploads", "1")[1]


def test_who_ticks_while_publishing_ticks_everything(run: Run, store: Engine, file: File) -> None:
    """Without a tick the console takes all it was shown, as it always did; the batch says that nobody ticked."""
    first, second = ticks(run("load", file(DOUBTED))[2])
    assert run("load", file(DOUBTED), "--publish", "--tick", first)[0] == 1 and value(store) is None
    assert run("load", file(DOUBTED), "--publish", "--tick", first, "--tick", second)[0] == 0
    assert "2 条，其中已确认 2 条" in run("batches", "1")[1]


def test_a_draft_keeps_what_is_wrong_and_is_mended_when_it_is_handed_in(run: Run, store: Engine, file: File) -> None:
    code, out, err = run("load", file(WRONG), "--draft")
    assert code == 0 and "第 2 行" in err and "第 1 号上传" in out
    code, _, err = run("submit", "1")
    assert code == 1 and "什么都没有保存" in err
    code, _, err = run("submit", "1", "--correction", "E2", "八十八万", "870000")
    assert code == 1 and "八十八万" in err  # the cell says something else
    assert run("submit", "1", "--correction", "E2", "八十七万", "870000")[0] == 0
    assert "第 2 行，“E”列：八十七万 → 870000" in run("uploads", "1")[1]
    run("publish", "1")
    assert value(store) == 870_000


@pytest.mark.parametrize("place", ["E2", "2", "[九月.csv]E2"])
def test_a_cell_is_corrected_with_its_file(run: Run, store: Engine, file: File, place: str) -> None:
    assert run("load", file(WRONG), "--publish", "--correction", place, "八十七万", "870000")[0] == 0
    assert value(store) == 870_000


def test_a_correction_that_does_not_fit_is_not_put_by(run: Run, store: Engine, file: File) -> None:
    code, _, err = run("load", file(WRONG), "--draft", "--correction", "E3", "八十七万", "870000")
    assert code == 1 and "什么都没有保存" in err and len(run("uploads", "--state", "draft")[1].splitlines()) == 1


@pytest.mark.parametrize("meant", ["run_hours", "实际开动时间", "Run hours"])
def test_a_name_in_doubt_is_given_its_meaning(run: Run, store: Engine, file: File, meant: str) -> None:
    path = file(UNKNOWN)
    assert "磨机转动时间(h)”列：不认识的列" in run("load", path)[2]
    given = ("--mapping", "磨机转动时间(h)", meant)
    assert run("load", path, "--publish", *given)[0] == 0 and value(store, "run_hours") == 610
    later = file(UNKNOWN.replace("2022-09", "2022-10").replace("610", "640"), "十月.csv")
    code, _, err = run("load", later)
    assert code == 0 and "磨机转动时间" in err and "不认识" not in err  # remembered, and said
    assert "实际开动时间" in run("load", later)[1]
    assert "不认识的列" in run("load", later, "--mapping", "磨机转动时间(h)", "")[2]  # it means nothing this time
    assert run("load", path, "--mapping", "处理矿量(t)", "run_hours")[0] == 1  # that name is in no doubt


def test_of_several_files_it_is_said_which(run: Run, store: Engine, file: File) -> None:
    sound = file(f"{HEADS}2022-08,,处理矿量,实际,860000\n", "八月.csv")
    files = (sound, file(WRONG))
    code, _, err = run("load", *files, "--correction", "E2", "八十七万", "870000")
    assert code == 1 and "请写成 [八月.csv]E2" in err
    code, out, _ = run("load", *files, "--correction", "[九月.csv]E2", "八十七万", "870000")
    assert code == 0 and "新增 2" in out
    code, _, err = run("load", *files, "--correction", "[九月.csv]第2行", "八十七万", "870000")
    assert code == 1 and "不是格的位置" in err


def test_what_others_changed_meanwhile_is_looked_at_again(run: Run, store: Engine, file: File) -> None:
    run("load", file(f"{HEADS}2022-09,,处理矿量,实际,870000\n"), "--draft")
    run("publish", str(hand_in(store, 880_000)))
    code, out, err = run("submit", "1")
    assert code == 1 and "88.00 万吨 → 87.00 万吨" in out and "加 --seen 1" in err and "“九月.csv”" in err
    assert run("submit", "1", "--seen", "1")[0] == 0


def test_nobody_elses_draft_is_touched(run: Run, store: Engine) -> None:
    people.enter(store, "analyst", login="anna")
    number = str(hand_in(store, by=Actor("anna", "analyst")))
    for verb in ("submit", "discard"):
        assert run(verb, number)[0] == 1
    assert len(run("uploads")[1].splitlines()) == 2


def test_a_draft_is_given_up(run: Run, store: Engine, file: File) -> None:
    run("load", file(WRONG), "--draft")
    assert run("discard", "1")[:2] == (0, "第 1 号上传已放弃。\n")
    assert run("submit", "1", "--correction", "E2", "八十七万", "870000")[0] == 1


def test_programs_read_the_same_as_over_http(run: Run, store: Engine, file: File) -> None:
    code, out, err = run("load", file(DOUBTED), "--json")
    told = json.loads(out)
    assert (code, err) == (0, "") and sorted(told) == ["difference", "issues", "revision", "turned"]
    assert [cell["now"]["value"] for cell in told["difference"]["added"]] == [870_000, 93.5, 92]
    given = [part for issue in told["issues"] for part in ("--tick", issue["tick"])]
    assert run("load", file(DOUBTED), "--submit", *given)[0] == 0
    assert run("load", file(WRONG), "--json")[0] == 1


@pytest.mark.parametrize("ways", [("--publish", "--draft"), ("--submit", "--json")])
def test_only_one_way_is_taken(run: Run, ways: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run("load", "x.csv", *ways)
    assert left.value.code == 2 and f"参数 {ways[1]} 不能和 {ways[0]} 一起用。" in capsys.readouterr().err


def test_bytes_that_are_no_text_in_this_locale_are_left_out(run: Run, store: Engine, tmp_path: Path) -> None:
    """As when a name in GBK is typed on a console of UTF-8: Python gives lone surrogates for it."""
    (path := tmp_path / "\udcbe\udcc5月.csv").write_text(f"{HEADS}2022-09,,处理矿量,实际,870000\n", encoding="utf-8")
    assert run("load", str(path), "--draft", "--note", "九\udcff月")[0] == 0
    assert run("uploads", "--state", "draft")[1].splitlines()[1].split()[-3:] == ["月.csv", "—", "九月"]
    assert run("load", str(path), "--mapping", "处理\udcff矿量", "ore")[0] == 1
    assert run("load", str(tmp_path / "\udcbe.csv"))[0] == 1


def test_a_revision_that_is_still_to_come_was_seen_by_nobody(run: Run, store: Engine, file: File) -> None:
    run("load", file(f"{HEADS}2022-09,,处理矿量,实际,870000\n"), "--draft")
    code, _, err = run("submit", "1", "--seen", "999")
    assert code == 1 and "“999”还不存在，最新是第 0 版" in err and len(run("uploads")[1].splitlines()) == 1


@pytest.mark.parametrize("place", ["B2", "$b$2", "2", "Sheet!B2", "'Sheet'!B2"])
def test_a_cell_of_a_workbook_is_named_with_its_sheet_or_of_the_one_read(
    run: Run, store: Engine, tmp_path: Path, place: str
) -> None:
    (path := tmp_path / "九月.xlsx").write_bytes(
        saved(book([["月份", "处理矿量(t)"], ["2022-09", "八十七万"]], name="Sheet"))
    )
    assert run("load", str(path), "--publish", "--correction", place, "八十七万", "870000")[0] == 0
    assert value(store) == 870_000


@pytest.mark.parametrize("place", ["E0", "A0", "AB00", "0", "!E2"])
def test_there_is_no_row_nought(run: Run, store: Engine, file: File, place: str) -> None:
    code, _, err = run("load", file(WRONG), "--correction", place, "八十七万", "870000")
    assert code == 1 and "不是格的位置" in err


def test_two_files_of_one_name_are_told_apart_before_anything_is_said_of_them(
    run: Run, store: Engine, tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "月报.csv").write_text(DOUBTED, encoding="utf-8")
    both = [str(tmp_path / folder / "月报.csv") for folder in ("a", "b")]
    code, _, err = run("load", *both, "--submit", "--tick", ticks(run("load", both[0])[2])[0])
    assert code == 1 and "月报.csv" in err and len(run("uploads")[1].splitlines()) == 1


def test_a_wrong_correction_of_a_draft_is_put_right(run: Run, store: Engine, file: File) -> None:
    run("load", file(WRONG), "--draft", "--correction", "E2", "八十七万", "8700000")
    assert run("submit", "1", "--correction", "E2", "八十七万", "870000")[0] == 0
    run("publish", "1")
    assert value(store) == 870_000


def test_a_strict_reader_takes_json_for_no_yes(run: Run, store: Engine, file: File) -> None:
    assert [run("load", file(DOUBTED), "--json", *more)[0] for more in ((), ("--strict",))] == [0, 1]
