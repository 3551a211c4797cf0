"""What is asked of the identity provider, and whether its answer proves who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from db import clock, provider
from db.provider import Provider
from kpi.unit import Sentence

ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
"""Signatures with a key that only the provider has; never none, never HS with a key that everybody can read."""
_PATIENCE_S = 5
_LEEWAY_S = 60
_REMEMBERED_S = 600


class Doubt(Exception):
    """Nobody is let in: the reader's sentence, and whether somebody may have tried to deceive us."""

    def __init__(self, code: str, *, suspicious: bool) -> None:
        self.sentence = Sentence(code)
        self.suspicious = suspicious
        super().__init__(code)


def address(asked: Provider, callback: str, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes to log in at the provider. Raises Doubt while the provider is away."""
    endpoint = _description(asked)["authorization_endpoint"]
    with _session(asked, callback) as session:
        url, _ = session.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
    return str(url)


def login(asked: Provider, callback: str, code: str, nonce: str, verifier: str) -> str:
    """Our login of whoever the code stands for. Raises Doubt where it proves nothing."""
    requests, authlib = import_module("requests"), import_module("authlib.integrations.base_client")
    found = _description(asked)
    if not code:
        raise Doubt("oidc.wrong", suspicious=True)
    try:
        with _session(asked, callback) as session:
            options = {"allow_redirects": False, "code_verifier": verifier}
            token = session.fetch_token(found["token_endpoint"], grant_type="authorization_code", code=code, **options)
            keys = session.get(found["jwks_uri"], withhold_token=True, allow_redirects=False)
            keys.raise_for_status()
            claims = _claims(token.get("id_token"), keys.json(), found["issuer"], asked.client, nonce)
        return _login_in(claims, asked)
    except authlib.OAuthError as error:
        raise Doubt("oidc.wrong", suspicious=True) from error
    except (requests.RequestException, ValueError) as error:
        raise Doubt("oidc.away", suspicious=False) from error


def _claims(text: object, keys: Any, issuer: str, client: str, nonce: str) -> Mapping[str, Any]:
    """The claims of an ID token that is the provider's, for us, for this login, and still good."""
    jwk, jwt, errors = (import_module(f"joserfc.{name}") for name in ("jwk", "jwt", "errors"))
    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    try:
        token = jwt.decode(str(text), jwk.KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(leeway=_LEEWAY_S, **wanted).validate(token.claims)
    except (errors.JoseError, ValueError, TypeError, KeyError) as error:
        raise Doubt("oidc.wrong", suspicious=True) from error
    claims: Mapping[str, Any] = token.claims
    party, audience = claims.get("azp"), claims["aud"]
    if party not in (None, client) or (isinstance(audience, list) and len(audience) > 1 and party is None):
        raise Doubt("oidc.wrong", suspicious=True)
    return claims


def _login_in(claims: Mapping[str, Any], asked: Provider) -> str:
    found = claims.get(asked.claim)
    unverified = asked.claim == "email" and claims.get("email_verified") is not True
    if not isinstance(found, str) or not found.strip() or unverified:
        raise Doubt("oidc.unknown", suspicious=True)
    return found


def _session(asked: Provider, callback: str) -> Any:
    module = import_module("authlib.integrations.requests_client")
    return module.OAuth2Session(
        asked.client,
        asked.secret or None,
        token_endpoint_auth_method="client_secret_basic" if asked.secret else "none",
        scope="openid profile email",
        redirect_uri=callback,
        code_challenge_method="S256",
        default_timeout=_PATIENCE_S,
    )


def _description(asked: Provider) -> Mapping[str, str]:
    """The provider's own description of itself, asked for anew every ten minutes."""
    return _described(asked.issuer, int(clock.now().timestamp()) // _REMEMBERED_S)


@lru_cache(maxsize=4)
def _described(issuer: str, _: int) -> Mapping[str, str]:
    requests = import_module("requests")
    path = f"{issuer}/.well-known/openid-configuration"
    try:
        answer = requests.get(path, timeout=_PATIENCE_S, allow_redirects=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        ends = {name: found[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        said = str(found["issuer"])
    except (requests.RequestException, ValueError, TypeError, KeyError) as error:
        raise Doubt("oidc.away", suspicious=False) from error
    if said.rstrip("/") != issuer or not all(isinstance(end, str) and provider.secure(end) for end in ends.values()):
        raise Doubt("oidc.away", suspicious=False)
    return ends | {"issuer": said}
