"""Letters as they come in: told by content, freed of what a camera adds, hostile ones refused in words."""

import io
import random
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from convoy.domain.errors import Invalid
from convoy.domain.letters import LARGEST, FileKind
from convoy.exchange import uploads

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
WHERE = "N 50 27 Zimorodna"


def a_picture(kind: str, **facts) -> bytes:
    """A small picture that says where and when it was taken."""
    picture, file = Image.new("RGB", (40, 20), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = WHERE, 6
    if kind == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_text("Comment", WHERE)
        facts["pnginfo"] = said
    picture.save(file, kind, exif=exif, **facts)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (a_picture("JPEG", comment=WHERE.encode()), FileKind.JPEG),
        (a_picture("PNG"), FileKind.PNG),
        (a_picture("WEBP"), FileKind.WEBP),
    ],
)
def test_a_file_is_what_its_content_says_whatever_it_is_called(content, kind):
    kept = uploads.read(content, "C:\\Users\\Ivan\\../letter <b>.exe")
    assert kept.kind is kind
    assert kept.name == f"letter b.{kind.value}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_forgets_where_it_was_taken(kind):
    sent = a_picture(kind)
    assert WHERE.encode() in sent
    kept = uploads.read(sent, "need.jpg").content
    assert WHERE.encode() not in kept
    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(kept))
    assert after.tobytes() == before.tobytes()


def test_a_page_photographed_sideways_still_says_which_way_up_it_is():
    kept = uploads.read(a_picture("JPEG"), "need.jpg").content
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {0x0112: 6}


@pytest.mark.parametrize("facts", [{}, {"progressive": True}, {"icc_profile": b"colours" * 20}])
def test_a_second_picture_behind_the_first_does_not_say_where_it_was_taken(facts):
    sent = a_picture("JPEG", **facts)
    listed = b"\xff\xe2" + struct.pack(">H", 6 + len(WHERE)) + b"MPF\x00" + WHERE.encode()
    kept = uploads.read(sent[:2] + listed + sent[2:] + a_picture("JPEG"), "need.jpg").content
    assert WHERE.encode() not in kept
    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(kept))
    assert after.tobytes() == before.tobytes()
    assert after.info.get("icc_profile") == before.info.get("icc_profile")


def a_flood() -> bytes:
    """A picture of 60,000 x 60,000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b"")


def test_a_flood_of_pixels_is_kept_unopened_so_that_it_floods_nobody_here():
    assert uploads.read(a_flood(), "flood.png").content == a_flood()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 100, "no PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no PDF"),
        (b"<html><script>alert(1)</script>", "no PDF"),
        (b"PK\x03\x04" + b"\x00" * 100, "no PDF"),
        (b"GIF89a" + b"\x00" * 100, "no PDF"),
        (PDF[:-7], "damaged"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript>>"), "program"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /Java#53cript>>"), "program"),
        (PDF.replace(b"/Catalog", b"/Catalog /AA <</S /Launch>>"), "program"),
        (PDF + b" " * LARGEST, "MB"),
        (a_picture("JPEG")[:200], "damaged"),
        (a_picture("PNG")[:-20], "damaged"),
        (a_picture("WEBP")[:-20], "damaged"),
        (b"\xff\xd8\xff\xe1\xff\xff", "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "damaged"),
    ],
)
def test_what_is_no_letter_is_refused_with_a_word_about_why(content, said):
    with pytest.raises(Invalid) as refused:
        uploads.read(content, "letter.pdf")
    assert said in refused.value.message
    assert refused.value.field == "file"


def test_a_thousand_mangled_files_are_kept_or_refused_and_never_break():
    source = random.Random(20261127)
    good = [PDF, a_picture("JPEG"), a_picture("PNG"), a_picture("WEBP")]
    for _ in range(1_000):
        mangled = bytearray(source.choice(good))
        for _ in range(source.randint(1, 8)):
            mangled[source.randrange(len(mangled))] = source.randrange(256)
        with suppress(Invalid):
            kept = uploads.read(bytes(mangled[: source.randint(1, len(mangled))]), "letter.jpg")
            assert kept.content


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("лист потреб.PDF", "лист потреб.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a b Set-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("...", "letter.pdf"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_the_name_a_file_is_saved_under_is_harmless(typed, safe):
    assert uploads.safe_name(typed, FileKind.PDF) == safe
