"""Codes in a photo: QR, DataMatrix, Code 128 and retail barcodes, read by zxing-cpp where it is installed."""

import re
from importlib import import_module
from importlib.util import find_spec

from PIL import Image, ImageOps

from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.messages import N_
from convoy.exchange import pictures

LIBRARY = "zxingcpp"

_DARK = 60
"""Of 255: a photo whose brightest parts are darker shows nothing to a reader of codes."""
_FLAT = 40
"""Of 255: less between the brightest and the darkest parts is a wall, not a label."""


def can_read() -> bool:
    """Return whether photos can be read here at all."""
    return find_spec(LIBRARY) is not None


def read(content: bytes) -> tuple[str, ...]:
    """Return the texts of the codes in a photo, from top to bottom, each once.

    GS1 codes come with their identifiers in brackets. Raises Invalid for what is no fit picture, and for one
    in which no code is found, saying what to do; RuleBroken where the library is not installed.
    """
    if not can_read():
        raise RuleBroken(N_("Photos cannot be read on this server. Type the codes."))
    picture = pictures.grey(content)
    reader = import_module(LIBRARY)
    # A cold hall is dark: what a person still sees in a photo, a reader often sees only when it is stretched.
    found = reader.read_barcodes(picture) or reader.read_barcodes(ImageOps.autocontrast(picture, cutoff=1))
    ordered = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    # One code is one line, whatever it holds: a code of many lines would be many codes.
    lines = (re.sub(r"[\r\n]+", " ", code.text).strip() for code in ordered)
    texts = tuple(dict.fromkeys(line for line in lines if line))
    if not texts:
        raise Invalid(_why_not(picture), field="photo")
    return texts


def _why_not(picture: Image.Image) -> str:
    """Return the sentence about a photo in which no code was found."""
    shades = sorted(picture.resize((64, 64)).tobytes())
    dark, bright = shades[len(shades) // 20], shades[-len(shades) // 20]
    if bright < _DARK:
        return N_(
            "The photo is too dark to read. Put light on the label and take it again, or type the code."
        )
    if bright - dark < _FLAT:
        return N_("Nothing can be seen in the photo: too bright, or blank. Take it again, or type the code.")
    return N_(
        "No code was found in the photo. Hold the phone still, near, with the whole code in the picture; "
        "or type the code."
    )
