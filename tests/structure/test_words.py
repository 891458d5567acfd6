"""Everything the database can hold has a word on the screen, and every sentence is in the catalogues."""

import ast
from collections.abc import Iterator
from enum import Enum

import pytest
from babel.messages import pofile
from sqlalchemy import Enum as EnumColumn

import convoy.models  # noqa: F401  # so that every table is known
from convoy.db import Base
from convoy.domain.lifecycle import NEXT, Stage
from convoy.web import labels
from convoy.web.languages import RIGHT_TO_LEFT
from convoy.words import TRANSLATIONS, Words
from tests.structure.test_code import CODE, TOP, tree_of

SAYING = {"gettext", "ngettext", "lazy_gettext", "N_"}

# Vocabularies the database keeps for itself, each with the reason why nobody reads them.
UNSEEN = {
    "CaptureState": "what a phone sent twice is shown while it waits, in a panel that says what it is",
    "EventSource": "which door an entry came through; it is asked about only when something went wrong",
    "HolderKind": "a holder is shown by the name of its place or the code of its box",
    "InvitationKind": "an invitation is shown by what it is for: its role and its place or convoy",
    "MovementKind": "a history says what was done to a box; the ledger's own words stay in the ledger",
    "NoticeKind": "a notice is a sentence with a name in it (web/factor_words.py)",
}


# Ukrainian has two words for each of these; pages and papers keep to the one on the right.
ONE_WORD = {"наклей": "етикетка", "колон": "конвой"}


@pytest.mark.parametrize("other", ONE_WORD)
def test_one_thing_has_one_word_in_ukrainian(other):
    with (TRANSLATIONS / "uk" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        said = [entry.string for entry in pofile.read_po(file) if entry.id]
    words = [one for each in said for one in ([each] if isinstance(each, str) else each)]
    assert [one for one in words if other in one.lower()] == []


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_twenty_times_twenty_four_stays_in_this_order_where_lines_run_from_right_to_left(language):
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        said = [entry.string for entry in pofile.read_po(file) if "20 x 24" in entry.id]
    assert said
    assert [one for one in said if "\u206620 x 24\u2069" not in one] == []


def stored_members() -> set[Enum]:
    return {
        member
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, EnumColumn) and column.type.enum_class is not None
        for member in column.type.enum_class
    }


def test_every_stored_word_is_said_on_the_screen_or_known_to_be_unseen():
    silent = {type(member).__name__ for member in stored_members() if member not in labels.MARKS}
    assert silent == set(UNSEEN)


def test_every_stage_knows_what_may_follow_it():
    assert {stage for machine in Stage.__subclasses__() for stage in machine} == set(NEXT)


def said_in(tree: ast.Module) -> Iterator[str]:
    """The literal sentences a module says, those inside f-strings too."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if called in SAYING and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_sentence_in_the_code_is_in_the_catalogues():
    # What collects them for the catalogues does not look inside f-strings before Python 3.12.
    ukrainian, polish = (Words(language)._catalogue._catalog for language in ("uk", "pl"))
    lost = {
        (str(file.relative_to(TOP)), sentence)
        for file in CODE
        for sentence in said_in(tree_of(file))
        for known in (ukrainian, polish)[: 1 + file.is_relative_to(TOP / "convoy" / "documents")]
        if sentence not in known and (sentence, 0) not in known
    }
    assert lost == set()
