"""A photo is kept as pixels and nothing else, and no picture of few bytes fills the memory."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw, ImageOps

from convoy.domain.errors import Invalid
from convoy.exchange import pictures

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def taken(size=(800, 600), kind="JPEG", *, turned=1, mode="RGB"):
    """A photo as a phone makes it: with its place, its maker and a note, upright or turned."""
    picture = Image.new(mode, size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "PlantedMaker", turned
    exif.get_ifd(GPS).update({1: "N", 2: (53.0, 47.0, 59.0), 3: "W", 4: (1.0, 32.0, 57.0)})
    file = io.BytesIO()
    more = {"comment": b"planted note"} if kind == "JPEG" else {}
    picture.save(file, kind, exif=exif, **more)
    return file.getvalue()


def planted(content):
    """What a file says beside its pixels."""
    picture = Image.open(io.BytesIO(content))
    exif = picture.getexif()
    told = {
        name for name in picture.info if name not in {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    }
    return dict(exif), dict(exif.get_ifd(GPS)), told


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_place_maker_and_notes_of_a_photo_are_gone(kind):
    sent = taken(kind=kind)
    exif, place, _ = planted(sent)
    assert exif[MAKE] == "PlantedMaker"
    assert place[1] == "N"  # the plant is found where it is
    kept = pictures.photo(sent)
    assert planted(kept.content) == ({}, {}, set())
    assert b"Exif" not in kept.content
    assert b"lanted" not in kept.content


def test_a_photo_is_small_and_upright():
    kept = pictures.photo(taken((3000, 2000), turned=6))
    assert (kept.width, kept.height) == (1067, 1600)
    shown = Image.open(io.BytesIO(kept.content)).convert("L")
    assert shown.getpixel((1040, 40)) < 60  # the black corner was turned to the right
    assert shown.getpixel((40, 40)) > 200


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_is_drawn(mode):
    file = io.BytesIO()
    Image.new(mode, (40, 30)).save(file, "PNG")
    assert pictures.photo(file.getvalue()).width == 40


def flood(width, height):
    """A PNG of few bytes that claims, and holds, far too many pixels of one colour."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * min((width + 1) * height, 60_000_000), 9)
    parts = [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(5_000, 5_000), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_picture_that_would_flood_the_memory_is_refused_by_its_head(size):
    with pytest.raises(Invalid):
        pictures.photo(flood(*size))


def cut(content):
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"%PDF-1.4 %%EOF", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"x" * (4 * 1024 * 1024)],
    ids=["empty", "gif", "pdf", "jpeg head", "png head", "too big"],
)
def test_what_is_no_whole_photo_is_refused_at_its_field(content):
    for read in (pictures.photo, pictures.grey):
        with pytest.raises(Invalid) as refused:
            read(content)
        assert refused.value.field == "photo"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_cut_short_is_refused(kind):
    with pytest.raises(Invalid):
        pictures.photo(cut(taken(kind=kind)))


def test_a_photo_with_any_byte_changed_is_drawn_or_refused_and_never_breaks(count):
    for kind in ("JPEG", "PNG"):
        sent = bytearray(taken((64, 48), kind))
        for place in range(0, len(sent), max(1, len(sent) // count(60, 1_000))):
            broken = bytes(sent[:place]) + bytes([sent[place] ^ 0xFF]) + bytes(sent[place + 1 :])
            try:
                kept = pictures.photo(broken)
            except Invalid:
                continue
            assert planted(kept.content) == ({}, {}, set())


def photo_of_a_phone() -> bytes:
    """A JPEG that holds a second, smaller picture, as phones add for bright screens and for depth."""
    file = io.BytesIO()
    small = Image.new("RGB", (80, 60), "red")
    Image.new("RGB", (400, 300), "white").save(file, "MPO", save_all=True, append_images=[small])
    return file.getvalue()


@pytest.mark.parametrize("read", [pictures.grey, pictures.photo])
def test_a_photo_with_a_second_picture_behind_it_is_read_as_the_first(read):
    drawn = read(photo_of_a_phone())
    assert (drawn.width, drawn.height) == (400, 300)


@pytest.mark.parametrize("way", range(1, 9))
def test_a_photo_stands_as_the_camera_says_it_was_held(way):
    sent = taken((64, 32), turned=way)
    stands = ImageOps.exif_transpose(Image.open(io.BytesIO(sent))).convert("L")
    kept = Image.open(io.BytesIO(pictures.photo(sent).content)).convert("L")
    assert kept.size == stands.size
    for corner in ((3, 3), (3, kept.height - 4), (kept.width - 4, 3), (kept.width - 4, kept.height - 4)):
        assert (kept.getpixel(corner) < 128) == (stands.getpixel(corner) < 128)


def test_what_a_camera_wrote_wrong_beside_a_photo_does_not_matter():
    said = Image.Exif()
    said[ORIENTATION], said[0x011A] = 6, 72.0
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "white").save(file, "JPEG", exif=said)
    # The resolution is said to be text of the same length.
    wrong = file.getvalue().replace(b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x02")
    assert wrong != file.getvalue()
    assert pictures.photo(wrong).width == 32
