"""A whole line of a gift in one go: "240 beans in 10 boxes", "20 x 24 beans", "12 ковдр", "5 boxes of 30".

Only whole numbers that stand apart are taken; a number with a unit ("1 kg pack") belongs to the item. What is
not surely an amount is left in the words, where the person sees it.
"""

import re
from dataclasses import dataclass

from convoy.domain.text import fold

BOX_WORDS = frozenset(
    fold(
        "box boxes carton cartons ctn ctns crate crates case cases коробка коробки коробок коробках ящик"
        " ящики ящиків ящиках karton kartony kartonów kartonach pudło pudła pudeł pudełko pudełka pudełek"
        " caja cajas kiste kisten kartons schachtel schachteln caisse caisses krabice koli kolli"
    ).split()
)
LINK_WORDS = frozenset(
    fold("in into of with each per по у в з із в на po w z do en de con por dans à avec mit zu je").split()
)
SIZE_WORDS = frozenset(
    fold("kg g gr l ml cm m mm mg w kw kwh kva v ah mah x л мл кг г гр см м мг вт квт ква в").split()
)
_TIMES = re.compile(r"^\s*(\d{1,4})\s*[x×х*]\s*(\d{1,7})(?!\S)\s*(.*)$", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,7}$")


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What a line says: the words for the item, pieces in all (0: not said), and boxes (0: loose)."""

    item: str
    quantity: int = 0
    boxes: int = 0


def read(typed: str) -> QuickLine:
    """Return a line taken apart; without an amount its words are the item."""
    if found := _TIMES.match(typed):
        boxes, each = int(found[1]), int(found[2])
        if boxes and each:
            return QuickLine(_trimmed(found[3].split()), boxes * each, boxes)
    words = _WORD.findall(typed)
    boxes, boxes_at, rest = _boxes(words)
    quantity, item = _count(rest, is_packed=boxes > 0)
    if quantity and 0 < boxes_at == 1:
        # The boxes came first, so that the number after them is what is in each.
        quantity *= boxes
    return QuickLine(_trimmed(item), quantity, boxes)


def identical(typed: str) -> QuickLine | None:
    """Return what "20 x 24" in the field for the quantity says: twenty boxes of twenty-four; else None."""
    found = _TIMES.match(typed)
    if found is None or found[3] or not int(found[1]) or not int(found[2]):
        return None
    return QuickLine("", int(found[1]) * int(found[2]), int(found[1]))


def unpacked(quantity: str, boxes: str) -> tuple[str, str]:
    """Return what was typed for quantity and boxes, with "20 x 24" taken apart: "480", in "20" boxes.

    A number of boxes that was typed by itself stays.
    """
    found = identical(quantity)
    if found is None:
        return quantity, boxes
    return str(found.quantity), boxes if boxes.strip() else str(found.boxes)


def _boxes(words: list[str]) -> tuple[int, int, list[str]]:
    """Return how many boxes are named (0: none), the place of their word, and the other words."""
    for place in range(1, len(words)):
        if fold(words[place]) in BOX_WORDS and (count := _whole(words[place - 1])):
            return count, place, words[: place - 1] + words[place + 1 :]
    return 0, 0, words


def _count(words: list[str], *, is_packed: bool) -> tuple[int, list[str]]:
    """Return the number that begins the line, or ends it where boxes were named, and the other words."""
    words = _trimmed(words).split()
    if len(words) > 1 and (count := _whole(words[0])) and fold(words[1]) not in SIZE_WORDS:
        return count, words[1:]
    if is_packed and len(words) > 1 and (count := _whole(words[-1])):
        return count, words[:-1]
    return 0, words


def _whole(word: str) -> int:
    return int(word) if _NUMBER.match(word) and word.isascii() else 0


def _trimmed(words: list[str]) -> str:
    """The words of the item without those that only tied the amount to it."""
    while words and (fold(words[0]) in LINK_WORDS or fold(words[0]) == ""):
        words = words[1:]
    while words and (fold(words[-1]) in LINK_WORDS or fold(words[-1]) == ""):
        words = words[:-1]
    return " ".join(words)
