"""All words of the catalogue, and which of them somebody means who typed a word like them.

Unfinished, with another ending, written in the other alphabet or without its accents, joined to another word,
or mistyped: each way has its worth, and a surer one is always worth more than a less sure one.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from convoy.domain.spelling import slips_so_far
from convoy.domain.transliteration import latin

EXACT, BEGINNING, ENDING, SOUND, MISTYPED, JOINED = 4.0, 3.0, 2.5, 2.4, 2.0, 1.9
"""What a match of one word is worth."""

FEW = 3  # with fewer words beginning so, the beginning itself may be mistyped
CANDIDATES = 50  # words compared letter by letter for one mistyped word: more would cost more than 5 ms
SHORTEST_PART, SHORTEST_REST = 4, 3  # letters of a word in a longer one, and of the rest: "reifen", "winter"

_CYRILLIC = re.compile("[\u0400-\u052f]")

SOUNDS = (
    ("shch", "sc"),
    ("sch", "sh"),
    ("sz", "sh"),
    ("cz", "ch"),
    ("kh", "h"),
    ("zh", "z"),
    ("rz", "z"),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "k"),
    ("oe", "o"),
    ("ue", "u"),
    ("ae", "a"),
    ("ie", "e"),
    ("ye", "e"),
    ("je", "e"),
    ("ia", "a"),
    ("ya", "a"),
    ("ja", "a"),
    ("iu", "u"),
    ("yu", "u"),
    ("ju", "u"),
    ("x", "ks"),
    ("w", "v"),
    ("j", "i"),
    ("y", "i"),
)
"""One sound, several spellings, read one after the other.

KMU 55 beside older and everyday ways to write Ukrainian in Latin letters, German umlauts spelled out, and the
letters that Polish, Spanish and French take for each other.
"""

_TWICE = re.compile(r"(.)\1+")


def spellings(key: str) -> set[str]:
    """Return the words of a folded key, and the Latin spelling of those in Cyrillic letters."""
    words = set(key.split())
    return words | {latin(word) for word in words if _CYRILLIC.search(word)}


def sound(word: str) -> str:
    """Return the key that different spellings of one word share: "hrechka" and "khrechka", "oel" and "ol"."""
    key = latin(word) if _CYRILLIC.search(word) else word
    for written, heard in SOUNDS:
        key = key.replace(written, heard)
    return _TWICE.sub(r"\1", key).removeprefix("h")


class WordIndex:
    """Words, ready to be compared; built once, never changed."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._known = frozenset(self._words)
        self._by_pair: dict[str, list[int]] = {}
        by_sound: dict[str, list[str]] = {}
        for number, word in enumerate(self._words):
            for pair in _pairs(word):
                self._by_pair.setdefault(pair, []).append(number)
            if not word.isdigit():
                by_sound.setdefault(sound(word), []).append(word)
        self._by_sound: Mapping[str, list[str]] = by_sound
        self._sounds = sorted(by_sound)

    def like(self, word: str) -> dict[str, float]:
        """Return the words that `word` may stand for, and how surely each."""
        found = {
            known: EXACT if known == word else BEGINNING + len(word) / len(known) / 2
            for known in _beginning(self._words, word)
        }
        if word.isdigit():
            return found
        _keep(found, self._with_other_ending(word))
        _keep(found, self._sounding(word))
        if word in self._known or sum(worth >= BEGINNING for worth in found.values()) >= FEW:
            return found
        _keep(found, self._joined(word))
        _keep(found, self._mistyped(word))
        if _CYRILLIC.search(word) and not any(worth > MISTYPED for worth in found.values()):
            # A brand or a foreign word as it sounds: "фейрі", "ekoflow".
            _keep(found, ((known, worth - 0.2) for known, worth in self._mistyped(latin(word))))
        return found

    def _with_other_ending(self, word: str) -> Iterator[tuple[str, float]]:
        """Words that differ in a case ending: one to three letters; two of five, then a third of the word.

        Spanish writes z as c before its plural: "arroces".
        """
        if word.endswith("ces") and (one := f"{word[:-3]}z") in self._known:
            yield one, ENDING
        ending = 2 if len(word) == 5 else min(3, len(word) // 3)  # noqa: PLR2004  # koców, mydeł
        root = word[: len(word) - ending]
        for known in _beginning(self._words, root) if ending else ():
            if len(known) - len(root) <= ending + 1 and not known.startswith(word):
                kept = _shared(known, word) / len(word)
                yield known, ENDING - 0.1 * abs(len(known) - len(word)) - 0.6 * (1 - kept)

    def _sounding(self, word: str) -> Iterator[tuple[str, float]]:
        """Words that sound so, or begin so."""
        heard = sound(word)
        if len(heard) < 3:  # noqa: PLR2004  # two letters begin everything
            return
        for known_sound in _beginning(self._sounds, heard):
            for known in self._by_sound[known_sound]:
                yield known, SOUND - 0.5 * (1 - len(heard) / len(known_sound))

    def _joined(self, word: str) -> Iterator[tuple[str, float]]:
        """Known words the typed one begins or ends with; German says the chief thing last."""
        for length in range(SHORTEST_PART, len(word) - SHORTEST_REST + 1):
            for part, is_last in ((word[-length:], 1), (word[:length], 0)):
                if part in self._known:
                    yield part, JOINED - (1 - length / len(word)) + 0.1 * is_last

    def _mistyped(self, word: str) -> Iterator[tuple[str, float]]:
        """Words one slip away, two for long words; numbers and short words have none."""
        allowed = 0 if len(word) <= 3 or word.isdigit() else 1 if len(word) <= 6 else 2  # noqa: PLR2004
        if not allowed:
            return
        pairs = _pairs(word)
        shared = Counter(number for pair in pairs for number in self._by_pair.get(pair, ()))
        enough = max(1, len(pairs) - 3 * allowed)
        for number, count in shared.most_common(CANDIDATES):
            known = self._words[number]
            if count >= enough and len(known) >= len(word) - allowed:
                distance = slips_so_far(word, known[: len(word) + allowed])
                if distance <= allowed:
                    worth = MISTYPED - 0.5 * distance - 0.02 * abs(len(known) - len(word))
                    # The first letter is seldom the wrong one.
                    yield known, worth - 0.2 * (known[0] != word[0])


def _keep(found: dict[str, float], others: Iterable[tuple[str, float]]) -> None:
    for known, worth in others:
        if worth > found.get(known, 0):
            found[known] = worth


def _beginning(words: list[str], start: str) -> Iterator[str]:
    for place in range(bisect_left(words, start), len(words)):
        if not words[place].startswith(start):
            return
        yield words[place]


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with together."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _pairs(word: str) -> dict[str, None]:
    """The pairs of letters of a word, each once and in order: every process finds the same words near."""
    return dict.fromkeys([f"^{word[0]}", *(word[place : place + 2] for place in range(len(word) - 1))])
