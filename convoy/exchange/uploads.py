"""Letters and photos as they come in: told by their content, freed of what a camera adds, or refused.

Nothing is drawn: pixels are never unpacked, so that no picture can flood the memory. Only the outer parts of
a file are read, and those that carry place, time and camera are left out. That is why no picture library is
needed here; it would decode what a stranger sent, and save a scan anew in lower quality.
"""

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass

from convoy.domain.errors import Invalid
from convoy.domain.letters import LARGEST, FileKind
from convoy.domain.messages import N_

_HIDDEN = re.compile(rb"/(Launch|JavaScript|EmbeddedFile|RichMedia|XFA)\b")
_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ODD = re.compile(r"[^\w.\- ]+")
LONGEST_NAME = 60

# Of JPEG: JFIF, Adobe's colour model; all other APPn and comments say who, where and when.
_JPEG_KEPT = {0xE0, 0xEE}
_JPEG_PART = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""What ends the pixels of a scan: any part but a restart; FF 00 is a pixel, FF FF filling."""

_PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"pHYs",
}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
_WEBP_HAS_EXIF, _WEBP_HAS_XMP, _WEBP_ANIMATES = 0x08, 0x04, 0x02


@dataclass(frozen=True, slots=True)
class Upload:
    """A file fit to be kept: what it is, a name safe to save it under, its bytes and their SHA-256."""

    kind: FileKind
    name: str
    content: bytes
    sha256: str


def read(content: bytes, name: str) -> Upload:
    """Return the file as it is kept; raises Invalid saying what was found and what is taken."""
    if not content:
        raise Invalid(N_("The file is empty. Nothing was stored."), field="file")
    if len(content) > LARGEST:
        raise Invalid(
            N_("The file has %(mb)s MB; at most %(most)s MB are kept. Scan it in grey, or in fewer dots."),
            field="file",
            mb=-(-len(content) * 10 // 1_048_576) / 10,
            most=LARGEST // 1_048_576,
        )
    kind = _kind(content)
    try:
        kept = _CLEANED[kind](content)
    except (struct.error, IndexError, ValueError) as error:
        raise _broken() from error
    return Upload(kind, safe_name(name, kind), kept, hashlib.sha256(kept).hexdigest())


def _kind(content: bytes) -> FileKind:
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    raise Invalid(
        N_("This is no PDF, JPEG, PNG or WebP, whatever its name says. Save it as one of these."),
        field="file",
    )


def _broken() -> Invalid:
    return Invalid(N_("The file is damaged or not whole. Send it again."), field="file")


def safe_name(name: str, kind: FileKind) -> str:
    """Return a name to save a file under: no folders, no signs a system minds, the ending of its content."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    plain = _ODD.sub(" ", "".join(sign if sign.isprintable() else " " for sign in stem))
    plain = " ".join(plain.split()).strip(". -")[:LONGEST_NAME].strip(". -")
    return f"{plain or 'letter'}.{kind.value}"


def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise _broken()
    plain = _HEX_NAME.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _HIDDEN.search(plain):
        raise Invalid(
            N_("This PDF holds a program or other files. Print it to a new PDF, or scan it."), field="file"
        )
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place, orientation, is_drawn = [b"\xff\xd8"], 2, 1, False
    while content[place] == 0xFF:  # noqa: PLR2004  # every part begins so
        marker = content[place + 1]
        if marker == 0xFF:  # noqa: PLR2004  # filling
            place += 1
            continue
        if marker == 0xD9 and is_drawn:  # noqa: PLR2004  # the end; phones put more pictures behind it, which say where
            turned = [_turned(orientation)] if orientation != 1 else []
            return b"".join([kept[0], *turned, *kept[1:], b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", content, place + 2)
        part = content[place : place + 2 + length]
        if length < 2 or len(part) < 2 + length:  # noqa: PLR2004  # the length counts its own two bytes
            raise _broken()
        if marker == 0xE1:  # noqa: PLR2004  # Exif
            orientation = _orientation(part[4:]) or orientation
        if _is_of_the_picture(marker, part):
            kept.append(part)
        place += 2 + length
        if marker == 0xDA:  # noqa: PLR2004  # a scan: pixels follow, up to the next part
            pixels = _JPEG_PART.search(content, place)
            if pixels is None:
                raise _broken()
            kept.append(content[place : pixels.start()])
            place, is_drawn = pixels.start(), True
    raise _broken()


def _is_of_the_picture(marker: int, part: bytes) -> bool:
    if marker == 0xE2:  # noqa: PLR2004  # a colour profile, or the list of more pictures behind this one
        return part.startswith(b"ICC_PROFILE\x00", 4)
    return marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE)  # noqa: PLR2004  # APPn, COM


def _orientation(exif: bytes) -> int | None:
    """Which way up a camera held the page, 1 to 8; None where it does not say."""
    if not exif.startswith(b"Exif\x00\x00"):
        return None
    tiff = exif[6:]
    order = ">" if tiff[:2] == b"MM" else "<"
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(min(count, 64)):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * entry)
            if tag == 0x0112:  # noqa: PLR2004  # Orientation
                return value if 1 <= value <= 8 else None  # noqa: PLR2004
    except struct.error:
        return None
    return None


def _turned(orientation: int) -> bytes:
    """An Exif part that says nothing but which way up the page is."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, place = [content[:8]], 8
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        part = content[place : place + 12 + length]
        if len(part) < 12 + length or zlib.crc32(part[4:-4]) != struct.unpack(">I", part[-4:])[0]:
            raise _broken()
        if part[4:8] in _PNG_KEPT:
            kept.append(part)
        if part[4:8] == b"IEND":
            return b"".join(kept)
        place += 12 + length
    raise _broken()


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    end, place, kept = 8 + size, 12, []
    if end > len(content):
        raise _broken()
    while place + 8 <= end:
        name, (length,) = content[place : place + 4], struct.unpack_from("<I", content, place + 4)
        part = content[place : place + 8 + length + length % 2]
        if len(part) < 8 + length:
            raise _broken()
        if name == b"VP8X":
            flags = part[8]
            if flags & _WEBP_ANIMATES:
                raise Invalid(N_("This picture moves. Send a still one."), field="file")
            part = part[:8] + bytes([flags & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)]) + part[9:]
        if name in _WEBP_KEPT:
            kept.append(part)
        place += len(part)
    if not any(part[:4] in {b"VP8 ", b"VP8L"} for part in kept):
        raise _broken()
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_CLEANED = {FileKind.PDF: _pdf, FileKind.JPEG: _jpeg, FileKind.PNG: _png, FileKind.WEBP: _webp}
