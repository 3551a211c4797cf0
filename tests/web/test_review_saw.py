"""Over HTTP too, nobody publishes another file than the one he looked at."""

from __future__ import annotations

from typing import Any

from tests.web.test_review_api import LINE, PLANT, ask, files, hand_in

__all__ = ["ask"]


def test_a_program_that_looked_before_files_were_sent_anew_is_refused(ask: Any) -> None:
    number = hand_in(ask)
    seen = ask("rita", "GET", f"/uploads/{number}").json()
    ask("rose", "POST", f"/uploads/{number}/return", json={"reason": "请改"})
    ask("anna", "POST", f"/uploads/{number}/submit", data={"note": "未改"})
    publish = f"/uploads/{number}/publish?seen=0&saw="
    late = ask("rita", "POST", publish + seen["submission"]["mark"])
    assert late.status_code == 409, late.text
    assert "在您查看之后重新提交过" in late.text
    now = ask("rita", "GET", f"/uploads/{number}").json()["submission"]
    assert now["state"] == "pending" and now["mark"] != seen["submission"]["mark"]
    assert ask("rita", "POST", publish + now["mark"]).status_code == 200


def test_marks_tell_uploads_apart(ask: Any) -> None:
    made = [ask("anna", "POST", "/uploads", **files(text)).json()["submission"]["mark"] for text in (PLANT, LINE)]
    assert made[0] != made[1]
