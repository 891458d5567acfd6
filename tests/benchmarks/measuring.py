"""Timing and telling: quickest of several, progress on a terminal, one line for each budget."""

import statistics
import sys
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(one: Callable[[], object], other: Callable[[], object], times: int) -> tuple[float, float]:
    """The medians of so many calls of each, in turns, so that a noisy moment of the machine falls on both."""
    one()
    other()
    pairs = [(seconds(one), seconds(other)) for _ in range(times)]
    return statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs)


def going_on(what: str) -> None:
    """Say on a terminal what is being done now, in one line that the next overwrites."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what}\033[K")
        sys.stderr.flush()


def heading(title: str) -> None:
    """Begin a part of the report."""
    going_on("")
    print(f"\n{title}")


def row(what: str, measured: str, budget: str = "", *, held: bool | None = None) -> None:
    """One line of the report; `held` says whether the budget is kept."""
    going_on("")
    verdict = {None: "", True: "held", False: "MISSED"}[held]
    print(f"  {what:<46} {measured:<44} {budget:<28} {verdict}".rstrip(), flush=True)
