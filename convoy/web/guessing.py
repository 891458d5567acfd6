"""Slowing down whoever guesses, while the devices people use themselves stay quick."""

from datetime import UTC, datetime
from math import ceil

from flask import flash, request
from flask_babel import ngettext

from convoy.queries import devices
from convoy.services import sign_ins
from convoy.web import device_cookie
from convoy.web.access import database, look


def wait(account: str, address: str) -> dict[str, str]:
    """Count this try; return nothing, or the header of a refusal after saying how long to wait."""
    left = database(even_redrawn=True).do(sign_ins.take_turn, account, address, datetime.now(UTC))
    if not left:
        return {}
    seconds = max(1, ceil(left.total_seconds()))
    said = ngettext(
        "There were too many tries. Wait %(num)s second, then try again. Nothing is locked for good.",
        "There were too many tries. Wait %(num)s seconds, then try again. Nothing is locked for good.",
        seconds,
    )
    flash(said, "problem")
    return {"Retry-After": str(seconds)}


def forget(account: str, address: str) -> None:
    """Take back the tries of somebody who turned out to be the right person."""
    database().do(sign_ins.forget_tries, account, address)


def here() -> str:
    """Return where this request comes from, as it is counted."""
    return f"address {request.remote_addr}"


def counted_as(login_key: str) -> tuple[str, str]:
    """Return (account, address) under which tries to sign in are counted.

    A device on which this person has signed in before is counted by itself: strangers who guess from
    elsewhere make everybody else wait, but never the owner.
    """
    with look() as db:
        device_id = devices.known_person(db, device_cookie.token(), login_key)
    if device_id is None:
        return f"account {login_key}", here()
    own = f"device {device_id} {login_key}"
    return own, own
