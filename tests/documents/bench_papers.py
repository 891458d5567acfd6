"""Rows for `make bench`: manifests against a bare canvas, labels a second.

Run with: python -m tests.documents.bench_papers
"""

import resource
import time
from collections.abc import Callable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from convoy.documents.layout.fonts import Face, font
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.stock import STOCKS, Stock
from convoy.documents.papers import box_labels, manifest
from convoy.words import Words
from tests.documents.samples import ISSUE, a_label, a_manifest


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The quickest of some runs: the least disturbed one."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def listened(draw: Callable[[], object]) -> list[list[tuple]]:
    """Every string that is drawn, page by page, caught on the way to the sheet."""
    pages: list[list[tuple]] = [[]]
    write, new_page = Sheet.write, Sheet.new_page

    def listen(sheet, x, y, line, face=Face.REGULAR, size=9.0, align=Align.LEFT):
        pages[-1].append((x, y, line, str(face), size))
        write(sheet, x, y, line, face, size, align)

    def turn(sheet):
        pages.append([])
        new_page(sheet)

    Sheet.write, Sheet.new_page = listen, turn
    try:
        draw()
    finally:
        Sheet.write, Sheet.new_page = write, new_page
    return pages


def strings_of(paper: manifest.Manifest, words: Words, second: Words) -> list[list[tuple]]:
    """Every string a manifest draws, page by page."""
    return listened(lambda: manifest.render(paper, words, second, issue=ISSUE))


def bare_canvas(pages: list[list[tuple]]) -> bytes:
    """The same strings at the same places, by plain ReportLab."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=landscape(), pageCompression=1, invariant=1, initialFontName="PTSans")
    for page in pages:
        for x, y, line, face, size in page:
            canvas.setFont(face, size)
            canvas.drawString(x, y, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def compare(lines: int) -> tuple[float, float]:
    """Seconds for a manifest of so many lines, and for the bare canvas."""
    english, ukrainian = Words("en"), Words("uk")
    paper = a_manifest(lines=lines, second=lines // 2, boxes=())
    pages = strings_of(paper, english, ukrainian)
    ours = seconds(lambda: manifest.render(paper, english, ukrainian, issue=ISSUE))
    return ours, seconds(lambda: bare_canvas(pages))


def main() -> None:
    """Print the rows."""
    font("PTSans")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    paper = a_manifest(lines=10_000, second=5_000, boxes=())
    manifest.render(paper, Words("en"), Words("uk"), issue=ISSUE)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"manifest, 10,000 lines: {grown:.0f} MB above start-up, the content included")
    for lines in (100, 1_000, 10_000):
        ours, bare = compare(lines)
        print(f"manifest, {lines:,} lines: {ours:.2f} s, bare canvas {bare:.2f} s, ratio {ours / bare:.2f}")
    labels = [a_label(number) for number in range(1_000)]
    for name in ("a6", "l7160", "thermal-58"):
        stock = STOCKS[name]

        def drawn(stock: Stock = stock) -> bytes:
            return box_labels.render(labels, Words("en"), Words("uk"), stock=stock)

        size, quick = len(drawn()), seconds(drawn)
        print(f"labels, 1,000 on {name}: {1_000 / quick:.0f} a second, {size / 1024 / 1_000:.2f} kB each")


if __name__ == "__main__":
    main()
