"""Passwords: what one must be, and argon2. Slow by intention, so never inside a unit of work."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

SHORTEST = 12
LONGEST = 200
"""Characters; the longest bounds the work of hashing, and leaves room for any passphrase."""

FEWEST_DIFFERENT = 5
"""Different characters a password needs: "aaaaaaaaaaaa" and "121212121212" are guessed first."""

# OWASP's minimum for argon2id: 19 MiB, two passes, one lane; a shared server of two cores answers in 50 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Twelve characters or more, and yet near the top of every published list of stolen passwords.
COMMON_FILE = Path(__file__).resolve().parent.parent / "data" / "common-passwords.txt"


def check_new(password: str, login: str) -> None:
    """Raise Invalid (field `password`) unless this may become the password of the account `login`."""
    plain = password.casefold()
    if len(password) < SHORTEST:
        raise Invalid(
            N_("This password has %(found)s characters; it needs at least %(needed)s. Four words do well."),
            field="password",
            found=len(password),
            needed=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Invalid(
            N_("This password has %(found)s characters; at most %(limit)s can be kept."),
            field="password",
            found=len(password),
            limit=LONGEST,
        )
    if plain in _common() or len(set(plain)) < FEWEST_DIFFERENT:
        raise Invalid(
            N_("This password is among the first that guessers try. Take another; four words do well."),
            field="password",
        )
    if login and plain.strip("0123456789!.-_ ") == login.casefold().strip("0123456789!.-_ "):
        raise Invalid(
            N_("This password is your sign-in name. Take another; four words do well."), field="password"
        )


def scramble(password: str) -> str:
    """Return the argon2id hash to store (about 50 ms)."""
    return _HASHER.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes as long for None, so that nobody learns who exists."""
    if len(password) > LONGEST:
        password = password[:LONGEST]
        password_hash = None
    try:
        _HASHER.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other settings than today's and is due to be made again."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON_FILE.read_text(encoding="utf-8").split())


@cache
def _nobody() -> str:
    """A hash nothing fits: what is compared when there is no such account."""
    return _HASHER.hash("nobody has this password")
