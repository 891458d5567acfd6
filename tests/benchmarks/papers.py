"""Manifests against a bare canvas, how their cost grows, and labels that are read back."""

import multiprocessing
import resource
from pathlib import Path

from convoy.documents.layout.fonts import font
from convoy.documents.layout.stock import STOCKS
from convoy.documents.papers import box_labels, manifest
from convoy.words import Words
from tests.benchmarks.measuring import going_on, heading, row, seconds
from tests.documents.bench_papers import bare_canvas, compare, strings_of
from tests.documents.reading import codes
from tests.documents.samples import ISSUE, a_label, a_manifest

LINES = 10_000
SLOWER = 2.0
MEGABYTES = 60
LABELS = 1_000
A_SECOND = 400
KILOBYTES = 0.8
GROWTH = (100, 1_000, 10_000, 100_000)
SAME = 2.0
"""A cost per line that at most doubles from one size to a thousand times more counts as linear."""


def _peak() -> int:
    """The most kilobytes this process has held; what Linux keeps for its parent too says nothing of it."""
    try:
        held = Path("/proc/self/status").read_text().split("VmHWM:")[1]
        return int(held.split()[0])
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _most(lines: int, answer: "multiprocessing.Queue[tuple[float, float]]") -> None:
    """Put the megabytes of the content, and of content and drawing, above those of a process just begun."""
    font("PTSans")
    begun = _peak()
    paper = a_manifest(lines=lines, second=lines // 2, boxes=())
    filled = _peak()
    manifest.render(paper, Words("en"), Words("uk"), issue=ISSUE)
    drawn = _peak()
    answer.put(((filled - begun) / 1024, (drawn - begun) / 1024))


def manifests() -> None:
    """Print what a manifest of 10,000 lines costs beside the same strings, and from 100 to 100,000 lines."""
    heading(f"Manifest in English and Ukrainian, {LINES:,} lines")
    font("PTSans")
    compare(100)
    ours, bare = compare(LINES)
    row("time", f"{ours / bare:.2f} × a bare canvas ({ours:.2f} of {bare:.2f} s)", f"at most {SLOWER} ×",
        held=ours <= SLOWER * bare)  # fmt: skip
    spawn = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[tuple[float, float]] = spawn.Queue()
    process = spawn.Process(target=_most, args=(LINES, answer))
    process.start()
    content, peak = answer.get()
    process.join()
    row("peak memory above start-up", f"{peak:.0f} MB, {content:.0f} of it the content",
        f"at most {MEGABYTES} MB", held=peak <= MEGABYTES)  # fmt: skip
    each = {}
    for lines in GROWTH:
        going_on(f"a manifest of {lines:,} lines")
        paper = a_manifest(lines=lines, second=lines // 2, boxes=())
        each[lines] = seconds(
            lambda paper=paper: manifest.render(paper, Words("en"), Words("uk"), issue=ISSUE)
        )
    per_line = {lines: 1e6 * took / lines for lines, took in each.items()}
    said = ", ".join(f"{lines:,}: {cost:.0f}" for lines, cost in per_line.items())
    row("microseconds a line", said, "linear", held=per_line[GROWTH[-1]] <= SAME * per_line[GROWTH[1]])
    assert bare_canvas(strings_of(a_manifest(), Words("en"), Words("uk")))


def labels() -> None:
    """Print how fast labels are drawn, how small they are, and whether a scanner reads every one."""
    wanted = [a_label(number) for number in range(1, LABELS + 1)]
    english, ukrainian = Words("en"), Words("uk")
    for stock in map(STOCKS.__getitem__, ("a6", "l7160", "thermal-100", "thermal-58")):
        heading(f"{stock.name}: {LABELS:,} labels with QR codes")
        box_labels.render(wanted[:8], english, ukrainian, 1, stock)
        took = min(
            seconds(lambda stock=stock: box_labels.render(wanted, english, ukrainian, 1, stock))
            for _ in range(3)
        )
        drawn = box_labels.render(wanted, english, ukrainian, 1, stock)
        each = len(drawn) / 1024 / LABELS
        row("labels a second", f"{LABELS / took:.0f}", f"at least {A_SECOND}", held=took * A_SECOND <= LABELS)
        row("size of each", f"{each:.2f} kB", f"at most {KILOBYTES} kB", held=each <= KILOBYTES)
        going_on("reading the codes back")
        unread = {label.url for label in wanted} - set(codes(drawn))
        row("codes read back", f"{LABELS - len(unread):,} of {LABELS:,}", "all", held=not unread)
