"""Photos as phones make them are read; what is no photo is refused in a sentence."""

import io

import pytest
from PIL import Image

from convoy.exchange import pictures


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
