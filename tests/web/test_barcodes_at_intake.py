"""At intake a scanned code names the item, or is taught one; a medicine's fills batch and expiry too."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.permissions import Granted, Role
from convoy.models import AuditEntry, Barcode, DonationLine, Item
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

GTIN = "4006381333931"
MEDICINE = f"010{GTIN}1728051210LOT-7␝21SER9"


@pytest.fixture
def desk(settings, database):
    """A desk volunteer at Leeds, where the catalogue has tinned beef and nothing else."""
    with database.work() as db:
        leeds = a_place(db)
        an_item(db)
        here = leeds.id
    return signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=here))


def code_of_item(database):
    with database.look() as db:
        return db.scalars(select(Item.code)).one()


def gift(**line):
    typed = {
        "item": "",
        "quantity": "24",
        "condition": "new",
        "decision": "accepted",
        "currency": "EUR",
    } | line
    return {
        "key": str(uuid4()),
        "anonymous": "y",
        "donor_kind": "",
        "unsorted-0-package_code": "BG",
        "place": "LEE",
        "received_on": "2026-10-03",
        **{f"lines-0-{name}": value for name, value in typed.items()},
    }


def known(database):
    with database.look() as db:
        rows = db.execute(select(Barcode.gtin, Item.code).join(Item, Item.id == Barcode.item_id))
        return dict(rows.all())


def remembered(answer, item):
    return {"remember": answer, "remember_of": f"{GTIN} {item}"}


def test_a_new_barcode_is_remembered_only_with_a_yes_to_this_very_pair(desk, database):
    item = code_of_item(database)
    asked = post(desk, "/donations/new", gift(item=GTIN))
    assert asked.status_code == 422
    assert f"Barcode {GTIN} is new here. Say what it is." in asked.text
    assert f'value="{GTIN}"' in asked.text

    asked = post(desk, "/donations/new", gift(item=item, gtin=GTIN))
    assert asked.status_code == 422
    assert f"<legend>Remember {GTIN} as “Tinned beef, 400 g”?</legend>" in asked.text
    assert f'value="{GTIN} {item}"' in asked.text
    # A yes that was said of another item does not count.
    stale = post(desk, "/donations/new", gift(item=item, gtin=GTIN, **remembered("yes", "FOD-RICE-09")))
    assert stale.status_code == 422
    assert known(database) == {}

    assert (
        post(desk, "/donations/new", gift(item=item, gtin=GTIN, **remembered("yes", item))).status_code == 303
    )
    assert known(database) == {GTIN: item}
    with database.look() as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "donation:record"))
        assert GTIN in entry.facts

    assert post(desk, "/donations/new", gift(item=GTIN)).status_code == 303
    with database.look() as db:
        assert len(db.scalars(select(DonationLine)).all()) == 2


def test_a_gift_that_taught_a_barcode_is_the_same_gift_when_it_is_sent_again(desk, database):
    item = code_of_item(database)
    form = gift(item=item, gtin=GTIN, **remembered("yes", item))
    first = post(desk, "/donations/new", form)
    assert first.status_code == 303
    assert post(desk, "/donations/new", form).location == first.location
    with database.look() as db:
        assert len(db.scalars(select(DonationLine)).all()) == 1


def test_with_a_no_the_gift_is_recorded_and_the_barcode_stays_unknown(desk, database):
    item = code_of_item(database)
    answer = post(desk, "/donations/new", gift(item=item, gtin=GTIN, **remembered("no", item)))
    assert answer.status_code == 303
    assert known(database) == {}


def test_a_pinned_item_tapped_next_asks_before_the_barcode_means_it(desk, database):
    item = code_of_item(database)
    page = post(desk, "/donations/new", gift(gtin=GTIN) | {"take": item}).text
    assert f"Remember {GTIN} as “Tinned beef, 400 g”?" in page
    assert "checked" not in page.split(f"Remember {GTIN}")[1].split("</fieldset>")[0]
    assert known(database) == {}


def test_a_barcode_scanned_by_mistake_leaves_the_line_with_one_press(desk, database):
    item = code_of_item(database)
    page = post(desk, "/donations/new", gift(item=item, gtin=GTIN) | {"drop": "lines-0"}).text
    assert GTIN not in page
    assert f'value="{item}"' in page
    assert post(desk, "/donations/new", gift(item=item)).status_code == 303
    assert known(database) == {}


def test_what_was_remembered_by_mistake_is_taken_back_on_the_gifts_page(desk, database):
    item = code_of_item(database)
    page = post(desk, "/donations/new", gift(item=item, gtin=GTIN, **remembered("yes", item))).location
    shown = desk.get(page).text
    assert f"Barcode {GTIN} is remembered as “Tinned beef, 400 g”." in shown
    assert "Not this item: take it back" in shown
    gone = post(desk, f"{page.split('?')[0]}/barcodes/forget", {"key": str(uuid4()), "gtin": GTIN})
    assert f"Barcode {GTIN} stands for nothing any more." in desk.get(gone.location).text
    assert known(database) == {}
    with database.look() as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "item:remove_barcode"))
        assert (entry.subject, GTIN in entry.facts) == (item, True)


def test_a_barcode_of_something_else_is_said_and_stays_what_it_was(desk, database):
    with database.work() as db:
        other = an_item(db, code="FOD-RICE-09")
        db.add(Barcode(gtin=GTIN, item_id=other.id))
    with database.look() as db:
        item = db.scalars(select(Item.code).where(Item.code != "FOD-RICE-09")).one()
    answer = post(desk, "/donations/new", gift(item=item, gtin=GTIN))
    assert answer.status_code == 422
    assert f"Barcode {GTIN} stands for FOD-RICE-09, not for this." in answer.text
    assert known(database) == {GTIN: "FOD-RICE-09"}


def test_a_medicines_code_fills_item_batch_and_the_very_day_of_expiry(desk, database):
    item = code_of_item(database)
    with database.work() as db:
        db.add(Barcode(gtin=GTIN, item_id=db.scalars(select(Item.id)).one()))
    assert post(desk, "/donations/new", gift(item=MEDICINE)).status_code == 303
    with database.look() as db:
        line = db.scalars(select(DonationLine)).one()
        assert (line.batch, line.expires_on) == ("LOT-7", date(2028, 5, 12))
        assert line.typed != item


@pytest.mark.parametrize("typed", ["4006381333932", "0104006381333932", f"(01)0{GTIN}(17)271300"])
def test_a_code_that_was_mistyped_or_cannot_be_is_refused_at_its_line(desk, typed):
    answer = post(desk, "/donations/new", gift(item=typed))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_while_it_is_typed_the_page_is_told_what_a_code_says(desk, database):
    found = desk.get("/catalogue/search", query_string={"q": MEDICINE}).json
    assert found == []
    line = desk.get("/catalogue/line", query_string={"item": MEDICINE}).json
    assert line["fill"] == {"item": "", "gtin": GTIN, "batch": "LOT-7", "expires_on": "2028-05-12"}
    assert line["notes"][0]["text"] == f"Barcode {GTIN} is new here. Say what it is."
    with database.work() as db:
        db.add(Barcode(gtin=GTIN, item_id=db.scalars(select(Item.id)).one()))
    (found,) = desk.get("/catalogue/search", query_string={"q": MEDICINE}).json
    assert found["sure"]
    assert found["fill"]["batch"] == "LOT-7"


def test_what_was_scanned_before_begins_a_gift(desk, database):
    with database.work() as db:
        db.add(Barcode(gtin=GTIN, item_id=db.scalars(select(Item.id)).one()))
    page = post(desk, "/scan", {"key": str(uuid4()), "codes": f"{MEDICINE}\n96385074"}).text
    assert "LOT-7" in page
    assert "Barcode 96385074 stands for nothing yet." in page
    address = page.split('href="/donations/new?')[1].split('"')[0].replace("&amp;", "&")
    form = desk.get(f"/donations/new?{address}").text
    assert 'value="LOT-7"' in form
    assert 'name="lines-1-gtin"' in form
    assert 'value="96385074"' in form
