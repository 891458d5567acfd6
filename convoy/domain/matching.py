"""The catalogue in memory: which item is meant by a word in any of its languages.

`find` answers for sheets and never picks between two; `search` answers while somebody types and puts the
likeliest first. Both compare folded words, so that case, accents, punctuation and apostrophes do not count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import log

from convoy.domain.endings import is_one
from convoy.domain.keyboards import other_layout
from convoy.domain.text import fold
from convoy.domain.word_index import BEGINNING, EXACT, MISTYPED, WordIndex, spellings

LONGEST_QUERY = 200
MOST_WORDS = 8
LONGEST_WORD = 30
SUGGESTIONS = 5
MOST_PARTS, SENTENCES, WORDS = 60, 64, 2_000

_PARTS = re.compile(r"[,;.\n/]| and | та | і | i | y | und | et ")
_DIGITS_MEET_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")

# What else counts beside the words: a name beats an everyday word only where all else is equal, and what is
# usual at a place never beats a whole name or word.
_WHOLE, _STARTS_WHOLE, _STARTS, _NAME, _OWN_LANGUAGE, _USUAL = 6.0, 2.0, 1.0, 0.3, 0.5, 1.0
_NUMBER = 0.3  # what a number tells beside words


class Certainty(StrEnum):
    """How surely a text names one item."""

    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the catalogue: code, base unit, a name and everyday words per language.

    `place` is where it stands in the catalogue, which lists the ordinary before the special; `group` is the
    code of its category, `is_rejected` whether nobody takes it in.
    """

    code: str
    unit: str
    names: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    place: int = 0
    group: str = ""
    is_rejected: bool = False


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


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading of the typed words comes to: rank and best term by item, and whether it is sure."""

    ranks: Mapping[int, tuple[float, int]]
    is_sure: bool

    @property
    def best(self) -> float:
        """The rank of the likeliest item."""
        return max((rank for rank, _ in self.ranks.values()), default=0)


class Catalogue:
    """All items, ready to be found; built once, never changed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.code: entry for entry in entries}
        self._codes = tuple(self.entries)
        self._places = tuple(entry.place for entry in self.entries.values())
        self._terms = tuple(
            term for number, code in enumerate(self._codes) for term in self._named(number, code)
        )
        self._items_by_key: dict[str, set[int]] = {}
        self._terms_by_word: dict[str, list[int]] = {}
        for number, term in enumerate(self._terms):
            self._items_by_key.setdefault(term.key, set()).add(term.entry)
            for word in spellings(term.key) | _joined(term.key):
                self._terms_by_word.setdefault(word, []).append(number)
        # One letter begins thousands of words: it is compared with the beginnings of names alone.
        self._names_by_letter: dict[str, dict[int, float]] = {}
        for number, term in enumerate(self._terms):
            if term.is_name and term.key:
                self._names_by_letter.setdefault(term.key[0], {})[number] = BEGINNING
        self._words = WordIndex(self._terms_by_word)
        self.named_in = lru_cache(SENTENCES)(self._named_in)
        self.find = lru_cache(WORDS)(self._find)

    def knows(self, text: str) -> bool:
        """Whether `text` is a code, a name or an everyday word of any item."""
        return len(text) <= LONGEST_QUERY and bool(self._items_by_key.get(_key(text)))

    def _find(self, text: str) -> Match:
        """Return the item whose code, name or everyday word `text` is, in any language.

        As `find` it keeps its answers: a sheet that is mended asks for the same words at every look.
        """
        key = _key(text) if len(text) <= LONGEST_QUERY else ""
        items = self._items_by_key.get(key, set()) if key else set()
        if len(items) == 1:
            return Match(Certainty.UNIQUE, (self._codes[next(iter(items))],))
        if items:
            return Match(Certainty.AMBIGUOUS, tuple(self._codes[item] for item in sorted(items)))
        return Match(Certainty.UNKNOWN, tuple(hit.code for hit in self.search(text, SUGGESTIONS)))

    def _named_in(self, sentence: str) -> tuple[str, ...]:
        """Return the items that a list in words names, like "rice, blankets": one a part, or all of a kind.

        Places say so what they take. As `named_in` it keeps its answers, since everybody who types asks.
        """
        codes: dict[str, None] = {}
        for part in _PARTS.split(sentence)[:MOST_PARTS]:
            codes.update(dict.fromkeys(self.meant(part)))
        return tuple(codes)

    def meant(self, words: str) -> tuple[str, ...]:
        """Return the items whose name or word this is, else the one that surely is meant; () for neither."""
        match = self.find(words)
        return match.codes if match.certainty is not Certainty.UNKNOWN else self._surely(words)

    def _surely(self, part: str) -> tuple[str, ...]:
        """The item a part of a sentence means, where one of its names has all its words, endings apart."""
        asked = _key(part).split()
        hits = self.search(part, 1) if len(part) <= LONGEST_QUERY else ()
        named = {hit.code: _key(hit.text).split() for hit in hits}
        return tuple(
            code for code, of in named.items() if all(any(is_one(word, one) for one in of) for word in asked)
        )

    def search(
        self, text: str, limit: int, *, language: str = "", usual: Mapping[str, float] | None = None
    ) -> tuple[Hit, ...]:
        """Return at most `limit` items for what was typed so far, the likeliest first.

        Every word may be unfinished, have another ending, be mistyped, joined to another, in the other
        alphabet or typed on the other keyboard. A rare word says more than one that many items have, and
        numbers only tip the scales. Names and words in `language` win between equals; so does what is `usual`
        here (code -> 0 to 1), which never passes an item that fits better; last comes the catalogue's order.
        """
        typed = text[:LONGEST_QUERY]
        read = self._read(typed, language)
        if not read.is_sure:
            swapped = self._read(other_layout(typed), language)
            if swapped.is_sure and swapped.best > read.best:
                read = swapped
        least, common = read.best / 2, usual or {}
        ranked = sorted(
            (
                -round(rank + _USUAL * common.get(self._codes[item], 0), 1),
                self._places[item],
                self._codes[item],
                term,
            )
            for item, (rank, term) in read.ranks.items()
            if rank >= least
        )
        return tuple(
            Hit(code, self._terms[term].text, self._terms[term].language)
            for _, _, code, term in ranked[:limit]
        )

    def _named(self, number: int, code: str) -> Iterator[_Term]:
        entry = self.entries[code]
        yield _Term(number, code, "", _key(code), is_name=False)
        for language, name in entry.names.items():
            yield _Term(number, name, language, _key(name), is_name=True)
        for language, words in entry.synonyms.items():
            for word in words:
                yield _Term(number, word, language, _key(word), is_name=False)

    def _read(self, typed: str, language: str) -> _Read:
        """Weigh the items that the words typed may mean."""
        key = _key(typed)
        asked = list(dict.fromkeys(word[:LONGEST_WORD] for word in key.split()[:MOST_WORDS]))
        likes = self._likes(asked)
        telling = [word for word in asked if not word.isdigit()] or asked
        known = [word for word in telling if likes[word]]
        if not asked or len(known) * 2 < len(telling):
            return _Read({}, is_sure=False)
        of_item: dict[int, float] = {}
        of_term: dict[int, float] = {}
        for word, scores in likes.items():
            best: dict[int, float] = {}
            for term, score in scores.items():
                item = self._terms[term].entry
                best[item] = max(score, best.get(item, 0))
            weight = self._weight(best) * (1 if word in telling else _NUMBER)
            for item, score in best.items():
                of_item[item] = of_item.get(item, 0) + weight * score
            for term, score in scores.items():
                of_term[term] = of_term.get(term, 0) + weight * score
        fits = self._best_terms(of_term, key, language)
        ranks = {item: (score + fits[item][0], fits[item][1]) for item, score in of_item.items()}
        return _Read(ranks, all(max(likes[word].values(), default=0) > MISTYPED for word in telling))

    def _likes(self, asked: Sequence[str]) -> dict[str, dict[int, float]]:
        """The terms like each word, or like two neighbours that are one word there: "push chair"."""
        likes = {word: self._terms_like(word) for word in asked}
        for one, next_one in pairwise(asked):
            for term in self._terms_by_word.get(one + next_one, ()):
                likes[one][term] = likes[next_one][term] = EXACT
        return likes

    def _weight(self, best: Mapping[int, float]) -> float:
        """How much a word tells: 1 for one item's own, little for one that every item has."""
        least = max(best.values(), default=0) - 1
        items = sum(score >= least for score in best.values())
        return 1 - 0.9 * log(max(1, items)) / log(max(2, len(self._codes)))

    def _best_terms(
        self, of_term: Mapping[int, float], key: str, language: str
    ) -> dict[int, tuple[float, int]]:
        """For each item the name or word that fits best, with what it adds to the item's rank."""
        best: dict[int, tuple[float, int]] = {}
        for number, score in of_term.items():
            term = self._terms[number]
            rank = score / 2 - len(term.key) / 250
            rank += _NAME * term.is_name + _OWN_LANGUAGE * (term.language == language)
            rank += _likeness(term.key, key)
            if term.entry not in best or (rank, -number) > (best[term.entry][0], -best[term.entry][1]):
                best[term.entry] = (rank, number)
        return best

    def _terms_like(self, word: str) -> dict[int, float]:
        """The terms with a word like the one asked for, and how well it fits."""
        if len(word) == 1 and word.isalpha():
            exact = dict.fromkeys(self._terms_by_word.get(word, ()), EXACT)
            return self._names_by_letter.get(word, {}) | exact
        scores: dict[int, float] = {}
        for known, score in self._words.like(word).items():
            for term in self._terms_by_word[known]:
                if score > scores.get(term, 0):
                    scores[term] = score
        return scores


def _likeness(named: str, typed: str) -> float:
    """What it adds that a name is just what was typed, or begins so: "rice" in "rice flour", "ricetta"."""
    if named == typed:
        return _WHOLE
    if not named.startswith(typed):
        return 0
    return _STARTS_WHOLE if named.startswith(f"{typed} ") else _STARTS


def _key(text: str) -> str:
    """The folded text with numbers apart from letters: "100g" and "100 g" are one key."""
    return _DIGITS_MEET_LETTERS.sub(" ", fold(text))


def _joined(key: str) -> set[str]:
    """The neighbours in a key written as one word: "sleepingbag"."""
    words = key.split()
    return {
        one + next_one
        for one, next_one in pairwise(words)
        if one.isalpha() and next_one.isalpha() and len(one) > 2 and len(next_one) > 2  # noqa: PLR2004
    }
