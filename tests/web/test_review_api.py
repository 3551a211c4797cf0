"""Through the gate over HTTP: handed in with every warning ticked, looked at, published, returned, withdrawn."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from db import access, read, remembered, settings, store, submissions, uploads
from db.__main__ import main
from db.actor import CONSOLE
from tests import people

HEADS = "月份,范围,指标,类别,数值\n"
PLANT = f"{HEADS}2022-09,,处理矿量,实际,873211\n"
LINE = f"{HEADS}2022-09,示例一系列,处理矿量,实际,401234\n"
ODD = f"{HEADS}2022-08,,镍回收率,实际,60\n2022-09,,镍回收率,实际,99\n"
"""The catalogue calls a nickel recovery plausible between 70 and 90 %."""
BAD = f"{HEADS}2022-13,,处理矿量,实际,八十\n"


@pytest.fixture
def ask(engine: Engine, application: TestClient) -> Any:
    """``ask("anna", "GET", "/uploads")``: with a token of that account, whose role its first letter tells."""
    tokens: dict[str, str] = {}
    roles = {"a": "analyst", "r": "reviewer", "v": "viewer", "m": "admin"}

    def asked(who: str, method: str, path: str, **options: Any) -> Any:
        if who not in tokens:
            login, _, scope = who.partition("@")
            me = people.enter(engine, roles[who[0]], login=login, scope=scope).actor(engine)
            tokens[who] = access.add_token(engine, me, "test")
        headers = {"authorization": f"Bearer {tokens[who]}", **options.pop("headers", {})}
        return application.request(method, f"/api/v1{path}", headers=headers, **options)

    return asked


def files(text: str, name: str = "九月.csv", **fields: Any) -> dict[str, Any]:
    return {"files": [("file", (name, text.encode(), "text/csv"))], "data": fields}


def hand_in(ask: Any, text: str = PLANT, who: str = "anna") -> int:
    answer = ask(who, "POST", "/uploads", **files(text))
    assert answer.status_code == 202, answer.text
    number: int = answer.json()["submission"]["id"]
    return number


def publishing(number: int, seen: int) -> str:
    """The door that publishes what is handed in now, looked at with revision ``seen``."""
    with store.reading(store.engine()) as connection:
        return f"/uploads/{number}/publish?seen={seen}&saw={submissions.one(connection, number).mark}"


def codes(answer: Any) -> list[str]:
    return [issue["code"] for issue in answer.json()["issues"]]


def stands(ask: Any) -> float | None:
    answer = ask("rita", "GET", "/figures?month=2022-09").json()
    (brand,) = (b for b in answer["brands"] if b["key"] == "ore")
    value: float | None = next(i for i in brand["indicators"] if i["key"] == "ore_milled_dry")["month"]["actual"]
    return value


def decide(ask: Any, text: str, **more: Any) -> int:
    """Handed in by anna, published by rita; the number of the upload."""
    answer = ask("anna", "POST", "/uploads", **files(text, **more))
    number: int = answer.json()["submission"]["id"]
    seen = ask("rita", "GET", f"/uploads/{number}").json()["revision"]
    assert ask("rita", "POST", publishing(number, seen)).status_code == 200
    return number


# Handing in.


def test_an_analyst_hands_in_and_a_reviewer_publishes_what_he_saw(ask: Any) -> None:
    answer = ask("anna", "POST", "/uploads", **files(PLANT, note="九月月报"))
    made = answer.json()["submission"]
    assert (answer.status_code, made["state"], made["uploaded_by"], made["files"], made["note"]) == (
        202, "pending", "anna", ["九月.csv"], "九月月报",
    )  # fmt: skip
    assert stands(ask) is None
    seen = ask("rita", "GET", f"/uploads/{made['id']}").json()
    (added,) = seen["difference"]["added"]
    assert (seen["revision"], added["indicator"], added["now"]["value"]) == (0, "ore_milled_dry", 873_211)
    receipt = ask("rita", "POST", publishing(made["id"], seen["revision"]))
    assert (receipt.status_code, receipt.json()["revision"], stands(ask)) == (200, 1, 873_211)
    done = ask("anna", "GET", f"/uploads/{made['id']}").json()
    assert set(done) == {"submission"}
    assert (done["submission"]["state"], done["submission"]["reviewed_by"]) == ("published", "rita")


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ("?seen=1", "http_seen_ahead"),
        ("?seen=9999", "http_seen_ahead"),
        ("", "http_no_seen"),
        ("?seen=0", "http_no_saw"),
    ],
)
def test_a_reviewer_says_which_revision_and_which_upload_he_saw(ask: Any, seen: str, code: str) -> None:
    number = hand_in(ask, who="anna")
    answer = ask("rita", "POST", f"/uploads/{number}/publish{seen}")
    assert (answer.status_code, [issue["code"] for issue in answer.json()["issues"]]) == (400, [code])
    assert ask("rita", "POST", publishing(number, 0)).status_code == 200


@pytest.mark.parametrize("who", ["anna", "rita"])
def test_nobody_publishes_his_own_over_http(ask: Any, who: str) -> None:
    number = hand_in(ask, who=who)
    answer = ask(who, "POST", publishing(number, 0))
    assert (answer.status_code, stands(ask)) == (403, None)
    assert ask("rose", "POST", publishing(number, 0)).status_code == 200


def test_a_plant_with_one_person_publishes_at_once(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    assert ask("anna", "POST", "/uploads", **files(PLANT)).status_code == 202, "an analyst is still no reviewer"
    waits = ask("rita", "POST", "/uploads", **files(PLANT))
    assert (waits.status_code, codes(waits)) == (409, ["store_waiting"])
    assert "anna" in waits.json()["issues"][0]["message"]["zh"] and stands(ask) is None
    assert ask("rita", "POST", "/uploads", **files(LINE, note="九月月报")).status_code == 201
    with store.reading(store.engine()) as connection:
        assert [batch.note for batch in read.batches(connection)] == ["九月月报"]


def test_who_publishes_at_once_ticks_each_warning_too_and_his_key_is_for_that(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_SELF_REVIEW", "1")
    first = ask("rita", "POST", "/uploads", **files(ODD)).json()
    ticks = [issue["tick"] for issue in first["issues"] if issue["severity"] == "warning"]
    assert (first["revision"], len(ticks), len(first["issues"])) == (0, 3, 3)

    def send(who: str, wish: str = "", key: str = "k", text: str = ODD, **fields: Any) -> Any:
        return ask(who, "POST", f"/uploads{wish}", headers={"idempotency-key": key}, **files(text, **fields))

    some = send("rita", tick=ticks[1:])
    assert (some.status_code, [issue["tick"] for issue in some.json()["issues"]]) == (409, ticks[:1])
    broken = send("rita", text=f"{ODD}2022-09,,铜回收率,实际,7x\n")  # a tick would not mend it
    assert (broken.status_code, {i["severity"] for i in broken.json()["issues"]}) == (422, {"error", "warning"})
    made_up = json.dumps([*json.loads(ticks[0])[:-1], "other"])
    done, again = (send("rita", tick=[*ticks, made_up]) for _ in range(2))
    assert (done.status_code, again.json()) == (201, done.json())
    said = ask("rita", "GET", "/batches/1").json()["confirmed"]["warnings"]
    assert [each["ticked"] for each in said] == [True] * 3
    assert send("rita", "?draft=true", key="d", text=LINE).status_code == 202
    others = (("rita", "?draft=true", "k", "published"), ("rita", "", "d", "draft"), ("rose", "", "k", "other"))
    for who, wish, key, code in others:
        answer = send(who, wish, key, LINE if key == "d" else ODD, tick=ticks)
        assert (answer.status_code, codes(answer)) == (409, [f"store_key_reused_{code}"]), (who, wish, key)
    assert ask("rita", "POST", "/batches/1/withdraw", json={"reason": "错报"}).status_code == 200
    gone = send("rita", tick=ticks)
    assert (gone.status_code, codes(gone)) == (409, ["store_key_reused_withdrawn"])


def test_each_warning_must_be_named_by_its_tick(ask: Any) -> None:
    first = ask("anna", "POST", "/uploads", **files(ODD))
    assert first.status_code == 409
    assert {issue["severity"] for issue in first.json()["issues"]} == {"warning"}
    ticks = [issue["tick"] for issue in first.json()["issues"]]
    assert len(ticks) == len(set(ticks)) > 1
    some = ask("anna", "POST", "/uploads", **files(ODD, tick=ticks[1:]))
    assert (some.status_code, [issue["tick"] for issue in some.json()["issues"]]) == (409, ticks[:1])
    for wrong in ("all", "true", "[]", "null", "[" * 5000, json.dumps([*json.loads(ticks[0])[:-1], "other"])):
        assert ask("anna", "POST", "/uploads", **files(ODD, tick=[wrong, *ticks[1:]])).status_code == 409, wrong
    assert ask("anna", "GET", "/uploads").json()["uploads"] == []
    assert ask("anna", "POST", "/uploads", **files(ODD, tick=ticks)).status_code == 202


def test_a_tick_for_one_file_does_not_tick_another(ask: Any) -> None:
    sent = [
        ("file", (name, ODD.replace("2022", year).encode())) for name, year in (("a.csv", "2021"), ("b.csv", "2022"))
    ]
    left = ask("anna", "POST", "/uploads", files=sent).json()["issues"]
    of_a = [issue["tick"] for issue in left if issue["file"] == "a.csv"]
    again = ask("anna", "POST", "/uploads", files=sent, data={"tick": of_a})
    assert (again.status_code, {issue["file"] for issue in again.json()["issues"]}) == (409, {"b.csv"})


def test_the_check_says_the_ticks_beforehand(ask: Any) -> None:
    answer = ask("anna", "POST", "/uploads?check=true", **files(ODD))
    ticks = [issue["tick"] for issue in answer.json()["issues"] if issue["severity"] == "warning"]
    assert answer.status_code == 200
    assert ask("anna", "POST", "/uploads", **files(ODD, tick=ticks)).status_code == 202


@pytest.mark.parametrize(("text", "status"), [(BAD, 422), (PLANT, 409)], ids=["errors", "no news"])
def test_what_cannot_be_handed_in_says_why(ask: Any, engine: Engine, text: str, status: int) -> None:
    uploads.publish(engine, settings.catalog(), [("x.csv", PLANT.encode())], by=CONSOLE)
    answer = ask("anna", "POST", "/uploads", **files(text))
    assert answer.status_code == status
    assert "error" in {issue["severity"] for issue in answer.json()["issues"]}
    if status == 409:
        assert codes(answer) == ["store_nothing_changes"]


def test_the_same_request_twice_hands_in_once_and_a_key_is_its_owners(ask: Any) -> None:
    headers = {"idempotency-key": "k-1"}
    first, again = (ask("anna", "POST", "/uploads", headers=headers, **files(PLANT)) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    for who, text, code in (("anna", LINE, "store_key_reused"), ("adam", PLANT, "store_key_reused_other")):
        answer = ask(who, "POST", "/uploads", headers=headers, **files(text))
        assert (answer.status_code, codes(answer)) == (409, [code])


def test_a_key_used_again_with_another_wish_is_refused_naming_it(ask: Any) -> None:
    """The first answer would be a yes to something that was not asked."""

    def send(key: str, wish: str = "") -> tuple[int, list[str]]:
        text = PLANT if key == "k" else LINE
        answer = ask("anna", "POST", f"/uploads{wish}", headers={"idempotency-key": key}, **files(text))
        return answer.status_code, codes(answer) if answer.status_code == 409 else answer.json()["submission"]["state"]

    assert [send("k", "?draft=true"), send("k", "?draft=true")] == [(202, "draft")] * 2
    assert send("k") == (409, ["store_key_reused_draft"])
    assert send("k", "?draft=true&encoding=utf-8") == (409, ["store_key_reused_way"])
    assert [send("l"), send("l")] == [(202, "pending")] * 2
    assert send("l", "?draft=true") == (409, ["store_key_reused_pending"])
    assert ask("anna", "POST", "/uploads/1/submit").json()["submission"]["state"] == "pending"
    assert send("k", "?draft=true") == (202, "pending")  # the same request still gets its upload
    assert ask("anna", "POST", "/uploads/2/discard").status_code == 200
    assert send("l") == (409, ["store_key_reused_discarded"])  # nothing waits, so that it is no success
    assert ask("rita", "POST", "/uploads/1/return", json={"reason": "重报"}).status_code == 200
    assert send("k", "?draft=true") == (409, ["store_key_reused_returned"])
    assert ask("anna", "POST", "/uploads/1/submit").status_code == 202
    assert ask("rita", "POST", publishing(1, 0)).status_code == 200
    assert send("k", "?draft=true") == (202, "published")
    assert ask("rita", "POST", "/batches/1/withdraw", json={"reason": "错报"}).status_code == 200
    assert send("k", "?draft=true") == (409, ["store_key_reused_withdrawn"])


def test_eight_sendings_of_one_request_at_once_hand_in_once(ask: Any) -> None:
    ask("anna", "GET", "/uploads")
    headers = {"idempotency-key": "k-8"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask("anna", "POST", "/uploads", headers=headers, **files(PLANT)), range(8)))
    assert [answer.status_code for answer in answers] == [202] * 8
    assert len(ask("anna", "GET", "/uploads").json()["uploads"]) == 1


def test_a_draft_is_kept_with_its_errors_and_submitted_later(ask: Any) -> None:
    assert ask("anna", "POST", "/uploads?draft=true", **files(BAD)).json()["submission"]["state"] == "draft"
    number = ask("anna", "POST", "/uploads?draft=true", **files(ODD)).json()["submission"]["id"]
    assert ask("anna", "POST", "/uploads/1/submit").status_code == 422
    left = ask("anna", "POST", f"/uploads/{number}/submit")
    assert left.status_code == 409
    ticks = [issue["tick"] for issue in left.json()["issues"]]
    answer = ask("anna", "POST", f"/uploads/{number}/submit", json={"tick": ticks, "note": "复核过"})
    made = answer.json()["submission"]
    assert (answer.status_code, made["id"], made["state"], made["note"]) == (202, number, "pending", "复核过")


@pytest.mark.parametrize("name", ["../../etc/九月.csv", "a\\b\\九月.csv", "九\x00月.csv"])
def test_a_hostile_name_is_only_a_name(ask: Any, name: str) -> None:
    answer = ask("anna", "POST", "/uploads", params={"name": name}, content=ODD.encode())
    ticks = [issue["tick"] for issue in answer.json()["issues"]]
    answer = ask("anna", "POST", "/uploads", params={"name": name, "tick": ticks}, content=ODD.encode())
    assert (answer.status_code, answer.json()["submission"]["files"]) == (202, ["九月.csv"])


# Looking, deciding.


def test_the_list_is_a_reviewers_and_otherwise_ones_own(ask: Any) -> None:
    hand_in(ask)
    hand_in(ask, LINE, "adam")
    assert [each["uploaded_by"] for each in ask("rita", "GET", "/uploads").json()["uploads"]] == ["adam", "anna"]
    assert [each["uploaded_by"] for each in ask("anna", "GET", "/uploads").json()["uploads"]] == ["anna"]
    assert ask("anna", "GET", "/uploads/2").status_code == 404
    assert ask("rita", "GET", "/uploads?state=draft&state=returned").json()["uploads"] == []
    assert codes(ask("rita", "GET", "/uploads?state=lost")) == ["http_state"]
    for who in ("vera", "mona"):
        assert ask(who, "GET", "/uploads").status_code == 403


def test_a_line_sees_its_own_accounts_and_nothing_of_the_plants(ask: Any, engine: Engine) -> None:
    uploads.publish(engine, settings.catalog(), [("全厂.csv", PLANT.encode())], by=CONSOLE)
    plants, own = hand_in(ask, PLANT.replace("873211", "873212")), hand_in(ask, LINE, "adam@line1")
    line = "rolf@line1"
    assert [each["id"] for each in ask(line, "GET", "/uploads").json()["uploads"]] == [own]
    for method, path in [("GET", ""), ("POST", "/publish?seen=1&saw=x"), ("POST", "/return"), ("GET", "/issues.csv")]:
        answer = ask(line, method, f"/uploads/{plants}{path}", json={"reason": "x"})
        assert answer.status_code == 404 and "873212" not in answer.text
    assert ask(line, "GET", "/batches").json()["batches"] == []
    for method, path in [("GET", ""), ("GET", "/original"), ("POST", "/withdraw")]:
        answer = ask(line, method, f"/batches/1{path}", json={"reason": "x"})
        assert answer.status_code == 404 and "873211" not in answer.text
    assert ask(line, "POST", publishing(own, 1)).status_code == 200
    assert [each["id"] for each in ask(line, "GET", "/batches").json()["batches"]] == [2]
    assert [each["id"] for each in ask("rita", "GET", "/batches").json()["batches"]] == [2, 1], "the plant sees all"


def test_returned_with_a_reason_it_is_its_owners_again(ask: Any) -> None:
    number = hand_in(ask)
    assert ask("rita", "POST", f"/uploads/{number}/return", json={"reason": " "}).status_code == 400
    assert ask("anna", "POST", f"/uploads/{number}/return", json={"reason": "x"}).status_code == 403
    answer = ask("rita", "POST", f"/uploads/{number}/return", data={"reason": "单位应为吨"})
    assert (answer.status_code, answer.json()["submission"]["reason"]) == (200, "单位应为吨")
    assert ask("rita", "POST", publishing(number, 0)).status_code == 409
    assert ask("rita", "POST", f"/uploads/{number}/discard").status_code == 409
    assert ask("anna", "POST", f"/uploads/{number}/discard").json()["submission"]["state"] == "discarded"


@pytest.mark.parametrize("body", [b"[1]", b"{", b'"x"', b"\xff", b"[" * 60_000])
def test_a_body_that_says_nothing_is_refused(ask: Any, body: bytes) -> None:
    answer = ask("rita", "POST", f"/uploads/{hand_in(ask)}/return", content=body)
    assert (answer.status_code, codes(answer)) == (400, ["http_json"])


def test_what_no_database_takes_is_left_out_of_a_reason_a_note_and_a_tick(ask: Any) -> None:
    odd = '["九月.csv", "x\\ud800", "", 1, "", ""]'
    note = ask("anna", "POST", "/uploads", **files(PLANT, note="九月\x00月报", tick=[odd]))
    assert (note.status_code, note.json()["submission"]["note"]) == (202, "九月月报")
    body = b'{"reason": "\\ud800\\u0000\xe5\x8e\x9f\xe5\x9b\xa0"}'
    answer = ask("rita", "POST", "/uploads/1/return", content=body)
    assert (answer.status_code, answer.json()["submission"]["reason"]) == (200, "原因")


def test_a_reason_as_long_as_a_book_is_refused(ask: Any) -> None:
    answer = ask("rita", "POST", f"/uploads/{hand_in(ask)}/return", json={"reason": "长" * 70_000})
    assert (answer.status_code, codes(answer)) == (413, ["http_too_long"])


@pytest.mark.parametrize("number", [0, 7, 2**31, 10**30])
def test_a_number_that_was_never_given_is_not_found(ask: Any, number: int) -> None:
    for path in (f"/uploads/{number}", f"/batches/{number}", f"/batches/{number}/original"):
        assert ask("rita", "GET", path).status_code == 404
    assert ask("rita", "POST", f"/batches/{number}/withdraw", json={"reason": "x"}).status_code == 404


def test_what_was_published_meanwhile_is_not_overwritten_unseen(ask: Any, engine: Engine) -> None:
    number = hand_in(ask)
    uploads.publish(engine, settings.catalog(), [("b.csv", PLANT.replace("873211", "1000").encode())], by=CONSOLE)
    late = ask("rita", "POST", publishing(number, 0))
    assert (late.status_code, codes(late), stands(ask)) == (409, ["store_conflict"], 1000)
    seen = ask("rita", "GET", f"/uploads/{number}").json()["revision"]
    assert ask("rita", "POST", publishing(number, seen)).json()["changed"] == 1
    # and an analyst who hands in is asked the same, by either door
    other = files(PLANT.replace("873211", "900000"))
    draft = ask("anna", "POST", "/uploads?draft=true&seen=1", **other).json()["submission"]["id"]
    for path, body in ((f"/uploads/{draft}/submit", {}), ("/uploads?seen=1", other)):
        late = ask("anna", "POST", path, **body)
        assert (late.status_code, codes(late)) == (409, ["store_conflict"])
        (changed,) = late.json()["difference"]["changed"]
        assert changed["before"]["value"] == 873_211
    assert ask("anna", "POST", f"/uploads/{draft}/submit?seen={seen + 1}").status_code == 202


# What was published.


def test_a_publication_gives_back_its_file_and_is_withdrawn(ask: Any) -> None:
    number = hand_in(ask)
    ask("rita", "POST", publishing(number, 0))
    one = ask("vera", "GET", "/batches/1").json()["batch"]
    assert (one["uploaded_by"], one["published_by"], one["file"], one["added"]) == ("anna", "rita", "九月.csv", 1)
    answer = ask("anna", "GET", "/batches/1/original")
    assert answer.content == PLANT.encode()
    said = answer.headers["content-disposition"]
    assert said == "attachment; filename=\"batch-1.csv\"; filename*=UTF-8''%E4%B9%9D%E6%9C%88.csv"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert ask("vera", "GET", "/batches/1/original").status_code == 403
    assert ask("anna", "POST", "/batches/1/withdraw", json={"reason": "x"}).status_code == 403
    assert ask("rita", "POST", "/batches/1/withdraw").status_code == 400
    assert ask("rita", "POST", "/batches/1/withdraw", json={"reason": "错报"}).json() == {"revision": 2}
    assert (stands(ask), [b["status"] for b in ask("rita", "GET", "/batches").json()["batches"]]) == (
        None, ["published", "withdrawn"],
    )  # fmt: skip
    assert ask("rita", "POST", "/batches/1/withdraw", json={"reason": "再撤"}).status_code == 409
    assert ask("rita", "GET", "/batches/2/original").status_code == 404


def test_a_wall_shows_no_names_of_people(engine: Engine, application: TestClient) -> None:
    screen = people.enter(engine, "screen", login="wall", pages='["overview"]')
    assert application.get("/api/v1/batches", headers=screen.cookie).status_code == 403
    assert application.get("/api/v1/uploads", headers=screen.cookie).status_code == 403


def test_figures_can_be_asked_for_at_a_meeting(ask: Any, engine: Engine) -> None:
    from datetime import date

    from db import meetings

    uploads.publish(engine, settings.catalog(), [("a.csv", PLANT.encode())], by=CONSOLE)
    meetings.name(engine, CONSOLE, "2022年9月例会", date(2022, 10, 8))
    uploads.publish(engine, settings.catalog(), [("b.csv", PLANT.replace("873211", "1000").encode())], by=CONSOLE)
    then = ask("rita", "GET", "/figures?month=2022-09&as_of=2022年9月例会")
    assert then.json()["revision"] == 1 and "873211" in then.text
    assert codes(ask("rita", "GET", "/figures?as_of=没有的例会")) == ["http_revision"]


# Tables to take away.


def table(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_every_table_says_what_it_holds_for_and_where_it_is_from(ask: Any) -> None:
    number = hand_in(ask)
    (change,) = table(ask("rita", "GET", f"/uploads/{number}/difference.csv"))
    assert (change["变动"], change["指标代码"], change["新值"], change["版次"]) == (
        "新增",
        "ore_milled_dry",
        "873211",
        "0",
    )
    ask("rita", "POST", publishing(number, 0))
    rows = table(ask("rita", "GET", "/figures.csv?month=2022-09"))
    ore = next(row for row in rows if row["指标代码"] == "ore_milled_dry")
    assert {key: ore[key] for key in ("截至月", "范围", "版次", "当月实际", "来源批次", "来源文件", "来源行")} == {
        "截至月": "2022-09", "范围": "全厂", "版次": "1", "当月实际": "873211", "来源批次": "1",
        "来源文件": "九月.csv", "来源行": "2",
    }  # fmt: skip
    (batch,) = table(ask("rita", "GET", "/batches.csv"))
    assert (batch["版次"], batch["来源批次"], batch["上传"], batch["审核"]) == ("1", "1", "anna", "rita")
    assert table(ask("rita", "GET", "/gaps.csv?month=2022-09")) == []


def test_of_a_decided_upload_only_what_it_changed_then_is_told(ask: Any) -> None:
    """87.3211 → 90 → 87.3211 万吨: after the third, the second published anew would be a change, not what it was."""
    decide(ask, PLANT)
    second = decide(ask, PLANT.replace("873211", "900000"))
    waiting = hand_in(ask, PLANT.replace("873211", "910000"))
    decide(ask, PLANT)
    (change,) = table(ask("rita", "GET", f"/uploads/{second}/difference.csv"))
    told = ("变动", "月份", "指标代码", "原值", "新值", "版次", "来源批次")
    assert [change[head] for head in told] == ["改动", "2022-09", "ore_milled_dry", "873211", "900000", "2", "1"]
    # the control: what waits is compared with the store of now
    (open_,) = table(ask("rita", "GET", f"/uploads/{waiting}/difference.csv"))
    assert [open_[head] for head in ("现有值", "新值", "版次")] == ["873211", "910000", "3"]
    for left in ("issues.csv", "marked.xlsx"):
        assert ask("rita", "GET", f"/uploads/{waiting}/{left}").status_code == 200
        refused = ask("rita", "GET", f"/uploads/{second}/{left}")
        assert (refused.status_code, "已经决定" in refused.json()["message"]["zh"]) == (409, True)
    assert ask("anna", "POST", f"/uploads/{waiting}/discard").status_code == 200
    for left in ("issues.csv", "marked.xlsx", "difference.csv"):
        assert ask("anna", "GET", f"/uploads/{waiting}/{left}").status_code == 409


def test_a_publication_tells_its_cells_its_ticks_and_its_corrections(ask: Any, engine: Engine) -> None:
    ticks = [issue["tick"] for issue in ask("anna", "POST", "/uploads", **files(ODD)).json()["issues"]]
    decide(ask, ODD, tick=ticks)
    decide(ask, ODD.replace("实际,60", "实际,75").replace("99", "80"))
    found = ask("anna", "GET", "/batches/2").json()
    cells = [(d["period"], d["before"]["value"], d["now"]["value"]) for d in found["effect"]["changed"]]
    assert (cells, found["effect"]["added"], found["effect"]["same"]) == (
        [("2022-08", 60.0, 75.0), ("2022-09", 99.0, 80.0)], [], 0,
    )  # fmt: skip
    assert found["confirmed"] == {"warnings": [], "corrections": [], "meanings": {}}
    first = ask("anna", "GET", "/batches/1").json()
    warned = first["confirmed"]["warnings"]
    assert len(warned) == len(ticks) and all(each["ticked"] for each in warned)
    assert {(each["line"], each["found"]) for each in warned} >= {(2, "60"), (3, "99")}
    assert "confirmed" not in ask("vera", "GET", "/batches/1").json()  # they quote the file
    rows = table(ask("vera", "GET", "/batches/2/changes.csv"))
    assert [(row["变动"], row["原值"], row["新值"], row["版次"]) for row in rows] == [
        ("改动", "60", "75", "2"), ("改动", "99", "80", "2"),
    ]  # fmt: skip
    # a correction made on the page is kept with the file
    how = {"corrections": [["", 2, 5, "八十七万", "870000吨"]]}
    sent = submissions.Sent("九月.csv", PLANT.replace("873211", "八十七万").encode(), how)
    me = people.enter(engine, "analyst", login="anna").actor(engine)
    kept = submissions.save(engine, settings.catalog(), [sent], by=me, seen=2)
    assert isinstance(kept, submissions.Submission)
    corrections = [{"sheet": "", "line": 2, "column": 5, "found": "八十七万", "meant": "870000吨"}]
    vouched = ask("rita", "GET", f"/uploads/{kept.id}").json()["confirmed"]  # before she publishes it
    assert vouched == [{"file": "九月.csv", "warnings": [], "corrections": corrections, "meanings": {}}]
    assert ask("rita", "POST", publishing(kept.id, 2)).status_code == 200
    assert "confirmed" not in ask("rita", "GET", f"/uploads/{kept.id}").json()
    assert ask("anna", "GET", "/batches/3").json()["confirmed"]["corrections"] == [
        {"sheet": "", "line": 2, "column": 5, "found": "八十七万", "meant": "870000吨"}
    ]


def test_a_workbook_holds_the_same_rows_as_the_csv(ask: Any, engine: Engine) -> None:
    uploads.publish(engine, settings.catalog(), [("a.csv", PLANT.encode())], by=CONSOLE)
    rows = table(ask("rita", "GET", "/figures.csv?month=2022-09"))
    book = openpyxl.load_workbook(io.BytesIO(ask("rita", "GET", "/figures.xlsx?month=2022-09").content))
    title, heads, *cells = book.active.iter_rows(values_only=True)
    assert title[0] == "指标 · 全厂 · 第 1 版 · 截至 2022-09"
    assert [*heads] == [*rows[0]]
    assert [["" if value is None else str(value) for value in row] for row in cells] == [
        [*row.values()] for row in rows
    ]


def test_a_line_exports_its_line_only(ask: Any, engine: Engine) -> None:
    text = PLANT + LINE.removeprefix(HEADS)
    uploads.publish(engine, settings.catalog(), [("a.csv", text.encode())], by=CONSOLE)
    answer = ask("valerie@line1", "GET", "/figures.csv?month=2022-09")
    assert "401234" in answer.text and "873211" not in answer.text
    assert ask("valerie@line1", "GET", "/figures.csv?scope=plant").status_code == 400


@pytest.mark.parametrize("path", ["/figures.pdf", "/gaps.CSV", "/batches.", "/uploads/1/issues.html"])
def test_no_other_form_is_made(ask: Any, path: str) -> None:
    assert ask("rita", "GET", path).status_code == 404


def test_the_problems_of_an_upload_are_a_table_too(ask: Any) -> None:
    number = ask("anna", "POST", "/uploads?draft=true", **files(BAD)).json()["submission"]["id"]
    rows = table(ask("anna", "GET", f"/uploads/{number}/issues.csv"))
    assert [(row["类型"], row["行"], row["原文"]) for row in rows][:1] == [("错误", "2", "2022-13")]
    english = table(ask("anna", "GET", f"/uploads/{number}/issues.csv?lang=en"))
    assert english[0]["Severity"] == "error"


def test_the_workbook_to_fill_in_shows_last_month_and_the_plan(ask: Any, engine: Engine) -> None:
    plan = f"{HEADS}2022-10,,处理矿量,计划,880000\n"
    for text in (PLANT, plan):
        uploads.publish(engine, settings.catalog(), [("a.csv", text.encode())], by=CONSOLE)
    answer = ask("anna", "GET", "/template?month=2022-10&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["填报"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] == "处理矿量（干）"]
    assert [(row[0], row[3], row[4], row[8], row[9]) for row in rows] == [
        ("2022-10", "实际", None, 873_211, 880_000),
        ("2022-10", "计划", None, 873_211, 880_000),
    ]
    assert ask("anna", "GET", "/template?form=measures").headers["content-type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_template_is_the_one_asked_for_and_offers_only_what_its_asker_may_report(ask: Any) -> None:
    plain = ask("anna", "GET", "/template?form=measures&format=csv")
    assert plain.content.decode("utf-8-sig") == "月份,范围,指标,措施,责任单位,期限,状态\r\n"
    assert ask("anna", "GET", "/template?year=2022&month=2023-01").status_code == 400
    other = ask("anna", "GET", "/template?form=zz").json()["issues"][0]["message"]["zh"]
    assert other == "没有“zz”这种填报模板。请用 figures（实际与计划）、plans（计划）或 measures（措施）。"
    measure = "月份,指标,措施,责任单位,期限,状态\n2022-09,处理矿量,检修磨机,生产科,2022-10-31,进行中\n"
    added = ask("anna", "POST", "/uploads?check=true", **files(measure)).json()["difference"]["added"]
    assert [(each["label"], each["now"]["text"], each["now"]["measure"]) for each in added] == [
        ("检修磨机", None, {"owner": "生产科", "due": "2022-10-31", "state": "进行中"})
    ]
    line = openpyxl.load_workbook(io.BytesIO(ask("adam@line1", "GET", "/template?year=2022&format=xlsx").content))
    listed = {cell.value for sheet in line for row in sheet for cell in row}
    assert "示例一系列" in listed and not listed & {"示例二系列", "全厂"}


# ---- how a file is to be read, and its problems marked in it


def two_sheets() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "八月"
    made.active.append(["月份", "处理矿量(吨)"])
    made.active.append(["2022-08", 860_000])
    other = made.create_sheet("其他")
    for row in (["月份", "处理矿量(万吨)"], ["2022-09", 87.3211]):
        other.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_program_chooses_the_sheet_as_the_page_does(ask: Any, engine: Engine) -> None:
    """By a form's field over SQLite, in the address over PostgreSQL: neither door knows the store."""
    data = two_sheets()
    assert codes(ask("anna", "POST", "/uploads?name=x.xlsx&check=true", content=data)) == ["sheet_ambiguous"]
    if engine.dialect.name == "sqlite":
        sent = {"files": [("file", ("x.xlsx", data))], "data": {"sheet": "其他"}}
        answer = ask("anna", "POST", "/uploads", **sent)
    else:
        answer = ask("anna", "POST", "/uploads?name=x.xlsx&sheet=其他", content=data)
    assert answer.status_code == 202, answer.text
    number = answer.json()["submission"]["id"]
    assert ask("rita", "POST", publishing(number, 0)).status_code == 200
    assert stands(ask) == 873_211


def mended(issue: dict[str, Any], meant: str) -> str:
    """A correction as a program makes it: the problem it was told of, and what is meant."""
    return json.dumps({**issue, "meant": meant})


def test_a_program_corrects_cells_beside_the_file_as_the_page_does(ask: Any) -> None:
    wrong = PLANT.replace("873211", "八十七万")
    (issue,) = ask("anna", "POST", "/uploads?check=true", **files(wrong)).json()["issues"]
    draft = ask("anna", "POST", "/uploads?draft=true", **files(wrong)).json()["submission"]["id"]
    assert ask("anna", "POST", f"/uploads/{draft}/submit").status_code == 422
    other, nowhere = mended({**issue, "file": "other.csv"}, "1"), mended({**issue, "cell": None, "line": True}, "1")
    for bad in ("x", "{}", other, nowhere, "[" * 5000):
        answer = ask("anna", "POST", f"/uploads/{draft}/submit", json={"correction": bad})
        assert (answer.status_code, codes(answer)) == (400, ["http_correction"]), bad
    for odd in (mended(issue, "\ud8001"), mended({**issue, "found": "\x00"}, "1")):
        answer = ask("anna", "POST", "/uploads?draft=true", **files(wrong, correction=odd))
        assert (answer.status_code, codes(answer)) == (400, ["http_correction_signs"])
    twins = {**files(wrong, correction=mended(issue, "1")), "files": files(wrong)["files"] * 2}
    answer = ask("anna", "POST", "/uploads?check=true", **twins)
    assert (answer.status_code, codes(answer)) == (400, ["http_file_names"])
    passed_over = mended({**issue, "found": "八十八万"}, "873211")
    answer = ask("anna", "POST", f"/uploads/{draft}/submit", json={"correction": passed_over})
    assert (answer.status_code, codes(answer)[0]) == (422, "correction_missed")
    right = {"json": {"correction": [mended(issue, "873,212"), mended({**issue, "found": "873,212"}, "873211")]}}
    assert ask("anna", "POST", f"/uploads/{draft}/submit", **right).status_code == 202
    assert ask("rita", "POST", publishing(draft, 0)).status_code == 200 and stands(ask) == 873_211
    said = ask("rita", "GET", "/batches/1").json()["confirmed"]["corrections"]
    assert [(each["found"], each["meant"]) for each in said[-2:]] == [("八十七万", "873,212"), ("873,212", "873211")]


@pytest.mark.parametrize("by", [{"sheet": "九月"}, {"line": 999, "cell": None}, {"found": "87321"}, {"cell": "D2"}, {}])
def test_a_correction_that_does_not_fit_is_refused_by_name(ask: Any, by: dict[str, Any]) -> None:
    """Nothing is wrong with the file: were the correction dropped, the figure it was to mend would be stored."""
    place = {"file": "九月.csv", "sheet": None, "line": 2, "cell": "E2", "found": "873211"}
    fits, other = mended({**place, **by}, "873212"), mended({**place, **by}, "873213")
    sent = [fits] if by else [fits, fits, other]  # of two different ones of one cell the first does not just win
    for wish in ("?check=true", "?draft=true", ""):
        answer = ask("anna", "POST", f"/uploads{wish}", **files(PLANT, correction=sent))
        assert (answer.status_code, codes(answer)) == (422, ["correction_missed"]), wish
        assert "87321" in answer.json()["issues"][0]["message"]["zh"]
    assert ask("anna", "GET", "/uploads").json()["uploads"] == []
    assert ask("anna", "POST", "/uploads", **files(PLANT, correction=mended(place, "873212"))).status_code == 202


def test_corrections_go_with_the_upload_and_belong_to_its_key(ask: Any) -> None:
    wrong = PLANT.replace("873211", "八十七万")
    (issue,) = ask("anna", "POST", "/uploads?check=true", **files(wrong)).json()["issues"]
    heading = mended({**issue, "line": 1, "cell": "E1", "found": "数值"}, "值")
    right = [heading, mended(issue, "873211")]
    for made, code in ((right, 202), (right, 202), ([*right[::-1], right[1]], 202), ([mended(issue, "87")], 409)):
        sent = files(wrong, correction=made)
        assert ask("anna", "POST", "/uploads", **sent, headers={"Idempotency-Key": "k"}).status_code == code
    (number,) = [each["id"] for each in ask("anna", "GET", "/uploads").json()["uploads"]]
    assert ask("rita", "POST", publishing(number, 0)).status_code == 200 and stands(ask) == 873_211


def test_a_wrong_table_or_encoding_is_a_sentence(ask: Any) -> None:
    path = "/uploads?name=x.csv&check=true"
    assert codes(ask("anna", "POST", f"{path}&table=Q9", content=PLANT.encode())) == ["table_unknown"]
    assert codes(ask("anna", "POST", f"{path}&encoding=koi8-r", content=PLANT.encode())) == ["encoding_unknown"]
    twice = ask("anna", "POST", f"{path}&sheet=a&sheet=b", content=PLANT.encode())
    assert (twice.status_code, codes(twice)) == (400, ["http_choices"])


def test_an_upload_is_taken_away_as_a_workbook_with_its_problems_marked(ask: Any) -> None:
    answer = ask("anna", "POST", "/uploads?draft=true", **files(BAD, "坏.csv"))
    number = answer.json()["submission"]["id"]
    got = ask("anna", "GET", f"/uploads/{number}/marked.xlsx?lang=en")
    assert (got.status_code, got.headers["cache-control"]) == (200, "no-store")
    assert f"marked-{number}-1.xlsx" in got.headers["content-disposition"]
    made = openpyxl.load_workbook(io.BytesIO(got.content))
    assert [c.coordinate for row in made.worksheets[0] for c in row if c.comment] == ["A2", "E2"]
    assert made.sheetnames[-1] == "Problem list"
    missing = ask("anna", "GET", f"/uploads/{number}/marked.xlsx?part=2")
    assert (missing.status_code, codes(missing)) == (404, ["http_part"])
    assert ask("alex", "GET", f"/uploads/{number}/marked.xlsx").status_code == 404
    assert ask("vera", "GET", f"/uploads/{number}/marked.xlsx").status_code == 403


def test_a_tick_that_confirms_nothing_is_not_kept(ask: Any, engine: Engine) -> None:
    refused = ask("anna", "POST", "/uploads", **files(ODD))
    real = [issue["tick"] for issue in refused.json()["issues"]]
    made_up = json.dumps(["九月.csv", "no_such_code", "", 1, "", ""], ensure_ascii=False)
    answer = ask("anna", "POST", "/uploads", **files(ODD, tick=[*real, made_up]))
    assert answer.status_code == 202
    with store.reading(engine) as connection:
        (sent,) = submissions.sent(connection, answer.json()["submission"]["id"])
    assert len(real) == len(sent.ticked) == 3
    assert not any("no_such_code" in mark for mark in sent.ticked)


FORM = "月份,处理况量(万吨),金额\n{},{},\n"
"""A form with a heading that the catalogue does not know."""


def named(means: str = "ore_milled_dry", found: str = "处理况量(万吨)", **more: str) -> str:
    return json.dumps({"found": found, "means": means, **more})


def ticked(ask: Any, text: str, **fields: Any) -> dict[str, Any]:
    """The form with a tick for every warning that wants one."""
    asked = ask("anna", "POST", "/uploads?check=true", **files(text, **fields)).json()["issues"]
    return files(text, tick=[issue["tick"] for issue in asked if "tick" in issue], **fields)


@pytest.mark.parametrize("remembers", [True, False])
def test_what_a_name_meant_is_known_again_at_every_door(
    ask: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], remembers: bool
) -> None:
    """A program says what an unknown heading means; the next file of the form is read so over HTTP and by `load`."""
    first = ask("anna", "POST", "/uploads", **ticked(ask, FORM.format("2022-08", 80), mapping=named()))
    assert first.status_code == 202 and "issues" not in first.json(), first.text
    number = first.json()["submission"]["id"]
    (said,) = ask("rita", "GET", f"/uploads/{number}").json()["confirmed"]
    assert said["meanings"] == {"处理况量(万吨)": "ore_milled_dry"}
    assert ask("rita", "POST", publishing(number, 0)).status_code == 200
    if not remembers:  # the control: what these doors did before
        monkeypatch.setattr(remembered, "_earlier", lambda _: ())
    again, path = FORM.format("2022-09", 87), tmp_path / "九月.csv"
    path.write_text(again, encoding="utf-8")
    seen = ask("anna", "POST", "/uploads?check=true", **files(again))
    added = [delta["now"]["value"] for delta in seen.json()["difference"]["added"]]
    assert added == ([870_000] if remembers else [])
    main(["load", str(path)])
    told = capsys.readouterr()
    assert ("“处理况量(万吨)”按“处理矿量（干）”读" in told.err) == remembers == ("87.00 万吨" in told.out)
    if remembers:
        sent = ask("anna", "POST", "/uploads", **ticked(ask, again))
        assert sent.status_code == 202, sent.text
        assert [(i["code"], i["severity"], "tick" in i) for i in sent.json()["issues"]] == [
            ("store_remembered", "warning", False)
        ]
        number = sent.json()["submission"]["id"]
        seen = ask("rita", "GET", f"/uploads/{number}").json()["revision"]
        assert ask("rita", "POST", publishing(number, seen)).status_code == 200 and stands(ask) == 870_000
        assert main(["batches", "2"]) == 0 and "“处理况量(万吨)”认作 ore_milled_dry" in capsys.readouterr().out
        assert ask("anna", "GET", "/batches/2").json()["confirmed"]["meanings"] == said["meanings"]
        # and a program can say that it means nothing any more
        other = ask("anna", "POST", "/uploads?check=true", **files(FORM.format("2022-10", 9), mapping=named("")))
        assert "store_remembered" not in codes(other) and other.json()["difference"]["added"] == []


def test_a_meaning_that_no_name_of_the_file_can_have_is_refused_by_name(ask: Any) -> None:
    text = FORM.format("2022-09", 87)
    for wrong in (named(found="处理况量"), named(found="月份"), named("no_such_key"), named("line1")):
        for wish in ("?check=true", "?draft=true", ""):
            answer = ask("anna", "POST", f"/uploads{wish}", **files(text, mapping=wrong))
            assert (answer.status_code, codes(answer)) == (422, ["meaning_unfit"]), (wish, wrong)
            assert json.loads(wrong)["found"] in answer.json()["issues"][0]["message"]["zh"]
    for bad in ("x", "{}", named(file="other.csv"), json.dumps({"found": "x", "means": 1})):
        answer = ask("anna", "POST", "/uploads?check=true", **files(text, mapping=bad))
        assert (answer.status_code, codes(answer)) == (400, ["http_mapping"]), bad
    draft = ask("anna", "POST", "/uploads?draft=true", **files(text)).json()["submission"]["id"]
    answer = ask("anna", "POST", f"/uploads/{draft}/submit", json={"mapping": named("no_such_key")})
    assert (answer.status_code, codes(answer)) == (422, ["meaning_unfit"])
    ticks = ticked(ask, text, mapping=named())["data"]["tick"]
    assert ask("anna", "POST", f"/uploads/{draft}/submit", json={"mapping": named(), "tick": ticks}).status_code == 202


def test_the_same_key_with_another_meaning_is_another_request(ask: Any) -> None:
    sent, key = ticked(ask, FORM.format("2022-09", 87), mapping=named()), {"headers": {"idempotency-key": "one"}}
    first = ask("anna", "POST", "/uploads", **sent, **key)
    assert first.status_code == 202, first.text
    assert ask("anna", "POST", "/uploads", **sent, **key).json()["submission"] == first.json()["submission"]
    sent["data"]["mapping"] = named("ore_supplied")
    answer = ask("anna", "POST", "/uploads", **sent, **key)
    assert (answer.status_code, codes(answer)) == (409, ["store_key_reused_way"])
