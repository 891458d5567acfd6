"""What a page weighs on the wire: its requests and bytes as Chromium counts them, at any speed."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

FIRST_REQUESTS, FIRST_BYTES = 6, 60_000
AGAIN_REQUESTS, AGAIN_BYTES = 2, 10_000
"""The budget of a page on which gifts are logged: on the first visit, and when it is opened again."""

SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
"""250 kbit/s down, 50 up, 300 ms there and back."""


@dataclass
class Visit:
    """What one visit of a page asked for, and how many bytes came over the wire for each address."""

    asked: list[str] = field(default_factory=list)
    came: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def bytes(self) -> int:
        """All that came."""
        return sum(self.came.values())

    def without(self, part: str) -> "Visit":
        """The same without the addresses that this stands in."""
        return Visit(self.asked, {url: size for url, size in self.came.items() if part not in url})


def visit(page: Page, url: str, usable: str, *, slow: bool = False) -> Visit:
    """Open a page, wait until what is `usable` can be seen and nothing is asked for any more."""
    made, names, kept = Visit(), dict[str, str](), set[str]()
    watch = page.context.new_cdp_session(page)

    def asked(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]
        made.asked.append(event["request"]["url"])

    def answered(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromServiceWorker"):
            kept.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        number = event["requestId"]
        if number in names and number not in kept and not names[number].startswith("data:"):
            made.came[names[number]] = int(event["encodedDataLength"])

    watch.on("Network.requestWillBeSent", asked)
    watch.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    watch.on("Network.responseReceived", answered)
    watch.on("Network.loadingFinished", finished)
    watch.send("Network.enable")
    if slow:
        watch.send("Network.emulateNetworkConditions", SLOW)
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(usable)
    made.seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    watch.detach()
    return made
