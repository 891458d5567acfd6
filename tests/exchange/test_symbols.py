"""Codes in photos of every make are read, and no photo costs more than its few bytes promise."""

import io
import struct
import zlib

import pytest
import zxingcpp
from PIL import Image, ImageEnhance

from convoy.domain.errors import Invalid
from convoy.exchange import symbols

TEXT = "BX-7K3F-2M-Q"


def label(text=TEXT):
    """A label's code on white, as a picture in grey."""
    drawn = zxingcpp.write_barcode_to_image(
        zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=8
    )
    return Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn))


def seen_through(picture):
    """Black dots on nothing at all: what many programs save as a code."""
    clear = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=picture.point(lambda shade: 255 - shade))
    return clear


def sixteen_bits(picture):
    """The same picture with two bytes a dot, of which a dim scanner uses a part."""
    dots = b"".join(struct.pack("<H", shade * 120 + 2_000) for shade in picture.tobytes())
    return Image.frombytes("I;16", picture.size, dots)


def sent(picture, kind="PNG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


MADE = {
    "grey": lambda: sent(label()),
    "two colours": lambda: sent(label().convert("1")),
    "palette": lambda: sent(label().convert("P")),
    "seen through": lambda: sent(seen_through(label())),
    "palette seen through": lambda: sent(seen_through(label()).convert("P"), transparency=0),
    "sixteen bits": lambda: sent(sixteen_bits(label())),
    "printing colours": lambda: sent(label().convert("CMYK"), "JPEG"),
    "moving": lambda: sent(label(), save_all=True, append_images=[Image.new("L", label().size)] * 3),
    "very dark": lambda: sent(ImageEnhance.Brightness(label()).enhance(0.06)),
    "inverted": lambda: sent(label().point(lambda shade: 255 - shade)),
    "on its side": lambda: sent(label().rotate(90, expand=True), "JPEG"),
}


@pytest.mark.parametrize("made", MADE)
def test_a_code_is_read_in_every_kind_of_picture(made):
    assert symbols.read(MADE[made]()) == (TEXT,)


def test_several_codes_are_read_from_top_to_bottom_each_once():
    one, other = label("BX-ONE"), label("BX-OTHER")
    sheet = Image.new("L", (900, 1200), "white")
    for picture, place in [(other, (40, 800)), (one, (40, 40)), (one, (500, 420))]:
        sheet.paste(picture, place)
    assert symbols.read(sent(sheet)) == ("BX-ONE", "BX-OTHER")


def test_a_code_of_several_lines_is_one_line():
    assert symbols.read(sent(label("BX-ONE\nBX-TWO\r\n"))) == ("BX-ONE BX-TWO",)


def claimed(width, height, depth=8, colour=0):
    """A PNG that says how big it is and holds next to nothing."""
    said = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [(b"IHDR", said), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (1, 20_000_000), (4_000, 3_001)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_what_it_says_of_itself(size):
    with pytest.raises(Invalid, match="million dots"):
        symbols.read(claimed(*size))


def test_a_picture_cut_short_or_with_swollen_text_is_refused():
    whole = sent(label())
    text = b"x\0\0" + zlib.compress(b"A" * 80_000_000)
    swollen = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    for content in (whole[: len(whole) // 2], whole[:33] + swollen + whole[33:], claimed(3_000, 3_000)):
        with pytest.raises(Invalid):
            symbols.read(content)
