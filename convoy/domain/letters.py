"""What letters there are on file, in which kinds of file, and how much of one is kept."""

from convoy.domain.vocabulary import Vocabulary


class LetterKind(Vocabulary):
    """What a file on record is."""

    NEED = "need"
    GIFT = "gift"
    EXPORT = "export"
    DECLARATION = "declaration"
    LICENCE = "licence"
    OTHER = "other"


class FileKind(Vocabulary):
    """What a file is by its content, whatever it is called."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """What a browser is told."""
        return {"pdf": "application/pdf", "jpg": "image/jpeg"}.get(self.value, f"image/{self.value}")


LARGEST = 3 * 1024 * 1024
"""Bytes of one file: a letter scanned in colour, well under what one request may carry."""
