"""Whoever reads Ukrainian finds goods and vehicles called by their Ukrainian names, on every page."""

import re
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.kinds import Condition, PlaceKind, StopKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, ItemName, SortingPool, VehicleClass
from convoy.services import donations, sorting
from convoy.services.gifts import Line, RecordDonation, Unsorted
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_load, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in
from tests.web.test_canaries import reached

pytestmark = on_sqlite

GOODS = {
    "FOD-BEEF-01": ("Quokka beef", "Тушкована яловичина"),
    "COM-THIM-01": ("Quokka camera", "Тепловізор"),
}
VAN = "3.5 t panel van L2H2/L3H2"
IN_ALL_LANGUAGES = re.compile(r"^/(catalogue|labels|suggestions|intake)|/names|\.(pdf|csv|xlsx)|/manifest")
"""Pages and papers that give names in more languages than the reader's."""


@pytest.fixture
def world(settings, database) -> SimpleNamespace:
    """Goods with names in both languages: set aside, loose, in boxes, counted from bags, on a van."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        there = a_place(db, name="Hospital", code="HOS", kind=PlaceKind.DESTINATION, country="UA")
        for code, (english, ukrainian) in GOODS.items():
            item = an_item(
                db, code=code, name=english, dual_use=code.startswith("COM"), words=(english.lower(),)
            )
            item.names.append(ItemName(language="uk", name=ukrainian))
        beef = Line("FOD-BEEF-01", 96, Condition.NEW, boxes=4)
        aside = Line("FOD-BEEF-01", 5, Condition.NEW, decision=LineStage.SET_ASIDE, reason="no date")
        lines = (beef, aside, Line("FOD-BEEF-01", 7, Condition.NEW), Line("COM-THIM-01", 2, Condition.NEW))
        donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", date(2026, 10, 3), lines))
        bags = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (), unsorted=(Unsorted(3, grams=9_000),))
        donations.record(db, CONSOLE, bags)
        known = VehicleClass(
            code="VAN-L",
            name=VAN,
            licence="B",
            max_mass_g=3_500_000,
            payload_g=1_150_000,
            hold_length_mm=3_705,
            hold_width_mm=1_870,
            hold_height_mm=1_930,
            pallet_places=4,
        )
        db.add(known)
        convoy = a_convoy(db)
        run = a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, there), vehicle_class=known)
        box = db.scalars(select(Box).order_by(Box.id)).first()
        a_load(db, box, run, from_stop_id=run.stops[0].id)
        pool = db.scalars(select(SortingPool)).one().code
        sorting.pack(
            db, CONSOLE, sorting.SortAndPack(uuid4(), "LEE", pool, (Line("FOD-BEEF-01", 9, Condition.NEW),))
        )
        return SimpleNamespace(
            app=make_app(settings, database), database=database, convoy=convoy.code, place=leeds.id
        )


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.IN_CHARGE])
def test_no_page_in_ukrainian_has_an_english_name_of_goods_or_vehicles(world, role):
    granted = Granted(role, place_id=world.place if role is Role.IN_CHARGE else None)
    reader = signed_in(world.app, world.database, granted)
    assert post(reader, "/language", {"language": "uk", "next": "/"}).status_code == 303
    pages = {path: text for path, text in reached(reader).items() if not IN_ALL_LANGUAGES.search(path)}
    assert any("Тушкована яловичина" in text for text in pages.values())
    if role is Role.COORDINATOR:
        pages["load"] = reader.get(f"/convoys/{world.convoy}/load?which=all").text
        pages["board"] = reader.get(f"/convoys/{world.convoy}").text
        pages["van"] = reader.get(f"/convoys/{world.convoy}/runs/1").text
        assert "Тушкована яловичина" in pages["load"]
    for english in ("Quokka", VAN, "YYYY", " kg"):
        assert [path for path, text in pages.items() if english in text] == [], english
