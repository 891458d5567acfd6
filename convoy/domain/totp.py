"""Six digits from a phone that change every half minute (TOTP, RFC 6238), and how they are typed."""

import hmac
import unicodedata
from datetime import datetime

import pyotp

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

STEP = 30
"""Seconds for which a code is shown."""

DIGITS = 6
WINDOW = 1
"""Steps before and after the present one whose codes are taken: nobody types quicker than a clock."""

NEARLY = 4
"""Steps within which a code says that the phone's clock is wrong, rather than that somebody guesses."""

SECRET_LENGTH = 32
GROUP = 4
LONGEST_INPUT = 60
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_DIGITS = frozenset("0123456789")


def new_secret() -> str:
    """Return the secret of a new second factor: 160 bits as 32 letters and digits."""
    return pyotp.random_base32(SECRET_LENGTH)


def is_secret(text: str) -> bool:
    """Whether `text` is written as `new_secret` writes one."""
    return len(text) == SECRET_LENGTH and _LETTERS.issuperset(text)


def written(secret: str) -> str:
    """Return the secret in groups, for typing it into a phone."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def address(secret: str, login: str, issuer: str) -> str:
    """Return what the square on the screen says to the app on the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def read(typed: str) -> str:
    """Return the six digits meant by "123 456". Raises Invalid (field `code`) for anything else.

    Digits of other scripts are refused with the reading offered, as everywhere.
    """
    letters = "".join(typed[:LONGEST_INPUT].split()).replace("-", "")
    if len(letters) == DIGITS and _DIGITS.issuperset(letters):
        return letters
    meant = "".join(str(unicodedata.decimal(letter, "?")) for letter in letters)
    if len(meant) == DIGITS and _DIGITS.issuperset(meant):
        raise Invalid(
            N_("Type the digits 0 to 9. Did you mean %(meant)s?"),
            field="code",
            meant=f"{meant[:3]} {meant[3:]}",
        )
    raise Invalid(N_("A code has six digits, such as 123 456."), field="code")


def step_of(moment: datetime) -> int:
    """Return the number of the half minute that `moment` lies in."""
    return int(moment.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """Return the code that is shown during a step."""
    return pyotp.TOTP(secret).generate_otp(step)


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """Return the step around `moment` that `code` belongs to, None where it is too far off or wrong."""
    return _found(secret, code, step_of(moment), WINDOW)


def clock_is_off(secret: str, code: str, moment: datetime) -> bool:
    """Whether a code that was refused belongs to a step just outside the window."""
    return _found(secret, code, step_of(moment), NEARLY) is not None


def _found(secret: str, code: str, now: int, window: int) -> int | None:
    steps = [step for step in range(now - window, now + window + 1) if step >= 0]
    # All are compared, so that the time taken says nothing.
    fits = [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]
    return fits[0] if fits else None
