"""Keeps the catalogues in step with the sentences in code and templates.

Usage: python .build/translations.py update | check
"""

import io
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from convoy.words import COMPLETE, LANGUAGES, SCREENS, SOURCE, TRANSLATIONS, UNREVIEWED

TOP = Path(__file__).resolve().parent.parent
CATALOGUES = tuple(language for language in dict.fromkeys((*LANGUAGES, *SCREENS)) if language != SOURCE)
"""Of these one says everything, those of papers all that is printed, those of pages as much as there is."""
PRINTED = (
    "convoy/documents/",
    "convoy/domain/adr_points.py",
    "convoy/domain/categories.py",
    "convoy/domain/days.py",
    "convoy/domain/dual_use.py",
)
"""Where the sentences of papers stand."""
COMMENT = """\
# Words in %(language)s.
# Translated with the trade's standard terms and checked by no native reader. Whoever has checked them all
# writes who did so into Language-Team: then papers do not say any more that nobody has.
#"""


def of_rules(file: BinaryIO, *_: object, **_options: object) -> Iterator[tuple[int, None, str, list[str]]]:
    """What the rules of a data file say, as Babel wants it from whatever finds sentences."""
    for rule in tomllib.load(file).values():
        yield 0, None, rule["says"], []


METHODS = {"rules": of_rules}
"""Of our own, by the name pyproject.toml calls them."""
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "NN_": (1, 2)}


@cache
def collected() -> Catalog:
    """Every sentence in the places that pyproject.toml names, with the files it stands in."""
    with (TOP / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    catalogue = Catalog(project="Convoy", charset="utf-8")
    found = extract_from_dir(
        TOP,
        method_map=[
            (mapping["pattern"], METHODS.get(mapping["method"], mapping["method"])) for mapping in mappings
        ],
        keywords=KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    )
    for filename, _line, message, comments, context in found:
        catalogue.add(message, locations=[(filename, None)], auto_comments=comments, context=context)
    return catalogue


def printed(message: Message) -> list[tuple[str, int | None]]:
    """Where a sentence stands that papers say."""
    return [place for place in message.locations if place[0].startswith(PRINTED)]


def wanted(language: str) -> Catalog:
    """The sentences of a language: all of them where pages are shown in it, else those on papers."""
    if language in SCREENS:
        return collected()
    catalogue = Catalog(project="Convoy", charset="utf-8")
    for message in collected():
        places = printed(message)
        if places:
            catalogue.add(
                message.id, locations=places, auto_comments=message.auto_comments, context=message.context
            )
    return catalogue


def catalogue_file(language: str) -> Path:
    """Where the sentences of a language are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def kept(language: str) -> Catalog:
    """The catalogue of a language as it stands in the tree; empty where there is none yet."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(
            locale=language,
            project="Convoy",
            charset="utf-8",
            header_comment=COMMENT % {"language": Locale.parse(language).english_name},
            language_team=UNREVIEWED,
            fuzzy=False,
        )
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def update() -> None:
    """Add new sentences to every language, untranslated, and take out those nobody says any more."""
    for language in CATALOGUES:
        catalogue = kept(language)
        catalogue.update(wanted(language), no_fuzzy_matching=True)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, catalogue, ignore_obsolete=True, sort_output=True, width=110, omit_header=False)
        file.write_bytes(buffer.getvalue())


def is_needed(language: str, message: Message) -> bool:
    """Whether a language may not leave this sentence to English."""
    return language == COMPLETE or (language in LANGUAGES and bool(printed(message)))


def faults(language: str) -> Iterator[str]:
    """What keeps a language from being complete, one line each."""
    catalogue, sentences = kept(language), wanted(language)
    for message in sentences:
        if not message.id:
            continue
        translation = catalogue.get(message.id, message.context)
        if translation is None or not all(
            translation.string if translation.pluralizable else [translation.string]
        ):
            if is_needed(language, message):
                yield f"not translated: {message.id!r}"
        elif translation.fuzzy:
            yield f"marked fuzzy: {message.id!r}"
        else:
            yield from (f"{error}: {message.id!r}" for error in translation.check(catalogue))
    for message in catalogue:
        if message.id and sentences.get(message.id, message.context) is None:
            yield f"said nowhere any more: {message.id!r}"


def check() -> int:
    """Print every fault of every language; 0 when there is none."""
    found = [f"{language}: {fault}" for language in CATALOGUES for fault in faults(language)]
    print("\n".join(found))  # noqa: T201
    if found:
        print(f"{len(found)} sentences; `make translations` writes them into the catalogues.")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    elif sys.argv[1:] == ["check"]:
        sys.exit(check())
    else:
        sys.exit(__doc__)
