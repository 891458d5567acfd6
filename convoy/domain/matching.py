"""The catalogue in memory: which item is meant by a word in any of its languages.

`find` answers for sheets and never picks between two; `search` answers while somebody types and puts the
likeliest first. Both compare folded words, so that case, accents, punctuation and apostrophes do not count.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from convoy.domain.spelling import slips_so_far
from convoy.domain.text import fold
from convoy.domain.transliteration import latin

LONGEST_QUERY = 200
MOST_WORDS = 8
LONGEST_WORD = 30
SUGGESTIONS = 5
FEW = 3  # with fewer words beginning so, the beginning itself may be mistyped
CANDIDATES = 50  # words compared letter by letter for one mistyped word: more would cost more than 5 ms

_DIGITS_MEET_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_CYRILLIC = re.compile("[\u0400-\u052f]")

# What a match of one word is worth; a name beats an everyday word only where all else is equal.
_EXACT, _BEGINNING, _ENDING, _MISTYPED = 4.0, 3.0, 2.5, 2.0
_WHOLE, _STARTS_WHOLE, _NAME, _OWN_LANGUAGE = 6.0, 2.0, 0.3, 0.5


class Certainty(StrEnum):
    """How surely a text names one item."""

    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the catalogue: code, base unit, a name and everyday words per language."""

    code: str
    unit: str
    names: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What a text names: one code, all the codes it may be, or (unknown) the nearest ones to suggest."""

    certainty: Certainty
    codes: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The code, where there is exactly one."""
        return self.codes[0] if self.certainty is Certainty.UNIQUE else None


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found while somebody types, and the name or word it was found by ("" language: its code)."""

    code: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Term:
    """One name or everyday word of an item."""

    entry: int
    text: str
    language: str
    key: str
    is_name: bool


class Catalogue:
    """All items, ready to be found; built once, never changed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.code: entry for entry in entries}
        self._codes = tuple(self.entries)
        self._terms = tuple(
            term for number, code in enumerate(self._codes) for term in self._named(number, code)
        )
        self._items_by_key: dict[str, set[int]] = {}
        self._terms_by_word: dict[str, list[int]] = {}
        for number, term in enumerate(self._terms):
            self._items_by_key.setdefault(term.key, set()).add(term.entry)
            for word in _spellings(term.key):
                self._terms_by_word.setdefault(word, []).append(number)
        # One letter begins thousands of words: it is compared with the beginnings of names alone.
        self._names_by_letter: dict[str, dict[int, float]] = {}
        for number, term in enumerate(self._terms):
            if term.is_name and term.key:
                self._names_by_letter.setdefault(term.key[0], {})[number] = _BEGINNING
        self._words = sorted(self._terms_by_word)
        self._words_by_pair: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            for pair in _pairs(word):
                self._words_by_pair.setdefault(pair, []).append(number)

    def find(self, text: str) -> Match:
        """Return the item whose code, name or everyday word `text` is, in any language."""
        key = _key(text) if len(text) <= LONGEST_QUERY else ""
        items = self._items_by_key.get(key, set()) if key else set()
        if len(items) == 1:
            return Match(Certainty.UNIQUE, (self._codes[next(iter(items))],))
        if items:
            return Match(Certainty.AMBIGUOUS, tuple(self._codes[item] for item in sorted(items)))
        return Match(Certainty.UNKNOWN, tuple(hit.code for hit in self.search(text, SUGGESTIONS)))

    def search(self, text: str, limit: int, *, language: str = "") -> tuple[Hit, ...]:
        """Return at most `limit` items for what was typed so far, the likeliest first.

        Every word may be unfinished, have another ending, be mistyped, or be Ukrainian in Latin letters.
        Items with all the words come first; with some of the words only where none has all. Names and words
        in `language` win between equals.
        """
        key = _key(text[:LONGEST_QUERY])
        asked = [word[:LONGEST_WORD] for word in key.split()[:MOST_WORDS]]
        if not asked:
            return ()
        found = [self._terms_like(word) for word in asked]
        of_item: Counter[int] = Counter()
        worth: dict[int, float] = {}
        of_term: dict[int, float] = {}
        for scores in found:
            best: dict[int, float] = {}
            for term, score in scores.items():
                item = self._terms[term].entry
                best[item] = max(score, best.get(item, 0))
                of_term[term] = of_term.get(term, 0) + score
            of_item.update(best.keys())
            for item, score in best.items():
                worth[item] = worth.get(item, 0) + score
        most = max(of_item.values(), default=0)
        if most * 2 < len(asked):
            return ()
        shown = self._best_terms(of_term, key, language)
        ranked = sorted(
            (-worth[item] - shown[item][0], self._codes[item], shown[item][1])
            for item, words in of_item.items()
            if words == most
        )
        return tuple(
            Hit(code, self._terms[term].text, self._terms[term].language) for _, code, term in ranked[:limit]
        )

    def _named(self, number: int, code: str) -> Iterator[_Term]:
        entry = self.entries[code]
        yield _Term(number, code, "", _key(code), is_name=False)
        for language, name in entry.names.items():
            yield _Term(number, name, language, _key(name), is_name=True)
        for language, words in entry.synonyms.items():
            for word in words:
                yield _Term(number, word, language, _key(word), is_name=False)

    def _best_terms(
        self, of_term: Mapping[int, float], key: str, language: str
    ) -> dict[int, tuple[float, int]]:
        """For each item the name or word that fits best, with what it adds to the item's rank."""
        best: dict[int, tuple[float, int]] = {}
        for number, score in of_term.items():
            term = self._terms[number]
            rank = score / 2 - len(term.key) / 100
            rank += _NAME * term.is_name + _OWN_LANGUAGE * (term.language == language)
            rank += _WHOLE if term.key == key else _STARTS_WHOLE * term.key.startswith(key)
            if term.entry not in best or (rank, -number) > (best[term.entry][0], -best[term.entry][1]):
                best[term.entry] = (rank, number)
        return best

    def _terms_like(self, word: str) -> dict[int, float]:
        """The terms with a word like the one asked for, and how well it fits."""
        if len(word) == 1 and word.isalpha():
            exact = dict.fromkeys(self._terms_by_word.get(word, ()), _EXACT)
            return self._names_by_letter.get(word, {}) | exact
        scores: dict[int, float] = {}
        for known, score in self._words_like(word):
            for term in self._terms_by_word[known]:
                if score > scores.get(term, 0):
                    scores[term] = score
        return scores

    def _words_like(self, word: str) -> list[tuple[str, float]]:
        found = [
            (known, _EXACT if known == word else _BEGINNING + len(word) / len(known) / 2)
            for known in self._beginning_with(word)
        ]
        if not word.isdigit():
            found += self._with_other_ending(word)
        is_certain = word in self._terms_by_word or sum(score >= _BEGINNING for _, score in found) >= FEW
        return found if is_certain else found + self._mistyped(word)

    def _beginning_with(self, start: str) -> Iterator[str]:
        for place in range(bisect_left(self._words, start), len(self._words)):
            if not self._words[place].startswith(start):
                return
            yield self._words[place]

    def _with_other_ending(self, word: str) -> list[tuple[str, float]]:
        """Words that differ in a case ending: one to three letters, never more than a third of the word."""
        ending = min(3, len(word) // 3)
        root = word[: len(word) - ending]
        return [
            (known, _ENDING - 0.1 * abs(len(known) - len(word)))
            for known in (self._beginning_with(root) if ending else ())
            if len(known) - len(root) <= ending + 1 and not known.startswith(word)
        ]

    def _mistyped(self, word: str) -> list[tuple[str, float]]:
        """Words one slip away, two for long words; numbers and short words have none."""
        allowed = 0 if len(word) <= 3 or word.isdigit() else 1 if len(word) <= 6 else 2  # noqa: PLR2004
        if not allowed:
            return []
        pairs = _pairs(word)
        shared = Counter(number for pair in pairs for number in self._words_by_pair.get(pair, ()))
        enough = max(1, len(pairs) - 3 * allowed)
        found = []
        for number, count in shared.most_common(CANDIDATES):
            known = self._words[number]
            if count >= enough and len(known) >= len(word) - allowed:
                distance = slips_so_far(word, known[: len(word) + allowed])
                if distance <= allowed:
                    found.append((known, _MISTYPED - 0.5 * distance - 0.02 * abs(len(known) - len(word))))
        return found


def _key(text: str) -> str:
    """The folded text with numbers apart from letters: "100g" and "100 g" are one key."""
    return _DIGITS_MEET_LETTERS.sub(" ", fold(text))


def _spellings(key: str) -> set[str]:
    """The words of a key, and the Latin spelling of Ukrainian ones for those without a Cyrillic keyboard."""
    words = set(key.split())
    return words | {latin(word) for word in words if _CYRILLIC.search(word)}


def _pairs(word: str) -> set[str]:
    return {f"^{word[0]}", *(word[place : place + 2] for place in range(len(word) - 1))}
