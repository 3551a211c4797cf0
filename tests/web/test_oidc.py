"""Login through another identity provider: a real one on this machine, honest at first, then deceiving."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import Engine, func, select, update
from starlette.testclient import TestClient

from db import access, accounts, audit, clock, provider
from db import store as stores
from db.actor import CONSOLE
from db.settings import Unusable
from db.tables import access as keys
from db.tables import account, throttle
from kpi import words
from pages.web import oidc, vouching
from tests.web import identity
from tests.web.identity import CLIENT, SECRET, Claims, Identity

HERE = "http://127.0.0.1:8501"


@pytest.fixture
def idp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Identity]:
    with identity.running() as found:
        monkeypatch.setenv("KPI_OIDC_ISSUER", found.address)
        monkeypatch.setenv("KPI_OIDC_CLIENT", CLIENT)
        monkeypatch.setenv("KPI_OIDC_SECRET", SECRET)
        monkeypatch.setenv("KPI_OIDC_NAME", "集团统一认证")
        yield found


@pytest.fixture
def people(store: Engine, address: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A store with an account that has never been used, on both databases."""
    monkeypatch.setenv("KPI_DATABASE", address)
    accounts.add(store, CONSOLE, "zhangwei", "viewer")
    return store


@pytest.fixture
def browser(application: TestClient, people: Engine, idp: Identity) -> TestClient:
    """A browser that knows nobody yet."""
    return TestClient(application.app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)


def start(browser: TestClient, query: str = "?next=/ore") -> str:
    """To the provider, where the person logs in, and to the address it sends back to."""
    away = browser.get(f"/login/oidc{query}")
    assert away.status_code == 303, away.text
    parts = urlsplit(away.headers["location"])
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return str(connection.getresponse().headers["location"])


def log_in(browser: TestClient, query: str = "?next=/ore") -> Any:
    return browser.get(start(browser, query))


def trail(engine: Engine) -> list[tuple[str, str]]:
    """Who did what after the account was made, oldest first."""
    with stores.reading(engine) as connection:
        found = [(entry.login, entry.verb) for entry in reversed(audit.entries(connection))]
    return [(login, verb) for login, verb in found if verb.startswith("login")]


def sessions(engine: Engine) -> int:
    query = select(func.count()).select_from(keys).where(keys.c.kind == "session")
    with stores.reading(engine) as connection:
        return int(connection.execute(query).scalar_one())


def refused(answer: Any, code: str, engine: Engine) -> None:
    assert answer.status_code == 403
    assert words.say("zh", f"oidc.{code}") in answer.text and 'name="password"' in answer.text
    assert "kpi_session" not in answer.headers.get("set-cookie", "")
    assert sessions(engine) == 0


def test_the_login_page_offers_it_by_its_name(browser: TestClient) -> None:
    page = browser.get("/login?next=/ore").text
    assert words.say("zh", "door.with_oidc", provider="集团统一认证") in page
    assert 'href="/login/oidc?lang=zh&amp;next=%2Fore"' in page


def test_one_whom_the_provider_knows_gets_a_session_of_our_own(browser: TestClient, people: Engine) -> None:
    answer = log_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ore")
    cookies = answer.headers.get_list("set-cookie")
    ours = next(cookie for cookie in cookies if cookie.startswith("kpi_session="))
    assert "HttpOnly" in ours and "SameSite=lax" in ours
    assert browser.get("/", headers={"accept": "text/html"}).status_code == 200  # though the password is a given one
    assert trail(people) == [("zhangwei", "login")]
    with stores.reading(people) as connection:
        (row,) = connection.execute(select(keys).where(keys.c.kind == "session")).all()
    assert row.name == access.VOUCHED
    assert (clock.now().isoformat() < row.expires_at) and row.revoked_at is None


def test_nothing_else_of_the_provider_is_kept(browser: TestClient, people: Engine) -> None:
    log_in(browser)
    assert set(browser.cookies) == {"kpi_session"}
    with stores.reading(people) as connection:
        assert connection.execute(select(func.count()).select_from(account)).scalar_one() == 1
        assert connection.execute(select(func.count()).select_from(throttle)).scalar_one() == 0


def test_a_session_by_password_still_asks_for_its_change(people: Engine) -> None:
    """The control: only a session that was vouched for does without."""
    password = accounts.reset(people, CONSOLE, "zhangwei")
    found = access.log_in(people, "zhangwei", password, address="")
    assert isinstance(found, access.Entered)
    with stores.reading(people) as connection:
        actor = access.find(connection, found.token, ("session",))
    assert actor is not None and actor.must_change


def test_what_the_browser_keeps_on_the_way(browser: TestClient) -> None:
    away = browser.get("/login/oidc?next=/ore")
    cookie = away.headers["set-cookie"]
    assert cookie.startswith("kpi_oidc=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "Path=/login/oidc" in cookie and "Max-Age=600" in cookie and "Secure" not in cookie
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{HERE}/login/oidc/callback"]
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    kept = json.loads(bytes.fromhex(browser.cookies["kpi_oidc"]))
    assert (asked["state"], asked["nonce"]) == ([kept["state"]], [kept["nonce"]])
    assert kept["verifier"] not in away.headers["location"] and len(kept["verifier"]) >= 43


def test_over_tls_its_cookie_is_secure(application: TestClient, people: Engine, idp: Identity) -> None:
    browser = TestClient(application.app, base_url="https://127.0.0.1:8501", follow_redirects=False)
    away = browser.get("/login/oidc")
    assert "Secure" in away.headers["set-cookie"]
    assert parse_qs(urlsplit(away.headers["location"]).query)["redirect_uri"][0].startswith("https://")


# Whom it does not let in.


@pytest.mark.parametrize(
    "user", [{"preferred_username": "nobody"}, {"preferred_username": ""}, {"preferred_username": ["zhangwei"]}, {}]
)
def test_one_without_an_account_stays_outside_and_none_is_made(
    browser: TestClient, people: Engine, idp: Identity, user: Claims
) -> None:
    idp.user = user
    refused(log_in(browser), "unknown", people)
    assert trail(people) == [("?", "login_refused")]


def test_a_closed_account_stays_closed(browser: TestClient, people: Engine) -> None:
    accounts.disable(people, CONSOLE, "zhangwei")
    refused(log_in(browser), "unknown", people)
    assert trail(people) == [("zhangwei", "login_refused")]


def test_a_screen_is_no_person(browser: TestClient, people: Engine) -> None:
    with stores.writing(people) as connection:
        connection.execute(update(account).values(role="screen"))
    refused(log_in(browser), "unknown", people)


@pytest.mark.parametrize(("verified", "status"), [(True, 303), (False, 403), (None, 403), ("true", 403)])
def test_an_address_counts_only_where_the_provider_has_verified_it(
    browser: TestClient, people: Engine, idp: Identity, monkeypatch: pytest.MonkeyPatch, verified: Any, status: int
) -> None:
    monkeypatch.setenv("KPI_OIDC_CLAIM", "email")
    accounts.add(people, CONSOLE, "zhang@plant.example", "viewer")
    idp.user = {"email": "Zhang@plant.example", "email_verified": verified}
    assert log_in(browser).status_code == status


def unsigned(_: Identity, claims: Claims) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."


def foreign(idp: Identity, claims: Claims) -> str:
    return idp.signed(claims, RSAKey.generate_key(2048, {"kid": "one"}))


def symmetric(idp: Identity, claims: Claims) -> str:
    """Signed with the public key as if it were a shared secret."""
    head = unsigned(idp, claims).removesuffix(".").split(".")
    head[0] = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=").decode()
    signature = hmac.digest(idp.key.as_pem(private=False), ".".join(head).encode(), "sha256")
    return ".".join((*head, base64.urlsafe_b64encode(signature).rstrip(b"=").decode()))


def by_secret(_: Identity, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))


def cut(idp: Identity, claims: Claims) -> str:
    return idp.signed(claims)[:-4] + "AAAA"


def swapped(idp: Identity, claims: Claims) -> str:
    head, _, signature = idp.signed(claims).split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims, "preferred_username": "admin"}).encode()).rstrip(b"=")
    return f"{head}.{body.decode()}.{signature}"


FORGED: dict[str, Callable[[Identity, Claims], str]] = {
    "unsigned": unsigned,
    "foreign key": foreign,
    "public key as secret": symmetric,
    "client secret": by_secret,
    "cut": cut,
    "another body": swapped,
    "no token": lambda *_: "",
    "no jwt": lambda *_: "a.b.c",
    "unknown key": lambda idp, claims: idp.signed(claims, RSAKey.generate_key(2048, {"kid": "two"}), "two"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_the_provider_did_not_sign_proves_nothing(
    browser: TestClient, people: Engine, idp: Identity, how: str
) -> None:
    idp.sign = FORGED[how]
    refused(log_in(browser), "wrong", people)
    assert trail(people) == [("?", "login_refused")]


@pytest.mark.parametrize("how", ["unsigned", "foreign key", "public key as secret", "client secret"])
def test_a_forged_token_would_let_anybody_in_if_nobody_looked(
    browser: TestClient, people: Engine, idp: Identity, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The control: the forgeries are good but for the signature."""

    def trusting(text: str, keys: Any, issuer: str, client: str, nonce: str) -> Claims:
        body = text.split(".")[1]
        found: Claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        assert (found["iss"], found["aud"], found["nonce"]) == (issuer, client, nonce)
        return found

    idp.sign = FORGED[how]
    monkeypatch.setattr(vouching, "_claims", trusting)
    assert log_in(browser).status_code == 303
    assert sessions(people) == 1


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


WRONG: dict[str, Callable[[Claims], Claims]] = {
    "nonce": lambda c: {**c, "nonce": "another"},
    "audience": lambda c: {**c, "aud": "another-client"},
    "audiences without us": lambda c: {**c, "aud": ["a", "b"], "azp": CLIENT},
    "audiences without party": lambda c: {**c, "aud": [CLIENT, "b"]},
    "another party": lambda c: {**c, "azp": "another-client"},
    "issuer": lambda c: {**c, "iss": "https://evil.example"},
    "expired": lambda c: {**c, "exp": int(time.time()) - 120},
    "from the future": lambda c: {**c, "nbf": int(time.time()) + 600},
    "made in the future": lambda c: {**c, "iat": int(time.time()) + 600},
    "expiry is a word": lambda c: {**c, "exp": "never"},
    **{f"no {name}": without(name) for name in ("nonce", "aud", "iss", "exp", "iat", "sub")},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_is_not_for_this_login_proves_nothing(
    browser: TestClient, people: Engine, idp: Identity, what: str
) -> None:
    idp.claims = WRONG[what]
    refused(log_in(browser), "wrong", people)
    assert trail(people) == [("?", "login_refused")]


@pytest.mark.parametrize(
    "claims",
    [
        lambda c: {**c, "aud": [CLIENT]},
        lambda c: {**c, "aud": [CLIENT, "b"], "azp": CLIENT},
        lambda c: {**c, "exp": int(time.time()) - 30},  # clocks may differ by a minute
    ],
)
def test_what_the_standard_allows_is_accepted(
    browser: TestClient, idp: Identity, claims: Callable[[Claims], Claims]
) -> None:
    """The control: the checks refuse what is wrong, not what is merely unusual."""
    idp.claims = claims
    assert log_in(browser).status_code == 303


# The way back.


def test_a_way_back_that_this_browser_did_not_set_out_on_leads_nowhere(
    browser: TestClient, application: TestClient, people: Engine, idp: Identity
) -> None:
    """Somebody sends his own address of return to another person: she would work in his account."""
    his = start(browser)
    hers = TestClient(application.app, base_url=HERE, follow_redirects=False)
    refused(hers.get(his), "stale", people)
    hers.get("/login/oidc")
    refused(hers.get(his), "stale", people)
    assert "/token" not in idp.asked and trail(people) == []


def test_a_way_back_is_walked_once(browser: TestClient, people: Engine, idp: Identity) -> None:
    back = start(browser)
    assert browser.get(back).status_code == 303
    again = browser.get(back)
    assert again.status_code == 403 and words.say("zh", "oidc.stale") in again.text
    assert sessions(people) == 1


def test_a_stolen_way_back_is_refused_by_the_provider(browser: TestClient, people: Engine) -> None:
    back, kept = start(browser), browser.cookies["kpi_oidc"]
    assert browser.get(back).status_code == 303
    again = browser.get(back, headers={"cookie": f"kpi_oidc={kept}"})
    assert again.status_code == 403 and words.say("zh", "oidc.wrong") in again.text
    assert sessions(people) == 1


@pytest.mark.parametrize(
    "cookie",
    [
        "kpi_oidc=",
        "kpi_oidc=zz",
        f"kpi_oidc={b'{}'.hex()}",
        f"kpi_oidc={b'[1]'.hex()}",
        "kpi_oidc=" + json.dumps({"state": "", "nonce": "n", "verifier": "v", "back": "/"}).encode().hex(),
        "kpi_oidc=" + json.dumps({"state": 1, "nonce": "n", "verifier": "v", "back": "/"}).encode().hex(),
        "kpi_oidc=" + json.dumps({"state": "s", "nonce": "n", "verifier": "v", "back": "/", "x": 1}).encode().hex(),
    ],
)
def test_a_cookie_that_we_did_not_make_is_none(browser: TestClient, people: Engine, cookie: str) -> None:
    for state in ("", "s", "\u00e9"):
        answer = browser.get("/login/oidc/callback", params={"state": state, "code": "c"}, headers={"cookie": cookie})
        refused(answer, "stale", people)


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/login"]
)
def test_it_leads_to_no_other_site(browser: TestClient, place: str) -> None:
    answer = log_in(browser, f"?next={place}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_planted_place_in_the_cookie_leads_to_no_other_site(browser: TestClient) -> None:
    back = start(browser)
    kept = json.loads(bytes.fromhex(browser.cookies["kpi_oidc"])) | {"back": "//evil.example"}
    answer = browser.get(back, headers={"cookie": f"kpi_oidc={json.dumps(kept).encode().hex()}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_provider_says_no(browser: TestClient, people: Engine, idp: Identity) -> None:
    state = parse_qs(urlsplit(start(browser)).query)["state"][0]
    answer = browser.get("/login/oidc/callback", params={"error": "access_denied", "state": state})
    refused(answer, "wrong", people)


def test_who_fails_again_and_again_has_to_wait(browser: TestClient, people: Engine, idp: Identity) -> None:
    idp.sign = unsigned
    answers = [log_in(browser).text for _ in range(12)]
    assert sum(words.say("zh", "oidc.wrong") in answer for answer in answers) == 5
    assert len(trail(people)) == 5  # the trail does not grow with the rest


# When the provider is away, or not to be trusted.


def forget() -> None:
    vouching._described.cache_clear()


def test_a_provider_that_is_away_is_said(browser: TestClient, people: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_OIDC_ISSUER", "http://127.0.0.1:9")
    refused(browser.get("/login/oidc"), "away", people)


def test_a_provider_that_breaks_down_on_the_way_is_said(browser: TestClient, people: Engine, idp: Identity) -> None:
    idp.token_status = 500
    refused(log_in(browser), "away", people)
    assert trail(people) == []  # nobody tried to deceive us


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "http://evil.example/jwks"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_description_that_leads_elsewhere_is_not_followed(
    browser: TestClient, people: Engine, idp: Identity, description: Claims
) -> None:
    forget()
    idp.description = description
    refused(browser.get("/login/oidc"), "away", people)


@pytest.mark.parametrize(
    ("issuer", "fits"),
    [
        ("https://id.plant.example/realms/kpi", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]:8080", True),
        ("http://id.plant.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("ftp://localhost", False),
        ("https://", False),
        ("https://[", False),
        ("id.plant.example", False),
    ],
)
def test_the_issuer_must_be_reached_over_tls(monkeypatch: pytest.MonkeyPatch, issuer: str, fits: bool) -> None:
    monkeypatch.setenv("KPI_OIDC_ISSUER", issuer)
    monkeypatch.setenv("KPI_OIDC_CLIENT", CLIENT)
    if fits:
        found = provider.given()
        assert found is not None and found.issuer == issuer.rstrip("/") and found.claim == "preferred_username"
    else:
        with pytest.raises(Unusable, match="KPI_OIDC_ISSUER"):
            provider.given()


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_OIDC_ISSUER", "https://id.plant.example")
    monkeypatch.setenv("KPI_OIDC_CLIENT", CLIENT)
    monkeypatch.setattr(provider, "find_spec", lambda _: None)
    with pytest.raises(Unusable, match=r"pip install Authlib==1\.9\.9"):
        provider.given()


def test_without_a_provider_the_door_is_no_door(application: TestClient) -> None:
    for path in (oidc.PATH, f"{oidc.PATH}/callback"):
        answer = application.get(path)
        assert answer.status_code == 404
        assert "oidc" not in application.get("/login").text
