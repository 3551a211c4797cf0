"""Plans in a report: ranges in headings and in cells, one end alone, ends the wrong way round, sums that must fit."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from kpi import applied, catalog, form, ranges, template, words
from kpi.charts import checking
from kpi.intake import read
from kpi.intake.words import numbers
from kpi.model import Book, Observation, Promised, Version
from kpi.reading import Issue, Reading

SHIPPED = catalog.load()
NI, MGO, FINE, ORE = "rec_ni_actual", "mgo_conc", "grind_fineness", "ore_milled_dry"
HEADS = "月份,指标,类别,数值,单位\n"


def load(text: str, name: str = "计划.csv", book: Book | None = None) -> Reading:
    return read(text.encode(), name, SHIPPED, book)


def cells(reading: Reading) -> list[tuple[str, str, str, float | None]]:
    return [(row.indicator, row.kind, row.period, row.value) for row in reading.rows]


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


@pytest.mark.parametrize(
    ("heading", "kind", "period"),
    [
        ("计划下限", "plan_low", "2022-09"), ("计划上限", "plan_high", "2022-09"), ("目标下限", "plan_low", "2022-09"),
        ("目标上限", "plan_high", "2022-09"), ("年计划下限", "plan_low", "2022"), ("年度目标上限", "plan_high", "2022"),
        ("计划", "plan", "2022-09"), ("年计划", "plan", "2022"),
    ],
)  # fmt: skip
def test_a_heading_says_which_end_of_which_plan(heading: str, kind: str, period: str) -> None:
    for head in (f"镍回收率{heading}", f"{heading}·镍回收率(%)", f"镍回收率({heading})"):
        found = load(f"月份,{head}\n2022-09,83\n")
        assert cells(found) == [(NI, kind, period, 83.0)], head
    assert cells(load(f"{HEADS}2022-09,镍回收率,{heading},83,%\n")) == [(NI, kind, period, 83.0)]


def test_ends_stand_in_columns_beside_each_other() -> None:
    found = load(
        "月份,指标,计划,计划下限,计划上限,单位\n2022-09,镍回收率,83,82.5,83.5,%\n2022,处理矿量,,950,1050,万吨\n"
    )
    assert codes(found) == []
    assert cells(found) == [
        (NI, "plan", "2022-09", 83.0), (NI, "plan_low", "2022-09", 82.5), (NI, "plan_high", "2022-09", 83.5),
        (ORE, "plan_low", "2022", 9_500_000.0), (ORE, "plan_high", "2022", 10_500_000.0),
    ]  # fmt: skip


def test_ends_stand_under_a_grouped_heading() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["月份", "镍回收率", None], [None, "计划下限", "计划上限"], ["2022-09", 82.5, 83.5]):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue(), "计划.xlsx", SHIPPED)
    assert cells(found) == [(NI, "plan_low", "2022-09", 82.5), (NI, "plan_high", "2022-09", 83.5)]


@pytest.mark.parametrize(
    "text",
    ["82.5–83.5", "82.5~83.5", "82.5～83.5", "82.5-83.5", "82.5—83.5", "82.5 至 83.5", "82.5%–83.5%", "82.5~83.5%"],
)
def test_a_cell_may_hold_both_ends(text: str) -> None:
    found = load(f"{HEADS}2022-09,镍回收率,计划,{text},%\n")
    assert cells(found) == [(NI, "plan_low", "2022-09", 82.5), (NI, "plan_high", "2022-09", 83.5)]
    assert codes(found) == []


def test_a_range_takes_its_unit() -> None:
    assert cells(load(f"{HEADS}2022-09,处理矿量,计划,80–85万吨,\n")) == [
        (ORE, "plan_low", "2022-09", 800_000.0), (ORE, "plan_high", "2022-09", 850_000.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["82.5", "-82.5", "82.5–", "2022-09-01", "1,000", "约82", "82.5–83.5–84", "—", "–83.5", "82..5-83"]
)
def test_what_is_no_range_is_not_taken_apart(text: str) -> None:
    assert numbers.parted(text) is None


def test_only_plans_are_ranges() -> None:
    assert codes(load(f"{HEADS}2022-09,镍回收率,实际,82.5–83.5,%\n")) == ["not_a_number"]
    found = load(f"{HEADS}2022-09,磨矿专家系统全功能投运,计划,50–60,%\n")
    assert codes(found) == ["range_not_allowed"]
    assert "请写一个数" in words.issue("zh", found.issues[0])


@pytest.mark.parametrize("kinds", [("计划下限", "计划上限")])
def test_ends_the_wrong_way_round_are_an_error(kinds: tuple[str, str]) -> None:
    low, high = kinds
    found = load(f"{HEADS}2022-09,镍回收率,{low},83.5,%\n2022-09,镍回收率,{high},82.5,%\n")
    assert [(i.code, i.severity, i.line) for i in found.issues] == [("plan_reversed", "error", 3)]
    assert "83.5%" in words.issue("zh", found.issues[0])
    assert codes(load(f"{HEADS}2022-09,镍回收率,计划,83.5–82.5,%\n")) == ["plan_reversed"]


def test_an_end_replaces_the_one_that_stands_and_is_not_compared_with_it() -> None:
    place = (NI, "plant", "2022-09")
    book = replace(Book(SHIPPED, {}, {}), highs={place: Observation(*place, 83.0)})
    for low in (83.5, 82.5):
        assert codes(load(f"{HEADS}2022-09,镍回收率,计划下限,{low},%\n", book=book)) == []
    # of what is better low the high end decides: that which stood is gone with this statement
    place = ("mgo_conc", "plant", "2022-09")
    book = replace(book, highs={place: Observation(*place, 6.5)})
    assert codes(load(f"{HEADS}2022-09,精矿氧化镁,计划下限,6,%\n", book=book)) == ["plan_side"]


def test_a_figure_outside_its_own_range_is_an_error() -> None:
    assert codes(load("月份,指标,计划,计划下限,计划上限\n2022-09,镍回收率,84,82.5,83.5\n")) == ["plan_outside"]


def test_a_range_may_leave_the_figure_that_stands_outside() -> None:
    """It takes its place: that is what an adjustment is."""
    place = (NI, "plant", "2022-09")
    book = Book(SHIPPED, {}, {place: Observation(*place, 84.0)})
    assert codes(load(f"{HEADS}2022-09,镍回收率,计划,82.5–83.5,%\n", book=book)) == []


@pytest.mark.parametrize(
    ("name", "kind", "asked", "told"),
    [("镍回收率", "计划下限", [], True), ("镍回收率", "计划上限", ["plan_side"], False),
     ("精矿氧化镁", "计划上限", [], True), ("精矿氧化镁", "计划下限", ["plan_side"], False),
     ("磨矿细度", "计划下限", [], True), ("磨矿细度", "计划上限", [], True)],
)  # fmt: skip
def test_one_end_alone_is_said_and_asked_about_where_the_other_decides(
    name: str, kind: str, asked: list[str], told: bool
) -> None:
    value = {"镍回收率": 83, "精矿氧化镁": 6, "磨矿细度": 70}[name]
    found = load(f"{HEADS}2022-08,{name},{kind},{value},%\n2022-09,{name},{kind},{value},%\n")
    assert codes(found) == asked
    said = [words.render("zh", each) for each in found.said if each.code == "issue.told_plan_side"]
    assert bool(said) is told
    assert all("2022-08 ~ 2022-09" in each for each in [*said, *(words.issue("zh", i) for i in found.issues)])


MONTHS = [85, 76, 86, 84, 86, 60, 88, 88, 86, 88, 86, 87]  # oracles.json PLAN-01, 万吨: together 1000


@pytest.mark.parametrize("kind", ["计划", "计划下限", "计划上限"])
def test_twelve_months_make_the_year_and_the_difference_is_named(kind: str) -> None:
    rows = [f"2022-{n:02},处理矿量,{kind},{plan},万吨" for n, plan in enumerate(MONTHS, 1)]
    text = HEADS + "\n".join([*rows, f"2022,处理矿量,{kind},{{}},万吨"]) + "\n"
    assert "plans_do_not_add" not in codes(load(text.format(1000)))
    (found,) = [issue for issue in load(text.format(990)).issues if issue.code == "plans_do_not_add"]
    assert found.severity == "warning"
    said = words.issue("zh", found)
    assert all(part in said for part in (f"十二个月{kind}合计 10000000 t", f"年{kind} 9900000 t", "相差 100000 t"))


def test_rates_and_milestones_have_no_sum() -> None:
    rows = [f"2022-{n:02},镍回收率,计划,83,%" for n in range(1, 13)]
    assert codes(load(HEADS + "\n".join([*rows, "2022,镍回收率,计划,83.32,%"]) + "\n")) == []


def filled(values: dict[str, tuple[str, str, str]]) -> list[list[str]]:
    """The plan template's rows with (figure, low end, high end) by indicator name."""
    table = list(csv.reader(io.StringIO(template.plans_csv(SHIPPED, 2022).decode("utf-8-sig"), newline="")))
    for row in table[1:]:
        row[3:6] = values.get(row[2], ("", "", ""))
        if row[2] == "处理矿量（干）":
            row[3] = "1000" if row[0] == "2022" else str(MONTHS[int(row[0][5:].rstrip("月")) - 1])
            row[6] = "万吨"
    return table


def said(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode("utf-8-sig")


NAMES = {"ni": SHIPPED.indicators[NI].name.zh, "fine": SHIPPED.indicators[FINE].name.zh}
VALUES = {NAMES["ni"]: ("", "82.5", "83.5"), NAMES["fine"]: ("", "68", "72")}


def test_the_plan_template_empty_says_nothing() -> None:
    found = read(template.plans_csv(SHIPPED, 2022), "计划模板.csv", SHIPPED)
    assert (found.rows, found.issues) == ((), ())


def test_the_plan_template_filled_passes_without_a_question() -> None:
    found = read(said(filled(VALUES)), "计划模板.csv", SHIPPED)
    assert found.issues == ()
    assert len(found.rows) == 13 + 2 * 13 + 2 * 13
    assert {row.kind for row in found.rows if row.indicator == NI} == {"plan_low", "plan_high"}


@pytest.mark.parametrize("fill", [False, True])
def test_the_plan_workbook_passes_without_a_question(fill: bool) -> None:
    place, end = (ORE, "plant", "2022"), (NI, "plant", "2022-01")
    book = replace(
        Book(SHIPPED, {}, {place: Observation(*place, 7_390_000.0)}, lows={end: Observation(*end, 82.5)}),
        highs={end: Observation(*end, 83.5)},
        versions=(Version(2022, 1), Version(2022, 2)),
        first=Promised({place: Observation(*place, 7_450_000.0)}),
    )
    data = form.plans(SHIPPED, 2022, book, "zh", scope="plant")
    made = openpyxl.load_workbook(io.BytesIO(data))
    sheet = made.active
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == "2022" and row[2] == "处理矿量（干）"]
    assert row[-2:] == (7_390_000, 7_450_000) and row[6] == "t"  # in the unit of the row
    (ends,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == "2022-01" and row[2] == NAMES["ni"]]
    assert ends[-2] == "82.5–83.5"
    if fill:
        for number, cells_ in enumerate(filled(VALUES), start=1):
            for column, value in enumerate(cells_, start=1):
                if number > 1 and 4 <= column <= 7 and value:
                    sheet.cell(number, column).value = float(value) if column < 7 else value
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue(), "计划模板.xlsx", SHIPPED)
    assert found.issues == ()
    assert len(found.rows) == (65 if fill else 0)


def test_every_question_about_plans_says_what_to_do() -> None:
    args = dict.fromkeys(("low", "high", "plan", "indicator", "period", "given", "wanted", "years"), "x")
    for code in ("plan_reversed", "plan_outside", "plan_side", "store_plan_adjusted", "store_plan_date"):
        assert "请" in words.issue("zh", Issue(code, args=args)), code


def of_the_year(*plans: tuple[str, float], **ends: float) -> Book:
    """Plans of 2022 as published."""
    points = {(key, "plant", "2022"): Observation(key, "plant", "2022", value, batch=1) for key, value in plans}
    sides = {
        side: {(NI, "plant", "2022"): Observation(NI, "plant", "2022", end, batch=1)} for side, end in ends.items()
    }
    return Book(SHIPPED, {}, points, **sides)


CU = "rec_cu_actual"
RATES = (("镍回收率", 85), ("铜回收率", 78))
HELD = of_the_year((NI, 83.5), (CU, 77.0), (ORE, 9_500_000.0))


@pytest.mark.parametrize(
    ("rows", "both"),
    [
        ("2022-09,镍回收率,计划,85,%", "全年 83.50% → 本月 85.00%"),
        ("2022-09,镍回收率,实际,84,%\n2022-09,镍回收率,计划,85,%", "全年 83.50% → 本月 85.00%"),
        ("2022,镍回收率,计划,83.5,%\n2022-09,镍回收率,计划,85,%", "全年 83.50% → 本月 85.00%"),
        ("2022-09,镍回收率,计划,83.504,%", "全年 83.50% (83.5) → 本月 83.50% (83.504)"),
        ("2022-09,镍回收率,计划,82–83,%", "全年 83.50% → 本月 82.00–83.00%"),
    ],
)
def test_a_months_own_plan_is_asked_about_where_its_rate_was_held_to_the_years(rows: str, both: str) -> None:
    found = load(HEADS + rows + "\n", book=HELD)
    assert codes(found) == ["plan_over_year"] and both in words.issue("zh", found.issues[0])
    assert (found.issues[0].severity, found.issues[0].args["period"]) == ("warning", "2022-09")


def test_the_months_plans_of_one_file_are_one_question() -> None:
    months_ = "".join(f"2022-{month:02},{name},计划,{plan},%\n" for month in (8, 9) for name, plan in RATES)
    (question,) = load(HEADS + months_, book=HELD).issues
    assert [(each.args["period"], each.found) for each in question.each] == [
        ("2022-08", "78"), ("2022-09", "78"), ("2022-08", "85"), ("2022-09", "85"),
    ]  # fmt: skip


def test_without_the_look_at_the_years_plan_a_month_would_be_held_to_another_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control of the two tests above."""
    monkeypatch.setattr(ranges, "overridden", lambda *_: iter(()))
    assert codes(load(f"{HEADS}2022-09,镍回收率,计划,85,%\n", book=HELD)) == []


@pytest.mark.parametrize(
    ("rows", "book"),
    [
        ("2022-09,镍回收率,计划,83.5,%", HELD),  # the same
        ("2022-09,处理矿量,计划,80,万吨", HELD),  # an amount has no plan of the month in its year's
        ("2022-09,镍回收率,计划,85,%", of_the_year((CU, 77.0))),  # no plan was in force
        ("2021-09,镍回收率,计划,85,%", HELD),
        ("2022,镍回收率,计划,84,%\n2022-09,镍回收率,计划,84,%", HELD),  # the year's is adjusted, with date and reason
        ("2022-09,镍回收率,计划,82–83,%", of_the_year(lows=82.0, highs=83.0)),
    ],
)
def test_an_ordinary_months_plan_is_no_question(rows: str, book: Book) -> None:
    assert codes(load(HEADS + rows + "\n", book=book)) == []


def test_the_difference_shows_the_years_plan_beside_the_months_own() -> None:
    rows = load(f"{HEADS}2022-09,镍回收率,实际,84,%\n2022-09,镍回收率,计划,85,%\n", book=HELD).rows
    ((year, own),) = applied.overridden(HELD, rows)
    assert (year.value, year.period, own.value, own.period) == (83.5, "2022", 85.0, "2022-09")
    drawn = checking.changes([(rows[1], year)], SHIPPED, "zh")
    assert ">全年 83.50%<" in drawn and ">85.00%<" in drawn
