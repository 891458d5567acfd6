"""Words typed while the keyboard stood on the other alphabet: "djlf" is вода, "ьшдл" is milk."""

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_UKRAINIAN = "ґйцукенгшщзхїфівапролджєячсмитьбю"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"

_TO_UKRAINIAN = str.maketrans(_LATIN, _UKRAINIAN)
_TO_LATIN = str.maketrans(_RUSSIAN + _UKRAINIAN, _LATIN * 2)


def other_layout(text: str) -> str:
    """Return what the same keys write on the other keyboard: Ukrainian for QWERTY, and the reverse."""
    small = text.lower()
    if any("\u0400" <= letter <= "\u052f" for letter in small):
        return small.translate(_TO_LATIN)
    return small.translate(_TO_UKRAINIAN)
