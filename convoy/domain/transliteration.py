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
"""How each small letter is written, how some are at the start of a word, and what is not written."""


def latin(text: str) -> str:
    """Return `text` with its Ukrainian letters in Latin ones and its accents dropped; the rest as it is."""
    words = re.split(r"([^\w'’ʼ]+)", text)
    plain = "".join(_word(word) for word in words)
    decomposed = unicodedata.normalize("NFKD", plain.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _word(word: str) -> str:
    out = []
    for place, letter in enumerate(word.lower()):
        if letter in SILENT:
            continue
        written = (AT_THE_START.get(letter) if place == 0 else None) or PLAIN.get(letter, letter)
        # зг is "zgh": "zh" would be read as ж.
        if letter == "г" and place > 0 and word[place - 1].lower() == "з":
            written = "gh"
        out.append(written.capitalize() if word[place].isupper() else written)
    return "".join(out)
