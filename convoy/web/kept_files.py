"""A file sent once stays with its form: browsers do not fill a choice of file in again."""

import base64
import binascii
import zlib

from convoy.exchange.limits import DESK

MOST_LETTERS = 1_500_000
"""Of a hidden field: what all the fields of a form may have together leaves room for the others."""


def packed(content: bytes) -> str:
    """Return a file as one line for a hidden field; "" for one that is too big and has to be sent again."""
    line = base64.b64encode(zlib.compress(content)).decode()
    return line if len(line) <= MOST_LETTERS else ""


def unpacked(line: str) -> bytes:
    """Return the file packed in a hidden field, never more than may be sent; b"" where that is no file."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(line), DESK.size + 1)
    except (ValueError, zlib.error, binascii.Error):
        return b""
