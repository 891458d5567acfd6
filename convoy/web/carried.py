"""What was typed is not lost when the sign-in has ended: it goes through the sign-in page and comes back."""

import json
from dataclasses import dataclass
from typing import Any

from flask import request

NEVER_CARRIED = frozenset({"csrf_token", "password", "again", "current", "pin", "secret"})


@dataclass(frozen=True, slots=True)
class Carried:
    """A form on its way: where to, its fields in order, and whether a file has to be chosen again."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    def packed(self) -> str:
        """Return all of it as one line for a hidden field."""
        return json.dumps([self.path, self.fields, self.had_files], ensure_ascii=False)


def unpacked(line: str) -> Carried | None:
    """Return the form packed in a hidden field, or None where that is not what the line is."""
    try:
        path, fields, had_files = json.loads(line)
        pairs = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError, RecursionError):
        return None
    return Carried(str(path), pairs, bool(had_files))


def typed() -> Carried | None:
    """Return the form of this request; None unless one of our own pages sent it.

    A foreign page could otherwise have somebody sign in and send what that page made up.
    """
    if request.method != "POST" or not _from_our_page():
        return None
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in NEVER_CARRIED
    )
    return Carried(request.path, fields, bool(request.files))


def _from_our_page() -> bool:
    """Whether the browser itself says so; it lets no page write these headers."""
    said: dict[str, Any] = {
        name: request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin", "Referer")
    }
    if said["Sec-Fetch-Site"] is not None:
        return said["Sec-Fetch-Site"] == "same-origin"
    here = request.host_url
    if said["Origin"] not in {None, "null"}:
        return f"{said['Origin']}/" == here
    return bool(said["Referer"]) and str(said["Referer"]).startswith(here)
