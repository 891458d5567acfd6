"""Bar codes as plain rectangles: Code 128, and GS1-128 for the serial shipping container code of a pallet."""

from functools import lru_cache

from reportlab.graphics.barcode.code128 import Code128

QUIET = 10
"""White modules left and right of the bars, as ISO/IEC 15417 asks."""
_FNC1 = "\xf1"
"""What makes a Code 128 a GS1-128."""


def sscc_content(sscc: str) -> str:
    """Return what the bars of a GS1-128 hold for a serial shipping container code of 18 digits."""
    return f"{_FNC1}00{sscc}"


@lru_cache(maxsize=8)
def _bars(content: str) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return (place, width) of each bar and the width of all, in modules."""
    symbol = Code128(content, quiet=0)
    symbol.validate()  # type: ignore[no-untyped-call]
    symbol.encode()  # type: ignore[no-untyped-call]
    symbol.decompose()  # type: ignore[no-untyped-call]
    bars = []
    place = 0
    for letter in symbol.decomposed:
        wide = ord(letter.lower()) - ord("a") + 1
        if letter.isupper():
            bars.append((place, wide))
        place += wide
    return tuple(bars), place


def bar_code(content: str, x: float, y: float, wide: float, high: float) -> str:
    """Return drawing operators for a symbol with its quiet zone in a rectangle, lower left corner at (x, y).

    `content` is printable ASCII, or what `sscc_content` returns.
    """
    bars, size = _bars(content)
    module = wide / (size + 2 * QUIET)
    drawn = "\n".join(f"{place} 0 {width} {high:.1f} re" for place, width in bars)
    return f"q {module:.4f} 0 0 1 {x + QUIET * module:.2f} {y:.2f} cm\n{drawn}\nf Q"
