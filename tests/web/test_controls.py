"""Pages of goods set aside, declarations, letters and earmarks: what they do, who never reads what."""

import io
import re
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.controls import Decision
from convoy.domain.declarations import DeclarationStep
from convoy.domain.kinds import Condition, PlaceKind, StopKind
from convoy.domain.letters import LetterKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import uploads
from convoy.models import Balance, Box, ConvoyRecipient, Holder, Item, Lot, Place, SignOff
from convoy.services import controls, declarations, donations, earmarks, letters, sorting
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.letters import KeepLetter
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_pallet, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in
from tests.web.test_canaries import reached

pytestmark = on_sqlite

HOSPITAL = "Hospital Vorobets"
SENT_TO = "Yaropolk at the registry"
PDF = b"%PDF-1.4 we need beds %%EOF"


@pytest.fixture
def world(settings, database) -> SimpleNamespace:
    """Goods that ask, some earmarked, a van to a hospital, a letter and a declaration."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        there = a_place(db, name=HOSPITAL, code="HZI", kind=PlaceKind.DESTINATION, country="UA")
        convoy = a_convoy(db)
        db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, there))
        an_item(db, code="COM-THIM-01", name="Thermal camera", dual_use=True)
        an_item(db, code="FOD-TUNA-01", name="Tinned tuna", animal_origin="fish")
        lines = (
            Line("COM-THIM-01", 2, Condition.NEW),
            Line("FOD-TUNA-01", 24, Condition.NEW, boxes=1, earmark="for the rescue squad"),
        )
        gift = donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", date(2026, 10, 3), lines))
        db.refresh(leeds)
        a_pallet(db, leeds, a_box(db, leeds))
        earmarks.bind(db, CONSOLE, earmarks.BindEarmark(uuid4(), gift.code, 2, "for the rescue squad", "HZI"))
        step = declarations.RecordDeclaration(
            uuid4(), convoy.code, 1, "HZI", DeclarationStep.SENT, date(2026, 10, 3), to_whom=SENT_TO
        )
        declarations.record(db, CONSOLE, step)
        upload = uploads.read(PDF, "need of Vorobets.pdf")
        keep = KeepLetter(uuid4(), LetterKind.NEED, upload.sha256, convoy=convoy.code, place="HZI")
        letter = letters.keep(db, CONSOLE, keep, upload)
        codes = {"gift": gift.code, "convoy": convoy.code, "letter": letter.code}
        app = make_app(settings, database)
        return SimpleNamespace(app=app, database=database, place_id=leeds.id, convoy_id=convoy.id, **codes)


def as_(world: SimpleNamespace, role: Role, **scope):
    return signed_in(world.app, world.database, Granted(role, **scope))


@pytest.mark.parametrize("role", [Role.DESK, Role.IN_CHARGE, Role.MEDIC])
def test_who_works_at_a_place_reads_for_whom_in_the_donors_words_and_nothing_of_recipients(world, role):
    pages = reached(as_(world, role, place_id=world.place_id))
    everything = "\n".join(pages.values())
    assert "for the rescue squad" in everything
    for canary in (HOSPITAL, "Vorobets", SENT_TO, world.letter, "HZI"):
        assert [path for path, text in pages.items() if canary in text] == []


def test_a_coordinator_reads_all_of_it_where_it_belongs(world):
    client = as_(world, Role.COORDINATOR)
    assert HOSPITAL in client.get(f"/donations/{world.gift}").text
    assert HOSPITAL in client.get(f"/convoys/{world.convoy}/load?which=all").text
    board = client.get(f"/convoys/{world.convoy}").text
    assert "no code yet from 1 recipient" in board
    assert SENT_TO in client.get(f"/convoys/{world.convoy}/runs/1/declarations/1").text
    assert world.letter in client.get("/places/HZI/letters").text
    assert "needs" in client.get("/").text


def test_a_letter_is_given_back_to_be_saved_and_never_kept_or_run_by_a_browser(world):
    answer = as_(world, Role.COORDINATOR, convoy_id=world.convoy_id).get(f"/letters/{world.letter}")
    assert answer.get_data() == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="need of Vorobets.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def send(client, world: SimpleNamespace, content: bytes, name: str = "letter.pdf") -> tuple[int, str]:
    """Status and text of the answer to a file."""
    data = {"kind": "gift", "place": "", "run": "", "replaces": "", "file": (io.BytesIO(content), name)}
    address = f"/convoys/{world.convoy}/letters"
    form = data | {"key": str(uuid4())}
    with post(client, address, form, content_type="multipart/form-data") as answer:
        return answer.status_code, answer.text


def test_a_letter_is_put_on_file_and_a_hostile_one_is_refused_in_words(world):
    client = as_(world, Role.COORDINATOR)
    assert send(client, world, b"%PDF-1.4 our gift %%EOF", "gift.pdf")[0] == 303
    assert "gift.pdf" in client.get(f"/convoys/{world.convoy}/letters").text
    status, said = send(client, world, b"<svg onload='alert(1)'>")
    assert status == 422
    assert "no PDF, JPEG, PNG or WebP" in said


def test_a_file_that_is_too_big_is_refused_in_words(world):
    client = as_(world, Role.COORDINATOR)
    with patch("convoy.web.views.letters.LARGEST", 1_000), patch("convoy.exchange.uploads.LARGEST", 1_000):
        status, said = send(client, world, b"%PDF-1.4" + b" " * 1_000 + b"%%EOF")
    assert status == 422
    assert "MB" in said


def test_a_step_of_a_declaration_is_recorded_and_a_wrong_day_comes_back_with_what_was_typed(world):
    client = as_(world, Role.COORDINATOR, convoy_id=world.convoy_id)
    address = f"/convoys/{world.convoy}/runs/1/declarations/1"
    step = {
        "place": "HZI",
        "step": "code_received",
        "occurred_on": "3 Oct 2026",
        "reference": "AHARS-77",
        "paper": "",
    }
    assert post(client, address, step | {"key": str(uuid4())}).status_code == 303
    assert "AHARS-77" in client.get(address).text
    wrong = post(client, address, step | {"key": str(uuid4()), "occurred_on": "3 Oct 2090"})
    assert wrong.status_code == 422
    assert "AHARS-77" in wrong.text


def test_goods_are_signed_off_in_bulk_and_dual_use_by_two_people_on_the_page(world):
    client = as_(world, Role.COORDINATOR)
    page = client.get("/set-aside").text
    assert "Thermal camera" in page
    assert "Tinned tuna" in page
    targets = [f"{world.gift}/1", f"{world.gift}/2"]
    nothing_said = post(client, "/set-aside", {"target": targets, "decision": "release", "key": str(uuid4())})
    assert nothing_said.status_code == 422
    decided = {"target": targets, "decision": "release", "reason": "as agreed", "key": str(uuid4())}
    assert post(client, "/set-aside", decided).status_code == 303
    assert "waits for a second person" in client.get("/set-aside").text
    with world.database.look() as db:
        row = db.query(SignOff).filter_by(needs_second=True).one()
        code, sha256 = row.code, row.sha256
    said = {"sha256": sha256, "agreed": "yes", "reason": "seen", "key": str(uuid4())}
    own = post(client, f"/set-aside/{code}/answer", said)
    assert own.status_code == 422
    assert "The second person is another" in own.text
    lead = as_(world, Role.IN_CHARGE, place_id=world.place_id)
    assert "I agree" in lead.get("/set-aside").text
    assert post(lead, f"/set-aside/{code}/answer", said | {"key": str(uuid4())}).status_code == 303
    assert "Thermal camera" not in lead.get("/set-aside").text


def test_what_is_ticked_among_goods_set_aside_comes_back_in_another_language(world):
    ticked = {"target": f"{world.gift}/1", "reason": "half typed", "key": str(uuid4()), "in_language": "de"}
    page = post(as_(world, Role.COORDINATOR), "/set-aside", ticked)
    assert page.status_code == 200
    assert "half typed" in page.text
    assert page.text.count(" checked") == 1
    assert "data-summary" not in page.text


def test_goods_from_a_pool_are_named_by_it_and_signed_off_by_two_people_on_the_page(world):
    bags = RecordDonation(uuid4(), "LEE", date(2026, 3, 14), unsorted=(Unsorted(1),))
    world.database.do(donations.record, CONSOLE, bags)
    counted = (Line("COM-THIM-01", 1, Condition.NEW),)
    packed = sorting.SortAndPack(uuid4(), "LEE", "LEE-2026-03-14", counted, box=sorting.NO_BOX)
    world.database.do(sorting.pack, CONSOLE, packed)
    client = as_(world, Role.COORDINATOR)
    page = client.get("/set-aside").text
    assert '<a href="/sorting/LEE-2026-03-14">Leeds, 14 Mar' in page
    target = re.search(r'value="(LEE-2026-03-14/\d+)"', page).group(1)
    decided = {"target": target, "decision": "release", "reason": "as agreed", "key": str(uuid4())}
    assert post(client, "/set-aside", decided).status_code == 303
    with world.database.look() as db:
        row = db.query(SignOff).filter_by(needs_second=True).one()
    lead = as_(world, Role.IN_CHARGE, place_id=world.place_id)
    said = {"sha256": row.sha256, "agreed": "yes", "reason": "seen", "key": str(uuid4())}
    assert "I agree" in lead.get("/set-aside").text
    assert post(lead, f"/set-aside/{row.code}/answer", said).status_code == 303
    assert "LEE-2026-03-14" not in lead.get("/set-aside").text


def test_an_earmark_is_typed_at_the_desk_and_bound_by_a_coordinator(world):
    desk = as_(world, Role.DESK, place_id=world.place_id)
    typed = {
        "key": str(uuid4()),
        "anonymous": "y",
        "donor_kind": "",
        "place": "LEE",
        "received_on": "3 Oct 2026",
        "lines-0-item": "FOD-TUNA-01",
        "lines-0-quantity": "5",
        "lines-0-condition": "new",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
        "lines-0-earmark": "for the school kitchen",
    }
    stored = post(desk, "/donations/new", typed)
    assert stored.status_code == 303
    address = stored.headers["Location"].partition("?")[0]
    assert "for the school kitchen" in desk.get(address).text
    assert desk.get(f"{address}/lines/1/earmark").status_code in {403, 404}
    coordinator = as_(world, Role.COORDINATOR)
    assert HOSPITAL in coordinator.get(f"{address}/lines/1/earmark").text
    bound = {"key": str(uuid4()), "words": "for the school kitchen", "place": "HZI"}
    assert post(coordinator, f"{address}/lines/1/earmark", bound).status_code == 303
    assert HOSPITAL in coordinator.get(address).text


def test_what_a_person_decides_comes_first_and_the_rest_is_folded(world):
    lead = as_(world, Role.IN_CHARGE, place_id=world.place_id)
    page = lead.get("/set-aside").text
    # A stamp to confirm; the camera and the tuna wait for a coordinator.
    assert page.count('name="target"') == 1
    assert "2 more wait for somebody else" in page
    assert (
        page.index('name="target"')
        < page.index("2 more wait for somebody else")
        < page.index("Thermal camera")
    )
    assert "1 pallet or crate without a confirmed stamp" in lead.get("/").text
    assert "wait for a decision" not in lead.get("/").text
    coordinator = as_(world, Role.COORDINATOR).get("/set-aside").text
    assert coordinator.count('name="target"') == 3
    assert "for somebody else" not in coordinator
    said = re.sub(r"<[^>]+>", " ", coordinator).lower()
    assert len(re.findall("a second person", said)) == 1
    assert "animal origin:" not in said


def test_there_is_no_button_where_nothing_can_be_decided(world):
    medic = as_(world, Role.MEDIC, place_id=world.place_id)
    with world.database.work() as db:
        an_item(db, code="MED-THIM-01", name="Thermal pills", category="medicine", dual_use=True)
        lines = (Line("MED-THIM-01", 2, Condition.NEW, batch="L1", expires_on=date(2030, 1, 31)),)
        donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", date(2026, 10, 3), lines))
    page = medic.get("/set-aside").text
    assert "Thermal pills" in page
    assert "Sign off and release" not in page
    assert "1 more waits for somebody else" in page


def test_what_waits_for_a_sign_off_is_not_among_what_can_go(world):
    client = as_(world, Role.COORDINATOR)
    waits = box_of(world, "FOD-TUNA-01")
    with world.database.work() as db:
        place = db.get_one(Place, world.place_id)
        plain, crate = a_box(db, place), a_box(db, place, package_code="7B")
        free, wooden = plain.code, crate.code
    page = client.get(f"/convoys/{world.convoy}/load").text
    assert free in page
    assert waits not in page
    assert wooden not in page
    assert re.search(r'aria-current="true">Can go <span class="number">1</span>', page)
    # The tuna, the crate, and the box on a pallet whose stamp nobody has seen.
    assert "3 boxes wait for a sign-off" in page
    assert "/set-aside" in page
    everything = client.get(f"/convoys/{world.convoy}/load?which=all").text
    assert all(code in everything for code in (free, waits, wooden))
    assert "that no coordinator has signed off" in everything
    chosen = {"target": "1:HZI", "all": "1", "which": "free", "key": str(uuid4())}
    assert post(client, f"/convoys/{world.convoy}/load", chosen).status_code == 303
    page = client.get(f"/convoys/{world.convoy}/load").text
    assert re.search(r'aria-current="true">Can go <span class="number">0</span>', page)
    assert "Choose all shown" not in page
    assert "Choose all shown" not in client.get(f"/convoys/{world.convoy}/load?which=all").text
    signed = controls.DecideGoods(uuid4(), (f"{world.gift}/2",), Decision.RELEASE, "agreed")
    world.database.do(controls.decide, CONSOLE, signed)
    assert waits in client.get(f"/convoys/{world.convoy}/load").text


def box_of(world: SimpleNamespace, item: str) -> str:
    """The code of the box that holds an item."""
    with world.database.look() as db:
        held = (
            select(Box.code)
            .join(Holder, Holder.box_id == Box.id)
            .join(Balance, Balance.holder_id == Holder.id)
        )
        return db.scalars(held.join(Lot).join(Item, Item.id == Lot.item_id).where(Item.code == item)).one()


def test_loading_for_another_recipient_asks_with_every_box_and_goes_with_a_reason(world):
    client = as_(world, Role.COORDINATOR)
    with world.database.work() as db:
        controls.decide(
            db, CONSOLE, controls.DecideGoods(uuid4(), (f"{world.gift}/2",), Decision.RELEASE, "agreed")
        )
        earmarks.bind(db, CONSOLE, earmarks.BindEarmark(uuid4(), world.gift, 2, "for the rescue squad"))
        box = db.scalars(select(Box.code).order_by(Box.id)).first()
    chosen = {"target": "1:HZI", "box": box, "key": str(uuid4())}
    asked = post(client, f"/convoys/{world.convoy}/load", chosen)
    assert asked.status_code == 409
    assert "is earmarked" in asked.text
    assert "earmark_reason" in asked.text
    chosen |= {"earmark_reason": "the donor agreed", "skip": "y", "key": str(uuid4())}
    assert post(client, f"/convoys/{world.convoy}/load", chosen).status_code == 303
    assert "no boxes" not in client.get(f"/convoys/{world.convoy}/runs/1").text
