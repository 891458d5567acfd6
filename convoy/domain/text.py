"""What people type: made clean for keeping, and reduced to keys for finding and comparing."""

import re
import unicodedata
from functools import lru_cache

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

FOLDED = 4_096
"""Keys that are remembered: sheets, lists and searches ask for the same words again and again."""

JOINERS = "\u200c\u200d"
VARIATION = "\ufe0e\ufe0f"
MARKS_IN_A_ROW = 4

# Letters that show nothing, whatever their category says (Unicode's Default_Ignorable_Code_Point and two
# blanks): text with one of them looks equal to text without.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Arabic, Syriac and the Indian scripts spell with joiners; no other script needs them.
_JOINING = re.compile("[\u0620-\u07ff\u0840-\u08ff\u0900-\u0dff\u1000-\u109f\ufb50-\ufdff\ufe70-\ufefc]")

# Format characters by category, and yet signs of Arabic and Syriac that are seen in print.
_SEEN_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
_LAST_TWO = 0xFFFE  # the last two code points of every plane are no characters

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")

_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07]")
_CYRILLIC = "[\u0400-\u052f]"
# в'язані = вязані and women's = womens, but d'eau = d eau: the article is not part of the word.
_INNER_APOSTROPHE = re.compile(f"(?<={_CYRILLIC})'(?={_CYRILLIC})|(?<=\\w)'(?=s\\b)")
_NOT_A_WORD = re.compile(r"[\W_]+")
SPECIALS: dict[str, str] = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ŋ": "n",
    "ŧ": "t",
    "ґ": "г",
    "×": "x",
    "\u0640": "",  # tatweel only stretches a word
    "ة": "ه",
    "ى": "ي",
}
"""Letters that have a plain one in keys, beside those that lose an accent."""

_SPECIALS = str.maketrans(SPECIALS)

# Cyrillic and Greek letters by the Latin one they pass for, in the shape (small or capital) that deceives.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіїјѕԁԛԝһьєґгαβεζηικμνορτυχγ01|ı",
    "abekmhopctyxiijsdqwhberrabezhikmnoptyxyolll",
)
_ONE_SHAPE = re.compile("[il1]")


def clean(value: str, *, limit: int, field: str) -> str:
    """Return one line of text fit to keep: composed (NFC), trimmed, with single spaces; may be empty.

    A line end or tab counts as a space, since spreadsheets paste them. Raises Invalid for what cannot be
    seen or stored (control, direction and private-use characters, lone surrogates, text lost in a wrong
    encoding) and for more than `limit` characters.
    """
    return _checked(_BLANKS.sub(" ", _LINE_ENDS.sub(" ", value)), limit, field)


def clean_note(value: str, *, limit: int, field: str) -> str:
    r"""Return text fit to keep like `clean`, but with its lines (\n); of empty ones at most one."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _LINE_ENDS.sub("\n", value).split("\n"))
    return _checked(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), limit, field)


@lru_cache(FOLDED)
def without_brackets(note: str) -> str:
    """Return what goods were called, without what was noted of them in brackets."""
    return note.partition(" (")[0] or note


def fold(value: str) -> str:
    """Return the key under which `value` is searched: small letters without accents, words by single spaces.

    Never shown and never stored as a name: й becomes и, ї becomes і, ł becomes l, ß becomes ss, × becomes x.
    """
    text = _APOSTROPHES.sub("'", value).casefold()
    text = unicodedata.normalize("NFKD", _INNER_APOSTROPHE.sub("", text)).casefold()
    plain = "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))
    digits = "".join(_western(letter) for letter in plain.translate(_SPECIALS))
    return _NOT_A_WORD.sub(" ", digits).strip()


def skeleton(value: str) -> str:
    """Return a key that is equal for names which look alike, after the idea of Unicode TS 39.

    Case, accents, spaces and punctuation do not count; Cyrillic and Greek letters count as the Latin ones
    they resemble, 0 as o, and 1, l and i as one letter. Two login names or organisations with one skeleton
    can be taken for each other: the second needs a person's decision.
    """
    text = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")
    same = _ONE_SHAPE.sub("l", plain.translate(_SPECIALS).translate(_LOOKALIKES))
    return same.replace("rn", "m").replace("vv", "w")


def _checked(text: str, limit: int, field: str) -> str:
    _refuse_unstorable(text, field)
    composed = unicodedata.normalize("NFC", text).strip()
    if len(composed) > limit:
        raise Invalid(
            N_("%(length)s characters were written; %(limit)s fit"),
            field=field,
            length=len(composed),
            limit=limit,
        )
    return composed


def _refuse_unstorable(text: str, field: str) -> None:
    if text.isascii() and text.isprintable():
        return
    if "\ufffd" in text:
        raise Invalid(
            N_("Letters were lost on the way (“%(found)s”); write them again"),
            field=field,
            found=text[:40],
        )
    for place, letter in enumerate(text):
        if letter > "~" or (letter < " " and letter != "\n"):
            _refuse_unseen(text, place, field)
    if _MARKS.search(text):
        raise Invalid(
            N_("More than %(limit)s accents stand on one letter; write the letter with one"),
            field=field,
            limit=MARKS_IN_A_ROW,
        )


def _refuse_unseen(text: str, place: int, field: str) -> None:
    letter = text[place]
    kind = unicodedata.category(letter)
    if letter in JOINERS or letter in VARIATION:
        wrong = not _is_joined(text, place)
    elif kind == "Cf":
        wrong = letter not in _SEEN_SIGNS
    else:
        is_noncharacter = ord(letter) & _LAST_TWO == _LAST_TWO or "\ufdd0" <= letter <= "\ufdef"
        wrong = kind in {"Cc", "Cs", "Co"} or is_noncharacter or bool(_UNSEEN.match(letter))
    if wrong:
        code = f"U+{ord(letter):04X}"
        before = "".join(seen for seen in text[max(0, place - 12) : place] if seen.isprintable()).strip()
        if not before:
            raise Invalid(
                N_("An invisible character (%(code)s) stands first; delete it or type the text again"),
                field=field,
                code=code,
            )
        raise Invalid(
            N_("An invisible character (%(code)s) follows “%(before)s”; delete it or type the text again"),
            field=field,
            code=code,
            before=before,
        )


def _is_joined(text: str, place: int) -> bool:
    """Whether the joiner or variation selector at `place` does its work in an emoji or a joining script."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if text[place] in VARIATION:
        return bool(before) and (unicodedata.category(before) in {"So", "Sm"} or before in "#*0123456789‼⁉")
    if _JOINING.match(before) and _JOINING.match(after):
        return True
    is_emoji_before = bool(before) and (
        unicodedata.category(before) == "So" or before in VARIATION or "\U0001f3fb" <= before <= "\U0001f3ff"
    )
    return text[place] == "\u200d" and is_emoji_before and after != "" and unicodedata.category(after) == "So"


def _western(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter > "9" and letter.isdecimal() else letter


def number_key(number: str) -> str:
    """Return what the writings of one box number have in common: no case, blanks, signs or leading zeros."""
    return fold(number).replace(" ", "").lstrip("0") or "0"
