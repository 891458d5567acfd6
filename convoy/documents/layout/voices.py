"""A paper speaks one or two languages at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from convoy.documents.layout.text import LONGEST, text
from convoy.domain.transliteration import latin
from convoy.words import LANGUAGES, SOURCE, Words

_IN_CYRILLIC = frozenset({"uk"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Voices:
    """The languages of one paper, in reading order."""

    first: Words
    second: Words | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The language codes, first one first."""
        return tuple(words.language for words in self._each)

    @property
    def _each(self) -> tuple[Words, ...]:
        return (self.first, self.second) if self.second else (self.first,)

    def say(self, sentence: Callable[[Words], str]) -> tuple[str, ...]:
        """Return what `sentence` makes of each language; once where both come out the same."""
        return tuple(dict.fromkeys(sentence(words) for words in self._each))

    def gettext(self, message: str, **facts: object) -> tuple[str, ...]:
        """Return `message` in each language."""
        return self.say(lambda words: words.gettext(message, **facts))

    def ngettext(self, one: str, many: str, num: int, **facts: object) -> tuple[str, ...]:
        """Return the plural form for `num` in each language."""
        return self.say(lambda words: words.ngettext(one, many, num, **facts))

    def name(self, names: Mapping[str, str]) -> tuple[str, ...]:
        """Return a thing's name in each language; English where a language has none."""
        spare = names.get(SOURCE) or next(iter(names.values()), "")
        return tuple(dict.fromkeys(names.get(language) or spare for language in self.languages))

    def term(self, names: Mapping[str, str]) -> tuple[str, ...]:
        """Return name() of something whose English name is a message, so that every language has it."""
        spare = names.get(SOURCE, "")
        return self.say(lambda words: names.get(words.language) or words.gettext(spare)) if spare else ()


def joined(phrases: tuple[str, ...]) -> str:
    """Return both languages on one line: Category / Категорія."""
    return " / ".join(phrases)


def label(voices: Voices, message: str) -> str:
    """Return a message, marked with N_ where it stands, in both languages on one line."""
    return joined(voices.gettext(message))


def in_latin(voices: Voices, name: str) -> str:
    """Return a name that was typed in Cyrillic alone in Latin letters; "" where nobody needs it."""
    needed = set(voices.languages) - _IN_CYRILLIC and _CYRILLIC.search(name) and not _LATIN.search(name)
    return latin(name) if needed else ""


def named(voices: Voices, name: str, longest: int = LONGEST) -> str:
    """Return a person, a town or an organisation as text(), in Latin letters too where a reader needs it."""
    plain = in_latin(voices, name)
    return f"{text(name, longest)} ({text(plain, longest)})" if plain else text(name, longest)


def asked_for(*languages: str) -> Voices:
    """Return the languages of a paper: the first two asked for that there are; English for none."""
    first, *others = dict.fromkeys(one for one in languages if one in LANGUAGES) or (SOURCE,)
    return Voices(Words(first), Words(others[0]) if others else None)
