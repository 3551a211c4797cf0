"""Every unit that is said for a figure is heard, wherever it stands; two that differ are asked or refused by name."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from kpi import catalog, intake, words
from kpi.intake.words import units
from kpi.reading import Reading

CATALOG = catalog.load()
TEN_THOUSAND_TONNES = 862_000.0
LISTED = ["title", "file", "label", "unit-heading", "figure-heading", "name", "unit", "cell", "note"]
WIDE = ["title", "file", "month-heading", "figure-heading", "unit-row", "cell", "note"]
EITHER = re.compile("(?<!万)吨")


def _bracketed(said: dict[str, str], place: str) -> str:
    return f"({said[place]})" if place in said else ""


def _around(said: dict[str, str], table: list[str]) -> tuple[str, str]:
    title = [f"单位：{said['title']}"] if "title" in said else []
    note = [f"注：处理矿量单位为{said['note']}"] if "note" in said else []
    return "\n".join(["2022年9月", *title, *table, *note]), f"月报{_bracketed(said, 'file')}.csv"


def listed(said: dict[str, str]) -> tuple[str, str]:
    """86.2 of 处理矿量 in rows of indicators, with a unit in each of the places, and the file's name."""
    label, unit, figure, name = (_bracketed(said, each) for each in ("label", "unit-heading", "figure-heading", "name"))
    row = f"处理矿量{name},{said.get('unit', '')},86.2{said.get('cell', '')}"
    return _around(said, [f"指标{label},单位{unit},实际{figure}", row])


def wide(said: dict[str, str]) -> tuple[str, str]:
    """The same below a heading of its own, in a row of a month."""
    head = f"月份{_bracketed(said, 'month-heading')},处理矿量{_bracketed(said, 'figure-heading')}"
    under = [f",{said['unit-row']}"] if "unit-row" in said else []
    return _around(said, [head, *under, f"2022-09,86.2{said.get('cell', '')}"])


def read(made: tuple[str, str]) -> Reading:
    return intake.read(made[0].encode(), made[1], CATALOG)


def heard(found: Reading) -> bool:
    """Whether one sentence names both units."""
    said = [words.issue("zh", issue) for issue in found.issues]
    return any("万吨" in text and EITHER.search(text) for text in said)


PAIRS = [*((listed, *pair) for pair in combinations(LISTED, 2)), *((wide, *pair) for pair in combinations(WIDE, 2))]


def unheard(units_said: tuple[str, str]) -> list[tuple[str, str]]:
    """The pairs of places where the first says one unit, the second the other, and no sentence says so."""
    first, second = units_said
    return [(one, other) for layout, one, other in PAIRS if not heard(read(layout({one: first, other: second})))]


def test_two_places_that_say_other_units_are_asked_or_refused_by_both_and_two_that_agree_are_read() -> None:
    assert unheard(("万吨", "吨")) == []
    for layout, one, other in PAIRS[::3]:
        found = read(layout({one: "万吨", other: "万t"}))
        assert [row.value for row in found.rows] == [TEN_THOUSAND_TONNES], (one, other, found.issues)
        assert {issue.code for issue in found.issues} <= {"month_from_title"}, (one, other)


@pytest.mark.soak
def test_the_same_with_the_units_exchanged() -> None:
    assert unheard(("吨", "万吨")) == []


def test_a_unit_that_stands_nearer_is_read_and_one_inside_the_table_is_refused() -> None:
    told = dict.fromkeys(("title", "file", "note"), "unit_around_differs")
    for place, code in (told | dict.fromkeys(("label", "unit-heading"), "unit_conflict")).items():
        found = read(listed({place: "吨", "unit": "万吨"}))
        assert code in {issue.code for issue in found.issues}, place
        assert [row.value for row in found.rows] == ([TEN_THOUSAND_TONNES] if code == "unit_around_differs" else [])


def test_without_the_rule_eighty_six_tonnes_were_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: 单位：万吨, and 指标(万吨), above a row of 吨 changed nothing and asked nothing."""
    monkeypatch.setattr(units, "against", lambda *_: None)
    for place in ("title", "label"):
        found = read(listed({place: "万吨", "unit": "吨"}))
        assert ([row.value for row in found.rows], [i.code for i in found.issues]) == ([86.2], ["month_from_title"])


@pytest.mark.parametrize(
    ("text", "values", "codes"),
    [
        # a title that lists units allows each; one of another quantity says nothing of this
        ("单位：万吨、吨⏎指标,单位,实际⏎处理矿量,万吨,86.2⏎精矿产量,吨,97567", [862_000, 97_567], ""),
        ("精矿产量单位为千吨⏎指标,单位,实际⏎处理矿量,万吨,86.2", [862_000], ""),
        ("单位：万吨⏎指标,单位,实际⏎处理矿量,吨,—", [None], ""),
        ("单位：%⏎指标,单位,实际⏎处理矿量,万吨,86.2", [862_000], ""),
        # a row of units with a word in brackets before it, and one that says the heading's own again
        ("系列,处理矿量,精矿产量⏎(单位),(万吨),(吨)⏎一系列,43,48000", [430_000, 48_000], ""),
        ("月份,处理矿量(吨)⏎,t⏎2022-09,862000", [862_000], ""),
        ("月份,处理矿量(吨)⏎,万吨⏎2022-09,86.2", [], "unit_conflict"),
        # a limit in the column of units makes ends of the plans
        ("指标,单位,计划,实际⏎镍回收率,≥%,83.3,83.4", [83.3, 83.4], ""),
        ("指标,单位,数值⏎镍回收率,≥%,83.3", [], "limit_unclear"),
        # dry tonnes are what the catalogue means; wet ones and others are not
        *((f"指标,单位,实际⏎处理矿量（{word}）,万吨,86.2", [862_000], "") for word in ("干矿", "干基", "折干")),
        ("指标,单位,实际⏎湿矿量（干矿）,吨,889000", [], "bracket_unknown"),
        ("指标,单位,实际⏎供矿量（干矿）,吨,889000", [], "bracket_unknown"),
        # the row's unit of a balance is the heading's
        ("产品,单位,产量(t),镍品位(%)⏎原矿,万吨,86.2,1.05⏎精矿,吨,97567,8", [], "unit_conflict"),
    ],
)  # fmt: skip
def test_units_limits_and_dryness_are_read_where_they_stand(text: str, values: list[float], codes: str) -> None:
    found = intake.read(f"2022年9月\n{text}".replace("⏎", "\n").encode(), "x.csv", CATALOG)
    assert ([] if found.errors else [row.value for row in found.rows]) == values
    assert " ".join(sorted({i.code for i in found.issues} - {"month_from_title", "crossed_read"})) == codes
