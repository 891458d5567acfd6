"""Messages for a group chat: what may be said, and how it is said in a language.

A chat of members is neither public nor closed: it is forwarded, and phones are searched at borders. So a
message is made of the facts below and of nothing else. They hold no plate, no person, no donor's or
recipient's name, no town or crossing on the way, no address, and no day or hour but the last one to bring
goods. Weights are rounded, and a kind of goods that weighs little is not named, since a rare one can be
known by it. A convoy's name may give its goal away ("Kryvyi Rih convoy") and is said only where somebody
asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from convoy.domain.categories import name_of
from convoy.domain.kinds import PlaceStatus
from convoy.words import N_, Words

AIM = 500
"""Characters that a group reads to the end."""

LEAST_NAMED_G = 10_000
"""A category of less goes among the other goods."""

_TONNE_G = 1_000_000

_TAKES_NOTHING = {
    PlaceStatus.FULL: N_("%(place)s is full now: bring nothing until we say so."),
    PlaceStatus.PAUSED: N_("%(place)s takes nothing for now: bring nothing until we say so."),
    PlaceStatus.CLOSED: N_("%(place)s is closed: bring nothing there."),
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a collection point takes now, by the name under which people know it."""

    place: str
    status: PlaceStatus
    accepts: str
    do_not_bring: str


@dataclass(frozen=True, slots=True)
class CutOff:
    """Until when goods go with the next convoy. `name` is empty unless it is to be said."""

    last_day: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What is on its way, when every van has left."""

    vans: int
    boxes: int
    grams: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What reached its recipients, in grams by category, and how many organisations had given of it."""

    boxes: int
    of_boxes: int
    grams: Mapping[str, int]
    organisations: int
    name: str = ""


Announcement = Needs | CutOff | Left | Arrived


def message(announcement: Announcement, languages: Sequence[Words], addition: str = "") -> str:
    """Return the message in each language, one below the other, and the addition once at its end."""
    parts = [say(announcement, words) for words in languages]
    return "\n\n".join([*parts, *([addition] if addition else [])])


def say(announcement: Announcement, words: Words) -> str:
    """Return the message in one language."""
    if isinstance(announcement, Needs):
        lines = _needs(announcement, words)
    elif isinstance(announcement, CutOff):
        lines = _cut_off(announcement, words)
    elif isinstance(announcement, Left):
        lines = _left(announcement, words)
    else:
        lines = _arrived(announcement, words)
    return "\n".join(lines)


def about(words: Words, grams: int) -> str:
    """Return a weight as it is said in passing: to 100 kg from a tonne on, to 10 kg below it."""
    if grams >= _TONNE_G - LEAST_NAMED_G // 2:
        return words.gettext("about %(weight)s t", weight=words.fixed((grams + 50_000) // 100_000, 1))
    tens = max(1, (grams + LEAST_NAMED_G // 2) // LEAST_NAMED_G)
    return words.gettext("about %(weight)s kg", weight=words.number(tens * 10))


def _needs(needs: Needs, words: Words) -> list[str]:
    if needs.status in _TAKES_NOTHING:
        return [words.gettext(_TAKES_NOTHING[needs.status], place=needs.place)]
    lines = [words.gettext("%(place)s takes goods now.", place=needs.place)]
    if needs.accepts:
        lines.append(words.gettext("We take: %(goods)s", goods=needs.accepts))
    if needs.do_not_bring:
        lines.append(words.gettext("Do not bring: %(goods)s", goods=needs.do_not_bring))
    return lines


def _cut_off(cut_off: CutOff, words: Words) -> list[str]:
    day = words.weekday(cut_off.last_day)
    if cut_off.name:
        first = words.gettext(
            "Our convoy “%(name)s” takes goods until %(day)s, that day included.", name=cut_off.name, day=day
        )
    else:
        first = words.gettext("Our next convoy takes goods until %(day)s, that day included.", day=day)
    return [first, words.gettext("What comes later waits for the one after it.")]


def _left(left: Left, words: Words) -> list[str]:
    load = ", ".join(
        [
            words.ngettext("%(num)s van", "%(num)s vans", left.vans),
            words.ngettext("%(num)s box", "%(num)s boxes", left.boxes),
            about(words, left.grams),
        ]
    )
    if left.name:
        first = words.gettext("Our convoy “%(name)s” is on its way: %(load)s.", name=left.name, load=load)
    else:
        first = words.gettext("Our convoy is on its way: %(load)s.", load=load)
    return [first, words.gettext("We say more when everybody is back. Do not ask where they are.")]


def _arrived(arrived: Arrived, words: Words) -> list[str]:
    counted = {"boxes": words.number(arrived.boxes), "all": words.number(arrived.of_boxes)}
    if arrived.boxes == arrived.of_boxes:
        boxes = words.ngettext("%(num)s box", "%(num)s boxes", arrived.boxes)
    else:
        # translators: the number that decides the plural is %(all)s
        boxes = words.ngettext(
            "%(boxes)s of %(all)s box", "%(boxes)s of %(all)s boxes", arrived.of_boxes, **counted
        )
    if arrived.name:
        first = words.gettext(
            "Our convoy “%(name)s” is there. Received in good order: %(boxes)s.",
            name=arrived.name,
            boxes=boxes,
        )
    else:
        first = words.gettext("Our convoy is there. Received in good order: %(boxes)s.", boxes=boxes)
    thanks = words.gettext("Thanks to everybody who gave, packed and drove.")
    if arrived.organisations:
        thanks = words.ngettext(
            "Thanks to %(num)s organisation and to everybody who gave, packed and drove.",
            "Thanks to %(num)s organisations and to everybody who gave, packed and drove.",
            arrived.organisations,
        )
    return [first, *_goods(arrived.grams, words), thanks]


def _goods(grams: Mapping[str, int], words: Words) -> list[str]:
    """One line of what there was, the heaviest first; nothing where nothing weighs enough to be named."""
    named = sorted(
        (category for category in grams if grams[category] >= LEAST_NAMED_G),
        key=lambda category: (-grams[category], category),
    )
    said = [f"{words.gettext(name_of(category))}: {about(words, grams[category])}" for category in named]
    if said and len(named) < sum(1 for amount in grams.values() if amount > 0):
        said.append(words.gettext("and other goods"))
    return ["; ".join(said) + "."] if said else []
