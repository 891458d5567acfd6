"""What a browser calls itself, and the cookie by which it is known again; it opens nothing by itself."""

from datetime import timedelta

from flask import Response, after_this_request, request

from convoy.web import cookies

COOKIE = "device"
LASTS = timedelta(days=180)

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
# Chrome's name is in Edge's and Opera's too, Safari's in nearly all: the first found counts.
BROWSERS = (
    ("Firefox", "Firefox"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)


def token() -> str:
    """Return the token this browser came with, "" for none."""
    return cookies.kept(COOKIE)


def remember(new: str) -> None:
    """Have this browser keep the token of its device, whatever this request is answered with."""

    @after_this_request
    def keep(response: Response) -> Response:
        cookies.keep(response, COOKIE, new, LASTS)
        return response


def device_name() -> str:
    """Return what this browser calls itself, in short, for the list its owner sees."""
    said = request.user_agent.string
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    return " · ".join(part for part in (browser, system) if part)
