"""The JSON of ``figures`` is a contract: one shape, the same at the command line and over HTTP."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from db import sample, settings, uploads
from db import store as stores
from db.__main__ import main
from db.actor import CONSOLE
from pages.web import api, gate

NUMBER, WORDS = "number", "words"
BOTH = {"zh": WORDS, "en": WORDS}
STANDING = {
    "actual": (NUMBER, None),
    "plan": (NUMBER, None),
    "plan_low": (NUMBER, None),
    "plan_high": (NUMBER, None),
    "gap": (NUMBER, None),
    "gap_unit": WORDS,
    "gap_percent": (NUMBER, None),
    "status": {"met", "warning", "behind", "unknown"},
    "reason": WORDS,
    "qualifier": {"eq", "gt", "ge", "lt", "le", "approx", "text"},
}
YEAR_TO_DATE = STANDING | {
    "year_plan": (NUMBER, None),
    "of_plan": (NUMBER, None),
    "of_year": (NUMBER, None),
    "months_present": int,
    "months_expected": int,
}
CHANGE = {"relative": (NUMBER, None), "difference": (NUMBER, None), "comparable": bool}
MEASURE = {"month": WORDS, "text": WORDS, "owner": WORDS, "due": WORDS, "state": WORDS}
FORECAST = dict.fromkeys(("plan_proportional", "plan_additive", "seasonal"), (NUMBER, None)) | {"run_rate": NUMBER}
INDICATOR = {
    "key": WORDS,
    "name": BOTH,
    "lane": {"business", "party"},
    "unit": WORDS,
    "better": {"higher", "lower", "band", "none"},
    "month": STANDING,
    "ytd": YEAR_TO_DATE,
    "yoy": CHANGE,
    "month_yoy": CHANGE,
    "mom": CHANGE,
    "required": {"per_month": (NUMBER, None), "of_remaining_plan": (NUMBER, None), "feasible": (bool, None)},
    "forecast": (FORECAST, None),
    "text": (WORDS, None),
    "notes": [WORDS],
    "original": (NUMBER, None),
    "original_qualifier": (WORDS, None),
    "measures": [MEASURE],
    "source": ({"batch": int, "file": WORDS, "sheet": WORDS, "row": int}, None),
}
CONTRACT = {
    "as_of_month": WORDS,
    "revision": int,
    "scope": WORDS,
    "sample": bool,
    "running": bool,
    "brands": [
        {
            "key": {"intelligence", "ore", "metrics", "projects", "innovation", "conduct", "reform"},
            "name": BOTH,
            "status": {"met", "warning", "behind", "unknown"},
            "worst": (WORDS, None),
            "indicators": [INDICATOR],
        }
    ],
}
"""Every key of the answer, no more and no fewer; (x, None) is x or null, a set one of these words, [x] a list of x."""

Door = Callable[..., dict[str, Any]]


def breaches(value: Any, shape: Any, at: str = "") -> list[str]:
    """Where an answer is not of the agreed shape."""
    match shape:
        case (inner, None):
            return [] if value is None else breaches(value, inner, at)
        case set():
            return [] if value in shape else [f"{at} = {value!r}"]
        case list():
            if not isinstance(value, list):
                return [f"{at} is no list"]
            return [found for n, each in enumerate(value) for found in breaches(each, shape[0], f"{at}[{n}]")]
        case dict():
            if not isinstance(value, Mapping) or set(value) != set(shape):
                return [f"{at} has keys {sorted(value) if isinstance(value, Mapping) else value!r}"]
            return [found for key, inner in shape.items() for found in breaches(value[key], inner, f"{at}.{key}")]
    kinds: dict[Any, tuple[type, ...]] = {NUMBER: (int, float), WORDS: (str,), int: (int,), bool: (bool,)}
    good = isinstance(value, kinds[shape]) and (shape is bool or not isinstance(value, bool))
    return [] if good else [f"{at} = {value!r} is no {shape}"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the sample; tests get copies."""
    path = tmp_path_factory.mktemp("contract") / "kpi.db"
    engine = stores.engine(f"sqlite:///{path}")
    stores.upgrade(engine)
    sample.load(engine, settings.catalog())
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def with_sample(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(loaded, tmp_path / "kpi.db")
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")


@pytest.fixture
def corrected(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store where September's ore was first published as 87.0 万吨, then as 87.3, then as 87.4."""
    monkeypatch.setenv("KPI_DATABASE", address)
    engine = stores.engine(address)
    stores.upgrade(engine)
    for value in ("87.0", "87.3", "87.4"):
        text = f"月份,指标,类别,数值,单位\n2022-09,处理矿量,实际,{value},万吨\n2022-09,处理矿量,计划,86,万吨\n"
        done = uploads.publish(engine, settings.catalog(), [(f"{value}.csv", text.encode())], by=CONSOLE)
        assert isinstance(done, uploads.Receipt)


@pytest.fixture(scope="module")
def http() -> TestClient:
    """The doors for programs as the application mounts them; `tests/web` asks them through the whole application."""
    doors = Starlette(routes=list(api.ROUTES), exception_handlers=dict(api.FAILURES))

    async def asked_by_the_console(scope: Scope, receive: Receive, send: Send) -> None:
        await doors({**scope, gate.ACTOR: CONSOLE}, receive, send)

    return TestClient(asked_by_the_console)


@pytest.fixture(params=["command line", "http"])
def door(request: pytest.FixtureRequest, http: TestClient, capsys: pytest.CaptureFixture[str]) -> Door:
    """``door(month=…, scope=…, as_of=…, lang=…)`` → the answer, at either door."""

    def command_line(**asked: str) -> dict[str, Any]:
        options = [part for name, text in asked.items() for part in (f"--{name.replace('_', '-')}", text)]
        assert main(["figures", *options, "--json"]) == 0
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    def over_http(**asked: str) -> dict[str, Any]:
        answer = http.get("/api/v1/figures", params=asked)
        assert answer.status_code == 200
        said: dict[str, Any] = answer.json()
        return said

    return command_line if request.param == "command line" else over_http


def indicator(answer: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i for b in answer["brands"] for i in b["indicators"] if i["key"] == key)
    return found


# ---- the shape


@pytest.mark.usefixtures("with_sample")
@pytest.mark.parametrize("scope", ["plant", "line1"])
def test_the_answer_has_exactly_the_documented_keys_and_types(door: Door, scope: str) -> None:
    answer = door(month="2022-09", scope=scope)
    assert breaches(answer, CONTRACT) == []
    assert (answer["as_of_month"], answer["scope"], answer["sample"], answer["running"]) == (
        "2022-09", scope, True, False,
    )  # fmt: skip
    assert answer["revision"] == 5  # five sample files
    assert len(answer["brands"]) == 7


def test_an_answer_of_another_shape_would_be_noticed() -> None:
    change = {"relative": 1.5, "difference": None, "comparable": True}
    assert breaches(change, CHANGE) == []
    assert breaches(change | {"relative": "1.5"}, CHANGE) == [".relative = '1.5' is no number"]
    assert breaches(change | {"comparable": 1}, CHANGE) == [".comparable = 1 is no <class 'bool'>"]
    assert breaches(change | {"more": 0}, CHANGE) == [" has keys ['comparable', 'difference', 'more', 'relative']"]
    assert breaches({"zh": "矿量"}, BOTH) == [" has keys ['zh']"]
    assert breaches("good", STANDING["status"], "status") == ["status = 'good'"]
    assert breaches(True, int) == [" = True is no <class 'int'>"]


def keys(shape: Any) -> set[str]:
    """Every key of a shape, however deep."""
    match shape:
        case dict():
            return set(shape).union(*map(keys, shape.values()))
        case (inner, None) | [inner]:
            return keys(inner)
    return set()


def test_the_readme_documents_every_key_and_no_other() -> None:
    readme = (settings.ROOT / "README.md").read_text(encoding="utf-8")
    block = readme[readme.index('{"as_of_month"') :]
    named = set(re.findall(r'"([a-z_]+)"(?=\s*[:,}])', block[: block.index("```")]))
    assert named - {"plant", "ore", "met", "t", "ore_milled_dry"} == keys(CONTRACT)
    assert len(keys(CONTRACT)) == 60


@pytest.mark.usefixtures("with_sample")
def test_both_doors_answer_alike(http: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ({"month": "2022-09"}, {"month": "2022-05", "scope": "line2", "as_of": "2", "lang": "en"}):
        options = [part for name, text in asked.items() for part in (f"--{name.replace('_', '-')}", text)]
        main(["figures", *options, "--json"])
        said = json.loads(capsys.readouterr().out)
        assert http.get("/api/v1/figures", params=asked).json() == said
        assert said["as_of_month"] == asked["month"]


@pytest.mark.usefixtures("with_sample")
def test_numbers_stand_in_the_stored_unit_and_percentages_run_to_a_hundred(door: Door) -> None:
    answer = door(month="2022-09")
    ore, rate = indicator(answer, "ore_milled_dry"), indicator(answer, "rec_ni_actual")
    assert (ore["unit"], ore["month"]["actual"], ore["month"]["plan"]) == ("t", 873_000, 860_000)
    assert (rate["unit"], round(rate["ytd"]["actual"], 2), rate["ytd"]["gap_unit"]) == ("%", 83.66, "pp")
    assert ore["ytd"]["gap_unit"] == "t"
    units = {i["unit"] for b in answer["brands"] for i in b["indicators"]}
    assert not units & {"万t", "万吨", "百分点", ""}


@pytest.mark.usefixtures("with_sample")
def test_measures_are_the_open_ones(door: Door) -> None:
    """The overhaul's measure of June is done; the one of September is not."""
    (open_,) = indicator(door(month="2022-09"), "mgo_conc")["measures"]
    assert open_ == {
        "month": "2022-09",
        "text": "调整抑制剂制度，低品位精矿增加一次精选，按批跟踪氧化镁",
        "owner": "磨浮二车间（示例）",
        "due": "2022-10-15",
        "state": "实施中",
    }
    assert indicator(door(month="2022-08"), "mgo_conc")["measures"] == []


@pytest.mark.usefixtures("with_sample")
def test_reasons_come_in_the_language_asked_for(door: Door) -> None:
    said = {lang: indicator(door(month="2022-09", lang=lang), "fault_rate")["ytd"]["reason"] for lang in ("zh", "en")}
    assert "越低越好" in said["zh"] and "lower is better" in said["en"]


# ---- unknown is null


@pytest.mark.usefixtures("with_sample")
def test_what_is_not_known_is_null_and_never_zero(door: Door) -> None:
    """No month of 2023 was reported: nothing but the carried milestones is known, and nothing is 0."""
    answer = door(month="2023-01")
    assert breaches(answer, CONTRACT) == []
    ore = indicator(answer, "ore_milled_dry")
    for part in ("month", "ytd"):
        assert {name: ore[part][name] for name in ("actual", "plan", "gap", "gap_percent", "status")} == {
            "actual": None, "plan": None, "gap": None, "gap_percent": None, "status": "unknown",
        }  # fmt: skip
    assert (ore["ytd"]["months_present"], ore["ytd"]["months_expected"]) == (0, 1)
    assert ore["yoy"] == {"relative": None, "difference": None, "comparable": False}
    assert (ore["forecast"], ore["source"], ore["required"]["per_month"]) == (None, None, None)
    values = [i[part]["actual"] for b in answer["brands"] for i in b["indicators"] for part in ("month", "ytd")]
    assert set(values) == {None, 100.0, 76.0}  # milestones stay passed, the water project stays at 76 %


@pytest.mark.usefixtures("with_sample")
def test_a_reported_zero_is_zero(door: Door) -> None:
    topics = indicator(door(month="2022-09"), "topic_setup")["month"]
    assert (topics["actual"], topics["status"]) == (0, "unknown")  # none was planned for the month either
    assert indicator(door(month="2022-09"), "topic_setup")["ytd"]["actual"] == 4


# ---- what cannot be answered


@pytest.mark.usefixtures("with_sample")
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"month": "2022-13"}, "月份“2022-13”看不懂"),
        ({"month": "2022-9"}, "月份“2022-9”看不懂"),
        ({"month": "2022-09", "scope": "火星"}, "没有叫“火星”的范围"),
        ({"month": "2022-09", "as_of": "99"}, "99"),
        ({"month": "2022-09", "as_of": "x"}, "版次“x”"),
    ],
)
def test_an_unknown_month_scope_or_revision_is_refused_with_a_sentence_at_both_doors(
    http: TestClient, capsys: pytest.CaptureFixture[str], asked: dict[str, str], sentence: str
) -> None:
    options = [part for name, text in asked.items() for part in (f"--{name.replace('_', '-')}", text)]
    assert main(["figures", *options, "--json"]) == 1
    said = capsys.readouterr()
    assert (said.out, sentence in said.err, "Traceback" in said.err) == ("", True, False)
    answer = http.get("/api/v1/figures", params=asked)
    assert answer.status_code == 400
    (issue,) = answer.json()["issues"]
    assert sentence in issue["message"]["zh"]


# ---- corrections


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize(
    ("as_of", "value", "original", "file"),
    [("1", 870_000, None, "87.0.csv"), ("2", 873_000, 870_000, "87.3.csv"), ("3", 874_000, 870_000, "87.4.csv")],
)
def test_an_older_revision_gives_the_figures_as_they_were_known(
    door: Door, as_of: str, value: float, original: float | None, file: str
) -> None:
    answer = door(month="2022-09", as_of=as_of)
    ore = indicator(answer, "ore_milled_dry")
    assert answer["revision"] == int(as_of)
    assert ore["month"]["actual"] == pytest.approx(value)
    assert ore["original"] == (None if original is None else pytest.approx(original))
    assert ore["source"] == {"batch": int(as_of), "file": file, "sheet": "", "row": 2}
    now = {"value": 874_000.0, "qualifier": "eq", "text": None}
    assert ore.get("later") == (now if as_of != "3" else None)


@pytest.mark.usefixtures("corrected")
def test_without_a_revision_the_newest_is_meant(door: Door) -> None:
    assert door(month="2022-09") == door(month="2022-09", as_of="3")
    assert door(month="2022-09")["revision"] == 3
