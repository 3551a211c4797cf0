"""Every issue the intake can raise has a sentence in both languages that takes its arguments."""

from __future__ import annotations

import re
from pathlib import Path

from kpi import words

SOURCES = Path(__file__).parents[3] / "kpi" / "intake"
CODE = re.compile(r'(?:Issue|Wrong|issue|suggest)\(\s*f?"([a-z_]+)"|"([a-z]+(?:_[a-z]+)+)"')
NOT_CODES = {
    "header_rows",
    "left_out",
    "year_plan",
    "plan_low",
    "plan_high",
    "run_hours",
    "fault_hours",
    "calendar_hours",
    "ore_milled_dry",
    "ore_wet",
    "ore_supplied",
    "op_rate",
    "conc_mass",
    "head_grade_",
    "conc_grade_",
    "tail_grade_",
}


def raised() -> set[str]:
    """Every string in the intake that looks like a code."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    found = {one or two for one, two in CODE.findall(text)}
    return {code for code in found if code not in NOT_CODES and not code.endswith("_")}


def test_every_code_in_the_source_has_a_sentence_in_both_languages() -> None:
    codes = raised() | {f"no_{field}_column" for field in ("month", "indicator", "action", "value")}
    assert {"empty_file", "not_a_number", "balance", "plans_do_not_add", "unit_unknown"} <= codes
    for lang in ("zh", "en"):
        missing = {code for code in codes if f"issue.{code}" not in words.sentences(lang)}
        assert missing == set(), lang


def test_both_languages_ask_for_the_same_arguments() -> None:
    def arguments(lang: str) -> dict[str, set[str]]:
        told = words.sentences("zh" if lang == "zh" else "en")
        return {
            code: set(re.findall(r"\{(\w+)", said)) - {"found"} for code, said in told.items() if code[:6] == "issue."
        }

    assert arguments("zh") == arguments("en")
