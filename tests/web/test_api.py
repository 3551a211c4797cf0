"""The doors for programs, on a real store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from db import settings

ROOT = Path(__file__).resolve().parents[2]
TOKEN = {"authorization": "Bearer s3cret"}
GOOD = "月份,范围,指标,类别,数值,单位,备注\n2022-09,,处理矿量,实际,87.3,万吨,\n2022-09,,处理矿量,计划,86,万吨,\n"
BAD = "月份,范围,指标,类别,数值,单位,备注\n2022-09,,处理矿量,实际,八十,万吨,\n2022-13,,处理矿量,实际,87.3,万吨,\n"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_UPLOAD_TOKEN", "s3cret")


def send(client: TestClient, text: str | bytes = GOOD, query: str = "", **headers: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post(
        f"/api/v1/uploads{query}", files=[("file", ("九月.csv", data, "text/csv"))], headers={**TOKEN, **headers}
    )


def indicator(answer: Any, brand: str, key: str) -> dict[str, Any]:
    found = next(b for b in answer.json()["brands"] if b["key"] == brand)
    return next(i for i in found["indicators"] if i["key"] == key)


def codes(answer: Any) -> list[str]:
    return [issue["code"] for issue in answer.json()["issues"]]


def stored_rows(client: TestClient) -> float | None:
    return indicator(client.get("/api/v1/figures?month=2022-09"), "ore", "ore_milled_dry")["month"]["actual"]


def test_health_is_one_word(client: TestClient) -> None:
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_figures_give_the_articles_share_of_the_year(client: TestClient) -> None:
    answer = client.get("/api/v1/figures?month=2022-09")
    ytd = indicator(answer, "ore", "ore_milled_dry")["ytd"]
    assert round(ytd["of_year"], 2) == 74.76
    assert round(ytd["of_plan"], 2) == 101.16


def test_figures_are_those_of_the_command_line(client: TestClient) -> None:
    asked = ["figures", "--month", "2022-09", "--json"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    said = subprocess.run(
        [sys.executable, "-m", "db", *asked], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True
    )
    assert client.get("/api/v1/figures?month=2022-09").json() == json.loads(said.stdout)


def test_without_a_month_the_newest_with_figures_is_meant(client: TestClient) -> None:
    assert client.get("/api/v1/figures").json()["as_of_month"] == "2022-09"


@pytest.mark.parametrize("scope", ["plant", "全厂", "PLANT"])
def test_a_scope_answers_to_its_key_its_name_and_any_case(client: TestClient, scope: str) -> None:
    assert client.get("/api/v1/figures", params={"scope": scope}).json()["scope"] == "plant"


def test_reasons_come_in_the_asked_language(client: TestClient) -> None:
    reasons = {
        lang: indicator(client.get(f"/api/v1/figures?lang={lang}"), "ore", "ore_milled_dry")["ytd"]["reason"]
        for lang in ("zh", "en")
    }
    assert "计划完成率 101.16%" in reasons["zh"] and "达标" in reasons["zh"]
    assert "101.16% of plan" in reasons["en"] and "on plan" in reasons["en"]


@pytest.mark.parametrize(
    ("query", "code", "found"),
    [
        ("month=2022-13", "http_month", "2022-13"),
        ("month=九月", "http_month", "九月"),
        ("scope=火星", "http_scope", "火星"),
        ("as_of=99", "http_revision", "99"),
        ("as_of=-1", "http_revision", "-1"),
        ("as_of=１", "http_revision", "１"),
        ("lang=fr", "http_language", "fr"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(client: TestClient, query: str, code: str, found: str) -> None:
    answer = client.get(f"/api/v1/figures?{query}")
    assert answer.status_code == 400
    (issue,) = answer.json()["issues"]
    assert (issue["code"], issue["found"], issue["severity"]) == (code, found, "error")
    assert found in issue["message"]["zh"] and found in issue["message"]["en"]


@pytest.mark.parametrize("month", ["1900-01", "0001-01", "9999-12", "2999-12"])
def test_a_month_at_the_edge_of_time_has_figures_or_a_sentence(client: TestClient, month: str) -> None:
    answer = client.get(f"/api/v1/figures?month={month}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json()["as_of_month"] == month
    else:
        assert codes(answer) == ["http_month"]


def test_the_known_scopes_are_listed_as_each_language_lists(client: TestClient) -> None:
    (issue,) = client.get("/api/v1/figures?scope=火星").json()["issues"]
    assert "plant、line1" in issue["message"]["zh"]
    assert "plant, line1" in issue["message"]["en"] and "、" not in issue["message"]["en"]


def test_an_empty_store_says_to_upload_first(empty: TestClient) -> None:
    answer = empty.get("/api/v1/figures")
    assert (answer.status_code, codes(answer)) == (404, ["http_no_month"])


def test_an_empty_store_knows_nothing_of_a_month_and_says_null(empty: TestClient) -> None:
    month = indicator(empty.get("/api/v1/figures?month=2022-09"), "ore", "ore_milled_dry")["month"]
    assert (month["actual"], month["status"]) == (None, "unknown")


def test_an_earlier_revision_does_not_know_what_came_later(empty: TestClient) -> None:
    assert send(empty).json()["revision"] == 1
    assert send(empty, GOOD.replace("87.3", "88.8")).json()["revision"] == 2
    figures = [
        indicator(empty.get(f"/api/v1/figures?month=2022-09{asked}"), "ore", "ore_milled_dry")["month"]["actual"]
        for asked in ("&as_of=1", "&as_of=2", "")
    ]
    assert figures == [873_000, 888_000, 888_000]


def test_an_upload_is_published_and_the_figures_change(empty: TestClient) -> None:
    answer = send(empty)
    assert answer.status_code == 201
    assert {key: answer.json()[key] for key in ("revision", "added", "changed", "same")} == {
        "revision": 1,
        "added": 2,
        "changed": 0,
        "same": 0,
    }
    assert stored_rows(empty) == 873_000


def test_the_body_itself_may_be_the_file(empty: TestClient) -> None:
    answer = empty.post("/api/v1/uploads", params={"name": "九月.csv"}, content=GOOD.encode("gb18030"), headers=TOKEN)
    assert (answer.status_code, answer.json()["added"]) == (201, 2)


def test_two_files_are_two_batches_in_one_go(empty: TestClient) -> None:
    files = [("file", ("a.csv", GOOD.encode())), ("file", ("b.csv", GOOD.replace("2022-09", "2022-08").encode()))]
    answer = empty.post("/api/v1/uploads", files=files, headers=TOKEN)
    assert (answer.status_code, len(answer.json()["batches"]), answer.json()["revision"]) == (201, 2, 2)


def test_a_file_without_news_is_named_in_the_receipt(empty: TestClient) -> None:
    files = [("file", ("a.csv", GOOD.encode())), ("file", ("b.csv", GOOD.encode()))]
    answer = empty.post("/api/v1/uploads", files=files, headers=TOKEN)
    assert (answer.status_code, len(answer.json()["batches"]), answer.json()["idle"]) == (201, 1, ["b.csv"])


@pytest.mark.parametrize("query", ["", "?check=true"], ids=["publish", "check"])
def test_two_files_that_contradict_each_other_are_refused(empty: TestClient, query: str) -> None:
    files = [("file", ("a.csv", GOOD.encode())), ("file", ("b.csv", GOOD.replace("87.3", "88.8").encode()))]
    answer = empty.post(f"/api/v1/uploads{query}", files=files, headers=TOKEN)
    assert answer.status_code == 422
    found = [(i["file"], i["line"]) for i in answer.json()["issues"] if i["code"] == "store_files_disagree"]
    assert found == [("b.csv", 2)]
    assert empty.get("/api/v1/figures").status_code == 404


def test_a_bad_file_names_every_line_and_stores_nothing(empty: TestClient) -> None:
    answer = send(empty, BAD)
    assert answer.status_code == 422
    issues = answer.json()["issues"]
    assert [(issue["file"], issue["line"], issue["found"]) for issue in issues if issue["severity"] == "error"] == [
        ("九月.csv", 2, "八十"),
        ("九月.csv", 3, "2022-13"),
    ]
    assert set(issues[0]) == {"file", "sheet", "line", "column", "cell", "code", "severity", "found", "message"}
    assert set(issues[0]["message"]) == {"zh", "en"}
    assert empty.get("/api/v1/figures").status_code == 404


def test_one_bad_file_keeps_the_good_one_out(empty: TestClient) -> None:
    files = [("file", ("a.csv", GOOD.encode())), ("file", ("b.csv", BAD.encode()))]
    assert empty.post("/api/v1/uploads", files=files, headers=TOKEN).status_code == 422
    assert empty.get("/api/v1/figures").status_code == 404


def test_a_check_says_what_would_change_and_stores_nothing(empty: TestClient) -> None:
    answer = send(empty, query="?check=true")
    assert answer.status_code == 200
    added = answer.json()["difference"]["added"]
    assert [(cell["period"], cell["indicator"], cell["kind"], cell["now"]["value"]) for cell in added] == [
        ("2022-09", "ore_milled_dry", "actual", 873_000),
        ("2022-09", "ore_milled_dry", "plan", 860_000),
    ]
    assert answer.json()["turned"] == [
        {"month": "2022-09", "scope": "plant", "indicator": "ore_milled_dry",
         "before": {"status": "unknown", "word": {"zh": "无数据", "en": "No data"}, "ytd": None},
         "after": {"status": "unknown", "word": {"zh": "无法判断", "en": "Undecided"}, "ytd": 873_000}},
    ]  # fmt: skip
    assert empty.get("/api/v1/figures").status_code == 404
    assert send(empty).status_code == 201


def test_a_file_of_unknown_headings_is_not_called_unfilled(empty: TestClient) -> None:
    answer = send(empty, "月份,范围,磨矿总量甲(t),镍实收乙(%)\n2021-05,全厂,799000,83.1\n")
    assert (answer.status_code, codes(answer)) == (409, ["store_nothing_known"])
    said = answer.json()["issues"][0]["message"]["zh"]
    assert "2 个名称不认识（磨矿总量甲(t)、镍实收乙(%)）" in said and "mapping" in said
    answer = send(empty, "月份,处理矿量(t)\n2021-05,\n")
    assert (answer.status_code, codes(answer)) == (409, ["store_no_values"])


def test_a_check_of_a_bad_file_is_refused_like_the_file(empty: TestClient) -> None:
    assert send(empty, BAD, "?check=true").status_code == 422


def test_the_same_file_again_changes_nothing_and_says_so(empty: TestClient) -> None:
    send(empty)
    answer = send(empty)
    assert (answer.status_code, codes(answer)) == (409, ["store_nothing_changes"])


def test_the_same_request_again_gets_its_first_answer(empty: TestClient) -> None:
    first = send(empty, **{"idempotency-key": "k-1"})
    again = send(empty, **{"idempotency-key": "k-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    other = send(empty, GOOD.replace("87.3", "88.8"), **{"idempotency-key": "k-1"})
    assert (other.status_code, codes(other)) == (409, ["store_key_reused"])
    other = send(empty, GOOD, "?encoding=utf-8", **{"idempotency-key": "k-1"})
    assert (other.status_code, codes(other)) == (409, ["store_key_reused_way"])


def test_real_figures_do_not_join_the_sample(client: TestClient) -> None:
    answer = send(client, GOOD.replace("87.3", "1.5"))
    assert (answer.status_code, codes(answer)) == (409, ["store_holds_sample"])
    assert "python -m db clear-sample" in answer.json()["issues"][0]["message"]["zh"]


def test_what_others_changed_since_is_not_overwritten_unseen(empty: TestClient) -> None:
    send(empty)
    send(empty, GOOD.replace("87.3", "88.8"))
    late = send(empty, GOOD.replace("87.3", "89.9"), "?seen=1")
    assert (late.status_code, codes(late)) == (409, ["store_conflict"])
    assert stored_rows(empty) == 888_000
    assert send(empty, GOOD.replace("87.3", "89.9"), "?seen=2").status_code == 201


def test_without_a_token_in_the_settings_none_is_believed(empty: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_UPLOAD_TOKEN")
    assert [send(empty, authorization=given).status_code for given in ("Bearer s3cret", "Bearer ", "Bearer")] == [
        401
    ] * 3


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Bearer s3cret2", "Basic s3cret", "Bearer s3crét"])
def test_a_wrong_or_missing_token_is_refused(empty: TestClient, given: str) -> None:
    headers = {"authorization": given.encode("latin-1")} if given else {"cookie": "kpi_session=wrong"}
    answer = empty.post("/api/v1/uploads?name=a.csv", content=GOOD.encode(), headers=headers)
    assert (answer.status_code, answer.json()["message"]["zh"]) == (401, "请先登录。")
    (issue,) = answer.json()["issues"]  # the shape of every door
    assert (issue["code"], issue["severity"], issue["message"]["zh"]) == ("access.login_first", "error", "请先登录。")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert empty.get("/api/v1/figures").status_code == 404


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"params": {"name": "a.csv"}, "content": b""}, "http_empty_file"),
        ({"files": [("file", ("a.csv", b""))]}, "http_empty_file"),
        ({"content": b"x"}, "http_no_file"),
        ({"files": [("other", ("a.csv", b"x"))]}, "http_no_file"),
        ({"data": {"file": "x"}, "files": [("other", ("a.csv", b"x"))]}, "http_no_file"),
        ({"content": b"broken", "headers": {"content-type": "multipart/form-data"}}, "http_form"),
        ({"params": {"name": "a.csv", "seen": "x"}, "content": b"x"}, "http_seen"),
    ],
)
def test_an_upload_without_a_file_is_refused(empty: TestClient, request_: dict[str, Any], code: str) -> None:
    request_["headers"] = {**TOKEN, **request_.get("headers", {})}
    answer = empty.post("/api/v1/uploads", **request_)
    assert (answer.status_code, codes(answer)) == (400, [code])


def test_more_files_than_are_taken_at_once_are_counted(empty: TestClient) -> None:
    sent = [("file", (f"{n}.csv", b"x")) for n in range(101)]
    answer = empty.post("/api/v1/uploads", files=sent, headers=TOKEN)
    assert (answer.status_code, codes(answer)) == (413, ["http_too_many"])


def test_more_than_twenty_megabytes_are_refused_by_their_declared_size(empty: TestClient) -> None:
    answer = empty.post("/api/v1/uploads?name=a.csv", content=b"x" * (20 * 1024 * 1024 + 1), headers=TOKEN)
    assert (answer.status_code, codes(answer)) == (413, ["http_too_large"])


@pytest.mark.parametrize("multipart", [True, False])
def test_more_than_twenty_megabytes_are_refused_though_no_size_is_declared(empty: TestClient, multipart: bool) -> None:
    def chunks() -> Any:
        if multipart:
            yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(21):
            yield b"x" * 1024 * 1024

    headers = {**TOKEN, "content-type": "multipart/form-data; boundary=b"} if multipart else TOKEN
    answer = empty.post("/api/v1/uploads?name=a.csv", content=chunks(), headers=headers)
    assert (answer.status_code, codes(answer)) == (413, ["http_too_large"])


def test_exactly_twenty_megabytes_are_read(empty: TestClient) -> None:
    padded = GOOD.encode().ljust(20 * 1024 * 1024, b"\n")
    answer = empty.post("/api/v1/uploads?name=a.csv&check=true", content=padded, headers=TOKEN)
    assert answer.status_code != 413


def test_the_template_is_a_file_that_excel_opens(client: TestClient) -> None:
    answer = client.get("/api/v1/template?year=2022")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith("\ufeff月份,范围,指标,类别,数值,单位,备注".encode())


@pytest.mark.parametrize("year", ["22", "20222", "二〇二二", "1899", "-1"])
def test_a_template_for_no_year_is_refused(client: TestClient, year: str) -> None:
    answer = client.get("/api/v1/template", params={"year": year})
    assert (answer.status_code, codes(answer)) == (400, ["http_year"])


def test_an_unknown_door_is_not_a_page(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert client.delete("/api/v1/uploads").status_code == 404


def test_a_store_that_is_away_is_said_without_a_traceback(
    application: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kpi.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("KPI_DATABASE", f"sqlite:///{tmp_path / 'kpi.db'}")
    answer = application.get("/api/v1/figures?month=2022-09", headers={"cookie": "kpi_session=x"})
    assert (answer.status_code, set(answer.json()["message"])) == (503, {"zh", "en"})
    assert "Traceback" not in answer.text and "sqlalche" not in answer.text
    page = {"cookie": "kpi_session=x", "accept": "text/html"}
    said = application.get("/ore", headers=page)
    assert (said.status_code, said.headers.get("refresh")) == (503, "5"), "whoever waits comes in by himself"
    assert application.get("/nothing/there", headers={"accept": "text/html"}).headers.get("refresh") is None


def test_a_broken_promise_of_ours_is_said_without_a_traceback(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_CATALOG", str(tmp_path / "missing.toml"))
    answer = client.get("/api/v1/figures?month=2022-09")
    assert answer.status_code == 500
    assert answer.json()["message"]["zh"].startswith("程序出错")
    assert "Traceback" not in answer.text


def test_eight_programs_at_once_make_eight_revisions(empty: TestClient) -> None:
    def one(number: int) -> int:
        return int(send(empty, GOOD.replace("87.3", f"8{number}.5")).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [201] * 8
    assert empty.get("/api/v1/figures?month=2022-09").json()["revision"] == 8


def test_the_settings_table_knows_the_token() -> None:
    assert settings.get("KPI_UPLOAD_TOKEN") == "s3cret"
