"""Codes in a photo: QR, DataMatrix, Code 128 and retail barcodes, read by zxing-cpp where it is installed."""

from importlib import import_module
from importlib.util import find_spec

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.exchange import pictures

LIBRARY = "zxingcpp"
MOST = 100


def can_read() -> bool:
    """Return whether photos can be read here at all."""
    return find_spec(LIBRARY) is not None


def read(content: bytes) -> tuple[str, ...]:
    """Return the texts of the codes in a photo, from top to bottom, each once; () when there are none.

    GS1 codes come with their identifiers in brackets. Raises Invalid for what is no fit picture, and
    RuleBroken where the library is not installed.
    """
    if not can_read():
        raise RuleBroken(N_("Photos cannot be read on this server. Type the codes."))
    picture = pictures.grey(content)
    found = import_module(LIBRARY).read_barcodes(picture)
    ordered = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return tuple(dict.fromkeys(code.text for code in ordered if code.text))[:MOST]
