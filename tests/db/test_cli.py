"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db import settings
from db.__main__ import main
from tests.kpi.intake.workbooks import add, book, saved

Run = Callable[..., tuple[int, str, str]]
GOOD = "月份,指标,类别,数值\n2022-08,处理矿量,实际,860000\n2022-09,处理矿量,实际,870000\n"
BAD = "月份,指标,类别,数值\n2022-09,处理矿量,实际,很多\n2022-13,处理矿量,实际,1\n"


@pytest.fixture
def run(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("load", file)`` → exit code, stdout, stderr."""
    monkeypatch.setenv("KPI_DATABASE", address)

    def call(*argv: str | Path) -> tuple[int, str, str]:
        code = main([str(arg) for arg in argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(text: str, name: str = "矿量.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def revision(run: Run) -> int:
    code, out, _ = run("figures", "--month", "2022-09", "--json")
    assert code == 0
    return int(json.loads(out)["revision"])


def test_upgrade_says_that_the_store_is_ready(run: Run) -> None:
    assert run("upgrade")[0] == 0
    assert "数据库已就绪" in run("upgrade")[1]


def test_checking_a_file_prints_the_difference_and_stores_nothing(run: Run, file: Callable[..., Path]) -> None:
    code, out, err = run("load", file(GOOD))
    assert (code, err) == (0, "")
    assert "新增 2，改动 0，相同 0" in out
    assert "新增 2022-09 处理矿量（干）（全厂）实际：87.00 万吨" in out
    assert "什么都没有保存" in out
    assert revision(run) == 0


def test_publishing_a_file_and_a_correction(run: Run, file: Callable[..., Path]) -> None:
    code, out, _ = run("load", file(GOOD), "--publish")
    assert code == 0
    assert "已发布 1 个文件，版次 1：新增 2，改动 0，相同 0" in out
    code, out, _ = run("load", file(GOOD.replace("870000", "873000")), "--publish")
    assert code == 0
    assert "改动 2022-09 处理矿量（干）（全厂）实际：87.00 万吨 → 87.30 万吨" in out
    assert "版次 2：新增 0，改动 1，相同 1" in out


def test_a_file_is_read_as_the_arguments_say(run: Run, tmp_path: Path) -> None:
    """Of two sheets 87.00 and 87.30: the one that is named, also in GB18030 where it is said."""
    made = book([["月份", "处理矿量(t)"], ["2022-09", 870_000]], name="初稿")
    add(made, "终稿", [["月份", "处理矿量(t)"], ["2022-09", 873_000]])
    (path := tmp_path / "月报.xlsx").write_bytes(saved(made))
    for sheet, value in (("初稿", "87.00"), ("终稿", "87.30")):
        assert f"实际：{value} 万吨" in run("load", path, "--sheet", sheet)[1]
    code, _, err = run("load", path, "--sheet", "二稿", "--publish")
    assert code == 1 and "二稿" in err and revision(run) == 0
    (text := tmp_path / "矿量.csv").write_bytes(GOOD.encode("gb18030"))
    assert "87.00 万吨" in run("load", text, "--encoding", "gb18030", "--publish")[1]
    assert run("load", text, "--encoding", "utf-16")[0] == 1  # it is heard


def test_the_same_file_twice_is_refused(run: Run, file: Callable[..., Path]) -> None:
    run("load", file(GOOD), "--publish")
    code, _, err = run("load", file(GOOD), "--publish")
    assert code == 1
    assert "没有变化" in err
    assert revision(run) == 1


def test_two_files_that_contradict_each_other_are_refused_in_words(run: Run, file: Callable[..., Path]) -> None:
    other = file(GOOD.replace("870000", "880000"), "另一份.csv")
    code, out, err = run("load", file(GOOD), other, "--publish")
    assert (code, out) == (1, "")
    assert "另一份.csv，第 3 行：2022-09 处理矿量（干）（全厂）实际：本文件写的是“88.00 万吨”" in err
    assert "“矿量.csv”第 3 行写的是“87.00 万吨”" in err
    assert revision(run) == 0


def test_a_file_without_news_is_named_and_does_not_stop_the_other(run: Run, file: Callable[..., Path]) -> None:
    again = file(GOOD, "又一份.csv")
    code, _, err = run("load", file(GOOD), again)
    assert (code, "又一份.csv：这个文件没有新内容" in err) == (0, True)
    code, out, err = run("load", file(GOOD), again, "--publish")
    assert (code, err) == (0, "")
    assert "已发布 1 个文件，版次 1：新增 2，改动 0，相同 2。" in out
    assert "没有新内容、未存为一批的文件：又一份.csv。" in out
    assert "完全相同" not in out


def test_a_measure_is_compared_in_words(run: Run, file: Callable[..., Path]) -> None:
    heads, row = "月份,范围,指标,措施,责任单位,期限,状态", "2022-09,,处理矿量,加钢球,磨浮车间,2022-10-31,进行中"
    code, out, _ = run("load", file(f"{heads}\n{row}\n"), "--publish")
    assert code == 0
    assert "新增 2022-09 处理矿量（干）（全厂）措施“加钢球”：责任单位 磨浮车间，期限 2022-10-31，状态 进行中\n" in out
    code, out, _ = run("load", file(f"{heads}\n{row.replace('进行中', '完成')}\n"), "--lang", "en")
    assert "state 进行中 → owner 磨浮车间, due 2022-10-31, state 完成\n" in out
    assert "{" not in out


def test_a_bad_file_lists_every_problem_on_stderr_and_stores_nothing(run: Run, file: Callable[..., Path]) -> None:
    code, out, err = run("load", file(GOOD), file(BAD, "坏.csv"), "--publish")
    assert (code, out) == (1, "")
    assert "坏.csv，第 2 行，“数值”列" in err
    assert "坏.csv，第 3 行，“月份”列" in err
    assert "Traceback" not in err
    assert revision(run) == 0


def test_english_is_one_switch_away(run: Run, file: Callable[..., Path]) -> None:
    code, _, err = run("load", file(BAD), "--publish", "--lang", "en")
    assert code == 1
    assert "line 2" in err
    assert "Nothing was stored." in err


def test_warnings_matter_only_when_strict(run: Run, file: Callable[..., Path]) -> None:
    run("load", file(GOOD), "--publish")
    code, _, err = run("load", file(GOOD))
    assert (code, "警告" in err) == (0, True)
    code, _, err = run("load", file(GOOD), "--strict")
    assert code == 1
    assert "--strict" in err


def test_real_files_are_refused_on_the_sample_until_it_is_cleared(run: Run, file: Callable[..., Path]) -> None:
    assert run("load-sample")[0] == 0
    code, _, err = run("load", file(GOOD), "--publish")
    assert code == 1
    assert "请先执行 `python -m db clear-sample`" in err
    code, out, _ = run("clear-sample")
    assert code == 0
    assert "示例库已移开" in out
    assert run("load", file(GOOD), "--publish")[0] == 0
    assert run("load-sample")[0] == 1
    code, _, err = run("clear-sample")
    assert code == 1
    assert "不能清除" in err


def test_figures_of_the_sample_are_those_of_the_article(run: Run) -> None:
    run("load-sample")
    code, out, err = run("figures", "--month", "2022-09", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["sample"] is True
    brand = next(b for b in found["brands"] if b["key"] == "ore")
    ore = next(i for i in brand["indicators"] if i["key"] == "ore_milled_dry")
    assert round(ore["ytd"]["of_year"], 2) == 74.76
    assert round(ore["ytd"]["of_plan"], 2) == 101.16


def test_figures_can_be_read_as_they_were_known(run: Run, file: Callable[..., Path]) -> None:
    run("load", file(GOOD), "--publish")
    run("load", file(GOOD.replace("870000", "873000")), "--publish")

    def milled(*more: str) -> float:
        out = run("figures", "--month", "2022-09", "--json", *more)[1]
        indicators = [i for b in json.loads(out)["brands"] for i in b["indicators"]]
        return float(next(i for i in indicators if i["key"] == "ore_milled_dry")["month"]["actual"])

    assert (milled(), milled("--as-of", "1"), milled("--as-of", "2")) == (873_000.0, 870_000.0, 873_000.0)
    shown, newest = (run("figures", "--month", "2022-09", *asked)[1] for asked in (("--as-of", "1"), ()))
    assert "这是 第 1 版 时的数，不是最新。" in shown and "87.00 万吨（后来更正为 87.30 万吨）" in shown
    assert "不是最新" not in newest and "后来更正" not in newest


@pytest.mark.parametrize("scope", ["line1", "示例一系列", "一系列", "１系列"])
def test_a_scope_may_be_called_by_any_of_its_names(run: Run, scope: str) -> None:
    code, out, _ = run("figures", "--month", "2022-09", "--scope", scope, "--json")
    assert code == 0
    assert json.loads(out)["scope"] == "line1"


def test_the_table_reads_without_json(run: Run, file: Callable[..., Path]) -> None:
    run("load", file(GOOD), "--publish")
    code, out, _ = run("figures", "--month", "2022-09")
    assert code == 0
    assert out.startswith("2022-09 · 全厂 · 版次 1\n")
    (line,) = [line for line in out.splitlines() if line.startswith("  处理矿量（干）")]
    assert line.split()[1:3] == ["87.00", "万吨"]


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["figures", "--month", "九月"], "月份“九月”看不懂"),
        (["figures", "--month", "2022-13"], "月份“2022-13”看不懂"),
        (["figures", "--month", "2022-09", "--scope", "三系列"], "没有叫“三系列”的范围；可用：plant (全厂)"),
        (["figures", "--month", "2022-09", "--as-of", "7"], "没有版次 7；现有版次为 0 至 0"),
        (["figures", "--month", "2022-09", "--as-of", "x"], "版次“x”看不懂"),
        (["template", "--year", "二二", "--out", "x.csv"], "年份“二二”看不懂"),
        (["template", "--year", "2022", "--out", "no/such/folder/x.csv"], "写不进去"),
        (["template", "--year", "2022", "--out", "."], "文件 . 写不进去（这是文件夹，不是文件）"),
        (["load", "no-such-file.csv"], "文件 no-such-file.csv 读不出来（没有这个文件或文件夹）"),
        (["load", "/"], "文件 / 读不出来（这是文件夹，不是文件）"),
        (["catalog", "check", "no-such-file.toml"], "no-such-file.toml 文件读不出来（没有这个文件或文件夹）"),
        (["catalog", "check", "/"], "/ 文件读不出来（这是文件夹，不是文件）"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, argv: list[str], sentence: str) -> None:
    code, out, err = run(*argv)
    assert (code, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err


def test_the_template_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    assert run("template", "--year", "2022", "--out", path)[0] == 0
    assert "2022年1月" in path.read_text(encoding="utf-8-sig")


def test_an_unfilled_template_is_not_called_unchanged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    run("template", "--year", "2022", "--out", path)
    code, _, err = run("load", path, "--publish")
    assert code == 1
    assert "没有填写任何数值" in err


def test_a_sound_catalogue_is_counted_and_a_wrong_one_shown_by_line(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("catalog", "check", settings.ROOT / "kpi" / "catalog.toml")
    assert code == 0
    assert "7 个品牌" in out
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[[brand]\n", encoding="utf-8")
    code, _, err = run("catalog", "check", wrong)
    assert code == 1
    assert "第 1 行" in err


def test_a_wrong_catalogue_stops_every_command_with_its_lines(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[[brand]\n", encoding="utf-8")
    monkeypatch.setenv("KPI_CATALOG", str(wrong))
    code, _, err = run("figures", "--month", "2022-09")
    assert code == 1
    assert "第 1 行" in err


def test_verify_and_rebuild_say_how_many_cells(run: Run, file: Callable[..., Path]) -> None:
    run("load", file(GOOD), "--publish")
    assert run("verify")[:2] == (0, "核对无误，共 2 个单元格。\n")
    assert run("rebuild")[:2] == (0, "现值已重建，共 2 个单元格。\n")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("mysql://u:geheim@h/kpi", "无法识别"), ("postgresql+psycopg://u:geheim@127.0.0.1:1/kpi", "数据库无法访问")],
    ids=["unknown", "away"],
)
def test_a_database_that_is_not_there_ends_in_a_sentence(run: Run, sentence: str) -> None:
    code, out, err = run("verify")
    assert (code, out) == (1, "")
    assert sentence in err
    assert "geheim" not in err
    assert "Traceback" not in err


def test_what_is_no_database_is_called_that(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
    assert "数据库无法访问（这不是数据库文件）" in run("verify")[2]
    assert "the file is not a database" in run("verify", "--lang", "en")[2]


@pytest.mark.parametrize("month", ["1900-01", "0001-01", "9999-12", "2999-12"])
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
def test_a_month_at_the_edge_of_time_has_figures_or_a_sentence(run: Run, month: str, form: tuple[str, ...]) -> None:
    code, out, err = run("figures", "--month", month, *form)
    said = out if code == 0 else err
    assert month in said
    assert code == 0 or f"月份“{month}”看不懂" in said


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ([], "缺少参数 命令；"),
        (["figures"], "python -m db figures：缺少参数 --month；"),
        (["template"], "缺少参数 --year、--out；"),
        (["figures", "--month"], "参数 --month 后面缺少内容；"),
        (["load"], "缺少参数 文件；"),
        (["figures", "--month", "2022-09", "--lang", "fr"], "参数 --lang 不能是“fr”；可用：zh、en。"),
        (["verify", "--fast"], "不认识的参数 --fast；"),
        (["rebuld"], "参数 命令 不能是“rebuld”；可用：upgrade、load-sample、"),
        (["verify", "--help=x"], "参数 -h/--help 后面不能带内容“x”；"),
        (["load", "--st", "--pu", "x.csv", "--", "--l"], ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_arguments_are_said_in_chinese(
    argv: list[str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not sentence:  # abbreviations that are clear are understood, as everywhere
        monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")
        assert main(argv) == 1
        return
    with pytest.raises(SystemExit) as left:
        main(argv)
    err = capsys.readouterr().err
    assert left.value.code == 2
    assert err.startswith("用法：python -m db")
    assert sentence in err
    assert not re.search(r"usage|error|argument|required|invalid", err)


@pytest.mark.parametrize("argv", [["figures", "--lang", "en"], ["figures", "--lang=en"]], ids=["apart", "joined"])
def test_in_english_they_are_said_as_argparse_says_them(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(argv)
    err = capsys.readouterr().err
    assert err.startswith("usage: python -m db figures")
    assert err.endswith("python -m db figures: error: the following arguments are required: --month\n")


def test_help_is_in_chinese_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--help"], ["figures", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(argv)
        out = capsys.readouterr().out
        assert left.value.code == 0
        assert "显示本说明" in out
        assert not re.search(r"usage|options|positional|show this", out)


def python(*argv: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "db", *argv],
        cwd=settings.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_the_module_runs_as_a_program_and_speaks_utf8_in_any_locale(tmp_path: Path) -> None:
    path = tmp_path / "矿量.csv"
    path.write_text(GOOD, encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'kpi.db'}"
    done = python("load", str(path), "--publish", KPI_DATABASE=database, PYTHONIOENCODING="gbk")
    assert done.returncode == 0
    assert "已发布 1 个文件" in done.stdout.decode("utf-8")
    asked = python("figures", KPI_DATABASE=database)
    assert asked.returncode == 2
    assert b"--month" in asked.stderr
