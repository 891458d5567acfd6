"""Pictures as they come in: opened only as far as memory allows, and drawn anew without what a camera adds.

A picture of few bytes may unpack to more than a machine has, so its size is read before its pixels are.
"""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass

from PIL import ExifTags, Image, UnidentifiedImageError

from convoy.domain.errors import Invalid
from convoy.domain.letters import LARGEST
from convoy.domain.messages import N_
from convoy.domain.numerals import printable

MOST_PIXELS = {"JPEG": 25_000_000, "PNG": 12_000_000}
"""A phone's photo, and the whole screen of a big one: unpacked, at most about 75 MB for a moment."""

LONGEST_SIDE = 1_600
"""Pixels of a photo that is kept: a label at arm's length is still legible."""

_READ_AT = (2_400, 2_400)
_QUALITIES = (80, 65, 50)
_SMALL_ENOUGH = 400_000
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned to stand upright, by what the camera says (Exif 2.32, tag 274)."""

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, MemoryError, UserWarning)
"""What Pillow raises for damaged files; of some it only warns, which tests make an error."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept: a JPEG that holds pixels and nothing else."""

    content: bytes
    width: int
    height: int
    sha256: str


def photo(content: bytes, name: str = "") -> Photo:
    """Return the picture drawn anew: upright, at most 1,600 pixels wide or high, without place and camera.

    Raises Invalid saying what was found and what is taken, of which file where its `name` is known.
    """
    try:
        return _drawn(content)
    except Invalid as why:
        if not name:
            raise
        raise Invalid(N_("“%(file)s”: %(why)s"), field="photo", file=printable(name), why=why) from why


def _drawn(content: bytes) -> Photo:
    picture = _opened(content)
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        drawn = _upright(picture)
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        drawn = _on_white(drawn)
        bare = Image.frombytes("RGB", drawn.size, drawn.tobytes())
    except _BROKEN as error:
        raise _broken() from error
    written = b""
    for quality in _QUALITIES:
        file = io.BytesIO()
        bare.save(file, "JPEG", quality=quality, optimize=True)
        written = file.getvalue()
        if len(written) <= _SMALL_ENOUGH:
            break
    return Photo(written, *bare.size, hashlib.sha256(written).hexdigest())


def grey(content: bytes) -> Image.Image:
    """Return a picture in grey, on white, for reading codes in it; raises Invalid as `photo` does."""
    picture = _opened(content)
    try:
        picture.draft("L", _READ_AT)
        if picture.mode.startswith("I"):
            # Sixteen bits a dot: the upper eight say enough.
            picture = picture.convert("I").point(lambda shade: shade / 256)
        if not picture.has_transparency_data:
            return picture.convert("L")
        layered = picture.convert("RGBA")
        paper = Image.new("L", layered.size, "white")
        paper.paste(layered.convert("L"), mask=layered.getchannel("A"))
        return paper
    except _BROKEN as error:
        raise _broken() from error


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise Invalid(N_("The file is empty. Nothing was stored."), field="photo")
    if len(content) > LARGEST:
        raise Invalid(
            N_("The photo has %(mb)s MB; at most %(most)s MB are taken. Take it in a lower resolution."),
            field="photo",
            mb=-(-len(content) * 10 // 1_048_576) / 10,
            most=LARGEST // 1_048_576,
        )
    try:
        picture = Image.open(io.BytesIO(content), formats=list(MOST_PIXELS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _flood() from error
    except UnidentifiedImageError as error:
        raise Invalid(
            N_("This is no JPEG or PNG, whatever its name says. Save it as one of these."), field="photo"
        ) from error
    except _BROKEN as error:
        raise _broken() from error
    if picture.width * picture.height > MOST_PIXELS.get(picture.format or "", MOST_PIXELS["JPEG"]):
        raise _flood()
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """Return the picture as it was held; what a camera wrote wrong beside it does not matter.

    Pillow's own exif_transpose writes all of that anew, and fails on much of it.
    """
    try:
        turned = _TURNED.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (*_BROKEN, TypeError, AttributeError, LookupError):
        turned = None
    return picture if turned is None else picture.transpose(turned)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in three colours; what is seen through is white."""
    if picture.mode == "RGB":
        return picture
    layered = picture.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    paper.alpha_composite(layered)
    return paper.convert("RGB")


def _flood() -> Invalid:
    return Invalid(
        N_(
            "The picture has more than %(jpeg)s million dots (as PNG %(png)s). Take it in a lower resolution."
        ),
        field="photo",
        jpeg=MOST_PIXELS["JPEG"] // 1_000_000,
        png=MOST_PIXELS["PNG"] // 1_000_000,
    )


def _broken() -> Invalid:
    return Invalid(N_("The photo is damaged or not whole. Send it again."), field="photo")
