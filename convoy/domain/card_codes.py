"""What is typed from a weekend card: twelve letters and digits such as 7K3F-2M9Q-XT4C.

Eleven are random and one checks them: 55 bits. That is short enough to type with cold hands, and long
enough: a card lives for three days at most, and the server slows down whoever guesses.
"""

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

RANDOM = 11
LENGTH = RANDOM + 1
GROUP = 4
LONGEST_INPUT = 300

# As on labels: a Cyrillic keyboard, and letters that are misread.
_READ_AS = str.maketrans("АВЕКМНОРСТХУІЈЅOIL", "ABEKMH0PCTXY1J5011")
_BETWEEN = frozenset(" -‐‑–—−_.:·\t\r\n")


def new() -> str:
    """Return a new code in groups; shown on the card only, stored as the hash of `read(code)`."""
    letters = references.drawn(RANDOM)
    return written(letters + references.check_letter(letters))


def written(letters: str) -> str:
    """Return the twelve letters in groups, as the card shows them."""
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read(typed: str) -> str:
    """Return the twelve letters meant: any case, with or without dashes, or the address the square says.

    Raises Invalid (field `code`) when it is no such code, or when the check letter says that one was
    mistyped: then nobody is asked whether there is such a card, and no try is counted.
    """
    last = typed[:LONGEST_INPUT].rsplit("#", 1)[-1].upper().translate(_READ_AS)
    letters = "".join(letter for letter in last if letter not in _BETWEEN)
    if len(letters) != LENGTH or any(letter not in references.ALPHABET for letter in letters):
        raise Invalid(
            N_("The code below the square on the card has %(needed)s letters and digits, such as %(like)s."),
            field="code",
            needed=LENGTH,
            like="7K3F-2M9Q-XT4C",
        )
    if references.check_letter(letters[:RANDOM]) != letters[RANDOM]:
        raise Invalid(
            N_("A letter or digit of the code was mistyped. Look again: O is a zero, I and L are a one."),
            field="code",
        )
    return letters
