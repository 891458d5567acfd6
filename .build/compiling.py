"""Compiles catalogues: what a language does not say yet is left out, so that it is said in English.

Usage: python .build/compiling.py FILE.po ...
"""

import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    """Write the .mo file beside a .po file.

    Babel writes a plural without a translation as an empty one, and gettext would then say nothing at all.
    """
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    for message in _unsaid(catalogue):
        catalogue.delete(message.id, message.context)
    # Put there in one piece: another process may be reading it.
    with NamedTemporaryFile(dir=source.parent, suffix=".new", delete=False) as file:
        write_mo(file, catalogue)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(source.with_suffix(".mo"))


def _unsaid(catalogue: Catalog) -> list[Message]:
    return [
        message
        for message in catalogue
        if message.id and not all(message.string if message.pluralizable else [message.string])
    ]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        compile_catalogue(Path(argument))
