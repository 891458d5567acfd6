"""QR codes as masks of one bit to the module: a fifth of what the same symbol takes as rectangles."""

from functools import lru_cache

import segno

QUIET = 4
"""White modules around the symbol, as ISO/IEC 18004 asks."""


@lru_cache(maxsize=8)
def _mask(content: str) -> tuple[str, int]:
    """Return an inline image mask of the symbol, a unit square, and its size in modules.

    One fixed mask for all: trying the eight of them costs four times as much and every reader undoes any.
    Hexadecimal digits, since bytes could hold what ends an inline image; the page is compressed anyway.
    """
    symbol = segno.make(content, error="m", mask=3, micro=False, boost_error=False)
    size = len(symbol.matrix)
    across = (size + 7) // 8 * 8
    rows = (
        int(bytes(modules).translate(_DIGITS).ljust(across, b"0"), 2).to_bytes(across // 8, "big")
        for modules in symbol.matrix
    )
    head = f"BI /W {size} /H {size} /IM true /F /AHx ID"
    return f"{head}\n{b''.join(rows).hex()}>\nEI", size


_DIGITS = bytes.maketrans(b"\0\1", b"10")
"""A mask paints its zeros."""


def qr_code(content: str, x: float, y: float, side: float) -> str:
    """Return drawing operators for a symbol with its quiet zone in a square at (x, y), lower left corner.

    Upper-case content makes a smaller symbol (letters, digits and $%*+-./: only).
    """
    mask, size = _mask(content)
    module = side / (size + 2 * QUIET)
    inked, quiet = size * module, QUIET * module
    return f"q {inked:.2f} 0 0 {inked:.2f} {x + quiet:.1f} {y + quiet:.1f} cm\n{mask}\nQ"
