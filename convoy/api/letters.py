"""How words are read on a phone: by the very tables of the rules here."""

from convoy.api.messages import Letters
from convoy.domain import keyboards, text, transliteration, word_index

_DIGITS = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
"""The digits of Arabic and Persian."""

TABLES = Letters(
    letters=text.SPECIALS | _DIGITS,
    latin=transliteration.PLAIN,
    at_start=transliteration.AT_THE_START,
    silent=transliteration.SILENT,
    sounds=word_index.SOUNDS,
    keyboards=(keyboards.TO_UKRAINIAN, keyboards.TO_LATIN),
)
