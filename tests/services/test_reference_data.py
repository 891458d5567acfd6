"""What a newer version brings to an installation: new words for old items, and nothing people changed."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select

from convoy.domain.permissions import CONSOLE
from convoy.models import Item, ItemName, ItemWord
from convoy.services import catalogue_items, item_names, reference_data
from convoy.services.catalogue_items import AddItem, ItemFacts
from convoy.services.item_names import InLanguage, NameItem
from tests.engines import on_sqlite

pytestmark = on_sqlite


@pytest.fixture
def older(database):
    """An installation of a version that did not know any Polish yet, nor the word for a bag of rice."""
    database.do(reference_data.load)
    with database.work() as db:
        for table in (ItemName, ItemWord):
            db.execute(delete(table).where(table.language == "pl"))
    return database


def said(database, code="FOD-RICE-01", language="pl"):
    with database.look() as db:
        rows = select(ItemWord.word).join(Item).where(Item.code == code, ItemWord.language == language)
        return set(db.scalars(rows))


def how_many(database):
    with database.look() as db:
        return [db.scalar(select(func.count()).select_from(table)) for table in (Item, ItemName, ItemWord)]


def test_new_names_and_words_come_to_an_existing_installation_once(older):
    assert not said(older)
    older.do(reference_data.load)
    assert "ryż" in said(older)
    before = how_many(older)
    older.do(reference_data.load)
    assert how_many(older) == before


def test_an_item_whose_names_somebody_changed_stays_as_they_left_it(older):
    mine = NameItem(
        uuid4(), "FOD-RICE-01", (InLanguage("pl", "Nasz ryż", is_reviewed=True, words=("ryżyk",)),)
    )
    older.do(item_names.name, CONSOLE, mine)
    older.do(reference_data.load)
    assert said(older) == {"ryżyk"}
    assert "makaron" in said(older, "FOD-PAST-01")


def test_a_word_that_means_an_item_added_here_keeps_meaning_that(older):
    facts = ItemFacts(category="food", unit_gross_g=1_000, unit_volume_ml=1_000)
    older.do(
        catalogue_items.add, CONSOLE, AddItem(uuid4(), facts, (("en", "Rice of ours"), ("pl", "Biały Ryż")))
    )
    older.do(reference_data.load)
    assert "biały ryż" not in said(older)
    assert "ryż" in said(older)
