"""Two mines' published quarters, sent in as an analyst would: the cross-checks that were printed with them come out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import read, settings, uploads
from db import store as stores
from db.actor import CONSOLE
from kpi import board, cells, intake, rollup
from kpi.catalog import SHIPPED
from kpi.model import Book, Catalog
from kpi.period import Month
from kpi.reading import Issue

FOLDER = Path(__file__).parent / "real"
Printed = list[dict[str, str]]
SCOPES = """
[[scope]]
key = "mines"
zh = "各矿合计"
en = "All mines"
level = "company"
""" + "".join(
    f'[[scope]]\nkey = "{key}"\nzh = "{name}"\nen = "{name}"\nparent = "mines"\nlevel = "mine"\n'
    for key, name in (("santa_rita", "Santa Rita"), ("savannah", "Savannah"), ("nova", "Nova"))
)
FIGURES: Mapping[str, tuple[str, str]] = {
    "ore_processed_t": ("处理矿量", "t"),
    "ore_milled_t": ("处理矿量", "t"),
    "ni_grade_pct": ("原矿镍品位", "%"),
    "cu_grade_pct": ("原矿铜品位", "%"),
    "ni_recovery_pct": ("镍回收率", "%"),
    "cu_recovery_pct": ("铜回收率", "%"),
    "ni_in_conc_t": ("精矿镍金属量", "t"),
    "cu_in_conc_t": ("精矿铜金属量", "t"),
}
METAL = {"ni_in_conc_t", "cu_in_conc_t"}


def printed(name: str) -> Printed:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def long_form(rows: Iterable[Mapping[str, str]], *, without: Iterable[str] = ()) -> bytes:
    """The rows in the long form: a quarter in its last month, years and lives left out, the source as the note."""
    lines = ["月份,范围,指标,类别,数值,单位,备注"]
    for row in rows:
        if not re.match(r"\d{4}-(Q\d|\d\d$)", row["period"]):
            continue
        month, note = row["period_end"][:7], row["source_id"]
        cells = [(FIGURES[name], row[name]) for name in FIGURES if row.get(name) and name not in without]
        lines += [f"{month},{row['operation']},{name},实际,{value},{unit},{note}" for (name, unit), value in cells]
        if row.get("plan_low_t") and row["plan_low_t"] == row["plan_high_t"]:
            lines.append(f"{month},{row['operation']},精矿镍金属量,计划,{row['plan_low_t']},t,{note}")
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The shipped catalogue with these mines for scopes: a company's own copy, named by KPI_CATALOG."""
    shipped = SHIPPED.read_text(encoding="utf-8")
    own = tmp_path / "mines.toml"
    own.write_text(re.sub(r"\[\[scope\]\].*?(?=\[\[|\Z)", "", shipped, flags=re.DOTALL) + SCOPES, encoding="utf-8")
    monkeypatch.setenv("KPI_CATALOG", str(own))
    found = settings.catalog()
    assert list(found.scopes) == ["mines", "santa_rita", "savannah", "nova"]
    return found


@pytest.fixture
def load(store: Engine, catalog: Catalog) -> Callable[..., Book]:
    """Publish both mines through the ordinary door and read the book back; ``without`` leaves columns out."""

    def run(*, without: Iterable[str] = ()) -> Book:
        files = [(f"{m}.csv", long_form(printed(m), without=without)) for m in ("santa_rita", "savannah")]
        receipt = uploads.publish(store, catalog, files, by=CONSOLE)
        assert isinstance(receipt, uploads.Receipt), receipt
        assert receipt.revision == 2
        with stores.reading(store) as connection:
            return read.book(connection, catalog)

    return run


def nickel(book: Book, month: str) -> dict[str, object]:
    answer = board.as_json(board.figures(book, Month.parse(month), "santa_rita"))
    indicators = next(b["indicators"] for b in answer["brands"] if b["key"] == "metrics")
    ytd: dict[str, object] = next(i["ytd"] for i in indicators if i["key"] == "ni_metal")
    return ytd


def over(book: Book, key: str, scope: str, *months: str) -> rollup.Rolled:
    return rollup.over(cells.actuals(book), key, scope, tuple(map(Month.parse, months)))


def balances(reading: Iterable[Issue]) -> list[tuple[int | None, object]]:
    return [(issue.line, issue.args["deviation"]) for issue in reading if issue.code == "balance"]


# ---- Santa Rita


def test_nine_months_and_the_year_2013_of_santa_rita_add_up_as_printed(load: Callable[..., Book]) -> None:
    book = load()
    nine, year = nickel(book, "2013-09"), nickel(book, "2013-12")
    assert (nine["actual"], nine["months_present"], nine["months_expected"]) == (12_193, 3, 9)
    assert (year["actual"], year["months_present"], year["months_expected"]) == (15_626, 4, 12)


def test_january_2015_was_100_08_percent_of_its_plan(load: Callable[..., Book]) -> None:
    ytd = nickel(load(), "2015-01")
    assert (ytd["actual"], ytd["plan"], ytd["gap"], ytd["gap_unit"]) == (1_268, 1_267, 1, "t")
    assert ytd["of_plan"] == pytest.approx(100.08, abs=0.005)


def test_every_stored_figure_names_the_page_it_was_printed_on(load: Callable[..., Book]) -> None:
    pages = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    facts = [*load().actuals.values()]
    assert len(facts) == 60  # 43 of Santa Rita's twelve quarters and one month, 17 of Savannah's three quarters
    for fact in facts:
        assert all(f"| {source} | http" in pages for source in fact.note.split(";")), fact


# ---- Savannah


def test_savannahs_half_year_recovers_what_its_metal_says(load: Callable[..., Book]) -> None:
    book = load()
    quarters = ("2019-12", "2020-03")
    # (1042 + 861) of 129,184 t × 0.97 % + 119,401 t × 0.87 %; (695 + 578) of × 0.57 % and × 0.51 %
    assert over(book, "rec_ni_actual", "savannah", *quarters).value == pytest.approx(83.03, abs=0.005)
    assert over(book, "rec_cu_actual", "savannah", *quarters).value == pytest.approx(94.63, abs=0.005)


def test_without_metal_the_printed_rates_are_weighted_by_feed_metal_and_this_is_said(load: Callable[..., Book]) -> None:
    found = over(load(without=METAL), "rec_ni_actual", "savannah", "2019-12", "2020-03")
    assert found.value == pytest.approx(83.18, abs=0.005)  # the mean is 83.20, by tonnes 83.19
    assert "由品位与回收率推算" in {note.zh for note in found.notes}


@pytest.mark.parametrize("metal", ["ni", "cu"])
@pytest.mark.parametrize("mine", ["santa_rita", "savannah"])
def test_the_metal_worked_out_lies_as_far_from_the_printed_one_as_was_found(
    load: Callable[..., Book], mine: str, metal: str
) -> None:
    derived = cells.actuals(load(without=METAL))
    rows = [row for row in printed(mine) if row[f"{metal}_dev_pct"]]
    assert len(rows) == {("santa_rita", "ni"): 6}.get((mine, metal), 2)
    for row in rows:
        cell = cells.cell(derived, f"{metal}_metal", mine, row["period_end"][:7])
        assert cell is not None
        off = 100 * (float(row[f"{metal}_in_conc_t"]) / cell.value - 1)
        assert off == pytest.approx(float(row[f"{metal}_dev_pct"]), abs=0.02), row["period"]


# ---- the intake's own check of these balances


@pytest.mark.parametrize("mine", ["santa_rita", "savannah"])
def test_a_balance_that_closes_within_its_printed_digits_is_not_questioned(catalog: Catalog, mine: str) -> None:
    reading = intake.read(long_form(printed(mine)), f"{mine}.csv", catalog)
    assert reading.errors == ()
    assert balances(reading.issues) == []


def test_novas_printed_copper_is_questioned(catalog: Catalog) -> None:
    """BAL-01: 393,000 t × 0.97 % × 87 % = 3,316.5 t; 3,490 t were printed, which wants a recovery of 91.55 %."""
    nova = {"operation": "Nova", "period": "2019-Q3", "period_end": "2019-09-30", "source_id": "S23"}
    nova |= {"ore_milled_t": "393000", "cu_grade_pct": "0.97", "cu_recovery_pct": "87.0", "cu_in_conc_t": "3490"}
    reading = intake.read(long_form([nova]), "nova.csv", catalog)
    assert balances(reading.issues) == [(5, "+5.23")]


def test_two_digits_typed_in_the_wrong_order_are_questioned(catalog: Catalog) -> None:
    """Santa Rita's 3,433 t of the fourth quarter of 2013 as 3,343 t: −3.99 % of what grade and recovery give."""
    typed = [row | {"ni_in_conc_t": "3343"} for row in printed("santa_rita") if row["period"] == "2013-Q4"]
    reading = intake.read(long_form(typed), "santa_rita.csv", catalog)
    assert balances(reading.issues) == [(7, "-3.99")]
