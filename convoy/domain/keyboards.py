"""What was typed while the keyboard stood on another layout: words of people, codes of scanners that type.

A scanner presses the keys of an American keyboard; the computer writes what its own layout has on them.
"""

from collections.abc import Iterator

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_UKRAINIAN = "ґйцукенгшщзхїфівапролджєячсмитьбю"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"

TO_UKRAINIAN = (_LATIN, _UKRAINIAN)
TO_LATIN = (_RUSSIAN + _UKRAINIAN, _LATIN * 2)
"""The letters of keys, and in the same order what they write on the other keyboard; the last one counts."""

_TO_UKRAINIAN = str.maketrans(*TO_UKRAINIAN)
_TO_LATIN = str.maketrans(*TO_LATIN)


def other_layout(text: str) -> str:
    """Return what the same keys write on the other keyboard: Ukrainian for QWERTY, and the reverse."""
    small = text.lower()
    if any("\u0400" <= letter <= "\u052f" for letter in small):
        return small.translate(_TO_LATIN)
    return small.translate(_TO_UKRAINIAN)


# The keys of an American keyboard row by row, bare and with Shift; then the same keys elsewhere.
_KEYS = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_LAYOUTS = {
    "uk": "'1234567890-=йцукенгшщзхї\\фівапролджєячсмитьбю.ʼ!\"№;%:?*()_+ЙЦУКЕНГШЩЗХЇ/ФІВАПРОЛДЖЄЯЧСМИТЬБЮ,",
    "ru": 'ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    "fr": "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    "de": "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    "es": "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-ª!\"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_",
    "it": "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_",
}
_BACK = tuple(str.maketrans(written, _KEYS) for written in _LAYOUTS.values())


def readings(text: str) -> Iterator[str]:
    """Give what a scanner that types may have meant by `text`, layout by layout, where that differs from it.

    Only a code that shows its own slips, by a check digit or letter, may be believed in such a reading.
    """
    found = {text}
    for back in _BACK:
        meant = text.translate(back)
        if meant not in found:
            found.add(meant)
            yield meant


def written(text: str, layout: str) -> str:
    """Return what a scanner typing `text` writes on a computer with a layout (uk, ru, fr, de, es, it)."""
    return text.translate(str.maketrans(_KEYS, _LAYOUTS[layout]))
