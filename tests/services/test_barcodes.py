"""A barcode stands for one item, whoever teaches it and however often."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from convoy.models import Barcode
from convoy.queries import barcodes
from convoy.services import item_names
from tests.factories import an_item

GTIN = "4006381333931"


def test_the_first_to_teach_a_barcode_is_believed(database):
    with database.work() as db:
        beef, rice = an_item(db), an_item(db, code="FOD-RICE-09")
        assert item_names.teach(db, {GTIN: beef}) == {GTIN: beef.code}
        assert item_names.teach(db, {f"0{GTIN}": rice}) == {}
        assert barcodes.item_of(db, GTIN) == beef.code
        assert barcodes.item_of(db, "96385074") == ""


def test_the_database_itself_holds_one_item_a_barcode(database):
    with database.work() as db:
        beef, rice = an_item(db), an_item(db, code="FOD-RICE-09")
        db.add_all([Barcode(gtin=GTIN, item_id=beef.id), Barcode(gtin=GTIN, item_id=rice.id)])
        with pytest.raises(IntegrityError):
            db.flush()
        db.rollback()


def test_a_barcode_of_a_merged_item_stands_for_the_one_kept(database):
    with database.work() as db:
        beef, rice = an_item(db), an_item(db, code="FOD-RICE-09")
        item_names.teach(db, {GTIN: beef})
        beef.merged_into_id, beef.is_active = rice.id, False
        db.flush()
        assert barcodes.item_of(db, GTIN) == rice.code
        assert db.scalars(select(Barcode.gtin)).all() == [GTIN]
