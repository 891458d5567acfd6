"""Ukrainian in Latin letters: Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010."""

import re
import unicodedata

_PAIRS = "а:a б:b в:v г:h ґ:g д:d е:e ж:zh з:z и:y і:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f"
PLAIN = dict(pair.split(":") for pair in _PAIRS.split()) | {
    "є": "ie",
    "ї": "i",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
}
AT_THE_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
SILENT = "ьЬ'’ʼ"
UNDIVIDED = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"})
"""How each small letter is written, how some are at the start of a word, what is not written, and Latin
letters that Unicode does not take apart into a plain one and its mark."""


def latin(text: str) -> str:
    """Return `text` with its Ukrainian letters in Latin ones and its accents dropped; the rest as it is."""
    words = re.split(r"([^\w'’ʼ]+)", text)
    plain = "".join(_word(word) for word in words)
    decomposed = unicodedata.normalize("NFKD", plain.translate(UNDIVIDED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _word(word: str) -> str:
    out = []
    for place, letter in enumerate(word):
        small = letter.lower()
        if small in SILENT:
            continue
        written = (AT_THE_START.get(small) if place == 0 else None) or PLAIN.get(small, small)
        # зг is "zgh": "zh" would be read as ж.
        if small == "г" and place > 0 and word[place - 1].lower() == "з":
            written = "gh"
        out.append(written.capitalize() if letter.isupper() else written)
    return "".join(out)
