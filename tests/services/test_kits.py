"""Kits: kept by who is in charge, packed from loose goods all or nothing, what expires first first."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.domain.errors import Conflict, Invalid, NotAllowed, RuleBroken
from convoy.domain.kinds import Condition, HolderKind
from convoy.domain.kits import Lack, Lacking
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Balance, Box, Holder, Item, Kit, Lot
from convoy.queries import kits as query
from convoy.services import catalogue_items, checking, donations, item_merging, kits
from convoy.services.catalogue_items import AddItem, ItemFacts
from convoy.services.gifts import Line, RecordDonation
from convoy.services.kits import KeepKit, PackKits
from tests.factories import a_place, an_item

PARCEL = KeepKit(uuid4(), "Family parcel", (("FOD-BEEF-01", 2), ("HYG-SOAP-01", 3)))


@pytest.fixture
def hall(database):
    with database.work() as db:
        a_place(db)
        an_item(db)
        an_item(db, code="HYG-SOAP-01", name="Soap", words=("soap",))
    return database


@pytest.fixture
def parcel(hall):
    return hall.do(kits.keep, CONSOLE, PARCEL).code


def gift(database, item, quantity, **facts):
    line = Line(item, quantity, Condition.NEW, **facts)
    database.do(donations.record, CONSOLE, RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (line,)))


def pack(database, kit, boxes):
    return database.do(kits.pack, CONSOLE, PackKits(uuid4(), "LEE", kit, boxes))


def contents(database):
    """What is in each box: number, item, quantity, expiry."""
    with database.look() as db:
        rows = select(Box.short_number, Item.code, Balance.quantity, Lot.expires_on).select_from(Balance)
        rows = rows.join(Holder).join(Box, Box.id == Holder.box_id).join(Lot, Lot.id == Balance.lot_id)
        return [
            tuple(row) for row in db.execute(rows.join(Item, Item.id == Lot.item_id).order_by(Box.id, Lot.id))
        ]


def loose(database):
    with database.look() as db:
        held = select(func.sum(Balance.quantity)).join(Holder).where(Holder.kind == HolderKind.PLACE)
        return db.scalar(held) or 0


def test_boxes_of_a_kit_are_packed_from_loose_goods_and_numbered_together(hall, parcel):
    gift(hall, "FOD-BEEF-01", 5), gift(hall, "HYG-SOAP-01", 6)
    boxes = pack(hall, parcel, 2)
    assert [(box.n_of, box.n_of_total) for box in boxes] == [(1, 2), (2, 2)]
    assert [row[1:3] for row in contents(hall)] == [("FOD-BEEF-01", 2), ("HYG-SOAP-01", 3)] * 2
    assert loose(hall) == 1
    with hall.look() as db:
        assert list(checking.differences(db)) == []


def test_what_expires_first_goes_first_and_a_box_may_hold_two_lots(hall, parcel):
    gift(hall, "FOD-BEEF-01", 9), gift(hall, "FOD-BEEF-01", 3, expires_on=date(2099, 5, 31))
    gift(hall, "HYG-SOAP-01", 6)
    pack(hall, parcel, 2)
    beef = [(row[0], row[2], row[3]) for row in contents(hall) if row[1] == "FOD-BEEF-01"]
    early = date(2099, 5, 31)
    assert sorted(beef, key=str) == sorted([(1, 2, early), (2, 1, early), (2, 1, None)], key=str)


def test_a_kit_out_of_use_is_not_packed(hall, parcel):
    with hall.work() as db:
        db.scalars(select(Kit).where(Kit.code == parcel)).one().is_active = False
    with pytest.raises(RuleBroken, match="not in use any more"):
        pack(hall, parcel, 1)


def test_when_something_is_lacking_nothing_is_packed_and_everything_lacking_is_said(hall, parcel):
    gift(hall, "FOD-BEEF-01", 3)
    with pytest.raises(Lacking) as refused:
        pack(hall, parcel, 2)
    assert refused.value.lacks == (
        Lack("Tinned beef, 400 g", "H87", 4, 3),
        Lack("Soap", "H87", 6, 0),
    )
    assert (contents(hall), loose(hall)) == ([], 3)


def test_goods_given_for_somebody_are_left_alone(hall, parcel):
    gift(hall, "FOD-BEEF-01", 2, earmark="for the rescue squad"), gift(hall, "HYG-SOAP-01", 3)
    with pytest.raises(Lacking):
        pack(hall, parcel, 1)


def test_what_has_expired_since_it_came_in_is_not_packed(hall, parcel):
    gift(hall, "FOD-BEEF-01", 2, expires_on=date(2026, 10, 31)), gift(hall, "HYG-SOAP-01", 3)
    with pytest.raises(Lacking):
        pack(hall, parcel, 1)
    gift(hall, "FOD-BEEF-01", 2)
    pack(hall, parcel, 1)
    assert [row[3] for row in contents(hall)] == [None, None]


def test_packing_sent_twice_packs_once(hall, parcel):
    gift(hall, "FOD-BEEF-01", 4), gift(hall, "HYG-SOAP-01", 6)
    command = PackKits(uuid4(), "LEE", parcel, 1)
    first, again = (hall.do(kits.pack, CONSOLE, command) for _ in range(2))
    assert [box.code for box in first] == [box.code for box in again]


def test_who_is_in_charge_keeps_kits_and_a_desk_volunteer_does_not(hall):
    lead = Actor(None, "Ira", (Granted(Role.IN_CHARGE, place_id=1),))
    assert hall.do(kits.keep, lead, PARCEL).name == "Family parcel"
    with pytest.raises(NotAllowed):
        hall.do(kits.keep, Actor(None, "Petro", (Granted(Role.DESK),)), replace(PARCEL, key=uuid4()))


def test_a_kit_is_changed_and_two_of_one_name_are_refused(hall, parcel):
    changed = replace(PARCEL, key=uuid4(), code=parcel, lines=(("HYG-SOAP-01", 1), ("HYG-SOAP-01", 1)))
    hall.do(kits.keep, CONSOLE, changed)
    with hall.look() as db:
        parts = query.parts(query.found(db, CONSOLE, parcel), 30)
        assert [(part.item.code, part.quantity) for part in parts] == [("HYG-SOAP-01", 60)]
    with pytest.raises(Conflict, match="Family parcel"):
        hall.do(kits.keep, CONSOLE, replace(PARCEL, key=uuid4(), name="family PARCEL"))
    with pytest.raises(Invalid):
        hall.do(kits.keep, CONSOLE, replace(PARCEL, key=uuid4(), name="Empty", lines=()))


def test_a_kit_follows_an_item_that_was_merged(hall):
    facts = ItemFacts(category="food", unit_gross_g=430, unit_volume_ml=450)
    own = hall.do(catalogue_items.add, CONSOLE, AddItem(uuid4(), facts, (("en", "Beef in tins"),))).code
    kit = hall.do(kits.keep, CONSOLE, replace(PARCEL, lines=((own, 1), ("FOD-BEEF-01", 1)))).code
    hall.do(item_merging.merge, CONSOLE, item_merging.MergeItems(uuid4(), own, "FOD-BEEF-01"))
    gift(hall, "FOD-BEEF-01", 2)
    pack(hall, kit, 1)
    assert [row[1:3] for row in contents(hall)] == [("FOD-BEEF-01", 2)]
