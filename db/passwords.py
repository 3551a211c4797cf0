"""Passwords: which are good enough, and how they are kept (argon2id, m = 19 MiB, t = 2, p = 1: security.md)."""

from __future__ import annotations

import secrets
import string
import unicodedata
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from db import settings
from kpi.unit import Sentence

LONGEST = 128
_TYPED = 4096
"""More than anybody types; what comes beyond is not even normalised."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_WEAK = (
    *("password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "root", "welcome", "letmein", "qwerty"),
    *(
        "1qaz",
        "2wsx",
        "zaq1",
        "asdf",
        "abc123",
        "abcd1234",
        "a123456",
        "123456",
        "654321",
        "111111",
        "000000",
        "888888",
    ),
    *("666666", "iloveyou", "woaini", "5201314", "mima", "huawei", "kuangchang", "xuankuang"),
)
"""What guessing tools try first; a password must have more to it than one of these and a few marks."""
_SPARE = 4


@dataclass(frozen=True, slots=True)
class Policy:
    """Fewest characters, fewest kinds of them (lower, upper, digit, other), days until a change (0: never)."""

    length: int
    kinds: int
    days: int


POLICIES = {"mlps": Policy(8, 3, 90), "length": Policy(15, 1, 0)}
"""``mlps``: as reviewers of the multi-level protection scheme (等保 2.0, GB/T 22239) usually ask; ``length``: NIST
SP 800-63B-4 for a password used alone, 15 characters and no forced change."""


def policy() -> Policy:
    return POLICIES[settings.password_policy()]


def rules() -> Sentence:
    """The policy in force, in words."""
    at = policy()
    return Sentence(f"password.{settings.password_policy()}", {"length": at.length, "kinds": at.kinds, "days": at.days})


def problem(password: str, login: str) -> Sentence | None:
    """Why a new password is not good enough, or None."""
    at, text = policy(), _normal(password)
    if not at.length <= len(text) <= LONGEST:
        return Sentence("password.wrong_length", {"length": at.length, "longest": LONGEST})
    if _kinds(text) < at.kinds:
        return Sentence("password.too_plain", {"kinds": at.kinds})
    if _guessable(text.casefold(), login.casefold()):
        return Sentence("password.guessable")
    return None


def hashed(password: str) -> str:
    return _HASHER.hash(_normal(password))


def right(kept: str, given: str) -> bool:
    """Whether a password is the one kept; as slow for an account without one as for any other."""
    try:
        return _HASHER.verify(kept or _nobody(), _normal(given[:_TYPED])[: LONGEST + 1]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def made() -> str:
    """A one-time password that every policy accepts and nobody misreads (78 bits)."""
    letters = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI5S2Z8B")
    while True:
        groups = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)]
        if _kinds(text := "-".join(groups)) == 4:
            return text


def _guessable(text: str, login: str) -> bool:
    """A weak word or the login itself, with little around it; or hardly any different characters."""
    around = [len(text) - len(word) for word in (*_WEAK, login) if len(word) > 2 and word in text]
    return len(set(text)) < 5 or (bool(around) and min(around) <= _SPARE)


def _kinds(text: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum() or not (c.isascii() or c.isdigit()))
    return sum(any(test(char) for char in text) for test in tests)


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same password."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> str:
    return hashed(secrets.token_hex(16))
