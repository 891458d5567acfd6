"""QR codes as plain rectangles."""

from functools import lru_cache

import segno

QUIET = 4
"""White modules around the symbol, as ISO/IEC 18004 asks."""


@lru_cache(maxsize=8)
def _modules(content: str) -> tuple[str, int]:
    """Return a path of the symbol's dark runs, a unit to the module, and its size in modules.

    One fixed mask for all: trying the eight of them costs four times as much and every reader undoes any.
    """
    symbol = segno.make(content, error="m", mask=3, micro=False, boost_error=False)
    dark: list[str] = []
    size = len(symbol.matrix)
    for row, modules in enumerate(symbol.matrix):
        # bytes.split would lose the places; scanning the runs with find keeps them, at the speed of C.
        end = 0
        line = bytes(modules)
        while (start := line.find(1, end)) >= 0:
            stop = line.find(0, start)
            end = stop if stop >= 0 else len(line)
            dark.append(f"{start} {size - 1 - row} {end - start} 1 re")
    return "\n".join(dark), size


def qr_code(content: str, x: float, y: float, side: float) -> str:
    """Return drawing operators for a symbol with its quiet zone in a square at (x, y), lower left corner.

    Upper-case content makes a smaller symbol (letters, digits and $%*+-./: only).
    """
    path, size = _modules(content)
    module = side / (size + 2 * QUIET)
    # The path counts whole modules and is scaled once: short numbers make small files.
    left, bottom = x + QUIET * module, y + QUIET * module
    return f"q {module:.4f} 0 0 {module:.4f} {left:.2f} {bottom:.2f} cm\n{path}\nf Q"
