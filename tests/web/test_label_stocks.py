"""Label sheets of a place: chosen once, used wherever its labels are printed, also from a used sheet on."""

import io
import re

import pypdf
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from convoy.domain.permissions import Granted, Role
from convoy.models import AuditEntry, LabelStock, Place
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite
KEY = "6f1d7c0e-52f1-4f6e-8d1e-9a1f0c2b3d4e"
OWN = {
    "make": "own",
    "page_wide": "210",
    "page_high": "297",
    "label_wide": "80.5",
    "label_high": "50",
    "label_columns": "2",
    "label_rows": "5",
    "margin_left": "20",
    "margin_top": "10",
    "pitch_across": "90",
    "pitch_down": "50",
}


@pytest.fixture
def hall(database):
    with database.work() as db:
        return [box.code for box in a_gift_at(db, a_place(db), an_item(db), boxes=9, each=24, loose=0)]


@pytest.fixture
def desk(settings, database, hall):
    with database.look() as db:
        place = db.scalars(select(Place.id)).one()
    return signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=place))


def keep(desk, key=KEY, **typed):
    return post(desk, "/places/LEE/labels", {"key": key, **typed})


def sheet(desk, codes, **asked):
    answer = desk.get("/boxes/labels.pdf", query_string={"code": codes, **asked})
    assert answer.status_code == 200
    return pypdf.PdfReader(io.BytesIO(answer.data)).pages


def size(page):
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


def test_labels_are_printed_on_what_the_place_said_until_somebody_chooses_another(desk, hall):
    assert size(sheet(desk, hall[:1])[0]) == (595, 842)
    assert keep(desk, make="thermal-58").status_code == 303
    assert size(sheet(desk, hall[:1])[0]) == (164, 255)
    assert len(sheet(desk, hall)) == 9
    assert len(sheet(desk, hall, stock="l7165")) == 2
    assert len(sheet(desk, hall, stock="l7165", start="8")) == 2
    assert len(sheet(desk, hall[:2], stock="l7165", start="8")) == 2


def test_a_label_that_a_sheet_does_not_have_is_refused_and_nothing_is_printed(desk, hall):
    for start in ("0", "9", "x", "-1", "1.5", "99999999999"):
        answer = desk.get(
            "/boxes/labels.pdf", query_string={"code": hall[0], "stock": "l7165", "start": start}
        )
        assert answer.status_code == 422
        assert "labels 1 to 8" in answer.text
    assert desk.get("/boxes/labels.pdf", query_string={"code": hall[0], "stock": "own"}).status_code == 422


def test_the_page_of_a_box_offers_sheets_with_that_of_the_place_chosen(desk, hall):
    keep(desk, make="5164")
    page = desk.get(f"/boxes/{hall[0]}").text
    assert '<option value="5164" selected>' in page
    assert 'name="start"' in page
    assert "/places/LEE/labels" in page


def test_a_size_of_ones_own_is_kept_in_tenths_of_a_millimetre_and_printed(desk, database, hall):
    assert keep(desk, **OWN).status_code == 303
    with database.look() as db:
        kept = db.scalars(select(LabelStock)).one()
        assert (kept.label_wide, kept.margin_left, kept.label_rows) == (805, 200, 5)
    assert len(sheet(desk, hall)) == 1
    assert len(sheet(desk, hall, start="3")) == 2
    page = desk.get("/places/LEE/labels").text
    assert re.search(r'name="label_wide"[^>]*value="80.5"', page)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label_columns": "3"}, "The labels end at"),
        ({"pitch_across": "70"}, "Labels would overlap"),
        ({"label_wide": "20"}, "A label needs at least"),
        ({"label_rows": "21", "pitch_down": "50"}, "1 to 20 labels"),
        ({"page_high": ""}, "This is needed"),
        ({"margin_top": "4.65"}, "round it to tenths"),
    ],
)
def test_sizes_that_cannot_be_are_refused_and_stay_on_the_page(desk, database, wrong, said):
    answer = keep(desk, **(OWN | wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(r'name="label_high"[^>]*value="50"', answer.text)
    with database.look() as db:
        assert db.scalars(select(LabelStock)).all() == []


def test_the_database_itself_keeps_labels_on_their_page(desk, database):
    keep(desk, **OWN)
    for sizes in (
        {"label_columns": 3},
        {"pitch_down": 499},
        {"label_wide": None},
        {"make": "a6"},
        {"margin_top": -1},
        {"offset_right": 51},
    ):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(update(LabelStock).values(**sizes))


def test_the_offset_moves_labels_and_the_calibration_sheet(desk, hall):
    def at(url):
        page = pypdf.PdfReader(io.BytesIO(desk.get(url).data)).pages[0]
        return [float(x) for x in re.search(rb"([\d.]+) ([\d.]+) [\d.]+ [\d.]+ re|BT ([\d.]+) ([\d.]+) Td",
                                            page.get_contents().get_data()).groups() if x]  # fmt: skip

    urls = (f"/boxes/labels.pdf?code={hall[0]}", "/places/LEE/labels/calibration.pdf")
    before = [at(url) for url in urls]
    assert keep(desk, make="l7165").status_code == 303
    before = [at(url) for url in urls]
    keep(desk, KEY[:-1] + "1", make="l7165", offset_right="2", offset_down="−1")
    for (x, y), (moved_x, moved_y) in zip(before, [at(url) for url in urls], strict=True):
        assert moved_x - x == pytest.approx(2 * 72 / 25.4, abs=0.11)
        assert moved_y - y == pytest.approx(1 * 72 / 25.4, abs=0.11)


def test_keeping_is_one_entry_in_the_log_however_often_it_is_sent(desk, database):
    for _ in range(3):
        assert keep(desk, make="a5").status_code == 303
    with database.look() as db:
        actions = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("label%"))).all()
    assert actions == ["labels:choose"]
