"""Logging in, the waiting time after failures, tokens and screens, on a real store with a clock of the test's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db import access, accounts, clock, names, passwords, screens, throttle
from db import store as stores
from db.actor import CONSOLE
from db.settings import Unusable
from kpi.unit import Sentence
from tests import people

ATTACKER, DESK = "10.6.6.6", "10.0.0.7"


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``wait(seconds)``: the clock goes on."""
    moment = clock.now()

    def go_on(seconds: float = 0.0) -> None:
        nonlocal moment
        moment += timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: moment)

    go_on()
    return go_on


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really compared; the comparison itself is made quick."""
    seen: list[str] = []

    def right(kept: str, given: str) -> bool:
        seen.append(given)
        return kept != "" and given == "right"

    monkeypatch.setattr(passwords, "right", right)
    return seen


def known(engine: Engine, login: str = "wang") -> None:
    """An account whose password is "right"."""
    people.enter(engine, "viewer", login=login)
    with stores.writing(engine) as connection:
        connection.execute(text("UPDATE account SET password = 'kept'"))


def tried(engine: Engine, password: str, *, login: str = "wang", address: str = ATTACKER, device: str = "") -> Any:
    return access.log_in(engine, login, password, address=address, device=device)


def test_the_waiting_time_grows_to_five_minutes_and_no_further() -> None:
    assert [throttle.delay(n, 5) for n in range(1, 16)] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert throttle.delay(10_000, 5) == 300


def test_after_five_failures_one_waits_and_the_right_password_waits_too(
    store: Engine, wait: Any, checked: list[str]
) -> None:
    known(store)
    assert [tried(store, "x") for _ in range(5)] == [Sentence("access.wrong")] * 5
    assert tried(store, "right") == Sentence("access.wait", {"seconds": 1})
    assert len(checked) == 5
    wait(1)
    assert isinstance(tried(store, "right"), access.Entered)
    assert [tried(store, "x") for _ in range(5)] == [Sentence("access.wrong")] * 5  # forgiven by the success


def guesses(engine: Engine, wait: Any, count: int, seconds: float) -> None:
    for number in range(count):
        tried(engine, f"guess {number}")
        wait(seconds)


@pytest.mark.parametrize(
    "count", [pytest.param(1_000, id="1000"), pytest.param(10_000, id="10000", marks=pytest.mark.soak)]
)
def test_guessing_gets_few_tries_and_the_owner_gets_in_within_five_minutes(
    store: Engine, wait: Any, checked: list[str], count: int
) -> None:
    """At ten guesses a second: 5 at once, then after 1, 2, 4 … 256 s, then every 300 s."""
    known(store)
    guesses(store, wait, count, 0.1)
    allowed = {1_000: 5 + 6, 10_000: 5 + 9 + 1}[count]  # 1+2+4+8+16+32 = 63 s ≤ 100 s; 511 s + 300 s ≤ 1000 s
    assert len(checked) == allowed
    for _ in range(300):
        if isinstance(answer := tried(store, "right"), access.Entered):
            return
        wait(1)
    pytest.fail(f"still {answer}")


def test_without_the_waiting_every_guess_would_be_tried(
    store: Engine, wait: Any, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "delay", lambda *_: 0)
    known(store)
    guesses(store, wait, 100, 0.1)
    assert len(checked) == 100


def test_who_guesses_without_end_keeps_neither_another_desk_nor_a_known_browser_out(
    store: Engine, wait: Any, checked: list[str]
) -> None:
    known(store)
    mine = tried(store, "right", address=ATTACKER)
    assert isinstance(mine, access.Entered) and mine.device
    guesses(store, wait, 200, 10)
    wait_here = tried(store, "right", address=ATTACKER)
    assert isinstance(wait_here, Sentence) and wait_here.code == "access.wait"
    assert isinstance(tried(store, "right", address=DESK), access.Entered)
    assert isinstance(tried(store, "right", address=ATTACKER, device=mine.device), access.Entered)


def test_a_known_browser_is_no_way_around_the_waiting(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    mine = tried(store, "right", address=DESK)
    for number in range(100):
        tried(store, f"guess {number}", device=mine.device)
    assert len(checked) == 1 + 5


def test_another_persons_browser_is_a_stranger(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    known(store, "li")
    his = tried(store, "right", login="li")
    for number in range(20):
        tried(store, f"guess {number}", device=his.device)
    assert isinstance(tried(store, "right", device=his.device), Sentence)


def test_one_who_guesses_without_end_keeps_nobody_out_elsewhere(store: Engine, wait: Any, checked: list[str]) -> None:
    """Eight hours at one desk, whenever it may: a browser never seen before at another desk waits seconds."""
    known(store)
    for number in range(8 * 12):
        tried(store, f"guess {number}")
        wait(300)
    answer = tried(store, "right", address=DESK)
    if not isinstance(answer, access.Entered):
        assert int(answer.args["seconds"]) <= 5
        wait(5)
        assert isinstance(tried(store, "right", address=DESK), access.Entered)


def test_a_reset_password_ends_the_waiting_wherever_it_is(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    guesses(store, wait, 50, 0.1)
    assert isinstance(tried(store, "right"), Sentence)
    accounts.reset(store, CONSOLE, "wang")
    assert isinstance(tried(store, "right"), access.Entered)


def test_many_logins_tried_from_one_desk_wait_too(store: Engine, wait: Any, checked: list[str]) -> None:
    for number in range(300):
        tried(store, "123456", login=f"user{number}")
    assert len(checked) == throttle.FREE_HERE


def test_many_desks_together_get_few_tries_too(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    for number in range(500):
        tried(store, f"guess {number}", address=f"10.1.{number // 250}.{number % 250}")
    assert len(checked) == throttle.FREE_ANYWHERE


def test_fifty_at_once_get_no_more_tries_than_one_after_the_other(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: tried(store, f"guess {n}"), range(50)))
    assert len(checked) == 5


def test_an_unknown_name_is_answered_like_a_known_one(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    answers = [[tried(store, "x", login=login) for _ in range(7)] for login in ("wang", "nobody", "\x00';--")]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][-1] == Sentence("access.wait", {"seconds": 1})
    assert len(checked) == 15  # a password is compared for unknown names as well


def test_a_closed_account_is_answered_like_a_wrong_password(store: Engine, checked: list[str]) -> None:
    known(store)
    accounts.disable(store, CONSOLE, "wang")
    assert tried(store, "right") == Sentence("access.wrong")


def test_an_hour_later_the_failures_are_forgotten(store: Engine, wait: Any, checked: list[str]) -> None:
    known(store)
    guesses(store, wait, 20, 1)
    wait(3700)
    assert [tried(store, "x") for _ in range(5)] == [Sentence("access.wrong")] * 5


def test_a_screen_has_no_password(store: Engine) -> None:
    people.enter(store, "screen", login="wall", pages='["overview"]')
    assert tried(store, "", login="wall") == Sentence("access.wrong")


def test_a_login_gives_a_new_token_each_time(store: Engine, checked: list[str]) -> None:
    known(store)
    first, second = tried(store, "right"), tried(store, "right")
    assert first.token != second.token and len(first.token) >= 43


# API tokens.


def test_a_token_does_what_its_owner_may_until_it_is_revoked(store: Engine) -> None:
    me = people.enter(store).actor(store)
    token = access.add_token(store, me, "化验室上传")
    with stores.reading(store) as connection:
        found = access.find(connection, token, ("token",))
        assert access.find(connection, token, ("session", "screen")) is None
        (listed,) = access.listed(connection, me, ("token",))
    assert found is not None and (found.login, found.role) == ("analyst", "analyst")
    assert (listed.name, listed.seen_at) == ("化验室上传", "")
    access.revoke(store, me, listed.id)
    with stores.reading(store) as connection:
        assert access.find(connection, token, ("token",)) is None
        assert access.listed(connection, me, ("token",)) == ()


def test_nobody_revokes_anothers(store: Engine) -> None:
    mine, other = people.enter(store, login="a"), people.enter(store, login="b")
    with pytest.raises(Unusable, check=lambda error: error.sentence.code == "access.unknown"):
        access.revoke(store, other.actor(store), mine.number)
    assert mine.actor(store).login == "a"


def test_a_token_ends_after_a_year_and_with_its_account(store: Engine, wait: Any) -> None:
    me = people.enter(store).actor(store)
    token = access.add_token(store, me, "x")

    def works() -> bool:
        with stores.reading(store) as connection:
            return access.find(connection, token, ("token",)) is not None

    wait(364 * 86400)
    assert works()
    accounts.disable(store, CONSOLE, "analyst")
    assert not works()
    accounts.disable(store, CONSOLE, "analyst", disabled=False)
    assert works()  # listed and revoked by itself
    wait(2 * 86400)
    assert not works()


# Screens.


def paired(engine: Engine, wall: screens.Wall, name: str = "会议室") -> None:
    screens.pair(engine, CONSOLE, wall.code, name, ("overview", "ore"))


def refused(engine: Engine, code: str) -> None:
    with pytest.raises(Unusable, check=lambda error: error.sentence.code == "screen.wrong_code"):
        screens.pair(engine, CONSOLE, code, "会议室", ("overview",))


def test_a_wall_is_paired_by_the_code_it_shows(store: Engine) -> None:
    wall = screens.wait(store)
    assert len(wall.code) == 8 and screens.wait(store, wall.token) == wall
    assert screens.collect(store, wall.token, address="") is None
    screens.pair(store, CONSOLE, f"{wall.code[:4].lower()} {wall.code[4:]}", "会议室", ("overview", "ore"))
    token = screens.collect(store, wall.token, address="10.0.0.9")
    assert token is not None and token != wall.token
    assert screens.collect(store, wall.token, address="") is None  # once only
    with stores.reading(store) as connection:
        found = access.find(connection, token, ("session", "screen"))
    assert found is not None and (found.login, found.role, found.pages) == ("会议室", "screen", ("overview", "ore"))


def test_the_code_alone_opens_nothing(store: Engine) -> None:
    wall = screens.wait(store)
    paired(store, wall)
    assert screens.collect(store, wall.code, address="") is None


def test_a_code_is_good_for_ten_minutes(store: Engine, wait: Any) -> None:
    wall = screens.wait(store)
    wait(599)
    assert screens.wait(store, wall.token).code == wall.code
    wait(2)
    refused(store, wall.code)
    assert screens.wait(store, wall.token).code != wall.code


def test_the_fifth_wrong_code_voids_what_is_shown(store: Engine) -> None:
    wall = screens.wait(store)
    for _ in range(4):
        refused(store, "AAAAAAAA")
    again = screens.wait(store, wall.token)
    assert again.code == wall.code
    refused(store, "AAAAAAAA")
    refused(store, wall.code)
    fresh = screens.wait(store, wall.token)
    assert fresh.code != wall.code
    paired(store, fresh)


def test_a_screen_paired_anew_ends_the_pairing_before(store: Engine) -> None:
    tokens = []
    for _ in range(2):
        wall = screens.wait(store)
        paired(store, wall)
        tokens.append(screens.collect(store, wall.token, address="") or "")
    with stores.reading(store) as connection:
        found = [access.find(connection, token, ("screen",)) is not None for token in tokens]
    assert found == [False, True]


def test_a_screen_lasts_for_months_and_ends_with_one_click(store: Engine, wait: Any) -> None:
    wall = screens.wait(store)
    paired(store, wall)
    token = screens.collect(store, wall.token, address="") or ""
    wait(300 * 86400)
    with stores.reading(store) as connection:
        found = access.find(connection, token, ("screen",))
    assert found is not None and found.access is not None
    access.revoke(store, CONSOLE, found.access)
    with stores.reading(store) as connection:
        assert access.find(connection, token, ("screen",)) is None


def test_a_screen_cannot_take_a_persons_name(store: Engine) -> None:
    people.enter(store, "viewer", login="wang")
    wall = screens.wait(store)
    with pytest.raises(Unusable, check=lambda error: error.sentence.code == "person.taken"):
        paired(store, wall, "WANG")


def test_only_so_many_walls_wait_at_one_address_and_elsewhere_all_goes_on(store: Engine) -> None:
    elsewhere = screens.wait(store, address=DESK)
    walls = [screens.wait(store, address=ATTACKER) for _ in range(screens.WAITING + 3)]
    refused(store, walls[2].code)
    paired(store, walls[3], "新")
    paired(store, elsewhere)


def test_digits_that_no_code_has_are_read_as_the_letters_they_look_like(store: Engine) -> None:
    while not {"O", "I"} & set((wall := screens.wait(store)).code):
        pass
    typed = wall.code.replace("O", "0").replace("I", "1")
    screens.pair(store, CONSOLE, typed, "会议室", ("overview",))


def test_an_administrator_of_a_line_takes_over_no_wall_of_the_plant(store: Engine) -> None:
    me = people.enter(store, "admin", scope="line1").actor(store)
    paired(store, screens.wait(store), "大厅")
    with pytest.raises(Unusable, check=lambda error: error.sentence.code == "person.taken"):
        screens.pair(store, me, screens.wait(store).code, "大厅", ("ore",), scope="line1")


def test_the_secrets_of_a_waiting_wall_are_kept_as_hashes(store: Engine) -> None:
    wall = screens.wait(store)
    with store.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM pairing")).all())
    assert wall.token not in rows and wall.code not in rows and names.digest(wall.code) in rows
