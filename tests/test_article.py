"""The article's own numbers (domain.md §4), from the sample files through a real store to JSON and card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import fsum
from typing import Any

import pytest
from sqlalchemy import Engine

from db import read, sample, settings, uploads
from db import store as stores
from db.actor import CONSOLE
from kpi import board, message, tile, words
from kpi.board import Board
from kpi.charts import card, gap_table, markup, palette
from kpi.period import Month
from kpi.progress import Figure

SEPTEMBER = Month(2022, 9)
BRANDS = ["intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform"]
NAMES = ["党建+智能化", "党建+矿量", "党建+指标", "党建+项目", "党建+创新", "党建+作风", "党建+改革"]
COUNTS = {"idea_proposed": 94, "tech_result_done": 5, "incubated": 6, "topic_setup": 4, "patent_filed": 3}


def known(engine: Engine) -> Board:
    """September 2022 of the plant as the newest revision knows it."""
    with stores.reading(engine) as connection:
        return board.figures(read.book(connection, settings.catalog()), SEPTEMBER, "plant")


def of(answer: dict[str, Any], key: str) -> dict[str, Any]:
    return next(i for b in answer["brands"] for i in b["indicators"] if i["key"] == key)


def drawn(found: Board, key: str) -> str:
    """The card of an indicator on its brand's page, in Chinese, without the places where a line may break."""
    return str(card.card(figure(found, key), "zh", palette.LIGHT, sample=found.sample)).replace("<wbr>", "")


def figure(found: Board, key: str) -> Figure:
    return next(f for b in found.brands for f in b.figures if f.indicator.key == key)


def numbers(value: Any) -> Iterator[float]:
    """Every number of a JSON answer but those that say where a figure stands in its file."""
    match value:
        case bool() | None:
            return
        case int() | float():
            yield value
        case dict():
            for key, inner in value.items():
                if key != "source":
                    yield from numbers(inner)
        case list():
            for inner in value:
                yield from numbers(inner)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Board:
    """The sample, published into a real store and asked for September 2022."""
    engine = stores.engine(f"sqlite:///{tmp_path_factory.mktemp('article') / 'kpi.db'}")
    stores.upgrade(engine)
    assert isinstance(sample.load(engine, settings.catalog()), uploads.Receipt)
    return known(engine)


@pytest.fixture(scope="module")
def answer(found: Board) -> dict[str, Any]:
    """The same as programs get it, through JSON and back."""
    said: dict[str, Any] = json.loads(json.dumps(board.as_json(found), allow_nan=False))
    return said


def test_both_databases_give_the_same_answer(store: Engine, answer: dict[str, Any]) -> None:
    sample.load(store, settings.catalog())
    again = board.as_json(known(store))
    assert of(again, "ore_milled_dry")["ytd"]["of_year"] == 74.76
    assert again == answer


# ---- 1 and 2: ore, with a year's plan only and with the phased plan


def ore(*plans: str) -> bytes:
    """PLAN-01's nine actual months of 2022 in a long file, with these plan rows."""
    actual = [86.2, 77.1, 86.0, 84.9, 87.3, 61.4, 88.5, 88.9, 87.3]
    rows = [f"2022-{n:02d},全厂,处理矿量,实际,{value},万吨,\r\n" for n, value in enumerate(actual, start=1)]
    return ("月份,范围,指标,类别,数值,单位,备注\r\n" + "".join(plans) + "".join(rows)).encode("gb18030")


PHASED = [
    f"2022-{n:02d},全厂,处理矿量,计划,{value},万吨,\r\n"
    for n, value in enumerate([85, 76, 86, 84, 86, 60, 88, 88, 86, 88, 86, 87], start=1)
]
YEARLY = "2022,全厂,处理矿量,计划,1000,万吨,\r\n"


def test_a_years_plan_alone_gives_the_articles_share_and_no_verdict(store: Engine) -> None:
    done = uploads.publish(store, settings.catalog(), [("矿量.csv", ore(YEARLY))], by=CONSOLE)
    assert isinstance(done, uploads.Receipt)
    assert done.added == 10
    ytd = of(board.as_json(known(store)), "ore_milled_dry")["ytd"]
    assert ytd["actual"] == pytest.approx(7_476_000)
    assert ytd["year_plan"] == 10_000_000
    assert ytd["of_year"] == pytest.approx(74.76)
    assert (ytd["plan"], ytd["of_plan"], ytd["gap"], ytd["status"]) == (None, None, None, "unknown")
    assert ytd["reason"].startswith("只有年度计划，没有分月计划")


def test_the_phased_plan_is_what_gives_a_verdict(store: Engine) -> None:
    uploads.publish(store, settings.catalog(), [("矿量.csv", ore(*PHASED))], by=CONSOLE)
    ytd = of(board.as_json(known(store)), "ore_milled_dry")["ytd"]
    assert (ytd["year_plan"], ytd["status"]) == (pytest.approx(10_000_000), "met")
    assert ytd["of_year"] == pytest.approx(74.76)
    assert ytd["of_plan"] == pytest.approx(101.1637, abs=5e-5)


def test_the_sample_gives_the_worked_example_of_the_ore(answer: dict[str, Any]) -> None:
    found = of(answer, "ore_milled_dry")
    ytd, required = found["ytd"], found["required"]
    assert (ytd["actual"], ytd["plan"], ytd["year_plan"]) == (7_476_000, 7_390_000, 10_000_000)
    assert round(ytd["of_year"], 2) == 74.76
    assert round(ytd["of_plan"], 2) == 101.16
    assert (ytd["gap"], ytd["gap_unit"], ytd["months_present"], ytd["months_expected"]) == (86_000, "t", 9, 9)
    assert round(ytd["gap_percent"], 4) == 1.1637
    assert ytd["status"] == "met"
    assert round(required["per_month"]) == 841_333  # 2,524,000 t in three months
    assert f"{required['of_remaining_plan']:.2f}" == "96.70"  # 252.4 of 261
    assert required["feasible"] is True


def test_the_sample_gives_the_worked_forecasts(answer: dict[str, Any]) -> None:
    forecast = of(answer, "ore_milled_dry")["forecast"]
    shown = {name: f"{value / 10_000:.1f}" for name, value in forecast.items()}
    assert shown == {
        "run_rate": "996.8",
        "plan_proportional": "1011.6",
        "plan_additive": "1008.6",
        "seasonal": "1003.5",  # last year 74.5 % of its ore was milled by September
    }


# ---- 3: the counts of innovation


@pytest.mark.parametrize(("key", "count"), COUNTS.items())
def test_each_stage_of_innovation_has_the_articles_count(answer: dict[str, Any], key: str, count: int) -> None:
    found = of(answer, key)
    assert (found["ytd"]["actual"], found["ytd"]["qualifier"], found["unit"]) == (count, "eq", "项")
    assert found["ytd"]["status"] == "met"


def test_the_stages_are_never_added_up(found: Board, answer: dict[str, Any]) -> None:
    assert fsum(COUNTS.values()) == 112
    given = list(numbers(answer))
    assert 94.0 in given
    assert not [value for value in given if abs(value - 112) < 0.005]
    shown = gap_table.table(found.gaps, "zh", str) + markup.tiles(
        [(b, ()) for b in found.brands], "zh", palette.LIGHT, str
    )
    shown += "".join(drawn(found, f.indicator.key) for f in found.brand("innovation").figures)
    assert "94 项" in shown
    assert "112 项" not in shown


# ---- 4: the failure rate


def test_the_failure_rate_fell_by_46_84_percent_which_is_0_37_points(found: Board, answer: dict[str, Any]) -> None:
    rate = of(answer, "fault_rate")
    assert round(rate["ytd"]["actual"], 4) == 0.42
    assert (round(rate["yoy"]["relative"], 2), round(rate["yoy"]["difference"], 2)) == (-46.84, -0.37)
    assert (rate["yoy"]["comparable"], rate["ytd"]["gap_unit"], rate["ytd"]["gap_percent"]) == (True, "pp", None)
    moved = figure(found, "fault_rate")
    assert message.change(moved.indicator, moved.yoy, "zh") == "降低 46.84%（下降 0.37 个百分点）"
    said = tile.of(found.brand("reform"), "zh")
    assert f"{said.under}{said.number}{said.unit}" == "同比降低46.84%"
    assert said.said == "0.79% → 0.42%，差 0.37 个百分点"


# ---- 5: what is only known to be more


@pytest.mark.parametrize(
    ("key", "value", "unit", "qualifiers", "shown", "original"),
    [
        ("outsourced_repair_saving", 80, "万元", ("gt", "ge"), "≥80<small>万元", "80余万"),
        ("mutual_repair_done", 10, "项", ("gt",), "&gt;10<small>项", "十余项"),
    ],
)
def test_a_lower_bound_stays_one_and_keeps_its_words(
    found: Board, answer: dict[str, Any], key: str, value: float, unit: str, qualifiers: tuple[str], shown: str,
    original: str,
) -> None:  # fmt: skip
    given = of(answer, key)
    assert (given["ytd"]["actual"], given["unit"]) == (value, unit)
    assert given["ytd"]["qualifier"] in qualifiers
    assert given["required"] == {"per_month": None, "of_remaining_plan": None, "feasible": None}
    assert (given["forecast"], given["yoy"]["comparable"]) == (None, False)
    assert shown in drawn(found, key)
    assert original in drawn(found, key)


# ---- 6: the recoveries


@pytest.mark.parametrize(("key", "value", "target"), [("rec_ni_actual", 83.66, 83.32), ("rec_cu_actual", 77.23, 77.02)])
def test_both_recoveries_are_above_plan_and_the_card_says_that_the_article_gives_no_value(
    found: Board, answer: dict[str, Any], key: str, value: float, target: float
) -> None:
    ytd = of(answer, key)["ytd"]
    assert (ytd["plan"], ytd["year_plan"], ytd["status"]) == (target, target, "met")
    assert round(ytd["actual"], 2) == value > target
    assert ytd["gap"] == pytest.approx(ytd["actual"] - target)
    assert (ytd["of_plan"], ytd["of_year"], ytd["gap_percent"], ytd["gap_unit"]) == (None, None, None, "pp")
    said = drawn(found, key)
    assert "均超计划（数值原文未给出）" in said
    assert "示例数据" in said


def test_the_targets_carry_their_own_source(store: Engine) -> None:
    sample.load(store, settings.catalog())
    with stores.reading(store) as connection:
        plans = read.book(connection, settings.catalog()).plans
    for key in ("rec_ni_actual", "rec_cu_actual"):
        assert "S40" in plans[key, "plant", "2022"].note


# ---- milestones


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("pilot_demo", "完成"),
        ("expert_system", "已投入运行"),
        ("repair_reform_pmr", "已实施"),
        ("repair_reform_mutual", "已实施"),
    ],
)
def test_what_the_article_calls_done_is_done_in_its_own_words(answer: dict[str, Any], key: str, said: str) -> None:
    given = of(answer, key)
    assert (given["ytd"]["actual"], given["text"], given["ytd"]["status"]) == (100, said, "met")
    assert (given["ytd"]["of_plan"], given["yoy"]["comparable"]) == (None, False)


def test_the_water_project_is_ahead_of_its_plan(answer: dict[str, Any]) -> None:
    ytd = of(answer, "water_system_upgrade")["ytd"]
    assert (ytd["actual"], ytd["plan"], ytd["gap"], ytd["gap_unit"], ytd["status"]) == (76, 70, 6, "pp", "met")


# ---- 7: conduct


def test_conduct_is_told_in_the_articles_words_without_any_number(found: Board, answer: dict[str, Any]) -> None:
    given = of(answer, "conduct_text")
    said = "打造“外在形象好,内在素质强,贴近生产一线”的新型模范机关,党员干部的业务水平和工作效率全面提升"
    assert given["text"] == said
    for part in ("month", "ytd"):
        assert {given[part][name] for name in ("actual", "plan", "gap", "gap_percent")} == {None}
    assert (given["ytd"]["of_plan"], given["ytd"]["of_year"], given["ytd"]["status"]) == (None, None, "unknown")
    shown = drawn(found, "conduct_text")
    assert said in shown
    assert "%" not in shown
    assert "%" in drawn(found, "rectification_rate")


@pytest.mark.parametrize(
    ("key", "rate", "counted"),
    [
        ("rectification_rate", 89.47, "17/19"),
        ("meetings_rate", 96.30, "104/108"),
        ("supervision_rate", 97.83, "45/46"),
    ],
)
def test_the_process_rates_of_conduct_stand_beside_their_counts(
    found: Board, answer: dict[str, Any], key: str, rate: float, counted: str
) -> None:
    assert round(of(answer, key)["ytd"]["actual"], 2) == rate
    assert counted in drawn(found, key)


# ---- 8: the order


def test_the_seven_brands_keep_the_articles_order_everywhere(found: Board, answer: dict[str, Any]) -> None:
    assert [b["key"] for b in answer["brands"]] == BRANDS
    assert [b["name"]["zh"] for b in answer["brands"]] == NAMES
    tiles = str(markup.tiles([(b, ()) for b in found.brands], "zh", palette.LIGHT, str))
    at = [tiles.index(f'data-brand="{key}"') for key in BRANDS]
    assert at == sorted(at)


def test_a_brand_is_as_good_as_its_worst_judged_figure(answer: dict[str, Any]) -> None:
    assert {b["key"]: (b["status"], b["worst"]) for b in answer["brands"] if b["status"] != "met"} == {
        "metrics": ("warning", "mgo_conc"),  # 6.71 % of at most 6.50 %, within a tenth
        "conduct": ("behind", "rectification_rate"),  # 89.47 % of 95 %, more than five points below
    }


def test_every_figure_of_the_sample_says_that_it_is_one(found: Board) -> None:
    assert found.sample is True
    assert words.say("zh", "card.sample") == "示例数据"
    for brand in found.brands:
        for shown in brand.figures:
            if shown.known:
                assert "示例数据" in drawn(found, shown.indicator.key), shown.indicator.key
