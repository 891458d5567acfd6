"""Every kind of paper with lines, of 10,000 of them: against a bare canvas, and how its cost grows."""

import gc
import time
from collections.abc import Callable, Iterator
from functools import partial

from convoy.documents.layout.fonts import font
from convoy.documents.registry import KINDS
from tests.benchmarks.measuring import going_on, heading, row
from tests.documents.bench_papers import bare_canvas, listened
from tests.documents.extremes import CONTENTS, Maker
from tests.documents.samples import ISSUE

LINES, FEWER = 10_000, 2_500
SLOWER = 2.0
SAME = 1.5
"""A cost per line that grows by less than half from 2,500 to 10,000 lines counts as linear."""
PHRASE = "Rice, 1 kg"
FILLINGS = {"rows": lambda many: Maker(PHRASE, many, 1), "lines of one": lambda many: Maker(PHRASE, 1, many)}
"""Which lists of a paper are long: those it begins with, such as stops or boxes, or those within."""


def spent(work: Callable[[], object]) -> float:
    """Seconds of this process alone, so that a busy machine falls on neither side."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def drawing(name: str, maker: Maker) -> Callable[[], bytes]:
    """How a paper of a kind is drawn from its snapshot, in English and Ukrainian."""
    code, paper, to_json = CONTENTS[name]
    kind, snapshot = KINDS[code], to_json(maker.made(paper))
    return partial(kind.render, snapshot, ISSUE, ("en", "uk")[: kind.most_languages], kind.variants[0])


def long() -> Iterator[tuple[str, str]]:
    """Each paper that is longer with more lines, and in which filling it is."""
    for name in CONTENTS:
        for filling, filled in FILLINGS.items():
            few, more = (sum(map(len, listened(drawing(name, filled(many))))) for many in (10, 20))
            if more - few >= 10:
                yield name, filling


def report() -> None:
    """Print a row for each."""
    heading(f"Every kind of paper with lines, {LINES:,} of them, drawn from its snapshot")
    font("PTSans")
    for name, filling in long():
        going_on(name)
        ours = {many: drawing(name, FILLINGS[filling](many)) for many in (FEWER, LINES)}
        took = {many: min(spent(draw) for _ in range(2)) for many, draw in ours.items()}
        strings = listened(ours[LINES])
        if sum(map(len, strings)) < LINES:
            continue  # however much there is, only so much of it is printed
        bare = min(spent(partial(bare_canvas, strings)) for _ in range(2))
        growth = took[LINES] / took[FEWER] * FEWER / LINES
        said = f"{took[LINES] / bare:.2f} × a bare canvas ({took[LINES]:.2f} s), × {growth:.2f} a line"
        row(f"{name}, {filling}", said, f"at most {SLOWER} ×, linear",
            held=took[LINES] <= SLOWER * bare and growth <= SAME)  # fmt: skip
