"""Secrets that open a door once: how they are written, read, and stored. 80 random bits or more."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 letters and digits: none of I, L, O and U, which are misread and misheard."""

LENGTH = 28
"""Characters of a code: 140 bits, in groups that can be read out and typed from paper."""

SHORT = 16
"""Characters of a code that is typed from paper while the server counts the tries: 80 bits."""

GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(length: int = LENGTH) -> str:
    """Return a new code in groups, such as 7K3F-2M…; shown once, stored only as `hashed(read(code))`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(letters[start : start + GROUP] for start in range(0, length, GROUP))


def read(typed: str) -> str:
    """Return the code meant: any case, with or without dashes and spaces, O read as 0, I and L as 1."""
    return "".join(letter for letter in typed.upper().translate(_READ_AS) if letter in ALPHABET)


def new_token() -> str:
    """Return a new token for a cookie: 256 bits, never shown to anybody."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is stored of a code or token: so many random bits need neither salt nor a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
