"""A small identity provider that really runs: OpenID Connect over HTTP, with keys of its own, and told to deceive."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "kpi-client", "kpi-client-secret"
Claims = dict[str, Any]


@dataclass
class Identity:
    """Who logs in at the provider, and what it does wrong."""

    user: Claims = field(default_factory=lambda: {"preferred_username": "zhangwei"})
    claims: Callable[[Claims], Claims] = dict
    sign: Callable[[Identity, Claims], str] | None = None
    token_status: int = 200
    description: Claims = field(default_factory=dict)
    reusable: bool = False
    codes: dict[str, Claims] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    address: str = ""

    def signed(self, claims: Claims, key: RSAKey | None = None, kid: str = "one") -> str:
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key or self.key)

    def authorize(self, query: Claims) -> str:
        """Where the browser is sent back to: everybody is taken for the user."""
        assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split() and query["client_id"] == CLIENT
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: Claims, authorization: str) -> tuple[int, Claims]:
        query = self.codes.get(form["code"]) if self.reusable else self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        right = query is not None and query["code_challenge"] == challenge.decode()
        if not right or authorization != basic or query is None or form["redirect_uri"] != query["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        plain = {"iss": self.address, "aud": CLIENT, "sub": "u1", "iat": now, "exp": now + 300, "nonce": query["nonce"]}
        claims = self.claims({**plain, **self.user})
        text = self.sign(self, claims) if self.sign else self.signed(claims)
        return self.token_status, {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": text}

    def described(self) -> Claims:
        ends = {
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }
        return {"issuer": self.address, **ends, **self.description}


@contextmanager
def running() -> Iterator[Identity]:
    identity = Identity()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            identity.asked.append(parts.path)
            if parts.path == "/authorize":
                back = identity.authorize({name: found[0] for name, found in parse_qs(parts.query).items()})
                self.send_response(302)
                self.send_header("location", back)
                self.send_header("content-length", "0")
                self.end_headers()
            elif parts.path == "/jwks":
                self.say(200, {"keys": [identity.key.as_dict(private=False)]})
            else:
                self.say(200, identity.described())

        def do_POST(self) -> None:
            identity.asked.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: found[0] for name, found in parse_qs(body).items()}
            self.say(*identity.token(form, self.headers.get("authorization", "")))

        def say(self, status: int, body: Claims) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    identity.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # asked to stop after every test
    try:
        yield identity
    finally:
        server.shutdown()
        server.server_close()
