"""Copies sealed in the age format: who makes a copy needs the public key only, who opens it the identity."""

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pyrage import (
    DecryptError,
    EncryptError,
    IdentityError,
    RecipientError,
    decrypt_file,
    encrypt_file,
    x25519,
)

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_

HEADER = b"age-encryption.org/v1"
IDENTITY = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]+$", re.MULTILINE)
MODE = 0o600


def public_keys(said: str) -> tuple[str, ...]:
    """Return the public keys in `said`, which commas or spaces part; raises RuleBroken for what is none."""
    keys = tuple(part for part in re.split(r"[,\s]+", said) if part)
    for key in keys:
        if key.upper().startswith("AGE-SECRET-KEY"):
            raise RuleBroken(
                N_("This is the secret half of a key. Copies are sealed to the public half: age1…")
            )
        try:
            x25519.Recipient.from_str(key)
        except RecipientError as error:
            raise RuleBroken(
                N_("%(key)s is no public key. It begins with age1; convoy keys FILE makes one."), key=key
            ) from error
    return keys


def is_sealed(file: Path) -> bool:
    """Whether `file` begins as a file in the age format does."""
    with file.open("rb") as content:
        return content.read(len(HEADER)) == HEADER


def seal(plain: Path, sealed: Path, keys: Sequence[str]) -> None:
    """Write `plain` sealed to every one of `keys` into `sealed`, 64 KiB at a time; raises OSError."""
    sealed.touch(MODE)
    try:
        encrypt_file(str(plain), str(sealed), [x25519.Recipient.from_str(key) for key in keys])
    except EncryptError as error:
        raise OSError(None, str(error), str(sealed)) from error


def unseal(sealed: Path, plain: Path, identity: Path) -> None:
    """Write what `sealed` holds into `plain`, 64 KiB at a time.

    Raises RuleBroken when the identity opens it not, or when it is cut short or changed on its way.
    """
    secret = _identity(identity)
    plain.touch(MODE)
    try:
        decrypt_file(str(sealed), str(plain), [secret])
    except DecryptError as error:
        if "No matching keys" in str(error):
            raise RuleBroken(
                N_("%(identity)s does not open %(file)s: it was sealed to another key. Nothing was changed."),
                identity=identity.name,
                file=sealed.name,
            ) from error
        raise _damaged(sealed) from error
    except OSError as error:
        # What the disk refuses has a number; what the seal refuses has none.
        if error.errno is not None or "os error" in str(error):
            raise
        raise _damaged(sealed) from error


def make_identity(file: Path) -> str:
    """Write a new identity to `file` (mode 0600) and return its public key; raises FileExistsError."""
    made = x25519.Identity.generate()
    public = str(made.to_public())
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(handle, "w", encoding="ascii") as content:
        content.write(f"# created: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{made}\n")
        content.flush()
        os.fsync(content.fileno())
    return public


def _identity(file: Path) -> x25519.Identity:
    found = IDENTITY.search(file.read_text(encoding="utf-8", errors="replace"))
    try:
        return x25519.Identity.from_str(found[0] if found else "")
    except IdentityError as error:
        raise RuleBroken(
            N_(
                "%(file)s holds no identity: no line in it begins with AGE-SECRET-KEY-1. Nothing was changed."
            ),
            file=file.name,
        ) from error


def _damaged(file: Path) -> RuleBroken:
    return RuleBroken(
        N_("%(file)s was cut short or changed after it was made. Nothing was changed; use another copy."),
        file=file.name,
    )
