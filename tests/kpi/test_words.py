"""Every sentence exists in both languages with the same gaps to fill, and the code asks for no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from kpi import words
from kpi.period import Month
from kpi.reading import Issue
from kpi.unit import LANGS, Quantity, Sentence, Unit, Words

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *(path for part in ("kpi", "db", "pages") for path in sorted((ROOT / part).rglob("*.py")))]
UP_DOWN, SIDES = ("up", "down"), ("above", "below")
STATES = ("met", "warning", "behind", "unknown")
FACTS = "used_budget used_plan of_first_used allowed "
FACTS += "of_first plan gap month month_plan yoy month_yoy mom year_plan of_year required forecast parts coverage"
RULES = "sum count ratio weighted last recompute never higher lower band none text"
LABELS = "key formula note unit better rollup status aliases source owner frequency article proposal"
COMMANDS = (
    "upgrade load_sample clear_sample load figures inspect template catalog rebuild verify backup restore drill check"
)
COMMANDS += " uploads publish return withdraw batches meetings owed changes origin submit discard"
ARGUMENTS = (
    "lang files publish strict month scope sheet encoding table as_of json year out verb file backup list yes deploy"
    " login role name limit format state number batch reason report plan_approved_on"
    " plan_reason plans meeting held_on revision since indicator submit draft tick correction mapping note seen"
)
WRONG = "missing_argument wrong_choice needs_value takes_no_value unknown_argument ambiguous_argument not_together"
CAUSES = (
    "missing folder no_folder taken forbidden full foreign damaged unopened read_only disk locked refused password"
    " timeout host strange"
)
VERBS = (
    "add reset_password change_password set_role disable enable login login_refused logout logout_everywhere revoke"
    " pair publish clear_sample upgrade rebuild restore submit save return discard withdraw name pair_refused backup"
)
TOLD = "login name role scope pages batches revision sha256 added changed same at cells file aside"
TOLD += " state files reason batch uploader held_on plan_years plan_approved_on plan_reason"
REVIEWED = (
    "number state uploader uploaded files reviewer note made kind file published added changed meeting held_on named_by"
)
EXPORTED = (
    "as_of scope revision sample brand key indicator unit month month_plan ytd plan gap gap_unit gap_percent of_plan"
    " year_plan of_year yoy qualifier text status reason coverage original notes measures measure owner due batch file"
    " source_sheet row made kind state sha256 uploader reviewer at rows added changed withdraws withdrawn note severity"
    " code sheet period_state later later_ytd original_said later_said later_ytd_said plan_low plan_high month_low"
    " month_high plan_said plan_version plan_first plan_approved plan_reason later_plan"
    " line heading found todo part period place was was_text before before_text now now_text"
    " actual planned month_gap last_year to_date plan_to_date forecast"
)
LISTED: dict[str, Sequence[Sequence[str]]] = {
    "admin.*": [("open", "must_change", "disabled")],
    "admin.column_*": [("login", "name", "role", "scope", "seen", "state")],
    "brand.*": [("business", "party", "plan_first", "plan_first_on", "plan_adjusted", "plan_adjusted_undated")],
    "brand.*_note": [("business", "party")],
    "card.*": [(*FACTS.split(), "quantity", "ytd")],
    "chart.*": [("actual", "plan", "gap", "last_year", "to_date", "plan_to_date", "forecast", "plan_low",
                 "plan_high")],
    "cli.*": [(*COMMANDS.split(), "account", "audit", *WRONG.split(),
               "error", "warning", "added", "changed", "absent", "taken")],
    "cli.account_*": [("add", "passwd", "role", "disable", "enable", "list")],
    "cli.audit_*": [("verify", "list")],
    "cli.*_at": [("error", "warning")],
    "cli.arg_*": [ARGUMENTS.split()],
    "cli.column_*": [("indicator", "month", "ytd", "plan", "of_plan", "of_year", "status")],
    "cli.name_*": [("command", "file", "revision", "scope", "sheet", "cell", "found", "meant", "doubt", "meaning")],
    "cli.left_*": [("title", "total", "note", "column", "table")],
    "cli.head_*": [REVIEWED.split()],
    "export.column_*": [EXPORTED.split()],
    "export.kind_*": [("upload", "sample", "withdrawal")],
    "export.part_*": [("added", "changed", "absent", "taken")],
    "export.state_*": [("draft", "pending", "returned", "published", "withdrawn", "discarded")],
    "export.table_*": [("figures", "gaps", "batches", "issues", "changes", "months")],
    "definition.*": [(*RULES.split(), "flow_up", "flow_down", "relative_up", "relative_down", "days",
                      *(f"points_{side}{slack}" for side in UP_DOWN for slack in ("", "_slack")))],
    "definition.*_label": [LABELS.split()],
    "origin.*": [("month", "ytd")],
    "origin.by_*": [("difference", "theoretical_recovery", "yield")],
    "origin.column_*": [
        ("quantity", "period", "scope", "value", "written", "file", "place", "batch", "who", "when", "hash")
    ],
    "history.*": [("upload", "sample", "withdrawal", "published", "withdrawn", "own", "by")],
    "changes.*": [("plan", "actual", "plan_low", "plan_high")],
    "changes.column_*": [("brand", "indicator", "before", "now", "was", "is", "period", "scope", "who", "why")],
    "door.*": [("login_label", "name_label", "role_label", "scope_label",
                *(f"{head}_head" for head in ("address", "login", "seen", "token", "made", "used")))],
    "door.role_*": [("viewer", "analyst", "reviewer", "admin", "screen", "console", "program")],
    "frame.*": [("zh", "en", "month", "scope", "lang", "as_of", "definitions", "upload", "review", "admin", "screens",
                 "audit", "history", "changes")],
    "gaps.rest_*": [STATES],
    "gaps.*": [("indicator", "actual", "plan", "gap", "status", "measure")],
    "history.did_*": [("added", "changed", "taken")],
    "history.column_*": [("tick", "place", "found", "said")],
    "history.plan_*": [("year", "number", "approved", "reason", "who", "made")],
    "issue.*_near": [("scope_unknown", "indicator_unknown")],
    "issue.*_cells": [("struck", "concealed")],
    "issue.no_*_column": [("month", "indicator", "action", "value")],
    "issue.store_holds_*": [("sample", "real")],
    "marked.column_*": [("sheet", "row", "column", "found", "todo")],
    "message.*_*": [("cost", "amount"), SIDES],
    "message.ahead_*": [SIDES],
    "message.used_*": [("budget", "plan")],
    "message.over_*": [("budget", "plan")],
    "message.why_*": [("incomplete", "bound", "unweighted", "unweighted_months", "plan", "end", "value")],
    **{f"{place}.later*": [("", "_gone", "_supplied")] for place in ("card", "cli", "tile")},
    "card.later_plan*": [("", "_month", "_year", "_gone", "_supplied")],
    "tile.worst*": [("", "_why")],
    "tile.undecided*": [("", "_why")],
    "signal.*": [("inside", "outside", "run")],
    "forecast.*": [("untested", "untested_year")],
    "message.band_*": [(*SIDES, "within")],
    "message.change_*": [UP_DOWN],
    "message.change_*_rate": [UP_DOWN],
    "message.rate_*": [SIDES],
    "message.ratio_*": [SIDES],
    "password.*": [("mlps", "length")],
    "reason.*": [("unweighted", "never", "zero_bottom", "not_physical", "no_data")],
    "reason.*_*": [("flow", "points", "relative"), UP_DOWN],
    "status.*": [(*STATES, "no_data", "no_plan", "not_due", "not_judged", "running")],
    "status.**": [STATES, ("",)],
    "store.*": [("busy", "disk_full", "failed")],
    "store.cause_*": [CAUSES.split()],
    "store.measure_*": [("owner", "due", "state")],
    "store.stage_*": [("preliminary", "final", "corrected", "awaited")],
    "store.cell_*": [("actual", "plan", "plan_low", "plan_high", "action")],
    "trail.column_*": [("at", "who", "role", "address", "what", "change")],
    "trail.key_*": [TOLD.split()],
    "trail.on_*": [("account", "session", "token", "screen", "device", "store", "upload", "sample",
                    "submission", "batch", "meeting")],
    "trail.verb_*": [VERBS.split()],
    "reviewing.owed_*": [("scope", "brand", "count", "owed")],
    "wall.*": [(*STATES, "reviewed", "own", "sample", "ytd", "month", "turned", "better", "worse", "restated")],
    "wall.key_*": [("actual", "plan", "range", "forecast", "missing", "month", "to_date", "dashed", "ends", "natural",
                    "signal")],
    "wall.signal_*": [("inside", "outside", "run")],
    "wall.need_*": [("feasible", "reached", "beyond_best")],
    "message.*": [("feasible", "reached", "beyond_best")],
    "upload.*": [("error", "warning", "added", "changed", "absent")],
    "upload.bar_*": [("files", "found", "names", "problems", "difference")],
    "upload.cell_*": [("period", "scope", "indicator", "kind", "old", "before", "new", "delta")],
    "upload.fix_*": [("file", "sheet", "row", "column", "found", "problem", "new")],
    "upload.is_*": [("done", "ask", "stop", "wait")],
    "upload.issue_*": [("kind", "place", "found", "todo")],
    "upload.made_*": [("file", "place", "old", "new")],
    "upload.state_*": [("draft", "returned", "pending")],
    "upload.taken_*": [("heading", "indicator", "kind", "scopes", "months", "count")],
    "upload.turn_*": [("indicator", "where", "before", "after", "why")],
    "upload.unkept_*": [("much", "full")],
    "upload.kind_*": [("actual", "plan", "plan_low", "plan_high", "action")],
    "upload.left_*": [("title", "total", "note", "blank", "column", "table")],
}  # fmt: skip
"""Every code that is put together when it is used, and what may stand in its gaps."""
WHOLESALE = {"streamlit", "issue", "reason"}
"""Sections used as a whole, or whose codes are named without their section: see the tests of both below."""


def gaps(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name}


def expanded(pattern: str) -> list[str]:
    """``issue.no_*_column`` → what it may come to. Raises KeyError for a pattern nobody listed."""
    parts = pattern.split("*")
    return ["".join(b + a for a, b in zip((*each, ""), parts, strict=True)) for each in product(*LISTED[pattern])]


def parsed(source: str, place: str) -> list[tuple[str, ast.AST]]:
    """Everything a module says or calls, with the place."""
    kinds = ast.Constant | ast.JoinedStr | ast.IfExp | ast.Call
    return [(f"{place}:{node.lineno}", node) for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    return [n for path in SOURCES for n in parsed(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))]


def texts(node: ast.AST) -> Iterator[str]:
    """What a code may be by its own notation; a gap in an f-string is ``*``."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case ast.IfExp(body=yes, orelse=no):
            yield from (*texts(yes), *texts(no))


SECTIONS = {code.partition(".")[0] for code in words.sentences("zh")}
_CODE = re.compile(rf"({'|'.join(sorted(SECTIONS))})\.(?!(?:py|css)$)[a-z0-9_*]*[a-z0-9*]")


def asked(source: Sequence[tuple[str, ast.AST]] | None = None) -> list[tuple[str, str]]:
    """(place, code or pattern) of every sentence the code asks for."""
    source = nodes() if source is None else source
    found = [(at, text) for at, node in source for text in texts(node) if _CODE.fullmatch(text)]
    for at, node in source:
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            section = {"Issue": "issue.", "Wrong": "issue.", "issue": "issue.", "unknown": "reason."}.get(name)
            found += [(at, section + text) for text in texts(node.args[0]) if section]
    return [(at, code) for at, code in found if code not in ("issue.*", "reason.*")]


# ---- two languages


def test_both_languages_have_the_same_sentences() -> None:
    zh, en = (set(words.sentences(lang)) for lang in LANGS)
    assert zh - en == set()
    assert en - zh == set()
    assert len(zh) > 500


def test_both_languages_fill_the_same_gaps() -> None:
    zh, en = (words.sentences(lang) for lang in LANGS)
    ours = [code for code in zh if not code.startswith("streamlit.")]  # Streamlit's own English is what is replaced
    assert {code: (gaps(zh[code]), gaps(en[code])) for code in ours if gaps(zh[code]) != gaps(en[code])} == {}
    assert [code for code in set(zh) - set(ours) if not gaps(zh[code]) <= gaps(en[code])] == []
    assert gaps(zh["reason.incomplete"]) == {"present", "expected"}


def test_no_sentence_is_empty() -> None:
    assert [(lang, code) for lang in LANGS for code, said in words.sentences(lang).items() if not said.strip()] == []


def test_english_is_english_but_for_what_a_chinese_file_must_say() -> None:
    """Only sentences about a file's own headings and words hold Chinese, and the name of the language itself."""
    chinese = {code for code, said in words.sentences("en").items() if re.search(r"[\u4e00-\u9fff]", said)}
    assert {code for code in chinese if not code.startswith("issue.")} == {"frame.zh"}
    assert words.say("en", "frame.zh") == "中文"


# ---- what the code asks for


def test_every_sentence_the_code_asks_for_exists() -> None:
    known = set(words.sentences("zh"))
    found = asked()
    assert len(found) > 250
    unlisted = sorted({f"{at} {code}" for at, code in found if "*" in code and code not in LISTED})
    assert unlisted == []
    missing = [(at, code) for at, code in found for each in ([code] if "*" not in code else expanded(code))
               if each not in known]  # fmt: skip
    assert missing == []


def test_a_sentence_asked_for_in_any_way_is_seen() -> None:
    """The search itself: plain, put together, as an issue, as one of two."""
    source = """
words.say(lang, "card.nobody")
now.say(f"tile.{side}_nobody")
Issue("nobody", line=1)
Wrong("a_nobody" if x else f"{code}_near")
verdict.unknown("nothing")
st.Page("upload.py")
"""
    assert sorted(asked(parsed(source, "x.py"))) == [
        ("x.py:2", "card.nobody"),
        ("x.py:3", "tile.*_nobody"),
        ("x.py:4", "issue.nobody"),
        ("x.py:5", "issue.*_near"),
        ("x.py:5", "issue.a_nobody"),
        ("x.py:6", "reason.nothing"),
    ]
    assert expanded("message.change_*_rate") == ["message.change_up_rate", "message.change_down_rate"]
    with pytest.raises(KeyError):
        expanded("tile.*_nobody")


def test_every_listed_pattern_is_still_used() -> None:
    used = {code for _, code in asked()} | {"reason.*"}
    assert set(LISTED) - used == set()


def test_every_sentence_is_asked_for_somewhere() -> None:
    """A sentence nobody says is a sentence nobody checks."""
    used = {each for _, code in asked() for each in ([code] if "*" not in code else expanded(code))}
    used |= {"status.behind_rate", *expanded("reason.*")}
    constants = {text for _, node in nodes() for text in texts(node)}
    for code in words.sentences("zh"):
        section, _, name = code.partition(".")
        if section == "streamlit":
            continue  # `pages.web.html` hands these to the browser as a whole
        assert code in used or (section in WHOLESALE and name in constants), code


@pytest.mark.parametrize("call", ["say", "Sentence", "Issue", "Wrong"])
def test_every_gap_of_a_sentence_is_filled_where_it_is_said(call: str) -> None:
    """Where the code and the arguments stand in one call, each gap of the sentence has its argument."""
    said, checked = words.sentences("zh"), 0
    for at, node in nodes():
        if not isinstance(node, ast.Call) or call not in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
            continue
        given = _given(node, call)
        for code in (text for arg in node.args[:2] for text in texts(arg)):
            full = code if call in ("say", "Sentence") else f"issue.{code}"
            if given is not None and full in said:
                assert gaps(said[full]) - given <= ({"found"} if full.startswith("issue.") else set()), (at, full)
                checked += 1
    assert checked >= {"say": 60, "Sentence": 20, "Issue": 20, "Wrong": 25}[call]


def _given(node: ast.Call, call: str) -> set[str] | None:
    """Names of the arguments a call puts in; None where they come from elsewhere."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    if None in named:
        return None
    if call == "say":
        return {str(name) for name in named}
    at = 5 if call == "Issue" else 1
    filled = named.get("args") or (node.args[at] if len(node.args) > at else None)
    if filled is not None and not isinstance(filled, ast.Dict):
        return None
    return {key.value for key in filled.keys if isinstance(key, ast.Constant)} if filled else set()


# ---- saying them


def test_a_sentence_nobody_wrote_raises() -> None:
    with pytest.raises(KeyError, match="no_such"):
        words.say("zh", "reason.no_such")
    with pytest.raises(KeyError, match="no_such"):
        words.issue("en", Issue("no_such"))


def test_a_gap_nobody_fills_raises() -> None:
    with pytest.raises(KeyError, match="expected"):
        words.say("zh", "reason.incomplete", present=8)


def test_arguments_are_shown_in_the_readers_language() -> None:
    tonnes = Unit("t", Words("吨", "t"), 0, {"t": 1.0})
    name = Words("处理矿量", "Ore milled")
    args = {"name": name, "actual": Quantity(7_476_000, tonnes), "plan": Quantity(9_000, tonnes, "ge")}
    assert words.render("zh", Sentence("chart.bullet", args)) == "处理矿量：实际 747.6 万吨，计划 ≥9,000 吨"
    assert words.render("en", Sentence("chart.bullet", args)) == "Ore milled: actual 7,476,000 t, plan ≥9,000 t"


def test_braces_of_a_file_are_only_text() -> None:
    """What a user typed is put in, never read as a gap of its own."""
    said = words.issue("zh", Issue("not_a_number", found="{0.__class__} {x}"))
    assert said == "“{0.__class__} {x}”不是数。请只写数字；没有数据写“—”或留空。"


def test_a_place_names_file_line_and_column() -> None:
    problem = Issue("not_a_number", line=5, column="数值", found="x", file="九月.csv")
    assert words.place("zh", problem) == "九月.csv，第 5 行，“数值”列"
    assert words.place("zh", Issue("empty_file")) == ""


def test_every_error_says_what_to_do() -> None:
    """Chinese issues end with a demand or with what was done about it."""
    verbs = re.compile(r"请|须|改|只算一次|没有读入|不收|您是指|没有一一列出|可以写|可用|没有变化|还没有任何")
    said = {code: text for code, text in words.sentences("zh").items() if code.startswith("issue.")}
    silent = {code for code, text in said.items() if not verbs.search(text)}
    assert silent - {"issue.told_unit", "issue.told_plan_side"} == set()  # these say what was done


def test_excel_runs_no_formula_of_a_table_we_write() -> None:
    table = words.table_csv([["月份", "=HYPERLINK(1)"], ["+1", "-2", "@x", "87.3"]])
    assert table == "\ufeff月份,'=HYPERLINK(1)\r\n'+1,'-2,'@x,87.3\r\n".encode()


def test_months_are_named_for_both_readers() -> None:
    assert [len(words.say(lang, "chart.months").split()) for lang in LANGS] == [12, 12]
    assert words.say("zh", "chart.months").split()[8] == "9月"
    assert words.say("en", "chart.months").split()[Month(2022, 9).number - 1] == "Sep"
